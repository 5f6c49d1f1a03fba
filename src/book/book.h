/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The book: an organisation's facts, checked against the schema and loaded
 * into an in-memory SQLite database that only answers questions.
 *
 * Record type -> table, field -> column, lower case; each row has `src`
 * (file:line). A money field X fills x_low, x_high, x_currency; a percent or
 * quantity field X fills x_low, x_high. The shipped finance views stand on
 * top. Every type of the schema has its table, empty or not.
 */
#ifndef BOOK_BOOK_H
#define BOOK_BOOK_H

#include "base/base.h"

struct book;

struct book_settings {
	const char *const *paths;	/* directories, files, "-"; none: only
					 * the types there are, without facts */
	size_t npaths;
	const char *const *entities;	/* only these (and records of none) */
	size_t nentities;
	const char *schema;		/* data/schema.rec */
	const char *finance;		/* data/finance.sql; NULL: no views */
	const char *role;		/* for the table `this` */
	struct er_date as_of;	/* year 0: the book's As_Of, else today */
	struct er_date today;
	const char *period;	/* "2026-10", "2026-Q4", "2026", or NULL */
	const char *const *set;		/* "NAME=VALUE", bound to :NAME */
	size_t nset;
	bool owners;		/* for a book that is to be compiled */
};

/*
 * Reads, checks and loads. Faults in the records go to diags, all of them;
 * the book is NULL then, with err of class ER_DATA. Other classes: ER_NOINPUT,
 * ER_IO, ER_CONFIG (the schema does not load), ER_USAGE (unknown entity, bad
 * period or setting).
 */
struct book *book_open(const struct book_settings *settings,
    struct er_diags *diags, struct er_err *err);
void book_free(struct book *book);

/*
 * Writes the book as an SQLite file, by a name that book_open() takes in place
 * of its paths: the same reports come of it, but for roles/ in a directory.
 * Whole or not at all. As book_open(); also ER_CANTCREATE, and ER_USAGE where
 * it could not be read under that name.
 */
int book_compile(const struct book_settings *settings, const char *path,
    unsigned mode, struct er_diags *diags, struct er_err *err);

/* Reads what is read only when it is asked for, and makes all finance views, to
 * see whether they load. ER_DATA, ER_CONFIG. */
int book_check(struct book *book, struct er_err *err);
/* False once a compiled book turned out to be damaged: no query works then, and
 * none is to blame. */
bool book_is_sound(const struct book *book);

/* The directories given as paths: where a book keeps its `roles/`. Borrowed. */
size_t book_directories(const struct book *book, const char *const **dirs);

/* ---- the finance views (views.c) ------------------------------------------ */

/* A finance view, or a table that several of them rest on. */
struct book_view {
	char *name;
	struct er_slice sql;		/* its statement, all of it */
	struct er_slice comment;	/* lines that begin with -- */
	struct er_slice body;		/* what comes after them */
	bool made;
};

/* Start {0}. */
struct book_views {
	struct er_file file;
	struct book_view *list;		/* in the order of the file */
	size_t n, cap;
	size_t *slots, nslots;		/* by name: index + 1 into list */
	bool all;			/* were to be made */
};

/* Reads data/finance.sql. ER_NOINPUT, ER_IO. */
int book_views_read(struct book_views *views, const char *path,
    struct er_err *err);
/* NULL when there is none. */
struct book_view *book_views_find(const struct book_views *views,
    struct er_slice name);
/* The next view that sql names outside of quotes and comments; what was looked
 * through is taken from sql. NULL at its end. */
struct book_view *book_views_next(const struct book_views *views,
    struct er_slice *sql);
void book_views_free(struct book_views *views);

/* ---- what there is (describe.c) ------------------------------------------ */

/* A table of records; all is borrowed from the book. */
struct book_table {
	const char *name;	/* as SQL has it */
	const char *type;	/* of its records */
	const char *doc;	/* what it is for; NULL: nobody says */
	size_t nfields;
	const char *dates[2];	/* columns from which the age of a record
				 * counts, the first that is filled; or NULL */
	long max_age;		/* days, where a record has none; -1: for ever */
};

enum { BOOK_SUFFIXES = 6 };

/* The columns of one field. */
struct book_column {
	const char *name;	/* without what follows it, which is: */
	const char *suffixes[BOOK_SUFFIXES];	/* "" or "_low" ...; NULL */
	const char *doc;	/* what it means; NULL: nobody says */
	bool mandatory;
};

/* The i-th table; false past the last. */
bool book_table_at(const struct book *book, size_t i, struct book_table *table);
/* Of the i-th field of nfields, and in words what it holds, in place of what is
 * in kind. False: it has no column. */
bool book_column_at(const struct book *book, const struct book_table *table,
    size_t i, struct book_column *column, struct er_buf *kind);

/* ---- age ----------------------------------------------------------------- */

/* A record that is older than it may be; er-book(5) says which are. */
struct book_stale {
	char *type, *id, *name;	/* id, name NULL: it has none */
	char *src;		/* file:line */
	char date[11];
	long age, max_age;	/* days */
};

/* All of them, in the order of their types; borrowed. */
size_t book_stale(const struct book *book, const struct book_stale **list);

/* What is done with a stale record, by its place in that list. */
typedef void book_stale_fn(void *to, size_t i);

/*
 * The age of what rests on the records in src (file:line, a newline between
 * several, or NULL): the date of the oldest that has a date and a Max_Age.
 * False when none has. Hands those that are stale to found, perhaps twice.
 */
bool book_age(const struct book *book, const char *src, struct er_date *oldest,
    book_stale_fn *found, void *to);

/*
 * Takes file:line or file:first-last apart. Returns the length of the file;
 * when there are no lines it is all of it, and they are 0.
 */
size_t book_source_split(const char *p, size_t n, uint64_t *first,
    uint64_t *last);

/* ---- records ------------------------------------------------------------- */

/* A loaded record, while it is handed over. */
struct book_record;

typedef void book_record_fn(void *to, const char *src,
    const struct book_record *record);

/* Hands each record of the book to found, type by type. ER_DATA. */
int book_records_each(struct book *book, book_record_fn *found, void *to,
    struct er_err *err);
const char *book_record_type(const struct book_record *record);
/* Another number when a field is another one. */
uint64_t book_record_digest(const struct book_record *record);
/* Adds its fields as a recfile has them, amounts with their currency. */
void book_record_write(const struct book_record *record, struct er_buf *out);

/* ---- questions ----------------------------------------------------------- */

struct book_query;

enum book_type { BOOK_NULL, BOOK_INTEGER, BOOK_REAL, BOOK_TEXT };

/*
 * Compiles one statement, sandboxed: reading only. The finance views that it
 * names are made. ER_DATA on a fault; *at (may be NULL) is then the byte offset
 * in sql, or SIZE_MAX when unknown. ER_CONFIG: the finance views do not load.
 */
struct book_query *book_prepare(struct book *book, const char *sql, size_t n,
    size_t *at, struct er_err *err);
/* 1 a row, 0 the end, -1 a failure: ER_DATA (limits included). */
int book_step(struct book_query *query, struct er_err *err);
size_t book_columns(const struct book_query *query);
const char *book_column_name(const struct book_query *query, size_t i);
/* Of the row that book_step() gave; texts are borrowed until the next step. */
enum book_type book_column_type(const struct book_query *query, size_t i);
int64_t book_integer(const struct book_query *query, size_t i);
double book_real(const struct book_query *query, size_t i);
const char *book_text(const struct book_query *query, size_t i, size_t *n);
void book_finish(struct book_query *query);

#endif
