#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail -a: what another program makes of the files, and what is refused.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

SES_FROM=owner@group.example
ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM ER_TRANSPORT
printf 'All is well.\n' >body

mails() { find Maildir/new -type f 2>/dev/null | wc -l | tr -d ' '; }

# parts FILE: a line a part, of what Python's email reads in it.
parts() {
	"$PYTHON" - "$1" <<'EOT'
import email, email.policy, hashlib, sys
raw = open(sys.argv[1], 'rb').read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
assert mail.get_content_type() == 'multipart/mixed' and not mail.defects
for part in mail.iter_parts():
    data = part.get_payload(decode=True)
    print(part.get_content_type(), part.get_content_charset('-'),
          part.get_content_disposition(), part.get_filename('-'),
          hashlib.sha256(data.replace(b'\r\n', b'\n')
                         if part.get_content_maintype() == 'text' else data)
          .hexdigest()[:16])
    assert not part.defects
assert max(map(len, raw.split(b'\n'))) <= 79
EOT
}
# part FILE TYPE CHARSET DISPOSITION NAME: the line expected of it
part() {
	printf '%s %s %s %s %s\n' "$2" "$3" "$4" "$5" \
		"$(sha256sum <"$1" | cut -c 1-16)"
}

# ---- names, types and bytes
head -c 100000 /dev/urandom >figures.bin
printf 'Date,Amount\n2026-11-02,1250\n' >'book, of "all".csv'
printf 'caf\303\251\n' >'Ergebnis für März – 日本.txt'
long=$(printf '%0200d' 7 | tr 0 a).PDF
printf '%%PDF-1.4\n' >"$long"
: >empty.md
mkdir sub
cp figures.bin sub/data
run_in body er-sesmail -s s -a figures.bin -a 'book, of "all".csv' \
	-a 'Ergebnis für März – 日本.txt' -a "$long" --attach empty.md \
	-a sub/data:application/x-figures ceo@group.example
