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

/* ---- records ------------------------------------------------------------- */

/* What is found of each source. */
struct found {
	struct er_buf text;	/* of a single record: its type and fields */
	size_t n;		/* how many there are */
};

struct finding {
	const struct doc_sources *sources;
	struct found *found;
	bool ranges;		/* there are some */
};

static void
take_record(struct found *found, const struct book_record *record)
{
	struct er_buf fields = {0};
	char *clean;

	if (++found->n > 1)
		return;
	book_record_write(record, &fields);
	clean = doc_clean(fields.p != NULL ? fields.p : "", fields.n, true);
	er_buf_addf(&found->text, "%s\n%s", book_record_type(record), clean);
	free(clean);
	er_buf_free(&fields);
}

static bool
is_within(const char *source, const char *file, size_t n, uint64_t line)
{
	uint64_t first, last;

	return book_source_split(source, strlen(source), &first, &last) == n &&
	    memcmp(source, file, n) == 0 && first <= line && line <= last;
}

/* Of book_records_each(). */
static void
look_at_record(void *to, const char *src, const struct book_record *record)
{
	struct finding *f = to;
	uint64_t line, last;
	size_t n = book_source_split(src, strlen(src), &line, &last);
	size_t low = 0, high = f->sources->n, middle, i;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (doc_source_order(f->sources->list[middle], src) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < f->sources->n && strcmp(f->sources->list[low], src) == 0)
		take_record(&f->found[low], record);
	for (i = 0; f->ranges && i < f->sources->n; i++) {
		if (strcmp(f->sources->list[i], src) != 0 &&
		    is_within(f->sources->list[i], src, n, line))
			f->found[i].n++;
	}
}

static bool
has_ranges(const struct doc_sources *sources)
{
	uint64_t first, last;
	size_t i;

	for (i = 0; i < sources->n; i++) {
		book_source_split(sources->list[i],
		    strlen(sources->list[i]), &first, &last);
		if (last > first)
			return true;
	}
	return false;
}

/* Of book_age(). */
static void
remember(void *to, size_t i)
{
	*(size_t *)to = i;
}

/* "file:line: Account, of 2026-10-31", and its fields. */
static void
write_record(const struct book *book, const char *source,
    const struct found *found, struct er_buf *out)
{
	const struct book_stale *list;
	struct er_date date;
	size_t stale = SIZE_MAX, n = strcspn(found->text.p, "\n"), i;
	const char *p;
	char day[11];

	er_buf_addf(out, "%s: %.*s", source, (int)n, found->text.p);
	if (book_age(book, source, &date, remember, &stale)) {
		er_date_print(date, day);
		/* TRANSLATORS: a record has this date */
		er_buf_addf(out, _(", of %s"), day);
	}
	if (stale != SIZE_MAX) {
		book_stale(book, &list);
		er_buf_addf(out, ngettext(", older than its Max_Age of %ld "
		    "day", ", older than its Max_Age of %ld days",
		    (unsigned long)list[stale].max_age), list[stale].max_age);
	}
	er_buf_addc(out, '\n');
	for (p = found->text.p + n + 1; *p != '\0'; p += i + (p[i] == '\n')) {
		i = strcspn(p, "\n");
		er_buf_addf(out, "  %.*s\n", (int)i, p);
	}
}

static void
write_source(const struct book *book, const char *source,
    const struct found *found, struct er_buf *out)
{
	if (found->text.n > 0)
		write_record(book, source, found, out);
	else if (found->n > 0)
		/* TRANSLATORS: a range of lines, and how many records it has */
		er_buf_addf(out, ngettext("%s: some or all of %zu record\n",
		    "%s: some or all of %zu records\n", found->n), source,
		    found->n);
	else
		er_buf_addf(out, "%s\n", source);
}

static int
write_records(struct book *book, const char *src, struct er_buf *out,
    struct er_err *err)
{
	struct doc_sources sources = {0};
	struct finding f = {.sources = &sources};
	size_t i;
	int rc;

	doc_sources_add(&sources, src);
	doc_sources_sort(&sources);
	heading(out, _("Records"));
	if (sources.n == 0)
		er_buf_addf(out, "%s\n", _("The query names none."));
	f.ranges = has_ranges(&sources);
	f.found = er_xcalloc(sources.n + 1, sizeof *f.found);
	rc = book_records_each(book, look_at_record, &f, err);
	for (i = 0; i < sources.n; i++) {
		write_source(book, sources.list[i], &f.found[i], out);
		er_buf_free(&f.found[i].text);
	}
	free(f.found);
	doc_sources_free(&sources);
	return rc;
}

