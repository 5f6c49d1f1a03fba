#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check --online: whether AWS would deliver.
. "${SRCDIR:?}/tests/lib.sh"
. "${SRCDIR:?}/tests/endpoint/endpoint.sh"
endpoint_start --plain
AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL_SESV2
export AWS_ENDPOINT_URL_STS
umask 077

# env_file LINE...: a.env, with what the endpoint needs
env_file() {
	{ env | grep -E '^AWS_'; printf '%s\n' 'SES_BCC=audit@group.example' "$@"; } >a.env
}
# facts PYTHON: the facts below, after that has changed them
facts() {
	"$PYTHON" - "$1" >facts <<'END'
import json, sys
ok = {"VerifiedForSendingStatus": True, "VerificationStatus": "SUCCESS",
      "IdentityType": "DOMAIN", "DkimAttributes": {"SigningEnabled": True, "Status": "SUCCESS"}}
f = {"identities": {"group.example": ok}, "sets": {"reports": {}}}
exec(sys.argv[1])
print(json.dumps(f))
END
	endpoint_facts "$(cat facts)"
}
# account [MEMBER...]: GetAccount says this beside what is usual
account() {
	endpoint_account "{\"ProductionAccessEnabled\":true,\"SendingEnabled\":true,
	    \"EnforcementStatus\":\"HEALTHY\",\"SendQuota\":{\"Max24HourSend\":200,
	    \"SentLast24Hours\":190,\"MaxSendRate\":14}${1:+,$1}}"
}
asked() { grep -c "^question $1 " "$ENDPOINT_DIR/log"; }
# check ARGUMENT...: er-env check --online of a.env, for one reader
check() { run er-env check --online --reader dotenv "$@" a.env; }
found() {
	[ "$(grep -cF -e "[$1]" err)" -eq "${4-1}" ] && grep -F -e "[$1]" err | grep -q "env: $2: "
	ok $? "$3" || diag err
}

facts ''
account
env_file SES_FROM=reports@mail.group.example SES_CONFIGURATION_SET=reports
check --strict --to cfo@group.example
status_is 0 'all is well'
empty err 'and nothing more is said'
is "$(sed 1d out)" '  region      us-west-2
  caller      arn:aws:iam::123456789012:user/mailer
  sending     enabled
  access      production
  rate        14
  left        10
  identity    group.example
  recipients  2' 'what was learnt is told'
is "$(asked GetConfigurationSet)" 1 'the configuration set is asked for once'
check --format json
"$PYTHON" -c 'import json
o = json.load(open("out"))["online"]
assert o["caller"].endswith("user/mailer") and o["left"] == "10" and o["access"] == "production", o'
ok $? 'JSON has it too' || diag out
check --format tap
hasnt out SKIP 'TAP skips no rule'
run er-env check --format tap --reader dotenv a.env
has out '- er-clock # SKIP needs --online' 'which it does without --online'

# the account
account '"SendingEnabled":false'
check
status_is 77 'a paused account exits 77'
found er-sending-paused error 'and is an error'
account '"EnforcementStatus":"SHUTDOWN"'
check
found er-sending-paused error 'so is one that AWS has stopped'
account '"EnforcementStatus":"PROBATION"'
check
status_is 0 'a review stops nothing'
found er-probation warning 'but is a warning'
account '"SendQuota":{"Max24HourSend":200,"SentLast24Hours":200,"MaxSendRate":1}'
check
status_is 75 'a quota that is used up exits 75'
found er-quota error 'and is an error'
account '"SendQuota":{"Max24HourSend":-1,"SentLast24Hours":5,"MaxSendRate":1}'
check --strict
status_is 0 'a quota without an end is none'
account

# the sender
facts 'f["identities"] = {}'
check
status_is 78 'a sender that is not verified exits 78'
found er-from-not-verified error 'and is an error'
has err 'neither reports@mail.group.example nor its domain is verified in us-west-2' 'with the region'
has err '--all-regions looks' 'and how to find out where it is'
facts 'f["identities"] = {}
f["regions"] = {"eu-west-1": {"group.example": ok}, "ap-south-1": {}, "us-east-1": {"reports@mail.group.example": ok}}'
check --all-regions
has err 'not verified in us-west-2, but in eu-west-1, us-east-1; set AWS_REGION' \
	'--all-regions says where it is verified'
facts 'f["identities"] = {"group.example": {"VerificationStatus": "PENDING"}}'
check
has err 'group.example is known in us-west-2 but not verified (PENDING)' 'one that waits is told as such'
facts 'f["identities"] = {"reports@mail.group.example": {}, "mail.group.example": ok}'
check --strict
status_is 0 'a verified domain will do for an address that is not'
facts 'f["identities"] = {"boss@elsewhere.example": ok}'
env_file SES_FROM=Boss@Elsewhere.example
check
found er-from-case error 'another spelling is not the same'
has err 'is verified as boss@elsewhere.example' 'and the right one is told'
env_file SES_FROM=boss+q@elsewhere.example
check --strict
status_is 0 'a label behind + is not looked at'
env_file SES_FROM=reports@mail.group.example SES_CONFIGURATION_SET=reports
facts 'f["identities"]["group.example"]["DkimAttributes"]["Status"] = "FAILED"'
check
found er-dkim warning 'DKIM that is not set up is a warning'
facts 'ok["MailFromAttributes"] = {"MailFromDomain": "m.group.example", "MailFromDomainStatus": "FAILED", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}'
check
found er-mail-from warning 'so is a MAIL FROM domain'
facts 'ok["MailFromAttributes"] = {"MailFromDomain": "m.group.example", "MailFromDomainStatus": "FAILED", "BehaviorOnMxFailure": "REJECT_MESSAGE"}'
check
found er-mail-from error 'an error, when mail is refused for it'

