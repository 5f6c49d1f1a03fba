/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How records grow old. A record is dated when it has a date and a Max_Age, its
 * own or its type's; %max_age says which field the date is, and what a record
 * is about: of several on the same thing only the latest, at or before the
 * as-of day, can be stale. What is dated later is not looked at.
 *
 * The Max_Age of a thing that has no date of its own, such as a Kpi, holds for
 * the records about it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

/* ---- what the types say -------------------------------------------------- */

static size_t
find_field(const struct book_rectype *type, const char *column)
{
	const struct book_field *field = book_field_find_loose(type,
	    (struct er_slice){ column, strlen(column) });

	return field == NULL ? SIZE_MAX : (size_t)(field - type->fields);
}

/* A type of the book's own need not say which field is its date. */
static void
find_dates(struct book_rectype *type)
{
	static const char *const usual[BOOK_AGE_DATES] = { "as_of", "date" };
	size_t i, field;

	for (i = 0; i < BOOK_AGE_DATES; i++) {
		field = find_field(type, usual[i]);
		if (field != SIZE_MAX)
			type->age.dates[type->age.ndates++] = field;
	}
}

/* A field that nobody gave a kind, and that is no column of a database. */
static void
settle_kind(struct book_field *field, const char *kind)
{
	struct er_slice text = { kind, strlen(kind) };
	char *why;

	if (field->typed || field->affinity != NULL)
		return;
	book_domain_parse(&field->domain, text, NULL, &why);
	field->typed = field->once = true;
	field->array = false;
}

static bool
is_date(const struct book_field *field)
{
	return field->domain.kind == KIND_DATE ||
	    field->domain.kind == KIND_MONTH || field->affinity != NULL;
}

void
book_age_settle(struct book_rectype *type, struct er_diags *diags)
{
	struct book_age *age = &type->age;
	struct book_field *field;
	size_t i;

	age->own = find_field(type, "max_age");
	if (age->own == SIZE_MAX)
		return;
	settle_kind(&type->fields[age->own], "range 0 36525");
	if (age->ndates == 0 && !type->shipped)
		find_dates(type);
	for (i = 0; i < age->ndates; i++) {
		field = &type->fields[age->dates[i]];
		settle_kind(field, "date");
		if (!is_date(field))
			/* TRANSLATORS: a record type and one of its fields */
			er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
			    "book-schema", _("%s.%s is not a date, from which "
			    "Max_Age could count"), type->name, field->name);
	}
}

/* ---- the question -------------------------------------------------------- */

/* r."a", r."b" */
static void
add_columns(struct er_buf *sql, const struct book_rectype *type,
    const size_t *fields, size_t n, const char *between)
{
	size_t i;

	for (i = 0; i < n; i++)
		er_buf_addf(sql, "%sr.\"%s\"", i > 0 ? between : "",
		    type->fields[fields[i]].column);
}

/* What tells a record from others: its key, what it is about, or its entity and
 * the first line of text that each has. Returns how many fields that is. */
static size_t
find_id(const struct book_rectype *type, size_t fields[BOOK_AGE_THINGS])
{
	const struct book_field *field;
	size_t i, n;

	if (type->key != SIZE_MAX) {
		fields[0] = type->key;
		return 1;
	}
	for (n = 0; n < type->age.nthings; n++)
		fields[n] = type->age.things[n];
	for (i = 0; i < type->n && type->age.nthings == 0 && n < 2; i++) {
		field = &type->fields[i];
		if (!field->mandatory || field->array)
			continue;
		if (field->domain.kind == KIND_LINE || (n == 0 &&
		    field->target != NULL &&
		    strcmp(field->target->name, "Entity") == 0))
			fields[n++] = i;
	}
	return n;
}

/* A thing that says how long what is known of it holds good, or NULL. */
static const struct book_field *
find_guide(const struct book_rectype *type)
{
	const struct book_field *field;
	size_t i;

	for (i = 0; i < type->age.nthings; i++) {
		field = &type->fields[type->age.things[i]];
		if (field->target != NULL && field->target->age.ndates == 0 &&
		    field->target->age.own != SIZE_MAX)
			return field;
	}
	return NULL;
}

/* "g"."name", or NULL. */
static void
add_name(struct er_buf *sql, const char *table,
    const struct book_rectype *type)
{
	size_t field = find_field(type, "name");

	if (field == SIZE_MAX || field == type->key)
		er_buf_adds(sql, "NULL");
	else
		er_buf_addf(sql, "%s.\"%s\"", table,
		    type->fields[field].column);
}

/* Id, name, date, days, src of each record with a date, and whether it is the
 * latest of those about the same. */
static char *
ages_sql(const struct book_rectype *type)
{
	const struct book_field *guide = find_guide(type);
	const struct book_age *age = &type->age;
	const char *own = type->fields[age->own].column;
	size_t fields[BOOK_AGE_THINGS], n = find_id(type, fields);
	struct er_buf date = {0}, sql = {0};

	er_buf_adds(&date, "coalesce(");
	add_columns(&date, type, age->dates, age->ndates, ", ");
	er_buf_adds(&date, ", NULL)");
	er_buf_adds(&sql, n > 0 ? "SELECT " : "SELECT NULL");
	add_columns(&sql, type, fields, n, " || '/' || ");
	er_buf_adds(&sql, ", ");
	add_name(&sql, guide != NULL ? "g" : "r", guide != NULL ?
	    guide->target : type);
	er_buf_addf(&sql, ", %s, ", date.p);
	if (guide != NULL)
		er_buf_addf(&sql, "coalesce(g.\"%s\", r.\"%s\")",
		    guide->target->fields[guide->target->age.own].column, own);
	else
		er_buf_addf(&sql, "r.\"%s\"", own);
	er_buf_adds(&sql, ", r.src, ");
	if (age->nthings > 0) {
		er_buf_addf(&sql, "%s = max(%s) OVER (PARTITION BY ", date.p,
		    date.p);
		add_columns(&sql, type, age->things, age->nthings, ", ");
		er_buf_addc(&sql, ')');
	} else {
		er_buf_addc(&sql, '1');
	}
	er_buf_addf(&sql, " FROM \"%s\" AS r", type->table);
	if (guide != NULL)
		er_buf_addf(&sql, " LEFT JOIN \"%s\" AS g ON g.\"%s\" = "
		    "r.\"%s\"", guide->target->table, guide->target->fields[
		    guide->target->key].column, guide->column);
	er_buf_addf(&sql, " WHERE %s <= ?1", date.p);
	er_buf_free(&date);
	return er_buf_steal(&sql);
}

