#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --since: what changed since an older report.
. "${SRCDIR}/tests/lib.sh"
cat >book.rec <<'REC'
%rec: Organisation

Id: one
Name: One
Currency: USD
As_Of: 2026-10-31

%rec: Asset

Id: a
Entity: e
Name: Wider
Kind: equipment
Value: 100..200

Id: b
Entity: e
Name: Narrower
Kind: equipment
Value: 100..200

Id: c
Entity: e
Name: Mover
Kind: equipment
Value: 100..200

Id: d
Entity: e
Name: Stayer
Kind: equipment
Value: 100..200

Id: g
Entity: e
Name: Goner
Kind: equipment
Value: 7

%rec: Entity

Id: e
Name: E
REC
mkdir roles
cat >roles/r.md <<'MD'
---
title: R
---
## Summary

There are `=n.n` things.

```sql values n
SELECT count(*) AS n, sources(src) AS src FROM asset
```

## Things

```sql table things percent=Part
SELECT name AS "Thing", value_low, value_high, value_currency,
  value_low / 100000.0 AS "Part", src
FROM asset ORDER BY name
```
MD
er-gen --roles roles -f json r book.rec >old.json
er-gen --roles roles r book.rec >old.txt

run er-gen --roles roles --since old.json r book.rec
status_is 0 'a report is compared with itself'
has out 'No figure has changed.' 'and nothing has changed'
has out 'What changed since 2026-10 (as of 2026-10-31)' 'since when is told'

sed -e '/^Name: Wider/,/^Value/s/100..200/90..210/' \
	-e '/^Name: Narrower/,/^Value/s/100..200/120..180/' \
	-e '/^Name: Mover/,/^Value/s/100..200/150..250/' \
	-e 's/^Name: Goner/Name: Comer/' book.rec >new.rec
cp book.rec first.rec
mv new.rec book.rec
run er-gen --roles roles --since old.json r book.rec
status_is 0 'a report says what changed'
cat >expected <<'TXT'
What changed since 2026-10 (as of 2026-10-31)
---------------------------------------------

Moved:
- things/Mover/value
  100 to 200 before, 150 to 250 now (USD)
  Records: book.rec: 22.
- things/Mover/Part
  10.0 before, 15.0 now (%)
  Records: book.rec: 22.
- things/Narrower/Part
  10.0 before, 12.0 now (%)
  Records: book.rec: 16.
- things/Wider/Part
  10.0 before, 9.0 now (%)
  Records: book.rec: 10.

Widened:
- things/Wider/value
  100 to 200 before, 90 to 210 now (USD)
  Records: book.rec: 10.

Narrowed:
- things/Narrower/value
  100 to 200 before, 120 to 180 now (USD)
  Records: book.rec: 16.

New:
- things/Comer/value
  7 (USD)
  Records: book.rec: 34.
- things/Comer/Part
  0.7 (%)
  Records: book.rec: 34.

Gone:
- things/Goner/value
  7 (USD)
  Records: book.rec: 34.
- things/Goner/Part
  0.7 (%)
  Records: book.rec: 34.

2. Things
TXT
sed -n '/^What/,/^2[.]/p' out >got
same got expected 'what moved, widened, narrowed, is new and is gone'
sed -e '/^What/,/^2[.]/{/^2[.]/!d;}' -e '/^Report-Digest/d' out >got
er-gen --roles roles r book.rec | sed '/^Report-Digest/d' >expected
same got expected 'nothing else of the report is another one'
for form in json html markdown; do
	run er-gen --roles roles -f "$form" --since old.json r book.rec
	status_is 0 "and so it is as $form"
	has out 'What changed since' 'which has the section'
done

# The records that did it, wherever they stand by now.
cp first.rec book.rec
changes() { sed -n '/^What/,/^2[.]/{/^$/d;p;}' out | sed '1,2d;$d'; }
{ echo '# a comment'; sed '/^Id: c/,/^Value/s/100..200/300/' first.rec; } \
	>book.rec
run er-gen --roles roles --since old.json r book.rec
is "$(changes)" 'Moved:
- things/Mover/value
  100 to 200 before, 300 now (USD)
  Records: book.rec: 23; No longer: book.rec: 22.
- things/Mover/Part
  10.0 before, 30.0 now (%)
  Records: book.rec: 23; No longer: book.rec: 22.' \
	'a record that moved is not one that changed'
