/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report as a document: what it says, not how it looks. Queries become
 * data whose cells are figures, each with its bounds, its text and, through
 * its row, its sources. A renderer needs nothing but this.
 */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include "book/book.h"
#include "report/role.h"

/* ---- figures ------------------------------------------------------------- */

enum doc_type { DOC_WORDS, DOC_NUMBER, DOC_MONEY, DOC_PERCENT, DOC_DATE };

/* One end of a quantity. */
struct doc_bound {
	enum book_type type;	/* BOOK_NULL: there is no bound */
	int64_t integer;	/* BOOK_INTEGER; money: minor units */
	double real;		/* set for an integer as well */
};

struct doc_value {
	struct doc_bound low, high;
	char currency[4];	/* of money; empty otherwise */
	char *state;		/* of a quantity; NULL: none */
	char *bare;		/* for a column: without its unit, lined up at
				 * the decimal point; NULL: nothing */
	char *text;		/* complete, as in a sentence; NULL: nothing */
	char *src;		/* its own lineage; NULL: its row's */
	struct er_date oldest;	/* of its dated records; year 0: none */
	size_t mark;		/* its sources' number in the annex; 0: it is
				 * that of its row */
	char *key;		/* what it is in every language; NULL: text */
	bool cited;		/* by a sentence that is shown */
	bool in_subject;	/* cited there */
	bool stale;		/* a record that it rests on is */
	size_t marked;		/* length of the mark that bare and text have
				 * for that, before blanks at their end */
};

struct doc_column {
	char *name;		/* as the query has it, without _low */
	char *label;
	enum doc_type type;
	int decimals;		/* -1: as the figures need */
	bool each;		/* a single figure has those that it needs */
	bool pair;		/* its figures may have two bounds */
	bool grouped;		/* always with commas between thousands */
	char unit[8];		/* common to all rows: "USD", "%"; or empty */
};

struct doc_row {
	struct doc_value *cells;	/* one a column */
	char *src;	/* file:line, newline between; or NULL. Not clean. */
	size_t mark;	/* of its figures' sources, or its own, or 0 */
};

struct doc_data {
	enum role_kind kind;
	char *name;
	char *sql;
	char *empty;		/* the sentence for no rows; or NULL */
	struct doc_column *columns;
	size_t ncolumns;
	struct doc_row *rows;
	size_t nrows, cap;
	size_t by;		/* the column to group by, or SIZE_MAX */
	char **keys;		/* names of the rows, where something is stale;
				 * else NULL */
};

/* Fills bare and text of all cells, and the columns' units. (figure.c) */
void doc_data_format(struct doc_data *data);
/* Quantities, percentages and money are right-aligned. */
bool doc_type_is_figure(enum doc_type type);
/* From one bound to another as the column's figures are written, without the
 * unit; owned. */
char *doc_range_text(const struct doc_column *column,
    const struct doc_bound *low, const struct doc_bound *high);
/* The records that a cell rests on, as in src of its row; or NULL. Borrowed. */
const char *doc_lineage(const struct doc_row *row, size_t column);
/* One end of a figure, rounded outward where it is a range; owned. */
char *doc_end_text(const struct doc_column *column,
    const struct doc_value *value, bool high, bool unit);
/* A quantity with its unit, or as under a heading that has it; owned, NULL for
 * nothing to say. */
char *doc_quantity_text(const struct doc_column *column,
    const struct doc_value *value, bool bare);
/* The text of a cell that is the same in every language; "-" for none. */
const char *doc_key(const struct doc_value *value);
/* The index of the column called name, or ncolumns. */
size_t doc_data_column(const struct doc_data *data, const char *name);
/* Of the columns that do not group: 0 the first, 1 the next; or ncolumns. */
size_t doc_nth_column(const struct doc_data *data, size_t nth);
void doc_data_free(struct doc_data *data);
/* "2026-10 (as of 2026-11-05)", as the language has it; owned. */
char *doc_when(const char *period, const char *as_of);
/* The column's heading in a table: its label, with the unit that its cells
 * have in common. Owned. */
char *doc_heading(const struct doc_column *column);
/* A cell under such a heading; "-" for nothing. Borrowed. */
const char *doc_cell(const struct doc_column *column,
    const struct doc_value *value);

/*
 * Text from outside made fit for a line (or, with keep_lines, for several):
 * control characters, bidirectional overrides and bytes that are not UTF-8
 * become '?', tabs and newlines blanks. Owned.
 */
char *doc_clean(const char *p, size_t n, bool keep_lines);

/* ---- the document -------------------------------------------------------- */

enum doc_kind { DOC_HEADING, DOC_PARAGRAPH, DOC_LITERAL, DOC_DATA };

/* A figure in running text. */
struct doc_citation {
	size_t end;		/* in the text */
	const struct doc_data *data;	/* it is in its only row */
	size_t column;
};

/* Start {0}. */
struct doc_citations {
	struct doc_citation *list;
	size_t n, cap;
};

struct doc_node {
	enum doc_kind kind;
	int level;		/* of a heading */
	bool unnumbered;	/* it is not one of the page */
	size_t indent;
	char *marker;
	bool tight;
	char *text;		/* heading, paragraph, literal */
	struct doc_citations cited;	/* in it */
	struct doc_data *data;	/* one of the document's */
};

struct doc {
	char *role, *title, *organisation, *period, *as_of;
	char *entity;		/* the ids of those that it is limited to, "+"
				 * between; or NULL */
	char *entities;		/* their names; or NULL */
	bool stale;
	char **reasons;		/* why it is stale */
	size_t nreasons, reasons_cap;
	char *stale_note;	/* how that shows; or NULL */
	struct doc_node *nodes;
	size_t n, cap;
	struct doc_data **data;	/* what each block of the page asked for, or
				 * NULL */
	size_t ndata;
	char *subject;		/* the page's, figures filled in; or NULL */
	char *sources;		/* file:line, newline after each, ordered */
	struct doc_record *records;	/* in order; or NULL */
	size_t nrecords;
	char **annex;		/* the sources of mark 1 and so on; or NULL */
	size_t nannex;
};

