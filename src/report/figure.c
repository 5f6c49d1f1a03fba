/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a figure is written. Money, percentages and ranges have the same
 * decimals in a whole column; plain numbers, which may be of several units,
 * have those that each needs, lined up at the point. A range is rounded
 * outward, a single value half away from zero. Rounding happens here and
 * nowhere else.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "money/money.h"
#include "report/doc.h"

enum { DECIMALS_MAX = 9 };
static const double powers[DECIMALS_MAX + 1] = {
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9
};

enum rounding { NEAREST, DOWN, UP };

bool
doc_type_is_figure(enum doc_type type)
{
	return type == DOC_NUMBER || type == DOC_MONEY || type == DOC_PERCENT;
}

/* ---- numbers ------------------------------------------------------------- */

/* x * 10^decimals as an integer; what is a hair off one is taken as it. */
static int64_t
scale(double x, int decimals, enum rounding how)
{
	double scaled = x * powers[decimals], rest, hair;
	int64_t whole = (int64_t)scaled;	/* towards zero */

	rest = scaled - (double)whole;
	hair = 1e-9 * (scaled < 0 ? 1 - scaled : 1 + scaled);
	if (rest > 1 - hair)
		return whole + 1;
	if (rest < hair - 1)
		return whole - 1;
	if (rest <= hair && rest >= -hair)
		return whole;
	switch (how) {
	case DOWN:
		return rest < 0 ? whole - 1 : whole;
	case UP:
		return rest > 0 ? whole + 1 : whole;
	case NEAREST:
		break;
	}
	if (rest >= 0.5 - hair)
		return whole + 1;
	return rest <= hair - 0.5 ? whole - 1 : whole;
}

static bool
is_scalable(double x, int decimals)
{
	return x < 9e17 / powers[decimals] && x > -9e17 / powers[decimals];
}

/* Commas between thousands; from 10,000 on only, unless always, so that a
 * year stays a year. */
static void
add_scaled(struct er_buf *b, int64_t scaled, int decimals, bool always)
{
	uint64_t magnitude = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled;
	uint64_t power = (uint64_t)powers[decimals];
	uint64_t whole = magnitude / power;
	char digits[32];
	int n, i;

	if (scaled < 0)
		er_buf_addc(b, '-');
	n = snprintf(digits, sizeof digits, "%" PRIu64, whole);
	for (i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0 && (always || n > 4))
			er_buf_addc(b, ',');
		er_buf_addc(b, digits[i]);
	}
	if (decimals > 0)
		er_buf_addf(b, ".%0*" PRIu64, decimals, magnitude % power);
}

/* The fewest decimals, up to max, that show x as it is. */
static int
decimals_needed(double x, int max)
{
	double back;
	int d;

	for (d = 0; d < max && is_scalable(x, d); d++) {
		back = (double)scale(x, d, NEAREST) / powers[d] - x;
		if (back < 1e-9 && back > -1e-9)
			break;
	}
	return d;
}

static void
add_number(struct er_buf *b, const struct doc_column *column,
    const struct doc_bound *bound, int decimals, enum rounding how)
{
	double x = bound->real;

	if (column->type == DOC_PERCENT)
		x *= 100;
	if (bound->type == BOOK_INTEGER && decimals == 0 &&
	    column->type == DOC_NUMBER)
		add_scaled(b, bound->integer, 0, column->grouped);
	else if (is_scalable(x, decimals))
		add_scaled(b, scale(x, decimals, how), decimals,
		    column->grouped);
	else
		er_buf_addf(b, "%.15g", x);
}

/* ---- money --------------------------------------------------------------- */

static int64_t
minor_units(const char *currency)
{
	int exponent = money_exponent(currency);

	return (int64_t)powers[exponent < 0 ? 2 : exponent];
}

static void
add_money(struct er_buf *b, int64_t minor, const char *currency, bool whole,
    enum rounding how)
{
	int64_t unit = minor_units(currency), rest = minor % unit;

	if (whole && how == DOWN && rest != 0)
		minor -= rest < 0 ? unit + rest : rest;
	else if (whole && how == UP && rest != 0)
		minor += rest < 0 ? -rest : unit - rest;
	money_print_minor(b, minor, currency, whole ? MONEY_WHOLE : 0);
}

static bool
has_cents(const struct doc_bound *bound, int64_t unit)
{
	return bound->type != BOOK_NULL && bound->integer % unit != 0;
}

/* A hundred units and more, where cents say nothing of a range. */
static bool
is_large(const struct doc_bound *bound, int64_t unit)
{
	return bound->type != BOOK_NULL && (bound->integer / unit >= 100 ||
	    bound->integer / unit <= -100);
}

/* ---- one figure ---------------------------------------------------------- */

