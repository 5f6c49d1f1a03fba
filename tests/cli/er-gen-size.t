#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen: no page and no book make a report without end.
. "${SRCDIR}/tests/lib.sh"
ln -s "$SRCDIR/tests/data/report/book" book
mkdir roles

# page NAME: a role of one query, on stdin.
page() {
	{ printf -- '---\ntitle: x\n---\n'; cat; printf '```\n'; } \
		>"roles/$1.md"
}
gen() { run timeout 60 er-gen --roles roles "$@" book; }

page rows <<'MD'
```sql table many
WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t)
SELECT x FROM t
MD
gen rows
status_is 65 'a query without end is stopped'
has err 'rows.md:4: error: many: the query returns too many rows for a report' \
	'at its place'
empty out 'and nothing is written'

page cells <<'MD'
```sql text few
SELECT 'few' AS x
```

```sql text many
WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 100)
SELECT printf('%.900000c', '0') AS x FROM t
MD
gen cells
status_is 65 'few rows that are large are stopped as well'
has err 'cells.md:8: error: many: the report would hold more than 64 MiB; ask for fewer rows, or sum them' \
	'with what to do'

# Ampersands take five bytes each in HTML.
page long <<'MD'
```sql table wide
WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 30)
SELECT replace(printf('%.900000c', '0'), '0', '&') AS x, 1 AS y FROM t
MD
gen -f html long
status_is 65 'what grows while it is written is stopped'
has err 'er-gen: the report would be longer than 64 MiB' 'and told'
empty out 'with nothing written'

page wide <<'MD'
```sql table wide
SELECT printf('%.200000c', 'x') AS x, printf('%.200000c', 'x') AS y, 1 AS z
MD
gen wide
status_is 0 'a cell of a page full of text is wrapped'
is "$(sed '$d' out | wc -L | tr -d ' ')" 72 'to the page'
done_testing
