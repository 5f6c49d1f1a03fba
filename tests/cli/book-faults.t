#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A book that is wrong: every fault at its place in one run, exit 65, no report.
. "${SRCDIR:?}/tests/lib.sh"
data=$SRCDIR/tests/data

head='%rec: Organisation

Id: o
Name: O
Currency: USD

%rec: Entity

Id: e
Name: E

'
# book TEXT: ./book.rec is the head and TEXT (printf escapes).
# shellcheck disable=SC2059 # the text is a format, for \0 and the like
book() { { printf '%s' "$head"; printf "$1"; } >book.rec; }

cp "$data/book-faults.rec" .
run er-gen cfo book-faults.rec
status_is 65 'a book with faults ends in 65'
empty out 'and gives no report'
sed 's|tests/data/||g' "$data/book-faults.expected" >expected
grep '^book-faults' err >got
same got expected 'all faults are told, in order'

book ''
run er-gen --check book.rec
status_is 0 'the smallest book is sound'
for case in 'a NUL byte|%%rec: Note\n\nText: a\000b\n' \
    'a NUL byte in a descriptor|%%rec: Boat\n%%type: A enum a\000b\n' \
    'Latin-1|%%rec: Note\n\nText: caf\351\n' \
    'a line that is no field|%%rec: Note\n\nText: a\nnonsense\n' \
    'an unclosed quote of a type|%%rec: Boat\n%%type: A enum (a\n'; do
	book "${case#*|}"
	run er-gen cfo book.rec
	status_is 65 "${case%%|*} ends in 65"
	empty out "${case%%|*} gives no report"
	has err 'book.rec:1' "${case%%|*} is told at its line"
done

: >empty.rec
run er-gen cfo empty.rec
status_is 65 'an empty book ends in 65'
has err 'no Organisation record' 'and says what it needs'
run_in empty.rec er-gen cfo -
status_is 65 'empty standard input ends in 65'
run er-gen cfo nowhere
status_is 66 'a book that is not there ends in 66'
mkdir hollow
run er-gen cfo hollow
status_is 66 'a directory without records ends in 66'
has err 'hollow' 'and names it'

{ printf '%s%%rec: Note\n\nText: ' "$head"; head -c 10485760 /dev/zero | tr '\0' x
	echo; } >long.rec
run er-gen --check long.rec
status_is 0 'a value of 10 MB is a value'
{ printf '%s%%rec: Note\n\n' "$head"; head -c 10485760 /dev/zero | tr '\0' x
	echo ': y'; } >long.rec
run er-gen cfo long.rec
status_is 65 'a field name of 10 MB is a fault'
[ "$(wc -c <err)" -lt 4096 ]
ok $? 'told in a short message'

book '%%rec: Expense\n\nEntity: e\nItem: \033[31mred\nAmount: \033[31m\nEvery: month\nKind: operating\n'
run er-gen cfo book.rec
status_is 65 'control characters in an amount are a fault'
LC_ALL=C grep -q "$(printf '\033')" err
[ $? -eq 1 ]
ok $? 'and do not reach the terminal'

run er-gen -e nobody --check "$data/book-group"
status_is 64 'an unknown entity ends in 64'
has err 'qsd, atelier' 'and the entities that there are'
done_testing
