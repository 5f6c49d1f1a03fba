#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys that the machine itself is given: a container's, an EC2 instance's.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

printf '%s\r\n' 'From: owner@group.example' 'To: cfo@group.example' \
	'Subject: CFO report' 'MIME-Version: 1.0' '' 'All is well.' >message
send() {
	run_in message "$BUILDDIR/tests/endpoint/ses-send" -t 30000 "$@" \
		cfo@group.example
}
fails() {
	send
	status_is "$1" "$3"
	cat out err >said
	has said "$2" "$3: says why"
	hasnt said notARealKey "$3: shows no secret"
}

endpoint_start --token Session/Token+== &&
	keys_start --authorization 'Bearer container' ||
	{ ok 1 'the endpoints start'; done_testing; exit 0; }
http_proxy=http://127.0.0.1:1 AWS_EC2_METADATA_DISABLED=true
export http_proxy AWS_EC2_METADATA_DISABLED

# ---- a container
AWS_CONTAINER_CREDENTIALS_FULL_URI=$KEYS_URL/container
AWS_CONTAINER_AUTHORIZATION_TOKEN='Bearer container'
export AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
send -n 2
status_is 0 "a container's keys are used, and no proxy"
is "$(grep -c container "$KEYS_DIR/log")" 1 'and asked for once'
AWS_CONTAINER_AUTHORIZATION_TOKEN=notARealKey fails 77 'status 401' \
	'a token that is refused'
printf 'Bearer container\n' >token
AWS_CONTAINER_AUTHORIZATION_TOKEN=x AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token \
	send
status_is 0 'a token from a file goes first'
printf 'notARealKey\nX-Evil: 1\n' >token
AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token fails 78 'control character' \
	'a token with a line break'
AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=nowhere fails 78 "'nowhere'" \
	'a token file that is not there'
printf '200\n{"AccessKeyId":"A"}' >"$KEYS_DIR/say"
fails 76 SecretAccessKey 'half an answer'
printf '500\n' >"$KEYS_DIR/say"
send
status_is 75 'a fault that may pass'
rm "$KEYS_DIR/say"
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.1.1/x fails 78 \
	'without TLS' 'an address that is not of a container'
AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:1/ send
status_is 75 'nobody there'
mkdir .aws
printf '[profile role]\nrole_arn = %s\ncredential_source = EcsContainer\n' \
	arn:aws:iam::123456789012:role/mail >.aws/config
AWS_PROFILE=role AWS_ENDPOINT_URL_STS=$KEYS_URL send
status_is 0 "a container's keys ask for a role"
unset AWS_CONTAINER_CREDENTIALS_FULL_URI

# ---- EC2
fails 78 'no AWS credentials' 'the metadata service is switched off'
AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT=$KEYS_URL/
export AWS_EC2_METADATA_SERVICE_ENDPOINT
: >"$KEYS_DIR/log"
send -n 2
status_is 0 "an instance's keys are used, and no proxy"
is "$(cut -d' ' -f1 "$KEYS_DIR/log" | tr '\n' ' ')" 'PUT GET GET ' \
	'token, role and keys are asked for once'
printf '403\n' >"$KEYS_DIR/say"
: >"$KEYS_DIR/log"
fails 78 'no AWS credentials' 'version 2 is refused'
is "$(wc -l <"$KEYS_DIR/log" | tr -d ' ')" 1 'and version 1 not tried'
printf '500\n' >"$KEYS_DIR/say"
send
status_is 75 'it fails for the moment'
printf '200\n' >"$KEYS_DIR/say"
fails 76 'metadata service' 'something else answers'
rm "$KEYS_DIR/say"
AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1 fails 78 'hop limit' \
	'nobody there'
AWS_EC2_METADATA_SERVICE_ENDPOINT=http://metadata.example fails 78 \
	'without TLS' 'a metadata service elsewhere'
empty "$KEYS_DIR/stdout" 'the endpoint has nothing to say'
done_testing
