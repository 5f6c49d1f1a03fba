/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A number for each source of a figure, by which the next report knows whether
 * its records are still what they were, wherever they stand by then. That of a
 * range is the sum of its records'.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/doc.h"

struct line {
	uint64_t line, digest;	/* at last the sum of it and those before */
};

/* Of one file or table. */
struct place {
	const char *name;	/* borrowed from a source */
	size_t n;		/* its length */
	struct line *lines;
	size_t nlines, cap;
};

struct gathering {
	struct place *places;	/* in the order of their names */
	size_t n, cap;
	struct place *last;
};

/* The places of sources, which are in order: each once. */
static void
find_places(struct gathering *g, const struct doc_sources *sources)
{
	struct place *place = NULL;
	uint64_t first, last;
	const char *source;
	size_t i, n;

	for (i = 0; i < sources->n; i++) {
		source = sources->list[i];
		n = book_source_split(source, strlen(source), &first, &last);
		if (first == 0 || (place != NULL && place->n == n &&
		    memcmp(place->name, source, n) == 0))
			continue;
		g->places = er_grow(g->places, g->n, &g->cap,
		    sizeof *g->places);
		place = &g->places[g->n++];
		*place = (struct place){.name = source, .n = n};
	}
}

/* The last one is mostly that of the next record. */
static struct place *
find_place(struct gathering *g, const char *name, size_t n)
{
	size_t i;

	if (g->last != NULL && g->last->n == n &&
	    memcmp(g->last->name, name, n) == 0)
		return g->last;
	for (i = 0; i < g->n; i++) {
		if (g->places[i].n == n &&
		    memcmp(g->places[i].name, name, n) == 0)
			return g->last = &g->places[i];
	}
	return NULL;
}

/* Of book_records_each(). */
static void
gather(void *to, const char *src, const struct book_record *record)
{
	struct gathering *g = to;
	uint64_t first, last;
	size_t n = book_source_split(src, strlen(src), &first, &last);
	struct place *place = find_place(g, src, n);

	if (place == NULL)
		return;
	place->lines = er_grow(place->lines, place->nlines, &place->cap,
	    sizeof *place->lines);
	place->lines[place->nlines++] = (struct line){first,
	    book_record_digest(record)};
}

static int
compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static void
add_up(struct place *place)
{
	size_t i;

	if (place->nlines > 0)
		qsort(place->lines, place->nlines, sizeof *place->lines,
		    compare);
	for (i = 1; i < place->nlines; i++)
		place->lines[i].digest += place->lines[i - 1].digest;
}

/* How many of them stand before that line. */
static size_t
count_before(const struct place *place, uint64_t line)
{
	size_t low = 0, high = place->nlines, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (place->lines[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* No record may be there: a page can write what it likes. */
static void
add_record(struct doc *doc, struct gathering *g, const char *source)
{
	uint64_t first, last, sum;
	size_t n = book_source_split(source, strlen(source), &first, &last);
	const struct place *place = find_place(g, source, n);
	size_t from, to;

	if (place == NULL || first == 0)
		return;
	from = count_before(place, first);
	to = count_before(place, last + 1);
	if (from == to)
		return;
	sum = place->lines[to - 1].digest;
	if (from > 0)
		sum -= place->lines[from - 1].digest;
	doc->records[doc->nrecords++] = (struct doc_record){
	    er_xstrdup(source), sum};
}

int
doc_records_read(struct doc *doc, struct book *book, struct er_err *err)
{
	struct doc_figures figures = {0};
	struct doc_sources sources = {0};
	struct gathering g = {0};
	size_t i;
	int rc;

	doc_figures_find(&figures, doc, false);
	for (i = 0; i < figures.n; i++)
		doc_sources_add(&sources, doc_lineage(&figures.list[i].data->
		    rows[figures.list[i].row], figures.list[i].column));
	doc_sources_sort(&sources);
	find_places(&g, &sources);
	rc = book_records_each(book, gather, &g, err);
	for (i = 0; i < g.n; i++)
		add_up(&g.places[i]);
	doc->records = er_xcalloc(sources.n + 1, sizeof *doc->records);
	for (i = 0; rc == 0 && i < sources.n; i++)
		add_record(doc, &g, sources.list[i]);
	for (i = 0; i < g.n; i++)
		free(g.places[i].lines);
	free(g.places);
	doc_sources_free(&sources);
	doc_figures_free(&figures);
	return rc;
}

const struct doc_record *
doc_record_find(const struct doc *doc, const char *source)
{
	size_t low = 0, high = doc->nrecords, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = doc_source_order(doc->records[middle].src, source);
		if (order == 0)
			return &doc->records[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
