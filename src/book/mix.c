/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What offers sold in a constant mix keep of their price, as aggregate SQL
 * functions over the offers, each giving one exact bound:
 *
 *     mix_ratio_low(part, price_low, price_high, keep, cost)
 *     mix_ratio_high(part, price_low, price_high, keep, cost)
 *
 * of sum of part * (price * keep - cost) / sum of part * price, where keep and
 * cost are already at the end that is worst, or best. NULL where the bound
 * does not exist: the prices may all be 0 or less.
 *
 * A price stands above and below the line: it raises the ratio of an offer
 * that keeps more than the whole mix does, else it lowers it. Dinkelbach's
 * method finds the ends: with the ratio so far choose each price; that gives a
 * better ratio, until none is. Exact.
 */
#include "config.h"

#include <stdlib.h>

#include "base/base.h"
#include "book/functions.h"

enum { PART, PRICE_LOW, PRICE_HIGH, KEEP, COST, TERMS };

struct offer {
	struct ratio *term[TERMS];
};

struct mix {
	struct offer *list;
	size_t n, cap;
	bool bad;	/* the error is set */
};

static void
mix_free(struct mix *mix)
{
	size_t i, j;

	for (i = 0; i < mix->n; i++)
		for (j = 0; j < TERMS; j++)
			ratio_free(mix->list[i].term[j]);
	free(mix->list);
	*mix = (struct mix){0};
}

static void
mix_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct mix *mix = sqlite3_aggregate_context(ctx, sizeof *mix);
	struct offer *offer;
	int i;

	if (mix == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	for (i = 0; i < argc; i++)
		if (sqlite3_value_type(argv[i]) == SQLITE_NULL)
			return;
	mix->list = er_grow(mix->list, mix->n, &mix->cap, sizeof *mix->list);
	offer = &mix->list[mix->n++];
	*offer = (struct offer){0};
	for (i = 0; i < TERMS && !mix->bad; i++)
		offer->term[i] = book_ratio_of(ctx, argv[i], &mix->bad);
}

/* The end of the price for which the ratio is better than `so_far`. */
static const struct ratio *
choose_price(const struct offer *offer, const struct ratio *so_far, bool least)
{
	bool raises = so_far == NULL ||
	    ratio_cmp(offer->term[KEEP], so_far) > 0;

	return offer->term[raises == least ? PRICE_LOW : PRICE_HIGH];
}

/* Sums above and below the line at the prices chosen for so_far; NULL: as if
 * every price raised the ratio. */
static void
mix_sums(const struct mix *mix, const struct ratio *so_far, bool least,
    struct ratio *above, struct ratio *below)
{
	const struct offer *offer;
	struct ratio *sales, *gain;
	size_t i;

	ratio_set(above, 0, 1);
	ratio_set(below, 0, 1);
	for (i = 0; i < mix->n; i++) {
		offer = &mix->list[i];
		sales = ratio_copy(choose_price(offer, so_far, least));
		gain = ratio_copy(sales);
		ratio_mul(gain, offer->term[KEEP]);
		ratio_sub(gain, offer->term[COST]);
		ratio_mul(gain, offer->term[PART]);
		ratio_mul(sales, offer->term[PART]);
		ratio_add(above, gain);
		ratio_add(below, sales);
		ratio_free(gain);
		ratio_free(sales);
	}
}

/* The bound, or NULL. */
static struct ratio *
mix_bound(const struct mix *mix, bool least)
{
	struct ratio *best = NULL, *above = ratio_new(), *below = ratio_new();
	int order;

	for (;;) {
		mix_sums(mix, best, least, above, below);
		if (ratio_sign(below) <= 0) {
			/* at 0 below the line only what is above decides */
			if (best == NULL || ratio_sign(above) > 0) {
				ratio_free(best);
				best = NULL;
			}
			break;
		}
		ratio_div(above, below);
		order = best == NULL ? 0 : ratio_cmp(above, best);
		if (best != NULL && (least ? order >= 0 : order <= 0))
			break;
		ratio_free(best);
		best = ratio_copy(above);
	}
	ratio_free(above);
	ratio_free(below);
	return best;
}

static void
mix_final(sqlite3_context *ctx)
{
	const bool *least = sqlite3_user_data(ctx);
	struct mix *mix = sqlite3_aggregate_context(ctx, 0);
	struct ratio *bound = NULL;

	if (mix == NULL)
		return;
	if (!mix->bad && mix->n > 0)
		bound = mix_bound(mix, *least);
	if (bound != NULL)
		book_ratio_result(ctx, bound);
	mix_free(mix);
}

int
book_mix_add(sqlite3 *db)
{
	static const bool least = true, most = false;
	int rc;

	rc = sqlite3_create_function_v2(db, "mix_ratio_low", TERMS, BOOK_PURE,
	    (void *)(uintptr_t)&least, NULL, mix_step, mix_final, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(db, "mix_ratio_high", TERMS,
		    BOOK_PURE, (void *)(uintptr_t)&most, NULL, mix_step,
		    mix_final, NULL);
	return rc;
}
