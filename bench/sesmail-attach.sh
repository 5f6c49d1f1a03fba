#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One message with an attachment of 20 MB, and one of 5 MB, through the outbox
# to a local endpoint that takes everything (tests/endpoint/sink): time, and the
# most memory. The peer is boto3 (python3-boto3; BOTO3_PYTHON names another
# Python), start-up included, as it is for a command. The aims: 40 MB of memory
# for either size, and 5 times faster.
. "${SRCDIR:?run it with make bench}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
runs=${RUNS:-5}
boto3=${BOTO3_PYTHON:-/usr/bin/python3}
ER_OUTBOX=$PWD/outbox.db SES_FROM=owner@group.example
export ER_OUTBOX SES_FROM
echo 'All is well.' >body
sink_start record || exit 1
cat >peer.py <<'END'
import os, sys
import boto3
from email.message import EmailMessage
m = EmailMessage()
m["From"], m["To"], m["Subject"] = "owner@group.example", "c@group.example", "s"
m.set_content("All is well.\n")
with open(sys.argv[1], "rb") as f:
    m.add_attachment(f.read(), maintype="application",
                     subtype="octet-stream", filename=sys.argv[1])
boto3.client("sesv2", endpoint_url=os.environ["AWS_ENDPOINT_URL_SESV2"],
             region_name=os.environ["AWS_REGION"]).send_email(
    Destination={"ToAddresses": ["c@group.example"]},
    Content={"Raw": {"Data": m.as_bytes()}})
END

# measure COMMAND...: seconds and KB of memory.
measure() {
	"$PYTHON" -c 'import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdin=open("body"), check=True,
               stdout=open("ids", "w"), stderr=subprocess.DEVNULL)
print(time.perf_counter() - start,
      resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@" || exit 1
}
# report NAME FILE: medians; $median is the time.
report() {
	median=$(cut -d ' ' -f 1 "$2" | sort -n | sed -n "$((runs / 2 + 1))p")
	printf '%-24s %7.3f s %8.1f MB\n' "$1" "$median" \
		"$(cut -d ' ' -f 2 "$2" | sort -n | tail -n 1 | awk '{ print $1 / 1000 }')"
}

have=$("$boto3" -c 'import boto3' 2>/dev/null && echo yes)
[ -n "$have" ] || echo 'boto3 is not there (see BOTO3_PYTHON): no comparison'
for size in 5 20; do
	head -c "${size}000000" /dev/urandom >"$size.bin"
	for _ in $(seq "$runs"); do
		measure er-sesmail -s s -a $size.bin c@group.example \
			>>"ours.$size"
		[ -z "$have" ] || measure "$boto3" peer.py $size.bin \
			>>"theirs.$size"
	done
	report "er-sesmail, $size MB" "ours.$size"
	ours=$median
	[ -n "$have" ] || continue
	report "boto3, $size MB" "theirs.$size"
	awk "BEGIN { printf \"%.1f times faster\\n\", $median / $ours }"
done
