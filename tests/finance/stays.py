# SPDX-License-Identifier: GPL-3.0-or-later
"""Nights and days of assets, worked out day by day as the definitions of
oracle.py say."""
from datetime import timedelta
from fractions import Fraction as F

from model import first_of, month_of
from oracle import ALL
from search import corners, put, ratio, rows, span
from trade import Trade

USES = ('guest', 'owner', 'hold', 'cancelled')
JOBS = ('charter', 'delivery', 'owner', 'yard', 'reposition')


class Stays(Trade):
    def days(self, asset):
        """The days of the period that count for an asset, as a set."""
        if asset.Id not in self.known_days:
            out = self.known_days[asset.Id] = set()
            for month in range(self.book.first, self.month + 1):
                day = first_of(month)
                while self.active(asset, month) and month_of(day) == month:
                    out.add(day)
                    day += timedelta(1)
        return self.known_days[asset.Id]

    def inside(self, asset, start, n):
        """How many of n days from a day on count."""
        days = self.days(asset)
        return sum(start + timedelta(i) in days for i in range(n))

    # ---- stays ---------------------------------------------------------------

    def lets(self):
        used = {s.Asset for s in self.book.of('Stay')}
        return {a.Id: a for a in self.book.of('Asset')
                if (a.Kind == 'rental' or a.Id in used) and self.days(a)}

    def stays(self, asset):
        """The stays with a night in the period: each with its kind, nights
        and those in the period."""
        out = []
        for s in self.book.of('Stay', Asset=asset.Id):
            n = (s.Depart - s.Arrive).days
            inside = self.inside(asset, s.Arrive, n)
            if inside:
                out.append((s, s.Kind or 'guest', n, inside))
        return out

    def revenue(self, stays, entity):
        """Bounds of the rent of guests' nights."""
        rents = [(s.Rent, F(inside, n)) for s, kind, n, inside in stays
                 if kind == 'guest' and s.Rent is not None]
        return span([sum((part * self.money(v, rent, entity)
                          for rent, part in rents), F(0))
                     for v in corners([r for r, _ in rents])])

    def let(self, asset):
        stays = self.stays(asset)
        nights = {kind: sum(inside for _, k, _, inside in stays if k == kind)
                  for kind in USES}
        return len(self.days(asset)), nights, \
            self.revenue(stays, asset.Entity)

    def occupancy(self):
        lets = self.lets()
        return rows(lets, lambda key: occupancy_row(
            *self.let(lets[key]), self.unit[lets[key].Entity]))

    def portfolio_row(self, _):
        lets = [(a, *self.let(a)) for a in self.lets().values()]
        revenue = [sum((self.convert(x[3][i], self.unit[x[0].Entity],
                                     self.home) for x in lets), F(0))
                   for i in (0, 1)]
        return occupancy_row(
            sum(x[1] for x in lets) if lets else None,
            {k: sum(x[2][k] for x in lets) if lets else None for k in USES},
            revenue, self.home)

    def portfolio_occupancy(self):
        return rows(['Group'], self.portfolio_row)

    def stay_channel(self):
        found = {}
        for asset in self.book.of('Asset'):
            for stay in self.stays(asset):
                if stay[1] in ('guest', 'cancelled'):
                    found.setdefault((asset.Entity, stay[0].Channel),
                                     []).append(stay)
        keys = {(e, self.name('Channel', c) if c else '\\N',
                 self.book.of('Channel', Id=c)[0].Kind if c else '\\N',
                 c or ''): (e, c) for e, c in found}
        return {key[:3]: row for key, row in rows(
            keys, lambda key: self.channel_row(*keys[key], found)).items()}

    def channel_row(self, entity, channel, found):
        stays, unit = found[entity, channel], self.unit[entity]
        nights = {e_c: sum(i for _, kind, _, i in some if kind == 'guest')
                  for e_c, some in found.items()}
        mine = nights[entity, channel]
        there = self.book.of('Channel', Id=channel)
        commission = there[0].Commission if there else None
        revenue = self.revenue(stays, entity)
        net = span([x * (1 - v(commission)) for x in revenue
                    for v in corners([commission])])
        row = {'stays': sum(s[1] == 'guest' for s in stays),
               'cancelled': sum(s[1] == 'cancelled' for s in stays),
               'nights': mine, 'share': ratio(mine, sum(
                   n for (e, _), n in nights.items() if e == entity))}
        for name, money in (('revenue', revenue), ('net', net)):
            put(row, name, money, unit)
        for name, money in (('adr', revenue), ('net_adr', net)):
            put(row, name, [ratio(x, mine) for x in money], unit)
        return row

    # ---- voyages -------------------------------------------------------------

    def vessels(self):
        used = {v.Asset for v in self.book.of('Voyage')}
        return {a.Id: a for a in self.book.of('Asset')
                if (a.Kind == 'yacht' or a.Id in used) and self.days(a)}

    def use(self, asset):
        """Days, those sold, kept back, and spent on repositioning."""
        used = dict.fromkeys(JOBS, 0)
        for v in self.book.of('Voyage', Asset=asset.Id):
            if v.Status != 'cancelled':
                used[v.Kind] += self.inside(
                    asset, v.Start, max((v.End - v.Start).days, 1))
        return (len(self.days(asset)), used['charter'] + used['delivery'],
                used['owner'] + used['yard'], used['reposition'])

    def voyage_row(self, v):
        entity = self.book.of('Asset', Id=v.Asset)[0].Entity
        money = [(self.money(at, v.Income, entity),
                  self.money(at, v.Cost, entity))
                 for at in corners([v.Income, v.Cost])]
        days = max((v.End - v.Start).days, 1)
        row, unit = {'days': days, 'kind': v.Kind}, self.unit[entity]
        left = span([F(i - c) for i, c in money])
        put(row, 'income', span([i for i, _ in money]), unit)
        put(row, 'cost', span([c for _, c in money]), unit)
        put(row, 'contribution', left, unit)
        for name, by in (('per_day', days), ('per_mile', v.Distance),
                         ('per_crew_day', v.Crew_Days)):
            put(row, name, [x / by if by else None for x in left], unit)
        return row

    def voyage_result(self):
        found = {}
        for v in self.book.of('Voyage'):
            key = v.Asset, str(v.Start)
            while key in found:
                key += ('again',)
            found[key] = v
        return rows(found, lambda key: self.voyage_row(found[key]))

    def utilisation(self):
        vessels = self.vessels()
        return rows(vessels, lambda key: utilisation_row(
            *self.use(vessels[key])))

    def fleet_utilisation(self):
        uses = list(map(self.use, self.vessels().values()))
        return {'Group': utilisation_row(*map(sum, zip(*uses)))
                if uses else utilisation_row(None, None, 0, 0)}


def over(a, b):
    """NULL where nothing is to divide by."""
    return ratio(a, b) if b is not None and b > 0 else None


def occupancy_row(total, nights, revenue, unit):
    guest, owner, hold = nights['guest'], nights['owner'], nights['hold']
    row = {'nights': total, 'guest': guest, 'owner': owner, 'hold': hold}
    if total is None:
        put(row, 'revenue', revenue, unit)
        return {**row, 'paid': None, 'adjusted': None, 'adr_low': None}
    row.update(paid=ratio(guest, total), paid_owner=ratio(
        guest + owner, total), adjusted=over(guest, total - owner - hold),
        blocked=ratio(guest + owner + hold, total))
    put(row, 'revenue', revenue, unit)
    for name, by in (('adr', guest), ('revpar', total),
                     ('revpar_adjusted', total - owner - hold)):
        put(row, name, [over(x, by) for x in revenue], unit)
    return row


def utilisation_row(days, sold, kept, moved):
    row = {'days': days, 'sold': sold}
    if days is None:
        return {**row, 'calendar': None, 'sellable': None}
    return {**row, 'calendar': ratio(sold, days),
            'available': over(sold, days - kept),
            'sellable': over(sold, days - kept - moved)}
