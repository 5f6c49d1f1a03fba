# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Small books for the tests of the finance views, and what the views say.

dump=$BUILDDIR/tests/finance/dump
organisation='%rec: Organisation
Id: g
Name: Group
Currency: USD

%rec: Entity
Id: a
Name: A
'

# book NAME: a book of one entity `a` and what stands on stdin. A descriptor is
# a record of its own: a blank line ends it.
book() {
	{ printf '%s\n' "$organisation"; cat; } |
	    awk '{ print } /^%rec/ { print "" }' >"$1.rec"
}

# figure BOOK VIEW COLUMN...: these columns of the view, a line a row.
figure() {
	figure_book=$1.rec figure_view=$2
	shift 2
	"$dump" 2026-10-31 "$figure_book" "$figure_view" |
	    awk -F'\t' -v want="$*" '
		/^!/ { print; next }
		NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i
			n = split(want, name, " ") }
		NR > 2 { for (i = 1; i <= n; i++)
			printf "%s%s", $at[name[i]], i < n ? " " : "\n" }'
}

# cited BOOK VIEW COLUMN: the records that such a column names, each by its
# Item, Name or what else tells it from others, a line a row.
cited() {
	figure "$@" | awk -v book="$1.rec" '
		BEGIN {
			split("Item Name Code Id Month Arrive Start Date", names, " ")
			while ((getline line < book) > 0) {
				n++
				if (line == "") { first = 0; continue }
				if (!first) first = n
				split(line, field, ": ")
				for (i in names)
					if (field[1] == names[i] && \
					    (!(first in rank) || i < rank[first])) {
						rank[first] = i
						title[first] = field[2]
					}
			}
		}
		{ for (i = 1; i <= NF; i++) {
			sub(/^.*:/, "", $i)
			printf "%s%s", (i > 1 ? ", " : ""), \
			    (($i in title) ? title[$i] : $i)
		  }
		  print "" }'
}
