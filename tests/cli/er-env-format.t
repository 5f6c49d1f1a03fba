#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check --format: what programs read, and the colours of a terminal.
. "${SRCDIR:?}/tests/lib.sh"

cp "$SRCDIR/examples/trial.env" .
cp "$SRCDIR/tests/data/env/er-near-miss.env" "$SRCDIR/tests/data/env/er-stale-token.env" .
cp "$SRCDIR/tests/data/env/er-smtp-password.env" .
chmod 600 ./*.env

# json STRING: that Python expression is true of the JSON in out.
json() {
	"$PYTHON" -c 'import json, sys
r = json.load(open("out", encoding="utf-8"))
f = r["findings"]
sys.exit(not eval(sys.argv[1]))' "$1"
	ok $? "$2" || diag out
}

run er-env check --format json er-near-miss.env
status_is 78 'JSON changes no exit status'
empty err 'and says nothing on stderr'
json 'r["version"] == 1 and r["file"] == "er-near-miss.env"' 'the file is named'
json 'r["ready"] is False and r["status"] == 78' 'it is not ready, and why'
json 'r["errors"] == 3 == len(f) and r["warnings"] == 0' 'all is counted'
json 'list(f[0]) == ["file", "line", "column", "severity", "rule", "text", "remedy"]' \
	'a finding has the members that the manual names'
json '(f[0]["line"], f[0]["column"], f[0]["rule"]) == (2, 1, "er-near-miss")' 'place and rule'
json 'f[0]["text"] == "SES_FORM: unknown; did you mean SES_FROM?"' 'the sentence'
json 'f[0]["remedy"] == "give the variable its right name"' 'the remedy'
run er-env check --format json
json 'r["file"] is None and f[0]["line"] is None and f[0]["column"] is None' \
	'the environment has no file and no lines'
run er-env check --format json trial.env
status_is 0 'a good file exits 0'
json 'r["ready"] is True and f == []' 'and is ready, without findings'
run er-env check -q --format json trial.env
json 'r["ready"]' 'JSON is data, which -q does not take away'
run er-env check --format json er-smtp-password.env
json 'f[0]["rule"] == "er-smtp-password"' 'a secret is found'
hasnt out kEeP0ut 'and not shown'
printf 'SES_FROM=a"\\\n' >"$(printf 'odd\n"\303\244\377.env')"
run er-env check --format json odd*.env
json '"\u00e4" in r["file"]' 'any name of a file is valid JSON'
printf '%%rec: Variable\n\nName: A\nType: colour\n' >bad.rec
run er-env check --format json --schema bad.rec trial.env
json 'f[-1]["rule"] == "er-schema" and f[-1]["remedy"] is None and r["status"] == 65' \
	'a fault of a schema has no remedy of its own'

# TAP, by an oracle of its own: the plan, and each line in turn.
run er-env check --format tap er-near-miss.env
status_is 78 'TAP changes no exit status'
empty err 'and says nothing on stderr'
is "$(head -n 1 out)" 'TAP version 13' 'it names its version'
rules=$(grep -c '^	\[ENV_' "$SRCDIR/src/env/rules.c")
is "$(sed -n 2p out)" "1..$((rules + 1))" 'the plan has each rule, and schemas'
is "$(grep -cE '^(not )?ok [0-9]+ - er-[a-z0-9-]+' out)" "$((rules + 1))" 'a test for each'
is "$(grep -E '^(not )?ok' out | sed 's/.*ok \([0-9]*\).*/\1/' | sort -nc 2>&1)" '' 'in order'
is "$(grep -A1 '^not ok' out | sed 's/ok [0-9]*/ok N/' | head -n 2)" 'not ok N - er-near-miss
# er-near-miss.env:2:1: error: SES_FORM: unknown; did you mean SES_FROM?' 'what fails says why'
run er-env check --format tap er-stale-token.env
is "$(grep -c '^not ok' out)" 0 'a warning fails no test'
has out '# er-stale-token.env:6:1: warning: ' 'but is told'
run er-env check --strict --format tap er-stale-token.env
is "$(grep '^not ok' out | sed 's/.* - //')" er-stale-token 'it does under --strict'

run er-env check --format xml trial.env
status_is 64 'another format is a usage error'
has err "no such format: 'xml'; give text, json or tap" 'which says what there is'
run er-env list --format json trial.env
status_is 64 'list has no format'

# on_terminal COMMAND...: what it writes when stderr is a terminal.
on_terminal() {
	"$PYTHON" - "$@" <<'END'
import os, pty, subprocess, sys
main, side = pty.openpty()
p = subprocess.Popen(sys.argv[1:], stderr=side, stdout=subprocess.DEVNULL)
os.close(side)
text = b""
try:
    while piece := os.read(main, 4096):
        text += piece
except OSError:
    pass
p.wait()
sys.stdout.buffer.write(text)
END
}
red=$(printf '\033[1;31merror:\033[0m')
on_terminal env TERM=xterm er-env check er-near-miss.env >out
has out "er-near-miss.env:2:1: $red SES_FORM" 'a terminal shows colours'
on_terminal env TERM=xterm NO_COLOR=1 er-env check er-near-miss.env >out
has out 'er-near-miss.env:2:1: error: SES_FORM' 'NO_COLOR forbids them'
on_terminal env TERM=xterm NO_COLOR= er-env check er-near-miss.env >out
has out "$red" 'an empty NO_COLOR does not'
on_terminal env TERM=dumb er-env check er-near-miss.env >out
hasnt out "$(printf '\033')" 'a dumb terminal gets none'
run env TERM=xterm er-env check er-near-miss.env
hasnt err "$(printf '\033')" 'a file gets none'
done_testing
