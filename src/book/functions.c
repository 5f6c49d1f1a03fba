/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SQL functions of exact arithmetic, for the finance views and for role
 * pages. NULL in, NULL out. A number too large for its place is an error of
 * the query, never a wrong number.
 *
 *     ratio_add(a, b)  ratio_sub  ratio_mul  ratio_div (by 0: NULL)
 *     ratio_cmp(a, b): -1, 0, 1     ratio_min(a, b)  ratio_max(a, b)
 *     ratio_real(a): the nearest REAL, for figures that are shown
 *     ratio_floor(a)  ratio_ceil(a)
 *     range_mul_low(al, ah, bl, bh), range_mul_high(...): the bounds of a * b
 *     round_low(l, h), round_high(l, h): the bounds rounded outward; a point
 *       (l = h) half away from zero
 *     money_convert(a, from, to, rate): minor units to minor units; without a
 *       rate an error, of money_carry(...) a fault that travels (functions.h)
 *     money_unit(currency): its minor units in one, 100 for USD
 *     month_index(date): months since year 0, of a date or a month
 *     month_name(index): '2026-11'
 *     monthly(amount, every): its equivalent a month, as the finance views
 *       have it (day x 365/12, ..., year x 1/12); NULL of what comes once
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/functions.h"

/* ---- in and out --------------------------------------------------------- */

bool
book_is_fault(sqlite3_value *value)
{
	return sqlite3_value_type(value) == SQLITE_TEXT &&
	    sqlite3_value_text(value)[0] == '!';
}

struct ratio *
book_ratio_of(sqlite3_context *ctx, sqlite3_value *value, bool *bad)
{
	struct ratio *a;
	char text[40];
	const char *p = text;
	int n;

	switch (sqlite3_value_type(value)) {
	case SQLITE_NULL:
		return NULL;
	case SQLITE_INTEGER:
		a = ratio_new();
		ratio_set(a, sqlite3_value_int64(value), 1);
		return a;
	case SQLITE_TEXT:
		p = (const char *)sqlite3_value_text(value);
		n = sqlite3_value_bytes(value);
		break;
	case SQLITE_FLOAT:
		/* sqlite3's own: the decimal point is never the locale's */
		sqlite3_snprintf(sizeof text, text, "%!.15g",
		    sqlite3_value_double(value));
		n = (int)strlen(text);
		break;
	default:
		n = 0;
		break;
	}
	a = ratio_new();
	if (p != NULL && ratio_parse(a, p, (size_t)n))
		return a;
	ratio_free(a);
	*bad = true;
	if (p != NULL && n > 1 && p[0] == '!')
		sqlite3_result_error(ctx, p + 1, n - 1);
	else
		sqlite3_result_error(ctx, _("an argument of exact arithmetic "
		    "is not a number"), -1);
	return NULL;
}

void
book_ratio_result(sqlite3_context *ctx, struct ratio *a)
{
	int64_t whole;
	char *text;

	if (ratio_whole(a, &whole)) {
		sqlite3_result_int64(ctx, whole);
	} else {
		text = ratio_text(a);
		if (strlen(text) > RATIO_TEXT_MAX)
			sqlite3_result_error_toobig(ctx);
		else
			sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
		free(text);
	}
	ratio_free(a);
}

/* A fault among the arguments becomes the result. */
static bool
hand_on(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (book_is_fault(argv[i])) {
			sqlite3_result_value(ctx, argv[i]);
			return true;
		}
	}
	return false;
}

static bool
all_integers(int argc, sqlite3_value **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (sqlite3_value_type(argv[i]) != SQLITE_INTEGER)
			return false;
	return true;
}

/* All arguments as ratios; false when one is NULL or no number, with nothing
 * left to free and the result set. */
static bool
take(sqlite3_context *ctx, int n, sqlite3_value **argv, struct ratio **list)
{
	bool bad = false;
	int i;

	for (i = 0; i < n; i++) {
		list[i] = book_ratio_of(ctx, argv[i], &bad);
		if (list[i] == NULL)
			break;
	}
	if (i == n)
		return true;
	while (--i >= 0)
		ratio_free(list[i]);
	if (!bad)
		sqlite3_result_null(ctx);
	return false;
}

