/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What report.c, roles.c and mailform.c share. */
#ifndef REPORT_REPORT_PRIV_H
#define REPORT_REPORT_PRIV_H

#include "report/doc.h"
#include "report/report.h"

/* ---- roles.c ---------------------------------------------------------------- */

struct role_file {
	char *name, *file;
};

/* Start {0}. */
struct roles {
	struct role_file *list;
	size_t n, cap;
};

/* All pages in the directories, ordered by name. */
void roles_find(struct roles *roles, const char *const *dirs, size_t ndirs);
void roles_free(struct roles *roles);
/* The page of a role, owned; NULL and ER_USAGE when there is none. */
char *roles_look_up(const char *name, const char *const *dirs, size_t ndirs,
    struct er_err *err);

/* ---- mailform.c -------------------------------------------------------------- */

/*
 * Puts the header before the report's text: who gets it stands in the book's
 * Report record for this role and these entities. ER_DATA when there is none
 * or more than one.
 */
int mailform_make(const struct report_settings *settings, struct book *book,
    const struct doc *doc, const struct er_buf *text, struct er_buf *out,
    struct er_err *err);

#endif
