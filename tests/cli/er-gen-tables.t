#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --tables and --explain: what there is for someone who writes a page.
. "${SRCDIR}/tests/lib.sh"
unset ER_BOOK
mkdir book
cat >book/boats.rec <<'REC'
%rec: Organisation

Id: pier
Name: Pier
Currency: EUR

%rec: Boat
%doc: What floats.
%key: Hull
%mandatory: Name
%allowed: Hull Name Sort To Length Price Owner Berth Bought Seen
%unique: Hull Name Sort To Length Price Berth Bought Seen
%typedef: Money regexp /./
%type: Sort enum sail motor
%type: Length range 3 90
%type: Price Money
%type: Berth rec Boat
%type: Bought,Seen date
%max_age: Seen,Bought 90
%doc: Price: What it
+ would fetch.
%doc: Nothing: of the kind.

Hull: 1
Name: Tern
Owner: Ann
Owner: Bob
REC

# ---- what there is -----------------------------------------------------------

run er-gen -w 400 --tables book
status_is 0 'the tables are listed'
empty err 'with nothing to say'
grep -qx 'this: role, organisation, as_of, .*, entity' out
ok $? 'the report itself is one'
grep -q '^expense: entity, item, amount_{low,high,currency}, amount_percent_{low,high}, every, "from", .*, src$' out
ok $? 'a shipped type is one: amounts are told once, what SQL reserves in quotes'
line='boat: hull, name, sort, "to", length, price_{low,high,currency}, owner'
grep -qx "$line, berth, bought, seen, max_age, src" out
ok $? "a type of the book's own is one"
grep -q '^occupancy: asset, nights{,_src}, ' out
ok $? 'a view is one'
grep '^_' out >parts
empty parts 'nothing that views are made of is told'
sed -n 's/^CREATE VIEW \([a-z][a-z_]*\).*/\1/p' "$SRCDIR/data/finance.sql" |
	sort >wanted
sed -n '/^Finance views/,$s/^\([a-z_]*\): .*/\1/p' out | sort >views
same views wanted 'each finance view is told'
sed -n 's/^%rec: //p' "$SRCDIR/data/schema.rec" | tr A-Z a-z >wanted
sed -n '/^Tables/,/^Finance views/s/^\([a-z_]*\): .*/\1/p' out |
	sed '/^this$/d; /^boat$/d' >tables
same tables wanted 'and each type of the schema'

# Each name can be asked for as it stands.
cp out wide
"$PYTHON" - >pages.out <<'PY'
import os, re
os.mkdir("pages")
page = ["---\ntitle: All\n---\n"]
with open("wide") as f:
    lines = [line for line in f if re.match("[a-z_]+: ", line)]
for n, line in enumerate(lines):
    table, columns = line.strip().split(": ")
    if table.startswith("x_"):
        continue
    names = []
    for column in re.findall(r'"[^"]*"|[a-z0-9_]+(?:\{[a-z_,]*\})?', columns):
        stem, _, rest = column.partition("{")
        names += [stem + end for end in rest.rstrip("}").split(",")]
    page.append("```sql table t%d\nSELECT count(*) FROM (SELECT %s FROM %s)\n"
                "```\n" % (
        n, ", ".join(names), table))
    print(table, len(names))
with open("pages/all.md", "w") as f:
    f.write("\n".join(page))
PY
run er-gen -f json --roles pages all book
status_is 0 'each column can be asked for as it is told'
[ "$(wc -l <pages.out)" -gt 60 ]
ok $? 'in more than sixty tables and views'

run er-gen --tables book
awk 'length > 72' out >long
empty long 'lines fit the page'
grep -q '^    ' out
ok $? 'and go on indented'
run er-gen --tables
status_is 0 'without a book there are those that each has'
hasnt out 'boat:' 'and no other'
has out 'expense:' 'such as this'
run env ER_BOOK=book er-gen --tables
has out 'boat:' 'ER_BOOK is a book'
run er-gen --tables no-such-book
status_is 66 'a book that is not there is told'

# ---- what it means -----------------------------------------------------------

run er-gen --explain boat book
status_is 0 'a table is explained'
cat >wanted <<'TXT'
What floats.
A row is a record of type Boat; its src says where it stands.
Its age counts from seen, else bought; max_age is 90 days where a record
has none.

hull
    text; mandatory.
name
    text; mandatory.
sort
    one of sail motor.
"to"
    text.
length
    3 to 90.
price_{low,high,currency}
    money, in minor units. What it would fetch.
owner
    JSON array: text.
berth
    boat.hull of a row.
bought
    date.
seen
    date.
max_age
    0 to 36525.
TXT
same out wanted 'by its columns, their kinds and what the schema says of them'
run er-gen --explain Boat book
same out wanted 'by the name of its type as well'
run er-gen --compile boats.db book
run er-gen --explain boat boats.db
same out wanted 'of a compiled book too'
er-gen --tables boats.db >compiled
er-gen --tables book | diff - compiled >differ
empty differ 'which has the same tables'
run er-gen --explain expense
status_is 0 'a table of the schema needs no book'
has out 'one of once day week month quarter year; mandatory. How often.' \
	'its words are told'
has out 'account.code of a row. Where it is booked.' 'and where it leads'
run er-gen --explain group_burn
has out 'Formula: ' 'a view has a formula'
has out 'Columns: entity, gross_{low,high,currency,src},' 'and columns'
run er-gen --explain bota book
status_is 64 'an unknown name exits 64'
has err "there is no table or view 'bota'; did you mean 'boat'?" \
	'and the nearest is told'
run er-gen --explain zzzzzzzzz book
has err 'tables lists them' 'or where they are listed'
done_testing
