/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dated records by where they stand, so that a lineage, which may be a
 * range of lines, is soon known to be old: by file, by line, with a tree of
 * the least days above them.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"

struct dated {
	uint64_t line;
	int32_t day;		/* since 1970-01-01 */
	uint32_t stale;		/* 1 + index of the stale one; 0: it is not */
};

/* Of one file or table. */
struct book_place {
	char *name;
	struct dated *list;	/* by line */
	size_t n, cap;
	int32_t *least;		/* see least_day() */
	size_t *stale;		/* places in the list, in order */
	size_t nstale;
};

struct book_ages {
	struct book_place *places;	/* by name */
	size_t n, cap;
	struct book_stale *stale;
	size_t nstale, stale_cap;
};

size_t
book_source_split(const char *p, size_t n, uint64_t *first, uint64_t *last)
{
	uint64_t lines[2] = { 0, 0 };
	const char *end = p + n, *colon = end, *q;
	int i = 0;

	*first = *last = 0;
	while (colon > p && *colon != ':')
		colon--;
	if (colon == p)
		return n;
	for (q = colon + 1; q < end; q++) {
		if (*q == '-' && i == 0 && lines[0] > 0)
			i++;
		else if (*q >= '0' && *q <= '9' && lines[i] < UINT64_MAX / 100)
			lines[i] = lines[i] * 10 + (uint64_t)(*q - '0');
		else
			return n;
	}
	if (lines[i] < 1 || (i == 1 && lines[1] < lines[0]))
		return n;
	*first = lines[0];
	*last = lines[i];
	return (size_t)(colon - p);
}

/* ---- places -------------------------------------------------------------- */

/* The last one first: a type's records mostly stand together. */
static struct book_place *
place_make(struct book_ages *ages, const char *name, size_t n)
{
	struct book_place *place;
	size_t i;

	for (i = ages->n; i > 0; i--) {
		place = &ages->places[i - 1];
		if (strncmp(place->name, name, n) == 0 &&
		    place->name[n] == '\0')
			return place;
	}
	ages->places = er_grow(ages->places, ages->n, &ages->cap,
	    sizeof *ages->places);
	place = &ages->places[ages->n++];
	*place = (struct book_place){ .name = er_xstrndup(name, n) };
	return place;
}

