#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The log: what er-outbox(5) says of it and of the database, held against the
# real ones; and its rotation.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
need sqlite3
need recsel
need sha256sum

SES_FROM=owner@group.example SES_BCC=audit@group.example
ER_OUTBOX=$workdir/outbox.db ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM SES_BCC ER_OUTBOX ER_TRANSPORT
printf 'All is well.\n' >body
send() { run_in body er-sesmail -s 'CEO report' "$@" ceo@group.example; }

send --key one
send --queue -b quiet@group.example
send --queue --not-after 2999-12-31
er-sesmail --hold "$(er-sesmail --list | awk -F '\t' '$2 == "queued" { print $1; exit }')"
send --key one --resend 'once more'

# ---- the page and the database
page=$SRCDIR/man/er-outbox.5
awk '/^\.Ss Table / { table = $3 } /^\.Ss The / { table = "" }
	table != "" && /^\.It Li / { for (i = 3; i <= NF; i++)
		if ($i != ",") print table, $i }' "$page" | sort >page.columns
sqlite3 outbox.db "SELECT t.name || ' ' || c.name FROM sqlite_schema t,
	pragma_table_info(t.name) c WHERE t.type = 'table'" | sort >real.columns
same page.columns real.columns 'the page names each table and column'
[ -s real.columns ]; ok $? 'of which there are some'
is "$(sed -n 's/.*user version \([0-9]*\),.*/\1/p' "$page")" \
	"$(sqlite3 outbox.db 'PRAGMA user_version')" 'and the version'
is "$(sed -n 's/.*application id \([0-9]*\)$/\1/p' "$page")" \
	"$(sqlite3 outbox.db 'PRAGMA application_id')" 'and the id'
is "$(sqlite3 outbox.db 'PRAGMA journal_mode')" wal 'it is in WAL mode'
sqlite3 outbox.db .schema | grep -o "state = '[a-z ]*'" | cut -d "'" -f 2 | sort >real.states
awk '/^\.It Li state/ { on = 1; next } /^\.It / { on = 0 } on' "$page" |
	grep '^\.Li' | sed 's/^\.Li //; s/ , /\n/g; s/ \.$//' | sort >page.states
same page.states real.states 'and the states'

# ---- the page and the log
er-sesmail --log >log
sed -n 's/^\([A-Z][A-Za-z_]*\): .*/\1/p' log | sort -u >real.fields
awk '/^The fields of a record/ { on = 1 } /^\.El/ { on = 0 }
	on && /^\.It Li / { for (i = 3; i <= NF; i++) if ($i != ",") print $i }' \
	"$page" >page.order
{ cat page.order; echo Chain; } | sort >page.fields
comm -13 page.fields real.fields >undocumented
empty undocumented 'the page names each field of the log'
awk 'NR == FNR { place[$0] = NR; next } /^$/ { last = 0; next }
	/^%/ || /^Chain/ { next }
	{ sub(/:.*/, ""); if (place[$0] < last) print; last = place[$0] }' \
	page.order log >disorder
empty disorder 'in the order that they have'

# The chain by the page's words, with sha256sum, of the text and of the table.
chain=$(printf '%064d' 0)
: >chains
events=$(grep -c '^Event: ' log)
for i in $(seq "$events"); do
	awk -v n="$i" '/^$/ { i++; next } i == n && !/^Chain: /' log >record
	chain=$({ printf '%s\n' "$chain"; cat record; } | sha256sum | cut -d ' ' -f 1)
	echo "$chain" >>chains
