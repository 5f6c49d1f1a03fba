#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The main job, whole: facts, report, environment, delivery through an endpoint
# that recomputes the signature with botocore.
# shellcheck disable=SC2016 # $ROLES is for the inner shell
. "${SRCDIR:?}/tests/lib.sh"
. "${SRCDIR:?}/tests/endpoint/endpoint.sh"
need er-gen
need er-sesmail

book=$SRCDIR/examples/book
roles='ceo cto accounting cmo cfo rental yacht-delivery client-portfolio'
# shellcheck disable=SC2119 # no options
endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }
SES_FROM=reports@group.example SES_BCC=audit@group.example
export SES_FROM SES_BCC

run er-env check
status_is 0 'er-env finds the environment ready'

# ---- a body on stdin
er-gen ceo "$book" >ceo.txt
run sh -c "er-gen ceo '$book' | er-sesmail -s 'CEO report' ceo@group.example"
status_is 0 'er-gen ceo | er-sesmail -s reaches the endpoint'
is "$(endpoint_count)" 1 'with a signature that botocore recomputes'
has "$ENDPOINT_DIR/1.json" "$(cat out)" 'its MessageId is on stdout'
has "$ENDPOINT_DIR/1.json" ceo@group.example 'the recipient is in the envelope'
has "$ENDPOINT_DIR/1.json" audit@group.example 'and the audit copy'
"$PYTHON" - "$ENDPOINT_DIR/1.eml" ceo.txt <<'END'
import email, email.policy, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"),
                                         policy=email.policy.default)
assert message["Subject"] == "CEO report", message["Subject"]
assert message["Bcc"] is None
text = message.get_content().replace("\r\n", "\n")
assert text == open(sys.argv[2], encoding="utf-8").read(), "the text differs"
END
ok $? "Python's email reads the report back, to the byte"

# ---- the same pipe twice
for _ in 1 2; do
	run sh -c "er-gen cfo '$book' | er-sesmail --key cfo-2026-10 -s CFO cfo@group.example"
	status_is 0 'the same pipe with the same --key exits 0'
done
is "$(endpoint_count)" 2 'and is one message'
has err 'already' 'the second time it says so'
echo 'Something else.' >other.txt
run_in other.txt er-sesmail --key cfo-2026-10 -s CFO cfo@group.example
status_is 65 'another message under that key: exit status 65'
has err '--resend' 'it asks for --resend'
is "$(endpoint_count)" 2 'and nothing was sent'

# ---- a whole message, for each role, twice
send_all() {
	for role in $roles; do
		er-gen --mail "$role" "$book" | er-sesmail -t || return
	done
}
run send_all
status_is 0 'the eight reports go to whom the book names'
is "$(endpoint_count)" 10 'eight more messages arrived'
run send_all
status_is 0 'the same again exits 0'
is "$(endpoint_count)" 10 'and sends nothing twice'
cat "$ENDPOINT_DIR"/*.eml >all.eml
! grep -qi '^bcc:' all.eml
ok $? 'no message shows a Bcc'

# ---- er-gen killed in the middle
mkfifo slow
(exec er-gen ceo "$book" >slow) &
generator=$!
# Takes the first bytes, kills the generator, and hands on what it got.
{
	head -c 1000
	kill -9 $generator 2>/dev/null
} <slow >part.txt
wait $generator 2>/dev/null
run_in part.txt er-sesmail -s 'CEO report' ceo@group.example
status_is 65 'what a killed er-gen left is refused'
is "$(endpoint_count)" 10 'and sends nothing'
sh -c 'kill -9 $$' | er-sesmail -s 'CEO report' ceo@group.example >out 2>err
status=$?
status_is 65 'er-gen killed before its first byte: refused too'

# ---- the environment file carries the pipe
{
	echo "AWS_ENDPOINT_URL_SESV2=$AWS_ENDPOINT_URL_SESV2"
	echo "AWS_CA_BUNDLE=$AWS_CA_BUNDLE"
	echo "AWS_REGION=$AWS_REGION"
	echo "AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID"
	echo "AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY"
	echo "SES_FROM=$SES_FROM"
	echo "SES_BCC=$SES_BCC"
	echo "ER_OUTBOX=$workdir/other.db"
} >repos.env
chmod 600 repos.env
secret=$AWS_SECRET_ACCESS_KEY
unset AWS_ENDPOINT_URL_SESV2 AWS_CA_BUNDLE AWS_REGION AWS_ACCESS_KEY_ID \
	AWS_SECRET_ACCESS_KEY SES_FROM SES_BCC
run er-env run repos.env -- sh -c "er-gen cmo '$book' | er-sesmail -s CMO cmo@group.example"
status_is 0 'er-env run gives the pipe its settings'
is "$(endpoint_count)" 11 'and the report arrives'
er-env run -q repos.env -- er-sesmail --log >log.rec
er-env run -q repos.env -- er-sesmail --list >list.txt
cat out err log.rec list.txt ./*.db* state/er-tools/* 2>/dev/null >everything
hasnt everything "$secret" 'the secret key is in no output and no outbox'
done_testing
