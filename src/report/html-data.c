/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a query returned, as HTML. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/html.h"

/* ---- bars ---------------------------------------------------------------- */

/* From the least to the most, zero always among them. */
struct scale {
	double least, most;
};

static void
look_at(struct scale *scale, const struct doc_bound *bound)
{
	if (bound->type == BOOK_NULL)
		return;
	if (bound->real < scale->least)
		scale->least = bound->real;
	if (bound->real > scale->most)
		scale->most = bound->real;
}

/* Of all rows of the data, so that groups of it have one scale. Bars have one
 * quantity, the last column that does not group. */
static struct scale
measure(const struct doc_data *data)
{
	struct scale scale = {0, 0};
	size_t c = data->ncolumns - 1, r;

	if (c == data->by)
		c--;
	for (r = 0; data->kind == ROLE_BARS && r < data->nrows; r++) {
		look_at(&scale, &data->rows[r].cells[c].low);
		look_at(&scale, &data->rows[r].cells[c].high);
	}
	return scale;
}

/* Where x lies, from 0 to 100. */
static double
position(const struct scale *scale, double x)
{
	double span = scale->most - scale->least;

	return span > 0 ? (x - scale->least) / span * 100 : 0;
}

/* A single amount from zero, a range where it lies; to the edge where it has
 * no bound. */
static void
draw(struct html *h, const struct scale *scale, const struct doc_value *value)
{
	bool low = value->low.type != BOOK_NULL;
	bool high = value->high.type != BOOK_NULL;
	double from = low ? position(scale, value->low.real) : 0;
	double to = high ? position(scale, value->high.real) : 100;
	double zero = position(scale, 0), width;

	if (low && high && !(value->low.real < value->high.real)) {
		from = to < zero ? to : zero;
		to = to < zero ? zero : to;
	}
	width = to - from > 0.5 || !(to > from) ? to - from : 0.5;
	er_buf_adds(h->out, "<td><svg viewBox=\"0 0 100 8\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\">");
	if (low || high)
		er_buf_addf(h->out, "<rect x=\"%.2f\" width=\"%.2f\" "
		    "height=\"8\"/>", from, width);
	if (scale->least < 0)
		er_buf_addf(h->out, "<line x1=\"%.2f\" x2=\"%.2f\" y1=\"0\" "
		    "y2=\"8\" vector-effect=\"non-scaling-stroke\"/>", zero,
		    zero);
	er_buf_adds(h->out, "</svg></td>");
}

/* ---- tables -------------------------------------------------------------- */

/* Bars are a table with a picture before each figure; amounts of several
 * currencies have no scale in common. */
static bool
has_pictures(const struct doc_data *data, const struct doc_column *column)
{
	return data->kind == ROLE_BARS && doc_type_is_figure(column->type) &&
	    (column->type != DOC_MONEY || column->unit[0] != '\0');
}

static void
head(struct html *h, const struct doc_data *data, bool marked)
{
	const struct doc_column *column;
	char *text;
	size_t c;

	er_buf_adds(h->out, "<thead><tr>");
	for (c = 0; c < data->ncolumns; c++) {
		column = &data->columns[c];
		if (c == data->by)
			continue;
		if (has_pictures(data, column))
			er_buf_adds(h->out, "<td></td>");
		text = doc_heading(column);
		html_element(h, "th", doc_type_is_figure(column->type) ?
		    " scope=\"col\" class=\"n\"" : " scope=\"col\"", text);
		free(text);
	}
	er_buf_adds(h->out, marked ? "<td></td></tr></thead>\n" :
	    "</tr></thead>\n");
}

static void
cell(struct html *h, const struct doc_column *column,
    const struct doc_value *value, bool first)
{
	char *text = doc_marked(doc_cell(column, value), value->mark);

	if (doc_type_is_figure(column->type))
		html_element(h, "td", " class=\"n\"", text);
	else if (first)
		html_element(h, "th", " scope=\"row\"", text);
	else
		html_element(h, "td", "", text);
	free(text);
}

