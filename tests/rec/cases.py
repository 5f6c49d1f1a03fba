# SPDX-License-Identifier: GPL-3.0-or-later
"""Record sets that keep to their descriptors, and ones that do not."""
import random


class Set:
    def __init__(self, group, descriptor, records):
        self.group = group
        self.descriptor = descriptor
        self.records = records


# Values for each kind of field: what is right and what is wrong is recfix's
# to say. None stands in exceptions.py.
WORDS = ['', 'x', 'X', 'a b', 'yes', 'no', '0', '1', '-1', '5', '10', 'true']
NUMBERS = ['5', '-5', '+5', '005', '010', '0x1F', '-0xff', '0X1F', ' 5', '5 ',
           '5\n+ ', '5 x', '--5', '0x', '1e3', '1,000', '0.5', '-0.5', '.5',
           '-.5', '5.', '.', '1.5 ', '00.10', '1.2.3', '1_000', '5-', '\t5']
KINDS = {
    'int': NUMBERS + ['99999999999', '-'],
    'real': NUMBERS + ['99999999999', '123456789.123456789', 'inf', 'nan'],
    'bool': [' yes', 'yes ', 'Yes', 'TRUE', 'false', '2', 'on', '01'],
    'range 1 10': ['1', '10', '0', '11', '0x0a', '0x0b', '010', '013', ' 5',
                   '5 ', '5x', '+5', '-1', '00'],
    'range 10': ['0', '10', '11', '-1'],
    'range -5 5': ['-5', '-6', '5', '6', '0'],
    'range MIN 5': ['-99999', '5', '6'],
    'range 5 MAX': ['4', '5', '2147483647'],
    'range MIN MAX': ['-99999', '99999'],
    'range MAX MIN': ['0', '5'],
    'range MIN': ['0', '-5', '5'],
    'range MAX': ['0', '5', '-1'],
    'range 0x10 020': ['15', '16', '17'],
    'line': ['one', ' one ', 'a\n+ b', 'a\n+', 'tab\there'],
    'size 3': ['abc', 'abcd', 'ab\n+ c', 'ab\n+', '   ', '    '],
    'size 0': [' '],
    'size 0x3': ['abc', 'abcd'],
    'size 03': ['abc', 'abcd'],
    'enum A B-2 c_3 4': ['A', 'B-2', 'c_3', '4', 'a', 'B', ' A', 'A ', 'A B',
                         'A\n+ B', 'A,', '-'],
    'enum A (the first) B\n+ (the second) C': ['A', 'B', 'C', 'the', '(the'],
    'enum A(one)B': ['A', 'B', 'A(one)B'],
    'field': ['ab', 'A1', '1A', '_a', 'A-b', ' A', 'A ', '%a', 'A:', 'A_b',
              'é'],
    'email': ['a@b.org', ' a@b.org ', 'a b@c.org', '@b.org', 'a@', 'a+b@c.de',
              'a@b..org'],
    'uuid': ['550e8400-e29b-41d4-a716-446655440000',
             '550E8400-E29B-41D4-A716-446655440000',
             '550e8400e29b41d4a716446655440000',
             '550e8400-e29b-41d4-a716-44665544000g',
             ' 550e8400-e29b-41d4-a716-446655440000'],
    'date': ['2026-11-22', ' 2026-11-22 ', '2026-02-29', '2024-02-29',
             '2026-13-01', '2026-00-10', '2026-11-31', 'soon', 'not a date'],
    'regexp /^[0-9]{3}[a-z]?$/': ['123', '123a', '12', '1234', ' 123'],
    'regexp |a/b|': ['a/b', 'xa/by', 'ab'],
    'regexp /a//b/': ['a/b', 'a//b', 'ab'],
    'regexp //': ['anything'],
    'regexp /^(a|b*)+c\\.$/': ['aabbc.', 'c.', 'c', 'abd.'],
    'regexp /\\<sea\\>/': ['by sea', 'seal', 'the sea!'],
    'regexp /^.$/': ['é', 'ab', 'a'],
    'regexp xaxx*x': ['aaa', 'b', 'x', 'ax'],
    'regexp / b /': ['a b c', 'b'],
    'regexp /a\n+ b/': ['a\n+ b', 'a b'],
}

