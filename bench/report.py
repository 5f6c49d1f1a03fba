# SPDX-License-Identifier: GPL-3.0-or-later
"""A role's report as one would write it with Python, its sqlite3 and Jinja.

    report.py TABLES.SQL VIEWS.SQL ROLE.MD BOOK

Reads the book's recfiles and CSV files into tables in memory, runs the page's
queries, and prints its text with their answers in place and the sources at the
end. The views and queries are er-gen's; the functions that they call are in
Python (arithmetic.py, measures.py). Figures and sources are those that er-gen
gives: figures.py compares them.

It is spared a lot: the tables and views that the page needs are made out and
written down before; nothing of the book or the page is checked; there is one
currency and one language; no data grows old; nothing is drawn, and a table is
as wide as it gets.
"""
import csv
import json
import re
import sqlite3
import sys
import textwrap
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path

import jinja2

from arithmetic import add_functions, span_text, spans_by_file
from measures import add_measures

# Fields that may be repeated.
LISTS = {("kpi", "role"), ("action", "role")}
FENCE = re.compile(r"^```sql (\w+) (\S+)(.*?)\n(.*?)^```$",
                   re.DOTALL | re.MULTILINE)
OPTION = re.compile(r'(money|number|percent)=(\S*"[^"]*"\S*|\S+)')
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

def options(text):
    """Of number="A b":2,C:0 and so on: {column: (what, decimals)}."""
    out = {}
    for what, columns in OPTION.findall(text):
        for column in columns.split(","):
            name, _, decimals = column.partition(":")
            out[name.strip('"')] = what, int(decimals) if decimals else None
    return out


def rounded(number, decimals, how):
    return Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), how)


def number(low, high, what, decimals):
    """One text of a figure: a range is rounded outward."""
    if low is None or high is None:
        return "-"
    if type(low) is str or type(high) is str:
        return low if low == high else f"{low} to {high}"
    if what == "money":
        if decimals is None:
            whole = low != high and max(abs(low), abs(high)) >= 10000
            decimals = 0 if whole else 2
        low, high = low / 100, high / 100
    elif what == "percent":
        low, high = low * 100, high * 100
        decimals = 1 if decimals is None else decimals
    elif decimals is None:
        decimals = 2
    if low == high:
        bounds = [rounded(low, decimals, ROUND_HALF_UP)]
    else:
        bounds = [rounded(low, decimals, ROUND_FLOOR),
                  rounded(high, decimals, ROUND_CEILING)]
    texts = [f"{bound:,f}" for bound in bounds]
    if decimals and all(bound == int(bound) for bound in bounds):
        texts = [f"{int(bound):,}" for bound in bounds]
    return " to ".join(dict.fromkeys(texts))


def figures(cursor, told, sources):
    """The rows of an answer, a range or an amount being one text."""
    names = [column[0] for column in cursor.description]
    plan = []  # (name, column of low, of high, what, decimals)
    places = [i for i, name in enumerate(names)
              if name == "src" or name.endswith("_src")]
    for i, name in enumerate(names):
        base = name.removesuffix("_low")
        high = names.index(base + "_high") if base != name else i
        what = "money" if base + "_currency" in names else "number"
        if not name.endswith(("_high", "_currency", "_src")) and name != "src":
            plan.append((base, i, high, *told.get(base, (what, None))))
    for row in cursor:
        for i in places:
            if row[i]:
                sources.update(row[i].split("\n"))
        yield {name: number(row[low], row[high], what, decimals)
               for name, low, high, what, decimals in plan}


def table(rows):
    if not rows:
        return "None."
    lines = [list(rows[0])] + [[str(v) for v in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(cell.ljust(width) for cell, width in
                               zip(line, widths)).rstrip() for line in lines)


def text(rows):
    return "\n\n".join(value for row in rows for value in row.values())


def items(rows):
    return "\n".join(textwrap.fill(
        "; ".join(f"{name}: {value}" for name, value in row.items()
                  if value != "-"), 72, initial_indent="- ",
        subsequent_indent="  ") for row in rows) or "None."


def template(page, queries):
    """The page for Jinja; its queries by name."""
    def block(match):
        what, name, told, sql = match.groups()
        queries[name] = sql, options(told)
        if what in ("values", "require"):
            return ""
        return "{{ %s(rows('%s')) }}" % (
            what if what in ("list", "text") else "table", name)

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
## Sources

{% for file, lines in sources() -%}
{{ file }}: {{ lines | join(", ") }}

{% endfor %}"""


def wrap(text):
    """Paragraphs at 72 columns; tables and lists stay."""
    return "\n\n".join(
        part if "\n--" in part or part.startswith(("-", "#"))
        else textwrap.fill(part, 72)
        for part in re.split(r"\n{2,}", text.strip()))


def main():
    tables, views, page, book = sys.argv[1:]
    db = sqlite3.connect(":memory:")
    add_functions(db)
    add_measures(db)
    db.executescript(Path(tables).read_text("utf-8"))
    load(db, Path(book))
    db.executescript(Path(views).read_text("utf-8"))
    queries, values, sources = {}, {}, set()

    def rows(name):
        sql, told = queries[name]
        return list(figures(db.execute(sql), told, sources))

    def value(name):
        if name not in values:
            values[name] = (rows(name) or [{}])[0]
        return values[name]

    def sources_by_file():
        for file, spans in spans_by_file(sources):
            yield file, [span_text(*span) for span in spans]

    queries["this"] = "SELECT * FROM this", {}
    body = template(Path(page).read_text("utf-8"), queries)
    environment = jinja2.Environment(trim_blocks=True)
    print(wrap(environment.from_string(body).render(
        rows=rows, value=value, table=table, list=items, text=text,
        sources=sources_by_file)))


main()
