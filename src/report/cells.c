/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one cell of a query holds: a figure with its bounds, or words; and the
 * records that it rests on. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "money/money.h"
#include "report/reading.h"

/* Dates stand in columns of their own. */
void
reading_refuse_pair(struct reading *r, const struct doc_column *column,
    size_t at)
{
	/* TRANSLATORS: a query; a column's name, twice */
	er_diag_add(r->diags, ER_ERROR, r->file, r->query->line, at, NULL,
	    _("%s: only numbers are shown as a range; name '%s_low' and "
	    "'%s_high' each with AS"), r->query->name, column->name,
	    column->name);
}

static struct doc_bound
read_bound(struct reading *r, int column)
{
	struct doc_bound bound = {BOOK_NULL, 0, 0};
	size_t i = (size_t)column;

	bound.type = book_column_type(r->rows, i);
	if (bound.type == BOOK_INTEGER) {
		bound.integer = book_integer(r->rows, i);
		bound.real = (double)bound.integer;
	} else if (bound.type == BOOK_REAL) {
		bound.real = book_real(r->rows, i);
	}
	return bound;
}

char *
reading_text(struct reading *r, int column, bool keep_lines)
{
	const char *p;
	size_t n;

	if (column == NONE ||
	    book_column_type(r->rows, (size_t)column) == BOOK_NULL)
		return NULL;
	p = book_text(r->rows, (size_t)column, &n);
	return p == NULL ? NULL : doc_clean(p, n, keep_lines);
}

/* Words that tr() made are known by their original. */
static void
read_words(struct reading *r, size_t c, struct doc_value *value)
{
	size_t i = (size_t)r->origins[c].low;
	bool lines = r->query->kind == ROLE_TEXT;
	struct er_buf said = {0}, key = {0};
	const char *p;
	size_t n;

	if (book_column_type(r->rows, i) == BOOK_NULL)
		return;
	p = book_text(r->rows, i, &n);
	if (!er_language_is_set()) {
		value->text = doc_clean(p, n, lines);
		value->bare = er_xstrdup(value->text);
		return;
	}
	if (er_pair_take(&said, p, n, ER_TRANSLATION)) {
		er_pair_take(&key, p, n, ER_ORIGINAL);
		value->key = doc_clean(key.p, key.n, lines);
	}
	value->text = doc_clean(said.p, said.n, lines);
	value->bare = er_xstrdup(value->text);
	er_buf_free(&key);
	er_buf_free(&said);
}

void
doc_say_date(struct doc_value *value)
{
	struct er_buf said = {0};

	if (value->text == NULL || !er_language_is_set())
		return;
	er_date_say(&said, value->text);
	if (value->key == NULL)
		value->key = value->text;
	else
		free(value->text);
	value->text = er_buf_steal(&said);
}

static void
read_currency(struct reading *r, int column, struct doc_value *value)
{
	char *code = reading_text(r, column, false);

	snprintf(value->currency, sizeof value->currency, "%.3s",
	    code != NULL ? code : r->currency);
	free(code);
}

char *
reading_src(struct reading *r, int column)
{
	const char *p;
	size_t n;

	if (column == NONE ||
	    book_column_type(r->rows, (size_t)column) == BOOK_NULL)
		return NULL;
	p = book_text(r->rows, (size_t)column, &n);
	return er_xstrndup(p, n);
}

/* The lineage of the figure alone, empty where the query says so. */
static char *
read_lineage(struct reading *r, int column)
{
	char *src = reading_src(r, column);

	return src != NULL || column == NONE ? src : er_xstrdup("");
}

/* Is the bound what the column's type asks for? */
static bool
check_bound(struct reading *r, const struct doc_column *column,
    const struct doc_bound *bound)
{
	if (bound->type == BOOK_NULL || bound->type == BOOK_INTEGER ||
	    (bound->type == BOOK_REAL && column->type != DOC_MONEY))
		return true;
	if (bound->type == BOOK_REAL)
		er_diag_add(r->diags, ER_ERROR, r->file, r->query->line, 0,
		    NULL, _("%s: column '%s' is money, but not a whole number "
		    "of minor units"), r->query->name, column->name);
	else if (column->pair)
		reading_refuse_pair(r, column, 0);
	else
		er_diag_add(r->diags, ER_ERROR, r->file, r->query->line, 0,
		    NULL, _("%s: column '%s' is not a number"),
		    r->query->name, column->name);
	return false;
}

/* A new ratio, or NULL: nothing, or no exact number. */
static struct ratio *
read_ratio(struct reading *r, int column)
{
	struct ratio *a;
	const char *p;
	size_t n;

	if (column == NONE ||
	    book_column_type(r->rows, (size_t)column) == BOOK_NULL)
		return NULL;
	a = ratio_new();
	p = book_text(r->rows, (size_t)column, &n);
	if (p != NULL && ratio_parse(a, p, n))
		return a;
	ratio_free(a);
	return NULL;
}

static void
round_bound(const struct ratio *a, enum ratio_rounding how, bool money,
    struct doc_bound *bound)
{
	if (a == NULL || bound->type != BOOK_TEXT)
		return;
	if (money && !ratio_round(a, how, &bound->integer))
		return;
	bound->type = money ? BOOK_INTEGER : BOOK_REAL;
	bound->real = money ? (double)bound->integer : ratio_double(a);
}

/* What is not whole comes from our arithmetic as the text of a fraction. Money
 * is rounded here as round_low() and round_high() do: a point to the nearest
 * minor unit, a range outward. */
static void
round_fractions(struct reading *r, const struct doc_column *column,
    const struct origin *origin, struct doc_value *value)
{
	bool money = column->type == DOC_MONEY, point;
	struct ratio *low, *high;

	if (value->low.type != BOOK_TEXT && value->high.type != BOOK_TEXT)
		return;
	low = read_ratio(r, origin->low);
	high = read_ratio(r, origin->high);
	point = low != NULL && high != NULL && ratio_cmp(low, high) == 0;
	round_bound(low, point ? RATIO_HALF_AWAY : RATIO_DOWN, money,
	    &value->low);
	round_bound(high, point ? RATIO_HALF_AWAY : RATIO_UP, money,
	    &value->high);
	ratio_free(low);
	ratio_free(high);
}

bool
reading_cell(struct reading *r, size_t c, struct doc_value *value)
{
	const struct doc_column *column = &r->data->columns[c];
	const struct origin *origin = &r->origins[c];
	bool figure = r->typed[c] && doc_type_is_figure(column->type);

	if (!figure)
		read_words(r, c, value);
	if (column->type == DOC_DATE)
		doc_say_date(value);
	value->low = read_bound(r, origin->low);
	value->high = read_bound(r, origin->high);
	value->state = reading_text(r, r->state, false);
	value->src = read_lineage(r, origin->src);
	if (column->type == DOC_MONEY)
		read_currency(r, origin->currency, value);
	if (figure)
		round_fractions(r, column, origin, value);
	return !figure || (check_bound(r, column, &value->low) &&
	    check_bound(r, column, &value->high));
}
