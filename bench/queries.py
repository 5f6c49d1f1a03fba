# SPDX-License-Identifier: GPL-3.0-or-later
"""What er-gen asks SQLite for reports of the example book, for its shell.

    queries.py views|queries FINANCE.SQL ROLE.MD

In the order of the page: each query, and before it the finance views and tables
that it is the first to name, with those that they rest on. `views` are these
and `this`, which says what the example's does; `queries` are the queries.
"""
import re
import sys
from pathlib import Path

what, finance, page = sys.argv[1:]
views = {re.match(r"CREATE \w+ (\w+)", text)[1]: text for text in
         re.split(r"^(?=CREATE )", Path(finance).read_text("utf-8"),
                  flags=re.MULTILINE)[1:]}
queries = re.findall(r"^```sql .*?\n(.*?)^```$", Path(page).read_text("utf-8"),
                     re.DOTALL | re.MULTILINE)
made = set()


def make(sql):
    """Prints what sql rests on."""
    plain = re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"|--.*", " ", sql)
    for name in re.findall(r"\w+", plain):
        if name in views and name not in made:
            made.add(name)
            make(re.sub(r"CREATE \w+ \w+", "", views[name], count=1))
            print(views[name])


if what == "views":
    print(f"CREATE TABLE this AS SELECT '{Path(page).stem}' AS role, "
          "'Harborside' AS organisation, '2026-11-05' AS as_of, '2026-10' AS "
          "period, '2026-10-01' AS period_start, '2026-10-31' AS period_end, "
          "'USD' AS currency, NULL AS entity;")
    for query in queries:
        make(query)
else:
    for query in queries:
        print(query.rstrip() + ";")
