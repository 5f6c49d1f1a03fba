#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# More of the finance views on small books, the result of each known
# beforehand, and the records that each figure rests on.
. "${SRCDIR:-.}/tests/lib.sh"
. "$SRCDIR/tests/finance/lib.sh"

# ---- three months, and a lump in the last of them ----

book lump <<'.'
%rec: Expense
Entity: a
Item: rent
Amount: 1,000
Every: month
Kind: operating

Entity: a
Item: repair
Amount: 900
Every: once
From: 2026-10-12
Kind: operating

Entity: a
Item: fair
Amount: 300
Every: once
From: 2026-08-02
Kind: operating

Entity: a
Item: agents
Amount: 10 %
Every: month
Kind: operating

%rec: Revenue
Entity: a
Item: sales
Amount: 2,000
Every: month
.
is "$(figure lump entity_burn gross_low gross_reported_low gross_mean_low gross_differs)" \
    '120000 210000 160000 yes' 'burn: 1,200, reported 2,100, three-month mean 1,600'
is "$(figure lump entity_burn net_reported_low net_mean_low net_differs)" \
    '10000 -40000 yes' 'net: reported 100, the mean -400'
is "$(figure lump group_burn gross_mean_low net_mean_high gross_differs)" \
    '160000 -40000 yes' 'the same for the group'
is "$(cited lump entity_burn gross_src)" 'rent, agents, sales' \
    'gross burn rests on what recurs, and on receipts through a percentage'
is "$(cited lump entity_burn gross_reported_src)" \
    'rent, repair, agents, sales' 'reported: what came once too'
is "$(cited lump entity_burn gross_mean_src)" \
    'rent, repair, fair, agents, sales' \
    'the mean: what came once in any of the three months'
sed 's/^Amount: 10 %/Amount: 10/' lump.rec >plain.rec
is "$(cited plain entity_burn gross_src)" 'rent, agents' \
    'gross burn without percentages rests on no receipt'

# ---- runway: dates, credit, buffer, and what moves which of them ----

book run <<'.'
%rec: Account
Code: 1000
Entity: a
Name: Bank
Kind: cash
Balance: 10,000
As_Of: 2026-10-31

Code: 1100
Entity: a
Name: Line
Kind: credit
Balance: 4,000
As_Of: 2026-10-31

%rec: Expense
Entity: a
Item: all
Amount: 3,000..4,000
Every: month
Kind: operating

Entity: a
Item: far
Amount: 1
Every: once
From: 2027-09-10
Kind: capex
.
sed -e 's/^Name: A$/&\nBuffer: 5,000/' run.rec >kept.rec
is "$(figure kept entity_runway months_low months_high runs_out_low runs_out_high)" \
    '3 4 2027-01-31 2027-02-28' 'cash lasts to the end of January, or of February'
is "$(figure kept entity_runway credit_months_low credit_months_high credit_runs_out_high)" \
    '4 5 2027-03-31' 'with the credit drawn, a month longer'
is "$(figure kept entity_runway buffer_low buffer_months_low buffer_months_high buffer_date_low)" \
    '500000 2 2 2026-12-31' 'the buffer is broken in December'
is "$(figure run entity_runway buffer_low buffer_date_low)" '\N \N' \
    'without a Buffer there is none'
is "$(figure kept group_runway buffer_low months_low)" '\N 3' \
    'the buffer of an entity is not that of the group'
sed -e 's/^Currency: USD$/&\nBuffer: 5,000/' run.rec >both.rec
is "$(figure both group_runway buffer_date_low buffer_date_high)" \
    '2026-12-31 2026-12-31' 'the group has its own'
is "$(cited kept entity_runway months_src)" 'Bank, all' \
    'months rest on cash and what is paid until then'
is "$(cited kept entity_runway minimum_src)" 'Bank, all, far' \
    'the minimum rests on all 60 months'
is "$(cited kept entity_runway cash_src credit_src)" 'Bank, Line' \
    'cash and credit rest on one account each'
is "$(cited kept entity_runway buffer_src)" 'A' 'the buffer on its entity'
is "$(cited run entity_path src | sed -n '10,11p')" 'Bank, all
Bank, all, far' \
    'a path rests on what has moved it so far'

# ---- the top client leaves ----

book clients <<'.'
%rec: Account
Code: 1000
Entity: a
Name: Bank
Kind: cash
Balance: 6,000
As_Of: 2026-10-31

%rec: Client
Id: big
Entity: a
Name: Big
Parent: Owner

Id: also
Entity: a
Name: Also
Parent: Owner

Id: small
Entity: a
Name: Small

%rec: Expense
Entity: a
Item: all
Amount: 3,000
Every: month
Kind: operating

Entity: a
Item: agents
Amount: 10 %
Every: month
Kind: operating

%rec: Revenue
Entity: a
Item: one
Amount: 2,000
Every: month
Client: big

Entity: a
Item: two
Amount: 1,000
Every: month
Client: also

Entity: a
Item: three
Amount: 2,000
Every: month
Client: small
.
is "$(figure clients entity_runway state months_low)" 'not \N' \
    'with all its clients the entity burns nothing'
