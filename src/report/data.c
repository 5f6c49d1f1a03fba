/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A query's columns put together into figures: X_low, X_high and X_currency
 * are one column X, and X_src is its lineage; src is that of the others, state
 * a word on missing bounds.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/reading.h"

enum { ROWS_MAX = 100000 };

static void
complain(struct reading *r, const char *text)
{
	er_diag_add(r->diags, ER_ERROR, r->file, r->query->line, 0, NULL,
	    "%s: %s", r->query->name, text);
}

/* The query's column called base + suffix, or NONE. */
static int
find_column(const struct reading *r, const char *base, size_t n,
    const char *suffix)
{
	size_t i, columns = book_columns(r->rows);
	const char *name;

	for (i = 0; i < columns; i++) {
		name = book_column_name(r->rows, i);
		if (strncmp(name, base, n) == 0 &&
		    strcmp(name + n, suffix) == 0)
			return (int)i;
	}
	return NONE;
}

static bool
ends_in(const char *name, const char *suffix, size_t *base)
{
	size_t n = strlen(name), m = strlen(suffix);

	*base = n > m ? n - m : 0;
	return n > m && strcmp(name + n - m, suffix) == 0;
}

/* "next_step" -> "Next step"; a name that is not all lower case stays. */
static char *
readable(const char *name)
{
	char *label = doc_clean(name, strlen(name), false), *p;

	for (p = label; *p != '\0'; p++) {
		if ((*p < 'a' || *p > 'z') && (*p < '0' || *p > '9') &&
		    *p != '_')
			return label;
	}
	for (p = label; *p != '\0'; p++) {
		if (*p == '_')
			*p = ' ';
	}
	if (label[0] >= 'a' && label[0] <= 'z')
		label[0] = (char)(label[0] - 'a' + 'A');
	return label;
}

static char *
make_label(const char *name)
{
	char *label = readable(name), *words;

	/* Each label is a message of its page: messages.c finds them. */
	words = er_xstrdup(R_C("column", label));
	free(label);
	return words;
}

static void
show_column(struct reading *r, const char *name, size_t n,
    struct origin origin)
{
	struct doc_data *data = r->data;
	struct doc_column *column = &data->columns[data->ncolumns];

	column->name = er_xstrndup(name, n);
	column->label = make_label(column->name);
	column->decimals = -1;
	column->type = DOC_WORDS;
	column->pair = origin.high != origin.low;
	if (column->pair || origin.currency != NONE) {
		column->type = origin.currency != NONE ? DOC_MONEY :
		    DOC_NUMBER;
		column->grouped = true;
		r->typed[data->ncolumns] = true;
	}
	r->origins[data->ncolumns++] = origin;
}

/* Does the column go with another one, called as this one is before suffix? */
static bool
goes_with(const struct reading *r, const char *name, const char *suffix)
{
	size_t n;

	return ends_in(name, suffix, &n) &&
	    (find_column(r, name, n, "_low") != NONE ||
	    find_column(r, name, n, "") != NONE);
}

/* Decides for each column of the query whether it is shown, and with which
 * others. */
static void
map_columns(struct reading *r)
{
	size_t i, n, columns = book_columns(r->rows);
	struct origin origin;
	const char *name;

	r->data->columns = er_xcalloc(columns + 1, sizeof *r->data->columns);
	r->origins = er_xcalloc(columns + 1, sizeof *r->origins);
	r->typed = er_xcalloc(columns + 1, sizeof *r->typed);
	r->src = find_column(r, "src", 3, "");
	r->state = find_column(r, "state", 5, "");
	r->shared_currency = find_column(r, "currency", 8, "");
	for (i = 0; i < columns; i++) {
		name = book_column_name(r->rows, i);
		if ((int)i == r->src || (int)i == r->state)
			continue;
		if (ends_in(name, "_high", &n) &&
		    find_column(r, name, n, "_low") != NONE)
			continue;
		if (goes_with(r, name, "_currency") ||
		    goes_with(r, name, "_src"))
			continue;
		origin.low = origin.high = (int)i;
		if (ends_in(name, "_low", &n) &&
		    find_column(r, name, n, "_high") != NONE)
			origin.high = find_column(r, name, n, "_high");
		else
			n = strlen(name);
		origin.currency = find_column(r, name, n, "_currency");
		origin.src = find_column(r, name, n, "_src");
		show_column(r, name, n, origin);
	}
}