awk '/^Id: d/ { off = 1 } !off; /^Value/ { off = 0 }' first.rec >book.rec
run er-gen --roles roles --since old.json r book.rec
is "$(changes)" 'Moved:
- n/1/n
  5 before, 4 now
  No longer: book.rec: 28.
Gone:
- things/Stayer/value
  100 to 200 (USD)
  Records: book.rec: 28.
- things/Stayer/Part
  10.0 (%)
  Records: book.rec: 28.' 'a record that is gone is told'
cp first.rec book.rec

cat >roles/age.md <<'MD'
---
title: Age
---
```sql values age
SELECT julianday(this.as_of) - julianday('2026-01-01') AS days,
       sources(asset.src) AS src,
       (SELECT sum(value_low) FROM asset WHERE id < 'c') AS some,
       'USD' AS some_currency,
       (SELECT sources(src) FROM asset WHERE id < 'c') AS some_src,
       (SELECT sum(amount_low) FROM posting) AS booked,
       'USD' AS booked_currency,
       (SELECT sources(src) FROM posting) AS booked_src
FROM asset, this
```

`=age.days` days, `=age.some`, `=age.booked`.
MD
printf '\n%%rec: Account\n\nCode: 1\nName: A\nKind: cash\n' >>book.rec
{ echo Date,Entity,Account,Amount; yes 2026-10-01,e,1,5 | head -n 300; } >posting.csv
er-gen --roles roles -f json age book.rec posting.csv >age.json
run er-gen --roles roles -d 2026-11-01 --since age.json age book.rec posting.csv
has out 'Records: all as they were.' 'it may be that only the day is another one'
sed '/^Id: b/,/^Value/s/100..200/7/' book.rec >new.rec
mv new.rec book.rec
sed '100s/5$/6/' posting.csv >new.csv
mv new.csv posting.csv
run er-gen --roles roles --since age.json age book.rec posting.csv
sed -n '/^Moved/,/^$/p' out >got
cat >expected <<'TXT'
Moved:
- age/1/some
  USD 200 before, USD 107 now
  Records: book.rec: 16.
- age/1/booked
  USD 1,500 before, USD 1,501 now
  Records: posting.csv: 2-301.

TXT
same got expected 'each figure by its own lineage, a ledger as a whole'

# One record of the example book.
cp -R "$SRCDIR/examples/book" example
chmod -R u+w example
for role in ceo cfo rental; do
	er-gen -f json "$role" example >"$role.json"
	er-gen "$role" example | sed '/^Report-Digest/d' >"$role.txt"
	run er-gen --since "$role.json" "$role" example
	has out 'No figure has changed.' "nothing has changed for the $role"
	sed -e '/^What changed/,/^No figure/d' -e '/^Report-Digest/d' out |
		cat -s >got
	cat -s "$role.txt" >expected
	same got expected 'and nothing else of the report has'
done
awk '!done && /^Amount:/ { $0 = "Amount: 9,999"; done = 1; print FNR >"at" }
	1' example/expenses.rec >expenses
mv expenses example/expenses.rec
record=$(awk -v at="$(cat at)" 'NR > at { exit } /^$/ { n = NR + 1 }
	END { print n }' example/expenses.rec)
run er-gen --since cfo.json cfo example
has out '- money/1/burn' 'what a changed record moves has moved'
is "$(sed -n '/^What/,/^2[.]/s/.*Records: //p' out | sort -u)" \
	"expenses.rec: $record." 'all of it by that record'
cp first.rec book.rec

run er-gen --roles roles --since none.json r book.rec
status_is 66 'a report that is not there exits 66'
for text in '' '{}' '[1' '{"figures":[],"figures":[]}' '{"figures":7}'; do
	printf '%s' "$text" >bad.json
	run er-gen --roles roles --since bad.json r book.rec
	status_is 65 "'$text' is no report"
	empty out 'and none is made'
done
printf '{"report":{"role":"r"},"figures":[1,{},{"id":7},{"id":"x","text":"a\\u0007b","sources":[1,"y"]},{"id":"x"}]}' >odd.json
run er-gen --roles roles --since odd.json r book.rec
status_is 0 'members that are none of ours are passed over'
hasnt out "$(printf '\a')" 'and control characters are not shown'
sed 's/"role":"r"/"role":"s"/' old.json >other.json
run er-gen --roles roles --since other.json r book.rec
status_is 65 "another role's report exits 65"
has err "a report of the role 's', not of 'r'" 'and both are named'
done_testing
