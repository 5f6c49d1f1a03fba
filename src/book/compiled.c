/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A compiled book (compile.c) read back into memory. Whoever can write the file
 * says what the report says, but no more: nothing of it runs. Its tables are
 * plain ones, or it is refused; each is read once, from its first row to its
 * last, under the authorizer of a page; each value is what its column holds.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/store.h"

enum {
	ROW_BYTES_MIN = 4	/* no row of a table takes less of a file */
};

/* How a column of a store is declared in the file: texts that SQL takes as
 * numbers are kept as they are. */
static const struct {
	const char *declared, *type;
	enum store_kind kind;
} types[] = {
	{ "TEXT", "TEXT", STORE_TEXT },
	{ "INTEGER", "INTEGER", STORE_INTEGER },
	{ "REAL", "REAL", STORE_REAL },
	{ "TEXT NUMERIC", "NUMERIC", STORE_TEXT },
	{ "TEXT NUMERIC", "INTEGER", STORE_TEXT },
	{ "TEXT REAL", "REAL", STORE_TEXT },
	{ "TEXT NONE", "", STORE_TEXT },
};

enum { TYPES = sizeof types / sizeof *types };

const char *
book_compiled_type(const struct store_column *c)
{
	size_t i;

	for (i = 0; i < TYPES; i++)
		if (types[i].kind == c->kind &&
		    strcmp(types[i].type, c->type) == 0)
			return types[i].declared;
	return "TEXT";		/* the lines, which are written as sources */
}

int
book_compiled_version(const char *schema, int32_t *version, struct er_err *err)
{
	uint32_t h = 2166136261u + COMPILED_FORMAT;
	struct er_file file;
	size_t i;

	if (er_file_open(schema, 0, &file, err) != 0)
		return -1;
	for (i = 0; i < file.n; i++)
		h = (h ^ (unsigned char)file.p[i]) * 16777619u;
	er_file_close(&file);
	*version = (int32_t)(h & INT32_MAX);
	return 0;
}

/* ---- the file as a whole ------------------------------------------------- */

struct reading {
	struct book *book;
	const struct book_settings *settings;
	const char *path;
	sqlite3 *db;
	struct er_err *err;
	uint64_t rows_max;	/* as many as the file can have */
	struct store *ids;	/* of the entities */
};

static int
fail_sqlite(struct reading *r)
{
	/* TRANSLATORS: a file name and SQLite's reason */
	er_fail(r->err, ER_DATA, _("cannot read the compiled book '%s': %s"),
	    r->path, sqlite3_errmsg(r->db));
	return -1;
}

/* what: a table, or a value in one. */
static int
fail_foreign(struct reading *r, const char *what)
{
	struct er_buf shown = {0};

	er_buf_addclean(&shown, what, strlen(what), 100);
	/* TRANSLATORS: a file name, and what is in it */
	er_fail(r->err, ER_DATA, _("'%s' is not as er-gen writes a compiled "
	    "book: %s; compile it again"), r->path, shown.p);
	er_buf_free(&shown);
	return -1;
}

