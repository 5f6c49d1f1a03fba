#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every finance figure of made-up books against tests/finance/oracle.py, which
# works out points from the definitions and bounds by trying all ends.
# FINANCE_BOOKS=500 make check takes more of them.
. "${SRCDIR:-.}/tests/lib.sh"

need "$PYTHON"
books=${FINANCE_BOOKS:-60}
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

run "$PYTHON" "$SRCDIR/tests/finance/compare.py" \
    "$BUILDDIR/tests/finance/dump" 1 "$books"
status_is 0 "all figures of $books books agree"
has out "$books books" 'all books were compared'
sed -n 's/^\([0-9]* books.*\)/# \1/p' out
done_testing
