/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table `this`: what the report is about, and for which time. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

struct period {
	char name[16];
	struct er_date start, end;
};

/* n digits at p as a number, or -1. */
static int
number(const char *p, size_t n)
{
	int value = 0;

	for (; n > 0; p++, n--) {
		if (*p < '0' || *p > '9')
			return -1;
		value = value * 10 + (*p - '0');
	}
	return value;
}

/* Whole months from the given one. */
static void
set_months(struct period *period, int year, int month, int months)
{
	int last = month + months - 1;

	period->start = (struct er_date){ year, month, 1 };
	period->end = (struct er_date){ year, last,
	    er_date_days_in_month(year, last) };
}

/* 2026-10, 2026-Q4 or 2026. */
static bool
parse_period(const char *text, struct period *period)
{
	size_t n = strlen(text);
	int year, part;

	if (n >= sizeof period->name || n < 4)
		return false;
	memcpy(period->name, text, n + 1);
	year = number(text, 4);
	if (year < 1)
		return false;
	if (n == 4) {
		set_months(period, year, 1, 12);
		return true;
	}
	if (n != 7 || text[4] != '-')
		return false;
	if (text[5] == 'Q') {
		part = number(text + 6, 1);
		if (part < 1 || part > 4)
			return false;
		set_months(period, year, part * 3 - 2, 3);
		return true;
	}
	part = number(text + 5, 2);
	if (part < 1 || part > 12)
		return false;
	set_months(period, year, part, 1);
	return true;
}

/* The month of as-of when that is its last day, else the month before. */
static void
default_period(struct er_date as_of, struct period *period)
{
	int year = as_of.year, month = as_of.month;
	char day[11];

	if (as_of.day < er_date_days_in_month(year, month) && --month == 0) {
		month = 12;
		year--;
	}
	set_months(period, year, month, 1);
	er_date_print(period->start, day);
	memcpy(period->name, day, 7);
	period->name[7] = '\0';
}

/* Several entities are joined by "+", which an address may have. NULL: none. */
static char *
join_entities(const struct book_settings *settings)
{
	struct er_buf b = {0};
	size_t i;

	if (settings->nentities == 0)
		return NULL;
	for (i = 0; i < settings->nentities; i++) {
		er_buf_adds(&b, i > 0 ? "+" : "");
		er_buf_adds(&b, settings->entities[i]);
	}
	return er_buf_steal(&b);
}

static void
bind_date(sqlite3_stmt *s, int at, struct er_date date)
{
	char text[11];

	er_date_print(date, text);
	sqlite3_bind_text(s, at, text, 10, SQLITE_TRANSIENT);
}

struct er_date
book_as_of(const struct book_settings *settings,
    const struct book_index *index)
{
	if (settings->as_of.year != 0)
		return settings->as_of;
	return index->as_of.year != 0 ? index->as_of : settings->today;
}

int
book_this_make(sqlite3 *db, const struct book_settings *settings,
    const struct book_index *index, struct er_date *as_of, struct er_err *err)
{
	struct period period;
	char *entities;
	sqlite3_stmt *s;
	int rc;

	*as_of = book_as_of(settings, index);
	if (settings->period == NULL) {
		default_period(*as_of, &period);
	} else if (!parse_period(settings->period, &period)) {
		er_fail(err, ER_USAGE, _("'%s' is not a period; write 2026-10, "
		    "2026-Q4 or 2026"), settings->period);
		return -1;
	}
	if (sqlite3_exec(db, "CREATE TABLE this (role TEXT, organisation TEXT, "
	    "as_of TEXT, period TEXT, period_start TEXT, period_end TEXT, "
	    "currency TEXT, entity TEXT)", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "INSERT INTO this VALUES (?, ?, ?, ?, ?, ?, "
	    "?, ?)", -1, &s, NULL) != SQLITE_OK)
		return book_sqlite_fail(db, err);
	entities = join_entities(settings);
	sqlite3_bind_text(s, 1, settings->role, -1, SQLITE_STATIC);
	sqlite3_bind_text64(s, 2, index->organisation.p, index->organisation.n,
	    SQLITE_STATIC, SQLITE_UTF8);
	bind_date(s, 3, *as_of);
	sqlite3_bind_text(s, 4, period.name, -1, SQLITE_STATIC);
	bind_date(s, 5, period.start);
	bind_date(s, 6, period.end);
	sqlite3_bind_text(s, 7, index->currency, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 8, entities, -1, SQLITE_STATIC);
	rc = sqlite3_step(s) == SQLITE_DONE ? 0 : book_sqlite_fail(db, err);
	sqlite3_finalize(s);
	free(entities);
	return rc;
}