const struct book_place *
book_place_find(const struct book_ages *ages, const char *name, size_t n)
{
	size_t low = 0, high = ages != NULL ? ages->n : 0, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strncmp(ages->places[middle].name, name, n);
		if (order == 0 && ages->places[middle].name[n] == '\0')
			return &ages->places[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The first of the list that stands at that line or below. */
static size_t
place_at(const struct book_place *place, uint64_t line)
{
	size_t low = 0, high = place->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (place->list[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first of the stale ones that is at i in the list or after it. */
static size_t
stale_at(const struct book_place *place, size_t i)
{
	size_t low = 0, high = place->nstale, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (place->stale[middle] < i)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
book_stale_within(const struct book_place *place, uint64_t first,
    uint64_t last)
{
	size_t i, j;

	if (place == NULL || place->nstale == 0 || first > last)
		return false;
	i = place_at(place, first);
	j = stale_at(place, i);
	return j < place->nstale &&
	    place->list[place->stale[j]].line <= last;
}

/* Of the records from i on, before j. The tree's leaves are its second half;
 * each of the others is the lesser of the two at twice its place. */
static int32_t
least_day(const struct book_place *place, size_t i, size_t j)
{
	int32_t least = INT32_MAX;

	for (i += place->n, j += place->n; i < j; i /= 2, j /= 2) {
		if (i % 2 == 1) {
			if (place->least[i] < least)
				least = place->least[i];
			i++;
		}
		if (j % 2 == 1) {
			j--;
			if (place->least[j] < least)
				least = place->least[j];
		}
	}
	return least;
}

/* ---- making -------------------------------------------------------------- */

struct book_ages *
book_ages_new(void)
{
	return er_xcalloc(1, sizeof (struct book_ages));
}

void
book_ages_add(struct book_ages *ages, const char *src, long day,
    const struct book_stale *stale)
{
	struct book_place *place;
	uint64_t line, last;
	struct dated *dated;
	size_t n = book_source_split(src, strlen(src), &line, &last);

	place = place_make(ages, src, n);
	place->list = er_grow(place->list, place->n, &place->cap,
	    sizeof *place->list);
	dated = &place->list[place->n++];
	*dated = (struct dated){ line, (int32_t)day, 0 };
	if (stale == NULL)
		return;
	ages->stale = er_grow(ages->stale, ages->nstale, &ages->stale_cap,
	    sizeof *ages->stale);
	ages->stale[ages->nstale++] = *stale;
	dated->stale = (uint32_t)ages->nstale;
}

static int
place_order(const void *a, const void *b)
{
	const struct book_place *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
line_order(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static void
place_settle(struct book_place *place)
{
	int32_t *least;
	size_t i;

	qsort(place->list, place->n, sizeof *place->list, line_order);
	place->stale = er_xcalloc(place->n, sizeof *place->stale);
	place->least = least = er_xcalloc(place->n * 2, sizeof *least);
	for (i = 0; i < place->n; i++) {
		least[place->n + i] = place->list[i].day;
		if (place->list[i].stale > 0)
			place->stale[place->nstale++] = i;
	}
	for (i = place->n; --i > 0; )
		least[i] = least[i * 2] < least[i * 2 + 1] ? least[i * 2] :
		    least[i * 2 + 1];
}

void
book_ages_settle(struct book_ages *ages)
{
	size_t i;

	if (ages->n > 0)
		qsort(ages->places, ages->n, sizeof *ages->places,
		    place_order);
	for (i = 0; i < ages->n; i++)
		place_settle(&ages->places[i]);
}

void
book_ages_free(struct book_ages *ages)
{
	size_t i;

	for (i = 0; ages != NULL && i < ages->n; i++) {
		free(ages->places[i].name);
		free(ages->places[i].list);
		free(ages->places[i].least);
		free(ages->places[i].stale);
	}
	for (i = 0; ages != NULL && i < ages->nstale; i++) {
		free(ages->stale[i].type);
		free(ages->stale[i].id);
		free(ages->stale[i].name);
		free(ages->stale[i].src);
	}
	if (ages != NULL) {
		free(ages->places);
		free(ages->stale);
	}
	free(ages);
}

/* ---- asking -------------------------------------------------------------- */

size_t
book_stale(const struct book *book, const struct book_stale **list)
{
	*list = book->ages->stale;
	return book->ages->nstale;
}

/* Of one source; the least day so far is kept in *least. */
static void
look_at(const struct book_ages *ages, const char *p, size_t n, int32_t *least,
    book_stale_fn *found, void *to)
{
	const struct book_place *place;
	uint64_t first, last;
	size_t i, j, k;
	int32_t day;

	n = book_source_split(p, n, &first, &last);
	place = book_place_find(ages, p, n);
	if (place == NULL)
		return;
	i = place_at(place, first);
	j = last < UINT64_MAX ? place_at(place, last + 1) : place->n;
	day = least_day(place, i, j);
	if (day < *least)
		*least = day;
	for (k = stale_at(place, i); k < place->nstale &&
	    place->stale[k] < j; k++)
		found(to, place->list[place->stale[k]].stale - 1);
}

bool
book_age(const struct book *book, const char *src, struct er_date *oldest,
    book_stale_fn *found, void *to)
{
	int32_t least = INT32_MAX;
	size_t n;

	while (src != NULL && *src != '\0') {
		n = strcspn(src, "\n");
		look_at(book->ages, src, n, &least, found, to);
		src += n + (src[n] == '\n');
	}
	if (least == INT32_MAX)
		return false;
	*oldest = er_date_from_days(least);
	return true;
}
