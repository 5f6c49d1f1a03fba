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

# ---- a page that was written from it -----------------------------------------

lender() { run er-gen --roles "$SRCDIR/examples/roles" "$@" "$SRCDIR/examples/book"; }
lender lender
status_is 0 'the example page makes a report'
empty err 'with nothing to say'
has out 'is USD 2,445 on 3 loans: it is covered 1.84 to 3.43 times' 'of exact ranges'
has out 'Queen of San Diego         -324 to 178                520  -0.63 to 0.35' \
	'by company too'
for form in json html markdown; do
	lender -f "$form" lender
	status_is 0 "and one in $form"
done
for entity in jada qsd qdn dc; do
	lender -e "$entity" lender
	status_is 0 "and of $entity alone"
done
lender --check
has out 'the 9 roles' 'a check looks at it'
done_testing
