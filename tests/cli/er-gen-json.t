#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen -f json: what er-report(5) says, and what the text says.
. "${SRCDIR}/tests/lib.sh"
cp -R "$SRCDIR/examples/book" example
chmod -R u+w example
ln -s "$SRCDIR/tests/data/report/book" book

# Against the schema that is shipped, and by a reader of its own.
fits() {
	"$PYTHON" "$SRCDIR/tests/report/schema.py" \
		"$SRCDIR/data/report.schema.json" out >faults 2>&1
	empty faults "$1"
}
for role in ceo cto accounting cmo cfo rental yacht-delivery client-portfolio; do
	er-gen -w 200 "$role" example >page.txt
	run er-gen -f json "$role" example
	status_is 0 "the $role report is made"
	"$PYTHON" "$SRCDIR/tests/report/check-json.py" out page.txt >faults 2>&1
	empty faults 'its figures are sound and those of the text'
	fits 'it is as the schema says'
done

er-gen -w 200 all book >page.txt
run er-gen --format=json all book
"$PYTHON" "$SRCDIR/tests/report/check-json.py" out page.txt >faults 2>&1
empty faults 'and so are those of each kind of query'
forms=$SRCDIR/tests/data/report/roles
er-gen -w 200 --roles "$forms" forms book >page.txt
run er-gen -f json --roles "$forms" forms book
"$PYTHON" "$SRCDIR/tests/report/check-json.py" out page.txt >faults 2>&1
empty faults 'and those of rows in groups'
fits 'which the schema allows as well'
has out '{"id":"cells/North/Anchor, kedge/Price","label":"Price"' \
	'a row of a group is named by both'
has out '{"id":"rent/South/2026-08/Rent","label":"Rent","kind":"money","low":-25050,"high":40000,' \
	'and so is a point of a spark'
run er-gen --format=json all book
cp out first
run env LC_ALL=fi_FI.UTF-8 TZ=Asia/Tokyo er-gen -f json all book
same out first 'the same facts give the same bytes'
has out '{"id":"n/1/count","label":"Count","kind":"number","value":3,' \
	'a cited figure is named by its row'
has out '{"id":"boats/Heron/value","label":"Value","kind":"money","low":6800000,"high":8200000,"currency":"USD","state":null,"text":"USD 68,000 to 82,000","as_of":null,"stale":false,"sources":["book/book.rec:21"]}' \
	'a range has two ends, money is in minor units'
has out '{"id":"one/Heron/part","label":"Part","kind":"percent","value":0.125,"currency":null,"state":null,"text":"12.5 %","as_of":null,"stale":false,"sources":[]}' \
	'a percentage is a part of one'
has out '{"id":"one/Heron/day","label":"Day","kind":"date","value":"2026-11-05",' \
	'a date is a figure'
has out '"empty":"Nobody is there."' 'a query without rows says its sentence'

run er-gen -f json -e north south book --roles "$SRCDIR/tests/data/report/book/roles"
has out '"entity":"north"' 'it says on whom it is'
run er-gen -f json --allow-stale stale book
fits 'a stale report is as the schema says'
has out '"fresh":false,"reasons":["' 'stale data is not fresh, with the reasons'
run er-gen -f json stale book
status_is 80 'without --allow-stale there is no report'
empty out 'not even a part of one'
run er-gen -f yaml all book
status_is 64 'an unknown form exits 64'
has err "no form 'yaml'; there are: text, json" 'and the forms are told'
run er-gen -m -f json all book
status_is 64 'a mail is text'

# The lineage of one figure of a row.
mkdir lineage
cat >lineage/own.md <<'MD'
---
title: Own
---
It is `=v.a` and `=v.b`.

```sql values v
SELECT 1 AS a, 'f:1' AS a_src, 2 AS b, 'g:3' AS src
```

```sql table t
SELECT 'x' AS name, 1 AS a_low, 2 AS a_high, 'USD' AS a_currency,
       'f:2' AS a_src, 3 AS b, NULL AS b_src, 4 AS c, 5 AS d_src, 'g:4' AS src
```
MD
run er-gen -f json --roles lineage own book
"$PYTHON" - out >got <<'PY'
import json, sys
for figure in json.load(open(sys.argv[1]))['figures']:
    print(figure['id'], *figure['sources'])
PY
cat >expected <<'TXT'
v/1/a f:1
v/1/b g:3
t/x/a f:2
t/x/b
t/x/c g:4
t/x/d_src g:4
TXT
same got expected 'X_src is the lineage of X, src that of the others'
run er-gen --roles lineage own book
is "$(sed -n '/^Sources/,/^$/p' out)" "Sources
-------
f: 1-2
g: 3-4" 'the list at the end has both'

# Rows of one name, names with a slash, and data that looks like JSON.
mkdir roles
cat >roles/odd.md <<'MD'
---
title: Odd
---
```sql table t
SELECT 'a/b"' || char(10) || '\' AS name, 1 AS x, 0.1 AS y UNION ALL
SELECT 'a/b"' || char(10) || '\', 2, 1e300 UNION ALL SELECT NULL, 3, 9e999
```
MD
run er-gen -f json --roles roles odd book
"$PYTHON" - out >got <<'PY'
import json, sys
for figure in json.load(open(sys.argv[1]))["figures"]:
    print(figure["id"], figure["value"])
PY
cat >expected <<'TXT'
t/a/b" \/x 1
t/a/b" \/y 0.1
t/a/b" \#2/x 2
t/a/b" \#2/y 1e+300
t/-/x 3
t/-/y None
TXT
same got expected 'odd rows have names of their own'

# A change of one record: what moves has cited it.
moves() {
	er-gen -f json cfo example >before
	line=$(grep -n "$2" "example/$1" | sed -n "1s/:.*//p")
	from=$(awk -v n="$line" '/^$/ { s = 0 } /^[A-Z]/ && !s { s = NR }
		NR == n { print s }' "example/$1")
	sed -i "${line}s/$2/$3/" "example/$1"
	er-gen -f json cfo example >after
	"$PYTHON" "$SRCDIR/tests/report/moved.py" before after \
		"example/$1:$from" >moved 2>&1
	is "$(sed '$d' moved)" '' "$1: only what cites the record has moved"
	[ "$(tail -n 1 moved)" -gt 0 ]
	ok $? 'and something has' || diag moved
}
for file in expenses revenue offers; do
	value=$(sed -n 's/^\(Amount\|Price\): \([1-9][0-9]*\)$/\2/p' \
		"example/$file.rec" | sed -n 1p)
	key=$(sed -n "s/^\(Amount\|Price\): $value\$/\1/p" \
		"example/$file.rec" | sed -n 1p)
	moves "$file.rec" "^$key: $value\$" "$key: ${value}1"
done
done_testing
