/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a figure is what it is: its query, what the finance views in it say of
 * themselves, the records. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"

/* ---- views --------------------------------------------------------------- */

/* Those that a query reads, and those that these read, each once. */
struct reached {
	const struct book_views *views;
	const struct book_view **list;	/* in the order found */
	size_t n;
};

static void
reach(struct reached *reached, struct er_slice sql)
{
	const struct book_view *view;
	size_t i;

	while ((view = book_views_next(reached->views, &sql)) != NULL) {
		for (i = 0; i < reached->n && reached->list[i] != view; i++)
			;
		if (i == reached->n)
			reached->list[reached->n++] = view;
	}
}

static void
heading(struct er_buf *out, const char *text)
{
	er_buf_addf(out, "\n%s\n", text);
	er_buf_fill(out, '-', strlen(text));
	er_buf_addc(out, '\n');
}

static void
write_views(const struct book_views *views, const char *sql, struct er_buf *out)
{
	struct reached reached = {.views = views};
	size_t i;

	reached.list = er_xcalloc(views->n + 1, sizeof *reached.list);
	reach(&reached, (struct er_slice){sql, strlen(sql)});
	for (i = 0; i < reached.n; i++) {
		reach(&reached, reached.list[i]->body);
		heading(out, reached.list[i]->name);
		view_explain(reached.list[i], out);
	}
	free(reached.list);
}

/* ---- the figure ---------------------------------------------------------- */

static const struct doc_figure *
find_figure(const struct doc_figures *figures, const char *id,
    struct er_err *err)
{
	struct role_names names = {0};
	const char *nearest;
	size_t i;

	for (i = 0; i < figures->n; i++) {
		if (strcmp(figures->list[i].id, id) == 0)
			return &figures->list[i];
		role_names_add(&names, figures->list[i].id);
	}
	nearest = role_names_nearest(&names, id);
	if (nearest != NULL)
		/* TRANSLATORS: the name of a figure, and the nearest one */
		er_fail(err, ER_USAGE, _("the report has no figure '%s'; did "
		    "you mean '%s'?"), id, nearest);
	else
		er_fail(err, ER_USAGE, _("the report has no figure '%s'; '-f "
		    "json' has the names of all"), id);
	role_names_free(&names);
	return NULL;
}

int
report_why(const struct doc *doc, const struct report_settings *settings,
    struct er_buf *out, struct er_err *err)
{
	struct doc_figures figures = {0};
	const struct doc_figure *figure;
	struct book_views views = {0};
	const struct doc_data *data;
	const char *src;
	char *clean;
	int rc = -1;

	doc_figures_find(&figures, doc);
	figure = find_figure(&figures, settings->why, err);
	if (figure == NULL || book_views_read(&views, settings->book.finance,
	    err) != 0)
		goto out;
	data = figure->data;
	src = doc_lineage(&data->rows[figure->row], figure->column);
	er_buf_addf(out, "%s: %s\n", figure->id,
	    data->rows[figure->row].cells[figure->column].text);
	/* TRANSLATORS: a report's title, its period, the day it is of */
	er_buf_addf(out, _("%s, %s (as of %s)\n"), doc->title, doc->period,
	    doc->as_of);
	heading(out, _("Query"));
	er_buf_adds(out, data->sql);
	write_views(&views, data->sql, out);
	heading(out, _("Records"));
	clean = doc_clean(src != NULL ? src : "", src != NULL ? strlen(src) :
	    0, true);
	er_buf_addf(out, "%s\n", clean[0] != '\0' ? clean :
	    _("The query names none."));
	free(clean);
	rc = 0;
out:
	book_views_free(&views);
	doc_figures_free(&figures);
	return rc;
}
