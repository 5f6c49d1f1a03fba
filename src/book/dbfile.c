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

/* The handler is called every STEP_OPS operations: 2e8 of them, and more for
 * every row of a table, of which there are no more than the file has room for.
 */
enum { STEP_OPS = 10000, STEPS_MIN = 20000, STEPS_ROW = 10, SHOWN = 200 };

struct book_rows {
	const struct book_input *input;
	struct er_diags *diags;
	sqlite3_stmt *stmt;
	size_t columns;			/* without the first, the rowid */
	struct er_slice *names;		/* of the columns */
	const char **affinities;	/* static */
	struct rec_field *fields;	/* of the row */
	size_t row;			/* rows so far */
	uint64_t steps;			/* left */
	bool keep;			/* texts outlive their row */
	char **texts;
	size_t ntexts, cap;
};

/* ---- the file ------------------------------------------------------------ */

static int
count_steps(void *closure)
{
	uint64_t *steps = closure;

	if (*steps == 0)
		return 1;
	--*steps;
	return 0;
}

/* Control characters in a name would break the lines that tell of it. */
static void
add_table(struct book_inputs *inputs, const char *path, sqlite3 *db,
    const char *table, bool view)
{
	struct book_input *input = book_inputs_add(inputs);
	struct er_buf name = {0};

	input->format = FORMAT_DATABASE;
	input->db = db;
	input->view = view;
	input->table = er_xstrdup(table);
	input->type = er_xstrdup(table[0] != '\0' ? table : "_");
	er_buf_adds(&name, path);
	er_buf_addc(&name, ':');
	er_buf_addclean(&name, table, strlen(table), SHOWN);
	input->file.name = er_buf_steal(&name);
}

/* Virtual tables need what we do not have, and the tables in which SQLite keeps
 * what is in them mean nothing by themselves. */
static const char list_tables[] =
    "SELECT name, type = 'view' FROM sqlite_schema t WHERE "
    "(type = 'view' OR type = 'table' AND rootpage > 0) AND "
    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT EXISTS (SELECT 1 FROM "
    "sqlite_schema v WHERE v.type = 'table' AND v.rootpage = 0 AND "
    "substr(t.name, 1, length(v.name) + 1) = v.name || '_' AND "
    "substr(t.name, length(v.name) + 2) IN ('data', 'idx', 'content', "
    "'docsize', 'config', 'segments', 'segdir', 'stat', 'node', 'parent', "
    "'rowid')) ORDER BY name";

static int
add_tables(struct book_inputs *inputs, const char *path, sqlite3 *db,
    struct er_err *err)
{
	uint64_t steps = STEPS_MIN;
	sqlite3_stmt *s = NULL;
	int rc = SQLITE_ERROR;

	sqlite3_progress_handler(db, STEP_OPS, count_steps, &steps);
	if (sqlite3_prepare_v2(db, list_tables, -1, &s, NULL) == SQLITE_OK)
		while ((rc = sqlite3_step(s)) == SQLITE_ROW)
			add_table(inputs, path, db,
			    (const char *)sqlite3_column_text(s, 0),
			    sqlite3_column_int(s, 1) != 0);
	if (rc != SQLITE_DONE)
		book_database_fail(db, path, err);
	sqlite3_finalize(s);
	sqlite3_progress_handler(db, 0, NULL, NULL);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
book_database_open(struct book_inputs *inputs, const char *path,
    struct er_err *err)
{
	sqlite3 *db = NULL;
	struct stat st;
	bool compiled = false;
	int rc = book_database_connect(inputs, path, &db, err);

	if (rc == 0)
		compiled = book_is_compiled(db);
	if (rc == 0 && !compiled)
		rc = add_tables(inputs, path, db, err);
	if (rc != 0) {
		sqlite3_close(db);
		return -1;
	}
	if (compiled) {
		free(inputs->compiled_path);
		inputs->compiled_path = er_xstrdup(path);
		inputs->compiled = db;
	} else {
		book_sandbox_deny(db);
	}
	inputs->bytes += stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
	inputs->databases = er_grow(inputs->databases, inputs->ndatabases,
	    &inputs->databases_cap, sizeof (sqlite3 *));
	inputs->databases[inputs->ndatabases++] = db;
	return 0;
}

/* ---- its rows ------------------------------------------------------------ */

/* One of the names of the rowid that is not a column's; NULL when the table has
 * none, as views and tables WITHOUT ROWID, or cannot tell it. */
static const char *
find_rowid(sqlite3 *db, const char *table)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid" };
	sqlite3_stmt *all = NULL;
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
	const char *found = NULL;
	size_t i;
	int k, n;

	sqlite3_prepare_v2(db, sql, -1, &all, NULL);
	sqlite3_free(sql);
	n = sqlite3_column_count(all);
	for (i = 0; i < sizeof names / sizeof *names && found == NULL; i++) {
		for (k = 0; k < n && sqlite3_stricmp(names[i],
		    sqlite3_column_name(all, k)) != 0; k++)
			;
		if (k == n)
			found = names[i];
	}
	sqlite3_finalize(all);
	return found;
}

static sqlite3_stmt *
select_all(sqlite3 *db, const char *table)
{
	const char *rowid = find_rowid(db, table);
	sqlite3_stmt *stmt = NULL;
	char *sql;

	sql = sqlite3_mprintf("SELECT %s, * FROM \"%w\"", rowid != NULL ? rowid :
	    "NULL", table);
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
	bool slow = sqlite3_errcode(rows->input->db) == SQLITE_INTERRUPT;

	er_diag_add(rows->diags, ER_ERROR, rows->input->file.name, 0, 0,
	    "book-database", _("the table cannot be read: %s"), slow ?
	    _("it takes too long") : sqlite3_errmsg(rows->input->db));
}

/* What a column was declared to hold, by SQLite's rules of affinity; NULL when
 * it was not, as what a view works out. */
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

	if (declared == NULL || declared[0] == '\0')
		return NULL;
	for (i = 0; sqlite3_strlike(rules[i].pattern, declared, 0) != 0; i++)
		;
	return rules[i].affinity;
}

