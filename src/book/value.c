/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values: from text to what a column holds. A fault says what the text is not
 * and what would be right, as the half sentence that follows "Type.Field: ".
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { QUOTE_MAX = 40, NEAR = 2, WORDS_SHOWN = 40 };

/* The text as messages show it; owned. */
static char *
quote(struct er_slice text)
{
	struct er_buf b = {0};

	er_buf_addclean(&b, text.p, text.n, QUOTE_MAX);
	return er_buf_steal(&b);
}

/* text is money_parse()'s, taken over; hint is appended. */
static char *
with_hint(char *text, const char *hint)
{
	char *both = er_xasprintf("%s; %s", text, hint);

	free(text);
	return both;
}

static char *
read_money(struct er_slice text, const char *currency,
    struct book_value *v)
{
	char *why = money_parse(text.p, text.n, currency, &v->money, NULL);

	if (why != NULL)
		return with_hint(why,
		    _("write 1250, 1,250.00, 7K or 7K..9K USD"));
	v->is = VALUE_MONEY;
	return NULL;
}

static char *
read_percent(struct er_slice text, struct book_value *v)
{
	char *why = money_parse_percent(text.p, text.n, &v->low, &v->high,
	    NULL);

	if (why != NULL)
		return with_hint(why, _("write 15 % or 10..15 %"));
	v->is = VALUE_PERCENT;
	return NULL;
}

static char *
read_number(struct er_slice text, struct book_value *v)
{
	char *why = money_parse_number(text.p, text.n, &v->real, NULL);

	if (why != NULL)
		return with_hint(why, _("write 3, 1,200 or 0.5"));
	v->is = VALUE_REAL;
	return NULL;
}

/* An empty text is a number to recutils, too; to us it is none. */
static char *
read_real(struct er_slice text, struct book_value *v)
{
	char *shown, *why;

	v->is = VALUE_NONE;
	if (text.n == 0)
		return NULL;
	if (text.p[0] != '+' && text.p[text.n - 1] != '.' &&
	    memchr(text.p, 'e', text.n) == NULL &&
	    memchr(text.p, 'E', text.n) == NULL &&
	    book_real_parse(text, &v->real)) {
		v->is = VALUE_REAL;
		return NULL;
	}
	shown = quote(text);
	why = er_xasprintf(_("'%s' is not a number; write 3, -0.5 or .5"),
	    shown);
	free(shown);
	return why;
}

static char *
read_integer(const struct book_domain *d, struct er_slice text,
    struct book_value *v)
{
	char *shown, *why = NULL;

	if (book_integer_parse(text, &v->integer)) {
		v->is = VALUE_INTEGER;
		if (d->kind == KIND_INTEGER ||
		    (v->integer >= d->min && v->integer <= d->max))
			return NULL;
	}
	shown = quote(text);
	if (v->is == VALUE_TEXT && text.n > 1 && text.p[0] == '0' &&
	    text.p[1] >= '0' && text.p[1] <= '9')
		why = er_xasprintf(_("'%s' is not a whole number; one that "
		    "begins with 0 is octal"), shown);
	else if (d->kind == KIND_INTEGER)
		why = er_xasprintf(_("'%s' is not a whole number"), shown);
	else
		/* TRANSLATORS: a text and the two ends of a range */
		why = er_xasprintf(_("'%s' is not a whole number from %lld to "
		    "%lld"), shown, (long long)d->min, (long long)d->max);
	free(shown);
	return why;
}

/* As a number, but whole and not negative. */
static char *
read_count(struct er_slice text, struct book_value *v)
{
	char *why, *shown;

	why = money_parse_number(text.p, text.n, &v->real, NULL);
	if (why == NULL && v->real >= 0 &&
	    v->real == (double)(int64_t)v->real) {
		v->is = VALUE_INTEGER;
		v->integer = (int64_t)v->real;
		return NULL;
	}
	free(why);
	shown = quote(text);
	why = er_xasprintf(_("'%s' is not a count; write 3 or 1,200"), shown);
	free(shown);
	return why;
}

static char *
read_bool(struct er_slice text, struct book_value *v)
{
	static const char *const words[] = {
		"no", "yes", "false", "true", "0", "1"
	};
	char *shown, *why;
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (er_slice_is(text, words[i])) {
			v->is = VALUE_INTEGER;
			v->integer = i % 2;
			return NULL;
		}
	shown = quote(text);
	why = er_xasprintf(_("'%s' is neither yes nor no"), shown);
	free(shown);
	return why;
}

static char *
read_enum(const struct book_domain *d, struct er_slice text)
{
	struct er_buf list = {0};
	char *shown, *why;
	const char *near = NULL;
	size_t i, best = NEAR + 1, distance;

	for (i = 0; i < d->nwords; i++)
		if (er_slice_is(text, d->words[i]))
			return NULL;
	shown = quote(text);
	for (i = 0; i < d->nwords && i < WORDS_SHOWN; i++) {
		er_buf_adds(&list, i > 0 ? " " : "");
		er_buf_addclean(&list, d->words[i], strlen(d->words[i]),
		    QUOTE_MAX);
		distance = er_edit_distance(shown, d->words[i], NEAR);
		if (distance < best && distance < strlen(d->words[i])) {
			best = distance;
			near = d->words[i];
		}
	}
	if (i < d->nwords)
		er_buf_adds(&list, " ...");
	if (near != NULL)
		/* TRANSLATORS: a text, the word it may be meant for, and all
		 * words that are allowed */
		why = er_xasprintf(_("'%s' is not one of its values; did you "
		    "mean '%s'? (%s)"), shown, near, list.p);
	else
		/* TRANSLATORS: a text, and all words that are allowed */
		why = er_xasprintf(_("'%s' is not one of its values (%s)"),
		    shown, list.p);
	er_buf_free(&list);
	free(shown);
	return why;
}

