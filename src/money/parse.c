/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Amounts, percentages and numbers as people write them in a book. One
 * grammar of a number serves all three; what may follow it differs:
 *
 *     number   [+-] digits or d,ddd,ddd  [. digits]
 *     amount   number[KM] [.. number[KM]] [blank CODE]
 *     percent  number [.. number] [blank] %
 *
 * Nothing is skipped or guessed, and no step goes through binary floating
 * point.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "money/money.h"

/* The text being read and the place reached. */
struct scan {
	const char *p;
	size_t n, i;
};

/* Digits without their point: 12.50 is 1250 with 2 decimals. */
struct number {
	bool negative;
	bool huge;		/* the digits do not fit in 64 bits */
	uint64_t digits;
	int decimals;
	int significant;	/* digits from the first that is not 0 */
	size_t start;
};

enum fault {
	FINE, NO_AMOUNT, NO_PERCENT, NO_NUMBER, NO_CURRENCY, DECIMALS,
	PERCENT_TOO_FINE, TOO_LONG, TOO_LARGE, REVERSED
};

enum { QUOTE_MAX = 40, PERCENT_DECIMALS = 4, DOUBLE_DIGITS = 15 };

static int
peek(const struct scan *s, size_t ahead)
{
	return s->i + ahead < s->n ? (unsigned char)s->p[s->i + ahead] : -1;
}

static bool
at_digit(const struct scan *s, size_t ahead)
{
	int c = peek(s, ahead);

	return c >= '0' && c <= '9';
}

/* Takes a run of digits; returns how many. */
static size_t
take_digits(struct scan *s, struct number *num)
{
	size_t n = 0;
	unsigned d;

	for (; at_digit(s, 0); s->i++, n++) {
		d = (unsigned)(s->p[s->i] - '0');
		if (num->digits > (UINT64_MAX - d) / 10)
			num->huge = true;
		else
			num->digits = num->digits * 10 + d;
		if (num->significant > 0 || d > 0)
			num->significant++;
	}
	return n;
}

/* Leaves s->i at the first character that cannot be part of the number. */
static bool
scan_number(struct scan *s, struct number *num)
{
	size_t n;

	*num = (struct number){ .start = s->i };
	if (peek(s, 0) == '-' || peek(s, 0) == '+') {
		num->negative = peek(s, 0) == '-';
		s->i++;
	}
	n = take_digits(s, num);
	if (n == 0)
		return false;
	if (peek(s, 0) == ',' && n > 3)
		return false;
	while (peek(s, 0) == ',') {
		s->i++;
		if (take_digits(s, num) != 3)
			return false;
	}
	if (peek(s, 0) == '.' && peek(s, 1) != '.') {
		s->i++;
		n = take_digits(s, num);
		if (n == 0)
			return false;
		num->decimals = n > 100 ? 100 : (int)n;
	}
	return true;
}

/* The number in units of 10^-exponent, times 10^zeros. */
static enum fault
scale(const struct number *num, int exponent, int zeros, int64_t *value)
{
	uint64_t v = num->digits;
	int shift;

	if (num->decimals > exponent)
		return DECIMALS;
	if (num->huge)
		return TOO_LARGE;
	for (shift = exponent - num->decimals + zeros; shift > 0; shift--) {
		if (v > UINT64_MAX / 10)
			return TOO_LARGE;
		v *= 10;
	}
	if (v > INT64_MAX)
		return TOO_LARGE;
	*value = num->negative ? -(int64_t)v : (int64_t)v;
	return FINE;
}

/* Suffix K or M as a number of zeros; 0 without one. */
static int
take_suffix(struct scan *s)
{
	int zeros = peek(s, 0) == 'K' ? 3 : peek(s, 0) == 'M' ? 6 : 0;

	if (zeros > 0)
		s->i++;
	return zeros;
}

/* A number or a range of two, each with its suffix. */
struct bounds {
	struct number num[2];
	int zeros[2];
	int n;
};

static bool
scan_bounds(struct scan *s, bool suffixes, struct bounds *b)
{
	*b = (struct bounds){0};
	for (;;) {
		if (!scan_number(s, &b->num[b->n]))
			return false;
		if (suffixes)
			b->zeros[b->n] = take_suffix(s);
		b->n++;
		if (b->n == 2 || peek(s, 0) != '.' || peek(s, 1) != '.')
			return true;
		s->i += 2;
	}
}

/* On a fault s->i is left at the bound that has it. */
static enum fault
scale_bounds(struct scan *s, const struct bounds *b, int exponent,
    int64_t *low, int64_t *high)
{
	int64_t value[2];
	enum fault fault;
	int i;

	for (i = 0; i < b->n; i++) {
		fault = scale(&b->num[i], exponent, b->zeros[i], &value[i]);
		if (fault != FINE) {
			s->i = b->num[i].start;
			return fault;
		}
	}
	*low = value[0];
	*high = value[b->n - 1];
	if (*low > *high) {
		s->i = b->num[1].start;
		return REVERSED;
	}
	return FINE;
}

