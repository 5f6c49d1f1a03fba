# SPDX-License-Identifier: GPL-3.0-or-later
"""Where er-gen differs from recfix on purpose.

Each group is an item of CAVEATS in er-book(5). The texts of `stricter` are
right to recfix and wrong to er-gen, those of `wider` the other way round."""
import collections

One = collections.namedtuple('One', 'recfix text')

GROUPS = {
    'an empty value is a field left out': {
        'stricter': ['%mandatory: A\n\nA:\n', '%key: A\n\nA:\n'],
        'wider': ['%singular: A\n\nA:\n\nA:\n'],
    },
    'what a field of type rec names must be there': {
        'stricter': ['%type: A rec Organisation\n\nA: p\n',
                     '%type: A rec Nobody\n\nA: p\n'],
    },
    'records of one type may stand in several places': {
        'wider': ['%doc: x\n\nA: 1\n\n%rec: Boat\n\nA: 2\n'],
    },
    'a descriptor that cannot be meant is a fault': {
        'stricter': ['%key: A B\n', '%key: A,B\n', '%singular: A,B\n',
                     '%singular:\n', '%mandatory: A.B\n', '%typedef: T-x int\n',
                     '%type: A line\n%type: A int\n', '%type: A size3\n',
                     '%type: A regexp/a/\n', '%mandtory: A\n',
                     '%size: < 0\n', '%unique: A a\n'],
    },
    'a date is as ISO 8601 writes it': {
        'stricter': ['%type: A date\n\nA: 20 April 2011\n',
                     '%type: A date\n\nA: yesterday\n',
                     '%type: A date\n\nA: 2026-11-22 12:00\n'],
    },
    'an email has one @': {
        'wider': ['%type: A email\n\nA: jane@group.example\n',
                  '%type: A email\n\nA: jane@localhost\n'],
    },
    'a size is in characters': {
        'wider': ['%type: A size 3\n\nA: äöü\n'],
    },
    'a number has 64 bits, and nothing behind it': {
        'stricter': ['%type: A int\n\nA: 99999999999999999999\n',
                     '%type: A int\n\nA: 08\n', '%type: A real\n\nA: -\n',
                     '%type: A range 1 9\n\nA: 5 apples\n',
                     '%type: A range 1 9\n\nA: 4294967301\n',
                     '%constraint: A > 5\n\nA: inf\n',
                     '%constraint: 08 = A || 1\n\nA: 1\n'],
        'wider': ['%constraint: A > 1\n\nA: 4294967296\n',
                  '%constraint: A - 0.5 = 1\n\nA: 1.5\n'],
    },
    'a regular expression takes time in proportion to the text': {
        'stricter': ['%type: A regexp /(a)\\1/\n\nA: aa\n',
                     '%type: A regexp /a{300}/\n',
                     "%constraint: !(A ~ '(')\n\nA: x\n"],
    },
    'the day of reading does not matter': {
        'stricter': ["%constraint: A << 'next year'\n\nA: 2001-01-01\n",
                     "%constraint: A << '2030-01-01'\n\nA: yesterday\n",
                     "%constraint: A << 'soon'\n"],
    },
    'text is UTF-8, on any system': {
        'stricter': ['%doc: x\n\nA: caf\udce9\n', '%doc: x\n\nA: \0\n'],
        'wider': ['%type: A int\n\nA: 1\r\n'],
    },
}
ALL = [One(side == 'stricter', text) for group in GROUPS.values()
       for side in group for text in group[side]]


def text(one):
    return f'%rec: Boat\n{one.text}'
