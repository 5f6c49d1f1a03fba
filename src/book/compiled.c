/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A compiled book (compile.c) read back into memory, a table when a query first
 * names it. Whoever can write the file says what the report says, but no more:
 * nothing of it runs. Its tables are plain ones, or it is refused; each is read
 * once, from its first row to its last, under the authorizer of a page; each
 * value is what its column holds.
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
	const char *type, *declared;
} texts[] = {
	{ "NUMERIC", "TEXT NUMERIC" }, { "INTEGER", "TEXT NUMERIC" },
	{ "REAL", "TEXT REAL" }, { "", "TEXT NONE" },
};

static const char *
declared_type(const struct store_column *c)
{
	size_t i;

	if (c->kind == STORE_INTEGER)
		return "INTEGER";
	if (c->kind == STORE_REAL)
		return "REAL";
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i].type, c->type) == 0)
			return texts[i].declared;
	return "TEXT";
}

char *
book_compiled_sql(const struct store *s, bool owners)
{
	struct er_buf sql = {0};
	size_t i;

	er_buf_adds(&sql, "CREATE TABLE ");
	book_add_name(&sql, s->name);
	er_buf_adds(&sql, " (");
	for (i = 0; i + 1 < s->ncolumns; i++) {
		book_add_name(&sql, s->columns[i].name);
		er_buf_addf(&sql, " %s, ", declared_type(&s->columns[i]));
	}
	if (!owners)
		er_buf_adds(&sql, "\"_owner\" TEXT, ");
	er_buf_adds(&sql, "src TEXT)");
	return er_buf_steal(&sql);
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

struct book_compiled {
	sqlite3 *db;
	char *path;
	struct book_settings asked;	/* only the entities, our own */
	uint64_t rows_max;		/* as many as the file can still have */
	struct store *ids;		/* of the entities */
};

struct reading {
	struct book *book;
	struct book_compiled *c;
	struct er_err *err;
};

static int
fail_sqlite(struct reading *r)
{
	/* TRANSLATORS: a file name and SQLite's reason */
	er_fail(r->err, ER_DATA, _("cannot read the compiled book '%s': %s"),
	    r->c->path, sqlite3_errmsg(r->c->db));
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
	    "book: %s; compile it again"), r->c->path, shown.p);
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
check_head(struct reading *r, const struct book_settings *settings)
{
	int32_t version;

	if (book_compiled_version(settings->schema, &version, r->err) != 0)
		return -1;
	if (settings->owners) {
		er_fail(r->err, ER_USAGE, _("'%s' is compiled already"),
		    r->c->path);
		return -1;
	}
	if (ask(r->c->db, "PRAGMA user_version") == version)
		return 0;
	er_fail(r->err, ER_DATA, _("'%s' was compiled by another version of "
	    "er-tools, or with another schema.rec; compile it again"),
	    r->c->path);
	return -1;
}

/* ---- their rows ---------------------------------------------------------- */

static struct er_slice
text_of(sqlite3_stmt *row, size_t i)
{
	const char *p = (const char *)sqlite3_column_text(row, (int)i);

	return (struct er_slice){ p, p == NULL ? 0 :
	    (size_t)sqlite3_column_bytes(row, (int)i) };
}

static bool
is_text(struct er_slice text)
{
	return text.p != NULL && memchr(text.p, '\0', text.n) == NULL &&
	    er_utf8_check(text.p, text.n) == text.n;
}

