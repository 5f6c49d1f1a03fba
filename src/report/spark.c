/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sparks: a line of marks, each a point, with the figures that matter beside
 * it. Ranges have two lines, for their high and their low ends.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

enum { GAP = 2, WORDS_MIN = 30 };

/* What stands to the left: one line, or two. */
struct picture {
	struct er_buf line[2];
	size_t lines, width;
};

static size_t
min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* "[..-=+]", or "high [..-=+]" and "low  [...-=]". */
static void
draw(struct text *t, const struct text_series *series, size_t room,
    struct picture *picture)
{
	/* TRANSLATORS: the higher and the lower ends of ranges */
	const char *const names[2] = {
		R_C("ends", "high"), R_C("ends", "low")
	};
	size_t points = series->rows->to - series->rows->from;
	size_t name = 0, i, n;
	bool two = text_series_has_ends(series, room - 2);

	for (i = 0; i < 2; i++) {
		n = text_width(names[i], strlen(names[i]));
		name = n > name ? n : name;
	}
	picture->lines = two ? 2 : 1;
	points = min(points, room - 2 - (two ? name + 1 : 0));
	picture->width = points + 2 + (two ? name + 1 : 0);
	for (i = 0; i < picture->lines; i++) {
		if (two) {
			er_buf_adds(&picture->line[i], names[i]);
			er_buf_fill(&picture->line[i], ' ', name + 1 -
			    text_width(names[i], strlen(names[i])));
		}
		er_buf_addc(&picture->line[i], '[');
		text_series_draw(series, t->marks, points, i == 0,
		    &picture->line[i]);
		er_buf_addc(&picture->line[i], ']');
	}
}

/* Two lines that are wrapped all the same read better as one. */
static void
join_wide(char *words, size_t room)
{
	char *second = strchr(words, '\n');

	if (second != NULL && (text_width(words, (size_t)(second - words)) >
	    room || text_width(second + 1, strlen(second + 1)) > room))
		*second = ' ';
}

static void
place_below(struct text *t, size_t indent, const struct picture *picture,
    char *words)
{
	size_t i;

	for (i = 0; i < picture->lines; i++)
		text_line(t, indent, picture->line[i].p, picture->line[i].n);
	join_wide(words, t->width - indent);
	text_wrapped(t, indent, "", words);
}

static void
place_beside(struct text *t, size_t indent, const struct picture *picture,
    char *words)
{
	size_t beside = indent + picture->width + GAP, i;
	struct text_lines lines = {0};
	struct er_buf line = {0};

	join_wide(words, t->width - beside);
	text_wrap(words, strlen(words), t->width - beside, &lines);
	for (i = 0; i < lines.n || i < picture->lines; i++) {
		er_buf_trim(&line, 0);
		if (i < picture->lines)
			er_buf_adds(&line, picture->line[i].p);
		er_buf_fill(&line, ' ', beside - indent -
		    text_width(line.p, line.n));
		if (i < lines.n)
			er_buf_add(&line, lines.list[i].p, lines.list[i].n);
		text_line(t, indent, line.p, line.n);
	}
	er_buf_free(&line);
	free(lines.list);
}

/* What the marks mean, below the last group: of those that are there. */
static void
legend(struct text *t, const struct doc_data *data)
{
	const struct text_marks *marks = t->marks;
	struct text_rows rows = {data, 0, 0};
	bool below = false, gaps = false, several = false;
	struct text_series series;
	struct er_buf line = {0};
	char *heading = doc_heading(
	    &data->columns[doc_nth_column(data, 1)]);
	size_t i;

	while (text_next_group(&rows)) {
		text_series_read(&rows, &series);
		several = several || rows.from > 0;
		below = below || series.below;
		gaps = gaps || series.gaps;
	}
	/* TRANSLATORS: a column of figures; marks follow */
	er_fill(&line, several ?
	    R_("%s, each on its own scale; up from zero: ") :
	    R_("%s; up from zero: "), (const char *const *)&heading, 1);
	for (i = 0; i <= marks->levels; i++)
		er_buf_adds(&line, marks->level[i]);
	if (below)
		er_fill(&line, R_("; down: %s%s"), marks->below, 2);
	if (gaps)
		er_fill(&line, R_("; no figure: %s"), &marks->none, 1);
	text_wrapped(t, 0, "", line.p);
	er_buf_free(&line);
	free(heading);
}

void
text_spark(struct text *t, const struct text_rows *rows)
{
	size_t indent = rows->data->by != SIZE_MAX ? 2 : 0;
	struct picture picture = {.lines = 0};
	struct text_series series;
	char *words;

	text_series_read(rows, &series);
	words = text_series_words(&series, false);
	draw(t, &series, t->width - indent, &picture);
	if (indent + picture.width + GAP + WORDS_MIN <= t->width)
		place_beside(t, indent, &picture, words);
	else
		place_below(t, indent, &picture, words);
	if (rows->to == rows->data->nrows)
		legend(t, rows->data);
	er_buf_free(&picture.line[0]);
	er_buf_free(&picture.line[1]);
	free(words);
}