# Declarations that are none, and some that are though they look strange.
DECLARATIONS = [
    'range', 'range x', 'range 1 2 3', 'range 1..5', 'range 1,5',
    'range MINI 5', 'range +1 5', 'range 5 1', 'size', 'size -1', 'size x',
    'size 3 4', 'enum', 'enum -A', 'enum A,B', 'enum _A', 'enum A (c',
    'enum A (c (d)) B', 'enum A )', 'enum ()A', 'enum 1 2', 'regexp', 'regexp /',
    'regexp /a', 'regexp a', 'regexp /a/ x', 'regexp |a|b|', 'regexp /(/',
    'regexp /a**/', 'regexp /[a/', 'regexp /a{2/', 'regexp /a{,2}/',
    'regexp /+a/', 'regexp /a|*b/', 'regexp /a)/', 'regexp /^*/',
    'regexp /[[:foo:]]/', 'regexp /a{2,1}/', 'int x', 'real 5', 'bool no',
    'Int', 'foo', 'line 3', 'date now', 'rec', 'rec 1x', 'uuid 4',
]

# Lines of a descriptor: each alone, then among others.
LISTS = ['A', 'A B', ' A ', 'A A', 'A,B', '', '-', 'A-B', '1', 'A\n+ C']
LINES = [f'%{word}: {text}' for word in
         ('mandatory', 'unique', 'prohibit', 'allowed', 'sort', 'confidential')
         for text in LISTS] + [
    '%key: A', '%key: A\n%key: A', '%key: A\n%key: B', '%key: A\n%unique: A',
    '%singular: A', '%singular: A\n%singular: B',
    '%allowed: A\n%key: B', '%allowed: A\n%mandatory: B',
    '%allowed: A\n%type: B int', '%allowed: A\n%unique: B',
    '%allowed: A\n%prohibit: A', '%allowed: A\n%allowed: B',
    '%prohibit: A\n%prohibit: B', '%prohibit: A\n%mandatory: A',
    '%size: 1', '%size: 0x2', '%size: 03', '%size: < 3', '%size: <3',
    '%size: <= 2', '%size: > 1', '%size: >= 2', '%size: >1000',
    '%size: 0', '%size:', '%size: x', '%size: = 1',
    '%size: == 1', '%size: 1 2', '%size: =< 1', '%size: 1\n%size: 1',
    '%size: <>1', '%size:  >=  1 ',
    '%sort: A\n%sort: B', '%sort: A\n+ B',
    '%auto: A', '%auto: A B', '%auto: A\n%auto: B', '%auto: A\n%type: A int',
    '%auto: A\n%type: A range 5', '%auto: A\n%type: A uuid',
    '%auto: A\n%type: A line', '%auto: A\n%type: A real',
    '%auto: A\n%type: A bool', '%auto: A\n%typedef: T int\n%type: A T',
    '%auto: A,B', '%auto:', '%type: A int\n%auto: A',
    '%doc: x', '%doc:', '%doc: a\n+ b', '%doc: a\n%doc: b', '%foo: x',
    '%type: A int', '%type: A,B int', '%type: A, B int', '%type: A ,B int',
    '%type: ,A int', '%type: A, int', '%type: A', '%type: int', '%type:',
    '%type: 1 int', '%type: A-B int', '%type: A,A int',
    '%typedef: T int\n%type: A T', '%type: A T\n%typedef: T int',
    '%typedef: T U\n%typedef: U V\n%typedef: V int\n%type: A,B T',
    '%typedef: T T', '%typedef: T U\n%typedef: U T', '%typedef: T U',
    '%typedef: T', '%typedef:', '%typedef: 1T int', '%typedef: _T int',
    '%typedef: T int x', '%type: A T', '%typedef: int line\n%type: A int',
    '%typedef: T line\n%typedef: T int\n%type: A T',
    '%typedef: T_1 range 1\n%type: A T_1', '%typedef: T int\n%type: A T x',
]
RECORDS = [['A: 1'], ['A: 1', 'A: 1'], ['A: x'], ['B: 1'], ['A: 2', 'B: 2'],
           ['C: 1'], ['A: encrypted-AAAA'], ['B: x', 'A: 7']]

