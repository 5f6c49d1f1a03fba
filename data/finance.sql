-- SPDX-License-Identifier: GPL-3.0-or-later
-- The finance definitions: views over the tables of a book. A view of which a
-- reader may ask has a comment that states its formula, its base (what is
-- counted) and its source (which records).
--
-- Numbers are exact: whole minor units of money are INTEGER, other rationals
-- are TEXT ('7/12'), worked on by the ratio_ and range_ functions; percentages
-- and quantities are decimals and are taken as such. Ranges are bounds, each
-- worked out at the end that is worst, or best, for the whole formula. A view
-- whose name ends in _exact holds figures before rounding, in `unit`, the
-- entity's currency. Names that begin with _ are for this file: no record type
-- can have such a name, and role pages read the others. Those that several
-- views rest on are tables, worked out once; where a rate is missing they hold
-- a sentence in place of the number, and only a figure that needs it fails.
-- Each statement begins a line, and is run when a query of the page, or one of
-- these, names what it makes.
--
-- Rounding is the last step: a range outward, a point half away from zero.

----------------------------------------------------------------------------
-- Ground: time, currencies, the lines of the book
----------------------------------------------------------------------------

CREATE TABLE _clock AS
-- Months as numbers (months since year 0). Run rates are those of `month`, the
-- last one of the period; the runway's first month is the one after `today`.
SELECT as_of, period_start, period_end, organisation, currency,
	month_index(period_start) AS first_month,
	month_index(period_end) AS month,
	month_index(as_of) AS today,
	date(as_of, '+1 day') LIKE '%-01' AS month_is_over
FROM this;

CREATE TABLE _entity_unit AS
-- The currency of each entity's figures.
SELECT id AS entity, coalesce(currency, (SELECT currency FROM this)) AS unit,
	src
FROM entity;

CREATE TABLE _fx AS
-- Units of to_currency for one of from_currency: the latest Rate at or before
-- as-of, else one divided by the latest Rate the other way. Nothing goes by
-- way of a third currency. Of two Rates of one day the later record counts.
-- Source: Rate.
WITH ranked AS (
	SELECT "from" AS a, "to" AS b, rate, src, row_number() OVER (
		PARTITION BY "from", "to" ORDER BY date DESC, rowid DESC) AS nth
	FROM rate
	WHERE date <= (SELECT as_of FROM this) AND "from" <> "to"),
latest AS (SELECT a, b, rate, src FROM ranked WHERE nth = 1)
SELECT a AS from_currency, b AS to_currency, rate, src FROM latest
UNION ALL
SELECT o.b, o.a, ratio_div(1, o.rate), o.src
FROM latest AS o
WHERE NOT EXISTS (SELECT 1 FROM latest AS d WHERE d.a = o.b AND d.b = o.a);

CREATE VIEW _every_twelfths(every, twelfths) AS
-- Monthly equivalent in twelfths, so that sums stay whole: day x 365/12, week
-- x 52/12, month x 1, quarter x 1/3, year x 1/12. What comes once counts
-- whole in its month.
VALUES ('once', 12), ('day', 365), ('week', 52), ('month', 12),
	('quarter', 4), ('year', 1);

CREATE TABLE _expense_line AS
-- Expenses with their months as numbers: an item counts from the month of its
-- From to the month of its Until, whole months. low and high are money in
-- `currency`, share_low and share_high parts of the entity's receipts; one
-- pair of the two is NULL.
SELECT x.entity, x.kind, x.every, e.twelfths, u.unit,
	month_index(x."from") AS first, month_index(x.until) AS last,
	x.amount_low AS low, x.amount_high AS high,
	x.amount_currency AS currency, fx.rate,
	x.amount_percent_low AS share_low, x.amount_percent_high AS share_high,
	x.src, fx.src AS rate_src
FROM expense AS x
JOIN _entity_unit AS u ON u.entity = x.entity
JOIN _every_twelfths AS e ON e.every = x.every
LEFT JOIN _fx AS fx ON fx.from_currency = x.amount_currency
	AND fx.to_currency = u.unit;

CREATE TABLE _revenue_line AS
-- Receipts likewise, with the commission of the channel they come through.
SELECT r.entity, r.every, e.twelfths, u.unit, r.client,
	month_index(r."from") AS first, month_index(r.until) AS last,
	r.amount_low AS low, r.amount_high AS high,
	r.amount_currency AS currency, fx.rate,
	coalesce(c.commission_low, 0) AS commission_low,
	coalesce(c.commission_high, 0) AS commission_high,
	r.src, fx.src AS rate_src,
	CASE WHEN c.commission_low IS NOT NULL THEN c.src END AS channel_src
FROM revenue AS r
JOIN _entity_unit AS u ON u.entity = r.entity
JOIN _every_twelfths AS e ON e.every = r.every
LEFT JOIN channel AS c ON c.id = r.channel
LEFT JOIN _fx AS fx ON fx.from_currency = r.amount_currency
	AND fx.to_currency = u.unit;

----------------------------------------------------------------------------
-- Burn
----------------------------------------------------------------------------

CREATE VIEW _basis(basis) AS
-- What recurs, and what recurs with what comes once in the month.
VALUES ('run-rate'), ('reported');

CREATE TABLE _burn_cost AS
-- Operating cost and tax of the month by entity: the fixed part in money, the
-- rest as a share of receipts.
SELECT b.basis, l.entity,
	ratio_div(ratio_sum(ratio_mul(l.twelfths, money_carry(l.low,
		l.currency, l.unit, l.rate))), 12) AS fixed_low,
	ratio_div(ratio_sum(ratio_mul(l.twelfths, money_carry(l.high,
		l.currency, l.unit, l.rate))), 12) AS fixed_high,
	ratio_sum(l.share_low) AS share_low,
	ratio_sum(l.share_high) AS share_high,
	sources(CASE WHEN l.share_low IS NULL THEN l.src END,
		l.rate_src) AS fixed_src,
	sources(CASE WHEN l.share_low IS NOT NULL THEN l.src END) AS share_src
FROM _basis AS b, _clock AS t
JOIN _expense_line AS l ON CASE l.every
	WHEN 'once' THEN b.basis = 'reported' AND l.first = t.month
	ELSE coalesce(l.first, t.month) <= t.month
		AND coalesce(l.last, t.month) >= t.month
	END
WHERE l.kind IN ('operating', 'tax')
GROUP BY b.basis, l.entity;

CREATE TABLE _month_receipt AS
-- The month's receipts, one row each, in the entity's currency.
SELECT b.basis, l.entity, l.unit, l.client,
	ratio_div(ratio_mul(l.twelfths, money_carry(l.low, l.currency,
		l.unit, l.rate)), 12) AS low,
	ratio_div(ratio_mul(l.twelfths, money_carry(l.high, l.currency,
		l.unit, l.rate)), 12) AS high,
	l.commission_low, l.commission_high,
	l.src, l.rate_src, l.channel_src
FROM _basis AS b, _clock AS t
JOIN _revenue_line AS l ON CASE l.every
	WHEN 'once' THEN b.basis = 'reported' AND l.first = t.month
	ELSE coalesce(l.first, t.month) <= t.month
		AND coalesce(l.last, t.month) >= t.month
	END;

CREATE TABLE _receipt_burn AS
-- By entity: receipts, what goes with them (shares of them and commissions),
-- and the two together. A receipt stands once in `less` and once in what goes
-- with it, so each is taken at one end in receipt x (share - 1).
SELECT r.basis, r.entity,
	ratio_sum(r.low) AS receipts_low,
	ratio_sum(r.high) AS receipts_high,
	ratio_sum(range_mul_low(r.low, r.high,
		ratio_add(coalesce(c.share_low, 0), r.commission_low),
		ratio_add(coalesce(c.share_high, 0), r.commission_high)))
		AS with_low,
	ratio_sum(range_mul_high(r.low, r.high,
		ratio_add(coalesce(c.share_low, 0), r.commission_low),
		ratio_add(coalesce(c.share_high, 0), r.commission_high)))
		AS with_high,
	ratio_sum(range_mul_low(r.low, r.high, ratio_sub(
		ratio_add(coalesce(c.share_low, 0), r.commission_low), 1),
		ratio_sub(ratio_add(coalesce(c.share_high, 0),
		r.commission_high), 1))) AS less_low,
	ratio_sum(range_mul_high(r.low, r.high, ratio_sub(
		ratio_add(coalesce(c.share_low, 0), r.commission_low), 1),
		ratio_sub(ratio_add(coalesce(c.share_high, 0),
		r.commission_high), 1))) AS less_high,
	sources(r.src, r.rate_src, r.channel_src) AS src
FROM _month_receipt AS r
LEFT JOIN _burn_cost AS c ON c.basis = r.basis AND c.entity = r.entity
GROUP BY r.basis, r.entity;

CREATE TABLE _burn_exact AS
-- Every entity, on both bases, also where nothing is recorded.
SELECT b.basis, u.entity, u.unit,
	coalesce(c.fixed_low, 0) AS fixed_low,
	coalesce(c.fixed_high, 0) AS fixed_high,
	coalesce(c.share_low, 0) AS share_low,
	coalesce(c.share_high, 0) AS share_high,
	coalesce(r.receipts_low, 0) AS receipts_low,
	coalesce(r.receipts_high, 0) AS receipts_high,
	ratio_add(coalesce(c.fixed_low, 0), coalesce(r.with_low, 0))
		AS gross_low,
	ratio_add(coalesce(c.fixed_high, 0), coalesce(r.with_high, 0))
		AS gross_high,
	ratio_add(coalesce(c.fixed_low, 0), coalesce(r.less_low, 0))
		AS net_low,
	ratio_add(coalesce(c.fixed_high, 0), coalesce(r.less_high, 0))
		AS net_high,
	c.fixed_src, c.share_src, r.src AS receipts_src, u.src AS entity_src
FROM _basis AS b
JOIN _entity_unit AS u
LEFT JOIN _burn_cost AS c ON c.basis = b.basis AND c.entity = u.entity
LEFT JOIN _receipt_burn AS r ON r.basis = b.basis AND r.entity = u.entity;

