/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What build.c, cite.c and stale.c share: a document while it is being made. */
#ifndef REPORT_BUILD_H
#define REPORT_BUILD_H

#include "report/doc.h"

struct doc_build {
	const struct role *role;
	struct book *book;
	struct doc_data *this;
	struct doc_data **data;	/* one a block of the role, or NULL */
	char *currency;
	struct doc *doc;
	struct doc_sources sources;
	bool run;		/* false: only check */
	size_t room;		/* what is left of DOC_MAX */
	/* Where what is cited now will be seen. */
	enum { DOC_NOWHERE, DOC_IN_TEXT, DOC_IN_SUBJECT } showing;
	enum doc_stale stale;
	const char *mark;	/* of what is stale */
	struct er_diags *diags;
	struct er_err *err;	/* of what is not the page's fault */
};

/* The words with all figures filled in, owned, and where these are unless
 * cited is NULL. Tells what is not there. */
char *doc_fill_text(struct doc_build *b, const struct role_text *text,
    struct doc_citations *cited);

/* A reason why the document is stale. */
void doc_add_reason(struct doc *doc, const char *text);

/*
 * Finds out how old all figures are, once it is known what is cited. Gives the
 * reasons if something is stale, and tells them if that is to be refused; else
 * marks it or leaves it out. hidden: the blocks of the role that are not shown.
 */
void doc_look_at_age(struct doc_build *b, const bool *hidden);

#endif
