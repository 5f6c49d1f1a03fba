/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the plain-text renderer share. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/doc.h"

/* The page being written. */
struct text {
	struct er_buf *out;
	size_t width;
};

/* Some rows of some data: what one table, list or chart shows. */
struct text_rows {
	const struct doc_data *data;
	size_t from, to;
};

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
void text_bars(struct text *t, const struct text_rows *rows);
/* The file:line list at the end, put together by file. */
void text_sources(struct text *t, const char *sources);

#endif
