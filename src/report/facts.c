/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Label and value: facts with leader dots, lists with words. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

enum { LEADER = 4 };	/* a blank, at least two dots, a blank */

char *
text_heading(const struct doc_column *column)
{
	if (column->unit[0] == '\0' ||
	    strstr(column->label, column->unit) != NULL)
		return er_xstrdup(column->label);
	/* TRANSLATORS: a column and its unit: Gross burn (USD) */
	return er_xasprintf(_("%s (%s)"), column->label, column->unit);
}

const char *
text_cell(const struct doc_column *column, const struct doc_value *value)
{
	const char *text = column->unit[0] != '\0' ? value->bare : value->text;

	return text != NULL && text[0] != '\0' ? text : "-";
}

/* ---- facts ------------------------------------------------------------------ */

/* "Label ..... value", the value's further lines below its first. */
static void
fact(struct text *t, const char *label, size_t column, const char *value)
{
	size_t width = text_width(label, strlen(label)), i;
	struct text_lines lines = {0};
	struct er_buf line = {0};

	er_buf_adds(&line, label);
	if (width + LEADER <= column) {
		er_buf_addc(&line, ' ');
		er_buf_fill(&line, '.', column - width - 2);
		er_buf_addc(&line, ' ');
	} else if (width + 1 < column) {
		er_buf_fill(&line, ' ', column - width);
	} else {		/* a label too long: the value goes below */
		text_wrapped(t, 0, "", label);
		er_buf_trim(&line, 0);
		er_buf_fill(&line, ' ', column);
	}
	text_wrap(value, strlen(value), t->width - column, &lines);
	for (i = 0; i < lines.n; i++) {
		if (i > 0) {
			er_buf_trim(&line, 0);
			er_buf_fill(&line, ' ', column);
		}
		er_buf_add(&line, lines.list[i].p, lines.list[i].n);
		text_line(t, 0, line.p, line.n);
	}
	free(lines.list);
	er_buf_free(&line);
}

/* Where values begin: after the longest label, at half the page at most. */
static size_t
value_column(const struct text *t, size_t longest)
{
	return longest + LEADER > t->width / 2 ? t->width / 2 :
	    longest + LEADER;
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
labelled_rows(struct text *t, const struct text_rows *rows)
{
	const struct doc_data *data = rows->data;
	size_t label = nth_column(data, 0), value = nth_column(data, 1);
	size_t longest = 0, width, r;
	const struct doc_value *cells;

	for (r = 0; r < data->nrows; r++) {
		cells = data->rows[r].cells;
		width = text_width(value_text(&cells[label]),
		    strlen(value_text(&cells[label])));
		longest = width > longest ? width : longest;
	}
	for (r = rows->from; r < rows->to; r++) {
		cells = data->rows[r].cells;
		fact(t, value_text(&cells[label]), value_column(t, longest),
		    value_text(&cells[value]));
	}
}

/* Each column a line; of several rows the first column is the heading. */
static void
labelled_columns(struct text *t, const struct text_rows *rows)
{
	const struct doc_data *data = rows->data;
	bool several = data->nrows > 1;
	size_t first = nth_column(data, 0), longest = 0, width, r, c;

	for (c = 0; c < data->ncolumns; c++) {
		width = text_width(data->columns[c].label,
		    strlen(data->columns[c].label));
		if (c != data->by && (!several || c != first))
			longest = width > longest ? width : longest;
	}
	for (r = rows->from; r < rows->to; r++) {
		if (several && r > rows->from)
			text_line(t, 0, "", 0);
		for (c = 0; c < data->ncolumns; c++) {
			if (c == data->by)
				continue;
			if (several && c == first)
				text_wrapped(t, 0, "",
				    value_text(&data->rows[r].cells[c]));
			else
				fact(t, data->columns[c].label,
				    value_column(t, longest),
				    value_text(&data->rows[r].cells[c]));
		}
	}
}

void
text_facts(struct text *t, const struct text_rows *rows)
{
	const struct doc_data *data = rows->data;
	size_t first = nth_column(data, 0);

	if (first < data->ncolumns &&
	    strcmp(data->columns[first].name, "label") == 0 &&
	    nth_column(data, 1) < data->ncolumns)
		labelled_rows(t, rows);
	else
		labelled_columns(t, rows);
}

/* ---- lists ------------------------------------------------------------------ */

/* Everything but the lead and the detail, in one paragraph. */
static char *
remarks(const struct doc_data *data, const struct doc_row *row, size_t first,
    size_t detail)
{
	struct er_buf b = {0};
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (c == first || c == detail || c == data->by ||
		    row->cells[c].text == NULL ||
		    row->cells[c].text[0] == '\0')
			continue;
		if (b.n > 0)
			er_buf_adds(&b, "; ");
		/* TRANSLATORS: a label and its value */
		er_buf_addf(&b, _("%s: %s"), data->columns[c].label,
		    row->cells[c].text);
	}
	if (b.n > 0 && b.p[b.n - 1] != '.')
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
