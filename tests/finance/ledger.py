# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ledger says, worked out posting by posting as the definitions of
oracle.py say."""
from datetime import timedelta
from fractions import Fraction as F

from model import DECIMALS, Range, first_of, month_of, name_of
from oracle import ALL
from search import corners, put, rows, span, whole
from stays import Stays

BALANCES = ('receivable', 'payable', 'inventory', 'deposit')
RESULT = ('revenue', 'cogs', 'expense')
DEBTS = ('payable', 'deposit', 'revenue')       # credit accounts


class Ledger(Stays):
    def posts(self, entity=None):
        """(posting, kind of its account) of those to as-of."""
        kinds = {a.Code: a.Kind for a in self.book.of('Account')}
        return [(p, kinds[p.Account]) for p in self.book.of('Posting')
                if p.Date <= self.book.as_of
                and entity in (None, p.Entity)]

    # ---- days ----------------------------------------------------------------

    def cycle_variables(self, entity):
        """Revenue and cost of goods of the period, mean balances: each rests
        on postings of its own, so each is one variable."""
        first, end = first_of(self.book.first), first_of(self.month + 1)
        out = {}
        for kind in BALANCES + ('revenue', 'cogs'):
            weighed = []
            for p, k in self.posts(entity):
                if k != kind or p.Date >= end:
                    continue
                before = p.Date < first
                if kind in BALANCES:
                    weighed.append((p.Amount, F(1 if before else F(1, 2))))
                elif not before:
                    weighed.append((p.Amount, F(1)))
            sign = -1 if kind in DEBTS else 1
            out[kind] = Range(*span([sign * sum(
                (w * self.money(v, x, entity) for x, w in weighed), F(0))
                for v in corners([x for x, _ in weighed])]))
        return out, (end - first).days

    def cycle_row(self, entity):
        first_end = first_of(self.month + 1)
        posts = [(p, k) for p, k in self.posts(entity) if p.Date < first_end]
        if not posts:
            return None
        x, days = self.cycle_variables(entity)
        points, row = [], {'days': days}
        for v in corners(x.values()):
            at = {k: v(r) for k, r in x.items()}

            def days_of(kind, by):
                return days * at[kind] / at[by] if at[by] > 0 else None

            dso, held = (days_of(k, 'revenue') for k in ('receivable',
                                                         'deposit'))
            dpo, dio = (days_of(k, 'cogs') for k in ('payable', 'inventory'))
            ccc = None if dso is None or dpo is None else dso + dio - dpo
            points.append((dso, dpo, dio, ccc, held,
                           None if ccc is None else ccc - held))
        for name, values in zip(('dso', 'dpo', 'dio', 'ccc', 'deposit_days',
                                 'ccc_after_deposits'), zip(*points)):
            put(row, name, whole(values))
        if not any(k == 'inventory' for _, k in posts):
            row['dio_low'] = row['dio_high'] = None
        for kind, r in x.items():
            put(row, kind, (r.low, r.high), self.unit[entity])
        return row

    def cash_cycle(self):
        return rows(self.entities, self.cycle_row)

    def conversion_row(self, entity):
        first, end = first_of(self.book.first), first_of(self.month + 1)
        if not [p for p, _ in self.posts(entity) if p.Date < end]:
            return None
        groups = [('revenue', 'cogs', 'expense'), BALANCES]
        result, change = (Range(*self.total_span(
            [-p.Amount for p, k in self.posts(entity)
             if k in kinds and first <= p.Date < end], entity))
            for kinds in groups)
        points = [(v(result), v(result) + v(change))
                  for v in corners([result, change])]
        row, unit = {}, self.unit[entity]
        put(row, 'result', span([r for r, _ in points]), unit)
        put(row, 'cash_flow', span([c for _, c in points]), unit)
        put(row, 'conversion', whole([c / r if r > 0 else None
                                      for r, c in points]))
        return row

    def cash_conversion(self):
        return rows(self.entities, self.conversion_row)

    def result_row(self, posts, currency):
        """Each posting is a variable of its own: ends add up. No posting at
        all is no figure."""
        row = {}
        for name, kinds, sign in (('revenue', ('revenue',), -1),
                                  ('costs', ('cogs', 'expense'), 1),
                                  ('result', RESULT, -1)):
            some = [p.Amount for p, k in posts if k in kinds]
            if posts:
                ends = [sign * sum(getattr(x, end) for x in some)
                        for end in ('low', 'high')]
                put(row, name, (min(ends), max(ends)), currency)
            else:
                row.update({name + '_low': None, name + '_high': None,
                            name + '_currency': currency})
        return row

    def monthly_result(self):
        """Twelve months to the period's end, from the first with postings."""
        booked = {}
        for p, kind in self.posts():
            if kind in RESULT:
                booked.setdefault((p.Entity, p.Amount.currency), {}) \
                    .setdefault(month_of(p.Date), []).append((p, kind))
        keys = {(entity, name_of(month), currency): months.get(month, [])
                for (entity, currency), months in booked.items()
                for month in range(max(self.month - 11, min(months)),
                                   self.month + 1)}
        return rows(keys, lambda key: self.result_row(keys[key], key[2]))

    # ---- what clients owe ----------------------------------------------------

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

    def ageing_row(self, entity, posts):
        posts.sort(key=lambda p: p.Date)
        age = [(self.book.as_of - p.Date).days for p in posts]
        points = [self.settle(posts, entity, v)
                  for v in corners([p.Amount for p in posts])]
        if not any(map(any, points)):
            return None
        row = {'oldest': max(a for left in points
                             for x, a in zip(left, age) if x)}
        for name, low, high in (
                ('days_30', 0, 30), ('days_60', 31, 60), ('days_90', 61, 90),
                ('over_90', 91, 10 ** 6), ('total', 0, 10 ** 6)):
            put(row, name, span([sum(
                (x for x, a in zip(left, age) if low <= a <= high),
                F(0)) for left in points]), self.unit[entity])
        return row

    def ageing(self):
        found = {}
        for p, kind in self.posts():
            if kind == 'receivable':
                key = p.Entity, self.name('Client', p.Client) \
                    if p.Client else '\\N'
                found.setdefault(key, []).append(p)
        return rows(found, lambda key: self.ageing_row(key[0], found[key]))

    # ---- the chart of accounts -----------------------------------------------

    def account_audit(self):
        found = {}

        def add(finding, account, entity, detail, amounts=(), currency=None):
            key = (finding, account.Code, entity or '\\N', str(detail),
                   currency or '\\N')
            row = {'name': account.Name, 'amount_low': None}
            if currency:
                row = {'amount_low': sum(x.low for x in amounts),
                       'amount_high': sum(x.high for x in amounts)}
            while key in found:     # another one just like it
                key += ('again',)
            found[key] = row

        accounts = self.book.of('Account')
        posts = [p for p, _ in self.posts()]
        for a in accounts:
            mine = [p for p in posts if p.Account == a.Code]
            if not mine and a.Balance is None:
                add('unused', a, a.Entity, a.Kind)
            for b in accounts:
                if b.Code > a.Code and b.Kind == a.Kind and \
                        b.Entity == a.Entity and \
                        b.Name.lower() == a.Name.lower():
                    add('duplicate', a, a.Entity, b.Code)
            groups = {}
            for p in mine:
                groups.setdefault((p.Entity, p.Amount.currency), []).append(p)
            for (entity, currency), some in groups.items():
                self.audit(a, entity, currency, some, add)
        return found

    def audit(self, account, entity, currency, posts, add):
        name = account.Name.lower()
        amounts = [p.Amount for p in posts]
        old = [p.Amount for p in posts
               if p.Date < self.book.as_of - timedelta(30)]
        if ('suspense' in name or 'clearing' in name) and all(
                sum(x.low for x in some) or sum(x.high for x in some)
                for some in (amounts, old)):
            add('suspense', account, entity, min(p.Date for p in posts),
                amounts, currency)
        if account.Kind not in ('expense', 'cogs'):
            return
        months = {}
        for p in posts:
            months.setdefault(month_of(p.Date), []).append(p.Amount)
            whole_units = 1000 * 10 ** DECIMALS[currency]
            if p.Amount.low == p.Amount.high and p.Amount.low and \
                    p.Amount.low % whole_units == 0:
                add('round', account, entity, p.Date, [p.Amount], currency)
        for month, some in months.items():
            if sum(x.high for x in some) < 0:
                add('negative', account, entity, name_of(month), some,
                    currency)
