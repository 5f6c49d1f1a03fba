#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-role(5) must be enough to write a role from: its role and its examples are
# put into a book, and make reports.
. "${SRCDIR:?}/tests/lib.sh"
page=$SRCDIR/man/er-role.5

mkdir -p book/roles
cp "$SRCDIR"/examples/book/*.rec "$SRCDIR"/examples/book/*.csv book
awk '/^---$/ { on = 1 } /^\.Ed/ { on = 0 } on' "$page" >book/roles/fleet.md
{
	printf -- '---\ntitle: Examples\n---\n'
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/p' "$page" |
		awk '/^\.Bd/ { on = 1; next } /^\.Ed/ { on = 0; print "" } on'
} >book/roles/examples.md
for role in fleet examples; do
	run er-gen "$role" book
	status_is 0 "the $role of er-role(5) make a report"
done
done_testing