status_is 0 'six files go with a text'
{
	part body text/plain us-ascii None -
	part figures.bin application/octet-stream - attachment figures.bin
	part 'book, of "all".csv' text/csv us-ascii attachment \
		'book, of "all".csv'
	part 'Ergebnis für März – 日本.txt' text/plain utf-8 attachment \
		'Ergebnis für März – 日本.txt'
	part "$long" application/pdf - attachment "$long"
	part empty.md text/markdown us-ascii attachment empty.md
	part sub/data application/x-figures - attachment data
} >expected
parts Maildir/new/* >got 2>err
ok $? 'Python reads it without a complaint' || diag err
same got expected 'each with its type, charset, name and bytes'
cat Maildir/new/* >mail.eml
run_in mail.eml er-sesmail -t --dry-run
status_is 0 'er-sesmail -t takes the mail as it is'

# ---- the same message has the same bytes
attach() { run_in body er-sesmail -s s -a "$1" "$2" ceo@group.example; }
attach figures.bin --dry-run
cp out once
attach figures.bin --dry-run
same out once 'two runs make the same bytes'
attach figures.bin --key=figures
status_is 0 'with a key it is sent'
attach figures.bin --key=figures
has err 'already accepted' 'once'
is "$(mails)" 2 'indeed'
echo more >>figures.bin
attach figures.bin --key=figures
status_is 65 'and another file makes another message'

# ---- a text that tries to end its part
boundary=$(sed -n 's/.*boundary="\(.*\)"/\1/p' once)
{ cat body; printf -- '--%s--\n' "$boundary"; echo 'The end?'; } >body2
run_in body2 er-sesmail -s s -a empty.md --dry-run ceo@group.example
sed '1,/^$/d' out >mail.eml
parts mail.eml >got 2>err
has got "$(part body2 text/plain us-ascii None -)" \
	'a boundary in the text is text'

# ---- refused, nothing sent
before=$(mails)
refused() {
	status_is "$1" "$3"
	has err "$2" "$3: says why"
	is "$(mails)" "$before" "$3: nothing sent"
}
for name in run.exe run.sh.JS a.tmp .PS1XML; do
	cp body "$name"
	attach "$name" -v
	refused 65 "'$name'" "$name, which SES refuses"
done
attach nosuch.csv -v
refused 66 nosuch.csv 'a file that is not there'
attach sub -v
refused 66 sub 'a directory'
attach - -v
refused 64 'standard input' 'standard input as a file'
attach body:message/rfc822 -v
refused 65 'message/rfc822' 'a type that cannot be encoded'
cp body "$(printf 'a\nb.txt')"
attach "$(printf 'a\nb.txt')" -v
refused 65 'control characters' 'a line break in a name'
cp body "$(printf 'caf\351.txt')"
attach "$(printf 'caf\351.txt')" -v
refused 65 'UTF-8' 'a name in Latin-1'
run_in body er-sesmail -t -a body
refused 64 '-a' '-a with -t'
: >nothing
run_in nothing er-sesmail -s s -a body ceo@group.example
refused 65 'standard input is empty' 'files without a text'

# ---- sizes
truncate -s 24000000 large
attach large --dry-run
status_is 0 'a message near the limit is made'
has err 'warning' 'and the warning says that SES may refuse it'
truncate -s 6000000 large
attach large --dry-run
has err 'slowly' 'a message over 10 MB is slow'
truncate -s 5000000 large
attach large --dry-run
empty err 'one below is not worth a word'
truncate -s 32000000 large
attach large -v
refused 65 '41943040' 'a message over the limit'
run_in body er-sesmail -s s -a large -a large ceo@group.example
refused 65 '64000000' 'files over the limit together'
attach nosuch --queue
status_is 66 '--queue looks at once'

# ---- large: never held, in the outbox by pieces, the same over each transport
. "$SRCDIR/tests/endpoint/endpoint.sh"
need openssl
need sqlite3
sizes='0 1 2 56 57 58 29183 29184 29185 3000001'
files=''
{
	part body text/plain us-ascii None -
	for n in $sizes; do
		head -c "$n" /dev/urandom >"f$n.bin"
		part "f$n.bin" application/octet-stream - attachment "f$n.bin"
	done
} >expected
for n in $sizes; do files="$files -a f$n.bin"; done
# shellcheck disable=SC2086 # several words
large() { run_in body er-sesmail --outbox large.db "$@" -s s $files ceo@group.example; }
large --queue
status_is 0 'files of all sizes are taken in'
sqlite3 large.db 'SELECT count(*), max(length(bytes)) FROM piece' >got
is "$(cat got)" '17|262144' 'in pieces'
large --dry-run
cp out whole
id=$(er-sesmail --outbox large.db --list | cut -f 1)
er-sesmail --outbox large.db --show "$id" |
	awk '/^Content:/ { on = 1 } /^%rec: Event/ { on = 0 } on' | grep -c . >got
[ "$(cat got)" -gt 40000 ]; ok $? '--show shows all of it'
rm -rf Maildir
run er-sesmail --outbox large.db --flush
status_is 0 'into a Maildir'
parts Maildir/new/* >got
same got expected 'all bytes arrive'
endpoint_start --plain
large --transport ses
status_is 0 'by SES'
parts "$ENDPOINT_DIR/1.eml" >got
same got expected 'all bytes arrive there'
sed '1,/^$/d' whole >composed
sed 1,2d "$ENDPOINT_DIR/1.eml" >sent
same sent composed 'and are those that --dry-run showed'
smtp_start --tls none
large --transport "$SMTP_URL"
status_is 0 'by SMTP'
parts "$SMTP_DIR/1.eml" >got
same got expected 'all bytes arrive there too'
run er-sesmail --outbox large.db --verify-log
status_is 0 'the log is whole'

# peak COMMAND...: the most memory that it takes, in KB.
peak() {
	"$PYTHON" -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=open("body"), stdout=open("out", "w"), check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
if grep -q 'define ENABLE_SANITIZERS 1' "$BUILDDIR/config.h"; then
	skip 'sanitizers take more' 'memory does not grow with a file'
else
	head -c 20000000 /dev/zero >20.bin
	head -c 2000000 /dev/zero >2.bin
	for n in 2 20; do
		peak er-sesmail --outbox large.db -s s -a $n.bin \
			ceo@group.example >"peak.$n" 2>err
	done
	[ "$(cat peak.20)" -le 40000 ]
	ok $? "20 MB in $(cat peak.20) KB of memory"
	[ $(($(cat peak.20) - $(cat peak.2))) -le 6000 ]
	ok $? "2 MB in $(cat peak.2)"
fi

done_testing
