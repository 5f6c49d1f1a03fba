# SPDX-License-Identifier: GPL-3.0-or-later
"""Does each figure of the finance views cite exactly what can move it?

    mutate.py DUMP FIRST COUNT SHARE

makes small books and changes a share of their records one field at a time, the
numbers and the dates, and asks for all views again. A figure that moves must cite the
record: in X_src where the view has that column, else in src. A record that a
figure cites must move it with one of its changes. Prints each exception; then
how much was tried."""
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from book import Book
from compare import Dump, KEYS, VIEWS, read
from model import Range, first_of, month_of, name_of, index_of

# What says how figures are made rather than what they are made from, and what
# grows old only.
FRAME = {'Organisation', 'Note', 'Gap', 'Audit'}
# Figures that are no range.
SINGLE = {'nights', 'guest', 'owner', 'hold', 'paid', 'paid_owner', 'adjusted',
          'blocked', 'days', 'sold', 'calendar', 'available', 'sellable',
          'months_left', 'stays', 'cancelled', 'share', 'mix', 'value',
          'target', 'oldest'}
MONTHS = {x + y for x in ('', 'credit_', 'buffer_')
          for y in ('months', 'runs_out', 'date')} | {'minimum_month'}
# Dates that only say how old a record is, and how old it may get.
AGE = {'As_Of', 'Max_Age', 'Last_Contact', 'Checked', 'Opened'}


class Small(Book):
    """A book with little of each, and every rate."""

    def __init__(self, seed):
        super().__init__(seed)
        keep = {'Rate': 40, 'Account': 14, 'Posting': 16, 'Expense': 6,
                'Revenue': 5, 'Stay': 5, 'Voyage': 4}
        for kind, records in self.kinds.items():
            if kind != 'Rate':
                del records[keep.get(kind, 3):]
        self.tidy()

    def tidy(self):
        """Leaves out what names a record that is gone."""
        for kind, field, target in (
                ('Posting', 'Account', 'Code'), ('Revenue', 'Channel', 'Id'),
                ('Revenue', 'Client', 'Id'), ('Posting', 'Client', 'Id'),
                ('Contract', 'Client', 'Id'), ('Stay', 'Channel', 'Id'),
                ('Stay', 'Asset', 'Id'), ('Voyage', 'Asset', 'Id'),
                ('Measure', 'Kpi', 'Id')):
            there = {x.get(target) for x in self.of(field)}
            self.kinds[kind] = [x for x in self.of(kind)
                                if x.get(field) in there | {None}]
        entities = {x.Id for x in self.of('Entity')}
        for kind, records in self.kinds.items():
            self.kinds[kind] = [x for x in records if x.Entity is None
                                or x.Entity in entities]


def others(record, name, value):
    """Other values for a field."""
    if name in AGE:
        return []
    if name == 'Parent':
        return ['Nobody'] + [record.Entity + str(i) for i in range(4)]
    if isinstance(value, Range) and value.currency is None:
        return [Range(value.low + Fraction(1, 10), value.high +
                      Fraction(1, 5)), Range(Fraction(0)),
                Range(Fraction(9, 10))]
    if isinstance(value, Range):
        more = value.high + 12345 + abs(value.high)
        return [Range(value.low, more, value.currency),
                Range(0, currency=value.currency),
                Range(more * 40, currency=value.currency),
                Range(-more * 40, currency=value.currency)]
    if isinstance(value, date):
        month = month_of(value)
        return [first_of(month + n) + (value - first_of(month)) % (
            first_of(month + n + 1) - first_of(month + n))
            for n in (-1, 1, 14, -14)]
    if name == 'Month':
        return [name_of(index_of(value) + n) for n in (-12, 12, 1)]
    if isinstance(value, (Fraction, int)):
        return [Fraction(value) * 3 + 1, Fraction(
            int(value * 500000), 10 ** 6)]
    return []


def changes(record):
    """Fields with other values: one at a time, and all dates at once."""
    for name, value in record.items():
        for other in others(record, name, value):
            yield {name: other}
    dates = {k: v for k, v in record.items() if isinstance(v, date)}
    if len(dates) > 1:
        for days in (-420, 420):
            yield {k: v + timedelta(days) for k, v in dates.items()}