/* ---- the answer ---------------------------------------------------------- */

enum { ID, NAME, DATE, DAYS, SRC, LATEST };

/* A day, or a month, which stands for its last day. */
static bool
read_day(struct er_slice text, long *day)
{
	struct er_date date;
	char first[11];

	/* with or without a time */
	if (text.n > 0 && er_date_parse(text.p, text.n > 10 ? 10 : text.n,
	    &date)) {
		*day = er_date_to_days(date);
		return true;
	}
	if (text.n != 7)
		return false;
	snprintf(first, sizeof first, "%.7s-01", text.p);
	if (!er_date_parse(first, 10, &date))
		return false;
	date.day = er_date_days_in_month(date.year, date.month);
	*day = er_date_to_days(date);
	return true;
}

static struct er_slice
column_slice(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return (struct er_slice){ text, text == NULL ? 0 :
	    (size_t)sqlite3_column_bytes(s, column) };
}

static char *
column_text(sqlite3_stmt *s, int column)
{
	struct er_slice text = column_slice(s, column);

	return text.p == NULL ? NULL : er_xstrndup(text.p, text.n);
}

/* Columns of a database hold what they please: what is no date or no number of
 * days does not count. */
static void
take_row(struct book_ages *ages, const struct book_rectype *type,
    sqlite3_stmt *s, long today)
{
	struct er_slice date = column_slice(s, DATE);
	struct er_slice max_age = column_slice(s, DAYS);
	const char *text = (const char *)sqlite3_column_text(s, SRC);
	struct book_stale stale = {0};
	int64_t days;
	long day;

	if (!read_day(date, &day) || !book_integer_parse(max_age, &days) ||
	    days < 0)
		return;
	if (sqlite3_column_int(s, LATEST) == 0 || today - day <= days) {
		book_ages_add(ages, text, day, NULL);
		return;
	}
	stale.type = er_xstrdup(type->name);
	stale.id = column_text(s, ID);
	stale.name = column_text(s, NAME);
	stale.src = er_xstrdup(text);
	stale.age = today - day;
	stale.max_age = (long)days;
	er_date_print(er_date_from_days(day), stale.date);
	book_ages_add(ages, text, day, &stale);
}

static int
read_type(struct book *book, const struct book_rectype *type,
    struct er_date as_of, struct er_err *err)
{
	char *sql = ages_sql(type), today[11];
	sqlite3_stmt *s = NULL;
	int rc;

	er_date_print(as_of, today);
	rc = sqlite3_prepare_v2(book->db, sql, -1, &s, NULL);
	free(sql);
	if (rc == SQLITE_OK) {
		sqlite3_bind_text(s, 1, today, -1, SQLITE_STATIC);
		while ((rc = sqlite3_step(s)) == SQLITE_ROW)
			take_row(book->ages, type, s, er_date_to_days(as_of));
	}
	if (rc != SQLITE_DONE && book->fault != NULL)
		book_query_fail(book, rc, err);
	else if (rc != SQLITE_DONE)
		book_sqlite_fail(book->db, err);
	sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : -1;
}

/* The table that the view `stale` shows. */
static int
make_table(struct book *book, struct er_err *err)
{
	const struct book_stale *list;
	size_t i, n = book_stale(book, &list);
	sqlite3_stmt *s = NULL;
	int rc;

	rc = sqlite3_exec(book->db, "CREATE TABLE _stale (type TEXT, id TEXT, "
	    "date TEXT, age INTEGER, max_age INTEGER, src TEXT)", NULL, NULL,
	    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(book->db, "INSERT INTO _stale VALUES "
		    "(?, ?, ?, ?, ?, ?)", -1, &s, NULL);
	for (i = 0; i < n && rc == SQLITE_OK; i++) {
		sqlite3_bind_text(s, 1, list[i].type, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, list[i].id, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 3, list[i].date, -1, SQLITE_STATIC);
		sqlite3_bind_int64(s, 4, list[i].age);
		sqlite3_bind_int64(s, 5, list[i].max_age);
		sqlite3_bind_text(s, 6, list[i].src, -1, SQLITE_STATIC);
		sqlite3_step(s);
		rc = sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return rc == SQLITE_OK ? 0 : book_sqlite_fail(book->db, err);
}

int
book_age_read(struct book *book, const struct book_schema *schema,
    struct er_date as_of, struct er_err *err)
{
	const struct book_rectype *type;
	size_t i;

	book->ages = book_ages_new();
	for (i = 0; i < schema->n; i++) {
		type = schema->types[i];
		if (type->aged && type->age.ndates > 0 &&
		    read_type(book, type, as_of, err) != 0)
			return -1;
	}
	book_ages_settle(book->ages);
	return make_table(book, err);
}
