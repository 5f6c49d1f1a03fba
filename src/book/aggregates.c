/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The aggregate SQL functions. NULLs do not count.
 *
 *     ratio_sum(a)    exact; 0 of nothing; also over a window's first rows
 *     ratio_least(a)  ratio_most(a): NULL of nothing
 *     ratio_least_at(a, n): the least integer n of the rows where a is least
 *     first_below(a, limit, n): the least integer n of the rows where a is
 *       less than limit; NULL when it never is
 */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/functions.h"

/* ---- ratio_sum ---------------------------------------------------------- */

/* Whole numbers gather in an integer; what does not fit goes to the ratio. */
struct sum {
	int64_t whole;
	struct ratio *rest;	/* NULL: 0 */
	char *fault;		/* met in place of a number */
	bool bad;		/* the error is set */
};

/* Keeps the first fault among the values; true when there is one. */
static bool
note_fault(char **fault, sqlite3_value *value)
{
	if (*fault == NULL && book_is_fault(value))
		*fault = er_xstrdup((const char *)sqlite3_value_text(value));
	return *fault != NULL;
}

static void
sum_add_ratio(struct sum *sum, struct ratio *a)
{
	if (sum->rest == NULL) {
		sum->rest = a;
		return;
	}
	ratio_add(sum->rest, a);
	ratio_free(a);
}

static void
sum_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct sum *sum = sqlite3_aggregate_context(ctx, sizeof *sum);
	struct ratio *a;

	(void)argc;
	if (sum == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	if (sum->bad || note_fault(&sum->fault, argv[0]) ||
	    (sqlite3_value_type(argv[0]) == SQLITE_INTEGER &&
	    !__builtin_add_overflow(sum->whole,
	    sqlite3_value_int64(argv[0]), &sum->whole)))
		return;
	/* an overflow left the wrapped sum: undo it */
	if (sqlite3_value_type(argv[0]) == SQLITE_INTEGER)
		sum->whole = (int64_t)((uint64_t)sum->whole -
		    (uint64_t)sqlite3_value_int64(argv[0]));
	a = book_ratio_of(ctx, argv[0], &sum->bad);
	if (a != NULL)
		sum_add_ratio(sum, a);
}

static void
sum_result(sqlite3_context *ctx, const struct sum *sum)
{
	struct ratio *a;

	if (sum == NULL) {
		sqlite3_result_int(ctx, 0);
	} else if (sum->bad) {
		sqlite3_result_error(ctx, _("an argument of exact arithmetic "
		    "is not a number"), -1);
	} else if (sum->fault != NULL) {
		sqlite3_result_text(ctx, sum->fault, -1, SQLITE_TRANSIENT);
	} else if (sum->rest == NULL) {
		sqlite3_result_int64(ctx, sum->whole);
	} else {
		a = ratio_new();
		ratio_set(a, sum->whole, 1);
		ratio_add(a, sum->rest);
		book_ratio_result(ctx, a);
	}
}

static void
sum_value(sqlite3_context *ctx)
{
	sum_result(ctx, sqlite3_aggregate_context(ctx, 0));
}

static void
sum_final(sqlite3_context *ctx)
{
	struct sum *sum = sqlite3_aggregate_context(ctx, 0);

	sum_result(ctx, sum);
	if (sum != NULL) {
		ratio_free(sum->rest);
		free(sum->fault);
		sum->rest = NULL;
		sum->fault = NULL;
	}
}

/* A row leaves the window. */
static void
sum_inverse(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct sum *sum = sqlite3_aggregate_context(ctx, sizeof *sum);
	struct ratio *a, *zero;

	(void)argc;
	if (sum == NULL || sum->bad || note_fault(&sum->fault, argv[0]))
		return;
	a = book_ratio_of(ctx, argv[0], &sum->bad);
	if (a == NULL)
		return;
	zero = ratio_new();
	ratio_sub(zero, a);
	ratio_free(a);
	sum_add_ratio(sum, zero);
}

/* ---- ratio_least, ratio_most -------------------------------------------- */

struct extreme {
	struct ratio *best;
	int64_t at;
	char *fault;
	bool bad;
};