/* ---- two numbers -------------------------------------------------------- */

enum operation { ADD, SUB, MUL, DIV, LEAST, MOST };

/* What most calls are: whole numbers with a whole result. */
static bool
on_integers(enum operation what, int64_t a, int64_t b, int64_t *result)
{
	switch (what) {
	case ADD:
		return !__builtin_add_overflow(a, b, result);
	case SUB:
		return !__builtin_sub_overflow(a, b, result);
	case MUL:
		return !__builtin_mul_overflow(a, b, result);
	case DIV:
		if (b == 0 || b == -1 || a % b != 0)
			return false;
		*result = a / b;
		return true;
	case LEAST:
		*result = a < b ? a : b;
		return true;
	case MOST:
		*result = a > b ? a : b;
		return true;
	}
	return false;
}

/* a becomes the result; false: there is none. */
static bool
on_ratios(enum operation what, struct ratio *a, const struct ratio *b)
{
	switch (what) {
	case ADD:
		ratio_add(a, b);
		return true;
	case SUB:
		ratio_sub(a, b);
		return true;
	case MUL:
		ratio_mul(a, b);
		return true;
	case DIV:
		return ratio_div(a, b);
	case LEAST:
		if (ratio_cmp(b, a) < 0)
			ratio_assign(a, b);
		return true;
	case MOST:
		if (ratio_cmp(b, a) > 0)
			ratio_assign(a, b);
		return true;
	}
	return false;
}

static void
operate(sqlite3_context *ctx, sqlite3_value **argv, enum operation what)
{
	struct ratio *x[2];
	int64_t result;

	if (all_integers(2, argv) && on_integers(what,
	    sqlite3_value_int64(argv[0]), sqlite3_value_int64(argv[1]),
	    &result)) {
		sqlite3_result_int64(ctx, result);
		return;
	}
	if (hand_on(ctx, 2, argv) || !take(ctx, 2, argv, x))
		return;
	if (on_ratios(what, x[0], x[1])) {
		book_ratio_result(ctx, x[0]);
	} else {
		sqlite3_result_null(ctx);
		ratio_free(x[0]);
	}
	ratio_free(x[1]);
}

/* The operation is the function's user data: one row of the table below. */
static void
fn_operate(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	operate(ctx, argv, *(const enum operation *)sqlite3_user_data(ctx));
}

static void
fn_cmp(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct ratio *x[2];

	if (!take(ctx, argc, argv, x))
		return;
	sqlite3_result_int(ctx, ratio_cmp(x[0], x[1]));
	ratio_free(x[0]);
	ratio_free(x[1]);
}

/* ---- leaving exactness -------------------------------------------------- */

static void
fn_real(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct ratio *x;

	if (!take(ctx, argc, argv, &x))
		return;
	sqlite3_result_double(ctx, ratio_double(x));
	ratio_free(x);
}

static void
result_rounded(sqlite3_context *ctx, const struct ratio *a,
    enum ratio_rounding how)
{
	int64_t integer;

	if (ratio_round(a, how, &integer))
		sqlite3_result_int64(ctx, integer);
	else
		sqlite3_result_error(ctx, _("a figure is too large"), -1);
}

static void
fn_round_to(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const enum ratio_rounding *how = sqlite3_user_data(ctx);
	struct ratio *x;

	if (!take(ctx, argc, argv, &x))
		return;
	result_rounded(ctx, x, *how);
	ratio_free(x);
}

/* One bound of a range: its own argument first where the other is NULL. */
static void
fn_round_bound(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const enum ratio_rounding *how = sqlite3_user_data(ctx);
	struct ratio *x[2] = {0};
	bool bad = false;
	int own = *how == RATIO_DOWN ? 0 : 1, i;

	for (i = 0; i < argc && !bad; i++)
		x[i] = book_ratio_of(ctx, argv[i], &bad);
	if (bad)
		;	/* the error is the result */
	else if (x[own] == NULL)
		sqlite3_result_null(ctx);
	else if (x[!own] != NULL && ratio_cmp(x[0], x[1]) == 0)
		result_rounded(ctx, x[0], RATIO_HALF_AWAY);
	else
		result_rounded(ctx, x[own], *how);
	ratio_free(x[0]);
	ratio_free(x[1]);
}