# What stands after the head of a file: is it records at all?
SYNTAX = [
    'A: 1\n', 'A: 1', 'A:1\n', 'A:\n', 'A:', 'A : 1\n', 'A 1\n', ' A: 1\n',
    'A: 1\n B: 2\n', 'A: 1\n+ 2\n', 'A: 1\n+2\n', 'A: 1\n+\n', 'A: 1\n+',
    '+ 1\n', 'A: 1\n\n+ 2\n', 'A: 1\n# c\n+ 2\n', 'A: 1\\\nB: 2\n',
    'A: 1\\', 'A: 1\\\n', '# only\n', '#', '\n\n\n', '  \n\t\n', 'A-b: 1\n',
    '1A: 1\n', '_A: 1\n', 'A_b1: 1\n', ': 1\n', '%A: 1\n', '%: 1\n',
    '%rec: T\nA: 1\n', '%rec: T\n%doc: x\n\nA: 1\n', '%rec: 1T\n\nA: 1\n',
    '%rec:\n\nA: 1\n', '%rec: T\n%rec: U\n\nA: 1\n',
    '%doc: x\n%rec: T\n\nA: 1\n', '%rec: T \n\nA: 1\n', '%rec T\n\nA: 1\n',
    '%rec: T\n\nA: 1\nnonsense\n', 'A: é\n', 'é: 1\n', 'A.b: 1\n', 'A:b: 1\n',
    '%rec: T\n\n%rec: U\n\n', '%rec: T\n%key: A\n\n# none\n',
]
# The head says of what type they are.
SYNTAX = [text if text.lstrip().startswith(('%rec', '%doc'))
          else '%rec: Boat\n%doc: x\n\n' + text for text in SYNTAX]


def of_value(value):
    return [f'X: {value}']


def kinds():
    for kind, values in KINDS.items():
        if kind != 'date':  # to recfix x and 1 are a time of today
            values = list(dict.fromkeys(values + WORDS))
        records = [of_value(value) for value in values]
        yield Set('kinds', [f'%type: X {kind}'], records)
        yield Set('kinds', ['%type: W,X Alias', '%typedef: Alias Other',
                            f'%typedef: Other {kind}'], records)
    for text in DECLARATIONS:
        for line in (f'%type: X {text}', f'%typedef: T {text}'):
            yield Set('declarations', [line], [])


def lines():
    for line in LINES:
        yield Set('lines', [line], RECORDS)
        yield Set('lines', [line], [])


FIELDS = 'ABCDEF'  # F is a date
VALUES = ['1', '2', '3', 'x', 'yes', '2026-01-02', 'encrypted-AB', '7 ']
DATES = ['2026-01-02', '2026-02-30', '2026-01-03', 'soon']
GOOD = ['int', 'real', 'bool', 'line', 'size 2', 'enum 1 x yes', 'range 2',
        'regexp /[12]/', 'field', 'T']


def some(rng, most):
    return rng.sample(FIELDS[:-1], rng.randint(1, most))


def descriptor(rng):
    """A few lines, most of them right."""
    out = ['%typedef: T range 1 5', '%type: F date']
    add = out.append
    for word, chance in (('mandatory', .3), ('unique', .3), ('prohibit', .15),
                         ('sort', .1), ('confidential', .1), ('auto', .1)):
        if rng.random() < chance:
            add(f'%{word}: ' + ' '.join(some(rng, 2)))
    if rng.random() < .3:
        add('%allowed: ' + ' '.join(some(rng, 4)))
    if rng.random() < .3:
        add('%key: ' + rng.choice(FIELDS))
    for name in rng.sample(FIELDS, rng.choice([0, 0, 0, 1, 2])):
        add('%singular: ' + name)
    if rng.random() < .2:
        add(f'%size: {rng.choice(["", "<", "<=", ">", ">="])} '
            f'{rng.randint(1, 5)}')
    for name in some(rng, 3):
        add(f'%type: {name} {rng.choice(GOOD)}')
    if rng.random() < .3:
        left, right = some(rng, 1)[0], some(rng, 1)[0]
        add('%constraint: ' + rng.choice([
            f'{left} < {right}', f'#{left} => #{right}', f'{left} != {right}',
            f'#{left} + #{right} < 3']))
    if rng.random() < .1:
        add(rng.choice([line for line in LINES if '%type' not in line]))
    rng.shuffle(out)
    return out


def mixed(rng, count):
    for _ in range(count):
        records = []
        for _ in range(rng.randint(1, 6)):
            names = rng.choices(FIELDS, k=rng.randint(1, 4))
            records.append([
                f'{name}: {rng.choice(DATES if name == "F" else VALUES)}'
                for name in names])
        yield Set('mixed', descriptor(rng), records)


def make(rng):
    return list(kinds()) + list(lines()) + list(mixed(rng, 400))
