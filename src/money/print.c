/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>

#include "base/i18n.h"
#include "money/money.h"

/* How the part that is cut off counts. */
enum rounding { NEAREST, TO_LOW, TO_HIGH };

/* Integer quotient for unit > 0. */
static int64_t
divide(int64_t minor, int64_t unit, enum rounding how)
{
	int64_t whole = minor / unit, rest = minor % unit;

	if (rest < 0 && (how == TO_LOW ||
	    (how == NEAREST && -rest >= unit - unit / 2)))
		whole--;
	if (rest > 0 && (how == TO_HIGH ||
	    (how == NEAREST && rest >= unit - unit / 2)))
		whole++;
	return whole;
}

/* Digits with a comma between thousands. */
static void
add_grouped(struct er_buf *b, uint64_t value)
{
	char digits[32];
	int i, n;

	n = snprintf(digits, sizeof digits, "%" PRIu64, value);
	for (i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			er_buf_addc(b, ',');
		er_buf_addc(b, digits[i]);
	}
}

static void
add_bound(struct er_buf *b, int64_t minor, const char *currency, int style,
    enum rounding how)
{
	int decimals = money_exponent(currency), i;
	uint64_t magnitude;
	int64_t unit = 1;

	if (decimals < 0)
		decimals = 2;	/* as money_parse() reads it */
	for (i = 0; i < decimals; i++)
		unit *= 10;
	if ((style & MONEY_WHOLE) != 0) {
		minor = divide(minor, unit, how);
		unit = 1;
	}
	magnitude = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;
	if (minor < 0)
		er_buf_addc(b, '-');
	add_grouped(b, magnitude / (uint64_t)unit);
	if (unit > 1)
		er_buf_addf(b, ".%0*" PRIu64, decimals,
		    magnitude % (uint64_t)unit);
}

static void
add_code(struct er_buf *b, const char *currency, int style)
{
	if ((style & MONEY_CODE) != 0 && currency[0] != '\0')
		er_buf_addf(b, "%s ", currency);
}

void
money_print_minor(struct er_buf *b, int64_t minor, const char *currency,
    int style)
{
	add_code(b, currency, style);
	add_bound(b, minor, currency, style, NEAREST);
}

void
money_print(struct er_buf *b, const struct money *amount, int style)
{
	struct er_buf low = {0}, high = {0};

	if (amount->low == amount->high) {
		money_print_minor(b, amount->low, amount->currency, style);
		return;
	}
	add_bound(&low, amount->low, amount->currency, style, TO_LOW);
	add_bound(&high, amount->high, amount->currency, style, TO_HIGH);
	add_code(b, amount->currency, style);
	/* TRANSLATORS: a range of money: 7,000.00 to 9,000.00 */
	er_buf_addf(b, _("%s to %s"), low.p, high.p);
	er_buf_free(&low);
	er_buf_free(&high);
}
