#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check on 20, 100,000 and 1,000,000 lines, beside `true` and beside
# npm dotenv's parse of the same file. dotenv is looked for by node; give its
# directory in NODE_PATH. Prints medians in milliseconds and ratios.
#
#     PATH=$builddir:$PATH ER_DATADIR=$srcdir bench/env-check.sh
set -eu
export LC_ALL=C
dir=$(mktemp -d "${TMPDIR:-/tmp}/er-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

# median COMMAND...: of nine runs, wall clock, in milliseconds.
median() {
	"${PYTHON:-python3}" - "$@" <<'END'
import statistics, subprocess, sys, time

def once():
    begin = time.perf_counter()
    subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1000

once()
print("%.2f" % statistics.median(once() for _ in range(9)))
END
}
minus() { awk "BEGIN { printf \"%.2f\", $1 - $2 }"; }
ratio() { awk "BEGIN { printf \"%.1f\", $1 / $2 }"; }

# make LINES: a file that meets the contract, most of it other people's names.
make() {
	awk -v n="$1" 'BEGIN {
		print "ER_TRANSPORT=maildir:Maildir"
		print "SES_FROM=reports@group.example"
		print "SES_BCC=audit@group.example"
		for (i = 3; i < n; i++)
			print "NAME_" i "=value" i
	}' >"$dir/$1.env"
	chmod 600 "$dir/$1.env"
}

parse='require("dotenv").parse(require("fs").readFileSync(process.argv[1]))'
base=$(median true)
echo "true                        $base ms"
node=
if node -e 'require("dotenv")' 2>/dev/null; then
	node=$(median node -e 'require("dotenv")')
	echo "node with dotenv            $node ms"
else
	echo 'npm dotenv is not there (see NODE_PATH): no comparison'
fi
for lines in 20 100000 1000000; do
	make "$lines"
	ours=$(median er-env check -q "$dir/$lines.env")
	printf '%-27s %s ms, %s over true\n' "check, $lines lines" "$ours" \
		"$(minus "$ours" "$base")"
	[ -n "$node" ] || continue
	theirs=$(median node -e "$parse" "$dir/$lines.env")
	printf '%-27s %s ms, %s x as long as check; %s x without start\n' \
		"dotenv, $lines lines" "$theirs" "$(ratio "$theirs" "$ours")" \
		"$(ratio "$(minus "$theirs" "$node")" "$(minus "$ours" "$base")")"
done
