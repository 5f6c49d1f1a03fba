#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Report-Log in each mail, and what a mailbox of copies settles.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

SES_FROM=owner@group.example SES_BCC=audit@group.example
export SES_FROM SES_BCC
printf 'All is well.\n' >body
send() { run_in body er-sesmail -s 'CEO report' "$@" ceo@group.example; }
state() { er-sesmail --list | awk -F '\t' -v id="$1" '$1 == id { print $2 }'; }
last_id() { er-sesmail --list | awk -F '\t' 'END { print $1 }'; }

endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }

# ---- the field
send
send --deadline 0
status_is 0 'two messages are sent'
tr -d '\r' <"$ENDPOINT_DIR/2.eml" | head -n 2 | tr -d '\n' >field
id=$(last_id)
event=$(sed 's/.*event=\([0-9]*\);.*/\1/' field)
chain=$(sed 's/.*chain=//' field)
has field "Report-Log: id=$id; event=$event; chain=" \
	'a mail begins with its id and the log'
is "$event" 3 'the last event before it was taken in'
is "$(er-sesmail --log | recsel -e "Event = $event" -P Chain)" "$chain" \
	'and the chain of that event'
has "$ENDPOINT_DIR/1.eml" "event=0;" 'the first mail knows of no event'
send --key once
send --key once
has err 'already accepted' 'the field does not make it another message'
tr -d '\r' <"$ENDPOINT_DIR/3.eml" >piped
run_in piped er-sesmail -t --key piped ceo@group.example
status_is 0 'nor does one that was there before'
is "$(grep -c '^Report-Log:' "$ENDPOINT_DIR/4.eml")" 2 'which is kept'

# ---- in doubt, and there after all
mkdir -p Maildir/new Maildir/cur Maildir/tmp
endpoint_behave 'cut-after +keep'
send --key arrived
status_is 79 'no answer: in doubt'
has err '--reconcile' 'and told what settles it'
arrived=$(last_id)
endpoint_behave cut-after
send --key lost
status_is 79 'no answer, and not taken'
lost=$(last_id)
# SES puts its own fields before, with a Message-ID of its own.
n=$(endpoint_count)
{
	printf 'Return-Path: <0101-x@us-west-2.amazonses.com>\n'
	printf 'Message-ID: <0101abc-def-000000@us-west-2.amazonses.com>\n'
	tr -d '\r' <"$ENDPOINT_DIR/$n.eml"
} >copy
cp piped Maildir/new/1.other
mkfifo Maildir/new/fifo
run er-sesmail --reconcile Maildir
status_is 79 'copies of other messages settle nothing'
is "$(state "$arrived")" 'in doubt' 'indeed'
cp copy Maildir/cur/2.copy:2,S
run er-sesmail --reconcile Maildir
status_is 79 'one found, one still in doubt: 79'
is "$(state "$arrived")" accepted 'what has a copy is accepted'
is "$(state "$lost")" 'in doubt' 'what has none is still in doubt'
is "$(cat out)" 0101abc-def-000000 'and its id is that of the copy'
has err "$lost" 'the other is named'
send --key arrived
status_is 0 'a rerun finds it accepted'
run er-sesmail --verify-log
status_is 0 'the log is whole'
er-sesmail --log | recsel -e "State = 'accepted'" -P Cause | tail -n 1 >cause
has cause 'copy' 'and says how it was settled'

# ---- an mbox, and a forged copy inside another message
{
	printf 'From audit Sun Nov 22 10:00:00 2026\n'
	cat piped
	printf '\nReport-Log: id=%s; event=0; chain=0\n' "$lost"
	printf '>From x\nReport-Log: id=%s; event=0; chain=0\n\n' "$lost"
} >mbox
run er-sesmail --reconcile mbox
status_is 79 'a field in the text is no copy'
is "$(state "$lost")" 'in doubt' 'indeed'
{
	printf 'From audit Sun Nov 22 10:00:00 2026\nMessage-ID: <m@x.example>\n'
	printf 'Report-Log: id=%s; event=0;\n chain=0\n\nAll is well.\n' "$lost"
} >>mbox
run er-sesmail --reconcile mbox
status_is 0 'an mbox file is as good'
is "$(state "$lost")" accepted 'and settles the rest'
run er-sesmail --reconcile mbox
status_is 0 'with nothing in doubt there is nothing to do'
empty out 'or to say'
run er-sesmail --reconcile nosuch
status_is 66 'a mailbox that is not there'
run er-sesmail --reconcile "$workdir"
status_is 66 'a directory that is no Maildir'
is "$(endpoint_count)" "$n" 'all this has sent nothing'

done_testing
