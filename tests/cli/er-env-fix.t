#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env fix: what it rewrites, what it leaves and what it refuses.
. "${SRCDIR:?}/tests/lib.sh"

# every reader's habit in one file
printf '%s\r\n' '# a remark \' 'ER_TRANSPORT=maildir:Maildir' \
	'SES_FROM=reports@group.example # the sender' \
	'export SES_BCC="audit@group.example"' '' \
	'  AWS_SECRET_ACCESS_KEY=`kEeP0ut`' 'AWS_REGION = us-west-2' >repos.env
printf '\357\273\277' | cat - repos.env >bom && mv bom repos.env
chmod 640 repos.env
cp repos.env before
cat >expected <<'END'
repos.env: the byte order mark goes
repos.env: line ends become LF
repos.env:1: the backslash at the end of the remark goes
repos.env:3:
-SES_FROM=reports@group.example # ...
+# ...
+SES_FROM=reports@group.example
repos.env:4:
-SES_BCC="audit@group.example"
+SES_BCC=audit@group.example
repos.env:6:
-AWS_SECRET_ACCESS_KEY=`<secret, 7 characters>`
+AWS_SECRET_ACCESS_KEY=<secret, 7 characters>
repos.env:7:
-AWS_REGION=us-west-2
+AWS_REGION=us-west-2
END
run er-env fix --dry-run repos.env
status_is 1 '--dry-run exits 1 where something would change'
same out expected 'and shows each change'
hasnt out kEeP0ut 'but no secret'
hasnt out sender 'and no remark, which may hold one'
same repos.env before 'the file stays'
[ ! -e repos.env~ ]
ok $? 'and nothing is beside it'

cat >expected <<'END'
# a remark 
ER_TRANSPORT=maildir:Maildir
# the sender
SES_FROM=reports@group.example
SES_BCC=audit@group.example

  AWS_SECRET_ACCESS_KEY=kEeP0ut
AWS_REGION=us-west-2
END
run er-env fix repos.env
status_is 0 'fix rewrites'
is "$(cat out)" 'repos.env: 7 changes; what it was is in repos.env~' \
	'and says so'
same repos.env expected 'what all agree on stays, the rest takes their form'
same repos.env~ before 'the backup is what it was'
is "$(stat -c %a repos.env) $(stat -c %a repos.env~)" '640 640' \
	'both keep the mode'
run er-env readers repos.env
status_is 0 'now all readers agree'
run er-env diff before repos.env
status_is 0 'and no value has changed'
run er-env fix repos.env
status_is 0 'a second time'
is "$(cat out)" 'repos.env: nothing to change' 'there is nothing to do'
same repos.env expected 'and nothing is done'
same repos.env~ before 'the backup stays too'
run er-env fix -n repos.env
status_is 0 '--dry-run exits 0 then'

# the real readers
is "$(set -a; . ./repos.env; printf '%s %s' "$AWS_SECRET_ACCESS_KEY" \
	"$AWS_REGION")" 'kEeP0ut us-west-2' 'sh reads it'

# where there is no form
cat >no-form.env <<'END'
GOOD="x"
SPACED=kEeP0ut kEeP0ut
CUT=http://host.example/#kEeP0ut
LINES="kEeP0ut
kEeP0ut"
END
cp no-form.env before
run er-env fix no-form.env
status_is 65 'where one line may have been meant otherwise, 65'
has err 'no-form.env:2:1: error: SPACED: no form suits all' \
	'a value that no form suits is refused, with its place'
has err "no-form.env:3:1: error: CUT: does it end before the '#'?" \
	'what may have been meant otherwise is asked'
has err 'no-form.env:4:1: error: LINES: no form' 'all faults in one run'
has err 'nothing was changed' 'and that nothing was changed'
hasnt err kEeP0ut 'without a value'
same no-form.env before 'the good line is not rewritten either'
sed -i /CUT/d no-form.env
run er-env fix --reader sh --reader systemd no-form.env
status_is 0 'for some readers there is one'
is "$(cat no-form.env)" "GOOD=\"x\"
SPACED='kEeP0ut kEeP0ut'
LINES=\"kEeP0ut
kEeP0ut\"" 'and what they agree on stays'

# what it will not touch
printf 'A=1\nkEeP0ut\n' >broken.env
cp broken.env before
run er-env fix broken.env
status_is 65 'a malformed file is refused'
has err 'broken.env:2:1: error: not an assignment' 'for the reason check gives'
hasnt err kEeP0ut 'which is not shown'
same broken.env before 'and left alone'
run_in no-form.env er-env fix -
status_is 78 'of standard input one hears what is wrong'
printf 'A="x"\n' >quoted.env
run_in quoted.env er-env fix -
status_is 64 'but it cannot be rewritten'
run_in quoted.env er-env fix -n -
status_is 1 '--dry-run can read it'
ln -s quoted.env link.env
run er-env fix link.env
status_is 0 'a link'
[ -L link.env ] && [ "$(cat quoted.env)" = 'A=x' ]
ok $? 'stays one; what it leads to is rewritten'
run er-env fix missing.env
status_is 66 'no file exits 66'
mkdir closed
printf 'A="x"\n' >closed/a.env
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 closed
	run er-env fix closed/a.env
	status_is 73 'a directory that is not writable exits 73'
else
	skip root 'a directory that is not writable exits 73'
	chown 1 closed/a.env
	run er-env fix closed/a.env
	status_is 77 "somebody else's file exits 77"
	is "$(cat closed/a.env)" 'A="x"' 'and stays'
fi
done_testing
