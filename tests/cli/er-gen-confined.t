#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What er-gen gives up before it reads: the means are tried one by one, then
# er-gen itself is watched. Where the system, or this build, has them not there
# is nothing to see, and it works all the same.
. "${SRCDIR:?}/tests/lib.sh"

data=$SRCDIR/tests/data/report
book=$SRCDIR/examples/book
confine=$BUILDDIR/tests/base/confine
mkdir mine theirs
echo text >mine/file
echo text >theirs/file
mkdir -p "$workdir/roles"
cat >roles/notes.md <<'END'
---
title: Notes
---

## Notes

```sql list notes empty="There are none."
SELECT text FROM note ORDER BY text
```
END

if ! grep -q 'define ENABLE_CONFINEMENT 1' "$BUILDDIR/config.h"; then
	skip 'built without confinement' 'what is given up'
	run er-gen cfo "$book"
	status_is 0 'er-gen works without'
	done_testing
	exit 0
fi
run "$confine" --
landlock=$(head -n 1 out)

# ---- one by one -----------------------------------------------------------------

# denied ATTEMPT NAME: fails, for want of permission.
denied() {
	grep -qE "^$1: (Permission denied|Operation not permitted)" out
	ok $? "$2" || diag out
}
can() { has out "$1: done" "$2"; }

run "$confine" read=mine -- read=mine/file list=mine create=mine/new \
	change=mine/file replace=mine/file unlink=mine/file chmod=mine/file \
	truncate=mine/file mkdir=mine/sub symlink=mine/link \
	exec=/bin/true fork socket unix-socket kill type work
status_is 0 'a confined program ends as others do'
can read 'a file is read below what was named'
can list 'and its directory listed'
can work 'memory, open files and stat() go on'
for attempt in create change replace unlink chmod truncate mkdir symlink; do
	denied $attempt "no $attempt, not even there"
done
denied exec 'no program is started'
denied fork 'nor a process made'
denied socket 'there is no network'
denied unix-socket 'nor a socket of any kind'
denied kill 'no signal to others'
denied type 'nothing is typed into the terminal'
is "$(cat mine/file)" text 'the file is as it was'

if [ "$landlock" = landlock ]; then
	ln -s ../theirs/file mine/link
	run "$confine" read=mine read=missing -- read=theirs/file
	denied read 'no other file is read'
	run "$confine" read=mine -- list=theirs
	denied list 'no other directory listed'
	run "$confine" read=mine -- read=mine/link
	denied read 'a link leads nowhere else'
	run "$confine" read=mine/link -- read=theirs/file list=theirs
	can read 'a link that is named is the file it leads to'
	denied list 'and nothing beside it'
	run "$confine" write=mine -- create=mine/new replace=mine/file \
		unlink=mine/new read=mine/file mkdir=mine/sub
	can create 'a directory for output takes files'
	can replace 'which are renamed there'
	can unlink 'and removed'
	denied mkdir 'but no directories'
	run "$confine" write=mine -- create=theirs/new
	denied create 'no file is made elsewhere'
	run "$confine" write=mine -- exec=/bin/true
	denied exec 'and no program started for it'

	# er-gen waits at the pipe, confined: what it was to read next is now
	# another file.
	cp "$data/book/book.rec" late.rec
	printf '%%rec: Note\n\nText: SECRET\n' >theirs/secret.rec
	mkfifo pipe
	(timeout 60 er-gen --roles roles notes pipe late.rec >out 2>err
	echo $? >code) &
	exec 3>pipe
	ln -sf theirs/secret.rec late.rec
	cat "$data/book/book.rec" >&3
	exec 3>&-
	wait
	status=$(cat code)
	status_is 66 'er-gen reads no file that it was not to read'
	has err "cannot open 'late.rec': Permission denied" 'and says so'
else
	skip 'no Landlock in this kernel' 'which files are read'
fi

# ---- er-gen ---------------------------------------------------------------------

if ! strace -qq -o trace true 2>/dev/null; then
	skip 'strace is not installed, or not permitted' 'er-gen, watched'
	done_testing
	exit 0
fi
er-gen cfo "$book" >plain
run strace -f -qq -o trace er-gen cfo "$book"
same out plain 'a report that is watched is the same'
awk '/PR_SET_SECCOMP/ { confined = 1 }
	/^[0-9]+ +open/ && !/O_PATH/ && /examples\/book|\.md"|schema\.rec/ {
		if (confined || /O_DIRECTORY/) opened++
		else early = early $0 "\n"
	}
	END { printf "%s", early; exit opened < 10 || early != "" }' trace >early
ok $? 'it is confined before the first byte of book, role or schema' ||
	diag early
is "$(grep -c execve trace)" 1 'it starts no program'
is "$(grep -cE ' (socket|connect|clone3?|v?fork)\(' trace)" 0 \
	'and makes no socket and no process'

# Whatever it does, it misses nothing of what it gave up.
er-gen -f json cfo "$book" >old.json
cat "$book"/*.rec >stdin.rec
mkdir wal
cp "$data/book/book.rec" wal/
if command -v sqlite3 >/dev/null 2>&1; then
	# a connection that stays open leaves the log there
	sqlite3 wal/x.db >sqlite.out <<'END' &
PRAGMA journal_mode = WAL;
CREATE TABLE other (a TEXT);
INSERT INTO other VALUES ('from the log');
.shell touch ready; while [ ! -e stop ]; do sleep 0.1; done
END
	while [ ! -e ready ]; do sleep 0.1; done
fi
cat >roles/other.md <<'END'
---
title: Other
---

```sql list other
SELECT a FROM other
```
END
unhindered() {
	name=$1
	shift
	run strace -f -qq -o trace "$@"
	status_is 0 "$name works"
	sed '1,/PR_SET_SECCOMP/d' trace |
		grep -E ' = -1 (EACCES|EPERM)' >missed
	empty missed "$name misses nothing"
}
unhindered 'HTML' er-gen -f html cfo "$book"
unhindered 'a mail' er-gen --mail cfo "$book"
unhindered 'what changed' er-gen --since old.json cfo "$book"
unhindered 'a figure' er-gen --why money/1/burn cfo "$book"
unhindered 'a check' er-gen --check "$book"
unhindered 'a list of roles' er-gen --list-roles "$book"
unhindered 'what is due' er-gen --due 2026-11-01 "$book"
unhindered 'a formula' er-gen --explain group_burn
unhindered 'a book on standard input' \
	sh -c 'exec er-gen ceo <stdin.rec'
ln -s "$book" linked
unhindered 'a book by a link' er-gen cfo linked
mkdir there
cp "$data/book/book.rec" there/
unhindered 'a relative path' \
	sh -c 'cd there && exec er-gen --roles ../roles notes .'
if [ -e ready ]; then
	run er-gen --roles roles other wal
	status_is 0 'a database with a log is read'
	has out 'from the log' 'its log, too'
	touch stop
	wait
else
	skip 'no sqlite3' 'a database with a log'
fi

# Kernels that lack one means or both.
without() {
	run strace -f -qq -o trace "$@" er-gen cfo "$book"
	same out plain 'the report is the same'
	empty err 'and nothing is said'
}
without -e inject=landlock_create_ruleset:error=ENOSYS
without -e inject=prctl:error=EINVAL
without -e inject=landlock_create_ruleset:error=EOPNOTSUPP \
	-e inject=prctl:error=ENOSYS
done_testing
