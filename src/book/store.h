/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of one table in memory, column by column. A million postings take
 * half of what they take as text: a word that is in many rows is kept once,
 * numbers are as wide as they need to be, and a row's source is its line.
 *
 * Rows are added one after the other; what reads them comes afterwards.
 */
#ifndef BOOK_STORE_H
#define BOOK_STORE_H

#include "base/base.h"

enum store_kind { STORE_TEXT, STORE_INTEGER, STORE_REAL };

struct store_column {
	char *name;
	const char *type;	/* as SQL declares it; static */
	enum store_kind kind;
	void *cells;
	size_t width;		/* bytes of one */
	/* Texts lie in `bytes`, one behind the other, word i up to ends[i]. A
	 * cell is the number of a word, 0 for none; or, where most rows have a
	 * word of their own, the cells are the ends. */
	struct er_buf bytes;
	size_t *ends, nwords, cap;
	uint32_t *slots;	/* hash of the words; NULL: one a row */
	size_t nslots;
	/* For reading, made when first asked for. */
	uint32_t *rank;		/* of each word, in the order of bytes */
	uint32_t *order;	/* rows by value; NULL cells first */
};

/* From this row on they come from that file. */
struct store_run {
	size_t first;
	char *file;
};

enum { STORE_ROWS_MAX = UINT32_MAX - 1 };

struct store {
	char *name;
	struct store_column *columns;	/* the last holds the lines */
	size_t ncolumns, columns_cap;
	size_t n, cap;
	struct store_run *runs;
	size_t nruns, runs_cap;
	bool unread;			/* they are still in a file */
};

/* ---- making (store.c) ---------------------------------------------------- */

struct store *store_new(const char *name);
/* Before the first row. */
void store_add_column(struct store *s, const char *name, const char *type,
    enum store_kind kind);
void store_free(struct store *s);

/* A further row, all NULL. False: it has STORE_ROWS_MAX. */
bool store_add_row(struct store *s, const char *file, size_t line);
/* A cell of the last row, of its column's kind. An empty text is NULL. */
void store_set_text(struct store *s, size_t column, const char *p, size_t n);
void store_set_integer(struct store *s, size_t column, int64_t value);
void store_set_real(struct store *s, size_t column, double value);

/* ---- reading (store.c, store-order.c) ------------------------------------ */

/* p NULL: NULL. */
struct er_slice store_text(const struct store *s, size_t column, size_t row);
/* False: NULL. */
bool store_integer(const struct store *s, size_t column, size_t row,
    int64_t *value);
bool store_real(const struct store *s, size_t column, size_t row,
    double *value);
const char *store_file(const struct store *s, size_t row);
size_t store_line(const struct store *s, size_t row);
/* Adds "file:line". */
void store_add_source(struct er_buf *b, const struct store *s, size_t row);

/* A column whose cells are numbers of words: these, and the words' texts. */
bool store_has_words(const struct store_column *c);
const uint32_t *store_words(const struct store_column *c);
struct er_slice store_word(const struct store_column *c, size_t word);

/* A value to look for, of the column's kind. */
struct store_value {
	struct er_slice text;
	int64_t integer;
	double real;
};

/* The rows of that value, in their order; *n counts them. Borrowed. */
const uint32_t *store_find(struct store *s, size_t column,
    const struct store_value *value, size_t *n);
/* Sorts rows by a column of words, keeping the order of equal ones; scratch has
 * room for as many. */
void store_sort(struct store *s, size_t column, uint32_t *rows, size_t n,
    uint32_t *scratch);

#endif
