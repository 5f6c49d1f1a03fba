/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows in memory (store.h) as tables of SQL, each an eponymous virtual table
 * that can only be read. Beside reading all rows it finds those of one value,
 * passes over rows by their words before SQLite sees them, and gives rows in
 * the order of words. Whatever is found or passed over here SQLite checks
 * again: too many rows are never wrong.
 */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"
#include "book/store.h"

enum { FILTERS_MAX = 4, ROWS_A_STEP = 10000 };

struct table {
	sqlite3_vtab base;
	struct store *store;
	struct book *book;		/* whose steps are counted */
};

/* Which words of a column pass. */
struct filter {
	const uint32_t *words;
	bool *pass;
};

struct cursor {
	sqlite3_vtab_cursor base;
	struct store *store;
	const uint32_t *rows;		/* NULL: all, in their order */
	uint32_t *own;			/* rows, when they are ours */
	size_t at, n;			/* into rows */
	struct filter filters[FILTERS_MAX];
	size_t nfilters;
	size_t passed;			/* rows not counted as steps yet */
	struct er_buf text;		/* of src */
};

/* ---- the plan ------------------------------------------------------------ */

/* A plan is a text of items, an operator and a column each: `=` finds rows,
 * `<` `[` `>` `]` `~` (equal) pass words, `+` orders. All but the last take an
 * argument. */
static char
operator_of(unsigned char constraint)
{
	switch (constraint) {
	case SQLITE_INDEX_CONSTRAINT_EQ:
		return '~';
	case SQLITE_INDEX_CONSTRAINT_LT:
		return '<';
	case SQLITE_INDEX_CONSTRAINT_LE:
		return '[';
	case SQLITE_INDEX_CONSTRAINT_GT:
		return '>';
	case SQLITE_INDEX_CONSTRAINT_GE:
		return ']';
	default:
		return '\0';
	}
}

/* Texts that SQL would take as numbers are left to it. */
static bool
compares_as_stored(const struct store_column *c)
{
	return c->kind != STORE_TEXT || c->type[0] == '\0' ||
	    strcmp(c->type, "TEXT") == 0;
}

static const struct store_column *
plain_column(const struct store *s, int i)
{
	if (i < 0 || (size_t)i + 1 >= s->ncolumns ||
	    !compares_as_stored(&s->columns[i]))
		return NULL;
	return &s->columns[i];
}

/* How many rows have one value, at a guess. */
static double
rows_of_value(const struct store *s, const struct store_column *c)
{
	if (store_has_words(c))
		return (double)s->n / (double)c->nwords + 1;
	return c->kind == STORE_TEXT ? 1 : (double)s->n / 16 + 1;
}

/* What SQLite asks for and what is made of it. */
struct planning {
	const struct store *store;
	sqlite3_index_info *info;
	struct er_buf plan;
	int arguments;
	double rows;
};

/* IN would be several questions, whose answers may not overlap. */
static const struct store_column *
usable_column(const struct planning *p, int i)
{
	const struct sqlite3_index_constraint *c = &p->info->aConstraint[i];

	if (!c->usable || operator_of(c->op) == '\0' ||
	    sqlite3_vtab_in(p->info, i, -1) ||
	    strcmp(sqlite3_vtab_collation(p->info, i), "BINARY") != 0)
		return NULL;
	return plain_column(p->store, c->iColumn);
}

static void
use(struct planning *p, int i, char operator)
{
	er_buf_addf(&p->plan, "%c%d", operator,
	    p->info->aConstraint[i].iColumn);
	p->info->aConstraintUsage[i].argvIndex = ++p->arguments;
}

