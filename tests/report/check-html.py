# SPDX-License-Identifier: GPL-3.0-or-later
"""check-html.py REPORT.html REPORT.json [--cite]: is the page sound, complete in
itself, and does it say what the JSON form says? Prints each fault."""
import html.parser
import itertools
import json
import re
import sys

EMPTY = {"meta", "br"}
KNOWN = EMPTY | set("html head title style body header main footer h1 h2 h3 h4 "
                    "h5 h6 p ul ol li dl div dt dd pre table thead tbody tr "
                    "th td svg rect line desc a span".split())


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.stack, self.words, self.headings = [], [], []
        self.pictures = self.described = 0
        self.places, self.links = [], []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag not in KNOWN:
            print(f"an element <{tag}>")
        self.places += [names["id"]] if "id" in names else []
        if tag == "a":
            self.links.append(names.get("href", ""))
        for name in names:
            if name == "href" and names[name].startswith("#"):
                continue
            if name in ("src", "href", "style", "data") or name[:2] == "on":
                print(f"<{tag}> has {name}")
        if tag == "th" and names.get("scope") not in ("col", "row"):
            print("a th has no scope")
        if tag == "svg":
            self.pictures += names.get("role") == "img"
            if (names.get("aria-hidden") == "true") == ("role" in names):
                print("a picture is neither read aloud nor hidden")
        self.described += tag == "desc"
        if tag in ("td", "th", "p", "li", "br", "dt", "dd"):
            self.words.append(" ")
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(tag[1] + " ")
        if tag not in EMPTY:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            print(f"</{tag}> at {self.getpos()} closes another")

    def handle_data(self, data):
        if "style" in self.stack:
            if re.search(r"url\(|@import|//", data):
                print("the style sheet asks for something outside")
            return
        self.words.append(data)
        if any(tag[0] == "h" and tag[1:].isdigit() for tag in self.stack):
            self.headings[-1] += data


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


page = Page()
with open(sys.argv[1], encoding="utf-8") as f:
    page.feed(f.read())
page.close()
if page.pictures != page.described:
    print("a picture has no description")
if {"#" + place for place in page.places} != set(page.links):
    print("marks and annex differ")
if len(set(page.places)) < len(page.places):
    print("two places have one name")
if page.stack:
    print(f"not closed: {page.stack}")
with open(sys.argv[2], encoding="utf-8") as f:
    report = json.load(f)
words = plain("".join(page.words))
if "--cite" in sys.argv:
    words = re.sub(r" \[\d+\]", "", words)
wanted = ["1 " + report["report"]["title"]]
for section in report["sections"]:
    if section["title"] is not None:
        wanted.append(f"{section['level']} {section['title']}")
    for block in section["blocks"]:
        if block.get("by") is not None:
            at = [c["name"] for c in block["columns"]].index(block["by"])
            for name, _ in itertools.groupby(row[at] for row in block["rows"]):
                wanted.append(f"{min(section['level'] + 1, 6)} {name}")
wanted.append("2 Sources")
if [plain(h) for h in page.headings] != [plain(t) for t in wanted]:
    print(f"the headings are {page.headings}, not {wanted}")
for section in report["sections"]:
    for block in section["blocks"]:
        if plain(block.get("text", "")) not in words:
            print(f"{block['text']!r} is not there")
        for row in block.get("rows", []):
            for cell, column in zip(row, block["columns"]):
                if cell and column["kind"] == "words" and \
                        plain(cell).rstrip(".") not in words:
                    print(f"{block['name']}: {cell!r} is not there")
for figure in report["figures"]:
    if figure["text"] not in words:
        print(f"{figure['id']} is not there")
