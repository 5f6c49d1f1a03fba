#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen makes the report it should, the same bytes every time.
. "${SRCDIR}/tests/lib.sh"
data=$SRCDIR/tests/data/report
ln -s "$data/book" book
ln -s "$data/roles" roles

run er-gen all book
status_is 0 'a report is made'
empty err 'without a word on stderr'
same out "$data/all.txt" 'it reads as it should'
cp out first

run er-gen all book
same out first 'a second run gives the same bytes'
run env LC_ALL=fi_FI.UTF-8 TZ=Asia/Tokyo er-gen all book
same out first 'locale and time zone do not change it'
run env LC_ALL=C er-gen all book
same out first 'nor does the C locale'
run er-gen --as-of=2026-11-05 --period 2026-10 --width=72 all book
same out first 'options that say what is the default change nothing'

run er-gen -w 40 all book
status_is 0 'a narrow page is made'
is "$(wc -L <out | tr -d ' ')" 67 'its digest is the widest line'
is "$(sed '$d' out | wc -L | tr -d ' ')" 40 'no other line is wider than asked'
hasnt out ' $' 'no line ends in a blank'

run_in book/book.rec er-gen --roles=book/roles all -
status_is 0 'a book is read from standard input'
sed 's/^book.rec: /-: /; /^Report-Digest/d' first >expected
sed '/^Report-Digest/d' out >got
same got expected 'and gives the same report'
run_in book/book.rec er-gen --roles=book/roles all
status_is 0 'standard input needs no name'
run er-gen all "$workdir/book/"
same out first 'nor is it another one for how its path is written'
run env ER_BOOK=book er-gen all
same out first 'ER_BOOK names the book'

run er-gen -e north south book --roles roles
status_is 0 'a report on one entity is made'
has out 'Example Fleet: North Boats only' 'it says on whom it is'
hasnt out 'nfink' "another entity's records are not in it"
run er-gen -d 2026-12-31 all book
has out '2026-12 (as of 2026-12-31)' 'as-of on the last day takes its month'
run er-gen -p 2026-Q4 all book
has out '2026-Q4 (as of 2026-11-05)' 'a quarter is a period'

run er-gen --roles roles --set "name=it's; DROP TABLE asset" parameter book
has out "The name is it's; DROP TABLE asset." '--set is a value, never SQL'

run er-gen stale book
status_is 80 'a reason not to send ends in 80'
empty out 'and no report is made'
has err 'book/book.rec:33: error: Grünfink is idle' 'the reason has its place'
has err 'roles/stale.md:9: error: no reason is recorded' \
	"one without a source has the page's"
run er-gen --allow-stale stale book
status_is 0 '--allow-stale makes it all the same'
is "$(sed -n '1s/.* //p' out)" STALE 'its first line says so'
has out '- Grünfink is idle' 'and the reasons stand in it'

# The digest is over the lines before it, with CR LF and no empty ones last.
"$PYTHON" - first >digest <<'PY'
import base64, hashlib, sys
lines = open(sys.argv[1], 'rb').read().split(b'\n')[:-1]
given = lines.pop()
while lines and not lines[-1]:
    lines.pop()
text = b'\r\n'.join(lines) + b'\r\n'
for t in (text, text[:-2]):
    own = b'Report-Digest: sha-256=' + base64.b64encode(hashlib.sha256(t).digest())
    if own == given:
        print('right')
PY
is "$(cat digest)" right 'the last line is the digest of the others'
done_testing
