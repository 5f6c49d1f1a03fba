#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail --flush: many at once, each once, whatever happens to whom. The
# record of the endpoint and the outbox agree.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

SES_FROM=owner@group.example ER_OUTBOX=$workdir/outbox.db
export SES_FROM ER_OUTBOX

# fresh MESSAGES [MILLISECONDS-BEFORE-EACH-ANSWER]: a full outbox, a new record.
fresh() {
	rm -f outbox.db* record
	: >record
	"$BUILDDIR/tests/endpoint/fill" outbox.db "$1" 1000 || exit 1
	sink_start record "${2-0}" || { ok 1 'the sink starts'; exit 0; }
}
states() { er-sesmail --list | cut -f 2 | sort | uniq -c | awk '{ $1 = $1; print }'; }
count() { er-sesmail --list | cut -f 2 | grep -c "^$1\$"; }
lines() { wc -l <"$1" | tr -d ' '; }
# wait_for COUNT: until the record has that many lines.
wait_for() {
	for _ in $(seq 200); do
		[ "$(lines record)" -ge "$1" ] && return
		sleep 0.05
	done
}
# once NAME: no message was sent twice.
once() {
	cut -d ' ' -f 1 record | sort | uniq -d >twice
	empty twice "$1"
}

# ---- many
fresh 200 20
run er-sesmail --flush -j 32
status_is 0 'two hundred messages, 32 at once'
is "$(sort -u out | wc -l | tr -d ' ')" 200 'an id is printed for each'
is "$(lines record)" 200 'each arrived'
once 'once'
is "$(states)" '200 accepted' 'and is accepted'
run er-sesmail --verify-log
status_is 0 'the log is whole'
empty err 'off a terminal it is silent'
awk '{ if ($2 < min || NR == 1) min = $2; if ($2 > max) max = $2 }
	END { exit !(max - min < 200 * 20 / 2) }' record
ok $? 'indeed at once: in less than half the time of one by one'

# ---- on a terminal
if command -v script >/dev/null 2>&1; then
	fresh 60 200
	script -qec 'er-sesmail --flush -j 8 >out' typescript >/dev/null 2>&1 </dev/null
	has typescript ' of 60 done, 8 on their way' 'a terminal sees how far it is'
	is "$(lines out)" 60 'which is not in the output'
else
	skip 'no script' 'a terminal sees how far it is'
	skip 'no script' 'which is not in the output'
fi

# ---- two at once
fresh 300 2
er-sesmail --flush >out1 2>err1 &
first=$!
er-sesmail --flush -j 16 >out2 2>err2 &
second=$!
wait $first; status1=$?
wait $second; status2=$?
is "$status1.$status2" 0.0 'two flushes at once'
is "$(cat out1 out2 | sort -u | wc -l | tr -d ' ')" 300 'each message is told once'
is "$(lines record)" 300 'each arrived'
once 'once'
[ -s out1 ] && [ -s out2 ]; ok $? 'both had a part in it'

# ---- told to stop
for signal in TERM INT; do
	fresh 60 400
	# A shell has what runs in the background ignore SIGINT.
	"$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' er-sesmail --flush >out 2>err &
	pid=$!
	wait_for 8
	kill -$signal $pid
	wait $pid; status=$?
	status_is 75 "SIG$signal: the rest waits"
	sent=$(lines record)
	[ "$sent" -ge 8 ] && [ "$sent" -lt 60 ]
	ok $? "SIG$signal: indeed ($sent were sent)"
	is "$(states | tr '\n' ' ')" "$sent accepted $((60 - sent)) queued " \
		"SIG$signal: what was on its way is finished, the rest as it was"
	is "$(lines out)" "$sent" "SIG$signal: and told"
	has err "$((60 - sent)) messages wait" "SIG$signal: as is the rest"
done
sink_stop
sink_start record 0
run er-sesmail --flush
status_is 0 'the next flush sends it'
is "$(lines record)" 60 'all have arrived'
once 'once'

# ---- killed
fresh 40 5000
er-sesmail --flush -j 8 >out 2>err &
pid=$!
wait_for 8
is "$(count sending)" 8 'eight are on their way'
kill -9 $pid
wait $pid 2>/dev/null
is "$(states | tr '\n' ' ')" '8 in doubt 32 queued ' \
	'after SIGKILL these are in doubt, and no other'
