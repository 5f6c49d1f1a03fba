# SPDX-License-Identifier: GPL-3.0-or-later
"""What er-gen asks SQLite for reports of the example book, for its shell.

    queries.py views|queries FINANCE.SQL ROLE.MD

In the order of the page: each query, and before it the finance views and tables
that it is the first to name, with those that they rest on. `views` are these
and `this`, which says what the example's does; `queries` are the queries.
"""
import re
import sys

what, finance, page = sys.argv[1:]
with open(finance, encoding="utf-8") as file:
    views = {re.match(r"CREATE \w+ (\w+)", text)[1]: text for text in
             re.split(r"^(?=CREATE )", file.read(), flags=re.MULTILINE)[1:]}
with open(page, encoding="utf-8") as file:
    queries = re.findall(r"^```sql .*?\n(.*?)^```$", file.read(),
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
    print("CREATE TABLE this AS SELECT 'cfo' AS role, 'Harborside' AS "
          "organisation, '2026-11-05' AS as_of, '2026-10' AS period, "
          "'2026-10-01' AS period_start, '2026-10-31' AS period_end, 'USD' AS "
          "currency, NULL AS entity;")
    for query in queries:
        make(query)
else:
    for query in queries:
        print(query.rstrip() + ";")
