# SPDX-License-Identifier: GPL-3.0-or-later
# A long ledger: the rows of CSV files of postings, which are so many in total,
# each file again and again with other amounts and memos, until there are rows.
#
#     awk -v rows=ROWS -v total=TOTAL -f ledger.awk FILE.csv...
function flush_file(	i, k) {
	for (i = k = 0; written < int(rows * seen / total); i++) {
		if (i == n) {
			i = 0
			k++
		}
		printf "%s,%.2f,%s,%s%d %s\n", before[i],
		    amount[i] * (k % 7 + 1), client[i], quote[i], k, memo[i]
		written++
	}
	n = 0
}
BEGIN {
	FS = ","
	print "date,entity,account,amount,client,memo"
}
FNR == 1 {
	flush_file()
	next
}
{
	before[n] = $1 FS $2 FS $3
	amount[n] = $4
	client[n] = $5
	memo[n] = substr($0, length(before[n] $4 $5) + 4)
	quote[n] = sub(/^"/, "", memo[n]) ? "\"" : ""
	n++
	seen++
}
END {
	flush_file()
}
