#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env readers: what it says, what it hides, and whether the real readers
# read as it says they do.
. "${SRCDIR:?}/tests/lib.sh"
# The test's own directory is not to hold what a misread command might make.
mkdir empty

cat >repos.env <<'END'
# a remark
ER_TRANSPORT=maildir:Maildir
SES_FROM=reports@group.example # the sender
SES_BCC="audit@group.example"
AWS_SECRET_ACCESS_KEY='kEeP0ut kEeP0ut'
OTHER=kEeP0ut;kEeP0ut
AWS_REGION=us-west-2
END
cat >expected <<'END'
repos.env:6: sh runs a command
repos.env:3: SES_FROM
    sh        reports@group.example
    systemd   <not right, 34 characters>
    docker    <not right, 34 characters>
    compose   reports@group.example
    dotenv    reports@group.example
    write     SES_FROM=reports@group.example
repos.env:4: SES_BCC
    sh        audit@group.example
    systemd   audit@group.example
    docker    <not right, 21 characters>
    compose   audit@group.example
    dotenv    audit@group.example
    write     SES_BCC=audit@group.example
repos.env:5: AWS_SECRET_ACCESS_KEY
    sh        <secret, 15 characters>
    systemd   <secret, 15 characters>
    docker    <secret, 17 characters>
    compose   <secret, 15 characters>
    dotenv    <secret, 15 characters>
    write     AWS_SECRET_ACCESS_KEY='<secret, 15 characters>', which is still another thing to docker
repos.env:6: OTHER
    sh        <unknown, 7 characters>
    systemd   <unknown, 15 characters>
    docker    <unknown, 15 characters>
    compose   <unknown, 15 characters>
    dotenv    <unknown, 15 characters>
    write     OTHER='<unknown, 15 characters>', which is still another thing to docker
END
run er-env readers repos.env
status_is 1 'a difference exits 1'
same out expected 'each difference is shown, with a form that most agree on'
empty err 'and nothing on stderr'
hasnt out kEeP0ut 'no secret is shown'
run er-env readers --reader systemd --reader compose repos.env
is "$(grep -c '^repos.env' out)" 1 'only the chosen readers count'
run er-env readers --reader sh repos.env
has out 'sh runs a command' 'one reader alone can be asked what it does'
run_in repos.env er-env readers -
has out '-:3: SES_FROM' 'standard input can be read'

cp "$SRCDIR/examples/trial.env" trial.env
run er-env readers trial.env
status_is 0 'the example is read alike by all'
empty out 'and there is nothing to say'
: >nothing.env
run er-env readers nothing.env
status_is 0 'an empty file is read alike'
run er-env readers missing.env
status_is 66 'no file exits 66'
run er-env readers --reader csh trial.env
status_is 64 'an unknown reader exits 64'
has err "no such reader: 'csh'" 'and is named'

# check warns of the same, in few words
cp "$SRCDIR/tests/data/env/er-readers-differ.env" differ.env
chmod 600 differ.env
run er-env check differ.env
status_is 0 'a warning exits 0'
has err 'differ.env:4: warning: docker refuses the file: a name has a blank in it; er-env readers shows how to write it [er-readers-differ]' \
	'a refusal goes before what comes of it'
hasnt err kEeP0ut 'no secret is shown by the warning either'
printf 'ER_TRANSPORT=maildir:m\nSES_FROM=a@b.example # c\nSES_BCC="c@b.example"\nMINE=kEeP0ut;b\n' >repos.env
chmod 600 repos.env
run er-env check --reader dotenv --reader compose repos.env
hasnt err er-readers-differ 'of readers that agree nothing is said'
run er-env check --reader docker repos.env
has err 'SES_BCC: another value to docker' 'of the chosen one it is'
run er-env check --reader docker --strict -q repos.env
status_is 78 'strict takes it for an error'
awk 'BEGIN { for (i = 0; i < 1000; i++) print "NAME_" i "=\"value\"" }' >quotes.env
cat trial.env >>quotes.env
run er-env check quotes.env
status_is 0 'many quotes are no error'
is "$(grep -c er-readers-differ err)" 21 'and make no flood of warnings'
has err '980 more places are read differently' 'but are counted'

# nothing is ever run, created or opened
printf 'A=x >made\nB=$(touch made)\nC=`touch made`\ntouch made\n. ./repos.env\n' >hostile.env
run er-env readers hostile.env
[ ! -e made ]
ok $? 'no command is run and no file made'
is "$(grep -c 'sh runs a command' out)" 4 'but each is named'
has out 'hostile.env:1: sh creates or empties a file' 'redirections too'
printf 'A B=1\nC="\n' >refused.env
run er-env readers refused.env
has out 'refused.env:2: sh refuses the file: a quote is never closed' 'a refusal has its line'
has out 'refused.env:1: docker refuses the file: a name has a blank in it' 'and its reason'

# every line of the common form
awk 'BEGIN { print "# a remark"
	for (i = 0; i < 100000; i++) print "NAME_" i "=value/" i "+{,}%^@!?*-" }' >common.env
run er-env readers common.env
status_is 0 '100,000 lines of the common form are read alike'

# the real readers
compare() {
	(cd empty && "$PYTHON" "$SRCDIR/tests/env/witness.py" \
	    "$BUILDDIR/tests/env/read" "$1" "$2") >out 2>err
	status=$?
	if [ "$status" -eq 77 ]; then
		skip "$2 has no dotenv (see NODE_PATH)" "$1 reads as it says"
	else
		status_is 0 "$2 reads as we say that $1 does"
	fi
}
for pair in sh:dash dotenv:node; do
	if command -v "${pair#*:}" >/dev/null 2>&1; then
		compare "${pair%:*}" "${pair#*:}"
	else
		skip "no ${pair#*:}" "${pair%:*} reads as we say"
	fi
done
if node --env-file=trial.env -e '' 2>/dev/null; then
	grep -v '^#' trial.env | sort >expected
	node --env-file=trial.env -e 'for (const n of Object.keys(process.env))
	    if (/^(ER_[^DL]|SES|AWS)/.test(n)) console.log(n + "=" + process.env[n])' |
		sort >out
	same out expected 'node --env-file reads the common form as the others do'
else
	skip 'no node with --env-file' 'node reads the common form'
fi
done_testing
