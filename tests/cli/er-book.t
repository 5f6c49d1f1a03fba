#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What er-book(5) says is so: its examples are sound, for recutils too, and it
# names every type and field of the schema.
. "${SRCDIR:?}/tests/lib.sh"
need recfix

page=$SRCDIR/man/er-book.5
schema=$SRCDIR/data/schema.rec

# example NAME: the display that follows `.\" example NAME`.
example() {
	awk -v name="$1" '
		$0 == ".\\\" example " name { found = 1; next }
		found && /^\.Bd/ { inside = 1; next }
		inside && /^\.Ed/ { exit }
		inside { gsub(/\\\(dq/, "\""); gsub(/\\e/, "\\"); print }
	' "$page"
}

mkdir book
for name in small.rec boats.rec; do
	example "$name" >"book/$name"
	run recfix "book/$name"
	status_is 0 "recfix accepts $name of er-book(5)"
done
run er-gen --check book
status_is 0 'er-gen accepts the examples of er-book(5)'
run er-gen --check - <book/small.rec
status_is 0 'er-gen accepts the small book on standard input'

run recfix "$schema"
status_is 0 'recfix accepts the schema'
sed -n 's/^%rec: //p' "$schema" | while read -r type; do
	grep -q "^\.It Ic $type\$" "$page" || echo "$type"
done >missing
empty missing 'er-book(5) names every type'
sed -n 's/^%doc: \([A-Z][A-Za-z_]*\): .*/\1/p' "$schema" | sort -u |
while read -r field; do
	grep -qw "$field" "$page" || echo "$field"
done >missing
empty missing 'er-book(5) names every field'
awk '/^%rec: / { type = $2 }
	sub(/^%allowed: /, "") { list = 1 }
	/^%/ { list = 0 }
	list { sub(/^\+/, ""); for (i = 1; i <= NF; i++) want[type "." $i] = 1 }
	/^%doc: [A-Z][A-Za-z_]*: / { sub(/:$/, "", $2); delete want[type "." $2] }
	END { for (f in want) print f }' "$schema" >missing
empty missing 'every field of the schema has its %doc'
done_testing
