/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keeps a page or a book of people one does not trust from doing more
 * than ask. Once locked: an authorizer that knows only reading, and only the
 * functions listed here and our own; SQLite's defensive mode; limits on
 * lengths, steps and memory. What cannot be prevented is made to fail.
 *
 * The answer to a question depends on the book alone: what gives a random
 * number is not in the list, and 'now' is the day of the report (vfs.c).
 */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum {
	STEP_OPS = 10000,		/* between calls of the handler */
	STEPS_MIN = 100000,		/* calls: 1e9 operations, about ten
					 * seconds ... */
	STEPS_ROW = 10,			/* ... and one more for so many rows */
	TEXT_MAX = 64 << 20,
	MEMORY_MORE = 512 << 20,	/* beyond what the book itself takes */
	LOAD_FACTOR = 16,		/* memory for a byte of input */
	WORK_MIN = 60,			/* seconds, and one more ... */
	WORK_BYTES = 1 << 20		/* ... for so many bytes of input */
};

/* Sorted. */
static const char *const functions[] = {
	"->", "->>", "abs", "avg", "ceil", "ceiling", "char",
	"coalesce", "count", "cume_dist", "current_date", "current_time",
	"current_timestamp", "date", "datetime", "dense_rank",
	"exp", "first_value", "floor", "format", "glob", "group_concat",
	"hex", "ifnull", "iif", "instr", "json", "json_array",
	"json_array_length", "json_each", "json_extract", "json_group_array",
	"json_group_object", "json_object", "json_quote", "json_tree",
	"json_type", "json_valid", "julianday", "lag", "last_value", "lead",
	"length", "like", "ln", "log", "log10", "log2", "lower", "ltrim",
	"max", "min", "mod", "nth_value", "ntile", "nullif", "percent_rank",
	"pow", "power", "printf", "quote", "rank", "replace", "round",
	"row_number", "rtrim", "sign", "sqrt", "strftime", "substr",
	"substring", "sum", "time", "total", "trim", "trunc", "typeof",
	"unicode", "unixepoch", "upper",
};

static int
compare(const void *name, const void *element)
{
	return sqlite3_stricmp(name, *(const char *const *)element);
}

static bool
has_name(char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (sqlite3_stricmp(*names, name) == 0)
			return true;
	return false;
}

static bool
is_function(const struct book *book, const char *name)
{
	if (bsearch(name, functions, sizeof functions / sizeof *functions,
	    sizeof *functions, compare) != NULL)
		return true;
	return book != NULL && has_name(book->functions, name);
}

/* Whatever this does not name is denied, today's actions and tomorrow's.
 * SQLite's own tables are not the book. */