static void
table_row(struct html *h, const struct doc_data *data, size_t r,
    const struct scale *scale, bool marked)
{
	const struct doc_column *column;
	const struct doc_value *value;
	bool first = true;
	char *mark;
	size_t c;

	er_buf_adds(h->out, "<tr>");
	for (c = 0; c < data->ncolumns; c++) {
		column = &data->columns[c];
		value = &data->rows[r].cells[c];
		if (c == data->by)
			continue;
		if (has_pictures(data, column))
			draw(h, scale, value);
		cell(h, column, value, first);
		first = false;
	}
	if (marked) {
		mark = doc_marked("", data->rows[r].mark);
		html_element(h, "td", " class=\"n\"", mark);
		free(mark);
	}
	er_buf_adds(h->out, "</tr>\n");
}

/* In a box that scrolls by itself where the page is too narrow. */
static void
table(struct html *h, const struct text_rows *rows)
{
	const char *group = text_group_name(rows);
	bool marked = text_has_marks(rows->data, rows->data->ncolumns);
	struct scale scale = measure(rows->data);
	size_t r;

	er_buf_adds(h->out, "<div class=\"wide\" role=\"region\" "
	    "tabindex=\"0\" aria-label=\"");
	html_text(h, group != NULL ? group : h->section);
	er_buf_addf(h->out, "\"><table%s>\n",
	    rows->data->kind == ROLE_BARS ? " class=\"bars\"" : "");
	head(h, rows->data, marked);
	er_buf_adds(h->out, "<tbody>\n");
	for (r = rows->from; r < rows->to; r++)
		table_row(h, rows->data, r, &scale, marked);
	er_buf_adds(h->out, "</tbody></table></div>\n");
}

/* ---- lists, facts, words ------------------------------------------------- */

static void
list(struct html *h, const struct text_rows *rows)
{
	struct text_item item;
	size_t r;

	er_buf_adds(h->out, "<ul>\n");
	for (r = rows->from; r < rows->to; r++) {
		text_item_read(rows->data, r, &item);
		er_buf_adds(h->out, "<li>");
		html_element(h, "p", "", item.lead);
		if (item.detail != NULL && item.detail[0] != '\0')
			html_element(h, "p", "", item.detail);
		if (item.remarks[0] != '\0')
			html_element(h, "p", " class=\"soft\"",
			    item.remarks);
		er_buf_adds(h->out, "</li>\n");
		text_item_free(&item);
	}
	er_buf_adds(h->out, "</ul>\n");
}

struct facts {
	struct html *h;
	bool listing;
};

static void
end_facts(struct facts *facts)
{
	if (facts->listing)
		er_buf_adds(facts->h->out, "</dl>\n");
	facts->listing = false;
}

static void
fact(void *to, const char *label, const char *value)
{
	struct facts *facts = to;

	if (label == NULL) {
		end_facts(facts);
		html_element(facts->h, "p", "", value);
		return;
	}
	if (!facts->listing)
		er_buf_adds(facts->h->out, "<dl>\n");
	facts->listing = true;
	er_buf_adds(facts->h->out, "<div>");
	html_element(facts->h, "dt", "", label);
	html_element(facts->h, "dd", "", value != NULL ? value : "-");
	er_buf_adds(facts->h->out, "</div>\n");
}

static void
paragraph(void *to, const char *text)
{
	html_element(to, "p", "", text);
}

static void
rows_of(struct html *h, const struct text_rows *rows)
{
	const char *group = text_group_name(rows);
	const char name[] = {'h', (char)('0' + text_group_level(h->level)),
		'\0'};
	struct facts facts = {h, false};

	if (group != NULL)
		html_element(h, name, "", group);
	switch (rows->data->kind) {
	case ROLE_TABLE:
	case ROLE_BARS:
		table(h, rows);
		break;
	case ROLE_LIST:
		list(h, rows);
		break;
	case ROLE_FACTS:
		text_each_fact(rows, fact, &facts);
		end_facts(&facts);
		break;
	case ROLE_SPARK:
		html_spark(h, rows);
		break;
	case ROLE_TEXT:
		text_each_paragraph(rows, paragraph, h);
		break;
	default:
		break;		/* not part of a document */
	}
}

void
html_data(struct html *h, const struct doc_data *data)
{
	struct text_rows rows = {data, 0, 0};

	if (data->nrows == 0)
		html_element(h, "p", "", data->empty != NULL ? data->empty :
		    R_("None."));
	while (text_next_group(&rows))
		rows_of(h, &rows);
}
