#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever is wrong: one clear message, the right status, nothing on stdout.
. "${SRCDIR}/tests/lib.sh"
data=$SRCDIR/tests/data/report
ln -s "$data/book" book
ln -s "$data/roles" roles

# refused STATUS TEXT NAME COMMAND...
refused() {
	refused_status=$1 refused_text=$2 refused_name=$3
	shift 3
	run "$@"
	status_is "$refused_status" "$refused_name: status $refused_status"
	has err "$refused_text" "$refused_name: it says why"
	empty out "$refused_name: no report"
}

refused 64 'no role is given' 'no role' er-gen
refused 64 "Try 'er-gen --help'" 'unknown option' er-gen --colour all book
refused 64 "did you mean 'stale'?" 'unknown role' er-gen stael book
refused 64 "'../x' is not the name of a role" 'a role is no path' \
	er-gen ../x book
refused 64 "'2026-13-01' is not a date" 'bad date' \
	er-gen -d 2026-13-01 all book
refused 64 "'soon' is not a period" 'bad period' er-gen -p soon all book
refused 64 "the width '39'" 'too narrow' er-gen -w 39 all book
refused 64 "the width '72x'" 'no number' er-gen -w 72x all book
refused 64 "nobody" 'unknown entity' er-gen -e nobody all book
refused 66 'no-such-book' 'no such book' er-gen all no-such-book
refused 66 "no-such-dir" 'no such directory of roles' \
	er-gen --roles no-such-dir all book
refused 78 'schema.rec' 'no schema' \
	env ER_DATADIR="$workdir" er-gen --roles book/roles all book

run er-gen --roles roles sql book
status_is 65 'a page with faulty queries ends in 65'
empty out 'and nothing is written'
sed '$d' err >got
same got "$data/sql.err" 'each query is told at its line'
run er-gen --roles roles faulty book
status_is 65 'a page with faulty citations ends in 65'
sed '$d' err >got
same got "$data/faulty.err" 'each citation is told at its place'

mkdir broken
sed 's/68K..82K/68K..82x/; s/1,250.50/12,50.5/' book/book.rec >broken/book.rec
run er-gen --roles book/roles all broken
status_is 65 'a broken amount ends in 65'
empty out 'and nothing is written'
has err 'broken/book.rec:25:' 'its line is told'
has err 'broken/book.rec:31:' 'and that of the next in the same run'

printf '%%rec: Asset\n\nId: a\0b\n' >nul.rec
refused 65 'nul.rec:3' 'a NUL byte' er-gen --roles book/roles all nul.rec
printf '%%rec: Asset\n\nName: Gr\374n\n' >latin1.rec
refused 65 'latin1.rec:3' 'Latin-1' er-gen --roles book/roles all latin1.rec
: >empty.rec
refused 65 'rganisation' 'an empty book' er-gen --roles book/roles all empty.rec
run_in /dev/null er-gen --roles book/roles all
status_is 65 'nothing on standard input ends in 65'
empty out 'and no report is made of it'

sed 's/$/\r/' book/book.rec >crlf.rec
run er-gen --roles book/roles all crlf.rec
status_is 0 'CR LF line ends are read'
hasnt out "$(printf '\r')" 'and not handed on'
{ sed '$d' book/book.rec; tail -n 1 book/book.rec | tr -d '\n'; } >cut.rec
run er-gen --roles book/roles all cut.rec
status_is 0 'no newline at the end is no fault'
"$PYTHON" -c "print('%rec: Note\n\nText: ' + 'x' * 10000000)" >long.rec
run er-gen --roles book/roles all book long.rec
status_is 0 'a line of 10 MB is read'

run er-gen --roles roles hostile book
status_is 0 'a hostile page makes a report'
is "$(tr -d '\n -~' <out | wc -c | tr -d ' ')" 0 \
	'nothing that acts on a terminal is in it'
is "$(grep -c '^Report-Digest' out)" 1 'data is no digest line'
has out ' From here on' 'and no beginning of a message'

if [ -w /dev/full ]; then
	er-gen all book >/dev/full 2>err
	status=$?
	status_is 74 'a full device ends in 74'
	has err 'cannot write' 'and is told'
else
	skip 'no /dev/full' 'a full device ends in 74'
fi
(er-gen all book 2>err; echo $? >code) | true
empty err 'a reader that goes away is no message'
chmod 000 empty.rec
if [ -r empty.rec ]; then
	skip 'root reads everything' 'an unreadable book ends in 66'
else
	refused 66 'empty.rec' 'an unreadable book' er-gen all empty.rec
fi

# Nothing of a page acts on a terminal.
mkdir acting
printf -- '---\ntitle: A\033[31m\n---\n## H\033[31m\n\nP\033[31m\n\n- L\033[31m\n\n' \
	>acting/act.md
printf '```sql table t empty="E\033[31m"\nSELECT 1 AS x WHERE 0\n```\n' \
	>>acting/act.md
for form in text markdown html json; do
	run er-gen --roles acting -f $form act book
	is "$status $(tr -d '\n -~' <out)" '0 ' \
		"$form: control characters of a page are shown as '?'"
done
done_testing