/* The equality that leaves fewest rows, or -1. */
static int
find_equality(const struct planning *p)
{
	const struct store_column *c;
	double least = 0;
	int i, best = -1;

	for (i = 0; i < p->info->nConstraint; i++) {
		if (p->info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		c = usable_column(p, i);
		if (c == NULL || (best >= 0 &&
		    rows_of_value(p->store, c) >= least))
			continue;
		best = i;
		least = rows_of_value(p->store, c);
	}
	return best;
}

static void
plan_filters(struct planning *p, int equality)
{
	const struct store_column *c;
	int i, n = 0;

	for (i = 0; i < p->info->nConstraint && n < FILTERS_MAX; i++) {
		c = i == equality ? NULL : usable_column(p, i);
		if (c == NULL || c->kind != STORE_TEXT || !store_has_words(c))
			continue;
		use(p, i, operator_of(p->info->aConstraint[i].op));
		p->rows /= 4;
		n++;
	}
}

static void
plan_order(struct planning *p)
{
	const struct sqlite3_index_orderby *by = p->info->aOrderBy;
	const struct store_column *c;
	int i, n = p->info->nOrderBy;

	for (i = 0; i < n; i++) {
		c = by[i].desc ? NULL : plain_column(p->store, by[i].iColumn);
		if (c == NULL || c->kind != STORE_TEXT || !store_has_words(c))
			return;
	}
	for (i = n; i-- > 0; )		/* the last word sorts first */
		er_buf_addf(&p->plan, "+%d", by[i].iColumn);
	p->info->orderByConsumed = n > 0;
}

/* A compiled book's rows are needed from here on. */
static bool
is_read(struct table *table)
{
	struct er_err err = {0};

	if (book_compiled_fill(table->book, table->store, &err) == 0)
		return true;
	sqlite3_free(table->base.zErrMsg);
	table->base.zErrMsg = sqlite3_mprintf("%s", err.text);
	er_err_free(&err);
	return false;
}

static int
best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	struct planning p = { .store = ((struct table *)base)->store,
	    .info = info };
	int equality;

	if (!is_read((struct table *)base))
		return SQLITE_ERROR;
	er_buf_adds(&p.plan, "");
	p.rows = (double)p.store->n + 1;
	info->estimatedCost = p.rows;
	if (p.store->n > 0) {
		equality = find_equality(&p);
		if (equality >= 0) {
			p.rows = rows_of_value(p.store, &p.store->columns[
			    info->aConstraint[equality].iColumn]);
			info->estimatedCost = 10;
			use(&p, equality, '=');
		}
		plan_filters(&p, equality);
		plan_order(&p);
	}
	info->estimatedCost += 4 * p.rows;
	info->estimatedRows = (sqlite3_int64)p.rows + 1;
	info->idxStr = sqlite3_mprintf("%s", p.plan.p);
	info->needToFreeIdxStr = 1;
	er_buf_free(&p.plan);
	return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

/* ---- running it ---------------------------------------------------------- */

/* The argument as a value of the column's kind; false when SQL has to compare
 * the two. */
static bool
read_argument(const struct store_column *c, sqlite3_value *argument,
    struct store_value *value)
{
	int type = sqlite3_value_type(argument);

	if (c->kind == STORE_TEXT && type == SQLITE_TEXT) {
		value->text.p = (const char *)sqlite3_value_text(argument);
		value->text.n = (size_t)sqlite3_value_bytes(argument);
		return value->text.p != NULL;
	}
	value->integer = sqlite3_value_int64(argument);
	value->real = sqlite3_value_double(argument);
	return (c->kind == STORE_INTEGER && type == SQLITE_INTEGER) ||
	    (c->kind == STORE_REAL && type == SQLITE_FLOAT);
}

static bool
passes(char operator, int rc)
{
	switch (operator) {
	case '<':
		return rc < 0;
	case '[':
		return rc <= 0;
	case '>':
		return rc > 0;
	case ']':
		return rc >= 0;
	default:
		return rc == 0;
	}
}

/* Not worth it where words are more than the rows to look at. */
static void
add_filter(struct cursor *c, const struct store_column *column, char operator,
    struct er_slice text)
{
	struct filter *f = &c->filters[c->nfilters];
	struct er_slice word;
	size_t i, n;
	int rc;

	if (column->nwords > c->n)
		return;
	f->words = store_words(column);
	f->pass = er_xmalloc(column->nwords * sizeof *f->pass);
	f->pass[0] = false;		/* NULL compares with nothing */
	for (i = 1; i < column->nwords; i++) {
		word = store_word(column, i);
		n = word.n < text.n ? word.n : text.n;
		rc = n > 0 ? memcmp(word.p, text.p, n) : 0;
		if (rc == 0)
			rc = (word.n > text.n) - (word.n < text.n);
		f->pass[i] = passes(operator, rc);
	}
	c->passed += column->nwords;
	c->nfilters++;
}

/* Rows that only this file saw are steps all the same. */
static int
count_rows(struct cursor *c)
{
	struct book *book = ((struct table *)c->base.pVtab)->book;

	for (; c->passed > ROWS_A_STEP; c->passed -= ROWS_A_STEP)
		if (!book_may_step(book))
			return SQLITE_INTERRUPT;
	return SQLITE_OK;
}

static size_t
row_of(const struct cursor *c)
{
	return c->rows != NULL ? c->rows[c->at] : c->at;
}

/* To the next row that passes, this one or a later one. */
static int
settle(struct cursor *c)
{
	size_t i, row, before = c->at;

	for (; c->at < c->n; c->at++) {
		row = row_of(c);
		for (i = 0; i < c->nfilters; i++)
			if (!c->filters[i].pass[c->filters[i].words[row]])
				break;
		if (i == c->nfilters)
			break;
	}
	c->passed += c->at - before;
	return count_rows(c);
}

static void
drop_filters(struct cursor *c)
{
	while (c->nfilters > 0)
		free(c->filters[--c->nfilters].pass);
}

/* The rows that pass as a list of our own, to be sorted. */
static int
collect(struct cursor *c)
{
	size_t n = 0;
	int rc;

	c->own = er_xmalloc(c->n * sizeof *c->own);
	while ((rc = settle(c)) == SQLITE_OK && c->at < c->n) {
		c->own[n++] = (uint32_t)row_of(c);
		c->at++;
		c->passed++;
	}
	c->rows = c->own;
	c->n = n;
	c->at = 0;
	drop_filters(c);
	return rc;
}

static int
sort(struct cursor *c, const char *plan)
{
	uint32_t *scratch;
	char *end;
	int rc = collect(c);

	scratch = er_xmalloc(c->n * sizeof *scratch);
	for (; rc == SQLITE_OK && *plan == '+'; plan = end) {
		store_sort(c->store, strtoul(plan + 1, &end, 10), c->own, c->n,
		    scratch);
		c->passed += c->n;
		rc = count_rows(c);
	}
	free(scratch);
	return rc;
}

static void
reset(struct cursor *c)
{
	drop_filters(c);
	free(c->own);
	c->own = NULL;
	c->rows = NULL;
	c->at = 0;
	c->n = c->store->n;
}

static int
filter(sqlite3_vtab_cursor *base, int number, const char *plan, int argc,
    sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)base;
	struct store_value value;
	size_t column;
	char *end;
	int i;

	(void)number;
	reset(c);
	for (i = 0; i < argc; i++, plan = end) {
		column = strtoul(plan + 1, &end, 10);
		if (sqlite3_value_type(argv[i]) == SQLITE_NULL) {
			c->n = 0;	/* nothing compares with it */
			return SQLITE_OK;
		}
		if (!read_argument(&c->store->columns[column], argv[i],
		    &value))
			continue;
		if (*plan == '=')
			c->rows = store_find(c->store, column, &value, &c->n);
		else
			add_filter(c, &c->store->columns[column], *plan,
			    value.text);
	}
	return *plan == '+' && c->n > 1 ? sort(c, plan) : settle(c);
}

