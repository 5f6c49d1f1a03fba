# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounds by search: every combination of ends is tried."""
from itertools import product
from math import ceil, floor
from fractions import Fraction as F

MOST = 2 ** 63 - 1


class Fails(Exception):
    """The figure cannot be worked out, or not be shown."""


class Outer:
    """Bounds that need not be tight: what is got may be further out."""

    def __init__(self, low, high):
        self.low, self.high = low, high


def corners(ranges):
    """For each combination of ends a function: range -> value."""
    free = list({id(x): x for x in ranges
                 if x is not None and x.low != x.high}.values())
    for ends in product((0, 1), repeat=len(free)):
        high = {id(x) for x, end in zip(free, ends) if end}

        def value(x, high=high):
            if x is None:
                return 0
            return x.high if id(x) in high else x.low
        yield value


def half_away(x):
    n = floor(abs(x) + F(1, 2))
    return n if x >= 0 else -n


def outward(low, high):
    """A point to the nearest, a range outward; None stays."""
    if low is not None and low == high:
        return half_away(low), half_away(high)
    return (None if low is None else floor(low),
            None if high is None else ceil(high))


def span(values):
    """Bounds of the values of all corners; None: at that end there is none."""
    there = [v for v in values if v is not None]
    low = min(there, default=None)
    return low, (max(there) if there and len(there) == len(values) else None)


def whole(values):
    """The same, but no bound at all where one corner has none."""
    return (None, None) if None in values else span(values)


def put(row, name, bounds, currency=None):
    """The columns of a range; with a currency, of money."""
    low, high = outward(*bounds) if currency else bounds
    if currency and any(x is not None and abs(x) > MOST for x in (low, high)):
        raise Fails('a figure is too large')
    row[name + '_low'], row[name + '_high'] = low, high
    if currency:
        row[name + '_currency'] = currency


def rows(keys, make):
    """The rows of a view; one that cannot be made is why."""
    out = {}
    for key in keys:
        try:
            row = make(key)
        except Fails as why:
            row = why
        if row is not None:
            out[key] = row
    return out


def ratio(a, b):
    return F(a) / b if b else None
