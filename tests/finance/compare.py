# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares every figure of made-up books with er-tools' own.

    compare.py DUMP FIRST COUNT [-v]

makes the books FIRST to FIRST + COUNT - 1, prints each figure that differs
and ends with a line `N books, V views, C columns, F figures (E failing as they
should), D differences`. Where a view fails because a rate is missing or a
figure is too large, each entity's rows are asked for by themselves: only those
that need the rate may fail."""
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from pathlib import Path

from book import Book
from plans import Plans
from search import Fails, Outer

# The columns that tell rows apart, where it is not the first alone.
KEYS = {'contribution': 2, 'break_even': 2, 'mixed_break_even_units': 2,
        'client_share': 2, 'channel_share': 2, 'receivable_share': 2,
        'ageing': 2, 'recognition_schedule': 6, 'capital_plan': 3,
        'stale': ('type', 'src'),
        'entity_path': 2, 'group_path': 2, 'stay_channel': 3,
        'voyage_result': 2,
        'monthly_result': ('entity', 'month', 'result_currency'),
        'account_audit': ('finding', 'account', 'entity', 'detail',
                          'amount_currency')}
VIEWS = ('entity_burn', 'group_burn', 'entity_runway', 'group_runway',
         'entity_path', 'group_path', 'contribution', 'break_even',
         'mixed_break_even', 'mixed_break_even_units', 'margin_of_safety',
         'target_to_year_end', 'group_target_to_year_end', 'client_share',
         'channel_share', 'receivable_share', 'concentration',
         'group_concentration', 'channel_concentration',
         'receivable_concentration', 'client_loss', 'group_client_loss',
         'occupancy', 'portfolio_occupancy', 'stay_channel', 'utilisation',
         'fleet_utilisation', 'voyage_result', 'cash_cycle',
         'cash_conversion', 'monthly_result', 'ageing',
         'recognition_schedule', 'capital_plan', 'kpi_status', 'stale', 'account_audit')
# Of those whose rows are no entity's: the column that tells whose they are.
OWNERS = {'occupancy': 'asset', 'utilisation': 'asset',
          'voyage_result': 'asset'}


class Dump:
    """The program that prints views, with one book after the other."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], text=True, bufsize=1 << 16,
                                        stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, *lines):
        self.process.stdin.write(''.join(x + '\n' for x in lines))
        self.process.stdin.flush()
        return [self.answer() for _ in lines]

    def answer(self):
        lines = []
        while (line := self.process.stdout.readline()) != '.\n':
            if line == '':
                sys.exit('dump ended')
            lines.append(line[:-1])
        return lines

    def open(self, book, path):
        said = self.ask('book %s %s %s' % (book.as_of, book.period or '-',
                                           path))[0]
        if said:
            raise ValueError(said)


def read(view, lines):
    """The rows of an answer by key; None when it failed."""
    if lines[-1].startswith('! '):
        return None, lines[-1][2:]
    columns, out = lines[1].split('\t'), {}
    names = KEYS.get(view, 1)
    names = columns[:names] if isinstance(names, int) else names
    for line in lines[2:]:
        row = dict(zip(columns, line.split('\t')))
        key = tuple(row[c] for c in names)
        key = key if len(key) > 1 else key[0]
        while key in out:
            key += ('again',)
        out[key] = row
    return out, columns


def same(expected, got):
    if expected is None:
        return got == '\\N'
    if got == '\\N' or got is None:
        return False
    if isinstance(expected, int) and '.' not in got:
        return int(got) == expected
    if isinstance(expected, (Fraction, int)):
        return float(got) == float(Fraction(expected))
    return str(expected) == got


def beyond(expected, column, got):
    """Is a bound no tighter than the true one?"""
    return got != '\\N' and (
        int(got) <= expected.low if column.endswith('_low')
        else int(got) >= expected.high)


class Comparison:
    """One book: what differs, and how much was compared."""

    def __init__(self, dump, book):
        self.dump, self.book, self.oracle = dump, book, Plans(book)
        self.figures, self.failing, self.wrong = 0, 0, []
        self.columns = set()

    def note(self, *what):
        self.wrong.append(what)

    def compare_rows(self, view, expected, got):
        for key in set(got) - set(expected):
            if not (view.startswith('group_conc') and
                    got[key]['top1_low'] == '\\N'):
                self.note(view, key, 'row', None, got[key])
        for key, row in expected.items():
            if key not in got:
                self.note(view, key, 'row', row, None)
                continue
            for column, value in row.items():
                self.figures += 1
                self.columns.add((view, column))
                found = got[key].get(column, 'missing')
                good = beyond(value, column, found) \
                    if isinstance(value, Outer) else same(value, found)
                if not good:
                    self.note(view, key, column, value, found)

    def owner_of(self, view, key):
        first = key[0] if isinstance(key, tuple) else key
        if view == 'recognition_schedule':
            return key[1]
        if view in OWNERS:
            return self.book.of('Asset', Id=first)[0].Entity
        return first

    def compare_parts(self, view, expected):
        """A view that has to fail, entity by entity."""
        parts = {e: {} for e in self.oracle.entities}
        for key, row in expected.items():
            parts[self.owner_of(view, key)][key] = row
        answers = self.dump.ask(*["SELECT * FROM %s WHERE entity = '%s'" % (
            view, e) for e in parts])
        for (entity, rows), lines in zip(parts.items(), answers):
            got, _ = read(view, lines)
            bad = any(isinstance(x, Fails) for x in rows.values())
            if bad != (got is None):
                self.note(view, entity, 'fails', bad, lines[-1])
            elif got is not None:
                self.compare_rows(view, rows, got)
            self.failing += bad

    def compare(self):
        for view, lines in zip(VIEWS, self.dump.ask(*VIEWS)):
            expected = getattr(self.oracle, view)()
            got, why = read(view, lines)
            bad = [x for x in expected.values() if isinstance(x, Fails)]
            if bool(bad) != (got is None):
                self.note(view, 'all', 'fails', [str(x) for x in bad], why)
            elif got is not None:
                self.compare_rows(view, expected, got)
            elif view.startswith(('group_', 'portfolio_', 'capital_')):
                self.failing += 1
            else:
                self.compare_parts(view, expected)


def work(program, seeds):
    dump, out = Dump(program), []
    with tempfile.TemporaryDirectory() as where:
        for seed in seeds:
            book, path = Book(seed), str(Path(where) / 'b.rec')
            book.write(path)
            dump.open(book, path)
            one = Comparison(dump, book)
            one.compare()
            out.append((seed, one.figures, one.failing, one.columns,
                        one.wrong))
    dump.process.stdin.close()
    dump.process.wait()
    return out


def main():
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    seeds = list(range(first, first + count))
    parts = [seeds[i::4] for i in range(4)]
    with ProcessPoolExecutor(2) as pool:
        found = sum(pool.map(work, [program] * 4, parts), [])
    figures, failing = (sum(x[i] for x in found) for i in (1, 2))
    columns = set().union(*[x[3] for x in found])
    wrong = [(x[0], *w) for x in sorted(found) for w in x[4]]
    for what in wrong[:200]:
        print('book %d: %s %s %s: expected %s, got %s' % what)
    print('%d books, %d views, %d columns, %d figures (%d failing as they '
          'should), %d differences' % (
              len(found), len({v for v, _ in columns}), len(columns), figures,
              failing, len(wrong)))
    return bool(wrong)


if __name__ == '__main__':
    sys.exit(main())
