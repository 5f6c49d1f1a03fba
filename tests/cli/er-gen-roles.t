#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where roles are found, and --check.
. "${SRCDIR}/tests/lib.sh"
data=$SRCDIR/tests/data/report
ln -s "$data/book" book

page() { printf -- '---\ntitle: %s\n---\nWords.\n' "$1" >"$2"; }
mkdir -p datadir/roles config/er-tools/roles mine
ln -s "$ER_DATADIR/data" datadir/data
ER_DATADIR=$workdir/datadir
export ER_DATADIR
page Installed datadir/roles/which.md
run er-gen which book
has out '- Installed -' 'a role is found in the data directory'
page Personal config/er-tools/roles/which.md
run er-gen which book
has out '- Personal -' "the user's own comes before it"
mkdir -p own/roles
cp book/book.rec own
page Book own/roles/which.md
run er-gen which own
has out '- Book -' "the book's comes before that"
page Mine mine/which.md
run er-gen --roles mine which own
has out '- Mine -' '--roles comes first of all'

run er-gen --roles mine --list-roles book
status_is 0 'roles are listed'
printf 'all\tFleet report\ndaily\tDaily boats\nsouth\tSouthern boats\nstale\tStale report\nwhich\tMine\n' >expected
same out expected 'by name, with their titles'
page Skipped 'mine/not a name.md'
page Skipped mine/.hidden.md
run er-gen --roles mine --list-roles book
same out expected 'files that are no roles are passed over'

run er-gen --check book
status_is 0 'a sound book passes the check'
is "$(wc -l <out | tr -d ' ')" 1 'in one line'
page Other mine/other.md
# shellcheck disable=SC2016
printf '```sql table t\nSELECT nmae FROM asset\n```\n' >>mine/other.md
run er-gen --check --roles mine book
status_is 65 'a faulty role does not'
has err 'mine/other.md:6:8: error: no such column: nmae' 'it is told where'
empty out 'and nothing is said to be sound'
rm mine/other.md
mkdir broken
sed 's/^Horizon: 30/Horizon: 31/' book/book.rec >broken/book.rec
run er-gen --check broken
status_is 65 'a faulty book does not'
has err 'broken/book.rec:44:' 'it is told where'
done_testing
