#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What SES can be asked for with a message is in the request, and in it only
# where it was asked for.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl
need sqlite3
SES_FROM=owner@group.example
export SES_FROM
printf 'All is well.\n' >body
send() { run_in body er-sesmail "$@" -s 'CEO report' ceo@group.example; }
# asked N: the members of the Nth request besides Destination and MessageId.
asked() {
	"$PYTHON" - "$ENDPOINT_DIR/$1.json" <<-'END'
		import json, sys
		with open(sys.argv[1]) as f:
		    call = json.load(f)
		for name in sorted(call):
		    if name not in ("Content", "Destination", "MessageId"):
		        print(name, json.dumps(call[name], sort_keys=True))
	END
}
endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }

send
status_is 0 'a message without any of it'
is "$(asked 1)" '' 'asks for nothing besides'
all='--tag report=ceo --tag Period=2026-11 --list-management reports/monthly
	--tenant harbor --feedback bounces@group.example --config-set reports'
cat >expected <<'END'
ConfigurationSetName "reports"
EmailTags [{"Name": "report", "Value": "ceo"}, {"Name": "Period", "Value": "2026-11"}]
FeedbackForwardingEmailAddress "bounces@group.example"
ListManagementOptions {"ContactListName": "reports", "TopicName": "monthly"}
TenantName "harbor"
END
# shellcheck disable=SC2086 # several words
send $all
status_is 0 'a message with all of it'
empty err 'and nothing to warn of'
asked 2 >got
same got expected 'is asked for so'

# ---- kept until it is sent
# shellcheck disable=SC2086 # several words
send $all --queue
id=$(cat out)
run er-sesmail --show "$id"
sed -n '/^Tag/p; /^List_M/p; /^Tenant/p; /^Feedback/p' out >got
cat >shown <<'END'
Tag: report=ceo
Tag: Period=2026-11
List_Management: reports/monthly
Tenant: harbor
Feedback: bounces@group.example
END
same got shown '--show tells of it'
run er-sesmail --flush
status_is 0 '--flush sends it'
asked 3 >got
same got expected 'and asks for the same'
# shellcheck disable=SC2086 # several words
send $all --dry-run
sed '1,/^Configuration-Set: /d; /^$/,$d' out >got
same got shown '--dry-run shows it'
send --list-management reports --feedback 'Bounces <b@group.example>'
cat >expected <<'END'
FeedbackForwardingEmailAddress "b@group.example"
ListManagementOptions {"ContactListName": "reports"}
END
asked 4 >got
same got expected 'a list without a topic, an address with a name'
SES_BCC=audit@group.example send --list-management reports
status_is 0 'with an audit copy'
has err 'this one has 2' 'a warning that SES adds no links then'
send --tenant 'Häfen "A\B"'
asked 6 >got
is "$(cat got)" 'TenantName "H\u00e4fen \"A\\B\""' 'quotes and letters arrive'

# ---- what is not well formed
count=$(endpoint_count)
for wrong in '--tag report' '--tag =x' '--tag x=' '--tag a=b=c' \
	'--tag a.b=c' '--list-management /x' '--list-management x/' \
	'--feedback nobody' '--feedback a@b.example,c@b.example' \
	'--tag a=b --tag a=c'; do
	# shellcheck disable=SC2086 # several words
	send $wrong
	status_is 64 "$wrong is refused"
	has err "${wrong%% *}" 'by name'
done
send --tag "$(printf 'a=b\nTenant: other')"
status_is 64 'a line break is no part of a tag'
send --tenant "$(printf 'a\nFeedback: x@y.example')"
status_is 64 'nor of a tenant'
is "$(endpoint_count)" "$count" 'nothing of this was sent'

# ---- what SES says
endpoint_behave 'fail 404 NotFoundException Tenant <x> does not exist.'
send --tenant x
status_is 78 'a tenant that SES does not know'
has err --tenant 'and what to look at'
done_testing
