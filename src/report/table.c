/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables that fit the page: figures keep their width, the widest text gives
 * way. What cannot fit at all is written as label and value, row by row.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"

enum { GAP = 2, TEXT_MIN = 8, WORD_MAX = 20 };

struct table_column {
	const struct doc_column *column;	/* NULL: marks, of the figures
						 * of a column or of rows */
	size_t index;		/* in the data; its ncolumns: of rows */
	size_t gap;		/* before it */
	char *heading;
	bool right;
	size_t cells;		/* the widest cell */
	size_t least;		/* it cannot be narrower */
	size_t width;
	struct text_lines lines;	/* of the row being written */
	char mark[24];
};

struct table {
	struct text *t;
	const struct text_rows *rows;
	struct table_column *columns;
	size_t n;
	bool leaders;		/* dots from the label to its figures */
	bool spaced;		/* an empty line between rows */
};

/* Valid until the next one of the column. */
static const char *
cell_of(const struct table *table, size_t row, struct table_column *c)
{
	const struct doc_row *cells = &table->rows->data->rows[row];
	size_t mark;

	if (c->column != NULL)
		return doc_cell(c->column, &cells->cells[c->index]);
	mark = c->index < table->rows->data->ncolumns ?
	    cells->cells[c->index].mark : cells->mark;
	c->mark[0] = '\0';
	if (mark > 0)
		snprintf(c->mark, sizeof c->mark, "[%zu]", mark);
	return c->mark;
}

