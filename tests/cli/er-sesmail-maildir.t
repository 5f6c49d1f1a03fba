#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail with the embedded transport: what is sent, to whom, and once.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

SES_FROM='Owner <owner@group.example>' SES_BCC=audit@group.example
ER_OUTBOX=$workdir/outbox/outbox.db ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM SES_BCC ER_OUTBOX ER_TRANSPORT
printf 'All is well.\n' >body
printf 'All is not well.\n' >other

mails() { find Maildir/new -type f 2>/dev/null | wc -l | tr -d ' '; }
# the one new message since the last call
new_mail() {
	find Maildir/new -type f | sort >now
	touch seen
	comm -13 seen now | head -n 1
	cp now seen
}

# ---- one body
run_in body er-sesmail -s 'CEO report' -c 'C <cto@group.example>' \
	-b quiet@group.example ceo@group.example
status_is 0 'a body is delivered'
empty err 'success is silent on stderr'
is "$(wc -l <out | tr -d ' ')" 1 'one line on stdout'
mail=$(new_mail)
has "$mail" "Message-ID: <$(cat out)>" 'stdout is the message id'
has "$mail" 'Subject: CEO report' 'the subject'
has "$mail" 'From: Owner <owner@group.example>' 'the sender is SES_FROM'
has "$mail" 'All is well.' 'the body'
has "$mail" 'Cc: C <cto@group.example>' 'the copy is shown'
has "$mail" 'Return-Path: <owner@group.example>' 'the envelope sender'
for who in ceo cto quiet audit; do
	has "$mail" "Delivered-To: $who@group.example" "$who is in the envelope"
done
sed 's/^Delivered-To:.*//' "$mail" >bytes
hasnt bytes quiet@group.example 'Bcc is not in the bytes'
hasnt bytes audit@group.example 'nor is the audit copy'

# ---- once
run_in body er-sesmail --key monday -s 'CEO report' ceo@group.example
status_is 0 'a message with a key is delivered'
cp out first
before=$(mails)
run_in body er-sesmail --key monday -s 'CEO report' ceo@group.example
status_is 0 'a second time it is done already'
same out first 'and gives the same id'
has err 'already accepted as' 'and says so'
is "$(mails)" "$before" 'and sends nothing'
run_in other er-sesmail --key monday -s 'CEO report' ceo@group.example
status_is 65 'another body under the key is refused'
has err '--resend' 'and asks for a reason'
is "$(mails)" "$before" 'and sends nothing'
run_in body er-sesmail --key monday -s 'CEO report' cfo@group.example
status_is 65 'other recipients under the key are another message'
SES_BCC=elsewhere@group.example
run_in body er-sesmail --key monday -s 'CEO report' ceo@group.example
status_is 0 'another audit address is not'
SES_BCC=audit@group.example
run_in other er-sesmail --key monday --resend 'figures mended' \
	-s 'CEO report' ceo@group.example
status_is 0 'a reason sends it'
is "$(mails)" "$((before + 1))" 'as one more message'
run er-sesmail --log
has out 'Reason: figures mended' 'the log keeps the reason'
run_in body er-sesmail --resend why -s 'CEO report' ceo@group.example
status_is 64 '--resend without a key is a usage error'

# ---- two at once
before=$(mails)
for i in 1 2 3 4; do
	er-sesmail --key race -s Race ceo@group.example <body >"out.$i" 2>&1 &
done
wait
is "$(mails)" "$((before + 1))" 'four processes with one key send once'
is "$(sed 's/.* as \(.*\); nothing.*/\1/' out.? | sort -u | wc -l | tr -d ' ')" 1 \
	'and all give the same id'
: >counts
for round in 1 2 3 4 5 6 7 8; do
	for i in 1 2 3 4; do
		er-sesmail --outbox "$workdir/new.$round/new.db" -s Race \
			ceo@group.example <body >"out.$i" 2>&1 &
	done
	wait
	er-sesmail --outbox "new.$round/new.db" --list | grep -c accepted >>counts
	grep -h outbox out.? >>refusals
