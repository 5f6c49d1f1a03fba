/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How numbers travel between SQL and our arithmetic: a rational is an INTEGER
 * when it is whole and fits, else TEXT in lowest terms ('7/12'), so that equal
 * numbers are equal values. A REAL argument stands for the decimal that
 * "%.15g" prints of it.
 *
 * A figure that cannot be worked out, for want of a rate, travels as TEXT too:
 * '!' and a sentence that says why. Arithmetic hands it on; what would show
 * or compare it makes it an error. So the tables of data/finance.sql can be
 * made of any book, and only who asks for that figure hears of it.
 */
#ifndef BOOK_FUNCTIONS_H
#define BOOK_FUNCTIONS_H

#include <sqlite3.h>

#include "money/money.h"

/* Deterministic, and nothing a hostile page could misuse. */
enum { BOOK_PURE = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

/* A new ratio, or NULL: the argument is NULL, or no number, which is then the
 * function's error (sets *bad). */
struct ratio *book_ratio_of(sqlite3_context *ctx, sqlite3_value *value,
    bool *bad);
/* Is it a sentence that travels in place of a number? */
bool book_is_fault(sqlite3_value *value);
/* Makes the sentence the function's error; true when it is one. */
bool book_raise_fault(sqlite3_context *ctx, sqlite3_value *value);
/* Makes it the result and frees it. */
void book_ratio_result(sqlite3_context *ctx, struct ratio *a);

/* ---- level.c ------------------------------------------------------------- */

struct book_range {
	struct ratio *low, *high;
};

bool book_range_is_point(const struct book_range *range);
/* The least that the k greatest of n amounts, none below 0, can be of all; the
 * least sum of their squared shares. A new ratio, or NULL when all are 0. */
struct ratio *book_least_top(const struct book_range *list, size_t n,
    size_t k);
struct ratio *book_least_hhi(const struct book_range *list, size_t n);

/* The rest of book_functions_add(); SQLite's status. */
int book_aggregates_add(sqlite3 *db);
int book_concentration_add(sqlite3 *db);
int book_mix_add(sqlite3 *db);
struct book_ages;
int book_sources_add(sqlite3 *db, const struct book_ages *ages);
int book_units_add(sqlite3 *db);
int book_words_add(sqlite3 *db);

#endif
