#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys of roles, that STS gives out: for another profile's keys, or for a web
# identity. And what is refused: SSO, SigV4a.
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

endpoint_start --token Session/Token+== && keys_start ||
	{ ok 1 'the endpoints start'; done_testing; exit 0; }
AWS_ENDPOINT_URL_STS=$KEYS_URL AWS_EC2_METADATA_DISABLED=true AWS_PROFILE=role
export AWS_ENDPOINT_URL_STS AWS_EC2_METADATA_DISABLED AWS_PROFILE
mkdir .aws
arn=arn:aws:iam::123456789012:role/mail
cat >.aws/credentials <<EOT
[base]
aws_access_key_id = $SIGNER_ID
aws_secret_access_key = $SIGNER_SECRET
[unknown]
aws_access_key_id = AKIAUNKNOWNUNKNOWN00
aws_secret_access_key = $SIGNER_SECRET
EOT
# profile LINE...: the profile role has these.
profile() {
	printf '[profile role]\nrole_arn = %s\n' "$arn" >.aws/config
	printf '%s\n' "$@" >>.aws/config
}

# ---- AssumeRole
profile 'source_profile = base'
send -n 2
status_is 0 "a role's keys are used"
is "$(grep -c ^POST "$KEYS_DIR/log")" 1 'and asked for once'
grep -Eqx "form Action=AssumeRole RoleArn=$arn RoleSessionName=er-sesmail-[0-9]+" \
	"$KEYS_DIR/log"
ok $? 'for that role, under our name' || diag "$KEYS_DIR/log"
profile 'source_profile = base' 'role_session_name = cfo@group' \
	'external_id = a:b/c=+' 'duration_seconds = 900'
send
status_is 0 'with what the profile says'
has "$KEYS_DIR/log" \
	'RoleSessionName=cfo@group ExternalId=a:b/c=+ DurationSeconds=900' \
	'session name, external id and duration are asked for'
profile 'source_profile = middle' '[profile middle]' "role_arn = ${arn}2" \
	'source_profile = base'
send
status_is 0 'a role that is assumed by a role'
has "$KEYS_DIR/log" "RoleArn=${arn}2" 'asks for both'
profile 'source_profile = role' "aws_access_key_id = $SIGNER_ID" \
	"aws_secret_access_key = $SIGNER_SECRET"
send
status_is 0 "a profile's own keys may ask"

profile 'source_profile = unknown'
fails 77 '.aws/config:2: role_arn: STS does not give out' 'keys STS refuses'
has said '403 UnrecognizedClientException: The security token' "STS's own words"
profile 'source_profile = base'
printf '503\nbusy' >"$KEYS_DIR/say"
send
status_is 75 'STS does not answer now'
has out 'outcome: not sent' 'so that it may be tried again'
printf '200\n<AccessKeyId>x</AccessKeyId><SecretAccessKey>notARealKey' \
	>"$KEYS_DIR/say"
fails 76 'SecretAccessKey is missing' 'half an answer'
rm "$KEYS_DIR/say"
AWS_ENDPOINT_URL_STS=http://127.0.0.1:1 send
status_is 75 'STS cannot be reached'


# ---- the whole way: what waits for STS is sent later
SES_FROM=owner@group.example SES_BCC=audit@group.example ER_OUTBOX=$PWD/outbox.db
export SES_FROM SES_BCC ER_OUTBOX
echo 'All is well.' >body
kept=$(endpoint_count)
printf '503\nbusy' >"$KEYS_DIR/say"
run_in body er-sesmail --deadline 0 -s 'CFO report' cfo@group.example
status_is 75 'er-sesmail: STS does not answer now'
is "$(er-sesmail --list | cut -f2)" waiting 'the message waits'
rm "$KEYS_DIR/say"
run er-sesmail --flush
status_is 0 'and is sent later'
is "$(endpoint_count)" $((kept + 1)) 'once'
run_in body er-sesmail --log
hasnt out notARealKey 'no secret is in the log'

fault() {
	fault_where=$1
	shift
	profile "$@"
	fails 78 ".aws/config:$fault_where" "fault: $(printf '%s|' "$@")"
}
fault 2: 'region = us-west-2'
fault 2: 'source_profile = base' 'credential_source = Environment'
fault '3: source_profile: there is no such' 'source_profile = nobody'
fault '3: source_profile: no keys' 'source_profile = empty' '[profile empty]'
fault '3: source_profile: no keys' 'source_profile = role'
fault '3: source_profile: it leads' 'source_profile = b' '[profile b]' \
	'source_profile = role' "role_arn = $arn"
fault '3: credential_source: expected' 'credential_source = environment'
fault '3: credential_source: no keys' 'credential_source = EcsContainer'
fault '4: mfa_serial' 'source_profile = base' 'mfa_serial = x'
fault '4: duration_seconds' 'source_profile = base' 'duration_seconds = 1h'
fault '4: role_session_name' 'source_profile = base' 'role_session_name = a b'

# ---- a web identity
unset AWS_PROFILE
rm .aws/config
printf 'web.identity.token\n' >token
AWS_WEB_IDENTITY_TOKEN_FILE=token AWS_ROLE_ARN=$arn
export AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN
send
status_is 0 "a web identity's keys are used"
AWS_ROLE_SESSION_NAME=pod-1 send
has "$KEYS_DIR/log" \
	"Action=AssumeRoleWithWebIdentity RoleArn=$arn RoleSessionName=pod-1" \
	'under the name that is given'
AWS_ROLE_SESSION_NAME='a b' fails 78 AWS_ROLE_SESSION_NAME 'a name STS refuses'
AWS_ROLE_ARN='' fails 78 AWS_ROLE_ARN 'a web identity without a role'
echo notARealKeyToken >token
fails 77 'token: STS does not give out' 'a token STS refuses'
has said InvalidIdentityToken "STS's own words for it"
rm token
fails 78 "'token'" 'a token that is not there'
printf 'web.identity.token' >token
unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN
printf '[default]\nrole_arn = %s\nweb_identity_token_file = token\n' "$arn" \
	>.aws/config
send
status_is 0 'a web identity of the profile'

# ---- not done here
printf '[default]\nsso_session = mail\nsso_account_id = 1\n' >.aws/config
fails 78 '.aws/config:2: sso_session: signing in is not done here' 'SSO'
has said 'export-credentials --profile default' 'what to do instead'
AWS_SIGV4A_SIGNING_REGION_SET='*' fails 78 SigV4a 'SigV4a'
AWS_ENDPOINT_URL_SESV2=https://abc.endpoints.email.amazonaws.com \
	AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b \
	fails 78 SigV4a "an endpoint of several regions"
empty "$KEYS_DIR/stdout" 'the endpoint has nothing to say'
done_testing
