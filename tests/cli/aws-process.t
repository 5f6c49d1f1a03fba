#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys from credential_process, a command of the profile.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

printf '%s\r\n' 'From: owner@group.example' 'To: cfo@group.example' \
	'Subject: CFO report' 'MIME-Version: 1.0' '' 'All is well.' >message
send() {
	run_in message "$BUILDDIR/tests/endpoint/ses-send" -t 30000 "$@" \
		cfo@group.example
}
# process COMMAND: the profile with it; STATUS and TEXT: what is said then.
process() { printf '[default]\ncredential_process = %s\n' "$1" >.aws/config; }
fails() {
	send
	status_is "$1" "$3"
	cat out err >said
	has said "$2" "$3: says why"
	hasnt said notARealKey "$3: shows no secret"
}

endpoint_start --token Session/Token== ||
	{ ok 1 'the endpoint starts'; done_testing; exit 0; }
cat >keys.json <<EOT
{"Version": 1, "AccessKeyId": "$AWS_ACCESS_KEY_ID", "AccountId": "1",
 "SecretAccessKey": "$AWS_SECRET_ACCESS_KEY",
 "SessionToken": "$AWS_SESSION_TOKEN", "Expiration": "2099-01-01T00:00:00Z"}
EOT
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
AWS_EC2_METADATA_DISABLED=true
export AWS_EC2_METADATA_DISABLED
mkdir .aws

cat >'give keys' <<'EOT'
#!/bin/sh
cat >stdin
ls /dev/fd >fds 2>/dev/null
printf '<%s>' "$@" >arguments
echo run >>runs
cat keys.json
EOT
chmod +x 'give keys'
process "\"./give keys\" 'a \$HOME' b\\ \"c\\\"\" ''; touch evil"
send
status_is 0 'the keys that the command prints are used'
empty stdin 'it does not get the message'
is "$(cat arguments)" "<a \$HOME><b c\"><;><touch><evil>" \
	'its words are those of a shell' || cat arguments
[ ! -e evil ]
ok $? 'but no shell runs'
is "$(grep -c '^[4-9]\|^[1-9][0-9]' fds)" 0 'it gets no descriptors of ours'
run_in message "$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])' "$BUILDDIR/tests/endpoint/ses-send" \
	-t 30000 cfo@group.example
status_is 0 'though the caller has SIGCHLD ignored'

rm runs
send -n 3
is "$(wc -l <runs | tr -d ' ')" 1 'asked once for three messages'
rm runs
endpoint_behave 'fail 403 ExpiredTokenException The token is expired' ok
send
status_is 0 'keys that SES calls expired are asked for again'
is "$(wc -l <runs | tr -d ' ')" 2 'once'
endpoint_behave 'fail 403 ExpiredTokenException The token is expired'
send
status_is 77 'and only once'
endpoint_behave ok
# Keys that are about to run out are fetched anew.
soon=$("$PYTHON" -c 'import time; print(time.strftime(
	"%Y-%m-%dT%H:%M:%S.5+00:00", time.gmtime(time.time() + 200)))')
sed "s/2099-01-01T00:00:00Z/$soon/" keys.json >new && mv new keys.json
rm runs
send -n 3
status_is 0 'keys that soon run out are used'
is "$(wc -l <runs | tr -d ' ')" 3 'and asked for again each time'
sed "s/\"Expiration\": \".*\"/\"Expiration\": \"2020-01-01T00:00:00Z\"/" \
	keys.json >new && mv new keys.json
fails 77 'have run out' 'keys that ran out long ago'

# ---- what goes wrong
fault() {
	printf '%s' "$1" >keys.json
	fails 76 "$2" "the command prints $1"
}
process 'cat keys.json'
fault '' 'not a JSON object'
fault '{"Version":"1"}' Version
fault '{"Version":2,"AccessKeyId":"a","SecretAccessKey":"notARealKey"}' Version
fault '{"Version":1,"AccessKeyId":"a"}' SecretAccessKey
fault '{"Version":1,"AccessKeyId":"a b","SecretAccessKey":"notARealKey"}' \
	AccessKeyId
fault '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"notARealKey",
"SessionToken":"a\nb"}' SessionToken
fault '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"notARealKey",
"Expiration":"tomorrow"}' Expiration
process 'sh -c "echo notARealKey; echo log >&2; echo \"log in again\" >&2; exit 3"'
fails 77 'config:2: credential_process ended with status 3: log in again' \
	'a command that fails'
process "sh -c 'kill -9 \$\$'"
fails 77 'signal 9' 'a command that is killed'
process ./nothing-here
fails 77 'No such file' 'a command that is not there'
process "'open"
fails 78 'config:2' 'a quote that is not closed'
process "''"
fails 78 'config:2' 'an empty command'
is "$(endpoint_count)" 9 'only good keys sent anything'
done_testing