static char *
read_date(struct er_slice text)
{
	struct er_date date;
	char *shown, *why;

	if (er_date_parse(text.p, text.n, &date))
		return NULL;
	shown = quote(text);
	why = er_xasprintf(_("'%s' is not a date; write 2026-11-22"), shown);
	free(shown);
	return why;
}

/* A month is one whose first day is a date. */
static char *
read_month(struct er_slice text)
{
	struct er_date date;
	char day[11], *shown, *why;

	if (text.n == 7) {
		memcpy(day, text.p, 7);
		memcpy(day + 7, "-01", 4);
		if (er_date_parse(day, 10, &date))
			return NULL;
	}
	shown = quote(text);
	why = er_xasprintf(_("'%s' is not a month; write 2026-11"), shown);
	free(shown);
	return why;
}

static char *
read_currency(struct er_slice text)
{
	char code[4] = "", *shown, *why;

	if (text.n == 3)
		memcpy(code, text.p, 3);
	if (money_exponent(code) >= 0)
		return NULL;
	shown = quote(text);
	why = er_xasprintf(_("'%s' is not an ISO 4217 currency code; write "
	    "USD or EUR"), shown);
	free(shown);
	return why;
}

static char *
read_pattern(const struct book_domain *d, struct er_slice text)
{
	char *shown, *why;

	if (book_pattern_matches(d->pattern, text))
		return NULL;
	shown = quote(text);
	if (d->hint != NULL)
		/* TRANSLATORS: a text, and what to write */
		why = er_xasprintf(_("'%s' does not fit; %s"), shown,
		    _(d->hint));
	else if (d->label != NULL)
		/* TRANSLATORS: a text, the name of a kind of field, and the
		 * regular expression that it stands for */
		why = er_xasprintf(_("'%s' is not a %s, which matches %.200s"),
		    shown, d->label, d->pattern_text);
	else
		/* TRANSLATORS: a text and a regular expression */
		why = er_xasprintf(_("'%s' does not match %.200s"), shown,
		    d->pattern_text);
	free(shown);
	return why;
}

static char *
read_name(struct er_slice text)
{
	char *shown, *why;

	if (rec_is_name(text))
		return NULL;
	shown = quote(text);
	why = er_xasprintf(_("'%s' is not a field name"), shown);
	free(shown);
	return why;
}

static size_t
characters(struct er_slice text)
{
	size_t i, n = 0;

	for (i = 0; i < text.n; i++)
		n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return n;
}

/* Kinds of one word, which blanks around it do not change. */
static bool
is_word(const struct book_domain *domain)
{
	switch (domain->kind) {
	case KIND_REAL:
	case KIND_INTEGER:
	case KIND_RANGE:
	case KIND_BOOL:
	case KIND_ENUM:
	case KIND_DATE:
	case KIND_EMAIL:
	case KIND_NAME:
		return true;
	default:
		return false;
	}
}

char *
book_value_read(const struct book_domain *domain, struct er_slice text,
    const char *currency, struct book_value *value)
{
	if (is_word(domain))
		text = er_slice_trim(text);
	*value = (struct book_value){ .is = VALUE_TEXT, .text = text };
	switch (domain->kind) {
	case KIND_MONEY:
		return read_money(text, currency, value);
	case KIND_PERCENT:
		return read_percent(text, value);
	case KIND_MONEY_OR_PERCENT:
		if (text.n > 0 && text.p[text.n - 1] == '%')
			return read_percent(text, value);
		return read_money(text, currency, value);
	case KIND_REAL:
		return read_real(text, value);
	case KIND_NUMBER:
		return read_number(text, value);
	case KIND_COUNT:
		return read_count(text, value);
	case KIND_INTEGER:
	case KIND_RANGE:
		return read_integer(domain, text, value);
	case KIND_BOOL:
		return read_bool(text, value);
	case KIND_ENUM:
		return read_enum(domain, text);
	case KIND_DATE:
		return read_date(text);
	case KIND_MONTH:
		return read_month(text);
	case KIND_CURRENCY:
		return read_currency(text);
	case KIND_REGEXP:
	case KIND_EMAIL:
	case KIND_UUID:
		return read_pattern(domain, text);
	case KIND_NAME:
		return read_name(text);
	case KIND_SIZE:
		if (characters(text) <= (uint64_t)domain->max)
			return NULL;
		return er_xasprintf(ngettext(
		    "it is longer than %lld character",
		    "it is longer than %lld characters",
		    (unsigned long)domain->max), (long long)domain->max);
	case KIND_LINE:
		if (text.n == 0 || memchr(text.p, '\n', text.n) == NULL)
			return NULL;
		return er_xstrdup(_("it must be a single line"));
	case KIND_TEXT:
	case KIND_REFERENCE:
		return NULL;
	}
	return NULL;
}
