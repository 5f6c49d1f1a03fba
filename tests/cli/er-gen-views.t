#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The finance views are made when a page names them: however it does, and what
# is wrong with one of them harms only those that rest on it.
. "${SRCDIR}/tests/lib.sh"
cp -r "$ER_DATADIR/data" "$ER_DATADIR/roles" .
ER_DATADIR=$workdir
export ER_DATADIR
mkdir pages
page() { # page NAME SQL
	printf '%s\n' '---' "title: $1" '---' '' '```sql table rows' "$2" '```' \
		>"pages/$1.md"
}
book=$SRCDIR/examples/book
gen() { run er-gen --roles pages -d 2026-10-31 "$@" "$book"; }

page plain 'SELECT entity, gross_low, gross_high, gross_currency FROM entity_burn'
page quoted 'SELECT entity, gross_low, gross_high, gross_currency FROM "entity_burn"'
page string "SELECT entity, gross_low, gross_high, gross_currency FROM 'entity_burn'"
page upper 'SELECT entity, gross_low, gross_high, gross_currency FROM main.Entity_Burn'
gen plain
status_is 0 'a page reads a view'
has out 'USD' 'and shows its figures'
sed 1d out | sed '$d' >plain.out	# between status and digest
for name in quoted string upper; do
	gen $name
	status_is 0 "a view named in another way: $name"
	sed 1d out | sed '$d' >got
	same got plain.out 'shows the same'
done

page none 'SELECT id, name FROM entity'
page typo 'SELECT entity FROM entity_brun'
gen typo
status_is 65 'no such view'
has err 'pages/typo.md:6:' 'is told at its line'
has err 'no such table: entity_brun' 'as what it is'

# One view is broken: by whoever installed it.
sed '/^CREATE VIEW group_burn AS/,/^SELECT/s/^SELECT/SELECT no_such_column,/' \
	data/finance.sql >broken.sql
mv broken.sql data/finance.sql
gen none
status_is 0 'a page that names no view does not need them'
gen plain
status_is 0 'nor one that names another view the broken one'
gen cfo
status_is 78 'a page that names it ends in 78'
has err "group_burn: no such column: no_such_column" 'saying which and why'
empty out 'without a report'
gen --check
status_is 78 '--check looks at all views'
has err "data/finance.sql' does not load: group_burn" 'and names the broken one'

# A figure that cannot be is the fault of the data, and of one view's.
cp "$SRCDIR/data/finance.sql" data/
mkdir large
cp -r "$book"/*.rec large/
cat >>large/expenses.rec <<'EOF'

Entity: jada
Item: Too much
Amount: 92233720368547758.07
Every: day
Kind: operating
EOF
book=large
gen none
status_is 0 'an amount too large for a view is none to other pages'
gen plain
status_is 65 'a page that shows it has a fault'
has err 'pages/plain.md:6: error: a figure is too large' 'told at its line'


# A view would hide the records of a type of its name.
mkdir named
cp "$book"/*.rec named/
printf '%s\n' '%rec: Ageing' '' 'A: 1' >named/own.rec
book=named
gen none
status_is 65 'a type with the name of a view'
has err 'named/own.rec:1: error: records of type Ageing cannot be a table' \
	'is a fault of the type'

rm data/finance.sql
book=$SRCDIR/examples/book
gen none
status_is 78 'without the file of the views there is no report'
done_testing
