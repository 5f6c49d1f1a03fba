#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A compiled book gives the same bytes as the book. Nothing in it is trusted
# but what it says; a file that er-gen did not write so is refused.
. "${SRCDIR}/tests/lib.sh"
need sqlite3
example=$SRCDIR/examples/book

run er-gen --compile=book.db "$example"
status_is 0 '--compile writes a file'
empty out 'and nothing else'
is "$(echo *)" "$(echo book.db err out)" 'and leaves nothing beside it'

# ---- the same bytes

# same_report NAME OPTION...: of the book and of what was compiled of it.
same_report() {
	same_name=$1
	shift
	er-gen "$@" "$example" >expected 2>&1
	er-gen "$@" book.db >got 2>&1
	same got expected "the same: $same_name"
}
for role in ceo cto accounting cmo cfo rental yacht-delivery client-portfolio; do
	same_report "$role" "$role"
	same_report "$role as JSON" -f json "$role"
	same_report "$role of one entity" -e qsd "$role"
done
same_report 'two entities, as HTML' -f html -e qsd -e jada ceo
same_report 'another day and period' -d 2026-10-31 -p 2026-Q3 cfo
same_report 'a day on which much is stale' -d 2027-06-01 cfo
same_report 'made all the same' --allow-stale -d 2027-06-01 cfo
same_report 'and for one entity' --allow-stale -d 2027-06-01 -e dc ceo
same_report 'an entity there is not' -e nobody ceo
same_report 'a mail' -m ceo
same_report 'a mail whose readers see one entity' -m rental
same_report 'what is due' --due 2026-11-06
same_report 'why a figure is so' --why money/1/burn cfo
run er-gen --check book.db
status_is 0 '--check reads it'
run er-gen --compile=again.db "$example"
run cmp book.db again.db
status_is 0 'the same book is the same file'
rm again.db

# ---- what a book may hold

mkdir own own/roles
cp "$SRCDIR/tests/data/report/book/"*.rec own
cat >own/own.rec <<'EOF'
%rec: Boat
%key: Id
%type: Id line
%type: Length real
%type: Crew int
%type: Price Money
%type: Home rec Asset

Id: one
Length: 12.5
Crew: 9007199254740993
Price: 7..9.5 EUR
Tag: a "quoted"
Tag: b
+ second line

Id: Größe
Length: -3
EOF
sqlite3 own/other.db "CREATE TABLE logbook (\"odd name\" INTEGER, r REAL,
	n NUMERIC, plain, t TEXT);
	INSERT INTO logbook VALUES (7, 2, '1e3', 5, 5), ('x', NULL, 'x', 'x', ''),
	(-9223372036854775807, 1e300, 0.5, 2.5, '007')"
cat >own/roles/all.md <<'EOF'
---
title: All
---
```sql table boats
SELECT boat.rowid AS n, boat.*, typeof(length), typeof(crew), typeof(tag)
FROM boat ORDER BY boat.rowid
```

```sql table logs
SELECT logbook.*, typeof(odd_name) || typeof(r) || typeof(n) || typeof(plain)
  || typeof(t) AS types, n > 5 AS n5, plain > 5 AS p5, t > 5 AS t5
FROM logbook ORDER BY rowid
```
EOF
er-gen -f json all own >expected
run er-gen --compile=own.db own
status_is 0 'types and tables of the user are compiled too'
er-gen --roles own/roles -f json all own.db >got
same got expected 'with the kinds that their values had'
run er-gen all own.db
status_is 64 'the roles of its directory are not in it'

run er-gen --compile=one.db -e qsd "$example"
er-gen ceo one.db >got
hasnt got 'expenses.rec: 9,' 'compiled for one entity it has only its records'
is "$(sqlite3 one.db "SELECT group_concat(id) FROM entity")" qsd \
	'and knows of no other'

# ---- what is refused

# refused STATUS TEXT NAME COMMAND...
refused() {
	refused_status=$1 refused_text=$2 refused_name=$3
	shift 3
	run "$@"
	status_is "$refused_status" "$refused_name: status $refused_status"
	has err "$refused_text" "$refused_name: it says why"
	empty out "$refused_name: no report"
}
# change NAME SQL: a copy, changed by somebody.
change() {
	cp book.db "$1.db"
	sqlite3 "$1.db" "$2"
}
version=$(sqlite3 book.db 'PRAGMA user_version')
change version "PRAGMA user_version = $((version + 1))"
refused 65 'by another version' 'another version' er-gen ceo version.db
cp -r "$ER_DATADIR/data" "$ER_DATADIR/roles" .
echo '# more' >>data/schema.rec
refused 65 'compile it again' 'another schema' env ER_DATADIR="$workdir" \
	er-gen ceo book.db
