#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# CSV files of a book, as spreadsheets and scripts write them (RFC 4180).
. "${SRCDIR:?}/tests/lib.sh"

printf '%%rec: Organisation\n\nId: o\nName: O\nCurrency: USD\n
%%rec: Entity\n\nId: e\nName: E\n
%%rec: Account\n\nCode: 1\nName: Bank\nKind: cash\n' >org.rec
mkdir role
# role SQL: ./role/q.md lists the query's rows.
role() {
	printf -- '---\ntitle: Q\n---\n# Q\n\n```sql list q\n%s\n```\n' "$1" \
	    >role/q.md
}
# asked FILE SQL TEXT NAME: the list has TEXT.
asked() {
	role "$2"
	run er-gen --roles role q org.rec "$1"
	has out "$3" "$4" || diag err
}
# refused FILE WORDS NAME
refused() {
	run er-gen --check org.rec "$1"
	status_is 65 "$3: status 65"
	has err "$2" "$3: the message says so"
}

# ---- what is right --------------------------------------------------------------

printf '\357\273\277Date,ENTITY,Account,Amount,memo\r\n2026-10-01,e,1,"-1,250.00","Mooring, ""B"" pier"\r\n2026-10-02,e,1,7K,"two\r\nlines"' \
    >posting.csv
asked posting.csv "SELECT amount_low || ' ' || memo || ' ' || src AS x FROM posting WHERE amount_low < 0" \
    '-125000 Mooring, "B" pier posting.csv:2' 'a byte order mark, CR LF, commas and quotes in quotes'
asked posting.csv "SELECT length(memo) || ' ' || src AS x FROM posting WHERE amount_low > 0" \
    '9 posting.csv:3' 'a line end in quotes, and none at the end of the file'
printf 'Date,Entity,Account,Amount\n\n2026-10-05,e,1,1\n\n,,,\n2026-10-06,e,1,2\n' \
    >posting.2026-10.csv
asked posting.2026-10.csv "SELECT count(*) || ' of ' || max(src) AS x FROM posting" \
    '2 of posting.2026-10.csv:6' 'a name with a month, empty lines and rows of empty cells'
printf ' Due Date ,to-do,Empty,Twice,Twice\n2026-11-01,x,,a,b\n' >things.csv
asked things.csv "SELECT due_date || to_do || twice || typeof(empty) AS x FROM things" \
    '2026-11-01x["a","b"]null' 'names as spreadsheets have them, and a column twice'
printf 'Name,Price\n' >ware.csv
asked ware.csv "SELECT count(price) || ' wares' AS x FROM ware" '0 wares' \
    'a header alone makes a table'
{ printf 'A,B\n1,"'; head -c 3000000 /dev/zero | tr '\0' x; printf '"\n'; } >long.csv
asked long.csv 'SELECT length(b) AS x FROM long' '3,000,000' 'a cell of 3 MB'

# ---- what is wrong --------------------------------------------------------------

printf 'Date,Entity,Account,Amount\n2026-10-01,e,1,5\n2026-10-01,e,1\n2026-10-01,e,"1\n2",5,6\n2026-10-01,e,1,1,250\n' \
    >posting.csv
refused posting.csv 'posting.csv:3: error: 3 cells where the header has 4; keep the commas' 'a short row'
has err 'posting.csv:4: error: 5 cells where the header has 4; quote a cell' 'a long one, where it begins'
has err 'posting.csv:6: error: 5 cells' 'and one behind a line end in quotes'
printf 'Date,Entity,Account,Amount\n2026-13-01,f,1,"12,5"\n' >posting.csv
refused posting.csv "posting.csv:2:1: error: Posting.Date: '2026-13-01' is not a date" 'a value that is none'
has err "posting.csv:2:12: error: Posting.Entity: there is no Entity 'f'" 'a reference that leads nowhere'
has err "posting.csv:2:17: error: Posting.Amount: '12,5' is not an amount" 'at the column inside the quotes'
{ echo Date,Entity,Account,Amount,Colour; for i in 1 2 3 4 5 6 7 8; do
	echo "2026-10-0$i,e,1,5,red"; done; } >posting.csv
refused posting.csv "posting.csv:1: error: Posting has no field 'Colour'" 'a column that is no field'
is "$(grep -c Colour err)" 1 'told once, not in each row'
printf 'A,B\n1,"2\n3,4\n' >bad.csv
refused bad.csv 'bad.csv:2:3: error: this quote is not closed' 'a quote without an end'
printf 'A,B\n1,x"y\n"1"2,3\n' >bad.csv
refused bad.csv 'bad.csv:2:4: error: a quote inside a cell' 'a quote inside a cell'
has err 'bad.csv:3:4: error: expected a comma' 'and text behind one'
printf 'A;B\n1;2\n' >bad.csv
refused bad.csv "bad.csv:1:1: error: 'A;B' is one cell: separate cells with commas" 'semicolons'
printf 'A,,9\n1,2,3\n' >bad.csv
refused bad.csv 'bad.csv:1:3: error: a column without a name' 'a column without a name'
printf 'A,B\r1,2\r' >bad.csv
refused bad.csv 'bad.csv:1:4: error: a carriage return without a line feed' 'lines of an old Macintosh'
: >bad.csv
refused bad.csv 'bad.csv:1:1: error: no header row' 'an empty file'
printf '\377\376A\000,\000B\000\n\000' >bad.csv
refused bad.csv 'bad.csv:1:1: error: this is UTF-16' 'UTF-16'
is "$(grep -c 'bad.csv' err)" 1 'UTF-16 is told once'
printf 'A,B\n1,caf\351\n' >bad.csv
refused bad.csv 'bad.csv:2:6: error: the byte 0xE9 is not UTF-8' 'Latin-1'
printf 'A,B\n1,a\000b\n' >bad.csv
refused bad.csv 'bad.csv:2:4: error: a NUL byte' 'a NUL byte'
printf 'A,B\n1,2\n' >expense.csv
refused expense.csv "expense.csv:1: error: Expense has no field 'A'" 'a file of other columns'
printf 'A,B\n1,2\n' >expenses.csv
refused expenses.csv "there is no record type 'expenses'; did you mean 'Expense'?" 'a misspelt type'
done_testing
