/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints what views of books hold, for the tests of the finance views:
 *
 *     dump DATE BOOK VIEW...
 *     dump <COMMANDS
 *
 * For each view, or query, a line `= VIEW`, a line of column names, a line a
 * row, fields separated by tabs. NULL is \N; a line break within a field is a
 * blank. A view that fails is `! ` and why instead of rows.
 *
 * Commands on standard input are a line each: `book DATE PERIOD FILE` opens
 * the next book (PERIOD may be -), any other line is a view or a query of it.
 * The answer to each ends with the line `.`.
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

/* ---- the book ------------------------------------------------------------ */

static char *schema, *finance;

/* NULL when it does not open: that is printed. */
static struct book *
open_book(const char *date, const char *period, const char *path)
{
	struct book_settings settings = { .npaths = 1, .role = "test",
	    .paths = &path, .period = period, .schema = schema,
	    .finance = finance };
	struct er_diags diags = {0};
	struct er_err err = {0};
	struct book *book = NULL;

	if (!er_date_parse(date, strlen(date), &settings.as_of)) {
		printf("! %s is not a date\n", date);
		return NULL;
	}
	settings.today = settings.as_of;
	book = book_open(&settings, &diags, &err);
	er_diags_print(&diags, stderr);
	er_diags_free(&diags);
	if (book == NULL)
		printf("! %s\n", err.text);
	er_err_free(&err);
	return book;
}

/* book DATE PERIOD FILE; what it was is cut into its words. */
static struct book *
open_next(char *command)
{
	char *date, *period, *path;

	strtok(command, " ");
	date = strtok(NULL, " ");
	period = strtok(NULL, " ");
	path = strtok(NULL, "");
	if (path == NULL) {
		puts("! a book has a date, a period and a file");
		return NULL;
	}
	return open_book(date, strcmp(period, "-") == 0 ? NULL : period, path);
}

static void
answer(char *line, struct book **book)
{
	if (strncmp(line, "book ", 5) == 0) {
		book_free(*book);
		*book = open_next(line);
	} else if (*book != NULL) {
		print_view(*book, line);
	} else {
		puts("! there is no book");
	}
	puts(".");
	fflush(stdout);
}

static void
answer_all(void)
{
	struct book *book = NULL;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		answer(line, &book);
	}
	free(line);
	book_free(book);
}

int
main(int argc, char *argv[])
{
	const char *data = getenv("ER_DATADIR");
	struct book *book;
	int i;

	er_init("dump");
	if ((argc > 1 && argc < 4) || data == NULL) {
		er_warn("usage: ER_DATADIR=DIR dump [DATE BOOK VIEW...]");
		return ER_USAGE;
	}
	schema = er_path_join(data, "data/schema.rec");
	finance = er_path_join(data, "data/finance.sql");
	if (argc == 1) {
		answer_all();
	} else {
		book = open_book(argv[1], NULL, argv[2]);
		for (i = 3; book != NULL && i < argc; i++)
			print_view(book, argv[i]);
		book_free(book);
	}
	free(schema);
	free(finance);
	return 0;
}
