#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each rule has a file that breaks it, says what expected.txt says, is described
# in the manual, and shows nothing of a secret. In the files, every secret is
# made of the words kEeP0ut and KEEPOUT.
. "${SRCDIR:?}/tests/lib.sh"

cp "$SRCDIR"/tests/data/env/*.env .
printf 'SES_FROM=a@b.example\nSES_BCC=c@b.example\nER_TRANSPORT=maildir:m\n' >base
{ cat base; printf 'API_SECRET=kEe\000P0ut\n'; } >er-nul-byte.env
{ cat base; printf 'API_SECRET=kEeP0ut\n# caf\351\n'; } >er-not-utf8.env
{ printf '\357\273\277'; cat base; } >er-byte-order-mark.env
sed "s/\$/$(printf '\r')/" base >er-crlf.env
printf 'AWS_SECRET_ACCESS_KEY=kEeP0ut\n' >er-file-mode.env
printf 'A=1' >er-ending-blank-line.env
printf 'A=1\n\n\nB=2\n' >er-extra-blank-line.env
printf 'A-B=1\n' >er-incorrect-delimiter.env
printf ' A=1\n' >er-leading-character.env
printf 'a=1\n' >er-lowercase-key.env
printf 'A="1"\n' >er-quote-character.env
printf 'A = 1\n' >er-space-character.env
printf 'A=${B\n' >er-substitution-key.env
printf 'A=1 \n' >er-trailing-whitespace.env
printf 'B=1\nA=2\n' >er-unordered-key.env
printf 'A=1 2\n' >er-value-without-quotes.env
chmod 600 ./*.env
chmod 644 er-file-mode.env

sed -n 's/.*{ "\(er-[a-z0-9-]*\)", ER_\([A-Z]*\), ER_\([A-Z]*\).*/\1 \2 \3/p' \
	"$SRCDIR/src/env/rules.c" >rules
# A line break may stand after the macro in rules.c.
sed -n 's/^	    { "\(er-[a-z0-9-]*\)", ER_\([A-Z]*\), ER_\([A-Z]*\).*/\1 \2 \3/p' \
	"$SRCDIR/src/env/rules.c" >>rules
sort -u -o rules rules
is "$(wc -l <rules | tr -d ' ')" "$(grep -c '^	\[ENV_' "$SRCDIR/src/env/rules.c")" \
	'the test sees every rule'

sed -n '/^	\[ENV_CLIENT\]/,$s/.*{ "\(er-[a-z0-9-]*\)".*/\1/p' "$SRCDIR/src/env/rules.c" >online
while read -r rule severity class; do
	word=$(echo "$severity" | tr '[:upper:]' '[:lower:]')
	want=78
	[ "$class" = CONFIG ] || want=65
	grep -q "^\.It Li $rule Pq $word\$" "$SRCDIR/man/er-env.1"
	ok $? "er-env(1) describes $rule, and as $word"
	case $rule in	# er-env-place.t makes the place for these
	er-file-owner | er-directory-mode | er-symlink | er-git-* | er-shadowed) continue ;;
	esac
	! grep -qx "$rule" online || continue	# er-env-deliver.t has AWS say so
	run er-env check --style --strict "$rule.env"
	cat out err >>all
	has err ": $word: " "$rule comes as $word"
	has err "[$rule]" "$rule is found"
	status_is "$want" "$rule exits $want when strict"
done <rules

for file in good.env "$SRCDIR"/tests/data/env/er-*.env; do
	file=${file##*/}
	echo "\$ er-env check $file"
	er-env check "$file" 2>&1
	echo "exit $?"
done >said
same said "$SRCDIR/tests/data/env/expected.txt" 'check says what is expected of each file'
for file in *.env; do
	er-env list "$file" 2>&1
	er-env check -q "$file" 2>&1
	er-env run "$file" -- true 2>&1
done >>all
cat said >>all
hasnt all kEeP0ut 'no secret appears in any output'
hasnt all KEEPOUT 'no key id appears in any output'
grep -q kEeP0ut er-smtp-password.env
ok $? 'the secrets are in the files (the test can see them)'
done_testing
