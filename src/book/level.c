/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How little can hang on few: the least value of a measure of concentration
 * over ranges of amounts. The measures are quasi-convex and do not tell one
 * amount from another, so the least has every amount at clamp(t, low, high)
 * for one level t. All levels at which something changes are tried, each in
 * the time of two look-ups: sums over the sorted ends are kept.
 */
#include "config.h"

#include <stdlib.h>

#include "base/base.h"
#include "book/functions.h"

/* One kind of ends, the greatest first, with the sum of the first i of them
 * and of their squares. */
struct ends {
	const struct ratio **list;
	struct ratio **sums, **squares;
};

struct levels {
	struct ends low, high;
	size_t n;
};

/* What all amounts make at one level: how many lows are above it, how many
 * highs are not; the amounts between are at the level. */
struct level {
	const struct ratio *t;
	size_t above, below, between;
};

bool
book_range_is_point(const struct book_range *range)
{
	return ratio_cmp(range->low, range->high) == 0;
}

/* ---- sorted ends --------------------------------------------------------- */

static int
order_down(const void *a, const void *b)
{
	return -ratio_cmp(*(const struct ratio *const *)a,
	    *(const struct ratio *const *)b);
}

static void
ends_make(struct ends *ends, const struct book_range *list, size_t n, bool low)
{
	struct ratio *square;
	size_t i;

	ends->list = er_xcalloc(n, sizeof *ends->list);
	ends->sums = er_xcalloc(n + 1, sizeof *ends->sums);
	ends->squares = er_xcalloc(n + 1, sizeof *ends->squares);
	for (i = 0; i < n; i++)
		ends->list[i] = low ? list[i].low : list[i].high;
	qsort(ends->list, n, sizeof *ends->list, order_down);
	ends->sums[0] = ratio_new();
	ends->squares[0] = ratio_new();
	for (i = 0; i < n; i++) {
		square = ratio_copy(ends->list[i]);
		ratio_mul(square, ends->list[i]);
		ratio_add(square, ends->squares[i]);
		ends->squares[i + 1] = square;
		ends->sums[i + 1] = ratio_copy(ends->sums[i]);
		ratio_add(ends->sums[i + 1], ends->list[i]);
	}
}

static void
ends_free(struct ends *ends, size_t n)
{
	size_t i;

	for (i = 0; i <= n; i++) {
		ratio_free(ends->sums[i]);
		ratio_free(ends->squares[i]);
	}
	free(ends->list);
	free(ends->sums);
	free(ends->squares);
}

/* How many are greater than t. */
static size_t
count_above(const struct ends *ends, size_t n, const struct ratio *t)
{
	size_t first = 0, last = n, middle;

	while (first < last) {
		middle = first + (last - first) / 2;
		if (ratio_cmp(ends->list[middle], t) > 0)
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

static struct levels
levels_new(const struct book_range *list, size_t n)
{
	struct levels l = { .n = n };

	ends_make(&l.low, list, n, true);
	ends_make(&l.high, list, n, false);
	return l;
}

static void
levels_free(struct levels *l)
{
	ends_free(&l->low, l->n);
	ends_free(&l->high, l->n);
}

static struct level
level_at(const struct levels *l, const struct ratio *t)
{
	struct level level = { .t = t };
	size_t highs = count_above(&l->high, l->n, t);

	level.above = count_above(&l->low, l->n, t);
	level.below = l->n - highs;
	level.between = highs - level.above;
	return level;
}

/* The i-th of all ends. */
static const struct ratio *
levels_end(const struct levels *l, size_t i)
{
	return i < l->n ? l->low.list[i] : l->high.list[i - l->n];
}

/* ---- sums at a level ----------------------------------------------------- */

static void
add_times(struct ratio *sum, const struct ratio *a, size_t times)
{
	struct ratio *product = ratio_new();

	ratio_set(product, (int64_t)times, 1);
	ratio_mul(product, a);
	ratio_add(sum, product);
	ratio_free(product);
}

/* sums[to] - sums[from], added. */
static void
add_part(struct ratio *sum, struct ratio *const *sums, size_t from, size_t to)
{
	ratio_add(sum, sums[to]);
	ratio_sub(sum, sums[from]);
}

/* Of the k greatest amounts; k = n is all. */
static struct ratio *
sum_of(const struct levels *l, struct level at, size_t k)
{
	struct ratio *sum = ratio_new();
	size_t highs = l->n - at.below, part;

	part = k < at.above ? k : at.above;
	add_part(sum, l->low.sums, 0, part);
	k -= part;
	part = k < at.between ? k : at.between;
	add_times(sum, at.t, part);
	k -= part;
	part = k < at.below ? k : at.below;
	add_part(sum, l->high.sums, highs, highs + part);
	return sum;
}

/* Of the amounts that are not at the level itself. */
static struct ratio *
fixed_of(const struct levels *l, struct level at, bool squares)
{
	struct ratio *sum = ratio_new();

	add_part(sum, squares ? l->low.squares : l->low.sums, 0, at.above);
	add_part(sum, squares ? l->high.squares : l->high.sums,
	    l->n - at.below, l->n);
	return sum;
}

/* ---- the measures -------------------------------------------------------- */

/* Keeps the lesser of two; takes over `other`, which may be NULL. */
static void
keep_least(struct ratio **best, struct ratio *other)
{
	if (other == NULL)
		return;
	if (*best != NULL && ratio_cmp(other, *best) >= 0) {
		ratio_free(other);
		return;
	}
	ratio_free(*best);
	*best = other;
}

static struct ratio *
top_at(const struct levels *l, struct level at, size_t k)
{
	struct ratio *top = sum_of(l, at, k), *all = sum_of(l, at, l->n);

	if (!ratio_div(top, all)) {
		ratio_free(top);
		top = NULL;
	}
	ratio_free(all);
	return top;
}

struct ratio *
book_least_top(const struct book_range *list, size_t n, size_t k)
{
	struct levels l = levels_new(list, n);
	struct ratio *best = NULL;
	size_t i;

	for (i = 0; i < 2 * n; i++)
		keep_least(&best, top_at(&l, level_at(&l, levels_end(&l, i)),
		    k));
	levels_free(&l);
	return best;
}

static struct ratio *
hhi_at(const struct levels *l, struct level at)
{
	struct ratio *hhi = fixed_of(l, at, true), *all = sum_of(l, at, l->n);
	struct ratio *square = ratio_copy(at.t);

	ratio_mul(square, at.t);
	add_times(hhi, square, at.between);
	ratio_free(square);
	if (!ratio_div(hhi, all) || !ratio_div(hhi, all)) {
		ratio_free(hhi);
		hhi = NULL;
	}
	ratio_free(all);
	return hhi;
}

/*
 * With t between two ends the amounts that are not at it sum to s and their
 * squares to q; the slope is 0 at t = q / s. Tried: each end, and the q / s of
 * what is not at the level just above it.
 */
struct ratio *
book_least_hhi(const struct book_range *list, size_t n)
{
	struct levels l = levels_new(list, n);
	struct ratio *best = NULL, *q, *s;
	struct level at;
	size_t i;

	for (i = 0; i < 2 * n; i++) {
		at = level_at(&l, levels_end(&l, i));
		keep_least(&best, hhi_at(&l, at));
		q = fixed_of(&l, at, true);
		s = fixed_of(&l, at, false);
		if (ratio_div(q, s))
			keep_least(&best, hhi_at(&l, level_at(&l, q)));
		ratio_free(q);
		ratio_free(s);
	}
	levels_free(&l);
	return best;
}
