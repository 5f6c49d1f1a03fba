#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What becomes of one SendEmail call for everything that an endpoint can do,
# and that the endpoint is right: botocore's own client and curl are its peers.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

# Time enough for a busy machine; expect_late is for what never ends.
ses_send="$BUILDDIR/tests/endpoint/ses-send -t 30000"
printf '%s\r\n' 'From: owner@group.example' 'To: cfo@group.example' \
	'Subject: CFO report' 'MIME-Version: 1.0' '' 'All is well.' >message

# expect BEHAVIOUR OUTCOME CLASS CODE: one call, and what is known of it.
expect() {
	endpoint_behave "$1"
	# shellcheck disable=SC2086 # a command and its options
	run_in message $ses_send cfo@group.example
	is "$(sed -n 's/^outcome: //p' out), $status $(sed -n 's/^code: //p' out)" \
		"$2, $3 ${4-}" "$1: $2" || diag out err
}

expect_late() {
	ses_send="$BUILDDIR/tests/endpoint/ses-send -t 1000"
	expect "$@"
	ses_send="$BUILDDIR/tests/endpoint/ses-send -t 30000"
}

# shellcheck disable=SC2119 # no options
endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }

# ---- the endpoint and its peers
cat >peer.py <<'EOT'
import os, sys
import botocore.session
client = botocore.session.get_session().create_client(
    "sesv2", region_name=os.environ["AWS_REGION"],
    endpoint_url=os.environ["AWS_ENDPOINT_URL_SESV2"],
    verify=os.environ["AWS_CA_BUNDLE"])
answer = client.send_email(
    Destination={"ToAddresses": ["cfo@group.example"]},
    Content={"Raw": {"Data": open("message", "rb").read()}})
print(answer["MessageId"])
EOT
run "$PYTHON" peer.py
status_is 0 "botocore's client is accepted"
has "$ENDPOINT_DIR/1.json" "$(cat out)" 'its MessageId is on record'
same "$ENDPOINT_DIR/1.eml" message 'its message arrived byte for byte'
printf '{"Destination":{"ToAddresses":["cfo@group.example"]},"Content":{"Raw":{"Data":"%s"}}}' \
	"$(openssl base64 -A -in message)" >call.json
sign_with_curl() {
	curl -s --cacert "$AWS_CA_BUNDLE" --aws-sigv4 aws:amz:us-west-2:ses \
		-u "$AWS_ACCESS_KEY_ID:$1" -H 'Content-Type: application/json' \
		--data-binary @call.json \
		"$AWS_ENDPOINT_URL_SESV2/v2/email/outbound-emails"
}
if command -v curl >/dev/null; then
	run sign_with_curl "$AWS_SECRET_ACCESS_KEY"
	has out MessageId "curl's signer is accepted"
	run sign_with_curl wrong
	has out 'signature we calculated' 'a wrong secret is refused'
else
	skip 'curl is not installed' "curl's signer is accepted"
	skip 'curl is not installed' 'a wrong secret is refused'
fi

# ---- accepted
before=$(endpoint_count)
expect ok accepted 0
is "$(endpoint_count)" $((before + 1)) 'ok: one message more on record'
same "$ENDPOINT_DIR/$((before + 1)).eml" message 'ok: byte for byte'
has "$ENDPOINT_DIR/$((before + 1)).json" "$(sed -n 's/^message-id: //p' out)" \
	'ok: MessageId as on record'
has out 'request-id: ' 'ok: the request id is shown'
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send -n 3 -s reports cfo@group.example ceo@group.example
status_is 0 'three calls by one client'
has "$ENDPOINT_DIR/$((before + 4)).json" '"ConfigurationSetName": "reports"' \
	'the configuration set is asked for'
has "$ENDPOINT_DIR/$((before + 4)).json" '"ceo@group.example"' \
	'every recipient is asked for'

# ---- the endpoint is strict: what er-sesmail must never let through
# strict NAME LINE...: the message with these lines is refused.
strict() {
	strict_name=$1
	shift
	printf '%b' "$@" >bad
	# shellcheck disable=SC2086 # a command and its options
	run_in bad $ses_send cfo@group.example
	status_is 65 "the endpoint refuses $strict_name"
}
from='From: owner@group.example\r\n'
strict 'a Bcc field' "$from" 'Bcc: x@group.example\r\n' '\r\nHi.\r\n'
strict 'a bare LF' "$from" '\r\nHi.\n'
strict 'an 8-bit byte' "$from" '\r\n\0303\0251\r\n'
strict 'a second Subject' "$from" 'Subject: a\r\nsubject: b\r\n\r\nHi.\r\n'
strict 'no From' 'To: x@group.example\r\n' '\r\nHi.\r\n'
strict 'no empty line' "$from"
strict 'a long line' "$from" '\r\n' "$(printf '%01000d' 0)" '\r\n'
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send cfo
status_is 65 'the endpoint refuses an address without a domain'

