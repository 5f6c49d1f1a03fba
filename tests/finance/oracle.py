# SPDX-License-Identifier: GPL-3.0-or-later
"""Finance figures from first principles: points are worked out as the
definitions say, bounds by trying every combination of ends. Nothing here or
in the files beside it is taken from data/finance.sql."""
from fractions import Fraction as F

from model import DECIMALS, month_of
from search import Fails, corners, put, rows, span

TWELFTHS = {'day': 365, 'week': 52, 'month': 12, 'quarter': 4, 'year': 1}
STEPS = {'quarter': 3, 'year': 12}
ALL = ''        # all entities together
BURN = ('operating', 'tax')


class Ground:
    """The book, its currencies and its lines."""

    def __init__(self, book):
        self.book = book
        self.month, self.today = book.month, month_of(book.as_of)
        self.home = book.currency
        self.unit = {e.Id: e.Currency or self.home for e in book.of('Entity')}
        self.unit[ALL] = self.home
        self.entities = [e for e in self.unit if e != ALL]
        self.rates, self.known, self.cache = {}, {}, {}
        self.known_paths, self.known_days, self.known_months = {}, {}, {}

    # ---- currencies --------------------------------------------------------

    def find_rate(self, a, b):
        known = [r for r in self.book.of('Rate') if r.Date <= self.book.as_of]
        for one, other, invert in ((a, b, False), (b, a, True)):
            there = [r for r in known if (r.From, r.To) == (one, other)]
            if there:
                day = max(r.Date for r in there)
                rate = [r for r in there if r.Date == day][-1].Rate
                return 1 / rate if invert else rate
        return None

    def convert(self, value, a, b):
        if value == 0 or a == b:
            return value
        if (a, b) not in self.rates:
            self.rates[a, b] = self.find_rate(a, b)
        rate = self.rates[a, b]
        if rate is None:
            raise Fails('no rate from %s to %s' % (a, b))
        return value * rate * F(10) ** (DECIMALS[b] - DECIMALS[a])

    def money(self, value, x, entity):
        """What `value` makes of money x, in the entity's currency."""
        if x is None:
            return 0
        key = value(x), x.currency, self.unit[entity]
        if key not in self.known:
            self.known[key] = F(self.convert(*key))
        return self.known[key]

    def total(self, value, amounts, entity):
        return sum((self.money(value, x, entity) for x in amounts), F(0))

    def total_span(self, amounts, entity):
        """Bounds of a sum of amounts."""
        return span([self.total(v, amounts, entity) for v in corners(amounts)])

    def together(self, ends):
        """Ends of all entities, each in its currency, in the organisation's."""
        return [sum((self.convert(x[i], self.unit[e], self.home)
                     for e, x in ends.items()), F(0)) for i in (0, 1)]

    # ---- lines ---------------------------------------------------------------

    def active(self, x, month):
        return (x.From is None or month_of(x.From) <= month) and \
            (x.Until is None or month_of(x.Until) >= month)

    def in_month(self, x, month, once):
        """Twelfths of a line in a month: what recurs, or that and what comes
        once."""
        if x.Every == 'once':
            return 12 * (once and x.From is not None
                         and month_of(x.From) == month)
        return TWELFTHS[x.Every] * self.active(x, month)

    def ahead(self, x, month):
        """Twelfths that move in a month to come."""
        share = x.Amount.currency is None
        if x.Every == 'once' or (x.Every in STEPS and x.From is not None
                                 and not share):
            if x.From is None or not (x.Every == 'once'
                                      or self.active(x, month)):
                return 0
            gone = month - month_of(x.From)
            return 12 * (gone == 0 if x.Every == 'once'
                         else gone % STEPS[x.Every] == 0)
        return TWELFTHS[x.Every] * self.active(x, month)

    def commission(self, x):
        there = self.book.of('Channel', Id=x.Channel) if x.Channel else []
        return there[0].Commission if there else None


class Burn(Ground):
    def flows(self, entity, month, once, without=()):
        """What counts in a month, each with its twelfths: cost in money, cost
        in percent, receipts (with their commission) but those `without`."""
        money, percent, receipts = [], [], []
        for x in self.book.of('Expense', Entity=entity):
            n = self.in_month(x, month, once)
            if n and x.Kind in BURN:
                (money if x.Amount.currency else percent).append((x, n))
        for x in self.book.of('Revenue', Entity=entity):
            n = self.in_month(x, month, once)
            if n and x.Client not in without:
                receipts.append((x, n, self.commission(x)))
        return money, percent, receipts

    def ranges(self, flows):
        money, percent, receipts = flows
        return [x.Amount for x, *_ in money + percent + receipts] + \
            [c for _, _, c in receipts]

    def burn(self, entity, flows, value):
        """Fixed cost, share of receipts, receipts, gross, net at a corner."""
        money, percent, receipts = flows
        fixed = sum((n * self.money(value, x.Amount, entity)
                     for x, n in money), F(0)) / 12
        share = sum(value(x.Amount) for x, _ in percent)
        got = taken = F(0)
        for x, n, commission in receipts:
            amount = n * self.money(value, x.Amount, entity) / 12
            got += amount
            taken += amount * (share + value(commission))
        return fixed, share, got, fixed + taken, fixed + taken - got

    def points(self, entity, months, once, without=()):
        """For each corner the mean of what is burnt in the months."""
        flows = [self.flows(entity, m, once, without) for m in months]
        out = []
        for v in corners(sum((self.ranges(f) for f in flows), [])):
            burns = [self.burn(entity, f, v) for f in flows]
            out.append([sum(x) / len(months) for x in zip(*burns)])
        return out

    def ends(self, entity, months, once, which, without=()):
        """Bounds of one of those figures, of all entities for ALL."""
        if entity == ALL:
            return self.together({e: self.ends(e, months, once, which, without)
                                  for e in self.entities})
        key = entity, tuple(months), once, which, tuple(without)
        if key not in self.cache:
            points = self.points(entity, months, once, without)
            for i in range(5):
                self.cache[key[:3] + (i, key[4])] = span(
                    [p[i] for p in points])
        return self.cache[key]

    def net(self, entity, without=()):
        return self.ends(entity, [self.month], False, 4, without)

    def burn_row(self, entity):
        row, month = {}, self.month
        for figure, i in (('gross', 3), ('net', 4)):
            run = self.ends(entity, [month], False, i)
            last = self.ends(entity, [month], True, i)
            mean = self.ends(entity, [month, month - 1, month - 2], True, i)
            put(row, figure, run, self.unit[entity])
            put(row, figure + '_reported', last, self.unit[entity])
            put(row, figure + '_mean', mean, self.unit[entity])
            row[figure + '_differs'] = 'yes' if any(
                abs(a - b) > abs(b) / 5 for a, b in zip(last, mean)) else 'no'
        row['state'] = state(*self.net(entity), 'cash-generative')
        return row

    def entity_burn(self):
        return rows(self.entities, self.burn_row)

    def group_burn(self):
        return rows(['Group'], lambda _: self.burn_row(ALL))


def state(low, high, none):
    return 'burning' if low > 0 else 'may' if high > 0 else none