class Lineage:
    def __init__(self, program, seed, where):
        self.dump, self.book = Dump(program), Small(seed)
        self.path = str(Path(where) / ('%d.rec' % seed))
        self.tried, self.moved, self.wrong = 0, 0, []

    def views(self):
        """All figures: the values and the lines that each cites; None where
        the book is refused."""
        self.book.write(self.path)
        try:
            self.dump.open(self.book, self.path)
        except ValueError:
            return None
        out = {}
        for view, lines in zip(VIEWS, self.dump.ask(*VIEWS)):
            for key, row in (read(view, lines)[0] or {}).items():
                for figure, columns in figures_of(view, row).items():
                    out[view, key, figure] = (
                        [row[c] for c in columns],
                        lines_of(row.get(figure + '_src', row['src'])))
        return out

    def try_change(self, old, record, change):
        """The figures that a change moves; each has to cite the record."""
        before = dict(record)
        record.update(change)
        new = self.views()
        record.update(before)
        if new is None:
            return set()
        self.tried += 1
        moved = {figure for figure in old
                 if figure not in new or old[figure][0] != new[figure][0]}
        for figure in moved & set(new):
            if record.line not in old[figure][1] | new[figure][1]:
                self.wrong.append('%s %s %s is moved by line %d (%s.%s, %s to '
                                  '%s) and does not cite it' % (
                                      *figure, record.line, record.kind,
                                      '+'.join(change), old[figure][0],
                                      new[figure][0]))
        self.moved += len(moved)
        return moved

    def run(self, share):
        """Of all records, a share."""
        old = self.views()
        for kind, records in self.book.kinds.items():
            for record in records:
                if kind in FRAME or self.book.r.random() >= share:
                    continue
                moved = set()
                for change in changes(record):
                    moved |= self.try_change(old, record, change)
                for figure, (values, lines) in old.items():
                    if record.line in lines and figure not in moved and \
                            not stands_still(record, figure, values):
                        self.wrong.append(
                            '%s %s %s cites line %d (%s), which does not move '
                            'it' % (*figure, record.line, kind))
        self.dump.process.stdin.close()
        self.dump.process.wait()
        return self


def stands_still(record, figure, values):
    """What is 0, or all, or not there, may stay so whatever changes, and so may
    a month that is told from many; who the top client is, with a rate, and who
    has a target, with one of two. An entity is cited where there is nothing
    else, an asset also without dates; how old a record is was not changed."""
    view, _, name = figure
    return set(values) <= {'0', '1', '\\N'} or name in MONTHS or \
        view == 'stale' or record.kind == 'Entity' or \
        (record.kind == 'Asset' and not (record.From or record.Until)) or \
        (record.kind == 'Rate' and view.endswith('client_loss')) or \
        (record.kind == 'Target' and name == 'actual')


def figures_of(view, row):
    """The columns of each figure of a row: names, states and keys are none."""
    out = {}
    for column in row:
        if column.endswith('_low'):
            out[column[:-4]] = [column, column[:-4] + '_high']
        elif column in SINGLE and not row[column].isalpha():
            out[column] = [column]
    return out


def lines_of(text):
    return set() if text == '\\N' else {
        int(x.rpartition(':')[2]) for x in text.split(' ')
        if '-' not in x.rpartition(':')[2]}


def work(program, seed, share):
    with tempfile.TemporaryDirectory() as where:
        done = Lineage(program, seed, where).run(share)
        return seed, done.tried, done.moved, done.wrong


def main():
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    share = float(sys.argv[4])
    seeds = range(first, first + count)
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(work, [program] * count, seeds,
                              [share] * count))
    for seed, _, _, wrong in found:
        for what in wrong:
            print('book %d: %s' % (seed, what))
    print('%d books, %d changes, %d figures moved, %d exceptions' % (
        count, sum(x[1] for x in found), sum(x[2] for x in found),
        sum(len(x[3]) for x in found)))
    return any(x[3] for x in found)


if __name__ == '__main__':
    sys.exit(main())
