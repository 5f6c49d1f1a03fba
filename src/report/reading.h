/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What data.c and cells.c share: the answer of a query while it is read. */
#ifndef REPORT_READING_H
#define REPORT_READING_H

#include "report/doc.h"

enum { NONE = -1 };

/* Where a shown column comes from: columns of the query. */
struct origin {
	int low, high, currency, src;
};

struct reading {
	const char *file;
	const struct role_query *query;
	const char *currency;	/* where an amount has none */
	struct book_query *rows;
	struct doc_data *data;
	struct origin *origins;	/* one a shown column */
	bool *typed;		/* told by an option, or by being a pair */
	int src, state, shared_currency;
	size_t *room;
	struct er_diags *diags;
};

/* A query's column as text, cleaned; NULL for NONE and NULL; owned. */
char *reading_text(struct reading *r, int column, bool keep_lines);
/* As it is, for the names in it are those by which records are known; cleaned
 * where it is shown. */
char *reading_src(struct reading *r, int column);
/* Tells that a pair of dates cannot be shown as one; at: its column in the
 * fence's line, or 0. */
void reading_refuse_pair(struct reading *r, const struct doc_column *column,
    size_t at);
/* The cell of the present row in shown column c. False: it is no figure where
 * there has to be one, and that is told. */
bool reading_cell(struct reading *r, size_t c, struct doc_value *value);

#endif
