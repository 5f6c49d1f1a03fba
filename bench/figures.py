# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the report of report.py the figures of er-gen's, and their sources?

    figures.py REPORT.JSON REPORT.TXT PEER.TXT

The first is er-gen's with -f json, whose figures read as those of its text do.
Compares each number and date of the page, in their order, then each line of a
file that the lists of sources at the end name; fails with what differs.
"""
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

FIGURE = re.compile(r"(?<!\w)-?\d+(?:,\d{3})*(?:\.\d+)?")
SOURCES = re.compile(r"^(\S+): ((?:\d+(?:-\d+)?,?\s+)+)", re.MULTILINE)


def words_of_json(report):
    """What is said, as lines; no source is among it."""
    for section in report["sections"]:
        yield section["title"] or ""
        for block in section["blocks"]:
            yield block.get("text") or ""
            if block["kind"] in ("table", "bars", "spark"):
                yield "  ".join(column["name"] for column in block["columns"])
            for row in block.get("rows", ()):
                yield "  ".join(cell or "" for cell in row)


def figures(lines):
    """(figure, the line it stands in) of each."""
    return [(Decimal(figure.replace(",", "")), line) for line in lines
            for figure in FIGURE.findall(line)]


def sources(text):
    """(file, line) of each."""
    found = set()
    for file, lines in SOURCES.findall(text):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", lines):
            found.update((Path(file).name, line) for line in
                         range(int(first), int(last or first) + 1))
    return found


def compare_figures(ours, peers):
    for (figure, line), (other, other_line) in zip(ours, peers):
        if figure != other:
            sys.exit(f"er-gen has {figure}, report.py {other}:\n"
                     f"  {line}\n  {other_line}")
    if len(ours) != len(peers) or not ours:
        sys.exit(f"er-gen has {len(ours)} figures, report.py {len(peers)}")


def compare_sources(ours, peers):
    for file, line in sorted(ours ^ peers):
        names = "er-gen" if (file, line) in ours else "report.py"
        sys.exit(f"only {names} names {file}:{line}")
    if not ours:
        sys.exit("no report names its sources")


def main():
    report, text, peer = (Path(name).read_text("utf-8")
                          for name in sys.argv[1:])
    page, _, peer_end = peer.partition("\n## Sources\n")
    end = text.partition("\nSources\n")[2]
    ours = figures(words_of_json(json.loads(report)))
    lines = sources(end)
    compare_figures(ours, figures(page.split("\n")))
    compare_sources(lines, sources(peer_end))
    print(f"{len(ours)} figures and {len(lines)} sources are the same")


main()
