/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of a total hangs on few: aggregate SQL functions over ranges, each
 * giving one exact bound. NULL where there is no total, or an amount below 0.
 *
 *     top_share_low(k, low, high), top_share_high(...): of the k greatest
 *     hhi_low(low, high), hhi_high(low, high): the sum of squared shares
 *
 * Both measures are quasi-convex in the amounts. So the greatest value has
 * every amount at an end of its range; for the least see level.c.
 */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/functions.h"

struct amounts {
	struct book_range *list;
	size_t n, cap;
	int64_t k;
	bool bad;	/* the error is set, or an amount is below 0 */
};

static void
amounts_free(struct amounts *a)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		ratio_free(a->list[i].low);
		ratio_free(a->list[i].high);
	}
	free(a->list);
	*a = (struct amounts){0};
}

static void
amounts_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct amounts *a = sqlite3_aggregate_context(ctx, sizeof *a);
	struct book_range *r;

	if (a == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	if (a->bad || sqlite3_value_type(argv[argc - 2]) == SQLITE_NULL ||
	    sqlite3_value_type(argv[argc - 1]) == SQLITE_NULL)
		return;
	a->k = argc == 3 ? sqlite3_value_int64(argv[0]) : 0;
	a->list = er_grow(a->list, a->n, &a->cap, sizeof *a->list);
	r = &a->list[a->n++];
	r->low = book_ratio_of(ctx, argv[argc - 2], &a->bad);
	r->high = book_ratio_of(ctx, argv[argc - 1], &a->bad);
	if (!a->bad && ratio_sign(r->low) < 0)
		a->bad = true;
}

/* Is there a total at all? */
static bool
amounts_good(const struct amounts *a)
{
	size_t i;

	if (a == NULL || a->bad)
		return false;
	for (i = 0; i < a->n; i++)
		if (ratio_sign(a->list[i].high) > 0)
			return true;
	return false;
}

/* ---- sums --------------------------------------------------------------- */

/* The sum of what was added and that of its squares. */
struct sums {
	struct ratio *sum, *squares;
};

static struct sums
sums_new(void)
{
	return (struct sums){ ratio_new(), ratio_new() };
}

static void
sums_free(struct sums s)
{
	ratio_free(s.sum);
	ratio_free(s.squares);
}

/* sign 1 adds, -1 takes away. */
static void
sums_add(struct sums s, const struct ratio *x, int sign)
{
	struct ratio *square = ratio_copy(x);

	ratio_mul(square, x);
	if (sign > 0) {
		ratio_add(s.sum, x);
		ratio_add(s.squares, square);
	} else {
		ratio_sub(s.sum, x);
		ratio_sub(s.squares, square);
	}
	ratio_free(square);
}

/* squares / sum^2, or NULL when the sum is 0. */
static struct ratio *
sums_hhi(struct sums s)
{
	struct ratio *hhi = ratio_copy(s.squares);

	if (ratio_div(hhi, s.sum) && ratio_div(hhi, s.sum))
		return hhi;
	ratio_free(hhi);
	return NULL;
}

/* ---- the greatest share of k -------------------------------------------- */

/* An amount and what taking it in among the k brings, at the share so far. */
struct gain {
	struct ratio *gain;
	size_t i;
};

static int
gain_order(const void *a, const void *b)
{
	const struct gain *x = a, *y = b;
	int c = ratio_cmp(y->gain, x->gain);

	return c != 0 ? c : (x->i > y->i) - (x->i < y->i);
}

/* gain = (1 - share) * high + share * low */
static void
gain_set(struct gain *g, const struct book_range *r, const struct ratio *share)
{
	struct ratio *part = ratio_copy(r->high);

	ratio_sub(part, r->low);
	ratio_mul(part, share);
	ratio_assign(g->gain, r->high);
	ratio_sub(g->gain, part);
	ratio_free(part);
}

/* The share when the first k of the list are at their high, others low. */
static struct ratio *
share_of(const struct amounts *a, const struct gain *list)
{
	struct ratio *top = ratio_new(), *sum = ratio_new();
	const struct book_range *r;
	size_t i;

	for (i = 0; i < a->n; i++) {
		r = &a->list[list[i].i];
		if (i < (size_t)a->k)
			ratio_add(top, r->high);
		ratio_add(sum, i < (size_t)a->k ? r->high : r->low);
	}
	if (!ratio_div(top, sum)) {
		ratio_free(top);
		top = NULL;
	}
	ratio_free(sum);
	return top;
}

