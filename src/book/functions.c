/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SQL functions of exact arithmetic, for the finance views and for role
 * pages. NULL in, NULL out. A number too large for its place is an error of
 * the query, never a wrong number.
 *
 *     ratio_add(a, b)  ratio_sub  ratio_mul  ratio_div (by 0: NULL)
 *     ratio_cmp(a, b): -1, 0, 1     ratio_min(a, b)  ratio_max(a, b)
 *     ratio_apart(a, b, part): 1 when a is more than that part of b off b
 *     ratio_real(a): the nearest REAL, for figures that are shown
 *     ratio_floor(a)  ratio_ceil(a)
 *     range_mul_low(al, ah, bl, bh), range_mul_high(...): the bounds of a * b
 *     share_low(l, h, all_l, all_h), share_high(...): the bounds of x / (x +
 *       rest), x from l to h being in all; NULL where one may be below 0, or
 *       nothing is there
 *     round_low(l, h), round_high(l, h): the bounds rounded outward; a point
 *       (l = h) half away from zero
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

bool
book_raise_fault(sqlite3_context *ctx, sqlite3_value *value)
{
	if (!book_is_fault(value))
		return false;
	sqlite3_result_error(ctx, (const char *)sqlite3_value_text(value) + 1,
	    -1);
	return true;
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
	if (!book_raise_fault(ctx, value))
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

/* Nothing times what cannot be worked out is nothing all the same. */
static bool
is_nothing(sqlite3_context *ctx, sqlite3_value **fault, sqlite3_value **zeros,
    int n)
{
	int i;

	if (!book_is_fault(*fault))
		return false;
	for (i = 0; i < n; i++)
		if (sqlite3_value_type(zeros[i]) != SQLITE_INTEGER ||
		    sqlite3_value_int64(zeros[i]) != 0)
			return false;
	sqlite3_result_int(ctx, 0);
	return true;
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
	if (what == MUL && (is_nothing(ctx, argv, argv + 1, 1) ||
	    is_nothing(ctx, argv + 1, argv, 1)))
		return;
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

/* |a - b| > part x |b| */
static void
fn_apart(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct ratio *x[3];
	int i;

	if (!take(ctx, argc, argv, x))
		return;
	ratio_sub(x[0], x[1]);
	ratio_mul(x[1], x[2]);
	ratio_mul(x[0], x[0]);
	ratio_mul(x[1], x[1]);
	sqlite3_result_int(ctx, ratio_cmp(x[0], x[1]) > 0);
	for (i = 0; i < 3; i++)
		ratio_free(x[i]);
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

/* The least or the greatest of the four products of bounds. */
static struct ratio *
best_product(struct ratio *const x[4], enum operation which)
{
	struct ratio *best = NULL, *product;
	int i, j;

	for (i = 0; i < 2; i++) {
		for (j = 2; j < 4; j++) {
			product = ratio_copy(x[i]);
			ratio_mul(product, x[j]);
			if (best == NULL) {
				best = product;
				continue;
			}
			on_ratios(which, best, product);
			ratio_free(product);
		}
	}
	return best;
}

/* Where a and b are independent these are the bounds of a * b. With a not
 * below 0, as money mostly is, one product is enough. */
static void
fn_range_mul(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	enum operation which = *(const enum operation *)sqlite3_user_data(ctx);
	struct ratio *x[4], *bound;
	bool least = which == LEAST;
	int i;

	if (is_nothing(ctx, argv, argv + 2, 2) || hand_on(ctx, argc, argv) ||
	    !take(ctx, argc, argv, x))
		return;
	if (ratio_sign(x[0]) >= 0 && ratio_cmp(x[0], x[1]) <= 0) {
		bound = ratio_copy(x[least ? 2 : 3]);
		ratio_mul(bound, x[(ratio_sign(bound) >= 0) == least ? 0 : 1]);
	} else {
		bound = best_product(x, which);
	}
	for (i = 0; i < 4; i++)
		ratio_free(x[i]);
	book_ratio_result(ctx, bound);
}

/* own / (own + rest), which grows with own and falls with rest; false at 0 /
 * 0. */
static bool
share(struct ratio *own, const struct ratio *rest)
{
	struct ratio *all = ratio_copy(rest);
	bool there;

	ratio_add(all, own);
	there = ratio_div(own, all);
	ratio_free(all);
	return there;
}

static void
fn_share(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	bool least = *(const enum operation *)sqlite3_user_data(ctx) == LEAST;
	struct ratio *x[4], *own, *rest;
	int i;

	if (hand_on(ctx, argc, argv) || !take(ctx, argc, argv, x))
		return;
	ratio_sub(x[2], x[0]);	/* of all, the rest */
	ratio_sub(x[3], x[1]);
	own = x[least ? 0 : 1];
	rest = x[least ? 3 : 2];
	if (ratio_sign(x[0]) < 0 || ratio_sign(x[2]) < 0 ||
	    (ratio_sign(x[1]) == 0 && ratio_sign(x[3]) == 0)) {
		sqlite3_result_null(ctx);
	} else {
		/* Where there is no rest it is all, or of nothing none. */
		if (!share(own, rest))
			ratio_set(own, least ? 1 : 0, 1);
		book_ratio_result(ctx, ratio_copy(own));
	}
	for (i = 0; i < 4; i++)
		ratio_free(x[i]);
}

/* ---- all of them -------------------------------------------------------- */

static const enum operation add = ADD, sub = SUB, mul = MUL, divide = DIV,
    least = LEAST, most = MOST;
static const enum ratio_rounding down = RATIO_DOWN, up = RATIO_UP;

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
	{ "ratio_apart", 3, fn_apart, NULL },
	{ "ratio_real", 1, fn_real, NULL },
	{ "ratio_floor", 1, fn_round_to, &down },
	{ "ratio_ceil", 1, fn_round_to, &up },
	{ "round_low", 2, fn_round_bound, &down },
	{ "round_high", 2, fn_round_bound, &up },
	{ "range_mul_low", 4, fn_range_mul, &least },
	{ "range_mul_high", 4, fn_range_mul, &most },
	{ "share_low", 4, fn_share, &least },
	{ "share_high", 4, fn_share, &most },
};

int
book_functions_add(sqlite3 *db, const struct book_ages *ages,
    struct er_err *err)
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
		rc = book_mix_add(db);
	if (rc == SQLITE_OK)
		rc = book_sources_add(db, ages);
	if (rc == SQLITE_OK)
		rc = book_units_add(db);
	if (rc == SQLITE_OK)
		rc = book_words_add(db);
	if (rc == SQLITE_OK)
		return 0;
	er_fail(err, ER_OS, _("SQLite takes no functions: %s"),
	    sqlite3_errstr(rc));
	return -1;
}
