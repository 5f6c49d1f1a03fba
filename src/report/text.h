/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the plain-text renderer share. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/doc.h"

/* Each is one column wide. */
struct text_marks {
	const char *rule;
	const char *bar;	/* a cell of it */
	const char *part[7];	/* of a cell, the smallest first */
	size_t parts;
	const char *from, *to;	/* the ends of a scale, */
	const char *off, *on, *zero;	/* and what lies between them */
	const char *level[8];	/* of a spark; the first is zero */
	size_t levels;		/* the last of them, the highest */
	const char *below[2];	/* zero: up to half as deep, deeper */
	const char *none;	/* a point without a figure */
};

/* The page being written. */
struct text {
	struct er_buf *out;
	size_t width;
	bool linear;		/* label: value, no columns and no rules */
	const struct text_marks *marks;
};

/* Some rows of some data: what one table, list or chart shows. */
struct text_rows {
	const struct doc_data *data;
	size_t from, to;
};

/*
 * The next rows of one group, all where nothing groups; false after the last.
 * Start {data, 0, 0}.
 */
bool text_next_group(struct text_rows *rows);
/* What a group is called; NULL where nothing groups. Borrowed. */
const char *text_group_name(const struct text_rows *rows);

/* The level of its heading where it is one, below a heading of that level. */
int text_group_level(int level);

/* Adds one line: indent blanks, the text without its trailing blanks. */
void text_line(struct text *t, size_t indent, const char *p, size_t n);
/* Adds text wrapped to the page: first before its first line, blanks as wide
 * before the others. Newlines in it are kept. */
void text_wrapped(struct text *t, size_t indent, const char *first,
    const char *p);

/* The same with all lines but the first indented. */
void text_hanging(struct text *t, size_t indent, const char *p);

/* ---- marks.c ------------------------------------------------------------- */

/* Of ASCII, or of Unicode's lines and blocks. */
const struct text_marks *text_marks_find(bool unicode);
void text_marks_fill(struct er_buf *b, const char *mark, size_t n);

/* ---- series.c ------------------------------------------------------------ */

/* The points of a spark that are told in figures. */
enum text_told { TOLD_FIRST, TOLD_LAST, TOLD_LOWEST, TOLD_HIGHEST, TOLD };

struct text_series {
	const struct text_rows *rows;
	size_t label, quantity;		/* columns */
	size_t told[TOLD];	/* rows; SIZE_MAX: no point has a figure */
	double most;		/* the farthest from zero */
	bool ranged;		/* a figure has two bounds */
	bool below;		/* a figure is below zero */
	bool gaps;		/* a point has no figure */
};

void text_series_read(const struct text_rows *rows,
    struct text_series *series);
/* One of those that are told, of a range its lowest or highest end; with its
 * unit if complete; owned. */
char *text_series_figure(const struct text_series *series,
    enum text_told which, bool complete);
/* "first 1,200 (2026-01), last ...", in two lines; owned. */
char *text_series_words(const struct text_series *series, bool complete);
/* What a point is called. Borrowed. */
const char *text_series_label(const struct text_series *series, size_t row);
/* The labels of the points without a figure, ", " between; owned. */
char *text_series_gaps(const struct text_series *series);
/* One of so many equal parts of the points: the highest high or the lowest low
 * end of it, NULL when none of its points has one. */
const struct doc_bound *text_series_end(const struct text_series *series,
    size_t part, size_t parts, bool high);
/* In so many parts: is it one line, or one for each end? */
bool text_series_has_ends(const struct text_series *series, size_t parts);
/* Draws the high or the low ends, a mark for each part. */
void text_series_draw(const struct text_series *series,
    const struct text_marks *marks, size_t parts, bool high,
    struct er_buf *out);

/* ---- wrap.c -------------------------------------------------------------- */

/* Columns that a terminal needs (East Asian wide characters two). */
size_t text_width(const char *p, size_t n);
/* The widest part of it that is not broken. */
size_t text_widest_word(const char *p, size_t n);

/* Does the blank before byte i join a figure and its unit, as in "USD 7,000"
 * and "15 %"? No line ends there. */
bool text_joins_unit(const char *p, size_t n, size_t i);

struct text_lines {
	struct er_slice *list;
	size_t n, cap;
};

/* Breaks text into lines of at most width columns (UAX 14), words that are
 * wider as well; at least one line. The lines are slices of p. */
void text_wrap(const char *p, size_t n, size_t width,
    struct text_lines *lines);

/* ---- table.c, facts.c, bars.c, spark.c ----------------------------------- */

void text_table(struct text *t, const struct text_rows *rows);
void text_list(struct text *t, const struct text_rows *rows);
void text_facts(struct text *t, const struct text_rows *rows);
/* What text_facts() shows: each label with its value, NULL where there is none,
 * or a heading when label is NULL. Rows of bars are facts as well. */
typedef void text_fact(void *to, const char *label, const char *value);
void text_each_fact(const struct text_rows *rows, text_fact *told, void *to);
/* The paragraphs of a text, a mark behind the last of each row. */
typedef void text_paragraph(void *to, const char *text);
void text_each_paragraph(const struct text_rows *rows, text_paragraph *told,
    void *to);
/* A row of a list: its first column, `detail` or NULL, and the other columns
 * as a sentence, owned, perhaps empty. */
struct text_item {
	const char *detail;
	char *lead, *remarks;
};
void text_item_read(const struct doc_data *data, size_t row,
    struct text_item *item);
void text_item_free(struct text_item *item);
void text_bars(struct text *t, const struct text_rows *rows);
void text_spark(struct text *t, const struct text_rows *rows);
/* The file:line list at the end, put together by file. */
void text_sources(struct text *t, const char *sources);
/* What number i + 1 of the annex stands for, in a line; owned. */
char *text_annex_entry(const struct doc *doc, size_t i);
/* Have figures of that column marks, or rows where it is the number of columns?
 * They stand in a column of their own. */
bool text_has_marks(const struct doc_data *data, size_t column);

#endif
