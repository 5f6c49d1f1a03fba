/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bars, the figure always beside them. Single amounts are drawn from
 * zero (####); where a range or a negative amount is among them, each stands
 * where it lies on the scale: [--====--].
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

enum { GAP = 2, BAR_MIN = 10, BAR_MAX = 40, LABEL_MIN = 12,
	LABEL_MAX = 26, MARK_MAX = 26 };

struct chart {
	const struct doc_data *data;
	size_t label, quantity;		/* columns */
	const struct doc_bound *least, *most;	/* of the scale */
	bool scaled;			/* [--==--] */
	size_t label_width, value_width, bar_width;
	size_t mark_width;
};

static const char *
label_of(const struct chart *chart, size_t row)
{
	const char *text = chart->data->rows[row].cells[chart->label].text;

	return text != NULL ? text : "-";
}

static const char *
figure_of(const struct chart *chart, size_t row)
{
	return doc_cell(&chart->data->columns[chart->quantity],
	    &chart->data->rows[row].cells[chart->quantity]);
}

/* " [12]" or nothing: its width. */
static size_t
mark_of(const struct chart *chart, size_t row, char mark[MARK_MAX])
{
	size_t number = doc_mark(&chart->data->rows[row], chart->quantity);

	mark[0] = '\0';
	if (number > 0)
		snprintf(mark, MARK_MAX, " [%zu]", number);
	return strlen(mark);
}

static void
look_at(struct chart *chart, const struct doc_bound *bound)
{
	if (bound->type == BOOK_NULL)
		return;
	if (bound->real < chart->least->real)
		chart->least = bound;
	if (bound->real > chart->most->real)
		chart->most = bound;
	chart->scaled = chart->scaled || bound->real < 0;
}

/* The page's width among label, bar and figure. */
static void
share_out(struct chart *chart, size_t width)
{
	const struct doc_column *column =
	    &chart->data->columns[chart->quantity];
	size_t taken = chart->value_width + 2 * GAP +
	    (chart->scaled ? 2 : 0) + chart->mark_width;
	size_t room = width > taken + BAR_MIN ? width - taken - BAR_MIN : 0;

	if (chart->label_width > LABEL_MAX)
		chart->label_width = LABEL_MAX;
	if (chart->label_width > room && room >= LABEL_MIN)
		chart->label_width = room;
	/* Amounts of several currencies have no scale in common. */
	if (chart->label_width > room ||
	    (column->type == DOC_MONEY && column->unit[0] == '\0')) {
		room = width > chart->value_width + GAP ?
		    width - chart->value_width - GAP : 0;
		if (chart->label_width > room)
			chart->label_width = room;
		return;
	}
	chart->bar_width = width - taken - chart->label_width;
	if (chart->bar_width > BAR_MAX)
		chart->bar_width = BAR_MAX;
}

/* Of all rows of the data, so that groups of it have one scale. */
static void
measure(struct chart *chart, size_t width)
{
	static const struct doc_bound zero = {BOOK_INTEGER, 0, 0};
	const struct doc_value *value;
	char mark[MARK_MAX];
	size_t r, w;

	chart->least = chart->most = &zero;
	for (r = 0; r < chart->data->nrows; r++) {
		value = &chart->data->rows[r].cells[chart->quantity];
		look_at(chart, &value->low);
		look_at(chart, &value->high);
		if (value->low.type != value->high.type ||
		    value->low.real < value->high.real)
			chart->scaled = true;
		w = text_width(label_of(chart, r), strlen(label_of(chart, r)));
		if (w > chart->label_width)
			chart->label_width = w;
		w = text_width(figure_of(chart, r),
		    strlen(figure_of(chart, r)));
		if (w > chart->value_width)
			chart->value_width = w;
		w = mark_of(chart, r, mark);
		if (w > chart->mark_width)
			chart->mark_width = w;
	}
	share_out(chart, width);
}

/* The cell of the bar in which x lies. */
static size_t
position(const struct chart *chart, double x)
{
	double span = chart->most->real - chart->least->real;
	double at = span > 0 ? (x - chart->least->real) / span : 0;
	size_t cell = (size_t)(at * (double)chart->bar_width);

	return cell < chart->bar_width ? cell : chart->bar_width - 1;
}

static void
draw_scaled(const struct chart *chart, const struct doc_value *value,
    const struct text_marks *marks, struct er_buf *line)
{
	bool known = value->low.type != BOOK_NULL ||
	    value->high.type != BOOK_NULL;
	size_t zero = chart->least->real < 0 ? position(chart, 0) : SIZE_MAX;
	size_t from, to, i;

	from = value->low.type == BOOK_NULL ? 0 :
	    position(chart, value->low.real);
	to = value->high.type == BOOK_NULL ? chart->bar_width - 1 :
	    position(chart, value->high.real);
	er_buf_adds(line, marks->from);
	for (i = 0; i < chart->bar_width; i++) {
		if (known && i >= from && i <= to)
			er_buf_adds(line, marks->on);
		else if (i == zero)
			er_buf_adds(line, marks->zero);
		else
			er_buf_adds(line, known ? marks->off : " ");
	}
	er_buf_adds(line, marks->to);
}

/* From zero; at least one mark, or a part of one, for what is not zero. */
static void
draw_plain(const struct chart *chart, const struct doc_value *value,
    const struct text_marks *marks, struct er_buf *line)
{
	size_t parts = marks->parts + 1, n = 0;
	double most = chart->most->real;

	if (most > 0 && value->low.type != BOOK_NULL)
		n = (size_t)(value->low.real / most *
		    (double)(chart->bar_width * parts) + 0.5);
	if (n == 0 && value->low.real > 0)
		n = 1;
	text_marks_fill(line, marks->bar, n / parts);
	if (n % parts > 0)
		er_buf_adds(line, marks->part[n % parts - 1]);
	er_buf_fill(line, ' ', chart->bar_width - (n + parts - 1) / parts);
}

static void
draw_row(struct text *t, const struct chart *chart, size_t row)
{
	const struct doc_value *value =
	    &chart->data->rows[row].cells[chart->quantity];
	const char *label = label_of(chart, row);
	const char *figure = figure_of(chart, row);
	size_t width = text_width(figure, strlen(figure)), i;
	char mark[MARK_MAX];
	struct text_lines lines = {0};
	struct er_buf line = {0};

	text_wrap(label, strlen(label), chart->label_width, &lines);
	for (i = 0; i + 1 < lines.n; i++)
		text_line(t, 0, lines.list[i].p, lines.list[i].n);
	er_buf_add(&line, lines.list[i].p, lines.list[i].n);
	er_buf_fill(&line, ' ', GAP + chart->label_width -
	    text_width(lines.list[i].p, lines.list[i].n));
	if (chart->bar_width > 0) {
		if (chart->scaled)
			draw_scaled(chart, value, t->marks, &line);
		else
			draw_plain(chart, value, t->marks, &line);
		er_buf_fill(&line, ' ', GAP);
	}
	er_buf_fill(&line, ' ', chart->value_width - width);
	er_buf_adds(&line, figure);
	er_buf_fill(&line, ' ', chart->mark_width - mark_of(chart, row, mark));
	er_buf_adds(&line, mark);
	text_line(t, 0, line.p, line.n);
	er_buf_free(&line);
	free(lines.list);
}

/* "Gross (USD); the bars' scale is 0 to 9,000". */
static void
draw_scale(struct text *t, const struct chart *chart)
{
	const struct doc_column *column =
	    &chart->data->columns[chart->quantity];
	char *heading = doc_heading(column), *scale, *line;

	if (!chart->scaled || chart->bar_width == 0) {
		text_wrapped(t, 0, "", heading);
		free(heading);
		return;
	}
	scale = doc_range_text(column, chart->least, chart->most);
	if (chart->least->real < 0)
		/* TRANSLATORS: a column, a range, a mark */
		line = er_said(R_("%s; the bars' scale is %s, with %s at "
		    "zero"), heading, scale, t->marks->zero, NULL);
	else
		/* TRANSLATORS: a column, a range */
		line = er_said(R_("%s; the bars' scale is %s"), heading,
		    scale, NULL);
	text_wrapped(t, 0, "", line);
	free(line);
	free(scale);
	free(heading);
}

void
text_bars(struct text *t, const struct text_rows *rows)
{
	struct chart chart = {.data = rows->data,
		.label = doc_nth_column(rows->data, 0),
		.quantity = doc_nth_column(rows->data, 1)};
	size_t r;

	measure(&chart, t->width);
	if (chart.bar_width == 0 && chart.label_width < LABEL_MIN) {
		text_facts(t, rows);	/* there is no room for more */
		return;
	}
	for (r = rows->from; r < rows->to; r++)
		draw_row(t, &chart, r);
	/* Below the last group: it is the scale of all. */
	if (rows->to == rows->data->nrows)
		draw_scale(t, &chart);
}
