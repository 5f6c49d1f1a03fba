#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail -t: whole messages; and the pipe from er-gen, whole and cut.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

SES_BCC=audit@group.example
export SES_BCC
book=$SRCDIR/examples/book

endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }

# ---- recipients and what leaves
cat >message <<'EOT'
From: Owner <owner@group.example>
To: "Office, Chief" <ceo@group.example>
Cc: cto@group.example
Bcc: quiet@group.example,
 silent@group.example
Subject: =?utf-8?q?B=C3=A9?=
Report-Id: <ceo.2026-11@group.example>

All is well.
.
The lone dot is not the end.
EOT
run_in message er-sesmail -i -t extra@group.example
status_is 0 'a whole message is sent'
for who in ceo cto quiet silent extra audit; do
	has "$ENDPOINT_DIR/1.json" "$who@group.example" "$who is in the envelope"
done
for who in quiet silent extra audit; do
	hasnt "$ENDPOINT_DIR/1.eml" "$who@group.example" "$who is not in the bytes"
done
hasnt "$ENDPOINT_DIR/1.eml" 'Bcc' 'nor is a Bcc field'
has "$ENDPOINT_DIR/1.eml" 'Subject: =?utf-8?q?B=C3=A9?=' 'the subject as it was'
has "$ENDPOINT_DIR/1.eml" 'The lone dot is not the end.' 'all of the body'

run_in message er-sesmail -t extra@group.example
status_is 0 'the same Report-Id to the same recipients'
has err 'already accepted' 'is sent once'
is "$(endpoint_count)" 1 'indeed'
{ echo 'Date: Mon, 02 Nov 2026 07:00:00 +0000'; cat message; } >dated
run_in dated er-sesmail -t extra@group.example
status_is 0 'a Date of its own does not make it another'
sed 's/well/lost/' message >changed
run_in changed er-sesmail -t extra@group.example
status_is 65 'another body does'
run_in message er-sesmail -t
status_is 0 'to other recipients it is another message'
is "$(endpoint_count)" 2 'and is sent'

# ---- the pipe
run sh -c "er-gen ceo '$book' | er-sesmail -r owner@group.example -s 'CEO report' ceo@group.example"
status_is 0 'er-gen | er-sesmail'
id=$(cat out)
has "$ENDPOINT_DIR/3.json" "$id" 'reaches the endpoint'
has "$ENDPOINT_DIR/3.eml" 'Subject: CEO report' 'with its subject'
run sh -c "er-gen --mail cfo '$book' | er-sesmail -t"
status_is 0 'er-gen --mail | er-sesmail -t'
has "$ENDPOINT_DIR/4.eml" 'Report-Id:' 'carries its Report-Id'
run sh -c "er-gen --mail cfo '$book' | er-sesmail -t"
status_is 0 'a second run'
has err 'already accepted' 'sends nothing'
is "$(endpoint_count)" 4 'indeed'

# ---- the pipe, cut
for bytes in 0 1 20 60 500 2000; do
	run sh -c "er-gen ceo '$book' | head -c $bytes | er-sesmail -r owner@group.example -s s ceo@group.example"
	status_is 65 "a report cut after $bytes bytes is refused"
	run sh -c "er-gen --mail ceo '$book' | head -c $bytes | er-sesmail -t"
	status_is 65 "a mail cut after $bytes bytes is refused"
done
run sh -c "er-gen nosuchrole '$book' | er-sesmail -r owner@group.example -s s ceo@group.example"
status_is 65 'a role that is not there sends nothing'
run sh -c "er-gen --mail ceo '$book' | sed 's/burn/BURN/' | er-sesmail -t"
status_is 65 'a report changed on its way is refused'
run er-sesmail --list
is "$(wc -l <out | tr -d ' ')" 4 'of all that, nothing was kept'

done_testing
