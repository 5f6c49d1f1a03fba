# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of a book, and other books of which one record is another one:
another number, day or word, no record, or a second one."""
import csv
import glob
import io
import os
import re

NUMBER = re.compile(r"^[-+]?[\d,.KM]*\d[\d,.]*[KM]?( %| [A-Z]{3})?$")
LAST = re.compile(r"\d[\d,]*(?=(\.\d+)?[KM]?( %| [A-Z]{3})?$)")
DATE = re.compile(r"^(\d{4})-(\d\d)((-\d\d)?)$")
# Numbers that are names, or say nothing of the figure itself.
NAMES = {"account", "code", "id", "title", "name", "source", "max_age"}
# Fields of free text whose words a page may ask for.
FREE_WORDS = ("status", "parent")


class Record:
    """One of a file: its type, first line, fields, and the lines it has."""

    def __init__(self, kind, path, lines, first, fields, header=None):
        self.kind, self.path, self.lines = kind, path, lines
        self.first, self.fields, self.header = first, fields, header
        self.place = "%s:%d" % (path, first)

    def get(self, name):
        return dict((n.lower(), v) for n, v in self.fields).get(name)

    def sort(self):
        """The type; of postings, which are many, the class of account too."""
        return (self.kind + " " + self.get("account")[:1]
                if self.kind == "posting" else self.kind)

    def own(self, fields):
        """Lines that say so."""
        if self.header:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerow(
                [v for _, v in fields])
            return [text.getvalue()]
        lines = self.lines[self.first - 1:self.first - 1 + len(self.fields)]
        return [line if before == after else "%s: %s\n" % after for
                line, before, after in zip(lines, self.fields, fields)]

    def text(self, lines):
        """The file with those in place of its own."""
        count = 1 if self.header else len(self.fields)
        return "".join(self.lines[:self.first - 1] + lines +
                       self.lines[self.first - 1 + count:])

    def changed(self, fields):
        return self.text(self.own(fields))

    def gone(self):
        return self.text([])

    def twice(self):
        """Once more at the end, under another key if it has one."""
        fields = [(n, v + "-2" if n.lower() in ("id", "code") else v)
                  for n, v in self.fields]
        end = [] if self.header else ["\n", "%%rec: %s\n" % self.kind, "\n"]
        last = [] if self.lines[-1].endswith("\n") else ["\n"]
        return "".join(self.lines + last + end + self.own(fields))


def csv_records(path, lines):
    kind = os.path.basename(path).split(".")[0]
    rows = list(csv.reader(lines))
    for n, row in enumerate(rows[1:], 2):
        yield Record(kind, path, lines, n, list(zip(rows[0], row)), rows[0])


def rec_records(path, lines):
    kind, fields = None, []
    for n, line in enumerate(lines + ["\n"], 1):
        name, _, value = line.rstrip("\n").partition(": ")
        if line.startswith("%rec:"):
            kind = value
        elif line == "\n":
            if fields:
                yield Record(kind, path, lines, n - len(fields), fields)
            fields = []
        elif not line.startswith(("#", "%")):
            fields.append((name, value))


def records(folder):
    for path in sorted(glob.glob(folder + "/*.rec") +
                       glob.glob(folder + "/*.csv")):
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        reader = csv_records if path.endswith(".csv") else rec_records
        yield from reader(path, lines)


# ---- other values -----------------------------------------------------------

def greater(digits):
    return digits[0] + digits if digits[0] == "9" else (
        str(int(digits[0]) + 1) + digits[1:])


def less(digits):
    return str(max(int(digits[0]) - 1, 0)) + digits[1:]


def numbers(change):
    """Changes a number, or of a range the last one alone."""
    def other(value):
        if DATE.match(value) or not NUMBER.match(value.replace("..", ",")):
            return value
        place = LAST.search(value)
        if place is None:
            return value
        start, end = place.span()
        return value[:start] + change(value[start:end]) + value[end:]
    return other


def dates(months):
    """The same day of another month."""
    def other(value):
        match = DATE.match(value)
        if match is None:
            return value
        month = int(match[1]) * 12 + int(match[2]) - 1 + months
        day = match[3] and "-%02d" % min(int(match[3][1:]), 28)
        return "%d-%02d%s" % (month // 12, month % 12 + 1, day)
    return other


class Words:
    """What other words the fields of a type may have."""

    def __init__(self, schema, all_records):
        self.enums, self.targets, self.keys = {}, {}, {}
        self.seen = {}
        kind = None
        with open(schema, encoding="utf-8") as file:
            text = file.read().replace("\n+ ", " ")
        for line in text.splitlines():
            words = line.split()
            if line.startswith("%rec:"):
                kind = words[1].lower()
            elif line.startswith("%type:"):
                for name in words[1].split(","):
                    if words[2] == "enum":
                        self.enums[kind, name.lower()] = words[3:]
                    elif words[2] == "rec":
                        self.targets[kind, name.lower()] = words[3].lower()
        for record in all_records:
            key = record.get("id") or record.get("code")
            if key:
                self.keys.setdefault(record.kind.lower(), []).append(key)
            for name in FREE_WORDS:
                if record.get(name):
                    self.seen.setdefault((record.kind.lower(), name),
                                         {"another"}).add(record.get(name))

    def of(self, kind, name):
        field = kind.lower(), name.lower()
        return self.enums.get(field) or self.keys.get(
            self.targets.get(field), [])


def values(record, other):
    """The fields with another value where there is one; None without any."""
    new = [(name, value if name.lower() in NAMES else other(value))
           for name, value in record.fields]
    return None if new == record.fields else new


def changes(record):
    """The name of a change, and the text that the file then has."""
    for name, other in (("greater", numbers(greater)), ("later", dates(1)),
                        ("less", numbers(less)), ("earlier", dates(-1))):
        fields = values(record, other)
        if fields:
            yield "value " + name, record.changed(fields)


def another(record, i, word):
    """The word in the field of that number."""
    fields = list(record.fields)
    name = fields[i][0]
    fields[i] = name, word
    return "word %s %s" % (name, word), record.changed(fields)


def words(record, known):
    """Another word in each field that can have one."""
    for i, (name, value) in enumerate(record.fields):
        others = [word for word in known.of(record.kind, name)
                  if word != value]
        if others:
            yield another(record, i, others[0])


def at_once(record, known):
    """All of that at once: the first other word, and more, later."""
    later = dates(1)
    fields = [(name, value) if name.lower() in NAMES else
              (name, next((word for word in known.of(record.kind, name)
                           if word != value), numbers(greater)(later(value))))
              for name, value in record.fields]
    return "word and value", record.changed(fields)


def times(n):
    return numbers(lambda digits: str(int(digits.replace(",", "")) * n))


def strong(record, known):
    """Changes that nothing should be deaf to, one field at a time: each word of
    an enumeration, other numbers and days by far, each other record."""
    kind = record.kind.lower()
    for i, (name, value) in enumerate(record.fields):
        field = kind, name.lower()
        for word in known.enums.get(field, sorted(known.seen.get(field, ()))):
            if word != value:
                yield another(record, i, word)
    others = [("times 30", times(30)), ("times 1000", times(1000)),
              ("one", numbers(lambda digits: "1")),
              *(("%+d months" % n, dates(n)) for n in (-24, -6, -3, 3, 24))]
    for i, (name, value) in enumerate(record.fields):
        for how, other in others:
            if name.lower() not in NAMES and other(value) != value:
                yield "value %s %s" % (name, how), another(
                    record, i, other(value))[1]
    yield from added(record, known)
    for i, (name, value) in enumerate(record.fields):
        for key in known.keys.get(known.targets.get((kind, name.lower())), ()):
            if key != value:
                yield another(record, i, key)


def added(record, known):
    """A field that matters where there is none."""
    fields = {"client": [("Parent", key) for key in known.keys.get("client", ())
                         if key != record.get("id")],
              "offer": [("Variable_Cost", "10,000")]}
    for name, value in fields.get(record.kind.lower(), ()):
        if not record.get(name.lower()):
            yield "word %s %s" % (name, value), record.text(
                record.own(record.fields) + ["%s: %s\n" % (name, value)])
