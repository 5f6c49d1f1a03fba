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
-- Where entities are also taken together, the row of all of them has the entity
-- '', which no entity can be called, and the organisation's currency.
--
-- A CTE that is DISTINCT without need has its columns worked out once, not
-- again wherever one is used; unlike MATERIALIZED it lets a condition on the
-- entity in, so that what one entity lacks is no error of another's figure.
-- CROSS JOIN after posting: postings are read once, in their order, and the
-- other table is looked up.
--
-- Rounding is the last step: a range outward, a point half away from zero.
--
-- Lineage: X_src are the records that the figure X rests on, src those of the
-- row, and of all its figures that have no X_src. A record is there when
-- another number or date in it can move the figure: a Rate only where there is
-- something to convert, an expense in percent only where there are receipts.

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
-- way of a third currency. Of two Rates of one day the later record counts. A
-- Rate of 0 or below is none.
-- Source: Rate.
WITH ranked AS (
	SELECT "from" AS a, "to" AS b, rate, src, row_number() OVER (
		PARTITION BY "from", "to" ORDER BY date DESC, rowid DESC) AS nth
	FROM rate
	WHERE date <= (SELECT as_of FROM this) AND "from" <> "to" AND rate > 0),
latest AS (SELECT a, b, rate, src FROM ranked WHERE nth = 1)
SELECT a AS from_currency, b AS to_currency, rate, src FROM latest
UNION ALL
SELECT o.b, o.a, ratio_div(1, o.rate), o.src
FROM latest AS o
WHERE NOT EXISTS (SELECT 1 FROM latest AS d WHERE d.a = o.b AND d.b = o.a);

CREATE VIEW _rhythm(every, twelfths, step) AS
-- Monthly equivalent in twelfths, so that sums stay whole: day x 365/12, week
-- x 52/12, month x 1, quarter x 1/3, year x 1/12. What comes once counts
-- whole in its month. `step`: months from one due month to the next.
VALUES ('once', 12, 1), ('day', 365, 1), ('week', 52, 1), ('month', 12, 1),
	('quarter', 4, 3), ('year', 1, 12);

CREATE TABLE _expense_line AS
-- Expenses in the entity's currency, their months as numbers: an item counts
-- from the month of its From to the month of its Until, whole months. low and
-- high are money, share_low and share_high parts of the entity's receipts; one
-- pair of the two is NULL. What has no From has no due months.
SELECT x.entity, x.kind, x.every, e.twelfths,
	month_index(x."from") AS first, month_index(x.until) AS last,
	CASE WHEN x."from" IS NULL OR x.amount_low IS NULL THEN 1
		ELSE e.step END AS step,
	money_carry(x.amount_low, x.amount_currency, u.unit, fx.rate) AS low,
	money_carry(x.amount_high, x.amount_currency, u.unit, fx.rate) AS high,
	x.amount_percent_low AS share_low, x.amount_percent_high AS share_high,
	merge_sources(x.src, source_if(fx.src, x.amount_low, x.amount_high))
		AS src
FROM expense AS x
JOIN _entity_unit AS u ON u.entity = x.entity
JOIN _rhythm AS e ON e.every = x.every
LEFT JOIN _fx AS fx ON fx.from_currency = x.amount_currency
	AND fx.to_currency = u.unit;

CREATE TABLE _revenue_line AS
-- Receipts likewise, with the commission of the channel they come through.
SELECT r.entity, r.every, e.twelfths, r.client, r.channel,
	month_index(r."from") AS first, month_index(r.until) AS last,
	CASE WHEN r."from" IS NULL THEN 1 ELSE e.step END AS step,
	money_carry(r.amount_low, r.amount_currency, u.unit, fx.rate) AS low,
	money_carry(r.amount_high, r.amount_currency, u.unit, fx.rate) AS high,
	coalesce(c.commission_low, 0) AS commission_low,
	coalesce(c.commission_high, 0) AS commission_high,
	merge_sources(r.src, source_if(fx.src, r.amount_low, r.amount_high))
		AS src,
	CASE WHEN c.commission_low IS NOT NULL THEN
		source_if(c.src, r.amount_low, r.amount_high) END
		AS channel_src
FROM revenue AS r
JOIN _entity_unit AS u ON u.entity = r.entity
JOIN _rhythm AS e ON e.every = r.every
LEFT JOIN channel AS c ON c.id = r.channel
LEFT JOIN _fx AS fx ON fx.from_currency = r.amount_currency
	AND fx.to_currency = u.unit;

----------------------------------------------------------------------------
-- Burn
----------------------------------------------------------------------------

CREATE VIEW _burn_month AS
-- What recurs in the period's last month; what was paid and received in it,
-- which is that and what comes once; and so in the two months before.
WITH basis(basis, once, back) AS (
	VALUES ('run-rate', 0, 0), ('reported', 1, 0), ('before', 1, 1),
		('before that', 1, 2))
SELECT b.basis, b.once, t.month - b.back AS month
FROM basis AS b, _clock AS t;

CREATE TABLE _burn_cost AS
-- Operating cost and tax of the month by entity: the fixed part in money, the
-- rest as a share of receipts.
SELECT b.basis, l.entity,
	ratio_div(ratio_sum(ratio_mul(l.twelfths, l.low)), 12) AS fixed_low,
	ratio_div(ratio_sum(ratio_mul(l.twelfths, l.high)), 12) AS fixed_high,
	ratio_sum(l.share_low) AS share_low,
	ratio_sum(l.share_high) AS share_high,
	sources(CASE WHEN l.share_low IS NULL THEN l.src END) AS fixed_src,
	sources(CASE WHEN l.share_low IS NOT NULL THEN l.src END) AS share_src
FROM _burn_month AS b
JOIN _expense_line AS l ON CASE l.every
	WHEN 'once' THEN b.once AND l.first = b.month
	ELSE coalesce(l.first, b.month) <= b.month
		AND coalesce(l.last, b.month) >= b.month
	END
WHERE l.kind IN ('operating', 'tax')
GROUP BY b.basis, l.entity;

CREATE TABLE _month_receipt AS
-- The month's receipts, one row each.
SELECT b.basis, l.entity, l.client, l.channel,
	ratio_div(ratio_mul(l.twelfths, l.low), 12) AS low,
	ratio_div(ratio_mul(l.twelfths, l.high), 12) AS high,
	l.commission_low, l.commission_high, l.src, l.channel_src
FROM _burn_month AS b
JOIN _revenue_line AS l ON CASE l.every
	WHEN 'once' THEN b.once AND l.first = b.month
	ELSE coalesce(l.first, b.month) <= b.month
		AND coalesce(l.last, b.month) >= b.month
	END;

CREATE TABLE _receipt_burn AS
-- By entity: receipts, what goes with them (shares of them and commissions),
-- and that less the receipts. A receipt stands in both, so it is taken at one
-- end in receipt x (share - 1); so is a channel's commission in all that comes
-- through it. The expenses in percent stand with every receipt: the bounds are
-- the best at one of their two ends.
WITH line AS (
	SELECT basis, entity, commission_low, commission_high,
		ratio_sum(low) AS low, ratio_sum(high) AS high,
		sources(src) AS src, sources(channel_src) AS channel_src
	FROM _month_receipt GROUP BY basis, entity, channel),
percent AS (
	SELECT basis, entity, share_low AS share FROM _burn_cost
	UNION SELECT basis, entity, share_high FROM _burn_cost),
taken AS (
	SELECT l.*, p.share,
		ratio_add(l.commission_low, coalesce(p.share, 0)) AS taken_low,
		ratio_add(l.commission_high, coalesce(p.share, 0)) AS taken_high
	FROM line AS l
	LEFT JOIN percent AS p ON p.basis = l.basis AND p.entity = l.entity),
total AS (
	SELECT basis, entity,
		ratio_sum(low) AS low, ratio_sum(high) AS high,
		ratio_sum(range_mul_low(low, high, taken_low, taken_high))
			AS with_low,
		ratio_sum(range_mul_high(low, high, taken_low, taken_high))
			AS with_high,
		ratio_sum(range_mul_low(low, high, ratio_sub(taken_low, 1),
			ratio_sub(taken_high, 1))) AS less_low,
		ratio_sum(range_mul_high(low, high, ratio_sub(taken_low, 1),
			ratio_sub(taken_high, 1))) AS less_high,
		sources(src) AS src, sources(channel_src) AS channel_src,
		sources(source_if(src, taken_low, taken_high)) AS taken_src
	FROM taken GROUP BY basis, entity, share)
SELECT basis, entity, ratio_least(low) AS low, ratio_most(high) AS high,
	ratio_least(with_low) AS with_low, ratio_most(with_high) AS with_high,
	ratio_least(less_low) AS less_low, ratio_most(less_high) AS less_high,
	sources(src) AS src, sources(taken_src, channel_src) AS with_src,
	sources(src, channel_src) AS less_src
FROM total GROUP BY basis, entity;

CREATE VIEW _burn_entity AS
-- Every entity, on each basis, also where nothing is recorded.
SELECT b.basis, u.entity, u.unit,
	coalesce(r.low, 0) AS receipts_low, coalesce(r.high, 0) AS receipts_high,
	ratio_add(coalesce(c.fixed_low, 0), coalesce(r.with_low, 0))
		AS gross_low,
	ratio_add(coalesce(c.fixed_high, 0), coalesce(r.with_high, 0))
		AS gross_high,
	ratio_add(coalesce(c.fixed_low, 0), coalesce(r.less_low, 0))
		AS net_low,
	ratio_add(coalesce(c.fixed_high, 0), coalesce(r.less_high, 0))
		AS net_high,
	u.src AS entity_src, r.src AS receipts_src,
	merge_sources(c.fixed_src, source_if(c.share_src, r.low, r.high),
		r.with_src) AS gross_src,
	merge_sources(c.fixed_src, source_if(c.share_src, r.low, r.high),
		r.less_src) AS net_src
FROM _burn_month AS b
JOIN _entity_unit AS u
LEFT JOIN _burn_cost AS c ON c.basis = b.basis AND c.entity = u.entity
LEFT JOIN _receipt_burn AS r ON r.basis = b.basis AND r.entity = u.entity;

CREATE TABLE _burn_exact AS
-- By entity, and of all together: the sums, converted. What rests on no record
-- has the entity's own.
SELECT basis, entity, unit, receipts_low, receipts_high, gross_low, gross_high,
	net_low, net_high, coalesce(receipts_src, entity_src) AS receipts_src,
	coalesce(gross_src, entity_src) AS gross_src,
	coalesce(net_src, entity_src) AS net_src
