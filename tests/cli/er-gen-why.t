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
sed -n '/^Records/,$p' out | sed '1,2d' >got
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
run er-gen --why nothing cfo example
has err "'-f json' has the names of all" 'or where they are'
done_testing
