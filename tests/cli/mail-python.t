#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mail read and written by us agrees with Python's email package.
. "${SRCDIR:-.}/tests/lib.sh"
need "$PYTHON"

for what in recipients composed; do
	run "$PYTHON" "$SRCDIR/tests/mail/compare.py" \
	    "$BUILDDIR/tests/mail/show" "$what"
	status_is 0 "200 messages, $what: Python reads the same"
done
done_testing
