#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail --flush of 5,000 messages of 4 KB, 32 on their way, to a local
# endpoint without latency (tests/endpoint/sink: HTTP/1.1 without TLS), each
# durable before and after; beside boto3, which keeps nothing, with one thread
# and with eight. The aims: 8,000 a second on two cores, 6 times boto3's best.
# The endpoint's record and the outbox are held against each other each time.
# boto3 is looked for in the system's Python; BOTO3_PYTHON names another.
. "${SRCDIR:?run it with make bench}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
messages=${MESSAGES:-5000} runs=${RUNS:-7} theirs=${THEIRS:-1000}
boto3=${BOTO3_PYTHON:-/usr/bin/python3}
command -v sqlite3 >/dev/null || { echo "sqlite3 is missing" >&2; exit 1; }
ER_OUTBOX=$PWD/outbox.db SES_FROM=owner@group.example
export ER_OUTBOX SES_FROM
: >record
sink_start record || exit 1

# flush JOBS: seconds, CPU seconds.
flush() {
	rm -f outbox.db*
	: >record
	"$BUILDDIR/tests/endpoint/fill" outbox.db "$messages" 4096 || exit 1
	sync outbox.db
	"$PYTHON" - er-sesmail --flush -j "$1" <<'END' || exit 1
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=open("ids", "w"))
took = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(took, used.ru_utime + used.ru_stime)
END
	if [ "$(cut -d ' ' -f 1 record | sort -u | wc -l)" -ne "$messages" ] ||
	    [ "$(wc -l <record)" -ne "$messages" ] ||
	    [ "$(sort -u ids | wc -l)" -ne "$messages" ] ||
	    [ "$(sqlite3 outbox.db "SELECT count(*) FROM message WHERE state = 'accepted'")" -ne "$messages" ]; then
		echo "not every message was sent once" >&2
		exit 1
	fi
}
# report NAME FILE MESSAGES: the median of the runs, as a rate.
report() {
	awk -v n="$3" '{ print n / $1, $2 / n * 1e6 }' "$2" | sort -n |
		awk -v name="$1" '{ rate[NR] = $1; cpu[NR] = $2 }
		END { m = int((NR + 1) / 2)
		printf "%-34s %7d a second %6d us CPU each\n", name, rate[m], cpu[m]
		print rate[m] >"median" }'
	median=$(cat median)
}

echo "$messages messages of 4 KB, medians of $runs runs:"
have=$("$boto3" -c 'import boto3' 2>/dev/null && echo yes)
[ -n "$have" ] || echo 'boto3 is not there (see BOTO3_PYTHON): no comparison'
for _ in $(seq "$runs"); do
	flush 32 >>ours.32
	flush 8 >>ours.8
	[ -n "$have" ] || continue
	"$boto3" "$SRCDIR/bench/boto3-send.py" "$theirs" 1 >>boto3.1 || exit 1
	"$boto3" "$SRCDIR/bench/boto3-send.py" "$theirs" 8 >>boto3.8 || exit 1
done
report 'er-sesmail --flush -j 32' ours.32 "$messages"
ours=$median
report 'er-sesmail --flush -j 8' ours.8 "$messages"
[ -n "$have" ] || exit 0
report 'boto3, 1 thread' boto3.1 "$theirs"
best=$median
report 'boto3, 8 threads' boto3.8 "$theirs"
awk "BEGIN { b = $best > $median ? $best : $median
	printf \"%.1f times boto3's best\\n\", $ours / b }"
