# SPDX-License-Identifier: GPL-3.0-or-later
"""check-markdown.py REPORT.xml REPORT.json: does the page, as cmark -t xml
reads it, have the headings, blocks and words of the JSON form? Prints each
fault; nothing when it has."""
import difflib
import itertools
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://commonmark.org/xml/1.0}"
KINDS = {"document", "heading", "paragraph", "text", "softbreak", "linebreak",
         "list", "item", "code_block", "code"}


def kind(node):
    return node.tag.removeprefix(NAMESPACE)


def words(node):
    parts = [" " if kind(n) in ("softbreak", "linebreak", "paragraph")
             else n.text or "" for n in node.iter()]
    return plain("".join(parts))


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def groups(block):
    names = [column["name"] for column in block["columns"]]
    if block["by"] is None:
        return [(None, block["rows"])]
    at = names.index(block["by"])
    return [(name, list(rows)) for name, rows in
            itertools.groupby(block["rows"], key=lambda row: row[at])]


def facts(block, rows):
    names = [c["name"] for c in block["columns"] if c["name"] != block["by"]]
    if names[0] == "label" and len(names) > 1:
        return [f"list {len(rows)}"]
    if len(block["rows"]) == 1:
        return [f"list {len(names)}"]
    return ["paragraph", f"list {len(names) - 1}"] * len(rows)


def points(rows):
    """First, last, lowest and highest, and those that have no figure."""
    told = sum(row[-1] is not None for row in rows)
    size = (4 if told > 1 else told) + (told < len(rows))
    return ["paragraph", f"list {size}"]


def blocks(block, level):
    """The blocks that one of the JSON form becomes."""
    if block["kind"] in ("paragraph", "literal"):
        return [{"literal": "code_block"}.get(block["kind"], "paragraph")]
    if not block["rows"]:
        return ["paragraph"]
    found = []
    for name, rows in groups(block):
        if name is not None:
            found.append(f"heading {min(level + 1, 6)} {plain(name)}")
        if block["kind"] == "list":
            found.append(f"list {len(rows)}")
        elif block["kind"] == "facts":
            found += facts(block, rows)
        elif block["kind"] == "spark":
            found += points(rows)
        elif block["kind"] == "text":
            found += ["paragraph" for row in rows for cell, column in
                      zip(row, block["columns"])
                      if cell and column["name"] != block["by"]]
        else:
            found.append("paragraph")
    return found


page = ElementTree.parse(sys.argv[1]).getroot()
with open(sys.argv[2], encoding="utf-8") as f:
    report = json.load(f)

for node in page.iter():
    if kind(node) not in KINDS:
        print(f"data became markup: {kind(node)}")


def told(node):
    if kind(node) == "heading":
        return f"heading {node.get('level')} {words(node)}"
    return f"list {len(node)}" if kind(node) == "list" else kind(node)


def is_heading(block):
    return block.startswith("heading ")


found = [told(node) for node in page]
expected = [f"heading 1 {plain(report['report']['title'])}", "paragraph"]
for section in report["sections"]:
    if section["title"] is not None:
        expected.append(f"heading {section['level']} "
                        f"{plain(section['title'])}")
    for block in section["blocks"]:
        expected += blocks(block, section["level"])
if found[-2] != "heading 2 Sources" or found[-1][:4] != "list":
    print("the sources are not last")
found = found[:-2]
if "--structure" not in sys.argv:
    found = [block for block in found if is_heading(block)]
    expected = [block for block in expected if is_heading(block)]
for line in difflib.unified_diff(expected, found, "report", "page",
                                 n=0):
    print(line)
every = " ".join(words(node) for node in page)
if "--cite" in sys.argv:
    every = re.sub(r" \[\d+\]", "", every)
sparks = set()
for section in report["sections"]:
    for block in section["blocks"]:
        if block["kind"] == "spark":
            sparks.add(block["name"])
        for row in block.get("rows", [[block.get("text", "")]]):
            for cell, column in zip(row, block.get("columns",
                                                   [{"kind": "words"}])):
                if cell and column["kind"] == "words" and \
                        block["kind"] != "spark" and \
                        plain(cell).rstrip(".") not in every:
                    print(f"{section['title']}: {cell!r} is not there")
for figure in report["figures"]:
    if figure["text"] not in every and \
            figure["id"].split("/")[0] not in sparks:
        print(f"{figure['id']} is not there")
