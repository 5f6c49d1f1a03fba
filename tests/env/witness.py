# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares src/env's readers with the real ones on many small texts.

    witness.py READ sh DASH
    witness.py READ dotenv NODE

READ is tests/env/read. The texts are made of pieces that have a meaning to
one reader or another; none of them names a program that could be there, and
dash runs with an empty PATH, in an empty directory. Prints the texts that are
read otherwise; exits 1 when there is one, 77 when the real one is not there.
"""
import json
import random
import shutil
import subprocess
import sys

SEED = 20261122
PIECES = ["A", "B", "x", "y", "=", "=", "A=", "\nB=", "\nA=", " ", "\t", "'",
          "'", '"', '"', "\\", "$", "$A", "${A}", "${A:-x}", "${B+y}",
          "${B-'y'}", "{", "}", "#", " #", ":", "~", "\n", "\\\n", "\\n",
          "export ", "A: ", ";", "-", ".", "1", "é"]


def texts(count, unwanted):
    rng = random.Random(SEED)
    pieces = [p for p in PIECES if not any(u in p for u in unwanted)]
    for _ in range(count):
        yield "A=" + "".join(rng.choices(pieces, k=rng.randint(1, 9))) + "\n"


def ours(program, reader, inputs):
    """For each text a dictionary; values None: not known; None: refused; or
    "~": nothing is known."""
    joined = b"".join(t.encode() + b"\xfe" for t in inputs)
    out = subprocess.run([program, reader], input=joined, check=True,
                         stdout=subprocess.PIPE).stdout
    for answer in out.split(b"\xfe")[:-1]:
        if answer == b"~":
            yield "~"
        else:
            yield None if answer == b"!" else variables(answer)


def variables(text):
    found = {}
    for item in text.split(b"\0")[:-1]:
        name, value = item.decode(errors="replace").split("=", 1)
        if name.startswith("?"):
            found[name[1:]] = None
        else:
            found[name] = value
    return found


def dash(program, inputs):
    script = "set -a; . ./text >/dev/null; exec /usr/bin/env -0"
    for text in inputs:
        with open("text", "w", encoding="utf-8") as file:
            file.write(text)
        run = subprocess.run([shutil.which(program), "-c", script],
                             env={"PATH": "/none"}, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, check=False)
        found = variables(run.stdout) if run.returncode == 0 else None
        for name in ("PATH", "PWD", "OLDPWD", "_"):
            (found or {}).pop(name, None)
        yield found


def node(program, inputs):
    script = ("const d = require('dotenv');"
              "const t = JSON.parse(require('fs').readFileSync(0));"
              "console.log(JSON.stringify(t.map(x => d.parse(x))))")
    run = subprocess.run([program, "-e", script], input=json.dumps(inputs),
                         encoding="utf-8", stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False)
    if run.returncode != 0:
        sys.exit(77)
    yield from json.loads(run.stdout)


def agree(mine, real):
    if mine == "~":
        return True
    if mine is None or real is None:
        return mine is real
    return real.keys() <= mine.keys() and all(
        value is None or value == real.get(name)
        for name, value in mine.items())


def main():
    program, reader, witness = sys.argv[1:]
    inputs = list(texts(400 if reader == "sh" else 5000, []))
    real = (dash if reader == "sh" else node)(witness, inputs)
    wrong = 0
    for text, mine, theirs in zip(inputs, ours(program, reader, inputs),
                                  real):
        if not agree(mine, theirs):
            wrong += 1
            print("%r: %s reads %r, we %r" % (text, reader, theirs, mine))
    print("%d texts, %d read otherwise" % (len(inputs), wrong))
    sys.exit(wrong > 0)


main()
