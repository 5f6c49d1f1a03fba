/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SQL functions of currencies and months.
 *
 *     money_convert(a, from, to, rate): minor units to minor units; without a
 *       rate an error, of money_carry(...) a fault that travels (functions.h)
 *     money_unit(currency): its minor units in one, 100 for USD
 *     month_index(date): months since year 0, of a date or a month
 *     month_name(index): '2026-11'     month_end(index): '2026-11-30'
 *     monthly(amount, every): its equivalent a month, as the finance views
 *       have it (day x 365/12, ..., year x 1/12); NULL of what comes once
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/functions.h"

/* rate times ten to the difference of the currencies' decimals. */
static void
convert(struct ratio *a, struct ratio *rate, int decimals)
{
	struct ratio *ten = ratio_new();

	ratio_mul(a, rate);
	ratio_set(ten, 10, 1);
	for (; decimals > 0; decimals--)
		ratio_mul(a, ten);
	for (; decimals < 0; decimals++)
		ratio_div(a, ten);
	ratio_free(ten);
}

/* The fault as a value, or at once as an error. */
static void
fail_conversion(sqlite3_context *ctx, const char *from, const char *to)
{
	const bool *carry = sqlite3_user_data(ctx);
	char *text;

	if (from == NULL || to == NULL)
		text = er_xasprintf("!%s", _("an amount has no currency, and "
		    "neither its entity nor the organisation names one"));
	else
		/* TRANSLATORS: two currency codes; keep the leading ! */
		text = er_xasprintf(_("!there is no Rate from %s to %s, or "
		    "back, of the day of the report or before"), from, to);
	if (*carry)
		sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
	else
		sqlite3_result_error(ctx, text + 1, -1);
	free(text);
}

/* Nothing is nothing in any currency: 0 needs no rate. */
static bool
needs_no_rate(sqlite3_value *amount, const char *from, const char *to)
{
	return sqlite3_value_type(amount) == SQLITE_NULL ||
	    (sqlite3_value_type(amount) == SQLITE_INTEGER &&
	    sqlite3_value_int64(amount) == 0) ||
	    (from != NULL && to != NULL && strcmp(from, to) == 0);
}

static void
fn_convert(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *from = (const char *)sqlite3_value_text(argv[1]);
	const char *to = (const char *)sqlite3_value_text(argv[2]);
	struct ratio *amount, *rate;
	bool bad = false;
	int a, b;

	(void)argc;
	if (needs_no_rate(argv[0], from, to) || book_is_fault(argv[0])) {
		sqlite3_result_value(ctx, argv[0]);
		return;
	}
	a = from != NULL ? money_exponent(from) : -1;
	b = to != NULL ? money_exponent(to) : -1;
	if (a < 0 || b < 0 || sqlite3_value_type(argv[3]) == SQLITE_NULL) {
		fail_conversion(ctx, a < 0 ? NULL : from, b < 0 ? NULL : to);
		return;
	}
	amount = book_ratio_of(ctx, argv[0], &bad);
	rate = bad ? NULL : book_ratio_of(ctx, argv[3], &bad);
	if (rate == NULL) {
		ratio_free(amount);
		return;
	}
	convert(amount, rate, b - a);
	book_ratio_result(ctx, amount);
	ratio_free(rate);
}

static void
fn_unit(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *currency = (const char *)sqlite3_value_text(argv[0]);
	int decimals = currency != NULL ? money_exponent(currency) : -1;
	int unit = 1;

	(void)argc;
	for (; decimals > 0; decimals--)
		unit *= 10;
	if (decimals == 0)
		sqlite3_result_int(ctx, unit);
}

/* ---- months ------------------------------------------------------------- */

static void
fn_month_index(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *p = (const char *)sqlite3_value_text(argv[0]);
	int n = sqlite3_value_bytes(argv[0]), year, month;

	(void)argc;
	if (p == NULL)
		return;
	if (n >= 7 && p[4] == '-' && strspn(p, "0123456789") == 4 &&
	    strspn(p + 5, "0123456789") == 2) {
		year = atoi(p);
		month = atoi(p + 5);
		if (month >= 1 && month <= 12) {
			sqlite3_result_int(ctx, year * 12 + month - 1);
			return;
		}
	}
	sqlite3_result_error(ctx, _("month_index() takes a date or a month"),
	    -1);
}

/* The month by its name, or the date of its last day. */
static void
fn_month_name(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const bool *with_day = sqlite3_user_data(ctx);
	sqlite3_int64 index = sqlite3_value_int64(argv[0]);
	struct er_date date;
	char text[11];

	(void)argc;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL ||
	    book_raise_fault(ctx, argv[0]))
		return;
	if (index < 0 || index >= 120000) {
		sqlite3_result_error(ctx, _("month_name() and month_end() "
		    "take what month_index() gives"), -1);
		return;
	}
	date = (struct er_date){ (int)(index / 12), (int)(index % 12) + 1, 1 };
	date.day = er_date_days_in_month(date.year, date.month);
	er_date_print(date, text);
	sqlite3_result_text(ctx, text, *with_day ? 10 : 7, SQLITE_TRANSIENT);
}

static const struct {
	const char *every;
	int64_t twelfths;
} rhythms[] = {
	{ "once", 0 }, { "day", 365 }, { "week", 52 }, { "month", 12 },
	{ "quarter", 4 }, { "year", 1 },
};

static void
fn_monthly(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *every = (const char *)sqlite3_value_text(argv[1]);
	struct ratio *amount, *times;
	bool bad = false;
	size_t i;

	(void)argc;
	if (every == NULL)
		return;
	for (i = 0; i < sizeof rhythms / sizeof *rhythms; i++)
		if (strcmp(every, rhythms[i].every) == 0)
			break;
	if (i == sizeof rhythms / sizeof *rhythms) {
		sqlite3_result_error(ctx, _("monthly() takes an amount and "
		    "once, day, week, month, quarter or year"), -1);
		return;
	}
	amount = book_ratio_of(ctx, argv[0], &bad);
	if (amount == NULL || rhythms[i].twelfths == 0) {
		ratio_free(amount);
		return;
	}
	times = ratio_new();
	ratio_set(times, rhythms[i].twelfths, 12);
	ratio_mul(amount, times);
	ratio_free(times);
	book_ratio_result(ctx, amount);
}

int
book_units_add(sqlite3 *db)
{
	static const bool raise = false, carry = true;
	static const bool month = false, day = true;
	static const struct {
		const char *name;
		int arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
		const bool *data;
	} functions[] = {
		{ "money_convert", 4, fn_convert, &raise },
		{ "money_carry", 4, fn_convert, &carry },
		{ "money_unit", 1, fn_unit, NULL },
		{ "month_index", 1, fn_month_index, NULL },
		{ "monthly", 2, fn_monthly, NULL },
		{ "month_name", 1, fn_month_name, &month },
		{ "month_end", 1, fn_month_name, &day },
	};
	size_t i;
	int rc = SQLITE_OK;

	for (i = 0; rc == SQLITE_OK &&
	    i < sizeof functions / sizeof *functions; i++)
		rc = sqlite3_create_function_v2(db, functions[i].name,
		    functions[i].arguments, BOOK_PURE,
		    (void *)(uintptr_t)functions[i].data, functions[i].call,
		    NULL, NULL, NULL);
	return rc;
}