/* Dinkelbach's method: with the share found so far as the price of the sum,
 * choose the best k; ends when that no longer helps. Exact. */
static struct ratio *
top_high(const struct amounts *a)
{
	struct gain *list = er_xcalloc(a->n, sizeof *list);
	struct ratio *best = ratio_new(), *next;
	size_t i;

	for (i = 0; i < a->n; i++)
		list[i] = (struct gain){ ratio_new(), i };
	for (;;) {
		for (i = 0; i < a->n; i++)
			gain_set(&list[i], &a->list[list[i].i], best);
		qsort(list, a->n, sizeof *list, gain_order);
		next = share_of(a, list);
		if (next == NULL || ratio_cmp(next, best) <= 0)
			break;
		ratio_free(best);
		best = next;
	}
	ratio_free(next);
	for (i = 0; i < a->n; i++)
		ratio_free(list[i].gain);
	free(list);
	return best;
}

/* ---- the greatest HHI: which amounts stand high? ------------------------- */

/*
 * Branch and bound over the ends. With `best` the greatest HHI so far, a
 * choice with sums S and Q is better when Q - best * S^2 > 0. For any level m,
 * -S^2 <= m^2 - 2 m S; that makes the bound a sum over the amounts, in which
 * each that is still free takes its better end.
 */
enum { NODES_MAX = 50000 };

struct search {
	const struct book_range *list;
	size_t n;
	struct ratio *best;
	size_t nodes;
};

/* x^2 - 2 * best * m * x */
static struct ratio *
worth(const struct ratio *x, const struct ratio *twice)
{
	struct ratio *w = ratio_copy(x);

	ratio_sub(w, twice);
	ratio_mul(w, x);
	return w;
}

/* A level near that at which the bound is least: floating point chooses it,
 * any level is valid. */
static void
choose_level(const struct search *s, size_t depth, struct sums at,
    struct ratio *level)
{
	double best = ratio_double(s->best), m = 0, sum = 0, l, h;
	const struct book_range *list = s->list;
	int turn;
	size_t i;

	for (turn = 0; turn < 8; turn++) {
		sum = ratio_double(at.sum);
		for (i = depth; i < s->n; i++) {
			l = ratio_double(list[i].low);
			h = ratio_double(list[i].high);
			if (turn == 0)
				sum += (l + h) / 2;
			else
				sum += (l + h) / 2 > best * m ? h : l;
		}
		m = turn == 0 ? sum : (m + sum) / 2;
	}
	/* a whole number of minor units is near enough */
	ratio_set(level, m < 9e18 ? (int64_t)m : INT64_MAX, 1);
}

/* Can a choice below this node be better than the best? */
static bool
promising(const struct search *s, size_t depth, struct sums at)
{
	struct ratio *level = ratio_new(), *twice, *bound, *low, *high;
	bool better;
	size_t i;

	choose_level(s, depth, at, level);
	twice = ratio_copy(level);
	ratio_add(twice, level);
	ratio_mul(twice, s->best);
	/* best * m^2 + Q - twice * S */
	bound = ratio_copy(level);
	ratio_mul(bound, level);
	ratio_mul(bound, s->best);
	ratio_add(bound, at.squares);
	low = ratio_copy(twice);
	ratio_mul(low, at.sum);
	ratio_sub(bound, low);
	ratio_free(low);
	for (i = depth; i < s->n; i++) {
		low = worth(s->list[i].low, twice);
		high = worth(s->list[i].high, twice);
		ratio_add(bound, ratio_cmp(high, low) > 0 ? high : low);
		ratio_free(low);
		ratio_free(high);
	}
	better = ratio_sign(bound) > 0;
	ratio_free(bound);
	ratio_free(twice);
	ratio_free(level);
	return better;
}

