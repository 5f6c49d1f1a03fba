#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The catalogues that come with the program: sound, complete, and each shipped
# report in them.
. "${SRCDIR:?}/tests/lib.sh"
need msgfmt
need xgettext
mkdir data
ln -s "$SRCDIR/data" "$SRCDIR/roles" data
ln -s "$SRCDIR/examples/book" book
mkdir data/po
languages=$(grep -v '^#' "$SRCDIR/po/LINGUAS")

# All that a report shows: pages, words of the schema, texts of the program.
run er-gen --messages="$SRCDIR/roles"
status_is 0 'the shipped pages are a template'
mv out roles.pot
awk -f "$SRCDIR/po/words.awk" "$SRCDIR/data/schema.rec" >words.pot
(cd "$SRCDIR" && xgettext -o - -k -kR_ -kR_C:1c,2 -kR_N:1,2 -kSIGN:2c,3 -kN_ \
	src/report/*.c src/base/notation.c) >program.pot 2>err
ok $? 'xgettext takes the texts of reports' || diag err
has program.pot 'What changed since %s' 'and finds them'
has words.pot 'msgid "operations"' 'an enumeration of two lines is taken whole'

# all_of LANGUAGE TEMPLATE NAME: one that lags behind is a thing to do.
all_of() {
	if msgcmp "$SRCDIR/po/$1.po" "$2" 2>err; then
		ok 0 "$3"
	else
		test_count=$((test_count + 1))
		echo "not ok $test_count - $3 # TODO translate what is new"
		grep -v 'not used' err | sed 's/^/# /' | head -n 40
	fi
}

for lang in $languages; do
	msgfmt -c -o "data/po/$lang.gmo" "$SRCDIR/po/$lang.po" 2>err
	ok $? "msgfmt takes $lang.po" || diag err
	for part in roles words program; do
		all_of "$lang" $part.pot "$lang.po has all of the $part"
	done
	run env ER_DATADIR=data er-gen --check --lang "$lang" book
	status_is 0 "$lang: each page cites what it does in English"
	for role in "$SRCDIR"/roles/*.md; do
		role=${role##*/}
		role=${role%.md}
		run env ER_DATADIR=data er-gen --lang "$lang" "$role" book
		status_is 0 "$lang: the $role report is made"
		empty err 'with nothing to say'
		"$PYTHON" - out >wide <<'PY'
import sys
with open(sys.argv[1], encoding="utf-8") as f:
    print("".join(line for line in f if len(line) > 73), end="")
PY
		empty wide 'within 72 columns'
		ER_DATADIR=data er-gen -f json --lang "$lang" "$role" book |
			grep -o '^{"id":"[^"]*"' >ids
		er-gen -f json "$role" book | grep -o '^{"id":"[^"]*"' >wanted
		same ids wanted 'with the figures of the English one'
	done
done

ER_DATADIR=data er-gen --lang de cfo book >out
has out 'Der Brutto-Burn beträgt 7.000 bis 9.000' 'German reads as German does'
has out '3. Liquiditätsreichweite' 'with the words of its accountants'
has out 'Die freien Mittel betragen 29.458,60' 'cents after a comma'
done_testing