/* ---- the figure ---------------------------------------------------------- */

enum { NEAR_MAX = 8 };	/* names that are suggested */

/* The figures of the query that the id begins with, or of the one that is
 * nearest to that; NULL when there is none. Owned. */
static char *
siblings(const struct doc_figures *figures, const char *id)
{
	char *name = er_xstrndup(id, strcspn(id, "/"));
	struct role_names names = {0};
	struct er_buf b = {0};
	const char *nearest;
	size_t i, n = 0;

	for (i = 0; i < figures->n; i++)
		role_names_add(&names, figures->list[i].data->name);
	nearest = role_names_nearest(&names, name);
	for (i = 0; i < figures->n && nearest != NULL; i++) {
		if (strcmp(figures->list[i].data->name, nearest) == 0 &&
		    ++n <= NEAR_MAX)
			er_buf_addf(&b, "%s'%s'", n > 1 ? ", " : "",
			    figures->list[i].id);
	}
	if (n > NEAR_MAX)
		er_buf_adds(&b, ", ...");
	role_names_free(&names);
	free(name);
	return n > 0 ? er_buf_steal(&b) : NULL;
}

static const struct doc_figure *
find_figure(const struct doc_figures *figures, const char *id,
    struct er_err *err)
{
	struct role_names names = {0};
	const char *nearest;
	char *others;
	size_t i;

	for (i = 0; i < figures->n; i++) {
		if (strcmp(figures->list[i].id, id) == 0)
			return &figures->list[i];
		role_names_add(&names, figures->list[i].id);
	}
	nearest = role_names_nearest(&names, id);
	others = siblings(figures, id);
	if (nearest != NULL)
		/* TRANSLATORS: the name of a figure, and the nearest one */
		er_fail(err, ER_USAGE, _("the report has no figure '%s'; did "
		    "you mean '%s'?"), id, nearest);
	else if (others != NULL)
		/* TRANSLATORS: the name of a figure, and names of others */
		er_fail(err, ER_USAGE, _("the report has no figure '%s'; near "
		    "it are %s"), id, others);
	else
		er_fail(err, ER_USAGE, _("the report has no figure '%s'; '-f "
		    "json' has the names of all"), id);
	free(others);
	role_names_free(&names);
	return NULL;
}

/* Its name, what it is, its report, and how old it is. */
static void
introduce(const struct doc *doc, const struct doc_figure *figure,
    struct er_buf *out)
{
	const struct doc_value *value =
	    &figure->data->rows[figure->row].cells[figure->column];
	char day[11];

	er_buf_addf(out, "%s: %.*s\n", figure->id,
	    (int)(strlen(value->text) - value->marked), value->text);
	/* TRANSLATORS: a report's title, its period, the day it is of */
	er_buf_addf(out, _("%s, %s (as of %s)\n"), doc->title, doc->period,
	    doc->as_of);
	if (value->oldest.year == 0)
		return;
	er_date_print(value->oldest, day);
	er_buf_addf(out, value->stale ? _("Stale: a record of it is too old; "
	    "the oldest is of %s.\n") : _("The oldest of its records that can "
	    "grow stale is of %s.\n"), day);
}

int
report_why(const struct doc *doc, struct book *book,
    const struct report_settings *settings, struct er_buf *out,
    struct er_err *err)
{
	struct doc_figures figures = {0};
	const struct doc_figure *figure;
	struct book_views views = {0};
	int rc = -1;

	doc_figures_find(&figures, doc, true);
	figure = find_figure(&figures, settings->why, err);
	if (figure == NULL || book_views_read(&views, settings->book.finance,
	    err) != 0)
		goto out;
	introduce(doc, figure, out);
	heading(out, _("Query"));
	er_buf_adds(out, figure->data->sql);
	write_views(&views, figure->data->sql, out);
	rc = write_records(book, doc_lineage(&figure->data->rows[figure->row],
	    figure->column), out, err);
out:
	book_views_free(&views);
	doc_figures_free(&figures);
	return rc;
}