/* ---- cells --------------------------------------------------------------- */

/* As a column of a table would have stored it, by its affinity. */
static void
result_number(sqlite3_context *ctx, const struct store_column *c,
    struct er_slice text)
{
	char *copy = er_xstrndup(text.p, text.n), *end;
	double real = strtod(copy, &end);
	long long integer;
	bool whole;

	if (*end != '\0' || strspn(copy, "+-.0123456789eE") != text.n) {
		sqlite3_result_text64(ctx, text.p, text.n, SQLITE_STATIC,
		    SQLITE_UTF8);
		free(copy);
		return;
	}
	errno = 0;
	integer = strtoll(copy, &end, 10);
	whole = *end == '\0' && errno == 0;
	if (!whole && fabs(real) < 0x1p63) {
		integer = (long long)real;
		whole = (double)integer == real;
	}
	if (whole && strcmp(c->type, "REAL") != 0)
		sqlite3_result_int64(ctx, integer);
	else
		sqlite3_result_double(ctx, real);
	free(copy);
}

static void
result_source(sqlite3_context *ctx, struct cursor *c, size_t row)
{
	er_buf_trim(&c->text, 0);
	store_add_source(&c->text, c->store, row);
	sqlite3_result_text64(ctx, c->text.p, c->text.n, SQLITE_TRANSIENT,
	    SQLITE_UTF8);
}

