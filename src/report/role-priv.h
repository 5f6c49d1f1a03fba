/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What role.c (the page and its front matter) and page.c (the blocks that
 * libcmark finds) share. */
#ifndef REPORT_ROLE_PRIV_H
#define REPORT_ROLE_PRIV_H

#include "report/role.h"

struct role_reader {
	const char *file;
	struct er_slice *lines;	/* of the page, without line ends */
	size_t n, cap;
	struct role *role;
	struct er_diags *diags;
	bool translation;	/* its plurals have other forms than the page's */
};

void role_complain(struct role_reader *r, size_t line, size_t at,
    const char *text);
void role_add_words(struct role_text *text, const char *p, size_t n);
/* A code span: =NAME.COLUMN is a citation, anything else is words. */
void role_add_span(struct role_reader *r, struct role_text *text,
    const char *p, size_t n, size_t line, size_t at);

/* ---- page.c -------------------------------------------------------------- */

/* Adds the blocks of a page, given without its front matter. */
void role_read_blocks(struct role_reader *r, const char *text, size_t n);

#endif
