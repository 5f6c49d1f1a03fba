#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports of the example book. First beside the sqlite3 shell, which runs the
# same queries on a database that has all they read: the records, the finance
# views, and the answers of those that are tables; er-gen reads the book's files
# and works all of it out each time. Then beside a script in Python that reads
# the same files, has these functions of its own and fills a template of Jinja
# (report.py), once the figures of both are the same.
#
#     PATH=$builddir:$PATH ER_DATADIR=$srcdir bench/report-role.sh [RUNS]
set -eu
export LC_ALL=C
runs=${1:-21}
. "$(dirname "$0")/lib.sh"

beside_shell() {
	cp "$dir/example.db" "$dir/$1.db"
	{ load_functions; cat "$dir/$1.views"; } | sqlite3 -bail "$dir/$1.db"
	{ load_functions; ask queries "$1"; } >"$dir/$1.sql"
	compare "er-gen $1" "er-gen $1 $example" \
	    "sqlite3, the queries of $1" \
	    "sqlite3 -bail -csv $dir/$1.db <$dir/$1.sql"
}

beside_python() {
	# its bytecode is kept, as it would be where it is installed
	script="PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$dir/cache $jinja"
	script="$script $here/report.py $dir/tables.sql $dir/$1.views"
	script="$script $ER_DATADIR/roles/$1.md $example"
	er-gen -f json "$1" "$example" >"$dir/$1.json"
	er-gen "$1" "$example" >"$dir/$1.txt"
	sh -c "$script" >"$dir/$1.peer"
	"$python" "$here/figures.py" "$dir/$1.json" "$dir/$1.txt" \
	    "$dir/$1.peer"
	compare "er-gen $1" "er-gen $1 $example" "Python and Jinja, $1" \
	    "$script"
}

# A python3 with Jinja: Debian's own stands beside others. Window functions
# written in Python came with 3.11.
find_jinja() {
	for jinja in "$python" /usr/bin/python3; do
		"$jinja" -c 'import jinja2, sqlite3
sqlite3.Connection.create_window_function' 2>/dev/null && return
	done
	echo 'skipped: no python3 of 3.11 or later has jinja2'
	return 1
}

if ! shell_is_peer; then
	exit 0
fi
er-gen --compile="$dir/example.db" "$example"
sqlite3 "$dir/example.db" 'DROP TABLE _type' 'DROP TABLE _field'
sqlite3 "$dir/example.db" .schema >"$dir/tables.sql"
for role in cfo accounting; do
	ask views $role >"$dir/$role.views"
	beside_shell $role
done
if find_jinja; then
	for role in cfo accounting; do
		beside_python $role
	done
fi
