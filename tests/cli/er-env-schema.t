#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env schema: the contract as a file to fill in, which check then takes.
. "${SRCDIR:?}/tests/lib.sh"

run er-env schema
status_is 0 'schema exits 0'
empty err 'and says nothing on stderr'
awk 'length > 72' out | grep '^#' >long
empty long 'remarks fit in 72 columns'
sed -n 's/^#\{0,1\}\([A-Z][A-Z0-9_]*\)=$/\1/p' out | sort >printed
sed -n 's/^Name: \([A-Z0-9_]*\)$/\1/p' "$SRCDIR/data/ses-variables.rec" | sort >wanted
same printed wanted 'each variable of the contract is there once'
(umask 077; cp out new.env)
run er-env check new.env
status_is 78 'check finds that it is to be filled in'
is "$(sed -n 's/.*error: \([A-Z_]*\): empty.*/\1/p' err | tr '\n' ' ')" \
	'SES_FROM SES_BCC AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION ' \
	'and names what is required, no more'
is "$(grep -c ': error: ' err)" 5 'with no other error'
sed -e 's/^SES_FROM=/&reports@group.example/' -e 's/^SES_BCC=/&audit@group.example/' \
	-e 's/^AWS_REGION=/&us-west-2/' -e 's/^AWS_ACCESS_KEY_ID=/&AKIAQ2W3E4R5T6Y7U2I3/' \
	-e 's/^AWS_SECRET_ACCESS_KEY=/&abcdefghijklmnopqrstuvwxyz0123456789ABCD/' new.env >full.env
chmod 600 full.env
run er-env check --strict full.env
status_is 0 'filled in it is ready, without a warning'

sed -n '/^\.\\" example own.rec/,/^\.Ed/p' "$SRCDIR/man/er-env-schema.5" |
	grep -v '^\.' >own.rec
run er-env schema --schema own.rec
status_is 0 "the manual's example is a schema"
paragraph() { awk -v RS= -v name="$1" '$0 ~ name "=$"' out; }
is "$(paragraph '\nDATABASE_URL')" '# Where the ledger is.
# Required. Type: url. A secret.
# To do: set it to postgres://HOST/NAME.
DATABASE_URL=' 'with what it says of a variable'
is "$(paragraph DATABASE_POOL)" '# How many connections are kept.
# Required when any of these is set: DATABASE_URL=postgres:*.
# Type: integer. At least 1. At most 64.
# To do: set it to 4 unless you know better.
#DATABASE_POOL=' 'conditions and bounds are told'
is "$(paragraph SES_BCC)" '# The audit copy, which this deployment can do without.
# Optional. Type: mailbox-list.
#SES_BCC=' 'a record takes the place of the shipped one'
printf '%%rec: Variable\n\nName: A\nType: colour\n' >bad.rec
run er-env schema --schema bad.rec
status_is 65 'a malformed schema exits 65'
empty out 'and nothing is printed'
has err 'bad.rec:4:7: error: Type: no such type; er-env-schema(5) lists them [er-schema]' \
	'its fault has a place'
run er-env schema x
status_is 64 'schema takes no file'
done_testing
