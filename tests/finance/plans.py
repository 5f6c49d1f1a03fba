# SPDX-License-Identifier: GPL-3.0-or-later
"""Contracts, capital, KPIs and age, worked out from the definitions as in
oracle.py."""
from fractions import Fraction as F

from ledger import Ledger
from model import DATES, first_of, index_of, last_of, month_of, name_of
from search import corners, outward, put, rows, span


class Plans(Ledger):
    # ---- contracts -----------------------------------------------------------

    def earned(self, contract, month):
        """The part of the price earned by the end of a month."""
        c, last = contract, month_of(contract.End or contract.Start)
        if month >= last:
            return F(1)
        if c.Method == 'point' or month < month_of(c.Start):
            return F(0)
        if c.Method == 'straight-line':
            first = month_of(c.Start)
            return F(month - first + 1, last - first + 1)
        return F((first_of(month + 1) - c.Start).days,
                 (c.End - c.Start).days + 1)

    def contract_row(self, c, month):
        unit, row = self.unit[c.Entity], {'liability_low': None,
                                          'unbilled_high': None}
        price = self.total_span([c.Amount], c.Entity)
        now, before = ([self.earned(c, m) * x for x in price]
                       for m in (month, month - 1))
        put(row, 'earned', now, unit)
        put(row, 'recognised', [a - b for a, b in zip(now, before)], unit)
        if price[0] == price[1]:        # the months add up
            row['recognised_low'] = row['recognised_high'] = \
                outward(*now)[0] - outward(*before)[0]
        if month >= self.month:
            got = self.total_span([c.Received] if c.Received else [],
                                  c.Entity)
            put(row, 'liability', [max(got[0] - now[1], F(0)),
                                   max(got[1] - now[0], F(0))], unit)
            put(row, 'unbilled', [max(now[0] - got[1], F(0)),
                                  max(now[1] - got[0], F(0))], unit)
        return row

    def recognition_schedule(self):
        found = {}
        for c in self.book.of('Contract'):
            if c.End is None and c.Method != 'point':
                continue
            end = month_of(c.End or c.Start)
            first = end if c.Method == 'point' else month_of(c.Start)
            for month in range(first, end + 1):
                found[c.Id, c.Entity, c.Client or '\\N', c.Method,
                      c.Role or 'principal', name_of(month)] = c, month
        return rows(found, lambda key: self.contract_row(*found[key]))

    # ---- capital -------------------------------------------------------------

    def capital_plan(self):
        def place(c):
            gain = -c.Return.low if c.Return else F(10 ** 9)
            risk = ('low', 'medium', 'high', None).index(c.Risk)
            return (('now', 'next', 'later').index(c.Stage), gain, risk,
                    c.Entity, c.Use)

        plans = sorted(self.book.of('Capital'), key=place)
        found = {(str(rank), c.Entity, c.Use): (c, plans[:rank])
                 for rank, c in enumerate(plans, 1)}
        return rows(found, lambda key: self.capital_row(*found[key]))

    def capital_row(self, c, so_far):
        unit, row = self.unit[c.Entity], {}
        points = [(self.money(v, c.Amount, c.Entity), v(c.Return))
                  for v in corners([c.Amount, c.Return])]
        put(row, 'amount', span([a for a, _ in points]), unit)
        put(row, 'yearly', span([a * r if c.Return else None
                                 for a, r in points]), unit)
        put(row, 'return', (c.Return.low, c.Return.high) if c.Return
            else (None, None))
        amounts = [(x, span([self.money(v, x.Amount, x.Entity)
                             for v in corners([x.Amount])])) for x in so_far]
        put(row, 'cumulative', [sum((self.convert(
            ends[i], self.unit[x.Entity], self.home) for x, ends in amounts),
            F(0)) for i in (0, 1)], self.home)
        return row

    # ---- KPIs and age --------------------------------------------------------

    def last(self, records, date):
        """The latest at or before as-of; of one day, the later record."""
        there = [x for x in records if x.get(date) is not None
                 and x.get(date) <= self.book.as_of]
        day = max((x.get(date) for x in there), default=None)
        return [x for x in there if x.get(date) == day][-1] if there else None

    def kpi_row(self, k):
        m = self.last(self.book.of('Measure', Kpi=k.Id), 'Date')
        if m is None:
            return {'state': 'missing', 'value': None, 'target': k.Target}
        good = k.Target is None or (
            m.Value <= k.Target if k.Better == 'lower'
            else m.Value >= k.Target)
        return {'value': m.Value, 'date': m.Date, 'target': k.Target,
                'state': 'stale' if self.age(m.Date) > most(k, m)
                else 'tracked' if k.Target is None
                else 'met' if good else 'missed'}

    def kpi_status(self):
        return {k.Id: self.kpi_row(k) for k in self.book.of('Kpi')}

    def age(self, day):
        return (self.book.as_of - day).days

    def date_of(self, x):
        """A record's date: a month stands for its last day."""
        day = x.get('As_Of') or x.get(DATES[x.kind] or 'As_Of')
        return last_of(index_of(day)) if isinstance(day, str) else day

    def days_of(self, x):
        """How many days it holds good; None: for ever."""
        if x.kind == 'Measure':
            return most(*self.book.of('Kpi', Id=x.Kpi), x)
        default = {'Audit': 180, 'Account': 45, 'Rate': 45}
        return most(x, default=default.get(x.kind))

    def stale(self):
        dated, latest = [], {}
        for kind in DATES:
            for x in self.book.of(kind):
                day = self.date_of(x)
                if day is None or day > self.book.as_of:
                    continue
                about = ABOUT[kind](x) if kind in ABOUT else id(x)
                latest[kind, about] = max(day, latest.get((kind, about), day))
                dated.append((x, day, (kind, about)))
        found = {}
        for x, day, about in dated:
            days, row = self.days_of(x), {'date': day, 'age': self.age(day)}
            if days is None or row['age'] <= days or day != latest[about]:
                continue
            row['max_age'] = days
            if x.kind in ABOUT or x.Id or x.Code:
                row['id'] = about[1] if x.kind in ABOUT else x.Id or x.Code
            found[x.kind, '%s:%d' % (self.book.path, x.line)] = row
        return found


# Of records about the same thing only the latest can be stale.
ABOUT = {'Audit': lambda x: '/'.join((x.Entity, x.Standard, x.Check)),
         'Measure': lambda x: x.Kpi, 'Rate': lambda x: x.From + '/' + x.To}


def most(*records, default=45):
    return next((x.Max_Age for x in records if x.Max_Age is not None),
                default)