static bool
is_single(const struct doc_value *value)
{
	const struct doc_bound *low = &value->low, *high = &value->high;

	if (low->type == BOOK_NULL || high->type == BOOK_NULL)
		return false;
	if (low->type == BOOK_INTEGER && high->type == BOOK_INTEGER)
		return low->integer == high->integer;
	return !(low->real < high->real) && !(low->real > high->real);
}

static bool
is_without_cents(const struct doc_column *column,
    const struct doc_value *value)
{
	int64_t unit = minor_units(value->currency);

	if (!column->each)
		return column->decimals == 0;
	if (!has_cents(&value->low, unit) && !has_cents(&value->high, unit))
		return true;
	return !is_single(value) && (is_large(&value->low, unit) ||
	    is_large(&value->high, unit));
}

/* As it is in every language. */
static char *
bare_text(const struct doc_column *column, const struct doc_value *value,
    const struct doc_bound *bound, enum rounding how)
{
	struct er_buf b = {0};

	if (column->type == DOC_MONEY)
		add_money(&b, bound->integer, value->currency,
		    is_without_cents(column, value), how);
	else
		add_number(&b, column, bound, column->each ?
		    decimals_needed(bound->real, column->decimals) :
		    column->decimals, how);
	return er_buf_steal(&b);
}

static char *
bound_text(const struct doc_column *column, const struct doc_value *value,
    const struct doc_bound *bound, enum rounding how)
{
	char *bare = bare_text(column, value, bound, how);
	struct er_buf said = {0};

	er_number_say(&said, bare);
	free(bare);
	return er_buf_steal(&said);
}

/* The finance views' words for a bound that does not exist. */
static const struct {
	const char *state, *words;
} states[] = {
	{"never", N_("never")},
	{"none", N_("none")},
	{"not", N_("not burning")},
	{"may", N_("not bounded")},
	{"cash-generative", N_("cash-generative")},
};

static char *
state_words(const char *state)
{
	char *words, *p;
	size_t i;

	for (i = 0; i < sizeof states / sizeof *states; i++) {
		if (strcmp(state, states[i].state) == 0)
			return er_xstrdup(R_(states[i].words));
	}
	words = er_xstrdup(state);
	for (p = words; *p != '\0'; p++) {
		if (*p == '-')
			*p = ' ';
	}
	return words;
}

/* Owned; NULL when there is nothing to say. */
static char *
quantity_text(const struct doc_column *column, const struct doc_value *value)
{
	bool no_low = value->low.type == BOOK_NULL;
	bool no_high = value->high.type == BOOK_NULL;
	char *low = NULL, *high = NULL, *text;

	if (no_low && no_high)
		return value->state != NULL ? state_words(value->state) : NULL;
	if (is_single(value))
		return bound_text(column, value, &value->low, NEAREST);
	if (!no_low)
		low = bound_text(column, value, &value->low, DOWN);
	if (!no_high)
		high = bound_text(column, value, &value->high, UP);
	if (no_low)
		/* TRANSLATORS: a quantity without a lower bound */
		text = er_said(R_("%s at most"), high, NULL);
	else if (no_high && value->state != NULL &&
	    strcmp(value->state, "or-never") == 0)
		/* TRANSLATORS: units to sell, if it can be reached at all */
		text = er_said(R_("%s, or never"), low, NULL);
	else if (no_high)
		/* TRANSLATORS: a quantity without an upper bound */
		text = er_said(R_("%s or more"), low, NULL);
	else
		/* TRANSLATORS: a range: 7,000 to 9,000 */
		text = er_said(R_("%s to %s"), low, high, NULL);
	free(low);
	free(high);
	return text;
}

/* Puts the unit to a text that has figures in it. */
static char *
with_unit(const struct doc_column *column, const struct doc_value *value,
    const char *bare)
{
	if (value->low.type == BOOK_NULL && value->high.type == BOOK_NULL)
		return er_xstrdup(bare);
	if (column->type == DOC_MONEY && value->currency[0] != '\0')
		/* TRANSLATORS: a currency and an amount. Where the amount comes
		 * first: %2$s %1$s, best with a blank that does not break. */
		return er_said(R_C("money", "%s %s"), value->currency, bare,
		    NULL);
	if (column->type == DOC_PERCENT)
		/* TRANSLATORS: a percentage: 15 % */
		return er_said(R_("%s %%"), bare, NULL);
	return er_xstrdup(bare);
}

char *
doc_end_text(const struct doc_column *column, const struct doc_value *value,
    bool high, bool unit)
{
	char *bare = bound_text(column, value, high ? &value->high :
	    &value->low, is_single(value) ? NEAREST : high ? UP : DOWN);
	char *text = unit ? with_unit(column, value, bare) :
	    er_xstrdup(bare);

	free(bare);
	return text;
}

