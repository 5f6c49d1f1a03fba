# SPDX-License-Identifier: GPL-3.0-or-later
"""The SQL functions that role pages and the finance views call, in Python.

add_functions(db) gives them to a connection of sqlite3. Whole numbers are int,
all others Fraction, and in SQL a text such as '7/12'; a whole number of more
than 64 bits is an error. One currency: there is no conversion, and so no figure
that lacks a rate. One language. Python's sqlite3 does not ask an aggregate that
had no rows: ratio_sum() of none is NULL here, not 0.
"""
import calendar
import itertools
import math
import operator
import re
from fractions import Fraction
from functools import lru_cache

LINES_MAX = 100
TWELFTHS = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}


# ---- in and out --------------------------------------------------------------

@lru_cache(maxsize=None)
def parse(value):
    number = Fraction(value if type(value) is str else f"{value:.15g}")
    return number.numerator if number.denominator == 1 else number


def exact(value):
    return value if type(value) is int else parse(value)


def plain(number):
    if type(number) is int:
        return number
    if number.denominator == 1:
        return number.numerator
    return f"{number.numerator}/{number.denominator}"


def of_two(operation):
    """Two ints, as most are, need no conversion."""
    def call(a, b):
        if type(a) is int and type(b) is int:
            return operation(a, b)
        if a is None or b is None:
            return None
        return plain(operation(exact(a), exact(b)))
    return call


def of_one(operation):
    return lambda a: None if a is None else operation(exact(a))


def divide(a, b):
    if a is None or b is None:
        return None
    a, b = exact(a), exact(b)
    if not b:
        return None
    if type(a) is int and type(b) is int and a % b == 0:
        return a // b
    return plain(Fraction(a, b))


def compare(a, b):
    return (a > b) - (a < b)


def apart(a, b, part):
    if a is None or b is None or part is None:
        return None
    a, b = exact(a), exact(b)
    return int(abs(a - b) > abs(exact(part) * b))


def half_away(number):
    rounded = math.floor(abs(number) + Fraction(1, 2))
    return rounded if number >= 0 else -rounded


def round_low(low, high):
    if low is None:
        return None
    return half_away(exact(low)) if low == high else math.floor(exact(low))


def round_high(low, high):
    if high is None:
        return None
    return half_away(exact(high)) if low == high else math.ceil(exact(high))


# ---- ranges ------------------------------------------------------------------

def range_mul(best):
    """The least or the greatest product; of two where a is not below 0."""
    def call(*bounds):
        if None in bounds:
            return None
        al, ah, bl, bh = map(exact, bounds)
        if 0 <= al <= ah:
            b = best(bl, bh)
            return plain(best(al * b, ah * b) if al != ah else al * b)
        return plain(best(al * bl, al * bh, ah * bl, ah * bh))
    return call


def share(least):
    """Of what is from low to high in all: it / (it + rest)."""
    def call(*bounds):
        if None in bounds:
            return None
        low, high, all_low, all_high = map(exact, bounds)
        rest_low, rest_high = all_low - low, all_high - high
        if low < 0 or rest_low < 0 or (high == 0 and rest_high == 0):
            return None
        own, rest = (low, rest_high) if least else (high, rest_low)
        if own + rest == 0:
            return 1 if least else 0
        return plain(Fraction(own, own + rest))
    return call


# ---- months and money --------------------------------------------------------

def monthly(amount, every):
    if amount is None or every not in TWELFTHS:
        return None
    if every == "month":
        return plain(exact(amount))
    return plain(Fraction(exact(amount) * TWELFTHS[every], 12))


@lru_cache(maxsize=None)
def month_index(date):
    return None if date is None else int(date[:4]) * 12 + int(date[5:7]) - 1


def month_name(index):
    if index is None:
        return None
    return f"{index // 12:04}-{index % 12 + 1:02}"


def month_end(index):
    if index is None:
        return None
    year, month = index // 12, index % 12 + 1
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]}"


def money_carry(amount, source, target, rate):
    if not amount or source == target:
        return amount
    raise ValueError("amounts of two currencies")


def money_unit(currency):
    return None if currency is None else 100


# ---- words -------------------------------------------------------------------

def say(value):
    if type(value) is int:
        return f"{value:,}" if abs(value) >= 10000 else str(value)
    return f"{value:.10g}" if type(value) is float else value


@lru_cache(maxsize=None)
def format_of(text):
    """For %; %1$s becomes %(1)s."""
    return re.sub(r"%(\d)\$s", r"%(\1)s", re.sub(r"\s*\n\s*", " ", text))


def tr(text, *args):
    if text is None or None in args:
        return None
    words = tuple(map(say, args))
    form = format_of(text)
    if "%(" in form:
        return form % {str(i): word for i, word in enumerate(words, 1)}
    return form % words


def ntr(one, many, number, *args):
    if number is None:
        return None
    return tr(one if abs(int(number)) == 1 else many, *args)


