#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --check beside recfix, on records with every sort of constraint on
# them. recfix looks at all pairs of records where there is a %key or a
# %singular, and needs 33 KB of memory a record: it is asked about 10,000
# records without such, and about 2,000 with. er-gen is asked about 1,000,000,
# too: the time for a record should not grow.
#
#     PATH=$builddir:$PATH ER_DATADIR=$srcdir bench/book-check.sh [RUNS]
set -eu
export LC_ALL=C
runs=${1:-3}
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/er-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$dir/shipped"
ln -s "$ER_DATADIR/data" "$dir/shipped/data"	# no role pages to look at
ER_DATADIR=$dir/shipped
export ER_DATADIR

# make RECORDS [LINE]...: ./RECORDS.rec, with LINEs in its descriptor.
make() {
	records=$1
	shift
	{
		cat <<'END'
%rec: Organisation

Id: o
Name: O
Currency: USD

%rec: Trip
%typedef: Kind enum charter delivery yard
%type: Id int
%type: Kind Kind
%type: Start,End date
%type: Crew range 1 12
%type: Length real
%type: Paid bool
%type: Code regexp /^[A-Z]{2}-[0-9]+$/
%type: Mail email
%type: Note size 200
%type: Title line
%mandatory: Id Kind Start Title
%allowed: Id Kind Start End Crew Length Paid Code Mail Note Title
%unique: Id Kind Start End Crew Length Paid Code Mail Title
%prohibit: Status
%size: > 0
%constraint: Start << End || Start == End
%constraint: Kind = 'charter' => #Mail
%constraint: Crew * 2 < 30 && Length > 1.5
%constraint: Code ~ '^TR' && !(Title & Kind ~ 'xx')
END
		[ $# -eq 0 ] || printf '%s\n' "$@"
		awk -v n="$records" 'BEGIN {
			split("charter delivery yard", kind, " ")
			for (i = 0; i < n; i++) {
				printf "\nId: %d\nKind: %s\n", i, kind[i % 3 + 1]
				printf "Start: 2026-%02d-%02d\nEnd: 2026-%02d-28\n",
				    i % 12 + 1, i % 28 + 1, i % 12 + 1
				printf "Crew: %d\nLength: %d.5\nPaid: %s\n",
				    i % 12 + 1, i % 90 + 2, i % 2 ? "no" : "yes"
				printf "Code: TR-%d\nMail: crew%d@group.com\n", i, i
				printf "Note: nothing to report\n"
				printf "Title: Trip number %d\n", i
			}
		}'
	} >"$dir/$records.rec"
}
compare() {
	"${PYTHON:-python3}" "$here/time.py" "$runs" \
	    "er-gen --check, $1 records$2" "er-gen --check $dir/$1.rec" \
	    "recfix, $1 records$2" "recfix $dir/$1.rec"
}

make 10000
make 1000000
make 2000 '%key: Id' '%singular: Code'
compare 10000 ''
compare 2000 ' with a key'
"${PYTHON:-python3}" "$here/time.py" "$runs" \
    'er-gen --check, 1000000 records' "er-gen --check $dir/1000000.rec" \
    'er-gen --check, 10000 records' "er-gen --check $dir/10000.rec"
