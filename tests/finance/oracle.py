# SPDX-License-Identifier: GPL-3.0-or-later
"""Every finance figure from first principles: points are worked out as the
definitions say, bounds by trying every combination of ends. Nothing here is
taken from data/finance.sql."""
from datetime import date, timedelta
from fractions import Fraction as F
from itertools import product
from math import ceil, floor

from model import DECIMALS, Range, first_of, month_of

MONTHLY = {'day': F(365, 12), 'week': F(52, 12), 'month': F(1),
           'quarter': F(1, 3), 'year': F(1, 12)}


# ---- ranges -------------------------------------------------------------

def corners(ranges):
    """One function for each combination of ends: range -> value."""
    free = list({id(x): x for x in ranges
                 if x is not None and x.low != x.high}.values())
    for ends in product((0, 1), repeat=len(free)):
        high = {id(x) for x, end in zip(free, ends) if end}

        def value(x, high=high):
            if x is None:
                return 0
            return x.high if id(x) in high else x.low
        yield value


def half_away(x):
    n = floor(abs(x) + F(1, 2))
    return n if x >= 0 else -n


def outward(low, high):
    if low is not None and low == high:
        return half_away(low), half_away(high)
    return (None if low is None else floor(low),
            None if high is None else ceil(high))


def span(values):
    """Bounds of the values of all corners; None: at that end there is none."""
    there = [v for v in values if v is not None]
    low = min(there, default=None)
    return low, (max(there) if there and len(there) == len(values) else None)


def put(row, name, bounds, currency=None):
    low, high = outward(*bounds) if currency else bounds
    row[name + '_low'], row[name + '_high'] = low, high
    if currency:
        row[name + '_currency'] = currency


# ---- the book -----------------------------------------------------------

