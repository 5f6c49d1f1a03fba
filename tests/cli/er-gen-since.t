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
run er-gen --roles roles --since old.json r new.rec
status_is 0 'a report says what changed'
cat >expected <<'TXT'
What changed since 2026-10 (as of 2026-10-31)
---------------------------------------------

Moved:
- things/Mover/value
  100 to 200 before, 150 to 250 now (USD)
  Sources: new.rec: 22.
- things/Mover/Part
  10.0 before, 15.0 now (%)
  Sources: new.rec: 22.
- things/Narrower/Part
  10.0 before, 12.0 now (%)
  Sources: new.rec: 16.
- things/Wider/Part
  10.0 before, 9.0 now (%)
  Sources: new.rec: 10.

Widened:
- things/Wider/value
  100 to 200 before, 90 to 210 now (USD)
  Sources: new.rec: 10.

Narrowed:
- things/Narrower/value
  100 to 200 before, 120 to 180 now (USD)
  Sources: new.rec: 16.

New:
- things/Comer/value
  7 (USD)
  Sources: new.rec: 34.
- things/Comer/Part
  0.7 (%)
  Sources: new.rec: 34.

Gone:
- things/Goner/value
  7 (USD)
  Sources: book.rec: 34.
- things/Goner/Part
  0.7 (%)
  Sources: book.rec: 34.

2. Things
TXT
sed -n '/^What/,/^2[.]/p' out >got
same got expected 'what moved, widened, narrowed, is new and is gone'
sed -e '/^What/,/^2[.]/{/^2[.]/!d;}' -e '/^Report-Digest/d' out >got
er-gen --roles roles r new.rec | sed '/^Report-Digest/d' >expected
same got expected 'nothing else of the report is another one'
for form in json html markdown; do
	run er-gen --roles roles -f "$form" --since old.json r new.rec
	status_is 0 "and so it is as $form"
	has out 'What changed since' 'which has the section'
done

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