CREATE VIEW entity_burn AS
-- What an entity spends in a month, and what of it receipts do not cover.
-- Formula: gross = operating cost + tax + receipts x (percent items +
--   channel's commission); net = gross - receipts. Below 0 is
--   cash-generative. Each receipt is taken at one end in the whole formula.
-- Base: monthly equivalents of what is active in the period's last month;
--   `reported` adds what comes once in that month. Cash, not accrual. Without
--   capex, debt service, draws, transfers and money held for others.
-- Source: Expense (operating, tax), Revenue, Channel, Rate.
SELECT n.entity,
	round_low(n.gross_low, n.gross_high) AS gross_low,
	round_high(n.gross_low, n.gross_high) AS gross_high,
	n.unit AS gross_currency,
	round_low(n.net_low, n.net_high) AS net_low,
	round_high(n.net_low, n.net_high) AS net_high,
	n.unit AS net_currency,
	round_low(r.gross_low, r.gross_high) AS gross_reported_low,
	round_high(r.gross_low, r.gross_high) AS gross_reported_high,
	n.unit AS gross_reported_currency,
	round_low(r.net_low, r.net_high) AS net_reported_low,
	round_high(r.net_low, r.net_high) AS net_reported_high,
	n.unit AS net_reported_currency,
	CASE WHEN ratio_cmp(n.net_low, 0) > 0 THEN 'burning'
		WHEN ratio_cmp(n.net_high, 0) > 0 THEN 'may'
		ELSE 'cash-generative' END AS state,
	coalesce(merge_sources(n.fixed_src, n.share_src, n.receipts_src,
		r.fixed_src, r.share_src, r.receipts_src),
		n.entity_src) AS src
FROM _burn_exact AS n
JOIN _burn_exact AS r ON r.entity = n.entity AND r.basis = 'reported'
WHERE n.basis = 'run-rate';

CREATE VIEW _group_exact AS
-- Burn of all entities together, in the organisation's currency.
SELECT s.basis, t.currency AS unit,
	ratio_sum(money_carry(b.gross_low, b.unit, t.currency, fx.rate))
		AS gross_low,
	ratio_sum(money_carry(b.gross_high, b.unit, t.currency, fx.rate))
		AS gross_high,
	ratio_sum(money_carry(b.net_low, b.unit, t.currency, fx.rate))
		AS net_low,
	ratio_sum(money_carry(b.net_high, b.unit, t.currency, fx.rate))
		AS net_high,
	sources(b.fixed_src, b.share_src, b.receipts_src, fx.src) AS src
FROM _clock AS t
JOIN _basis AS s
LEFT JOIN _burn_exact AS b ON b.basis = s.basis
LEFT JOIN _fx AS fx ON fx.from_currency = b.unit AND fx.to_currency = t.currency
GROUP BY s.basis;

CREATE VIEW group_burn AS
-- What all entities together spend in a month, and what of it receipts do not
-- cover.
-- Formula: the sums of entity_burn before rounding, converted.
-- Base: as entity_burn; the organisation's currency at the Rate of as-of.
-- Source: Expense (operating, tax), Revenue, Channel, Rate.
SELECT t.organisation AS entity,
	round_low(n.gross_low, n.gross_high) AS gross_low,
	round_high(n.gross_low, n.gross_high) AS gross_high,
	n.unit AS gross_currency,
	round_low(n.net_low, n.net_high) AS net_low,
	round_high(n.net_low, n.net_high) AS net_high,
	n.unit AS net_currency,
	round_low(r.gross_low, r.gross_high) AS gross_reported_low,
	round_high(r.gross_low, r.gross_high) AS gross_reported_high,
	n.unit AS gross_reported_currency,
	round_low(r.net_low, r.net_high) AS net_reported_low,
	round_high(r.net_low, r.net_high) AS net_reported_high,
	n.unit AS net_reported_currency,
	CASE WHEN ratio_cmp(n.net_low, 0) > 0 THEN 'burning'
		WHEN ratio_cmp(n.net_high, 0) > 0 THEN 'may'
		ELSE 'cash-generative' END AS state,
	merge_sources(n.src, r.src)
		AS src
FROM _clock AS t
JOIN _group_exact AS n ON n.basis = 'run-rate'
JOIN _group_exact AS r ON r.basis = 'reported';

----------------------------------------------------------------------------
-- The ledger
----------------------------------------------------------------------------

-- Postings to as-of, summed once by entity, account and month: debit positive,
-- credit negative. A table, so that a long ledger is read once.
CREATE TABLE _ledger AS
SELECT entity, account, substr(date, 1, 7) AS month,
	amount_currency AS currency,
	sum(amount_low) AS low, sum(amount_high) AS high,
	count(*) AS postings, max(date) AS last, sources(src) AS src
FROM posting
WHERE date <= (SELECT as_of FROM this)
GROUP BY entity, account, substr(date, 1, 7), amount_currency;

CREATE VIEW monthly_result AS
-- What the ledger says of each of the twelve months to the period's end.
-- Formula: revenue = credits less debits of revenue accounts; costs = debits
--   less credits of cogs and expense accounts; result = revenue - costs.
-- Base: postings of the month, by entity and currency, from its first such
--   month on; NULL in a month in which nothing was posted to those accounts.
-- Source: Posting, Account.
WITH RECURSIVE month(month) AS (
	SELECT substr(period_end, 1, 7) FROM this
	UNION ALL
	SELECT strftime('%Y-%m', month || '-01', '-1 month') FROM month
	LIMIT 12),
booked AS (
	SELECT l.entity, l.currency, l.month,
		coalesce(-sum(CASE a.kind WHEN 'revenue' THEN l.high END), 0)
			AS revenue_low,
		coalesce(-sum(CASE a.kind WHEN 'revenue' THEN l.low END), 0)
			AS revenue_high,
		coalesce(sum(CASE a.kind WHEN 'revenue' THEN NULL
			ELSE l.low END), 0) AS costs_low,
		coalesce(sum(CASE a.kind WHEN 'revenue' THEN NULL
			ELSE l.high END), 0) AS costs_high,
		-sum(l.high) AS result_low, -sum(l.low) AS result_high,
		sources(l.src) AS src
	FROM _ledger AS l
	JOIN account AS a ON a.code = l.account
		AND a.kind IN ('revenue', 'cogs', 'expense')
	GROUP BY l.entity, l.currency, l.month),
span AS (
	SELECT entity, currency, min(month) AS first
	FROM booked
	GROUP BY entity, currency)
SELECT s.entity, m.month,
	b.revenue_low, b.revenue_high, s.currency AS revenue_currency,
	b.costs_low, b.costs_high, s.currency AS costs_currency,
	b.result_low, b.result_high, s.currency AS result_currency, b.src
FROM span AS s
JOIN month AS m ON m.month >= s.first
LEFT JOIN booked AS b ON b.entity IS s.entity AND b.currency IS s.currency
	AND b.month = m.month;

----------------------------------------------------------------------------
-- Runway
----------------------------------------------------------------------------

CREATE VIEW _cash_line AS
-- Balances of unrestricted accounts. Where an account states none, it is the
-- sum of its postings to as-of.
SELECT entity, kind, balance_low AS low, balance_high AS high,
	balance_currency AS currency, src
FROM account
WHERE kind IN ('cash', 'credit') AND coalesce(restricted, 'no') <> 'yes'
	AND balance_low IS NOT NULL
UNION ALL
SELECT l.entity, a.kind, l.low, l.high, l.currency, l.src
FROM account AS a
JOIN _ledger AS l ON l.account = a.code
WHERE a.kind IN ('cash', 'credit') AND coalesce(a.restricted, 'no') <> 'yes'
	AND a.balance_low IS NULL;

CREATE TABLE _cash_exact AS
-- Cash and undrawn credit by entity; entity NULL is the organisation's own.
SELECT c.entity, coalesce(u.unit, t.currency) AS unit,
	ratio_sum(CASE c.kind WHEN 'cash' THEN money_carry(c.low,
		c.currency, coalesce(u.unit, t.currency), fx.rate) END)
		AS cash_low,
	ratio_sum(CASE c.kind WHEN 'cash' THEN money_carry(c.high,
		c.currency, coalesce(u.unit, t.currency), fx.rate) END)
		AS cash_high,
	ratio_sum(CASE c.kind WHEN 'credit' THEN money_carry(c.low,
		c.currency, coalesce(u.unit, t.currency), fx.rate) END)
		AS credit_low,
	ratio_sum(CASE c.kind WHEN 'credit' THEN money_carry(c.high,
		c.currency, coalesce(u.unit, t.currency), fx.rate) END)
		AS credit_high,
	sources(c.src, fx.src) AS src
FROM _clock AS t
JOIN _cash_line AS c
LEFT JOIN _entity_unit AS u ON u.entity = c.entity
LEFT JOIN _fx AS fx ON fx.from_currency = c.currency
	AND fx.to_currency = coalesce(u.unit, t.currency)
GROUP BY c.entity;

CREATE TABLE _ahead AS
-- The 60 months after as-of's: the path's horizon.
WITH RECURSIVE count(n) AS (
	VALUES (1) UNION ALL SELECT n + 1 FROM count WHERE n < 60)
SELECT n, t.today + n AS month FROM count, _clock AS t;

CREATE TABLE _path_cost AS
-- What is to be paid, in twelfths, items that move in the same months
-- together. A quarter or year item with a From moves whole in its due months
-- (every `step` months, counted from From), every other one by its monthly
-- equivalent.
WITH line AS (
	SELECT l.entity, CASE
		WHEN l.share_low IS NOT NULL OR l.first IS NULL THEN 1
		WHEN l.every = 'quarter' THEN 3
		WHEN l.every = 'year' THEN 12
		ELSE 1 END AS step,
		max(coalesce(l.first, t.today + 1), t.today + 1) AS begin,
		CASE l.every WHEN 'once' THEN l.first
		ELSE min(coalesce(l.last, t.today + 60), t.today + 60)
		END AS end,
		l.first, l.twelfths, l.low, l.high, l.currency, l.unit, l.rate,
		l.share_low, l.share_high, l.src, l.rate_src
	FROM _clock AS t
	JOIN _expense_line AS l
	WHERE l.kind IN ('operating', 'tax', 'capex', 'debt', 'draw'))
SELECT entity, begin, end, step,
	CASE step WHEN 1 THEN 0 ELSE first % step END AS phase,
	ratio_sum(ratio_mul(CASE step WHEN 1 THEN twelfths ELSE 12 END,
		money_carry(low, currency, unit, rate))) AS low,
	ratio_sum(ratio_mul(CASE step WHEN 1 THEN twelfths ELSE 12 END,
		money_carry(high, currency, unit, rate))) AS high,
	ratio_sum(share_low) AS share_low,
	ratio_sum(share_high) AS share_high,
	sources(src, rate_src) AS src
FROM line
WHERE begin <= end
GROUP BY entity, begin, end, step, phase;

CREATE TABLE _path_receipt AS
-- What is to come in, likewise, for each rate of commission.
WITH line AS (
	SELECT l.entity, CASE
		WHEN l.first IS NULL THEN 1
		WHEN l.every = 'quarter' THEN 3
		WHEN l.every = 'year' THEN 12
		ELSE 1 END AS step,
		max(coalesce(l.first, t.today + 1), t.today + 1) AS begin,
		CASE l.every WHEN 'once' THEN l.first
		ELSE min(coalesce(l.last, t.today + 60), t.today + 60)
		END AS end,
		l.first, l.twelfths, l.low, l.high, l.currency, l.unit, l.rate,
		l.commission_low, l.commission_high,
		l.src, l.rate_src, l.channel_src
	FROM _clock AS t
	JOIN _revenue_line AS l)
SELECT entity, begin, end, step,
	CASE step WHEN 1 THEN 0 ELSE first % step END AS phase,
	commission_low, commission_high,
	ratio_sum(ratio_mul(CASE step WHEN 1 THEN twelfths ELSE 12 END,
		money_carry(low, currency, unit, rate))) AS low,
	ratio_sum(ratio_mul(CASE step WHEN 1 THEN twelfths ELSE 12 END,
		money_carry(high, currency, unit, rate))) AS high,
	sources(src, rate_src, channel_src) AS src
FROM line
WHERE begin <= end
GROUP BY entity, begin, end, step, phase, commission_low, commission_high;

CREATE TABLE _path_paid AS
SELECT c.entity, a.n, ratio_sum(c.low) AS low, ratio_sum(c.high) AS high,
	ratio_sum(c.share_low) AS share_low,
	ratio_sum(c.share_high) AS share_high
FROM _path_cost AS c
JOIN _ahead AS a ON a.month BETWEEN c.begin AND c.end
	AND a.month % c.step = c.phase
GROUP BY c.entity, a.n;

CREATE TABLE _path_received AS
-- Receipts less what goes with them: receipt x (1 - share - commission), each
-- receipt at one end.
SELECT r.entity, a.n,
	ratio_sum(range_mul_low(r.low, r.high,
		ratio_sub(ratio_sub(1, coalesce(p.share_high, 0)),
			r.commission_high),
		ratio_sub(ratio_sub(1, coalesce(p.share_low, 0)),
			r.commission_low))) AS low,
	ratio_sum(range_mul_high(r.low, r.high,
		ratio_sub(ratio_sub(1, coalesce(p.share_high, 0)),
			r.commission_high),
		ratio_sub(ratio_sub(1, coalesce(p.share_low, 0)),
			r.commission_low))) AS high
FROM _path_receipt AS r
JOIN _ahead AS a ON a.month BETWEEN r.begin AND r.end
	AND a.month % r.step = r.phase
LEFT JOIN _path_paid AS p ON p.entity = r.entity AND p.n = a.n
GROUP BY r.entity, a.n;

CREATE TABLE _path_exact AS
-- Cash at each month's end, by entity.
SELECT u.entity, u.unit, a.n, a.month,
	ratio_add(coalesce(c.cash_low, 0), ratio_div(ratio_sum(ratio_sub(
		coalesce(r.low, 0), coalesce(p.high, 0))) OVER line, 12))
		AS low,
	ratio_add(coalesce(c.cash_high, 0), ratio_div(ratio_sum(ratio_sub(
		coalesce(r.high, 0), coalesce(p.low, 0))) OVER line, 12))
		AS high
FROM _entity_unit AS u
JOIN _ahead AS a
LEFT JOIN _cash_exact AS c ON c.entity = u.entity
LEFT JOIN _path_received AS r ON r.entity = u.entity AND r.n = a.n
LEFT JOIN _path_paid AS p ON p.entity = u.entity AND p.n = a.n
WINDOW line AS (PARTITION BY u.entity ORDER BY a.n
	ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE VIEW entity_path AS
-- Cash at the end of each of the 60 months after as-of's.
-- Formula: cash of as-of + receipts - payments of the months so far.
-- Base: as the path of entity_runway. Low bounds: every receipt low, every
--   payment high.
-- Source: Account (cash, credit; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate.
SELECT entity, month_name(month) AS month, n,
	round_low(low, high) AS cash_low, round_high(low, high) AS cash_high,
	unit AS cash_currency
FROM _path_exact;

CREATE VIEW _path_source AS
SELECT entity, sources(src) AS src
FROM (SELECT entity, src FROM _path_cost
	UNION ALL SELECT entity, src FROM _path_receipt
	UNION ALL SELECT entity, src FROM _cash_exact
	UNION ALL SELECT entity, fixed_src FROM _burn_exact
		WHERE basis = 'run-rate'
	UNION ALL SELECT entity, share_src FROM _burn_exact
		WHERE basis = 'run-rate'
	UNION ALL SELECT entity, receipts_src FROM _burn_exact
		WHERE basis = 'run-rate')
GROUP BY entity;

CREATE VIEW _path_months AS
-- Of each path: the first month end below 0, the least cash and its month.
WITH path AS (SELECT entity, n, month, low, high FROM _path_exact),
least AS (
	SELECT entity, ratio_least(low) AS low, ratio_least(high) AS high,
		min(CASE WHEN ratio_cmp(low, 0) < 0 THEN n END) AS months_low,
		min(CASE WHEN ratio_cmp(high, 0) < 0 THEN n END) AS months_high
	FROM path GROUP BY entity)
SELECT e.entity, e.low, e.high, e.months_low, e.months_high,
	min(CASE WHEN p.low = e.low THEN p.month END) AS month_low,
	min(CASE WHEN p.high = e.high THEN p.month END) AS month_high
FROM least AS e
JOIN path AS p ON p.entity = e.entity
GROUP BY e.entity;

CREATE VIEW entity_runway AS
-- How long an entity's cash lasts.
-- Formula: simple = cash / net burn, in months; without an upper bound when
--   net burn may be 0 or less (state may), without any when it is (state
--   not). months = the first month end, counted from the month after
--   as-of's, at which cash + receipts - payments so far is below 0; NULL
--   beyond 60 months. minimum = the least of the 60 month ends and its month,
--   the first one on a tie; credit is beside it, never in it.
-- Base: cash in unrestricted accounts; net burn as entity_burn; the path
--   counts operating cost, tax, capex, debt service and draws, each in the
--   months it is due. Low bounds: every receipt low, every payment high.
-- Source: Account (cash, credit; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate.
SELECT b.entity,
	round_low(coalesce(c.cash_low, 0), coalesce(c.cash_high, 0))
		AS cash_low,
	round_high(coalesce(c.cash_low, 0), coalesce(c.cash_high, 0))
		AS cash_high,
	b.unit AS cash_currency,
	ratio_real(CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN range_mul_low(
		coalesce(c.cash_low, 0), coalesce(c.cash_high, 0),
		ratio_div(1, b.net_high), ratio_div(1, b.net_low))
	WHEN ratio_cmp(b.net_high, 0) > 0
		AND ratio_cmp(coalesce(c.cash_low, 0), 0) >= 0 THEN
		ratio_div(coalesce(c.cash_low, 0), b.net_high) END)
		AS simple_low,
	ratio_real(CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN range_mul_high(
		coalesce(c.cash_low, 0), coalesce(c.cash_high, 0),
		ratio_div(1, b.net_high), ratio_div(1, b.net_low)) END)
		AS simple_high,
	CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN 'burning'
		WHEN ratio_cmp(b.net_high, 0) > 0 THEN 'may'
		ELSE 'not' END AS state,
	m.months_low, m.months_high,
	round_low(m.low, m.high) AS minimum_low,
	round_high(m.low, m.high) AS minimum_high,
	b.unit AS minimum_currency,
	month_name(m.month_low) AS minimum_month_low,
	month_name(m.month_high) AS minimum_month_high,
	round_low(coalesce(c.credit_low, 0), coalesce(c.credit_high, 0))
		AS credit_low,
	round_high(coalesce(c.credit_low, 0), coalesce(c.credit_high, 0))
		AS credit_high,
	b.unit AS credit_currency,
	coalesce(s.src, b.entity_src) AS src
FROM _burn_exact AS b
JOIN _path_months AS m ON m.entity = b.entity
LEFT JOIN _cash_exact AS c ON c.entity = b.entity
LEFT JOIN _path_source AS s ON s.entity = b.entity
WHERE b.basis = 'run-rate';

CREATE VIEW _group_cash AS
-- Cash and credit of all entities and of the organisation itself.
SELECT t.currency AS unit,
	ratio_sum(money_carry(c.cash_low, c.unit, t.currency, fx.rate))
		AS cash_low,
	ratio_sum(money_carry(c.cash_high, c.unit, t.currency, fx.rate))
		AS cash_high,
	ratio_sum(money_carry(c.credit_low, c.unit, t.currency, fx.rate))
		AS credit_low,
	ratio_sum(money_carry(c.credit_high, c.unit, t.currency, fx.rate))
		AS credit_high,
	sources(fx.src) AS src
FROM _clock AS t
LEFT JOIN _cash_exact AS c
LEFT JOIN _fx AS fx ON fx.from_currency = c.unit
	AND fx.to_currency = t.currency;

CREATE VIEW _group_path_exact AS
-- The entities' paths together, and the organisation's own cash.
SELECT a.n, a.month, t.currency AS unit,
	ratio_add(ratio_sum(money_carry(p.low, p.unit, t.currency, fx.rate)),
		coalesce(o.cash_low, 0)) AS low,
	ratio_add(ratio_sum(money_carry(p.high, p.unit, t.currency,
		fx.rate)), coalesce(o.cash_high, 0)) AS high
FROM _clock AS t
JOIN _ahead AS a
LEFT JOIN _path_exact AS p ON p.n = a.n
LEFT JOIN _fx AS fx ON fx.from_currency = p.unit AND fx.to_currency = t.currency
LEFT JOIN _cash_exact AS o ON o.entity IS NULL
GROUP BY a.n;

CREATE VIEW group_path AS
-- Cash of all entities together at the end of each of the 60 months after
-- as-of's.
-- Formula: the sums of entity_path before rounding, converted.
-- Base: as entity_path; the organisation's own cash too; its currency at the
--   Rate of as-of.
-- Source: Account (cash, credit; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate.
SELECT t.organisation AS entity, month_name(p.month) AS month, p.n,
	round_low(p.low, p.high) AS cash_low,
	round_high(p.low, p.high) AS cash_high, p.unit AS cash_currency
FROM _clock AS t
JOIN _group_path_exact AS p;

CREATE VIEW group_runway AS
-- How long the cash of all entities together lasts.
-- Formula: as entity_runway, of the sums before rounding.
-- Base: as entity_runway; the organisation's own cash too; its currency at the
--   Rate of as-of.
-- Source: Account (cash, credit; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate.
WITH path AS (SELECT n, month, low, high FROM _group_path_exact),
least AS (
	SELECT ratio_least(low) AS low, ratio_least(high) AS high,
		min(CASE WHEN ratio_cmp(low, 0) < 0 THEN n END) AS months_low,
		min(CASE WHEN ratio_cmp(high, 0) < 0 THEN n END) AS months_high
	FROM path)
SELECT t.organisation AS entity,
	round_low(c.cash_low, c.cash_high) AS cash_low,
	round_high(c.cash_low, c.cash_high) AS cash_high,
	c.unit AS cash_currency,
	ratio_real(CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN range_mul_low(
		c.cash_low, c.cash_high, ratio_div(1, b.net_high),
		ratio_div(1, b.net_low))
	WHEN ratio_cmp(b.net_high, 0) > 0 AND ratio_cmp(c.cash_low, 0) >= 0
		THEN ratio_div(c.cash_low, b.net_high) END) AS simple_low,
	ratio_real(CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN range_mul_high(
		c.cash_low, c.cash_high, ratio_div(1, b.net_high),
		ratio_div(1, b.net_low)) END) AS simple_high,
	CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN 'burning'
		WHEN ratio_cmp(b.net_high, 0) > 0 THEN 'may'
		ELSE 'not' END AS state,
	m.months_low, m.months_high,
	round_low(m.low, m.high) AS minimum_low,
	round_high(m.low, m.high) AS minimum_high,
	c.unit AS minimum_currency,
	(SELECT month_name(min(month)) FROM path WHERE low = m.low)
		AS minimum_month_low,
	(SELECT month_name(min(month)) FROM path WHERE high = m.high)
		AS minimum_month_high,
	round_low(c.credit_low, c.credit_high) AS credit_low,
	round_high(c.credit_low, c.credit_high) AS credit_high,
	c.unit AS credit_currency,
	(SELECT sources(src, b.src, c.src) FROM _path_source) AS src
FROM _clock AS t
JOIN _group_cash AS c
JOIN _group_exact AS b ON b.basis = 'run-rate'
JOIN least AS m;

----------------------------------------------------------------------------
-- Contribution and break-even
----------------------------------------------------------------------------

CREATE TABLE _offer_exact AS
-- Each offer in the entity's currency. `keep` is the part of the price that
-- neither the offer's commission nor the entity's percent items take.
SELECT o.entity, o.name AS offer, u.unit, o.mix, o.capacity,
	o.step_units,
	money_carry(o.price_low, o.price_currency, u.unit, p.rate)
		AS price_low,
	money_carry(o.price_high, o.price_currency, u.unit, p.rate)
		AS price_high,
	coalesce(money_carry(o.variable_cost_low, o.variable_cost_currency,
		u.unit, v.rate), 0) AS cost_low,
	coalesce(money_carry(o.variable_cost_high, o.variable_cost_currency,
		u.unit, v.rate), 0) AS cost_high,
	coalesce(money_carry(o.step_cost_low, o.step_cost_currency,
		u.unit, s.rate), 0) AS step_low,
	coalesce(money_carry(o.step_cost_high, o.step_cost_currency,
		u.unit, s.rate), 0) AS step_high,
	ratio_sub(ratio_sub(1, coalesce(o.commission_high, 0)),
		coalesce(b.share_high, 0)) AS keep_low,
	ratio_sub(ratio_sub(1, coalesce(o.commission_low, 0)),
		coalesce(b.share_low, 0)) AS keep_high,
	coalesce(b.fixed_low, 0) AS fixed_low,
	coalesce(b.fixed_high, 0) AS fixed_high,
	b.fixed_src, b.share_src, o.src, p.src AS price_src, v.src AS cost_src,
	s.src AS step_src
FROM offer AS o
JOIN _entity_unit AS u ON u.entity = o.entity
LEFT JOIN _burn_cost AS b ON b.entity = o.entity AND b.basis = 'run-rate'
LEFT JOIN _fx AS p ON p.from_currency = o.price_currency
	AND p.to_currency = u.unit
LEFT JOIN _fx AS v ON v.from_currency = o.variable_cost_currency
	AND v.to_currency = u.unit
LEFT JOIN _fx AS s ON s.from_currency = o.step_cost_currency
	AND s.to_currency = u.unit;

CREATE VIEW _contribution_exact AS
-- With each offer's contribution in money, and as a part of its price: keep -
-- cost / price, in which each stands once.
SELECT o.*,
	ratio_sub(range_mul_low(o.price_low, o.price_high, o.keep_low,
		o.keep_high), o.cost_high) AS contribution_low,
	ratio_sub(range_mul_high(o.price_low, o.price_high, o.keep_low,
		o.keep_high), o.cost_low) AS contribution_high,
	CASE WHEN ratio_cmp(o.price_low, 0) > 0 THEN ratio_sub(o.keep_low,
		range_mul_high(o.cost_low, o.cost_high,
		ratio_div(1, o.price_high), ratio_div(1, o.price_low))) END
		AS part_low,
	CASE WHEN ratio_cmp(o.price_low, 0) > 0 THEN ratio_sub(o.keep_high,
		range_mul_low(o.cost_low, o.cost_high,
		ratio_div(1, o.price_high), ratio_div(1, o.price_low)))
	WHEN ratio_cmp(o.price_high, 0) > 0 AND ratio_cmp(o.cost_low, 0) >= 0
		THEN ratio_sub(o.keep_high,
		ratio_div(o.cost_low, o.price_high)) END AS part_high
FROM _offer_exact AS o;

CREATE VIEW contribution AS
-- What one more unit of an offer brings.
-- Formula: price x (1 - commission - percent items of the entity) - variable
--   cost. loss: yes when it is below 0, may when it may be.
-- Base: one unit; percent items are those of the run rate (operating, tax).
-- Source: Offer, Expense (in percent), Rate.
SELECT entity, offer,
	round_low(contribution_low, contribution_high) AS contribution_low,
	round_high(contribution_low, contribution_high) AS contribution_high,
	unit AS contribution_currency,
	CASE WHEN ratio_cmp(contribution_high, 0) < 0 THEN 'yes'
		WHEN ratio_cmp(contribution_low, 0) < 0 THEN 'may'
		ELSE 'no' END AS loss,
	merge_sources(o.src, o.share_src, o.price_src, o.cost_src) AS src
FROM _contribution_exact AS o;

CREATE VIEW _break_even_need AS
-- What contributions must cover at best (low) and at worst (high), steps of
-- fixed cost included; NULL where they never do. With steps of U units at S
-- each, n units need fixed + S x (steps begun after the first). The first
-- step k in which the answer lies has fixed + k x S <= contribution x
-- (k + 1) x U.
WITH ends AS MATERIALIZED (
	SELECT o.*,
		ratio_max(o.fixed_low, 0) AS least,
		ratio_max(o.fixed_high, 0) AS most,
		o.step_units > 0 AND ratio_cmp(o.step_high, 0) > 0 AS steps,
		ratio_mul(o.contribution_high, o.step_units) AS best_step,
		ratio_mul(o.contribution_low, o.step_units) AS worst_step
	FROM _contribution_exact AS o)
SELECT e.*,
	CASE WHEN ratio_cmp(e.least, 0) = 0 THEN 0
	WHEN ratio_cmp(e.contribution_high, 0) <= 0 THEN NULL
	WHEN e.steps IS NOT 1 OR ratio_cmp(e.best_step, e.least) >= 0
		THEN e.least
	WHEN ratio_cmp(e.best_step, e.step_low) > 0 THEN ratio_add(e.least,
		ratio_mul(e.step_low, ratio_ceil(ratio_div(
			ratio_sub(e.least, e.best_step),
			ratio_sub(e.best_step, e.step_low))))) END AS need_low,
	CASE WHEN ratio_cmp(e.most, 0) = 0 THEN 0
	WHEN ratio_cmp(e.contribution_low, 0) <= 0 THEN NULL
	WHEN e.steps IS NOT 1 OR ratio_cmp(e.worst_step, e.most) >= 0
		THEN e.most
	WHEN ratio_cmp(e.worst_step, e.step_high) > 0 THEN ratio_add(e.most,
		ratio_mul(e.step_high, ratio_ceil(ratio_div(
			ratio_sub(e.most, e.worst_step),
			ratio_sub(e.worst_step, e.step_high))))) END
		AS need_high
FROM ends AS e;

CREATE VIEW _break_even_exact AS
-- Units and revenue at which contributions cover fixed cost. A bound that does
-- not exist is NULL.
WITH need AS MATERIALIZED (SELECT * FROM _break_even_need)
SELECT o.*,
	CASE WHEN ratio_cmp(need_low, 0) = 0 THEN 0
		ELSE ratio_div(need_low, contribution_high) END AS units_low,
	CASE WHEN ratio_cmp(need_high, 0) = 0 THEN 0
		ELSE ratio_div(need_high, contribution_low) END AS units_high,
	CASE WHEN ratio_cmp(need_low, 0) = 0 THEN 0
		ELSE ratio_div(need_low, part_high) END AS revenue_low,
	CASE WHEN ratio_cmp(need_high, 0) = 0 THEN 0
		ELSE ratio_div(need_high, part_low) END AS revenue_high,
	CASE WHEN need_low IS NULL THEN 'never'
		WHEN need_high IS NULL THEN 'or-never'
		WHEN ratio_cmp(need_high, 0) = 0 THEN 'none'
		ELSE 'some' END AS state
FROM need AS o;

CREATE VIEW break_even AS
-- Units of an offer a month, and their revenue, that cover an entity's fixed
-- cost if the offer alone had to.
-- Formula: units = fixed cost / contribution, up to whole ones at both ends;
--   revenue = fixed cost / (contribution / price), before units are made
--   whole. With Step_Units each step begun after the first adds Step_Cost.
--   state: never when no unit contributes, or-never when perhaps none does,
--   none without fixed cost. capacity: beyond when the units at the worst end
--   are more than Capacity.
-- Base: fixed cost is run-rate gross burn without shares of receipts, which
--   lower the contribution instead. Cash: without depreciation and debt.
-- Source: Offer, Expense (operating, tax), Rate.
WITH exact AS MATERIALIZED (SELECT * FROM _break_even_exact)
SELECT entity, offer,
	ratio_ceil(units_low) AS units_low,
	ratio_ceil(units_high) AS units_high,
	round_low(revenue_low, revenue_high) AS revenue_low,
	round_high(revenue_low, revenue_high) AS revenue_high,
	unit AS revenue_currency, state,
	CASE WHEN capacity IS NULL OR state = 'never' THEN NULL
		WHEN ratio_cmp(ratio_ceil(units_high), capacity) <= 0
		THEN 'within' ELSE 'beyond' END AS capacity,
	merge_sources(o.src, o.fixed_src, o.share_src, o.price_src, o.cost_src,
		o.step_src) AS src
FROM exact AS o;

CREATE VIEW _mix_exact AS
-- Offers that have a part in a sales mix, the parts scaled to sum to 1.
WITH o AS MATERIALIZED (SELECT * FROM _contribution_exact WHERE mix > 0)
SELECT o.*, ratio_div(o.mix, s.mix) AS part
FROM o
JOIN (SELECT entity, ratio_sum(mix) AS mix FROM offer WHERE mix > 0
	GROUP BY entity) AS s ON s.entity = o.entity;

CREATE VIEW _mix_ratio AS
-- Contribution over price of the mix, least and greatest. A price stands above
-- and below the line: where an offer keeps more of its price than the whole
-- mix does, a higher price raises the ratio, else it lowers it. So at the
-- bounds all offers that keep more than some threshold have one end of their
-- price and the others the other end; each offer's own `keep` is tried as the
-- threshold.
WITH low AS (
	SELECT t.entity, ratio_div(ratio_sum(ratio_mul(o.part, ratio_sub(
		ratio_mul(o.keep_low, CASE WHEN ratio_cmp(o.keep_low,
			t.keep_low) > 0 THEN o.price_low ELSE o.price_high END),
		o.cost_high))), ratio_sum(ratio_mul(o.part, CASE WHEN
			ratio_cmp(o.keep_low, t.keep_low) > 0
			THEN o.price_low ELSE o.price_high END))) AS ratio
	FROM (SELECT entity, keep_low FROM _mix_exact
		UNION SELECT entity, -1000000 FROM _mix_exact) AS t
	JOIN _mix_exact AS o ON o.entity = t.entity
	GROUP BY t.entity, t.keep_low),
high AS (
	SELECT t.entity, ratio_div(ratio_sum(ratio_mul(o.part, ratio_sub(
		ratio_mul(o.keep_high, CASE WHEN ratio_cmp(o.keep_high,
			t.keep_high) > 0
			THEN o.price_high ELSE o.price_low END),
		o.cost_low))), ratio_sum(ratio_mul(o.part, CASE WHEN
			ratio_cmp(o.keep_high, t.keep_high) > 0
			THEN o.price_high ELSE o.price_low END))) AS ratio
	FROM (SELECT entity, keep_high FROM _mix_exact
		UNION SELECT entity, -1000000 FROM _mix_exact) AS t
	JOIN _mix_exact AS o ON o.entity = t.entity
	GROUP BY t.entity, t.keep_high)
SELECT l.entity, l.ratio AS low, h.ratio AS high
FROM (SELECT entity, ratio_least(ratio) AS ratio FROM low GROUP BY entity) AS l
JOIN (SELECT entity, ratio_most(ratio) AS ratio FROM high GROUP BY entity)
	AS h ON h.entity = l.entity;

CREATE VIEW _mixed_exact AS
SELECT o.entity, o.unit,
	ratio_sum(ratio_mul(o.part, o.contribution_low)) AS contribution_low,
	ratio_sum(ratio_mul(o.part, o.contribution_high)) AS contribution_high,
	ratio_max(max(o.fixed_low), 0) AS fixed_low,
	ratio_max(max(o.fixed_high), 0) AS fixed_high,
	group_concat(CASE WHEN ratio_cmp(o.contribution_low, 0) < 0
		THEN o.offer END, ', ') AS losses,
	sources(o.src, o.fixed_src, o.share_src, o.price_src, o.cost_src)
		AS src
FROM _mix_exact AS o
GROUP BY o.entity;

CREATE VIEW _mixed_need AS
-- Bundles, one being an average unit of the mix: fixed cost / contribution.
SELECT m.*, r.low AS ratio_low, r.high AS ratio_high,
	CASE WHEN ratio_cmp(m.fixed_low, 0) = 0 THEN 0
		WHEN ratio_cmp(m.contribution_high, 0) > 0
		THEN ratio_div(m.fixed_low, m.contribution_high) END
		AS bundles_low,
	CASE WHEN ratio_cmp(m.fixed_high, 0) = 0 THEN 0
		WHEN ratio_cmp(m.contribution_low, 0) > 0
		THEN ratio_div(m.fixed_high, m.contribution_low) END
		AS bundles_high,
	CASE WHEN ratio_cmp(m.fixed_low, 0) = 0 THEN 0
		WHEN ratio_cmp(m.contribution_high, 0) > 0
		THEN ratio_div(m.fixed_low, r.high) END AS revenue_low,
	CASE WHEN ratio_cmp(m.fixed_high, 0) = 0 THEN 0
		WHEN ratio_cmp(m.contribution_low, 0) > 0
		THEN ratio_div(m.fixed_high, r.low) END AS revenue_high,
	CASE WHEN ratio_cmp(m.fixed_high, 0) = 0 THEN 'none'
		WHEN ratio_cmp(m.contribution_low, 0) > 0 THEN 'some'
		WHEN ratio_cmp(m.contribution_high, 0) > 0
			OR ratio_cmp(m.fixed_low, 0) = 0 THEN 'or-never'
		ELSE 'never' END AS state
FROM _mixed_exact AS m
JOIN _mix_ratio AS r ON r.entity = m.entity;

CREATE VIEW mixed_break_even AS
-- What covers an entity's fixed cost when its offers sell in a constant mix.
-- Formula: contribution = sum of mix x contribution, the mix scaled to 1;
--   bundles = fixed cost / contribution, a bundle being one average unit;
--   ratio = contribution / sum of mix x price; revenue = fixed cost / ratio.
--   losses: the offers that sell, or may sell, below what they cost.
-- Base: offers with a Mix; fixed cost as break_even.
-- Source: Offer, Expense (operating, tax), Rate.
SELECT entity,
	round_low(contribution_low, contribution_high) AS contribution_low,
	round_high(contribution_low, contribution_high) AS contribution_high,
	unit AS contribution_currency,
	ratio_real(ratio_low) AS ratio_low,
	ratio_real(ratio_high) AS ratio_high,
	ratio_real(bundles_low) AS bundles_low,
	ratio_real(bundles_high) AS bundles_high,
	round_low(revenue_low, revenue_high) AS revenue_low,
	round_high(revenue_low, revenue_high) AS revenue_high,
	unit AS revenue_currency, state, losses, src
FROM _mixed_need;

CREATE VIEW mixed_break_even_units AS
-- Each offer's units at the mixed break-even.
-- Formula: its part of the mix x bundles, up to whole units.
-- Base: as mixed_break_even: offers with a Mix, fixed cost as break_even.
-- Source: Offer, Expense (operating, tax), Rate.
SELECT o.entity, o.offer,
	ratio_ceil(ratio_mul(o.part, m.bundles_low)) AS units_low,
	ratio_ceil(ratio_mul(o.part, m.bundles_high)) AS units_high,
	m.src
FROM _mix_exact AS o
JOIN _mixed_need AS m ON m.entity = o.entity;

CREATE VIEW margin_of_safety AS
-- The part of sales that may be lost before break-even.
-- Formula: (sales - revenue at break-even) / sales; below 0 when sales do not
--   reach it. Sales and break-even are separate records, each at its own
--   worst end. NULL where break-even, or sales, do not exist.
-- Base: run-rate receipts of the period's last month; the mixed break-even
--   where offers have a Mix, else that of the only offer.
-- Source: Revenue, Offer, Expense (operating, tax), Rate.
WITH goal AS (
	SELECT entity, revenue_low, revenue_high, src FROM _mixed_need
	UNION ALL
	SELECT o.entity, o.revenue_low, o.revenue_high,
		sources(o.src, o.fixed_src, o.share_src, o.price_src,
		o.cost_src, o.step_src)
	FROM _break_even_exact AS o
	WHERE o.entity NOT IN (SELECT entity FROM offer WHERE mix > 0)
	GROUP BY o.entity HAVING count(*) = 1)
SELECT g.entity,
	ratio_real(CASE WHEN ratio_cmp(b.receipts_low, 0) > 0 THEN ratio_sub(1,
		ratio_div(g.revenue_high, b.receipts_low)) END) AS margin_low,
	ratio_real(CASE WHEN ratio_cmp(b.receipts_high, 0) > 0 THEN ratio_sub(1,
		ratio_div(g.revenue_low, b.receipts_high)) END) AS margin_high,
	merge_sources(g.src, b.receipts_src) AS src
FROM goal AS g
JOIN _burn_exact AS b ON b.entity = g.entity AND b.basis = 'run-rate';

----------------------------------------------------------------------------
-- Targets
----------------------------------------------------------------------------

CREATE VIEW _fiscal_year AS
-- The year of as-of, as month numbers, and the months of it still to come.
WITH begin AS (
	SELECT today - (today % 12 + 13 - coalesce(
		(SELECT year_start FROM organisation), 1)) % 12 AS first,
		today, month_is_over
	FROM _clock)
SELECT first, first + 11 AS last,
	first + 12 - today - month_is_over AS months_left,
	CASE first % 12 WHEN 0 THEN CAST(first / 12 AS TEXT)
		ELSE (first / 12) || '/' || (first / 12 + 1) END AS year
FROM begin;

CREATE VIEW target_to_year_end AS
-- What revenue is still needed a month to reach the year's target.
-- Formula: gap = targets of the year's months - actual; needed = gap / months
--   left, below 0 when the target is passed; NULL when no month is left.
-- Base: the year of as-of, from the organisation's Year_Start; actual is the
--   credit of revenue accounts from the year's first day to as-of; as-of's
--   month is left unless as-of is its last day.
-- Source: Target, Posting (Account of kind revenue), Rate.
WITH target_sum AS (
	SELECT g.entity, u.unit, y.year, y.months_left,
		ratio_sum(money_carry(g.amount_low, g.amount_currency,
			u.unit, fx.rate)) AS low,
		ratio_sum(money_carry(g.amount_high, g.amount_currency,
			u.unit, fx.rate)) AS high,
		sources(g.src, fx.src) AS src
	FROM _fiscal_year AS y
	JOIN target AS g ON month_index(g.month) BETWEEN y.first AND y.last
	JOIN _entity_unit AS u ON u.entity = g.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = g.amount_currency
		AND fx.to_currency = u.unit
	GROUP BY g.entity),
actual AS (
	SELECT l.entity,
		ratio_sum(ratio_mul(-1, money_carry(l.high, l.currency,
			u.unit, fx.rate))) AS low,
		ratio_sum(ratio_mul(-1, money_carry(l.low, l.currency,
			u.unit, fx.rate))) AS high,
		sources(l.src, fx.src) AS src
	FROM _fiscal_year AS y
	JOIN _ledger AS l ON month_index(l.month) BETWEEN y.first AND y.last
	JOIN account AS a ON a.code = l.account AND a.kind = 'revenue'
	JOIN _entity_unit AS u ON u.entity = l.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = l.currency
		AND fx.to_currency = u.unit
	GROUP BY l.entity)
SELECT g.entity, g.year,
	round_low(g.low, g.high) AS target_low,
	round_high(g.low, g.high) AS target_high, g.unit AS target_currency,
	round_low(coalesce(a.low, 0), coalesce(a.high, 0)) AS actual_low,
	round_high(coalesce(a.low, 0), coalesce(a.high, 0)) AS actual_high,
	g.unit AS actual_currency,
	round_low(ratio_sub(g.low, coalesce(a.high, 0)),
		ratio_sub(g.high, coalesce(a.low, 0))) AS gap_low,
	round_high(ratio_sub(g.low, coalesce(a.high, 0)),
		ratio_sub(g.high, coalesce(a.low, 0))) AS gap_high,
	g.unit AS gap_currency,
	round_low(
		ratio_div(ratio_sub(g.low, coalesce(a.high, 0)), g.months_left),
		ratio_div(ratio_sub(g.high, coalesce(a.low, 0)), g.months_left))
		AS needed_low,
	round_high(
		ratio_div(ratio_sub(g.low, coalesce(a.high, 0)), g.months_left),
		ratio_div(ratio_sub(g.high, coalesce(a.low, 0)), g.months_left))
		AS needed_high,
	g.unit AS needed_currency,
	g.months_left,
	merge_sources(g.src, a.src) AS src
FROM target_sum AS g
LEFT JOIN actual AS a ON a.entity = g.entity;

----------------------------------------------------------------------------
-- Age
----------------------------------------------------------------------------

CREATE VIEW stale AS
-- Records too old to rest a figure on. Whatever rests on one of them is stale.
-- Formula: age = as-of - the record's date, in days; stale when age > Max_Age,
--   the record's own, else its type's.
-- Base: every type with a date, as %max_age in data/schema.rec names it: account
--   balances by As_Of (45 days), the latest audit of each check by Checked
--   (180), the latest measure of each KPI by Date (the KPI's Max_Age, else 45),
--   the latest Rate of each pair (45); others, and the book's own types, where
--   they have a Max_Age. Loading has looked for them, before all views.
-- Source: the record itself.
SELECT type, id, date, age, max_age, src FROM _stale;

----------------------------------------------------------------------------
-- Concentration of clients
----------------------------------------------------------------------------

CREATE VIEW _client_root AS
-- Who is behind a client: its Parent, the parent's Parent and so on. Parents
-- that name each other in a circle are one, under the first of their names.
WITH RECURSIVE up(id, name) AS (
	SELECT id, coalesce(parent, id) FROM client
	UNION
	SELECT up.id, c.parent FROM up JOIN client AS c ON c.id = up.name
	WHERE c.parent IS NOT NULL)
SELECT up.id, min(up.name) AS root
FROM up
LEFT JOIN client AS c ON c.id = up.name AND c.parent IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM up AS back WHERE back.id = up.name
		AND back.name = up.id)
WHERE c.id IS NULL
GROUP BY up.id;

CREATE VIEW _client_receipt AS
-- The month's run-rate receipts that name a client, by who is behind it.
SELECT r.entity, r.unit, c.root,
	ratio_sum(r.low) AS low, ratio_sum(r.high) AS high,
	sources(r.src, r.rate_src, k.src) AS src
FROM _month_receipt AS r
JOIN _client_root AS c ON c.id = r.client
JOIN client AS k ON k.id = r.client
WHERE r.basis = 'run-rate'
GROUP BY r.entity, c.root;

CREATE VIEW client_share AS
-- What part of an entity's receipts from clients each of them pays.
-- Formula: share = its receipts / (its receipts + all others'), at its low
--   with the others at their high, and the reverse. major: a share of 10 % or
--   more (the yardstick of ASC 280-10-50-42), may when only the high bound is.
-- Base: run-rate receipts of the period's last month that name a client;
--   clients under one Parent are one.
-- Source: Revenue, Client, Rate.
WITH total AS (
	SELECT entity, ratio_sum(low) AS low, ratio_sum(high) AS high,
		sources(src) AS src
	FROM _client_receipt GROUP BY entity),
share AS (
	SELECT c.entity, coalesce(k.name, c.root) AS client, t.src,
		ratio_div(c.low, ratio_add(c.low, ratio_sub(t.high, c.high)))
			AS low,
		ratio_div(c.high, ratio_add(c.high, ratio_sub(t.low, c.low)))
			AS high
	FROM _client_receipt AS c
	JOIN total AS t ON t.entity = c.entity
	LEFT JOIN client AS k ON k.id = c.root)
SELECT entity, client, ratio_real(low) AS share_low,
	ratio_real(high) AS share_high,
	CASE WHEN ratio_cmp(low, 0.1) >= 0 THEN 'yes'
		WHEN ratio_cmp(high, 0.1) >= 0 THEN 'may'
		ELSE 'no' END AS major, src
FROM share;

CREATE VIEW concentration AS
-- How much of an entity's receipts from clients hangs on few of them.
-- Formula: top1, top3 = the share of the greatest, of the three greatest; hhi
--   = the sum of squared shares, from 1 / clients to 1; effective = 1 / hhi,
--   as many equal clients would be as concentrated.
-- Base: as client_share: run-rate receipts that name a client; clients under
--   one Parent are one.
-- Source: Revenue, Client, Rate.
WITH exact AS (
	SELECT entity, top_share_low(1, low, high) AS top1_low,
		top_share_high(1, low, high) AS top1_high,
		top_share_low(3, low, high) AS top3_low,
		top_share_high(3, low, high) AS top3_high,
		hhi_low(low, high) AS hhi_low, hhi_high(low, high) AS hhi_high,
		sources(src) AS src
	FROM _client_receipt GROUP BY entity)
SELECT entity, ratio_real(top1_low) AS top1_low,
	ratio_real(top1_high) AS top1_high, ratio_real(top3_low) AS top3_low,
	ratio_real(top3_high) AS top3_high, ratio_real(hhi_low) AS hhi_low,
	ratio_real(hhi_high) AS hhi_high,
	ratio_real(ratio_div(1, hhi_high)) AS effective_low,
	ratio_real(ratio_div(1, hhi_low)) AS effective_high, src
FROM exact;

CREATE VIEW group_concentration AS
-- How much of all entities' receipts from clients hangs on few of them.
-- Formula: as concentration.
-- Base: as client_share, over all entities, in the organisation's currency.
-- Source: Revenue, Client, Rate.
WITH receipt AS (
	SELECT c.root,
		ratio_sum(money_carry(c.low, c.unit, t.currency, fx.rate))
			AS low,
		ratio_sum(money_carry(c.high, c.unit, t.currency, fx.rate))
			AS high,
		sources(c.src, fx.src) AS src
	FROM _clock AS t
	JOIN _client_receipt AS c
	LEFT JOIN _fx AS fx ON fx.from_currency = c.unit
		AND fx.to_currency = t.currency
	GROUP BY c.root),
exact AS (
	SELECT top_share_low(1, low, high) AS top1_low,
		top_share_high(1, low, high) AS top1_high,
		top_share_low(3, low, high) AS top3_low,
		top_share_high(3, low, high) AS top3_high,
		hhi_low(low, high) AS hhi_low, hhi_high(low, high) AS hhi_high,
		sources(src) AS src
	FROM receipt)
SELECT t.organisation AS entity, ratio_real(top1_low) AS top1_low,
	ratio_real(top1_high) AS top1_high, ratio_real(top3_low) AS top3_low,
	ratio_real(top3_high) AS top3_high, ratio_real(hhi_low) AS hhi_low,
	ratio_real(hhi_high) AS hhi_high,
	ratio_real(ratio_div(1, hhi_high)) AS effective_low,
	ratio_real(ratio_div(1, hhi_low)) AS effective_high, e.src
FROM _clock AS t
JOIN exact AS e;

----------------------------------------------------------------------------
-- Rental and charter
----------------------------------------------------------------------------

CREATE VIEW _asset_days AS
-- The days of the period in which an asset counts (whole months from its From
-- to its Until), and the first of them and the day after the last.
WITH span AS (
	SELECT a.id AS asset, a.entity, a.kind, u.unit, a.src,
		max(t.period_start, coalesce(date(a."from",
			'start of month'), t.period_start)) AS begin,
		min(date(t.period_end, '+1 day'), coalesce(date(a.until,
			'start of month', '+1 month'), '9999-12-31')) AS end
	FROM _clock AS t
	JOIN asset AS a
	JOIN _entity_unit AS u ON u.entity = a.entity)
SELECT asset, entity, kind, unit, src, begin, end,
	CAST(julianday(end) - julianday(begin) AS INTEGER) AS days
FROM span
WHERE end > begin;

CREATE VIEW _stay_nights AS
-- Nights of each stay that fall on those days (the day of departure is no
-- night), and the rent of a guest's nights, spread evenly over the stay.
WITH part AS (
	SELECT d.asset, coalesce(s.kind, 'guest') AS kind, d.unit,
		CAST(julianday(min(s.depart, d.end))
			- julianday(max(s.arrive, d.begin)) AS INTEGER) AS n,
		CAST(julianday(s.depart) - julianday(s.arrive) AS INTEGER)
			AS stay,
		s.rent_low, s.rent_high, s.rent_currency, s.src
	FROM _asset_days AS d
	JOIN stay AS s ON s.asset = d.asset
		AND s.depart > d.begin AND s.arrive < d.end
	WHERE coalesce(s.kind, 'guest') <> 'cancelled')
SELECT p.asset, p.kind, p.n,
	CASE p.kind WHEN 'guest' THEN ratio_mul(ratio_div(p.n, p.stay),
		money_carry(p.rent_low, p.rent_currency, p.unit, fx.rate))
		END AS low,
	CASE p.kind WHEN 'guest' THEN ratio_mul(ratio_div(p.n, p.stay),
		money_carry(p.rent_high, p.rent_currency, p.unit, fx.rate))
		END AS high,
	p.src, fx.src AS rate_src
FROM part AS p
LEFT JOIN _fx AS fx ON fx.from_currency = p.rent_currency
	AND fx.to_currency = p.unit
WHERE p.n > 0;

CREATE VIEW _occupancy_exact AS
SELECT d.asset, d.entity, d.unit, d.days AS nights,
	coalesce(sum(CASE s.kind WHEN 'guest' THEN s.n END), 0) AS guest,
	coalesce(sum(CASE s.kind WHEN 'owner' THEN s.n END), 0) AS owner,
	coalesce(sum(CASE s.kind WHEN 'hold' THEN s.n END), 0) AS hold,
	ratio_sum(s.low) AS low, ratio_sum(s.high) AS high,
	coalesce(sources(s.src, s.rate_src), d.src) AS src
FROM _asset_days AS d
LEFT JOIN _stay_nights AS s ON s.asset = d.asset
WHERE d.kind = 'rental' OR d.asset IN (SELECT asset FROM stay)
GROUP BY d.asset;

CREATE VIEW occupancy AS
-- Nights of the period, and what they brought, by asset.
-- Formula: paid = guest / nights; paid_owner = (guest + owner) / nights;
--   adjusted = guest / (nights - owner - hold); blocked = (guest + owner +
--   hold) / nights; adr = revenue / guest; revpar = revenue / nights;
--   revpar_adjusted = revenue / (nights - owner - hold). NULL where nothing
--   is to divide by.
-- Base: nights of the period in which the asset counts; a night belongs to
--   its date. Revenue is the rent of guest stays, without cleaning and tax,
--   before commission; cancelled stays count nothing.
-- Source: Stay, Asset, Rate.
SELECT asset, nights, guest, owner, hold,
	ratio_real(ratio_div(guest, nights)) AS paid,
	ratio_real(ratio_div(guest + owner, nights)) AS paid_owner,
	ratio_real(ratio_div(guest, nights - owner - hold)) AS adjusted,
	ratio_real(ratio_div(guest + owner + hold, nights)) AS blocked,
	round_low(low, high) AS revenue_low,
	round_high(low, high) AS revenue_high, unit AS revenue_currency,
	round_low(ratio_div(low, guest), ratio_div(high, guest)) AS adr_low,
	round_high(ratio_div(low, guest), ratio_div(high, guest)) AS adr_high,
	unit AS adr_currency,
	round_low(ratio_div(low, nights), ratio_div(high, nights))
		AS revpar_low,
	round_high(ratio_div(low, nights), ratio_div(high, nights))
		AS revpar_high,
	unit AS revpar_currency,
	round_low(ratio_div(low, nights - owner - hold),
		ratio_div(high, nights - owner - hold)) AS revpar_adjusted_low,
	round_high(ratio_div(low, nights - owner - hold),
		ratio_div(high, nights - owner - hold)) AS revpar_adjusted_high,
	unit AS revpar_adjusted_currency, entity, src
FROM _occupancy_exact;

CREATE VIEW portfolio_occupancy AS
-- Nights of the period, and what they brought, over all assets together.
-- Formula: as occupancy, of the sums; rates are never averaged.
-- Base: as occupancy; revenue in the organisation's currency at the Rate of
--   as-of.
-- Source: Stay, Asset, Rate.
WITH total AS (
	SELECT t.organisation, t.currency AS unit, sum(o.nights) AS nights,
		sum(o.guest) AS guest, sum(o.owner) AS owner,
		sum(o.hold) AS hold,
		ratio_sum(money_carry(o.low, o.unit, t.currency, fx.rate))
			AS low,
		ratio_sum(money_carry(o.high, o.unit, t.currency, fx.rate))
			AS high,
		sources(o.src, fx.src) AS src
	FROM _clock AS t
	LEFT JOIN _occupancy_exact AS o
	LEFT JOIN _fx AS fx ON fx.from_currency = o.unit
		AND fx.to_currency = t.currency)
SELECT organisation AS asset, nights, guest, owner, hold,
	ratio_real(ratio_div(guest, nights)) AS paid,
	ratio_real(ratio_div(guest + owner, nights)) AS paid_owner,
	ratio_real(ratio_div(guest, nights - owner - hold)) AS adjusted,
	ratio_real(ratio_div(guest + owner + hold, nights)) AS blocked,
	round_low(low, high) AS revenue_low,
	round_high(low, high) AS revenue_high, unit AS revenue_currency,
	round_low(ratio_div(low, guest), ratio_div(high, guest)) AS adr_low,
	round_high(ratio_div(low, guest), ratio_div(high, guest)) AS adr_high,
	unit AS adr_currency,
	round_low(ratio_div(low, nights), ratio_div(high, nights))
		AS revpar_low,
	round_high(ratio_div(low, nights), ratio_div(high, nights))
		AS revpar_high,
	unit AS revpar_currency,
	round_low(ratio_div(low, nights - owner - hold),
		ratio_div(high, nights - owner - hold)) AS revpar_adjusted_low,
	round_high(ratio_div(low, nights - owner - hold),
		ratio_div(high, nights - owner - hold)) AS revpar_adjusted_high,
	unit AS revpar_adjusted_currency, src
FROM total;

CREATE VIEW _voyage_days AS
-- Days of each voyage in the period: the day of return is not counted, a
-- voyage of one date is one day.
WITH part AS (
	SELECT d.asset, v.kind, v.src, CAST(
		julianday(min(max(v."end", date(v.start, '+1 day')), d.end))
		- julianday(max(v.start, d.begin)) AS INTEGER) AS n
	FROM _asset_days AS d
	JOIN voyage AS v ON v.asset = d.asset
	WHERE coalesce(v.status, '') <> 'cancelled')
SELECT asset, kind, n, src FROM part WHERE n > 0;

CREATE VIEW _utilisation_exact AS
SELECT d.asset, d.entity, d.days,
	coalesce(sum(CASE WHEN v.kind IN ('charter', 'delivery')
		THEN v.n END), 0) AS sold,
	coalesce(sum(CASE WHEN v.kind IN ('owner', 'yard') THEN v.n END), 0)
		AS kept,
	coalesce(sum(CASE v.kind WHEN 'reposition' THEN v.n END), 0) AS moved,
	coalesce(sources(v.src), d.src) AS src
FROM _asset_days AS d
LEFT JOIN _voyage_days AS v ON v.asset = d.asset
WHERE d.kind = 'yacht' OR d.asset IN (SELECT asset FROM voyage)
GROUP BY d.asset;

CREATE VIEW utilisation AS
-- How much of the period's days a vessel was sold, on three bases.
-- Formula: calendar = sold / days; available = sold / (days - owner - yard);
--   sellable = sold / (days - owner - yard - repositioning).
-- Base: sold days are those of charters and deliveries; cancelled voyages
--   count nothing.
-- Source: Voyage, Asset.
SELECT asset, days, sold,
	ratio_real(ratio_div(sold, days)) AS calendar,
	ratio_real(ratio_div(sold, days - kept)) AS available,
	ratio_real(ratio_div(sold, days - kept - moved)) AS sellable,
	entity, src
FROM _utilisation_exact;

CREATE VIEW fleet_utilisation AS
-- How much of the period's days all vessels together were sold.
-- Formula: as utilisation, of the sums; rates are never averaged.
-- Base: as utilisation.
-- Source: Voyage, Asset.
SELECT (SELECT organisation FROM this) AS asset, sum(days) AS days,
	sum(sold) AS sold,
	ratio_real(ratio_div(sum(sold), sum(days))) AS calendar,
	ratio_real(ratio_div(sum(sold), sum(days - kept))) AS available,
	ratio_real(ratio_div(sum(sold), sum(days - kept - moved)))
		AS sellable,
	sources(src) AS src
FROM _utilisation_exact;

----------------------------------------------------------------------------
-- Capital, KPIs
----------------------------------------------------------------------------

CREATE VIEW capital_plan AS
-- What money could be put into, in the order in which to do it.
-- Formula: yearly = amount x return; rank by stage (now, next, later), then by
--   the return at its low end, then by risk. cumulative is the amounts of all
--   ranks so far.
-- Base: each use alone; amounts in the entity's currency, cumulative in the
--   organisation's.
-- Source: Capital, Rate; those of all ranks so far.
WITH plan AS MATERIALIZED (
	SELECT c.entity, c."use", c.stage, c.risk, c.depends, u.unit,
		c.return_low, c.return_high,
		money_carry(c.amount_low, c.amount_currency, u.unit, e.rate)
			AS low,
		money_carry(c.amount_high, c.amount_currency, u.unit, e.rate)
			AS high,
		t.currency, g.rate AS group_rate, c.src, e.src AS entity_rate,
		g.src AS group_src,
		row_number() OVER (ORDER BY CASE c.stage WHEN 'now' THEN 1
			WHEN 'next' THEN 2 ELSE 3 END, c.return_low DESC,
			CASE c.risk WHEN 'low' THEN 1 WHEN 'medium' THEN 2
			WHEN 'high' THEN 3 ELSE 4 END, c.entity, c."use")
			AS rank
	FROM _clock AS t
	JOIN capital AS c
	JOIN _entity_unit AS u ON u.entity = c.entity
	LEFT JOIN _fx AS e ON e.from_currency = c.amount_currency
		AND e.to_currency = u.unit
	LEFT JOIN _fx AS g ON g.from_currency = u.unit
		AND g.to_currency = t.currency)
SELECT rank, entity, "use", stage,
	round_low(low, high) AS amount_low,
	round_high(low, high) AS amount_high,
	unit AS amount_currency, return_low, return_high,
	round_low(range_mul_low(low, high, return_low, return_high),
		range_mul_high(low, high, return_low, return_high))
		AS yearly_low,
	round_high(range_mul_low(low, high, return_low, return_high),
		range_mul_high(low, high, return_low, return_high))
		AS yearly_high,
	unit AS yearly_currency, risk, depends,
	round_low(ratio_sum(money_carry(low, unit, currency, group_rate))
		OVER so_far, ratio_sum(money_carry(high, unit, currency,
		group_rate)) OVER so_far) AS cumulative_low,
	round_high(ratio_sum(money_carry(low, unit, currency, group_rate))
		OVER so_far, ratio_sum(money_carry(high, unit, currency,
		group_rate)) OVER so_far) AS cumulative_high,
	currency AS cumulative_currency,
	(SELECT sources(p.src, p.entity_rate, p.group_src) FROM plan AS p
		WHERE p.rank <= plan.rank) AS src
FROM plan
WINDOW so_far AS (ORDER BY rank
	ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE VIEW kpi_status AS
-- Every KPI with its last measurement.
-- Formula: state = missing without a measurement, stale when it is older than
--   Max_Age, met or missed against the target, tracked without one.
-- Base: the latest Measure at or before as-of; Max_Age of the KPI, else of the
--   measure (45 days when it has none). Where Better is left out, higher is.
-- Source: Kpi, Measure.
WITH last AS (
	SELECT m.kpi, max(m.date) AS date, m.value, m.max_age, m.src
	FROM this AS t
	JOIN measure AS m ON m.date <= t.as_of
	GROUP BY m.kpi)
SELECT k.id, k.entity, k.name, k.role, k.unit, m.value, m.date, k.target,
	CASE WHEN m.value IS NULL THEN 'missing'
		WHEN julianday(t.as_of) - julianday(m.date)
			> coalesce(k.max_age, m.max_age) THEN 'stale'
		WHEN k.target IS NULL THEN 'tracked'
		WHEN k.better = 'lower' AND m.value <= k.target THEN 'met'
		WHEN k.better = 'lower' THEN 'missed'
		WHEN m.value >= k.target THEN 'met'
		ELSE 'missed' END AS state,
	k.owner, k.how, merge_sources(k.src, m.src) AS src
FROM this AS t
JOIN kpi AS k
LEFT JOIN last AS m ON m.kpi = k.id;

----------------------------------------------------------------------------
-- Accounts
----------------------------------------------------------------------------

CREATE VIEW _period_ledger AS
-- Ledger balances by entity and kind of account, in the entity's currency: at
-- the opening of the period, and what moved in it.
SELECT l.entity, u.unit, a.kind,
	ratio_sum(CASE WHEN month_index(l.month) < t.first_month THEN
		money_carry(l.low, l.currency, u.unit, fx.rate) END)
		AS opening_low,
	ratio_sum(CASE WHEN month_index(l.month) < t.first_month THEN
		money_carry(l.high, l.currency, u.unit, fx.rate) END)
		AS opening_high,
	ratio_sum(CASE WHEN month_index(l.month) BETWEEN t.first_month
		AND t.month THEN money_carry(l.low, l.currency, u.unit,
		fx.rate) END) AS moved_low,
	ratio_sum(CASE WHEN month_index(l.month) BETWEEN t.first_month
		AND t.month THEN money_carry(l.high, l.currency, u.unit,
		fx.rate) END) AS moved_high,
	sources(CASE WHEN month_index(l.month) <= t.month THEN l.src END,
		fx.src) AS src
FROM _clock AS t
JOIN _ledger AS l
JOIN account AS a ON a.code = l.account
JOIN _entity_unit AS u ON u.entity = l.entity
LEFT JOIN _fx AS fx ON fx.from_currency = l.currency
	AND fx.to_currency = u.unit
GROUP BY l.entity, a.kind;

CREATE VIEW _cycle_part AS
-- By entity: revenue and cost of goods of the period, and twice the mean of
-- opening and closing balances.
SELECT entity,
	ratio_sum(CASE kind WHEN 'revenue' THEN ratio_mul(-1, moved_high) END)
		AS revenue_low,
	ratio_sum(CASE kind WHEN 'revenue' THEN ratio_mul(-1, moved_low) END)
		AS revenue_high,
	ratio_sum(CASE kind WHEN 'cogs' THEN moved_low END) AS cogs_low,
	ratio_sum(CASE kind WHEN 'cogs' THEN moved_high END) AS cogs_high,
	ratio_sum(CASE kind WHEN 'receivable' THEN ratio_add(ratio_mul(2,
		opening_low), moved_low) END) AS receivable_low,
	ratio_sum(CASE kind WHEN 'receivable' THEN ratio_add(ratio_mul(2,
		opening_high), moved_high) END) AS receivable_high,
	ratio_sum(CASE kind WHEN 'payable' THEN ratio_mul(-1, ratio_add(
		ratio_mul(2, opening_high), moved_high)) END) AS payable_low,
	ratio_sum(CASE kind WHEN 'payable' THEN ratio_mul(-1, ratio_add(
		ratio_mul(2, opening_low), moved_low)) END) AS payable_high,
	ratio_sum(CASE kind WHEN 'inventory' THEN ratio_add(ratio_mul(2,
		opening_low), moved_low) END) AS inventory_low,
	ratio_sum(CASE kind WHEN 'inventory' THEN ratio_add(ratio_mul(2,
		opening_high), moved_high) END) AS inventory_high,
	ratio_sum(CASE kind WHEN 'deposit' THEN ratio_mul(-1, ratio_add(
		ratio_mul(2, opening_high), moved_high)) END) AS deposit_low,
	ratio_sum(CASE kind WHEN 'deposit' THEN ratio_mul(-1, ratio_add(
		ratio_mul(2, opening_low), moved_low)) END) AS deposit_high,
	max(kind = 'inventory') AS has_inventory,
	sources(CASE WHEN kind IN ('revenue', 'cogs', 'receivable', 'payable',
		'inventory', 'deposit') THEN src END) AS src
FROM _period_ledger
GROUP BY entity;

CREATE VIEW cash_cycle AS
-- Days from paying for what is sold to being paid for it.
-- Formula: dso = days x receivables / revenue; dpo = days x payables / cost of
--   goods; dio = days x inventory / cost of goods; ccc = dio + dso - dpo;
--   deposit_days = days x customers' deposits / revenue. NULL is n/a: no
--   revenue, no cost of goods, or for dio no inventory account with postings;
--   ccc is taken without dio where only that is n/a. What stands above and
--   below several lines is taken at one end in all of them.
-- Base: days of the period; balances are the mean of its opening and closing.
-- Source: Posting (Account of kind revenue, cogs, receivable, payable,
--   inventory, deposit), Rate.
WITH c AS (
	SELECT p.*, ratio_div(t.days, 2) AS days,
		CASE WHEN ratio_cmp(p.revenue_low, 0) > 0 THEN ratio_div(
			t.days, ratio_mul(2, p.revenue_high)) END AS r_low,
		CASE WHEN ratio_cmp(p.revenue_low, 0) > 0 THEN ratio_div(
			t.days, ratio_mul(2, p.revenue_low)) END AS r_high,
		CASE WHEN ratio_cmp(p.cogs_low, 0) > 0 THEN ratio_div(
			t.days, ratio_mul(2, p.cogs_high)) END AS g_low,
		CASE WHEN ratio_cmp(p.cogs_low, 0) > 0 THEN ratio_div(
			t.days, ratio_mul(2, p.cogs_low)) END AS g_high,
		ratio_sub(p.inventory_low, p.payable_high) AS stock_low,
		ratio_sub(p.inventory_high, p.payable_low) AS stock_high,
		ratio_sub(p.receivable_low, p.deposit_high) AS owed_low,
		ratio_sub(p.receivable_high, p.deposit_low) AS owed_high
	FROM _cycle_part AS p, (SELECT CAST(julianday(period_end)
		- julianday(period_start) AS INTEGER) + 1 AS days FROM this)
		AS t)
SELECT entity,
	ratio_real(range_mul_low(receivable_low, receivable_high, r_low,
		r_high)) AS dso_low,
	ratio_real(range_mul_high(receivable_low, receivable_high, r_low,
		r_high)) AS dso_high,
	ratio_real(range_mul_low(payable_low, payable_high, g_low, g_high))
		AS dpo_low,
	ratio_real(range_mul_high(payable_low, payable_high, g_low, g_high))
		AS dpo_high,
	CASE WHEN has_inventory THEN ratio_real(range_mul_low(inventory_low,
		inventory_high, g_low, g_high)) END AS dio_low,
	CASE WHEN has_inventory THEN ratio_real(range_mul_high(inventory_low,
		inventory_high, g_low, g_high)) END AS dio_high,
	ratio_real(ratio_add(range_mul_low(stock_low, stock_high, g_low,
		g_high), range_mul_low(receivable_low, receivable_high, r_low,
		r_high))) AS ccc_low,
	ratio_real(ratio_add(range_mul_high(stock_low, stock_high, g_low,
		g_high), range_mul_high(receivable_low, receivable_high, r_low,
		r_high))) AS ccc_high,
	ratio_real(range_mul_low(deposit_low, deposit_high, r_low, r_high))
		AS deposit_days_low,
	ratio_real(range_mul_high(deposit_low, deposit_high, r_low, r_high))
		AS deposit_days_high,
	ratio_real(ratio_add(range_mul_low(stock_low, stock_high, g_low,
		g_high), range_mul_low(owed_low, owed_high, r_low, r_high)))
		AS ccc_after_deposits_low,
	ratio_real(ratio_add(range_mul_high(stock_low, stock_high, g_low,
		g_high), range_mul_high(owed_low, owed_high, r_low, r_high)))
		AS ccc_after_deposits_high,
	src
FROM c;

CREATE VIEW _receivable AS
-- What clients owe, posting by posting: payments settle the oldest first. The
-- low end has every debit low and every payment high. The order of postings
-- of one day is that of the book.
WITH line AS (
	SELECT p.rowid AS n, p.entity, coalesce(p.client, '') AS client, p.date,
		u.unit, p.src, fx.src AS rate_src,
		money_carry(p.amount_low, p.amount_currency, u.unit, fx.rate)
			AS low,
		money_carry(p.amount_high, p.amount_currency, u.unit, fx.rate)
			AS high
	FROM _clock AS t
	JOIN posting AS p ON p.date <= t.as_of
	JOIN account AS a ON a.code = p.account AND a.kind = 'receivable'
	JOIN _entity_unit AS u ON u.entity = p.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = p.amount_currency
		AND fx.to_currency = u.unit),
paid AS (
	SELECT entity, client, ratio_sum(ratio_min(low, 0)) AS low,
		ratio_sum(ratio_min(high, 0)) AS high
	FROM line GROUP BY entity, client),
owed AS (
	SELECT l.*,
		ratio_add(p.low, ratio_sum(ratio_max(l.low, 0)) OVER so_far)
			AS open_low,
		ratio_add(p.high, ratio_sum(ratio_max(l.high, 0)) OVER so_far)
			AS open_high
	FROM line AS l
	JOIN paid AS p ON p.entity = l.entity AND p.client = l.client
	WINDOW so_far AS (PARTITION BY l.entity, l.client
		ORDER BY l.date, l.n
		ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
SELECT entity, client, date, unit,
	ratio_max(ratio_min(open_low, ratio_max(low, 0)), 0) AS low,
	ratio_max(ratio_min(open_high, ratio_max(high, 0)), 0) AS high,
	CAST((SELECT julianday(as_of) FROM this) - julianday(date) AS INTEGER)
		AS age,
	src, rate_src
FROM owed;

CREATE VIEW ageing AS
-- What clients owe, by the age of what is not yet paid.
-- Formula: payments settle the oldest debit first; what is left of each debit
--   counts by the days from its date to as-of: up to 30, 60, 90, over 90.
-- Base: postings to receivable accounts up to as-of; client NULL where the
--   posting names none.
-- Source: Posting (Account of kind receivable), Client, Rate; also of what is
--   paid, for that decides what is not.
WITH sums AS (
	SELECT entity, client, unit,
		ratio_sum(CASE WHEN age <= 30 THEN low END) AS a_low,
		ratio_sum(CASE WHEN age <= 30 THEN high END) AS a_high,
		ratio_sum(CASE WHEN age BETWEEN 31 AND 60 THEN low END)
			AS b_low,
		ratio_sum(CASE WHEN age BETWEEN 31 AND 60 THEN high END)
			AS b_high,
		ratio_sum(CASE WHEN age BETWEEN 61 AND 90 THEN low END)
			AS c_low,
		ratio_sum(CASE WHEN age BETWEEN 61 AND 90 THEN high END)
			AS c_high,
		ratio_sum(CASE WHEN age > 90 THEN low END) AS d_low,
		ratio_sum(CASE WHEN age > 90 THEN high END) AS d_high,
		ratio_sum(low) AS low, ratio_sum(high) AS high,
		max(CASE WHEN ratio_cmp(high, 0) > 0 THEN age END) AS oldest,
		sources(src, rate_src) AS src
	FROM _receivable
	GROUP BY entity, client)
SELECT s.entity, coalesce(c.name, nullif(s.client, '')) AS client,
	round_low(a_low, a_high) AS days_30_low,
	round_high(a_low, a_high) AS days_30_high, unit AS days_30_currency,
	round_low(b_low, b_high) AS days_60_low,
	round_high(b_low, b_high) AS days_60_high, unit AS days_60_currency,
	round_low(c_low, c_high) AS days_90_low,
	round_high(c_low, c_high) AS days_90_high, unit AS days_90_currency,
	round_low(d_low, d_high) AS over_90_low,
	round_high(d_low, d_high) AS over_90_high, unit AS over_90_currency,
	round_low(low, high) AS total_low, round_high(low, high) AS total_high,
	unit AS total_currency, s.oldest, s.src
FROM sums AS s
LEFT JOIN client AS c ON c.id = s.client
WHERE ratio_cmp(s.high, 0) > 0;

CREATE VIEW _contract_month AS
-- The months of each contract with the part of its price earned by the end of
-- each: at the end (point), by days (over-time), or in equal months
-- (straight-line).
WITH RECURSIVE span AS (
	SELECT c.id, c.method, c.start, c."end" AS finish,
		month_index(CASE c.method WHEN 'point'
			THEN coalesce(c."end", c.start) ELSE c.start END)
			AS first,
		month_index(coalesce(c."end", c.start)) AS last
	FROM contract AS c
	WHERE c."end" IS NOT NULL OR c.method = 'point'),
step(id, month) AS (
	SELECT id, first FROM span WHERE last >= first
	UNION ALL
	SELECT step.id, step.month + 1
	FROM step JOIN span ON span.id = step.id
	WHERE step.month < span.last AND step.month < span.first + 1200)
SELECT s.id, s.month, CASE WHEN s.month = p.last THEN 1
	WHEN p.method = 'straight-line' THEN
		ratio_div(s.month - p.first + 1, p.last - p.first + 1)
	ELSE ratio_div(
		CAST(julianday(month_name(s.month + 1) || '-01')
			- julianday(p.start) AS INTEGER),
		CAST(julianday(p.finish) - julianday(p.start) AS INTEGER) + 1)
	END AS part
FROM step AS s
JOIN span AS p ON p.id = s.id;

CREATE VIEW _contract_exact AS
-- Earned by each month's end, and by the end of the month before, rounded, so
-- that the months add up to the price.
SELECT c.id, c.entity, c.client, c.method, c.role, u.unit, m.month,
	round_low(ratio_mul(m.part, a.low), ratio_mul(m.part, a.high))
		AS earned_low,
	round_high(ratio_mul(m.part, a.low), ratio_mul(m.part, a.high))
		AS earned_high,
	coalesce(money_carry(c.received_low, c.received_currency, u.unit,
		r.rate), 0) AS received_low,
	coalesce(money_carry(c.received_high, c.received_currency, u.unit,
		r.rate), 0) AS received_high,
	merge_sources(c.src, fx.src, r.src) AS src
FROM contract AS c
JOIN _entity_unit AS u ON u.entity = c.entity
JOIN _contract_month AS m ON m.id = c.id
LEFT JOIN _fx AS fx ON fx.from_currency = c.amount_currency
	AND fx.to_currency = u.unit
LEFT JOIN _fx AS r ON r.from_currency = c.received_currency
	AND r.to_currency = u.unit
JOIN (SELECT c.id, money_carry(c.amount_low, c.amount_currency, u.unit,
		fx.rate) AS low, money_carry(c.amount_high,
		c.amount_currency, u.unit, fx.rate) AS high
	FROM contract AS c
	JOIN _entity_unit AS u ON u.entity = c.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = c.amount_currency
		AND fx.to_currency = u.unit) AS a ON a.id = c.id;

CREATE VIEW recognition_schedule AS
-- When a contract's price becomes revenue, month by month.
-- Formula: earned = the part of the price earned by the month's end: all at
--   the end (point), by days (over-time), in equal months (straight-line);
--   recognised = earned - earned a month before, so that the months add up;
--   liability = received - earned where that is above 0: paid, not yet
--   earned; from the period's last month on, NULL before, as the book does
--   not say when the money came.
-- Base: contracts with an End (point: or without); an agent's Amount is its
--   fee.
-- Source: Contract, Rate.
SELECT id AS contract, entity, client, method,
	coalesce(role, 'principal') AS role, month_name(e.month) AS month,
	ratio_sub(earned_low, coalesce(lag(earned_low) OVER months, 0))
		AS recognised_low,
	ratio_sub(earned_high, coalesce(lag(earned_high) OVER months, 0))
		AS recognised_high,
	unit AS recognised_currency,
	earned_low, earned_high, unit AS earned_currency,
	CASE WHEN e.month >= t.month THEN round_low(
		ratio_max(ratio_sub(received_low, earned_high), 0),
		ratio_max(ratio_sub(received_high, earned_low), 0)) END
		AS liability_low,
	CASE WHEN e.month >= t.month THEN round_high(
		ratio_max(ratio_sub(received_low, earned_high), 0),
		ratio_max(ratio_sub(received_high, earned_low), 0)) END
		AS liability_high,
	unit AS liability_currency, src
FROM _contract_exact AS e, (SELECT month FROM _clock) AS t
WINDOW months AS (PARTITION BY id ORDER BY e.month);

CREATE VIEW account_audit AS
-- What is odd in the chart of accounts and the ledger.
-- Formula: unused = no posting and no balance; duplicate = the same name and
--   kind for the same entity; suspense = a suspense or clearing account with
--   a balance both now and 30 days before as-of; negative = an expense or
--   cost account that was credited more than debited in a month; round = a
--   posting to such an account of whole thousands.
-- Base: postings up to as-of; one row a finding, detail saying which.
-- Source: Account, Posting.
SELECT 'unused' AS finding, a.code AS account, a.entity, a.name,
	a.kind AS detail, a.src
FROM account AS a
WHERE a.balance_low IS NULL
	AND NOT EXISTS (SELECT 1 FROM _ledger AS l WHERE l.account = a.code)
UNION ALL
SELECT 'duplicate', a.code, a.entity, a.name, b.code,
	merge_sources(a.src, b.src)
FROM account AS a
JOIN account AS b ON b.code > a.code AND b.kind = a.kind
	AND lower(trim(b.name)) = lower(trim(a.name))
	AND coalesce(b.entity, '') = coalesce(a.entity, '')
UNION ALL
SELECT 'suspense', a.code, p.entity, a.name, min(p.date), sources(p.src)
FROM this AS t
JOIN account AS a ON lower(a.name) LIKE '%suspense%'
	OR lower(a.name) LIKE '%clearing%'
JOIN posting AS p ON p.account = a.code AND p.date <= t.as_of
GROUP BY a.code, p.entity, p.amount_currency
HAVING sum(p.amount_high) <> 0
	AND sum(CASE WHEN p.date < date(t.as_of, '-30 days')
		THEN p.amount_high ELSE 0 END) <> 0
UNION ALL
SELECT 'negative', a.code, l.entity, a.name, l.month, l.src
FROM account AS a
JOIN _ledger AS l ON l.account = a.code
WHERE a.kind IN ('expense', 'cogs') AND l.high < 0
UNION ALL
SELECT 'round', a.code, p.entity, a.name, p.date, p.src
FROM this AS t
JOIN account AS a ON a.kind IN ('expense', 'cogs')
JOIN posting AS p ON p.account = a.code AND p.date <= t.as_of
WHERE p.amount_low = p.amount_high AND p.amount_low <> 0
	AND p.amount_low % (1000 * money_unit(p.amount_currency)) = 0;
