# SPDX-License-Identifier: GPL-3.0-or-later
"""Who pays: shares, concentration, and what is left without the top client;
worked out from the definitions as in oracle.py."""
from fractions import Fraction as F
from itertools import product

from oracle import ALL, state
from path import Path
from search import Fails, corners, put, rows, span


class Clients(Path):
    def root(self, client):
        """Who is behind a client; of a circle the first by name."""
        seen = []
        while client not in seen:
            seen.append(client)
            there = self.book.of('Client', Id=client)
            if not there or there[0].Parent is None:
                return client
            client = there[0].Parent
        return min(seen[seen.index(client):])

    def name(self, kind, key):
        there = self.book.of(kind, Id=key)
        return there[0].Name if there else key

    # ---- who pays how much -----------------------------------------------

    def receipts(self, entity, field, behind):
        """Bounds of the month's run-rate receipts by who or what is named."""
        out = {}
        for x in self.book.of('Revenue', Entity=entity):
            n = self.in_month(x, self.month, False)
            if n and x.get(field):
                out.setdefault(behind(x.get(field)), []).append((x, n))
        return {k: span([sum(n * self.money(v, x.Amount, entity) / 12
                             for x, n in lines)
                         for v in corners([x.Amount for x, _ in lines])])
                for k, lines in out.items()}

    def client_receipts(self, entity):
        if entity != ALL:
            return self.receipts(entity, 'Client', self.root)
        out = {}
        for e in self.entities:
            for k, ends in self.client_receipts(e).items():
                old = out.get(k, (0, 0))
                out[k] = tuple(o + self.convert(x, self.unit[e], self.home)
                               for o, x in zip(old, ends))
        return out

    def channel_receipts(self, entity):
        return self.receipts(entity, 'Channel', lambda x: x)

    def debts(self, entity):
        """What clients owe, by who is behind them."""
        codes = [a.Code for a in self.book.of('Account', Kind='receivable')]
        own = {}
        for p in self.book.of('Posting', Entity=entity):
            if p.Account in codes and p.Client and p.Date <= self.book.as_of:
                own.setdefault(p.Client, []).append(p.Amount)
        out = {}
        for client, amounts in own.items():
            ends = self.total_span(amounts, entity)
            old = out.get(self.root(client), (0, 0))
            out[self.root(client)] = tuple(
                o + max(x, 0) for o, x in zip(old, ends))
        return out

    # ---- shares ----------------------------------------------------------------

    def shares(self, amounts_of, kind):
        out = {}
        for entity in self.entities:
            try:
                amounts = amounts_of(entity)
            except Fails as why:
                out[entity, '?'] = why
                continue
            for key, mine in amounts.items():
                rest = [sum(v[i] for k, v in amounts.items() if k != key)
                        for i in (0, 1)]
                row = share_row(mine, rest)
                if kind == 'Channel':
                    row['kind'] = self.book.of(kind, Id=key)[0].Kind
                out[entity, self.name(kind, key)] = row
        return out

    def client_share(self):
        return self.shares(self.client_receipts, 'Client')

    def channel_share(self):
        return self.shares(self.channel_receipts, 'Channel')

    def receivable_share(self):
        return self.shares(self.debts, 'Client')

    # ---- concentration ---------------------------------------------------------

    def concentration(self):
        return rows(self.entities, lambda e: measures(
            self.client_receipts(e)))

    def group_concentration(self):
        return rows(['Group'], lambda _: measures(self.client_receipts(ALL)))

    def channel_concentration(self):
        return rows(self.entities, lambda e: measures(
            self.channel_receipts(e)))

    def receivable_concentration(self):
        return rows(self.entities, lambda e: measures(self.debts(e)))

    # ---- without the top client --------------------------------------------

    def loss_row(self, entity):
        mine = self.entities if entity == ALL else [entity]
        receipts = [x.Amount for e in mine
                    for x in self.book.of('Revenue', Entity=e)]
        if any(x.low < 0 for x in receipts):
            return None
        paid = self.client_receipts(entity)
        top = min(paid, key=lambda k: (-paid[k][1], -paid[k][0], k),
                  default=None)
        if top is None or paid[top][1] <= 0:
            return None
        without = [c.Id for c in self.book.of('Client')
                   if self.root(c.Id) == top]
        net = self.net(entity, without)
        self.paths_of(entity), self.net(entity)     # what it is told from
        row = {'client': self.name('Client', top),
               'state': state(*net, 'not')}
        put(row, 'net', net, self.unit[entity])
        self.put_path(row, entity, self.paths_of(entity, without))
        return row

    def client_loss(self):
        return rows(self.entities, self.loss_row)

    def group_client_loss(self):
        return rows(['Group'], lambda _: self.loss_row(ALL))


def share_row(mine, rest):
    if mine[0] < 0 or rest[0] < 0 or mine[1] == rest[1] == 0:
        return {'share_low': None, 'share_high': None, 'major': None}
    points = [m / (m + r) for m, r in product(mine, rest) if m + r]
    # one next to where both are 0
    points += [F(1)] if rest[1] == 0 else []
    low, high = min(points), max(points)
    return {'share_low': low, 'share_high': high,
            'major': 'yes' if low >= F(1, 10) else
            'may' if high >= F(1, 10) else 'no'}


def measures(amounts):
    ranges, row = list(amounts.values()), {}
    if not ranges:
        return None
    names = ('top1', 'top3', 'hhi', 'effective')
    if any(r[0] < 0 for r in ranges) or not any(r[1] for r in ranges):
        return {n + end: None for n in names for end in ('_low', '_high')}
    for name, measure in zip(names, (lambda v: top(v, 1), lambda v: top(v, 3),
                                     hhi)):
        row[name + '_low'] = min(measure(v) for v in candidates(ranges)
                                 if sum(v))
        row[name + '_high'] = max(measure(v) for v in product(*map(
            set, ranges)) if sum(v))
    row['effective_low'] = 1 / row['hhi_high']
    row['effective_high'] = 1 / row['hhi_low']
    return row


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
    free = [i for i, r in enumerate(ranges) if r[0] < r[1]]
    for which in product((0, 1, 2), repeat=len(free)):
        at = dict(zip(free, which))
        fixed = [r[at.get(i, 0)] for i, r in enumerate(ranges)
                 if at.get(i) != 2]
        if 2 not in which or not sum(fixed):
            continue
        t = F(sum(x * x for x in fixed)) / sum(fixed)
        values = [t if at.get(i) == 2 else r[at.get(i, 0)]
                  for i, r in enumerate(ranges)]
        if all(r[0] <= v <= r[1] for r, v in zip(ranges, values)):
            yield values