/* A number of the file's header; -1: it has none. */
static int64_t
ask(sqlite3 *db, const char *pragma)
{
	sqlite3_stmt *s = NULL;
	int64_t number = -1;

	if (sqlite3_prepare_v2(db, pragma, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		number = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return number;
}

bool
book_is_compiled(sqlite3 *db)
{
	return ask(db, "PRAGMA application_id") == COMPILED_ID;
}

static int
check_head(struct reading *r)
{
	int32_t version;

	if (book_compiled_version(r->settings->schema, &version, r->err) != 0)
		return -1;
	if (r->settings->owners) {
		er_fail(r->err, ER_USAGE, _("'%s' is compiled already"),
		    r->path);
		return -1;
	}
	if (ask(r->db, "PRAGMA user_version") == version)
		return 0;
	er_fail(r->err, ER_DATA, _("'%s' was compiled by another version of "
	    "er-tools, or with another schema.rec; compile it again"),
	    r->path);
	return -1;
}

/* ---- its tables ---------------------------------------------------------- */

static int
add_column(struct reading *r, struct store *s, sqlite3_stmt *info)
{
	const char *name = (const char *)sqlite3_column_text(info, 0);
	const char *declared = (const char *)sqlite3_column_text(info, 1);
	size_t i;

	for (i = 0; i < TYPES && strcmp(types[i].declared, declared) != 0; i++)
		;
	if (i == TYPES || sqlite3_column_int(info, 2) != 0)
		return fail_foreign(r, name);
	store_add_column(s, name, types[i].type, types[i].kind);
	return 0;
}

/* The last two, _owner and src, are not among those of the rows in memory. */
static int
add_columns(struct reading *r, struct store *s)
{
	sqlite3_stmt *info = NULL;
	int rc, good = 0, n = 0, i;

	if (sqlite3_prepare_v2(r->db, "SELECT name, upper(type), hidden, "
	    "count(*) OVER () FROM pragma_table_xinfo(?) ORDER BY cid", -1,
	    &info, NULL) != SQLITE_OK)
		return fail_sqlite(r);
	sqlite3_bind_text(info, 1, s->name, -1, SQLITE_STATIC);
	for (i = 0; (rc = sqlite3_step(info)) == SQLITE_ROW && good == 0;
	    i++) {
		n = sqlite3_column_int(info, 3);
		if (i + 2 < n)
			good = add_column(r, s, info);
		else if (strcmp((const char *)sqlite3_column_text(info, 0),
		    i + 2 == n ? "_owner" : "src") != 0 ||
		    sqlite3_column_int(info, 2) != 0)
			good = fail_foreign(r, s->name);
	}
	if (good == 0 && (rc != SQLITE_DONE || n < 2))
		good = n < 2 ? fail_foreign(r, s->name) : fail_sqlite(r);
	sqlite3_finalize(info);
	return good;
}

static int
add_table(struct reading *r, const char *name)
{
	struct store *s;

	if (r->book->nstores == BOOK_TYPES_MAX || book_name_is_taken(r->book,
	    name))
		return fail_foreign(r, name);
	s = store_new(name);
	book_stores_add(r->book, s);
	return add_columns(r, s);
}

/* Anything but plain tables is somebody else's. */
static int
add_tables(struct reading *r)
{
	sqlite3_stmt *s = NULL;
	const char *name;
	int rc, good = 0;

	if (sqlite3_prepare_v2(r->db, "SELECT name, type = 'table' AND "
	    "rootpage > 0 FROM sqlite_schema ORDER BY rowid", -1, &s, NULL) !=
	    SQLITE_OK)
		return fail_sqlite(r);
	while (good == 0 && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		name = (const char *)sqlite3_column_text(s, 0);
		good = name != NULL && sqlite3_column_int(s, 1) ?
		    add_table(r, name) : fail_foreign(r, name != NULL ? name :
		    "sqlite_schema");
	}
	if (good == 0 && rc != SQLITE_DONE)
		good = fail_sqlite(r);
	sqlite3_finalize(s);
	return good;
}

/* ---- their rows ---------------------------------------------------------- */

static struct er_slice
text_of(sqlite3_stmt *row, int i)
{
	const char *p = (const char *)sqlite3_column_text(row, i);

	return (struct er_slice){ p, p == NULL ? 0 :
	    (size_t)sqlite3_column_bytes(row, i) };
}

static bool
is_text(struct er_slice text)
{
	return text.p != NULL && memchr(text.p, '\0', text.n) == NULL &&
	    er_utf8_check(text.p, text.n) == text.n;
}

/* False: the value is not what the column holds. */
static bool
take_cell(struct store *s, size_t i, sqlite3_stmt *row)
{
	int at = (int)i, type = sqlite3_column_type(row, at);
	struct er_slice text;

	if (type == SQLITE_NULL)
		return true;
	switch (s->columns[i].kind) {
	case STORE_TEXT:
		text = type == SQLITE_TEXT ? text_of(row, at) :
		    (struct er_slice){0};
		if (!is_text(text))
			return false;
		store_set_text(s, i, text.p, text.n);
		return true;
	case STORE_INTEGER:
		store_set_integer(s, i, sqlite3_column_int64(row, at));
		return type == SQLITE_INTEGER;
	case STORE_REAL:
		store_set_real(s, i, sqlite3_column_double(row, at));
		return type == SQLITE_FLOAT;
	}
	return false;
}

/* "file:line", of which the file is kept in *file. */
static bool
read_source(struct er_slice source, struct er_buf *file, int64_t *line)
{
	size_t colon = source.n;

	while (colon > 0 && source.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || !is_text(source) || !book_integer_parse(
	    (struct er_slice){ source.p + colon, source.n - colon }, line) ||
	    *line < 0)
		return false;
	er_buf_trim(file, 0);
	er_buf_add(file, source.p, colon - 1);
	return true;
}

/* A damaged file can have more rows than there is room for in it, or show one
 * piece of it in many. */
static bool
is_bounded(struct reading *r, const struct store *s, sqlite3_stmt *row)
{
	size_t bytes = 0, i;

	for (i = 0; i < s->ncolumns + 1; i++)
		bytes += (size_t)sqlite3_column_bytes(row, (int)i);
	return r->rows_max-- > 0 &&
	    book_take_memory(r->book, s, bytes, NULL) == 0;
}

/* False: something in it is not what er-gen writes. */
static bool
take_row(struct reading *r, struct store *s, sqlite3_stmt *row,
    struct er_buf *file)
{
	int n = (int)s->ncolumns - 1;
	struct er_slice owner = text_of(row, n);
	int64_t line;
	size_t i;

	if (!is_bounded(r, s, row) ||
	    !read_source(text_of(row, n + 1), file, &line))
		return false;
	if (!book_owner_visible(owner, r->settings))
		return true;
	if (!store_add_row(s, file->p, (size_t)line))
		return false;
	for (i = 0; i + 1 < s->ncolumns; i++)
		if (!take_cell(s, i, row))
			return false;
	r->book->rows++;
	return true;
}

static sqlite3_stmt *
select_all(struct reading *r, const struct store *s)
{
	struct er_buf sql = {0};
	sqlite3_stmt *stmt = NULL;
	size_t i;

	er_buf_adds(&sql, "SELECT ");
	for (i = 0; i + 1 < s->ncolumns; i++) {
		book_add_name(&sql, s->columns[i].name);
		er_buf_adds(&sql, ", ");
	}
	er_buf_adds(&sql, "_owner, src FROM ");
	book_add_name(&sql, s->name);
	er_buf_adds(&sql, " NOT INDEXED ORDER BY rowid");
	if (sqlite3_prepare_v2(r->db, sql.p, -1, &stmt, NULL) != SQLITE_OK)
		fail_sqlite(r);
	er_buf_free(&sql);
	return stmt;
}

/* An entity that is not asked for is one all the same, for the message that
 * another is none. */
static void
note_entity(struct reading *r, const struct store *s, sqlite3_stmt *row)
{
	struct er_slice id;
	size_t i;

	for (i = 0; i + 1 < s->ncolumns; i++) {
		if (strcmp(s->columns[i].name, "id") != 0)
			continue;
		id = text_of(row, (int)i);
		if (is_text(id) && store_add_row(r->ids, "", 0))
			store_set_text(r->ids, 0, id.p, id.n);
	}
}

static int
read_table(struct reading *r, struct store *s)
{
	sqlite3_stmt *row = select_all(r, s);
	bool entities = strcmp(s->name, "entity") == 0;
	struct er_buf file = {0};
	char *what;
	size_t n = 0;
	int rc, good = 0;

	if (row == NULL)
		return -1;
	while (good == 0 && (rc = sqlite3_step(row)) == SQLITE_ROW) {
		n++;
		if (entities)
			note_entity(r, s, row);
		if (take_row(r, s, row, &file))
			continue;
		/* TRANSLATORS: a table's name and the number of its row */
		what = er_xasprintf(_("table %s, row %zu"), s->name, n);
		good = fail_foreign(r, what);
		free(what);
	}
	if (good == 0 && rc != SQLITE_DONE)
		good = fail_sqlite(r);
	sqlite3_finalize(row);
	er_buf_free(&file);
	return good;
}

/* ---- what reports need to know of it ------------------------------------- */

static struct er_slice
first_value(const struct store *s, const char *name)
{
	size_t i;

	for (i = 0; i + 1 < s->ncolumns; i++)
		if (s->columns[i].kind == STORE_TEXT &&
		    strcmp(s->columns[i].name, name) == 0)
			return store_text(s, i, 0);
	return (struct er_slice){0};
}

static int
note_organisation(struct reading *r, struct book_index *index)
{
	const struct store *s = NULL;
	struct er_slice currency, as_of;
	size_t i;

	for (i = 0; i < r->book->nstores; i++)
		if (strcmp(r->book->stores[i]->name, "organisation") == 0)
			s = r->book->stores[i];
	if (s == NULL || s->n != 1)
		return fail_foreign(r, "organisation");
	index->organisation = first_value(s, "name");
	currency = first_value(s, "currency");
	if (currency.n == 3)
		memcpy(index->currency, currency.p, 3);
	if (money_exponent(index->currency) < 0)
		index->currency[0] = '\0';
	as_of = first_value(s, "as_of");
	if (!er_date_parse(as_of.p, as_of.n, &index->as_of))
		index->as_of = (struct er_date){0};
	return 0;
}

static void
note_entities(struct reading *r, struct book_index *index)
{
	struct book_key key = { .space = index->entity };
	size_t i;

	for (i = 0; i < r->ids->n; i++) {
		key.value = store_text(r->ids, 0, i);
		book_index_add(index, &key);
	}
}

int
book_compiled_read(struct book *book, const struct book_settings *settings,
    struct book_index *index, struct store **ids, struct er_err *err)
{
	struct reading r = { book, settings, book->inputs.compiled_path,
	    book->inputs.compiled, err, book->inputs.bytes / ROW_BYTES_MIN,
	    store_new("ids") };
	size_t i;

	*ids = r.ids;
	store_add_column(r.ids, "id", "TEXT", STORE_TEXT);
	if (check_head(&r) != 0 || add_tables(&r) != 0)
		return -1;
	book_sandbox_deny(r.db);
	for (i = 0; i < book->nstores; i++)
		if (read_table(&r, book->stores[i]) != 0 ||
		    book_vtable_add(book, book->stores[i]) != SQLITE_OK)
			return r.err->cls != ER_NONE ? -1 :
			    book_sqlite_fail(book->db, err);
	note_entities(&r, index);
	return note_organisation(&r, index);
}
