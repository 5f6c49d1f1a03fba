#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-env check --style: how a file is written, line by line.
. "${SRCDIR:?}/tests/lib.sh"

cat >schema.rec <<'END'
%rec: Variable

Name: SES_FROM
Type: text

Name: SES_BCC
Type: text
END

# style TEXT EXPECTED NAME: rules and places, in the order that they come.
style() {
	# shellcheck disable=SC2059 # escapes are wanted
	printf "$1" >x.env
	chmod 600 x.env
	ER_TRANSPORT=maildir:m er-env check --style --schema schema.rec x.env >out 2>err
	sed -n 's/^x\.env:\([0-9:]*\): warning:.*\[er-\(ending-blank-line\|extra-blank-line\|incorrect-delimiter\|leading-character\|lowercase-key\|quote-character\|space-character\|substitution-key\|trailing-whitespace\|unordered-key\|value-without-quotes\)\]$/\2 \1/p' err |
		tr '\n' ';' >found
	is "$(cat found)" "$2" "$3" || diag err
}
style 'A=1\nB=2\n' '' 'a tidy file'
style '' '' 'an empty file'
style 'A=1\nB=2' 'ending-blank-line 2;' 'no line feed at the end'
style 'A=1\n\n\n\nB=2\n' 'extra-blank-line 3:1;' 'blank lines, once for each run of them'
style 'A-B=1\n' 'incorrect-delimiter 1:1;' "'-' in a name"
style 'A.B=1\n' 'incorrect-delimiter 1:1;' "'.' in a name"
style 'A: 1\n' 'incorrect-delimiter 1:2;' "':' behind a name"
style ' A=1\n' 'leading-character 1:1;' 'a blank before the name'
style '1A=1\n' 'leading-character 1:1;' 'a digit before the name'
style 'export A=1\n' '' 'export is a word'
style 'aB=1\n' 'lowercase-key 1:1;' 'small letters'
style 'A="x"\n' 'quote-character 1:3;' 'quotes without need'
style 'A="x y"\nB='"'"'$x'"'"'\nC=""\n' '' 'quotes with need'
style 'A =1\n' 'space-character 1:2;' 'a blank before ='
style 'A= 1\n' 'space-character 1:2;' 'a blank behind ='
style 'A=\n' '' 'nothing behind ='
style 'A=${B\n' 'substitution-key 1:3;' 'no end of a substitution'
style 'A=$B}\n' 'substitution-key 1:3;' 'no begin of a substitution'
style 'A=${B}\nC=$D\nE='"'"'${F'"'"'\n' '' 'whole substitutions'
style 'A=1 \n# x \n' 'trailing-whitespace 1:4;trailing-whitespace 2:4;' 'blanks at the end'
style 'B=1\nA=2\n' 'unordered-key 2:1;' 'not by the alphabet'
style 'B=1\n\nA=2\n# c\nA1=1\n' '' 'a blank line or a remark begins a block'
style 'AB=1\nA=2\n' 'unordered-key 2:1;' 'the shorter name comes first'
style 'A=x y\n' 'value-without-quotes 1:3;' 'blanks without quotes'
style 'A="x \n\n\n  y"  \nB=1\n' 'trailing-whitespace 4:5;' 'lines of a value are not looked at'
style 'A=1\r\nB=2\r\n' '' 'CR LF is a line end'
style 'A=1\rB=2\r' 'ending-blank-line 1;' 'a lone CR is none'

printf 'b=1\na=2\n' >x.env
run er-env check --strict --reader dotenv --schema schema.rec x.env
hasnt err lowercase-key 'without --style nothing of it is said'
printf 'SES_BCC=a@b.example\nER_TRANSPORT=maildir:m\n' >x.env
chmod 600 x.env
run er-env check --style --schema schema.rec x.env
status_is 0 'style exits 0'
run er-env check --style --strict --schema schema.rec x.env
status_is 78 'and 78 under --strict'
printf 'kEeP0utkEeP0ut="x"\n' >x.env
run er-env check --style --reader dotenv --schema schema.rec x.env
hasnt err kEeP0ut 'no odd name is shown'
done_testing
