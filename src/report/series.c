/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A spark's points: which of them are told in figures, and how high each is
 * drawn. A mark's height is a part of the series' farthest figure from zero,
 * so that twice as high is twice as much.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

static const struct doc_value *
point(const struct text_series *series, size_t row)
{
	return &series->rows->data->rows[row].cells[series->quantity];
}

static bool
is_point(const struct doc_value *value)
{
	return value->low.type != BOOK_NULL || value->high.type != BOOK_NULL;
}

static void
look_at(struct text_series *series, const struct doc_bound *bound)
{
	double x = bound->real;

	if (bound->type == BOOK_NULL)
		return;
	if (x < 0)
		series->below = true;
	if (x > series->most || -x > series->most)
		series->most = x < 0 ? -x : x;
}

/* Is a's bound beyond b's, upwards or downwards? What is not bounded has none
 * to compare. */
static bool
is_beyond(const struct doc_bound *a, const struct doc_bound *b, bool up)
{
	if (a->type == BOOK_NULL || b->type == BOOK_NULL)
		return a->type != BOOK_NULL;
	return up ? a->real > b->real : a->real < b->real;
}

static void
add_point(struct text_series *series, size_t row)
{
	const struct doc_value *value = point(series, row);
	size_t *told = series->told;

	if (!is_point(value)) {
		series->gaps = true;
		return;
	}
	if (told[TOLD_FIRST] == SIZE_MAX)
		told[TOLD_FIRST] = told[TOLD_LOWEST] = told[TOLD_HIGHEST] = row;
	told[TOLD_LAST] = row;
	if (is_beyond(&value->low, &point(series, told[TOLD_LOWEST])->low,
	    false))
		told[TOLD_LOWEST] = row;
	if (is_beyond(&value->high, &point(series, told[TOLD_HIGHEST])->high,
	    true))
		told[TOLD_HIGHEST] = row;
	if (value->low.type != value->high.type ||
	    value->low.real < value->high.real)
		series->ranged = true;
	look_at(series, &value->low);
	look_at(series, &value->high);
}

void
text_series_read(const struct text_rows *rows, struct text_series *series)
{
	size_t r;

	*series = (struct text_series){
		.rows = rows,
		.label = doc_nth_column(rows->data, 0),
		.quantity = doc_nth_column(rows->data, 1),
		.told = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX}
	};
	for (r = rows->from; r < rows->to; r++)
		add_point(series, r);
}

/* ---- in words ------------------------------------------------------------ */

const char *
text_series_label(const struct text_series *series, size_t row)
{
	const char *text = series->rows->data->rows[row].cells[
	    series->label].text;

	return text != NULL && text[0] != '\0' ? text : "-";
}

/* Of a range the end that it is the lowest or the highest by; NULL for what is
 * none. */
static char *
range_end(const struct doc_column *column, const struct doc_value *value,
    enum text_told which, bool complete)
{
	bool high = which == TOLD_HIGHEST;

	if ((which != TOLD_LOWEST && !high) ||
	    (high ? value->high.type : value->low.type) == BOOK_NULL ||
	    (value->low.type == value->high.type &&
	    !(value->low.real < value->high.real)))
		return NULL;
	return doc_end_text(column, value, high, complete);
}

char *
text_series_figure(const struct text_series *series, enum text_told which,
    bool complete)
{
	const struct doc_column *column =
	    &series->rows->data->columns[series->quantity];
	const struct doc_row *row =
	    &series->rows->data->rows[series->told[which]];
	const struct doc_value *value = &row->cells[series->quantity];
	const char *shown = complete ? value->text : doc_cell(column, value);
	char *end = range_end(column, value, which, complete), *text, *marked;
	size_t n = strlen(shown);

	while (n > 0 && shown[n - 1] == ' ')
		n--;
	/* The mark of what is stale goes with either. */
	text = end == NULL ? er_xstrndup(shown, n) : er_xasprintf("%s%.*s",
	    end, (int)value->marked, shown + n - value->marked);
	marked = doc_marked(text, doc_mark(row, series->quantity));
	free(text);
	free(end);
	return marked;
}

char *
text_series_words(const struct text_series *series, bool complete)
{
	const size_t *told = series->told;
	char *value[TOLD], *words;
	const char *label[TOLD];
	size_t i;

	if (told[TOLD_FIRST] == SIZE_MAX)
		return er_xstrdup(R_("no figure"));
	for (i = 0; i < TOLD; i++) {
		label[i] = text_series_label(series, told[i]);
		value[i] = text_series_figure(series, (enum text_told)i,
		    complete);
	}
	if (told[TOLD_FIRST] == told[TOLD_LAST])
		/* TRANSLATORS: the one figure of a chart, and of when it is */
		words = er_said(R_("only %s (%s)"), value[0], label[0], NULL);
	else
		/* TRANSLATORS: figures of a chart, each with when it is of */
		words = er_said(R_("first %s (%s), last %s (%s),\n"
		    "lowest %s (%s), highest %s (%s)"), value[0], label[0],
		    value[1], label[1], value[2], label[2], value[3],
		    label[3], NULL);
	for (i = 0; i < TOLD; i++)
		free(value[i]);
	return words;
}

char *
text_series_gaps(const struct text_series *series)
{
	const struct text_rows *rows = series->rows;
	struct er_buf gaps = {0};
	size_t r;

	for (r = rows->from; r < rows->to; r++) {
		if (is_point(point(series, r)))
			continue;
		er_buf_adds(&gaps, gaps.n > 0 ? ", " : "");
		er_buf_adds(&gaps, text_series_label(series, r));
	}
	return er_buf_steal(&gaps);
}

/* ---- drawn --------------------------------------------------------------- */

const struct doc_bound *
text_series_end(const struct text_series *series, size_t part, size_t parts,
    bool high)
{
	size_t from = series->rows->from, n = series->rows->to - from, r;
	const struct doc_bound *end = NULL, *bound;

	for (r = part * n / parts; r < (part + 1) * n / parts; r++) {
		bound = high ? &point(series, from + r)->high :
		    &point(series, from + r)->low;
		if (bound->type != BOOK_NULL &&
		    (end == NULL || is_beyond(bound, end, high)))
			end = bound;
	}
	return end;
}

/* Several points in one part are a range as well. */
bool
text_series_has_ends(const struct text_series *series, size_t parts)
{
	return series->ranged || series->rows->to - series->rows->from > parts;
}

static const char *
mark_of(const struct text_series *series, const struct text_marks *marks,
    const struct doc_bound *bound)
{
	double part;
	size_t level;

	if (bound == NULL)
		return marks->none;
	if (!(series->most > 0))
		return marks->level[0];
	part = bound->real / series->most;
	if (part < 0)
		return marks->below[part < -0.5];
	level = (size_t)(part * (double)marks->levels + 0.5);
	if (level == 0 && part > 0)
		level = 1;		/* what is not zero does not look so */
	return marks->level[level];
}

void
text_series_draw(const struct text_series *series,
    const struct text_marks *marks, size_t parts, bool high,
    struct er_buf *out)
{
	size_t i;

	for (i = 0; i < parts; i++)
		er_buf_adds(out, mark_of(series, marks, text_series_end(series,
		    i, parts, high)));
}
