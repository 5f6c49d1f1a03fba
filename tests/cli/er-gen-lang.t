#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --lang: words, plurals, figures and dates by language, from catalogues
# beside the page, on a system that has no such locale.
. "${SRCDIR:?}/tests/lib.sh"
need msgfmt
data=$SRCDIR/tests/data/lang
cp -R "$data/book" book
chmod -R u+w book
for lang in de ja pl; do
	msgfmt -c -o "book/roles/$lang.mo" "$data/$lang.po" 2>err
	ok $? "msgfmt takes $lang.po" || diag err
done
run er-gen --set boats=2 fleet book
same out "$data/fleet.en.txt" 'without a language the page is as it is written'
has out 'DATA: FRESH' 'and has its mark'

# ---- whole pages -------------------------------------------------------------

for lang in de ja; do
	run er-gen --lang "$lang" --set boats=2 fleet book
	status_is 0 "the report is made in $lang"
	empty err 'with nothing to say'
	same out "$data/fleet.$lang.txt" \
		"headings, sentences, columns, figures and dates are in $lang"
done
head -n 1 out | grep -q 'DATA: FRESH$'
ok $? 'the mark that er-sesmail looks for stays'
run er-gen --lang pl --set boats=2 fleet book
has out 'None of them' 'what is not translated stays as it is written'
has out 'Low:' 'a word too'

# ---- plurals -----------------------------------------------------------------

plural() {
	er-gen --lang "$1" --set boats="$2" fleet book >out 2>err
	has out "$3" "$2 in $1: $3"
}
plural en 1 'The quay keeps 1 boat, worth'
plural en 2 'The quay keeps 2 boats, worth'
plural de 1 'liegt 1 Boot.'
plural de 2 'liegen 2 Boote.'
plural pl 1 'stoi 1 łódź,'
plural pl 3 'stoją 3 łodzie,'
plural pl 5 'stoi 5 łodzi,'
plural pl 22 'stoją 22 łodzie,'
plural ja 1 '1隻の船'
plural ja 2 '2隻の船'

# ---- what does not depend on the language ------------------------------------

for lang in en de pl ja; do
	er-gen -f json --lang "$lang" --set boats=2 fleet book >"$lang.json"
done
"$PYTHON" - en.json de.json pl.json ja.json >faults 2>&1 <<'PY'
import json, sys
def facts(name):
    with open(name, encoding="utf-8") as f:
        report = json.load(f)
    head = dict(report["report"])
    assert head.pop("language") == name[:2], head
    head.pop("title")
    return [head, report["queries"], [
        {k: v for k, v in figure.items() if k not in ("text", "label")}
        for figure in report["figures"]],
        [[(b["kind"], b.get("name"), len(b.get("rows", [])))
          for b in s["blocks"]] for s in report["sections"]]]
first = facts(sys.argv[1])
assert len(first[2]) > 10
assert "risks/Low/Tern/Silent" not in str(first[2])  # words are no figures
assert any(f["id"] == "boats/Heron/until" and f["value"] == "2027-03-31"
           for f in first[2]), first[2]
for name in sys.argv[2:]:
    assert facts(name) == first, name
PY
empty faults 'figures, ids, values, sources and rows are those of English'
has de.json '"text":"68.000 bis 82.000"' 'a text is what the reader sees'
run er-gen --lang de --since en.json --set boats=2 fleet book
has out 'Keine Zahl hat sich geändert.' \
	'since a report in another language nothing has changed'
run er-gen --lang de --since en.json --set boats=3 fleet book
has out '  vorher 2, jetzt 3' 'but what has'
sed 's/^Value: 68K..82K$/Value: 1,000..2,500/' book/book.rec >moved.rec
cp moved.rec book/book.rec
run er-gen --lang de --since en.json --set boats=2 fleet book
has out 'vorher 68.000 bis 82.000, jetzt 1.000 bis 2.500 (USD)' \
	'the older figure is told in this language'
run er-gen --since de.json --set boats=2 fleet book
has out '68,000 to 82,000 before, 1,000 to 2,500 now (USD)' 'and the other way'
cp "$data/book/book.rec" book/book.rec

# ---- which language ----------------------------------------------------------

