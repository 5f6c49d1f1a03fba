# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up books: a seed gives a book, in memory and as a recfile."""
import random
from datetime import date, timedelta
from fractions import Fraction

DECIMALS = {'USD': 2, 'EUR': 2, 'JPY': 0, 'BHD': 3}
EVERY = ('once', 'day', 'week', 'month', 'month', 'month', 'quarter', 'year')


class Range:
    """Two ends; money has a currency, a share of something has none."""

    def __init__(self, low, high=None, currency=None):
        self.low, self.currency = low, currency
        self.high = low if high is None else high

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


class Record(dict):
    """A record; .kind is its type. Missing fields are None."""

    def __init__(self, kind, **fields):
        super().__init__({k: v for k, v in fields.items() if v is not None})
        self.kind, self.line = kind, None

    def __getattr__(self, name):
        return self.get(name)


class Book:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.records = []
        self.as_of = date(2026, self.r.randint(1, 12), self.r.randint(1, 28))
        if self.r.random() < 0.4:       # the last day of a month
            self.as_of = first_of(month_of(self.as_of) + 1) - timedelta(1)
        over = (self.as_of + timedelta(1)).day == 1
        self.month = month_of(self.as_of) - (0 if over else 1)
        self.currency = 'USD'
        self.make()

    def add(self, kind, **fields):
        record = Record(kind, **fields)
        if record.From and record.Until and kind != 'Rate':
            record['Until'] = max(record.From, record.Until)
        self.records.append(record)
        return record

    def of(self, kind, **equal):
        return [x for x in self.records if x.kind == kind
                and all(x.get(k) == v for k, v in equal.items())]

    # ---- values ---------------------------------------------------------

    def money(self, low, high, currency, chance=0.5):
        """A point, or a range while the entity's budget of them lasts."""
        scale = 10 ** DECIMALS[currency]
        a = self.r.randint(low * scale, high * scale)
        if self.budget > 0 and self.r.random() < chance:
            self.budget -= 1
            return Range(a, a + self.r.randint(1, max(2, high * scale // 3)),
                         currency)
        return Range(a, currency=currency)

    def share(self, most):
        a = self.r.randint(0, most * 10)
        if self.budget > 0 and self.r.random() < 0.4:
            self.budget -= 1
            return Range(Fraction(a, 1000),
                         Fraction(a + self.r.randint(1, most * 4), 1000))
        return Range(Fraction(a, 1000))

    def maybe_month(self, chance, low, high):
        if self.r.random() >= chance:
            return None
        month = self.month + self.r.randint(low, high)
        return first_of(month) + timedelta(self.r.randint(0, 27))

    def other(self, currency):
        """Mostly the entity's own currency."""
        return currency if self.r.random() < 0.8 else \
            self.r.choice(('USD', 'EUR', 'JPY', 'BHD'))

    # ---- the book -------------------------------------------------------

    def make(self):
        start = self.r.choice((None, None, 4, 10))
        self.add('Organisation', Id='g', Name='Group', Currency='USD',
                 Year_Start=start)
        self.make_rates()
        for name in ('a', 'b')[:self.r.randint(1, 2)]:
            self.budget = 5
            currency = self.r.choice(('USD', 'USD', 'EUR', 'JPY'))
            self.add('Entity', Id=name, Name=name.upper(), Currency=currency)
            self.make_clients(name)
            self.make_flows(name, currency)
            self.budget = 4
            self.make_offers(name, currency)
            self.budget = 4
            self.make_ledger(name, currency)
            self.make_assets(name, currency)
            self.budget = 4
            self.make_plans(name, currency)

    def make_rates(self):
        for other, rate in (('EUR', '1.0837'), ('JPY', '0.0067'),
                            ('BHD', '2.652')):
            for back in self.r.sample((400, 90, 31, 3, -5), 3) + [500]:
                value = Fraction(rate) + Fraction(self.r.randint(0, 90), 10**5)
                pair = (other, 'USD')
                if self.r.random() < 0.3:
                    pair, value = pair[::-1], Fraction(
                        round(10 ** 6 / value), 10 ** 6)
                self.add('Rate', Date=self.as_of - timedelta(back),
                         From=pair[0], To=pair[1], Rate=value)
        for a, b in (('EUR', 'JPY'), ('EUR', 'BHD'), ('JPY', 'BHD')):
            self.add('Rate', Date=self.as_of - timedelta(self.r.randint(0, 9)),
                     From=a, To=b, Rate=Fraction(self.r.randint(1, 9999), 97))
            self.records[-1]['Rate'] = round(self.records[-1]['Rate'], 4)

    def make_clients(self, entity):
        for i in range(self.r.randint(0, 5)):
            parent = self.r.choice((None,) * 5 + (entity + '0', 'Holding'))
            self.add('Client', Id=entity + str(i), Entity=entity,
                     Name='Client %s%d' % (entity, i),
                     Parent=None if parent == entity + str(i) else parent)

    def make_flows(self, entity, currency):
        r = self.r
        if r.random() < 0.6:
            self.add('Channel', Id='ch-' + entity, Entity=entity, Name='C',
                     Kind='ota', Status='live', Commission=self.share(20))
        for i in range(r.randint(0, 6)):
            share = r.random() < 0.25
            self.add('Expense', Entity=entity, Item='e%d' % i,
                     Amount=self.share(15) if share else
                     self.money(10, 4000, self.other(currency)),
                     Every=r.choice(EVERY[1:] if share else EVERY),
                     From=self.maybe_month(0.4, -4, 5),
                     Until=self.maybe_month(0.2, -1, 30),
                     Kind=r.choice(('operating',) * 6 + ('tax', 'capex',
                                   'debt', 'draw', 'transfer', 'held')))
        clients = [c.Id for c in self.of('Client', Entity=entity)]
        for i in range(r.randint(0, 5)):
            self.add('Revenue', Entity=entity, Item='r%d' % i,
                     Amount=self.money(10, 3000, self.other(currency)),
                     Every=r.choice(EVERY),
                     From=self.maybe_month(0.3, -4, 5),
                     Until=self.maybe_month(0.2, -1, 30),
                     Client=r.choice(clients * 3 + [None]),
                     Channel=r.choice((None, 'ch-' + entity))
                     if self.of('Channel', Entity=entity) else None)

    def make_offers(self, entity, currency):
        r = self.r
        mixed = r.random() < 0.5
        for i in range(r.randint(0, 3)):
            steps = not mixed and r.random() < 0.3
            self.add('Offer', Entity=entity, Name='o%d' % i,
                     Price=self.money(50, 900, self.other(currency)),
                     Variable_Cost=self.money(1, 500, currency)
                     if r.random() < 0.8 else None,
                     Commission=self.share(15) if r.random() < 0.5 else None,
                     Mix=Fraction(r.randint(1, 50), 10) if mixed else None,
                     Capacity=r.choice((None, 5, 50)),
                     Step_Units=r.choice((3, 10)) if steps else None,
                     Step_Cost=self.money(50, 900, currency)
                     if steps else None)

    def make_ledger(self, entity, currency):
        r = self.r
        kinds = ['cash', 'revenue', 'receivable', 'payable', 'cogs',
                 'deposit'] + ['inventory'] * r.randint(0, 1)
        for kind in kinds + ['cash', 'credit']:
            code = '%s%d' % (entity, len(self.of('Account')))
            cash = kind in ('cash', 'credit')
            self.add('Account', Code=code, Entity=entity, Name=code,
                     Kind=kind, Restricted=r.choice(('yes', 'no', None))
                     if cash else None,
                     Balance=self.money(0, 30000, self.other(currency))
                     if cash and r.random() < 0.8 else None,
                     As_Of=self.as_of - timedelta(r.randint(0, 80)))
        clients = [c.Id for c in self.of('Client', Entity=entity)]
        for account in self.of('Account', Entity=entity):
            sign = -1 if account.Kind in ('revenue', 'payable',
                                          'deposit') else 1
            for _ in range(r.randint(0, 7)):
                amount = self.money(1, 3000, self.other(currency), 0.2)
                if sign < 0:
                    amount = Range(-amount.high, -amount.low,
                                   amount.currency)
                owed = account.Kind == 'receivable'
                if owed and r.random() < 0.4:
                    amount = Range(-amount.high, -amount.low,
                                   amount.currency)
                self.add('Posting', Date=self.as_of - timedelta(
                    r.randint(-20, 200)), Entity=entity, Account=account.Code,
                    Amount=amount, Client=r.choice(clients[:2] + [None])
                    if owed else None)
        for _ in range(r.randint(0, 4)):
            self.add('Target', Entity=entity, Month='%d-%02d' % divmod_month(
                self.month + r.randint(-9, 9)), Amount=self.money(
                    1000, 9000, self.other(currency), 0.2))

    def make_assets(self, entity, currency):
        r = self.r
        flat, boat = entity + '-flat', entity + '-boat'
        self.add('Asset', Id=flat, Entity=entity, Name='Flat', Kind='rental',
                 From=self.maybe_month(0.3, -5, 1))
        self.add('Asset', Id=boat, Entity=entity, Name='Boat', Kind='yacht',
                 Until=self.maybe_month(0.2, -1, 5))
        day = first_of(self.month) - timedelta(8)
        while day < first_of(self.month + 1):
            end = day + timedelta(r.randint(1, 9))
            self.add('Stay', Asset=flat, Arrive=day, Depart=end,
                     Kind=r.choice((None, 'guest', 'owner', 'hold',
                                    'cancelled')),
                     Rent=self.money(50, 900, self.other(currency), 0.3)
                     if r.random() < 0.8 else None)
            day = end + timedelta(r.randint(0, 4))
        day = first_of(self.month) - timedelta(6)
        while day < first_of(self.month + 1):
            end = day + timedelta(r.randint(0, 6))
            self.add('Voyage', Asset=boat, Start=day, End=end,
                     Kind=r.choice(('charter', 'delivery', 'owner', 'yard',
                                    'reposition')))
            day = max(end, day + timedelta(1)) + timedelta(r.randint(0, 5))

    def make_plans(self, entity, currency):
        r = self.r
        for i in range(r.randint(0, 3)):
            start = self.maybe_month(1, -8, 3)
            method = r.choice(('point', 'over-time', 'straight-line'))
            self.add('Contract', Id='%s-k%d' % (entity, i), Entity=entity,
                     Amount=self.money(100, 9000, self.other(currency)),
                     Received=self.money(0, 5000, self.other(currency), 0.2)
                     if r.random() < 0.7 else None,
                     Start=start, End=start + timedelta(r.randint(0, 400))
                     if method != 'point' or r.random() < 0.7 else None,
                     Method=method)
        for i in range(r.randint(0, 3)):
            self.add('Capital', Entity=entity, Use='use %d' % i,
                     Amount=self.money(100, 9000, self.other(currency)),
                     Return=self.share(40) if r.random() < 0.8 else None,
                     Stage=r.choice(('now', 'next', 'later')),
                     Risk=r.choice((None, 'low', 'medium', 'high')))
        for i in range(r.randint(0, 3)):
            name = '%s-kpi%d' % (entity, i)
            self.add('Kpi', Id=name, Entity=entity, Name=name,
                     Better=r.choice((None, 'higher', 'lower')),
                     Target=r.choice((None, Fraction(r.randint(0, 99), 10))),
                     Max_Age=r.choice((None, 10, 90)))
            for back in r.sample(range(-5, 100), r.randint(0, 3)):
                self.add('Measure', Kpi=name, Value=Fraction(
                    r.randint(0, 99), 10), Date=self.as_of - timedelta(back),
                    Max_Age=r.choice((None, None, 20)))
        for i in range(r.randint(0, 3)):
            self.add('Audit', Entity=entity, Standard='security',
                     Check='check %d' % r.randint(0, 1), Result='pass',
                     Checked=self.as_of - timedelta(r.randint(0, 300)),
                     Max_Age=r.choice((None, 100)))

    # ---- as a recfile ---------------------------------------------------

    def write(self, path):
        lines = []
        for kind in dict.fromkeys(x.kind for x in self.records):
            lines += ['%%rec: %s' % kind, '']
            for record in self.of(kind):
                record.line = len(lines) + 1
                lines += ['%s: %s' % (k, text(v)) for k, v in record.items()]
                lines.append('')
        with open(path, 'w') as f:
            f.write('\n'.join(lines))


def text(value):
    if isinstance(value, Range):
        return value.text()
    return decimal(value) if isinstance(value, Fraction) else str(value)


def month_of(day):
    return day.year * 12 + day.month - 1


def divmod_month(month):
    return month // 12, month % 12 + 1


def first_of(month):
    return date(month // 12, month % 12 + 1, 1)
