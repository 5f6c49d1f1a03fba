#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The script of er-sesmail(1) that tells one exit status from another runs.
. "${SRCDIR:?}/tests/lib.sh"

ER_TRANSPORT=maildir:Maildir SES_FROM=owner@group.example
export ER_TRANSPORT SES_FROM
printf 'All is well.\n' >report
sed -n '/^A script that acts/,/^\.Ed/p' "$SRCDIR/man/er-sesmail.1" |
	sed -e '1d' -e '/^\./d' -e 's/\\e/\\/g' >script
key=k subject=s to=ceo@group.example
export key subject to
run sh script
status_is 0 'the script runs'
empty err 'and finds nothing to say'
is "$(find Maildir/new -type f | wc -l | tr -d ' ')" 1 'and delivers'
done_testing
