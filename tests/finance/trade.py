# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of offers, targets, clients, assets and the ledger, worked out
from the definitions as in oracle.py."""
from datetime import timedelta
from fractions import Fraction as F
from itertools import product
from math import ceil

from model import Range, first_of, month_of
from oracle import Figures, corners, name_of, put, span


class Trade(Figures):
    # ---- offers ----------------------------------------------------------

    def offer_ranges(self, offer):
        return [offer.Price, offer.Variable_Cost, offer.Commission,
                offer.Step_Cost]

    def cost_ranges(self, entity):
        return [x.Amount for x in self.book.of('Expense', Entity=entity)
                if x.Kind in ('operating', 'tax')]

    def offer(self, offer, value, share):
        """Price and contribution at a corner."""
        price = self.money(value, offer.Price, offer.Entity)
        return price, price * (1 - value(offer.Commission) - share) \
            - self.money(value, offer.Variable_Cost, offer.Entity)

    def contribution(self):
        rows = {}
        for o in self.book.of('Offer'):
            points = []
            for v in corners(self.offer_ranges(o)
                             + self.cost_ranges(o.Entity)):
                share = self.burn(o.Entity, v, False)[1]
                points.append(self.offer(o, v, share)[1])
            row = {}
            put(row, 'contribution', span(points), self.unit[o.Entity])
            row['loss'] = 'yes' if max(points) < 0 else \
                'may' if min(points) < 0 else 'no'
            rows[o.Entity, o.Name] = row
        return rows

    def units_alone(self, o, value):
        """Units (exact) and their revenue, or None twice: try step by step."""
        fixed, share = self.burn(o.Entity, value, False)[:2]
        price, each = self.offer(o, value, share)
        if fixed <= 0:
            return F(0), F(0)
        if each <= 0:
            return None, None
        step = self.money(value, o.Step_Cost, o.Entity)
        k = 0
        while True:
            units = (fixed + k * step) / each
            if not step or units <= (k + 1) * o.Step_Units:
                return units, units * price
            if step >= each * o.Step_Units:     # never catches up
                return None, None
            k += 1

    def break_even(self):
        rows = {}
        self.alone = {}
        for o in self.book.of('Offer'):
            points = [self.units_alone(o, v) for v in corners(
                self.offer_ranges(o) + self.cost_ranges(o.Entity))]
            units = [p[0] for p in points]
            self.alone[o.Entity, o.Name] = span([p[1] for p in points])
            row = {}
            low, high = span(units)
            row['units_low'] = None if low is None else ceil(low)
            row['units_high'] = None if high is None else ceil(high)
            put(row, 'revenue', self.alone[o.Entity, o.Name],
                self.unit[o.Entity])
            row['state'] = be_state(units)
            row['capacity'] = None
            if o.Capacity is not None and low is not None:
                row['capacity'] = 'within' if high is not None and \
                    ceil(high) <= o.Capacity else 'beyond'
            rows[o.Entity, o.Name] = row
        return rows

    def mixed(self, entity):
        offers = [o for o in self.book.of('Offer', Entity=entity) if o.Mix]
        if not offers:
            return None
        whole = sum(o.Mix for o in offers)
        ranges = self.cost_ranges(entity)
        for o in offers:
            ranges += self.offer_ranges(o)
        points, losses = [], set()
        for v in corners(ranges):
            fixed, share = self.burn(entity, v, False)[:2]
            each = [(o.Mix / whole, *self.offer(o, v, share)) for o in offers]
            losses |= {o.Name for o, e in zip(offers, each) if e[2] < 0}
            gain = sum(w * c for w, _, c in each)
            ratio = gain / sum(w * p for w, p, _ in each)
            bundles = F(0) if fixed <= 0 else \
                fixed / gain if gain > 0 else None
            revenue = None if bundles is None else F(0) if fixed <= 0 else \
                fixed / ratio
            points.append((gain, ratio, bundles, revenue))
        return offers, whole, losses, list(zip(*points))

    def mixed_break_even(self):
        rows, self.units, self.goal = {}, {}, {}
        for entity, unit in self.unit.items():
            found = self.mixed(entity)
            if found is None:
                mine = [k for k in self.alone if k[0] == entity]
                if len(mine) == 1:
                    self.goal[entity] = self.alone[mine[0]]
                continue
            offers, whole, losses, (gain, ratio, bundles, revenue) = found
            row = {'state': be_state(bundles),
                   'losses': ', '.join(o.Name for o in offers
                                       if o.Name in losses) or None}
            put(row, 'contribution', span(gain), unit)
            put(row, 'ratio', span(ratio))
            put(row, 'bundles', span(bundles))
            put(row, 'revenue', span(revenue), unit)
            self.goal[entity] = span(revenue)
            rows[entity] = row
            for o in offers:
                ends = [None if b is None else ceil(b * o.Mix / whole)
                        for b in span(bundles)]
                self.units[entity, o.Name] = {'units_low': ends[0],
                                              'units_high': ends[1]}
        return rows

    def mixed_break_even_units(self):
        return self.units

    def margin_of_safety(self):
        rows = {}
        for entity, goal in self.goal.items():
            sales = span([self.burn(entity, v, False)[2]
                          for v in corners(self.burn_ranges(entity))])
            row = {}
            for name, s, g in (('low', sales[0], goal[1]),
                               ('high', sales[1], goal[0])):
                row['margin_' + name] = None if s <= 0 or g is None else \
                    (s - g) / s
            rows[entity] = row
        return rows

    # ---- targets ----------------------------------------------------------

    def target_to_year_end(self):
        start = (self.book.of('Organisation')[0].Year_Start or 1) - 1
        first = self.today
        while first % 12 != start:
            first -= 1
        over = (self.book.as_of + timedelta(1)).day == 1
        left = first + 11 - self.today + (0 if over else 1)
        rows = {}
        for entity, unit in self.unit.items():
            goals = [t.Amount for t in self.book.of('Target', Entity=entity)
                     if first <= index_of(t.Month) <= first + 11]
            if not goals:
                continue
            codes = [a.Code for a in self.book.of('Account', Kind='revenue')]
            sold = [p.Amount for p in self.book.of('Posting', Entity=entity)
                    if p.Account in codes and p.Date <= self.book.as_of
                    and month_of(p.Date) >= first]
            row = {'months_left': left,
                   'year': str(first // 12) if start == 0 else '%d/%d' % (
                       first // 12, first // 12 + 1)}
            points = [(self.total(v, goals, entity),
                       -self.total(v, sold, entity))
                      for v in corners(goals + sold)]
            put(row, 'actual', span([a for _, a in points]), unit)
            put(row, 'gap', span([g - a for g, a in points]), unit)
            put(row, 'needed', span([(g - a) / left if left else None
                                     for g, a in points]), unit)
            rows[entity] = row
        return rows

    # ---- clients ------------------------------------------------------------

    def root(self, client):
        seen = set()
        while True:
            seen.add(client)
            there = self.book.of('Client', Id=client)
            parent = there[0].Parent if there else None
            if parent is None or parent in seen:
                return client
            client = parent

    def client_receipts(self, entity):
        out = {}
        for x in self.book.of('Revenue', Entity=entity):
            if x.Client and self.in_month(x, False):
                out.setdefault(self.root(x.Client), []).append(x)
        return {k: span([sum(self.in_month(x, False) * self.money(
            v, x.Amount, entity) for x in lines)
            for v in corners([x.Amount for x in lines])])
            for k, lines in out.items()}

    def client_share(self):
        rows = {}
        for entity in self.unit:
            receipts = self.client_receipts(entity)
            for client, mine in receipts.items():
                others = [v for k, v in receipts.items() if k != client]
                points = []
                for i, j in product((0, 1), repeat=2):
                    rest = sum(o[j] for o in others)
                    points.append(mine[i] / (mine[i] + rest))
                low, high = min(points), max(points)
                name = [c.Name for c in self.book.of('Client', Id=client)]
                rows[entity, name[0] if name else client] = {
                    'share_low': low, 'share_high': high,
                    'major': 'yes' if low >= F(1, 10) else
                    'may' if high >= F(1, 10) else 'no'}
        return rows

    def concentration_of(self, receipts):
        row = {}
        if not receipts:
            return None
        for name, measure in (('top1', lambda v: top(v, 1)),
                              ('top3', lambda v: top(v, 3)), ('hhi', hhi)):
            row[name + '_low'] = min(measure(v) for v in candidates(receipts))
            row[name + '_high'] = max(measure(v) for v in product(*receipts))
        row['effective_low'] = 1 / row['hhi_high']
        row['effective_high'] = 1 / row['hhi_low']
        return row

    def concentration(self):
        rows = {e: self.concentration_of(list(self.client_receipts(
            e).values())) for e in self.unit}
        return {k: v for k, v in rows.items() if v}

    def group_concentration(self):
        out = {}
        for entity, unit in self.unit.items():
            for k, ends in self.client_receipts(entity).items():
                old = out.get(k, (0, 0))
                out[k] = tuple(o + self.convert(e, unit, 'USD')
                               for o, e in zip(old, ends))
        row = self.concentration_of(list(out.values()))
        return {'Group': row} if row else {}

    # ---- assets ------------------------------------------------------------

    def days(self, asset):
        """The days of the month that count for an asset, as a set."""
        if not self.active(asset, self.month):
            return set()
        day, out = first_of(self.month), set()
        while day < first_of(self.month + 1):
            out.add(day)
            day += timedelta(1)
        return out

    def stays(self, asset):
        days = self.days(asset)
        nights = dict.fromkeys(('guest', 'owner', 'hold', 'cancelled'), 0)
        rents = []
        for s in self.book.of('Stay', Asset=asset.Id):
            kind, n = s.Kind or 'guest', (s.Depart - s.Arrive).days
            inside = sum(s.Arrive + timedelta(i) in days for i in range(n))
            nights[kind] += inside
            if kind == 'guest' and s.Rent is not None:
                rents.append((s.Rent, F(inside, n)))
        revenue = span([sum((part * self.money(v, rent, asset.Entity)
                             for rent, part in rents), F(0))
                        for v in corners([r for r, _ in rents])])
        return len(days), nights, revenue

    def occupancy(self):
        rows, self.portfolio = {}, []
        for asset in self.book.of('Asset', Kind='rental'):
            if not self.days(asset):
                continue
            total, nights, revenue = self.stays(asset)
            unit = self.unit[asset.Entity]
            rows[asset.Id] = occupancy_row(total, nights, revenue, unit)
            self.portfolio.append((total, nights, [
                self.convert(x, unit, 'USD') for x in revenue]))
        return rows

    def portfolio_occupancy(self):
        if not self.portfolio:
            return {}
        nights = {k: sum(p[1][k] for p in self.portfolio)
                  for k in self.portfolio[0][1]}
        return {'Group': occupancy_row(
            sum(p[0] for p in self.portfolio), nights,
            [sum(p[2][i] for p in self.portfolio) for i in (0, 1)], 'USD')}

    def utilisation(self):
        rows, self.fleet = {}, []
        for asset in self.book.of('Asset', Kind='yacht'):
            days = self.days(asset)
            if not days:
                continue
            used = dict.fromkeys(('charter', 'delivery', 'owner', 'yard',
                                  'reposition'), 0)
            for v in self.book.of('Voyage', Asset=asset.Id):
                n = max((v.End - v.Start).days, 1)
                used[v.Kind] += sum(v.Start + timedelta(i) in days
                                    for i in range(n))
            mine = (len(days), used['charter'] + used['delivery'],
                    used['owner'] + used['yard'], used['reposition'])
            rows[asset.Id] = utilisation_row(*mine)
            self.fleet.append(mine)
        return rows

    def fleet_utilisation(self):
        if not self.fleet:
            return {}
        return {'Group': utilisation_row(*map(sum, zip(*self.fleet)))}

    # ---- the ledger ------------------------------------------------------

    def cash_cycle(self):
        rows = {}
        first, end = first_of(self.month), first_of(self.month + 1)
        days = (end - first).days
        kinds = {a.Code: a.Kind for a in self.book.of('Account')}
        for entity in self.unit:
            posts = [p for p in self.book.of('Posting', Entity=entity)
                     if p.Date <= self.book.as_of]
            if not posts:
                continue

            def part(value, kind, mean):
                total = F(0)
                for p in posts:
                    if kinds[p.Account] == kind and p.Date < end:
                        x = self.money(value, p.Amount, entity)
                        if mean:
                            total += x if p.Date < first else x / 2
                        elif p.Date >= first:
                            total += x
                return total

            points = []
            for v in corners([p.Amount for p in posts]):
                revenue, cogs = -part(v, 'revenue', False), \
                    part(v, 'cogs', False)
                dso = over(days * part(v, 'receivable', True), revenue)
                dpo = over(-days * part(v, 'payable', True), cogs)
                dio = over(days * part(v, 'inventory', True), cogs)
                held = over(-days * part(v, 'deposit', True), revenue)
                cycle = None if dso is None or dpo is None else \
                    dso + dio - dpo
                points.append((dso, dpo, dio, cycle, held, None if cycle is
                               None else cycle - held))
            row = {}
            for name, values in zip(('dso', 'dpo', 'dio', 'ccc',
                                     'deposit_days', 'ccc_after_deposits'),
                                    zip(*points)):
                put(row, name, span(values))
            if not any(kinds[p.Account] == 'inventory' for p in posts):
                row['dio_low'] = row['dio_high'] = None
            rows[entity] = row
        return rows


def be_state(units):
    if all(u is None for u in units):
        return 'never'
    if any(u is None for u in units):
        return 'or-never'
    return 'none' if max(units) == 0 else 'some'


def index_of(month):
    return int(month[:4]) * 12 + int(month[5:]) - 1


def over(a, b):
    return a / b if b > 0 else None


def top(values, k):
    return F(sum(sorted(values)[-k:])) / sum(values)


def hhi(values):
    return F(sum(v * v for v in values)) / sum(values) ** 2


def candidates(ranges):
    """Where the least can be: each amount at an end, at another's end, or
    where the sum of squared shares has no slope with several amounts free."""
    ends = {e for r in ranges for e in r}
    yield from product(*[sorted({e for e in ends if r[0] <= e <= r[1]})
                         for r in ranges])
    for which in product((0, 1, 2), repeat=len(ranges)):
        fixed = [r[w] for r, w in zip(ranges, which) if w < 2]
        if 2 not in which or not sum(fixed):
            continue
        t = F(sum(x * x for x in fixed)) / sum(fixed)
        values = [r[w] if w < 2 else t for r, w in zip(ranges, which)]
        if all(r[0] <= v <= r[1] for r, v in zip(ranges, values)):
            yield values


def ratio(a, b):
    return F(a) / b if b else None


def occupancy_row(total, nights, revenue, unit):
    guest, owner, hold = nights['guest'], nights['owner'], nights['hold']
    row = {'nights': total, 'guest': guest, 'owner': owner, 'hold': hold,
           'paid': ratio(guest, total),
           'paid_owner': ratio(guest + owner, total),
           'adjusted': ratio(guest, total - owner - hold),
           'blocked': ratio(guest + owner + hold, total)}
    put(row, 'revenue', revenue, unit)
    for name, by in (('adr', guest), ('revpar', total),
                     ('revpar_adjusted', total - owner - hold)):
        put(row, name, [ratio(x, by) for x in revenue], unit)
    return row


def utilisation_row(days, sold, kept, moved):
    return {'days': days, 'sold': sold, 'calendar': ratio(sold, days),
            'available': ratio(sold, days - kept),
            'sellable': ratio(sold, days - kept - moved)}
