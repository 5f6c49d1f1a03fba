#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail over SMTP: what the server replies, where, decides the state.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl
need sqlite3
SES_FROM=owner@group.example SES_BCC=audit@group.example
ER_OUTBOX=$workdir/outbox.db
export SES_FROM SES_BCC ER_OUTBOX
printf 'All is well.\n' >body
send() { run_in body er-sesmail "$@" -s 'CEO report' ceo@group.example cfo@group.example; }
last() { er-sesmail --list | awk -F '\t' -v n="$1" '{ s = $n } END { print s }'; }

smtp_start --login user 'pass word' || { ok 1 'the server starts'; done_testing; exit 0; }
ER_TRANSPORT=$SMTP_URL ER_SMTP_USER=user ER_SMTP_PASSWORD='pass word'
export ER_TRANSPORT ER_SMTP_USER ER_SMTP_PASSWORD

# ---- accepted
send
status_is 0 'a message is accepted'
is "$(cat out)" 0100000000000001-smtp 'stdout is the id of the reply'
is "$(cat "$SMTP_DIR/1.json")" '{"from": "<owner@group.example>", "to": ["<ceo@group.example>", "<cfo@group.example>", "<audit@group.example>"]}' \
	'the envelope, with the audit copy'
has "$SMTP_DIR/1.eml" 'Subject: CEO report' 'the message arrived'
hasnt "$SMTP_DIR/1.eml" audit@group.example 'without the audit copy in it'
has "$SMTP_DIR/log" STARTTLS 'by TLS'
has "$SMTP_DIR/log" AUTH 'and with a login'
has "$SMTP_DIR/log" 'SIZE=' 'the size is told first'
er-sesmail --log >log
has log "Transport: $SMTP_URL" 'the log names the transport'
grep -aF "$ER_SMTP_PASSWORD" outbox.db* log out err >secret
empty secret 'no password is in outbox or log'

# Dots where they matter: at each beginning, in every piece of a large body.
awk 'BEGIN { for (i = 0; i < 40000; i++) print substr("....", 1, i % 4 + 1) (i % 4 ? "" : i) }' >body.dots
run_in body.dots er-sesmail -s Dots ceo@group.example
status_is 0 'a large body of dots is accepted'
sqlite3 outbox.db "SELECT writefile('sent', bytes) FROM content ORDER BY message DESC LIMIT 1" >/dev/null
cmp sent "$SMTP_DIR/2.eml" >diff.out
ok $? 'and arrives byte by byte' || diag diff.out
for i in 1 2 3; do send --queue; done
run er-sesmail --flush
status_is 0 'a flush of three'
is "$(wc -l <out | tr -d ' ')" 3 'prints three ids'
tail -n 20 "$SMTP_DIR/log" | grep -c EHLO >got
[ "$(cat got)" -le 2 ]; ok $? 'over one connection' || diag "$SMTP_DIR/log"
smtp_behave dot:250,2.0.0_queued_as_4F1
send
is "$(cat out)" '2.0.0 queued as 4F1' "another server's words are the id"

# ---- what each reply comes to
# expect SCRIPT STATUS STATE WORDS
expect() {
	smtp_behave "$1"
	send --deadline 0 --key "$1"
	status_is "$2" "$1: $3"
	is "$(last 2)" "$3" "$1: the outbox says so"
	has err "$4" "$1: $4"
	smtp_behave ok
}
before=$(smtp_count)
expect greet:cut 75 waiting 'no connection'
expect greet:554,no 75 waiting 'does not serve us: 554 no'
expect greet:421,busy 75 waiting 'busy'
expect ehlo:cut 75 waiting 'no connection'
expect auth:cut 75 waiting 'broke'
expect auth:454,Temporary 75 waiting 'the login: 454 Temporary'
expect auth:535,no 77 refused 'ER_SMTP_PASSWORD'
expect mail:cut 75 waiting 'broke'
expect mail:451,later 75 waiting 'the sender: 451 later'
expect 'mail:454,Throttling_failure:_Maximum_sending_rate_exceeded' 75 waiting 'rate exceeded'
expect 'mail:554,Message_rejected:_Email_address_is_not_verified.' 78 refused 'Verify the sender'
expect mail:552,large 65 refused '552 large'
expect rcpt:553,what 65 refused 'ceo@group.example: 553 what'
expect rcpt2:550,5.1.1_unknown 69 refused 'cfo@group.example: 550 5.1.1 unknown'
expect rcpt3:451,grey 75 waiting 'audit@group.example: 451 grey'
expect rcpt2:cut 75 waiting 'broke'
expect data:cut 75 waiting 'broke'
expect data:half 75 waiting 'broke'
expect data:554,no 69 refused 'the message: 554 no'
expect dot:451,later 75 waiting 'the message: 451 later'
expect dot:554,Transaction_failed 69 refused '554 Transaction failed'
is "$(smtp_count)" "$before" 'none of these arrived'
expect dot:cut 79 'in doubt' 'broke'
expect dot:half 79 'in doubt' 'broke'
expect 'dot:cut +keep' 79 'in doubt' 'may have been sent'
is "$(smtp_count)" $((before + 1)) 'one of these did'
requests=$(wc -l <"$SMTP_DIR/log")
send --key dot:cut
status_is 79 'a rerun does not send what is in doubt'
is "$(wc -l <"$SMTP_DIR/log")" "$requests" 'and asks nobody'
# The body of 100 KB is cut in its middle.
smtp_behave body:cut
run_in body.dots er-sesmail --deadline 0 -s Dots --key body ceo@group.example
case $status in
75 | 79) ok 0 'cut in the middle of the message: not accepted' ;;
*) ok 1 'cut in the middle of the message: not accepted'; diag out err ;;
esac
smtp_behave 'mail:451,later' ok
send --key again
status_is 0 'a 4xx is tried again, and accepted'
smtp_behave mail2:421,enough ok
for i in 1 2 3; do send --queue; done
before=$(smtp_count)
run er-sesmail --flush
status_is 0 'a server that ends after each message is asked anew'
[ "$(smtp_count)" -ge $((before + 3)) ]; ok $? 'and all arrive'
smtp_behave 'ehlo:slow rcpt:slow dot:slow'
send
status_is 0 'a slow server is waited for'
smtp_behave ok

