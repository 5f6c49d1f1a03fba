#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The table of answers: the one in er-sesmail(1) is the one in the program, line
# for line, and the program does what each line says.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl

SES_FROM=owner@group.example
export SES_FROM
printf 'All is well.\n' >body

"$BUILDDIR/tests/endpoint/rules" >code.rows
awk '/^\.It Sy Status Ta Sy State Ta Sy Exit/ { on = 1; next }
	/^\.El/ { on = 0 } on' "$SRCDIR/man/er-sesmail.1" >page.rows
same page.rows code.rows 'the page shows the table that the program has'
[ "$(wc -l <page.rows)" -gt 40 ]; ok $? 'all of it'

# Of each line that an answer can be made for: the answer, the status, the state.
sed 's/^\.It //; s/ Ta /\t/g; s/ Dq /\t/' page.rows | awk -F '\t' '
	$1 == "unsent" || $1 == "sent" || $1 == "any" { next }
	{ split($1, status, "-"); split($4, name, " "); state = $2
	sub(/\*/, "", state)
	if ($1 == "100-299") answer = "lie {}"
	else if ($4 == "(any other)") answer = "bare " (status[1] == "300" ? 302 : status[1])
	else answer = "fail " status[1] " " name[1] " Well: " $5 "."
	print answer "\t" $3 "\t" state }' >cases
endpoint_start --plain || { ok 1 'the endpoint starts'; done_testing; exit 0; }
cut -f 1 cases >"$ENDPOINT_DIR/script"
tab=$(printf '\t')
while IFS="$tab" read -r answer exit state; do
	# An outbox of its own: being throttled makes the others wait.
	rm -rf state
	er-sesmail --deadline 0 -s s a@group.example <body >out 2>err
	status=$?
	now=$(er-sesmail --list | awk -F '\t' 'END { print $2 }')
	is "$status $now" "$exit $state" "$answer"
done <cases
is "$(endpoint_requests)" "$(wc -l <cases | tr -d ' ')" 'each was asked once'
done_testing