/* A source of a figure, and a number that is another one when a record of it
 * is. */
struct doc_record {
	char *src;
	uint64_t digest;
};

/* What is done when something to be shown rests on a stale record, or when a
 * `require` returned rows: no report, or one that says so, where what is stale
 * is marked, or left out. */
enum doc_stale { DOC_STALE_REFUSED, DOC_STALE_MARKED, DOC_STALE_BLANK };

/*
 * Runs the queries of a role on a book. Faults are told at their line of the
 * page, in diags, and stale records at theirs; NULL then with err of class
 * ER_DATA or ER_STALE. The mark is put behind what is stale; one that begins
 * with a blank is a word.
 */
struct doc *doc_build(const struct role *role, struct book *book,
    enum doc_stale stale, const char *mark, struct er_diags *diags,
    struct er_err *err);
/* Does the role fit the book? Compiles all queries, looks at all citations
 * and runs nothing. Faults as above. */
void doc_check(const struct role *role, struct book *book,
    struct er_diags *diags, struct er_err *err);
void doc_free(struct doc *doc);

/* ---- data.c -------------------------------------------------------------- */

/* No report holds more, and none is longer. */
enum { DOC_MAX = 64 << 20 };

/*
 * Runs one query of the page `file`, or only looks at its columns. NULL after
 * a fault, which is told at its place; one that is not the page's
 * is in err. currency is that of amounts which name none, room the bytes of
 * DOC_MAX that are left.
 */
struct doc_data *doc_data_read(const char *file,
    const struct role_query *query, struct book *book, const char *currency,
    bool run, size_t *room, struct er_diags *diags, struct er_err *err);

/* A date or a period is told in a sentence as the language has it; a cell under
 * a heading, as every record, has it as it is. */
void doc_say_date(struct doc_value *value);

/* ---- sources.c ----------------------------------------------------------- */

/* A set of sources. Start {0}. */
struct doc_sources {
	char **list;
	size_t n, cap;
};

/* Adds each line of src. */
void doc_sources_add(struct doc_sources *sources, const char *src);
/* Puts them in order, none twice. */
void doc_sources_sort(struct doc_sources *sources);
void doc_sources_free(struct doc_sources *sources);	/* empties the set */
/* By file, then by line as a number; as strcmp(). */
int doc_source_order(const char *a, const char *b);
/* One line for each, ordered by file and line, none twice; empties the set. */
char *doc_sources_text(struct doc_sources *sources);

/* ---- ids.c --------------------------------------------------------------- */

/*
 * A quantity or a date that a reader sees. Its id is NAME/row/column, where row
 * is the text of the row's first column, in a grouped query that of the group
 * and of the first other column; the row's number where that would be a
 * quantity. A second row of the same name is NAME/row#2/column.
 */
struct doc_figure {
	char *id;
	const struct doc_data *data;
	size_t row, column;
	const char *text;	/* as it is seen; trailing blanks apart */
	size_t length;		/* of text without them */
};

/* Start {0}. */
struct doc_figures {
	struct doc_figure *list;
	size_t n, cap;
};

/* The names of all rows, no two the same; each owned, and the array. */
char **doc_row_keys(const struct doc_data *data);
/* In the order of the page, row by row; with words, the words that a reader
 * sees as well. */
void doc_figures_find(struct doc_figures *figures, const struct doc *doc,
    bool words);
void doc_figures_free(struct doc_figures *figures);

/* ---- annex.c ------------------------------------------------------------- */

/*
 * Numbers the sources: those of each row that is shown have a mark, in
 * row->mark, or where figures of one row have different ones, each in its
 * value->mark; and so have figures in running text, in it. A mark in a text is
 * the number between these two, which no text of the book or the page has.
 */
enum { DOC_MARK = '\016', DOC_MARK_END = '\017' };
void doc_cite(struct doc *doc);
/* The mark of a figure, or 0. */
size_t doc_mark(const struct doc_row *row, size_t column);
/* The text with a mark behind it, unless that is 0; owned. */
char *doc_marked(const char *text, size_t mark);

/* ---- records.c ----------------------------------------------------------- */

/* Fills doc->records: of all figures' sources those that are in the book. */
int doc_records_read(struct doc *doc, struct book *book, struct er_err *err);
/* NULL when there is none. */
const struct doc_record *doc_record_find(const struct doc *doc,
    const char *source);

/* ---- since.c ------------------------------------------------------------- */

/*
 * Adds the section on what changed since the report in the file, of the JSON
 * form and of the same role; doc->records is read. ER_NOINPUT, ER_IO, ER_DATA.
 */
int doc_since(struct doc *doc, const char *path, struct er_err *err);

/* ---- renderers ----------------------------------------------------------- */

struct doc_look {
	size_t width;		/* of a page of text */
	bool linear;		/* text without columns, bars and rules */
	bool unicode;		/* rules and bars of blocks and lines */
};

/* Plain text, no line wider than width (TEXT_WIDTH_MIN at least). */
void text_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out);
enum { TEXT_WIDTH_MIN = 40, TEXT_WIDTH = 72, TEXT_WIDTH_MAX = 400 };
/* CommonMark, tables as GitHub has them. */
void markdown_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out);
/* One page with its style sheet, nothing outside it. */
void html_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out);
/* One object, as er-report(5) has it. */
void json_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out);

#endif
