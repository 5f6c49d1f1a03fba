#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The finance views on worked examples, the result of each known beforehand.
. "${SRCDIR:-.}/tests/lib.sh"

. "$SRCDIR/tests/finance/lib.sh"

# ---- break-even of a range: each price at one end in the whole formula ----

book price <<'.'
%rec: Expense
Entity: a
Item: rent
Amount: 10,000
Every: month
Kind: operating

%rec: Offer
Entity: a
Name: job
Price: 90..110
Variable_Cost: 40
.
is "$(figure price break_even revenue_low revenue_high units_low units_high state)" \
    '1571428 1800000 143 200 some' 'revenue at break-even: 15,714.28 to 18,000.00'
is "$(figure price contribution contribution_low contribution_high loss)" \
    '5000 7000 no' 'contribution: 50.00 to 70.00'

# ---- net burn with a cost that goes with receipts ----

book share <<'.'
%rec: Expense
Entity: a
Item: rent
Amount: 20K
Every: month
Kind: operating

Entity: a
Item: agents
Amount: 15 %
Every: month
Kind: operating

%rec: Revenue
Entity: a
Item: sales
Amount: 12K..20K
Every: month
.
is "$(figure share entity_burn net_low net_high gross_low gross_high state)" \
    '300000 980000 2180000 2300000 burning' 'net burn: 3,000 to 9,800'
is "$(figure share group_burn net_low net_high net_currency)" \
    '300000 980000 USD' 'the same for the group'

# ---- three offers sold in a mix ----

book mix <<'.'
%rec: Expense
Entity: a
Item: rent
Amount: 30,000
Every: month
Kind: operating

%rec: Offer
Entity: a
Name: A
Price: 200
Variable_Cost: 80
Mix: 0.5

Entity: a
Name: B
Price: 100
Variable_Cost: 70
Mix: 0.3

Entity: a
Name: C
Price: 60
Variable_Cost: 66
Mix: 0.2
.
is "$(figure mix mixed_break_even contribution_low revenue_low revenue_high losses)" \
    '6780 6283186 6283186 C' 'mix: contribution 67.80, revenue 62,831.86, C at a loss'
is "$(figure mix mixed_break_even ratio_low bundles_low | cut -c1-11,20-28)" \
    '0.477464788 442.4778' 'mix: ratio 47.75 %, 442.48 bundles'
is "$(figure mix mixed_break_even_units units_low units_high | tr '\n' ' ')" \
    '222 222 133 133 89 89 ' 'mix: 222, 133 and 89 units'
is "$(figure mix break_even state | tr '\n' ' ')" 'some some never ' \
    'C alone never breaks even'

# ---- two flats: sums are divided, not rates averaged ----

book flats <<'.'
%rec: Asset
Id: one
Entity: a
Name: One
Kind: rental

Id: two
Entity: a
Name: Two
Kind: rental

%rec: Stay
Asset: one
Arrive: 2026-10-02
Depart: 2026-10-20
Rent: 3,600

Asset: two
Arrive: 2026-10-02
Depart: 2026-10-08
Rent: 1,920
.
is "$(figure flats portfolio_occupancy adr_low adr_high guest nights)" \
    '23000 23000 24 62' 'ADR of both flats: 230.00'
is "$(figure flats occupancy adr_low | tr '\n' ' ')" '20000 32000 ' \
    'ADR of each: 200.00 and 320.00'

# ---- a season: the mean says for ever, the path says six months ----

book season <<'.'
%rec: Account
Code: 1000
Entity: a
Name: Bank
Kind: cash
Balance: 60,000
As_Of: 2026-10-31

%rec: Expense
Entity: a
Item: all
Amount: 12,000
Every: month
Kind: operating
Until: 2027-10-31

%rec: Revenue
Entity: a
Item: summer
Amount: 32,000
Every: month
From: 2027-05-01
Until: 2027-10-31
.
is "$(figure season entity_runway months_low months_high minimum_low minimum_month_low)" \
    '6 6 -1200000 2027-04' 'runway: below 0 in month 6, -12,000 at the least'
is "$("$dump" 2026-10-31 season.rec \
    "SELECT group_concat(cash_low) FROM entity_path WHERE n IN (5, 6, 12)" |
    tail -n 1)" '0,-1200000,10800000' 'the path: 0, -12,000, then 108,000'
is "$(figure season group_runway months_low cash_low)" '6 6000000' \
    'the same for the group'

# ---- currencies ----

book rate <<'.'
%rec: Expense
Entity: a
Item: rent
Amount: 1,000 EUR
Every: month
Kind: operating

%rec: Rate
Date: 2026-09-30
From: EUR
To: USD
Rate: 1.10

Date: 2026-10-31
From: EUR
To: USD
Rate: 1.20

Date: 2026-11-01
From: EUR
To: USD
Rate: 1.30
.
is "$(figure rate entity_burn gross_low gross_currency)" '120000 USD' \
    'the latest Rate at or before as-of counts'
sed 's/^From: EUR/From: JPY/' rate.rec >yen.rec
is "$(figure yen entity_burn gross_low)" \
    '! there is no Rate from EUR to USD, or back, of the day of the report or before' \
    'a missing Rate is an error that names the pair'
is "$(figure yen stale type age)" '' 'and no error where nothing is converted'

# ---- the ledger month by month ----

book ledger <<'.'
%rec: Account
Code: 4000
Name: Sales
Kind: revenue

Code: 6000
Name: Rent
Kind: expense

Code: 1000
Name: Bank
Kind: cash

%rec: Posting
Date: 2026-08-03
Entity: a
Account: 4000
Amount: -200..-100

Date: 2026-08-03
Entity: a
Account: 1000
Amount: 150

Date: 2026-08-31
Entity: a
Account: 6000
Amount: 40..50

Date: 2026-10-01
Entity: a
Account: 6000
Amount: 45.50

Date: 2026-10-02
Entity: a
Account: 4000
Amount: -7 EUR

Date: 2026-11-01
Entity: a
Account: 4000
Amount: -9
.
is "$(figure ledger monthly_result month revenue_low revenue_high costs_low \
    costs_high result_low result_high result_currency | sort)" \
    '2026-08 10000 20000 4000 5000 5000 16000 USD
2026-09 \N \N \N \N \N \N USD
2026-10 0 0 4550 4550 -4550 -4550 USD
2026-10 700 700 0 0 700 700 EUR' \
    'a month is what was booked in it, by currency, and NULL between'

# ---- what is not there ----

book empty </dev/null
"$dump" 2026-10-31 empty.rec entity_burn group_burn entity_runway group_runway \
    contribution break_even mixed_break_even mixed_break_even_units \
    margin_of_safety target_to_year_end client_share concentration \
    group_concentration occupancy portfolio_occupancy utilisation \
    fleet_utilisation cash_cycle capital_plan kpi_status account_audit ageing \
    monthly_result recognition_schedule stale >out 2>err
ok $? 'every view answers on a book without facts'
hasnt out '! ' 'and none of them fails'
is "$(figure empty group_burn gross_low state)" '0 cash-generative' \
    'a group without facts burns nothing'

# ---- overflow ----

book much <<'.'
%rec: Expense
Entity: a
Item: one
Amount: 92233720368547758.07
Every: month
Kind: operating

Entity: a
Item: two
Amount: 92233720368547758.07
Every: month
Kind: operating
.
is "$(figure much entity_burn gross_low)" '! a figure is too large' \
    'a sum past 64 bits is an error, not a wrong number'

done_testing
