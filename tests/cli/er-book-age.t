#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Which records of a book are stale: of any type that has a date.
. "${SRCDIR}/tests/lib.sh"

mkdir roles
cat >roles/stale.md <<'MD'
---
title: Stale
---
```sql text stale empty="Nothing is."
SELECT type || ' ' || coalesce(id, '-') || ' ' || date || ' ' || age || ' ' ||
       max_age || ' ' || src
FROM stale ORDER BY type, id
```
MD
head='%rec: Organisation

Id: o
Name: O
Currency: USD
As_Of: 2026-11-05

%rec: Entity

Id: e
Name: E

'
book() { { printf '%s' "$head"; cat; } >book.rec; }
# stale BOOK...: the stale records, a line each.
stale() {
	run er-gen -w 200 --roles roles stale "$@"
	sed -e '1,/^$/d' -e '/^Report-Digest/d' -e '/^$/d' out >got
}

book <<'REC'
%rec: Account

Code: 1
Name: Old
Kind: cash
As_Of: 2026-09-20

Code: 2
Name: Fresh
Kind: cash
As_Of: 2026-09-21

Code: 3
Name: Undated
Kind: cash

Code: 4
Name: Short
Kind: cash
As_Of: 2026-11-03
Max_Age: 1

%rec: Expense

Entity: e
Item: Rent
Amount: 1
Every: month
Kind: operating
From: 2020-01-01

Entity: e
Item: Water
Amount: 1
Every: month
Kind: operating
From: 2020-01-01
Max_Age: 365

Entity: e
Item: Power
Amount: 1
Every: month
Kind: operating
From: 2020-01-01
As_Of: 2026-10-01
Max_Age: 365

%rec: Offer

Entity: e
Name: Night
Price: 1
As_Of: 2026-01-01
Max_Age: 90

%rec: Target

Entity: e
Month: 2026-01
Amount: 1
Max_Age: 30

%rec: Kpi

Id: k
Name: K

Id: l
Name: L
Max_Age: 400

%rec: Measure

Kpi: k
Date: 2026-01-31
Value: 1

Kpi: k
Date: 2026-02-28
Value: 2

Kpi: k
Date: 2026-12-31
Value: 3

Kpi: l
Date: 2026-01-31
Value: 1

%rec: Tank
%key: Name

Name: Aft

Name: Bow

%rec: Level
%type: Of rec Tank
%max_age: Read 7 Of

Of: Aft
Read: 2026-10-01

Of: Aft
Read: 2026-11-01

Of: Bow
Read: 2026-10-01

Of: Bow
Read: 2026-10-02
Max_Age: 60

%rec: Log

Date: 2026-10-01
Max_Age: 3

Date: 2026-10-01

%rec: Memo

Date: some day
REC
stale book.rec
status_is 0 'a book is read'
cat >expected <<'TXT'
Account 1 2026-09-20 46 45 book.rec:15
Account 4 2026-11-03 2 1 book.rec:29
Expense e/Water 2020-01-01 2500 365 book.rec:44
Log - 2026-10-01 35 3 book.rec:129
Measure k 2026-02-28 250 45 book.rec:91
Offer e/Night 2026-01-01 308 90 book.rec:63
Target e 2026-01-31 278 30 book.rec:71
TXT
same got expected 'any type with a date and a Max_Age grows old'
stale -d 2026-11-30 book.rec
grep '^Level' got >levels
is "$(cat levels)" 'Level Aft 2026-11-01 29 7 book.rec:117' \
	'of what is about the same thing only the latest does'
stale -d 2026-01-15 book.rec
is "$(cat got)" 'Expense e/Water 2020-01-01 2206 365 book.rec:44' \
	'and what is dated later does not count'

# CSV files and databases have types of their own as well.
book </dev/null
printf 'Date,Litres,Max_Age\n2026-10-01,7,30\n2026-10-30,8,30\n' >dip.csv
rows='
import sqlite3
db = sqlite3.connect("sounding.db")
db.execute("CREATE TABLE sounding (date, max_age, depth)")
db.executemany("INSERT INTO sounding VALUES (?, ?, 1)", [
    ("2026-10-01", 30), ("2026-10-01 10:00:00", 34), ("now", 1),
    ("long ago", 1), ("2026-10-01", "30"), (None, 1), (20, 1), ("2026-01-01", -1)])
db.commit()'
"$PYTHON" -c "$rows"
stale book.rec dip.csv sounding.db
cat >expected <<'TXT'
dip - 2026-10-01 35 30 dip.csv:2
sounding - 2026-10-01 35 30 sounding.db:sounding:1
sounding - 2026-10-01 35 34 sounding.db:sounding:2
sounding - 2026-10-01 35 30 sounding.db:sounding:5
TXT
same got expected 'so do rows of CSV files and of databases'

# ---- faults ----------------------------------------------------------------

book <<'REC'
%rec: Expense

Entity: e
Item: Rent
Amount: 1
Every: month
Kind: operating
Max_Age: 30

%rec: Report

Role: cfo
To: a@b.example
Max_Age: 3

%rec: Log

Date: yesterday
Max_Age: soon

Date: 2026-11-04
Max_Age: 3
Max_Age: 4

%rec: Thing

Name: x
Max_Age: 3

%rec: Level
%type: Read line
%max_age: Read 7

Read: x

%rec: Odd
%max_age: 7

Read: x
REC
run er-gen --check book.rec
status_is 65 'what has a Max_Age and no date is a fault'
has err "book.rec:20:10: error: this Expense has no date from which Max_Age could count; add 'As_Of: 2026-11-22'" \
	'which is told with what to do'
has err 'book.rec:26:10: error: a record of type Report has no date' \
	'also of a type that cannot have one'
has err 'book.rec:40:10: error: a record of type Thing has no date' \
	"or one of the book's own"
has err "book.rec:30:7: error: Log.Date: 'yesterday'" 'a date is a date'
has err "book.rec:31:10: error: Log.Max_Age: 'soon'" 'days are a number'
has err 'book.rec:35:1: error: Log.Max_Age stands twice' 'and only one'
has err 'Level.Read is not a date' '%max_age names a date'
has err "%max_age: write it as 'DATE'" 'and says how it is written'
is "$(grep -c error: err)" 8 'all of them in one run'
done_testing