is "$(figure clients client_loss client net_low net_high state months_low runs_out_low)" \
    'Owner 120000 120000 burning 6 2027-04-30' \
    'without the two of one owner it burns 1,200 and lasts 6 months'
is "$(figure clients group_client_loss entity client net_low months_low)" \
    'Group Owner 120000 6' 'the same for the group'
sed 's/^Amount: 2,000$/Amount: -1..2,000/' clients.rec >refund.rec
is "$(figure refund client_loss client)" '' \
    'nothing is said where a receipt may be below 0'
is "$(figure refund client_share share_low)" '\N
\N' 'and there are no shares'

book group <<'.'
%rec: Client
Id: daughter
Entity: a
Name: Daughter
Parent: mother

Id: mother
Entity: a
Name: Mother

Id: other
Entity: a
Name: Other

%rec: Revenue
Entity: a
Item: one
Client: daughter
Amount: 100
Every: month

Entity: a
Item: two
Client: other
Amount: 300
Every: month
.
is "$(figure group client_share client share_low)" 'Mother 0.25
Other 0.75' 'clients under one parent are one'
is "$(cited group client_share src)" 'Daughter, one, two
one, two' 'who is behind whom is a matter of that share alone'

# ---- contribution as a part of the price, steps, the mix ----

book steps <<'.'
%rec: Expense
Entity: a
Item: rent
Amount: 900
Every: month
Kind: operating

%rec: Offer
Entity: a
Name: trip
Price: 200
Variable_Cost: 50 EUR
Step_Units: 4
Step_Cost: 300

%rec: Rate
Date: 2026-10-31
From: EUR
To: USD
Rate: 1

%rec: Revenue
Entity: a
Item: trips
Amount: 3,000
Every: month
.
is "$(figure steps break_even units_low revenue_low steps_low steps_high)" \
    '8 160000 2 2' 'one more step: 1,200 at 150 each, within the second'
is "$(figure steps contribution contribution_low ratio_low)" '15000 0.75' \
    'contribution 150, three quarters of the price'
is "$(figure steps margin_of_safety margin_low sales_low break_even_low)" \
    '0.46666666666666667 300000 160000' 'nearly half of sales may be lost'
is "$(cited steps margin_of_safety sales_src)" 'trips' 'sales are receipts'
is "$(cited steps margin_of_safety break_even_src)" 'rent, trip, 2026-10-31' \
    'break-even is cost, offer and rate'
is "$(cited steps contribution ratio_src)" 'trip, 2026-10-31' \
    'the ratio of two currencies rests on the Rate'
sed -e 's/^Price: 200/& EUR/' steps.rec >euro.rec
is "$(cited euro contribution ratio_src src)" 'trip, trip, 2026-10-31' \
    'that of one does not'

book mixed <<'.'
%rec: Offer
Entity: a
Name: A
Price: 200
Mix: 3

Entity: a
Name: B
Price: 100
Mix: 1
.
is "$(figure mixed mixed_break_even_units offer mix units_low)" 'A 0.75 0
B 0.25 0' 'the mix stands beside the units'

# ---- targets of the group ----

book targets <<'.'
%rec: Target
Entity: a
Month: 2026-03
Amount: 1,000

Entity: a
Month: 2026-12
Amount: 2,000..3,000

%rec: Account
Code: 4000
Name: Sales
Kind: revenue

%rec: Posting
Date: 2026-04-01
Entity: a
Account: 4000
Amount: -400
.
is "$(figure targets group_target_to_year_end gap_low gap_high needed_low needed_high months_left)" \
    '260000 360000 130000 180000 2' 'the group needs 1,300 to 1,800 a month'
is "$(cited targets target_to_year_end target_src actual_src)" \
    '2026-03, 2026-12, 2026-04-01' \
    'the target rests on targets, the actual on postings'

# ---- who owes, and through what it comes ----

book owed <<'.'
%rec: Client
Id: x
Entity: a
Name: X

Id: y
Entity: a
Name: Y

%rec: Channel
Id: portal
Entity: a
Name: Portal
Kind: ota
Status: live
Commission: 20 %

Id: own
Entity: a
Name: Own page
Kind: direct
Status: live

%rec: Revenue
Entity: a
Item: by portal
Amount: 3,000
Every: month
Channel: portal

Entity: a
Item: direct
Amount: 1,000
Every: month
Channel: own

%rec: Account
Code: 1200
Name: Debtors
Kind: receivable

%rec: Posting
Date: 2026-10-01
Entity: a
Account: 1200
Amount: 600
Client: x

Date: 2026-07-01
Entity: a
Account: 1200
Amount: 300
Client: y

Date: 2026-10-20
Entity: a
Account: 1200
Amount: -100
Client: y
.
is "$(figure owed channel_share channel kind share_low major | sort)" 'Own page direct 0.25 yes
Portal ota 0.75 yes' 'a portal brings three quarters of receipts'
is "$(figure owed channel_concentration top1_low hhi_low)" '0.75 0.625' \
    'and receipts through channels are concentrated so'
