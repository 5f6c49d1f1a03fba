/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lineage in SQL: the records that made a figure, a line each.
 *
 *     sources(src, ...)        aggregate: the distinct sources of all rows, by
 *                              file in the order of their names, then by line
 *     merge_sources(src, ...)  the same of one row's lists
 *     source_if(src, low, high)  src, NULL where both bounds are 0 or NULL
 *
 * An argument may itself be such a list. Where more than a hundred records of
 * one file made a figure they are given as `file:first-last`: a ledger's sum
 * leads back to the ledger, not to a page of numbers. But no range holds a
 * stale record that the figure does not rest on.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/functions.h"

enum { LINES_MAX = 100 };

/* Lines of one file, or a range of them. */
struct span {
	uint64_t first, last;
};

/* What the sources before their last colon have in common. */
struct place {
	char *name;
	size_t length;	/* of the name */
	const struct book_place *dated;	/* its dated records, or NULL */
	struct span *spans;
	size_t n, cap;
	size_t limit;	/* spans that are put in order before there are more */
	bool bare;	/* also named without a line */
};

struct sources {
	const struct book_ages *ages;
	struct place *places;
	size_t n, cap;
};

static struct place *
place_of(struct sources *all, const char *p, size_t n)
{
	struct place *place;
	size_t i;

	/* the last one first: neighbours mostly come from one file */
	for (i = all->n; i > 0; i--) {
		place = &all->places[i - 1];
		if (place->length == n && memcmp(place->name, p, n) == 0)
			return place;
	}
	all->places = er_grow(all->places, all->n, &all->cap,
	    sizeof *all->places);
	place = &all->places[all->n++];
	*place = (struct place){ .name = er_xstrndup(p, n), .length = n,
	    .dated = book_place_find(all->ages, p, n),
	    .limit = 16 * LINES_MAX };
	return place;
}

static int
span_order(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->last < y->last) - (x->last > y->last);
}

/* Makes one of spans that are in order where they overlap or, if asked, only
 * have lines between them that no stale record has. */
static void
place_join(struct place *place, bool wide)
{
	struct span *spans = place->spans, *last = spans;
	size_t i;

	for (i = 1; i < place->n; i++) {
		if (spans[i].first > last->last && (!wide ||
		    book_stale_within(place->dated, last->last + 1,
		    spans[i].first - 1)))
			*++last = spans[i];
		else if (spans[i].last > last->last)
			last->last = spans[i].last;
	}
	place->n = (size_t)(last - spans) + 1;
}

/* In order and without overlaps; past LINES_MAX as few as may be. */
static void
place_tidy(struct place *place)
{
	size_t i;

	if (place->n == 0)
		return;
	/* Rows mostly come in the order of their lines. */
	for (i = 1; i < place->n; i++)
		if (span_order(&place->spans[i - 1], &place->spans[i]) > 0) {
			qsort(place->spans, place->n, sizeof *place->spans,
			    span_order);
			break;
		}
	place_join(place, false);
	if (place->n > LINES_MAX)
		place_join(place, true);
	if (place->limit < 2 * place->n)
		place->limit = 2 * place->n;
}

static void
place_add(struct place *place, struct span span)
{
	struct span *last = NULL;

	if (place->n > 0)
		last = &place->spans[place->n - 1];
	if (last != NULL && span.first >= last->first &&
	    span.last <= last->last)
		return;
	/* so that a million records do not stay in memory */
	if (place->n > place->limit)
		place_tidy(place);
	place->spans = er_grow(place->spans, place->n, &place->cap,
	    sizeof *place->spans);
	place->spans[place->n++] = span;
}

/* One source, `place:line` or `place:first-last`. */
static void
sources_add(struct sources *all, const char *p, size_t n)
{
	struct place *place;
	struct span span;

	n = book_source_split(p, n, &span.first, &span.last);
	place = place_of(all, p, n);
	if (span.first > 0)
		place_add(place, span);
	else
		place->bare = true;
}

