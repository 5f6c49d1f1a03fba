# SPDX-License-Identifier: GPL-3.0-or-later
"""lineage.py BOOK RECORDS ROLE...: does each figure cite what it rests on, and
nothing else?

Changes one record of a copy of the folder BOOK at a time: its numbers, its
dates, a word, the record gone, a second one like it; with RECORDS 0 its
numbers, dates and words at once, the record gone, a second one. Each time

- a figure that has another value, that came or went must cite the record, and
- a figure that cites the record must have another one, or go, for at least one
  of the changes, or stand in the table DEAF with the reason.

Of each type RECORDS records are taken that are cited and as many that are not,
spread over the book; with 0 one that is cited, if there is one. Prints a line
for each fault; then the numbers of figures that moved, of changes, of citations
and of records.

All roles are put together on one page, so that the book is read once."""
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import mutate
from moved import holds

# What a report is made for, not what its figures are made from; and text.
FRAME = {"Organisation", "Entity", "Report", "Note"}
# Figures that need not cite what moves them: (figure, type): why.
FREE = {
    ("client-portfolio-gap.*", "client"):
        "a company's gaps are the portfolio's when a client of it pays",
    ("client-portfolio-charged/.*", "revenue"):
        "a client's postings are the portfolio's when it pays regularly",
    (".*-gap(s|-list|-cost)/.*", "action"):
        "a gap is a report's when an action for it is",
    ("accounting-ledger/1/findings", "posting"):
        "an account is unused for want of any posting: there is none to cite",
    ("(accounting|ceo|cfo)-.*", "account"):
        "postings are cited, not what kind of account each is on",
}
# Tables that show the first rows of more: one that comes drives another out.
FIRST = ("accounting-expense-audit/", "accounting-steps/")
# Figures that do not move whatever is done to a record that they cite:
# (figure, type): why.
DEAF = {
    ("accounting-chart/.*/Used", "posting"):
        "one posting is cited of each used account, which may have others",
}


def one_page(roles, folder):
    """The blocks of all roles under names that begin with the role's."""
    page = "---\ntitle: All\n---\n"
    for role in roles:
        with open("%s/roles/%s.md" % (os.environ["ER_DATADIR"], role),
                  encoding="utf-8") as file:
            text = file.read().split("\n---\n", 1)[1]
        text = re.sub(r"^```sql (\w+) ", r"```sql \1 %s-" % role, text,
                      flags=re.M)
        text = re.sub(r"`=(?!this\.)", "`=%s-" % role, text)
        page += re.sub(r"\bthis\.role\b", "'%s'" % role, text)
    os.mkdir(folder)
    with open(folder + "/all.md", "w", encoding="utf-8") as file:
        file.write(page)


class Report:
    """The figures of a book by id; None when it is refused."""

    def __init__(self, book):
        done = subprocess.run(
            ["er-gen", "-f", "json", "--allow-stale", "--roles", "lineage-page",
             "all", book], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            check=False)
        self.refused = done.stderr if done.returncode else None
        self.figures = {} if self.refused else {
            figure["id"]: figure
            for figure in json.loads(done.stdout)["figures"]}

        self.rows, self.double = {}, set()
        for name in self.figures:
            row = name.rpartition("/")[0]
            self.rows.setdefault(row, []).append(name)
            if "#" in row:
                self.double.add(row.partition("#")[0])

    def row_cites(self, name, place):
        return any(self.cites(other, place)
                   for other in self.rows[name.rpartition("/")[0]])

    def cites(self, name, place):
        return name in self.figures and any(
            holds(source, place) for source in self.figures[name]["sources"])


def value_of(figure):
    return figure and [figure.get(key) for key in (
        "kind", "value", "low", "high", "currency", "state")]


