# SPDX-License-Identifier: GPL-3.0-or-later
"""Offers and targets, worked out from the definitions as in oracle.py."""
from fractions import Fraction as F
from math import ceil

from clients import Clients
from model import Range, index_of, last_of, month_of
from oracle import ALL
from search import Fails, corners, put, rows, span


class Trade(Clients):
    # ---- offers ------------------------------------------------------------

    def fixed(self, entity):
        """Fixed cost of a month, one variable."""
        money = self.flows(entity, self.month, False)[0]
        return Range(*span([sum((n * self.money(v, x.Amount, entity)
                                 for x, n in money), F(0)) / 12
                            for v in corners([x.Amount for x, _ in money])]))

    def percent(self, entity):
        """The share of receipts that goes with them, another: it rests on
        other lines."""
        lines = [x.Amount for x, _ in self.flows(entity, self.month, False)[1]]
        return Range(*span([sum(map(v, lines)) for v in corners(lines)]))

    def offer(self, offer, value, share):
        """Price and contribution at a corner."""
        price = self.money(value, offer.Price, offer.Entity)
        return price, price * (1 - value(offer.Commission) - value(share)) \
            - self.money(value, offer.Variable_Cost, offer.Entity)

    def offer_corners(self, offers, *more):
        return corners([x for o in offers for x in (
            o.Price, o.Variable_Cost, o.Commission, o.Step_Cost)] +
            list(more))

    def contribution_row(self, o):
        row, share = {}, self.percent(o.Entity)
        points = [self.offer(o, v, share)
                  for v in self.offer_corners([o], share)]
        gains = [c for _, c in points]
        put(row, 'contribution', span(gains), self.unit[o.Entity])
        # At a price of 0 there is no ratio; next to it, none that is least.
        ratios = [c / p if p else None for p, c in points]
        row['ratio_low'] = None if None in ratios else min(ratios)
        row['ratio_high'] = max((r for r in ratios if r is not None),
                                default=None)
        row['loss'] = 'yes' if max(gains) < 0 else \
            'may' if min(gains) < 0 else 'no'
        return row

    def by_offer(self, make):
        offers = {(o.Entity, o.Name): o for o in self.book.of('Offer')}
        return rows(offers, lambda key: make(offers[key]))

    def contribution(self):
        return self.by_offer(self.contribution_row)

    def alone(self, o, value, fixed, share):
        """Units (exact), their revenue and steps, or None: tried step by
        step."""
        need = max(value(fixed), 0)
        if need == 0:
            return F(0), F(0), 1
        price, each = self.offer(o, value, share)
        step = self.money(value, o.Step_Cost, o.Entity)
        if each <= 0:
            return None, None, None
        k = 0
        while True:
            units = (need + k * step) / each
            if not step or units <= (k + 1) * o.Step_Units:
                return units, units * price, k + 1
            if step >= each * o.Step_Units:     # never catches up
                return None, None, None
            k += 1

    def break_even_of(self, o):
        fixed, share = self.fixed(o.Entity), self.percent(o.Entity)
        return list(zip(*[self.alone(o, v, fixed, share)
                          for v in self.offer_corners([o], fixed, share)]))

    def break_even_row(self, o):
        row, (units, revenue, steps) = {}, self.break_even_of(o)
        row['units_low'], row['units_high'] = map(up, span(units))
        put(row, 'revenue', span(revenue), self.unit[o.Entity])
        row['state'] = be_state(units)
        row['capacity'] = None
        if o.Capacity is not None and row['units_low'] is not None:
            row['capacity'] = 'within' if row['units_high'] is not None \
                and row['units_high'] <= o.Capacity else 'beyond'
        stepped = o.Step_Units and o.Step_Cost and o.Step_Cost.high > 0
        row['steps_low'], row['steps_high'] = \
            span(steps) if stepped else (None, None)
        return row

    def break_even(self):
        return self.by_offer(self.break_even_row)

    # ---- a mix -------------------------------------------------------------

    def mixed(self, entity):
        """The offers with their part, and at each corner contribution, ratio,
        bundles, revenue; None without a mix."""
        offers = [o for o in self.book.of('Offer', Entity=entity) if o.Mix]
        if not offers:
            return None
        whole, points, losses = sum(o.Mix for o in offers), [], set()
        fixed, share = self.fixed(entity), self.percent(entity)
        for v in self.offer_corners(offers, fixed, share):
            need = max(v(fixed), 0)
            each = [(o.Mix / whole, *self.offer(o, v, share)) for o in offers]
            losses |= {o.Name for o, e in zip(offers, each) if e[2] < 0}
            gain = sum(w * c for w, _, c in each)
            sales = sum(w * p for w, p, _ in each)
            bundles = F(0) if need == 0 else need / gain if gain > 0 else None
            points.append((gain, gain / sales if sales else None, bundles,
                           None if bundles is None else bundles * sales))
        return [(o, o.Mix / whole) for o in offers], losses, \
            list(zip(*points))

    def mixed_row(self, entity):
        found = self.mixed(entity)
        if found is None:
            return None
        offers, losses, (gain, ratios, bundles, revenue) = found
        row = {'state': be_state(bundles), 'losses': ', '.join(
            o.Name for o, _ in offers if o.Name in losses) or None}
        put(row, 'contribution', span(gain), self.unit[entity])
        row['ratio_low'] = None if None in ratios else min(ratios)
        row['ratio_high'] = max((r for r in ratios if r is not None),
                                default=None)
        put(row, 'bundles', span(bundles))
        put(row, 'revenue', span(revenue), self.unit[entity])
        return row

    def mixed_break_even(self):
        return rows(self.entities, self.mixed_row)

    def mixed_break_even_units(self):
        out = {}
        for entity in self.entities:
            try:
                found = self.mixed(entity)
            except Fails as why:
                out[entity, '?'] = why
                continue
            for o, part in found[0] if found else ():
                low, high = span(found[2][2])
                out[entity, o.Name] = {
                    'units_low': up(low and low * part),
                    'units_high': up(high and high * part), 'mix': part,
                    'state': be_state(found[2][2])}
        return out

    def goal(self, entity):
        """Revenue at break-even at all corners, of the mix or the only one."""
        found = self.mixed(entity)
        if found is not None:
            return span(found[2][3])
        offers = self.book.of('Offer', Entity=entity)
        return span(self.break_even_of(offers[0])[1]) \
            if len(offers) == 1 else None

    def safety_row(self, entity):
        goal = self.goal(entity)
        if goal is None:
            return None
        sales, row = self.ends(entity, [self.month], False, 2), {}
        for name, s, g in (('low', sales[0], goal[1]),
                           ('high', sales[1], goal[0])):
            row['margin_' + name] = None if s <= 0 or g is None else \
                (s - g) / s
        put(row, 'sales', sales, self.unit[entity])
        put(row, 'break_even', goal, self.unit[entity])
        return row

    def margin_of_safety(self):
        return rows(self.entities, self.safety_row)

    # ---- targets -----------------------------------------------------------

    def year(self):
        """The first month of the year of as-of, and the months left."""
        start = (self.book.of('Organisation')[0].Year_Start or 1) - 1
        first = self.today
        while first % 12 != start:
            first -= 1
        over = self.book.as_of == last_of(self.today)
        return first, first + 11 - self.today + (0 if over else 1)

    def goals(self, entity):
        first, _ = self.year()
        return [t.Amount for t in self.book.of('Target', Entity=entity)
                if first <= index_of(t.Month) <= first + 11]

    def sold(self, entity):
        codes = [a.Code for a in self.book.of('Account', Kind='revenue')]
        return [-p.Amount for p in self.book.of('Posting', Entity=entity)
                if p.Account in codes and p.Date <= self.book.as_of
                and month_of(p.Date) >= self.year()[0]]

    def target_row(self, entity):
        mine = [e for e in self.entities if self.goals(e)] \
            if entity == ALL else [entity]
        if not any(map(self.goals, mine)):
            return None
        target, actual = (self.together({
            e: self.total_span(amounts(e), e) for e in mine})
            if entity == ALL else self.total_span(amounts(entity), entity)
            for amounts in (self.goals, self.sold))
        gap = [target[0] - actual[1], target[1] - actual[0]]
        first, left = self.year()
        row = {'months_left': left, 'year': str(first // 12)
               if first % 12 == 0 else '%d/%d' % (first // 12,
                                                  first // 12 + 1)}
        unit = self.unit[entity]
        put(row, 'target', target, unit)
        put(row, 'actual', actual, unit)
        put(row, 'gap', gap, unit)
        put(row, 'needed', [F(g) / left if left else None for g in gap], unit)
        return row

    def target_to_year_end(self):
        return rows(self.entities, self.target_row)

    def group_target_to_year_end(self):
        return rows(['Group'], lambda _: self.target_row(ALL))



def up(units):
    return None if units is None else ceil(units)


def be_state(units):
    if all(u is None for u in units):
        return 'never'
    if any(u is None for u in units):
        return 'or-never'
    return 'none' if max(units) == 0 else 'some'
