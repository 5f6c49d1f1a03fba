# SPDX-License-Identifier: GPL-3.0-or-later
"""check-markdown.py REPORT.xml REPORT.json: does the page, as cmark -t xml
reads it, have the headings, blocks and words of the JSON form? Prints each
fault; nothing when it has."""
import itertools
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://commonmark.org/xml/1.0}"
KINDS = {"document", "heading", "paragraph", "text", "softbreak", "linebreak",
         "list", "item", "code_block", "strong"}


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


def blocks(block):
    """The blocks that one of the JSON form becomes."""
    if block["kind"] in ("paragraph", "literal"):
        return [{"literal": "code_block"}.get(block["kind"], "paragraph")]
    if not block["rows"]:
        return ["paragraph"]
    found = []
    for name, rows in groups(block):
        found += ["paragraph"] if name is not None else []
        if block["kind"] == "list":
            found.append(f"list {len(rows)}")
        elif block["kind"] == "facts":
            found += facts(block, rows)
        elif block["kind"] == "text":
            found += ["paragraph" for row in rows for cell in row if cell]
        else:
            found.append("paragraph")
    return found


page = ElementTree.parse(sys.argv[1]).getroot()
with open(sys.argv[2], encoding="utf-8") as f:
    report = json.load(f)

for node in page.iter():
    if kind(node) not in KINDS:
        print(f"data became markup: {kind(node)}")
sections = []
for node in page:
    if kind(node) == "heading":
        sections.append([node, [], ""])
    else:
        sections[-1][1].append(f"list {len(node)}" if kind(node) == "list"
                               else kind(node))
        sections[-1][2] += " " + words(node)
title, sections, sources = sections[0], sections[1:-1], sections[-1]
if words(title[0]) != report["report"]["title"]:
    print("the title is not that of the report")
if words(sources[0]) != "Sources" or sources[1][0][:4] != "list":
    print("the sources are not last")
first, wanted = report["sections"][0], report["sections"][1:]
given = [(int(node.get("level")), words(node)) for node, _, _ in sections]
if given != [(s["level"], plain(s["title"])) for s in wanted]:
    print("the headings are others")
# Above the first heading stand title and status.
sections.insert(0, [title[0], title[1][1:], title[2]])
for (node, found, text), section in zip(sections, [first] + wanted):
    name = words(node)
    expected = [b for block in section["blocks"] for b in blocks(block)]
    if "--structure" in sys.argv and found != expected:
        print(f"{name}: {found}, not {expected}")
    for block in section["blocks"]:
        for row in block.get("rows", [[block.get("text", "")]]):
            for cell, column in zip(row, block.get("columns",
                                                   [{"kind": "words"}])):
                if cell and column["kind"] == "words" and \
                        plain(cell).rstrip(".") not in text:
                    print(f"{name}: {cell!r} is not there")
every = " ".join(text for _, _, text in sections)
for figure in report["figures"]:
    if figure["text"] not in every:
        print(f"{figure['id']} is not there")
