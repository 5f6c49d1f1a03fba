# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares every figure of made-up books with er-tools' own.

    compare.py DUMP FIRST COUNT

makes the books FIRST to FIRST + COUNT - 1, prints each figure that differs
and ends with a line `N books, M figures, D differences`."""
import math
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from model import Book
from plans import Plans

KEYS = {'contribution': 2, 'break_even': 2, 'mixed_break_even_units': 2,
        'client_share': 2, 'ageing': 2, 'recognition_schedule': 6,
        'capital_plan': 3, 'stale': 3}
VIEWS = ('entity_burn', 'group_burn', 'entity_runway', 'group_runway',
         'contribution', 'break_even', 'mixed_break_even',
         'mixed_break_even_units', 'margin_of_safety', 'target_to_year_end',
         'client_share', 'concentration', 'group_concentration', 'occupancy',
         'portfolio_occupancy', 'utilisation', 'fleet_utilisation',
         'cash_cycle', 'ageing', 'recognition_schedule', 'capital_plan',
         'kpi_status', 'stale')


def dump(program, book, path):
    out = subprocess.run([program, str(book.as_of), path, *VIEWS], text=True,
                         stdout=subprocess.PIPE, check=True).stdout
    views, name, columns = {}, None, None
    for line in out.splitlines():
        if line.startswith('= '):
            name, columns = line[2:], None
            views[name] = {}
        elif line.startswith('! '):
            views[name] = {'error': {'text': line}}
        elif columns is None:
            columns = line.split('\t')
        else:
            row = dict(zip(columns, line.split('\t')))
            key = tuple(row[c] for c in columns[:KEYS.get(name, 1)])
            views[name][key if len(key) > 1 else key[0]] = row
    return views


def same(expected, got):
    if expected is None:
        return got == '\\N'
    if got == '\\N':
        return False
    if isinstance(expected, (Fraction, int)) and not isinstance(expected,
                                                                bool):
        if isinstance(expected, int) and '.' not in got:
            return int(got) == expected
        return math.isclose(float(got), float(expected), rel_tol=1e-14,
                            abs_tol=1e-14)
    return str(expected) == got


def compare(seed, program, path):
    """Number of figures and the list of differences."""
    book = Book(seed)
    book.write(path)
    there, figures, n, wrong = dump(program, book, path), Plans(book), 0, []
    for view in VIEWS:
        expected, got = getattr(figures, view)(), there[view]
        empty = [k for k, row in got.items() if view.startswith((
            'group_conc', 'portfolio', 'fleet')) and not expected]
        for key in set(got) - set(expected) - set(empty):
            wrong.append((view, key, 'row', None, got[key]))
        for key, row in expected.items():
            if key not in got:
                wrong.append((view, key, 'row', row, None))
                continue
            for column, value in row.items():
                n += 1
                if not same(value, got[key].get(column, 'missing')):
                    wrong.append((view, key, column, value,
                                  got[key].get(column)))
    return n, wrong


def main():
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    total = bad = 0
    with tempfile.TemporaryDirectory() as where:
        for seed in range(first, first + count):
            n, wrong = compare(seed, program, str(Path(where) / 'b.rec'))
            total += n
            bad += len(wrong)
            for view, key, column, expected, got in wrong:
                print('book %d: %s %s %s: expected %s, got %s' % (
                    seed, view, key, column, expected, got))
    print('%d books, %d figures, %d differences' % (count, total, bad))
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