/* Takes over a, which stands in row `at`. */
static void
extreme_take(struct extreme *e, struct ratio *a, int sign, int64_t at)
{
	int c = e->best != NULL ? ratio_cmp(a, e->best) * sign : 1;

	if (c > 0) {
		ratio_free(e->best);
		e->best = a;
		e->at = at;
		return;
	}
	if (c == 0 && at < e->at)
		e->at = at;
	ratio_free(a);
}

static void
extreme_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const int *sign = sqlite3_user_data(ctx);
	struct extreme *e = sqlite3_aggregate_context(ctx, sizeof *e);
	struct ratio *a;

	if (e == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	if (e->bad || note_fault(&e->fault, argv[0]))
		return;
	a = book_ratio_of(ctx, argv[0], &e->bad);
	if (a != NULL)
		extreme_take(e, a, *sign,
		    argc > 1 ? sqlite3_value_int64(argv[1]) : 0);
}

/* The state, to be read once; NULL when there were no rows. */
static struct extreme *
extreme_end(sqlite3_context *ctx)
{
	struct extreme *e = sqlite3_aggregate_context(ctx, 0);

	if (e != NULL && e->fault != NULL)
		sqlite3_result_text(ctx, e->fault, -1, SQLITE_TRANSIENT);
	return e;
}

static void
extreme_free(struct extreme *e)
{
	ratio_free(e->best);
	free(e->fault);
	*e = (struct extreme){0};
}

static void
extreme_final(sqlite3_context *ctx)
{
	struct extreme *e = extreme_end(ctx);

	if (e == NULL)
		return;
	if (e->fault == NULL && e->best != NULL && !e->bad)
		book_ratio_result(ctx, ratio_copy(e->best));
	extreme_free(e);
}

static void
extreme_at_final(sqlite3_context *ctx)
{
	struct extreme *e = extreme_end(ctx);

	if (e == NULL)
		return;
	if (e->fault == NULL && e->best != NULL && !e->bad)
		sqlite3_result_int64(ctx, e->at);
	extreme_free(e);
}

/* ---- first_below --------------------------------------------------------- */

struct first {
	bool found, bad;
	int64_t n;
	char *fault;
};

static void
first_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct first *f = sqlite3_aggregate_context(ctx, sizeof *f);
	int64_t n = sqlite3_value_int64(argv[2]);
	struct ratio *a, *limit;

	(void)argc;
	if (f == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	if (f->bad || note_fault(&f->fault, argv[0]) ||
	    note_fault(&f->fault, argv[1]) || (f->found && n >= f->n))
		return;
	a = book_ratio_of(ctx, argv[0], &f->bad);
	limit = f->bad ? NULL : book_ratio_of(ctx, argv[1], &f->bad);
	if (a != NULL && limit != NULL && ratio_cmp(a, limit) < 0) {
		f->found = true;
		f->n = n;
	}
	ratio_free(a);
	ratio_free(limit);
}

static void
first_final(sqlite3_context *ctx)
{
	struct first *f = sqlite3_aggregate_context(ctx, 0);

	if (f == NULL)
		return;
	if (f->fault != NULL)
		sqlite3_result_text(ctx, f->fault, -1, SQLITE_TRANSIENT);
	else if (f->found && !f->bad)
		sqlite3_result_int64(ctx, f->n);
	free(f->fault);
	f->fault = NULL;
}

int
book_aggregates_add(sqlite3 *db)
{
	static const int least = -1, most = 1;
	static const struct {
		const char *name;
		int arguments;
		const int *sign;
		void (*final)(sqlite3_context *);
	} extremes[] = {
		{ "ratio_least", 1, &least, extreme_final },
		{ "ratio_most", 1, &most, extreme_final },
		{ "ratio_least_at", 2, &least, extreme_at_final },
	};
	size_t i;
	int rc;

	rc = sqlite3_create_window_function(db, "ratio_sum", 1, BOOK_PURE,
	    NULL, sum_step, sum_final, sum_value, sum_inverse, NULL);
	for (i = 0; rc == SQLITE_OK && i < sizeof extremes / sizeof *extremes;
	    i++)
		rc = sqlite3_create_function_v2(db, extremes[i].name,
		    extremes[i].arguments, BOOK_PURE,
		    (void *)(uintptr_t)extremes[i].sign, NULL, extreme_step,
		    extremes[i].final, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(db, "first_below", 3,
		    BOOK_PURE, NULL, NULL, first_step, first_final, NULL);
	return rc;
}
