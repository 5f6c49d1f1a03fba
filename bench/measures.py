# SPDX-License-Identifier: GPL-3.0-or-later
"""The SQL functions of concentration and of offers in a mix, in Python.

add_measures(db) gives them to a connection of sqlite3; each is an aggregate of
ranges, and gives one exact bound.
"""
import itertools
from fractions import Fraction

from arithmetic import exact, plain


# ---- of few in a total -------------------------------------------------------

def hhi(amounts):
    total = sum(amounts)
    return Fraction(sum(a * a for a in amounts), total * total) if total else 0


def top_share(k, amounts):
    total = sum(amounts)
    return Fraction(sum(sorted(amounts)[-k:]), total) if total else 0


def clamp(ranges, level):
    return [min(max(level, low), high) for low, high in ranges]


def levels(ranges):
    """Those at which the least HHI may be."""
    for end in set(itertools.chain.from_iterable(ranges)):
        yield end
        apart_from = [low if low > end else high for low, high in ranges
                      if low > end or high <= end]
        if sum(apart_from):
            yield Fraction(sum(a * a for a in apart_from), sum(apart_from))


class Amounts:
    def __init__(self):
        self.ranges, self.k = [], 0

    def step(self, *args):
        *k, low, high = args
        if low is not None and high is not None:
            self.k = k[0] if k else 0
            self.ranges.append((exact(low), exact(high)))

    def finalize(self):
        if any(low < 0 for low, _ in self.ranges) or not any(
                high > 0 for _, high in self.ranges):
            return None
        return plain(self.bound())


class HhiLow(Amounts):
    def bound(self):
        tried = (clamp(self.ranges, t) for t in levels(self.ranges))
        return min(hhi(amounts) for amounts in tried if any(amounts))


class HhiHigh(Amounts):
    """Each amount stands at an end: all choices, which a score of clients
    would make too many."""

    def bound(self):
        points = [low for low, high in self.ranges if low == high]
        free = [r for r in self.ranges if r[0] != r[1]]
        if len(free) > 16:
            raise ValueError("too many ranges")
        return max(hhi(points + list(choice))
                   for choice in itertools.product(*free))


class TopLow(Amounts):
    def bound(self):
        tried = (clamp(self.ranges, t)
                 for t in set(itertools.chain.from_iterable(self.ranges)))
        return min(top_share(self.k, amounts)
                   for amounts in tried if any(amounts))


class TopHigh(Amounts):
    """Dinkelbach's method: with the best share so far choose the k."""

    def bound(self):
        best = Fraction(0)
        while True:
            order = sorted(self.ranges, reverse=True,
                           key=lambda r: r[1] - (r[1] - r[0]) * best)
            top = sum(high for _, high in order[:self.k])
            total = top + sum(low for low, _ in order[self.k:])
            if not total or Fraction(top, total) <= best:
                return best
            best = Fraction(top, total)


# ---- offers in a mix ---------------------------------------------------------

class Mix:
    """Of offers sold in a mix, what is kept of the price; Dinkelbach's."""

    def __init__(self):
        self.offers = []

    def step(self, *terms):
        if None not in terms:
            self.offers.append(tuple(map(exact, terms)))

    def finalize(self):
        best = None
        while self.offers:
            above = below = 0
            for part, low, high, keep, cost in self.offers:
                raises = best is None or keep > best
                price = low if raises == self.least else high
                above += part * (price * keep - cost)
                below += part * price
            if below <= 0:
                return plain(best) if best is not None and above <= 0 else None
            ratio = Fraction(above, below)
            if best is not None and (ratio >= best if self.least else
                                     ratio <= best):
                return plain(best)
            best = ratio
        return None


class MixLow(Mix):
    least = True


class MixHigh(Mix):
    least = False


# ---- all of them -------------------------------------------------------------

MEASURES = {
    "hhi_low": (2, HhiLow),
    "hhi_high": (2, HhiHigh),
    "top_share_low": (3, TopLow),
    "top_share_high": (3, TopHigh),
    "mix_ratio_low": (5, MixLow),
    "mix_ratio_high": (5, MixHigh),
}


def add_measures(db):
    for name, (count, kind) in MEASURES.items():
        db.create_aggregate(name, count, kind)