change view "DROP TABLE gap; CREATE VIEW gap AS WITH RECURSIVE n(i) AS
	(VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT * FROM n"
refused 65 'not as er-gen writes' 'a view in it' er-gen ceo view.db
change trigger 'CREATE TRIGGER t AFTER INSERT ON gap BEGIN SELECT 1; END'
refused 65 'not as er-gen writes' 'a trigger in it' er-gen ceo trigger.db
change index 'CREATE INDEX i ON gap (lower(title))'
refused 65 'not as er-gen writes' 'an index in it' er-gen ceo index.db
change virtual "CREATE VIRTUAL TABLE v USING fts5(x)"
refused 65 'not as er-gen writes' 'a virtual table in it' er-gen ceo virtual.db
change generated "ALTER TABLE gap RENAME TO g; CREATE TABLE gap
	(title TEXT, x TEXT AS (hex(zeroblob(90000000))), _owner TEXT,
	src TEXT); INSERT INTO gap SELECT title, _owner, src FROM g;
	DROP TABLE g"
refused 65 'not as er-gen writes' 'a generated column' er-gen ceo generated.db
change columns 'ALTER TABLE gap DROP COLUMN _owner'
refused 65 'not as er-gen writes' 'a column is missing' er-gen ceo columns.db
change rowid "CREATE TABLE r (_owner TEXT PRIMARY KEY, src TEXT) WITHOUT ROWID"
refused 65 'not as er-gen writes' 'a table without rowid' er-gen ceo rowid.db
change name 'CREATE TABLE this (_owner TEXT, src TEXT)'
refused 65 'not as er-gen writes' 'a table with a name of ours' \
	er-gen ceo name.db
change kind "UPDATE expense SET amount_low = 'much' WHERE rowid = 3"
refused 65 'table expense, row 3' 'a value of another kind' er-gen ceo kind.db
change bytes "UPDATE expense SET item = CAST(x'41ff' AS TEXT) WHERE rowid = 2"
refused 65 'table expense, row 2' 'bytes that are no text' er-gen ceo bytes.db
change source "UPDATE expense SET src = 'nowhere' WHERE rowid = 2"
refused 65 'table expense, row 2' 'a row without its source' \
	er-gen ceo source.db
is "$(wc -l <err)" 1 'and is told once, not for each query'
change unread "UPDATE lease SET max_age = 'x' WHERE rowid = 1"
refused 65 'table lease, row 1' '--check reads all there is' \
	er-gen --check unread.db
change field "UPDATE _field SET kind = 'colour' WHERE rowid = 9"
refused 65 'not as er-gen writes' 'a kind of field there is not' \
	er-gen ceo field.db
change key "UPDATE _type SET key = 99 WHERE rowid = 2"
refused 65 'not as er-gen writes' 'a key there is not' er-gen ceo key.db
change more "INSERT INTO _field SELECT * FROM _field WHERE rowid = 9"
refused 65 'not as er-gen writes' 'a field twice' er-gen ceo more.db
change none 'DELETE FROM organisation'
refused 65 'organisation' 'a book without an organisation' er-gen ceo none.db
head -c 100000 book.db >short.db
refused 65 'short.db' 'a part of it' er-gen ceo short.db
head -c 90 book.db >header.db
refused 65 'header.db' 'less than its header' er-gen ceo header.db
{ head -c 4096 book.db; tail -c +4097 book.db | tr '\000-\377' '\001-\377\000'; } \
	>noise.db
refused 65 'noise.db' 'a damaged one' er-gen ceo noise.db

refused 64 'read alone' 'another book with it' er-gen ceo book.db \
	"$example/notes.rec"
mkdir beside
cp "$example"/*.rec book.db beside
refused 64 'beside/book.db' 'a compiled book within another' er-gen ceo beside
refused 64 'compiled already' 'compiling it again' er-gen --compile=b.db book.db
refused 64 "'b.rec'" 'a name that would not be read so' \
	er-gen --compile=b.rec "$example"
refused 73 'is no compiled book' 'a database of the user stays' \
	er-gen --compile=own/other.db own
sqlite3 own/other.db 'SELECT count(*) FROM logbook' >got
is "$(cat got)" 3 'as it was'
ln -s /dev/full full.db
refused 73 'full.db' 'a device' er-gen --compile=full.db "$example"
refused 73 'no/such/book.db' 'no such directory' \
	er-gen --compile=no/such/book.db "$example"

# ---- nothing half-written

cp book.db old.db
# shellcheck disable=SC3045 # ulimit -f is in POSIX
refused 74 'old.db' 'no room' sh -c \
	'trap "" XFSZ; ulimit -f 100; exec er-gen --compile=old.db "$0"' \
	"$example"
run cmp old.db book.db
status_is 0 'the older one is kept'
is "$(echo old.db*)" old.db 'and nothing is left beside it'
mkdir faulty
cp "$example"/*.rec faulty
echo 'Nonsense: 1' >>faulty/notes.rec
refused 65 'faulty/notes.rec' 'a faulty book' er-gen --compile=old.db faulty
run cmp old.db book.db
status_is 0 'the older one is kept then too'
run er-gen --compile=old.db -e jada "$example"
status_is 0 'a compiled book is replaced by a new one'
umask 027
run er-gen --compile=mode.db "$example"
is "$(ls -l mode.db | cut -c 1-10)" -rw-r----- 'it has the rights of any new file'
done_testing
