#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail --not-after: too late is not sent, and an outbox without it.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

SES_FROM=owner@group.example
ER_OUTBOX=$workdir/outbox.db ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM ER_OUTBOX ER_TRANSPORT
printf 'All is well.\n' >body
send() { run_in body er-sesmail -s 'CEO report' "$@" ceo@group.example; }
mails() { find Maildir/new -type f 2>/dev/null | wc -l | tr -d ' '; }
last_state() { er-sesmail --list | awk -F '\t' 'END { print $2 }'; }

for wrong in '' tomorrow 2026-13-01 2026-11-30T08:00 2026-11-30T24:00Z \
	2026-11-30T08:00:00 2026-11-30T08:00Zx 2026-11-30T8:00Z 20261130; do
	send --not-after "$wrong"
	status_is 64 "--not-after '$wrong' is no time"
done
[ ! -e outbox.db ]; ok $? 'and nothing was kept'

# ---- too late at once
send --not-after 2020-02-29 --key late
status_is 69 'a time that is over'
has err '--not-after' 'says why it is not sent'
is "$(mails)" 0 'indeed'
is "$(last_state)" dropped 'it is dropped, and kept so'
send --key late
status_is 69 'its like is not sent either'
er-sesmail --log | recsel -e "State = 'queued'" -P Not_After >when
is "$(cat when)" 2020-02-29T23:59:59Z 'a day lasts to its end'

# ---- in time
for time in 2999-12-31 2999-12-31T08:00Z 2999-12-31T08:00:59Z; do
	send --not-after $time
	status_is 0 "in time for $time"
done
is "$(mails)" 3 'each is sent'

# ---- too late by the time it would go
send --queue --not-after 2999-12-31T08:00Z
status_is 0 'taken in for later'
run er-sesmail --show "$(cat out)"
has out 'Not_After: 2999-12-31T08:00:00Z' '--show tells until when'
send --queue
sqlite3 outbox.db 'UPDATE message SET not_after = 1 WHERE seq =
	(SELECT min(seq) FROM message WHERE state = "queued")'
run er-sesmail --flush
status_is 69 '--flush drops what is too late'
has err '--not-after' 'and says so'
is "$(mails)" 4 'the next one is sent'
run er-sesmail --flush
status_is 0 'a dropped one is done with'
run er-sesmail --verify-log
status_is 0 'the log is whole'

# ---- an outbox from before
ER_OUTBOX=$workdir/old.db
sqlite3 old.db <"$SRCDIR/tests/data/outbox/version-1.sql" >/dev/null
chmod 600 old.db
er-sesmail --list >list1 2>err1 &
er-sesmail --list >list2 2>err2 &
wait
same list1 list2 'two runs upgrade it at once'
empty err1 'without a complaint'
is "$(cut -f 2 list1 | tr '\n' ' ')" 'accepted queued held ' \
	'and keep all of it'
run er-sesmail --verify-log
status_is 0 'its log, too'
run er-sesmail --show "$(awk -F '\t' '$2 == "queued" { print $1 }' list1)"
has out 'All is well.' 'and what it holds'
count=$(mails)
run er-sesmail --flush
status_is 0 'what waited there is sent'
is "$(mails)" $((count + 1)) 'indeed'
send --not-after 2020-01-01
status_is 69 'and it knows of times now'
run er-sesmail --verify-log
status_is 0 'its log is whole'
done_testing
