#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail over the wire: for every answer, the state, the status, the words.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl
need sqlite3

SES_FROM=owner@group.example SES_BCC=audit@group.example
export SES_FROM SES_BCC
printf 'All is well.\n' >body
send() { run_in body er-sesmail "$@" -s 'CEO report' ceo@group.example; }
state_of() { er-sesmail --list | awk -F '\t' -v n="$1" 'NR == n { print $2 }'; }
last_state() { er-sesmail --list | awk -F '\t' '{ s = $2 } END { print s }'; }

endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }

# ---- accepted
run_in body er-sesmail -s 'CEO report' -b quiet@group.example ceo@group.example
status_is 0 'a message is accepted'
has "$ENDPOINT_DIR/1.json" "$(cat out)" 'stdout is the MessageId of SES'
has "$ENDPOINT_DIR/1.json" quiet@group.example 'Bcc is in the envelope'
has "$ENDPOINT_DIR/1.json" audit@group.example 'so is the audit copy'
has "$ENDPOINT_DIR/1.eml" 'Subject: CEO report' 'the message arrived'
hasnt "$ENDPOINT_DIR/1.eml" quiet@group.example 'Bcc is not in the bytes'
hasnt "$ENDPOINT_DIR/1.eml" audit@group.example 'nor is the audit copy'
grep -aF "$AWS_SECRET_ACCESS_KEY" state/er-tools/outbox.db* >secret
empty secret 'no secret is in the outbox'

# ---- certainly not sent: tried again
endpoint_behave 'throttle' ok
send --key throttled
status_is 0 'throttled, then accepted'
is "$(endpoint_count)" 2 'as one message'
run er-sesmail --log
is "$(grep -c '^State: waiting' out)" 1 'the log tells of the wait'
endpoint_behave throttle
send --deadline 0 --key later
status_is 75 'throttled to the deadline'
has err '--flush' 'says how it goes on'
is "$(last_state)" waiting 'it waits'
endpoint_behave ok
send --key later
status_is 0 'the same pipe again sends what waits'
is "$(endpoint_count)" 3 'once'

# ---- refused
endpoint_behave 'fail 400 MessageRejected Email address is not verified. The following identities failed the check in region US-WEST-2: owner@group.example'
send --key refused
status_is 78 'a sender who is not verified'
has err 'owner@group.example' 'the cause is told'
has err 'Verify the From address' 'and the remedy'
is "$(last_state)" refused 'it is kept as refused'
requests=$(endpoint_requests)
run er-sesmail --flush
status_is 0 '--flush has nothing to do'
is "$(endpoint_requests)" "$requests" 'and asks nobody'
endpoint_behave ok
send --key refused
status_is 0 'once mended, the same pipe sends it'

# ---- in doubt
count=$(endpoint_count)
for behaviour in 'fail 500 InternalFailure oops' cut-after cut-answer \
	'lie {}' 'bare 502'; do
	endpoint_behave "$behaviour"
	send --key "doubt $behaviour"
	status_is 79 "$behaviour: in doubt"
	is "$(last_state)" 'in doubt' "$behaviour: kept as in doubt"
	requests=$(endpoint_requests)
	endpoint_behave ok
	send --key "doubt $behaviour"
	status_is 79 "$behaviour: a rerun says so again"
	has err 'may have been sent' "$behaviour: in words"
	er-sesmail --flush >out 2>err
	is "$(endpoint_requests)" "$requests" "$behaviour: and asks nobody"
done
send --queue --key "doubt $behaviour"
status_is 79 'nor does --queue take it for new'
id=$(er-sesmail --list | awk -F '\t' '{ id = $1 } END { print id }')
run er-sesmail --release "$id"
status_is 65 'doubt is not released without a reason'
run er-sesmail --release "$id" --resend 'not in the audit mailbox'
status_is 0 'with a reason it is'
run er-sesmail --flush
status_is 0 'and sent'
is "$(endpoint_count)" "$((count + 1))" 'once'

# ---- killed while SES has it
endpoint_behave stall
er-sesmail --key killed -s 'CEO report' ceo@group.example <body >out 2>err &
pid=$!
requests=$(endpoint_requests)
tries=0
until [ "$(last_state)" = sending ] && [ $tries -gt 4 ]; do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || break
	sleep 0.1
done
is "$(last_state)" sending 'while it is being sent, the outbox says so'
send --deadline 1 --key killed
status_is 75 'a second process waits for the first'
kill -9 $pid
wait $pid 2>/dev/null
is "$(last_state)" 'in doubt' 'after SIGKILL it is in doubt'
endpoint_behave ok
count=$(endpoint_count)
send --key killed
status_is 79 'a rerun does not send it'
is "$(endpoint_count)" "$count" 'indeed not'
run er-sesmail --verify-log
status_is 0 'the log is whole'

# ---- two at once
for i in 1 2 3; do
	er-sesmail --key race -s Race ceo@group.example <body >"out.$i" 2>&1 &
	eval "pid$i=$!"
done
# shellcheck disable=SC2154 # by eval
wait "$pid1" "$pid2" "$pid3"
is "$(endpoint_count)" "$((count + 1))" 'three processes with one key send once'

# ---- nobody there, then somebody
endpoint_stop
send --deadline 0 --key down
status_is 75 'connection refused'
is "$(last_state)" waiting 'it waits'
send --queue
status_is 0 'a second message is queued'
run er-sesmail --flush --deadline 0
status_is 75 '--flush with nobody there'
endpoint_start || ok 1 'the endpoint starts again'
run er-sesmail --flush
status_is 0 '--flush sends what waited'
is "$(wc -l <out | tr -d ' ')" 2 'and prints an id for each'
is "$(endpoint_count)" 2 'both arrived'
run er-sesmail --flush
is "$(endpoint_count)" 2 'and never again'

# ---- the settings changed after it was taken in
SES_BCC=old@other.example
send --key audit --queue
status_is 0 'a message with another audit copy is queued'
SES_BCC=audit@group.example ER_ALLOWED_RECIPIENTS=@group.example
export ER_ALLOWED_RECIPIENTS
send --key audit
status_is 77 'the same pipe does not send it to whom is not allowed now'
has err old@other.example 'which is named'
unset ER_ALLOWED_RECIPIENTS

# ---- one outbox by two names
requests=$(endpoint_requests)
endpoint_behave stall
er-sesmail --outbox other.db -s s --key slow ceo@group.example <body >out 2>err &
pid=$!
for _ in $(seq 100); do
	[ "$(endpoint_requests)" -gt "$requests" ] && break
	sleep 0.1
done
ln -s other.db link.db
er-sesmail --outbox link.db --list | cut -f 2 >list
is "$(cat list)" sending 'by a link, too, it is seen to be on its way'
kill -9 $pid
wait $pid 2>/dev/null
er-sesmail --outbox link.db --list | cut -f 2 >list
is "$(cat list)" 'in doubt' 'and, its process gone, to be in doubt'

done_testing