/* Finds a column that an option names; tells what there is when it is not
 * there. */
static size_t
find_shown(struct reading *r, const char *name, size_t at)
{
	size_t i, found = doc_data_column(r->data, name);
	struct role_names names = {0};

	if (found < r->data->ncolumns)
		return found;
	er_diag_add(r->diags, ER_ERROR, r->file, r->query->line, at, NULL,
	    _("the query '%s' has no column '%s'"), r->query->name, name);
	for (i = 0; i < r->data->ncolumns; i++)
		role_names_add(&names, r->data->columns[i].name);
	role_names_note(&names, name, r->file, r->query->line, at, r->diags);
	role_names_free(&names);
	return SIZE_MAX;
}

static bool
apply_options(struct reading *r)
{
	static const enum doc_type types[] = {
		[ROLE_MONEY] = DOC_MONEY, [ROLE_NUMBER] = DOC_NUMBER,
		[ROLE_PERCENT] = DOC_PERCENT, [ROLE_DATE] = DOC_DATE
	};
	const struct role_query *query = r->query;
	struct doc_column *column;
	bool good = true;
	size_t i, c;

	for (i = 0; i < query->n; i++) {
		c = find_shown(r, query->columns[i].name,
		    query->columns[i].at);
		if (c == SIZE_MAX) {
			good = false;
			continue;
		}
		column = &r->data->columns[c];
		if (column->pair && query->columns[i].type == ROLE_DATE) {
			reading_refuse_pair(r, column, query->columns[i].at);
			good = false;
			continue;
		}
		column->type = types[query->columns[i].type];
		column->decimals = query->columns[i].decimals;
		column->grouped = true;
		r->typed[c] = true;
		if (column->type == DOC_MONEY &&
		    r->origins[c].currency == NONE)
			r->origins[c].currency = r->shared_currency;
	}
	if (query->by != NULL) {
		r->data->by = find_shown(r, query->by, 0);
		good = good && r->data->by != SIZE_MAX;
	}
	return good;
}

/* Can a query of these columns be shown so? */
static bool
check_shape(struct reading *r)
{
	size_t n = r->data->ncolumns, shown = n - (r->data->by != SIZE_MAX);

	if (shown == 0) {
		complain(r, _("the query has nothing to show"));
		return false;
	}
	if (shown == 2)
		return true;
	if (r->query->kind == ROLE_BARS)
		complain(r, _("bars are made of a label and one quantity"));
	else if (r->query->kind == ROLE_SPARK)
		complain(r, _("a spark is made of a label and one quantity"));
	else
		return true;
	return false;
}

/* ---- rows ---------------------------------------------------------------- */

static size_t
length(const char *text)
{
	return text != NULL ? strlen(text) : 0;
}

/* Takes what the row needs from the room that is left. */
static bool
take_room(struct reading *r, const struct doc_row *row)
{
	const struct doc_data *data = r->data;
	size_t bytes = sizeof *row + length(row->src), c;

	for (c = 0; c < data->ncolumns; c++)
		bytes += sizeof *row->cells + length(row->cells[c].text) +
		    length(row->cells[c].bare) + length(row->cells[c].state) +
		    length(row->cells[c].src) + length(row->cells[c].key);
	if (bytes > *r->room) {
		er_diag_add(r->diags, ER_ERROR, r->file, r->query->line, 0,
		    NULL, _("%s: the report would hold more than %d MiB; ask "
		    "for fewer rows, or sum them"), r->query->name,
		    DOC_MAX >> 20);
		return false;
	}
	*r->room -= bytes;
	return true;
}

/* 1 a row was read, 0 the end, -1 a fault (told, or in err). */
static int
read_row(struct reading *r, struct er_err *err)
{
	struct doc_data *data = r->data;
	struct doc_row *row;
	int more = book_step(r->rows, err);
	size_t c;

	if (more != 1)
		return more;
	if (data->nrows == ROWS_MAX) {
		complain(r, _("the query returns too many rows for a report"));
		return -1;
	}
	data->rows = er_grow(data->rows, data->nrows, &data->cap,
	    sizeof *data->rows);
	row = &data->rows[data->nrows++];
	*row = (struct doc_row){0};
	row->cells = er_xcalloc(data->ncolumns, sizeof *row->cells);
	row->src = reading_src(r, r->src);
	for (c = 0; c < data->ncolumns; c++) {
		if (!reading_cell(r, c, &row->cells[c]))
			return -1;
	}
	return take_room(r, row) ? 1 : -1;
}

