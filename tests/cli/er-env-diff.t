#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env diff: what differs, and nothing of any value.
. "${SRCDIR:?}/tests/lib.sh"

cat >a.env <<'END'
SES_FROM=kEeP0ut@group.example
AWS_SECRET_ACCESS_KEY=kEeP0utkEeP0ut
SES_BCC=first@kEeP0ut.example
SES_BCC=second@kEeP0ut.example
AWS_REGION=us-west-2
MINE=kEeP0ut
kEeP0utkEeP0ut==
END
cat >b.env <<'END'
# the same region, in quotes
AWS_REGION="us-west-2"
SES_FROM=kEeP0ut@other.group.example
AWS_SECRET_ACCESS_KEY=kEeP0ut
SES_BCC=second@kEeP0ut.example
AWS_ACCESS_KEY_ID=ASIAKEEPOUT
END
cat >expected <<'END'
a.env:1: differs: SES_FROM=<mailbox, 21 characters>, b.env:3: <mailbox, 27 characters>
a.env:2: differs: AWS_SECRET_ACCESS_KEY=<secret, 14 characters>, b.env:4: <secret, 7 characters>
a.env:6: only here: MINE=<unknown, 7 characters>
a.env:7: only here: <a name of 14 characters>=<unknown, 1 character>
b.env:6: only here: AWS_ACCESS_KEY_ID=<temporary key, 11 characters>
END
run er-env diff a.env b.env
status_is 1 'a difference exits 1'
same out expected 'each difference has its line; quotes, order and a losing line are none'
empty err 'and nothing on stderr'
hasnt out kEeP0ut 'no value is shown'
hasnt out KEEPOUT 'no key id is shown'
run er-env diff a.env a.env
status_is 0 'no difference exits 0'
empty out 'and prints nothing'
run_in b.env er-env diff a.env -
has out '-:6: only here: AWS_ACCESS_KEY_ID' 'one of the two may be stdin'
printf 'not an assignment\n' >bad.env
run er-env diff a.env bad.env
status_is 65 'a malformed file exits 65'
has err 'bad.env:1:1: error:' 'and is named'
run er-env diff a.env missing.env
status_is 66 'no second file exits 66'
run er-env diff a.env
status_is 64 'one file is not enough'
run er-env diff a.env b.env a.env
status_is 64 'three files are too many'
run er-env diff --strict a.env b.env
status_is 64 'diff does not take --strict'
done_testing