class Figures:
    def __init__(self, book):
        self.book = book
        self.month, self.today = book.month, month_of(book.as_of)
        self.unit = {e.Id: e.Currency for e in book.of('Entity')}

    def rate(self, a, b):
        if a == b:
            return F(1)
        known = [r for r in self.book.of('Rate') if r.Date <= self.book.as_of]
        for one, other, invert in ((a, b, False), (b, a, True)):
            there = [r for r in known if (r.From, r.To) == (one, other)]
            if there:
                day = max(r.Date for r in there)
                rate = [r for r in there if r.Date == day][-1].Rate
                return 1 / rate if invert else rate
        raise KeyError((a, b))

    def convert(self, value, a, b):
        return value * self.rate(a, b) * F(10) ** (DECIMALS[b] - DECIMALS[a])

    def money(self, value, x, entity):
        """What `value` makes of money x, in the entity's currency."""
        if x is None:
            return 0
        return self.convert(value(x), x.currency, self.unit[entity])

    def active(self, x, month):
        return (x.From is None or month_of(x.From) <= month) and \
            (x.Until is None or month_of(x.Until) >= month)

    def in_month(self, x, reported):
        """How often a line counts in the period's last month."""
        if x.Every == 'once':
            return F(int(reported and x.From is not None
                         and month_of(x.From) == self.month))
        return MONTHLY[x.Every] if self.active(x, self.month) else F(0)

    def ahead(self, x, month):
        """How often it counts in a month to come."""
        if x.Every == 'once':
            return F(int(x.From is not None and month_of(x.From) == month))
        if not self.active(x, month):
            return F(0)
        step = {'quarter': 3, 'year': 12}.get(x.Every)
        if step and x.From is not None:
            return F(int((month - month_of(x.From)) % step == 0))
        return MONTHLY[x.Every]

    def lines(self, entity, kinds):
        money, shares = [], []
        for x in self.book.of('Expense', Entity=entity):
            if x.Kind in kinds:
                (money if x.Amount.currency else shares).append(x)
        return money, shares

    def commission(self, x):
        there = self.book.of('Channel', Id=x.Channel) if x.Channel else []
        return there[0].Commission if there else None

    # ---- burn ------------------------------------------------------------

    def burn_ranges(self, entity):
        return [x.Amount for x in self.book.of('Expense', Entity=entity)
                if x.Kind in ('operating', 'tax')] + \
            [x.Amount for x in self.book.of('Revenue', Entity=entity)] + \
            [self.commission(x)
             for x in self.book.of('Revenue', Entity=entity)]

    def burn(self, entity, value, reported):
        """Fixed cost, share of receipts, receipts, gross, net at a corner."""
        money, shares = self.lines(entity, ('operating', 'tax'))
        fixed = sum(self.in_month(x, reported)
                    * self.money(value, x.Amount, entity) for x in money)
        share = sum(value(x.Amount) for x in shares
                    if self.in_month(x, reported))
        receipts = taken = F(0)
        for x in self.book.of('Revenue', Entity=entity):
            amount = self.in_month(x, reported) * self.money(
                value, x.Amount, entity)
            receipts += amount
            taken += amount * (share + value(self.commission(x)))
        gross = fixed + taken
        return fixed, share, receipts, gross, gross - receipts

    def entity_burn(self):
        rows, exact = {}, {}
        for entity in self.unit:
            row = {}
            for name, reported in (('', False), ('_reported', True)):
                points = [self.burn(entity, v, reported)
                          for v in corners(self.burn_ranges(entity))]
                for figure, i in (('gross', 3), ('net', 4)):
                    bounds = span([p[i] for p in points])
                    exact[entity, figure + name] = bounds
                    put(row, figure + name, bounds, self.unit[entity])
            row['state'] = state(*exact[entity, 'net'], 'cash-generative')
            rows[entity] = row
        self.exact_burn = exact
        return rows

    def group_burn(self):
        row, net = {}, None
        for figure in ('gross', 'net', 'gross_reported', 'net_reported'):
            ends = [sum(self.convert(self.exact_burn[e, figure][i], u, 'USD')
                        for e, u in self.unit.items()) for i in (0, 1)]
            put(row, figure, ends, 'USD')
            net = ends if figure == 'net' else net
        row['state'] = state(*net, 'cash-generative')
        return {'Group': row}

    # ---- runway ------------------------------------------------------------

    def balances(self, kind, entity):
        """What stands in unrestricted accounts: a list of money."""
        out = []
        for a in self.book.of('Account', Kind=kind, Entity=entity):
            if a.Restricted == 'yes':
                continue
            if a.Balance is not None:
                out.append(a.Balance)
            else:
                out += [p.Amount for p in self.book.of('Posting',
                                                       Account=a.Code)
                        if p.Date <= self.book.as_of]
        return out

    def total(self, value, amounts, entity):
        return sum((self.money(value, x, entity) for x in amounts), F(0))

    def path(self, entity, value):
        money, shares = self.lines(
            entity, ('operating', 'tax', 'capex', 'debt', 'draw'))
        revenue = self.book.of('Revenue', Entity=entity)
        paid = [(x, self.money(value, x.Amount, entity)) for x in money]
        got = [(x, self.money(value, x.Amount, entity),
                value(self.commission(x))) for x in revenue]
        part = [(x, value(x.Amount)) for x in shares]
        cash, out = self.total(value, self.balances('cash', entity),
                               entity), []
        for month in range(self.today + 1, self.today + 61):
            share = sum(v for x, v in part if self.active(x, month))
            cash += sum(self.ahead(x, month) * v * (1 - share - c)
                        for x, v, c in got if v)
            cash -= sum(self.ahead(x, month) * v for x, v in paid)
            out.append(cash)
        return out

    def runway_row(self, unit, cash, credit, net, paths):
        row = {'state': state(*net, 'not')}
        put(row, 'cash', cash, unit)
        put(row, 'credit', credit, unit)
        row['simple_low'] = cash[0] / net[1] if net[1] > 0 else None
        row['simple_high'] = cash[1] / net[0] if net[0] > 0 else None
        first = [next((i + 1 for i, x in enumerate(p) if x < 0), None)
                 for p in paths]
        put(row, 'months', span(first))
        put(row, 'minimum', span([min(p) for p in paths]), unit)
        worst = [min(p[i] for p in paths) for i in range(60)]
        best = [max(p[i] for p in paths) for i in range(60)]
        for name, p in (('low', worst), ('high', best)):
            row['minimum_month_' + name] = name_of(
                self.today + 1 + p.index(min(p)))
        return row

    def entity_runway(self):
        rows, self.paths, self.cash = {}, {}, {}
        for entity, unit in self.unit.items():
            cash, credit = self.balances('cash', entity), \
                self.balances('credit', entity)
            points = list(corners(
                [x.Amount for x in self.book.of('Expense', Entity=entity)]
                + self.burn_ranges(entity) + cash))
            self.paths[entity] = unique([self.path(entity, v)
                                         for v in points])
            self.cash[entity] = [span([self.total(v, x, entity)
                                       for v in corners(x)])
                                 for x in (cash, credit)]
            rows[entity] = self.runway_row(
                unit, *self.cash[entity], self.exact_burn[entity, 'net'],
                self.paths[entity])
        return rows

    def group_runway(self):
        paths = [[F(0)] * 60]
        cash, credit, net = [0, 0], [0, 0], [0, 0]
        for entity, unit in self.unit.items():
            def usd(x):
                return self.convert(x, unit, 'USD')
            mine = [[usd(x) for x in p] for p in self.paths[entity]]
            paths = [[x + y for x, y in zip(p, q)]
                     for p in paths for q in mine]
            for i in (0, 1):
                cash[i] += usd(self.cash[entity][0][i])
                credit[i] += usd(self.cash[entity][1][i])
                net[i] += usd(self.exact_burn[entity, 'net'][i])
        return {'Group': self.runway_row('USD', cash, credit, net, paths)}


def state(low, high, none):
    return 'burning' if low > 0 else 'may' if high > 0 else none


def name_of(month):
    return '%04d-%02d' % (month // 12, month % 12 + 1)


def unique(lists):
    return [list(x) for x in dict.fromkeys(tuple(x) for x in lists)]
