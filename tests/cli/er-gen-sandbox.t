#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A role, a book and an older report by people one does not trust: each way out
# is tried, and each thing that would not end. er-gen-links.t has the names of
# files, er-gen-confined.t what the system keeps from it.
# shellcheck disable=SC3045 # ulimit -S: any sh of today has it
. "${SRCDIR:?}/tests/lib.sh"

data=$SRCDIR/tests/data/report
mkdir book roles
cp "$data/book/book.rec" book/
echo SECRET >secret
sanitized=$(grep -c 'define ENABLE_SANITIZERS 1' "$BUILDDIR/config.h")

# A hang must not stop the suite.
gen() { run timeout 300 er-gen --roles roles "$@"; }
# page NAME: a role page of that name, its blocks from stdin
page() { { printf -- '---\ntitle: A page\n---\n\n'; cat; } >"roles/$1.md"; }
# query NAME: the same of one query, "q", of kind table
query() {
	{ echo '```sql table q'; cat; echo; echo '```'; } | page "$1"
}

# ---- what a query may not do --------------------------------------------------
# All of them in one page: er-gen tells each fault at its line.

cat >ways <<END
not authorized|ATTACH '$workdir/attached.db' AS x
only a SELECT|VACUUM INTO '$workdir/vacuum.db'
not authorized|PRAGMA writable_schema = ON
not authorized|PRAGMA temp_store_directory = '$workdir'
not authorized|INSERT INTO entity (id) VALUES ('x')
not authorized|UPDATE entity SET name = 'x'
not authorized|DELETE FROM entity
not authorized|CREATE TABLE t (a)
not authorized|CREATE TEMP TABLE t (a)
not authorized|CREATE TEMP VIEW t AS SELECT 1
not authorized|CREATE VIRTUAL TABLE t USING fts5(a)
triggers|CREATE TEMP TRIGGER t AFTER INSERT ON entity BEGIN SELECT 1; END
not authorized|DROP TABLE entity
only a SELECT|REINDEX
not authorized|ANALYZE
only a SELECT|EXPLAIN SELECT 1
not authorized|SELECT load_extension('$workdir/secret')
no such function|SELECT readfile('$workdir/secret')
no such function|SELECT writefile('$workdir/written', 'x')
no such function|SELECT edit('x', 'sh')
not authorized|SELECT fts3_tokenizer('simple')
no such table|SELECT * FROM fsdir('$workdir')
no such table|SELECT * FROM zipfile('$workdir/secret')
no such table|SELECT * FROM generate_series(1, 2)
no such table|SELECT * FROM dbstat
no such table|SELECT * FROM sqlite_dbpage
no such table|SELECT * FROM sqlite_stmt
prohibited|SELECT * FROM sqlite_schema
not authorized|SELECT count(*) FROM sqlite_temp_schema
not authorized|SELECT * FROM pragma_table_info('entity')
not authorized|SELECT * FROM pragma_database_list
not authorized|SELECT * FROM pragma_compile_options
not authorized|SELECT random()
not authorized|SELECT name FROM entity ORDER BY random()
not authorized|SELECT randomblob(9)
not authorized|SELECT sqlite_version()
not authorized|SELECT sqlite_compileoption_get(1)
not authorized|SELECT zeroblob(2000000000)
not authorized|SELECT last_insert_rowid()
one statement|SELECT 1; SELECT 2
a parameter is written|SELECT ?1
asks for :unset|SELECT :unset
END
n=0
while IFS='|' read -r words sql; do
	n=$((n + 1))
	printf '```sql table q%d\n%s\n```\n' $n "$sql"
done <ways | page ways
if strace -qq -o trace true 2>/dev/null; then
	watch='env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o trace'
else
	watch='env'
	: >trace
fi
# shellcheck disable=SC2086 # a command and its words
run $watch er-gen --roles roles ways book
status_is 65 'a page of ways out ends in 65'
empty out 'and nothing is written'
n=0
while IFS='|' read -r words sql; do
	n=$((n + 1))
	line=$((3 * n + 3))
	grep -q "^roles/ways.md:$line:.*$words" err
	ok $? "refused: $sql" || { echo "# expected: $words"; grep ":$line:" err; }
