/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as one JSON object; er-report(5) is its description. One line a
 * figure and a block, so that two reports can be compared line by line.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/doc.h"

/* ---- the writer ---------------------------------------------------------- */

struct json {
	struct er_buf *out;
	bool first;	/* nothing stands before in this array or object */
};

static void
begin(struct json *j)
{
	if (!j->first)
		er_buf_addc(j->out, ',');
	j->first = false;
}

static void
enter(struct json *j, char bracket)
{
	begin(j);
	er_buf_addc(j->out, bracket);
	j->first = true;
}

static void
leave(struct json *j, char bracket)
{
	er_buf_addc(j->out, bracket);
	j->first = false;
}

static void
line(struct json *j)
{
	if (!j->first)
		er_buf_addc(j->out, ',');
	er_buf_addc(j->out, '\n');
	j->first = true;
}

static void
name(struct json *j, const char *key)
{
	begin(j);
	er_buf_addjson(j->out, key, strlen(key));
	er_buf_addc(j->out, ':');
	j->first = true;
}

static void
string(struct json *j, const char *p, size_t n)
{
	begin(j);
	er_buf_addjson(j->out, p, n);
}

static void
word(struct json *j, const char *text)
{
	begin(j);
	er_buf_adds(j->out, text);
}

/* A member that is a text or null. */
static void
text(struct json *j, const char *key, const char *value)
{
	name(j, key);
	if (value != NULL)
		string(j, value, strlen(value));
	else
		word(j, "null");
}

/* A member with the lines of a text from outside. */
static void
lines(struct json *j, const char *key, const char *value)
{
	char *clean;
	size_t n;

	name(j, key);
	enter(j, '[');
	while (value != NULL && *value != '\0') {
		n = strcspn(value, "\n");
		clean = doc_clean(value, n, false);
		if (n > 0)
			string(j, clean, strlen(clean));
		free(clean);
		value += n + (value[n] == '\n');
	}
	leave(j, ']');
}

/* ---- figures ------------------------------------------------------------- */

/* The shortest decimals that give the same number back. */
static void
real(struct json *j, double x)
{
	char digits[40] = "null";
	int precision;

	for (precision = 15; precision <= 17; precision++) {
		if (!(x - x < 1))	/* infinite, or none */
			break;
		snprintf(digits, sizeof digits, "%.*g", precision, x);
		if (!(strtod(digits, NULL) < x) && !(strtod(digits, NULL) > x))
			break;
	}
	word(j, digits);
}

static void
bound(struct json *j, const char *key, const struct doc_bound *value)
{
	name(j, key);
	if (value->type == BOOK_NULL) {
		word(j, "null");
	} else if (value->type == BOOK_INTEGER) {
		begin(j);
		er_buf_addf(j->out, "%" PRId64, value->integer);
	} else {
		real(j, value->real);
	}
}

static const char *const kinds[] = {
	[DOC_WORDS] = "words", [DOC_NUMBER] = "number", [DOC_MONEY] = "money",
	[DOC_PERCENT] = "percent", [DOC_DATE] = "date"
};

/* How old it is. */
static void
as_of(struct json *j, const struct doc_value *value)
{
	char date[11];

	er_date_print(value->oldest, date);
	text(j, "as_of", value->oldest.year != 0 ? date : NULL);
	name(j, "stale");
	word(j, value->stale ? "true" : "false");
}

static void
write_figure(struct json *j, const struct doc_figure *figure)
{
	const struct doc_data *data = figure->data;
	const struct doc_column *column = &data->columns[figure->column];
	const struct doc_row *row = &data->rows[figure->row];
	const struct doc_value *value = &row->cells[figure->column];

	enter(j, '{');
	text(j, "id", figure->id);
	text(j, "label", column->label);
	text(j, "kind", kinds[column->type]);
	if (column->type == DOC_DATE) {
		name(j, "value");
		if (value->stale && value->marked == 0)	/* left out */
			word(j, "null");
		else if (value->key != NULL)
			string(j, value->key, strlen(value->key));
		else
			string(j, figure->text, figure->length);
	} else if (column->pair) {
		bound(j, "low", &value->low);
		bound(j, "high", &value->high);
	} else {
		bound(j, "value", &value->low);
	}
	text(j, "currency", value->currency[0] != '\0' ? value->currency :
	    NULL);
	text(j, "state", value->state);
	name(j, "text");
	string(j, figure->text, figure->length);
	as_of(j, value);
	lines(j, "sources", doc_lineage(row, figure->column));
	leave(j, '}');
}

static void
write_figures(struct json *j, const struct doc *doc)
{
	struct doc_figures figures = {0};
	size_t i;

	doc_figures_find(&figures, doc, false);
	name(j, "figures");
	enter(j, '[');
	for (i = 0; i < figures.n; i++) {
		line(j);
		write_figure(j, &figures.list[i]);
	}
	leave(j, ']');
	doc_figures_free(&figures);
}

