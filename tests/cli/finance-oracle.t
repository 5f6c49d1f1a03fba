#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every finance figure of made-up books against tests/finance/oracle.py, which
# works out points from the definitions and bounds by trying all ends; and every
# record that a figure cites, or does not, by changing it. FINANCE_BOOKS=40
# make check takes fewer of them.
. "${SRCDIR:-.}/tests/lib.sh"

need "$PYTHON"
books=${FINANCE_BOOKS:-500}
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

run "$PYTHON" "$SRCDIR/tests/finance/compare.py" \
    "$BUILDDIR/tests/finance/dump" 1 "$books"
status_is 0 "all figures of $books books agree"
has out "$books books" 'all books were compared'
has out ' 37 views' 'every public view was'
tail -n 1 out | sed 's/^/# /'

# Are these all the views there are?
sed -n 's/^CREATE VIEW \([a-z][a-z0-9_]*\).*/\1/p' \
    "$SRCDIR/data/finance.sql" | sort >views
sed -n "/^VIEWS = /,/)/p" "$SRCDIR/tests/finance/compare.py" |
    tr ',' '\n' | sed -n "s/.*'\([a-z0-9_]*\)'.*/\1/p" | sort >compared
same compared views 'no view of finance.sql is left out'

run "$PYTHON" "$SRCDIR/tests/finance/mutate.py" \
    "$BUILDDIR/tests/finance/dump" 1 $((books / 125 + 1)) 0.05
status_is 0 'a figure cites the records that move it, and no other'
tail -n 1 out | sed 's/^/# /'
done_testing
