#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen(1) and er-role(5): the options, the examples, what the program links.
. "${SRCDIR}/tests/lib.sh"

run er-gen --help
status_is 0 '--help exits 0'
empty err 'on standard output'
is "$(awk 'length > 79' out | wc -l | tr -d ' ')" 0 'no line is too long'
sed -n 's/^ *\(-[a-z], \)\{0,1\}--\([a-z-]*\).*/\2/p' out | sort >help
sed -n 's/^\.It .*Fl -\([a-z-]*\).*/\1/p' "$SRCDIR/man/er-gen.1" |
	sort -u >page
same page help 'the manual page has the options of --help'
run er-gen --version
status_is 0 '--version exits 0'
has out 'er-gen (er-tools) ' 'it names program and package'

if command -v mandoc >/dev/null 2>&1; then
	for name in er-gen.1 er-report.5 er-role.5; do
		mandoc -T lint "$SRCDIR/man/$name" >said 2>&1
		grep -v -e 'referenced manual not found' -e mandoc.db said \
			>faults
		empty faults "$name is sound mdoc"
	done
else
	skip 'no mandoc' 'the manual pages are sound mdoc'
fi

ln -s "$SRCDIR/examples" examples
sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/s/^\.Dl //p' "$SRCDIR/man/er-gen.1" |
	sed 's/ | er-sesmail.*//' >commands
while IFS= read -r command; do
	sh -c "$command" >out 2>err </dev/null
	status=$?
	status_is 0 "example: $command"
done <commands

# er-role(5) must be enough to write a role from.
mkdir -p book/roles
cp examples/book/*.rec examples/book/*.csv book
awk '/^---$/ { on = 1 } /^\.Ed/ { on = 0 } on' "$SRCDIR/man/er-role.5" \
	>book/roles/fleet.md
{
	printf -- '---\ntitle: Examples\n---\n'
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/p' "$SRCDIR/man/er-role.5" |
		awk '/^\.Bd/ { on = 1; next } /^\.Ed/ { on = 0; print "" } on'
} >book/roles/examples.md
for role in fleet examples; do
	run er-gen "$role" book
	status_is 0 "the $role of er-role(5) make a report"
	[ "$status" -eq 0 ] || diag err
done

if command -v ldd >/dev/null 2>&1; then
	ldd "$BUILDDIR/er-gen" >libraries
	hasnt libraries curl 'er-gen does not load libcurl'
	hasnt libraries gmime 'nor GMime'
else
	skip 'no ldd' 'er-gen does not load libcurl'
fi
done_testing
