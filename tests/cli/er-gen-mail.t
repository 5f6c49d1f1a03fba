#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --mail: who gets the report, and under which name it is known.
. "${SRCDIR}/tests/lib.sh"
data=$SRCDIR/tests/data/report
ln -s "$data/book" book

run er-gen --mail all book
status_is 0 'a mail is made'
sed '/^$/q' out | sed '/^Report-Digest/d' >got
same got "$data/all.header" 'its header is that of the Report record'
hasnt out "$(printf '\r')" 'lines end in LF'
er-gen all book >plain
"$PYTHON" - <<'PY' >got
import email, email.policy
m = email.message_from_binary_file(open('out', 'rb'), policy=email.policy.default)
print('same' if m.get_content() == open('plain', encoding='utf-8').read() else 'other')
PY
is "$(cat got)" same 'its body is the report'
cp out first
run er-gen --mail all book
same out first 'a second run gives the same bytes'

run er-gen --mail daily book
has out 'Report-Id: <daily.2026-11-05.all@fleet.example>' \
	'a daily report is known by its day'
has out 'Subject: Daily boats 2026-10' 'title and period are the subject'
hasnt out 'From: ' 'without From in the record there is none'
run er-gen --mail -e north -d 2026-12-01 daily book
has out 'Report-Id: <daily.2026-12-01.north@fleet.example>' \
	'a record for all serves one entity too'

run er-gen --mail south book
status_is 0 'a report for one entity needs no -e'
has out 'Report-Id: <south.2026-W45.south@fleet.example>' \
	'a weekly report is known by its week'
has out 'Subject: [south] Boats' "the record's subject comes first"
hasnt out 'Heron' 'its readers see their entity only'
run er-gen --mail -e north south book
status_is 65 'it is not sent on another entity'
empty out 'and nothing is written'
run_in book/book.rec er-gen --mail --roles book/roles south
status_is 64 'standard input cannot be read twice'
run_in book/book.rec er-gen --mail -e south --roles book/roles south
status_is 0 'but -e does for it'

run er-gen --mail --allow-stale stale book
has out 'Subject: [fleet] STALE Boats' 'a stale report says so in its subject'
run er-gen --mail stale book
status_is 80 'without --allow-stale there is no mail'

sed 's/^Role: all/Role: nobody/' book/book.rec >other.rec
run er-gen --mail --roles book/roles all other.rec
status_is 65 'without a Report record nobody gets it'
has err 'no Report record' 'and it says so'
{ cat book/book.rec; printf '\nRole: all\nTo: a@b.example\n'; } >twice.rec
run er-gen --mail --roles book/roles all twice.rec
status_is 65 'two records that fit are one too many'
sed 's/^To: second.*/To: no address/' book/book.rec >bad.rec
run er-gen --mail --roles book/roles all bad.rec
status_is 65 'an address without a domain is refused'
empty out 'and nothing is written'
done_testing
