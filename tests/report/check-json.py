# SPDX-License-Identifier: GPL-3.0-or-later
"""check-json.py REPORT.json REPORT.txt: is the one what er-report(5) says of it, and
does it say the same as the other? Prints each fault; nothing when sound."""
import datetime
import json
import re
import sys


def once(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a member stands twice in {keys}"
    return dict(pairs)


def no_constant(word):
    raise ValueError(f"{word} is not JSON")


with open(sys.argv[1], encoding="utf-8") as f:
    report = json.load(f, object_pairs_hook=once, parse_constant=no_constant)
with open(sys.argv[2], encoding="utf-8") as f:
    # However lines are broken, and labels led to their figures.
    page = re.sub(r"\s+", " ", f.read())

KINDS = {"number": (int, float), "money": int, "percent": (int, float),
         "date": str}
MEMBERS = {"id", "label", "kind", "currency", "state", "text", "as_of", "stale",
           "sources"}
lines = {}
sparks = {block["name"] for section in report["sections"]
          for block in section["blocks"] if block["kind"] == "spark"}


def has_line(source):
    name, _, place = source.rpartition(":")
    first, _, last = place.partition("-")
    if name not in lines:
        with open(name, "rb") as f:
            lines[name] = len(f.read().splitlines())
    return 1 <= int(first) <= int(last or first) <= lines[name]


def faults(figure):
    ends = set(figure) - MEMBERS
    if MEMBERS - set(figure) or ends not in ({"value"}, {"low", "high"}):
        yield f"members {sorted(figure)}"
        return
    values = [figure[end] for end in sorted(ends, reverse=True)]
    for value in values:
        if value is None and (len(values) == 1 or figure["state"] is None):
            yield "no bound, and no state that says so"
        elif value is not None and not isinstance(value,
                                                  KINDS[figure["kind"]]):
            yield f"a {figure['kind']} is {value!r}"
    if len(values) == 2 and None not in values and values[0] > values[1]:
        yield "low is above high"
    if (figure["kind"] == "money") != (figure["currency"] is not None):
        yield "money has a currency, and nothing else has"
    # Of a spark the text tells some points and draws the others.
    if not figure["text"] or (figure["text"] not in page and
                              figure["id"].split("/")[0] not in sparks):
        yield f"{figure['text']!r} is not in the text"
    if figure["as_of"] is not None:
        if not datetime.date.fromisoformat(figure["as_of"]) or not figure[
                "sources"]:
            yield "nothing is as old as it"
    if not isinstance(figure["stale"], bool) or figure["stale"] and report[
            "report"]["fresh"]:
        yield "it is stale, but not the report"
    for source in figure["sources"]:
        if not has_line(source):
            yield f"there is no {source}"
    if figure["id"].split("/")[0] not in report["queries"]:
        yield "its query is not there"


ids = [figure["id"] for figure in report["figures"]]
for name in sorted({i for i in ids if ids.count(i) > 1}):
    print(f"{name}: not unique")
for figure in report["figures"]:
    for fault in faults(figure):
        print(f"{figure['id']}: {fault}")
if not set(report) >= {"report", "sections", "figures", "queries"}:
    print("a part is missing")
for section in report["sections"]:
    if section["title"] is not None and section["title"] not in page:
        print(f"the section {section['title']!r} is not in the text")
    for block in section["blocks"]:
        for row in block.get("rows", []):
            if len(row) != len(block["columns"]):
                print(f"{block['name']}: a row of {len(row)} cells")
if not ids:
    print("there are no figures")
