/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changed: the figures of a document against those of an older report in
 * the JSON form. A figure has changed when its bounds have and when a reader
 * can see it. The only file that sees jansson.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/i18n.h"
#include "report/report-priv.h"
#include "report/text.h"

enum { FILE_MAX = 256 << 20 };	/* bytes of a report */

enum change { SAME, MOVED, WIDENED, NARROWED, NEW, GONE, CHANGES };

static const char *const words[CHANGES] = {
	[MOVED] = N_("Moved"), [WIDENED] = N_("Widened"),
	[NARROWED] = N_("Narrowed"), [NEW] = N_("New"), [GONE] = N_("Gone")
};

/* ---- the older report ---------------------------------------------------- */

struct older {
	json_t *report;		/* owned */
	json_t *figures;	/* id -> figure; owned */
	json_t *records;	/* source -> digest; borrowed, or NULL */
	bool foreign;		/* its texts are in another language */
};

static void
older_free(struct older *older)
{
	json_decref(older->figures);
	json_decref(older->report);
}

/* A member that is a text, or "". */
static const char *
member(json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static const char *
language_of(json_t *report)
{
	const char *tag = member(json_object_get(report, "report"),
	    "language");

	return tag[0] != '\0' ? tag : "en";
}

static int
older_read(const char *path, const struct doc *doc, struct older *older,
    struct er_err *err)
{
	struct er_file file = {0};
	json_error_t fault;
	json_t *figure, *figures;
	const char *role;
	size_t i;

	if (er_file_open(path, FILE_MAX, &file, err) != 0)
		return -1;
	older->report = json_loadb(file.p, file.n, JSON_REJECT_DUPLICATES,
	    &fault);
	er_file_close(&file);
	figures = json_object_get(older->report, "figures");
	if (!json_is_array(figures)) {
		er_fail(err, ER_DATA, _("'%s' is not a report that '-f json' "
		    "wrote"), path);
		return -1;
	}
	role = member(json_object_get(older->report, "report"), "role");
	if (strcmp(role, doc->role) != 0) {
		/* TRANSLATORS: a file, and the names of two roles */
		er_fail(err, ER_DATA, _("'%s' is a report of the role '%s', "
		    "not of '%s'"), path, role, doc->role);
		return -1;
	}
	older->records = json_object_get(older->report, "records");
	older->foreign = strcmp(language_of(older->report),
	    er_language_tag()) != 0;
	older->figures = json_object();
	json_array_foreach(figures, i, figure)
		json_object_set(older->figures, member(figure, "id"), figure);
	return 0;
}

/* ---- in this report's language ------------------------------------------- */

static struct doc_bound
read_bound(json_t *old, const char *name)
{
	struct doc_bound bound = {BOOK_NULL, 0, 0};
	json_t *number = json_object_get(old, name);

	if (!json_is_number(number))
		number = json_object_get(old, "value");
	if (!json_is_number(number))
		return bound;
	bound.type = json_is_integer(number) ? BOOK_INTEGER : BOOK_REAL;
	bound.integer = json_integer_value(number);
	bound.real = json_number_value(number);
	return bound;
}

/* As the column of its kind would show it, for a figure that has none now. */
static struct doc_column
usual_column(const char *kind)
{
	struct doc_column column = {.type = DOC_NUMBER, .decimals = 2,
	    .each = true, .grouped = true};

	if (strcmp(kind, "money") == 0)
		column.type = DOC_MONEY;
	if (strcmp(kind, "date") == 0)
		column.type = DOC_DATE;
	if (strcmp(kind, "percent") == 0) {
		column.type = DOC_PERCENT;
		column.decimals = 1;
		column.each = false;
	}
	return column;
}

/* Tells an older figure as this report would; now may be NULL. */
static void
retell(json_t *old, const struct doc_figure *now)
{
	struct doc_column column = now != NULL ?
	    now->data->columns[now->column] :
	    usual_column(member(old, "kind"));
	struct doc_value value = {.low = read_bound(old, "low"),
	    .high = read_bound(old, "high")};
	bool bare = now != NULL && now->text ==
	    now->data->rows[now->row].cells[now->column].bare;
	char *state = er_xstrdup(member(old, "state")), *text = NULL;
	struct er_buf date = {0};

	value.state = state[0] != '\0' ? state : NULL;
	snprintf(value.currency, sizeof value.currency, "%.3s",
	    member(old, "currency"));
	if (doc_type_is_figure(column.type)) {
		text = doc_quantity_text(&column, &value, bare);
	} else if (column.type == DOC_DATE && !bare) {
		er_date_say(&date, member(old, "value"));
		text = er_buf_steal(&date);
	} else if (column.type == DOC_DATE) {
		text = er_xstrdup(member(old, "value"));
	}
	if (text != NULL)
		json_object_set_new(old, "text", json_string(text));
	free(text);
	free(state);
}

/* ---- one figure ---------------------------------------------------------- */

static double
now(const struct doc_bound *bound, double none)
{
	return bound->type != BOOK_NULL ? bound->real : none;
}

static double
before(json_t *figure, const char *name, double none)
{
	json_t *number = json_object_get(figure, name);

	if (!json_is_number(number))
		number = json_object_get(figure, "value");
	return json_is_number(number) ? json_number_value(number) : none;
}

/* Left out because it is stale. */
static bool
is_blank(const char *state)
{
	return state != NULL && strcmp(state, "stale") == 0;
}

static enum change
compare(const struct doc_figure *figure, json_t *old)
{
	const struct doc_value *value =
	    &figure->data->rows[figure->row].cells[figure->column];
	double low = now(&value->low, -HUGE_VAL);
	double high = now(&value->high, HUGE_VAL);
	double old_low, old_high;
	const char *text = member(old, "text");

	if (old == NULL)
		return NEW;
	if (strlen(text) == figure->length &&
	    memcmp(text, figure->text, figure->length) == 0)
		return SAME;
	old_low = before(old, "low", -HUGE_VAL);
	old_high = before(old, "high", HUGE_VAL);
	if (figure->data->columns[figure->column].type == DOC_DATE ||
	    is_blank(value->state) != is_blank(member(old, "state")))
		return MOVED;
	if (!(low < old_low) && !(low > old_low) && !(high < old_high) &&
	    !(high > old_high))
		return strcmp(member(old, "currency"), value->currency) == 0 &&
		    low > -HUGE_VAL ? SAME : MOVED;
	if (low <= old_low && high >= old_high)
		return WIDENED;
	return low >= old_low && high <= old_high ? NARROWED : MOVED;
}

/* " (USD)" where the text, from below a heading, does not say it. */
static const char *
unit_of(const char *kind, const char *currency, const char *text)
{
	const char *unit = strcmp(kind, "percent") == 0 ? "%" : currency;

	return strstr(text, unit) == NULL ? unit : "";
}

/* ---- the section --------------------------------------------------------- */

enum { HOW, FIGURE, DETAIL, RECORDS, NO_LONGER, COLUMNS };

static struct doc_data *
new_data(void)
{
	static const char *const names[COLUMNS] = {
		"change", "figure", "detail", "records", "no_longer"
	};
	struct doc_data *data = er_xcalloc(1, sizeof *data);
	size_t c;

	data->kind = ROLE_LIST;
	data->name = er_xstrdup("what-changed");
	data->sql = er_xstrdup("");
	data->columns = er_xcalloc(COLUMNS, sizeof *data->columns);
	data->ncolumns = COLUMNS;
	data->by = HOW;
	for (c = 0; c < COLUMNS; c++) {
		data->columns[c].name = er_xstrdup(names[c]);
		/* TRANSLATORS: records that a figure rested on once */
		data->columns[c].label = er_xstrdup(c == NO_LONGER ?
		    R_("No longer") : c == RECORDS ? R_("Records") : names[c]);
	}
	return data;
}

enum { SOURCES_MAX = 12 };	/* more are only counted */

static void
add_count(struct er_buf *out, size_t count)
{
	char *number = er_xasprintf("%zu", count);

	er_fill(out, R_N("%s record", "%s records", count),
	    (const char *const *)&number, 1);
	free(number);
}

/* file:line texts, a newline between, as "file: lines; file: lines". */
static char *
short_sources(const char *src)
{
	struct doc_sources sources = {0};
	struct er_buf lines = {0}, out = {0};
	struct text wide = {.out = &lines, .width = SIZE_MAX / 2};
	size_t count, n;
	const char *p;
	char *all;

	doc_sources_add(&sources, src);
	count = sources.n;
	all = doc_sources_text(&sources);
	if (count > 0 && count <= SOURCES_MAX)
		text_sources(&wide, all);
	else if (count > 0)
		add_count(&out, count);
	free(all);
	for (p = lines.p; p != NULL && *p != '\0'; p += n + 1) {
		n = strcspn(p, "\n");
		er_buf_adds(&out, out.n > 0 ? "; " : "");
		er_buf_add(&out, p, n);
	}
	er_buf_free(&lines);
	return out.n > 0 ? er_buf_steal(&out) : NULL;
}

/* detail is taken over; src are the records that did it, gone those that it
 * rested on before, or NULL. */
static void
add_row(struct doc_data *data, enum change how, const char *id, char *detail,
    const char *src, const char *gone)
{
	struct doc_row *row;

	data->rows = er_grow(data->rows, data->nrows, &data->cap,
	    sizeof *data->rows);
	row = &data->rows[data->nrows++];
	*row = (struct doc_row){0};
	row->src = src != NULL ? er_xstrdup(src) : NULL;
	row->cells = er_xcalloc(COLUMNS, sizeof *row->cells);
	row->cells[HOW].text = er_xstrdup(R_(words[how]));
	row->cells[FIGURE].text = doc_clean(id, strlen(id), false);
	row->cells[DETAIL].text = doc_clean(detail, strlen(detail), false);
	row->cells[RECORDS].text = short_sources(src);
	row->cells[NO_LONGER].text = short_sources(gone);
	if (how != NEW && how != GONE && row->cells[RECORDS].text == NULL &&
	    row->cells[NO_LONGER].text == NULL)
		row->cells[RECORDS].text = er_xstrdup(
		    R_("all as they were"));
	free(detail);
}

/* What the lineage of the figure has that the old one's has not, and what it
 * lacks. */
static void
find_causes(const struct doc *doc, const char *src, struct older *older,
    json_t *old, struct er_buf *now, struct er_buf *gone)
{
	struct doc_sources sources = {0};
	struct causes new = {0}, before = {0};
	const struct doc_record *record;
	const char *place;
	char digest[17];
	json_t *source;
	size_t i;

	doc_sources_add(&sources, src);
	doc_sources_sort(&sources);
	for (i = 0; i < sources.n; i++) {
		record = doc_record_find(doc, sources.list[i]);
		if (record != NULL)
			snprintf(digest, sizeof digest, "%016" PRIx64,
			    record->digest);
		causes_add(&new, sources.list[i], record != NULL ? digest :
		    NULL);
	}
	json_array_foreach(json_object_get(old, "sources"), i, source) {
		place = json_string_value(source);
		if (place != NULL)
			causes_add(&before, place, json_string_value(
			    json_object_get(older->records, place)));
	}
	causes_sort(&new);
	causes_sort(&before);
	causes_missing(&new, &before, NULL, now);
	causes_missing(&before, &new, now, gone);
	causes_free(&new);
	causes_free(&before);
	doc_sources_free(&sources);
}

static void
add_both(struct er_buf *text, const char *before, const char *figure,
    size_t n)
{
	char *now = er_xstrndup(figure, n);
	const char *const args[] = { before, now };

	/* TRANSLATORS: what a figure was, and what it is now */
	er_fill(text, R_("%s before, %s now"), args, 2);
	free(now);
}

static void
add_current(struct doc_data *data, enum change how, const struct doc *doc,
    const struct doc_figure *figure, struct older *older, json_t *old)
{
	const struct doc_column *column =
	    &figure->data->columns[figure->column];
	const struct doc_row *row = &figure->data->rows[figure->row];
	const char *unit = unit_of(column->type == DOC_PERCENT ? "percent" :
	    "", row->cells[figure->column].currency, figure->text);
	size_t n = figure->length + row->cells[figure->column].marked;
	const char *src = doc_lineage(row, figure->column);
	struct er_buf text = {0}, now = {0}, gone = {0};

	if (how == NEW)
		er_buf_add(&text, figure->text, n);
	else
		add_both(&text, member(old, "text"), figure->text, n);
	if (unit[0] != '\0')
		er_buf_addf(&text, " (%s)", unit);
	if (how != NEW)
		find_causes(doc, src, older, old, &now, &gone);
	add_row(data, how, figure->id, er_buf_steal(&text), how == NEW ? src :
	    now.p, gone.p);
	er_buf_free(&now);
	er_buf_free(&gone);
}

static void
add_gone(struct doc_data *data, json_t *old)
{
	const char *text = member(old, "text");
	const char *unit = unit_of(member(old, "kind"),
	    member(old, "currency"), text);
	struct er_buf src = {0}, detail = {0};
	json_t *source;
	size_t i;

	json_array_foreach(json_object_get(old, "sources"), i, source)
		er_buf_addf(&src, "%s\n", json_is_string(source) ?
		    json_string_value(source) : "");
	er_buf_adds(&detail, text);
	if (unit[0] != '\0')
		er_buf_addf(&detail, " (%s)", unit);
	add_row(data, GONE, member(old, "id"), er_buf_steal(&detail), src.p,
	    NULL);
	er_buf_free(&src);
}

/* Change by change, the figures in the order of their reports. */
static void
fill(struct doc_data *data, const struct doc *doc, struct older *older)
{
	struct doc_figures figures = {0};
	enum change *changes, how;
	json_t *old;
	size_t i;

	doc_figures_find(&figures, doc, false);
	changes = er_xcalloc(figures.n + 1, sizeof *changes);
	for (i = 0; i < figures.n; i++) {
		old = json_object_get(older->figures, figures.list[i].id);
		if (older->foreign && old != NULL)
			retell(old, &figures.list[i]);
		changes[i] = compare(&figures.list[i], old);
	}
	for (how = MOVED; how < GONE; how++) {
		for (i = 0; i < figures.n; i++) {
			if (changes[i] == how)
				add_current(data, how, doc, &figures.list[i],
				    older, json_object_get(older->figures,
				    figures.list[i].id));
		}
	}
	for (i = 0; i < figures.n; i++)
		json_object_del(older->figures, figures.list[i].id);
	json_array_foreach(json_object_get(older->report, "figures"), i, old) {
		if (json_object_get(older->figures, member(old, "id")) != old)
			continue;
		if (older->foreign)
			retell(old, NULL);
		add_gone(data, old);
	}
	free(changes);
	doc_figures_free(&figures);
}

/* After the summary, which is the first section. */
static struct doc_node *
make_room(struct doc *doc)
{
	size_t at, headings = 0;

	doc->nodes = er_xrealloc(doc->nodes, doc->n + 2, sizeof *doc->nodes);
	doc->cap = doc->n + 2;
	for (at = 0; at < doc->n; at++) {
		if (doc->nodes[at].kind == DOC_HEADING &&
		    doc->nodes[at].level == 2 && ++headings == 2)
			break;
	}
	memmove(&doc->nodes[at + 2], &doc->nodes[at],
	    (doc->n - at) * sizeof *doc->nodes);
	memset(&doc->nodes[at], 0, 2 * sizeof *doc->nodes);
	doc->n += 2;
	return &doc->nodes[at];
}

int
doc_since(struct doc *doc, const char *path, struct er_err *err)
{
	struct older older = {0};
	struct doc_data *data;
	struct doc_node *node;
	char *heading, *when;
	json_t *report;
	int rc = -1;

	if (older_read(path, doc, &older, err) != 0)
		goto out;
	data = new_data();
	data->empty = er_xstrdup(R_("No figure has changed."));
	fill(data, doc, &older);
	doc->data = er_xrealloc(doc->data, doc->ndata + 1, sizeof *doc->data);
	doc->data[doc->ndata++] = data;
	report = json_object_get(older.report, "report");
	node = make_room(doc);
	node[0].kind = DOC_HEADING;
	node[0].level = 2;
	node[0].unnumbered = true;
	when = doc_when(member(report, "period"), member(report, "as_of"));
	/* TRANSLATORS: the period of a report (as of the day it was of) */
	heading = er_said(R_("What changed since %s"), when, NULL);
	free(when);
	node[0].text = doc_clean(heading, strlen(heading), false);
	free(heading);
	node[1].kind = DOC_DATA;
	node[1].data = data;
	rc = 0;
out:
	older_free(&older);
	return rc;
}
