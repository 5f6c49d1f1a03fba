#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail and bad input: one clear message, the right status, nothing sent.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

SES_FROM=owner@group.example SES_BCC=audit@group.example
ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM SES_BCC ER_TRANSPORT
printf 'All is well.\n' >body

mails() { find Maildir/new -type f 2>/dev/null | wc -l | tr -d ' '; }
# refused STATUS TEXT NAME: the last run failed so, with one line, no mail.
refused() {
	status_is "$1" "$3"
	has err "$2" "$3: says why"
	is "$(grep -c '^er-sesmail:' err)" 1 "$3: in one message"
	is "$(mails)" 0 "$3: nothing sent"
}

# ---- standard input
: >empty
run_in empty er-sesmail -s s ceo@group.example
refused 65 'standard input is empty' 'empty stdin'
printf ' \n\n' >blank
run_in blank er-sesmail -s s ceo@group.example
refused 65 'standard input is empty' 'blank stdin'
run_in empty er-sesmail -t
refused 65 'standard input is empty' 'empty stdin with -t'
printf 'Group - CEO report - 2026-10    DATA: FRESH\n\nSUMMARY\n1. Cash' >half
run_in half er-sesmail -s s ceo@group.example
refused 65 '' 'a report cut in the middle'
printf 'Group - CEO rep' >start
run_in start er-sesmail -s s ceo@group.example
refused 65 'within its first line' 'a report cut in its first line'
printf 'one\ntwo\0three\n' >nul
run_in nul er-sesmail -s s ceo@group.example
refused 65 '2' 'a NUL byte, with its line'
printf 'one\ncaf\351\n' >latin1
run_in latin1 er-sesmail -s s ceo@group.example
refused 65 '2' 'Latin-1 bytes, with their line'
run er-sesmail -s s ceo@group.example <&-
refused 74 'cannot read' 'closed stdin'
head -c 42000000 /dev/zero | tr '\0' x >huge
run_in huge er-sesmail -s s ceo@group.example
refused 65 '41943040' 'more than SES takes'
rm huge

# ---- a whole message
printf 'Subject: s\n\nbody\n' >bare
run_in bare er-sesmail -t
refused 65 'no recipient' '-t without a recipient'
printf 'To: ceo\nSubject: s\n\nbody\n' >nodomain
run_in nodomain er-sesmail -t
refused 65 '' '-t with a recipient without a domain'
printf 'To: ceo@group.example\nSubject: a\nSubject: b\n\nbody\n' >twice
run_in twice er-sesmail -t
refused 65 'Subject' '-t with a header field twice'
printf 'To: ceo@group.example\nReport-Digest: sha-256=AAAA\n\nbody\n' >digest
run_in digest er-sesmail -t
refused 65 '' '-t with a digest that does not match'

# ---- the command line
run_in body er-sesmail -s "$(printf 'a\nBcc: x@y.example')" ceo@group.example
refused 65 '' 'a subject with a line break'
run_in body er-sesmail -s s -H "$(printf 'X-A: b\r\nBcc: x@y.example')" \
	ceo@group.example
refused 65 '' 'a header with a line break'
run_in body er-sesmail -s s ceo
refused 65 "'ceo'" 'a recipient without a domain'
run_in body er-sesmail -s s "$(printf 'ceo@group.example\nX: y')"
refused 65 '' 'a recipient with a line break'
for i in $(seq 50); do echo "r$i@group.example"; done >fifty
# shellcheck disable=SC2046 # one word each
run_in body er-sesmail -s s $(cat fifty)
refused 65 '51' '50 recipients and the audit copy'
# shellcheck disable=SC2046 # one word each
run_in body env SES_BCC= er-sesmail -s s --dry-run $(cat fifty)
status_is 0 '50 recipients are as many as SES takes'
run_in body er-sesmail ceo@group.example
status_is 64 'a body without a subject'
run_in body er-sesmail -s s
status_is 64 'a body without a recipient'
run_in body er-sesmail -s s -t ceo@group.example
status_is 64 '-s with -t'
run_in body er-sesmail --list --flush
status_is 64 'two things at once'
run_in body er-sesmail -s s -H 'Bcc: x@y.example' ceo@group.example
status_is 64 '-H Bcc'
run_in body er-sesmail --transport pigeon -s s ceo@group.example
status_is 64 'an unknown transport'
run_in body er-sesmail --nosuch
status_is 64 'an unknown option'
has err "--help" 'points at --help'