static void
result_text(sqlite3_context *ctx, const struct store_column *c,
    struct er_slice text)
{
	if (text.p != NULL && compares_as_stored(c))
		sqlite3_result_text64(ctx, text.p, text.n, SQLITE_STATIC,
		    SQLITE_UTF8);
	else if (text.p != NULL)
		result_number(ctx, c, text);
}

/* What is not set is NULL. */
static int
column(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int i)
{
	struct cursor *c = (struct cursor *)base;
	const struct store *s = c->store;
	size_t at = (size_t)i, row = row_of(c);
	int64_t integer;
	double real;

	if (at + 1 == s->ncolumns) {
		result_source(ctx, c, row);
		return SQLITE_OK;
	}
	switch (s->columns[at].kind) {
	case STORE_TEXT:
		result_text(ctx, &s->columns[at], store_text(s, at, row));
		break;
	case STORE_INTEGER:
		if (store_integer(s, at, row, &integer))
			sqlite3_result_int64(ctx, integer);
		break;
	case STORE_REAL:
		if (store_real(s, at, row, &real))
			sqlite3_result_double(ctx, real);
		break;
	}
	return SQLITE_OK;
}

static int
rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *id)
{
	*id = (sqlite3_int64)row_of((struct cursor *)base) + 1;
	return SQLITE_OK;
}

/* ---- the rest of a module ------------------------------------------------ */

static int
next(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;

	c->at++;
	return settle(c);
}

static int
eof(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (const struct cursor *)base;

	return c->at >= c->n;
}

static int
open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **cursor)
{
	struct cursor *c = er_xcalloc(1, sizeof *c);

	c->store = ((struct table *)base)->store;
	*cursor = &c->base;
	return SQLITE_OK;
}

static int
close_cursor(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;

	reset(c);
	er_buf_free(&c->text);
	free(c);
	return SQLITE_OK;
}

/* What the module is given: a table's rows and whose they are. */
struct origin {
	struct store *store;
	struct book *book;
};

static int
connect(sqlite3 *db, void *closure, int argc, const char *const *argv,
    sqlite3_vtab **vtab, char **why)
{
	const struct origin *origin = closure;
	struct table *table;
	char *sql = book_table_sql(origin->store);
	int rc;

	(void)argc;
	(void)argv;
	rc = sqlite3_declare_vtab(db, sql);
	free(sql);
	/* The views read it, with untrusted schema: it does no harm. */
	if (rc == SQLITE_OK)
		rc = sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	if (rc != SQLITE_OK) {
		*why = sqlite3_mprintf("%s", sqlite3_errmsg(db));
		return rc;
	}
	table = er_xcalloc(1, sizeof *table);
	table->store = origin->store;
	table->book = origin->book;
	*vtab = &table->base;
	return SQLITE_OK;
}

static int
disconnect(sqlite3_vtab *base)
{
	free(base);
	return SQLITE_OK;
}

/* Never called, as the authorizer refuses first, with better words than SQLite
 * has for a table that could not be written at all. */
static int
update(sqlite3_vtab *base, int argc, sqlite3_value **argv, sqlite3_int64 *id)
{
	(void)base;
	(void)argc;
	(void)argv;
	(void)id;
	return SQLITE_READONLY;
}

static const sqlite3_module module = {
	.xConnect = connect,
	.xBestIndex = best_index,
	.xDisconnect = disconnect,
	.xOpen = open_cursor,
	.xClose = close_cursor,
	.xFilter = filter,
	.xNext = next,
	.xEof = eof,
	.xColumn = column,
	.xRowid = rowid,
	.xUpdate = update,
};

int
book_vtable_add(struct book *book, struct store *store)
{
	struct origin *origin = er_xmalloc(sizeof *origin);
	sqlite3_stmt *s;
	char *sql;
	int rc;

	*origin = (struct origin){ store, book };
	rc = sqlite3_create_module_v2(book->db, store->name, &module, origin,
	    free);
	if (rc != SQLITE_OK)
		return rc;
	/* The first use makes it, which the authorizer would not allow. */
	sql = sqlite3_mprintf("SELECT 1 FROM \"%w\"", store->name);
	rc = sqlite3_prepare_v2(book->db, sql, -1, &s, NULL);
	sqlite3_free(sql);
	sqlite3_finalize(s);
	return rc;
}
