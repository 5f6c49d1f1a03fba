#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# er-gen -f html: sound, complete in itself, fit for a phone and a desk.
. "${SRCDIR}/tests/lib.sh"
ln -s "$SRCDIR/examples/book" example
ln -s "$SRCDIR/tests/data/report/book" book
ROLES='ceo cto accounting cmo cfo rental yacht-delivery client-portfolio'

run er-gen -f html all book
status_is 0 'a page is made'
has out 'Tern, with *stars*, `=n.count` and &lt;b&gt;no&lt;/b&gt; markup' \
	'data is not markup'
has out "content=\"default-src 'none'; style-src 'unsafe-inline'\"" \
	'its policy allows nothing from outside'
cp out first
run env LC_ALL=fi_FI.UTF-8 er-gen -f html all book
same out first 'the same facts give the same bytes'
run er-gen -f html --allow-stale --roles book/roles stale book
has out 'class="stale">STALE DATA.' 'stale data is told'

mkdir roles
cat >roles/odd.md <<'MD'
---
title: A <b> & "B"
---
## \<i>Heading\</i>

```sql table t by=g
SELECT '<script>alert(1)</script>' AS "Word ""><x>", 1 AS n,
  '"><img src=x>' AS g, 'x.rec:1' AS src
```

```sql bars b
SELECT '&amp;' AS a, -5 AS x_low, NULL AS x_high, 'may' AS state UNION ALL
SELECT '</svg>', NULL, 7, 'may' UNION ALL SELECT 'c', -3, -3, ''
```

1. one
2. two
   - inner
   - again

   more of two
3. three

- other
MD
check() {
	echo "not made" >faults
	er-gen -f json "$@" >report.json && er-gen -f html "$@" >page.html &&
	"$PYTHON" "$SRCDIR/tests/report/check-html.py" page.html report.json \
		>faults 2>&1
	[ ! -s faults ]
	ok $? "the $1 page is sound and says what the report says" ||
		diag faults
}
check all book
check odd book --roles roles
is "$(sed -n '/^<ol/,/^<.main/p' page.html | sed '$d' | tr -d '\n')" \
	'<ol start="1"><li><p>one</p></li><li><p>two</p><ul><li><p>inner</p></li><li><p>again</p></li></ul><p>more of two</p></li><li><p>three</p></li></ol><ul><li><p>other</p></li></ul>' \
	'lists are nested as in the page'
check forms book --roles "$SRCDIR/tests/data/report/roles"
for role in $ROLES; do
	check "$role" example
done

# All of them in a real browser, where there is one. CHROMIUM names it: none to
# go without, and what is named must be there.
browser=$(command -v "${CHROMIUM-chromium}" || command -v chromium-browser)
[ "${CHROMIUM-}" != none ] || browser=
if [ -z "$browser" ] && [ "${CHROMIUM-none}" = none ]; then
	skip 'no chromium' 'the pages fit a phone and a desk, with contrast'
	done_testing
	exit 0
fi
cp "$SRCDIR/tests/report/measure.html" .
measure() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu \
		--disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync \
		--allow-file-access-from-files \
		--blink-settings=preferredColorScheme="$1" \
		--user-data-dir="$workdir/browser" --dump-dom \
		"file://$workdir/measure.html?$pages" 2>browser.err |
		sed -n 's/.*said: \(.*\)[.]<.*/\1/p'
}
pages=forms,cited
for role in $ROLES; do
	er-gen -f html "$role" example >"$role.html"
	pages=$pages,$role
done
er-gen -f html --roles "$SRCDIR/tests/data/report/roles" forms book >forms.html
er-gen -f html --cite cfo example >cited.html
is "$(measure 1)" sound 'the pages fit a phone and a desk, with contrast'
is "$(measure 0)" sound 'and so they do in the dark'
done_testing
