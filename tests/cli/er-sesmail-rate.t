#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast messages go out: --rate, what the account allows, and all processes
# together. By the clock of the endpoint, with room for a slow machine: only too
# fast is wrong, and much too slow.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl
need sqlite3

SES_FROM=owner@group.example ER_OUTBOX=$workdir/outbox.db
export SES_FROM ER_OUTBOX
printf 'All is well.\n' >body
fresh() {
	rm -f outbox.db* record
	: >record
	"$BUILDDIR/tests/endpoint/fill" outbox.db "$1" 1000 || exit 1
}
lines() { wc -l <"$1" | tr -d ' '; }
# took FILE FIRST LAST: between the first of its times and the last there were
# so many seconds; the times are its words COLUMN in units of UNIT seconds.
took() {
	sort -n -k "$column" "$1" | awk -v c="$column" -v unit="$unit" \
		-v low="$2" -v high="$3" 'NR == 1 { first = $c } { last = $c }
		END { d = (last - first) * unit; print "# " d " seconds" >"took.out"
		exit !(d >= low && d <= high) }'
}

# ---- a rate of one's own
column=2 unit=0.001
fresh 21
sink_start record || { ok 1 'the sink starts'; done_testing; exit 0; }
run er-sesmail --flush --rate 10
status_is 0 'ten a second'
is "$(lines record)" 21 'all arrive'
took record 1.6 8
ok $? '21 messages take two seconds' || cat took.out

fresh 40
sink_start record
er-sesmail --flush --rate 20 >out1 2>err1 &
first=$!
er-sesmail --flush --rate 20 >out2 2>err2 &
wait $!
wait $first
is "$(cut -d ' ' -f 1 record | sort -u | wc -l | tr -d ' ')" 40 \
	'two flushes send 40 messages'
[ "$(lines record)" -eq 40 ]; ok $? 'each once'
took record 1.5 8
ok $? 'and together keep to twenty a second' || cat took.out

rm -f outbox.db* record
sink_start record
for to in a,b,c,d,e f g; do
	run_in body er-sesmail --queue -s s \
		"$(echo "$to" | sed 's/[a-z]/&@group.example/g')"
done
run er-sesmail --flush --rate 5
status_is 0 'a message to five'
took record 0.8 6
ok $? 'costs as much as five do' || cat took.out

# ---- what the account says
endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }
column=1 unit=1
fresh 3
run er-sesmail --flush
status_is 0 'keys that may not ask for the account send all the same'
is "$(grep -c account "$ENDPOINT_DIR/log")" 1 'it was asked once'
fresh 1
run er-sesmail --flush
is "$(grep -c account "$ENDPOINT_DIR/log")" 1 'for one message it is not asked'

endpoint_account '{"ProductionAccessEnabled":false,"SendingEnabled":true,
	"SendQuota":{"Max24HourSend":200.0,"SentLast24Hours":197.0,"MaxSendRate":14.0}}'
fresh 5
: >"$ENDPOINT_DIR/times"
run er-sesmail --flush
status_is 75 'the daily quota is not enough for all'
has err 'daily quota' 'that is said'
has err '2 messages wait' 'and how many wait'
is "$(lines out)" 3 'what there is of it is used'
took "$ENDPOINT_DIR/times" 1.6 10
ok $? 'in the sandbox one goes out a second' || cat took.out
: >"$ENDPOINT_DIR/times"
run_in body er-sesmail -s s a@group.example
status_is 0 'one message alone'
run_in body er-sesmail -s s b@group.example
status_is 0 'and another process after it'
took "$ENDPOINT_DIR/times" 0.7 10
ok $? 'keep to the rate that the flush has learned' || cat took.out
run_in body er-sesmail --deadline 0 -s s c@group.example
status_is 75 'without time to wait it stays in the outbox'
has err 'waits in the outbox' 'which is said'
: >"$ENDPOINT_DIR/times"
run er-sesmail --flush --rate 1000
status_is 0 'a rate of one'"'"'s own goes before that'
is "$(lines out)" 3 'and the quota is not asked for'
took "$ENDPOINT_DIR/times" 0 1.9
ok $? 'all at once' || cat took.out

# What the clock says after a restart must not make it wait for days.
sqlite3 outbox.db 'UPDATE pace SET next = next + 1000000000000000'
run_in body er-sesmail --deadline 0 --rate 1000 -s s d@group.example
status_is 0 'a time of before a restart does not count'

endpoint_account '{"ProductionAccessEnabled":true,
	"SendQuota":{"Max24HourSend":-1,"SentLast24Hours":5,"MaxSendRate":50}}'
fresh 20
: >"$ENDPOINT_DIR/times"
run er-sesmail --flush --rate auto
status_is 0 'an account without a daily quota'
took "$ENDPOINT_DIR/times" 0.25 5
ok $? 'goes at its rate' || cat took.out
for account in '{"SendQuota":{"MaxSendRate":"x","Max24HourSend":1e300}}' '[]' '{' \
	'{"SendQuota":{"MaxSendRate":-3,"Max24HourSend":null}}'; do
	endpoint_account "$account"
	fresh 2
	run er-sesmail --flush
	status_is 0 "an account that makes no sense: $account"
done

# ---- throttled: the other processes hear of it
fresh 1
endpoint_behave 'throttle +retry-after=2' ok
: >"$ENDPOINT_DIR/times"
er-sesmail --flush >out1 2>err1 &
first=$!
for _ in $(seq 100); do
	[ -s "$ENDPOINT_DIR/times" ] && break
	sleep 0.05
done
sleep 0.3
run_in body er-sesmail -s s e@group.example
status_is 0 'another process sends too'
wait $first
is "$(lines "$ENDPOINT_DIR/times")" 3 'both arrive'
awk 'NR == 1 { t = $1 } NR > 1 && $1 < t + 1.9 { early = 1 }
	END { exit early }' "$ENDPOINT_DIR/times"
ok $? 'but neither before the time that the one was told' ||
	diag "$ENDPOINT_DIR/times"

for wrong in 0 -1 x 1.5 '' 9999999; do
	run er-sesmail --flush --rate "$wrong"
	status_is 64 "--rate '$wrong' is refused"
done
run er-sesmail --log --rate 3
status_is 64 '--rate goes with what sends'
done_testing