/* A column that nothing was said of is a number when all it has is. */
static void
infer_types(struct reading *r)
{
	struct doc_data *data = r->data;
	enum book_type type;
	bool numbers, others;
	size_t c, i;

	for (c = 0; c < data->ncolumns; c++) {
		numbers = others = false;
		for (i = 0; i < data->nrows && !r->typed[c]; i++) {
			type = data->rows[i].cells[c].low.type;
			numbers = numbers || type == BOOK_INTEGER ||
			    type == BOOK_REAL;
			others = others || type == BOOK_TEXT;
		}
		if (numbers && !others)
			data->columns[c].type = DOC_NUMBER;
	}
}

/* What is drawn is a quantity, if there are rows to tell. */
static bool
check_quantity(struct reading *r)
{
	const struct doc_data *data = r->data;

	if ((data->kind != ROLE_BARS && data->kind != ROLE_SPARK) ||
	    data->nrows == 0 ||
	    doc_type_is_figure(data->columns[doc_nth_column(data, 1)].type))
		return true;
	complain(r, data->kind == ROLE_BARS ?
	    _("the second column of bars is a quantity") :
	    _("the second column of a spark is a quantity"));
	return false;
}

/* Line and column of a byte of the SQL, which begins below the fence. */
static void
complain_sql(struct reading *r, size_t at, const char *text)
{
	size_t line = r->query->line + 1, column = 1, i;

	if (at == SIZE_MAX || at > strlen(r->query->sql)) {
		er_diag_add(r->diags, ER_ERROR, r->file, line, 0, NULL,
		    "%s", text);
		return;
	}
	for (i = 0; i < at; i++) {
		column++;
		if (r->query->sql[i] == '\n')
			line++, column = 1;
	}
	er_diag_add(r->diags, ER_ERROR, r->file, line, column, NULL, "%s",
	    text);
}

/* That the installation, or a compiled book, is not whole is no fault of the
 * page. */
static struct book_query *
prepare(struct reading *r, struct book *book, struct er_err *err)
{
	const char *sql = r->query->sql;
	struct book_query *query;
	struct er_err fault = {0};
	size_t at;

	query = book_prepare(book, sql, strlen(sql), &at, &fault);
	if (query == NULL && (fault.cls == ER_CONFIG || !book_is_sound(book)))
		er_fail(err, fault.cls, "%s", fault.text);
	else if (query == NULL)
		complain_sql(r, at, fault.text);
	er_err_free(&fault);
	return query;
}

static bool
read_rows(struct reading *r)
{
	struct er_err err = {0};
	int more;

	do {
		more = read_row(r, &err);
	} while (more == 1);
	if (err.text != NULL)
		complain_sql(r, SIZE_MAX, err.text);
	er_err_free(&err);
	return more == 0;
}

struct doc_data *
doc_data_read(const char *file, const struct role_query *query,
    struct book *book, const char *currency, bool run, size_t *room,
    struct er_diags *diags, struct er_err *err)
{
	struct reading r = {.file = file, .query = query,
	    .currency = currency, .room = room, .diags = diags};
	bool good = false;

	r.rows = prepare(&r, book, err);
	if (r.rows == NULL)
		return NULL;
	r.data = er_xcalloc(1, sizeof *r.data);
	r.data->kind = query->kind;
	r.data->name = er_xstrdup(query->name);
	r.data->sql = er_xstrdup(query->sql);
	r.data->by = SIZE_MAX;
	if (query->empty != NULL)
		r.data->empty = doc_clean(query->empty, strlen(query->empty),
		    false);
	map_columns(&r);
	if (apply_options(&r) && check_shape(&r) && (!run || read_rows(&r))) {
		infer_types(&r);
		doc_data_format(r.data);
		good = check_quantity(&r);
	}
	book_finish(r.rows);
	free(r.origins);
	free(r.typed);
	if (!good) {
		doc_data_free(r.data);
		return NULL;
	}
	return r.data;
}
