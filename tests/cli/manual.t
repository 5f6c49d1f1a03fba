#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages agree with the programs: options, exit statuses, examples.
. "${SRCDIR:?}/tests/lib.sh"
need mandoc
need er-gen

for page in "$SRCDIR"/man/*.[1-8]; do
	mandoc -T lint -W warning "$page" >lint 2>&1
	ok $? "${page##*/} has nothing for a linter to say" || diag lint
done

for tool in er-env er-gen er-sesmail; do
	page=$SRCDIR/man/$tool.1
	run "$tool" --help
	status_is 0 "$tool --help exits 0"
	empty err "$tool --help says nothing on stderr"
	awk 'length > 80' out >long
	empty long "$tool --help fits on a terminal"
	grep -oE -e '--[a-z][a-z-]+' out | sort -u >help.options
	mandoc -T ascii "$page" | sed "s/.$(printf '\b')//g" >page.txt
	grep -oE -e '--[a-z][a-z-]+' page.txt | sort -u >page.options
	comm -23 help.options page.options >undocumented
	empty undocumented "$tool: each option of --help is in its page"
	comm -13 help.options page.options >unknown
	# A page may name another tool's options in an example.
	while IFS= read -r option; do
		cat "$SRCDIR"/src/*.c "$SRCDIR"/src/*/*.c |
			grep -qF "\"${option#--}\"" || echo "$option"
	done <unknown >invented
	empty invented "$tool: the page names no option that does not exist"
	run "$tool" --no-such-option
	status_is 64 "$tool: a wrong option exits 64"
	has err "--help" "$tool: a wrong option points at --help"
	run "$tool" --version
	has out "$tool (er-tools) " "$tool --version names tool and package"
done

# The commands of EXAMPLES are the .Dl lines; they run on the example book.
ln -s "$SRCDIR/examples" examples
ln -s examples/book book
cp "$SRCDIR/examples/trial.env" repos.env
sed -n '/^\.\\" example own.rec/,/^\.Ed/p' "$SRCDIR/man/er-env-schema.5" |
	grep -v '^\.' >own.rec
{ cat repos.env; printf 'DATABASE_URL=https://db.example\n'; } >own.env
chmod 600 repos.env own.env
ER_TRANSPORT=maildir:Maildir SES_FROM=reports@group.example
ER_OUTBOX=outbox.db SES_BCC=audit@group.example
export ER_TRANSPORT SES_FROM ER_OUTBOX SES_BCC
printf 'A body.\n' >body.txt
for page in "$SRCDIR"/man/*.[1-8]; do
	awk '/^\.Sh /{ in_examples = ($2 == "EXAMPLES") }
	    in_examples && sub(/^\.Dl /, "")' "$page" |
	sed -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\(dq/"/g' -e 's/\\&//g' \
	    -e 's/\\e/\\/g' -e 's/^"\(.*\)"$/\1/' >commands
	while IFS= read -r command <&3; do
		sh -c "$command" >out 2>err </dev/null
		status=$?
		status_is 0 "${page##*/}: $command"
	done 3<commands
done
done_testing
