#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One message of 4 KB, one process, to the local endpoint over TLS: er-sesmail
# with its outbox, the bare wire (ses-send), and as the peer curl's own signer.
# The aim: er-sesmail within 5 ms of curl. Run it with `make bench`.
. "${SRCDIR:?run it with make bench}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
runs=${RUNS:-30}
for tool in curl openssl; do
	command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done
# shellcheck disable=SC2119 # no options
endpoint_start || exit 1

awk 'BEGIN { for (i = 0; i < 55; i++) printf "%-72d|\n", i }' >body
{
	printf '%s\r\n' 'From: owner@group.example' 'To: cfo@group.example' \
		'Subject: CFO report' 'MIME-Version: 1.0' ''
	sed "s/\$/$(printf '\r')/" body
} >message
printf '{"Destination":{"ToAddresses":["cfo@group.example"]},"Content":{"Raw":{"Data":"%s"}}}' \
	"$(openssl base64 -A -in message)" >call.json
SES_FROM=owner@group.example
ER_OUTBOX=$PWD/outbox.db
export SES_FROM ER_OUTBOX

echo "one message of 4 KB to the local endpoint, medians of $runs runs:"
"$PYTHON" "$SRCDIR/bench/time.py" "$runs" \
	'er-sesmail' "er-sesmail -s 'CFO report' cfo@group.example <body" \
	'the wire alone (ses-send)' \
	"'$BUILDDIR/tests/endpoint/ses-send' cfo@group.example <message" \
	'curl --aws-sigv4' \
	"curl -sSf --cacert '$AWS_CA_BUNDLE' --aws-sigv4 aws:amz:us-west-2:ses \
	-u '$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY' \
	-H 'Content-Type: application/json' --data-binary @call.json \
	'$AWS_ENDPOINT_URL_SESV2/v2/email/outbound-emails'"
sent=$(endpoint_count)
if [ "$sent" -ne $((3 * (runs + 1))) ]; then
	echo "only $sent of $((3 * (runs + 1))) messages arrived" >&2
	exit 1
fi
