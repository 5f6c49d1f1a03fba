/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loaded records one by one, as their tables hold them: what their fields
 * are, and a number that is another one when a field is. A book that was
 * compiled to a database has the same.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"

struct book_record {
	const struct book_rectype *type;
	sqlite3_stmt *row;
	int src;		/* its last column */
};

/* ---- one ----------------------------------------------------------------- */

const char *
book_record_type(const struct book_record *record)
{
	return record->type->name;
}

/* FNV-1a over the type and what is in each column. */
uint64_t
book_record_digest(const struct book_record *record)
{
	uint64_t digest = 14695981039346656037u;
	const unsigned char *p;
	int column, n, i;

	for (p = (const unsigned char *)record->type->name; *p != '\0'; p++)
		digest = (digest ^ *p) * 1099511628211u;
	for (column = 0; column < record->src; column++) {
		p = sqlite3_column_text(record->row, column);
		n = sqlite3_column_bytes(record->row, column);
		for (i = 0; p != NULL && i < n; i++)
			digest = (digest ^ p[i]) * 1099511628211u;
		/* as no byte of UTF-8 is */
		digest = (digest ^ (p != NULL ? 0xff : 0xfe)) *
		    1099511628211u;
	}
	return digest;
}

static bool
is_null(const struct book_record *record, int column)
{
	return sqlite3_column_type(record->row, column) == SQLITE_NULL;
}

static void
add_money(struct er_buf *b, const struct book_record *record, int at)
{
	struct money amount = { sqlite3_column_int64(record->row, at),
	    sqlite3_column_int64(record->row, at + 1), "" };
	const char *code = (const char *)sqlite3_column_text(record->row,
	    at + 2);

	snprintf(amount.currency, sizeof amount.currency, "%.3s",
	    code != NULL ? code : "");
	money_print(b, &amount, MONEY_CODE);
}

/* The bounds are millionths, rounded to doubles: fifteen digits hold them. */
static void
add_percent(struct er_buf *b, const struct book_record *record, int at)
{
	double low = sqlite3_column_double(record->row, at) * 100;
	double high = sqlite3_column_double(record->row, at + 1) * 100;

	er_buf_addf(b, "%.9g", low);
	if (low < high)
		er_buf_addf(b, "..%.9g", high);
	er_buf_adds(b, " %");
}

static void
add_value(struct er_buf *b, const struct book_record *record,
    const struct book_field *field)
{
	int at = (int)field->at;

	switch (field->array ? KIND_TEXT : field->domain.kind) {
	case KIND_MONEY:
	case KIND_MONEY_OR_PERCENT:
		if (!is_null(record, at))
			add_money(b, record, at);
		else if (field->domain.kind == KIND_MONEY_OR_PERCENT &&
		    !is_null(record, at + 3))
			add_percent(b, record, at + 3);
		break;
	case KIND_PERCENT:
		if (!is_null(record, at))
			add_percent(b, record, at);
		break;
	default:
		if (!is_null(record, at))
			er_buf_add(b, (const char *)sqlite3_column_text(
			    record->row, at), (size_t)
			    sqlite3_column_bytes(record->row, at));
	}
}

void
book_record_write(const struct book_record *record, struct er_buf *out)
{
	const struct book_field *field;
	struct er_buf value = {0};
	size_t i;

	for (i = 0; i < record->type->n; i++) {
		field = &record->type->fields[i];
		er_buf_trim(&value, 0);
		if (!field->prohibited)
			add_value(&value, record, field);
		if (value.n > 0)
			rec_write_field(out, field->name, value.p, value.n);
	}
	er_buf_free(&value);
}

/* ---- all ----------------------------------------------------------------- */

static int
each_row(struct book *book, const struct book_rectype *type,
    book_record_fn *found, void *to, struct er_err *err)
{
	struct book_record record = { .type = type };
	char *sql = er_xasprintf("SELECT * FROM \"%s\"", type->table);
	const char *src;
	int rc;

	rc = sqlite3_prepare_v2(book->db, sql, -1, &record.row, NULL);
	free(sql);
	if (rc == SQLITE_OK) {
		record.src = sqlite3_column_count(record.row) - 1;
		while ((rc = sqlite3_step(record.row)) == SQLITE_ROW) {
			src = (const char *)sqlite3_column_text(record.row,
			    record.src);
			if (src != NULL)
				found(to, src, &record);
		}
	}
	if (rc != SQLITE_DONE)
		book_query_fail(book, rc, err);
	sqlite3_finalize(record.row);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
book_records_each(struct book *book, book_record_fn *found, void *to,
    struct er_err *err)
{
	size_t i;

	for (i = 0; i < book->schema.n; i++)
		if (each_row(book, book->schema.types[i], found, to, err) != 0)
			return -1;
	return 0;
}
