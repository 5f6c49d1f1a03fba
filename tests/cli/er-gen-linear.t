#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen --linear: the same report without columns, bars and rules.
. "${SRCDIR}/tests/lib.sh"
ln -s "$SRCDIR/tests/data/report/book" book
ln -s "$SRCDIR/examples/book" example

run er-gen --linear all book
status_is 0 'a linear report is made'
cat >expected <<'TXT'
1. Boats

Tern, with *stars*, `=n.count` and <b>no</b> markup
Status: active
Value: USD 1,250.50

Heron
Status: active
Value: USD 68,000 to 82,000

Grünfink
Status: idle
Value: EUR 900

Value
Heron: USD 68,000 to 82,000
Tern, with *stars*, `=n.count` and <b>no</b> markup: USD 1,250.50

2. Facts

Boat: Heron
Share: 1,234,567
TXT
sed -n '/^1[.] B/,/^Share/p' out >got
same got expected 'each figure has a line and its label'
has out 'Missing: none' 'and what is not there is told in a word'
for role in ceo cto accounting cmo cfo rental yacht-delivery client-portfolio; do
	er-gen --linear "$role" example >out
	is "$(grep -c -e '---' -e '===' -e '###' -e ' \.\.\.* ' out)" 0 \
		"$role: no rules, bars or leaders"
	er-gen -f json "$role" example | "$PYTHON" -c '
import json, re, sys
page = re.sub(r"\s+", " ", open("out", encoding="utf-8").read())
report = json.load(sys.stdin)
sparks = {b["name"] for s in report["sections"] for b in s["blocks"]
          if b["kind"] == "spark"}
for figure in report["figures"]:
    if figure["text"] not in page and \
            figure["id"].split("/")[0] not in sparks:
        print(figure["id"])' >missing
	empty missing "$role: every figure is there"
done
run er-gen --linear -m cfo example
status_is 0 'it can be mailed'
done_testing
