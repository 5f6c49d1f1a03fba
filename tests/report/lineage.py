# SPDX-License-Identifier: GPL-3.0-or-later
"""lineage.py BOOK RECORDS ROLE...: does each figure cite what it rests on?

Changes one record of a copy of the folder BOOK at a time, its numbers, then
its dates, and makes the reports again: a figure that has another value must
cite that record, in the old report or in the new one. (One that has come or
gone need not: it may be the thirteenth of twelve that are shown.) Of each type
RECORDS records that are cited and RECORDS that are not are taken, spread over
the book. Prints a line for each figure that does not cite what moved it; then
the number of figures that moved, and of changes."""
import csv
import glob
import io
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from moved import holds

NUMBER = re.compile(r"^[-+]?[\d,.KM]*\d[\d,.]*[KM]?( %| [A-Z]{3})?$")
LAST = re.compile(r"\d[\d,]*(?=(\.\d+)?[KM]?( %| [A-Z]{3})?$)")
DATE = re.compile(r"^(\d{4})-(\d\d)((-\d\d)?)$")
# Numbers that are names, or say nothing of the figure itself.
NAMES = {"account", "code", "id", "title", "name", "source", "max_age"}
# What a report is made for, not what its figures are made from; and text.
FRAME = {"organisation", "entity", "report", "note"}


def greater(digits):
    return digits[0] + digits if digits[0] == "9" else (
        str(int(digits[0]) + 1) + digits[1:])


def numbers(value):
    """Other values for a number or a range: of its last number alone."""
    if DATE.match(value) or not NUMBER.match(value.replace("..", ",")):
        return []
    place = LAST.search(value)
    if place is None:
        return []
    start, end = place.span()
    less = str(max(int(value[start]) - 1, 0)) + value[start + 1:end]
    return [value[:start] + other + value[end:]
            for other in (greater(value[start:end]), less)]


def dates(value):
    """The same day of the month before, and of the month after."""
    match = DATE.match(value)
    if match is None:
        return []
    month = int(match[1]) * 12 + int(match[2]) - 1
    day = match[3] and "-%02d" % min(int(match[3][1:]), 28)
    return ["%d-%02d%s" % (other // 12, other % 12 + 1, day)
            for other in (month - 1, month + 1)]


def changed(fields, values, choice):
    """The fields with all values changed that can be; None if there is none."""
    new, some = [], False
    for name, value in fields:
        others = [] if name.lower() in NAMES else values(value)
        some = some or len(others) > choice
        new.append((name, others[choice] if len(others) > choice else value))
    return new if some else None


def rec_text(old, new, lines, first):
    """The lines of a recfile, its record at `first` having other values."""
    out = list(lines)
    for offset, (before, after) in enumerate(zip(old, new)):
        if before != after:
            out[first - 1 + offset] = "%s: %s\n" % after
    return "".join(out)


def csv_text(old, new, lines, first):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([v for _, v in new])
    return "".join(lines[:first - 1] + [text.getvalue()] + lines[first:])


def records(path):
    """(type, path, first line, fields, lines, how to write it) of a file."""
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    if path.endswith(".csv"):
        kind = os.path.basename(path).split(".")[0]
        rows = list(csv.reader(lines))
        for n, row in enumerate(rows[1:], 2):
            yield (kind, path, n, list(zip(rows[0], row)), lines, csv_text)
        return
    kind, fields = None, []
    for n, line in enumerate(lines + ["\n"], 1):
        name, _, value = line.rstrip("\n").partition(": ")
        if line.startswith("%rec:"):
            kind = value.lower()
        elif line == "\n":
            if fields:
                yield (kind, path, n - len(fields), fields, lines, rec_text)
            fields = []
        elif not line.startswith(("#", "%")):
            fields.append((name, value))


def spread(items, n):
    step = max(len(items) / n, 1)
    return [items[int(i * step + step / 2)]
            for i in range(min(n, len(items)))]


def report(role, book):
    done = subprocess.run(
        ["er-gen", "-f", "json", "--allow-stale", role, book],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def figures(roles, book):
    """The figures of all roles by role and id; None when a book is refused."""
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda role: report(role, book), roles))
    if None in reports:
        return None
    return {role + " " + figure["id"]: figure
            for role, made in zip(roles, reports) for figure in made["figures"]}


def value_of(figure):
    return [figure.get(key) for key in (
        "kind", "value", "low", "high", "currency", "state")]


def uncited(old, new, record):
    """The names of all figures that moved, and of those that do not cite it."""
    moved = [name for name in sorted(set(old) & set(new))
             if value_of(old[name]) != value_of(new[name])]
    return moved, [name for name in moved if not any(
        holds(source, record)
        for source in old[name]["sources"] + new[name]["sources"])]


def sort_of(kind, fields):
    """The type; of postings, which are many, the class of account too."""
    account = dict(fields).get("account", "")
    return kind + " " + account[:1] if kind == "posting" else kind


def by_sort(folder):
    """The records with something to change, by what they are."""
    sorts = {}
    for path in sorted(glob.glob(folder + "/*.rec") +
                       glob.glob(folder + "/*.csv")):
        for kind, *record in records(path):
            if kind not in FRAME and any(changed(record[2], values, 0)
                                         for values in (numbers, dates)):
                sorts.setdefault(sort_of(kind, record[2]), []).append(record)
    return sorts


def chosen(items, old, count):
    """Records that are cited, and records that are not."""
    sources = {source for figure in old.values()
               for source in figure["sources"]}
    cited = [item for item in items
             if "%s:%d" % (item[0], item[1]) in sources]
    others = [item for item in items if item not in cited]
    return spread(cited, count) + spread(others, count)


def after_change(record, values, roles, folder):
    """The figures with other values in the record; None when there are none,
    or they are refused."""
    path, first, fields, lines, text = record
    new = None
    for choice in 0, 1:
        other = changed(fields, values, choice)
        if new is None and other is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text(fields, other, lines, first))
            new = figures(roles, folder)
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(lines))
    return new


def main():
    folder, count, roles = "lineage", int(sys.argv[2]), sys.argv[3:]
    shutil.copytree(sys.argv[1], folder, copy_function=shutil.copyfile)
    old = figures(roles, folder)
    if old is None:
        sys.exit("er-gen refuses the book")
    changes, told = 0, 0
    for sort, items in sorted(by_sort(folder).items()):
        for record in chosen(items, old, count):
            for values in numbers, dates:
                new = after_change(record, values, roles, folder)
                if new is None:
                    continue
                place = "%s:%d" % (record[0], record[1])
                moved, missing = uncited(old, new, place)
                changes, told = changes + 1, told + len(moved)
                for name in missing:
                    print("%s (%s): %s" % (place, sort, name))
    print("%d figures, %d changes" % (told, changes))


main()