# ---- certainly not sent
kept=$(endpoint_count)
expect throttle 'not sent' 75 TooManyRequestsException
expect '+retry-after=7 throttle' 'not sent' 75 TooManyRequestsException
has out 'retry-after-ms: 7000' 'Retry-After is read'
expect '+retry-at=90 throttle' 'not sent' 75 TooManyRequestsException
grep -Eq '^retry-after-ms: (89|90)000$' out
ok $? 'Retry-After as a date is read'
expect '+retry-ms=250 throttle' 'not sent' 75 TooManyRequestsException
has out 'retry-after-ms: 250' "and AWS's own field"
expect 'fail 400 ThrottlingException Daily message quota exceeded.' \
	'not sent' 75 ThrottlingException
has out 'no-retry: yes' 'daily quota: trying again now is pointless'
expect 'fail 503 ServiceUnavailable Try again.' 'not sent' 75 ServiceUnavailable
# The reset may overtake the handshake: then it is still the connection's.
endpoint_behave cut-accept
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send cfo@group.example
grep -qx 'outcome: not sent' out && grep -qxE 'code: (tls|connect)' out
ok $? 'cut-accept: not sent' || diag out err
expect_late stall-accept 'not sent' 75 timeout

# ---- refused
expect 'fail 400 MessageRejected Email address is not verified. The following identities failed the check in region US-WEST-2: cfo@group.example' \
	refused 78 MessageRejected
has out sandbox 'unverified recipient: the sandbox is named'
expect 'fail 400 MessageRejected Email address is not verified. The following identities failed the check in region US-WEST-2: owner@group.example' \
	refused 78 MessageRejected
has out 'Verify the From address' 'unverified sender: From is named'
expect 'fail 400 MessageRejected Sending paused for this account.' \
	refused 77 MessageRejected
expect "fail-body 400 BadRequestException Duplicate header 'X'." \
	refused 65 BadRequestException
expect 'fail 404 NotFoundException Configuration set <x> does not exist.' \
	refused 78 NotFoundException
expect 'fail 403 AccessDeniedException User: arn is not authorized' \
	refused 77 AccessDeniedException
has out ses:SendRawEmail 'not authorized: the right is named'
expect 'fail 403 ExpiredTokenException The security token is expired' \
	refused 77 ExpiredTokenException
expect 'bare 403' refused 77
expect 'bare 418' refused 69
expect redirect refused 78
is "$(endpoint_count)" "$kept" 'none of these was taken'

# ---- in doubt
expect 'bare 500' 'in doubt' 79
expect '+keep bare 502' 'in doubt' 79
expect 'bare 503' 'in doubt' 79
expect 'fail 500 InternalFailure Oops.' 'in doubt' 79 InternalFailure
expect lie 'in doubt' 79
has out 'Please sign in' 'a page of HTML is quoted'
expect 'lie {"MessageId":"0102' 'in doubt' 79
expect 'lie {"MessageId":""}' 'in doubt' 79
expect '+keep lie {"MessageId":7}' 'in doubt' 79
expect cut-after 'in doubt' 79 cut
expect '+keep cut-after' 'in doubt' 79 cut
expect '+keep cut-answer' 'in doubt' 79 cut
expect_late stall 'in doubt' 79 timeout
expect_late '+keep drip' 'in doubt' 79 timeout
expect huge 'in doubt' 79 too-large
is "$(endpoint_count)" $((kept + 5)) 'five of these were taken'

# Whether the request was on its way by then is a race; both are true.
endpoint_behave cut-before
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send cfo@group.example
grep -Eq '^outcome: (not sent|in doubt)$' out
ok $? 'cut-before: not sent, or in doubt'

# ---- a clock that is wrong
endpoint_behave ok
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send -o 3600 cfo@group.example
status_is 0 'a clock an hour ahead is corrected for'
grep -Eqx 'skew: -(3599|3600|3601)' out	# a second may pass between
ok $? 'and the correction is told' || diag out
seen=$(endpoint_requests)
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send -o 200000 cfo@group.example
status_is 77 'a clock two days ahead is not'
is "$(endpoint_requests)" $((seen + 1)) 'and nothing is tried again'

# ---- settings
endpoint_stop
expect ok 'not sent' 75 connect
AWS_SECRET_ACCESS_KEY=
# shellcheck disable=SC2086 # a command and its options
run_in message $ses_send cfo@group.example
status_is 78 'half a pair of keys is a bad setting'
has err AWS_SECRET_ACCESS_KEY 'and the missing one is named'

endpoint_start --token 'Some+Session/Token=='
expect ok accepted 0
AWS_SECRET_ACCESS_KEY=notTheRightKey
expect ok refused 77 InvalidSignatureException
hasnt out notTheRightKey 'the secret is not shown'
unset AWS_SESSION_TOKEN
expect ok refused 77 UnrecognizedClientException
endpoint_start --plain
expect ok accepted 0
done_testing
