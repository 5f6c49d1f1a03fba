#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SQLite databases of other people as part of a book: files that a program has
# open, has left in the middle of a change or has damaged. All that was
# committed is seen, or the report is refused; nothing is written to the file
# or made beside it. (What may be in one is looked at in tests/unit/book.c.)
. "${SRCDIR:?}/tests/lib.sh"
need sqlite3
need "$PYTHON"
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
chmod 755 .		# for nobody

printf '%%rec: Organisation\n\nId: o\nName: O\nCurrency: USD\n' >org.rec
mkdir role
cat >role/sum.md <<'END'
---
title: Sum
---
# Sum

```sql values s
SELECT sum(n) AS total FROM fact
```

The total is `=s.total`.
END

# state DIR: every file in it, with what it holds and when it was changed.
state() {
	(cd "$1" && for file in *; do
		[ -p "$file" ] || cksum "$file"
		ls -ld "$file"
	done)
}
# total_is TOTAL DIR NAME: of DIR/fact.db, which is left as it was.
total_is() {
	state "$2" >before
	# shellcheck disable=SC2086 # the words of a command
	run ${as:-} er-gen --roles role sum org.rec "$2/fact.db"
	state "$2" >after
	has out "The total is $1." "$3"
	same after before "$3: nothing is written"
}
# refused STATUS DIR WORDS NAME
refused() {
	state "$2" >before
	# shellcheck disable=SC2086 # the words of a command
	run ${as:-} timeout 60 er-gen --roles role sum org.rec "$2/fact.db"
	state "$2" >after
	status_is "$1" "$4: status $1"
	has err "$3" "$4: the message says so"
	empty out "$4: no report"
	same after before "$4: nothing is written"
}

# ---- WAL mode: 1 is in the file, 20 in the log, 300 is not committed -----------