FROM _burn_entity
UNION ALL
SELECT s.basis, '', t.currency, NULL, NULL,
	ratio_sum(money_carry(b.gross_low, b.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(b.gross_high, b.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(b.net_low, b.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(b.net_high, b.unit, t.currency, fx.rate)),
	NULL,
	sources(b.gross_src, source_if(fx.src, b.gross_low, b.gross_high)),
	sources(b.net_src, source_if(fx.src, b.net_low, b.net_high))
FROM _clock AS t
JOIN _burn_month AS s
LEFT JOIN _burn_entity AS b ON b.basis = s.basis
LEFT JOIN _fx AS fx ON fx.from_currency = b.unit AND fx.to_currency = t.currency
GROUP BY s.basis;

CREATE VIEW _burn_mean AS
-- The mean of what is reported of three months.
SELECT entity, ratio_div(ratio_sum(gross_low), 3) AS gross_low,
	ratio_div(ratio_sum(gross_high), 3) AS gross_high,
	ratio_div(ratio_sum(net_low), 3) AS net_low,
	ratio_div(ratio_sum(net_high), 3) AS net_high,
	sources(gross_src) AS gross_src, sources(net_src) AS net_src
FROM _burn_exact
WHERE basis <> 'run-rate'
GROUP BY entity;

CREATE VIEW _burn_figures AS
-- All columns of entity_burn and group_burn.
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
	round_low(m.gross_low, m.gross_high) AS gross_mean_low,
	round_high(m.gross_low, m.gross_high) AS gross_mean_high,
	n.unit AS gross_mean_currency,
	CASE WHEN ratio_apart(r.gross_low, m.gross_low, 0.2)
		OR ratio_apart(r.gross_high, m.gross_high, 0.2)
		THEN 'yes' ELSE 'no' END AS gross_differs,
	round_low(m.net_low, m.net_high) AS net_mean_low,
	round_high(m.net_low, m.net_high) AS net_mean_high,
	n.unit AS net_mean_currency,
	CASE WHEN ratio_apart(r.net_low, m.net_low, 0.2)
		OR ratio_apart(r.net_high, m.net_high, 0.2)
		THEN 'yes' ELSE 'no' END AS net_differs,
	n.gross_src, n.net_src, r.gross_src AS gross_reported_src,
	r.net_src AS net_reported_src, m.gross_src AS gross_mean_src,
	m.net_src AS net_mean_src
FROM _burn_exact AS n
JOIN _burn_exact AS r ON r.entity = n.entity AND r.basis = 'reported'
JOIN _burn_mean AS m ON m.entity = n.entity
WHERE n.basis = 'run-rate';

CREATE VIEW entity_burn AS
-- What an entity spends in a month, and what of it receipts do not cover.
-- Formula: gross = operating cost + tax + receipts x (percent items +
--   channel's commission); net = gross - receipts. Below 0 is
--   cash-generative. Each receipt is taken at one end in the whole formula.
--   mean = the mean of what is reported of three months; differs: yes when a
--   bound of the last month's is more than 20 % off that of the mean.
-- Base: monthly equivalents of what is active in the period's last month;
--   `reported` adds what comes once in that month; the mean is of it and of
--   the two before. Cash, not accrual. Without capex, debt service, draws,
--   transfers and money held for others.
-- Source: Expense (operating, tax), Revenue, Channel, Rate.
SELECT entity, gross_low, gross_high, gross_currency, net_low, net_high,
	net_currency, gross_reported_low, gross_reported_high,
	gross_reported_currency, net_reported_low, net_reported_high,
	net_reported_currency, state, gross_mean_low, gross_mean_high,
	gross_mean_currency, gross_differs, net_mean_low, net_mean_high,
	net_mean_currency, net_differs, gross_src, net_src, gross_reported_src,
	net_reported_src, gross_mean_src, net_mean_src,
	merge_sources(net_src, gross_mean_src, net_mean_src) AS src
FROM _burn_figures
WHERE entity <> '';

CREATE VIEW group_burn AS
-- What all entities together spend in a month, and what of it receipts do not
-- cover.
-- Formula: the sums of entity_burn before rounding, converted.
-- Base: as entity_burn; the organisation's currency at the Rate of as-of.
-- Source: Expense (operating, tax), Revenue, Channel, Rate.
SELECT t.organisation AS entity, gross_low, gross_high, gross_currency,
	net_low, net_high, net_currency, gross_reported_low,
	gross_reported_high, gross_reported_currency, net_reported_low,
	net_reported_high, net_reported_currency, state, gross_mean_low,
	gross_mean_high, gross_mean_currency, gross_differs, net_mean_low,
	net_mean_high, net_mean_currency, net_differs, gross_src, net_src,
	gross_reported_src, net_reported_src, gross_mean_src, net_mean_src,
	merge_sources(net_src, gross_mean_src, net_mean_src) AS src
FROM _clock AS t
JOIN _burn_figures AS b ON b.entity = '';

----------------------------------------------------------------------------
-- The ledger
----------------------------------------------------------------------------

CREATE TABLE _ledger AS
-- Postings to as-of, summed once by entity, account and month: debit positive,
-- credit negative. A table, so that a long ledger is read once.
SELECT entity, account, substr(date, 1, 7) AS month, currency,
	ratio_sum(low) AS low, ratio_sum(high) AS high,
	sum(postings) AS postings, max(date) AS last, sources(src) AS src
FROM (SELECT entity, account, date, amount_currency AS currency,
		ratio_sum(amount_low) AS low, ratio_sum(amount_high) AS high,
		count(*) AS postings, sources(src) AS src
	FROM posting
	WHERE date <= (SELECT as_of FROM this)
	GROUP BY date, entity, account, amount_currency)
GROUP BY entity, account, substr(date, 1, 7), currency;

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
		ratio_sub(0, ratio_sum(CASE a.kind WHEN 'revenue'
			THEN l.high END)) AS revenue_low,
		ratio_sub(0, ratio_sum(CASE a.kind WHEN 'revenue'
			THEN l.low END)) AS revenue_high,
		ratio_sum(CASE WHEN a.kind <> 'revenue' THEN l.low END)
			AS costs_low,
		ratio_sum(CASE WHEN a.kind <> 'revenue' THEN l.high END)
			AS costs_high,
		ratio_sub(0, ratio_sum(l.high)) AS result_low,
		ratio_sub(0, ratio_sum(l.low)) AS result_high,
		sources(CASE a.kind WHEN 'revenue' THEN l.src END)
			AS revenue_src,
		sources(CASE WHEN a.kind <> 'revenue' THEN l.src END)
			AS costs_src, sources(l.src) AS src
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
	b.revenue_src,
	b.costs_low, b.costs_high, s.currency AS costs_currency, b.costs_src,
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
SELECT c.entity, c.kind, coalesce(u.unit, t.currency) AS unit,
	ratio_sum(money_carry(c.low, c.currency, coalesce(u.unit, t.currency),
		fx.rate)) AS low,
	ratio_sum(money_carry(c.high, c.currency, coalesce(u.unit, t.currency),
		fx.rate)) AS high,
	sources(c.src, source_if(fx.src, c.low, c.high)) AS src
FROM _clock AS t
JOIN _cash_line AS c
LEFT JOIN _entity_unit AS u ON u.entity = c.entity
LEFT JOIN _fx AS fx ON fx.from_currency = c.currency
	AND fx.to_currency = coalesce(u.unit, t.currency)
GROUP BY c.entity, c.kind;

CREATE VIEW _standing AS
-- What an entity, and all together, have and must keep.
WITH cash AS (
	SELECT entity, kind, low, high, src FROM _cash_exact
	UNION ALL
	SELECT '', c.kind,
		ratio_sum(money_carry(c.low, c.unit, t.currency, fx.rate)),
		ratio_sum(money_carry(c.high, c.unit, t.currency, fx.rate)),
		sources(c.src, source_if(fx.src, c.low, c.high))
	FROM _clock AS t
	JOIN _cash_exact AS c
	LEFT JOIN _fx AS fx ON fx.from_currency = c.unit
		AND fx.to_currency = t.currency
	GROUP BY c.kind),
who AS (
	SELECT u.entity, u.unit, e.buffer_low, e.buffer_high,
		e.buffer_currency, u.src
	FROM _entity_unit AS u
	JOIN entity AS e ON e.id = u.entity
	UNION ALL
	SELECT '', t.currency, o.buffer_low, o.buffer_high, o.buffer_currency,
		o.src
	FROM _clock AS t
	JOIN organisation AS o)
SELECT w.entity, w.unit,
	coalesce(c.low, 0) AS cash_low, coalesce(c.high, 0) AS cash_high,
	coalesce(d.low, 0) AS credit_low, coalesce(d.high, 0) AS credit_high,
	money_carry(w.buffer_low, w.buffer_currency, w.unit, fx.rate)
		AS buffer_low,
	money_carry(w.buffer_high, w.buffer_currency, w.unit, fx.rate)
		AS buffer_high,
	w.src AS own_src, c.src AS cash_src, d.src AS credit_src,
	merge_sources(w.src, source_if(fx.src, w.buffer_low, w.buffer_high))
		AS buffer_src
FROM who AS w
LEFT JOIN cash AS c ON c.entity = w.entity AND c.kind = 'cash'
LEFT JOIN cash AS d ON d.entity = w.entity AND d.kind = 'credit'
LEFT JOIN _fx AS fx ON fx.from_currency = w.buffer_currency
	AND fx.to_currency = w.unit;

CREATE TABLE _ahead AS
-- The 60 months after as-of's: the path's horizon.
WITH RECURSIVE count(n) AS (
	VALUES (1) UNION ALL SELECT n + 1 FROM count WHERE n < 60)
SELECT n, t.today + n AS month FROM count, _clock AS t;

CREATE VIEW _cost_ahead AS
-- Expenses still to be paid, from the first month in which they are to the
-- last, `times` twelfths of them in each. A quarter or year item with a From
-- moves whole in its due months (every `step` months, counted from From),
-- every other one by its monthly equivalent.
WITH due AS (
	SELECT l.*, coalesce(l.first + max(0, (t.today + l.step - l.first)
		/ l.step) * l.step, t.today + 1) AS begin,
		CASE l.every WHEN 'once' THEN l.first
		ELSE min(coalesce(l.last, t.today + 60), t.today + 60)
		END AS end
	FROM _clock AS t
	JOIN _expense_line AS l
	WHERE l.kind IN ('operating', 'tax', 'capex', 'debt', 'draw'))
SELECT entity, begin, end, step,
	CASE step WHEN 1 THEN twelfths ELSE 12 END AS times,
	low, high, share_low, share_high, src
FROM due
WHERE begin <= end;

CREATE VIEW _revenue_ahead AS
-- Receipts still to come, likewise.
WITH due AS (
	SELECT l.*, coalesce(l.first + max(0, (t.today + l.step - l.first)
		/ l.step) * l.step, t.today + 1) AS begin,
		CASE l.every WHEN 'once' THEN l.first
		ELSE min(coalesce(l.last, t.today + 60), t.today + 60)
		END AS end
	FROM _clock AS t
	JOIN _revenue_line AS l)
SELECT entity, client, begin, end, step,
	CASE step WHEN 1 THEN twelfths ELSE 12 END AS times,
	low, high, commission_low, commission_high,
	merge_sources(src, channel_src) AS src
FROM due
WHERE begin <= end;

CREATE TABLE _path_cost AS
-- What is to be paid, items that move in the same months together.
SELECT entity, begin, end, step,
	ratio_sum(ratio_mul(times, low)) AS low,
	ratio_sum(ratio_mul(times, high)) AS high,
	ratio_sum(share_low) AS share_low, ratio_sum(share_high) AS share_high,
	share_low IS NOT NULL AS in_percent, sources(src) AS src
FROM _cost_ahead
GROUP BY entity, begin, end, step, share_low IS NOT NULL;

CREATE TABLE _path_receipt AS
-- What is to come in, likewise, for each rate of commission.
SELECT entity, begin, end, step, commission_low, commission_high,
	ratio_sum(ratio_mul(times, low)) AS low,
	ratio_sum(ratio_mul(times, high)) AS high, sources(src) AS src
FROM _revenue_ahead
GROUP BY entity, begin, end, step, commission_low, commission_high;

CREATE TABLE _path_paid AS
SELECT c.entity, a.n, ratio_sum(c.low) AS low, ratio_sum(c.high) AS high,
	ratio_sum(c.share_low) AS share_low,
	ratio_sum(c.share_high) AS share_high
FROM _path_cost AS c
JOIN _ahead AS a ON a.month BETWEEN c.begin AND c.end
	AND (a.month - c.begin) % c.step = 0
GROUP BY c.entity, a.n;

CREATE VIEW _path_keep AS
-- The part of receipts of each month that the expenses in percent leave.
SELECT u.entity, a.n, a.month,
	ratio_sub(1, coalesce(p.share_high, 0)) AS keep_low,
	ratio_sub(1, coalesce(p.share_low, 0)) AS keep_high
FROM _entity_unit AS u
JOIN _ahead AS a
LEFT JOIN _path_paid AS p ON p.entity = u.entity AND p.n = a.n;

CREATE TABLE _path_received AS
-- Receipts less what goes with them: receipt x (1 - share - commission), each
-- receipt at one end.
SELECT r.entity, k.n, k.month,
	ratio_sum(range_mul_low(r.low, r.high,
		ratio_sub(k.keep_low, r.commission_high),
		ratio_sub(k.keep_high, r.commission_low))) AS low,
	ratio_sum(range_mul_high(r.low, r.high,
		ratio_sub(k.keep_low, r.commission_high),
		ratio_sub(k.keep_high, r.commission_low))) AS high
FROM _path_receipt AS r
JOIN _path_keep AS k ON k.entity = r.entity
	AND k.month BETWEEN r.begin AND r.end
	AND (k.month - r.begin) % r.step = 0
GROUP BY r.entity, k.n;

CREATE TABLE _path_entity AS
-- Cash at each month's end, by entity.
SELECT u.entity, u.unit, a.n, a.month,
	ratio_add(coalesce(c.low, 0), ratio_div(ratio_sum(ratio_sub(
		coalesce(r.low, 0), coalesce(p.high, 0))) OVER line, 12))
		AS low,
	ratio_add(coalesce(c.high, 0), ratio_div(ratio_sum(ratio_sub(
		coalesce(r.high, 0), coalesce(p.low, 0))) OVER line, 12))
		AS high
FROM _entity_unit AS u
JOIN _ahead AS a
LEFT JOIN _cash_exact AS c ON c.entity = u.entity AND c.kind = 'cash'
LEFT JOIN _path_received AS r ON r.entity = u.entity AND r.n = a.n
LEFT JOIN _path_paid AS p ON p.entity = u.entity AND p.n = a.n
WINDOW line AS (PARTITION BY u.entity ORDER BY a.n
	ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE TABLE _path_exact AS
-- By entity, and of all together with the organisation's own cash.
SELECT entity, unit, n, month, low, high FROM _path_entity
UNION ALL
SELECT '', t.currency, a.n, a.month,
	ratio_add(ratio_sum(money_carry(p.low, p.unit, t.currency, fx.rate)),
		coalesce(o.low, 0)),
	ratio_add(ratio_sum(money_carry(p.high, p.unit, t.currency,
		fx.rate)), coalesce(o.high, 0))
FROM _clock AS t
JOIN _ahead AS a
LEFT JOIN _path_entity AS p ON p.n = a.n
LEFT JOIN _fx AS fx ON fx.from_currency = p.unit AND fx.to_currency = t.currency
LEFT JOIN _cash_exact AS o ON o.entity IS NULL AND o.kind = 'cash'
GROUP BY a.n;

CREATE TABLE _path_since AS
-- What a path rests on, and the first month that it moves: cash 0, an expense
-- in percent the first in which there are receipts.
WITH since AS (
	SELECT entity, 0 AS n, src FROM _cash_exact WHERE kind = 'cash'
	UNION ALL
	SELECT c.entity, c.begin - t.today, c.src
	FROM _clock AS t JOIN _path_cost AS c WHERE NOT c.in_percent
	UNION ALL
	SELECT r.entity, r.begin - t.today, r.src
	FROM _clock AS t JOIN _path_receipt AS r
	UNION ALL
	SELECT c.entity, min(r.n), c.src
	FROM _path_cost AS c
	JOIN _path_received AS r ON r.entity = c.entity
		AND r.month BETWEEN c.begin AND c.end
	WHERE c.in_percent
	GROUP BY c.entity, c.begin, c.end)
SELECT entity, n, src FROM since WHERE entity IS NOT NULL
UNION ALL
SELECT '', n, src FROM since
UNION ALL
SELECT '', min(p.n), fx.src
FROM _clock AS t
JOIN _path_entity AS p
JOIN _fx AS fx ON fx.from_currency = p.unit AND fx.to_currency = t.currency
WHERE source_if('-', p.low, p.high) IS NOT NULL
GROUP BY p.entity;

CREATE VIEW _path_figures AS
-- All columns of entity_path and group_path.
SELECT p.entity, month_name(p.month) AS month, p.n,
	round_low(p.low, p.high) AS cash_low,
	round_high(p.low, p.high) AS cash_high, p.unit AS cash_currency,
	coalesce(sources(s.src), w.own_src) AS src
FROM _path_exact AS p
JOIN _standing AS w ON w.entity = p.entity
LEFT JOIN _path_since AS s ON s.entity = p.entity AND s.n <= p.n
GROUP BY p.entity, p.n;

CREATE VIEW entity_path AS
-- Cash at the end of each of the 60 months after as-of's.
-- Formula: cash of as-of + receipts - payments of the months so far.
-- Base: as the path of entity_runway. Low bounds: every receipt low, every
--   payment high.
-- Source: Account (cash; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate; what moves nothing in a month or before is not a
--   source of it.
SELECT entity, month, n, cash_low, cash_high, cash_currency, src
FROM _path_figures
WHERE entity <> '';

CREATE VIEW group_path AS
-- Cash of all entities together at the end of each of the 60 months after
-- as-of's.
-- Formula: the sums of entity_path before rounding, converted.
-- Base: as entity_path; the organisation's own cash too; its currency at the
--   Rate of as-of.
-- Source: as entity_path.
SELECT t.organisation AS entity, p.month, p.n, p.cash_low, p.cash_high,
	p.cash_currency, p.src
FROM _clock AS t
JOIN _path_figures AS p ON p.entity = '';

CREATE VIEW _runway_exact AS
-- Of each path: the least cash and its month, and the first month end below 0,
-- below 0 with the undrawn credit, and below what must be kept.
SELECT p.entity,
	ratio_least(p.low) AS low, ratio_least(p.high) AS high,
	ratio_least_at(p.low, p.month) AS month_low,
	ratio_least_at(p.high, p.month) AS month_high,
	first_below(p.low, 0, p.n) AS months_low,
	first_below(p.high, 0, p.n) AS months_high,
	first_below(ratio_add(p.low, w.credit_low), 0, p.n)
		AS credit_months_low,
	first_below(ratio_add(p.high, w.credit_high), 0, p.n)
		AS credit_months_high,
	first_below(p.low, w.buffer_high, p.n) AS buffer_months_low,
	first_below(p.high, w.buffer_low, p.n) AS buffer_months_high
FROM _path_exact AS p
JOIN _standing AS w ON w.entity = p.entity
GROUP BY p.entity;

CREATE VIEW _runway_source AS
-- What moves the path up to the month that the figure names, or at all.
SELECT m.entity, sources(s.src) AS path_src,
	sources(CASE WHEN s.n > 0 THEN s.src END) AS moves_src,
	sources(CASE WHEN s.n <= coalesce(m.months_high, 60) THEN s.src END)
		AS months_src,
	sources(CASE WHEN s.n <= coalesce(m.credit_months_high, 60)
		THEN s.src END) AS credit_months_src,
	sources(CASE WHEN s.n <= coalesce(m.buffer_months_high, 60)
		THEN s.src END) AS buffer_months_src
FROM _runway_exact AS m
JOIN _path_since AS s ON s.entity = m.entity
GROUP BY m.entity;

CREATE VIEW _runway_figures AS
-- All columns of entity_runway and group_runway.
SELECT b.entity,
	round_low(w.cash_low, w.cash_high) AS cash_low,
	round_high(w.cash_low, w.cash_high) AS cash_high,
	b.unit AS cash_currency,
	ratio_real(CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN
		range_mul_low(w.cash_low, w.cash_high,
		ratio_div(1, b.net_high), ratio_div(1, b.net_low))
	WHEN ratio_cmp(b.net_high, 0) > 0 AND ratio_cmp(w.cash_low, 0) >= 0
		THEN ratio_div(w.cash_low, b.net_high) END) AS simple_low,
	ratio_real(CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN
		range_mul_high(w.cash_low, w.cash_high,
		ratio_div(1, b.net_high), ratio_div(1, b.net_low)) END)
		AS simple_high,
	CASE WHEN ratio_cmp(b.net_low, 0) > 0 THEN 'burning'
		WHEN ratio_cmp(b.net_high, 0) > 0 THEN 'may'
		ELSE 'not' END AS state,
	ratio_floor(m.months_low) AS months_low,
	ratio_floor(m.months_high) AS months_high,
	month_end(ratio_add(t.today, m.months_low)) AS runs_out_low,
	month_end(ratio_add(t.today, m.months_high)) AS runs_out_high,
	round_low(m.low, m.high) AS minimum_low,
	round_high(m.low, m.high) AS minimum_high,
	b.unit AS minimum_currency,
	month_name(m.month_low) AS minimum_month_low,
	month_name(m.month_high) AS minimum_month_high,
	round_low(w.credit_low, w.credit_high) AS credit_low,
	round_high(w.credit_low, w.credit_high) AS credit_high,
	b.unit AS credit_currency,
	ratio_floor(m.credit_months_low) AS credit_months_low,
	ratio_floor(m.credit_months_high) AS credit_months_high,
	month_end(ratio_add(t.today, m.credit_months_low)) AS credit_runs_out_low,
	month_end(ratio_add(t.today, m.credit_months_high)) AS credit_runs_out_high,
	round_low(w.buffer_low, w.buffer_high) AS buffer_low,
	round_high(w.buffer_low, w.buffer_high) AS buffer_high,
	b.unit AS buffer_currency,
	ratio_floor(m.buffer_months_low) AS buffer_months_low,
	ratio_floor(m.buffer_months_high) AS buffer_months_high,
	month_end(ratio_add(t.today, m.buffer_months_low)) AS buffer_date_low,
	month_end(ratio_add(t.today, m.buffer_months_high)) AS buffer_date_high,
	coalesce(w.cash_src, w.own_src) AS cash_src,
	merge_sources(w.cash_src, b.net_src) AS simple_src,
	coalesce(s.months_src, w.own_src) AS months_src,
	coalesce(s.path_src, w.own_src) AS minimum_src,
	coalesce(s.moves_src, w.own_src) AS minimum_month_src,
	coalesce(w.credit_src, w.own_src) AS credit_src,
	coalesce(merge_sources(s.credit_months_src, w.credit_src), w.own_src)
		AS credit_months_src,
	w.buffer_src,
	merge_sources(s.buffer_months_src, w.buffer_src) AS buffer_months_src,
	coalesce(merge_sources(s.path_src, b.net_src, w.credit_src,
		CASE WHEN w.buffer_low IS NOT NULL THEN w.buffer_src END),
		w.own_src) AS src
FROM _clock AS t
JOIN _burn_exact AS b
JOIN _standing AS w ON w.entity = b.entity
JOIN _runway_exact AS m ON m.entity = b.entity
LEFT JOIN _runway_source AS s ON s.entity = b.entity
WHERE b.basis = 'run-rate';

CREATE VIEW entity_runway AS
-- How long an entity's cash lasts.
-- Formula: simple = cash / net burn, in months; without an upper bound when
--   net burn may be 0 or less (state may), without any when it is (state
--   not). months = the first month end, counted from the month after
--   as-of's, at which cash + receipts - payments so far is below 0, and
--   runs_out its date; NULL beyond 60 months. minimum = the least of the 60
--   month ends and its month, the first one on a tie. credit is beside all of
--   these, never in them; credit_months and credit_runs_out are with it, as if
--   it were drawn. buffer_months and buffer_date: the first month end below
--   the entity's Buffer.
-- Base: cash in unrestricted accounts; net burn as entity_burn; the path
--   counts operating cost, tax, capex, debt service and draws, each in the
--   months it is due. Low bounds: every receipt low, every payment high.
-- Source: Account (cash, credit; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate; Entity (Buffer).
SELECT entity, cash_low, cash_high, cash_currency, simple_low, simple_high,
	state, months_low, months_high, runs_out_low, runs_out_high,
	minimum_low, minimum_high, minimum_currency, minimum_month_low,
	minimum_month_high, credit_low, credit_high, credit_currency,
	credit_months_low, credit_months_high, credit_runs_out_low,
	credit_runs_out_high, buffer_low, buffer_high, buffer_currency,
	buffer_months_low, buffer_months_high, buffer_date_low,
	buffer_date_high, cash_src, simple_src, months_src,
	months_src AS runs_out_src, minimum_src, minimum_month_src, credit_src,
	credit_months_src, credit_months_src AS credit_runs_out_src, buffer_src,
	buffer_months_src, buffer_months_src AS buffer_date_src, src
FROM _runway_figures
WHERE entity <> '';

CREATE VIEW group_runway AS
-- How long the cash of all entities together lasts.
-- Formula: as entity_runway, of the sums before rounding, with the
--   organisation's Buffer.
-- Base: as entity_runway; the organisation's own cash too; its currency at the
--   Rate of as-of.
-- Source: Account (cash, credit; Posting where it states no balance), Expense,
--   Revenue, Channel, Rate; Organisation (Buffer).
SELECT t.organisation AS entity, cash_low, cash_high, cash_currency,
	simple_low, simple_high, state, months_low, months_high, runs_out_low,
	runs_out_high, minimum_low, minimum_high, minimum_currency,
	minimum_month_low, minimum_month_high, credit_low, credit_high,
	credit_currency, credit_months_low, credit_months_high,
	credit_runs_out_low, credit_runs_out_high, buffer_low, buffer_high,
	buffer_currency, buffer_months_low, buffer_months_high,
	buffer_date_low, buffer_date_high, cash_src, simple_src, months_src,
	months_src AS runs_out_src, minimum_src, minimum_month_src, credit_src,
	credit_months_src, credit_months_src AS credit_runs_out_src, buffer_src,
	buffer_months_src, buffer_months_src AS buffer_date_src, src
FROM _clock AS t
JOIN _runway_figures AS r ON r.entity = '';

----------------------------------------------------------------------------
-- Contribution and break-even
----------------------------------------------------------------------------

CREATE TABLE _offer_exact AS
-- Each offer in the entity's currency. `keep` is the part of the price that
-- neither the offer's commission nor the entity's percent items take; `alone`:
-- the only offer, and of no mix.
SELECT o.entity, o.name AS offer, u.unit, o.mix, o.capacity,
	o.step_units, coalesce(o.mix, 0) <= 0
		AND count(*) OVER (PARTITION BY o.entity) = 1 AS alone,
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
	coalesce(b.fixed_high, 0) AS fixed_high, b.fixed_src,
	merge_sources(o.src, source_if(b.share_src, o.price_low, o.price_high))
		AS own_src,
	merge_sources(source_if(p.src, o.price_low, o.price_high),
		source_if(v.src, o.variable_cost_low, o.variable_cost_high))
		AS rates_src,
	source_if(s.src, o.step_cost_low, o.step_cost_high) AS step_src,
	coalesce(o.variable_cost_currency, '') IN ('', o.price_currency)
		AS in_one_currency
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
-- With each offer's contribution in money.
SELECT o.*,
	ratio_sub(range_mul_low(o.price_low, o.price_high, o.keep_low,
		o.keep_high), o.cost_high) AS contribution_low,
	ratio_sub(range_mul_high(o.price_low, o.price_high, o.keep_low,
		o.keep_high), o.cost_low) AS contribution_high,
	merge_sources(o.own_src, o.rates_src) AS contribution_src
FROM _offer_exact AS o;

CREATE VIEW _part_exact AS
-- With contribution as a part of the price: keep - cost / price, in which each
-- stands once. (The conditions hand on what lacks a rate: where nothing needs
-- the part, nothing fails.)
SELECT o.*,
	CASE WHEN ratio_max(o.price_low, 0) <> 0 THEN ratio_sub(o.keep_low,
		range_mul_high(o.cost_low, o.cost_high,
		ratio_div(1, o.price_high), ratio_div(1, o.price_low))) END
		AS part_low,
	CASE WHEN ratio_max(o.price_low, 0) <> 0 THEN ratio_sub(o.keep_high,
		range_mul_low(o.cost_low, o.cost_high,
		ratio_div(1, o.price_high), ratio_div(1, o.price_low)))
	WHEN ratio_max(o.price_high, 0) <> 0
		AND ratio_max(o.cost_low, 0) = o.cost_low
		THEN ratio_sub(o.keep_high,
		ratio_div(o.cost_low, o.price_high)) END AS part_high
FROM _contribution_exact AS o;

CREATE VIEW contribution AS
-- What one more unit of an offer brings.
-- Formula: price x (1 - commission - percent items of the entity) - variable
--   cost; ratio = that / price. loss: yes when it is below 0, may when it may
--   be.
-- Base: one unit; percent items are those of the run rate (operating, tax).
--   Not gross margin: costs that a unit does not cause are in none of it.
-- Source: Offer, Expense (in percent), Rate.
SELECT entity, offer,
	round_low(contribution_low, contribution_high) AS contribution_low,
	round_high(contribution_low, contribution_high) AS contribution_high,
	unit AS contribution_currency,
	CASE WHEN ratio_cmp(contribution_high, 0) < 0 THEN 'yes'
		WHEN ratio_cmp(contribution_low, 0) < 0 THEN 'may'
		ELSE 'no' END AS loss,
	ratio_real(part_low) AS ratio_low, ratio_real(part_high) AS ratio_high,
	CASE WHEN in_one_currency THEN own_src ELSE contribution_src END
		AS ratio_src,
	contribution_src AS src
FROM _part_exact;

CREATE VIEW _break_even_step AS
-- The steps of fixed cost begun after the first, at best (low) and at worst
-- (high): NULL where contributions never cover them. With steps of U units at
-- S each, n units need fixed + S x (steps begun after the first). The first
-- step k in which the answer lies has fixed + k x S <= contribution x
-- (k + 1) x U.
WITH ends AS (
	SELECT DISTINCT o.*,
		ratio_max(o.fixed_low, 0) AS least,
		ratio_max(o.fixed_high, 0) AS most,
		o.step_units > 0 AND ratio_max(o.step_high, 0) <> 0 AS steps,
		ratio_mul(o.contribution_high, o.step_units) AS best_step,
		ratio_mul(o.contribution_low, o.step_units) AS worst_step
	FROM _part_exact AS o)
SELECT e.*,
	CASE WHEN ratio_cmp(e.least, 0) = 0 THEN 0
	WHEN ratio_cmp(e.contribution_high, 0) <= 0 THEN NULL
	WHEN e.steps IS NOT 1 OR ratio_cmp(e.best_step, e.least) >= 0 THEN 0
	WHEN ratio_cmp(e.best_step, e.step_low) > 0 THEN ratio_ceil(ratio_div(
		ratio_sub(e.least, e.best_step),
		ratio_sub(e.best_step, e.step_low))) END AS more_low,
	CASE WHEN ratio_cmp(e.most, 0) = 0 THEN 0
	WHEN ratio_cmp(e.contribution_low, 0) <= 0 THEN NULL
	WHEN e.steps IS NOT 1 OR ratio_cmp(e.worst_step, e.most) >= 0 THEN 0
	WHEN ratio_cmp(e.worst_step, e.step_high) > 0 THEN ratio_ceil(
		ratio_div(ratio_sub(e.most, e.worst_step),
		ratio_sub(e.worst_step, e.step_high))) END AS more_high
FROM ends AS e;

CREATE VIEW _break_even_exact AS
-- Units and revenue at which contributions cover fixed cost. A bound that does
-- not exist is NULL.
WITH need AS (
	SELECT DISTINCT s.*,
		ratio_add(least, ratio_mul(step_low, more_low)) AS need_low,
		ratio_add(most, ratio_mul(step_high, more_high)) AS need_high
	FROM _break_even_step AS s)
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
		ELSE 'some' END AS state,
	merge_sources(contribution_src, fixed_src, step_src) AS src
FROM need AS o;

CREATE VIEW break_even AS
-- Units of an offer a month, and their revenue, that cover an entity's fixed
-- cost if the offer alone had to.
-- Formula: units = fixed cost / contribution, up to whole ones at both ends;
--   revenue = fixed cost / (contribution / price), before units are made
--   whole. With Step_Units each step begun after the first adds Step_Cost:
--   solved step by step, so that the answer lies in the last of its steps.
--   state: never when no unit contributes, or-never when perhaps none does,
--   none without fixed cost. capacity: beyond when the units at the worst end
--   are more than Capacity.
-- Base: fixed cost is run-rate gross burn without shares of receipts, which
--   lower the contribution instead. Cash: without depreciation and debt.
-- Source: Offer, Expense (operating, tax), Rate.
WITH exact AS (SELECT DISTINCT * FROM _break_even_exact)
SELECT entity, offer,
	ratio_ceil(units_low) AS units_low,
	ratio_ceil(units_high) AS units_high,
	round_low(revenue_low, revenue_high) AS revenue_low,
	round_high(revenue_low, revenue_high) AS revenue_high,
	unit AS revenue_currency, state,
	CASE WHEN capacity IS NULL OR state = 'never' THEN NULL
		WHEN ratio_cmp(ratio_ceil(units_high), capacity) <= 0
		THEN 'within' ELSE 'beyond' END AS capacity,
	CASE WHEN steps THEN more_low + 1 END AS steps_low,
	CASE WHEN steps THEN more_high + 1 END AS steps_high, src
FROM exact AS o;

CREATE VIEW _mix_exact AS
-- Offers that have a part in a sales mix, the parts scaled to sum to 1.
SELECT o.*, ratio_div(o.mix, s.mix) AS part, s.src AS mix_src
FROM _contribution_exact AS o
JOIN (SELECT entity, ratio_sum(mix) AS mix, sources(src) AS src
	FROM offer WHERE mix > 0 GROUP BY entity) AS s ON s.entity = o.entity
WHERE o.mix > 0;

CREATE VIEW _mixed_exact AS
-- Contribution of an average unit of the mix, and its part of the price, in
-- which a price stands above and below the line.
SELECT o.entity, o.unit,
	ratio_sum(ratio_mul(o.part, o.contribution_low)) AS contribution_low,
	ratio_sum(ratio_mul(o.part, o.contribution_high)) AS contribution_high,
	mix_ratio_low(o.part, o.price_low, o.price_high, o.keep_low,
		o.cost_high) AS ratio_low,
	mix_ratio_high(o.part, o.price_low, o.price_high, o.keep_high,
		o.cost_low) AS ratio_high,
	ratio_max(max(o.fixed_low), 0) AS fixed_low,
	ratio_max(max(o.fixed_high), 0) AS fixed_high,
	group_concat(CASE WHEN ratio_cmp(o.contribution_low, 0) < 0
		THEN o.offer END, ', ') AS losses,
	sources(o.contribution_src) AS contribution_src,
	sources(o.fixed_src) AS fixed_src
FROM _mix_exact AS o
GROUP BY o.entity;

CREATE VIEW _mixed_need AS
-- Bundles, one being an average unit of the mix: fixed cost / contribution.
SELECT m.*,
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
		THEN ratio_div(m.fixed_low, m.ratio_high) END AS revenue_low,
	CASE WHEN ratio_cmp(m.fixed_high, 0) = 0 THEN 0
		WHEN ratio_cmp(m.contribution_low, 0) > 0
		THEN ratio_div(m.fixed_high, m.ratio_low) END AS revenue_high,
	CASE WHEN ratio_cmp(m.fixed_high, 0) = 0 THEN 'none'
		WHEN ratio_cmp(m.contribution_low, 0) > 0 THEN 'some'
		WHEN ratio_cmp(m.contribution_high, 0) > 0
			OR ratio_cmp(m.fixed_low, 0) = 0 THEN 'or-never'
		ELSE 'never' END AS state,
	merge_sources(m.contribution_src, m.fixed_src) AS src
FROM _mixed_exact AS m;

CREATE VIEW mixed_break_even AS
-- What covers an entity's fixed cost when its offers sell in a constant mix.
-- Formula: contribution = sum of mix x contribution, the mix scaled to 1;
--   bundles = fixed cost / contribution, a bundle being one average unit;
--   ratio = contribution / sum of mix x price; revenue = fixed cost / ratio.
--   losses: the offers that sell, or may sell, below what they cost.
-- Base: offers with a Mix, which mixed_break_even_units shows; fixed cost as
--   break_even, without Step_Cost.
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
	unit AS revenue_currency, state, losses, contribution_src,
	contribution_src AS ratio_src, src
FROM _mixed_need;

CREATE VIEW mixed_break_even_units AS
-- Each offer's units at the mixed break-even, and the mix.
-- Formula: mix = its part of all units, from 0 to 1; units = mix x bundles, up
--   to whole units.
-- Base: as mixed_break_even: offers with a Mix, fixed cost as break_even.
-- Source: Offer, Expense (operating, tax), Rate.
SELECT o.entity, o.offer,
	ratio_ceil(ratio_mul(o.part, m.bundles_low)) AS units_low,
	ratio_ceil(ratio_mul(o.part, m.bundles_high)) AS units_high,
	m.state, ratio_real(o.part) AS mix, o.mix_src, m.src
FROM _mix_exact AS o
JOIN _mixed_need AS m ON m.entity = o.entity;

CREATE VIEW margin_of_safety AS
-- The part of sales that may be lost before break-even.
-- Formula: (sales - break_even) / sales; below 0 when sales do not reach it.
--   Sales and break-even are separate records, each at its own worst end. NULL
--   where break-even, or sales, do not exist.
-- Base: sales are run-rate receipts of the period's last month; break_even is
--   the revenue of the mixed break-even where offers have a Mix, else that of
--   the only offer.
-- Source: Revenue, Offer, Expense (operating, tax), Rate.
WITH goal AS (
	SELECT entity, revenue_low, revenue_high, src FROM _mixed_need
	UNION ALL
	SELECT o.entity, o.revenue_low, o.revenue_high, o.src
	FROM _break_even_exact AS o
	WHERE o.alone)
SELECT g.entity,
	ratio_real(CASE WHEN ratio_cmp(b.receipts_low, 0) > 0 THEN ratio_sub(1,
		ratio_div(g.revenue_high, b.receipts_low)) END) AS margin_low,
	ratio_real(CASE WHEN ratio_cmp(b.receipts_high, 0) > 0 THEN ratio_sub(1,
		ratio_div(g.revenue_low, b.receipts_high)) END) AS margin_high,
	round_low(b.receipts_low, b.receipts_high) AS sales_low,
	round_high(b.receipts_low, b.receipts_high) AS sales_high,
	b.unit AS sales_currency,
	round_low(g.revenue_low, g.revenue_high) AS break_even_low,
	round_high(g.revenue_low, g.revenue_high) AS break_even_high,
	b.unit AS break_even_currency,
	b.receipts_src AS sales_src, g.src AS break_even_src,
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
		ELSE (first / 12) || '/' || (first / 12 + 1) END AS year,
	(SELECT src FROM organisation) AS src,
	(SELECT src FROM organisation WHERE year_start IS NOT NULL)
		AS start_src
FROM begin;

CREATE VIEW _target_exact AS
-- Targets and what was reached, by entity, and of all together: the sums over
-- the entities that have targets, converted.
WITH target_sum AS (
	SELECT g.entity, u.unit,
		ratio_sum(money_carry(g.amount_low, g.amount_currency,
			u.unit, fx.rate)) AS low,
		ratio_sum(money_carry(g.amount_high, g.amount_currency,
			u.unit, fx.rate)) AS high,
		sources(g.src, source_if(fx.src, g.amount_low, g.amount_high))
			AS src
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
		sources(l.src, source_if(fx.src, l.low, l.high)) AS src
	FROM _fiscal_year AS y
	JOIN _ledger AS l ON month_index(l.month) BETWEEN y.first AND y.last
	JOIN account AS a ON a.code = l.account AND a.kind = 'revenue'
	JOIN _entity_unit AS u ON u.entity = l.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = l.currency
		AND fx.to_currency = u.unit
	GROUP BY l.entity),
own AS MATERIALIZED (
	SELECT g.entity, g.unit, g.low, g.high, coalesce(a.low, 0) AS got_low,
		coalesce(a.high, 0) AS got_high, g.src, a.src AS got_src
	FROM target_sum AS g
	LEFT JOIN actual AS a ON a.entity = g.entity)
SELECT entity, unit, low, high, got_low, got_high, src, got_src FROM own
UNION ALL
SELECT '', t.currency,
	ratio_sum(money_carry(o.low, o.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(o.high, o.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(o.got_low, o.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(o.got_high, o.unit, t.currency, fx.rate)),
	sources(o.src, source_if(fx.src, o.low, o.high)),
	sources(o.got_src, o.src, source_if(fx.src, o.got_low, o.got_high))
FROM _clock AS t
JOIN own AS o
LEFT JOIN _fx AS fx ON fx.from_currency = o.unit AND fx.to_currency = t.currency
GROUP BY t.currency;

CREATE VIEW _target_figures AS
-- All columns of target_to_year_end and group_target_to_year_end.
WITH gap AS (
	SELECT g.*, ratio_sub(g.low, g.got_high) AS gap_low,
		ratio_sub(g.high, g.got_low) AS gap_high
	FROM _target_exact AS g)
SELECT g.entity, y.year,
	round_low(g.low, g.high) AS target_low,
	round_high(g.low, g.high) AS target_high, g.unit AS target_currency,
	round_low(g.got_low, g.got_high) AS actual_low,
	round_high(g.got_low, g.got_high) AS actual_high,
	g.unit AS actual_currency,
	round_low(g.gap_low, g.gap_high) AS gap_low,
	round_high(g.gap_low, g.gap_high) AS gap_high, g.unit AS gap_currency,
	round_low(ratio_div(g.gap_low, y.months_left),
		ratio_div(g.gap_high, y.months_left)) AS needed_low,
	round_high(ratio_div(g.gap_low, y.months_left),
		ratio_div(g.gap_high, y.months_left)) AS needed_high,
	g.unit AS needed_currency, y.months_left,
	merge_sources(g.src, y.start_src) AS target_src,
	coalesce(merge_sources(g.got_src, y.start_src), y.src) AS actual_src,
	y.src AS months_left_src,
	merge_sources(g.src, g.got_src, y.start_src) AS src
FROM gap AS g, _fiscal_year AS y;

CREATE VIEW target_to_year_end AS
-- What revenue is still needed a month to reach the year's target.
-- Formula: gap = targets of the year's months - actual; needed = gap / months
--   left, below 0 when the target is passed; NULL when no month is left.
-- Base: the year of as-of, from the organisation's Year_Start; actual is the
--   credit of revenue accounts from the year's first day to as-of; as-of's
--   month is left unless as-of is its last day.
-- Source: Target, Posting (Account of kind revenue), Rate, Organisation
--   (Year_Start).
SELECT entity, year, target_low, target_high, target_currency, actual_low,
	actual_high, actual_currency, gap_low, gap_high, gap_currency,
	needed_low, needed_high, needed_currency, months_left, target_src,
	actual_src, months_left_src, src
FROM _target_figures
WHERE entity <> '';

CREATE VIEW group_target_to_year_end AS
-- What revenue all entities that have targets still need a month.
-- Formula: as target_to_year_end, of the sums before rounding.
-- Base: as target_to_year_end, entities without a target left out; the
--   organisation's currency at the Rate of as-of.
-- Source: as target_to_year_end.
SELECT t.organisation AS entity, g.year, g.target_low, g.target_high,
	g.target_currency, g.actual_low, g.actual_high, g.actual_currency,
	g.gap_low, g.gap_high, g.gap_currency, g.needed_low, g.needed_high,
	g.needed_currency, g.months_left, g.target_src, g.actual_src,
	g.months_left_src, g.src
FROM _clock AS t
JOIN _target_figures AS g ON g.entity = '';

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
-- Concentration
----------------------------------------------------------------------------

CREATE TABLE _client_root AS
-- Who is behind a client: its Parent, the parent's Parent and so on. Parents
-- that name each other in a circle are one, under the first of their names.
WITH RECURSIVE up(id, name) AS (
	SELECT id, coalesce(parent, id) FROM client
	UNION
	SELECT up.id, c.parent FROM up JOIN client AS c ON c.id = up.name
	WHERE c.parent IS NOT NULL),
circle AS (
	SELECT up.id FROM up JOIN client AS c ON c.id = up.id
	WHERE up.name = up.id AND c.parent IS NOT NULL)
SELECT up.id, min(CASE WHEN c.parent IS NULL OR r.id IS NOT NULL
		THEN up.name END) AS root,
	sources(CASE WHEN own.parent IS NOT NULL THEN own.src END,
		CASE WHEN c.parent IS NOT NULL THEN c.src END) AS src
FROM up
JOIN client AS own ON own.id = up.id
LEFT JOIN client AS c ON c.id = up.name
LEFT JOIN circle AS r ON r.id = up.name
GROUP BY up.id;

CREATE TABLE _client_receipt AS
-- The month's run-rate receipts that name a client, by who is behind it: of
-- each entity, and of all together, converted. paid_src: what they rest on, but
-- for who is behind whom.
WITH own AS MATERIALIZED (
	SELECT r.entity, c.root, ratio_sum(r.low) AS low,
		ratio_sum(r.high) AS high, sources(r.src) AS paid_src,
		sources(r.src, c.src) AS src
	FROM _month_receipt AS r
	JOIN _client_root AS c ON c.id = r.client
	WHERE r.basis = 'run-rate'
	GROUP BY r.entity, c.root)
SELECT entity, root, low, high, paid_src, src FROM own
UNION ALL
SELECT '', o.root,
	ratio_sum(money_carry(o.low, u.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(o.high, u.unit, t.currency, fx.rate)),
	sources(o.paid_src, source_if(fx.src, o.low, o.high)),
	sources(o.src, source_if(fx.src, o.low, o.high))
FROM _clock AS t
JOIN own AS o
JOIN _entity_unit AS u ON u.entity = o.entity
LEFT JOIN _fx AS fx ON fx.from_currency = u.unit AND fx.to_currency = t.currency
GROUP BY o.root;

CREATE VIEW _channel_receipt AS
-- The month's run-rate receipts that name a channel.
SELECT entity, channel, ratio_sum(low) AS low, ratio_sum(high) AS high,
	sources(src) AS src
FROM _month_receipt
WHERE basis = 'run-rate' AND channel IS NOT NULL
GROUP BY entity, channel;

CREATE VIEW _client_debt AS
-- What clients owe at as-of, by who is behind them: of each client the sum of
-- its postings to receivable accounts, where that is above 0.
WITH own AS (
	SELECT p.entity, p.client,
		ratio_sum(money_carry(p.amount_low, p.amount_currency, u.unit,
			fx.rate)) AS low,
		ratio_sum(money_carry(p.amount_high, p.amount_currency, u.unit,
			fx.rate)) AS high,
		sources(p.src, source_if(fx.src, p.amount_low, p.amount_high))
			AS src
	FROM _clock AS t
	JOIN posting AS p ON p.date <= t.as_of
	CROSS JOIN account AS a ON a.code = p.account
		AND a.kind = 'receivable'
	JOIN _entity_unit AS u ON u.entity = p.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = p.amount_currency
		AND fx.to_currency = u.unit
	WHERE p.client IS NOT NULL
	GROUP BY p.entity, p.client)
SELECT o.entity, c.root, ratio_sum(ratio_max(o.low, 0)) AS low,
	ratio_sum(ratio_max(o.high, 0)) AS high, sources(o.src, c.src) AS src
FROM own AS o
JOIN _client_root AS c ON c.id = o.client
GROUP BY o.entity, c.root;

CREATE VIEW client_share AS
-- What part of an entity's receipts from clients each of them pays.
-- Formula: share = its receipts / (its receipts + all others'), at its low
--   with the others at their high, and the reverse; NULL where there are none,
--   or receipts may be below 0. major: a share of 10 % or more (the yardstick
--   of ASC 280-10-50-42), may when only the high bound is.
-- Base: run-rate receipts of the period's last month that name a client;
--   clients under one Parent are one.
-- Source: Revenue, Client, Rate.
WITH share AS (
	SELECT c.entity, coalesce(k.name, c.root) AS client,
		share_low(c.low, c.high, ratio_sum(c.low) OVER everyone,
			ratio_sum(c.high) OVER everyone) AS low,
		share_high(c.low, c.high, ratio_sum(c.low) OVER everyone,
			ratio_sum(c.high) OVER everyone) AS high,
		merge_sources(sources(c.paid_src) OVER everyone, c.src) AS src
	FROM _client_receipt AS c
	LEFT JOIN client AS k ON k.id = c.root
	WHERE c.entity <> ''
	WINDOW everyone AS (PARTITION BY c.entity))
SELECT entity, client, ratio_real(low) AS share_low,
	ratio_real(high) AS share_high,
	CASE WHEN ratio_cmp(low, 0.1) >= 0 THEN 'yes'
		WHEN ratio_cmp(high, 0.1) >= 0 THEN 'may'
		WHEN high IS NOT NULL THEN 'no' END AS major, src
FROM share;

CREATE VIEW channel_share AS
-- What part of an entity's receipts through channels each of them brings.
-- Formula: as client_share.
-- Base: run-rate receipts of the period's last month that name a channel,
--   before its commission.
-- Source: Revenue, Rate.
WITH share AS (
	SELECT c.entity, k.name AS channel, k.kind,
		share_low(c.low, c.high, ratio_sum(c.low) OVER everyone,
			ratio_sum(c.high) OVER everyone) AS low,
		share_high(c.low, c.high, ratio_sum(c.low) OVER everyone,
			ratio_sum(c.high) OVER everyone) AS high,
		sources(c.src) OVER everyone AS src
	FROM _channel_receipt AS c
	JOIN channel AS k ON k.id = c.channel
	WINDOW everyone AS (PARTITION BY c.entity))
SELECT entity, channel, kind, ratio_real(low) AS share_low,
	ratio_real(high) AS share_high,
	CASE WHEN ratio_cmp(low, 0.1) >= 0 THEN 'yes'
		WHEN ratio_cmp(high, 0.1) >= 0 THEN 'may'
		WHEN high IS NOT NULL THEN 'no' END AS major, src
FROM share;

CREATE VIEW receivable_share AS
-- What part of what clients owe an entity each of them owes.
-- Formula: as client_share.
-- Base: what each client owes at as-of, the total of ageing; postings that
--   name a client; clients under one Parent are one.
-- Source: Posting (Account of kind receivable), Client, Rate.
WITH share AS (
	SELECT c.entity, coalesce(k.name, c.root) AS client,
		share_low(c.low, c.high, ratio_sum(c.low) OVER everyone,
			ratio_sum(c.high) OVER everyone) AS low,
		share_high(c.low, c.high, ratio_sum(c.low) OVER everyone,
			ratio_sum(c.high) OVER everyone) AS high,
		sources(c.src) OVER everyone AS src
	FROM _client_debt AS c
	LEFT JOIN client AS k ON k.id = c.root
	WINDOW everyone AS (PARTITION BY c.entity))
SELECT entity, client, ratio_real(low) AS share_low,
	ratio_real(high) AS share_high,
	CASE WHEN ratio_cmp(low, 0.1) >= 0 THEN 'yes'
		WHEN ratio_cmp(high, 0.1) >= 0 THEN 'may'
		WHEN high IS NOT NULL THEN 'no' END AS major, src
FROM share;

CREATE VIEW _concentration AS
-- All columns of concentration and group_concentration.
SELECT entity, ratio_real(top_share_low(1, low, high)) AS top1_low,
	ratio_real(top_share_high(1, low, high)) AS top1_high,
	ratio_real(top_share_low(3, low, high)) AS top3_low,
	ratio_real(top_share_high(3, low, high)) AS top3_high,
	ratio_real(hhi_low(low, high)) AS hhi_low,
	ratio_real(hhi_high(low, high)) AS hhi_high,
	ratio_real(ratio_div(1, hhi_high(low, high))) AS effective_low,
	ratio_real(ratio_div(1, hhi_low(low, high))) AS effective_high,
	sources(src) AS src
FROM _client_receipt
GROUP BY entity;

CREATE VIEW concentration AS
-- How much of an entity's receipts from clients hangs on few of them.
-- Formula: top1, top3 = the share of the greatest, of the three greatest; hhi
--   = the sum of squared shares, from 1 / clients to 1; effective = 1 / hhi,
--   as many equal clients would be as concentrated.
-- Base: as client_share: run-rate receipts that name a client; clients under
--   one Parent are one.
-- Source: Revenue, Client, Rate.
SELECT entity, top1_low, top1_high, top3_low, top3_high, hhi_low, hhi_high,
	effective_low, effective_high, src
FROM _concentration
WHERE entity <> '';

CREATE VIEW group_concentration AS
-- How much of all entities' receipts from clients hangs on few of them.
-- Formula: as concentration.
-- Base: as client_share, over all entities, in the organisation's currency.
-- Source: Revenue, Client, Rate.
SELECT t.organisation AS entity, c.top1_low, c.top1_high, c.top3_low,
	c.top3_high, c.hhi_low, c.hhi_high, c.effective_low, c.effective_high,
	c.src
FROM _clock AS t
LEFT JOIN _concentration AS c ON c.entity = '';

CREATE VIEW channel_concentration AS
-- How much of an entity's receipts through channels hangs on few of them.
-- Formula: as concentration.
-- Base: as channel_share: run-rate receipts that name a channel.
-- Source: Revenue, Rate.
SELECT entity, ratio_real(top_share_low(1, low, high)) AS top1_low,
	ratio_real(top_share_high(1, low, high)) AS top1_high,
	ratio_real(top_share_low(3, low, high)) AS top3_low,
	ratio_real(top_share_high(3, low, high)) AS top3_high,
	ratio_real(hhi_low(low, high)) AS hhi_low,
	ratio_real(hhi_high(low, high)) AS hhi_high,
	ratio_real(ratio_div(1, hhi_high(low, high))) AS effective_low,
	ratio_real(ratio_div(1, hhi_low(low, high))) AS effective_high,
	sources(src) AS src
FROM _channel_receipt
GROUP BY entity;

CREATE VIEW receivable_concentration AS
-- How much of what clients owe an entity hangs on few of them.
-- Formula: as concentration.
-- Base: as receivable_share: what each client owes at as-of.
-- Source: Posting (Account of kind receivable), Client, Rate.
SELECT entity, ratio_real(top_share_low(1, low, high)) AS top1_low,
	ratio_real(top_share_high(1, low, high)) AS top1_high,
	ratio_real(top_share_low(3, low, high)) AS top3_low,
	ratio_real(top_share_high(3, low, high)) AS top3_high,
	ratio_real(hhi_low(low, high)) AS hhi_low,
	ratio_real(hhi_high(low, high)) AS hhi_high,
	ratio_real(ratio_div(1, hhi_high(low, high))) AS effective_low,
	ratio_real(ratio_div(1, hhi_low(low, high))) AS effective_high,
	sources(src) AS src
FROM _client_debt
GROUP BY entity;

----------------------------------------------------------------------------
-- If the top client leaves
----------------------------------------------------------------------------

CREATE TABLE _top_client AS
-- The client that pays most, by the high bound, then by the low one. Not of an
-- entity of which a receipt may be below 0: what it pays is then no part of
-- the bounds of all. (What lacks a rate comes first, for the figure to fail.)
WITH amount AS (
	SELECT entity, root,
		CASE WHEN low LIKE '!%' THEN 9e999 ELSE ratio_real(low) END
			AS low,
		CASE WHEN high LIKE '!%' THEN 9e999 ELSE ratio_real(high) END
			AS high, src
	FROM _client_receipt),
rank AS (
	SELECT entity, root, high, row_number() OVER (PARTITION BY entity
		ORDER BY high DESC, low DESC, root) AS nth,
		sources(src) OVER (PARTITION BY entity) AS src
	FROM amount),
below AS (SELECT DISTINCT entity FROM revenue WHERE amount_low < 0)
SELECT r.entity, r.root, coalesce(u.unit, t.currency) AS unit, r.src
FROM _clock AS t
JOIN rank AS r
LEFT JOIN _entity_unit AS u ON u.entity = r.entity
WHERE r.nth = 1 AND r.high > 0
	AND r.entity NOT IN (SELECT entity FROM below)
	AND NOT (r.entity = '' AND EXISTS (SELECT 1 FROM below));

CREATE VIEW _loss_burn AS
-- What of net burn is the top client's: receipt x (share + commission - 1).
WITH lost AS (
	SELECT w.entity AS who, r.entity,
		ratio_sum(range_mul_low(r.low, r.high, ratio_sub(ratio_add(
			r.commission_low, coalesce(c.share_low, 0)), 1),
			ratio_sub(ratio_add(r.commission_high,
			coalesce(c.share_high, 0)), 1))) AS low,
		ratio_sum(range_mul_high(r.low, r.high, ratio_sub(ratio_add(
			r.commission_low, coalesce(c.share_low, 0)), 1),
			ratio_sub(ratio_add(r.commission_high,
			coalesce(c.share_high, 0)), 1))) AS high
	FROM _top_client AS w
	JOIN _client_root AS k ON k.root = w.root
	JOIN _month_receipt AS r ON r.client = k.id AND r.basis = 'run-rate'
		AND w.entity IN (r.entity, '')
	LEFT JOIN _burn_cost AS c ON c.basis = r.basis AND c.entity = r.entity
	GROUP BY w.entity, r.entity)
SELECT l.who AS entity,
	ratio_sum(money_carry(l.low, u.unit, w.unit, fx.rate)) AS low,
	ratio_sum(money_carry(l.high, u.unit, w.unit, fx.rate)) AS high
FROM lost AS l
JOIN _top_client AS w ON w.entity = l.who
JOIN _entity_unit AS u ON u.entity = l.entity
LEFT JOIN _fx AS fx ON fx.from_currency = u.unit AND fx.to_currency = w.unit
GROUP BY l.who;

CREATE VIEW _loss_path AS
-- The path without the top client's receipts.
WITH lost AS (
	SELECT w.entity AS who, r.entity, k.n,
		ratio_sum(range_mul_low(ratio_mul(r.times, r.low),
			ratio_mul(r.times, r.high),
			ratio_sub(k.keep_low, r.commission_high),
			ratio_sub(k.keep_high, r.commission_low))) AS low,
		ratio_sum(range_mul_high(ratio_mul(r.times, r.low),
			ratio_mul(r.times, r.high),
			ratio_sub(k.keep_low, r.commission_high),
			ratio_sub(k.keep_high, r.commission_low))) AS high
	FROM _top_client AS w
	JOIN _client_root AS c ON c.root = w.root
	JOIN _revenue_ahead AS r ON r.client = c.id
		AND w.entity IN (r.entity, '')
	JOIN _path_keep AS k ON k.entity = r.entity
		AND k.month BETWEEN r.begin AND r.end
		AND (k.month - r.begin) % r.step = 0
	GROUP BY w.entity, r.entity, k.n),
month AS (
	SELECT l.who, l.n,
		ratio_sum(money_carry(l.low, u.unit, w.unit, fx.rate)) AS low,
		ratio_sum(money_carry(l.high, u.unit, w.unit, fx.rate)) AS high
	FROM lost AS l
	JOIN _top_client AS w ON w.entity = l.who
	JOIN _entity_unit AS u ON u.entity = l.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = u.unit
		AND fx.to_currency = w.unit
	GROUP BY l.who, l.n)
SELECT p.entity, p.n, p.month,
	ratio_sub(p.low, ratio_div(ratio_sum(m.low) OVER line, 12)) AS low,
	ratio_sub(p.high, ratio_div(ratio_sum(m.high) OVER line, 12)) AS high
FROM _path_exact AS p
JOIN _top_client AS w ON w.entity = p.entity
LEFT JOIN month AS m ON m.who = p.entity AND m.n = p.n
WINDOW line AS (PARTITION BY p.entity ORDER BY p.n
	ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE VIEW _loss_source AS
-- What net burn and the path rest on without the top client's receipts.
WITH receipt AS (
	SELECT entity, client, 'net' AS figure,
		merge_sources(src, channel_src) AS src
	FROM _month_receipt WHERE basis = 'run-rate'
	UNION ALL
	SELECT entity, client, 'path', src FROM _revenue_ahead),
kept AS (
	SELECT w.entity AS who, r.entity, r.figure, sources(r.src) AS src
	FROM _top_client AS w
	JOIN receipt AS r ON w.entity IN (r.entity, '')
	LEFT JOIN _client_root AS c ON c.id = r.client
	WHERE c.root IS NOT w.root
	GROUP BY w.entity, r.entity, r.figure),
cost AS (
	SELECT entity, 'net' AS figure, fixed_src, share_src
	FROM _burn_cost WHERE basis = 'run-rate'
	UNION ALL
	SELECT entity, 'path', CASE WHEN NOT in_percent THEN src END,
		CASE WHEN in_percent THEN src END
	FROM _path_cost
	UNION ALL
	SELECT entity, 'path', src, NULL FROM _cash_exact WHERE kind = 'cash'),
part AS (
	SELECT who, entity, figure, src FROM kept
	UNION ALL
	SELECT k.who, k.entity, k.figure, c.share_src
	FROM kept AS k
	JOIN cost AS c ON c.entity = k.entity AND c.figure = k.figure
	UNION ALL
	SELECT w.entity, c.entity, c.figure, c.fixed_src
	FROM _top_client AS w
	JOIN cost AS c ON w.entity IN (c.entity, ''))
SELECT w.entity, merge_sources(w.src, sources(CASE p.figure WHEN 'net'
		THEN p.src END, CASE p.figure WHEN 'net' THEN fx.src END))
		AS net_src,
	merge_sources(w.src, sources(p.src, fx.src)) AS src
FROM _top_client AS w
JOIN part AS p ON p.who = w.entity AND p.src IS NOT NULL
LEFT JOIN _entity_unit AS u ON u.entity = p.entity
LEFT JOIN _fx AS fx ON fx.from_currency = u.unit AND fx.to_currency = w.unit
GROUP BY w.entity;

CREATE VIEW _loss_figures AS
-- All columns of client_loss and group_client_loss.
WITH least AS MATERIALIZED (
	SELECT entity, ratio_least(low) AS low, ratio_least(high) AS high,
		ratio_least_at(low, month) AS month_low,
		ratio_least_at(high, month) AS month_high,
		first_below(low, 0, n) AS months_low,
		first_below(high, 0, n) AS months_high
	FROM _loss_path GROUP BY entity),
burn AS MATERIALIZED (
	SELECT b.entity, ratio_sub(b.net_low, l.low) AS low,
		ratio_sub(b.net_high, l.high) AS high
	FROM _burn_exact AS b
	JOIN _loss_burn AS l ON l.entity = b.entity
	WHERE b.basis = 'run-rate')
SELECT w.entity, coalesce(k.name, w.root) AS client,
	round_low(b.low, b.high) AS net_low,
	round_high(b.low, b.high) AS net_high, w.unit AS net_currency,
	CASE WHEN ratio_cmp(b.low, 0) > 0 THEN 'burning'
		WHEN ratio_cmp(b.high, 0) > 0 THEN 'may'
		ELSE 'not' END AS state,
	ratio_floor(m.months_low) AS months_low,
	ratio_floor(m.months_high) AS months_high,
	month_end(ratio_add(t.today, m.months_low)) AS runs_out_low,
	month_end(ratio_add(t.today, m.months_high)) AS runs_out_high,
	round_low(m.low, m.high) AS minimum_low,
	round_high(m.low, m.high) AS minimum_high,
	w.unit AS minimum_currency,
	month_name(m.month_low) AS minimum_month_low,
	month_name(m.month_high) AS minimum_month_high,
	coalesce(s.net_src, w.src) AS net_src, coalesce(s.src, w.src) AS src
FROM _clock AS t
JOIN _top_client AS w
LEFT JOIN _loss_source AS s ON s.entity = w.entity
JOIN burn AS b ON b.entity = w.entity
JOIN least AS m ON m.entity = w.entity
LEFT JOIN client AS k ON k.id = w.root;

CREATE VIEW client_loss AS
-- How long an entity's cash lasts if its top client leaves.
-- Formula: as entity_burn and entity_runway, without all receipts of that
--   client from the month after as-of's on; what is a share of them goes with
--   them, all other costs stay.
-- Base: the client with the greatest share in client_share; entities of which
--   no receipt may be below 0.
-- Source: as entity_runway, and Client.
SELECT entity, client, net_low, net_high, net_currency, state, months_low,
	months_high, runs_out_low, runs_out_high, minimum_low, minimum_high,
	minimum_currency, minimum_month_low, minimum_month_high, net_src, src
FROM _loss_figures
WHERE entity <> '';

CREATE VIEW group_client_loss AS
-- How long the cash of all entities together lasts if their top client leaves.
-- Formula: as client_loss, of the sums before rounding.
-- Base: the client that pays most to all entities together; as client_loss, in
--   the organisation's currency.
-- Source: as group_runway, and Client.
SELECT t.organisation AS entity, f.client, f.net_low, f.net_high,
	f.net_currency, f.state, f.months_low, f.months_high, f.runs_out_low,
	f.runs_out_high, f.minimum_low, f.minimum_high, f.minimum_currency,
	f.minimum_month_low, f.minimum_month_high, f.net_src, f.src
FROM _clock AS t
JOIN _loss_figures AS f ON f.entity = '';

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
	SELECT d.asset, d.entity, coalesce(s.kind, 'guest') AS kind, d.unit,
		s.channel,
		CAST(julianday(min(s.depart, d.end))
			- julianday(max(s.arrive, d.begin)) AS INTEGER) AS n,
		CAST(julianday(s.depart) - julianday(s.arrive) AS INTEGER)
			AS stay,
		s.rent_low, s.rent_high, s.rent_currency, s.src, d.src AS asset_src
	FROM _asset_days AS d
	JOIN stay AS s ON s.asset = d.asset
		AND s.depart > d.begin AND s.arrive < d.end)
SELECT p.asset, p.entity, p.kind, p.unit, p.channel, p.n,
	CASE p.kind WHEN 'guest' THEN ratio_mul(ratio_div(p.n, p.stay),
		money_carry(p.rent_low, p.rent_currency, p.unit, fx.rate))
		END AS low,
	CASE p.kind WHEN 'guest' THEN ratio_mul(ratio_div(p.n, p.stay),
		money_carry(p.rent_high, p.rent_currency, p.unit, fx.rate))
		END AS high,
	p.src, p.asset_src, CASE WHEN p.kind = 'guest' AND p.rent_low IS NOT NULL
		THEN merge_sources(p.src, source_if(fx.src, p.rent_low,
		p.rent_high)) END AS rent_src
FROM part AS p
LEFT JOIN _fx AS fx ON fx.from_currency = p.rent_currency
	AND fx.to_currency = p.unit
WHERE p.n > 0;

CREATE VIEW _occupancy_exact AS
-- By asset, and of all together: the sums, converted.
WITH own AS MATERIALIZED (
	SELECT d.asset, d.entity, d.unit, d.days AS nights,
		coalesce(sum(CASE s.kind WHEN 'guest' THEN s.n END), 0)
			AS guest,
		coalesce(sum(CASE s.kind WHEN 'owner' THEN s.n END), 0)
			AS owner,
		coalesce(sum(CASE s.kind WHEN 'hold' THEN s.n END), 0) AS hold,
		ratio_sum(s.low) AS low, ratio_sum(s.high) AS high, d.src,
		sources(CASE s.kind WHEN 'guest' THEN s.src END) AS guest_src,
		sources(CASE s.kind WHEN 'owner' THEN s.src END) AS owner_src,
		sources(CASE s.kind WHEN 'hold' THEN s.src END) AS hold_src,
		sources(s.rent_src) AS rent_src
	FROM _asset_days AS d
	LEFT JOIN _stay_nights AS s ON s.asset = d.asset
	WHERE d.kind = 'rental' OR d.asset IN (SELECT asset FROM stay)
	GROUP BY d.asset)
SELECT asset, entity, unit, nights, guest, owner, hold, low, high, src,
	guest_src, owner_src, hold_src, rent_src
FROM own
UNION ALL
SELECT '', NULL, t.currency, sum(o.nights), sum(o.guest), sum(o.owner),
	sum(o.hold),
	ratio_sum(money_carry(o.low, o.unit, t.currency, fx.rate)),
	ratio_sum(money_carry(o.high, o.unit, t.currency, fx.rate)),
	sources(o.src), sources(o.guest_src), sources(o.owner_src),
	sources(o.hold_src), sources(o.rent_src, source_if(fx.src, o.low, o.high))
FROM _clock AS t
LEFT JOIN own AS o
LEFT JOIN _fx AS fx ON fx.from_currency = o.unit
	AND fx.to_currency = t.currency;

CREATE VIEW _occupancy_figures AS
-- All columns of occupancy and portfolio_occupancy.
WITH o AS (
	SELECT e.*, nullif(max(nights - owner - hold, 0), 0) AS open
	FROM _occupancy_exact AS e)
SELECT asset, entity, nights, guest, owner, hold,
	ratio_real(ratio_div(guest, nights)) AS paid,
	ratio_real(ratio_div(guest + owner, nights)) AS paid_owner,
	ratio_real(ratio_div(guest, open)) AS adjusted,
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
	round_low(ratio_div(low, open), ratio_div(high, open))
		AS revpar_adjusted_low,
	round_high(ratio_div(low, open), ratio_div(high, open))
		AS revpar_adjusted_high,
	unit AS revpar_adjusted_currency,
	src AS nights_src, merge_sources(src, guest_src) AS guest_src,
	merge_sources(src, owner_src) AS owner_src,
	merge_sources(src, hold_src) AS hold_src,
	merge_sources(src, guest_src, owner_src) AS paid_owner_src,
	merge_sources(src, guest_src, owner_src, hold_src) AS blocked_src,
	merge_sources(src, rent_src) AS revenue_src,
	merge_sources(src, rent_src, guest_src) AS adr_src,
	merge_sources(src, rent_src, owner_src, hold_src)
		AS revpar_adjusted_src
FROM o;

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
SELECT asset, nights, guest, owner, hold, paid, paid_owner, adjusted, blocked,
	revenue_low, revenue_high, revenue_currency, adr_low, adr_high,
	adr_currency, revpar_low, revpar_high, revpar_currency,
	revpar_adjusted_low, revpar_adjusted_high, revpar_adjusted_currency,
	entity, nights_src, guest_src, owner_src, hold_src,
	guest_src AS paid_src, paid_owner_src, blocked_src AS adjusted_src,
	blocked_src, revenue_src, adr_src, revenue_src AS revpar_src,
	revpar_adjusted_src, merge_sources(blocked_src, revenue_src) AS src
FROM _occupancy_figures
WHERE asset <> '';

CREATE VIEW portfolio_occupancy AS
-- Nights of the period, and what they brought, over all assets together.
-- Formula: as occupancy, of the sums; rates are never averaged.
-- Base: as occupancy; revenue in the organisation's currency at the Rate of
--   as-of.
-- Source: Stay, Asset, Rate.
SELECT t.organisation AS asset, nights, guest, owner, hold, paid, paid_owner,
	adjusted, blocked, revenue_low, revenue_high, revenue_currency,
	adr_low, adr_high, adr_currency, revpar_low, revpar_high,
	revpar_currency, revpar_adjusted_low, revpar_adjusted_high,
	revpar_adjusted_currency, nights_src, guest_src, owner_src, hold_src,
	guest_src AS paid_src, paid_owner_src, blocked_src AS adjusted_src,
	blocked_src, revenue_src, adr_src, revenue_src AS revpar_src,
	revpar_adjusted_src, merge_sources(blocked_src, revenue_src) AS src
FROM _clock AS t
JOIN _occupancy_figures AS o ON o.asset = '';

CREATE VIEW stay_channel AS
-- What each way of booking brought in the period, before and after commission.
-- Formula: revenue = rent of guest nights; net = revenue x (1 - commission of
--   the channel); adr, net_adr = those / nights; share = nights / all guest
--   nights of the entity. stays are those with a night in the period;
--   cancelled, those that would have had one.
-- Base: as occupancy; channel NULL: stays that name none, booked direct.
-- Source: Stay, Asset, Channel, Rate.
WITH line AS (
	SELECT s.entity, s.channel, s.unit,
		count(CASE s.kind WHEN 'guest' THEN 1 END) AS stays,
		count(CASE s.kind WHEN 'cancelled' THEN 1 END) AS cancelled,
		coalesce(sum(CASE s.kind WHEN 'guest' THEN s.n END), 0)
			AS nights,
		ratio_sum(s.low) AS low, ratio_sum(s.high) AS high,
		sources(CASE s.kind WHEN 'guest' THEN s.src END, CASE s.kind
			WHEN 'guest' THEN s.asset_src END) AS stays_src,
		sources(CASE s.kind WHEN 'cancelled' THEN s.src END, CASE s.kind
			WHEN 'cancelled' THEN s.asset_src END) AS cancelled_src,
		sources(s.rent_src, CASE WHEN s.rent_src IS NOT NULL
			THEN s.asset_src END) AS rent_src
	FROM _stay_nights AS s
	WHERE s.kind IN ('guest', 'cancelled')
	GROUP BY s.entity, s.channel),
whole AS (
	SELECT l.*, c.name, c.kind,
		range_mul_low(l.low, l.high,
			ratio_sub(1, coalesce(c.commission_high, 0)),
			ratio_sub(1, coalesce(c.commission_low, 0)))
			AS net_low,
		range_mul_high(l.low, l.high,
			ratio_sub(1, coalesce(c.commission_high, 0)),
			ratio_sub(1, coalesce(c.commission_low, 0)))
			AS net_high,
		merge_sources(l.rent_src, CASE WHEN c.commission_low IS NOT NULL
			THEN source_if(c.src, l.low, l.high) END) AS net_src,
		sum(l.nights) OVER (PARTITION BY l.entity) AS all_nights,
		sources(l.stays_src) OVER (PARTITION BY l.entity) AS all_src
	FROM line AS l
	LEFT JOIN channel AS c ON c.id = l.channel)
SELECT entity, name AS channel, kind, stays, cancelled, nights,
	ratio_real(ratio_div(nights, all_nights)) AS share,
	round_low(low, high) AS revenue_low,
	round_high(low, high) AS revenue_high, unit AS revenue_currency,
	round_low(net_low, net_high) AS net_low,
	round_high(net_low, net_high) AS net_high, unit AS net_currency,
	round_low(ratio_div(low, nights), ratio_div(high, nights)) AS adr_low,
	round_high(ratio_div(low, nights), ratio_div(high, nights))
		AS adr_high,
	unit AS adr_currency,
	round_low(ratio_div(net_low, nights), ratio_div(net_high, nights))
		AS net_adr_low,
	round_high(ratio_div(net_low, nights), ratio_div(net_high, nights))
		AS net_adr_high,
	unit AS net_adr_currency,
	stays_src, cancelled_src, stays_src AS nights_src,
	all_src AS share_src, rent_src AS revenue_src, net_src,
	merge_sources(rent_src, stays_src) AS adr_src,
	merge_sources(net_src, stays_src) AS net_adr_src,
	merge_sources(net_src, all_src, cancelled_src) AS src
FROM whole;

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

CREATE VIEW voyage_result AS
-- What each voyage leaves of its income.
-- Formula: contribution = income - cost; per_day = that / days, per_mile =
--   that / distance, per_crew_day = that / crew days. NULL where nothing is to
--   divide by.
-- Base: every voyage, of the period or not, cancelled ones too (status says
--   so); the day of return is no day, a voyage of one date is one. Costs that
--   name no voyage are in none.
-- Source: Voyage, Rate.
WITH part AS (
	SELECT v.asset, a.entity, v.kind, v.status, v.start, v."end", v.origin,
		v.destination, v.client, v.distance, v.crew_days, u.unit,
		max(CAST(julianday(v."end") - julianday(v.start) AS INTEGER), 1)
			AS days,
		coalesce(money_carry(v.income_low, v.income_currency, u.unit,
			i.rate), 0) AS income_low,
		coalesce(money_carry(v.income_high, v.income_currency, u.unit,
			i.rate), 0) AS income_high,
		coalesce(money_carry(v.cost_low, v.cost_currency, u.unit,
			c.rate), 0) AS cost_low,
		coalesce(money_carry(v.cost_high, v.cost_currency, u.unit,
			c.rate), 0) AS cost_high,
		merge_sources(v.src, source_if(i.src, v.income_low,
			v.income_high)) AS income_src,
		merge_sources(v.src, source_if(c.src, v.cost_low, v.cost_high))
			AS cost_src
	FROM voyage AS v
	JOIN asset AS a ON a.id = v.asset
	JOIN _entity_unit AS u ON u.entity = a.entity
	LEFT JOIN _fx AS i ON i.from_currency = v.income_currency
		AND i.to_currency = u.unit
	LEFT JOIN _fx AS c ON c.from_currency = v.cost_currency
		AND c.to_currency = u.unit),
trip AS (
	SELECT p.*, ratio_sub(income_low, cost_high) AS low,
		ratio_sub(income_high, cost_low) AS high
	FROM part AS p)
SELECT asset, start, "end", kind, status, origin, destination, client, days,
	distance, crew_days,
	round_low(income_low, income_high) AS income_low,
	round_high(income_low, income_high) AS income_high,
	unit AS income_currency,
	round_low(cost_low, cost_high) AS cost_low,
	round_high(cost_low, cost_high) AS cost_high, unit AS cost_currency,
	round_low(low, high) AS contribution_low,
	round_high(low, high) AS contribution_high,
	unit AS contribution_currency,
	round_low(ratio_div(low, days), ratio_div(high, days)) AS per_day_low,
	round_high(ratio_div(low, days), ratio_div(high, days))
		AS per_day_high,
	unit AS per_day_currency,
	round_low(ratio_div(low, distance), ratio_div(high, distance))
		AS per_mile_low,
	round_high(ratio_div(low, distance), ratio_div(high, distance))
		AS per_mile_high,
	unit AS per_mile_currency,
	round_low(ratio_div(low, crew_days), ratio_div(high, crew_days))
		AS per_crew_day_low,
	round_high(ratio_div(low, crew_days), ratio_div(high, crew_days))
		AS per_crew_day_high,
	unit AS per_crew_day_currency,
	entity, income_src, cost_src, merge_sources(income_src, cost_src) AS src
FROM trip;

CREATE VIEW _utilisation_exact AS
-- By vessel, and of all together: the sums.
WITH own AS MATERIALIZED (
	SELECT d.asset, d.entity, d.days,
		coalesce(sum(CASE WHEN v.kind IN ('charter', 'delivery')
			THEN v.n END), 0) AS sold,
		coalesce(sum(CASE WHEN v.kind IN ('owner', 'yard')
			THEN v.n END), 0) AS kept,
		coalesce(sum(CASE v.kind WHEN 'reposition' THEN v.n END), 0)
			AS moved,
		d.src,
		sources(CASE WHEN v.kind IN ('charter', 'delivery')
			THEN v.src END) AS sold_src,
		sources(CASE WHEN v.kind IN ('owner', 'yard') THEN v.src END)
			AS kept_src,
		sources(CASE v.kind WHEN 'reposition' THEN v.src END)
			AS moved_src
	FROM _asset_days AS d
	LEFT JOIN _voyage_days AS v ON v.asset = d.asset
	WHERE d.kind = 'yacht' OR d.asset IN (SELECT asset FROM voyage)
	GROUP BY d.asset)
SELECT asset, entity, days, sold, kept, moved, src, sold_src, kept_src,
	moved_src
FROM own
UNION ALL
SELECT '', NULL, sum(days), sum(sold), sum(kept), sum(moved), sources(src),
	sources(sold_src), sources(kept_src), sources(moved_src)
FROM own;

CREATE VIEW _utilisation_figures AS
-- All columns of utilisation and fleet_utilisation.
SELECT asset, entity, days, sold,
	ratio_real(ratio_div(sold, days)) AS calendar,
	ratio_real(ratio_div(sold, max(days - kept, 0))) AS available,
	ratio_real(ratio_div(sold, max(days - kept - moved, 0))) AS sellable,
	src AS days_src, merge_sources(src, sold_src) AS sold_src,
	merge_sources(src, sold_src, kept_src) AS available_src,
	merge_sources(src, sold_src, kept_src, moved_src) AS src
FROM _utilisation_exact;

CREATE VIEW utilisation AS
-- How much of the period's days a vessel was sold, on three bases.
-- Formula: calendar = sold / days; available = sold / (days - owner - yard);
--   sellable = sold / (days - owner - yard - repositioning).
-- Base: sold days are those of charters and deliveries; cancelled voyages
--   count nothing.
-- Source: Voyage, Asset.
SELECT asset, days, sold, calendar, available, sellable, entity, days_src,
	sold_src, sold_src AS calendar_src, available_src, src
FROM _utilisation_figures
WHERE asset <> '';

CREATE VIEW fleet_utilisation AS
-- How much of the period's days all vessels together were sold.
-- Formula: as utilisation, of the sums; rates are never averaged.
-- Base: as utilisation.
-- Source: Voyage, Asset.
SELECT t.organisation AS asset, days, sold, calendar, available, sellable,
	days_src, sold_src, sold_src AS calendar_src, available_src, src
FROM _clock AS t
JOIN _utilisation_figures AS u ON u.asset = '';

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
-- Source: Capital, Rate; of cumulative, those of all ranks so far.
WITH plan AS MATERIALIZED (
	SELECT c.entity, c."use", c.stage, c.risk, c.depends, u.unit,
		c.return_low, c.return_high,
		money_carry(c.amount_low, c.amount_currency, u.unit, e.rate)
			AS low,
		money_carry(c.amount_high, c.amount_currency, u.unit, e.rate)
			AS high,
		t.currency, g.rate AS group_rate, c.src AS own_src,
		merge_sources(c.src, source_if(e.src, c.amount_low,
			c.amount_high)) AS amount_src,
		source_if(g.src, c.amount_low, c.amount_high) AS group_src,
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
	amount_src, own_src AS return_src, amount_src AS yearly_src,
	sources(amount_src, group_src) OVER so_far AS src
FROM plan
WINDOW so_far AS (ORDER BY rank
	ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

CREATE VIEW kpi_status AS
-- Every KPI with its last measurement.
-- Formula: state = missing without a measurement, stale when it is older than
--   Max_Age, met or missed against the target, tracked without one.
-- Base: the latest Measure at or before as-of, of two of one day the later
--   record; Max_Age of the KPI, else of the measure (45 days when it has
--   none). Where Better is left out, higher is.
-- Source: Kpi, Measure.
WITH last AS (
	SELECT m.kpi, m.date, m.value, m.max_age, m.src, row_number() OVER (
		PARTITION BY m.kpi ORDER BY m.date DESC, m.rowid DESC) AS nth
	FROM this AS t
	JOIN measure AS m ON m.date <= t.as_of)
SELECT k.id, k.entity, k.name, k.role, k.unit, m.value, m.date, k.target,
	CASE WHEN m.value IS NULL THEN 'missing'
		WHEN julianday(t.as_of) - julianday(m.date)
			> coalesce(k.max_age, m.max_age) THEN 'stale'
		WHEN k.target IS NULL THEN 'tracked'
		WHEN k.better = 'lower' AND m.value <= k.target THEN 'met'
		WHEN k.better = 'lower' THEN 'missed'
		WHEN m.value >= k.target THEN 'met'
		ELSE 'missed' END AS state,
	k.owner, k.how, coalesce(m.src, k.src) AS value_src,
	coalesce(m.src, k.src) AS date_src, k.src AS target_src,
	merge_sources(k.src, m.src) AS src
FROM this AS t
JOIN kpi AS k
LEFT JOIN last AS m ON m.kpi = k.id AND m.nth = 1;

----------------------------------------------------------------------------
-- Accounts
----------------------------------------------------------------------------

CREATE VIEW _period_ledger AS
-- Ledger balances by entity and kind of account, in the entity's currency: at
-- the opening of the period, and what moved in it.
WITH line AS (
	SELECT l.entity, a.kind, month_index(l.month) < t.first_month AS before,
		money_carry(l.low, l.currency, u.unit, fx.rate) AS low,
		money_carry(l.high, l.currency, u.unit, fx.rate) AS high,
		l.src, source_if(fx.src, l.low, l.high) AS rate_src, u.unit
	FROM _clock AS t
	JOIN _ledger AS l ON month_index(l.month) <= t.month
	JOIN account AS a ON a.code = l.account
	JOIN _entity_unit AS u ON u.entity = l.entity
	LEFT JOIN _fx AS fx ON fx.from_currency = l.currency
		AND fx.to_currency = u.unit)
SELECT entity, unit, kind,
	ratio_sum(CASE WHEN before THEN low END) AS opening_low,
	ratio_sum(CASE WHEN before THEN high END) AS opening_high,
	ratio_sum(CASE WHEN NOT before THEN low END) AS moved_low,
	ratio_sum(CASE WHEN NOT before THEN high END) AS moved_high,
	sources(CASE WHEN NOT before THEN src END,
		CASE WHEN NOT before THEN rate_src END) AS moved_src,
	sources(src, rate_src) AS src
FROM line
GROUP BY entity, kind;

CREATE VIEW _cycle_part AS
-- By entity: revenue and cost of goods of the period, and twice the mean of
-- opening and closing balances.
WITH line AS (
	SELECT entity, unit, kind, moved_low, moved_high, moved_src, src,
		ratio_add(ratio_mul(2, opening_low), moved_low) AS twice_low,
		ratio_add(ratio_mul(2, opening_high), moved_high) AS twice_high
	FROM _period_ledger)
SELECT entity, unit,
	ratio_sum(CASE kind WHEN 'revenue' THEN ratio_mul(-1, moved_high) END)
		AS revenue_low,
	ratio_sum(CASE kind WHEN 'revenue' THEN ratio_mul(-1, moved_low) END)
		AS revenue_high,
	ratio_sum(CASE kind WHEN 'cogs' THEN moved_low END) AS cogs_low,
	ratio_sum(CASE kind WHEN 'cogs' THEN moved_high END) AS cogs_high,
	ratio_sum(CASE kind WHEN 'receivable' THEN twice_low END)
		AS receivable_low,
	ratio_sum(CASE kind WHEN 'receivable' THEN twice_high END)
		AS receivable_high,
	ratio_sum(CASE kind WHEN 'payable' THEN ratio_mul(-1, twice_high) END)
		AS payable_low,
	ratio_sum(CASE kind WHEN 'payable' THEN ratio_mul(-1, twice_low) END)
		AS payable_high,
	ratio_sum(CASE kind WHEN 'inventory' THEN twice_low END)
		AS inventory_low,
	ratio_sum(CASE kind WHEN 'inventory' THEN twice_high END)
		AS inventory_high,
	ratio_sum(CASE kind WHEN 'deposit' THEN ratio_mul(-1, twice_high) END)
		AS deposit_low,
	ratio_sum(CASE kind WHEN 'deposit' THEN ratio_mul(-1, twice_low) END)
		AS deposit_high,
	max(kind = 'inventory') AS has_inventory,
	sources(CASE kind WHEN 'revenue' THEN moved_src END) AS revenue_src,
	sources(CASE kind WHEN 'cogs' THEN moved_src END) AS cogs_src,
	sources(CASE kind WHEN 'receivable' THEN src END) AS receivable_src,
	sources(CASE kind WHEN 'payable' THEN src END) AS payable_src,
	sources(CASE kind WHEN 'inventory' THEN src END) AS inventory_src,
	sources(CASE kind WHEN 'deposit' THEN src END) AS deposit_src
FROM line
GROUP BY entity;

CREATE VIEW cash_cycle AS
-- Days from paying for what is sold to being paid for it.
-- Formula: dso = days x receivable / revenue; dpo = days x payable / cogs; dio
--   = days x inventory / cogs; ccc = dio + dso - dpo; deposit_days = days x
--   deposit / revenue. NULL is n/a: no revenue, no cost of goods (cogs), or
--   either perhaps not, or for dio no inventory account with postings; ccc is
--   taken without dio where only that is n/a. What stands above and below
--   several lines is taken at one end in all of them.
-- Base: days of the period; revenue and cogs of the period; balances are the
--   mean of its opening and closing ones.
-- Source: Posting (Account of kind revenue, cogs, receivable, payable,
--   inventory, deposit), Rate.
WITH c AS (
	SELECT p.*, t.days,
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
		AS t),
part AS (
	SELECT c.*,
		range_mul_low(receivable_low, receivable_high, r_low, r_high)
			AS dso_low,
		range_mul_high(receivable_low, receivable_high, r_low, r_high)
			AS dso_high,
		range_mul_low(stock_low, stock_high, g_low, g_high)
			AS stock_days_low,
		range_mul_high(stock_low, stock_high, g_low, g_high)
			AS stock_days_high,
		range_mul_low(owed_low, owed_high, r_low, r_high)
			AS owed_days_low,
		range_mul_high(owed_low, owed_high, r_low, r_high)
			AS owed_days_high,
		merge_sources(inventory_src, payable_src, cogs_src)
			AS stock_src
	FROM c)
SELECT entity, ratio_real(dso_low) AS dso_low, ratio_real(dso_high) AS dso_high,
	ratio_real(range_mul_low(payable_low, payable_high, g_low, g_high))
		AS dpo_low,
	ratio_real(range_mul_high(payable_low, payable_high, g_low, g_high))
		AS dpo_high,
	CASE WHEN has_inventory THEN ratio_real(range_mul_low(inventory_low,
		inventory_high, g_low, g_high)) END AS dio_low,
	CASE WHEN has_inventory THEN ratio_real(range_mul_high(inventory_low,
		inventory_high, g_low, g_high)) END AS dio_high,
	ratio_real(ratio_add(stock_days_low, dso_low)) AS ccc_low,
	ratio_real(ratio_add(stock_days_high, dso_high)) AS ccc_high,
	ratio_real(range_mul_low(deposit_low, deposit_high, r_low, r_high))
		AS deposit_days_low,
	ratio_real(range_mul_high(deposit_low, deposit_high, r_low, r_high))
		AS deposit_days_high,
	ratio_real(ratio_add(stock_days_low, owed_days_low))
		AS ccc_after_deposits_low,
	ratio_real(ratio_add(stock_days_high, owed_days_high))
		AS ccc_after_deposits_high,
	days, NULL AS days_src,
	round_low(revenue_low, revenue_high) AS revenue_low,
	round_high(revenue_low, revenue_high) AS revenue_high,
	unit AS revenue_currency,
	round_low(cogs_low, cogs_high) AS cogs_low,
	round_high(cogs_low, cogs_high) AS cogs_high, unit AS cogs_currency,
	round_low(ratio_div(receivable_low, 2), ratio_div(receivable_high, 2))
		AS receivable_low,
	round_high(ratio_div(receivable_low, 2), ratio_div(receivable_high, 2))
		AS receivable_high,
	unit AS receivable_currency,
	round_low(ratio_div(payable_low, 2), ratio_div(payable_high, 2))
		AS payable_low,
	round_high(ratio_div(payable_low, 2), ratio_div(payable_high, 2))
		AS payable_high,
	unit AS payable_currency,
	round_low(ratio_div(inventory_low, 2), ratio_div(inventory_high, 2))
		AS inventory_low,
	round_high(ratio_div(inventory_low, 2), ratio_div(inventory_high, 2))
		AS inventory_high,
	unit AS inventory_currency,
	round_low(ratio_div(deposit_low, 2), ratio_div(deposit_high, 2))
		AS deposit_low,
	round_high(ratio_div(deposit_low, 2), ratio_div(deposit_high, 2))
		AS deposit_high,
	unit AS deposit_currency,
	merge_sources(receivable_src, revenue_src) AS dso_src,
	merge_sources(payable_src, cogs_src) AS dpo_src,
	merge_sources(inventory_src, cogs_src) AS dio_src,
	merge_sources(stock_src, receivable_src, revenue_src) AS ccc_src,
	merge_sources(deposit_src, revenue_src) AS deposit_days_src,
	revenue_src, cogs_src, receivable_src, payable_src, inventory_src,
	deposit_src,
	merge_sources(stock_src, receivable_src, revenue_src, deposit_src)
		AS src
FROM part;

CREATE VIEW cash_conversion AS
-- What part of an entity's operating result has become cash.
-- Formula: result = revenue - cost of goods - expense; cash_flow = result -
--   the growth of receivables and inventory + the growth of payables and
--   deposits; conversion = cash_flow / result, NULL where the result may be 0
--   or less.
-- Base: what the ledger moved in the period; the result before depreciation
--   and interest (EBITDA) as far as they are not booked as expense.
-- Source: Posting (Account of kind revenue, cogs, expense, receivable,
--   payable, inventory, deposit), Rate.
WITH moved AS (
	SELECT entity, unit,
		ratio_sum(CASE WHEN kind IN ('revenue', 'cogs', 'expense')
			THEN ratio_mul(-1, moved_high) END) AS result_low,
		ratio_sum(CASE WHEN kind IN ('revenue', 'cogs', 'expense')
			THEN ratio_mul(-1, moved_low) END) AS result_high,
		ratio_sum(CASE WHEN kind IN ('receivable', 'payable',
			'inventory', 'deposit') THEN ratio_mul(-1, moved_high)
			END) AS change_low,
		ratio_sum(CASE WHEN kind IN ('receivable', 'payable',
			'inventory', 'deposit') THEN ratio_mul(-1, moved_low)
			END) AS change_high,
		sources(CASE WHEN kind IN ('revenue', 'cogs', 'expense')
			THEN moved_src END) AS result_src,
		sources(CASE WHEN kind IN ('revenue', 'cogs', 'expense',
			'receivable', 'payable', 'inventory', 'deposit')
			THEN moved_src END) AS src
	FROM _period_ledger
	GROUP BY entity)
SELECT entity, round_low(result_low, result_high) AS result_low,
	round_high(result_low, result_high) AS result_high,
	unit AS result_currency,
	round_low(ratio_add(result_low, change_low),
		ratio_add(result_high, change_high)) AS cash_flow_low,
	round_high(ratio_add(result_low, change_low),
		ratio_add(result_high, change_high)) AS cash_flow_high,
	unit AS cash_flow_currency,
	CASE WHEN ratio_cmp(result_low, 0) > 0 THEN ratio_real(ratio_add(1,
		range_mul_low(change_low, change_high, ratio_div(1, result_high),
		ratio_div(1, result_low)))) END AS conversion_low,
	CASE WHEN ratio_cmp(result_low, 0) > 0 THEN ratio_real(ratio_add(1,
		range_mul_high(change_low, change_high,
		ratio_div(1, result_high), ratio_div(1, result_low)))) END
		AS conversion_high,
	result_src, src
FROM moved;

CREATE VIEW _receivable AS
-- What clients owe, posting by posting: payments settle the oldest first. The
-- low end has every debit low and every payment high. The order of postings
-- of one day is that of the book.
WITH line AS MATERIALIZED (
	SELECT p.rowid AS n, p.entity, coalesce(p.client, '') AS client, p.date,
		u.unit, p.amount_low < 0 AS pays, merge_sources(p.src,
			source_if(fx.src, p.amount_low, p.amount_high)) AS src,
		money_carry(p.amount_low, p.amount_currency, u.unit, fx.rate)
			AS low,
		money_carry(p.amount_high, p.amount_currency, u.unit, fx.rate)
			AS high
	FROM _clock AS t
	JOIN posting AS p ON p.date <= t.as_of
	CROSS JOIN account AS a ON a.code = p.account
		AND a.kind = 'receivable'
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
SELECT entity, client, date, unit, pays,
	ratio_max(ratio_min(open_low, ratio_max(low, 0)), 0) AS low,
	ratio_max(ratio_min(open_high, ratio_max(high, 0)), 0) AS high,
	CAST((SELECT julianday(as_of) FROM this) - julianday(date) AS INTEGER)
		AS age,
	src
FROM owed;

CREATE VIEW ageing AS
-- What clients owe, by the age of what is not yet paid.
-- Formula: payments settle the oldest debit first; what is left of each debit
--   counts by the days from its date to as-of: up to 30, 60, 90, over 90.
-- Base: postings to receivable accounts up to as-of; client NULL where the
--   posting names none.
-- Source: Posting (Account of kind receivable), Rate; also of what is paid and
--   of what is older, for they decide what is not.
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
		sources(CASE WHEN pays OR age > 30 THEN src END) AS b_src,
		sources(CASE WHEN pays OR age > 60 THEN src END) AS c_src,
		sources(CASE WHEN pays OR age > 90 THEN src END) AS d_src,
		sources(src) AS src
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
	unit AS total_currency, s.oldest, s.b_src AS days_60_src,
	s.c_src AS days_90_src, s.d_src AS over_90_src, s.src
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
-- Earned by each month's end, and received.
SELECT c.id, c.entity, c.client, c.method, c.role, u.unit, m.month,
	ratio_mul(m.part, money_carry(c.amount_low, c.amount_currency, u.unit,
		fx.rate)) AS low,
	ratio_mul(m.part, money_carry(c.amount_high, c.amount_currency, u.unit,
		fx.rate)) AS high,
	coalesce(money_carry(c.received_low, c.received_currency, u.unit,
		r.rate), 0) AS received_low,
	coalesce(money_carry(c.received_high, c.received_currency, u.unit,
		r.rate), 0) AS received_high,
	merge_sources(c.src, source_if(fx.src, c.amount_low, c.amount_high))
		AS earned_src,
	source_if(r.src, c.received_low, c.received_high) AS rate_src
FROM contract AS c
JOIN _entity_unit AS u ON u.entity = c.entity
JOIN _contract_month AS m ON m.id = c.id
LEFT JOIN _fx AS fx ON fx.from_currency = c.amount_currency
	AND fx.to_currency = u.unit
LEFT JOIN _fx AS r ON r.from_currency = c.received_currency
	AND r.to_currency = u.unit;

CREATE VIEW recognition_schedule AS
-- When a contract's price becomes revenue, month by month.
-- Formula: earned = the part of the price earned by the month's end: all at
--   the end (point), by days (over-time), in equal months (straight-line);
--   recognised = earned - earned a month before; of one amount the difference
--   of what is rounded, so that the months add up. liability = received -
--   earned where that is above 0: paid, not yet earned, and unbilled = earned
--   - received where that is; from the period's last month on, NULL before,
--   as the book does not say when the money came.
-- Base: contracts with an End (point: or without); an agent's Amount is its
--   fee.
-- Source: Contract, Rate.
WITH step AS (
	SELECT e.*, lag(e.low, 1, 0) OVER months AS before_low,
		lag(e.high, 1, 0) OVER months AS before_high,
		CASE WHEN e.month >= t.month
			THEN ratio_sub(e.received_low, e.high) END AS held_low,
		CASE WHEN e.month >= t.month
			THEN ratio_sub(e.received_high, e.low) END AS held_high
	FROM _contract_exact AS e, (SELECT month FROM _clock) AS t
	WINDOW months AS (PARTITION BY e.id ORDER BY e.month))
SELECT id AS contract, entity, client, method,
	coalesce(role, 'principal') AS role, month_name(month) AS month,
	CASE WHEN ratio_cmp(low, high) = 0 THEN ratio_sub(round_low(low, high),
		round_low(before_low, before_high))
	ELSE round_low(ratio_sub(low, before_low), ratio_sub(high, before_high))
		END AS recognised_low,
	CASE WHEN ratio_cmp(low, high) = 0 THEN ratio_sub(round_high(low, high),
		round_high(before_low, before_high))
	ELSE round_high(ratio_sub(low, before_low),
		ratio_sub(high, before_high)) END AS recognised_high,
	unit AS recognised_currency,
	round_low(low, high) AS earned_low, round_high(low, high) AS earned_high,
	unit AS earned_currency,
	round_low(ratio_max(held_low, 0), ratio_max(held_high, 0))
		AS liability_low,
	round_high(ratio_max(held_low, 0), ratio_max(held_high, 0))
		AS liability_high,
	unit AS liability_currency,
	round_low(ratio_max(ratio_mul(-1, held_high), 0),
		ratio_max(ratio_mul(-1, held_low), 0)) AS unbilled_low,
	round_high(ratio_max(ratio_mul(-1, held_high), 0),
		ratio_max(ratio_mul(-1, held_low), 0)) AS unbilled_high,
	unit AS unbilled_currency, earned_src AS recognised_src, earned_src,
	merge_sources(earned_src, rate_src) AS src
FROM step;

CREATE VIEW account_audit AS
-- What is odd in the chart of accounts and the ledger.
-- Formula: unused = no posting and no balance; duplicate = the same name and
--   kind for the same entity; suspense = a suspense or clearing account with
--   a balance both now and 30 days before as-of; negative = an expense or
--   cost account that was credited more than debited in a month; round = a
--   posting to such an account of whole thousands. amount: that balance, the
--   month's sum, the posting.
-- Base: postings up to as-of; one row a finding, detail saying which: the kind
--   of account, the other account, the first posting, the month, the day.
-- Source: Account, Posting.
WITH plain AS MATERIALIZED (
	SELECT code, entity, name, kind, lower(trim(name)) AS plain,
		coalesce(entity, '') AS whose, src
	FROM account),
suspense AS (
	SELECT a.code, p.entity, a.name, min(p.date) AS since,
		ratio_sum(p.amount_low) AS low, ratio_sum(p.amount_high) AS high,
		ratio_sum(CASE WHEN p.date < date(t.as_of, '-30 days')
			THEN p.amount_low END) AS old_low,
		ratio_sum(CASE WHEN p.date < date(t.as_of, '-30 days')
			THEN p.amount_high END) AS old_high,
		p.amount_currency AS currency, sources(p.src) AS src
	FROM this AS t
	JOIN account AS a ON lower(a.name) LIKE '%suspense%'
		OR lower(a.name) LIKE '%clearing%'
	-- of few accounts few postings: these are looked up
	CROSS JOIN posting AS p ON p.account = a.code AND p.date <= t.as_of
	GROUP BY a.code, p.entity, p.amount_currency)
SELECT 'unused' AS finding, a.code AS account, a.entity, a.name,
	a.kind AS detail, NULL AS amount_low, NULL AS amount_high,
	NULL AS amount_currency, a.src
FROM account AS a
WHERE a.balance_low IS NULL AND a.code NOT IN (SELECT account FROM _ledger)
UNION ALL
SELECT 'duplicate', a.code, a.entity, a.name, b.code, NULL, NULL, NULL,
	merge_sources(a.src, b.src)
FROM plain AS a
JOIN plain AS b ON b.plain = a.plain AND b.kind = a.kind AND b.whose = a.whose
	AND b.code > a.code
UNION ALL
SELECT 'suspense', code, entity, name, since, low, high, currency, src
FROM suspense
WHERE (low <> 0 OR high <> 0) AND (old_low <> 0 OR old_high <> 0)
UNION ALL
SELECT 'negative', a.code, l.entity, a.name, l.month, l.low, l.high,
	l.currency, l.src
FROM account AS a
JOIN _ledger AS l ON l.account = a.code
WHERE a.kind IN ('expense', 'cogs') AND ratio_cmp(l.high, 0) < 0
UNION ALL
SELECT 'round', a.code, p.entity, a.name, p.date, p.amount_low, p.amount_high,
	p.amount_currency, p.src
FROM this AS t
JOIN posting AS p ON p.amount_low = p.amount_high AND p.amount_low <> 0
	-- most are not, whatever the currency
	AND p.amount_low % 1000 = 0
	AND p.amount_low % (1000 * money_unit(p.amount_currency)) = 0
	AND p.date <= t.as_of
CROSS JOIN account AS a ON a.code = p.account
	AND a.kind IN ('expense', 'cogs');