/* ---- sections ------------------------------------------------------------ */

static void
write_columns(struct json *j, const struct doc_data *data)
{
	size_t c;

	name(j, "columns");
	enter(j, '[');
	for (c = 0; c < data->ncolumns; c++) {
		enter(j, '{');
		text(j, "name", data->columns[c].name);
		text(j, "label", data->columns[c].label);
		text(j, "kind", kinds[data->columns[c].type]);
		leave(j, '}');
	}
	leave(j, ']');
}

/* What the reader sees of each row, units with their figures. */
static void
write_rows(struct json *j, const struct doc_data *data)
{
	const char *cell;
	size_t r, c;

	name(j, "rows");
	enter(j, '[');
	for (r = 0; r < data->nrows; r++) {
		enter(j, '[');
		for (c = 0; c < data->ncolumns; c++) {
			cell = data->rows[r].cells[c].text;
			if (cell != NULL)
				string(j, cell, strlen(cell));
			else
				word(j, "null");
		}
		leave(j, ']');
	}
	leave(j, ']');
}

static void
write_block(struct json *j, const struct doc_node *node)
{
	const struct doc_data *data = node->data;

	line(j);
	enter(j, '{');
	if (node->kind != DOC_DATA) {
		text(j, "kind", node->kind == DOC_LITERAL ? "literal" :
		    "paragraph");
		text(j, "text", node->text);
		leave(j, '}');
		return;
	}
	text(j, "kind", role_kind_name(data->kind));
	text(j, "name", data->name);
	text(j, "by", data->by != SIZE_MAX ? data->columns[data->by].name :
	    NULL);
	text(j, "empty", data->nrows == 0 ? data->empty : NULL);
	write_columns(j, data);
	write_rows(j, data);
	leave(j, '}');
}

static void
open_section(struct json *j, const char *title, int level)
{
	line(j);
	enter(j, '{');
	text(j, "title", title);
	name(j, "level");
	begin(j);
	er_buf_addf(j->out, "%d", level);
	name(j, "blocks");
	enter(j, '[');
}

/* One for what stands before the first heading, then one a heading. */
static void
write_sections(struct json *j, const struct doc *doc)
{
	size_t i;

	name(j, "sections");
	enter(j, '[');
	open_section(j, NULL, 1);
	for (i = 0; i < doc->n; i++) {
		if (doc->nodes[i].kind != DOC_HEADING) {
			write_block(j, &doc->nodes[i]);
			continue;
		}
		leave(j, ']');
		leave(j, '}');
		open_section(j, doc->nodes[i].text, doc->nodes[i].level);
	}
	leave(j, ']');
	leave(j, '}');
	leave(j, ']');
}

/* ---- the object ---------------------------------------------------------- */

static void
write_report(struct json *j, const struct doc *doc)
{
	size_t i;

	name(j, "report");
	enter(j, '{');
	text(j, "role", doc->role);
	text(j, "language", er_language_tag());
	text(j, "title", doc->title);
	text(j, "organisation", doc->organisation);
	text(j, "entity", doc->entity);
	text(j, "period", doc->period);
	text(j, "as_of", doc->as_of);
	name(j, "fresh");
	word(j, doc->stale ? "false" : "true");
	name(j, "reasons");
	enter(j, '[');
	for (i = 0; i < doc->nreasons; i++)
		string(j, doc->reasons[i], strlen(doc->reasons[i]));
	leave(j, ']');
	leave(j, '}');
}

/* Each source with a number, by which --since knows its records again. */
static void
write_records(struct json *j, const struct doc *doc)
{
	char digits[17];
	size_t i;

	name(j, "records");
	enter(j, '{');
	for (i = 0; i < doc->nrecords; i++) {
		line(j);
		snprintf(digits, sizeof digits, "%016" PRIx64,
		    doc->records[i].digest);
		text(j, doc->records[i].src, digits);
	}
	leave(j, '}');
}

/* The SQL of each query of the page, under the name that figures begin with. */
static void
write_queries(struct json *j, const struct doc *doc)
{
	size_t i;

	name(j, "queries");
	enter(j, '{');
	for (i = 0; i < doc->ndata; i++) {
		if (doc->data[i] == NULL)
			continue;
		line(j);
		text(j, doc->data[i]->name, doc->data[i]->sql);
	}
	leave(j, '}');
}

void
json_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out)
{
	struct json j = {out, true};

	(void)look;
	enter(&j, '{');
	write_report(&j, doc);
	line(&j);
	write_sections(&j, doc);
	line(&j);
	write_figures(&j, doc);
	line(&j);
	write_records(&j, doc);
	line(&j);
	write_queries(&j, doc);
	leave(&j, '}');
	er_buf_addc(out, '\n');
}
