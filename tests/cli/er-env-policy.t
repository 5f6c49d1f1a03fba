#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env policy: valid JSON that allows this sender, these recipients, no more.
. "${SRCDIR:?}/tests/lib.sh"

cat >a.env <<'END'
SES_FROM='QSD Reports <reports@mail.group.example>'
SES_BCC=audit@group.example
AWS_REGION=us-west-2
AWS_ACCOUNT_ID=123456789012
SES_CONFIGURATION_SET=reports
ER_ALLOWED_RECIPIENTS="cfo@group.example, @board.example"
AWS_SECRET_ACCESS_KEY=kEeP0ut
END
chmod 600 a.env
# policy EXPRESSION NAME: that Python expression is true of the JSON in out.
policy() {
	"$PYTHON" -c 'import json, sys
p = json.load(open("out", encoding="utf-8"))
send, check, account = p["Statement"]
arn = "arn:aws:ses:us-west-2:123456789012:"
sys.exit(not eval(sys.argv[1]))' "$1"
	ok $? "$2" || diag out
}

run er-env policy a.env
status_is 0 'policy exits 0'
empty err 'and says nothing on stderr'
hasnt out kEeP0ut 'no secret is in it'
policy 'p["Version"] == "2012-10-17"' 'it is of the present version'
policy 'send["Action"] == "ses:SendRawEmail"' 'one action sends'
policy 'send["Condition"]["StringEquals"] == {"ses:FromAddress": "reports@mail.group.example"}' \
	'as this sender, without its name'
policy 'send["Condition"]["ForAllValues:StringLike"]["ses:Recipients"] == ["cfo@group.example", "*@board.example", "audit@group.example"]' \
	'to those allowed, and the audit copy'
policy 'send["Resource"] == check["Resource"] == [arn + "identity/" + x for x in
    ("reports@mail.group.example", "mail.group.example", "group.example", "cfo@group.example",
    "board.example", "audit@group.example")] + [arn + "configuration-set/reports"]' \
	'with the identities that may be verified, each once'
policy 'not any(x.startswith("*") for x in send["Resource"])' 'and no other'
policy 'account["Resource"] == "*" and account["Action"] == ["ses:GetAccount", "ses:GetSuppressedDestination"]' \
	'what has no resource is for reading'

sed -i.bak -e /ALLOWED/d -e /ACCOUNT/d -e /SET=/d a.env
run er-env policy a.env
policy 'list(send["Condition"]) == ["StringEquals"]' 'without a list anybody may get mail'
policy 'send["Resource"][0] == "arn:aws:ses:us-west-2:*:identity/reports@mail.group.example"' \
	'an account that is not known is a star'
run er-env policy --to ceo@group.example --to 'A <a@b.example>, c@d.example' a.env
policy 'send["Condition"]["ForAllValues:StringLike"]["ses:Recipients"] == ["ceo@group.example", "a@b.example", "c@d.example", "audit@group.example"]' \
	'--to names recipients'
echo 'AWS_ROLE_ARN=arn:aws:iam::210987654321:role/mailer' >>a.env
run er-env policy a.env
has out 'arn:aws:ses:us-west-2:210987654321:identity' 'the account is taken from a role'
sed 's/us-west-2/cn-north-1/' a.env >cn.env
run er-env policy cn.env
has out 'arn:aws-cn:ses:cn-north-1' 'China is a partition'
run env SES_FROM=a@b.example AWS_DEFAULT_REGION=eu-west-1 er-env policy
status_is 0 'the environment will do'
has out 'arn:aws:ses:eu-west-1:*:identity/b.example' 'with its region'
run env SES_FROM=a@b.example er-env policy
status_is 78 'without a region there is none'
has err 'set AWS_REGION' 'which is said'
empty out 'and nothing printed'
run env AWS_REGION=us-west-2 er-env policy
status_is 78 'nor without a sender'
run er-env policy --to nobody a.env
status_is 78 'nor to no address'
has err '--to: not a list of mailboxes' 'which is said'
done_testing
