#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What rests on a stale record, and only that, is refused, marked or left out.
. "${SRCDIR}/tests/lib.sh"
need "$PYTHON"

cat >book.rec <<'REC'
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
Name: Old
Kind: equipment
Value: 100..200
As_Of: 2026-01-01
Max_Age: 90

Id: b
Entity: e
Name: New
Kind: equipment
Value: 12.50
As_Of: 2026-11-01
Max_Age: 90

Id: c
Entity: e
Name: Timeless
Kind: tool
Value: 3
REC
mkdir roles
cat >roles/r.md <<'MD'
---
title: R
subject: Worth `=sum.all`
---
## Summary

All is worth `=sum.all`, the tools `=sum.tools`. `=words.said` `=words.all`

```sql values sum
SELECT sum(value_low) AS all_low, sum(value_high) AS all_high,
       'USD' AS all_currency, sources(src) AS all_src,
       (SELECT sum(value_low) FROM asset WHERE kind = 'tool') AS tools,
       'USD' AS tools_currency,
       (SELECT sources(src) FROM asset WHERE kind = 'tool') AS tools_src,
       'no such place' AS src
FROM asset
```

```sql values words
SELECT 'The first is ' || name || '.' AS said, src,
       'It is listed.' AS "all", NULL AS all_src, 1 AS unseen
FROM asset WHERE id = 'a'
```

## Things

```sql table things
SELECT name AS "Thing", value_low AS "Value_low", value_high AS "Value_high",
       value_currency AS "Value_currency", kind AS "Kind", src
FROM asset ORDER BY rowid
```

```sql bars lines
SELECT name, value_low, value_high, value_currency, src FROM asset ORDER BY rowid
```

```sql list kinds
SELECT name AS "Thing", kind AS "Kind", 'known' AS "Sort", NULL AS "Sort_src",
       src
FROM asset WHERE id <> 'c' ORDER BY rowid
```

```sql text said
SELECT 'Of ' || name || ' is told.' AS a, src FROM asset ORDER BY rowid
```

```sql table dated date=Day
SELECT name AS "Thing", '2026-01-01' AS "Day", src FROM asset ORDER BY rowid
```
MD
run er-gen --roles roles r book.rec
status_is 80 'a report that rests on a stale record is refused'
empty out 'nothing is written'
cat >expected <<'TXT'
book.rec:15: error: Asset a (Old) is of 2026-01-01, older than its Max_Age of 90 days
book.rec:15: note: resting on it: sum/1/all, words/The first is Old./said, things/Old/Value, lines/Old/value, kinds/Old/Kind and 2 more
er-gen: the data is not fit for a report; --allow-stale makes one that says so, --blank-stale one that leaves out what is stale
TXT
same err expected 'the record is told, and what rests on it'

cat >expected <<'TXT'
O - R - 2026-10 (as of 2026-11-05)                           DATA: STALE

STALE DATA. This report was asked for although its data is not fit for
it:
- Asset a (Old) is of 2026-01-01, older than its Max_Age of 90 days
  (book.rec:15)
What rests on a record that is too old is marked with *.

1. Summary
----------

All is worth USD 115 to 216*, the tools USD 3. The first is Old.* It is
listed.

2. Things
---------

Thing     Value (USD)  Kind
--------------------------------
Old       100 to 200*  equipment
New            12.50   equipment
Timeless           3   tool

Old       [--------------------====================]  100 to 200*
New       [--=-------------------------------------]       12.50
Timeless  [=---------------------------------------]           3
Value (USD); the bars' scale is 0 to 200

- Old
  Kind: equipment*; Sort: known.
- New
  Kind: equipment; Sort: known.

Of Old is told.*

Of New is told.

Of Timeless is told.

Thing     Day
---------------------
Old       2026-01-01*
New       2026-01-01
Timeless  2026-01-01

Sources
-------
book.rec: 15, 23, 31
TXT
run er-gen --allow-stale --roles roles r book.rec
status_is 0 '--allow-stale makes it'
sed -e '/^Report-Digest/d' out | sed -e '$d' >got
same got expected 'and marks what rests on it'

