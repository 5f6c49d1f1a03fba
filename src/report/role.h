/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A role page taken apart: front matter, blocks of text, queries. er-role(5)
 * is its grammar.
 */
#ifndef REPORT_ROLE_H
#define REPORT_ROLE_H

#include "base/base.h"

enum role_kind {
	ROLE_VALUES, ROLE_TABLE, ROLE_LIST, ROLE_FACTS, ROLE_BARS, ROLE_SPARK,
	ROLE_TEXT, ROLE_REQUIRE, ROLE_KINDS
};

/* What an option says of a column. */
enum role_type { ROLE_MONEY, ROLE_NUMBER, ROLE_PERCENT, ROLE_DATE };

struct role_column {
	char *name;
	enum role_type type;
	int decimals;		/* -1: as the figures need */
	size_t at;		/* column of the page's line, for messages */
};

/* A fence. */
struct role_query {
	enum role_kind kind;
	char *name;
	char *sql;
	char *by;		/* NULL: not grouped */
	char *empty;		/* NULL: the renderer's word */
	bool omit_empty;
	struct role_column *columns;
	size_t n, cap;
	size_t line;		/* of the fence; the SQL begins below */
};

/* Words, or a figure cited by NAME.COLUMN, perhaps with |FORM|FORM. */
struct role_run {
	char *text;		/* the words, or NAME */
	size_t length, cap;	/* of the words; what text has room for */
	char *column;		/* NULL: words */
	char *forms;		/* what stands with the figure, '|' between the
				 * forms of a plural; or NULL */
	size_t line, at;
};

struct er_catalogue;

struct role_text {
	struct role_run *list;
	size_t n, cap;
	size_t line;		/* where it begins */
	const struct er_catalogue *from;	/* whose plural its forms are;
				 * NULL: the page's */
};

enum role_block_kind { ROLE_HEADING, ROLE_PARAGRAPH, ROLE_LITERAL, ROLE_QUERY };

struct role_block {
	enum role_block_kind kind;
	int level;		/* of a heading */
	size_t indent;		/* of a paragraph in a list or quotation */
	char *marker;		/* "- " or "3. " on its first line; or NULL */
	struct role_text text;	/* heading, paragraph */
	char *literal;		/* verbatim text */
	struct role_query *query;
	bool tight;		/* no empty line before it */
};

struct role {
	char *file;		/* as messages name it */
	char *title;
	size_t title_line;
	struct role_text subject;	/* empty: none given */
	struct role_block *blocks;
	size_t n, cap;
};

/*
 * Takes a page apart. Faults go to diags, all of them; NULL then. The text is
 * not needed afterwards.
 */
struct role *role_read(const char *file, const char *text, size_t n,
    struct er_diags *diags);
void role_free(struct role *role);

/* The title alone, owned, or NULL: for lists of roles. */
char *role_title(const char *text, size_t n);

/* A text as it is written: words, and citations between backticks; owned. */
char *role_text_source(const struct role_text *text);
/* Reads such a text again. False, and nothing in it, when a citation is none. */
bool role_text_read(struct role_text *text, const char *source);
void role_text_free(struct role_text *text);

/* ---- translate.c --------------------------------------------------------- */

/* Puts the page into the language in use. What cannot be used of it goes to
 * diags, as errors or warnings, and stays as it is written. */
void role_translate(struct role *role, enum er_severity severity,
    struct er_diags *diags);

/* ---- fence.c ------------------------------------------------------------- */

/* Is this line, from its fence on, one of ours: ```sql ...? */
bool role_is_query(struct er_slice line);

/*
 * Reads KIND NAME OPTION... of the fence at that line of the page (from 1).
 * NULL after a fault.
 */
struct role_query *role_query_read(const char *file, size_t number,
    struct er_slice line, struct er_diags *diags);
void role_query_free(struct role_query *query);
const char *role_kind_name(enum role_kind kind);

/* ---- names.c ------------------------------------------------------------- */

/* Letters, digits, '-', '_', not empty: a role's or a query's name. */
bool role_name_is_valid(const char *p, size_t n);

/* Names that a user may have meant. Borrowed texts. */
struct role_names {
	const char **list;
	size_t n, cap;
};

void role_names_add(struct role_names *names, const char *name);
/* The nearest of them, or NULL when none is near. */
const char *role_names_nearest(const struct role_names *names,
    const char *name);
/* A note, after an error about name: what was meant perhaps, what there is. */
void role_names_note(const struct role_names *names, const char *name,
    const char *file, size_t line, size_t at, struct er_diags *diags);
/* "a, b, c", owned. */
char *role_names_text(const struct role_names *names);
void role_names_free(struct role_names *names);

#endif
