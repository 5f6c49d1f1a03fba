#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What careless and hostile hands put into the pipe. Each case ends with one
# clear message and the documented status; nothing is sent, nothing is lost.
. "${SRCDIR:?}/tests/lib.sh"
need er-gen
need er-sesmail

BOOK=$SRCDIR/examples/book
SES_FROM=reports@group.example ER_TRANSPORT=maildir:$workdir/Maildir
ER_OUTBOX=$workdir/outbox.db
export SES_FROM ER_TRANSPORT ER_OUTBOX
to=ceo@group.example

nothing_sent() {
	sent=$(find Maildir -type f 2>/dev/null | wc -l)
	[ "$sent" -eq 0 ]
	ok $? "$1: nothing is sent" || ls -lR Maildir | sed 's/^/# /'
	rm -rf Maildir
}
# refused STATUS WORDS NAME: what `run` left: the status, one clear message.
refused() {
	status_is "$1" "$3: exit status $1"
	has err "$2" "$3: the message says so"
	[ "$(wc -l <err)" -le 3 ]
	ok $? "$3: the message is short" || diag err
	empty out "$3: stdout is empty"
}
mail() { run_in "$1" er-sesmail -s 'A report' "$to"; }

# ---- er-sesmail's input -------------------------------------------------------

: >empty.txt
mail empty.txt
refused 65 'empty' 'empty stdin'
nothing_sent 'empty stdin'

run_in empty.txt er-sesmail -t
refused 65 'empty' 'empty stdin with -t'

er-gen cfo "$BOOK" >whole.txt
er-gen --mail cfo "$BOOK" >whole.eml
size=$(wc -c <whole.txt)
head -c $((size / 2)) whole.txt >cut.txt
mail cut.txt
refused 65 'cut' 'a report cut in the middle'
nothing_sent 'a report cut in the middle'

head -c $((size - 2)) whole.txt >cut.txt
mail cut.txt
refused 65 'cut' 'a report cut two bytes before its end'

sed 's/8/9/' whole.txt >changed.txt
mail changed.txt
refused 65 'Report-Digest' 'a changed report'
nothing_sent 'a changed report'

head -c $(($(wc -c <whole.eml) / 2)) whole.eml >cut.eml
run_in cut.eml er-sesmail -t
refused 65 'Report-Digest' 'a mail cut in the middle'
nothing_sent 'a mail cut in the middle'

head -c 100 whole.eml >header.eml
run_in header.eml er-sesmail -t
refused 65 '' 'a mail cut in its header'
nothing_sent 'a mail cut in its header'

run_in whole.txt er-sesmail -s x 'ceo'
refused 65 'domain' 'a recipient without a domain'
nothing_sent 'a recipient without a domain'

run_in whole.txt er-sesmail -s "$(printf 'Fine\r\nBcc: thief@elsewhere.example')" "$to"
refused 65 'Subject' 'a subject with CR LF in it'
nothing_sent 'a subject with CR LF in it'

run_in whole.txt er-sesmail -s x "$(printf 'ceo@group.example\nthief@elsewhere.example')"
refused 65 '' 'a recipient with LF in it'
nothing_sent 'a recipient with LF in it'

printf 'fine\nnul \000 here\n' >nul.txt
mail nul.txt
refused 65 'NUL' 'a NUL byte'
nothing_sent 'a NUL byte'

printf 'fine\ncaf\351\n' >latin1.txt
mail latin1.txt
refused 65 'UTF-8' 'Latin-1 bytes'
nothing_sent 'Latin-1 bytes'