done <ways
grep -E "$workdir/(secret|attached|vacuum|written)" trace | grep -v execve >opened
empty opened 'no file that a query names is opened'
[ ! -e attached.db ] && [ ! -e vacuum.db ] && [ ! -e written ] &&
	[ "$(cat secret)" = SECRET ]
ok $? 'nor made, nor changed'

# ---- the same bytes -------------------------------------------------------------

query when <<'END'
SELECT date('now') AS a, datetime() AS b, CURRENT_TIMESTAMP AS c,
	datetime('2026-07-01', 'localtime') AS d, strftime('%s') AS e
END
TZ=America/New_York gen -d 2026-11-05 when book
status_is 0 "'now' is no fault"
has out 2026-11-05 'it is the day of the report'
has out 00:00:00 'and its beginning'
cp out first
TZ=Asia/Tokyo gen -d 2026-11-05 when book
same out first 'the same in any time zone'

# ---- what would not end, or not fit ----------------------------------------------

# Sees to it that the test is over soon: er-gen's own limit is a minute.
bounded() { (ulimit -St 2 && timeout 300 er-gen --roles roles "$@") >out 2>err; status=$?; }

query replace <<'END'
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000000)
SELECT sum(length(replace(t, 'a', 'b' || x)))
FROM n, (SELECT printf('%.*c', 9000000, 'a') AS t)
END
bounded replace book
status_is 65 'a few steps that take hours end in 65'
has err 'stopped after 2 seconds of work' 'it is said why'
empty out 'and nothing is written'

query text <<'END'
SELECT printf('%.*c', 60000000, 'x') || printf('%.*c', 60000000, 'x')
END
gen text book
status_is 65 'a text of 120 MB ends in 65'
has err 'roles/text.md:6: error: string or blob too big' 'at its line'
query deep <<END
SELECT $(printf '%.0s(' $(seq 3000))1$(printf '%.0s)' $(seq 3000))
END
gen deep book
status_is 65 'a deep expression ends in 65'
query columns <<END
SELECT $(seq -s, 2001)
END
gen columns book
status_is 65 'two thousand and one columns end in 65'
has err 'too many columns' 'which is said'
query join <<END
SELECT count(*) FROM entity$(printf ', entity e%d' $(seq 64))
END
gen join book
status_is 65 'sixty-five tables end in 65'

if [ "$sanitized" -eq 0 ]; then
	query memory <<'END'
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9000000)
SELECT top_share_low(1, x, x) FROM n
END
	(ulimit -Sd 100000 && timeout 300 er-gen --roles roles memory book) \
		>out 2>err
	status=$?
	status_is 71 'no memory left ends in 71'
	is "$(cat err)" 'er-gen: out of memory' 'and is said'
else
	skip 'sanitizers take all addresses' 'no memory left'
fi

# bounded(), but a build with sanitizers is slow.
quick() {
	(ulimit -St $((2 + 18 * sanitized)) && er-gen --roles roles "$@") \
		>out 2>err
	status=$?
}
yes a | head -n 500000 | page lines
quick lines book
status_is 0 'half a million lines of one paragraph take no time'
{ yes '*a_' | head -n 200000; } | tr -d '\n' | page emphasis
quick emphasis book
status_is 0 'nor does emphasis that is not closed'
printf '%01000d' 0 | tr 0 '>' | page quotes
gen quotes book
status_is 65 'deep quotations end in 65'
has err 'roles/quotes.md:5: error: lists and quotations' 'at their line'
head -c 1100000 /dev/zero | tr '\0' x | page large
gen large book
status_is 65 'a page of more than a megabyte ends in 65'

# ---- books -----------------------------------------------------------------------

echo 'SELECT 1 AS one' | query one
printf '%%rec: Note %s/secret\n\nText: x\n' "$workdir" >book/file.rec
# shellcheck disable=SC2086
run $watch er-gen --roles roles one book
status_is 65 'a type whose records are in a file ends in 65'
has err "book/file.rec:1:11: error: files that data names are not read" \
	'at its place'