run er-gen --blank-stale --roles roles r book.rec
status_is 0 '--blank-stale makes it'
cat >expected <<'TXT'
All is worth stale, the tools USD 3. (stale) It is listed.

2. Things
---------

Thing     Value (USD)  Kind
--------------------------------
Old             stale  equipment
New             12.50  equipment
Timeless            3  tool

Old                                                 stale
New       ########################################  12.50
Timeless  ##########                                    3
Value (USD)

- Old
  Kind: (stale); Sort: known.
- New
  Kind: equipment; Sort: known.

(stale)

Of New is told.

Of Timeless is told.

Thing     Day
--------------------
Old       stale
New       2026-01-01
Timeless  2026-01-01
TXT
sed -n '/^All/,/^Timeless  2026/p' out >got
same got expected 'and leaves it out'
has out 'reads "stale"' 'which is explained'

run er-gen --allow-stale --linear --roles roles r book.rec
has out 'Value: USD 100 to 200 (stale)' 'read aloud the mark is a word'
has out 'is followed by "(stale)"' 'as it is explained'
run er-gen --allow-stale -f markdown --roles roles r book.rec
has out '115 to 216\*' 'it is in Markdown'
has out 'is marked with \*' 'with its sentence'
run er-gen --allow-stale -f html --roles roles r book.rec
has out '<td class="n">100 to 200*</td>' 'and in HTML'
has out 'is marked with *' 'as well'
run er-gen --allow-stale --blank-stale --roles roles r book.rec
status_is 64 'one excludes the other'

# ids: the figures that are stale.
ids() {
	"$PYTHON" - out <<'PY'
import json, sys
for figure in json.load(open(sys.argv[1]))['figures']:
    print(figure['id'], figure['text'], figure['as_of'], figure['stale'],
          figure.get('low', figure.get('value')), figure['state'])
PY
}
run er-gen --allow-stale -f json --roles roles r book.rec
ids >got
cat >expected <<'TXT'
sum/1/all USD 115 to 216 2026-01-01 True 11550 None
sum/1/tools USD 3 None False 300 None
things/Old/Value 100 to 200 2026-01-01 True 10000 None
things/New/Value 12.50 2026-11-01 False 1250 None
things/Timeless/Value 3 None False 300 None
lines/Old/value 100 to 200 2026-01-01 True 10000 None
lines/New/value 12.50 2026-11-01 False 1250 None
lines/Timeless/value 3 None False 300 None
dated/Old/Day 2026-01-01 2026-01-01 True 2026-01-01 None
dated/New/Day 2026-01-01 2026-11-01 False 2026-01-01 None
dated/Timeless/Day 2026-01-01 None False 2026-01-01 None
TXT
same got expected 'the JSON form says how old each figure is'
run er-gen --blank-stale -f json --roles roles r book.rec
ids | grep True >got
cat >expected <<'TXT'
sum/1/all stale 2026-01-01 True None stale
things/Old/Value stale 2026-01-01 True None stale
lines/Old/value stale 2026-01-01 True None stale
dated/Old/Day stale 2026-01-01 True None stale
TXT
same got expected 'and has no value of what is left out'

# A page that shows nothing of the record is fresh.
cat >roles/other.md <<'MD'
---
title: Other
---
```sql values n
SELECT count(*) AS n, sources(src) AS src FROM asset
```

```sql table things
SELECT name AS "Thing", value_low, value_high, value_currency, src
FROM asset WHERE id <> 'a'
```
MD
run er-gen --roles roles other book.rec
status_is 0 'what is not shown makes nothing stale'
has out 'DATA: FRESH' 'nor the report'
run er-gen --roles roles -d 2026-04-01 r book.rec
status_is 0 'on its last day a record is fresh'
run er-gen --roles roles -d 2026-04-02 r book.rec
status_is 80 'and the day after it is not'

printf '%%rec: Report\n\nRole: r\nFrom: a@o.example\nTo: b@o.example\n' >to.rec
run er-gen --allow-stale --mail --roles roles r book.rec to.rec
is "$(grep ^Subject out)" 'Subject: STALE Worth USD 115 to 216' \
	'a subject has no mark'