# recipients
facts 'f["suppressed"] = {"cfo@group.example": "BOUNCE"}'
check --to cfo@group.example
status_is 78 'a recipient that is suppressed exits 78'
found er-recipient-suppressed error 'and is an error'
has err 'cfo@group.example is on' 'which names it'
facts 'f["suppressed"] = {"audit@group.example": "COMPLAINT"}'
check
found er-recipient-suppressed error 'the audit copy is a recipient'
facts ''
account '"ProductionAccessEnabled":false'
check --to a@other.example --to success@simulator.amazonses.com
found er-recipient-not-verified error 'in the sandbox each must be verified'
has err 'a@other.example is not verified in us-west-2, and the account is in the sandbox' \
	'not the simulator, and not one of a verified domain'
found er-sandbox note 'that it is the sandbox is told'
account

# configuration set
facts 'f["sets"] = {}'
check
found er-configuration-set error 'a configuration set that is not there is an error'
facts 'f["sets"]["reports"] = {"SendingOptions": {"SendingEnabled": False}}'
check
has err 'sending is paused for the configuration set reports' 'so is one that is paused'
env_file SES_FROM=reports@mail.group.example
facts 'ok["ConfigurationSetName"] = "gone"'
check
has err 'configuration set gone is not there' 'the default one of the sender is looked at'

# what may not be asked
facts 'f["deny"] = ["GetEmailIdentity", "GetSuppressedDestination", "GetConfigurationSet"]'
rm "$ENDPOINT_DIR/account"
env_file SES_FROM=reports@mail.group.example SES_CONFIGURATION_SET=reports
check --to a@b.example
status_is 0 'a key that may not ask is no failure'
found er-may-not-ask warning 'but said, once for each question' 4
check --strict
status_is 78 'it is one under --strict'
account

# keys, clock, network
{ grep -v KEY a.env; echo AWS_PROFILE=gone; } >b.env
run er-env check --online --reader dotenv b.env
status_is 78 'keys that are nowhere to be had exit 78'
grep -q 'b.env: error: .*gone.* \[er-client\]' err
ok $? 'and are an error' || diag err
sed 's/^AWS_SECRET_ACCESS_KEY=.*/AWS_SECRET_ACCESS_KEY=kEeP0utkEeP0utkEeP0utkEeP0utkEeP0utkEeP0/' a.env >b.env
mv b.env a.env
facts ''
before=$(asked '.*')
check
status_is 77 'keys that AWS refuses exit 77'
found er-keys-refused error 'with one finding'
is "$(grep -c ': error: ' err)" 1 'and no other'
has err 'STS answered 403 InvalidSignatureException: ' 'who said so is told'
has err '. Check AWS_SECRET_ACCESS_KEY: 40 characters' 'and what to do'
is "$(($(asked '.*') - before))" 1 'for nothing more is asked'
hasnt err kEeP0ut 'no secret is shown'
env_file SES_FROM=reports@mail.group.example
sed '/AWS_ENDPOINT_URL_STS/d' a.env >b.env
mv b.env a.env
before=$(asked GetCallerIdentity)
check
status_is 0 "an endpoint of one's own needs no STS"
is "$(asked GetCallerIdentity)" "$before" 'and the real one does not get its keys'
AWS_ENDPOINT_URL_STS=https://localhost:1
env_file SES_FROM=reports@mail.group.example
check
found er-unreachable warning 'without STS it asks on'
AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL_SESV2
facts 'f["throttle"] = 3'
env_file SES_FROM=reports@mail.group.example
check --strict
status_is 0 'what AWS puts off is asked again'

# 30 recipients, each answer after 100 ms: together, not one by one
facts 'f["delay"] = 100'
check --to "$(awk 'BEGIN { for (i = 0; i < 30; i++) printf "%sr%d@group.example", (i ? "," : ""), i }')"
status_is 0 '31 recipients are checked'
is "$(cat "$ENDPOINT_DIR/together")" 10 'ten questions wait at once'

# the book
facts 'f["suppressed"] = {"ceo@group.example": "BOUNCE"}'
mkdir book
cat >book/a.rec <<'END'
%rec: Organisation

Id: group
Name: Group
Currency: USD
Domain: group.example

%rec: Report

Role: ceo
To: CEO <ceo@group.example>
Cc: one@group.example
Cc: two@group.example
When: daily

Role: cto
To: cto@group.example
END
check --book book
has err 'ceo@group.example is on' 'recipients of the book are checked'
facts ''
account '"SendQuota":{"Max24HourSend":200,"SentLast24Hours":198,"MaxSendRate":1}'
check --book book
has err "today's mail has 3 recipients, and the quota leaves 2" 'what is due is held against the quota'
status_is 75 'which exits 75'
account
check --format json --book book
has out '"recipients":"5"' 'each recipient counts once'
printf 'x\n' >book/bad.rec
check --book book
status_is 65 'a malformed book exits 65'

# without AWS
env_file SES_FROM=reports@mail.group.example ER_TRANSPORT=maildir:m
before=$(asked '.*')
check
status_is 0 'mail into a Maildir needs no AWS'
is "$(asked '.*')" "$before" 'and it is not asked'
run er-env check --book book a.env
status_is 64 '--book needs --online'
endpoint_stop
env_file SES_FROM=reports@mail.group.example
check
status_is 75 'an endpoint that is gone exits 75'
found er-unreachable error 'which is an error' 2

# a clock that is wrong
endpoint_start --clock 900
AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL_SESV2
facts ''
account
env_file SES_FROM=reports@mail.group.example
check
found er-clock warning 'a clock that is wrong is told'
has err "clock is 9" 'with the seconds'
status_is 0 'and the rest is asked all the same'
done_testing
