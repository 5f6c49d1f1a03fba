/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table for each record type, with or without records, so that every view
 * compiles; and the INSERT that fills it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

/* The columns of a kind: suffix and SQL type. */
struct column {
	const char *suffix, *type;
};

static const struct column text_columns[] = { { "", "TEXT" }, { NULL, NULL } };
static const struct column integer_columns[] = {
	{ "", "INTEGER" }, { NULL, NULL }
};
static const struct column real_columns[] = { { "", "REAL" }, { NULL, NULL } };
static const struct column money_columns[] = {
	{ "_low", "INTEGER" }, { "_high", "INTEGER" }, { "_currency", "TEXT" },
	{ NULL, NULL }
};
static const struct column percent_columns[] = {
	{ "_low", "REAL" }, { "_high", "REAL" }, { NULL, NULL }
};
static const struct column money_or_percent_columns[] = {
	{ "_low", "INTEGER" }, { "_high", "INTEGER" }, { "_currency", "TEXT" },
	{ "_percent_low", "REAL" }, { "_percent_high", "REAL" },
	{ NULL, NULL }
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

/* An identifier in double quotes. */
static void
add_name(struct er_buf *b, const char *name, const char *suffix)
{
	er_buf_addc(b, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			er_buf_addc(b, '"');
		er_buf_addc(b, *name);
	}
	er_buf_adds(b, suffix);
	er_buf_addc(b, '"');
}

/* The statement that makes the table; *n counts its columns. */
static char *
table_sql(struct book_rectype *type, int *n)
{
	const struct column *column;
	struct er_buf b = {0};
	size_t i;

	*n = 0;
	er_buf_adds(&b, "CREATE TABLE ");
	add_name(&b, type->table, "");
	er_buf_adds(&b, " (");
	for (i = 0; i < type->n; i++) {
		if (type->fields[i].prohibited)
			continue;
		type->fields[i].parameter = *n + 1;
		column = columns_of(&type->fields[i]);
		for (; column->suffix != NULL; column++) {
			add_name(&b, type->fields[i].column, column->suffix);
			er_buf_addf(&b, " %s, ",
			    type->fields[i].affinity != NULL ?
			    type->fields[i].affinity : column->type);
			++*n;
		}
	}
	er_buf_adds(&b, "src TEXT)");
	++*n;
	return er_buf_steal(&b);
}

static char *
insert_sql(const struct book_rectype *type, int n)
{
	struct er_buf b = {0};

	er_buf_adds(&b, "INSERT INTO ");
	add_name(&b, type->table, "");
	er_buf_adds(&b, " VALUES (?");
	while (--n > 0)
		er_buf_adds(&b, ", ?");
	er_buf_adds(&b, ")");
	return er_buf_steal(&b);
}

/* `this` is ours; sqlite_... SQLite's; two types may differ in case only. */
static bool
make_table(sqlite3 *db, struct book_rectype *type, struct er_diags *diags)
{
	char *create = table_sql(type, &type->columns), *insert;
	bool good;

	good = sqlite3_exec(db, create, NULL, NULL, NULL) == SQLITE_OK;
	if (!good)
		/* TRANSLATORS: a record type and SQLite's reason */
		er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
		    "book-table", _("records of type %s cannot be a table: %s"),
		    type->name, sqlite3_errmsg(db));
	free(create);
	if (!good)
		return false;
	insert = insert_sql(type, type->columns);
	good = sqlite3_prepare_v3(db, insert, -1, SQLITE_PREPARE_PERSISTENT,
	    &type->insert, NULL) == SQLITE_OK;
	free(insert);
	return good;
}

int
book_tables_make(sqlite3 *db, struct book_schema *schema,
    struct er_diags *diags, struct er_err *err)
{
	size_t i, before = diags->errors;

	if (sqlite3_exec(db, "CREATE TABLE this (role TEXT, organisation TEXT, "
	    "as_of TEXT, period TEXT, period_start TEXT, period_end TEXT, "
	    "currency TEXT, entity TEXT)", NULL, NULL, NULL) != SQLITE_OK)
		return book_sqlite_fail(db, err);
	for (i = 0; i < schema->n; i++)
		if (!make_table(db, schema->types[i], diags) &&
		    diags->errors == before)
			return book_sqlite_fail(db, err);
	return 0;
}
