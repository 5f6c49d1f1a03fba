# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks recfix and er-gen --check of the same files what is right and wrong.

    agree.py ER_GEN SEED

makes recfiles of many small record sets, each with a descriptor and records
that keep to it or not, and compares both verdicts on every descriptor, every
record, every pair of a record and a constraint, and every record set as a
whole. Each difference is printed; a line a group says how many verdicts were
compared. What differs on purpose is in exceptions.py, and is compared with
what is written there.
"""
import collections
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import cases
import exceptions
import expressions

HEAD = """%rec: Organisation

Id: o
Name: O
Currency: USD

"""
VERDICTS = 900  # in a file: er-gen tells no more faults than 1000
ENV = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC0')


class File:
    """The text of record sets, and what stands in each line."""

    def __init__(self, sets):
        self.lines = HEAD.splitlines()
        self.places = {}
        self.types = {}
        for number, one in enumerate(sets):
            self.add(number, one)
        self.text = '\n'.join(self.lines) + '\n'

    def add(self, number, one):
        name = f'Boat{number}'
        self.types[name] = number
        lines = [f'%rec: {name}'] + one.descriptor
        constraint = 0
        for line in lines:
            is_one = line.startswith('%constraint:')
            self.put((number, 'descriptor', constraint if is_one else None),
                     line)
            constraint += is_one
        self.put(None, '')
        for k, record in enumerate(one.records):
            for line in record:
                self.put((number, 'record', k), line)
            self.put(None, '')

    def put(self, place, text):
        for line in text.split('\n'):
            self.lines.append(line)
            self.places[len(self.lines)] = place


RECFIX = re.compile(r'^[^:]*:(\d+): error: (.*)$')
RECFIX_SIZE = re.compile(r'^[^:]*: error: .*records of type (\w+)')
RECFIX_CONSTRAINT = re.compile(r'%constraint\[(\d+)\] (violated|is not)')
ER_GEN = re.compile(r'^[^:]*:(\d+)(?::\d+)?: error: (.*) \[([a-z-]+)\]$')
ER_GEN_CONSTRAINT = re.compile(r'%constraint at [^:]*:(\d+): ')


def recfix_verdicts(file, path):
    run = subprocess.run(['recfix', path], capture_output=True, text=True,
                         env=ENV, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f'recfix ended with {run.returncode}: {path}')
    found = set()
    for line in run.stderr.splitlines():
        size = RECFIX_SIZE.match(line)
        fault = RECFIX.match(line)
        if size:
            found.add((file.types[size[1]], 'size', 0))
        elif fault:
            number, what, k = file.places[int(fault[1])]
            one = RECFIX_CONSTRAINT.search(fault[2])
            if 'duplicated' in fault[2]:
                found.add((number, 'twice', 0))
            elif one and what == 'record':
                found.add((number, 'constraint', (k, int(one[1]))))
            elif 'valid selection expression' in fault[2]:
                index = int(re.search(r'\[(\d+)\]', fault[2])[1])
                found.add((number, 'descriptor', 0))
                found.add((number, 'expression', index))
            elif what == 'descriptor':
                found.add((number, what, 0))
            else:
                found.add((number, what, k))
    return found


def er_gen_verdicts(program, file, path):
    run = subprocess.run([program, '--check', path], capture_output=True,
                         text=True, env=ENV, check=False)
    if run.returncode not in (0, 65):
        raise SystemExit(f'er-gen ended with {run.returncode}: {run.stderr}')
    found = set()
    for line in run.stderr.splitlines():
        fault = ER_GEN.match(line)
        if line.startswith('er-gen: ') or ': note: ' in line:
            continue
        if not fault:
            raise SystemExit(f'er-gen says: {line}')
        number, what, k = file.places[int(fault[1])]
        if fault[3] == 'book-size':
            found.add((number, 'size', 0))
        elif fault[3] == 'book-key':
            found.add((number, 'twice', 0))
        elif fault[3] == 'book-constraint':
            at = int(ER_GEN_CONSTRAINT.search(fault[2])[1])
            found.add((number, 'constraint', (k, file.places[at][2])))
        elif what == 'descriptor':
            found.add((number, what, 0))
            if k is not None:
                found.add((number, 'expression', k))
        else:
            found.add((number, what, k))
    return found


def repeats_key(one):
    key = [line[6:] + ':' for line in one.descriptor if line[:5] == '%key:']
    return any(sum(line.startswith(key[0]) for line in record) > 1
               for record in one.records if key)


def units(sets, faulty):
    """All that both have a verdict on: recfix stops at a faulty descriptor,
    er-gen does not tell a constraint that a record's other faults break."""
    for number, one in enumerate(sets):
        constraints = sum(line.startswith('%constraint:')
                          for line in one.descriptor)
        yield number, 'descriptor', 0
        for k in range(constraints):
            yield number, 'expression', k
        if (number,) in faulty:
            continue
        yield number, 'size', 0
        if not repeats_key(one):  # recfix then does not look at the others
            yield number, 'twice', 0
        for k in range(len(one.records)):
            yield number, 'record', k
            if (number, k) not in faulty:
                for index in range(constraints):
                    yield number, 'constraint', (k, index)