static size_t
max(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Of all rows of the data, so that groups of it line up. */
static void
measure_column(const struct table *table, struct table_column *c)
{
	size_t words = text_widest_word(c->heading, strlen(c->heading));
	size_t r;
	const char *cell;

	for (r = 0; r < table->rows->data->nrows; r++) {
		cell = cell_of(table, r, c);
		c->cells = max(c->cells, text_width(cell, strlen(cell)));
		if (!c->right)
			c->least = max(c->least,
			    text_widest_word(cell, strlen(cell)));
	}
	if (c->right)
		c->least = c->cells;
	else if (c->least > WORD_MAX)
		c->least = WORD_MAX;
	if (!c->right && c->least < TEXT_MIN)
		c->least = c->cells < TEXT_MIN ? c->cells : TEXT_MIN;
	c->least = max(c->least, words);
	c->width = max(c->cells, text_width(c->heading, strlen(c->heading)));
	/* fit() narrows it one by one: no wider than it could be. */
	if (c->width > table->t->width)
		c->width = max(c->least, table->t->width);
}

bool
text_has_marks(const struct doc_data *data, size_t column)
{
	const struct doc_row *row;
	size_t r;

	for (r = 0; r < data->nrows; r++) {
		row = &data->rows[r];
		if ((column < data->ncolumns ? row->cells[column].mark :
		    row->mark) > 0)
			return true;
	}
	return false;
}

/* After its column, or after all; nothing where there are none. */
static void
add_marks(struct table *table, size_t index)
{
	struct table_column *c = &table->columns[table->n];

	if (!text_has_marks(table->rows->data, index))
		return;
	table->n++;
	c->index = index;
	c->gap = index < table->rows->data->ncolumns ? 1 : GAP;
	c->heading = er_xstrdup("");
	c->right = true;
	measure_column(table, c);
}

static void
set_up(struct table *table)
{
	const struct doc_data *data = table->rows->data;
	struct table_column *c;
	size_t i;

	table->columns = er_xcalloc(2 * data->ncolumns + 1,
	    sizeof *table->columns);
	for (i = 0; i < data->ncolumns; i++) {
		if (i == data->by)
			continue;
		c = &table->columns[table->n++];
		c->column = &data->columns[i];
		c->index = i;
		c->heading = doc_heading(c->column);
		c->right = doc_type_is_figure(c->column->type);
		c->gap = table->n > 1 ? GAP : 0;
		measure_column(table, c);
		add_marks(table, i);
	}
	table->leaders = table->n > 1 && !table->columns[0].right;
	for (i = 1; i < table->n; i++)
		table->leaders = table->leaders && table->columns[i].right;
	add_marks(table, data->ncolumns);
}

static size_t
total_width(const struct table *table)
{
	size_t total = 0, i;

	for (i = 0; i < table->n; i++)
		total += table->columns[i].gap + table->columns[i].width;
	return total;
}

/* The column to be made narrower next: first those whose heading is wider
 * than their cells, then the widest text. */
static struct table_column *
widest(struct table *table, bool headings)
{
	struct table_column *found = NULL, *c;
	size_t i;

	for (i = 0; i < table->n; i++) {
		c = &table->columns[i];
		if (c->width <= c->least ||
		    (headings && c->width <= c->cells))
			continue;
		if (found == NULL || c->width >= found->width)
			found = c;
	}
	return found;
}

static bool
fit(struct table *table)
{
	struct table_column *c;
	bool headings = true;

	while (total_width(table) > table->t->width) {
		c = widest(table, headings);
		if (c != NULL)
			c->width--;
		else if (headings)
			headings = false;
		else
			return false;
	}
	return true;
}

/* ---- rows ---------------------------------------------------------------- */

static void
add_cell(struct er_buf *line, const struct table_column *c, size_t row,
    bool dots)
{
	struct er_slice text = {"", 0};
	size_t width, rest;

	if (row < c->lines.n)
		text = c->lines.list[row];
	width = text_width(text.p, text.n);
	rest = c->width > width ? c->width - width : 0;
	if (c->right)
		er_buf_fill(line, ' ', rest);
	er_buf_add(line, text.p, text.n);
	if (c->right)
		return;
	if (dots && rest > 3) {
		er_buf_addc(line, ' ');
		er_buf_fill(line, '.', rest - 1);
	} else {
		er_buf_fill(line, ' ', rest);
	}
}

/*
 * The lines that all cells of a row come to. Headings stand at the bottom, and
 * so do figures to which dots lead.
 */
static void
write_row(struct table *table, bool heading)
{
	bool bottom = heading || table->leaders;
	struct er_buf line = {0};
	size_t height = 0, row, i, skip;

	for (i = 0; i < table->n; i++)
		height = max(height, table->columns[i].lines.n);
	for (row = 0; row < height; row++) {
		er_buf_trim(&line, 0);
		for (i = 0; i < table->n; i++) {
			skip = bottom ? height - table->columns[i].lines.n : 0;
			er_buf_fill(&line, ' ', table->columns[i].gap);
			/* A line above the cell's first is past its end. */
			add_cell(&line, &table->columns[i],
			    row < skip ? SIZE_MAX : row - skip,
			    table->leaders && !heading && i == 0 &&
			    row == height - 1);
		}
		text_line(table->t, 0, line.p, line.n);
	}
	er_buf_free(&line);
}

/* A figure is one line, and the blanks that line up its decimals are kept. */
static void
wrap_cell(struct table_column *c, const char *text, bool figure)
{
	if (figure && c->right) {
		c->lines.list = er_grow(c->lines.list, 0, &c->lines.cap,
		    sizeof *c->lines.list);
		c->lines.list[0].p = text;
		c->lines.list[0].n = strlen(text);
		c->lines.n = 1;
		return;
	}
	text_wrap(text, strlen(text), max(c->width, 1), &c->lines);
}

static void
write_head(struct table *table)
{
	struct er_buf rule = {0};
	size_t i;

	for (i = 0; i < table->n; i++)
		wrap_cell(&table->columns[i], table->columns[i].heading,
		    false);
	write_row(table, true);
	text_marks_fill(&rule, table->t->marks->rule, total_width(table));
	text_line(table->t, 0, rule.p, rule.n);
	er_buf_free(&rule);
}

static void
write_rows(struct table *table)
{
	size_t r, i;

	for (r = table->rows->from; r < table->rows->to; r++) {
		if (table->spaced && r > table->rows->from)
			text_line(table->t, 0, "", 0);
		for (i = 0; i < table->n; i++)
			wrap_cell(&table->columns[i],
			    cell_of(table, r, &table->columns[i]), true);
		write_row(table, false);
	}
}

/* Rows of three lines and more are hard to tell apart. */
static bool
needs_space(struct table *table)
{
	struct table_column *c;
	size_t r, i;

	for (r = table->rows->from; r < table->rows->to; r++) {
		for (i = 0; i < table->n; i++) {
			c = &table->columns[i];
			wrap_cell(c, cell_of(table, r, c), true);
			if (c->lines.n > 2)
				return true;
		}
	}
	return false;
}

void
text_table(struct text *t, const struct text_rows *rows)
{
	struct table table = {.t = t, .rows = rows};
	size_t i;

	set_up(&table);
	if (fit(&table)) {
		table.spaced = needs_space(&table);
		write_head(&table);
		write_rows(&table);
	} else {
		text_facts(t, rows);
	}
	for (i = 0; i < table.n; i++) {
		free(table.columns[i].heading);
		free(table.columns[i].lines.list);
	}
	free(table.columns);
}
