#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --due: what the Report records say is due on a day.
. "${SRCDIR}/tests/lib.sh"
cat >book.rec <<'REC'
%rec: Organisation

Id: one
Name: One
Currency: USD
As_Of: 2020-01-01

%rec: Report

Role: every-day
To: a@one.example
When: daily

Role: friday
To: a@one.example
When: weekly fri

Role: first
To: a@one.example
When: monthly 1

Role: first
To: b@one.example
Subject: The same for another
When: monthly 1

Role: thirtieth
To: a@one.example
When: monthly 30

Role: end
To: a@one.example
When: monthly last

Role: quarter
To: a@one.example
When: quarterly

Role: never
To: a@one.example
REC

due() {
	run er-gen --due "$1" book.rec
	is "$status $(tr '\n' ' ' <out)" "0 $2 " "$1: $2"
}
due 2026-11-05 'every-day'
due 2026-11-06 'every-day friday'
due 2026-11-01 'every-day first'
due 2026-10-01 'every-day first quarter'
due 2027-01-01 'every-day first friday quarter'
due 2026-11-30 'end every-day thirtieth'
due 2026-10-31 'end every-day'
due 2027-02-28 'end every-day thirtieth'
due 2028-02-28 'every-day'
due 2028-02-29 'end every-day thirtieth'

run er-gen --due -d 2026-11-06 book.rec
has out friday '-d gives the day as well'
er-gen --due "$(date +%Y-%m-%d)" book.rec >expected
run er-gen --due book.rec
status_is 0 'without a day it is today'
same out expected "not the book's As_Of"
run er-gen --due 2026-13-01 book.rec
status_is 66 'what is no day is a book'
run er-gen --due --check book.rec
status_is 64 'one task at a time'

grep -v '^Role: never' book.rec >faulty.rec
run er-gen --due 2026-11-05 faulty.rec
status_is 65 'a faulty book has nothing due'
empty out 'and nothing is printed'

cp -R "$SRCDIR/examples/book" example
er-gen --due 2026-12-01 example >roles
for role in $(cat roles); do
	run er-gen -m "$role" example
	status_is 0 "$role, which is due, can be mailed"
done
done_testing
