# SPDX-License-Identifier: GPL-3.0-or-later
"""check-cite.py LINEAR.txt REPORT.json: made with --cite --linear, does the
page name the sources of each figure behind it? Prints each fault."""
import json
import re
import sys


def expand(files):
    """The lines that "a.rec: 1, 3-4; b.rec: 2" stands for."""
    lines = set()
    if files == "no record":
        return lines
    for entry in files.split("; "):
        name, _, numbers = entry.rpartition(": ")
        for run in numbers.split(", "):
            first, _, last = run.partition("-")
            lines |= {(name, n) for n in range(int(first),
                                               int(last or first) + 1)}
    return lines


def listed(sources):
    lines = set()
    for source in sources:
        path, _, numbers = source.rpartition(":")
        first, _, last = numbers.partition("-")
        lines |= {(path.rpartition("/")[2], n)
                  for n in range(int(first), int(last or first) + 1)}
    return lines


with open(sys.argv[1], encoding="utf-8") as f:
    page, _, annex = f.read().rpartition("\nSources\n")
with open(sys.argv[2], encoding="utf-8") as f:
    report = json.load(f)
page = re.sub(r"\s+", " ", page)
annex = re.sub(r"\n +", " ", annex.partition("\n\n")[0])
entries = [re.fullmatch(r"\[(\d+)\] (.*)", line).groups()
           for line in annex.splitlines()]
numbers = [int(number) for number, _ in entries]
if numbers != list(range(1, len(numbers) + 1)):
    print(f"the annex counts {numbers}")
sources = {number: expand(files) for number, files in entries}
if len({frozenset(lines) for lines in sources.values()}) < len(sources):
    print("two numbers stand for the same")
marks = re.findall(r" \[(\d+)\]", page)
if set(marks) != set(sources):
    print(f"marks and annex differ: {set(marks) ^ set(sources)}")
if list(dict.fromkeys(marks)) != sorted(sources, key=int):
    print("the numbers do not follow the page")
sparks = {b["name"] for s in report["sections"] for b in s["blocks"]
          if b["kind"] == "spark"}
lists = {b["name"] for s in report["sections"] for b in s["blocks"]
         if b["kind"] == "list"}
for figure in report["figures"]:
    name = figure["id"].split("/")[0]
    if name in sparks:
        continue
    if not figure["sources"] and set() not in sources.values():
        continue
    # In a list the mark is behind the item's first words.
    found = marks if name in lists else re.findall(
        re.escape(figure["text"]) + r"(?: %)? \[(\d+)\]", page)
    if not any(sources[n] == listed(figure["sources"]) for n in found):
        print(f"{figure['id']}: {figure['text']!r} is cited as {found}")
if not entries:
    print("nothing is cited")