static int
authorize(void *closure, int action, const char *a, const char *b,
    const char *database, const char *view)
{
	(void)database;
	(void)view;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return sqlite3_strnicmp(a, "sqlite_", 7) != 0 ? SQLITE_OK :
		    SQLITE_DENY;
	case SQLITE_FUNCTION:
		return is_function(closure, b) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

bool
book_may_step(struct book *book)
{
	if (book->steps >= STEPS_MIN + book->rows / STEPS_ROW)
		return false;
	book->steps++;
	return true;
}

static int
count_steps(void *closure)
{
	return !book_may_step(closure);
}

int
book_sqlite_fail(sqlite3 *db, struct er_err *err)
{
	er_fail(err, ER_OS, _("the database in memory failed: %s"),
	    sqlite3_errmsg(db));
	return -1;
}

void
book_sandbox_shut(sqlite3 *db)
{
	static const int off[] = {
		SQLITE_DBCONFIG_TRUSTED_SCHEMA,
		SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
		SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
		SQLITE_DBCONFIG_ENABLE_TRIGGER,
		SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL,
	};
	size_t i;

	for (i = 0; i < sizeof off / sizeof *off; i++)
		sqlite3_db_config(db, off[i], 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, TEXT_MAX);
}

void
book_sandbox_deny(sqlite3 *db)
{
	sqlite3_set_authorizer(db, authorize, NULL);
}

/* SQLite's own limits do not see what a single function of its costs, nor what
 * is done to its answers. */
static void
limit_process(uint64_t input)
{
	uint64_t seconds = WORK_MIN + input / WORK_BYTES;

	er_limit_work(seconds < UINT_MAX ? (unsigned)seconds : UINT_MAX);
	er_limit_memory(3 * (uint64_t)MEMORY_MORE + 2 * LOAD_FACTOR * input);
}

int
book_sandbox_open(struct book *book, struct er_date day, struct er_err *err)
{
	static const char *modules[] = { "json_each", "json_tree", NULL };

	limit_process(book->inputs.bytes);
	book_vfs_add(&book->vfs, NULL, false, day);
	if (sqlite3_open_v2(":memory:", &book->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, book->vfs.name) !=
	    SQLITE_OK)
		return book_sqlite_fail(book->db, err);
	/* Compiling takes many small pieces of memory: a megabyte of its own
	 * serves them sooner than malloc(). */
	sqlite3_db_config(book->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200,
	    1000);
	book_sandbox_shut(book->db);
	/* Full text search and the like have no business here. */
	sqlite3_drop_modules(book->db, modules);
	/* Views of a database could otherwise take all there is. */
	sqlite3_hard_heap_limit64(MEMORY_MORE);
	if (sqlite3_exec(book->db, "PRAGMA journal_mode = OFF; "
	    "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY", NULL, NULL,
	    NULL) != SQLITE_OK)
		return book_sqlite_fail(book->db, err);
	return 0;
}

/* Names of functions that SQLite's library did not bring itself, NULL at the
 * end; compiled-in extensions are among them. */
static char **
list_functions(sqlite3 *db)
{
	char **names = er_xcalloc(1, sizeof *names);
	size_t n = 0, cap = 1;
	sqlite3_stmt *s = NULL;

	sqlite3_prepare_v2(db, "SELECT DISTINCT name FROM "
	    "pragma_function_list WHERE builtin = 0", -1, &s, NULL);
	while (sqlite3_step(s) == SQLITE_ROW) {
		names = er_grow(names, n + 1, &cap, sizeof *names);
		names[n++] = er_xstrdup(
		    (const char *)sqlite3_column_text(s, 0));
		names[n] = NULL;
	}
	sqlite3_finalize(s);
	return names;
}

static void
free_names(char **names)
{
	size_t i;

	for (i = 0; names != NULL && names[i] != NULL; i++)
		free(names[i]);
	free(names);
}

void
book_sandbox_close(struct book *book)
{
	sqlite3_close(book->db);
	book_vfs_remove(&book->vfs);
	sqlite3_hard_heap_limit64(0);
	er_limit_work(0);
	er_limit_memory(0);
}

int
book_sandbox_functions(struct book *book, struct er_err *err)
{
	char **before = list_functions(book->db), **after;
	size_t i, n = 0;

	if (book_functions_add(book->db, book->ages, err) != 0) {
		free_names(before);
		return -1;
	}
	after = list_functions(book->db);
	for (i = 0; after[i] != NULL; i++)
		if (has_name(before, after[i]))
			free(after[i]);
		else
			after[n++] = after[i];
	after[n] = NULL;
	book->functions = after;
	free_names(before);
	return 0;
}

int
book_sandbox_lock(struct book *book, struct er_err *err)
{
	static const struct {
		int id, value;
	} limits[] = {
		{ SQLITE_LIMIT_SQL_LENGTH, 1 << 20 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
		{ SQLITE_LIMIT_VARIABLE_NUMBER, 1000 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
	};
	size_t i;

	/* A table-valued function is set up at its first use, which looks to
	 * the authorizer like making a table: these are used now. */
	if (sqlite3_exec(book->db, "SELECT 1 FROM json_each('[]'); "
	    "SELECT 1 FROM json_tree('[]')", NULL, NULL, NULL) != SQLITE_OK)
		return book_sqlite_fail(book->db, err);
	for (i = 0; i < sizeof limits / sizeof *limits; i++)
		sqlite3_limit(book->db, limits[i].id, limits[i].value);
	sqlite3_db_config(book->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_progress_handler(book->db, STEP_OPS, count_steps, book);
	sqlite3_hard_heap_limit64(sqlite3_memory_used() + MEMORY_MORE);
	book_sandbox_relock(book);
	return 0;
}

void
book_sandbox_unlock(struct book *book)
{
	sqlite3_set_authorizer(book->db, NULL, NULL);
	sqlite3_exec(book->db, "PRAGMA query_only = OFF", NULL, NULL, NULL);
}

void
book_sandbox_relock(struct book *book)
{
	sqlite3_exec(book->db, "PRAGMA query_only = ON", NULL, NULL, NULL);
	sqlite3_set_authorizer(book->db, authorize, book);
}
