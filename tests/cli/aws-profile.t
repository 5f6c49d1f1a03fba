#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys, region and endpoint from AWS's files of profiles. That the right keys
# were used shows in the signature, which the endpoint checks.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

printf '%s\r\n' 'From: owner@group.example' 'To: cfo@group.example' \
	'Subject: CFO report' 'MIME-Version: 1.0' '' 'All is well.' >message
# send: with what the files say.
send() {
	run_in message "$BUILDDIR/tests/endpoint/ses-send" -t 30000 \
		cfo@group.example
}
accepted() {
	send
	status_is 0 "$1"
}
# fails STATUS TEXT NAME: says TEXT, and no secret.
fails() {
	send
	status_is "$1" "$3"
	cat out err >said
	has said "$2" "$3: says why"
	hasnt said notARealKey "$3: shows no secret"
}

endpoint_start --token Session/Token== ||
	{ ok 1 'the endpoint starts'; done_testing; exit 0; }
id=$AWS_ACCESS_KEY_ID secret=$AWS_SECRET_ACCESS_KEY url=$AWS_ENDPOINT_URL_SESV2
ca=$AWS_CA_BUNDLE
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
AWS_EC2_METADATA_DISABLED=true
export AWS_EC2_METADATA_DISABLED
mkdir .aws

# keys NAME: a section with the endpoint's keys.
keys() {
	printf '[%s]\naws_access_key_id = %s\n' "$1" "$id"
	printf 'AWS_Secret_Access_Key=%s\n' "$secret"
	printf '  aws_session_token = Session/Token==  \n'
}

# ---- the credentials file
fails 78 'no AWS credentials' 'no keys at all'
{
	printf '\357\273\277# a comment\r\n; another\r\n\r\n[other]\r\n'
	printf 'aws_access_key_id = AKIAOTHEROTHEROTHER0\r\n'
	printf 'aws_secret_access_key = notARealKeyEither\r\n\r\n'
	keys default | sed 's/$/\r/'
} >.aws/credentials
accepted 'the default profile'
export AWS_PROFILE=other
send
status_is 77 'AWS_PROFILE names another'
has out UnrecognizedClientException 'whose key the endpoint does not know'
AWS_PROFILE=missing
fails 78 'AWS_PROFILE' 'a profile that does not exist'
unset AWS_PROFILE
mv .aws/credentials elsewhere
AWS_SHARED_CREDENTIALS_FILE=$PWD/elsewhere accepted \
	'AWS_SHARED_CREDENTIALS_FILE'
# shellcheck disable=SC2088 # not the shell's, here
AWS_SHARED_CREDENTIALS_FILE='~/elsewhere' accepted 'a file in ~'
AWS_SHARED_CREDENTIALS_FILE=nowhere fails 78 "'nowhere'" \
	'a named file that is not there'
AWS_ACCESS_KEY_ID=AKIAOTHEROTHEROTHER0 AWS_SECRET_ACCESS_KEY=x \
	AWS_SHARED_CREDENTIALS_FILE=$PWD/elsewhere send
status_is 77 'keys of the environment go first'
AWS_ACCESS_KEY_ID=AKIAOTHEROTHEROTHER0 AWS_SHARED_CREDENTIALS_FILE=elsewhere \
	fails 78 AWS_SECRET_ACCESS_KEY 'half a pair there stops the search'

# ---- a service's own credentials
mkdir service
cp elsewhere service/aws
CREDENTIALS_DIRECTORY=$PWD/service accepted 'CREDENTIALS_DIRECTORY'
mkdir empty
CREDENTIALS_DIRECTORY=$PWD/empty fails 78 'no AWS credentials' \
	'CREDENTIALS_DIRECTORY without a file aws'

# ---- the config file
unset AWS_REGION AWS_ENDPOINT_URL_SESV2 AWS_CA_BUNDLE
{
	keys 'profile "group mail"'
	printf 'region = us-west-2\nservices = local\nca_bundle = %s\n' "$ca"
	printf '[services local]\nsts =\n  endpoint_url = https://x.example\n'
	printf 'sesv2 =\n  endpoint_url = %s\n' "$url"
	printf '[profile plain]\nregion = US-WEST-2\nendpoint_url = %s\n' \
		"$url"
	printf '[sso-session x]\nsso_region = a\nsso_region = b\n'
	printf '[profile bad]\nservices = none\nregion = us-west-2\n'
} >.aws/config
AWS_PROFILE='group mail' accepted 'keys, region, endpoint and CA of a profile'
AWS_PROFILE='group mail' AWS_REGION=eu-west-1 send
has out 'scoped to a valid region' 'AWS_REGION goes before the profile'
keys plain >.aws/credentials
AWS_PROFILE=plain fails 78 ".aws/config:14: region: 'US-WEST-2'" \
	'a bad region in a profile'
AWS_PROFILE=plain AWS_REGION=us-west-2 AWS_CA_BUNDLE=$ca accepted \
	'keys of one file, the endpoint of the other'
keys bad >>.aws/credentials
AWS_PROFILE=bad fails 78 '.aws/config:20: there is no section' \
	'services that are nowhere'
AWS_CONFIG_FILE=nowhere fails 78 "'nowhere'" 'AWS_CONFIG_FILE is not there'

# ---- faults, by file and line
AWS_REGION=us-west-2 AWS_ENDPOINT_URL_SESV2=$url AWS_CA_BUNDLE=$ca
AWS_SHARED_CREDENTIALS_FILE=faulty
export AWS_REGION AWS_ENDPOINT_URL_SESV2 AWS_CA_BUNDLE \
	AWS_SHARED_CREDENTIALS_FILE
# fault WHERE LINE...: the file with these lines is refused.
fault() {
	fault_where=$1
	shift
	printf '%s\n' "$@" >faulty
	fails 78 "$fault_where" "fault: $(printf '%s|' "$@")"
}
fault faulty:1: "[default" "region = x"
fault faulty:1: 'aws_secret_access_key = notARealKey' '[default]'
fault faulty:2: '[default]' 'notARealKey'
fault faulty:1: '[]'
fault faulty:3: '[default]' 'aws_access_key_id = A' 'aws_access_key_id = B'
fault faulty:2: '[default]' 'aws_secret_access_key = notARealKey'
fault faulty:3: '[default]' 'aws_access_key_id = A' \
	'aws_secret_access_key = "notARealKey" # of the owner'
printf '[default]\naws_access_key_id = A\0B\n' >faulty
fails 78 NUL 'a NUL byte'
mkdir directory
AWS_SHARED_CREDENTIALS_FILE=directory
send
status_is 78 'a directory'
AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret \
	AWS_SESSION_TOKEN=Session/Token== accepted \
	'with keys and region in the environment no file is read'
done_testing
