/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How figures and dates are written in the report's language. The catalogue
 * says it: no locale needs to be installed, and the same report has the same
 * bytes on every system.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"

/* ---- figures ------------------------------------------------------------- */

/* Looked up once: a report may have very many figures. */
static const char *point = ".", *comma = ",";

static const char *
sign(const struct er_catalogue *const *catalogues, const char *msgid)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; i < ER_CATALOGUES && text == NULL; i++)
		if (catalogues[i] != NULL)
			text = er_catalogue_find(catalogues[i], "number",
			    msgid, 0);
	return text != NULL ? text : msgid;
}

/* What the catalogue has under "number". */
#define SIGN(catalogues, context, msgid) sign(catalogues, msgid)

void
er_notation_use(const struct er_catalogue *const *catalogues)
{
	/* TRANSLATORS: between a number's whole and its decimals: 1,234.50 */
	point = SIGN(catalogues, "number", ".");
	/* TRANSLATORS: between the thousands of a number: 1,234.50. A blank
	 * should be one that does not break (U+00A0 or U+202F). */
	comma = SIGN(catalogues, "number", ",");
}

const char *
er_decimal_point(void)
{
	return point;
}

void
er_number_say(struct er_buf *b, const char *number)
{
	if (point[0] == '.' && comma[0] == ',') {
		er_buf_adds(b, number);
		return;
	}
	er_buf_adds(b, "");
	for (; *number != '\0'; number++) {
		if (*number == '.')
			er_buf_adds(b, point);
		else if (*number == ',')
			er_buf_adds(b, comma);
		else
			er_buf_addc(b, *number);
	}
}

/* ---- dates --------------------------------------------------------------- */

static const char *const months[] = {
	/* TRANSLATORS: for %B in the format of a month: November 2026 */
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"),
	N_("June"), N_("July"), N_("August"), N_("September"), N_("October"),
	N_("November"), N_("December")
};

struct when {
	const char *year;	/* four digits */
	int month, day, quarter;	/* 0: none */
};

static void
add_part(struct er_buf *b, char part, const struct when *when)
{
	switch (part) {
	case 'Y': er_buf_add(b, when->year, 4); break;
	case 'm': er_buf_addf(b, "%02d", when->month); break;
	case 'n': er_buf_addf(b, "%d", when->month); break;
	case 'd': er_buf_addf(b, "%02d", when->day); break;
	case 'e': er_buf_addf(b, "%d", when->day); break;
	case 'q': er_buf_addf(b, "%d", when->quarter); break;
	case 'B':
		if (when->month > 0)
			er_buf_adds(b, R_(months[when->month - 1]));
		break;
	default: er_buf_addc(b, part); break;
	}
}

static int
number(const char *p, size_t n)
{
	int value = 0;

	for (; n > 0 && *p >= '0' && *p <= '9'; p++, n--)
		value = value * 10 + (*p - '0');
	return n > 0 ? -1 : value;
}

/* The format for what the text is; NULL: it is nothing of the kind. */
static const char *
look_at(const char *date, struct when *when)
{
	size_t n = strlen(date);
	struct er_date day;

	*when = (struct when){ date, 0, 0, 0 };
	if (n == 10 && er_date_parse(date, n, &day)) {
		when->month = day.month;
		when->day = day.day;
		/* TRANSLATORS: a day in a sentence. %Y is the year, %m and %d
		 * are month and day in two digits, %n and %e the same without
		 * a leading 0, %B is the month's name. */
		return R_C("date", "%Y-%m-%d");
	}
	if (n < 4 || number(date, 4) < 0 || (n > 4 && date[4] != '-'))
		return NULL;
	if (n == 4)
		/* TRANSLATORS: a year in a sentence */
		return R_C("date", "%Y");
	if (n == 7 && date[5] == 'Q') {
		when->quarter = number(date + 6, 1);
		/* TRANSLATORS: a quarter in a sentence; %q is 1 to 4 */
		return when->quarter >= 1 && when->quarter <= 4 ?
		    R_C("date", "%Y-Q%q") : NULL;
	}
	when->month = n == 7 ? number(date + 5, 2) : 0;
	/* TRANSLATORS: a month in a sentence, with %Y, %m, %n or %B */
	return when->month >= 1 && when->month <= 12 ?
	    R_C("date", "%Y-%m") : NULL;
}

void
er_date_say(struct er_buf *b, const char *date)
{
	struct when when;
	const char *format = look_at(date, &when);

	if (format == NULL || !er_language_is_set()) {
		er_buf_adds(b, date);
		return;
	}
	for (; *format != '\0'; format++) {
		if (format[0] == '%' && format[1] != '\0')
			add_part(b, *++format, &when);
		else
			er_buf_addc(b, *format);
	}
}
