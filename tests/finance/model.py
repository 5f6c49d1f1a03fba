# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up books: values and records, in memory and as a recfile."""
import random
from datetime import date, timedelta
from fractions import Fraction

DECIMALS = {'USD': 2, 'EUR': 2, 'JPY': 0, 'BHD': 3}
MOST = 2 ** 63 - 1


class Range:
    """Two ends; money has a currency, a share of something has none."""

    def __init__(self, low, high=None, currency=None):
        self.low, self.currency = low, currency
        self.high = low if high is None else high

    def __neg__(self):
        return Range(-self.high, -self.low, self.currency)

    def text(self):
        ends = [self.low] if self.low == self.high else [self.low, self.high]
        if self.currency is None:
            return '..'.join(decimal(e * 100) for e in ends) + ' %'
        scale = 10 ** DECIMALS[self.currency]
        return '..'.join(decimal(Fraction(e, scale)) for e in ends) \
            + ' ' + self.currency


def decimal(value):
    """An exact decimal; what is made here has at most six decimals."""
    millionths = Fraction(value) * 10 ** 6
    assert millionths.denominator == 1
    whole, rest = divmod(abs(millionths.numerator), 10 ** 6)
    text = '%d.%06d' % (whole, rest)
    return ('-' if value < 0 else '') + text.rstrip('0').rstrip('.')


# What a record's date is, after As_Of; its own types' days if it says none.
DATES = {'Asset': 'From', 'Gap': 'Opened', 'Audit': 'Checked',
         'Measure': 'Date', 'Expense': 'From', 'Revenue': 'From',
         'Target': 'Month', 'Offer': None, 'Account': None, 'Posting': 'Date',
         'Contract': 'Start', 'Capital': None, 'Channel': None,
         'Stay': 'Arrive', 'Voyage': 'Start', 'Client': 'Last_Contact',
         'Rate': 'Date', 'Note': 'Date', 'Entity': None}
UNDATED = ('Audit', 'Posting', 'Stay', 'Voyage', 'Measure', 'Rate', 'Note')


class Record(dict):
    """A record; .kind is its type, .line where it stands. Missing fields are
    None."""

    def __init__(self, kind, fields):
        super().__init__((k, v) for k, v in fields.items() if v is not None)
        self.kind, self.line = kind, None

    def __getattr__(self, name):
        return self.get(name)


class Model:
    """Records, and the draws that make them."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.kinds = {}
        self.budget = 0         # ranges that may still be drawn
        self.path = None        # where it was written

    def add(self, kind, **fields):
        record = Record(kind, fields)
        if record.From and record.Until and kind != 'Rate':
            record['Until'] = max(record.From, record.Until)
        if kind in DATES and self.r.random() < 0.15:
            self.let_age(record)
        self.kinds.setdefault(kind, []).append(record)
        return record

    def let_age(self, record):
        """Most types grow old only where the record says so."""
        if record.kind not in UNDATED and self.r.random() < 0.5:
            record['As_Of'] = self.as_of - timedelta(self.r.choice(
                (-3, 0, 9, 10, 40, 41, 100)))
        if record.As_Of or record.get(DATES[record.kind]):
            record['Max_Age'] = self.r.choice((9, 10, 40, 180))

    def of(self, kind, **equal):
        found = self.kinds.get(kind, ())
        return [x for x in found if all(x.get(k) == v
                                        for k, v in equal.items())] \
            if equal else list(found)

    # ---- draws -------------------------------------------------------------

    def maybe(self, chance, value):
        return value if self.r.random() < chance else None

    def spend(self, chance):
        """May this one be a range?"""
        if self.budget > 0 and self.r.random() < chance:
            self.budget -= 1
            return True
        return False

    def money(self, low, high, currency, chance=0.5):
        """A point, or a range while there is a budget for them; by the book's
        nature sometimes 0, below 0, on both sides of 0, or huge."""
        r, scale = self.r, 10 ** DECIMALS[currency]
        a = r.randint(low * scale, high * scale)
        if r.random() < self.huge:
            a = r.randint(MOST // 9, MOST - high * scale)
        if r.random() < self.odd:
            a = r.choice((0, 0, -a, -a // 3))
        if self.spend(chance):
            return Range(a, a + r.randint(1, max(2, high * scale // 3)),
                         currency)
        return Range(a, currency=currency)

    def plain(self, low, high, currency, chance=0.5):
        """The same, but never below 0 or huge."""
        odd, huge, self.odd, self.huge = self.odd, self.huge, 0, 0
        value = self.money(low, high, currency, chance)
        self.odd, self.huge = odd, huge
        return value

    def share(self, most, chance=0.4):
        a = self.r.randint(0, most * 10)
        if self.r.random() < 0.1:
            a = 0
        if self.spend(chance):
            return Range(Fraction(a, 1000),
                         Fraction(a + self.r.randint(1, most * 4), 1000))
        return Range(Fraction(a, 1000))

    def day(self, month):
        first = first_of(month)
        return first + timedelta(self.r.randint(
            0, (first_of(month + 1) - first).days - 1))

    def maybe_month(self, chance, low, high):
        if self.r.random() >= chance:
            return None
        return self.day(self.month + self.r.randint(low, high))

    def other(self, currency):
        """Mostly the entity's own currency."""
        return currency if self.r.random() < 0.8 else \
            self.r.choice(tuple(DECIMALS))

    # ---- as a recfile ------------------------------------------------------

    def write(self, path):
        self.path, lines = path, []
        for kind, records in self.kinds.items():
            lines += ['%%rec: %s' % kind, '']
            for record in records:
                record.line = len(lines) + 1
                lines += ['%s: %s' % (k, text(v)) for k, v in record.items()]
                lines.append('')
        with open(path, 'w', encoding='utf-8') as f:
            f.write('\n'.join(lines))


def text(value):
    if isinstance(value, Range):
        return value.text()
    return decimal(value) if isinstance(value, Fraction) else str(value)


# ---- months as numbers -----------------------------------------------------

def month_of(day):
    return day.year * 12 + day.month - 1


def first_of(month):
    return date(month // 12, month % 12 + 1, 1)


def last_of(month):
    return first_of(month + 1) - timedelta(1)


def name_of(month):
    return '%04d-%02d' % (month // 12, month % 12 + 1)


def index_of(name):
    return int(name[:4]) * 12 + int(name[5:7]) - 1
