/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table for each record type, with or without records, so that every view
 * compiles. A money field has three columns, a percentage two.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/store.h"

/* The columns of a kind: suffix, SQL type and how they are kept. */
struct column {
	const char *suffix, *type;
	enum store_kind kind;
};

static const struct column text_columns[] = {
	{ "", "TEXT", STORE_TEXT }, { NULL, NULL, 0 }
};
static const struct column integer_columns[] = {
	{ "", "INTEGER", STORE_INTEGER }, { NULL, NULL, 0 }
};
static const struct column real_columns[] = {
	{ "", "REAL", STORE_REAL }, { NULL, NULL, 0 }
};
static const struct column money_columns[] = {
	{ "_low", "INTEGER", STORE_INTEGER },
	{ "_high", "INTEGER", STORE_INTEGER },
	{ "_currency", "TEXT", STORE_TEXT }, { NULL, NULL, 0 }
};
static const struct column percent_columns[] = {
	{ "_low", "REAL", STORE_REAL }, { "_high", "REAL", STORE_REAL },
	{ NULL, NULL, 0 }
};
static const struct column money_or_percent_columns[] = {
	{ "_low", "INTEGER", STORE_INTEGER },
	{ "_high", "INTEGER", STORE_INTEGER },
	{ "_currency", "TEXT", STORE_TEXT },
	{ "_percent_low", "REAL", STORE_REAL },
	{ "_percent_high", "REAL", STORE_REAL }, { NULL, NULL, 0 }
};

static const struct column *
columns_of(const struct book_field *field)
{
	if (field->array)
		return text_columns;
	switch (field->domain.kind) {
	case KIND_INTEGER:
	case KIND_RANGE:
	case KIND_COUNT:
	case KIND_BOOL:
		return integer_columns;
	case KIND_REAL:
	case KIND_NUMBER:
		return real_columns;
	case KIND_MONEY:
		return money_columns;
	case KIND_PERCENT:
		return percent_columns;
	case KIND_MONEY_OR_PERCENT:
		return money_or_percent_columns;
	default:
		return text_columns;
	}
}

const char *
book_field_suffix(const struct book_field *field, size_t i)
{
	return columns_of(field)[i].suffix;
}

void
book_add_name(struct er_buf *b, const char *name)
{
	er_buf_addc(b, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			er_buf_addc(b, '"');
		er_buf_addc(b, *name);
	}
	er_buf_addc(b, '"');
}

char *
book_table_sql(const struct store *store)
{
	struct er_buf b = {0};
	size_t i;

	er_buf_adds(&b, "CREATE TABLE ");
	book_add_name(&b, store->name);
	for (i = 0; i < store->ncolumns; i++) {
		er_buf_adds(&b, i == 0 ? " (" : ", ");
		book_add_name(&b, store->columns[i].name);
		er_buf_addf(&b, " %s", store->columns[i].type);
	}
	er_buf_adds(&b, ")");
	return er_buf_steal(&b);
}

/* Its fields as columns; each learns which is its first. */
static struct store *
make_store(struct book_rectype *type, bool owners)
{
	struct store *store = store_new(type->table);
	const struct column *column;
	struct book_field *field;
	char *name;
	size_t i;

	for (i = 0; i < type->n; i++) {
		field = &type->fields[i];
		if (field->prohibited)
			continue;
		field->at = store->ncolumns - 1;
		column = columns_of(field);
		for (; column->suffix != NULL; column++) {
			name = er_xasprintf("%s%s", field->column,
			    column->suffix);
			store_add_column(store, name, field->affinity != NULL ?
			    field->affinity : column->type, column->kind);
			free(name);
		}
	}
	if (owners) {
		type->owner = store->ncolumns - 1;
		store_add_column(store, "_owner", "TEXT", STORE_TEXT);
	}
	return store;
}

/* `this` and the views are ours, sqlite_... SQLite's. */
bool
book_name_is_taken(const struct book *book, const char *name)
{
	size_t i;

	if (sqlite3_stricmp(name, "this") == 0 ||
	    sqlite3_strnicmp(name, "sqlite_", 7) == 0 ||
	    book_views_find(&book->views, (struct er_slice){ name,
	    strlen(name) }) != NULL)
		return true;
	for (i = 0; i < book->nstores; i++)
		if (sqlite3_stricmp(name, book->stores[i]->name) == 0)
			return true;
	return false;
}

void
book_stores_add(struct book *book, struct store *store)
{
	book->stores = er_grow(book->stores, book->nstores, &book->stores_cap,
	    sizeof (struct store *));
	book->stores[book->nstores++] = store;
}

/* Two types may differ in case only. */
static void
make_table(struct book *book, struct book_rectype *type, bool owners,
    struct er_diags *diags)
{
	const char *why = book_name_is_taken(book, type->table) ?
	    _("the name is taken") : NULL;

	type->store = make_store(type, owners);
	if (why == NULL && book_vtable_add(book, type->store) != SQLITE_OK)
		why = sqlite3_errmsg(book->db);
	if (why != NULL)
		/* TRANSLATORS: a record type and the reason */
		er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
		    "book-table", _("records of type %s cannot be a table: %s"),
		    type->name, why);
	book_stores_add(book, type->store);
}

void
book_tables_make(struct book *book, struct book_schema *schema, bool owners,
    struct er_diags *diags)
{
	size_t i;

	for (i = 0; i < schema->n; i++)
		make_table(book, schema->types[i], owners, diags);
}

void
book_tables_free(struct book *book)
{
	size_t i;

	for (i = 0; i < book->nstores; i++)
		store_free(book->stores[i]);
	free(book->stores);
}
