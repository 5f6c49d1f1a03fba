/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A spark as a picture: a column for each point, from zero, or where its range
 * lies; a hole where a point has no figure. All of its figures are its
 * description.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/html.h"

enum { COLUMNS_MAX = 240, HEIGHT = 100, STEP = 10, COLUMN = 8 };

/* From the least to the most, zero always among them. */
struct scale {
	double least, most;
};

static struct scale
measure(const struct text_series *series, size_t parts)
{
	struct scale scale = {0, 0};
	const struct doc_bound *end;
	size_t i;

	for (i = 0; i < 2 * parts; i++) {
		end = text_series_end(series, i / 2, parts, i % 2 == 0);
		if (end != NULL && end->real < scale.least)
			scale.least = end->real;
		if (end != NULL && end->real > scale.most)
			scale.most = end->real;
	}
	return scale;
}

/* How far below the upper edge x lies. */
static double
position(const struct scale *scale, double x)
{
	double span = scale->most - scale->least;

	return span > 0 ? (scale->most - x) / span * HEIGHT : HEIGHT;
}

/* To the edge where there is no bound. */
static void
column(struct html *h, const struct text_series *series,
    const struct scale *scale, size_t part, size_t parts)
{
	const struct doc_bound *high = text_series_end(series, part, parts,
	    true);
	const struct doc_bound *low = text_series_end(series, part, parts,
	    false);
	bool gap = high == NULL && low == NULL;
	double top = high != NULL ? position(scale, high->real) : 0;
	double bottom = low != NULL ? position(scale, low->real) : HEIGHT;
	double zero = position(scale, 0), tall;

	if (!gap && !text_series_has_ends(series, parts)) {
		top = top < zero ? top : zero;
		bottom = bottom > zero ? bottom : zero;
	}
	tall = bottom - top > 2 ? bottom - top : 2;
	if (top + tall > HEIGHT)
		top = HEIGHT - tall;
	er_buf_addf(h->out, "<rect%s x=\"%zu\" y=\"%.1f\" width=\"%d\" "
	    "height=\"%.1f\"/>", gap ? " class=\"gap\"" : "",
	    part * STEP + 1, top, COLUMN, tall);
}

static void
describe(struct html *h, const struct text_series *series)
{
	const struct text_rows *rows = series->rows;
	const char *group = text_group_name(rows), *value;
	size_t r;

	er_buf_adds(h->out, "<title>");
	html_text(h, rows->data->columns[series->quantity].label);
	if (group != NULL) {
		er_buf_adds(h->out, ", ");
		html_text(h, group);
	}
	er_buf_adds(h->out, "</title><desc>");
	for (r = rows->from; r < rows->to; r++) {
		value = rows->data->rows[r].cells[series->quantity].text;
		er_buf_adds(h->out, r > rows->from ? "; " : "");
		html_text(h, text_series_label(series, r));
		er_buf_adds(h->out, ": ");
		html_text(h, value != NULL ? value : R_("no figure"));
	}
	er_buf_adds(h->out, "</desc>");
}

static void
words(struct html *h, const struct text_series *series)
{
	char *told = text_series_words(series, true), *line;
	char *second = strchr(told, '\n');

	if (second != NULL)
		*second = ' ';
	/* TRANSLATORS: a label and its value */
	line = er_said(R_("%s: %s"),
	    series->rows->data->columns[series->quantity].label, told, NULL);
	html_element(h, "p", "", line);
	free(line);
	free(told);
}

void
html_spark(struct html *h, const struct text_rows *rows)
{
	size_t parts = rows->to - rows->from, i;
	struct text_series series;
	struct scale scale;

	text_series_read(rows, &series);
	parts = parts < COLUMNS_MAX ? parts : COLUMNS_MAX;
	scale = measure(&series, parts);
	er_buf_addf(h->out, "<div class=\"spark\"><svg viewBox=\"0 0 %zu "
	    "%d\" width=\"%zu\" preserveAspectRatio=\"none\" "
	    "role=\"img\">", parts * STEP, HEIGHT,
	    parts < 16 ? parts * 24 : 384);
	describe(h, &series);
	for (i = 0; i < parts; i++)
		column(h, &series, &scale, i, parts);
	if (scale.least < 0)
		er_buf_addf(h->out, "<line x1=\"0\" x2=\"%zu\" y1=\"%.1f\" "
		    "y2=\"%.1f\" vector-effect=\"non-scaling-stroke\"/>",
		    parts * STEP, position(&scale, 0), position(&scale, 0));
	er_buf_adds(h->out, "</svg>\n");
	words(h, &series);
	er_buf_adds(h->out, "</div>\n");
}
