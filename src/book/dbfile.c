/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables and views of an SQLite file as records: what a row holds goes the
 * same way as the fields of a recfile. The file is only read, and distrusted:
 * its views run under the same authorizer as a page, within a limit of steps.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "book/book-priv.h"

/* The handler is called every STEP_OPS operations: 1e9 of them, and more for
 * every row that came of them. */
enum { STEP_OPS = 10000, STEPS_MIN = 100000, STEPS_ROW = 10 };

struct book_rows {
	const struct book_input *input;
	struct er_diags *diags;
	sqlite3_stmt *stmt;
	size_t columns;			/* without the first, the rowid */
	struct rec_field *fields;	/* of the row */
	size_t row;			/* rows so far */
	uint64_t steps;			/* left */
	bool keep;			/* texts outlive their row */
	char **texts;
	size_t ntexts, cap;
};

/* ---- the file ------------------------------------------------------------ */

/* A path within "file:...?mode=ro". */
static void
add_escaped(struct er_buf *b, const char *path)
{
	for (; *path != '\0'; path++)
		if (*path == '?' || *path == '#' || *path == '%')
			er_buf_addf(b, "%%%02x", (unsigned)*path);
		else
			er_buf_addc(b, *path);
}

/* A log beside the file holds what is not in it yet: only without one may the
 * file be taken as immutable, which needs no lock and no right to write. */
static bool
has_log(const char *path)
{
	char *log = er_xasprintf("%s-wal", path);
	struct stat st;
	bool there = stat(log, &st) == 0 && st.st_size > 0;

	free(log);
	return there;
}

/* SQLite opens these by itself, and would wait at a pipe. */
static int
check_companions(const char *path, struct er_err *err)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal" };
	char *file;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof suffixes / sizeof *suffixes; i++) {
		file = er_xasprintf("%s%s", path, suffixes[i]);
		if (er_entry_kind(file, NULL) == ER_ENTRY_OTHER)
			rc = er_entry_check(file, NULL, err);
		free(file);
	}
	return rc;
}

static int
fail_file(const char *path, sqlite3 *db, struct er_err *err)
{
	/* TRANSLATORS: a file name and SQLite's reason */
	er_fail(err, sqlite3_errcode(db) == SQLITE_CANTOPEN ? ER_NOINPUT :
	    ER_DATA, _("cannot read the database '%s': %s"), path,
	    sqlite3_errmsg(db));
	return -1;
}

static int
open_file(const struct book_vfs *vfs, const char *path, sqlite3 **db,
    struct er_err *err)
{
	struct er_buf uri = {0};
	int rc;

	er_buf_adds(&uri, "file:");
	add_escaped(&uri, path);
	er_buf_adds(&uri, has_log(path) ? "?mode=ro" :
	    "?mode=ro&immutable=1");
	rc = sqlite3_open_v2(uri.p, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
	    SQLITE_OPEN_NOMUTEX, vfs->name);
	er_buf_free(&uri);
	book_sandbox_shut(*db);
	sqlite3_drop_modules(*db, NULL);
	if (rc != SQLITE_OK || sqlite3_exec(*db, "PRAGMA temp_store = MEMORY; "
	    "PRAGMA cell_size_check = ON", NULL, NULL, NULL) != SQLITE_OK)
		return fail_file(path, *db, err);
	return 0;
}

static int
add_tables(struct book_inputs *inputs, const char *path, sqlite3 *db,
    struct er_err *err)
{
	struct book_input *input;
	const char *table;
	sqlite3_stmt *s = NULL;
	int rc;

	if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE "
	    "(type = 'view' OR type = 'table' AND rootpage > 0) AND "
	    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", -1, &s,
	    NULL) != SQLITE_OK)
		return fail_file(path, db, err);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		table = (const char *)sqlite3_column_text(s, 0);
		input = book_inputs_add(inputs);
		input->format = FORMAT_DATABASE;
		input->db = db;
		input->table = er_xstrdup(table);
		input->type = er_xstrdup(table);
		input->file.name = er_xasprintf("%s:%s", path, table);
	}
	sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : fail_file(path, db, err);
}

int
book_database_open(struct book_inputs *inputs, const char *path,
    struct er_err *err)
{
	sqlite3 *db = NULL;
	struct stat st;

	if (check_companions(path, err) != 0 ||
	    open_file(&inputs->vfs, path, &db, err) != 0 ||
	    add_tables(inputs, path, db, err) != 0) {
		sqlite3_close(db);
		return -1;
	}
	book_sandbox_deny(db);
	inputs->bytes += stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
	inputs->databases = er_grow(inputs->databases, inputs->ndatabases,
	    &inputs->databases_cap, sizeof (sqlite3 *));
	inputs->databases[inputs->ndatabases++] = db;
	return 0;
}

/* ---- its rows ------------------------------------------------------------ */

static int
count_steps(void *closure)
{
	struct book_rows *rows = closure;

	if (rows->steps == 0)
		return 1;
	rows->steps--;
	return 0;
}

/* Views and tables WITHOUT ROWID have no rowid: their rows are counted. */
static sqlite3_stmt *
select_all(sqlite3 *db, const char *table)
{
	sqlite3_stmt *stmt = NULL;
	char *sql;

	sql = sqlite3_mprintf("SELECT rowid, * FROM \"%w\"", table);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		sqlite3_free(sql);
		sql = sqlite3_mprintf("SELECT NULL, * FROM \"%w\"", table);
		sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
	}
	sqlite3_free(sql);
	return stmt;
}

