#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env list and er-env run.
# shellcheck disable=SC2016 # what stands in single quotes must not be expanded
. "${SRCDIR:?}/tests/lib.sh"

cp "$SRCDIR/examples/trial.env" "$SRCDIR/tests/data/env/good.env" .
cp "$SRCDIR/tests/data/env/er-duplicated-key.env" "$SRCDIR/tests/data/env/er-missing.env" .
cp "$SRCDIR/tests/data/env/er-not-an-assignment.env" .
chmod 600 ./*.env

# list
run er-env list good.env
status_is 0 'list exits 0'
cat >want <<'END'
good.env:2: SES_FROM=QSD Reports <reports@group.example>
good.env:3: SES_BCC=audit@group.example, cfo@group.example
good.env:4: AWS_REGION=us-west-2
good.env:5: AWS_ACCESS_KEY_ID=<long-term key, 20 characters>
good.env:6: AWS_SECRET_ACCESS_KEY=<secret, 40 characters>
good.env:7: API_SECRET=<unknown, 7 characters>
good.env:8: MOTTO=<unknown, 9 characters>
END
same out want 'list shows what may be shown'
run er-env list er-duplicated-key.env
has out 'er-duplicated-key.env:2: SES_FROM=reports@group.example (line 4 wins)' \
	'list shows which line won'
run er-env list er-not-an-assignment.env
status_is 65 'list of a malformed file exits 65'
has out 'SES_FROM=reports@group.example' 'and shows what could be read'
run env SES_FROM=a@b.example SECRET=kEeP0ut er-env list
is "$(grep SES_ out)" 'environment: SES_FROM=a@b.example' 'list without a file shows the environment'
hasnt out SECRET 'but only what the contract knows'

# run: the environment
run env SES_FROM=other@b.example STRAY=1 LC_TIME=C er-env run trial.env -- env
status_is 0 'run exits with the command'"'"'s status: 0'
sed -n 's/=.*//p' out | sort >names
for name in AWS_REGION ER_OUTBOX ER_TRANSPORT HOME LC_TIME PATH SES_BCC SES_FROM; do
	grep -qx "$name" names
	ok $? "the command gets $name"
done
hasnt names STRAY 'the command gets nothing else'
has out SES_FROM=reports@group.example 'the file goes before the environment'
run env STRAY=1 er-env run --inherit trial.env -- env
has out STRAY=1 '--inherit keeps the rest'
run er-env run good.env -- sh -c 'printf "%s\n" "$MOTTO"'
is "$(cat out)" "$(printf 'two\nlines')" 'a value of two lines arrives'

# run: the command
run er-env run trial.env -- sh -c 'exit 7'
status_is 7 'the exit status is the command'"'"'s: 7'
run er-env run trial.env -- printf '%s|' '$HOME' '*' 'a b' --strict
is "$(cat out)" '$HOME|*|a b|--strict|' 'arguments arrive as they are'
run er-env run trial.env printf x
is "$(cat out)" x 'the -- may be left out'
echo hello >input
run_in input er-env run trial.env -- cat
is "$(cat out)" hello 'standard input goes to the command'
run er-env run trial.env -- no-such-command
status_is 127 'a command that is not there exits 127'
has err "cannot run 'no-such-command'" 'and is named'
run er-env run trial.env -- ./trial.env
status_is 126 'a command that cannot be run exits 126'
run sh -c '[ "$(ulimit -c)" = "$(er-env run trial.env -- sh -c "ulimit -c")" ]'
status_is 0 'the limit of core files is the command'"'"'s own'

# run: refusals
run er-env run er-missing.env -- touch was-run
status_is 78 'run refuses a file with an error'
[ ! -e was-run ]
ok $? 'and does not run the command'
run er-env run er-duplicated-key.env -- true
status_is 78 'run refuses a doubtful sender'
run er-env run missing.env -- touch was-run
status_is 66 'run without the file exits 66'

# core files: while er-env waits for its input, look at its limits
if [ -r "/proc/$$/limits" ] && mkfifo pipe; then
	er-env check pipe >/dev/null 2>&1 &
	waiting=$!
	found=1
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q '^Max core file size *0 ' "/proc/$waiting/limits" && found=0 && break
		sleep 0.1
	done
	ok $found 'er-env writes no core file'
	: >pipe
	wait "$waiting"
else
	skip 'no /proc' 'er-env writes no core file'
fi
done_testing
