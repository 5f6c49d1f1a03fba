#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports of a long ledger beside the sqlite3 shell, which imports the same CSV
# file, gives it the columns that the queries ask for and an index, and runs
# them. The ledger is also read as a recfile and from the book compiled; the
# shell reads neither. Then how the time grows from 10,000 to 1,000,000
# postings; with ROWS=10000000 to as many.
#
#     PATH=$builddir:$PATH ER_DATADIR=$srcdir bench/report-scale.sh [RUNS]
set -eu
export LC_ALL=C
runs=${1:-3}
. "$(dirname "$0")/lib.sh"
ledger="$example/posting.*.csv"
long=$dir/1000000

# make ROWS: $dir/ROWS, the example book with so many postings in posting.csv.
make() {
	mkdir "$dir/$1"
	cp "$example"/*.rec "$example"/voyage.*.csv "$dir/$1"
	# shellcheck disable=SC2086 # a pattern
	awk -v rows="$1" -v total="$(awk 'FNR > 1' $ledger | wc -l)" \
	    -f "$here/ledger.awk" $ledger >"$dir/$1/posting.csv"
}

# The same book with a recfile. A memo may have a comma, and then quotes.
make_recfile() {
	mkdir "$long.rec"
	cp "$long"/*.rec "$long"/voyage.*.csv "$long.rec"
	awk -F , 'BEGIN { print "%rec: Posting" }
		FNR == 1 {
			for (i = 1; i <= NF; i++)
				name[i] = toupper(substr($i, 1, 1)) \
				    substr($i, 2)
			next
		}
		{
			print ""
			for (i = 1; i < 6; i++)
				if ($i != "")
					print name[i] ": " $i
			memo = substr($0, length($1 $2 $3 $4 $5) + 6)
			gsub(/^"|"$/, "", memo)
			print name[6] ": " memo
		}' "$long/posting.csv" >"$long.rec/posting.rec"
}

# import ROLE: all that the shell does; the other records stand ready.
import() {
	load_functions
	cat "$dir/records.sql" - <<END
.import --csv $long/posting.csv line
CREATE TABLE posting AS SELECT date, entity, account,
	CAST(round(amount * 100) AS INTEGER) AS amount_low,
	CAST(round(amount * 100) AS INTEGER) AS amount_high,
	'USD' AS amount_currency, nullif(client, '') AS client, memo,
	'posting.csv:' || (rowid + 1) AS src FROM line;
DROP TABLE line;
CREATE INDEX posting_account ON posting (account, date);
END
	ask views "$1"
	ask queries "$1"
}

# compare_forms ROLE
compare_forms() {
	set -- "$1" "er-gen $1, a compiled book" "er-gen $1 $long.db" \
	    "er-gen $1, a recfile" "er-gen $1 $long.rec" \
	    "er-gen $1, a CSV file" "er-gen $1 $long"
	if shell_is_peer; then
		import "$1" >"$dir/$1.sql"
		set -- "$@" "sqlite3, .import and the same queries" \
		    "sqlite3 -bail -csv :memory: <$dir/$1.sql"
	fi
	shift
	compare "$@"
}

megabytes() { echo "$1: $(($(wc -c <"$2") / 1000000)) MB"; }

make 1000000
make_recfile
er-gen --compile="$long.db" "$long"
megabytes 'the CSV file' "$long/posting.csv"
megabytes 'the recfile' "$long.rec/posting.rec"
megabytes 'the compiled book' "$long.db"
er-gen --compile="$dir/example.db" "$example"
sqlite3 "$dir/example.db" 'DROP TABLE posting' .dump >"$dir/records.sql" || :
for role in cfo accounting; do
	compare_forms $role
done
rm -r "$long.db" "$long.rec"

for rows in 10000 100000 1000000 ${ROWS-}; do
	[ -d "$dir/$rows" ] || make "$rows"
	for role in cfo accounting; do
		compare "er-gen $role, $rows postings" \
		    "er-gen $role $dir/$rows" |
			awk -v rows="$rows" '{ printf "%s, %.2f us a posting\n",
			    $0, substr($0, 41, 10) * 1000 / rows }'
	done
done
