#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# recfix and er-gen --check agree on what is right and wrong, but for what
# er-book(5) lists under CAVEATS. RECUTILS_SEED=7 make check makes other files.
. "${SRCDIR:?}/tests/lib.sh"
need recfix
need sqlite3
need "$PYTHON"
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
# Without role pages, which --check would look at every time.
mkdir shipped
ln -s "$SRCDIR/data" shipped/data
ER_DATADIR=$workdir/shipped

run "$PYTHON" "$SRCDIR/tests/rec/agree.py" "$BUILDDIR/er-gen" \
    "${RECUTILS_SEED:-1}"
status_is 0 'recfix and er-gen agree'
for group in kinds declarations lines mixed expressions \
    'syntax of expressions' syntax exceptions; do
	has out "$group: " "verdicts on $group were compared"
done
sed -n 's/^\(.* verdicts.*\)/# \1/p' out

head='%rec: Organisation

Id: o
Name: O
Currency: USD

'
# book TEXT: ./book.rec is the head and TEXT.
book() { printf '%s%s\n' "$head" "$1" >book.rec; }

# ---- constraints ----------------------------------------------------------------

book "%rec: Job
%type: Start,End date
%constraint: Start << End
%constraint: Status = 'done' => #End

Start: 2026-05-01
End: 2026-04-30

Start: 2026-05-01
Status: done

Start: 2026-05-01
End: 2026-05-02
Status: done"
run er-gen --check book.rec
status_is 65 'a record against a constraint ends in 65'
has err 'book.rec:12: error: this Job is against the %constraint at book.rec:9: Start << End [book-constraint]' \
    'the record and the constraint are told'
has err "book.rec:15: error: this Job is against the %constraint at book.rec:10: Status = 'done' => #End" \
    'so is the other one'
is "$(grep -c ' error: ' err)" 2 'and nothing else'

book "%rec: Job
%constraint: Start < 5

Start: soon"
run er-gen --check book.rec
has err "Start < 5 ('soon' is not a number)" 'what keeps it from being evaluated is told'

book "%rec: Job
%constraint: A = 1 &&
+ B = = 2
%constraint: A -1 = 0
%constraint: (A = 1
%constraint: A ~ '['
%constraint:"
run er-gen --check book.rec
cat >expected <<'E'
book.rec:9: error: %constraint: expected the name of a field, a number or a text in quotes [book-schema]
book.rec:10:16: error: %constraint: an operator is missing; behind a '-' that is one stands a blank [book-schema]
book.rec:11:14: error: %constraint: this '(' is not closed [book-schema]
book.rec:12:16: error: %constraint: a '[' is not closed [book-schema]
book.rec:13:13: error: %constraint: the expression ends where a field, a number or a text in quotes is expected [book-schema]
E
grep '^book.rec' err >got
same got expected 'what is no expression is told at its place'

book '%rec: Posting
%constraint: Account != 1999'
printf 'Date,Entity,Account,Amount\n2026-01-01,e,1999,1\n' >posting.csv
sqlite3 ledger.db "CREATE TABLE posting (date, entity, account INT, amount);
    INSERT INTO posting VALUES ('2026-01-01', 'e', 1999, 1)"
run er-gen --check book.rec posting.csv ledger.db
has err 'posting.csv:2: error: this Posting is against' 'a constraint holds for CSV too'
has err 'ledger.db:posting:1: error: this Posting is against' 'and for a table of a database'

# ---- what is passed over or handed on -------------------------------------------

book '%rec: Boat
%sort: Name
%auto: Id
%confidential: Pin

Id: 1
Name: Dinghy
Pin: encrypted-AAAA'
run er-gen --check book.rec
status_is 0 "recutils' other words are no fault"
has err 'book.rec:8:1: note: %sort is passed over' '--check notes that %sort does nothing'
book '%rec: Boat
%confidential: Pin
%type: Pin int

Pin: 4711'
run er-gen --check book.rec
status_is 65 'a %confidential field in clear is a fault'
has err 'book.rec:11:6: error: Boat.Pin is %confidential' 'told at its place'
hasnt err 4711 'but not the secret'

mkfifo trap.rec
book '%rec: Boat trap.rec

Name: Dinghy'
run timeout 20 er-gen --check book.rec
status_is 65 'a descriptor does not name another file'
has err 'book.rec:7:11: error: files that data names are not read' 'which is not opened'
done_testing