/* False: the value is not what the column holds. */
static bool
take_cell(struct store *s, size_t i, sqlite3_value *value)
{
	int type = sqlite3_value_type(value);
	struct er_slice text;

	if (type == SQLITE_NULL)
		return true;
	switch (s->columns[i].kind) {
	case STORE_TEXT:
		text.p = (const char *)sqlite3_value_text(value);
		text.n = (size_t)sqlite3_value_bytes(value);
		if (type != SQLITE_TEXT || !is_text(text))
			return false;
		store_set_text(s, i, text.p, text.n);
		return true;
	case STORE_INTEGER:
		store_set_integer(s, i, sqlite3_value_int64(value));
		return type == SQLITE_INTEGER;
	case STORE_REAL:
		store_set_real(s, i, sqlite3_value_double(value));
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
	if (colon < 2 || !book_integer_parse((struct er_slice){
	    source.p + colon, source.n - colon }, line) || *line < 0)
		return false;
	if (file->n == colon - 1 && memcmp(file->p, source.p, file->n) == 0)
		return true;
	if (!is_text(source))
		return false;
	er_buf_trim(file, 0);
	er_buf_add(file, source.p, colon - 1);
	return true;
}

/* False: something in it is not what er-gen writes. A damaged file can seem to
 * have more rows than there is room for in it. */
static bool
take_row(struct reading *r, struct store *s, sqlite3_stmt *row,
    struct er_buf *file)
{
	size_t n = s->ncolumns - 1, i;
	int64_t line;

	if (r->c->rows_max-- == 0 ||
	    !read_source(text_of(row, n + 1), file, &line))
		return false;
	if (!book_owner_visible(text_of(row, n), &r->c->asked))
		return true;
	if (!store_add_row(s, file->p, (size_t)line))
		return false;
	for (i = 0; i < n; i++)
		if (!take_cell(s, i, sqlite3_column_value(row, (int)i)))
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
	if (sqlite3_prepare_v2(r->c->db, sql.p, -1, &stmt, NULL) != SQLITE_OK)
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
		id = text_of(row, i);
		if (is_text(id) && store_add_row(r->c->ids, "", 0))
			store_set_text(r->c->ids, 0, id.p, id.n);
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

int
book_compiled_fill(struct book *book, struct store *store,
    struct er_err *err)
{
	struct reading r = { book, book->compiled, err };

	if (store->unread && book->fault == NULL) {
		store->unread = false;
		if (read_table(&r, store) != 0)
			book->fault = er_xstrdup(err->text);
	}
	if (book->fault == NULL)
		return 0;
	er_fail(err, ER_DATA, "%s", book->fault);
	return -1;
}

/* ---- what reports need to know of it ------------------------------------- */

/* Its rows are read; NULL after a fault. */
static const struct store *
find_table(struct reading *r, const char *name)
{
	struct store *s;
	size_t i;

	for (i = 0; i < r->book->nstores; i++) {
		s = r->book->stores[i];
		if (strcmp(s->name, name) == 0)
			return book_compiled_fill(r->book, s, r->err) == 0 ?
			    s : NULL;
	}
	fail_foreign(r, name);
	return NULL;
}

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
	const struct store *s = find_table(r, "organisation");
	struct er_slice currency, as_of;

	if (s == NULL || s->n != 1)
		return s == NULL ? -1 : fail_foreign(r, s->name);
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

static int
note_entities(struct reading *r, struct book_index *index)
{
	struct book_key key = { .space = index->entity };
	size_t i;

	if (find_table(r, "entity") == NULL)
		return -1;
	for (i = 0; i < r->c->ids->n; i++) {
		key.value = store_text(r->c->ids, 0, i);
		book_index_add(index, &key);
	}
	return 0;
}

/* ---- its tables ---------------------------------------------------------- */

/* Is there the table that er-gen would have made? */
static int
check_table(struct reading *r, const struct store *store)
{
	char *sql = book_compiled_sql(store, false);
	sqlite3_stmt *s = NULL;
	int rc, good = 0;

	rc = sqlite3_prepare_v2(r->c->db, "SELECT 1 FROM sqlite_schema WHERE "
	    "type = 'table' AND rootpage > 0 AND name = ? AND sql = ?", -1, &s,
	    NULL);
	sqlite3_bind_text(s, 1, store->name, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, sql, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_DONE)
		good = fail_foreign(r, store->name);
	else if (rc != SQLITE_ROW)
		good = fail_sqlite(r);
	sqlite3_finalize(s);
	free(sql);
	return good;
}

/* And nothing else, such as a trigger or an index. */
static int
check_number(struct reading *r, size_t tables)
{
	if (ask(r->c->db, "SELECT count(*) FROM sqlite_schema") ==
	    (int64_t)tables)
		return 0;
	return fail_foreign(r, "sqlite_schema");
}

static int
read_types(struct reading *r, struct book_schema *schema)
{
	struct book_catalog catalog;
	int rc = -1;

	book_catalog_make(&catalog, false);
	if (check_table(r, catalog.types) == 0 &&
	    check_table(r, catalog.fields) == 0 &&
	    read_table(r, catalog.types) == 0 &&
	    read_table(r, catalog.fields) == 0)
		rc = book_catalog_take(&catalog, schema) ? 0 :
		    fail_foreign(r, catalog.types->name);
	book_catalog_free(&catalog);
	return rc;
}

static int
make_tables(struct reading *r, struct book_schema *schema)
{
	struct er_diags diags = {0};
	size_t i;
	int rc = 0;

	book_tables_make(r->book, schema, false, &diags);
	if (diags.errors > 0)
		rc = fail_foreign(r, diags.list[0].text);
	er_diags_free(&diags);
	for (i = 0; i < r->book->nstores && rc == 0; i++) {
		rc = check_table(r, r->book->stores[i]);
		r->book->stores[i]->unread = true;
	}
	return rc != 0 ? -1 : check_number(r, r->book->nstores + 2);
}

/* ---- opening ------------------------------------------------------------- */

/* The database is taken over from the inputs, which are closed soon. */
static struct book_compiled *
take_input(struct book_inputs *inputs, const struct book_settings *settings)
{
	struct book_compiled *c = er_xcalloc(1, sizeof *c);
	const char **entities;
	size_t i;

	c->db = inputs->compiled;
	c->path = inputs->compiled_path;
	inputs->compiled_path = NULL;
	inputs->ndatabases = 0;
	c->rows_max = inputs->bytes / ROW_BYTES_MIN;
	c->ids = store_new("ids");
	store_add_column(c->ids, "id", "TEXT", STORE_TEXT);
	entities = er_xcalloc(settings->nentities + 1, sizeof *entities);
	for (i = 0; i < settings->nentities; i++)
		entities[i] = er_xstrdup(settings->entities[i]);
	c->asked.entities = entities;
	c->asked.nentities = settings->nentities;
	return c;
}

void
book_compiled_free(struct book_compiled *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->asked.nentities; i++)
		free((char *)(uintptr_t)c->asked.entities[i]);
	free((void *)(uintptr_t)c->asked.entities);
	store_free(c->ids);
	sqlite3_close(c->db);
	free(c->path);
	free(c);
}

int
book_compiled_open(struct book *book, const struct book_settings *settings,
    struct book_schema *schema, struct book_index *index, struct er_err *err)
{
	struct reading r = { book, take_input(&book->inputs, settings), err };

	book->compiled = r.c;
	book_schema_free(schema);	/* it has its own */
	if (check_head(&r, settings) != 0 || read_types(&r, schema) != 0 ||
	    make_tables(&r, schema) != 0)
		return -1;
	book_sandbox_deny(r.c->db);
	index->entity = book_type_find(schema,
	    (struct er_slice){ "Entity", 6 });
	return note_organisation(&r, index) != 0 ? -1 :
	    note_entities(&r, index);
}
