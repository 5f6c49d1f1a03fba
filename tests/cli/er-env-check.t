#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check: what goes where, each exit status, hostile files.
. "${SRCDIR:?}/tests/lib.sh"

cp "$SRCDIR/examples/trial.env" trial.env
cp "$SRCDIR/tests/data/env/good.env" "$SRCDIR/tests/data/env/er-near-miss.env" .
cp "$SRCDIR/tests/data/env/er-stale-token.env" "$SRCDIR/tests/data/env/er-unclosed-quote.env" .
chmod 600 ./*.env

run er-env check trial.env
status_is 0 'the trial environment is ready'
is "$(cat out)" 'trial.env: ready: 5 variables, sender reports@group.example, transport maildir:Maildir' \
	'one line on stdout says what is ready'
empty err 'and nothing on stderr'
run er-env check -q trial.env
status_is 0 'check -q exits 0'
empty out 'check -q is silent'
run er-env check good.env
status_is 0 'a full environment is ready'
has out 'region us-west-2' 'the region is named'
run_in good.env er-env check -
status_is 0 'standard input can be checked'
has out '-: ready: 5 variables' 'standard input is called -'
# shellcheck disable=SC2002 # it has to be a pipe
cat good.env | er-env check - >out 2>err
ok $? 'a pipe can be checked'

run er-env check er-near-miss.env
status_is 78 'a contract that is not met exits 78'
empty out 'no line of success with an error'
has err 'er-near-miss.env:2:1: error: SES_FORM: unknown; did you mean SES_FROM? [er-near-miss]' \
	'a near miss is named'
has err 'er-env: 3 errors' 'the errors are counted'
run er-env check er-unclosed-quote.env
status_is 65 'a malformed file exits 65'
run er-env check er-stale-token.env
status_is 0 'a warning exits 0'
has err '1 warning' 'a warning is counted'
run er-env check --strict er-stale-token.env
status_is 78 'a warning under --strict exits 78'
run er-env check --strict -q er-stale-token.env
has err 'er-stale-token' 'what fails is said with -q too'

# the process environment
run er-env check
status_is 78 'without settings the environment is not ready'
has err 'environment: error: SES_FROM: missing' 'it is called environment'
run env SES_FROM=a@b.example SES_BCC='"c@b.example"' ER_TRANSPORT=maildir:m er-env check
has err 'environment: error: SES_BCC: the quotes are part of the value' \
	'quotes that docker kept are found'
run env SES_FROM=a@b.example SES_BCC=c@b.example ER_TRANSPORT=maildir:m er-env check
status_is 0 'the environment can be ready'

# file mode
chmod 640 good.env
run er-env check good.env
has err 'mode 0640' 'a secret that the group may read is a warning'
status_is 0 'which exits 0'
chmod 602 good.env
run er-env check good.env
status_is 78 'a file that anybody may write to is an error'
chmod 644 trial.env
run er-env check --strict trial.env
status_is 0 'a file without secrets may be read by all'

# what cannot be read
run er-env check missing.env
status_is 66 'no file exits 66'
has err "cannot open 'missing.env'" 'no file is named'
run er-env check .
status_is 66 'a directory exits 66'
if [ "$(id -u)" -ne 0 ]; then
	chmod 000 good.env
	run er-env check good.env
	status_is 66 'an unreadable file exits 66'
else
	skip 'root may read anything' 'an unreadable file exits 66'
fi
run env ER_DATADIR=none er-env check trial.env
status_is 78 'a contract that is not installed exits 78'
if [ -c /dev/full ]; then
	er-env check trial.env >/dev/full 2>err
	status=$?
	status_is 74 'a full device exits 74'
fi

# hostile files
run er-env check /dev/zero
status_is 65 'a file without an end is refused'
has err 'larger than 64 MiB' 'and its size is the reason'
awk 'BEGIN { for (i = 0; i <= 1000000; i++) print "" }' >lines.env
run er-env check lines.env
status_is 65 'more than a million lines are refused'
has err 'more than 1000000 lines' 'and that is the reason'
: >empty.env
run er-env check empty.env
status_is 78 'an empty file misses everything'
has err 'SES_FROM: missing' 'and says what'
head -c 10000000 /dev/zero | tr '\0' x >long.env
run er-env check long.env
status_is 65 'a line of 10 MB is no assignment'
is "$(wc -c <err | awk '{ print ($1 < 2000) }')" 1 'and is not shown'
{ printf 'ER_BOOK="'; head -c 10000000 /dev/zero | tr '\0' y; printf '"\n'; cat trial.env; } >long.env
run er-env check -q long.env
status_is 0 'a value of 10 MB is a value'
head -c 1000000 /dev/zero >nul.env
run er-env check nul.env
status_is 65 'a file of NUL bytes exits 65'
has err 'er-nul-byte' 'and says so'
[ "$(grep -c er-nul-byte err)" -eq 1 ]
ok $? 'and says it once'
awk 'BEGIN { for (i = 0; i < 100000; i++) print "NAME_" i "=\"value " i "\"" }' >many.env
cat trial.env >>many.env
run er-env check -q many.env
status_is 0 'a file of 100,000 lines is checked'
awk 'BEGIN { for (i = 0; i < 100000; i++) print "A=\"" }' >quotes.env
run er-env check quotes.env
status_is 78 'a file of 100,000 open quotes is read to its end'
has err '... and ' 'and it is said that there is more than is shown'
printf 'SES_FROM=\033[31ma@b.example\nX\033[0mY\n' >control.env
run er-env check control.env
hasnt err "$(printf '\033')" 'no control character gets to the terminal'

# schemas of one's own
cat >own.rec <<'END'
%rec: Variable

Name: DATABASE_URL
Doc: Where the ledger is.
Required: always
Type: url
Secret: yes
Alias: DB_URL
Remedy: set it to postgres://HOST/NAME

Name: SES_BCC
Doc: Not needed here.
Type: mailbox-list

Name: PORT
Doc: A port.
Required: when DATABASE_URL
Type: integer
Min: 1
Max: 65535
END
printf 'SES_FROM=a@b.example\nER_TRANSPORT=maildir:m\nDB_URL=postgres://kEeP0ut\n' >own.env
run er-env check --schema own.rec own.env
status_is 78 'a variable of one'"'"'s own is required'
has err 'own.env:3:1: error: DB_URL: not read under this name; call it DATABASE_URL [er-alias]' \
	'and known by its alias'
hasnt err SES_BCC 'a record of the same name replaces the shipped one'
printf 'SES_FROM=a@b.example\nER_TRANSPORT=maildir:m\nDATABASE_URL=kEeP0ut\n' >own.env
run er-env check --schema own.rec own.env
has err 'DATABASE_URL: not a URL' 'its type is checked'
has err 'PORT: missing, and needed as DATABASE_URL is set' 'its condition holds'
hasnt err kEeP0ut 'its secret is not shown'
printf '%%rec: Variable\n\nName: A B\nType: colour\nSecret: maybe\nRequired: often\nMin: x\nPattern: [\nOdd: 1\n\nDoc: x\n' >bad.rec
run er-env check --schema bad.rec trial.env
status_is 65 'a malformed schema exits 65'
is "$(grep -c 'bad.rec:.*er-schema' err)" 8 'each of its faults is named'
printf 'Name: A\nDoc: b\n' >untyped.rec
run er-env check --schema untyped.rec trial.env
has err 'untyped.rec: error: no Variable record' 'a schema without %rec says what it lacks'
run er-env check --schema missing.rec trial.env
status_is 66 'a missing schema exits 66'

# usage
for arguments in '' 'frobnicate' 'check --wrong' 'check a b' 'check --inherit a' \
	'list --strict' 'run' 'run trial.env' 'check --schema'; do
	# shellcheck disable=SC2086 # words are wanted
	run er-env $arguments
	status_is 64 "er-env $arguments exits 64"
	has err "Try 'er-env --help'" "er-env $arguments points at --help"
done
run er-env check --help
status_is 0 'check --help exits 0'
done_testing
