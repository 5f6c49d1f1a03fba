#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen: every kind of query, in groups and not, in each form of text.
. "${SRCDIR}/tests/lib.sh"
data=$SRCDIR/tests/data/report
ln -s "$data/book" book
mkdir roles
cp "$data/roles/forms.md" roles

gen() { run er-gen --roles roles "$@"; }
# The widest line, its last one apart, as libunistring and Python measure it.
widest() {
	sed '$d' out | "$PYTHON" -c 'import sys
print(max(len(line.rstrip("\n")) for line in sys.stdin))'
}

gen forms book
status_is 0 'all kinds of query are shown'
same out "$data/forms.txt" 'they read as they should'
gen --linear forms book
same out "$data/forms-linear.txt" 'and so they do in a line each'
gen --unicode forms book
same out "$data/forms-unicode.txt" '--unicode draws lines and blocks'
[ "$(widest)" -le 72 ]
ok $? 'which are as wide as they are said to be'
gen --unicode -w 40 forms book
is "$(widest)" 40 'on a narrow page as well'
gen -w 40 forms book
is "$(widest)" 40 'as in ASCII'
"$PYTHON" -c 'open("out", "rb").read().decode("ascii")' 2>/dev/null
ok $? 'which is 7-bit text'
gen --unicode --linear forms book
same out "$data/forms-linear.txt" 'there is nothing to draw in a line each'

# Sparks of a thousand points, and of what has no bounds.
cat >roles/long.md <<'MD'
---
title: Long
---
```sql spark thousand number=x
WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 1000)
SELECT x AS day, x FROM t
```
MD
gen long book
cat >expected <<'TXT'
high [................-----------==========+++++++++++%%%%%%%%%%%######]
low  [.................-----------==========+++++++++++%%%%%%%%%%%#####]
first 1 (1), last 1,000 (1000),
lowest 1 (1), highest 1,000 (1000)
X; up from zero: _.-=+%#
TXT
sed -n '3,/^X/p' out >got
same got expected 'many points are drawn as the ranges that they have'
cat >roles/open.md <<'MD'
---
title: Open
---
```sql spark ends number=x
SELECT column1 AS month, column2 AS x_low, column3 AS x_high, 'may' AS state
FROM (VALUES ('a', 2, NULL), ('b', NULL, 3), ('c', NULL, NULL), ('d', 4, 4))
```
MD
gen open book
cat >expected <<'TXT'
high [?%?#]  first 2 or more (a), last 4 (d),
low  [=??#]  lowest 2 (a), highest 4 (d)
X; up from zero: _.-=+%#; no figure: ?
TXT
sed -n '3,/^X/p' out >got
same got expected 'an end that does not exist is not drawn'

# What is stale says so where it is told, and is not drawn where left out.
cat >old.rec <<'REC'
%rec: Organisation

Id: o
Name: O
Currency: USD
As_Of: 2026-11-05

%rec: Entity

Id: e
Name: E

%rec: Asset

Id: a
Entity: e
Name: January
Kind: equipment
Value: 100..200
As_Of: 2026-01-01
Max_Age: 90

Id: b
Entity: e
Name: November
Kind: equipment
Value: 150
As_Of: 2026-11-01
Max_Age: 90
REC
cat >roles/old.md <<'MD'
---
title: Old
---
```sql spark value
SELECT name, value_low, value_high, value_currency, src FROM asset ORDER BY id
```
MD
run er-gen --roles roles --allow-stale old old.rec
has out 'first 100 to 200* (January), last 150 (November)' 'what is stale is marked'
has out 'lowest 100* (January), highest 200* (January)' 'at its ends as well'
run er-gen --roles roles --blank-stale old old.rec
has out '[?#]  only 150 (November)' 'or neither told nor drawn'

page() {
	printf -- '---\ntitle: x\n---\n```sql spark s\n%s\n```\n' "$1" \
		>roles/bad.md
	gen bad book
}
page 'SELECT 1 AS a, 2 AS b, 3 AS c'
status_is 65 'a spark of three columns is refused'
has err 'bad.md:4: error: s: a spark is made of a label and one quantity' \
	'at its place'
page "SELECT 'a' AS a, 'b' AS b"
status_is 65 'and so is one of words'
has err 's: the second column of a spark is a quantity' 'with the reason'

# ---- fractions ---------------------------------------------------------------

# A book without a weekly item has no fraction on the day a page is written.
cat >roles/thirds.md <<'MD'
---
title: Thirds
---
```sql table a number=N:2 percent=P money=M,low
SELECT 'x' AS k, ratio_div(10, 7) AS N, ratio_div(1, 3) AS P,
       monthly(10000, 'week') AS M, ratio_div(100001, 7) AS x_low,
       ratio_div(200001, 7) AS x_high, 'EUR' AS x_currency, '31/7' AS words,
       ratio_div(-1, 3) AS low
```
MD
gen -f json thirds book
is "$("$PYTHON" -c 'import json
for f in json.load(open("out"))["figures"]:
    print(f["id"], f.get("value"), f.get("low"), f.get("high"), end="; ")')" \
	'a/x/N 1.4285714285714286 None None; a/x/P 0.3333333333333333 None None; a/x/M 43333 None None; a/x/x None 14285 28572; a/x/low 0 None None; ' \
	'in JSON as well'
gen thirds book
status_is 0 'a fraction is a number'
has out 'x  1.43   33.3   433.33  142 to 286  31/7' 'money is rounded, a range outward, words stay'
done_testing
