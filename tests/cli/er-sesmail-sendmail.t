#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-sesmail under the names of sendmail: what mail programs make of it.
. "${SRCDIR:?run the tests with make check}/tests/lib.sh"

SES_FROM='Reports <owner@group.example>' SES_BCC=audit@group.example
ER_TRANSPORT=maildir:$workdir/Maildir
export SES_FROM SES_BCC ER_TRANSPORT
mkdir bin
for name in sendmail mailq newaliases; do
	ln -s "$(command -v er-sesmail)" "bin/$name"
done
sendmail=$workdir/bin/sendmail

mails() { find Maildir/new -type f 2>/dev/null | wc -l | tr -d ' '; }
# delivered NAME TEXT TO...: one new mail, which holds TEXT, to those and the
# audit copy, whose bytes tell of no Bcc.
delivered() {
	claim=$1 text=$2
	shift 2
	find Maildir/new -type f | sort >now
	[ -f seen ] || : >seen
	comm -13 seen now >new
	cp now seen
	is "$(wc -l <new | tr -d ' ')" 1 "$claim: one mail"
	mail=$(head -n 1 new)
	[ -n "$mail" ] || return 0
	has "$mail" "$text" "$claim: with its text"
	for who; do echo "Delivered-To: $who"; done | sort >expected
	grep '^Delivered-To: ' "$mail" | sort >got
	same got expected "$claim: to its recipients"
	sed '/^Delivered-To:/d' "$mail" >bytes
	hasnt bytes 'quiet@group.example' "$claim: Bcc is not in the bytes"
}
silent() { cat out err >said; empty said "$1: success is silent"; }

# ---- as cron calls it
cat >cron <<'EOT'
From: root (Cron Daemon)
To: owner@group.example
Subject: Cron <root@host> /usr/local/bin/backup
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
X-Cron-Env: <LANG=C.UTF-8>

café
.
done
EOT
run_in cron bin/sendmail -i -FCronDaemon -B8BITMIME -oem owner@group.example
status_is 0 'cron delivers'
silent cron
delivered cron 'done' owner@group.example audit@group.example
has "$mail" 'From: CronDaemon <owner@group.example>' \
	'cron: a local sender becomes SES_FROM, with the name of -F'
hasnt "$mail" 'From: root' 'cron: and is gone'
has "$mail" 'caf=C3=A9' 'cron: 8bit is encoded'
run_in cron bin/sendmail -i -FCronDaemon -oem root
status_is 65 'a local recipient is refused'
has err "'root'" 'by name'

# ---- as PHP calls it
printf 'To: ceo@group.example\r\nSubject: s\r\nBcc: quiet@group.example\r\nX-PHP-Originating-Script: 0:a.php\r\n\r\nHello from the form\r\n' >php
run_in php bin/sendmail -t -i -fwww-data
status_is 0 'PHP delivers'
silent PHP
delivered PHP 'Hello from the form' ceo@group.example quiet@group.example \
	audit@group.example
has "$mail" 'From: Reports <owner@group.example>' \
	'PHP: a local envelope sender is no sender'
run_in php bin/sendmail -t -i -f web@group.example -F 'Web, "the" form'
find Maildir/new -type f | sort >now
has "$(comm -13 seen now)" \
	'From: "Web, \"the\" form" <web@group.example>' \
	'a real one is, with its name'
find Maildir/new -type f | sort >seen

# ---- without -t the header names nobody
sed 's/^To: .*/To: all@group.example/' php >given
run_in given bin/sendmail -oi -oem -N failure -R hdrs -O Timeout=1h -h 5 -Lx \
	-G -m -n -U -V id -X log -Am -em -- cto@group.example
status_is 0 'what sendmail takes is taken'
delivered 'without -t' 'Hello' cto@group.example audit@group.example
[ ! -e log ]; ok $? '-X writes nothing'
run_in php bin/sendmail -oi
status_is 64 'nobody is not enough'
for mode in s d v; do
	run_in php bin/sendmail -b$mode
	status_is 64 "-b$mode is not offered"
