/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables and views that a page can ask, with their columns. Columns of one
 * quantity are told as a shell would write them: gross_{low,high,currency}.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"
#include "report/text.h"

enum { INDENT = 4, NAME_BYTES = 200 };

static const char *const suffixes[] = { "_low", "_high", "_currency", "_src" };

/* Of a column's name, the part that it shares with those of its quantity. */
static size_t
stem_length(const char *name)
{
	size_t n = strlen(name), i, k;

	for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		k = strlen(suffixes[i]);
		if (n > k && strcmp(name + n - k, suffixes[i]) == 0)
			return n - k;
	}
	return n;
}

static bool
same_stem(const char *a, const char *b)
{
	size_t n = stem_length(a);

	return stem_length(b) == n && strncmp(a, b, n) == 0;
}

/* What follows the stem, those of all that have it: {low,high} or {,_src}. */
static void
add_suffixes(const struct column_names *names, size_t from, struct er_buf *out)
{
	const char *first = names->list[from], *name;
	size_t n = stem_length(first), i;
	bool bare = first[n] == '\0';

	er_buf_addc(out, '{');
	for (i = from; i < names->n; i++) {
		name = names->list[i];
		if (!same_stem(first, name))
			continue;
		er_buf_adds(out, i > from ? "," : "");
		er_buf_adds(out, name + n + !bare);
	}
	er_buf_addc(out, '}');
}

/* How many have the stem of that one; 0: it was told with one before it. */
static size_t
count_stem(const struct column_names *names, size_t at)
{
	size_t i, n = 0;

	for (i = 0; i < names->n; i++) {
		if (!same_stem(names->list[i], names->list[at]))
			continue;
		if (i < at)
			return 0;
		n++;
	}
	return n;
}

void
column_names_write(const struct column_names *names, struct er_buf *out)
{
	const char *name;
	size_t i, n;
	bool some = false;

	for (i = 0; i < names->n; i++) {
		name = names->list[i];
		n = count_stem(names, i);
		if (n == 0)
			continue;
		er_buf_adds(out, some ? ", " : "");
		some = true;
		if (n == 1) {
			er_buf_addclean(out, name, strlen(name), NAME_BYTES);
			continue;
		}
		er_buf_addclean(out, name, stem_length(name), NAME_BYTES);
		if (name[stem_length(name)] != '\0')
			er_buf_addc(out, '_');
		add_suffixes(names, i, out);
	}
}

void
column_names_free(struct column_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}

static void
add_quoted(struct er_buf *b, const char *name)
{
	er_buf_addc(b, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			er_buf_addc(b, '"');
		er_buf_addc(b, *name);
	}
	er_buf_addc(b, '"');
}

/* Does SQL take the name for something else, unless it stands in quotes? */
static bool
needs_quotes(struct book *book, const char *name)
{
	struct book_query *query;
	struct er_err err = {0};
	struct er_buf sql = {0};

	er_buf_addf(&sql, "SELECT %s FROM (SELECT 1 AS ", name);
	add_quoted(&sql, name);
	er_buf_addc(&sql, ')');
	query = book_prepare(book, sql.p, sql.n, NULL, &err);
	er_buf_free(&sql);
	er_err_free(&err);
	book_finish(query);
	return query == NULL;
}

void
column_names_add(struct column_names *names, struct book *book,
    const char *name, const char *suffix)
{
	struct er_buf whole = {0};

	er_buf_addf(&whole, "%s%s", name, suffix);
	if (needs_quotes(book, whole.p)) {
		er_buf_trim(&whole, 0);
		add_quoted(&whole, name);
	}
	names->list = er_grow(names->list, names->n, &names->cap,
	    sizeof *names->list);
	names->list[names->n++] = er_buf_steal(&whole);
}

int
column_names_read(struct column_names *names, struct book *book,
    const char *table, struct er_err *err)
{
	struct er_buf sql = {0};
	struct book_query *query;
	size_t i;

	er_buf_adds(&sql, "SELECT * FROM ");
	add_quoted(&sql, table);
	query = book_prepare(book, sql.p, sql.n, NULL, err);
	er_buf_free(&sql);
	if (query == NULL)
		return -1;
	for (i = 0; i < book_columns(query); i++)
		column_names_add(names, book, book_column_name(query, i), "");
	book_finish(query);
	return 0;
}

/* ---- all of them --------------------------------------------------------- */

struct listing {
	struct book *book;
	struct text text;
	struct er_err *err;
	int rc;
};

/* A line of its name and its columns. */
static void
list_table(struct listing *l, const char *name)
{
	struct column_names names = {0};
	struct text text = l->text;
	struct er_buf line = {0};

	if (l->rc != 0)
		return;
	l->rc = column_names_read(&names, l->book, name, l->err);
	if (l->rc == 0) {
		er_buf_addclean(&line, name, strlen(name), NAME_BYTES);
		er_buf_adds(&line, ": ");
		column_names_write(&names, &line);
		text_hanging(&text, INDENT, line.p);
	}
	er_buf_free(&line);
	column_names_free(&names);
}

static void
list_heading(struct listing *l, const char *heading)
{
	er_buf_addc(l->text.out, '\n');
	text_line(&l->text, 0, heading, strlen(heading));
	text_line(&l->text, 0, "", 0);
}

static int
list_all(struct book *book, const struct book_views *views, size_t width,
    struct er_buf *out, struct er_err *err)
{
	struct listing l = { .book = book, .err = err,
	    .text = { .out = out, .width = width } };
	struct book_table table;
	size_t i;

	text_wrapped(&l.text, 0, "", _("x_{low,high} stands for x_low and "
	    "x_high, x{,_src} for x and x_src. --explain=NAME tells what the "
	    "columns mean, or the formula."));
	list_heading(&l, _("Tables"));
	list_table(&l, "this");
	for (i = 0; book_table_at(book, i, &table); i++)
		list_table(&l, table.name);
	list_heading(&l, _("Finance views"));
	for (i = 0; i < views->n; i++)
		if (views->list[i].name[0] != '_')
			list_table(&l, views->list[i].name);
	return l.rc;
}

int
report_tables(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&settings->book, diags, err);
	struct book_views views = {0};
	int rc = -1;

	if (book != NULL &&
	    book_views_read(&views, settings->book.finance, err) == 0)
		rc = list_all(book, &views, settings->look.width, out, err);
	book_views_free(&views);
	book_free(book);
	return rc;
}