is "$(figure owed receivable_share client share_low)" 'X 0.75
Y 0.25' 'X owes three quarters of what is owed'
is "$(figure owed receivable_concentration top1_high effective_high)" \
    '0.75 1.6000000000000001' 'which is like 1.6 equal debtors'
is "$(cited owed ageing over_90_src src)" '\N, 2026-10-01
2026-07-01, 2026-10-20, 2026-07-01, 2026-10-20' \
    'what is old rests on old debits, and on what was paid'

# ---- stays by the way they were booked ----

book stays <<'.'
%rec: Channel
Id: portal
Entity: a
Name: Portal
Kind: ota
Status: live
Commission: 10..20 %

%rec: Asset
Id: flat
Entity: a
Name: Flat
Kind: rental

%rec: Stay
Asset: flat
Arrive: 2026-10-02
Depart: 2026-10-08
Rent: 600
Channel: portal

Asset: flat
Arrive: 2026-10-10
Depart: 2026-10-12
Rent: 150

Asset: flat
Arrive: 2026-10-20
Depart: 2026-10-25
Kind: cancelled
Rent: 500
Channel: portal

Asset: flat
Arrive: 2026-10-26
Depart: 2026-10-27
Kind: owner
.
is "$(figure stays stay_channel channel stays cancelled nights share revenue_low net_low net_high)" \
    '\N 1 0 2 0.25 15000 15000 15000
Portal 1 1 6 0.75 60000 48000 54000' 'what the portal brought, before and after commission'
is "$(figure stays stay_channel net_adr_low net_adr_high adr_low)" '7500 7500 7500
8000 9000 10000' 'a night by the portal leaves 80 to 90'
is "$(cited stays occupancy owner_src)" 'Flat, 2026-10-26' \
    'owner nights rest on the asset and the owner'\''s stays'
is "$(cited stays occupancy revenue_src)" 'Flat, 2026-10-02, 2026-10-10' \
    'revenue on guest stays'
sed 's/^Depart: 2026-10-27/Depart: 2026-12-01/
    s/^Arrive: 2026-10-26/Arrive: 2026-10-01/' stays.rec >double.rec
is "$(figure double occupancy adjusted revpar_adjusted_low)" '\N \N' \
    'no night left over is nothing to divide by'

# ---- what a delivery leaves ----

book delivery <<'.'
%rec: Asset
Id: hull
Entity: a
Name: Hull
Kind: yacht

%rec: Rate
Date: 2026-09-30
From: EUR
To: USD
Rate: 1.25

%rec: Voyage
Asset: hull
Kind: delivery
Start: 2026-10-01
End: 2026-10-11
Income: 9,000
Cost: 2,000..3,000 EUR
Distance: 800
Crew_Days: 20
.
is "$(figure delivery voyage_result days contribution_low contribution_high per_day_low per_crew_day_high per_mile_low)" \
    '10 525000 650000 52500 32500 656' 'a delivery: fee less cost of another currency'
is "$(cited delivery voyage_result income_src src)" '2026-10-01, 2026-09-30, 2026-10-01' \
    'its income rests on the voyage, its cost on the rate, too'

# ---- result to cash ----

book cash <<'.'
%rec: Account
Code: 1200
Name: Debtors
Kind: receivable

Code: 4000
Name: Sales
Kind: revenue

Code: 6000
Name: Rent
Kind: expense

Code: 1900
Name: Suspense
Kind: expense

%rec: Posting
Date: 2026-10-01
Entity: a
Account: 4000
Amount: -1,000

Date: 2026-10-01
Entity: a
Account: 1200
Amount: 1,000

Date: 2026-10-20
Entity: a
Account: 1200
Amount: -700

Date: 2026-10-03
Entity: a
Account: 6000
Amount: 400

Date: 2026-08-03
Entity: a
Account: 1900
Amount: 1,000

Date: 2026-10-03
Entity: a
Account: 1900
Amount: -1,500
.
is "$(figure cash cash_conversion result_low cash_flow_low conversion_low)" \
    '210000 180000 0.8571428571428571' 'of a result of 2,100 1,800 is cash'
is "$(figure cash cash_cycle dso_low days revenue_low receivable_low)" \
    '4.6500000000000004 31 100000 15000' 'DSO with what it is worked out from'
is "$(cited cash cash_cycle dso_src)" '2026-10-01, 2026-10-01, 2026-10-20' \
    'and the postings it rests on'
is "$(figure cash account_audit finding account amount_low | sort)" \
    'negative 1900 -150000
round 1900 100000
suspense 1900 -50000' 'findings in the ledger have an amount'

# ---- revenue not billed ----

book contracts <<'.'
%rec: Contract
Id: k
Entity: a
Amount: 100..101
Received: 30
Start: 2026-09-01
End: 2026-11-30
Method: straight-line
.
is "$(figure contracts recognition_schedule month recognised_low recognised_high liability_low unbilled_low unbilled_high)" \
    '2026-09 3333 3367 \N \N \N
2026-10 3333 3367 0 3666 3734
2026-11 3333 3367 0 7000 7100' 'each month of a range is rounded outward'

done_testing
