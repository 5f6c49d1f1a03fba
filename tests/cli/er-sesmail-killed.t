#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SIGKILL at every system call that changes something: after it, the same pipe
# again leaves one message in the Maildir, or says that it is in doubt; it never
# leaves two, and never loses one that was accepted.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

if ! strace -qq -o trace true 2>/dev/null; then
	skip 'strace is not installed, or not permitted' 'killed at every call'
	done_testing
	exit 0
fi
SES_FROM=owner@group.example ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM ER_TRANSPORT
printf 'All is well.\n' >body
calls=write,pwrite64,fsync,fdatasync,rename,openat,unlink,fcntl,ftruncate,mkdir

send() { "$@" er-sesmail --outbox box/outbox.db --key k -s s ceo@group.example <body; }
killed_at() {
	# A build with sanitizers cannot look for leaks while it is traced.
	send env ASAN_OPTIONS=detect_leaks=0 strace -qq -o trace -e trace=$calls \
		-e inject=$calls:signal=KILL:when="$1"
}

n=0 once=0 doubt=0
: >bad
while [ $n -lt 500 ]; do
	n=$((n + 1))
	rm -rf Maildir box
	killed_at $n >out 2>err && break
	send env >out 2>err
	status=$?
	mails=$(find Maildir/new -type f 2>/dev/null | wc -l)
	case $status.$((mails)) in
	0.1) once=$((once + 1)) ;;
	79.0 | 79.1) doubt=$((doubt + 1)) ;;
	*) echo "call $n: status $status, $mails messages" >>bad; diag err ;;
	esac
	er-sesmail --outbox box/outbox.db --verify-log >/dev/null 2>>bad
done
empty bad 'after every kill, once or in doubt, and a whole log'
[ $once -gt 20 ]; ok $? "mostly once: $once of $((n - 1))"
[ $doubt -lt 5 ]; ok $? "in doubt: $doubt of $((n - 1))"
[ $n -lt 500 ]; ok $? 'the last run was not killed'
done_testing
