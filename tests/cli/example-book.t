#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The example book itself, by recutils and awk: a second opinion on what the
# reports say of it.

. "${SRCDIR}/tests/lib.sh"

need recfix
need recsel
book=$SRCDIR/examples/book

bad=$(for file in "$book"/*.rec; do
	recfix --check "$file" >/dev/null 2>&1 || echo "${file##*/}"
done)
is "$bad" '' 'every recfile is right by recfix'
records=$(cat "$book"/*.rec | grep -c '^$')
[ "$records" -ge 250 ]
ok $? 'there are hundreds of records'
outside=$(grep -ohE '[A-Za-z0-9.-]+@[A-Za-z0-9.-]+' "$book"/* |
	grep -v '@group\.example$')
is "$outside" '' 'every address is of an example domain'

# ---- the ledger ------------------------------------------------------------

# Fields before the memo have neither commas nor quotes.
cat "$book"/posting.*.csv | grep -v ^date >ledger.csv
is "$(cut -d, -f1 ledger.csv | cut -c1-7 | sort -u | wc -l | tr -d ' ')" 12 \
    'the ledger has twelve months'
awk -F, '{ cents = $4 * 100; sum[$2 " " substr($1, 1, 7)] += cents < 0 ?
		int(cents - 0.5) : int(cents + 0.5) }
	END { for (k in sum) if (sum[k] != 0) print k, sum[k] }' ledger.csv >odd
empty odd 'each month of each company adds up to zero'

recsel -t Account -e 'Balance != "" && Kind = "cash"' -P Code,Balance \
    "$book/accounts.rec" | tr -d , | paste -sd' \n' - |
	awk 'NF == 2 { printf "%s %.2f\n", $1, $2 }' >stated
awk -F, '{ sum[$3] += $4 }
	END { for (k in sum) printf "%s %.2f\n", k, sum[k] }' ledger.csv >booked
[ -s stated ] && ! grep -vxF -f booked stated >differ
ok $? 'each balance is what the ledger says' || diag differ

# ---- gross burn, added up by hand --------------------------------------------

# Bounds of an amount in cents a month; the expenses of kinds operating and tax
# and the receipts, all of them active in October 2026.
month() {
	awk -v RS= '
	function field(name,   i, n, line, parts) {
		n = split($0, line, "\n")
		for (i = 1; i <= n; i++)
			if (index(line[i], name ": ") == 1)
				return substr(line[i], length(name) + 3)
		return ""
	}
	{
		every = field("Every"); amount = field("Amount")
		gsub(/[, %]/, "", amount)
		if (split(amount, end, /\.\./) == 1)
			end[2] = end[1]
		times = every == "quarter" ? 1 / 3 : every == "year" ? 1 / 12 : 1
		printf "%s\t%.6f\t%.6f\t%s\n", field("Entity"), end[1] * times,
			end[2] * times, field("Channel")
	}'
}
recsel -t Expense -e 'Kind = "operating" || Kind = "tax"' \
    "$book/expenses.rec" >paid
recsel -e 'Amount ~ "%"' paid | month >shares
recsel -e '!(Amount ~ "%")' paid | month >fixed
recsel -t Revenue -e '!(#From && From >> "2026-10-31")' "$book/revenue.rec" |
	month >received
recsel -t Channel -e '#Commission' -P Id,Commission "$book/channels.rec" |
	paste -sd'\t\n\n' - | tr -d ' %' >commissions
awk -F'\t' '
FILENAME == "fixed" { low += $2; high += $3 }
FILENAME == "shares" { least[$1] += $2 / 100; most[$1] += $3 / 100 }
FILENAME == "commissions" { split($2, end, /\.\./); rate[$1] = end[1] / 100 }
FILENAME == "received" {
	low += $2 * (least[$1] + rate[$4]); high += $3 * (most[$1] + rate[$4])
}
END { printf "%.2f %.2f\n", low, high }' fixed shares commissions received >sum
is "$(cat sum)" '7000.00 9000.00' 'gross burn is 7,000 to 9,000 USD by hand'

done_testing
