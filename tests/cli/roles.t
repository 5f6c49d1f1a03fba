#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The eight shipped roles on the example book: what the reports are for is in
# them, they fit the page, and they keep one company's facts from another.

. "${SRCDIR}/tests/lib.sh"

book=$SRCDIR/examples/book
roles='ceo cto accounting cmo cfo rental yacht-delivery client-portfolio'
entities='jada qsd qdn dc'

# headings ROLE: what the role must have a section on, one a line.
headings() {
	cat <<-'END'
	Executive summary
	sset inventory
	KPI framework
	Recommendations for 30, 60 and 90 days
	Within 60 days:
	Within 90 days:
	Financial impact
	END
	case $1 in
	ceo)
		cat <<-'END'
		Full asset inventory
		Critical shortfalls
		Other gaps in priority order
		missing KPIs
		30-day action plan
		END
		return ;;
	cto)
		cat <<-'END'
		Stack audit on the four standards
		Security gaps
		Cost analysis
		User experience gaps
		Development-cycle improvements
		END
		;;
	accounting)
		cat <<-'END'
		Revenue recognition
		Chart of accounts
		Expense audit
		Profitability roadmap
		END
		;;
	cmo)
		cat <<-'END'
		Channel visibility
		Marketing deployment sequencing
		OTA strategy
		END
		;;
	cfo)
		cat <<-'END'
		Burn-rate model
		Runway
		Break-even analysis
		Targets to the year's end
		Capital deployment framework
		END
		;;
	rental)
		cat <<-'END'
		Leases
		Occupancy, ADR and RevPAR
		Result of the rental
		END
		;;
	yacht-delivery)
		cat <<-'END'
		Pipeline
		Contribution per delivery
		Crew days and utilisation
		END
		;;
	client-portfolio)
		cat <<-'END'
		Portfolio health
		Renewals
		Concentration
		Fees and invoices
		END
		;;
	esac
	printf '%s\n' 'Shortfalls and gaps in priority order' 'Within 30 days:'
}

name_of() {
	case $1 in
	jada) echo 'JADA' ;;
	qsd) echo 'Queen of San Diego' ;;
	qdn) echo 'QuickDumpNow' ;;
	dc) echo 'Dangerous Centaur' ;;
	esac
}

# longest FILE: the columns of its longest line.
longest() { awk 'length > n { n = length } END { print n + 0 }' "$1"; }

# ---- each report ---------------------------------------------------------

for role in $roles; do
	run er-gen "$role" "$book"
	status_is 0 "$role is made from the example book"
	empty err "$role gives no warning"
	[ "$(longest out)" -le 72 ]
	ok $? "$role fits 72 columns"
	headings "$role" >wanted
	missing=$(while read -r heading; do
		grep -qF -e "$heading" out || echo "$heading"
	done <wanted)
	is "$missing" '' "$role has every section"
	# A sentence that stands for no rows.
	is "$(grep -E '^(No|Nothing|None)[ .].*[.]$' out)" '' \
	    "$role has something to say in every section"
	cp out "$role.txt"
	run er-gen "$role" "$book"
	same out "$role.txt" "$role is the same when made again"
done

# ---- the figures ---------------------------------------------------------

for role in ceo cfo; do
	tr '\n' ' ' <"$role.txt" >flat
	has flat 'USD 7,000 to 9,000 a month' "$role shows the burn of all four"
done
has cfo.txt 'Queen of San Diego breaks even at 6 charters a month' \
    'cfo shows the break-even at 6 charters'
for month in 11 12; do
	for entity in $entities; do
		sed -n "/^2026-$month:/,/^2026-12:\|^[0-9]/p" cfo.txt |
			grep -q "^$(name_of "$entity")"
		ok $? "cfo has the target of $entity for 2026-$month"
	done
done
grep -q '^2026-12  *12,620' cfo.txt
ok $? 'cfo has the target of all for December 2026'
has cto.txt '44 checks were made' 'cto counts the checks'
for standard in Security Cost Experience Velocity; do
	grep -q "^Company .*$standard" cto.txt
	ok $? "cto scores the stacks on $standard"
done
for check in 'Hard-coded credentials' 'Plaintext configuration' \
    'Authentication gaps' 'AWS spend' 'Per-resource optimisation' \
    'Missing features' 'Analytics gaps' 'Outdated copy' 'CI/CD' Staging \
    Rollback; do
	has cto.txt "$check" "cto reports on $check"
done
for entity in $entities; do
	has ceo.txt "$(name_of "$entity"):" "ceo lists the assets of $entity"
done

# ---- one company alone ---------------------------------------------------

for entity in $entities; do
	leaks='' failed=''
	for role in $roles; do
		run er-gen -e "$entity" "$role" "$book"
		[ "$status" -eq 0 ] && [ "$(longest out)" -le 72 ] ||
			failed="$failed $role"
		for other in $entities; do
			[ "$other" = "$entity" ] && continue
			grep -q "$(name_of "$other")" out &&
				leaks="$leaks $role:$other"
		done
	done
	is "$failed" '' "all eight are made for $entity alone"
	is "$leaks" '' "$entity alone shows no other company"
done
run er-gen -e qsd cfo "$book"
has out '4,066 to 4,677' 'an entity alone has its own burn'
hasnt out '7,000 to 9,000' 'and not that of all'

# ---- little data, old data -----------------------------------------------

cat >near-empty.rec <<'END'
%rec: Organisation

Id: one
Name: One
Currency: EUR

%rec: Entity

Id: shop
Name: Shop
END
failed=''
for role in $roles; do
	run er-gen "$role" near-empty.rec
	[ "$status" -eq 0 ] && grep -q '^1. Executive summary' out ||
		failed="$failed $role"
done
is "$failed" '' 'all eight are made from a book with nothing but a name'

for role in $roles; do
	run er-gen -d 2027-11-05 "$role" "$book"
	status_is 80 "$role is not made from data a year old"
	empty out "$role then writes nothing"
done
run er-gen -d 2027-11-05 --allow-stale cfo "$book"
status_is 0 'unless that is allowed'
has out 'DATA: STALE' 'and then it says so'

# ---- what the pages count with --------------------------------------------

mkdir pages
cat >pages/monthly.md <<'END'
---
title: Monthly
---
## Rates

```sql facts rates
SELECT monthly(1200, 'year') || ', ' || monthly(7, 'month') || ', ' ||
       monthly(1, 'quarter') || ', ' || monthly(3, 'week') || ', ' ||
       monthly(12, 'day') || ', ' || coalesce(monthly(5, 'once'), 'none')
       AS "Rates"
```
END
run er-gen --roles pages monthly "$book"
has out '100, 7, 1/3, 13, 365, none' 'monthly() is exact and leaves out once'

cat "$book"/*.rec >all.rec
run_in all.rec er-gen ceo
status_is 0 'the recfiles make a report on stdin too'

done_testing
