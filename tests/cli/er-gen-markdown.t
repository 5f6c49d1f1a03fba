#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen -f markdown: CommonMark reads it as what the report says.
. "${SRCDIR}/tests/lib.sh"
cp -R "$SRCDIR/examples/book" example
cp -R "$SRCDIR/tests/data/report/book" book
chmod -R u+w book

run er-gen -f markdown all book
status_is 0 'a page is made'
is "$(sed -n 1p out)" '# Fleet report' 'the title is its heading'
has out 'Tern, with \*stars\*, \`=n.count\` and \<b\>no\</b\> markup' \
	'data is not markup'
has out '| Boat | Value (USD) |' 'bars are a table'
has out '| --- | ---: |' 'figures stand to the right'
cp out first
run env LC_ALL=fi_FI.UTF-8 er-gen -f markdown all book
same out first 'the same facts give the same bytes'
run er-gen -m -f markdown all book
status_is 64 'a mail is text'

if ! command -v cmark >/dev/null 2>&1; then
	skip 'no cmark' 'CommonMark reads it as the report'
	done_testing
	exit 0
fi
check() {
	echo "not made" >faults
	er-gen -f json "$@" >report.json &&
	er-gen -f markdown "$@" >page.md &&
	cmark -t xml page.md >page.xml &&
	"$PYTHON" "$SRCDIR/tests/report/check-markdown.py" page.xml \
		report.json $structure >faults 2>&1
	[ ! -s faults ]
	ok $? "CommonMark reads the $1 report as it is" || diag faults
}
structure=
check all book
structure=--structure
check forms book --roles "$SRCDIR/tests/data/report/roles"
for role in ceo cto accounting cmo cfo rental yacht-delivery client-portfolio; do
	check "$role" example
done

# Whatever the data, it stays words.
mkdir roles
cat >roles/odd.md <<'MD'
---
title: Odd *title* # not a heading #
---
```sql text words
WITH t(w) AS (VALUES ('# no heading'), ('- no item'), ('1. no item'),
  ('2026) no item'), ('> no quotation'), ('+ no'), ('=== no'), ('--- no'),
  ('~~~ no fence'), ('[no](link) ![no](image)'), ('<no> &amp; tag'),
  ('a | b'), ('back\slash'), ('    no code'), ('***'), ('---'), ('==='),
  ('two' || char(10) || '# lines' || char(10) || '---'), ('_no_ __no__'))
SELECT w, 'x.rec:1' AS src FROM t
```

```sql table cells
SELECT 'a | b' AS "Pipe | head", 'two' || char(10) || '- lines' AS "C"
```

```sql list items
SELECT '1. one' AS "Lead", '# two' AS detail, '> three' AS "Four"
```
MD
check odd book --roles roles
done_testing
