/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the finance views say of themselves, and the schema of its tables. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"
#include "report/text.h"

enum { INDENT = 4, DOC_BYTES = 4000 };

void
view_explain(const struct book_view *view, struct er_buf *out)
{
	const char *p = view->comment.p, *end = p + view->comment.n, *eol;

	while (p < end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		eol = eol != NULL ? eol : end;
		p += 2;			/* the dashes */
		p += p < eol && *p == ' ';
		er_buf_add(out, p, (size_t)(eol - p));
		er_buf_addc(out, '\n');
		p = eol + 1;
	}
}

/* ---- a view -------------------------------------------------------------- */

static int
explain_view(struct book *book, const struct book_view *view, struct text *t,
    struct er_err *err)
{
	struct column_names names = {0};
	struct er_buf line = {0};
	int rc = column_names_read(&names, book, view->name, err);

	if (rc == 0) {
		view_explain(view, t->out);
		er_buf_adds(&line, _("Columns: "));
		column_names_write(&names, &line);
		text_hanging(t, 2, line.p);
	}
	er_buf_free(&line);
	column_names_free(&names);
	return rc;
}

/* ---- a table ------------------------------------------------------------- */

/* Its columns, then what they hold and mean. */
static void
explain_column(struct book *book, const struct book_column *column,
    const char *kind, struct text *t)
{
	struct column_names names = {0};
	struct er_buf line = {0};
	size_t i;

	for (i = 0; column->suffixes[i] != NULL; i++)
		column_names_add(&names, book, column->name,
		    column->suffixes[i]);
	column_names_write(&names, &line);
	text_hanging(t, INDENT, line.p);
	er_buf_trim(&line, 0);
	er_buf_addclean(&line, kind, strlen(kind), DOC_BYTES);
	er_buf_adds(&line, column->mandatory ? _("; mandatory.") : ".");
	if (column->doc != NULL) {
		er_buf_addc(&line, ' ');
		er_buf_addclean(&line, column->doc, strlen(column->doc),
		    DOC_BYTES);
	}
	text_wrapped(t, INDENT, "", line.p);
	column_names_free(&names);
	er_buf_free(&line);
}

static void
explain_age(const struct book_table *table, struct text *t)
{
	struct er_buf line = {0}, from = {0};

	er_buf_adds(&from, table->dates[0]);
	if (table->dates[1] != NULL)
		/* TRANSLATORS: two columns; the first that is filled counts */
		er_buf_addf(&from, _(", else %s"), table->dates[1]);
	if (table->max_age >= 0)
		/* TRANSLATORS: a column, or two; days */
		er_buf_addf(&line, ngettext("Its age counts from %s; max_age "
		    "is %ld day where a record has none.", "Its age counts "
		    "from %s; max_age is %ld days where a record has none.",
		    (unsigned long)table->max_age), from.p, table->max_age);
	else
		er_buf_addf(&line, _("Its age counts from %s, where a record "
		    "has max_age."), from.p);
	text_wrapped(t, 0, "", line.p);
	er_buf_free(&line);
	er_buf_free(&from);
}

static void
explain_table(struct book *book, const struct book_table *table,
    struct text *t)
{
	struct book_column column;
	struct er_buf line = {0};
	size_t i;

	if (table->doc != NULL) {
		er_buf_addclean(&line, table->doc, strlen(table->doc),
		    DOC_BYTES);
		text_wrapped(t, 0, "", line.p);
		er_buf_trim(&line, 0);
	}
	/* TRANSLATORS: a type of records */
	er_buf_addf(&line, _("A row is a record of type %s; its src says where "
	    "it stands."), table->type);
	text_wrapped(t, 0, "", line.p);
	if (table->dates[0] != NULL)
		explain_age(table, t);
	text_line(t, 0, "", 0);
	for (i = 0; i < table->nfields; i++) {
		if (!book_column_at(book, table, i, &column, &line))
			continue;
		explain_column(book, &column, line.p, t);
	}
	er_buf_free(&line);
}

/* ---- by name ------------------------------------------------------------- */

static bool
find_table(const struct book *book, const char *name, struct book_table *table)
{
	struct er_slice wanted = {name, strlen(name)};
	size_t i;

	for (i = 0; book_table_at(book, i, table); i++)
		if (er_slice_is_nocase(wanted, table->name) ||
		    er_slice_is_nocase(wanted, table->type))
			return true;
	return false;
}

static void
fail_unknown(const struct book *book, const struct book_views *views,
    const char *name, struct er_err *err)
{
	struct role_names names = {0};
	struct book_table table;
	const char *nearest;
	size_t i;

	for (i = 0; book_table_at(book, i, &table); i++)
		role_names_add(&names, table.name);
	for (i = 0; i < views->n; i++)
		if (views->list[i].name[0] != '_')
			role_names_add(&names, views->list[i].name);
	nearest = role_names_nearest(&names, name);
	if (nearest != NULL)
		/* TRANSLATORS: a name, and the nearest there is */
		er_fail(err, ER_USAGE, _("there is no table or view '%s'; did "
		    "you mean '%s'? --tables lists them"), name, nearest);
	else
		er_fail(err, ER_USAGE, _("there is no table or view '%s'; "
		    "--tables lists them"), name);
	role_names_free(&names);
}

int
report_explain(const struct report_settings *settings, const char *name,
    struct er_buf *out, struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&settings->book, diags, err);
	struct text text = { .out = out, .width = settings->look.width };
	struct book_views views = {0};
	const struct book_view *view;
	struct book_table table;
	int rc = -1;

	if (book == NULL ||
	    book_views_read(&views, settings->book.finance, err) != 0)
		goto out;
	view = book_views_find(&views, (struct er_slice){name, strlen(name)});
	if (view != NULL) {
		rc = explain_view(book, view, &text, err);
	} else if (find_table(book, name, &table)) {
		explain_table(book, &table, &text);
		rc = 0;
	} else {
		fail_unknown(book, &views, name, err);
	}
out:
	book_views_free(&views);
	book_free(book);
	return rc;
}
