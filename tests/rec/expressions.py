# SPDX-License-Identifier: GPL-3.0-or-later
"""Selection expressions made at random, and records to hold against them.

Left out is what recsel 1.9 has no defined answer to: differences of numbers
with decimals (it takes what is in memory), a number with decimals as an
operand of !, &&, ||, =>, ? or %, or on the left of a field that is missing.
Nor has one expression Name and Name[1]: where the first try fails, recsel
forgets which one the index meant.
"""
from cases import Set

NAMES = ['A', 'B', 'C', 'D', 'E', 'F']
INDEXED = ['G', 'H']
MISSING = 'M'
TEXTS = ['abc', 'b', 'ab', 'x y', "it's", 'a.c', '10', '7', '', 'B', 'a+']
VALUES = ['0', '1', '2', '7', '10', '-3', '010', '0x1F', '08', '1.5', '-.5',
          '2.0', '1e1', 'abc', 'b', 'ab', "it's", '', ' 4', '4 ', '+6', '5x',
          '3\n+ 4']
DATES = ['2026-01-02', '2 January 2026', 'Jan 2, 2026', '1/2/2026',
         '2026-01-02 12:00', '2026-01-02T12:00Z', '2026-01-02 12:00 +0100',
         '2026/01/02', '02-Jan-2026', '2001-02-03', '2040-12-31', 'soon',
         '2026-13-01', '2026-02-30', '', 'x y']
LITERAL_DATES = [date for date in DATES[:11]]
PATTERNS = ['a', '^a', 'c$', '^[0-9]+$', '(a|x) ?y?', 'b+', '.', '^$', '\\.',
            '\\ba', 'a{2}', '[^a-z]']


def quote(rng, text):
    if "'" in text:
        return f'"{text}"'
    return f"'{text}'" if rng.random() < .7 else f'"{text}"'


def field(rng):
    if rng.random() < .1:
        return f'{rng.choice(INDEXED)}[{rng.randint(0, 2)}]'
    return rng.choice(NAMES + [MISSING])


def number(rng):
    return rng.choice(['0', '1', '2', '7', '10', '-3', '010', '0x1f'])


def atom(rng):
    roll = rng.random()
    return field(rng) if roll < .6 else number(rng) if roll < .8 else \
        f'#{rng.choice(NAMES)}' if roll < .9 else \
        quote(rng, rng.choice(TEXTS))


def arithmetic(rng):
    """Its operands at the left are never numbers with decimals."""
    roll = rng.random()
    if roll < .3:
        return f'{atom(rng)} {rng.choice("+*/")} {atom(rng)}'
    if roll < .5:
        return f'{atom(rng)} {rng.choice("+*/")} ({arithmetic(rng)})'
    if roll < .6:
        return f'{rng.choice(["#A", "9", "#B"])} - {rng.choice(["#C", "2"])}'
    if roll < .7:
        return f'{atom(rng)} % {atom(rng)}'
    if roll < .8:
        return f'{field(rng)} + {rng.choice(["1.5", "-0.5", ".25"])}'
    return atom(rng)


def text(rng):
    if rng.random() < .3:
        return f'{field(rng)} & {quote(rng, rng.choice(TEXTS))}'
    return field(rng) if rng.random() < .7 else \
        quote(rng, rng.choice(TEXTS))


def date(rng):
    return f'D{rng.randint(1, 2)}' if rng.random() < .6 else \
        quote(rng, rng.choice(LITERAL_DATES))


def comparison(rng):
    roll = rng.random()
    if roll < .45:
        sign = rng.choice(['=', '!=', '<', '>', '<=', '>='])
        gap = rng.choice(['', ' '])
        right = arithmetic(rng)
        return f'{atom(rng)}{gap}{sign}{gap}{right}'
    if roll < .6:
        return f'{date(rng)} {rng.choice(["<<", ">>", "=="])} {date(rng)}'
    if roll < .75:
        return f'{text(rng)} ~ {quote(rng, rng.choice(PATTERNS))}'
    if roll < .85:
        return f'{text(rng)} {rng.choice(["=", "!="])} {text(rng)}'
    if roll < .9:
        return f'{field(rng)} ~ {field(rng)}'
    return atom(rng)


def logic(rng, deep=0):
    """Without parentheses the order is a matter of what binds how."""
    roll = rng.random()
    if roll < .35 or deep > 3:
        return comparison(rng)
    if roll < .45:
        return f'!{rng.choice([" ", ""])}{atom(rng)}'
    if roll < .55:
        return f'!({logic(rng, deep + 1)})'
    if roll < .65:
        return f'({logic(rng, deep + 1)})'
    if roll < .73:
        return ' ? '.join([logic(rng, deep + 1), ' : '.join(
            [logic(rng, deep + 1), logic(rng, deep + 1)])])
    sign = rng.choice(['&&', '||', '=>'])
    return f'{logic(rng, deep + 1)} {sign} {logic(rng, deep + 1)}'


def record(rng):
    out = []
    for name in NAMES + INDEXED:
        for _ in range(rng.choice([0, 1, 1, 1, 1, 2, 3])):
            out.append(f'{name}: {rng.choice(VALUES)}')
    for name in ('D1', 'D2'):
        if rng.random() < .8:
            out.append(f'{name}: {rng.choice(DATES)}')
    rng.shuffle(out)
    return out or ['A: 1']


def spoil(rng, expression):
    """A letter more, less or another: mostly no expression any longer."""
    at = rng.randrange(len(expression))
    letter = rng.choice(list('()!&|=<>~?:#[].+-*/% Aab')) \
        if rng.random() < .7 else ''
    return expression[:at] + letter + expression[at + rng.randint(0, 1):]


def plain(rng):
    """Neither dates nor patterns, of which some are refused on purpose."""
    while True:
        expression = logic(rng)
        if '~' not in expression and "D" not in expression and \
                '-Jan' not in expression and '08' not in expression:
            return expression


def is_defined(expression):
    return not any(c * 2 in expression for c in '<>=') and \
        '~' not in expression and '%' not in expression


def make(rng):
    out = []
    for _ in range(30):
        constraints = [f'%constraint: {logic(rng)}' for _ in range(20)]
        out.append(Set('expressions', constraints,
                       [record(rng) for _ in range(15)]))
    for _ in range(20):
        spoilt = [spoil(rng, plain(rng)) for _ in range(40)]
        out.append(Set('syntax of expressions', [
            f'%constraint: {one}' for one in spoilt if is_defined(one)], []))
    return out
