/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the plain-text renderer share. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/doc.h"

/* The page being written. */
struct text {
	struct er_buf *out;
	size_t width;
	bool linear;		/* label: value, no columns and no rules */
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

/* Adds one line: indent blanks, the text without its trailing blanks. */
void text_line(struct text *t, size_t indent, const char *p, size_t n);
/* Adds text wrapped to the page: first before its first line, blanks as wide
 * before the others. Newlines in it are kept. */
void text_wrapped(struct text *t, size_t indent, const char *first,
    const char *p);

/* ---- wrap.c -------------------------------------------------------------- */

/* Columns that a terminal needs (East Asian wide characters two). */
size_t text_width(const char *p, size_t n);
/* The widest part of it that is not broken. */
size_t text_widest_word(const char *p, size_t n);

struct text_lines {
	struct er_slice *list;
	size_t n, cap;
};

/* Breaks text into lines of at most width columns (UAX 14), words that are
 * wider as well; at least one line. The lines are slices of p. */
void text_wrap(const char *p, size_t n, size_t width,
    struct text_lines *lines);

/* ---- table.c, facts.c, bars.c -------------------------------------------- */

void text_table(struct text *t, const struct text_rows *rows);
void text_list(struct text *t, const struct text_rows *rows);
void text_facts(struct text *t, const struct text_rows *rows);
/* What text_facts() shows: each label with its value, or a heading when label
 * is NULL. Rows of bars are facts as well. */
typedef void text_fact(void *to, const char *label, const char *value);
void text_each_fact(const struct text_rows *rows, text_fact *told, void *to);
/* A row of a list: its first column, `detail` or NULL, and the other columns
 * as a sentence, owned, perhaps empty. */
struct text_item {
	const char *lead, *detail;
	char *remarks;
};
void text_item_read(const struct doc_data *data, size_t row,
    struct text_item *item);
void text_bars(struct text *t, const struct text_rows *rows);
/* The file:line list at the end, put together by file. */
void text_sources(struct text *t, const char *sources);

#endif
