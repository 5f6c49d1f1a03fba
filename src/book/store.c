/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in memory: adding them, and their cells. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "book/store.h"

enum {
	WORDS_FEW = 4096,	/* fewer are always kept once each */
	SLOTS_MIN = 64
};

/* No cell has these values: a whole number of a book is above it, and SQL does
 * not know NaN. */
#define NO_INTEGER INT64_MIN
#define NO_SHORT INT32_MIN

/* ---- columns ------------------------------------------------------------- */

struct store *
store_new(const char *name)
{
	struct store *s = er_xcalloc(1, sizeof *s);

	s->name = er_xstrdup(name);
	store_add_column(s, "src", "TEXT", STORE_INTEGER);
	return s;
}

void
store_add_column(struct store *s, const char *name, const char *type,
    enum store_kind kind)
{
	struct store_column *c;

	s->columns = er_grow(s->columns, s->ncolumns, &s->columns_cap,
	    sizeof *s->columns);
	c = &s->columns[s->ncolumns++];
	if (s->ncolumns > 1) {		/* the lines stay the last */
		*c = c[-1];
		c--;
	}
	*c = (struct store_column){ .name = er_xstrdup(name), .type = type,
	    .kind = kind, .width = kind == STORE_REAL ? sizeof (double) : 4 };
}

void
store_free(struct store *s)
{
	struct store_column *c;
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->ncolumns; i++) {
		c = &s->columns[i];
		free(c->name);
		if ((size_t *)c->cells != c->ends)
			free(c->ends);
		free(c->cells);
		er_buf_free(&c->bytes);
		free(c->slots);
		free(c->rank);
		free(c->order);
	}
	free(s->columns);
	for (i = 0; i < s->nruns; i++)
		free(s->runs[i].file);
	free(s->runs);
	free(s->name);
	free(s);
}

/* ---- words --------------------------------------------------------------- */

bool
store_has_words(const struct store_column *c)
{
	return c->slots != NULL;
}

const uint32_t *
store_words(const struct store_column *c)
{
	return c->cells;
}

struct er_slice
store_word(const struct store_column *c, size_t word)
{
	size_t start = word > 0 ? c->ends[word - 1] : 0;

	return (struct er_slice){ c->bytes.p + start, c->ends[word] - start };
}

/* FNV-1a; it begins with an address, which differs from run to run where
 * addresses are randomised: nobody can prepare words that collide. */
