/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the HTML renderer share. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/text.h"

struct html {
	struct er_buf *out;
	const char *section;	/* its heading, escaped by who uses it */
	int level;		/* of that heading */
};

/* Adds text, escaped for a quoted attribute: a newline in it becomes a blank,
 * marks are left out. With html_lines(), for an element, they become a break
 * and links. */
void html_text(struct html *h, const char *text);
void html_lines(struct html *h, const char *text);
/* An element with only text in it; attributes is "" or begins with a blank. */
void html_element(struct html *h, const char *name, const char *attributes,
    const char *text);

/* ---- html-data.c --------------------------------------------------------- */

void html_data(struct html *h, const struct doc_data *data);

/* ---- html-spark.c -------------------------------------------------------- */

void html_spark(struct html *h, const struct text_rows *rows);

/* ---- html-style.c -------------------------------------------------------- */

extern const char html_style[];

#endif