first_line() { er-gen --set boats=2 "$@" fleet book 2>err | head -n 1; }
german='Flottenbericht - Oktober 2026 (Stand 05.11.2026)             DATA: FRESH'
for name in de_AT de-AT de_DE.UTF-8 de_DE@euro; do
	is "$(first_line --lang $name)" "$german" "--lang $name is content with de"
done
is "$(LC_ALL=de_DE.UTF-8 first_line)" "$german" \
	'the locale says it, though the system has none of that name'
is "$(unset LC_ALL; LANG=de first_line)" "$german" 'or LANG'
is "$(unset LC_ALL; LANG=fi_FI LANGUAGE=sv:de first_line)" "$german" \
	'or the first of LANGUAGE that there is'
english=$(head -n 1 "$data/fleet.en.txt")
is "$(LC_ALL=C LANGUAGE=de first_line)" "$english" 'LC_ALL=C does not'
is "$(LC_ALL=fi_FI.UTF-8 first_line)" "$english" \
	'a locale without a catalogue neither'
is "$(LC_ALL=de_DE.UTF-8 first_line --lang en)" "$english" \
	'--lang en is as it is written'
run env LC_ALL= LC_NUMERIC=de_DE.UTF-8 er-gen --set boats=2 fleet book
has out 'worth USD 80.345 to 94.346.' 'LC_NUMERIC alone is for figures'
run er-gen -f html --lang de_AT --set boats=2 fleet book
has out '<html lang="de-AT">' 'HTML says its language'

for name in xx ../../roles/de '' de/../de; do
	run er-gen --lang "$name" --set boats=2 fleet book
	status_is 64 "--lang '$name' exits 64"
	has err 'the languages are: de, en, ja, pl' 'and tells those that there are'
	empty out 'with no report'
done

# ---- mail --------------------------------------------------------------------

run er-gen -m --set boats=2 fleet book
status_is 0 'a mail is in the language of its Report record'
has out 'Content-Language: de' 'and says so'
has out 'Gesellschaft' 'a column too'
"$PYTHON" - out >subject <<'PY'
import email, email.policy, sys
with open(sys.argv[1], "rb") as f:
    print(email.message_from_binary_file(f, policy=email.policy.default)[
        "Subject"].replace("\u00a0", " "))
PY
is "$(cat subject)" \
	'Flotte Oktober 2026: 80.345 bis 94.346 USD in 2 Booten' \
	'its subject too'
sed -n 's/^Report-Id: //p' out >id
run er-gen -m --lang en --set boats=2 fleet book
sed -n 's/^Report-Id: //p' out >id.en
same id id.en 'it is the same report in each language'
hasnt out 'Content-Language' 'and --lang comes first'
run er-gen -m -e low --set boats=2 fleet book
status_is 0 'a record with a language that is not there is no error'
has err "book/book.rec:42: warning: there is no translation to 'eo'" \
	'but a warning at its place'
has out 'Fleet report' 'the report is as it is written'
run er-gen --lang de --set boats=2 fleet book
cp out report.txt
ER_OUTBOX=$workdir/outbox.db ER_TRANSPORT=maildir:Maildir \
	er-sesmail -s Flotte -r quay@quay.example fleet@quay.example \
	<report.txt >out 2>err
status=$?
status_is 0 'er-sesmail knows the report and its digest'
sed '10d' report.txt >cut.txt
run_in cut.txt env ER_OUTBOX="$workdir/outbox.db" \
	ER_TRANSPORT=maildir:Maildir er-sesmail -s Flotte -r quay@quay.example \
	fleet@quay.example
status_is 65 'and refuses one that was cut'

# ---- reasons -----------------------------------------------------------------

run er-gen --lang de --set boats=0 fleet book
status_is 80 'stale data is stale in each language'
has err 'the fleet is gone since 2026-11-01' \
	'who runs it is told in the words of the page'
run er-gen --lang de --allow-stale --set boats=0 fleet book
has out 'VERALTETE DATEN.' 'the report says it in its own'
has out '- seit 01.11.2026 gibt es die Flotte nicht mehr' 'with the reason'

# ---- translations that say something else ------------------------------------