/* False when the search was given up. */
static bool
search_from(struct search *s, size_t depth, struct sums at)
{
	const struct book_range *r;
	struct ratio *hhi;
	const struct ratio *end;
	bool good = true;
	int turn;

	if (++s->nodes > NODES_MAX)
		return false;
	if (depth == s->n) {
		hhi = sums_hhi(at);
		if (hhi != NULL && ratio_cmp(hhi, s->best) > 0)
			ratio_assign(s->best, hhi);
		ratio_free(hhi);
		return true;
	}
	if (!promising(s, depth, at))
		return true;
	r = &s->list[depth];
	for (turn = 0; turn < 2 && good; turn++) {
		/* the greater half first takes its high end */
		end = (turn == 0) == (depth <= s->n / 2) ? r->high : r->low;
		sums_add(at, end, 1);
		good = search_from(s, depth + 1, at);
		sums_add(at, end, -1);
	}
	return good;
}

/* Ranges before points, then the greater middle first. */
static int
middle_order(const void *a, const void *b)
{
	const struct book_range *x = a, *y = b;
	int points = book_range_is_point(x) - book_range_is_point(y), c;
	struct ratio *m, *n;

	if (points != 0)
		return points;
	m = ratio_copy(x->low);
	n = ratio_copy(y->low);
	ratio_add(m, x->high);
	ratio_add(n, y->high);
	c = -ratio_cmp(m, n);
	ratio_free(m);
	ratio_free(n);
	return c;
}

/* A good start: the j with the greatest middles high, for each j. Leaves the
 * sums `at` as they were. */
static void
search_start(struct search *s, struct sums at)
{
	struct ratio *hhi;
	size_t i;

	for (i = 0; i < s->n; i++)
		sums_add(at, s->list[i].low, 1);
	for (i = 0; i <= s->n; i++) {
		hhi = sums_hhi(at);
		if (hhi != NULL && ratio_cmp(hhi, s->best) > 0)
			ratio_assign(s->best, hhi);
		ratio_free(hhi);
		if (i == s->n)
			break;
		sums_add(at, s->list[i].low, -1);
		sums_add(at, s->list[i].high, 1);
	}
	for (i = 0; i < s->n; i++)
		sums_add(at, s->list[i].high, -1);
}

/* Points have no ends to choose from: they are in the sums from the start. */
static struct ratio *
hhi_high(const struct amounts *a)
{
	struct search s = { a->list, 0, ratio_new(), 0 };
	struct sums at = sums_new();
	size_t i;

	qsort(a->list, a->n, sizeof *a->list, middle_order);
	while (s.n < a->n && !book_range_is_point(&a->list[s.n]))
		s.n++;
	for (i = s.n; i < a->n; i++)
		sums_add(at, a->list[i].low, 1);
	search_start(&s, at);
	if (!search_from(&s, 0, at)) {
		ratio_free(s.best);
		s.best = NULL;
	}
	sums_free(at);
	return s.best;
}

static struct ratio *
hhi_low(const struct amounts *a)
{
	return book_least_hhi(a->list, a->n);
}

static struct ratio *
top_low(const struct amounts *a)
{
	return book_least_top(a->list, a->n, (size_t)a->k);
}

/* ---- as SQL functions --------------------------------------------------- */

static const struct measure {
	const char *name;
	int arguments;
	struct ratio *(*bound)(const struct amounts *a);
} measures[] = {
	{ "top_share_low", 3, top_low },
	{ "top_share_high", 3, top_high },
	{ "hhi_low", 2, hhi_low },
	{ "hhi_high", 2, hhi_high },
};

static void
amounts_final(sqlite3_context *ctx)
{
	const struct measure *m = sqlite3_user_data(ctx);
	struct amounts *a = sqlite3_aggregate_context(ctx, 0);
	struct ratio *bound;

	if (amounts_good(a)) {
		bound = m->bound(a);
		if (bound != NULL)
			book_ratio_result(ctx, bound);
		else
			sqlite3_result_error(ctx, _("there are too many "
			    "ranges of receipts to bound their concentration"),
			    -1);
	}
	if (a != NULL)
		amounts_free(a);
}

int
book_concentration_add(sqlite3 *db)
{
	size_t i;
	int rc = SQLITE_OK;

	for (i = 0; rc == SQLITE_OK && i < sizeof measures / sizeof *measures;
	    i++)
		rc = sqlite3_create_function_v2(db, measures[i].name,
		    measures[i].arguments, BOOK_PURE,
		    (void *)(uintptr_t)&measures[i], NULL, amounts_step,
		    amounts_final, NULL);
	return rc;
}
