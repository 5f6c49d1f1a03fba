# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For the benches of reports: $dir, a directory of one's own, the example book,
# and the sqlite3 shell, which has our functions from an extension (functions.c)
# and so runs the same queries. $runs is set before.
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")" && pwd)
example=$ER_DATADIR/examples/book
functions=${BUILDDIR:-.}/bench/functions.so
dir=$(mktemp -d "${TMPDIR:-/tmp}/er-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

load_functions() { echo ".load $functions"; }

# ask views|queries ROLE: what a report asks SQLite.
ask() {
	"$python" "$here/queries.py" "$1" "$ER_DATADIR/data/finance.sql" \
	    "$ER_DATADIR/roles/$2.md"
}

# compare NAME COMMAND...: the last one is the peer.
compare() { "$python" "$here/time.py" "$runs" "$@"; }

# Is there a peer? Says so when there is none.
shell_is_peer() {
	load_functions | sqlite3 -bail :memory: 2>"$dir/err" && return
	echo "skipped: sqlite3 does not run, or not with $functions:"
	cat "$dir/err"
	return 1
}
