#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SIGKILL at every system call that changes the disk or speaks to the endpoint:
# after it, the same pipe again leaves one message there, or says that it is in
# doubt; it never leaves two, and never loses one that was accepted. SMTP is
# killed in er-sesmail-smtp.t.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

if ! strace -qq -o trace true 2>/dev/null; then
	skip 'strace is not installed, or not permitted' 'killed at every call'
	done_testing
	exit 0
fi
SES_FROM=owner@group.example
# A build with sanitizers is slow: one point in five. It cannot look for leaks
# while it is traced.
step=$((1 + 4 * $(grep -c 'define ENABLE_SANITIZERS 1' "$BUILDDIR/config.h")))
ASAN_OPTIONS=detect_leaks=0
export SES_FROM ASAN_OPTIONS
printf 'All is well.\n' >body
calls=write,pwrite64,fsync,fdatasync,rename,openat,unlink,ftruncate,mkdir
calls=$calls,connect,sendto,recvfrom

send() {
	"$@" er-sesmail --outbox box/outbox.db --key k -s s ceo@group.example \
		<body >out 2>err
}

# list_points: runs the send once; ./points has a line "CALL N" for each call
# that matters. strace counts each kind of call for itself.
list_points() {
	send strace -y -qq -o trace -e trace=$calls
	traced=$?
	awk -F '(' '
		{ n[$1]++ }
		/-shm/ || $1 == "openat" && !/O_CREAT/ { next }
		/outbox\.db|Maildir|box"|<TCP|<socket|write\(1</ { print $1, n[$1] }
	' trace >points
	return $traced
}

# fresh: the outbox as it was before the send.
fresh() {
	rm -rf box Maildir
	[ ! -d before ] || cp -R before box
}

# kill_each NAME: kills at each point and runs again; check_NAME then prints
# what is wrong, for ./bad.
kill_each() {
	once=0 doubt=0 survived=0 n=0 point=0
	: >bad
	fresh
	list_points
	ok $? "$1: a traced send is accepted" || diag out err
	while read -r call number; do
		n=$((n + 1))
		fresh
		send strace -qq -o trace -e "trace=$call" -e \
			"inject=$call:signal=KILL:when=$number" &&
			survived=$((survived + 1))
		send env
		status=$?
		case $status in
		0) once=$((once + 1)) ;;
		79) doubt=$((doubt + 1)) ;;
		*) diag err ;;
		esac
		"check_$1" >>bad 2>&1
	done <points
	# How often a socket is read depends on how the bytes come.
	[ $survived -le $((n / 10)) ]
	ok $? "$1: killed at $((n - survived)) of $n calls"
	[ $once -gt $((40 / step)) ]; ok $? "$1: once after $once of them"
}

# ---- from nothing, into a Maildir, where it is found after the rename
check_maildir() {
	er-sesmail --outbox box/outbox.db --verify-log >/dev/null
	mails=$(find Maildir/new -type f 2>/dev/null | wc -l)
	case $status.$((mails)) in
	0.1 | 79.0) ;;
	*) echo "$call $number: status $status, $mails messages" ;;
	esac
}
ER_TRANSPORT=maildir:$workdir/Maildir
export ER_TRANSPORT
kill_each maildir
empty bad 'maildir: after every kill, once or in doubt, and a whole log'
[ $doubt -lt 10 ]; ok $? "maildir: in doubt after $doubt"

# ---- from an empty outbox, to SES
# The endpoint may be at it still: what it has is counted at the end.
check_ses() {
	er-sesmail --outbox box/outbox.db --list >list ||
		echo "$call $number: no list"
	echo "$call $number $status $(cut -f 1,2 list | tr '\t ' ' -') $(cat out)" \
		>>runs
}
# arrived ID MESSAGE-ID: how many did, and whether one has the MessageId.
arrived() {
	mails=0 named=no
	for file in $(grep -l "^Report-Log: id=$1;" "$ENDPOINT_DIR"/*.eml); do
		mails=$((mails + 1))
		! grep -qF "\"$2\"" "${file%.eml}.json" || named=yes
	done
}
unset ER_TRANSPORT
endpoint_start || { ok 1 'the endpoint starts'; done_testing; exit 0; }
rm -rf box
er-sesmail --outbox box/outbox.db --list >list
mv box before
kill_each ses
sleep 1
both=0
while read -r call number status id state message_id; do
	arrived "$id" "$message_id"
	case $status.$state.$mails.$named in
	0.accepted.1.yes | 79.in-doubt.0.no) ;;
	79.in-doubt.1.no) both=$((both + 1)) ;;
	*) echo "$call $number: status $status, $state, $mails messages," \
		"with the id told: $named" ;;
	esac
done <runs >>bad
empty bad 'ses: after every kill, once or in doubt'
[ $step -gt 1 ] || { [ $both -gt 0 ] && [ $both -lt $doubt ]; }
ok $? "ses: in doubt after $doubt, of which $both had arrived"
is "$(wc -l <runs | tr -d ' ')" "$n" 'ses: each was looked at'
done_testing
