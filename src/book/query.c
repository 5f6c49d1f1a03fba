/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a loaded book. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

struct book_query {
	struct book *book;
	sqlite3_stmt *stmt;
};

/* SQLite's own words, but for those that say nothing to the author of a
 * page. */
void
book_query_fail(const struct book *book, int rc, struct er_err *err)
{
	switch (rc & 0xff) {
	case SQLITE_AUTH:
		er_fail(err, ER_DATA, _("a page may only read the book: %s"),
		    sqlite3_errmsg(book->db));
		break;
	case SQLITE_INTERRUPT:
		er_fail(err, ER_DATA, _("the query takes too long: the "
		    "report's queries have used up their steps"));
		break;
	case SQLITE_NOMEM:
		er_fail(err, ER_DATA, _("the query needs more memory than a "
		    "page may use"));
		break;
	default:
		er_fail(err, ER_DATA, "%s", sqlite3_errmsg(book->db));
	}
}

/* An integer or decimals become a number, as they would be in SQL. */
static int
bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	size_t n = strlen(text), digits, i = text[0] == '-' ? 1 : 0;
	struct er_slice slice = { text, n };
	int64_t integer;
	double real;
	char *why;

	digits = strspn(text + i, "0123456789");
	if (digits > 0 && digits < 19 && i + digits == n &&
	    (digits == 1 || text[i] != '0') &&
	    book_integer_parse(slice, &integer))
		return sqlite3_bind_int64(stmt, at, integer);
	if (digits > 0 && text[i + digits] == '.' && strspn(text + i + digits +
	    1, "0123456789") + i + digits + 1 == n) {
		why = money_parse_number(text, n, &real, &i);
		if (why == NULL)
			return sqlite3_bind_double(stmt, at, real);
		free(why);
	}
	return sqlite3_bind_text64(stmt, at, text, n, SQLITE_TRANSIENT,
	    SQLITE_UTF8);
}

/* The value of "NAME=VALUE" settings; the last one counts. */
static const char *
find_setting(const struct book *book, const char *name)
{
	size_t i, n = strlen(name);

	for (i = book->nset; i-- > 0; )
		if (strncmp(book->set[i], name, n) == 0 &&
		    book->set[i][n] == '=')
			return book->set[i] + n + 1;
	return NULL;
}

static int
bind_parameters(struct book_query *q, struct er_err *err)
{
	int i, n = sqlite3_bind_parameter_count(q->stmt);
	const char *name, *value;

	for (i = 1; i <= n; i++) {
		name = sqlite3_bind_parameter_name(q->stmt, i);
		if (name == NULL || name[0] != ':') {
			er_fail(err, ER_DATA, _("a parameter is written "
			    ":NAME"));
			return -1;
		}
		value = find_setting(q->book, name + 1);
		if (value == NULL) {
			/* TRANSLATORS: a parameter's name, twice */
			er_fail(err, ER_DATA, _("the query asks for :%s; give "
			    "it with --set %s=VALUE"), name + 1, name + 1);
			return -1;
		}
		if (bind_text(q->stmt, i, value) != SQLITE_OK) {
			book_query_fail(q->book, SQLITE_ERROR, err);
			return -1;
		}
	}
	return 0;
}

/* One statement only: what may follow it is blanks and comments. */
static bool
has_more(struct book *book, const char *tail, const char *end)
{
	sqlite3_stmt *next = NULL;
	bool more;

	while (tail < end && strchr(" \t\r\n;", *tail) != NULL)
		tail++;
	if (tail == end)
		return false;
	more = sqlite3_prepare_v2(book->db, tail, (int)(end - tail), &next,
	    NULL) != SQLITE_OK || next != NULL;
	sqlite3_finalize(next);
	return more;
}

static int
prepare(struct book_query *q, const char *sql, size_t n, const char **tail)
{
	return sqlite3_prepare_v2(q->book->db, sql, (int)n, &q->stmt, tail);
}

static void
note_offset(const struct book *book, size_t *at)
{
	int offset = sqlite3_error_offset(book->db);

	if (at != NULL && offset >= 0)
		*at = (size_t)offset;
}

static int
compile(struct book_query *q, const char *sql, size_t n, size_t *at,
    struct er_err *err)
{
	struct book *book = q->book;
	const char *tail = NULL;
	int rc;

	if (n > 1 << 20 || memchr(sql, '\0', n) != NULL) {
		er_fail(err, ER_DATA, _("a query is text of 1 MB at most"));
		return -1;
	}
	if (book_views_make(book, (struct er_slice){ sql, n }, err) != 0)
		return -1;
	rc = prepare(q, sql, n, &tail);
	/* A view may be named in a way that was not seen, by 'x' or "x"; or one
	 * of them is broken. */
	if (rc != SQLITE_OK && !book->views.all && book->fault == NULL) {
		if (book_views_make_all(book, err) != 0)
			return -1;
		rc = prepare(q, sql, n, &tail);
	}
	if (rc != SQLITE_OK) {
		note_offset(book, at);
		book_query_fail(book, rc, err);
		return -1;
	}
	if (q->stmt == NULL) {
		er_fail(err, ER_DATA, _("there is no query"));
		return -1;
	}
	if (has_more(book, tail, sql + n)) {
		if (at != NULL)
			*at = (size_t)(tail - sql);
		er_fail(err, ER_DATA, _("only one statement may stand here"));
		return -1;
	}
	if (!sqlite3_stmt_readonly(q->stmt) || sqlite3_column_count(q->stmt) ==
	    0 || sqlite3_stmt_isexplain(q->stmt)) {
		er_fail(err, ER_DATA, _("only a SELECT may stand here"));
		return -1;
	}
	return bind_parameters(q, err);
}

struct book_query *
book_prepare(struct book *book, const char *sql, size_t n, size_t *at,
    struct er_err *err)
{
	struct book_query *q = er_xcalloc(1, sizeof *q);

	q->book = book;
	if (at != NULL)
		*at = SIZE_MAX;
	if (compile(q, sql, n, at, err) == 0)
		return q;
	book_finish(q);
	return NULL;
}

int
book_step(struct book_query *query, struct er_err *err)
{
	int rc = sqlite3_step(query->stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	book_query_fail(query->book, rc, err);
	return -1;
}

size_t
book_columns(const struct book_query *query)
{
	return (size_t)sqlite3_column_count(query->stmt);
}

const char *
book_column_name(const struct book_query *query, size_t i)
{
	const char *name = sqlite3_column_name(query->stmt, (int)i);

	return name != NULL ? name : "";
}

enum book_type
book_column_type(const struct book_query *query, size_t i)
{
	switch (sqlite3_column_type(query->stmt, (int)i)) {
	case SQLITE_NULL:
		return BOOK_NULL;
	case SQLITE_INTEGER:
		return BOOK_INTEGER;
	case SQLITE_FLOAT:
		return BOOK_REAL;
	default:
		return BOOK_TEXT;
	}
}

int64_t
book_integer(const struct book_query *query, size_t i)
{
	return sqlite3_column_int64(query->stmt, (int)i);
}

double
book_real(const struct book_query *query, size_t i)
{
	return sqlite3_column_double(query->stmt, (int)i);
}

const char *
book_text(const struct book_query *query, size_t i, size_t *n)
{
	const void *text = sqlite3_column_text(query->stmt, (int)i);

	*n = text == NULL ? 0 : (size_t)sqlite3_column_bytes(query->stmt,
	    (int)i);
	return text == NULL ? "" : text;
}

void
book_finish(struct book_query *query)
{
	if (query == NULL)
		return;
	sqlite3_finalize(query->stmt);
	free(query);
}