static void
sources_add_lists(struct sources *all, int argc, sqlite3_value **argv)
{
	const char *p, *end, *newline;
	int i;

	for (i = 0; i < argc; i++) {
		p = (const char *)sqlite3_value_text(argv[i]);
		if (p == NULL)
			continue;
		end = p + sqlite3_value_bytes(argv[i]);
		for (; p < end; p = newline + 1) {
			newline = memchr(p, '\n', (size_t)(end - p));
			if (newline == NULL)
				newline = end;
			if (newline > p)
				sources_add(all, p, (size_t)(newline - p));
		}
	}
}

static void
sources_step(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct sources *all = sqlite3_aggregate_context(ctx, sizeof *all);

	if (all == NULL) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	all->ages = sqlite3_user_data(ctx);
	sources_add_lists(all, argc, argv);
}

static int
place_order(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void
add_line(struct er_buf *b)
{
	if (b->n > 0)
		er_buf_addc(b, '\n');
}

/* printf() would be a good part of a large ledger's time. */
static void
add_number(struct er_buf *b, char before, uint64_t number)
{
	char digits[24], *p = digits + sizeof digits;

	do
		*--p = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	*--p = before;
	er_buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

static void
sources_print(struct er_buf *b, const struct sources *all)
{
	const struct place *place;
	size_t i, j;

	for (i = 0; i < all->n; i++) {
		place = &all->places[i];
		if (place->bare) {
			add_line(b);
			er_buf_add(b, place->name, place->length);
		}
		for (j = 0; j < place->n; j++) {
			add_line(b);
			er_buf_add(b, place->name, place->length);
			add_number(b, ':', place->spans[j].first);
			if (place->spans[j].last > place->spans[j].first)
				add_number(b, '-', place->spans[j].last);
		}
	}
}

/* The list, or NULL when it is empty. */
static void
sources_result(sqlite3_context *ctx, struct sources *all)
{
	struct er_buf b = {0};
	size_t i;

	if (all == NULL || all->n == 0)
		return;
	for (i = 0; i < all->n; i++)
		place_tidy(&all->places[i]);
	qsort(all->places, all->n, sizeof *all->places, place_order);
	sources_print(&b, all);
	sqlite3_result_text64(ctx, b.p, b.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	er_buf_free(&b);
}

static void
sources_free(struct sources *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		free(all->places[i].name);
		free(all->places[i].spans);
	}
	free(all->places);
	*all = (struct sources){0};
}

static void
sources_value(sqlite3_context *ctx)
{
	sources_result(ctx, sqlite3_aggregate_context(ctx, 0));
}

static void
sources_final(sqlite3_context *ctx)
{
	struct sources *all = sqlite3_aggregate_context(ctx, 0);

	sources_result(ctx, all);
	if (all != NULL)
		sources_free(all);
}

/* A row leaves the window: what it named may be named by others, too. */
static void
sources_inverse(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	(void)argv;
	sqlite3_result_error(ctx, _("sources() takes a window that begins "
	    "with its partition's first row"), -1);
}

static void
fn_merge_sources(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct sources all = { .ages = sqlite3_user_data(ctx) };

	sources_add_lists(&all, argc, argv);
	sources_result(ctx, &all);
	sources_free(&all);
}

/* NULL, or the whole number 0. */
static bool
is_nothing(sqlite3_value *bound)
{
	int type = sqlite3_value_type(bound);

	return type == SQLITE_NULL || (type == SQLITE_INTEGER &&
	    sqlite3_value_int64(bound) == 0) || (type == SQLITE_FLOAT &&
	    sqlite3_value_double(bound) == 0);
}

static void
fn_source_if(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	(void)argc;
	if (!is_nothing(argv[1]) || !is_nothing(argv[2]))
		sqlite3_result_value(ctx, argv[0]);
}

int
book_sources_add(sqlite3 *db, const struct book_ages *ages)
{
	void *data = (void *)(uintptr_t)ages;
	int rc;

	rc = sqlite3_create_window_function(db, "sources", -1, BOOK_PURE, data,
	    sources_step, sources_final, sources_value, sources_inverse,
	    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(db, "merge_sources", -1,
		    BOOK_PURE, data, fn_merge_sources, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(db, "source_if", 3,
		    BOOK_PURE, NULL, fn_source_if, NULL, NULL, NULL);
	return rc;
}