# ---- sources -----------------------------------------------------------------

@lru_cache(maxsize=None)
def place(source):
    """(file, first line, last line) of file:line or file:first-last."""
    file, _, lines = source.rpartition(":")
    first, _, last = lines.partition("-")
    return file, int(first), int(last or first)


def spans_by_file(sources):
    """(file, [[first, last], ...]) of each, in order and without overlaps."""
    for file, places in itertools.groupby(sorted(map(place, sources)),
                                          operator.itemgetter(0)):
        spans = []
        for _, first, last in places:
            if spans and first <= spans[-1][1]:
                spans[-1][1] = max(last, spans[-1][1])
            else:
                spans.append([first, last])
        yield file, spans


def span_text(first, last):
    return str(first) if first == last else f"{first}-{last}"


def merge_sources(*lists):
    texts = set(lists) - {None}
    sources = set("\n".join(texts).split("\n")) - {""}
    if len(sources) < 2:
        return sources.pop() if sources else None
    out = []
    for file, spans in spans_by_file(sources):
        if len(spans) > LINES_MAX:
            spans = [[spans[0][0], spans[-1][1]]]
        out += [f"{file}:{span_text(*span)}" for span in spans]
    return "\n".join(out)


def source_if(source, low, high):
    return source if low or high else None


class Sources:
    def __init__(self):
        self.lists = set()

    def step(self, *lists):
        self.lists.update(lists)

    def value(self):
        return merge_sources(*self.lists)

    def inverse(self, *lists):
        raise ValueError("a window has to begin with the first row")

    finalize = value


# ---- aggregates --------------------------------------------------------------

class Sum:
    """Whole numbers apart from the others: they are most, and fast."""

    def __init__(self):
        self.whole = self.rest = 0

    def step(self, value):
        if type(value) is int:
            self.whole += value
        elif value is not None:
            self.rest += parse(value)

    def inverse(self, value):
        if value is not None:
            self.rest -= exact(value)

    def value(self):
        return plain(self.whole + self.rest)

    finalize = value


class Numbers:
    """Of the numbers that are there."""

    def __init__(self):
        self.numbers = []

    def step(self, value):
        if value is not None:
            self.numbers.append(exact(value))


class Least(Numbers):
    def finalize(self):
        return plain(min(self.numbers)) if self.numbers else None


class Most(Numbers):
    def finalize(self):
        return plain(max(self.numbers)) if self.numbers else None


class LeastAt:
    def __init__(self):
        self.best = None

    def step(self, value, at):
        if value is not None:
            found = exact(value), at
            if self.best is None or found < self.best:
                self.best = found

    def finalize(self):
        return None if self.best is None else self.best[1]


class FirstBelow:
    def __init__(self):
        self.first = None

    def step(self, value, limit, at):
        if value is None or limit is None or (
                self.first is not None and at >= self.first):
            return
        if exact(value) < exact(limit):
            self.first = at

    def finalize(self):
        return self.first


# ---- all of them -------------------------------------------------------------

FUNCTIONS = {
    "ratio_add": (2, of_two(operator.add)),
    "ratio_sub": (2, of_two(operator.sub)),
    "ratio_mul": (2, of_two(operator.mul)),
    "ratio_div": (2, divide),
    "ratio_min": (2, of_two(min)),
    "ratio_max": (2, of_two(max)),
    "ratio_cmp": (2, of_two(compare)),
    "ratio_apart": (3, apart),
    "ratio_real": (1, of_one(float)),
    "ratio_floor": (1, of_one(math.floor)),
    "ratio_ceil": (1, of_one(math.ceil)),
    "round_low": (2, round_low),
    "round_high": (2, round_high),
    "range_mul_low": (4, range_mul(min)),
    "range_mul_high": (4, range_mul(max)),
    "share_low": (4, share(True)),
    "share_high": (4, share(False)),
    "monthly": (2, monthly),
    "month_index": (1, month_index),
    "month_name": (1, month_name),
    "month_end": (1, month_end),
    "money_carry": (4, money_carry),
    "money_unit": (1, money_unit),
    "merge_sources": (-1, merge_sources),
    "source_if": (3, source_if),
    "tr": (-1, tr),
    "ntr": (-1, ntr),
    "tr_date": (1, lambda date: date),
}
AGGREGATES = {
    "ratio_least": (1, Least),
    "ratio_most": (1, Most),
    "ratio_least_at": (2, LeastAt),
    "first_below": (3, FirstBelow),
}
WINDOWS = {"ratio_sum": (1, Sum), "sources": (-1, Sources)}


def add_functions(db):
    for name, (count, call) in FUNCTIONS.items():
        db.create_function(name, count, call, deterministic=True)
    for name, (count, kind) in AGGREGATES.items():
        db.create_aggregate(name, count, kind)
    for name, (count, kind) in WINDOWS.items():
        db.create_window_function(name, count, kind)