/* What a fault says of the value, the place of it in *at. */
static char *
explain(const struct scan *s, enum fault fault, size_t *at)
{
	struct er_buf b = {0};
	const char *v;
	char *text = NULL;

	if (at != NULL)
		*at = s->i;
	if (fault == FINE)
		return NULL;
	er_buf_addclean(&b, s->p, s->n, QUOTE_MAX);
	v = b.p != NULL ? b.p : "";
	switch (fault) {
	case FINE:
		break;
	case NO_AMOUNT:
		text = er_xasprintf(_("'%s' is not an amount"), v);
		break;
	case NO_PERCENT:
		text = er_xasprintf(_("'%s' is not a percentage"), v);
		break;
	case NO_NUMBER:
		text = er_xasprintf(_("'%s' is not a number"), v);
		break;
	case NO_CURRENCY:
		text = er_xasprintf(_("'%s' does not end in an ISO 4217 "
		    "currency code"), v);
		break;
	case DECIMALS:
		text = er_xasprintf(_("'%s' has more decimals than its "
		    "currency"), v);
		break;
	case PERCENT_TOO_FINE:
		text = er_xasprintf(_("'%s' has more than four decimals"), v);
		break;
	case TOO_LONG:
		text = er_xasprintf(_("'%s' has more than 15 significant "
		    "digits"), v);
		break;
	case TOO_LARGE:
		text = er_xasprintf(_("'%s' is too large"), v);
		break;
	case REVERSED:
		text = er_xasprintf(_("'%s' has its greater bound first"), v);
		break;
	}
	er_buf_free(&b);
	return text;
}

/* The code after a blank, or def; leaves s->i at the end of the text. */
static enum fault
take_currency(struct scan *s, const char *def, char currency[4])
{
	if (s->i == s->n) {
		if (def != NULL && strlen(def) == 3)
			memcpy(currency, def, 4);
		return FINE;
	}
	if (peek(s, 0) != ' ')
		return NO_AMOUNT;
	s->i++;
	if (s->n - s->i != 3)
		return NO_CURRENCY;
	memcpy(currency, s->p + s->i, 3);
	currency[3] = '\0';
	if (money_exponent(currency) < 0)
		return NO_CURRENCY;
	s->i += 3;
	return FINE;
}

char *
money_parse(const char *p, size_t n, const char *def, struct money *amount,
    size_t *at)
{
	struct scan s = { p, n, 0 };
	struct bounds b;
	enum fault fault;
	int exponent;

	*amount = (struct money){0};
	if (!scan_bounds(&s, true, &b))
		return explain(&s, NO_AMOUNT, at);
	fault = take_currency(&s, def, amount->currency);
	if (fault != FINE)
		return explain(&s, fault, at);
	exponent = money_exponent(amount->currency);
	if (exponent < 0)
		exponent = 2;	/* none known: as most currencies have it */
	fault = scale_bounds(&s, &b, exponent, &amount->low, &amount->high);
	return explain(&s, fault, at);
}

char *
money_parse_percent(const char *p, size_t n, int64_t *low, int64_t *high,
    size_t *at)
{
	struct scan s = { p, n, 0 };
	struct bounds b;
	enum fault fault;

	*low = *high = 0;
	if (!scan_bounds(&s, false, &b))
		return explain(&s, NO_PERCENT, at);
	if (peek(&s, 0) == ' ')
		s.i++;
	if (peek(&s, 0) != '%' || s.i + 1 != s.n)
		return explain(&s, NO_PERCENT, at);
	fault = scale_bounds(&s, &b, PERCENT_DECIMALS, low, high);
	if (fault == DECIMALS)
		fault = PERCENT_TOO_FINE;
	return explain(&s, fault, at);
}

/* By way of a ratio: strtod() would read the locale's decimal point. */
char *
money_parse_number(const char *p, size_t n, double *value, size_t *at)
{
	struct scan s = { p, n, 0 };
	struct number num;
	struct ratio *exact;
	struct er_buf b = {0};

	*value = 0;
	if (!scan_number(&s, &num) || s.i != n)
		return explain(&s, NO_NUMBER, at);
	if (num.significant > DOUBLE_DIGITS || num.decimals > RATIO_TEXT_MAX)
		return explain(&s, TOO_LONG, at);
	for (s.i = 0; s.i < n; s.i++)
		if (p[s.i] != ',' && p[s.i] != '+')
			er_buf_addc(&b, p[s.i]);
	exact = ratio_new();
	if (ratio_parse(exact, b.p, b.n))
		*value = ratio_double(exact);
	ratio_free(exact);
	er_buf_free(&b);
	return NULL;
}
