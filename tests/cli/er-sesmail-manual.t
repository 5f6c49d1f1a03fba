#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail(1): its options, its examples, its exit statuses.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"
page=$SRCDIR/man/er-sesmail.1

run er-sesmail --help
status_is 0 '--help exits 0'
empty err 'on standard output'
is "$(awk 'length > 79' out | wc -l | tr -d ' ')" 0 'no line is too long'
sed -n 's/^ *\(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\) .*/\2/p' out | sort >help
sed -n 's/^\.It .*Fl -\([a-z-]*\).*/\1/p' "$page" | sort -u >options
same options help 'the manual page has the options of --help'
run er-sesmail --version
has out 'er-sesmail (er-tools) ' '--version names program and package'

if command -v mandoc >/dev/null 2>&1; then
	mandoc -T lint "$page" >said 2>&1
	grep -v -e 'referenced manual not found' -e mandoc.db said >faults
	empty faults 'er-sesmail.1 is sound mdoc'
else
	skip 'no mandoc' 'er-sesmail.1 is sound mdoc'
fi

# Without an account: the examples' messages go to a Maildir.
ln -s "$SRCDIR/examples" examples
ln -s "$SRCDIR/examples/book" book
ER_TRANSPORT=maildir:Maildir SES_FROM=owner@group.example
export ER_TRANSPORT SES_FROM
sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAG/s/^\.Dl //p' "$page" >commands
while IFS= read -r command; do
	sh -c "$command" >out 2>err </dev/null
	status=$?
	status_is 0 "example: $command"
done <commands
is "$(find Maildir/new -type f | wc -l | tr -d ' ')" 3 'three of them deliver'

printf 'All is well.\n' >report
sed -n '/^\.Bd/,/^\.Ed/p' "$page" | grep -v '^\.' | sed 's/\\e/\\/g' >script
# shellcheck disable=SC2034 # the script's own
key=k subject=s to=ceo@group.example
export key subject to
run sh script
status_is 0 'the script runs'
empty err 'and finds nothing to say'
done_testing