/* The table as a whole cannot be read further. */
static void
fail_table(const struct book_rows *rows)
{
	er_diag_add(rows->diags, ER_ERROR, rows->input->file.name, 0, 0,
	    "book-database", _("the table cannot be read: %s"),
	    sqlite3_errmsg(rows->input->db));
}

struct book_rows *
book_rows_open(const struct book_input *input, bool keep,
    struct er_diags *diags)
{
	struct book_rows *rows = er_xcalloc(1, sizeof *rows);

	rows->input = input;
	rows->diags = diags;
	rows->keep = keep;
	rows->steps = STEPS_MIN;
	sqlite3_progress_handler(input->db, STEP_OPS, count_steps, rows);
	rows->stmt = select_all(input->db, input->table);
	if (rows->stmt == NULL) {
		fail_table(rows);
		return rows;
	}
	rows->columns = (size_t)sqlite3_column_count(rows->stmt) - 1;
	rows->fields = er_xcalloc(rows->columns + 1, sizeof *rows->fields);
	return rows;
}

/* What a column was declared to hold, by SQLite's rules of affinity. */
static const char *
affinity(const char *declared)
{
	static const struct {
		const char *pattern, *affinity;
	} rules[] = {
		{ "%int%", "INTEGER" }, { "%char%", "TEXT" },
		{ "%clob%", "TEXT" }, { "%text%", "TEXT" }, { "%blob%", "" },
		{ "%real%", "REAL" }, { "%floa%", "REAL" },
		{ "%doub%", "REAL" }, { "%", "NUMERIC" },
	};
	size_t i;

	if (declared == NULL)
		return "";
	for (i = 0; sqlite3_strlike(rules[i].pattern, declared, 0) != 0; i++)
		;
	return rules[i].affinity;
}

bool
book_rows_column(const struct book_rows *rows, size_t i,
    struct er_slice *name, const char **declared)
{
	if (i >= rows->columns)
		return false;
	name->p = sqlite3_column_name(rows->stmt, (int)i + 1);
	name->n = strlen(name->p);
	*declared = affinity(sqlite3_column_decltype(rows->stmt, (int)i + 1));
	return true;
}

static void
forget_texts(struct book_rows *rows)
{
	while (rows->ntexts > 0)
		free(rows->texts[--rows->ntexts]);
}

/* The text of a cell, as a recfile would have it. False: it cannot be one. */
static bool
take_cell(struct book_rows *rows, size_t i, struct er_slice *value)
{
	int at = (int)i + 1, type = sqlite3_column_type(rows->stmt, at);
	const char *p;
	char *text;
	size_t n;

	if (type == SQLITE_BLOB)
		return false;
	if (type == SQLITE_FLOAT) {
		text = er_xasprintf("%.15g", sqlite3_column_double(rows->stmt,
		    at));
		n = strlen(text);
	} else {
		p = (const char *)sqlite3_column_text(rows->stmt, at);
		n = (size_t)sqlite3_column_bytes(rows->stmt, at);
		text = er_xstrndup(p != NULL ? p : "", n);
	}
	rows->texts = er_grow(rows->texts, rows->ntexts, &rows->cap,
	    sizeof *rows->texts);
	rows->texts[rows->ntexts++] = text;
	*value = (struct er_slice){ text, n };
	return memchr(text, '\0', n) == NULL && er_utf8_check(text, n) == n;
}

/* NULL is no field. */
static void
take_row(struct book_rows *rows, struct rec_record *record)
{
	struct rec_field *field;
	const char *name;
	size_t i;

	record->n = 0;
	for (i = 0; i < rows->columns; i++) {
		if (sqlite3_column_type(rows->stmt, (int)i + 1) == SQLITE_NULL)
			continue;
		name = sqlite3_column_name(rows->stmt, (int)i + 1);
		field = &rows->fields[record->n++];
		*field = (struct rec_field){ .name = { name, strlen(name) },
		    .line = record->line };
		if (!take_cell(rows, i, &field->value)) {
			er_diag_add(rows->diags, ER_ERROR,
			    rows->input->file.name, record->line, 0,
			    "book-database", _("column '%s' does not hold text "
			    "in UTF-8, nor a number"), name);
			record->n--;
		}
	}
}

int
book_rows_next(struct book_rows *rows, struct rec_record *record)
{
	int64_t id;
	int rc;

	if (rows->stmt == NULL)
		return 0;
	if (!rows->keep)
		forget_texts(rows);
	rc = sqlite3_step(rows->stmt);
	if (rc != SQLITE_ROW) {
		if (rc != SQLITE_DONE)
			fail_table(rows);
		return 0;
	}
	rows->steps += ++rows->row % STEPS_ROW == 0;
	id = sqlite3_column_int64(rows->stmt, 0);
	*record = (struct rec_record){ .fields = rows->fields,
	    .type = { rows->input->type, strlen(rows->input->type) },
	    .line = id > 0 ? (size_t)id : rows->row };
	take_row(rows, record);
	return 1;
}

void
book_rows_close(struct book_rows *rows)
{
	sqlite3_progress_handler(rows->input->db, 0, NULL, NULL);
	sqlite3_finalize(rows->stmt);
	forget_texts(rows);
	free(rows->texts);
	free(rows->fields);
	free(rows);
}