char *
doc_range_text(const struct doc_column *column, const struct doc_bound *low,
    const struct doc_bound *high)
{
	struct doc_value value = {.low = *low, .high = *high};

	snprintf(value.currency, sizeof value.currency, "%.3s", column->unit);
	return quantity_text(column, &value);
}

char *
doc_quantity_text(const struct doc_column *column,
    const struct doc_value *value, bool bare)
{
	char *text = quantity_text(column, value), *whole;

	if (text == NULL || bare)
		return text;
	whole = with_unit(column, value, text);
	free(text);
	return whole;
}

/* ---- a column ------------------------------------------------------------ */

/* What figures a column has, to decide on its decimals. */
struct seen {
	bool ranges, cents;
	int decimals;
};

static void
look_at(struct seen *seen, const struct doc_column *column,
    const struct doc_value *value, const struct doc_bound *bound)
{
	bool percent = column->type == DOC_PERCENT;
	int decimals;

	if (bound->type == BOOK_NULL)
		return;
	if (!is_single(value))
		seen->ranges = true;
	if (column->type == DOC_MONEY) {
		seen->cents = seen->cents ||
		    has_cents(bound, minor_units(value->currency));
	} else if (bound->type == BOOK_REAL || percent) {
		decimals = decimals_needed(bound->real * (percent ? 100 : 1),
		    percent ? 1 : 2);
		if (decimals > seen->decimals)
			seen->decimals = decimals;
	}
}

static void
set_decimals(struct doc_data *data, size_t c)
{
	struct doc_column *column = &data->columns[c];
	const struct doc_value *value;
	struct seen seen = {0};
	size_t r;

	if (column->decimals > DECIMALS_MAX)
		column->decimals = DECIMALS_MAX;
	if (column->decimals >= 0)
		return;
	for (r = 0; r < data->nrows; r++) {
		value = &data->rows[r].cells[c];
		look_at(&seen, column, value, &value->low);
		look_at(&seen, column, value, &value->high);
	}
	if (column->type == DOC_MONEY) {
		column->each = seen.ranges;
		column->decimals = seen.cents ? 2 : 0;
	} else {
		column->each = column->type == DOC_NUMBER && !seen.ranges;
		column->decimals = seen.decimals;
	}
}

/* The currency that all amounts of the column have. */
static void
set_unit(struct doc_data *data, size_t c)
{
	struct doc_column *column = &data->columns[c];
	const struct doc_value *value;
	size_t r;

	column->unit[0] = '\0';
	if (column->type == DOC_PERCENT)
		snprintf(column->unit, sizeof column->unit, "%%");
	for (r = 0; column->type == DOC_MONEY && r < data->nrows; r++) {
		value = &data->rows[r].cells[c];
		if (value->low.type == BOOK_NULL &&
		    value->high.type == BOOK_NULL)
			continue;
		if (column->unit[0] != '\0' &&
		    strcmp(column->unit, value->currency) != 0) {
			column->unit[0] = '\0';
			return;
		}
		snprintf(column->unit, sizeof column->unit, "%s",
		    value->currency);
	}
}

/* Blanks behind a number, so that the points of a column stand in line. */
static void
line_up(const struct doc_column *column, struct doc_value *value)
{
	const char *mark = er_decimal_point();
	const char *point = strstr(value->bare, mark);
	size_t behind = point != NULL ?
	    strlen(point) - strlen(mark) + 1 : 0;
	struct er_buf b = {0};

	if (column->decimals == 0 || value->low.type == BOOK_NULL ||
	    behind > (size_t)column->decimals + 1)
		return;
	er_buf_adds(&b, value->bare);
	er_buf_fill(&b, ' ', (size_t)column->decimals + 1 - behind);
	free(value->bare);
	value->bare = er_buf_steal(&b);
}

static void
format_cell(const struct doc_column *column, struct doc_value *value)
{
	free(value->text);
	free(value->bare);
	free(value->key);
	value->text = value->key = NULL;
	value->bare = quantity_text(column, value);
	if (value->bare == NULL)
		return;
	value->text = with_unit(column, value, value->bare);
	if (column->each && column->type == DOC_NUMBER)
		line_up(column, value);
	/* A row may be named by a number. */
	if (er_language_is_set() && column->type == DOC_NUMBER &&
	    !column->pair && value->low.type != BOOK_NULL)
		value->key = bare_text(column, value, &value->low, NEAREST);
}

void
doc_data_format(struct doc_data *data)
{
	struct doc_column *column;
	size_t c, r;

	for (c = 0; c < data->ncolumns; c++) {
		column = &data->columns[c];
		if (!doc_type_is_figure(column->type))
			continue;
		set_decimals(data, c);
		set_unit(data, c);
		for (r = 0; r < data->nrows; r++)
			format_cell(column, &data->rows[r].cells[c]);
	}
}