grep "$workdir/secret" trace | grep -v execve >opened
empty opened 'which is not opened'
rm book/file.rec

cat >book/pattern.rec <<'END'
%rec: Word
%type: Text regexp /^(((a*)*|b*)*)*c$/

END
printf 'Text: %01000d\n' 0 | tr 0 a >>book/pattern.rec
bounded one book
status_is 65 'a regular expression that backtracks elsewhere'
has err 'does not match' 'gives its verdict'
rm book/pattern.rec

{ printf '%%rec: Expense\n\n'; yes 'Amount: 12,5x
' | head -n 40000; } >book/faults.rec
gen one book
status_is 65 'a hundred thousand faults end in 65'
[ "$(wc -l <err)" -lt 1010 ]
ok $? 'a thousand of them are told'
has err ' more' 'and how many more there are'
rm book/faults.rec

if command -v sqlite3 >/dev/null 2>&1; then
	# view WORDS SQL: a database with a view, whose reading fails
	view() {
		rm -f book/x.db
		sqlite3 book/x.db "CREATE VIEW v AS $2"
		bounded one book
		[ "$status" -eq 65 ] && grep -q "$1" err && [ ! -s out ]
		ok $? "a database's view: $2" || diag err
	}
	view 'not authorized' 'SELECT random() AS a'
	view 'load_extension' "SELECT load_extension('x') AS a"
	view 'no such function' "SELECT readfile('$workdir/secret') AS a"
	view 'prohibited' 'SELECT name FROM sqlite_schema'
	view 'unsafe' 'SELECT name FROM pragma_database_list'
	view 'cannot be read' "SELECT value FROM json_each('[1]')"
	view 'stopped after 2 seconds' 'WITH RECURSIVE n(x) AS (SELECT 1
		UNION ALL SELECT x + 1 FROM n) SELECT count(*) AS a FROM n'
	rm -f book/x.db
	sqlite3 book/x.db "CREATE VIEW v AS SELECT date('now') AS day,
		datetime('2026-07-01', 'localtime') AS hour"
	echo 'SELECT day, hour FROM v' | query views
	TZ=Asia/Tokyo gen -d 2026-02-28 views book
	has out '2026-02-28' "'now' in a view is the day of the report"
	has out '2026-07-01 00:00:00' 'and there is no local time'
	rm -f book/x.db
else
	skip 'no sqlite3' "views of other people's databases"
fi

# ---- older reports -----------------------------------------------------------------

# Text of many levels, half a number, two of a name, another role's.
for json in "$(printf '%.0s[' $(seq 5000))" '{"figures":[1e999999]}' \
	'{"figures":[],"figures":[]}' '[]' 'null' '' '{"figures":[NaN]}' \
	'{"report":{"role":"other"},"figures":[]}'; do
	printf '%s' "$json" >old.json
	gen --since old.json one book
	status_is 65 "an older report of $(printf %.40s "$json")"
done
printf '{"report":{"role":"one"},"figures":[1,null,{"id":5},{"id":"q/a/\\u001b[2J\\u202ex","text":"\\u0007","sources":["\\u001b:1",{}]}]}' >old.json
gen --since old.json one book
status_is 0 'figures of any shape are passed over'
is "$(LC_ALL=C tr -d '\n -~' <out | wc -c | tr -d ' ')" 0 \
	'and nothing of them acts on a terminal'

# ---- messages ------------------------------------------------------------------------

esc=$(printf '\033') csi=$(printf '\302\233') raw=$(printf '\233')
rlo=$(printf '\342\200\256')
cp book/book.rec "book/a${esc}[2J${csi}2J${raw}2J${rlo}.rec"
printf '\nId: %s[2J%s\nNope%s: x\n' "$esc" "$rlo" "$esc" \
	>>"book/a${esc}[2J${csi}2J${raw}2J${rlo}.rec"
gen one book
status_is 65 'a book whose names and values act on terminals'
is "$(LC_ALL=C tr -d '\n -~' <err | wc -c | tr -d ' ')" 0 \
	'nothing of them is in the messages' || od -c err | sed 's/^/# /'
done_testing
