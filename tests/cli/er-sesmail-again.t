#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is in doubt is sent again when asked for, and only then.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

SES_FROM=owner@group.example
export SES_FROM
printf 'All is well.\n' >body
send() { run_in body er-sesmail -s 'CEO report' "$@" ceo@group.example; }
last_state() { er-sesmail --list | awk -F '\t' 'END { print $2 }'; }

endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }

# ---- in one run
endpoint_behave 'cut-after +keep' 'bare 502' ok
send --at-least-once -v
status_is 0 'doubt is sent again until there is an answer'
is "$(endpoint_requests)" 3 'three times'
is "$(endpoint_count)" 2 'of which two arrived'
has err 'in doubt and is sent again' 'and that is said'
is "$(last_state)" accepted 'then it is accepted'
er-sesmail --log | recsel -e "Reason = '--at-least-once'" -P Event >why
is "$(grep -c . why)" 2 'the log keeps that it was asked for'

# ---- no time left
endpoint_behave 'cut-after'
send --at-least-once --deadline 0 --key late
status_is 79 'without time for another try it is in doubt'
is "$(last_state)" 'in doubt' 'and kept so'
requests=$(endpoint_requests)
endpoint_behave ok
send --key late
status_is 79 'a rerun without the option sends nothing'
run er-sesmail --flush
status_is 0 'nor does --flush'
is "$(endpoint_requests)" "$requests" 'indeed'

# ---- from before
send --key late --at-least-once
status_is 0 'a rerun with it sends'
is "$(endpoint_requests)" $((requests + 1)) 'once'
send --key late --at-least-once
has err 'already accepted' 'what is accepted is never sent again'
endpoint_behave 'cut-after'
send --key flushed
status_is 79 'one more in doubt'
endpoint_behave ok
requests=$(endpoint_requests)
run er-sesmail --flush --at-least-once
status_is 0 '--flush takes it too'
is "$(endpoint_requests)" $((requests + 1)) 'once'
is "$(last_state)" accepted 'and it is accepted'

# ---- a killed process
endpoint_behave stall
er-sesmail -s s --key killed ceo@group.example <body >out 2>err &
pid=$!
for _ in $(seq 100); do
	[ "$(endpoint_requests)" -gt $((requests + 1)) ] && break
	sleep 0.1
done
kill -9 $pid
wait $pid 2>/dev/null
endpoint_behave ok
run_in body er-sesmail -s s --key killed --at-least-once ceo@group.example
status_is 0 'what a killed process left in doubt is sent again'
run er-sesmail --verify-log
status_is 0 'the log is whole'


# ---- replaced by hand
endpoint_behave cut-after
send --key replaced
status_is 79 'another in doubt'
endpoint_behave ok
send --key replaced --resend 'not in the audit mailbox'
status_is 0 'a person sends it again'
requests=$(endpoint_requests)
run er-sesmail --flush --at-least-once
status_is 0 'a flush thereafter has nothing to do'
is "$(endpoint_requests)" "$requests" 'and does not send it a third time'

# ---- past its time
endpoint_behave cut-after
send --key expired --not-after 2999-01-01
status_is 79 'one more in doubt'
sqlite3 state/er-tools/outbox.db 'UPDATE message SET not_after = 1 WHERE not_after'
requests=$(endpoint_requests)
send --key expired --at-least-once
status_is 79 'past its time it is not sent again'
is "$(endpoint_requests)" "$requests" 'indeed'
is "$(last_state)" 'in doubt' 'and the doubt is kept'

run_in body er-sesmail -s s --queue --at-least-once ceo@group.example
status_is 64 'with --queue it says nothing'
done_testing
