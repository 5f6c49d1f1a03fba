#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --why and --explain: where a figure comes from.
. "${SRCDIR}/tests/lib.sh"
ln -s "$SRCDIR/examples/book" example

run er-gen --explain group_burn
status_is 0 'a view is explained without a book'
is "$(head -n 1 out)" \
	'What all entities together spend in a month, and what of it receipts do not' \
	'by what its file says of it'
hasnt out SELECT 'and nothing else'
sed -n 's/^CREATE VIEW \([a-z][a-z_]*\).*/\1/p' \
	"$SRCDIR/data/finance.sql" >views
while read -r view; do
	er-gen --explain "$view" >out 2>err
	for part in Formula Base Source; do
		grep -q "^$part: [^ ]" out || echo "$view: $part"
	done
done <views >silent
[ -s views ]
ok $? 'there are views'
empty silent 'each names its formula, its base and its source'
run er-gen --explain group_brun
status_is 64 'an unknown view exits 64'
has err "did you mean 'group_burn'?" 'and the nearest is told'

run er-gen --why money/1/burn cfo example
status_is 0 'a figure is explained'
is "$(sed -n 1p out)" 'money/1/burn: USD 7,000 to 9,000' 'by its name'
has out 'CFO report, 2026-10 (as of 2026-11-05)' 'its report'
has out 'SELECT gross_low AS burn_low' 'its query'
has out 'Formula: the sums of entity_burn before rounding' 'its formula'
has out '_burn_exact' 'what that stands on'
has out 'example/expenses.rec:9' 'and its records'
sed -n '/^Records/,$s/^\([^ ].*:[0-9]*\): .*/\1/p' out >got
er-gen -f json cfo example | "$PYTHON" -c '
import json, sys
for figure in json.load(sys.stdin)["figures"]:
    if figure["id"] == "money/1/burn":
        print("\n".join(figure["sources"]))' >expected
same got expected 'which are those of the JSON form'
run er-gen --why money/1/brun cfo example
status_is 64 'an unknown figure exits 64'
has err "did you mean 'money/1/burn'?" 'and the nearest is told'
empty out 'without any output'
run er-gen --why path/2026-12/Cash cfo example
has err "did you mean 'path/2026-12/cash'?" 'case does not count there'
run er-gen --why runway/jada/burn cfo example
has err "near it are 'runway/" 'or those of the same query are'
run er-gen --why runwey cfo example
has err "near it are 'runway/" 'or of the nearest one'
run er-gen --why nothing cfo example
has err "'-f json' has the names of all" 'or where they are'

# What a record says, as an accountant would look it up.
cat >book.rec <<'REC'
%rec: Organisation

Id: o
Name: O
Currency: EUR

%rec: Entity

Id: e
Name: E
Currency: USD

%rec: Kpi

Id: k
Role: cfo
Role: ceo
Name: K

%rec: Offer

Entity: e
Name: Night
Price: 1.2K..1,300
Commission: 12.5..15 %
Mix: 0.25
As_Of: 2026-06-30
Max_Age: 30

%rec: Expense

Entity: e
Item: Fees
Amount: 3 %
Every: month
Kind: operating

%rec: Note

Text: Two
+ lines
Section: x

%rec: Account

Code: 1
Name: A
Kind: cash
REC
{ echo Date,Entity,Account,Amount; yes 2026-10-01,e,1,5 | head -n 300; } >posting.csv
mkdir roles
cat >roles/r.md <<'MD'
---
title: R
---
It is `=n.one`, `=n.many` and `=n.said`.

```sql values n
SELECT 1 AS one,
       (SELECT sources(src) FROM (SELECT src FROM offer UNION ALL
        SELECT src FROM expense UNION ALL SELECT src FROM note UNION ALL
        SELECT src FROM kpi)) AS one_src,
       2 AS many, (SELECT sources(src) FROM posting) AS many_src,
       'so' AS said, 'elsewhere:7' AS said_src
```
MD
run er-gen -d 2026-11-05 --roles roles --why n/1/one r book.rec posting.csv
status_is 0 'a stale figure is explained too'
sed -n '1,3p;/^Records/,$p' out >got
cat >expected <<'TXT'
n/1/one: 1
R, 2026-10 (as of 2026-11-05)
Stale: a record of it is too old; the oldest is of 2026-06-30.
Records
-------
book.rec:15: Kpi
  Id: k
  Role: ["cfo","ceo"]
  Name: K
book.rec:22: Offer, of 2026-06-30, older than its Max_Age of 30 days
  Entity: e
  Name: Night
  Price: USD 1,200.00 to 1,300.00
  Commission: 12.5..15 %
  Mix: 0.25
  As_Of: 2026-06-30
  Max_Age: 30
book.rec:32: Expense
  Entity: e
  Item: Fees
  Amount: 3 %
  Every: month
  Kind: operating
book.rec:40: Note
  Text: Two
  + lines
  Section: x
TXT
same got expected 'each record is there with its fields and its age'
run er-gen -d 2026-11-05 --roles roles --why n/1/many r book.rec posting.csv
has out 'posting.csv:2-301: some or all of 300 records' 'of a ledger the lines'
run er-gen -d 2026-11-05 --roles roles --why n/1/said r book.rec posting.csv
has out 'n/1/said: so' 'words that are cited have a name as well'
is "$(sed '1,/^-----/d' out | sed '1,/^-----/d')" elsewhere:7 \
	'what is no record is only named'
done_testing
