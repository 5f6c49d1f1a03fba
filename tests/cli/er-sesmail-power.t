#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The power fails at any time: what was written and not yet synced may be there,
# or not, or in part. tests/outbox/replay.py makes each such state of a recorded
# run, and looks at what er-sesmail makes of it.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

if ! strace -qq -o trace true 2>/dev/null; then
	skip 'strace is not installed, or not permitted' 'after a loss of power'
	done_testing
	exit 0
fi
SES_FROM=owner@group.example ER_TRANSPORT=maildir:Maildir
# A build with sanitizers cannot look for leaks while it is traced.
ASAN_OPTIONS=detect_leaks=0
export SES_FROM ER_TRANSPORT ASAN_OPTIONS
printf 'All is well.\n' >body
calls=openat,mkdir,rename,unlink,write,pwrite64,ftruncate,fsync,fdatasync
mkdir root
cat >first <<'EOT'
er-sesmail --outbox box/outbox.db --queue --key a -s a ceo@group.example <../body
er-sesmail --outbox box/outbox.db --key b -s b ceo@group.example <../body
EOT
(cd root && strace -f -y -xx -s 100000 -qq -o ../trace -e trace=$calls \
	sh ../first) >out 2>err
is "$(wc -l <out | tr -d ' ')" 2 'one is queued, one is sent' || diag err
"$PYTHON" -B "$SRCDIR/tests/outbox/replay.py" trace root >found 2>&1
tail -n 1 found | grep '^[0-9]* states$' >states
[ "$(sed 's/ .*//' states)" -gt 100 ]
ok $? "replayed: $(cat states)"
sed '$d' found >faults
empty faults 'nothing is lost, and nothing is sent twice'
done_testing
