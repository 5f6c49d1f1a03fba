# SPDX-License-Identifier: GPL-3.0-or-later
# The words of the schema's enumerations as a template for translators: a page
# shows them with tr(COLUMN).
function take(line,    words, n, i) {
	n = split(line, words, " ")
	for (i = 1; i <= n; i++) {
		if (words[i] ~ /^[0-9]/)
			continue
		if (!(words[i] in uses))
			order[++count] = words[i]
		uses[words[i]] = uses[words[i]] " " type "." field
		places[words[i]] = places[words[i]] " " FILENAME ":" FNR
	}
}
BEGIN {
	print "#, fuzzy"
	print "msgid \"\""
	print "msgstr \"\""
	print "\"Content-Type: text/plain; charset=UTF-8\\n\""
}
/^%rec: / { type = $2 }
/^%type: .* enum / {
	field = $2
	sub(/^.* enum /, "")
	take($0)
	more = 1
	next
}
/^\+ / && more {
	take(substr($0, 3))
	next
}
{ more = 0 }
END {
	for (i = 1; i <= count; i++) {
		print ""
		print "#. a word of" uses[order[i]]
		print "#:" places[order[i]]
		print "msgid \"" order[i] "\""
		print "msgstr \"\""
	}
}