mkdir live alone copied lost clean
cat >live.py <<'END'
import os, shutil, sqlite3, sys
os.chdir("live")
db = sqlite3.connect("fact.db", isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("CREATE TABLE fact (n INTEGER)")
db.execute("INSERT INTO fact VALUES (1)")
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.execute("INSERT INTO fact VALUES (20)")
db.execute("BEGIN")
db.execute("INSERT INTO fact VALUES (300)")
for name, ends in ("alone", ("", "-wal")), ("copied", ("", "-wal", "-shm")), \
        ("lost", ("", "-shm")):
    for end in ends:
        shutil.copy("fact.db" + end, "../" + name)
print("ready", flush=True)
sys.stdin.read()
db.execute("ROLLBACK")
db.close()
shutil.copy("fact.db", "../clean")
END
mkfifo hold
"$PYTHON" live.py <hold >ready &
live=$!
exec 3>hold
while ! grep -q ready ready; do
	kill -0 $live || exit 1
	sleep 0.1
done
total_is 21 live 'a database that a program has open in WAL mode'
total_is 21 copied 'a copy of all three files'
total_is 21 alone 'a log without an index to it'
total_is 1 lost 'an index without a log'
ln -s live/fact.db link.db
mkdir links
ln -s ../live/fact.db links/fact.db
total_is 21 links 'a link to it, with the log at the other end'
exec 3>&-
wait $live
total_is 21 clean 'one that nobody has open'

# As somebody who may not write there.
as=
if [ "$(id -u)" -eq 0 ]; then
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	setpriv --version >/dev/null 2>&1 || as=none
fi
for dir in copied alone lost clean; do
	chmod 444 "$dir"/*
	chmod 555 "$dir"
done
if [ "$as" = none ]; then
	skip 'needs setpriv' 'directories that may not be written to'
else
	total_is 21 copied 'all three files, in a directory not to write to'
	total_is 21 alone 'a log alone, in a directory not to write to'
	total_is 1 lost 'an index alone, in a directory not to write to'
	total_is 21 clean 'the file alone, in a directory not to write to'
	mkdir locked shut
	cp alone/* locked
	chmod 0 locked/fact.db-wal
	# The state of a file that may not be read is not asked for.
	# shellcheck disable=SC2086 # the words of a command
	run $as er-gen --roles role sum org.rec locked/fact.db
	status_is 66 'a log that may not be read: status 66'
	has err "'locked/fact.db-wal'" 'a log that may not be read: it is named'
	empty out 'a log that may not be read: no report'
	cp clean/fact.db shut
	chmod 0 shut/fact.db
	# shellcheck disable=SC2086 # the words of a command
	run $as er-gen --roles role sum org.rec shut/fact.db
	status_is 66 'a database that may not be read: status 66'
fi
chmod -R u+w copied alone lost clean
as=

# ---- other modes ----------------------------------------------------------------

mkdir plain half busy
sqlite3 plain/fact.db 'CREATE TABLE fact (n INTEGER); INSERT INTO fact VALUES (5)'
total_is 5 plain 'a database in no WAL mode'
chmod 555 plain
total_is 5 plain 'the same in a directory not to write to'
chmod 755 plain
"$PYTHON" - <<'END'
import shutil, sqlite3
db = sqlite3.connect("half.db", isolation_level=None)
db.execute("CREATE TABLE fact (n INTEGER, t TEXT)")
db.execute("INSERT INTO fact VALUES (1, '')")
db.execute("PRAGMA cache_size = 2")
db.execute("BEGIN")
db.executemany("INSERT INTO fact VALUES (2, ?)", [("x" * 500,)] * 2000)
for end in "", "-journal":
    shutil.copy("half.db" + end, "half/fact.db" + end)
END
refused 65 half "'half/fact.db-journal'" 'a database left in the middle of a change'
"$PYTHON" - >ready 3>&- <<'END' &
import sqlite3, time
db = sqlite3.connect("busy/fact.db", isolation_level=None)
db.execute("CREATE TABLE fact (n INTEGER)")
db.execute("BEGIN EXCLUSIVE")
print("ready", flush=True)
time.sleep(60)
END
busy=$!
add_cleanup "kill $busy 2>/dev/null"
while ! grep -q ready ready; do
	kill -0 $busy || exit 1
	sleep 0.1
done
run timeout 60 er-gen --roles role sum org.rec busy/fact.db
status_is 75 'a database that is being written: status 75'
has err 'try again' 'a database that is being written: it says so'
kill $busy

# ---- damaged, or none -----------------------------------------------------------

mkdir cut page head noise pipe hollow
sqlite3 whole.db "CREATE TABLE fact (n INTEGER, t); WITH RECURSIVE i(x) AS
    (SELECT 1 UNION ALL SELECT x + 1 FROM i LIMIT 3000)
    INSERT INTO fact SELECT x, printf('%050d', x) FROM i"
head -c 20000 whole.db >cut/fact.db
refused 65 cut 'malformed' 'a database that was cut'
"$PYTHON" - <<'END'
whole = open("whole.db", "rb").read()
page = bytearray(whole)
page[3 * 4096:3 * 4096 + 200] = b"\xff" * 200
open("page/fact.db", "wb").write(page)
head = bytearray(whole)
head[16:18] = b"\x12\x34"
open("head/fact.db", "wb").write(head)
open("noise/fact.db", "wb").write(bytes(i * 7919 % 251 for i in range(9000)))
END
refused 65 page 'page/fact.db:fact: error: the table cannot be read' 'a page of noise'
refused 65 head 'not a database' 'a header of noise'
refused 65 noise 'not a database' 'a file of noise'
mkfifo pipe/fact.db
refused 66 pipe 'not a regular file' 'a pipe with nobody at its other end'
: >hollow/fact.db
refused 65 hollow 'no such table: fact' 'an empty file'

mkdir named
sqlite3 named/fact.db 'CREATE TABLE fact (n); CREATE TABLE Ageing (a)'
refused 65 named 'named/fact.db:Ageing: error: records of type Ageing cannot be a table' 'a table with the name of a finance view'

# ---- hostile --------------------------------------------------------------------

mkdir endless
sqlite3 endless/fact.db 'CREATE VIEW fact AS WITH RECURSIVE i(n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM i) SELECT count(*) AS n FROM i'
refused 65 endless 'it takes too long' 'a view without end'
done_testing
