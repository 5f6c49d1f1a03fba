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

/* Labels have half of the page at most, values three lines. */
static void
look_at_fact(struct facts *facts, const char *label, const char *value)
{
	size_t label_width = text_width(label, strlen(label)) + LEADER;
	size_t value_width = text_width(value, strlen(value));

	if (label_width > facts->t->width / 2 + 4 ||
	    value_width > 3 * (facts->t->width / 2))
		facts->column = SIZE_MAX;
	else if (label_width > facts->column)
		facts->column = label_width;
}

/* Shows the facts, or only measures them. */
static void
one_fact(struct facts *facts, bool show, const char *label, const char *value)
{
	if (show)
		fact(facts, label, value);
	else
		look_at_fact(facts, label, value);
}

static const char *
value_text(const struct doc_value *value)
{
	return value->text != NULL && value->text[0] != '\0' ? value->text :
	    "-";
}

/* The shown columns: 0 the first, 1 the next; ncolumns when there is none. */
static size_t
nth_column(const struct doc_data *data, size_t nth)
{
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (c != data->by && nth-- == 0)
			break;
	}
	return c;
}

/* Each row a line: `label` and the column after it. */
static void
labelled_rows(struct facts *facts, const struct text_rows *rows, bool show)
{
	const struct doc_data *data = rows->data;
	size_t label = nth_column(data, 0), value = nth_column(data, 1), r;

	for (r = rows->from; r < rows->to; r++)
		one_fact(facts, show, value_text(&data->rows[r].cells[label]),
		    value_text(&data->rows[r].cells[value]));
}

/* Each column a line; of several rows the first column is the heading. */
static void
labelled_columns(struct facts *facts, const struct text_rows *rows, bool show)
{
	const struct doc_data *data = rows->data;
	size_t first = data->nrows > 1 ? nth_column(data, 0) : SIZE_MAX;
	const struct doc_value *cells;
	size_t r, c;

	for (r = rows->from; r < rows->to; r++) {
		cells = data->rows[r].cells;
		if (show && first != SIZE_MAX && r > rows->from)
			text_line(facts->t, 0, "", 0);
		if (show && first != SIZE_MAX)
			text_wrapped(facts->t, 0, "",
			    value_text(&cells[first]));
		for (c = 0; c < data->ncolumns; c++) {
			if (c != data->by && c != first)
				one_fact(facts, show, data->columns[c].label,
				    value_text(&cells[c]));
		}
	}
}

void
text_facts(struct text *t, const struct text_rows *rows)
{
	const struct doc_data *data = rows->data;
	const struct text_rows all = {data, 0, data->nrows};
	size_t first = nth_column(data, 0);
	struct facts facts = {t, 0};
	bool labelled = first < data->ncolumns &&
	    strcmp(data->columns[first].name, "label") == 0 &&
	    nth_column(data, 1) < data->ncolumns;

	/* Of all rows, so that groups of them line up. */
	if (labelled)
		labelled_rows(&facts, &all, false);
	else
		labelled_columns(&facts, &all, false);
	if (facts.column == SIZE_MAX)
		facts.column = 0;
	if (labelled)
		labelled_rows(&facts, rows, true);
	else
		labelled_columns(&facts, rows, true);
}

/* ---- lists --------------------------------------------------------------- */

/* "Label: value; " of one column. */
static void
add_remark(struct er_buf *b, const struct doc_column *column,
    const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;

	if (n == 0)
		return;
	if (text[n - 1] == '.')		/* "; " follows */
		n--;
	if (b->n > 0)
		er_buf_adds(b, "; ");
	/* TRANSLATORS: a label and its value */
	er_buf_addf(b, _("%s: %.*s"), column->label, (int)n, text);
}

/* Everything but the lead and the detail, in one paragraph. */
static char *
remarks(const struct doc_data *data, const struct doc_row *row, size_t first,
    size_t detail)
{
	struct er_buf b = {0};
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (c != first && c != detail && c != data->by)
			add_remark(&b, &data->columns[c],
			    row->cells[c].text);
	}
	if (b.n > 0)
		er_buf_addc(&b, '.');
	return er_buf_steal(&b);
}

void
text_list(struct text *t, const struct text_rows *rows)
{
	const struct doc_data *data = rows->data;
	size_t first = nth_column(data, 0);
	size_t detail = doc_data_column(data, "detail"), r;
	const struct doc_row *row;
	char *rest;

	for (r = rows->from; r < rows->to; r++) {
		row = &data->rows[r];
		text_wrapped(t, 0, "- ", value_text(&row->cells[first]));
		if (detail < data->ncolumns && detail != first &&
		    detail != data->by && row->cells[detail].text != NULL)
			text_wrapped(t, 2, "", row->cells[detail].text);
		rest = remarks(data, row, first, detail);
		if (rest[0] != '\0')
			text_wrapped(t, 2, "", rest);
		free(rest);
	}
}