sink_stop
sink_start record 0
run er-sesmail --flush
status_is 0 'the next flush sends the others'
is "$(states | tr '\n' ' ')" '32 accepted 8 in doubt ' 'and only them'
is "$(lines record)" 40 'all have arrived'
once 'once'
run er-sesmail --verify-log
status_is 0 'the log is whole'

# ---- an endpoint that dies
fresh 60 300
er-sesmail --flush -j 8 --deadline 1 >out 2>err &
pid=$!
wait_for 20
sink_kill
wait $pid; status=$?
status_is 79 'an endpoint that dies leaves doubt'
doubt=$(count 'in doubt') accepted=$(count accepted)
[ "$doubt" -ge 1 ] && [ "$doubt" -le 8 ]
ok $? "of what was on its way ($doubt)"
is "$accepted" "$(lines out)" 'what was accepted is told'
[ "$(lines record)" -le $((accepted + doubt)) ]
ok $? 'whatever arrived is accepted or in doubt'
is "$(($(count queued) + $(count waiting) + accepted + doubt))" 60 'none is lost'
[ "$(count queued)" -gt 20 ]
ok $? 'most of the rest was not even tried'
sink_start record 0
run er-sesmail --flush
status_is 0 'when it is back, the rest is sent'
is "$(count accepted)" $((60 - doubt)) 'but for what is in doubt'
once 'nothing twice'

# ---- the outbox itself
fresh 3
(ulimit -f 8; exec er-sesmail --flush >out 2>err)
[ $? -ne 0 ]; ok $? 'without room in the outbox it fails'
is "$(lines record)" 0 'and nothing was sent'

# ---- throttled
endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }
rm -f outbox.db*
"$BUILDDIR/tests/endpoint/fill" outbox.db 12 1000
endpoint_behave throttle throttle throttle throttle 'throttle +retry-after=1' ok
run er-sesmail --flush -j 4
status_is 0 'throttled, then accepted'
is "$(endpoint_count)" 12 'each once'
# In the second that the last of them is asked to wait nothing else is sent, but
# for what was on its way together with it.
awk '$2 == 429 { last = $1 } { time[NR] = $1 }
	END { for (i in time) if (time[i] > last + 0.3 && time[i] < last + 0.9)
		exit 1 }' "$ENDPOINT_DIR/times"
ok $? 'all wait, not only what was throttled' || diag "$ENDPOINT_DIR/times"
[ "$(grep -c ' 429$' "$ENDPOINT_DIR/times")" -eq 5 ]
ok $? 'and nobody comes back too soon' || diag "$ENDPOINT_DIR/times"

# ---- one that waits holds up no other
rm -f outbox.db*
"$BUILDDIR/tests/endpoint/fill" outbox.db 6 1000
endpoint_behave 'fail 503 ServiceUnavailable later +retry-after=2' ok
: >"$ENDPOINT_DIR/times"
run er-sesmail --flush -j 1
status_is 0 'one has to wait'
awk '{ if (NR > 1) gap = $1 - before; before = $1 }
	END { exit !(NR == 7 && gap > 1) }' "$ENDPOINT_DIR/times"
ok $? 'the others do not' || diag "$ENDPOINT_DIR/times"

# ---- keys that are refused
rm -f outbox.db*
"$BUILDDIR/tests/endpoint/fill" outbox.db 40 1000
endpoint_behave ok
run env AWS_SECRET_ACCESS_KEY=isNotARealKey/ButOfTheLength+AndTheLette \
	er-sesmail --flush -j 4
status_is 77 'a wrong key'
[ "$(count refused)" -le 12 ]
ok $? "does not get all refused ($(count refused))"
has err 'messages wait' 'and the rest is told to wait'
run er-sesmail --flush
status_is 0 'with the right key it goes out'

for wrong in 0 33 -1 x ''; do
	run er-sesmail --flush -j "$wrong"
	status_is 64 "-j '$wrong' is refused"
done
run er-sesmail --list -j 3
status_is 64 '-j goes with --flush'
done_testing