class Trial:
    """One record, and what became of the figures when it changed."""

    def __init__(self, record, old):
        self.record, self.old = record, old
        self.cited = {name for name in old.figures
                      if old.cites(name, record.place)}
        self.deaf = {name for name in self.cited if not self.reason(name)}
        self.moved = self.changes = 0
        self.faults = []

    def reason(self, name):
        return next((why for (figure, kind), why in DEAF.items()
                     if kind == self.record.kind.lower() and
                     re.fullmatch(figure, name)), None)

    def take(self, how, place, new):
        self.changes += 1
        for name in sorted(set(self.old.figures) | set(new.figures)):
            before, after = (report.figures.get(name)
                             for report in (self.old, new))
            if value_of(before) == value_of(after):
                continue
            self.moved += 1
            self.deaf.discard(name)
            if not (self.old.cites(name, self.record.place) or
                    new.cites(name, place) or self.may(how, name, new) or
                    before is None and self.may_come(how, name, place, new) or
                    after is None and self.may_go(how, name)):
                self.faults.append("%s %s: %s does not cite it" % (
                    self.record.place, how, name))

    def may(self, how, name, new):
        """Rows of one name are told apart by their order alone; and FREE."""
        row = name.rpartition("/")[0].partition("#")[0]
        return (row in self.old.double or row in new.double or any(
            re.fullmatch(figure, name) and kind == self.record.kind.lower()
            for figure, kind in FREE) or (name.startswith(FIRST) and not (
                name in self.old.figures and name in new.figures)))

    def may_come(self, how, name, place, new):
        """What a word chooses, or what is gone, brings other rows."""
        return how.split()[0] in ("word", "gone") or new.row_cites(name, place)

    def may_go(self, how, name):
        return how.split()[0] in ("word", "twice") or self.old.row_cites(
            name, self.record.place)


def last_line(text):
    return len(text.splitlines())


class Trials:
    def __init__(self, folder, old, known, quick):
        self.folder, self.old, self.known = folder, old, known
        self.quick = quick

    def write(self, record, text):
        with open(record.path.replace("lineage", self.folder, 1), "w",
                  encoding="utf-8") as file:
            file.write(text)

    def report(self, record, text):
        self.write(record, text)
        return Report(self.folder)

    def run(self, record):
        trial = Trial(record, self.old)
        tries = [mutate.at_once(record, self.known)] if self.quick else (
            list(mutate.changes(record)) +
            list(mutate.words(record, self.known)))
        tries += [("gone", record.gone()), ("twice", record.twice())]
        for how, text in tries:
            self.each(trial, how, text)
        for how, text in mutate.strong(record, self.known):
            if not trial.deaf:
                break
            self.each(trial, how, text)
        self.write(record, "".join(record.lines))
        return trial

    def each(self, trial, how, text):
        record = trial.record
        new = self.report(record, text)
        if new.refused:
            return
        place = record.place.replace("lineage", self.folder, 1)
        if how == "twice":
            path = place.rpartition(":")[0]
            count = 1 if record.header else len(record.fields)
            place = "%s:%d" % (path, last_line(text) - count + 1)
        trial.take(how, place, new)


def spread(items, n):
    step = max(len(items) / n, 1)
    return [items[int(i * step + step / 2)]
            for i in range(min(n, len(items)))]


def chosen(all_records, old, count):
    """Of each sort records that are cited, and records that are not; 0: one."""
    sorts = {}
    for record in all_records:
        if record.kind not in FRAME:
            sorts.setdefault(record.sort(), []).append(record)
    cited = {source for figure in old.figures.values()
             for source in figure["sources"]}
    for _, items in sorted(sorts.items()):
        used = [r for r in items if r.place in cited]
        if count == 0:
            yield from spread(used or items, 1)
            continue
        yield from spread(used, count)
        yield from spread([r for r in items if r.place not in cited], count)


def main():
    book, count, roles = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    one_page(roles, "lineage-page")
    for folder in "lineage", "lineage-2":
        shutil.copytree(book, folder, copy_function=shutil.copyfile)
    all_records = list(mutate.records("lineage"))
    known = mutate.Words(os.environ["ER_DATADIR"] + "/data/schema.rec",
                         all_records)
    old = Report("lineage")
    if old.refused:
        sys.exit(old.refused.decode())
    halves = [Trials(folder, old, known, count == 0)
              for folder in ("lineage", "lineage-2")]
    records = list(chosen(all_records, old, count))
    moved = changes = citations = 0
    with ThreadPoolExecutor(2) as pool:
        for trials in pool.map(lambda i: [halves[i].run(record) for record in
                                          records[i::2]], (0, 1)):
            for trial in trials:
                moved, changes = moved + trial.moved, changes + trial.changes
                citations += len(trial.cited)
                print("".join(fault + "\n" for fault in trial.faults), end="")
                for name in sorted(trial.deaf):
                    print("%s: %s cites it for nothing" % (
                        trial.record.place, name))
    print("%d figures, %d changes, %d citations, %d records" % (
        moved, changes, citations, len(records)))


main()
