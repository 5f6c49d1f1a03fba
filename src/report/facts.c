/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Label and value: facts with leader dots, lists with words. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

enum { LEADER = 4 };	/* a blank, at least two dots, a blank */

/* ---- facts --------------------------------------------------------------- */

/* A block of facts: where its values begin; 0: each below its label. */
struct facts {
	struct text *t;
	size_t column;
	bool begun;		/* something stands above */
};

/* "Label ..... value", the value's further lines below its first. */
static void
fact(const struct facts *facts, const char *label, const char *value)
{
	size_t width = text_width(label, strlen(label));
	struct er_buf line = {0};

	er_buf_adds(&line, label);
	if (facts->column == 0) {
		text_wrapped(facts->t, 0, "", label);
		text_wrapped(facts->t, 2, "", value);
	} else if (width + LEADER <= facts->column) {
		/* "From ...": see text_line() */
		er_buf_addc(&line, strcmp(label, "From") == 0 ? '.' : ' ');
		er_buf_fill(&line, '.', facts->column - width - 2);
		er_buf_addc(&line, ' ');
		text_wrapped(facts->t, 0, line.p, value);
	} else {
		er_buf_fill(&line, ' ', facts->column - width);
		text_wrapped(facts->t, 0, line.p, value);
	}
	er_buf_free(&line);
}

static const char *
value_text(const struct doc_value *value)
{
	return value->text != NULL && value->text[0] != '\0' ? value->text :
	    "-";
}

/* Owned; NULL where there is none. */
static char *
marked_value(const struct doc_row *row, size_t c)
{
	const char *text = row->cells[c].text;

	return text != NULL && text[0] != '\0' ?
	    doc_marked(text, doc_mark(row, c)) : NULL;
}

/* Each row a fact: its first column and the one after it. */
static void
labelled_rows(const struct text_rows *rows, text_fact *told, void *to)
{
	const struct doc_data *data = rows->data;
	size_t label = doc_nth_column(data, 0), r;
	char *value;

	for (r = rows->from; r < rows->to; r++) {
		value = marked_value(&data->rows[r], doc_nth_column(data, 1));
		told(to, value_text(&data->rows[r].cells[label]), value);
		free(value);
	}
}

/* Each column a fact; of several rows the first column is the heading. */
static void
labelled_columns(const struct text_rows *rows, text_fact *told, void *to)
{
	const struct doc_data *data = rows->data;
	size_t first = data->nrows > 1 ? doc_nth_column(data, 0) : SIZE_MAX;
	const struct doc_row *row;
	char *value;
	size_t c;

	for (row = data->rows + rows->from; row < data->rows + rows->to;
	    row++) {
		if (first != SIZE_MAX)
			told(to, NULL, value_text(&row->cells[first]));
		for (c = 0; c < data->ncolumns; c++) {
			if (c == data->by || c == first)
				continue;
			value = marked_value(row, c);
			told(to, data->columns[c].label, value);
			free(value);
		}
	}
}

/* Of a spark the points that are told in figures. */
static void
series_facts(const struct text_rows *rows, text_fact *told, void *to)
{
	static const char *const labels[TOLD] = {
		/* TRANSLATORS: points of a chart */
		N_("First"), N_("Last"), N_("Lowest"), N_("Highest")
	};
	struct text_series series;
	char *label, *value;
	size_t n, i;

	text_series_read(rows, &series);
	n = series.told[TOLD_FIRST] == SIZE_MAX ? 0 :
	    series.told[TOLD_FIRST] == series.told[TOLD_LAST] ? 1 : TOLD;
	for (i = 0; i < n; i++) {
		/* TRANSLATORS: "First", and when that is: First, 2026-01 */
		label = er_said(R_("%s, %s"), R_(labels[i]),
		    text_series_label(&series, series.told[i]), NULL);
		value = text_series_figure(&series, (enum text_told)i, true);
		told(to, label, value);
		free(value);
		free(label);
	}
	if (series.gaps) {
		label = text_series_gaps(&series);
		told(to, R_("No figure"), label);
		free(label);
	}
}

void
text_each_fact(const struct text_rows *rows, text_fact *told, void *to)
{
	const struct doc_data *data = rows->data;
	bool drawn = data->kind == ROLE_BARS || data->kind == ROLE_SPARK;
	size_t first = doc_nth_column(data, 0);

	if (drawn)
		told(to, NULL, data->columns[doc_nth_column(data, 1)].label);
	if (data->kind == ROLE_SPARK)
		series_facts(rows, told, to);
	else if (doc_nth_column(data, 1) < data->ncolumns && (drawn ||
	    strcmp(data->columns[first].name, "label") == 0))
		labelled_rows(rows, told, to);
	else
		labelled_columns(rows, told, to);
}

