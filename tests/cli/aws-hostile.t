#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A call to SES over a hostile or broken network: TLS that does not prove who
# answers, connections that die at the worst moment, answers without an end.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

ses_send="$BUILDDIR/tests/endpoint/ses-send -t 30000"
printf '%s\r\n' 'From: owner@group.example' 'To: cfo@group.example' \
	'Subject: CFO report' 'MIME-Version: 1.0' '' 'All is well.' >message

# call [OPTION...]: the outcomes and the codes, a line for each exchange.
call() {
	# shellcheck disable=SC2086 # a command and its options
	run_in message $ses_send "$@" cfo@group.example
	awk '/^outcome: / { printf "%s%s", sep, substr($0, 10); sep = "\n" }
		/^code: / { printf " (%s)", substr($0, 7) }
		END { print "" }' out >outcomes
}
outcomes_are() {
	printf '%s\n' "$1" >wanted
	same outcomes wanted "$2" || diag out err "$ENDPOINT_DIR/log"
}

# ---- TLS
for bad in wrong-host expired unknown-ca; do
	endpoint_start --bad-cert $bad ||
		{ ok 1 'the endpoint starts'; done_testing; exit 0; }
	call
	outcomes_are 'not sent (certificate)' "certificate: $bad"
	has out 'no-retry: yes' "certificate: $bad: trying again is pointless"
	is "$(endpoint_requests)" 0 "certificate: $bad: nothing was told to it"
	endpoint_stop
done
endpoint_start --tls 1.1
call
outcomes_are 'not sent (tls)' 'TLS 1.1 is not spoken'
endpoint_stop
endpoint_start
good_ca=$AWS_CA_BUNDLE
: >empty.crt
AWS_CA_BUNDLE=empty.crt
call
outcomes_are 'not sent (certificate)' 'a CA bundle with nothing in it'
AWS_CA_BUNDLE=missing.crt
call
is "$status" 78 'a CA bundle that is not there is a bad setting'
has err missing.crt 'and named'
unset AWS_CA_BUNDLE
call
outcomes_are 'not sent (certificate)' "the system's certificates do not do"
AWS_CA_BUNDLE=$good_ca
export AWS_CA_BUNDLE

# ---- where the request goes
AWS_ENDPOINT_URL_SESV2=https://no-such-host.invalid call
outcomes_are 'not sent (dns)' 'a name that does not exist'
printf 'machine localhost login somebody password else\n' >.netrc
chmod 600 .netrc
https_proxy=http://localhost:1 HTTPS_PROXY=http://localhost:1 call
outcomes_are accepted 'neither ~/.netrc nor a proxy matters on loopback'
endpoint_behave redirect
seen=$(endpoint_requests)
call
outcomes_are refused 'a redirect is not followed'
is "$(endpoint_requests)" $((seen + 1)) 'a redirect: one request'

# ---- connections that die
kept=$(endpoint_count)
endpoint_behave ok '+keep cut-after' ok
call -n 3
outcomes_are 'accepted
in doubt (cut)
accepted' 'a kept connection that dies is no reason to send again'
is "$(endpoint_count)" $((kept + 3)) 'and three messages are on record'
endpoint_behave '+close ok' ok
call -n 2 -p 1
outcomes_are 'accepted
accepted' 'a connection closed between two messages is opened again'
is "$(endpoint_count)" $((kept + 5)) 'and each was taken once'

# A body larger than what the kernel holds for a peer that stopped reading.
mv message small
{
	cat small
	awk 'BEGIN { for (i = 0; i < 160000; i++)
		printf "%075d\r\n", i }'
} >message
endpoint_behave ok
call
outcomes_are accepted 'a message of 12 MB'
cmp -s "$ENDPOINT_DIR/$(endpoint_count).eml" message
ok $? 'arrives byte for byte'
kept=$(endpoint_count)
endpoint_behave cut-request
call
outcomes_are 'not sent (cut)' 'cut in the request: it cannot have been taken'
is "$(endpoint_count)" "$kept" 'and was not'
mv small message

# ---- answers
for bad in huge huge-header drip; do
	endpoint_behave "$bad"
	call -t 3000
	sed 's/(.*)/(any)/' outcomes >outcomes.new && mv outcomes.new outcomes
	outcomes_are 'in doubt (any)' "answer: $bad"
done
endpoint_behave "fail 400 MessageRejected $(printf 'a\033]0;b\007c')"
call
hasnt out "$(printf '\033')" 'control characters from the server are replaced'
has out 'a?]0;b?c' 'and the rest is shown'
endpoint_behave "fail-body 400 $(awk 'BEGIN { while (i++ < 5000)
	printf "x" }') long"
call
outcomes_are "refused ($(awk 'BEGIN { while (i++ < 100) printf "x" }')...)" \
	'a long name is cut'
is "$(grep -c . "$ENDPOINT_DIR/stdout")" 0 'the endpoint has nothing to say'
done_testing