done
is "$(sort -u counts)" 4 'four first runs make one outbox' || diag refusals

# ---- other settings
SES_REPLY_TO=answers@group.example
export SES_REPLY_TO
run_in body er-sesmail -s s -r other@group.example -H 'X-Note: one' \
	ceo@group.example
status_is 0 'with -r, -H and SES_REPLY_TO'
new_mail >/dev/null
grep -l 'X-Note: one' Maildir/new/* | head -n 1 >name
has "$(cat name)" 'From: other@group.example' '-r wins over SES_FROM'
has "$(cat name)" 'Reply-To: answers@group.example' 'SES_REPLY_TO is there'

# ---- nothing touched
before=$(mails)
run_in body er-sesmail --dry-run --transport ses --outbox nowhere.db \
	-s 'CEO report' -b quiet@group.example ceo@group.example
status_is 0 '--dry-run needs no AWS setting'
has out 'Envelope-Bcc: quiet@group.example' 'it shows the envelope'
has out 'Envelope-Audit: audit@group.example' 'the audit copy too'
has out 'All is well.' 'and the message'
[ ! -e nowhere.db ]; ok $? 'it makes no outbox'
is "$(mails)" "$before" 'and delivers nothing'

# ---- queue, hold, release, drop, flush
run_in body er-sesmail --queue -s Later ceo@group.example
status_is 0 '--queue takes a message in'
id=$(cat out)
is "$(mails)" "$before" 'and does not deliver it'
run er-sesmail --hold "$id"
status_is 0 '--hold'
run er-sesmail --flush
status_is 0 '--flush leaves it alone'
is "$(mails)" "$before" 'what is held is not sent'
run er-sesmail --release "$id"
status_is 0 '--release'
run er-sesmail --flush
status_is 0 '--flush sends it'
has out '@group.example' 'and prints its id'
is "$(mails)" "$((before + 1))" 'it is delivered'
run er-sesmail --drop "$id"
status_is 65 'what is accepted cannot be dropped'
run_in body er-sesmail --queue --key d -s Later ceo@group.example
run er-sesmail --drop "$(cat out)"
status_is 0 '--drop'
run_in body er-sesmail --key d -s Later ceo@group.example
status_is 69 'what was dropped is not sent by a rerun'
run er-sesmail --show nosuchid
status_is 65 'an id that is not there'

before=$(mails)
for i in $(seq 30); do
	er-sesmail --queue -s "Number $i" ceo@group.example <body >/dev/null
done
for i in 1 2 3; do er-sesmail --flush >"out.$i" 2>&1 & done
wait
is "$(mails)" "$((before + 30))" 'three flushes at once send each message once'
is "$(cat out.1 out.2 out.3 | sort -u | wc -l | tr -d ' ')" 30 'and tell of all'
is "$(cat out.1 out.2 out.3 | wc -l | tr -d ' ')" 30 'of each once'

# ---- looking
run er-sesmail --list
is "$(awk -F '\t' -v id="$id" '$1 == id { print $2 }' out)" accepted \
	'--list gives the state'
run er-sesmail --show "$(printf %.10s "$id")"
status_is 0 '--show takes the beginning of an id'
has out 'Subject: Later' '--show gives the message'
run er-sesmail --log
cp out log
is "$(recsel -e "State = 'dropped'" log | grep -c '^State')" 1 \
	'recsel reads the log'
run er-sesmail --verify-log
status_is 0 'the log is whole'
# by hand, as the manual says
sed -n '/^Event: 2$/,/^Chain/p' log | sed '$d' >event2
{ sed -n '/^Event: 1$/,/^Chain/s/^Chain: //p' log; cat event2; } |
	sha256sum | cut -d ' ' -f 1 >chain
is "$(cat chain)" "$(sed -n '/^Event: 2$/,/^Chain/s/^Chain: //p' log)" \
	'the chain can be recomputed with sha256sum'
sqlite3 "$ER_OUTBOX" "UPDATE event SET record = replace(record, 'dropped', 'accepted')"
run er-sesmail --verify-log
status_is 65 'an altered log is found'

done_testing