/* ---- ranges ------------------------------------------------------------- */

/* The least or the greatest of the four products of bounds: where a and b are
 * independent these are the bounds of a * b. */
static void
fn_range_mul(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const enum operation *which = sqlite3_user_data(ctx);
	struct ratio *x[4], *best = NULL, *product;
	int i, j;

	if (hand_on(ctx, argc, argv) || !take(ctx, argc, argv, x))
		return;
	for (i = 0; i < 2; i++) {
		for (j = 2; j < 4; j++) {
			product = ratio_copy(x[i]);
			ratio_mul(product, x[j]);
			if (best == NULL) {
				best = product;
				continue;
			}
			on_ratios(*which, best, product);
			ratio_free(product);
		}
	}
	for (i = 0; i < 4; i++)
		ratio_free(x[i]);
	book_ratio_result(ctx, best);
}

/* ---- currencies --------------------------------------------------------- */

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
	sqlite3_value *amount_and_rate[2];
	struct ratio *x[2];
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
	amount_and_rate[0] = argv[0];	/* argv itself is SQLite's */
	amount_and_rate[1] = argv[3];
	if (!take(ctx, 2, amount_and_rate, x))
		return;
	convert(x[0], x[1], b - a);
	book_ratio_result(ctx, x[0]);
	ratio_free(x[1]);
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

static void
fn_month_name(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	sqlite3_int64 index = sqlite3_value_int64(argv[0]);
	char text[24];

	(void)argc;
	if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	if (index < 0 || index >= 120000) {
		sqlite3_result_error(ctx, _("month_name() takes what "
		    "month_index() gives"), -1);
		return;
	}
	sqlite3_snprintf(sizeof text, text, "%04d-%02d", (int)(index / 12),
	    (int)(index % 12) + 1);
	sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
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

/* ---- all of them -------------------------------------------------------- */

static const enum operation add = ADD, sub = SUB, mul = MUL, divide = DIV,
    least = LEAST, most = MOST;
static const enum ratio_rounding down = RATIO_DOWN, up = RATIO_UP;
static const bool raise = false, carry = true;

static const struct {
	const char *name;
	int arguments;
	void (*call)(sqlite3_context *, int, sqlite3_value **);
	const void *data;
} functions[] = {
	{ "ratio_add", 2, fn_operate, &add },
	{ "ratio_sub", 2, fn_operate, &sub },
	{ "ratio_mul", 2, fn_operate, &mul },
	{ "ratio_div", 2, fn_operate, &divide },
	{ "ratio_min", 2, fn_operate, &least },
	{ "ratio_max", 2, fn_operate, &most },
	{ "ratio_cmp", 2, fn_cmp, NULL },
	{ "ratio_real", 1, fn_real, NULL },
	{ "ratio_floor", 1, fn_round_to, &down },
	{ "ratio_ceil", 1, fn_round_to, &up },
	{ "round_low", 2, fn_round_bound, &down },
	{ "round_high", 2, fn_round_bound, &up },
	{ "range_mul_low", 4, fn_range_mul, &least },
	{ "range_mul_high", 4, fn_range_mul, &most },
	{ "money_convert", 4, fn_convert, &raise },
	{ "money_carry", 4, fn_convert, &carry },
	{ "money_unit", 1, fn_unit, NULL },
	{ "month_index", 1, fn_month_index, NULL },
	{ "month_name", 1, fn_month_name, NULL },
	{ "monthly", 2, fn_monthly, NULL },
};

int
book_functions_add(sqlite3 *db, struct er_err *err)
{
	size_t i;
	int rc = SQLITE_OK;

	for (i = 0; rc == SQLITE_OK &&
	    i < sizeof functions / sizeof *functions; i++)
		rc = sqlite3_create_function_v2(db, functions[i].name,
		    functions[i].arguments, BOOK_PURE,
		    (void *)(uintptr_t)functions[i].data, functions[i].call,
		    NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = book_aggregates_add(db);
	if (rc == SQLITE_OK)
		rc = book_concentration_add(db);
	if (rc == SQLITE_OK)
		return 0;
	er_fail(err, ER_OS, _("SQLite takes no functions: %s"),
	    sqlite3_errstr(rc));
	return -1;
}
