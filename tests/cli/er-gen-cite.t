#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --cite: behind each figure a number, for its sources in an annex.
. "${SRCDIR}/tests/lib.sh"
data=$SRCDIR/tests/data/report
ln -s "$data/book" book
ln -s "$SRCDIR/examples/book" example
roles=$data/roles
need cmark

run er-gen --cite --roles "$roles" forms book
status_is 0 'a report is made with its sources numbered'
same out "$data/forms-cite.txt" 'rows keep their columns'
cp out first
run er-gen --cite --roles "$roles" forms book
same out first 'a second run gives the same bytes'
run er-gen --cite -f json --roles "$roles" forms book
status_is 64 'the JSON form has the sources already'
has err "the form 'json' has the sources of each figure" 'and says so'
run er-gen --cite --mail --roles "$roles" all book
status_is 0 'it can be mailed'
is "$(sed -n 's/^Subject: //p' out)" 'Fleet 2026-10: 3 boats' \
	'without a mark in its subject'

cited() {
	er-gen -f json "$@" >report.json
	er-gen --cite --linear "$@" >page.txt
	"$PYTHON" "$SRCDIR/tests/report/check-cite.py" page.txt report.json \
		>faults 2>&1
	empty faults "$1: each figure has the mark of its sources"
	er-gen --cite "$@" >page.txt
	[ "$(sed '$d' page.txt | wc -L)" -le 72 ]
	ok $? "$1: no line is wider than the page"
	er-gen --cite -f html "$@" >page.html &&
	"$PYTHON" "$SRCDIR/tests/report/check-html.py" page.html report.json \
		--cite \
		>faults 2>&1
	empty faults "$1: each mark is a link to its place in the page"
	er-gen --cite -f markdown "$@" | cmark -t xml >page.xml &&
	"$PYTHON" "$SRCDIR/tests/report/check-markdown.py" page.xml \
		report.json --structure --cite >faults 2>&1
	empty faults "$1: in Markdown as well it is what it was"
}
cited forms book --roles "$roles"
for role in ceo cto accounting cmo cfo rental yacht-delivery client-portfolio; do
	cited "$role" example
done

er-gen -f json cfo example >old.json
run er-gen --cite --since old.json cfo example
status_is 0 'what changed is not in its way'

# No text is taken for a mark.
mkdir own
printf -- '---\ntitle: x\n---\nWords \0163\017 and [1] and `=n.x`.\n\n' \
	>own/odd.md
cat >>own/odd.md <<'MD'
```sql values n
SELECT char(14) || '9' || char(15) || ' [7]' AS x, 'book/book.rec:21' AS src
```
MD
run er-gen --cite --roles own odd book
has out 'Words ?3? and [1] and ?9? [7] [1].' 'not of the page, nor of the book'
run er-gen --cite -f html --roles own odd book
has out 'Words ?3? and [1] and ?9? [7] <a href="#s1">[1]</a>.' \
	'nor made a link'

# Words that would end a line stay beside their mark.
cat >own/wide.md <<'MD'
---
title: x
---
One hundred words and more would be needed to say what costs `=n.x` so much!

```sql values n
SELECT 12 AS x, 'book/book.rec:21' AS src
```
MD
run er-gen --cite -w 64 --roles own wide book
has out '12 [1] so much!' 'a mark is on the line of its figure'
done_testing
