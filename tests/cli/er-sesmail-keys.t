#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys that run out while a flush is going on.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

SES_FROM=owner@group.example ER_OUTBOX=$workdir/outbox.db
AWS_EC2_METADATA_DISABLED=true
export SES_FROM ER_OUTBOX AWS_EC2_METADATA_DISABLED
# New keys are asked for five minutes before the old ones run out: two seconds
# after these are given out.
endpoint_start --token Session/Token+== && keys_start --lifetime 302 ||
	{ ok 1 'the endpoints start'; done_testing; exit 0; }
AWS_CONTAINER_CREDENTIALS_FULL_URI=$KEYS_URL/container
export AWS_CONTAINER_CREDENTIALS_FULL_URI
fetched() { grep -c '^GET /container' "$KEYS_DIR/log"; }
fill() {
	rm -f outbox.db*
	"$BUILDDIR/tests/endpoint/fill" outbox.db "$1" 1000 || exit 1
}

fill 18
run er-sesmail --flush --rate 4
status_is 0 'a flush that outlasts its keys'
is "$(endpoint_count)" 18 'all arrive'
[ "$(fetched)" -gt 1 ] && [ "$(fetched)" -lt 6 ]
ok $? "new keys are fetched before the old ones run out ($(fetched) times)"
hasnt "$ENDPOINT_DIR/log" ' 403 ' 'so that none is refused'

# ---- they cannot be had for now, and the old ones still serve
printf '503\nbusy' >"$KEYS_DIR/say"
fill 2
run er-sesmail --flush --deadline 0
status_is 75 'without any keys nothing is sent'
rm "$KEYS_DIR/say"
fill 18
before=$(fetched)
er-sesmail --flush --rate 4 >out 2>err &
pid=$!
for _ in $(seq 100); do
	[ "$(fetched)" -gt "$before" ] && break
	sleep 0.05
done
before=$(fetched)
printf '503\nbusy' >"$KEYS_DIR/say"
wait $pid; status=$?
status_is 0 'when new ones cannot be had the old ones serve on'
is "$(fetched)" $((before + 1)) 'and nobody asks again and again'
rm "$KEYS_DIR/say"

# ---- called back before their time, while several are on their way
fill 12
endpoint_behave ok ok 'fail 403 ExpiredTokenException The token has expired' \
	'fail 403 ExpiredTokenException The token has expired' ok
count=$(endpoint_count) before=$(fetched)
run er-sesmail --flush -j 4
status_is 0 'keys called back in the middle'
is "$(endpoint_count)" $((count + 12)) 'each message arrives once'
[ "$(fetched)" -le $((before + 3)) ]
ok $? 'new ones are fetched, not for each message anew'
is "$(er-sesmail --log | grep -c '^Attempt: 2')" 0 'it was no try of its own'
run er-sesmail --verify-log
status_is 0 'the log is whole'
done_testing
