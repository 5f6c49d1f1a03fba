#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check --online with ten recipients, beside botocore that asks the same
# questions one by one; each answer takes the endpoint 100 ms. The aim: within
# 2 seconds. Run it with `make bench`.
. "${SRCDIR:?run it with make bench}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
runs=${RUNS:-9}
# shellcheck disable=SC2119 # no options
endpoint_start || exit 1
AWS_ENDPOINT_URL_STS=$AWS_ENDPOINT_URL_SESV2
export AWS_ENDPOINT_URL_STS
endpoint_account '{"ProductionAccessEnabled":true,"SendingEnabled":true}'
endpoint_facts '{"identities":{"group.example":{"VerifiedForSendingStatus":true}},"delay":100}'
to=$(awk 'BEGIN { for (i = 0; i < 9; i++) printf "%sr%d@group.example", (i ? "," : ""), i }')
{ env | grep '^AWS_'; printf '%s\n' SES_FROM=reports@group.example SES_BCC=audit@group.example; } >a.env
chmod 600 a.env
er-env check --online -q --to "$to" a.env || exit 1

echo "check --online, 10 recipients, answers after 100 ms, medians of $runs runs:"
"$PYTHON" "$SRCDIR/bench/time.py" "$runs" \
	'er-env check --online' "er-env check --online -q --to '$to' a.env" \
	'botocore, one by one' "'$PYTHON' '$SRCDIR/bench/env-online.py' '$to'"