{ head -c 10000000 /dev/zero | tr '\0' 'x'; echo; } >long.txt
mail long.txt
status_is 0 'a 10 MB line is sent, encoded'
awk 'length > 998 { long = 1 } END { exit long }' Maildir/new/*
ok $? 'a 10 MB line: no line of the message is longer than 998'
rm -rf Maildir

unset ER_TRANSPORT
mail whole.txt
refused 78 'AWS_' 'no AWS settings at all'
ER_TRANSPORT=maildir:$workdir/Maildir
export ER_TRANSPORT

run_in whole.txt er-sesmail --outbox /dev/null/outbox.db -s x "$to"
refused 73 'outbox' 'an outbox that cannot be made'
nothing_sent 'an outbox that cannot be made'

run_in whole.txt sh -c 'er-sesmail --key full -s x ceo@group.example >/dev/full'
status_is 74 'a full disk behind stdout: exit status 74'
run er-sesmail --log
has out 'Key: full' 'a full disk behind stdout: the outbox knows the message'
run_in whole.txt er-sesmail --key full -s x "$to"
status_is 0 'a full disk behind stdout: asking again exits 0'
is "$(find Maildir -type f | wc -l)" 1 'a full disk behind stdout: it went once'
rm -rf Maildir

# ---- er-gen's input -------------------------------------------------------------

run sh -c "er-gen cfo '$BOOK' >/dev/full"
status_is 74 'er-gen on a full disk: exit status 74'
has err 'standard output' 'er-gen on a full disk: it says so'

# shellcheck disable=SC2016 # for the inner shell
run sh -c 'er-gen cfo "$1" >&-' sh "$BOOK"
status_is 74 'er-gen without standard output: exit status 74'
has err 'standard output' 'er-gen without standard output: it says so'

run er-gen cfo </dev/null
status_is 65 'er-gen with an empty book on stdin: exit status 65'
empty out 'er-gen with an empty book on stdin prints nothing'

cp -R "$BOOK" book
chmod -R u+w book
printf '\n%%rec: Expense\n\nEntity: qsd\nItem: Broken\nAmount: 12,5x\nEvery: month\nKind: operating\n' >>book/expenses.rec
line=$(wc -l <book/expenses.rec)
run er-gen cfo book
status_is 65 'a broken amount: exit status 65'
has err "book/expenses.rec:$((line - 2)):9: error: Expense.Amount: '12,5x' is not an amount" 'a broken amount: file:line:column'
empty out 'a broken amount: no report'

er-gen --mail cfo book 2>err | er-sesmail -t >out 2>>err
status=$?
status_is 65 'a broken book in the pipe: er-sesmail refuses'
nothing_sent 'a broken book in the pipe'

run er-gen cof "$BOOK"
refused 64 'cfo' 'an unknown role (the near one is named)'

mkdir roles
printf -- '---\ntitle: Broken\n---\n# Broken\n\n```sql table t\nSELECT nothing FROM nowhere\n```\n' >roles/broken.md
run er-gen --roles roles broken "$BOOK"
status_is 65 'a role with a failing query: exit status 65'
has err 'roles/broken.md:7' 'a role with a failing query: file:line'
empty out 'a role with a failing query: no report'

ln -s loop loop.rec
run er-gen cfo loop.rec
refused 66 'loop.rec' 'a file that cannot be opened'

printf '%%rec: Entity\n\nId: a\000b\nName: x\n' >nul.rec
run er-gen cfo nul.rec
status_is 65 'a NUL byte in a book: exit status 65'
has err 'nul.rec:3:6: error' 'a NUL byte in a book: file:line:column'

printf '%%rec: Entity\n\nId: caf\351\nName: x\n' >latin1.rec
run er-gen cfo latin1.rec
status_is 65 'Latin-1 bytes in a book: exit status 65'
has err 'latin1.rec:3:8: error' 'Latin-1 bytes in a book: file:line:column'

{ printf '%%rec: Note\n\nText: '; cat long.txt; } >long.rec
run er-gen cfo "$BOOK" long.rec
status_is 0 'a 10 MB line in a book is a long note'

head -c 3000 "$BOOK/expenses.rec" | cat "$BOOK/organisation.rec" - >half.rec
run er-gen --check half.rec
[ "$status" -eq 65 ] || [ "$status" -eq 0 ]
ok $? 'half a book ends with a verdict, not a crash' || diag err

nothing_sent 'all of er-gen'"'"'s cases'
done_testing
