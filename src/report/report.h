/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports: a role page, a book, and the text they make.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/doc.h"

/* A directory of role pages. */
struct report_dir {
	char *path;
	const char *root;	/* links must not lead out of this one; NULL:
				 * they are trusted */
};

/* Where a language's catalogue is: in DIR, LANG and what comes after. */
struct report_place {
	struct report_dir dir;
	const char *after;
};

struct report_settings {
	const char *role;
	const struct report_dir *dirs;	/* the first that has a page wins */
	size_t ndirs;
	struct book_settings book;	/* its role is set by report_make() */
	const char *form;		/* as in forms.c; NULL: text */
	struct doc_look look;
	const char *since;		/* an older report as JSON; or NULL */
	const char *why;		/* explain this figure only; or NULL */
	const char *language;		/* of the report; NULL: a mail's record
					 * says it, else these: names, colons
					 * between; NULL: as it is written */
	const char *words_locale, *figures_locale;
	const struct report_place *places;	/* of the program's own */
	size_t nplaces;
	bool mail;			/* with a header, from the book */
	enum doc_stale stale;
	bool cite;			/* with the sources by number */
	const char *compile;		/* the file to write instead; or NULL */
};

/*
 * Gives up whatever no report needs: from here on only the files that the
 * settings name are read, and those of the directory data; written are those in
 * the directory of compile. Where the system cannot do that nothing happens.
 */
void report_confine(const struct report_settings *settings, const char *data);

/*
 * Makes the whole report in out; the last line of a text is its digest. Faults
 * of the book and of the page go to diags; nothing is in out then. ER_USAGE
 * (unknown role, form, entity, figure, bad period), ER_DATA, ER_STALE,
 * ER_NOINPUT, ER_IO, ER_CONFIG.
 */
int report_make(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err);

/*
 * Checks the book and all roles it can see; a sentence on what was found goes
 * to out. Classes as above.
 */
int report_check(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err);

/*
 * A line for each role whose Report record says that it is due on book.as_of,
 * ordered. Faults and classes as for report_make().
 */
int report_due(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err);

/*
 * What the shipped finance view says of itself, or the schema of the table; the
 * book, which may be empty, has that. ER_USAGE: there is none of that name.
 */
int report_explain(const struct report_settings *settings, const char *name,
    struct er_buf *out, struct er_diags *diags, struct er_err *err);

/* All tables and finance views that a page can ask, each with its columns. The
 * book may be empty. */
int report_tables(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err);

/*
 * The words of all pages in the first directory as a template for translators
 * (GNU gettext's .pot). The book, which may be empty, has the tables that the
 * pages ask for. Faults of a page go to diags. ER_NOINPUT, ER_DATA.
 */
int report_messages(const struct report_settings *settings,
    struct er_buf *out, struct er_diags *diags, struct er_err *err);

/* A line for each role: name, tab, title; ordered by name. */
void report_list(const struct report_dir *dirs, size_t ndirs,
    struct er_buf *out);

#endif
