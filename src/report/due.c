/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which reports are due on a day, by the book's Report records. */
#include "config.h"

#include <stdlib.h>

#include "report/report-priv.h"

/*
 * The day is `this`.as_of. A day that a month has not is its last one, so that
 * `monthly 31` comes every month; quarters are those of the calendar, as in a
 * period.
 */
static const char due_sql[] =
    "WITH day AS (SELECT as_of,"
    " CAST(strftime('%d', as_of) AS INTEGER) AS number,"
    " CAST(strftime('%d', as_of, 'start of month', '+1 month', '-1 day')"
    " AS INTEGER) AS last,"
    " substr('sunmontuewedthufrisat', 1 + 3 * strftime('%w', as_of), 3)"
    " AS weekday FROM this) "
    "SELECT DISTINCT role FROM report, day WHERE \"when\" = 'daily'"
    " OR \"when\" = 'weekly ' || weekday"
    " OR (\"when\" = 'monthly last' AND number = last)"
    " OR (\"when\" GLOB 'monthly [0-9]*'"
    " AND number = min(last, CAST(substr(\"when\", 9) AS INTEGER)))"
    " OR (\"when\" = 'quarterly'"
    " AND substr(as_of, 6) IN ('01-01', '04-01', '07-01', '10-01')) "
    "ORDER BY role";

int
report_due(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&settings->book, diags, err);
	struct book_query *query = NULL;
	const char *role;
	char *clean;
	int more = -1;
	size_t n;

	if (book != NULL)
		query = book_prepare(book, due_sql, sizeof due_sql - 1, NULL,
		    err);
	while (query != NULL && (more = book_step(query, err)) == 1) {
		role = book_text(query, 0, &n);
		clean = doc_clean(role, n, false);
		er_buf_addf(out, "%s\n", clean);
		free(clean);
	}
	book_finish(query);
	book_free(book);
	return more == 0 ? 0 : -1;
}
