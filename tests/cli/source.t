#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lists that people keep by hand agree with the tree, and each program links
# only what it needs.
. "${SRCDIR:?}/tests/lib.sh"

(cd "$SRCDIR" && grep -lE '(^|[^A-Za-z_])(N?_|ngettext|R_[CN]?)\(' src/*.c src/*/*.c) |
	sort >marked
sort "$SRCDIR/po/POTFILES.in" | grep '^src/' >listed
same listed marked 'po/POTFILES.in lists the files with marked text, all of them'

(cd "$SRCDIR" && for f in src/*.c src/*/*.[ch] data/*.* tests/*.sh tests/*/*.* roles/*.md; do
	[ -f "$f" ] || continue
	case $f in
	*.md | tests/data/* | *.csv) continue ;;
	esac
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$f"
done) >unlicensed
empty unlicensed 'each source file has its licence line'

if command -v readelf >/dev/null 2>&1; then
	for tool in er-gen er-env er-sesmail; do
		readelf -d "$BUILDDIR/$tool" | grep NEEDED >"$tool.libs"
	done
	hasnt er-gen.libs curl 'er-gen does not link libcurl'
	hasnt er-gen.libs gmime 'er-gen does not link GMime'
	for lib in curl gmime crypto sqlite gmp; do
		hasnt er-env.libs $lib "er-env does not link $lib"
	done
	has er-sesmail.libs curl 'er-sesmail links libcurl (the test can see it)'
else
	skip 'no readelf' 'what the programs link'
fi
done_testing
