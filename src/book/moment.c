/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates and times as they stand in selection expressions. recutils takes
 * whatever date(1) does; these are its forms that mean one moment on whatever
 * day and in whatever place they are read. Without a zone it is UTC.
 */
#include "config.h"

#include <string.h>

#include "book/expression.h"

static const char *const months[] = {
	"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december",
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static char
peek(const struct er_slice *s)
{
	return s->n > 0 ? s->p[0] : '\0';
}

static void
skip(struct er_slice *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static bool
take(struct er_slice *s, char c)
{
	if (peek(s) != c || s->n == 0)
		return false;
	skip(s, 1);
	return true;
}

static void
skip_blanks(struct er_slice *s)
{
	while (peek(s) == ' ' || peek(s) == '\t')
		skip(s, 1);
}

/* A number of so many digits. */
static bool
take_number(struct er_slice *s, size_t least, size_t most, int *value)
{
	size_t n = 0;

	*value = 0;
	while (n < s->n && n <= most && s->p[n] >= '0' && s->p[n] <= '9')
		*value = *value * 10 + (s->p[n++] - '0');
	if (n < least || n > most)
		return false;
	skip(s, n);
	return true;
}

/* A month's name, or three letters of it, or "Sept"; a full stop may follow. */
static bool
take_month(struct er_slice *s, int *month)
{
	size_t i, k, n = 0;

	while (n < s->n && is_letter(s->p[n]))
		n++;
	if (n < 3)
		return false;
	for (i = 0; i < 12; i++) {
		for (k = 0; k < n && lower(s->p[k]) == months[i][k]; k++)
			;
		if (k == n && (n == 3 || months[i][n] == '\0' ||
		    (i == 8 && n == 4)))
			break;
	}
	if (i == 12)
		return false;
	*month = (int)i + 1;
	skip(s, n);
	take(s, '.');
	return true;
}

/* 2026-11-22, 2026/11/22 */
static bool
take_iso(struct er_slice *s, struct er_date *date)
{
	char separator;

	if (!take_number(s, 4, 4, &date->year))
		return false;
	separator = peek(s);
	return (separator == '-' || separator == '/') && take(s, separator) &&
	    take_number(s, 1, 2, &date->month) && take(s, separator) &&
	    take_number(s, 1, 2, &date->day);
}

/* 11/22/2026 */
static bool
take_american(struct er_slice *s, struct er_date *date)
{
	return take_number(s, 1, 2, &date->month) && take(s, '/') &&
	    take_number(s, 1, 2, &date->day) && take(s, '/') &&
	    take_number(s, 4, 4, &date->year);
}

/* 22 November 2026, 22-Nov-2026 */
static bool
take_day_first(struct er_slice *s, struct er_date *date)
{
	if (!take_number(s, 1, 2, &date->day))
		return false;
	if (!take(s, '-'))
		skip_blanks(s);
	if (!take_month(s, &date->month))
		return false;
	if (!take(s, '-') && !take(s, ','))
		skip_blanks(s);
	skip_blanks(s);
	return take_number(s, 4, 4, &date->year);
}

/* Nov 22, 2026 */
static bool
take_month_first(struct er_slice *s, struct er_date *date)
{
	if (!take_month(s, &date->month))
		return false;
	skip_blanks(s);
	if (!take_number(s, 1, 2, &date->day))
		return false;
	take(s, ',');
	skip_blanks(s);
	return take_number(s, 4, 4, &date->year);
}

static bool
take_date(struct er_slice *s, struct er_date *date)
{
	static bool (*const forms[])(struct er_slice *s,
	    struct er_date *date) = {
		take_iso, take_american, take_day_first, take_month_first,
	};
	struct er_slice from = *s;
	char text[11];
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		*s = from;
		if (!forms[i](s, date) || date->month > 12 || date->day > 31 ||
		    date->year < 1 || date->month < 1 || date->day < 1)
			continue;
		er_date_print(*date, text);
		return er_date_parse(text, 10, date);
	}
	return false;
}

/* 12:09, 12:09:30, 12:09:30.5 */
static bool
take_time(struct er_slice *s, struct book_moment *m)
{
	int hour, minute, second = 0, scale = 100000000;

	if (!take_number(s, 1, 2, &hour) || !take(s, ':') ||
	    !take_number(s, 2, 2, &minute) ||
	    (take(s, ':') && !take_number(s, 2, 2, &second)) ||
	    hour > 23 || minute > 59 || second > 59)
		return false;
	m->seconds += (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
	if (peek(s) != '.')
		return true;
	for (skip(s, 1); peek(s) >= '0' && peek(s) <= '9'; skip(s, 1)) {
		m->nanoseconds += (peek(s) - '0') * scale;
		scale /= 10;
	}
	return scale < 100000000;
}

/* Z, UTC, GMT, +01:00, +0100 or +01 */
static bool
take_zone(struct er_slice *s, struct book_moment *m)
{
	int hours, minutes = 0, sign = peek(s) == '-' ? 1 : -1;

	if (s->n == 1 && lower(s->p[0]) == 'z') {
		skip(s, 1);
		return true;
	}
	if (er_slice_is_nocase(*s, "utc") || er_slice_is_nocase(*s, "gmt")) {
		skip(s, 3);
		return true;
	}
	if ((!take(s, '+') && !take(s, '-')) || !take_number(s, 2, 4, &hours))
		return false;
	if (take(s, ':')) {
		if (!take_number(s, 2, 2, &minutes))
			return false;
	} else if (hours > 99) {
		minutes = hours % 100;
		hours /= 100;
	}
	m->seconds += sign * ((int64_t)hours * 3600 + (int64_t)minutes * 60);
	return hours <= 24 && minutes < 60;
}

bool
book_moment_parse(struct er_slice text, struct book_moment *moment)
{
	struct er_slice s = er_slice_trim(text);
	struct er_date date;

	*moment = (struct book_moment){0};
	if (!take_date(&s, &date))
		return false;
	moment->seconds = (int64_t)er_date_to_days(date) * 86400;
	if (s.n == 0)
		return true;
	if (peek(&s) != 'T' && peek(&s) != 't' && peek(&s) != ' ')
		return false;
	skip(&s, 1);
	skip_blanks(&s);
	if (!take_time(&s, moment))
		return false;
	skip_blanks(&s);
	return s.n == 0 || (take_zone(&s, moment) && s.n == 0);
}
