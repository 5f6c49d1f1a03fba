/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What report.c, roles.c and mailform.c share. */
#ifndef REPORT_REPORT_PRIV_H
#define REPORT_REPORT_PRIV_H

#include "base/i18n.h"
#include "report/doc.h"
#include "report/report.h"

/* ---- report.c ------------------------------------------------------------ */

/* Reads the page at that path. NULL after a fault, which is in diags if it is
 * one of the page, and in err. */
struct role *report_read_role(const char *path, struct er_diags *diags,
    struct er_err *err);

/* ---- forms.c ------------------------------------------------------------- */

struct report_form {
	const char *name;
	void (*render)(const struct doc *doc, const struct doc_look *look,
	    struct er_buf *out);
	bool mail;		/* it can be a mail's body, with its digest */
	bool figures;		/* it has each with its records */
};

/* NULL for a name is the first. NULL and ER_USAGE when there is none. */
const struct report_form *report_form_find(const char *name,
    struct er_err *err);

/* ---- roles.c ------------------------------------------------------------- */

struct role_file {
	char *name, *file;
};

/* Start {0}. */
struct roles {
	struct role_file *list;
	size_t n, cap;
};

/* All pages in the directories, ordered by name. What is no file, or a link out
 * of its directory, is none. */
void roles_find(struct roles *roles, const struct report_dir *dirs,
    size_t ndirs);
void roles_free(struct roles *roles);
/* The page of a role, owned; NULL and ER_USAGE when there is none, ER_NOINPUT
 * when it is no file or a link out of its directory. */
char *roles_look_up(const char *name, const struct report_dir *dirs,
    size_t ndirs, struct er_err *err);

/* ---- language.c ---------------------------------------------------------- */

/* Start {0}. */
struct report_language {
	struct er_language use;
	char *tag;		/* NULL: as the page is written */
	struct er_catalogue *words[ER_CATALOGUES], *figures[ER_CATALOGUES];
};

/*
 * Opens the catalogues for the page at that path. wanted is a record's
 * language, or NULL. No catalogue at all is no fault. ER_IO, ER_DATA.
 */
int language_open(struct report_language *language,
    const struct report_settings *settings, const char *page,
    const char *wanted, struct er_err *err);
/*
 * Tells that there is no catalogue for a language that was asked for. ER_USAGE
 * if settings do; that of a record, which stands at src, is a warning.
 */
int language_check(const struct report_language *language,
    const struct report_settings *settings, const char *page,
    const char *wanted, const char *src, struct er_diags *diags,
    struct er_err *err);
/* From here on reports are in it, until it is closed. */
void language_use(struct report_language *language);
void language_close(struct report_language *language);

/* ---- explain.c ----------------------------------------------------------- */

/* What a finance view says of itself, as lines of text. */
void view_explain(const struct book_view *view, struct er_buf *out);

/* ---- columns.c ----------------------------------------------------------- */

/* Names of columns, owned. Start {0}. */
struct column_names {
	char **list;
	size_t n, cap;
};

/* In quotes where SQL takes it for something else. */
void column_names_add(struct column_names *names, struct book *book,
    const char *name, const char *suffix);
/* All of a table or view. As book_prepare(). */
int column_names_read(struct column_names *names, struct book *book,
    const char *table, struct er_err *err);
/* Adds "a, b_{low,high}". */
void column_names_write(const struct column_names *names, struct er_buf *out);
void column_names_free(struct column_names *names);

/* ---- causes.c ------------------------------------------------------------ */

struct cause {
	char *key, *src;
};

/* The sources of a figure in one report. Start {0}. */
struct causes {
	struct cause *list;
	size_t n, cap;
};

/* digest: of its records; or NULL. */
void causes_add(struct causes *causes, const char *src, const char *digest);
/* After the last one, before they are compared. */
void causes_sort(struct causes *causes);
/* Adds a line for each that the others lack, but what is told already (or
 * NULL). */
void causes_missing(const struct causes *causes, const struct causes *others,
    const struct er_buf *told, struct er_buf *out);
void causes_free(struct causes *causes);

/* ---- messages.c ---------------------------------------------------------- */

/* Tells of translations that tr() and ntr() of the page's queries cannot use. */
void messages_check(const struct role *role, struct er_diags *diags);

/* ---- why.c --------------------------------------------------------------- */

/* On the figure settings->why. ER_USAGE when there is none, ER_NOINPUT. */
int report_why(const struct doc *doc, struct book *book,
    const struct report_settings *settings, struct er_buf *out,
    struct er_err *err);

/* ---- mailform.c ---------------------------------------------------------- */

/* Who gets a report: the book's Report record, and what goes with it. */
struct mailform;

/*
 * The record for this role and these entities. NULL and ER_DATA when there is
 * none or more than one.
 */
struct mailform *mailform_find(const struct report_settings *settings,
    struct book *book, struct er_err *err);
/* The language that the record names, or NULL, and where it stands. Borrowed. */
const char *mailform_language(const struct mailform *form, const char **src);
/* The entities that the record names, none or more. Borrowed. */
const char *const *mailform_entities(const struct mailform *form, size_t *n);
/* Puts the header before the report's text. ER_DATA: a bad address. */
int mailform_write(const struct mailform *form,
    const struct report_settings *settings, const struct doc *doc,
    const struct er_buf *text, struct er_buf *out, struct er_err *err);
void mailform_free(struct mailform *form);

#endif
