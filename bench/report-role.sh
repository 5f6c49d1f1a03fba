#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports of the example book beside the sqlite3 shell, which runs the same
# queries on a database that has all they read: the records, the finance views,
# and the answers of those that are tables. er-gen reads the book's files and
# works all of it out each time.
#
#     PATH=$builddir:$PATH ER_DATADIR=$srcdir bench/report-role.sh [RUNS]
set -eu
export LC_ALL=C
runs=${1:-21}
. "$(dirname "$0")/lib.sh"

for role in cfo accounting; do
	shell_is_peer || continue
	er-gen --compile="$dir/$role.db" "$example"
	{ load_functions; ask views $role; } | sqlite3 -bail "$dir/$role.db"
	{ load_functions; ask queries $role; } >"$dir/$role.sql"
	compare "er-gen $role" "er-gen $role $example" \
	    "sqlite3, the queries of $role" \
	    "sqlite3 -bail -csv $dir/$role.db <$dir/$role.sql"
done
