/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in memory by value: finding and sorting them. An order, once worked out,
 * is kept: rows are no longer added then. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/store.h"

/* ---- sorting ------------------------------------------------------------- */

/* Whether a stands before b, or with it: a merge that takes the left one then
 * keeps the order of equals. */
typedef bool is_before(const void *surroundings, uint32_t a, uint32_t b);

static void
merge(uint32_t *list, size_t left, size_t n, uint32_t *scratch,
    is_before *before, const void *surroundings)
{
	size_t i = 0, j = left, k = 0;

	if (before(surroundings, list[left - 1], list[left]))
		return;
	memcpy(scratch, list, left * sizeof *list);
	while (i < left)
		if (j == n || before(surroundings, scratch[i], list[j]))
			list[k++] = scratch[i++];
		else
			list[k++] = list[j++];
}

static void
sort(uint32_t *list, size_t n, uint32_t *scratch, is_before *before,
    const void *surroundings)
{
	size_t width, at, end;

	for (width = 1; width < n; width *= 2)
		for (at = 0; at + width < n; at += 2 * width) {
			end = at + 2 * width < n ? 2 * width : n - at;
			merge(list + at, width, end, scratch, before,
			    surroundings);
		}
}

static int
compare_texts(struct er_slice a, struct er_slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int rc = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return rc != 0 ? rc : (a.n > b.n) - (a.n < b.n);
}

static bool
word_before(const void *column, uint32_t a, uint32_t b)
{
	return compare_texts(store_word(column, a), store_word(column, b)) <= 0;
}

/* The place of each word among them all. */
static const uint32_t *
ranks(struct store_column *c)
{
	uint32_t *list, *scratch;
	size_t i;

	if (c->rank != NULL)
		return c->rank;
	c->rank = er_xmalloc(c->nwords * sizeof *c->rank);
	list = er_xmalloc(c->nwords * sizeof *list);
	scratch = er_xmalloc(c->nwords * sizeof *scratch);
	for (i = 0; i < c->nwords; i++)
		list[i] = (uint32_t)i;
	sort(list, c->nwords, scratch, word_before, c);
	for (i = 0; i < c->nwords; i++)
		c->rank[list[i]] = (uint32_t)i;
	free(list);
	free(scratch);
	return c->rank;
}

/* By counting, as there are few words to many rows. */
void
store_sort(struct store *s, size_t column, uint32_t *rows, size_t n,
    uint32_t *scratch)
{
	struct store_column *c = &s->columns[column];
	const uint32_t *rank = ranks(c), *words = c->cells;
	size_t *starts = er_xcalloc(c->nwords + 1, sizeof *starts), i;

	for (i = 0; i < n; i++)
		starts[rank[words[rows[i]]] + 1]++;
	for (i = 1; i < c->nwords; i++)
		starts[i] += starts[i - 1];
	for (i = 0; i < n; i++)
		scratch[starts[rank[words[rows[i]]]]++] = rows[i];
	memcpy(rows, scratch, n * sizeof *rows);
	free(starts);
}

/* ---- finding ------------------------------------------------------------- */

static int
compare_integers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_reals(double a, double b)
{
	return (a > b) - (a < b);
}

/* What a column is, for comparing its rows. */
struct subject {
	const struct store *store;
	size_t column;
};

/* A row's value with another one; NULL is before all. */
static int
compare_row(const struct subject *of, size_t row,
    const struct store_value *value)
{
	const struct store *s = of->store;
	int64_t integer;
	double real;

	switch (s->columns[of->column].kind) {
	case STORE_TEXT:
		return compare_texts(store_text(s, of->column, row),
		    value->text);
	case STORE_INTEGER:
		if (!store_integer(s, of->column, row, &integer))
			return -1;
		return compare_integers(integer, value->integer);
	case STORE_REAL:
		if (!store_real(s, of->column, row, &real))
			return -1;
		return compare_reals(real, value->real);
	}
	return 0;
}

static bool
row_before(const void *surroundings, uint32_t a, uint32_t b)
{
	const struct subject *of = surroundings;
	const struct store *s = of->store;
	struct store_value value = {0};

	switch (s->columns[of->column].kind) {
	case STORE_TEXT:
		value.text = store_text(s, of->column, b);
		break;
	case STORE_INTEGER:
		if (!store_integer(s, of->column, b, &value.integer))
			return !store_integer(s, of->column, a,
			    &value.integer);
		break;
	case STORE_REAL:
		if (!store_real(s, of->column, b, &value.real))
			return !store_real(s, of->column, a, &value.real);
		break;
	}
	return compare_row(of, a, &value) <= 0;
}

static const uint32_t *
order_of(struct store *s, size_t column)
{
	struct store_column *c = &s->columns[column];
	struct subject of = { s, column };
	uint32_t *scratch;
	size_t i;

	if (c->order != NULL || s->n == 0)
		return c->order;
	c->order = er_xmalloc(s->n * sizeof *c->order);
	scratch = er_xmalloc(s->n * sizeof *scratch);
	for (i = 0; i < s->n; i++)
		c->order[i] = (uint32_t)i;
	if (store_has_words(c))
		store_sort(s, column, c->order, s->n, scratch);
	else
		sort(c->order, s->n, scratch, row_before, &of);
	free(scratch);
	return c->order;
}

/* The first place in the order whose value is not below, or when past is set
 * above, the value. */
static size_t
bound(const struct subject *of, const uint32_t *order,
    const struct store_value *value, bool past)
{
	size_t low = 0, high = of->store->n, middle;
	int rc;

	while (low < high) {
		middle = low + (high - low) / 2;
		rc = compare_row(of, order[middle], value);
		if (rc < 0 || (past && rc == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const uint32_t *
store_find(struct store *s, size_t column, const struct store_value *value,
    size_t *n)
{
	const uint32_t *order = order_of(s, column);
	struct subject of = { s, column };
	size_t first = bound(&of, order, value, false);

	*n = bound(&of, order, value, true) - first;
	return order + first;
}