done
sed -n 's/^Chain: //p' log >logged
same chains logged "the page's chain is the log's"
sqlite3 outbox.db 'SELECT chain FROM event ORDER BY seq' >kept
same kept logged 'and the one in the table'
sqlite3 outbox.db 'SELECT record FROM event ORDER BY seq' >kept
awk '/^$/ { n++; if (n > 1) print ""; next } n && !/^Chain: /; END { print "" }' log >logged
same kept logged 'which has the very text'
er-sesmail --verify-log >check
is "$(sed -n 's/^Chain: //p' check)" "$chain" '--verify-log prints the last'
cat Maildir/new/* | tr -d '\r' >mails
sed -n 's/^ chain=//p' mails >heads
[ -s heads ] && ! grep -vxF -f chains heads | grep -v '^0*$' >foreign
ok $? 'each mail carries one of them'

# ---- rotation
is "$(grep -c '^%doc' log)" 0 'a whole log follows nothing'
run er-sesmail --rotate-log log.1
status_is 0 'the events move to a file'
empty out 'silently'
same log.1 log 'which is what --log printed'
is "$(ls -l log.1 | cut -c 1-10)" -rw------- 'and private'
run er-sesmail --log
is "$(cat out)" "%rec: Event
%doc: Follows event $events, Chain $chain" 'the log is empty, but knows what it follows'
run er-sesmail --rotate-log log.2
status_is 65 'there is nothing more to move'
[ ! -e log.2 ]; ok $? 'and no file'
run er-sesmail --verify-log
status_is 0 'the log is whole'
is "$(cat out)" "Events: 0
First: $((events + 1))
Unchecked: 4
Chain: $chain" 'as far as it is there'
run er-sesmail --verify-log log.1
status_is 0 'with the file, all of it'
is "$(cat out)" "Events: $events
Chain: $chain" 'and every message'

send --key two
is "$(er-sesmail --log | sed -n 's/^Event: //p' | head -n 1)" $((events + 1)) \
	'the numbers go on'
id=$(er-sesmail --list | awk -F '\t' 'END { print $1 }')
grep -rl "id=$id" Maildir/new >mail
has "$(cat mail)" "chain=$chain" 'and the chain, in the mail too'
er-sesmail --release "$(er-sesmail --list | awk -F '\t' '$2 == "held" { print $1; exit }')"
run er-sesmail --rotate-log log.2
status_is 0 'once more'
has log.2 "%doc: Follows event $events, Chain $chain" 'the file says what it follows'
recfix --check log.2 >out 2>&1; ok $? 'recfix has nothing to say'
is "$(recsel -e "State = 'accepted'" -P Message log.2)" "$id" 'recsel reads it'
run er-sesmail --verify-log log.1 log.2
status_is 0 'both files and the outbox are one log'
hasnt out Unchecked 'of every message'
run er-sesmail --verify-log log.2
status_is 0 'the last file alone is whole'
has out Unchecked 'but not all there is'
run er-sesmail --verify-log log.1
status_is 65 'a gap is found'
run er-sesmail --verify-log log.2 log.1
status_is 65 'a wrong order, too'
run er-sesmail --rotate-log log.1
status_is 73 'an old file is not overwritten'
same log.1 log 'indeed not'
run er-sesmail --flush
status_is 0 'and messages go out as ever'
run er-sesmail --verify-log log.1 log.2
status_is 0 'the log is whole'

# ---- every alteration is found
alter() { # NAME COMMAND...
	alter_name=$1
	shift
	"$@" <log.1 >bad
	cmp -s bad log.1 && ok 1 "$alter_name: alters something"
	run er-sesmail --verify-log bad log.2
	status_is 65 "$alter_name: is found"
}
alter 'another state' sed 's/State: accepted/State: refused/'
alter 'another recipient' sed '0,/ceo@/s//cfo@/'
alter 'an event taken out' awk 'BEGIN { RS = ""; ORS = "\n\n" } NR != 3'
alter 'the last one taken off' sh -c 'head -n -$(($(tac | awk "/^\$/ { print NR; exit }")))'
alter 'two exchanged' awk 'BEGIN { RS = ""; ORS = "\n\n" } NR == 3 { a = $0; next } { print } NR == 4 { print a }'
alter 'a chain' sed '0,/^Chain: ./s//Chain: x/'
alter 'cut off' head -c 300
alter 'empty' head -c 0
alter 'no log' sed 's/^/x/'
alter 'another beginning' sed '1a %doc: Follows event 7, Chain 0000000000000000000000000000000000000000000000000000000000000000'
alter 'a NUL' sed 's/Subject/Sub\x00ject/'
run er-sesmail --verify-log missing log.2
status_is 66 'a file that is not there'
cp outbox.db altered.db && chmod 600 altered.db
sqlite3 altered.db "UPDATE message SET state = 'dropped' WHERE key = 'two'"
run env ER_OUTBOX=altered.db er-sesmail --verify-log log.1 log.2
status_is 65 'a message whose state is not what a file says'
run er-sesmail --list log.1
status_is 64 'files go with --verify-log only'

# ---- killed while moving: the events are in the outbox or in the file
if strace -qq -o trace true 2>/dev/null; then
	calls=write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate
	er-sesmail --outbox kill.db --queue -s s a@group.example <body >out
	cp kill.db kill.orig && n=0
	: >bad
	while [ $n -lt 100 ]; do
		n=$((n + 1))
		rm -f kill.db* moved*
		cp kill.orig kill.db && chmod 600 kill.db
		env ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace -e trace=$calls \
			-e inject=$calls:signal=KILL:when=$n \
			er-sesmail --outbox kill.db --rotate-log moved >out 2>err && break
		er-sesmail --outbox kill.db --verify-log >check 2>&1 || cat check >>bad
		grep -q Unchecked check || continue
		er-sesmail --outbox kill.db --verify-log moved >check 2>&1 || cat check >>bad
		grep -q Unchecked check && cat check >>bad
	done
	empty bad 'killed at any moment no event is lost'
	[ $n -gt 5 ] && [ $n -lt 100 ]; ok $? "at $((n - 1)) moments"
else
	skip 'strace is not installed, or not permitted' 'killed while moving'
fi
done_testing