# ---- settings
unset ER_TRANSPORT
run_in body er-sesmail -s s ceo@group.example
refused 78 'AWS_ACCESS_KEY_ID' 'no AWS setting at all'
has err 'maildir:' 'names the way to try it without'
[ ! -e state ]; ok $? 'and makes no outbox'
ER_TRANSPORT=maildir:$workdir/Maildir
export ER_TRANSPORT
run_in body env SES_FROM= er-sesmail -s s ceo@group.example
refused 78 'SES_FROM' 'no sender'
run_in body env SES_FROM=owner er-sesmail -s s ceo@group.example
refused 78 'SES_FROM' 'a sender without a domain'
run_in body env SES_BCC=audit er-sesmail -s s ceo@group.example
refused 78 'SES_BCC' 'an audit address without a domain'
ER_ALLOWED_RECIPIENTS=@other.example
export ER_ALLOWED_RECIPIENTS
run_in body er-sesmail -s s ceo@group.example
refused 77 'ceo@group.example' 'a recipient who is not allowed'
ER_ALLOWED_RECIPIENTS=ceo@group.example
run_in body er-sesmail -s s ceo@group.example
refused 77 'audit@group.example' 'an audit copy that is not allowed'
ER_ALLOWED_RECIPIENTS=
run_in body er-sesmail -s s ceo@group.example
refused 78 'names nobody' 'an empty ER_ALLOWED_RECIPIENTS'
unset ER_ALLOWED_RECIPIENTS

# looked up one by one, these took minutes
{ printf 'To: '; seq -s, -f 'a%.0f@group.example' 300000; printf '\nbody\n'; } >many
run_in many timeout 60 er-sesmail --dry-run -t
status_is 65 'very many recipients are refused soon'
has err 'at most 50' 'and the reason is told'

# ---- the outbox
: >file
run_in body er-sesmail --outbox file/outbox.db -s s ceo@group.example
refused 73 '' 'an outbox that cannot be made'
printf 'not a database, but long enough to be looked at\n' >notes.txt
chmod 600 notes.txt
run_in body er-sesmail --outbox notes.txt -s s ceo@group.example
refused 73 'notes.txt' 'a file that is no outbox'
has notes.txt 'long enough' 'and it is left as it was'
sqlite3 foreign.db 'CREATE TABLE t (x)' && chmod 600 foreign.db
run_in body er-sesmail --outbox foreign.db -s s ceo@group.example
refused 73 'not an outbox' "somebody else's database"
run_in body er-sesmail --outbox mine.db --queue -s s ceo@group.example
chmod 644 mine.db
run_in body er-sesmail --outbox mine.db -s s ceo@group.example
refused 73 'chmod 600' 'an outbox that others may read'
chmod 600 mine.db
sqlite3 mine.db 'PRAGMA user_version = 99'
run_in body er-sesmail --outbox mine.db -s s ceo@group.example
refused 78 'newer' 'an outbox of a newer program'
run_in body er-sesmail --transport maildir:file/box -s s ceo@group.example
refused 73 '' 'a Maildir that cannot be made'

# ---- good, if unusual
{ head -c 10000000 /dev/zero | tr '\0' x; echo; } >line
run_in line er-sesmail -s s ceo@group.example
status_is 0 'a line of 10 MB is sent'
is "$(awk 'length > 998 { n++ } END { print n + 0 }' Maildir/new/*)" 0 \
	'in lines that mail allows'
printf 'no end of line\r\nsecond' >noeol
run_in noeol er-sesmail -s s ceo@group.example
status_is 0 'CR LF and no final newline'

# ---- a full device
er-sesmail --key full -s s ceo@group.example <body >/dev/full 2>err
status=$?
status_is 74 'stdout on a full device'
has err 'accepted' 'says that the message was accepted'
run_in body er-sesmail --key full -s s ceo@group.example
status_is 0 'the outbox knows it'
has err 'already accepted' 'and does not send it again'
er-sesmail --list >/dev/full 2>err
status=$?
status_is 74 '--list on a full device'

run er-sesmail --help
status_is 0 '--help'
run er-sesmail --version
status_is 0 '--version'
has out 'er-sesmail (er-tools)' 'names the program'
done_testing