static size_t
hash(const struct store_column *c, const char *p, size_t n)
{
	uint64_t h = 14695981039346656037u ^ ((uintptr_t)c >> 4);
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static bool
is_word(const struct store_column *c, size_t word, const char *p, size_t n)
{
	struct er_slice text = store_word(c, word);

	return text.n == n && memcmp(text.p, p, n) == 0;
}

/* The slot of a word, or the free one where it would be. */
static size_t
probe(const struct store_column *c, const char *p, size_t n)
{
	size_t at = hash(c, p, n) & (c->nslots - 1);

	while (c->slots[at] != 0 && !is_word(c, c->slots[at], p, n))
		at = (at + 1) & (c->nslots - 1);
	return at;
}

static void
enlarge_slots(struct store_column *c)
{
	struct er_slice text;
	size_t i;

	free(c->slots);
	c->nslots *= 2;
	c->slots = er_xcalloc(c->nslots, sizeof *c->slots);
	for (i = 1; i < c->nwords; i++) {
		text = store_word(c, i);
		c->slots[probe(c, text.p, text.n)] = (uint32_t)i;
	}
}

static uint32_t
add_word(struct store_column *c, const char *p, size_t n)
{
	size_t at = probe(c, p, n);

	if (c->slots[at] != 0)
		return c->slots[at];
	er_buf_add(&c->bytes, p, n);
	c->ends = er_grow(c->ends, c->nwords, &c->cap, sizeof *c->ends);
	c->ends[c->nwords] = c->bytes.n;
	c->slots[at] = (uint32_t)c->nwords++;
	if (c->nwords > c->nslots / 2)
		enlarge_slots(c);
	return (uint32_t)(c->nwords - 1);
}

/* From words to one text a row, of rows so far; room is made for cap. */
static void
give_up_words(struct store_column *c, size_t rows, size_t cap)
{
	const uint32_t *words = c->cells;
	size_t *ends = er_xmalloc(cap * sizeof *ends), i;
	struct er_buf bytes = {0};
	struct er_slice text;

	er_buf_adds(&bytes, "");
	for (i = 0; i < rows; i++) {
		text = store_word(c, words[i]);
		er_buf_add(&bytes, text.p, text.n);
		ends[i] = bytes.n;
	}
	er_buf_free(&c->bytes);
	free(c->ends);
	free(c->slots);
	free(c->cells);
	c->bytes = bytes;
	c->cells = c->ends = ends;
	c->width = sizeof *ends;
	c->slots = NULL;
}

/* ---- rows ---------------------------------------------------------------- */

/* Before the first row: word 0 is none. */
static void
start_words(struct store_column *c)
{
	er_buf_adds(&c->bytes, "");
	c->ends = er_grow(c->ends, 0, &c->cap, sizeof *c->ends);
	c->ends[c->nwords++] = 0;
	c->nslots = SLOTS_MIN;
	c->slots = er_xcalloc(c->nslots, sizeof *c->slots);
}

static void
enlarge(struct store *s)
{
	struct store_column *c;
	size_t i;

	for (i = 0; i < s->ncolumns && s->cap == 0; i++)
		if (s->columns[i].kind == STORE_TEXT)
			start_words(&s->columns[i]);
	s->cap = s->cap == 0 ? 8 : s->cap * 2;
	for (i = 0; i < s->ncolumns; i++) {
		c = &s->columns[i];
		c->cells = er_xrealloc(c->cells, s->cap, c->width);
		if (c->kind == STORE_TEXT && c->slots == NULL)
			c->ends = c->cells;
	}
}

static void
set_null(struct store_column *c, size_t row)
{
	if (c->kind == STORE_REAL)
		((double *)c->cells)[row] = NAN;
	else if (c->kind == STORE_TEXT && c->slots != NULL)
		((uint32_t *)c->cells)[row] = 0;
	else if (c->kind == STORE_TEXT)
		c->ends[row] = c->bytes.n;
	else if (c->width == sizeof (int32_t))
		((int32_t *)c->cells)[row] = NO_SHORT;
	else
		((int64_t *)c->cells)[row] = NO_INTEGER;
}

bool
store_add_row(struct store *s, const char *file, size_t line)
{
	size_t i;

	if (s->n == STORE_ROWS_MAX)
		return false;
	if (s->n == s->cap)
		enlarge(s);
	if (s->nruns == 0 || strcmp(s->runs[s->nruns - 1].file, file) != 0) {
		s->runs = er_grow(s->runs, s->nruns, &s->runs_cap,
		    sizeof *s->runs);
		s->runs[s->nruns++] = (struct store_run){ s->n,
		    er_xstrdup(file) };
	}
	for (i = 0; i < s->ncolumns; i++)
		set_null(&s->columns[i], s->n);
	s->n++;
	store_set_integer(s, s->ncolumns - 1, (int64_t)line);
	return true;
}

void
store_set_text(struct store *s, size_t column, const char *p, size_t n)
{
	struct store_column *c = &s->columns[column];
	uint32_t *words = c->cells;
	size_t row = s->n - 1, before = c->nwords;

	if (n == 0)
		return;
	if (c->slots == NULL) {
		er_buf_add(&c->bytes, p, n);
		c->ends[row] = c->bytes.n;
		return;
	}
	/* Neighbours often have the same. */
	if (row > 0 && is_word(c, words[row - 1], p, n)) {
		words[row] = words[row - 1];
		return;
	}
	words[row] = add_word(c, p, n);
	if (c->nwords > before && c->nwords > WORDS_FEW &&
	    c->nwords > s->n / 2)
		give_up_words(c, s->n, s->cap);
}

/* Four bytes are no longer enough. */
static void
widen(struct store_column *c, size_t rows, size_t cap)
{
	const int32_t *narrow = c->cells;
	int64_t *wide = er_xmalloc(cap * sizeof *wide);
	size_t i;

	for (i = 0; i < rows; i++)
		wide[i] = narrow[i] == NO_SHORT ? NO_INTEGER : narrow[i];
	free(c->cells);
	c->cells = wide;
	c->width = sizeof *wide;
}

void
store_set_integer(struct store *s, size_t column, int64_t value)
{
	struct store_column *c = &s->columns[column];

	if (c->width == sizeof (int32_t) &&
	    (value <= NO_SHORT || value > INT32_MAX))
		widen(c, s->n, s->cap);
	if (c->width == sizeof (int32_t))
		((int32_t *)c->cells)[s->n - 1] = (int32_t)value;
	else
		((int64_t *)c->cells)[s->n - 1] = value;
}

void
store_set_real(struct store *s, size_t column, double value)
{
	((double *)s->columns[column].cells)[s->n - 1] = value;
}

/* ---- cells --------------------------------------------------------------- */

struct er_slice
store_text(const struct store *s, size_t column, size_t row)
{
	const struct store_column *c = &s->columns[column];
	size_t at = c->slots == NULL ? row : ((const uint32_t *)c->cells)[row];
	struct er_slice text = store_word(c, at);

	if (text.n == 0)
		text.p = NULL;
	return text;
}

bool
store_integer(const struct store *s, size_t column, size_t row,
    int64_t *value)
{
	const struct store_column *c = &s->columns[column];

	if (c->width == sizeof (int64_t)) {
		*value = ((const int64_t *)c->cells)[row];
		return *value != NO_INTEGER;
	}
	*value = ((const int32_t *)c->cells)[row];
	return *value != NO_SHORT;
}

bool
store_real(const struct store *s, size_t column, size_t row, double *value)
{
	*value = ((const double *)s->columns[column].cells)[row];
	return !isnan(*value);
}

size_t
store_line(const struct store *s, size_t row)
{
	int64_t line;

	store_integer(s, s->ncolumns - 1, row, &line);
	return (size_t)line;
}

const char *
store_file(const struct store *s, size_t row)
{
	size_t low = 0, high = s->nruns, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (s->runs[middle].first <= row)
			low = middle;
		else
			high = middle;
	}
	return s->runs[low].file;
}

/* printf() would be a good part of a large ledger's time. */
void
store_add_source(struct er_buf *b, const struct store *s, size_t row)
{
	char digits[24], *p = digits + sizeof digits;
	size_t line = store_line(s, row);

	do
		*--p = (char)('0' + line % 10);
	while ((line /= 10) > 0);
	*--p = ':';
	er_buf_adds(b, store_file(s, row));
	er_buf_add(b, p, (size_t)(digits + sizeof digits - p));
}