done
run_in php bin/sendmail -s subject ceo@group.example
status_is 64 'nor is -s'
printf 'no header\n' >bare
run_in bare bin/sendmail ceo@group.example
status_is 65 'a text without a header is refused'

# ---- the queue
run_in php bin/sendmail -t -i -odq
status_is 0 '-odq takes it in'
before=$(mails)
run bin/mailq
status_is 0 mailq
is "$(wc -l <out | tr -d ' ')" 1 'mailq shows what is not settled'
cp out listed
run bin/sendmail -bp
same out listed '-bp is mailq'
run er-sesmail --list
is "$(wc -l <out | tr -d ' ')" 5 '--list shows all'
run bin/sendmail -q
status_is 0 '-q sends it'
is "$(mails)" $((before + 1)) 'indeed'
find Maildir/new -type f | sort >seen
run bin/mailq
empty out 'then mailq is empty'
run bin/newaliases
status_is 0 newaliases
silent newaliases
run bin/sendmail -bi
status_is 0 '-bi'
is "$(mails)" $((before + 1)) 'and nothing is sent by that'

# ---- not sent yet is no success
run_in php env ER_OUTBOX="$workdir/waits.db" AWS_REGION=us-west-2 \
	AWS_ACCESS_KEY_ID=AKIAABCDEFGHIJKLMNOP AWS_SECRET_ACCESS_KEY=secret \
	AWS_ENDPOINT_URL_SESV2=http://127.0.0.1:9 ER_TRANSPORT=ses \
	bin/sendmail -t -i --deadline 0
status_is 75 'what was not sent yet is 75, which sendmail calls queued'

# ---- real programs
if command -v s-nail >/dev/null 2>&1; then
	printf 'Sent by s-nail: caf\303\251\n' | s-nail -:/ -S mta="$sendmail" \
		-S sendwait -S from=owner@group.example -S ttycharset=utf-8 \
		-s 'Réport' -c cto@group.example -b quiet@group.example \
		-a "$workdir/cron" ceo@group.example >out 2>err
	status=$?
	status_is 0 's-nail delivers'
	delivered s-nail 'Sent by s-nail: caf=C3=A9' ceo@group.example \
		cto@group.example quiet@group.example audit@group.example
	has "$mail" 'filename=' 's-nail: with its attachment'
else
	skip 'no s-nail' 's-nail delivers'
fi

if command -v mutt >/dev/null 2>&1; then
	printf 'Sent by mutt: caf\303\251\n' | mutt -n -F /dev/null \
		-e "set sendmail='$sendmail -oem -oi'" -e 'set copy=no' \
		-e 'set from=owner@group.example use_envelope_from=yes' \
		-e 'set write_bcc=yes charset=utf-8' -s 'Réport' \
		-c cto@group.example -b quiet@group.example \
		-a "$workdir/cron" -- ceo@group.example >out 2>err
	status=$?
	status_is 0 'mutt delivers'
	delivered mutt 'Sent by mutt: caf' ceo@group.example cto@group.example \
		quiet@group.example audit@group.example
	has "$mail" 'filename=' 'mutt: with its attachment'
else
	skip 'no mutt' 'mutt delivers'
fi

if git send-email -h >/dev/null 2>&1 || [ $? -eq 129 ]; then
	git init -q repo
	(cd repo && echo 'All is well.' >report && git add report &&
		git -c user.name=Owner -c user.email=owner@group.example \
		commit -q -m 'report: say that all is well' &&
		git format-patch -q --root -1 -o ..)
	git -c user.name=Owner -c user.email=owner@group.example send-email \
		--smtp-server="$sendmail" --from='Owner <owner@group.example>' \
		--to=ceo@group.example --cc=cto@group.example \
		--bcc=quiet@group.example --suppress-cc=all --confirm=never \
		--quiet 0001-*.patch >out 2>err </dev/null
	status=$?
	status_is 0 'git send-email delivers'
	delivered 'git send-email' '+All is well.' ceo@group.example \
		cto@group.example quiet@group.example audit@group.example
else
	skip 'no git send-email' 'git send-email delivers'
fi

done_testing
