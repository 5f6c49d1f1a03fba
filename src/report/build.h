/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What build.c and cite.c share: a document while it is being made. */
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
	bool showing;		/* what is cited now will be seen */
	struct er_diags *diags;
	struct er_err *err;	/* of what is not the page's fault */
};

/* The words with all figures filled in, owned, and where these are unless
 * cited is NULL. Tells what is not there. */
char *doc_fill_text(struct doc_build *b, const struct role_text *text,
    struct doc_citations *cited);

#endif
