/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints what views of a book hold, for the tests of the finance views:
 *
 *     dump DATE BOOK VIEW...
 *
 * For each view a line `= VIEW`, a line of column names, a line a row, fields
 * separated by tabs. NULL is \N; a line break within a field is a blank.
 * A view that fails is `! ` and why instead of rows.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "book/book.h"

static void
print_text(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		putchar(p[i] == '\n' || p[i] == '\t' ? ' ' : p[i]);
}

static void
print_field(const struct book_query *q, size_t i)
{
	const char *p;
	size_t n;

	switch (book_column_type(q, i)) {
	case BOOK_NULL:
		fputs("\\N", stdout);
		break;
	case BOOK_INTEGER:
		printf("%" PRId64, book_integer(q, i));
		break;
	case BOOK_REAL:
		printf("%.17g", book_real(q, i));
		break;
	case BOOK_TEXT:
		p = book_text(q, i, &n);
		print_text(p, n);
		break;
	}
}

static int
print_rows(struct book_query *q, struct er_err *err)
{
	size_t i;
	int rc;

	for (i = 0; i < book_columns(q); i++)
		printf("%s%s", i > 0 ? "\t" : "", book_column_name(q, i));
	putchar('\n');
	while ((rc = book_step(q, err)) == 1) {
		for (i = 0; i < book_columns(q); i++) {
			if (i > 0)
				putchar('\t');
			print_field(q, i);
		}
		putchar('\n');
	}
	return rc;
}

/* A view that fails is part of the answer, not the end. */
static void
print_view(struct book *book, const char *view)
{
	struct er_err err = {0};
	struct book_query *q;
	char *sql;

	sql = strchr(view, ' ') != NULL ? er_xstrdup(view) :
	    er_xasprintf("SELECT * FROM %s", view);
	printf("= %s\n", view);
	q = book_prepare(book, sql, strlen(sql), NULL, &err);
	if (q == NULL || print_rows(q, &err) != 0)
		printf("! %s\n", err.text);
	book_finish(q);
	er_err_free(&err);
	free(sql);
}

int
main(int argc, char *argv[])
{
	struct book_settings settings = { .npaths = 1, .role = "test" };
	struct er_diags diags = {0};
	struct er_err err = {0};
	struct book *book;
	const char *data = getenv("ER_DATADIR");
	const char *path;
	int i;

	er_init("dump");
	if (argc < 4 || data == NULL ||
	    !er_date_parse(argv[1], strlen(argv[1]), &settings.as_of)) {
		er_warn("usage: ER_DATADIR=DIR dump DATE BOOK VIEW...");
		return ER_USAGE;
	}
	path = argv[2];
	settings.paths = &path;
	settings.today = settings.as_of;
	settings.schema = er_path_join(data, "data/schema.rec");
	settings.finance = er_path_join(data, "data/finance.sql");
	book = book_open(&settings, &diags, &err);
	er_diags_print(&diags, stderr);
	er_diags_free(&diags);
	for (i = 3; book != NULL && i < argc; i++)
		print_view(book, argv[i]);
	free((char *)(uintptr_t)settings.schema);
	free((char *)(uintptr_t)settings.finance);
	if (book == NULL)
		return er_report(&err);
	book_free(book);
	return 0;
}