/* Labels have half of the page at most, values three lines. */
static void
look_at_fact(void *to, const char *label, const char *value)
{
	struct facts *facts = to;
	size_t label_width, value_width;

	if (label == NULL)
		return;
	label_width = text_width(label, strlen(label)) + LEADER;
	value_width = value != NULL ? text_width(value, strlen(value)) : 1;
	if (label_width > facts->t->width / 2 + 4 ||
	    value_width > 3 * (facts->t->width / 2))
		facts->column = SIZE_MAX;
	else if (label_width > facts->column)
		facts->column = label_width;
}

static void
show_fact(void *to, const char *label, const char *value)
{
	struct facts *facts = to;
	char *line;

	if (label == NULL && facts->begun)
		text_line(facts->t, 0, "", 0);
	facts->begun = true;
	if (label == NULL) {
		text_wrapped(facts->t, 0, "", value);
	} else if (facts->t->linear) {
		/* TRANSLATORS: a label and its value */
		line = er_said(R_("%s: %s"), label, value != NULL ? value :
		    R_("none"), NULL);
		text_wrapped(facts->t, 0, "", line);
		free(line);
	} else {
		fact(facts, label, value != NULL ? value : "-");
	}
}

void
text_facts(struct text *t, const struct text_rows *rows)
{
	const struct text_rows all = {rows->data, 0, rows->data->nrows};
	struct facts facts = {t, 0, false};

	/* Of all rows, so that groups of them line up. */
	text_each_fact(&all, look_at_fact, &facts);
	if (facts.column == SIZE_MAX)
		facts.column = 0;
	text_each_fact(rows, show_fact, &facts);
}

/* ---- lists --------------------------------------------------------------- */

/* The remarks so far, and "Label: value" of one column. */
static char *
add_remark(char *before, const struct doc_column *column,
    const struct doc_value *value)
{
	const char *text = value->text;
	size_t n = text != NULL ? strlen(text) : 0;
	char *mark, *said, *remark, *both;

	if (n == 0)
		return before;
	if (text[n - 1] == '.')		/* "; " follows */
		n--;
	/* TRANSLATORS: a label and its value */
	mark = doc_marked("", value->mark);
	said = er_xasprintf("%.*s%s", (int)n, text, mark);
	free(mark);
	remark = er_said(R_("%s: %s"), column->label, said, NULL);
	free(said);
	if (before == NULL)
		return remark;
	/* TRANSLATORS: remarks so far, and one more */
	both = er_said(R_("%s; %s"), before, remark, NULL);
	free(remark);
	free(before);
	return both;
}

/* Everything but the lead and the detail, in one paragraph. */
static char *
remarks(const struct doc_data *data, const struct doc_row *row, size_t first,
    size_t detail)
{
	char *all = NULL, *sentence;
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (c != first && c != detail && c != data->by)
			all = add_remark(all, &data->columns[c],
			    &row->cells[c]);
	}
	if (all == NULL)
		return er_xstrdup("");
	/* TRANSLATORS: remarks, and what ends a sentence */
	sentence = er_said(R_("%s."), all, NULL);
	free(all);
	return sentence;
}

void
text_item_read(const struct doc_data *data, size_t row,
    struct text_item *item)
{
	const struct doc_row *cells = &data->rows[row];
	size_t first = doc_nth_column(data, 0);
	size_t detail = doc_data_column(data, "detail");

	item->lead = doc_marked(value_text(&cells->cells[first]), cells->mark);
	item->detail = detail < data->ncolumns && detail != first &&
	    detail != data->by ? cells->cells[detail].text : NULL;
	item->remarks = remarks(data, cells, first, detail);
}

void
text_item_free(struct text_item *item)
{
	free(item->lead);
	free(item->remarks);
}

void
text_list(struct text *t, const struct text_rows *rows)
{
	struct text_item item;
	size_t r;

	for (r = rows->from; r < rows->to; r++) {
		text_item_read(rows->data, r, &item);
		text_wrapped(t, 0, "- ", item.lead);
		if (item.detail != NULL)
			text_wrapped(t, 2, "", item.detail);
		if (item.remarks[0] != '\0')
			text_wrapped(t, 2, "", item.remarks);
		text_item_free(&item);
	}
}

/* ---- paragraphs ---------------------------------------------------------- */

/* NULL when the column has none. */
static const char *
paragraph_of(const struct doc_data *data, const struct doc_row *row, size_t c)
{
	const char *text = row->cells[c].text;

	return c != data->by && text != NULL && text[0] != '\0' ? text : NULL;
}

static void
each_of_row(const struct doc_data *data, const struct doc_row *row,
    text_paragraph *told, void *to)
{
	size_t c, last = data->ncolumns;
	char *text;

	while (last > 0 && paragraph_of(data, row, last - 1) == NULL)
		last--;
	for (c = 0; c < last; c++) {
		if (paragraph_of(data, row, c) == NULL)
			continue;
		text = doc_marked(paragraph_of(data, row, c),
		    c + 1 == last ? row->mark : 0);
		told(to, text);
		free(text);
	}
}

void
text_each_paragraph(const struct text_rows *rows, text_paragraph *told,
    void *to)
{
	size_t r;

	for (r = rows->from; r < rows->to; r++)
		each_of_row(rows->data, &rows->data->rows[r], told, to);
}