def pack(sets):
    """Lists of sets, each for one file."""
    batch, size = [], 0
    for one in sets:
        more = len(list(units([one], ())))
        if batch and size + more > VERDICTS:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += more
    yield batch


def compare(program, directory, name, sets):
    """The number of verdicts, and of those that say wrong, for each group;
    and the texts of those that differ."""
    file = File(sets)
    path = os.path.join(directory, name)
    with open(path, 'w', encoding='utf-8') as out:
        out.write(file.text)
    theirs = recfix_verdicts(file, path)
    ours = er_gen_verdicts(program, file, path)
    faulty = {unit[:1] for unit in theirs if unit[1] == 'descriptor'} | {
        (unit[0], unit[2]) for unit in theirs if unit[1] == 'record'}
    compared, wrong, differ = collections.Counter(), collections.Counter(), []
    for unit in units(sets, faulty):
        one = sets[unit[0]]
        compared[one.group] += 1
        wrong[one.group] += unit in theirs
        if (unit in theirs) != (unit in ours):
            differ.append(tell(one, unit, unit in theirs))
    return compared, wrong, differ


def tell(one, unit, theirs):
    _, what, k = unit
    text = [f'{one.group}: recfix says {"wrong" if theirs else "right"} of '
            f'{what} {k}:'] + one.descriptor
    if what == 'record':
        text += one.records[k]
    elif what == 'constraint':
        text = text[:1] + [line for line in one.descriptor if line.startswith(
            '%constraint:')][k[1]:k[1] + 1] + one.records[k[0]]
    elif what != 'descriptor':
        text += [line for record in one.records for line in record + ['']]
    return '\n    '.join(text)


def whole_file(program, directory, number, text):
    """Of a file that may not even be records: are both of one mind?"""
    path = os.path.join(directory, f'text{number}.rec')
    with open(path, 'wb') as out:
        out.write((HEAD + text).encode('utf-8', 'surrogateescape'))
    run = subprocess.run(['recfix', path], capture_output=True, env=ENV,
                         check=False)
    theirs = run.returncode
    ours = subprocess.run([program, '--check', path], capture_output=True,
                          env=ENV, check=False).returncode
    return theirs == 0, ours == 0


def main():
    program, seed = sys.argv[1], int(sys.argv[2])
    rng = random.Random(seed)
    sets = cases.make(rng) + expressions.make(rng)
    files = list(pack(sets))
    compared, wrong, differ = collections.Counter(), collections.Counter(), []
    with tempfile.TemporaryDirectory() as directory, \
            ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(lambda pair: compare(
                program, directory, f'{pair[0]}.rec', pair[1]),
                enumerate(files)):
            compared += result[0]
            wrong += result[1]
            differ += result[2]
        texts = [('syntax', text, None) for text in cases.SYNTAX] + [
            ('exceptions', exceptions.text(one), one)
            for one in exceptions.ALL]
        for (group, text, one), (theirs, ours) in zip(texts, pool.map(
                lambda pair: whole_file(program, directory, pair[0],
                                        pair[1][1]), enumerate(texts))):
            compared[group] += 1
            wrong[group] += not theirs
            expected = (ours, ours) if one is None else (
                one.recfix, not one.recfix)
            if (theirs, ours) != expected:
                differ.append(f'{group}: recfix says {theirs}, er-gen {ours} '
                              f'of:\n{text}')
    for text in differ:
        print(text)
    for group in sorted(compared):
        print(f'{group}: {compared[group]} verdicts, {wrong[group]} of them '
              f'"wrong"')
    print(f'{sum(compared.values())} verdicts in {len(files) + len(texts)} '
          f'files, {len(differ)} differences')
    return 1 if differ else 0


sys.exit(main())
