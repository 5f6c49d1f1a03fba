#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env smtp-password and rehearse, and the program that does them.
. "${SRCDIR:?}/tests/lib.sh"
. "${SRCDIR:?}/tests/endpoint/endpoint.sh"
need openssl

# smtp-password, by the chain of RFC 2104 codes that AWS documents
cat >good.env <<'END'
SES_FROM=reports@group.example
SES_BCC=audit@group.example
AWS_REGION=us-west-2
AWS_ACCESS_KEY_ID=AKIATESTTESTTESTTEST
AWS_SECRET_ACCESS_KEY=kEeP0utkEeP0utkEeP0utkEeP0utkEeP0utkEeP0
END
chmod 600 good.env
# password SECRET REGION
password() {
	"$PYTHON" -c '
import base64, hmac, sys
key = ("AWS4" + sys.argv[1]).encode()
for word in ("11111111", sys.argv[2], "ses", "aws4_request", "SendRawEmail"):
    key = hmac.digest(key, word.encode(), "sha256")
print(base64.b64encode(b"\4" + key).decode())' "$@"
}
umask 000
run er-env smtp-password --output secret good.env
status_is 0 'smtp-password exits 0'
umask 022
is "$(cat secret)" "$(password kEeP0utkEeP0utkEeP0utkEeP0utkEeP0utkEeP0 us-west-2)" \
	'the password is what AWS derives'
is "$(find secret -perm 600)" secret 'in a file of mode 0600, whatever the umask'
hasnt out "$(cat secret)" 'it is not shown'
has out 'email-smtp.us-west-2.amazonaws.com, port 587' 'but where it is good'
cp secret first
run env AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=AKIATESTTESTTESTTEST \
	AWS_SECRET_ACCESS_KEY=kEeP0utkEeP0utkEeP0utkEeP0utkEeP0utkEeP0 \
	er-env smtp-password -o secret
status_is 0 'the environment will do'
is "$(cat secret)" "$(password kEeP0utkEeP0utkEeP0utkEeP0utkEeP0utkEeP0 eu-west-1)" \
	'each region has its own'
run er-env smtp-password good.env
status_is 64 'without --output there is none'
has err 'name a file with --output' 'which is said'
sed 's/AKIA/ASIA/' good.env >asia.env
run er-env smtp-password -o none asia.env
status_is 78 'nor of a temporary key'
sed /REGION/d good.env >region.env
run er-env smtp-password -o none region.env
status_is 78 'nor without a region'
[ ! -e none ]
ok $? 'no file is made then'
run er-env smtp-password -o missing/secret good.env
status_is 73 'a file that cannot be made exits 73'
hasnt err kEeP0ut 'no message shows a secret'

# rehearse
endpoint_start
export SES_FROM='Reports <reports@group.example>'
run er-env rehearse
status_is 0 'rehearse exits 0'
id=$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["MessageId"])' "$ENDPOINT_DIR/1.json")
is "$(cat out)" "accepted: $id, to success@simulator.amazonses.com, in us-west-2" \
	'and says what came back'
has "$ENDPOINT_DIR/1.json" '"success@simulator.amazonses.com"' 'one message goes to the simulator'
hasnt "$ENDPOINT_DIR/1.json" Bcc 'and to nobody else'
is "$(endpoint_count)" 1 'once'
run er-env rehearse --as bounce
has "$ENDPOINT_DIR/2.json" '"bounce@simulator.amazonses.com"' 'the simulator can bounce it'
run er-env rehearse --as tragedy
status_is 64 'a part that is not there is a usage error'
endpoint_behave 'fail 400 MessageRejected Email address is not verified. The following identities failed the check in region US-WEST-2: reports@group.example'
run er-env rehearse
status_is 78 'a sender that is not verified exits 78'
has err 'Verify the From address or its domain in that region (reports@group.example)' 'with the remedy'
endpoint_behave throttle
run er-env rehearse
status_is 75 'too much at once exits 75'
unset SES_FROM
run er-env rehearse
status_is 78 'without a sender it exits 78'
{ env | grep -E '^(AWS_|ER_DATADIR|ER_LIBEXECDIR)'; echo SES_FROM=reports@group.example; } >full.env
chmod 600 full.env
endpoint_behave ok
run env -u AWS_ACCESS_KEY_ID er-env rehearse full.env
status_is 0 'a file will do'
printf 'SES_FROM="a\n' >broken.env
run er-env rehearse broken.env
status_is 65 'not one that is malformed'

run env ER_LIBEXECDIR=none er-env rehearse
status_is 78 'a program that is not installed exits 78'
has err "cannot run 'none/er-env-online'" 'and is named'
if command -v readelf >/dev/null 2>&1; then
	readelf -d "$BUILDDIR/er-env-online" | grep NEEDED >libs
	has libs curl 'er-env-online links libcurl, which er-env need not load'
fi
done_testing
