# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up books: a seed gives a book. Most are of an ordinary nature with
some ranges; others lack rates, have amounts of 0 or below, or huge ones."""
from datetime import date, timedelta
from fractions import Fraction

from model import DECIMALS, Model, first_of, last_of, month_of, name_of

EVERY = ('once', 'day', 'week', 'month', 'month', 'month', 'quarter', 'year')
DAYS = (date(2028, 2, 29), date(2024, 2, 29), date(2027, 2, 28),
        date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 1))


class Book(Model):
    def __init__(self, seed):
        super().__init__(seed)
        r = self.r
        self.as_of = r.choice(DAYS) if r.random() < 0.3 else \
            date(r.randint(2024, 2031), r.randint(1, 12), r.randint(1, 28))
        if r.random() < 0.3:
            self.as_of = last_of(month_of(self.as_of))
        self.make_period()
        nature = r.random()
        self.gaps = 0.25 if nature < 0.15 else 0     # rates that are missing
        self.odd = 0.15 if 0.15 < nature < 0.4 else 0
        self.huge = 0.1 if 0.4 < nature < 0.45 else 0
        # Where a receipt may be below 0, what goes with receipts is a point:
        # else the bounds of a path are wider than they need be. In some books
        # it is not.
        self.points = self.odd > 0 and nature < 0.35
        self.currency = r.choice(('USD', 'USD', 'EUR', 'JPY', 'BHD'))
        self.make()

    def make_period(self):
        """The month of as-of if that is over, else the one before; or a month,
        a quarter or a year that is asked for."""
        r, today = self.r, month_of(self.as_of)
        self.month = today - (self.as_of != last_of(today))
        self.first, self.period = self.month, None
        if r.random() < 0.75:
            return
        length = r.choice((1, 3, 12))
        self.first = (today - r.randint(0, 4)) // length * length
        self.month = self.first + length - 1
        year, part = divmod(self.first, 12)
        self.period = {1: name_of(self.first), 3: '%d-Q%d' % (
            year, part // 3 + 1), 12: str(year)}[length]

    def make(self):
        r = self.r
        self.add('Organisation', Id='g', Name='Group', Currency=self.currency,
                 Year_Start=r.choice((None, None, 4, 10)), Buffer=self.maybe(
                     0.4, self.plain(100, 9000, self.other(self.currency))))
        self.make_rates()
        self.make_account('', None, self.currency)
        for i, name in enumerate(('a', 'b', 'c')[:r.choice((1, 1, 2, 2, 3))]):
            currency = r.choice((None, 'USD', 'EUR', 'JPY', self.currency))
            # few ranges: all combinations of their ends are tried
            self.draw = r.choice((0, 2, 3, 4)) if i < 2 else 0
            self.budget = self.draw > 0
            self.add('Entity', Id=name, Name=name.upper(), Currency=currency,
                     Buffer=self.maybe(0.4, self.plain(
                         100, 9000, self.other(currency or self.currency))))
            if r.random() < 0.06:
                continue
            self.make_entity(name, currency or self.currency)

    def make_entity(self, name, currency):
        for make in (self.make_clients, self.make_flows, self.make_offers,
                     self.make_ledger, self.make_targets, self.make_stays,
                     self.make_voyages, self.make_contracts,
                     self.make_capital, self.make_kpis, self.make_dated):
            self.budget = self.draw
            make(name, currency)

    def make_rates(self):
        r = self.r
        worth = {'USD': 1, 'EUR': 1.0837, 'JPY': 0.0067, 'BHD': 2.652}
        for a in DECIMALS:
            for b in DECIMALS:
                if a >= b or r.random() < self.gaps:
                    continue
                for _ in range(r.randint(1, 4)):
                    pair = r.choice(((a, b), (a, b), (b, a)))
                    value = Fraction(round(worth[pair[0]] / worth[pair[1]]
                                           * r.randint(900000, 1100000)),
                                     10 ** 6)
                    self.add('Rate', Date=self.as_of - timedelta(r.choice(
                        (-5, 0, 0, 3, 31, 90, 400))), From=pair[0],
                        To=pair[1], Rate=value)
                if self.gaps == 0:      # one that counts, whatever the others
                    self.add('Rate', Date=self.as_of - timedelta(500), From=a,
                             To=b, Rate=Fraction(round(
                                 worth[a] / worth[b] * 10 ** 6), 10 ** 6))

    # ---- flows ---------------------------------------------------------------

    def make_clients(self, entity, currency):
        del currency
        for i in range(self.r.randint(0, 5)):
            parent = self.r.choice((None,) * 5 + (entity + '0', entity + '1',
                                                  'Holding'))
            self.add('Client', Id=entity + str(i), Entity=entity,
                     Name='Client %s%d' % (entity, i), Parent=parent,
                     Last_Contact=self.maybe(0.3, self.day(self.month)))

    def make_flows(self, entity, currency):
        r = self.r
        chance = 0 if self.points else 0.4
        for i in range(r.randint(0, 2)):
            self.add('Channel', Id='%s-ch%d' % (entity, i), Entity=entity,
                     Name='Channel %s%d' % (entity, i), Kind=r.choice(('ota', 'direct')),
                     Status='live', Commission=self.maybe(
                         0.7, self.share(15, chance)))
        channels = [c.Id for c in self.of('Channel', Entity=entity)]
        for i in range(r.randint(0, 7)):
            self.make_expense(entity, currency, i, chance)
        clients = [c.Id for c in self.of('Client', Entity=entity)]
        for i in range(r.randint(0, 6)):
            self.add('Revenue', Entity=entity, Item='r%d' % i,
                     Amount=self.money(10, 3000, self.other(currency)),
                     Every=r.choice(EVERY),
                     From=self.maybe_month(0.3, -5, 5),
                     Until=self.maybe_month(0.2, -2, 30),
                     Client=r.choice(clients * 3 + [None]),
                     Channel=r.choice(channels * 2 + [None]))

    def make_expense(self, entity, currency, i, chance):
        r = self.r
        share = r.random() < 0.25 and len(
            [x for x in self.of('Expense', Entity=entity)
             if x.Amount.currency is None]) < 3
        self.add('Expense', Entity=entity, Item='e%d' % i,
                 Amount=self.share(12, chance) if share else
                 self.money(10, 4000, self.other(currency)),
                 Every=r.choice(EVERY), From=self.maybe_month(0.5, -5, 5),
                 Until=self.maybe_month(0.2, -2, 30),
                 Kind=r.choice(('operating',) * 6 + (
                     'tax', 'capex', 'debt', 'draw', 'transfer', 'held')))

    def make_offers(self, entity, currency):
        r = self.r
        mixed = r.random() < 0.5
        for i in range(r.randint(0, 3)):
            steps = not mixed and r.random() < 0.4
            price = self.plain(50, 900, self.other(currency))
            if r.random() < 0.1:
                price.low = 0
            self.add('Offer', Entity=entity, Name='o%d' % i, Price=price,
                     Variable_Cost=self.maybe(0.8, self.plain(
                         0, 500, self.other(currency))),
                     Commission=self.maybe(0.5, self.share(15)),
                     Mix=Fraction(r.randint(1, 50), 10) if mixed else None,
                     Capacity=r.choice((None, 5, 50)),
                     Step_Units=r.choice((3, 10)) if steps else None,
                     Step_Cost=self.plain(0, 900, self.other(currency))
                     if steps else None)

    # ---- the ledger ----------------------------------------------------------

    def make_account(self, entity, kind, currency):
        r = self.r
        kind = kind or r.choice(('cash', 'credit'))
        code = '%s%d' % (entity or 'g', len(self.of('Account')))
        cash = kind in ('cash', 'credit')
        name = 'Account ' + code
        if r.random() < 0.3:
            name = r.choice(('Bank', 'BANK', 'Suspense', 'Clearing house'))
        return self.add('Account', Code=code, Entity=entity or None, Name=name,
                        Kind=kind, Restricted=self.maybe(
                            0.3, r.choice(('yes', 'no'))) if cash else None,
                        Balance=self.money(0, 30000, self.other(currency))
                        if cash and r.random() < 0.7 else None,
                        As_Of=self.as_of - timedelta(r.randint(0, 80)))

    def make_ledger(self, entity, currency):
        r = self.r
        kinds = ['cash', 'cash', 'credit', 'revenue', 'receivable', 'payable',
                 'cogs', 'deposit', 'expense', 'inventory', 'equity']
        for kind in kinds:
            if r.random() < 0.2:
                continue
            account = self.make_account(
                r.choice((entity, entity, entity, None)), kind, currency)
            for _ in range(r.choice((0, 2, 4, 7))):
                self.make_posting(entity, account, currency)

    def make_posting(self, entity, account, currency):
        r = self.r
        amount = self.money(1, 3000, self.other(currency), 0.2)
        if r.random() < 0.1:
            scale = 1000 * 10 ** DECIMALS[amount.currency]
            amount.low = amount.high = amount.low // scale * scale
        owed = account.Kind == 'receivable'
        if account.Kind in ('revenue', 'payable', 'deposit') or (
                owed and r.random() < 0.4) or (
                account.Kind == 'expense' and r.random() < 0.2):
            amount = -amount
        clients = [c.Id for c in self.of('Client', Entity=entity)]
        day = self.as_of - timedelta(r.choice((
            r.randint(-20, 200), r.randint(0, 40), 30, 31, 60, 61, 90, 91)))
        self.add('Posting', Date=day, Entity=entity, Account=account.Code,
                 Amount=amount, Client=r.choice(clients[:3] * 2 + [None])
                 if owed else None)

    def make_targets(self, entity, currency):
        for _ in range(self.r.randint(0, 4)):
            self.add('Target', Entity=entity, Month=name_of(
                self.month + self.r.randint(-9, 9)), Amount=self.money(
                    1000, 9000, self.other(currency), 0.3))

    # ---- assets --------------------------------------------------------------

    def make_stays(self, entity, currency):
        r = self.r
        channels = [c.Id for c in self.of('Channel')]
        for i in range(r.choice((0, 1, 1, 2))):
            flat = '%s-flat%d' % (entity, i)
            self.add('Asset', Id=flat, Entity=entity, Name='Flat',
                     Kind=r.choice(('rental', 'rental', 'yacht')),
                     From=self.maybe_month(0.3, -5, 1),
                     Until=self.maybe_month(0.2, -1, 5))
            day = first_of(self.first) - timedelta(8)
            while day < first_of(self.month + 1) and r.random() < 0.95:
                end = day + timedelta(r.choice((1, 2, 4, 9, 30)))
                self.add('Stay', Asset=flat, Arrive=day, Depart=end,
                         Kind=r.choice((None, 'guest', 'guest', 'owner',
                                        'hold', 'cancelled')),
                         Rent=self.maybe(0.8, self.money(
                             50, 900, self.other(currency), 0.2)),
                         Channel=r.choice(channels + [None]))
                day = end + timedelta(r.choice((-2, 0, 1, 4)))

    def make_voyages(self, entity, currency):
        r = self.r
        for i in range(r.choice((0, 1, 1, 2))):
            boat = '%s-boat%d' % (entity, i)
            self.add('Asset', Id=boat, Entity=entity, Name='Boat',
                     Kind=r.choice(('yacht', 'yacht', 'rental')),
                     Until=self.maybe_month(0.2, -1, 5))
            day = first_of(self.first) - timedelta(6)
            while day < first_of(self.month + 1) and r.random() < 0.95:
                end = day + timedelta(r.choice((0, 1, 3, 6, 20)))
                self.add('Voyage', Asset=boat, Start=day, End=end,
                         Kind=r.choice(('charter', 'delivery', 'owner', 'yard',
                                        'reposition')),
                         Income=self.maybe(0.6, self.money(
                             100, 9000, self.other(currency), 0.3)),
                         Cost=self.maybe(0.5, self.money(
                             0, 5000, self.other(currency), 0.3)),
                         Distance=r.choice((None, 0, 120, 3500)),
                         Crew_Days=r.choice((None, 0, Fraction(21, 2))),
                         Status=r.choice((None, None, 'done', 'cancelled')))
                day = end + timedelta(r.choice((-1, 0, 1, 5)))

    # ---- plans -----------------------------------------------------------------

    def make_contracts(self, entity, currency):
        r = self.r
        clients = [c.Id for c in self.of('Client', Entity=entity)]
        for i in range(r.randint(0, 3)):
            start = self.maybe_month(1, -8, 3)
            method = r.choice(('point', 'over-time', 'straight-line'))
            self.add('Contract', Id='%s-k%d' % (entity, i), Entity=entity,
                     Client=r.choice(clients + [None]),
                     Amount=self.money(100, 9000, self.other(currency)),
                     Received=self.maybe(0.7, self.money(
                         0, 5000, self.other(currency), 0.3)),
                     Start=start, End=self.maybe(0.8, start + timedelta(
                         r.choice((0, 5, 40, r.randint(0, 400))))),
                     Method=method, Role=r.choice((None, 'agent',
                                                   'principal')))

    def make_capital(self, entity, currency):
        r = self.r
        for i in range(r.randint(0, 3)):
            self.add('Capital', Entity=entity, Use='use %d' % i,
                     Amount=self.money(100, 9000, self.other(currency)),
                     Return=self.maybe(0.8, self.share(40)),
                     Stage=r.choice(('now', 'next', 'later')),
                     Risk=r.choice((None, 'low', 'medium', 'high')))

    def make_kpis(self, entity, currency):
        del currency
        r = self.r
        for i in range(r.randint(0, 3)):
            name = '%s-kpi%d' % (entity, i)
            self.add('Kpi', Id=name, Entity=r.choice((entity, None)),
                     Name=name, Better=r.choice((None, 'higher', 'lower')),
                     Target=r.choice((None, Fraction(r.randint(0, 99), 10))),
                     Max_Age=r.choice((None, 10, 90)))
            for _ in range(r.randint(0, 4)):
                self.add('Measure', Kpi=name, Value=Fraction(
                    r.randint(-20, 99), 10), Date=self.as_of - timedelta(
                        r.choice((-5, 0, 9, 10, 11, 45, 46, 91))))

    def make_dated(self, entity, currency):
        del currency
        r = self.r
        for i in range(r.randint(0, 3)):
            self.add('Audit', Entity=entity, Standard=r.choice((
                'security', 'cost')), Check=r.choice(('one', 'two')),
                Result='pass', Checked=self.maybe(
                    0.9, self.as_of - timedelta(
                        r.choice((-3, 0, 100, 101, 180, 181, 300)))))
            self.add('Gap', Entity=entity, Area='cost', Priority=1,
                     Title='gap %d' % i, Opened=self.maybe(
                         0.7, self.day(self.month - 1)))
            self.add('Note', Text='n', Entity=entity, Section='part %s%d' % (entity, i),
                     Date=self.maybe(0.7, self.day(self.month - 1)))
