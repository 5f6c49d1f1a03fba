/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A loaded book as an SQLite file, which compiled.c reads: a table for each
 * record type, as it is in memory, and who may see each row. It is made in
 * memory and written beside its name first: it is whole or not there.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/store.h"

enum { NAME_AT = 16, ID_AT = 68, HEADER = 100 };	/* of an SQLite file */

/* ---- where to ------------------------------------------------------------ */

static bool
is_compiled(const char *path)
{
	struct er_file file = {0};
	const unsigned char *id;
	bool is = false;

	if (er_file_open(path, 0, &file, NULL) != 0)
		return false;
	if (file.n >= HEADER && memcmp(file.p, "SQLite format 3", NAME_AT) ==
	    0) {
		id = (const unsigned char *)file.p + ID_AT;
		is = ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 |
		    (uint32_t)id[2] << 8 | id[3]) == COMPILED_ID;
	}
	er_file_close(&file);
	return is;
}

/* Only an older one is replaced, not a file that was meant to be the input. */
static int
check_target(const char *path, struct er_err *err)
{
	struct stat st;

	if (!book_is_database(path)) {
		er_fail(err, ER_USAGE, _("a compiled book is a file named "
		    "*.db or *.sqlite, not '%s'"), path);
		return -1;
	}
	if (stat(path, &st) != 0 || (S_ISREG(st.st_mode) &&
	    is_compiled(path)))
		return 0;
	er_fail(err, ER_CANTCREATE, _("'%s' is there and is no compiled book; "
	    "remove it, or give another name"), path);
	return -1;
}

/* ---- its tables ---------------------------------------------------------- */

static int
run(sqlite3 *db, const char *sql, struct er_err *err)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 :
	    book_sqlite_fail(db, err);
}

static int
make_table(sqlite3 *db, const struct store *s, struct er_err *err)
{
	char *sql = book_compiled_sql(s, true);
	int rc = run(db, sql, err);

	free(sql);
	return rc;
}

static sqlite3_stmt *
prepare_insert(sqlite3 *db, const struct store *s, struct er_err *err)
{
	struct er_buf sql = {0};
	sqlite3_stmt *stmt = NULL;
	size_t i;

	er_buf_adds(&sql, "INSERT INTO ");
	book_add_name(&sql, s->name);
	for (i = 0; i < s->ncolumns; i++)
		er_buf_adds(&sql, i == 0 ? " VALUES (?" : ", ?");
	er_buf_adds(&sql, ")");
	if (sqlite3_prepare_v2(db, sql.p, -1, &stmt, NULL) != SQLITE_OK)
		book_sqlite_fail(db, err);
	er_buf_free(&sql);
	return stmt;
}

static void
bind_cell(sqlite3_stmt *stmt, const struct store *s, size_t i, size_t row)
{
	int at = (int)i + 1;
	struct er_slice text;
	int64_t integer;
	double real;

	switch (s->columns[i].kind) {
	case STORE_TEXT:
		text = store_text(s, i, row);
		sqlite3_bind_text64(stmt, at, text.p, text.n, SQLITE_STATIC,
		    SQLITE_UTF8);
		break;
	case STORE_INTEGER:
		if (store_integer(s, i, row, &integer))
			sqlite3_bind_int64(stmt, at, integer);
		break;
	case STORE_REAL:
		if (store_real(s, i, row, &real))
			sqlite3_bind_double(stmt, at, real);
		break;
	}
}

static int
write_rows(sqlite3 *db, const struct store *s, struct er_err *err)
{
	sqlite3_stmt *stmt = prepare_insert(db, s, err);
	struct er_buf source = {0};
	size_t i, row;
	int rc = SQLITE_DONE;

	if (stmt == NULL)
		return -1;
	for (row = 0; row < s->n && rc == SQLITE_DONE; row++) {
		sqlite3_clear_bindings(stmt);
		for (i = 0; i + 1 < s->ncolumns; i++)
			bind_cell(stmt, s, i, row);
		er_buf_trim(&source, 0);
		store_add_source(&source, s, row);
		sqlite3_bind_text64(stmt, (int)i + 1, source.p, source.n,
		    SQLITE_STATIC, SQLITE_UTF8);
		rc = sqlite3_step(stmt);
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	er_buf_free(&source);
	return rc == SQLITE_DONE ? 0 : book_sqlite_fail(db, err);
}

/* What the reader compares: which program and which schema made it. */
static int
write_head(sqlite3 *db, const char *schema, struct er_err *err)
{
	int32_t version;
	char *sql;
	int rc;

	if (book_compiled_version(schema, &version, err) != 0)
		return -1;
	sql = er_xasprintf("PRAGMA journal_mode = OFF; "
	    "PRAGMA application_id = %d; PRAGMA user_version = %ld",
	    COMPILED_ID, (long)version);
	rc = run(db, sql, err);
	free(sql);
	return rc;
}

static int
write_table(sqlite3 *db, const struct store *s, struct er_err *err)
{
	return make_table(db, s, err) != 0 ? -1 : write_rows(db, s, err);
}

static int
write_types(sqlite3 *db, const struct book_schema *schema, struct er_err *err)
{
	struct book_catalog catalog;
	int rc;

	book_catalog_make(&catalog, true);
	book_catalog_fill(&catalog, schema);
	rc = write_table(db, catalog.types, err);
	if (rc == 0)
		rc = write_table(db, catalog.fields, err);
	book_catalog_free(&catalog);
	return rc;
}

static int
write_book(sqlite3 *db, const struct book *book, const char *schema,
    struct er_err *err)
{
	size_t i;

	if (write_head(db, schema, err) != 0 || run(db, "BEGIN", err) != 0 ||
	    write_types(db, &book->schema, err) != 0)
		return -1;
	for (i = 0; i < book->nstores; i++)
		if (write_table(db, book->stores[i], err) != 0)
			return -1;
	return run(db, "COMMIT", err);
}

/* ---- all of it ----------------------------------------------------------- */

static int
write_file(const struct book *book, const char *schema, const char *path,
    unsigned mode, struct er_err *err)
{
	sqlite3_int64 n = INT64_MAX;
	unsigned char *bytes;
	sqlite3 *db = NULL;
	int rc = -1;

	/* The rows are there already: no limit helps. */
	sqlite3_hard_heap_limit64(0);
	if (sqlite3_open_v2("file:compiled?vfs=memdb", &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI |
	    SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		book_sqlite_fail(db, err);
		goto out;
	}
	sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_LIMIT, &n);
	if (write_book(db, book, schema, err) != 0)
		goto out;
	bytes = sqlite3_serialize(db, "main", &n, SQLITE_SERIALIZE_NOCOPY);
	if (bytes == NULL)
		book_sqlite_fail(db, err);
	else
		rc = er_file_write(path, (const char *)bytes, (size_t)n, mode,
		    err);
out:
	sqlite3_close(db);
	return rc;
}

int
book_compile(const struct book_settings *settings, const char *path,
    unsigned mode, struct er_diags *diags, struct er_err *err)
{
	struct book_settings with_owners = *settings;
	struct book *book;
	int rc;

	with_owners.owners = true;
	if (check_target(path, err) != 0)
		return -1;
	book = book_open(&with_owners, diags, err);
	if (book == NULL)
		return -1;
	rc = write_file(book, settings->schema, path, mode, err);
	book_free(book);
	return rc;
}
