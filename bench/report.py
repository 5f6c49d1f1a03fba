# SPDX-License-Identifier: GPL-3.0-or-later
"""A role's report as one would write it with Python, its sqlite3 and Jinja.

    report.py TABLES.SQL VIEWS.SQL FUNCTIONS ROLE.MD BOOK

Reads the book's recfiles and CSV files into tables in memory, runs the page's
queries, and prints its text with their answers in place and the sources at the
end. It is spared a lot: the arithmetic is er-gen's, in C; nothing is checked;
there is one currency, one language, and no data grows old.
"""
import csv
import json
import re
import sqlite3
import sys
import textwrap
from pathlib import Path

import jinja2

# Fields that may be repeated.
LISTS = {("kpi", "role"), ("action", "role")}
FENCE = re.compile(r"^```sql (\w+) (\S+).*?\n(.*?)^```$",
                   re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`=(\w+)\.(\w+)(?:\|([^|`]*)\|([^`]*))?`")


# ---- the book ----------------------------------------------------------------

def records_of_recfile(path):
    """(type, line, fields) of each; a field's values are a list."""
    kind, fields, first, name = None, {}, 0, None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line == "\n":
                if fields:
                    yield kind, first, fields
                fields = {}
            elif line.startswith("+"):
                fields[name][-1] += "\n" + line[1:].strip()
            elif line.startswith("%rec:"):
                kind = line[5:].strip().lower()
            elif not line.startswith(("#", "%")):
                name, _, value = line.partition(":")
                name = name.lower()
                if not fields:
                    first = number
                fields.setdefault(name, []).append(value.strip())
    if fields:
        yield kind, first, fields


def records_of_csv(path):
    kind = path.name.split(".")[0]
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = [name.lower() for name in next(rows)]
        for row in rows:
            yield kind, rows.line_num, {
                name: [value] for name, value in zip(names, row) if value}


def bounds(text, scale):
    """Of 1,200 or 540K or 900..1,300, times scale."""
    low, _, high = text.replace(",", "").replace("K", "e3").partition("..")
    return float(low) * scale, float(high or low) * scale


def cells(kind, columns, fields):
    """A record as its table has it."""
    out = {}
    for name, values in fields.items():
        value = values[0]
        if value.endswith("%"):
            low, high = bounds(value[:-1], 0.01)
            if name + "_percent_low" in columns:
                name += "_percent"
            out[name + "_low"], out[name + "_high"] = low, high
        elif name + "_currency" in columns:
            low, high = bounds(value, 100)
            out[name + "_low"], out[name + "_high"] = round(low), round(high)
            out[name + "_currency"] = "USD"
        elif (kind, name) in LISTS:
            out[name] = json.dumps(values)
        elif columns[name] == "TEXT":
            out[name] = value
        else:
            out[name] = value.replace(",", "")
    return out


def columns_of_tables(db):
    return {table: {column[1]: column[2] for column in
                    db.execute(f'PRAGMA table_info("{table}")')}
            for table, in db.execute("SELECT name FROM sqlite_schema")}


def load(db, book):
    tables = columns_of_tables(db)
    rows = {kind: [] for kind in tables}
    for path in sorted(book.iterdir()):
        read = records_of_csv if path.suffix == ".csv" else records_of_recfile
        for kind, line, fields in read(path):
            out = cells(kind, tables[kind], fields)
            out["src"] = f"{path.name}:{line}"
            rows[kind].append([out.get(name) for name in tables[kind]])
    for kind, columns in tables.items():
        db.executemany(f'INSERT INTO "{kind}" VALUES '
                       f'({", ".join("?" * len(columns))})', rows[kind])


# ---- the page ----------------------------------------------------------------

def money(low, high):
    def one(cents):
        return f"{cents / 100:,.2f}".removesuffix(".00")
    if low is None:
        return "-"
    return one(low) if low == high else f"{one(low)} to {one(high)}"


def figures(cursor, sources):
    """The rows of an answer, a range or an amount being one text."""
    names = [column[0] for column in cursor.description]
    for row in cursor:
        row, out = dict(zip(names, row)), {}
        sources.update((row.pop("src", None) or "").split("\n"))
        for name, value in row.items():
            base = name.removesuffix("_low")
            if base != name and base + "_currency" in row:
                out[base] = money(value, row[base + "_high"])
            elif base != name and base + "_high" in row:
                out[base] = f"{value} to {row[base + '_high']}"
            elif name + "_currency" in row:
                out[name] = money(value, value)
            elif not name.endswith(("_high", "_currency")):
                out[name] = "-" if value is None else value
        yield out


def table(rows):
    if not rows:
        return "None."
    lines = [list(rows[0])] + [[str(v) for v in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(cell.ljust(width) for cell, width in
                               zip(line, widths)).rstrip() for line in lines)


def items(rows):
    return "\n".join(textwrap.fill(
        "; ".join(f"{name}: {value}" for name, value in row.items()
                  if value != "-"), 72, initial_indent="- ",
        subsequent_indent="  ") for row in rows) or "None."


def template(page, queries):
    """The page for Jinja; its queries by name."""
    def block(match):
        what, name, sql = match.groups()
        queries[name] = sql
        if what in ("values", "require"):
            return ""
        return "{{ %s(rows('%s')) }}" % (
            "items" if what == "list" else "table", name)

    def inline(match):
        name, field, one, many = match.groups()
        value = f"value('{name}').{field}"
        if one is None:
            return "{{ %s }}" % value
        return "{{ %s }} {{ '%s' if %s == 1 else '%s' }}" % (
            value, one, value, many)

    body = re.sub(r"\A---.*?^---$|<!--.*?-->", "", page,
                  flags=re.DOTALL | re.MULTILINE)
    return INLINE.sub(inline, FENCE.sub(block, body)) + """
Sources
{% for file, lines in sources() | groupby(0) -%}
{{ file }}: {{ lines | map(attribute=1) | join(", ") }}
{% endfor %}"""


def wrap(text):
    """Paragraphs at 72 columns; tables and lists stay."""
    return "\n\n".join(
        part if "\n--" in part or part.startswith(("-", "#"))
        else textwrap.fill(part, 72)
        for part in re.split(r"\n{2,}", text.strip()))


def main():
    tables, views, functions, page, book = sys.argv[1:]
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(functions)
    db.executescript(Path(tables).read_text("utf-8"))
    load(db, Path(book))
    db.executescript(Path(views).read_text("utf-8"))
    queries, values, sources = {}, {}, set()

    def rows(name):
        return list(figures(db.execute(queries[name]), sources))

    def value(name):
        if name not in values:
            values[name] = (rows(name) or [{}])[0]
        return values[name]

    def sorted_sources():
        return sorted((source.rsplit(":", 1) for source in sources if source),
                      key=lambda at: (at[0], int(at[1].split("-")[0])))

    queries["this"] = "SELECT * FROM this"
    text = template(Path(page).read_text("utf-8"), queries)
    environment = jinja2.Environment(trim_blocks=True)
    print(wrap(environment.from_string(text).render(
        rows=rows, value=value, table=table, items=items,
        sources=sorted_sources)))


main()
