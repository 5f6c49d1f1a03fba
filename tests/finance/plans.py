# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of receivables, contracts, capital, KPIs and age, worked out
from the definitions as in oracle.py."""
from fractions import Fraction as F

from model import first_of, month_of
from oracle import corners, name_of, outward, put, span
from trade import Trade


class Plans(Trade):
    # ---- what clients owe ------------------------------------------------

    def settle(self, posts, entity, value):
        """What is left of each debit when payments settle the oldest."""
        left, paid = [], F(0)
        for p in posts:
            amount = self.money(value, p.Amount, entity)
            left.append(max(amount, F(0)))
            paid += max(-amount, F(0))
        for i, amount in enumerate(left):
            left[i] -= min(amount, paid)
            paid -= min(amount, paid)
        return left

    def ageing(self):
        rows = {}
        codes = [a.Code for a in self.book.of('Account', Kind='receivable')]
        for entity, unit in self.unit.items():
            posts = [p for p in self.book.of('Posting', Entity=entity)
                     if p.Account in codes and p.Date <= self.book.as_of]
            posts.sort(key=lambda p: p.Date)
            for client in {p.Client for p in posts}:
                mine = [p for p in posts if p.Client == client]
                age = [(self.book.as_of - p.Date).days for p in mine]
                points = [self.settle(mine, entity, v)
                          for v in corners([p.Amount for p in mine])]
                if not any(map(any, points)):
                    continue
                row = {}
                for name, low, high in (
                        ('days_30', 0, 30), ('days_60', 31, 60),
                        ('days_90', 61, 90), ('over_90', 91, 10 ** 6),
                        ('total', 0, 10 ** 6)):
                    put(row, name, span([sum(
                        (x for x, a in zip(left, age) if low <= a <= high),
                        F(0)) for left in points]), unit)
                named = self.book.of('Client', Id=client)
                rows[entity, named[0].Name if named else '\\N'] = row
        return rows

    # ---- contracts -------------------------------------------------------

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

    def recognition_schedule(self):
        rows = {}
        for c in self.book.of('Contract'):
            unit = self.unit[c.Entity]
            end = month_of(c.End or c.Start)
            first = end if c.Method == 'point' else month_of(c.Start)
            before = [F(0), F(0)]
            got = span([self.money(v, c.Received, c.Entity)
                        for v in corners([c.Received])])
            for month in range(first, end + 1):
                sums = span([
                    self.earned(c, month) * self.money(v, c.Amount, c.Entity)
                    for v in corners([c.Amount])])
                row = {'liability_low': None, 'unbilled_low': None}
                put(row, 'earned', sums, unit)
                put(row, 'recognised', [s - b for s, b in zip(sums, before)],
                    unit)
                if sums[0] == sums[1]:      # the months add up
                    row['recognised_low'] = row['recognised_high'] = \
                        outward(*sums)[0] - outward(*before)[0]
                if month >= self.month:
                    put(row, 'liability', [max(got[0] - sums[1], F(0)),
                                           max(got[1] - sums[0], F(0))], unit)
                    put(row, 'unbilled', [max(sums[0] - got[1], F(0)),
                                          max(sums[1] - got[0], F(0))], unit)
                before = sums
                rows[c.Id, c.Entity, '\\N', c.Method, 'principal',
                     name_of(month)] = row
        return rows

    # ---- capital ------------------------------------------------------------

    def capital_plan(self):
        def place(c):
            gain = -c.Return.low if c.Return else F(10 ** 9)
            risk = ('low', 'medium', 'high', None).index(c.Risk)
            return (('now', 'next', 'later').index(c.Stage), gain, risk,
                    c.Entity, c.Use)

        rows, so_far = {}, [F(0), F(0)]
        plans = sorted(self.book.of('Capital'), key=place)
        for rank, c in enumerate(plans, 1):
            unit, row = self.unit[c.Entity], {}
            points = [(self.money(v, c.Amount, c.Entity),
                       v(c.Return)) for v in corners([c.Amount, c.Return])]
            amount = span([a for a, _ in points])
            so_far = [s + self.convert(a, unit, 'USD')
                      for s, a in zip(so_far, amount)]
            put(row, 'amount', amount, unit)
            put(row, 'cumulative', so_far, 'USD')
            put(row, 'yearly', span([a * r if c.Return else None
                                     for a, r in points]), unit)
            rows[str(rank), c.Entity, c.Use] = row
        return rows

    # ---- KPIs and age ------------------------------------------------------

    def kpi_status(self):
        rows = {}
        for k in self.book.of('Kpi'):
            there = [m for m in self.book.of('Measure', Kpi=k.Id)
                     if m.Date <= self.book.as_of]
            row = {'state': 'missing', 'value': None}
            if there:
                m = max(there, key=lambda m: m.Date)
                good = k.Target is None or (
                    m.Value <= k.Target if k.Better == 'lower'
                    else m.Value >= k.Target)
                row = {'value': m.Value, 'date': m.Date,
                       'state': 'stale' if self.age(m.Date) > self.most(k, m)
                       else 'tracked' if k.Target is None
                       else 'met' if good else 'missed'}
            rows[k.Id] = row
        return rows

    def age(self, day):
        return (self.book.as_of - day).days

    def most(self, *records, default=45):
        return next((x.Max_Age for x in records if x.Max_Age is not None),
                    default)

    def stale(self):
        found = []
        for a in self.book.of('Account'):
            found.append(('Account', a.Code, a.As_Of, self.most(a)))
        for k in self.book.of('Kpi'):
            there = [m for m in self.book.of('Measure', Kpi=k.Id)
                     if m.Date <= self.book.as_of]
            if there:
                m = max(there, key=lambda m: m.Date)
                found.append(('Measure', k.Id, m.Date, self.most(k, m)))
        pairs = {(r.From, r.To) for r in self.book.of('Rate')}
        for a, b in pairs:
            there = [r.Date for r in self.book.of('Rate', From=a, To=b)
                     if r.Date <= self.book.as_of]
            if there:
                found.append(('Rate', a + '/' + b, max(there), 45))
        checks = {(x.Entity, x.Check) for x in self.book.of('Audit')}
        for entity, check in checks:
            last = max(self.book.of('Audit', Entity=entity, Check=check),
                       key=lambda x: x.Checked)
            found.append(('Audit', entity + '/security/' + check,
                          last.Checked, self.most(last, default=180)))
        return {(kind, name, str(day)): {'age': self.age(day),
                                         'max_age': most}
                for kind, name, day, most in found if self.age(day) > most}
