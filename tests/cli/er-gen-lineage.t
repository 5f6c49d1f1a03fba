#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every figure of the eight roles cites each record that it rests on, and no
# other. LINEAGE_RECORDS=1000 make check changes all records of the example
# book, in each way alone: that takes an hour.
. "${SRCDIR}/tests/lib.sh"
need "$PYTHON"
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

run "$PYTHON" "$SRCDIR/tests/report/lineage.py" "$SRCDIR/examples/book" \
    "${LINEAGE_RECORDS:-0}" ceo cto accounting cmo cfo rental yacht-delivery \
    client-portfolio
status_is 0 'records of each type are changed, one at a time'
is "$(sed '$d' out)" '' \
    'what moves cites what was changed, and what cites it moves'
tail -n 1 out >told
[ "$(sed 's/ .*//' told)" -gt 100 ]
ok $? 'and more than a hundred have moved'
sed 's/^/# /' told
done_testing