run er-gen --blank-stale --mail --roles roles r book.rec to.rec
is "$(grep ^Subject out)" 'Subject: STALE Worth stale' 'but is blank'

# A range of a ledger holds no stale record that is not summed.
{
	echo Date,Entity,Account,Amount,Max_Age
	i=0
	while [ $((i += 1)) -le 500 ]; do
		echo "2026-10-01,e,$((i % 2 + 1)),$i,"
	done
	echo '2026-10-01,e,2,1,3'
	echo '2026-10-01,e,1,1,'
} >posting.csv
sed '300s/,$/,7/' posting.csv >lines && mv lines posting.csv
printf '%%rec: Account\n\nCode: 1\nName: A\nKind: cogs\n\nCode: 2\nName: B\nKind: cogs\n' >accounts.rec
cat >roles/ledger.md <<'MD'
---
title: Ledger
---
```sql table sums
SELECT account AS "Account", sum(amount_low) AS total, 'USD' AS total_currency,
       sources(src) AS src
FROM posting GROUP BY account
```
MD
run er-gen --allow-stale -f json --roles roles ledger book.rec accounts.rec posting.csv
"$PYTHON" - out >got <<'PY'
import json, sys
for figure in json.load(open(sys.argv[1]))['figures']:
    print(figure['id'], figure['stale'], *figure['sources'])
PY
cat >expected <<'TXT'
sums/1/total False posting.csv:3-299 posting.csv:301-501 posting.csv:503
sums/2/total True posting.csv:2-502
TXT
same got expected 'a range covers no stale record of another sum'

# ---- the shipped roles -----------------------------------------------------

# A month and a half later balances and measures are too old: the figures that
# cite one are stale, the others what they are when nothing grows old.
book=$SRCDIR/examples/book
cat >ages.rec <<'REC'
%rec: Account
%max_age: As_Of 36525

%rec: Measure
%max_age: Date 36525

%rec: Audit
%max_age: Checked 36525
REC
: >faults
: >counts
for role in ceo cto accounting cmo cfo rental yacht-delivery client-portfolio; do
	er-gen --allow-stale -d 2026-12-20 -f json "$role" "$book" ages.rec >fresh
	er-gen -d 2026-12-20 "$role" "$book" >out 2>/dev/null
	echo "$role $?" >>counts
	er-gen --allow-stale -d 2026-12-20 -f json "$role" "$book" >marked
	er-gen --blank-stale -d 2026-12-20 -f json "$role" "$book" >blank
	"$PYTHON" - "$role" "$book" fresh marked blank >>faults <<'PY'
import json, re, subprocess, sys
role, book = sys.argv[1:3]
fresh, marked, blank = ({f['id']: f for f in json.load(open(name))['figures']}
                        for name in sys.argv[3:])
page = "---\ntitle: S\n---\n```sql table s\nSELECT src AS place FROM stale\n```\n"
open('roles/which.md', 'w').write(page)
made = subprocess.run(['er-gen', '-d', '2026-12-20', '-f', 'json', '--roles',
                       'roles', 'which', book], stdout=subprocess.PIPE)
stale = {row[0] for section in json.loads(made.stdout)['sections']
         for block in section['blocks'] for row in block['rows']}
if not stale or not (set(fresh) == set(marked) == set(blank)):
    print(role, 'has other figures')
for name, figure in marked.items():
    rests = any(source in stale for source in figure['sources'])
    if figure['stale'] != rests or blank[name]['stale'] != rests:
        print(role, name, 'is' if rests else 'is not', 'stale')
    # (A KPI that is too old has not missed its target.)
    if not name.endswith('/missed') and any(
            figure[key] != fresh[name][key] for key in figure if key != 'stale'):
        print(role, name, 'is another figure')
    if (blank[name]['text'] == 'stale') != rests:
        print(role, name, 'is', blank[name]['text'])
    if not rests and blank[name] != fresh[name]:
        print(role, name, 'is another figure when others are blank')
PY
done
empty faults 'exactly what cites a stale record is stale in the eight roles'
is "$(grep -c ' 80$' counts)" 8 'and each of them is refused'
done_testing