/* "src" is ours: where the record stands. */
static void
name_columns(struct book_rows *rows)
{
	const char *name;
	size_t i;

	rows->names = er_xcalloc(rows->columns + 1, sizeof *rows->names);
	rows->affinities = er_xcalloc(rows->columns + 1,
	    sizeof *rows->affinities);
	for (i = 0; i < rows->columns; i++) {
		name = sqlite3_column_name(rows->stmt, (int)i + 1);
		if (sqlite3_stricmp(name, "src") == 0)
			name = "src_";
		rows->names[i] = (struct er_slice){ name, strlen(name) };
		rows->affinities[i] = affinity(sqlite3_column_decltype(
		    rows->stmt, (int)i + 1));
	}
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
	sqlite3_progress_handler(input->db, STEP_OPS, count_steps,
	    &rows->steps);
	rows->stmt = select_all(input->db, input->table);
	if (rows->stmt == NULL) {
		fail_table(rows);
		return rows;
	}
	rows->columns = (size_t)sqlite3_column_count(rows->stmt) - 1;
	rows->fields = er_xcalloc(rows->columns + 1, sizeof *rows->fields);
	name_columns(rows);
	return rows;
}

/* Steps to the next row, which may take a little more time than the last. */
static int
step(struct book_rows *rows)
{
	int rc = sqlite3_step(rows->stmt);

	if (rc == SQLITE_ROW && !rows->input->view)
		rows->steps += ++rows->row % STEPS_ROW == 0;
	else if (rc == SQLITE_ROW)
		rows->row++;
	return rc;
}

void
book_rows_learn(struct book_rows *rows)
{
	enum { NUMBERS = 1, OTHERS = 2 };
	unsigned char *seen = er_xcalloc(rows->columns + 1, 1);
	size_t i, undeclared = 0;
	int type;

	for (i = 0; i < rows->columns; i++)
		undeclared += rows->affinities[i] == NULL;
	while (undeclared > 0 && step(rows) == SQLITE_ROW)
		for (i = 0; i < rows->columns; i++) {
			type = sqlite3_column_type(rows->stmt, (int)i + 1);
			if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
				seen[i] |= NUMBERS;
			else if (type != SQLITE_NULL)
				seen[i] |= OTHERS;
		}
	for (i = 0; i < rows->columns; i++)
		if (rows->affinities[i] == NULL && seen[i] == NUMBERS)
			rows->affinities[i] = "NUMERIC";
	free(seen);
}

bool
book_rows_column(const struct book_rows *rows, size_t i,
    struct er_slice *name, const char **declared)
{
	if (i >= rows->columns)
		return false;
	*name = rows->names[i];
	*declared = rows->affinities[i] != NULL ? rows->affinities[i] : "";
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

/* NULL is no field, nor is a picture or the like in a table that is no record
 * type. */
static void
take_row(struct book_rows *rows, struct rec_record *record)
{
	struct rec_field *field;
	size_t i;
	int type;

	record->n = 0;
	for (i = 0; i < rows->columns; i++) {
		type = sqlite3_column_type(rows->stmt, (int)i + 1);
		if (type == SQLITE_NULL ||
		    (type == SQLITE_BLOB && rows->input->foreign))
			continue;
		field = &rows->fields[record->n++];
		*field = (struct rec_field){ .name = rows->names[i],
		    .line = record->line };
		if (!take_cell(rows, i, &field->value)) {
			er_diag_add(rows->diags, ER_ERROR,
			    rows->input->file.name, record->line, 0,
			    "book-database", _("column '%s' does not hold text "
			    "in UTF-8, nor a number"), rows->names[i].p);
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
	rc = step(rows);
	if (rc != SQLITE_ROW) {
		if (rc != SQLITE_DONE)
			fail_table(rows);
		return 0;
	}
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
	free(rows->names);
	free(rows->affinities);
	free(rows->fields);
	free(rows);
}