# ---- reconcile
mkdir -p Maildir/new Maildir/cur Maildir/tmp
for f in "$SMTP_DIR"/*.eml; do
	{ printf 'Message-ID: <mx@relay.example>\r\n'; cat "$f"; } \
		>"Maildir/new/${f##*/}"
done
run er-sesmail --reconcile Maildir
has out mx 'what did arrive is found by its copy' || diag err

# ---- TLS and names
run_in body er-sesmail --transport smtp://user:secret@localhost -s s ceo@group.example
status_is 64 'a login in the name is refused'
hasnt err secret 'and not repeated'
for name in smtp: smtp:localhost smtp:// smtp://a/b smtp://a:0 smtp://a:99999 'smtps://a b'; do
	run_in body er-sesmail --transport "$name" -s s ceo@group.example
	status_is 64 "'$name' is no server"
done
ER_SMTP_PASSWORD='' send
status_is 78 'half a login'
has err 'ER_SMTP_PASSWORD' 'is told'
ER_SMTP_PASSWORD=wrong send
status_is 77 'a wrong password'
AWS_CA_BUNDLE=$workdir/certs/unknown-ca.crt send --deadline 0
status_is 75 'a certificate that nobody vouches for'
has err 'certificate' 'is told'
ER_SMTP_USER='' ER_SMTP_PASSWORD='' send
status_is 77 'no login where one is asked for'
has err '530' 'with its words'
smtp_start --login user 'pass word' --tls implicit
send --transport "$SMTP_URL"
status_is 0 'smtps'
is "$(smtp_count)" 1 'arrives'
smtp_start --tls none
ER_SMTP_USER='' ER_SMTP_PASSWORD='' send --transport "$SMTP_URL"
status_is 0 'without TLS, on this machine'
plain=${SMTP_URL##*:}

# ---- SES's own host, played on this one
unset ER_SMTP_USER ER_SMTP_PASSWORD
ses=email-smtp.us-west-2.amazonaws.com
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS_REGION=us-west-2
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION
echo "127.0.0.1 localhost $ses" >hosts
at_ses() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare -rm sh -c 'mount --bind hosts /etc/hosts && exec "$@"' sh "$@"
}
AWS_SESSION_TOKEN=x send --transport "smtp://$ses"
status_is 78 'SES takes no temporary keys by SMTP'
has err 'temporary' 'says so'
if at_ses grep -q "$ses" /etc/hosts 2>err; then
	endpoint_make_cert ses certs/ca "$ses" 2>certs.log
	SMTP_CERT=certs/ses.pem
	smtp_start --login "$AWS_ACCESS_KEY_ID" \
		BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd
	run_in body at_ses er-sesmail --transport "smtp://$ses:${SMTP_URL##*:}" \
		-s s ceo@group.example
	status_is 0 'the password is derived from the key'
	is "$(smtp_count)" 1 'the message arrives'
	run_in body at_ses er-sesmail --transport "smtp://$ses:$plain" \
		--deadline 0 -s s ceo@group.example
	status_is 75 'elsewhere than on this machine TLS is a must'
	hasnt "$workdir/smtp.3/log" AKIA 'and nothing was said without it'
else
	skip 'no user namespaces here' "SES's own host"
fi

# ---- killed at every word
SES_BCC=''
smtp_start --tls none
if strace -qq -o trace true 2>/dev/null; then
	for call in sendto recvfrom; do
		n=0
		: >bad
		while [ $n -lt 100 ]; do
			n=$((n + 1))
			before=$(smtp_count)
			env ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace \
				-e trace=$call \
				-e inject=$call:signal=KILL:when=$n \
				er-sesmail --transport "$SMTP_URL" -s s \
				--key "$call$n" ceo@group.example \
				<body >out 2>err && break
			sleep 0.05
			er-sesmail --transport "$SMTP_URL" --key "$call$n" \
				-s s ceo@group.example <body >out 2>err
			status=$?
			case $status.$(($(smtp_count) - before)) in
			0.1 | 79.0 | 79.1) ;;
			*) echo "$call $n: status $status" >>bad; diag err ;;
			esac
		done
		empty bad "after every kill at a $call: once, or in doubt" ||
			diag bad
		[ $n -gt 6 ] && [ $n -lt 100 ]; ok $? "at each of $n calls"
	done
else
	skip 'strace is not installed, or not permitted' 'killed at every word'
fi
done_testing