# bad NAME MSGID MSGSTR ERROR: a catalogue of one such translation.
bad() {
	printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n\nmsgid "%s"\nmsgstr "%s"\n' \
		"$2" "$3" | msgfmt -o book/roles/xx.mo - || echo "# $1"
	run er-gen --check --lang xx --set boats=2 --roles book/roles book
	status_is 65 "--check refuses a translation that $1"
	has err "$4" 'and says where and why'
	run er-gen --lang xx --set boats=2 fleet book
	status_is 0 'a report is made all the same'
	tail -n +2 out | sed '/^Report-Digest/d' >got
	tail -n +2 "$data/fleet.en.txt" | sed '/^Report-Digest/d' >wanted
	same got wanted "with the page's own words"
}
paragraph='The quay keeps `=fleet.boats|boat|boats`, worth `=fleet.value`. `=fleet.said` The next survey is due on `=fleet.until`.'
bad 'leaves a figure out' "$paragraph" 'X `=fleet.boats` `=fleet.said` `=fleet.until`' \
	'book/roles/fleet.md:23: error: the translation to xx does not cite `=fleet.value`'
has err 'book/roles/fleet.md:23: warning: the translation to xx does not' \
	'with a warning'
bad 'cites another figure' "$paragraph" \
	'`=fleet.boats` `=fleet.value` `=fleet.said` `=fleet.until` `=fleet.more`' \
	'does not cite `=fleet.more` as often as the page'
bad 'cites a figure twice' "$paragraph" \
	'`=fleet.boats` `=fleet.value` `=fleet.said` `=fleet.until` `=fleet.value`' \
	'does not cite `=fleet.value` as often as the page'
bad 'has a form too many' "$paragraph" \
	'`=fleet.boats|a|b|c` `=fleet.value` `=fleet.said` `=fleet.until`' \
	'another number of forms than the language has'
bad 'has a citation that is none' "$paragraph" \
	'`=fleet.boats` `=fleet.value` `=fleet.said` `=fleet.until` `=oops`' \
	'has a citation that is none'
bad 'loses a place for a text' 'None of them was lost in %s.' 'X' \
	'book/roles/fleet.md:16: error: the translation to xx does not have the places'
bad 'asks for another text' 'None of them was lost in %s.' '%s %n %2$s' \
	'does not have the places'
rm book/roles/xx.mo
run er-gen --check --lang de --roles book/roles --set boats=2 book
status_is 0 'a good catalogue passes --check'
run er-gen --check --lang xx --set boats=2 book
status_is 64 '--check of a language that is nowhere exits 64'

head -c 900 book/roles/de.mo >book/roles/xx.mo
run er-gen --lang xx --set boats=2 fleet book
status_is 65 'a damaged catalogue exits 65'
has err "book/roles/xx.mo' is not a catalogue" 'and is named'
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "a"\nmsgstr "\344"\n' |
	msgfmt -o book/roles/xx.mo -
run er-gen --lang xx --set boats=2 fleet book
status_is 65 'and so does one that is not UTF-8'
rm book/roles/xx.mo

# ---- templates for translators -----------------------------------------------

run er-gen --messages=book/roles book
status_is 0 'the words of pages are a template'
mv out fleet.pot
msgcmp "$data/de.po" fleet.pot 2>err
ok $? 'the German catalogue has them all' || diag err
has fleet.pot '#: book/roles/fleet.md:23' 'each with its place'
has fleet.pot 'msgctxt "column"' 'columns are told from other words'
has fleet.pot 'msgid "None of them was lost in %s."' \
	'a text of a query is on one line'
msginit --no-translator -l pl -i fleet.pot -o new.po >out 2>err &&
	msgfmt -c -o /dev/null new.po 2>>err
ok $? 'msginit and msgfmt take it' || diag err
run er-gen --messages=.
status_is 66 'a directory without pages exits 66'
printf -- '---\ntitle: T\n---\n`=no`\n' >faulty.md
run er-gen --messages=.
status_is 65 'a faulty page exits 65'
empty out 'with no template'
printf -- '---\ntitle: T\n---\n`=a.b|x|y|z`\n' >faulty.md
run er-gen --messages=.
has err 'faulty.md:4:2: error: beside a figure stands one text for 1 and one' \
	'a page has two forms at most'
done_testing
