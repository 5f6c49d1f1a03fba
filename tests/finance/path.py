# SPDX-License-Identifier: GPL-3.0-or-later
"""Cash month by month, worked out from the definitions as in oracle.py. Paths
are in whole numbers: everything times what makes it whole."""
from fractions import Fraction as F
from math import lcm

from model import last_of, name_of
from oracle import ALL, BURN, Burn, state
from search import Fails, Outer, corners, put, rows, span

MILLION = 10 ** 6       # a share in percent has four decimals
MONTHS = range(60)


class Path(Burn):
    # ---- what stands in accounts -------------------------------------------

    def balances(self, kind, entity):
        """Unrestricted accounts: a list of money; entity None: those of the
        organisation itself."""
        out = []
        for a in self.book.of('Account', Kind=kind):
            if a.Restricted == 'yes':
                continue
            if a.Balance is not None:
                out += [a.Balance] if a.Entity == entity else []
                continue
            out += [p.Amount for p in self.book.of('Posting', Account=a.Code)
                    if p.Date <= self.book.as_of and p.Entity == entity]
        return out

    def standing(self, kind, entity):
        """Bounds of the sum; of all together with the organisation's own."""
        if entity == ALL:
            ends = {e: self.standing(kind, e) for e in self.entities}
            ends[ALL] = self.standing(kind, None)
            return self.together(ends)
        unit = entity if entity is not None else ALL
        return self.total_span(self.balances(kind, entity), unit)

    # ---- the path of an entity ---------------------------------------------

    def months_of(self, x):
        """Twelfths of a line in each of the months to come."""
        if id(x) not in self.known_months:
            self.known_months[id(x)] = [self.ahead(x, self.today + 1 + n)
                                        for n in MONTHS]
        return self.known_months[id(x)]

    def still(self, entity, without):
        """Costs in money, costs in percent, receipts: those that move in a
        month to come, with the twelfths of each."""
        money, percent, receipts = [], [], []
        for x in self.book.of('Expense', Entity=entity):
            if x.Kind in BURN + ('capex', 'debt', 'draw'):
                (money if x.Amount.currency else percent).append(
                    (x.Amount, self.months_of(x)))
        for x in self.book.of('Revenue', Entity=entity):
            if x.Client not in without:
                receipts.append((x.Amount, self.months_of(x),
                                 self.commission(x)))
        return [[x for x in group if any(x[1])]
                for group in (money, percent, receipts)]

    def is_loose(self, entity):
        """Receipts below 0 and a range that goes with receipts."""
        _, percent, receipts = self.still(entity, ())
        return any(x.low < 0 for x, *_ in receipts) and any(
            c and c.low != c.high
            for c in [x for x, _ in percent] + [c for *_, c in receipts])

    def moves(self, entity, flows, value, scale):
        """What each month leaves at a corner, times 12 x MILLION x scale."""
        money, percent, receipts = flows

        def whole(x):
            return int(self.money(value, x, entity) * scale)

        keep = [MILLION] * 60
        for x, n in percent:
            part = int(value(x) * MILLION)
            keep = [k - part * (t > 0) for k, t in zip(keep, n)]
        out = [0] * 60
        for x, n in money:
            each = whole(x) * MILLION
            out = [o - each * t for o, t in zip(out, n)]
        for x, n, commission in receipts:
            each, part = whole(x), int(value(commission) * MILLION)
            out = [o + each * t * (k - part)
                   for o, t, k in zip(out, n, keep)]
        return out

    def paths(self, entity, without=()):
        """The paths of all corners; only two of them when one of these is the
        least and one the greatest in every month."""
        key = entity, tuple(without)
        if key in self.known_paths:
            return self.known_paths[key]
        flows = self.still(entity, without)
        ranges = [x for group in flows for x, *_ in group] + \
            [c for *_, c in flows[2]]
        cash = self.standing('cash', entity)
        scale = lcm(*[F(x).denominator for x in cash], *[
            self.money(lambda _, e=e: e, x, entity).denominator
            for group in flows for x, *_ in group if x.currency
            for e in (x.low, x.high)])
        times = 12 * MILLION * scale
        found = set()
        for v in corners(ranges):
            moves = self.moves(entity, flows, v, scale)
            for start in cash:
                path, at = [], int(start * times)
                for move in moves:
                    at += move
                    path.append(at)
                found.add(tuple(path))
        ends = {tuple(map(min, zip(*found))), tuple(map(max, zip(*found)))}
        found = ends if ends <= found else found
        self.known_paths[key] = [[F(x, times) for x in p] for p in found]
        return self.known_paths[key]

    def all_paths(self, without=()):
        """Of all entities together: every one of each with every other."""
        own = self.standing('cash', None)
        found = {(x,) * 60 for x in own}
        for entity in self.entities:
            mine = [[self.convert(x, self.unit[entity], self.home) for x in p]
                    for p in self.paths(entity, without)]
            found = {tuple(a + b for a, b in zip(p, q))
                     for p in found for q in mine}
            ends = {tuple(map(min, zip(*found))),
                    tuple(map(max, zip(*found)))}
            found = ends if ends <= found else found
        return list(found)

    def paths_of(self, entity, without=()):
        return self.all_paths(without) if entity == ALL else \
            self.paths(entity, without)

    # ---- figures ---------------------------------------------------------------

    def put_first(self, row, name, date, found):
        """The month ends, by number and by date."""
        put(row, name, span(found))
        for end in ('_low', '_high'):
            n = row[name + end]
            row[date + end] = None if n is None else last_of(self.today + n)

    def put_path(self, row, entity, paths):
        """What a path says: when it is below 0, and its least."""
        self.put_first(row, 'months', 'runs_out', [first(p) for p in paths])
        put(row, 'minimum', span([min(p) for p in paths]), self.unit[entity])
        for end, which in (('low', min), ('high', max)):
            bound = list(map(which, zip(*paths)))
            row['minimum_month_' + end] = name_of(
                self.today + 1 + bound.index(min(bound)))

    def runway_row(self, entity):
        unit, net = self.unit[entity], self.net(entity)
        row = {'state': state(*net, 'not')}
        cash, credit = (self.standing(kind, entity)
                        for kind in ('cash', 'credit'))
        put(row, 'cash', cash, unit)
        put(row, 'credit', credit, unit)
        corner = [c / n if n > 0 else None for c in cash for n in net]
        row['simple_low'] = None if None in corner and cash[0] < 0 else \
            min((x for x in corner if x is not None), default=None)
        row['simple_high'] = span(corner)[1]
        buffer = self.buffer(entity)
        paths = self.paths_of(entity)
        if self.loose(entity):
            row['minimum_low'], row['minimum_high'] = outer(
                span([min(p) for p in paths]))
            return row
        self.put_path(row, entity, paths)
        self.put_first(row, 'credit_months', 'credit_runs_out',
                       [first(p, -c) for p in paths for c in credit])
        if buffer is None:
            return {**row, 'buffer_low': None, 'buffer_months_low': None,
                    'buffer_date_high': None}
        put(row, 'buffer', buffer, unit)
        self.put_first(row, 'buffer_months', 'buffer_date',
                       [first(p, b) for p in paths for b in buffer])
        return row

    def buffer(self, entity):
        owner = self.book.of('Organisation') if entity == ALL else \
            self.book.of('Entity', Id=entity)
        return self.total_span([owner[0].Buffer], entity) \
            if owner[0].Buffer else None

    def loose(self, entity):
        return any(map(self.is_loose, self.entities)) if entity == ALL else \
            self.is_loose(entity)

    def entity_runway(self):
        return rows(self.entities, self.runway_row)

    def group_runway(self):
        return rows(['Group'], lambda _: self.runway_row(ALL))

    def path_rows(self, entity, name):
        try:
            paths, loose = self.paths_of(entity), self.loose(entity)
        except Fails as why:
            return {(name, name_of(self.today + 1)): why}
        out = {}
        for n in MONTHS:
            row, bounds = {}, span([p[n] for p in paths])
            try:
                put(row, 'cash', bounds, self.unit[entity])
                if loose:
                    row['cash_low'], row['cash_high'] = outer(bounds)
            except Fails as why:
                row = why
            out[name, name_of(self.today + 1 + n)] = row
        return out

    def entity_path(self):
        out = {}
        for entity in self.entities:
            out.update(self.path_rows(entity, entity))
        return out

    def group_path(self):
        return self.path_rows(ALL, 'Group')


def first(path, limit=0):
    """The first month end below a limit, from 1."""
    return next((n + 1 for n in MONTHS if path[n] < limit), None)


def outer(bounds):
    both = Outer(*bounds)
    return both, both
