/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/base.h"

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
er_date_days_in_month(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool
digits(const char *p, size_t n, int *value)
{
	*value = 0;
	for (; n > 0; p++, n--) {
		if (*p < '0' || *p > '9')
			return false;
		*value = *value * 10 + (*p - '0');
	}
	return true;
}

bool
er_date_parse(const char *p, size_t n, struct er_date *date)
{
	struct er_date d;

	if (n != 10 || p[4] != '-' || p[7] != '-' ||
	    !digits(p, 4, &d.year) || !digits(p + 5, 2, &d.month) ||
	    !digits(p + 8, 2, &d.day))
		return false;
	if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 ||
	    d.day > er_date_days_in_month(d.year, d.month))
		return false;
	*date = d;
	return true;
}

void
er_date_print(struct er_date date, char out[11])
{
	int parts[3] = { date.year, date.month, date.day };
	static const int at[3] = { 0, 5, 8 }, width[3] = { 4, 2, 2 };
	int i, k;

	for (i = 0; i < 3; i++)
		for (k = width[i] - 1; k >= 0; k--) {
			out[at[i] + k] = (char)('0' + parts[i] % 10);
			parts[i] /= 10;
		}
	out[4] = out[7] = '-';
	out[10] = '\0';
}

/*
 * Days are counted in years that begin in March, so that the leap day is the
 * last; 719468 days lie between 0000-03-01 and 1970-01-01.
 */
long
er_date_to_days(struct er_date date)
{
	long y = date.month <= 2 ? date.year - 1 : date.year;
	long m = (date.month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 +
	    (m * 306 + 5) / 10 + date.day - 1 - 719468;
}

struct er_date
er_date_from_days(long days)
{
	struct er_date d = { 0, 0, 1 };
	long n = days + 719468;
	long y = (10000 * n + 14780) / 3652425;
	long rest = n - (365 * y + y / 4 - y / 100 + y / 400);
	long m;

	if (rest < 0) {
		y--;
		rest = n - (365 * y + y / 4 - y / 100 + y / 400);
	}
	m = (100 * rest + 52) / 3060;
	d.month = (int)((m + 2) % 12 + 1);
	d.year = (int)(y + (m + 2) / 12);
	d.day = (int)(rest - (m * 306 + 5) / 10 + 1);
	return d;
}

int
er_date_weekday(struct er_date date)
{
	/* 1970-01-01 was a Thursday. */
	long n = (er_date_to_days(date) + 3) % 7;

	return (int)(n < 0 ? n + 7 : n) + 1;
}

void
er_date_iso_week(struct er_date date, int *year, int *week)
{
	/* The week belongs to the year of its Thursday. */
	long thursday = er_date_to_days(date) - er_date_weekday(date) + 4;
	struct er_date t = er_date_from_days(thursday);
	struct er_date first = { t.year, 1, 1 };

	*year = t.year;
	*week = (int)((thursday - er_date_to_days(first)) / 7) + 1;
}
