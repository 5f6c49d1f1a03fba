/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a book's reports go to, and how many today. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "er-env-online.h"
#include "report/report.h"

/* The values of a field that may be repeated are a JSON array. */
#define ADDRESSES(column) \
	"SELECT role, value FROM report, json_each(CASE WHEN " \
	"json_valid(" column ") THEN " column " ELSE json_array(" column ") " \
	"END) WHERE " column " IS NOT NULL"

static const char sql[] = ADDRESSES("\"to\"") " UNION ALL "
    ADDRESSES("cc") " UNION ALL " ADDRESSES("bcc");

struct job {
	struct report_settings settings;
	struct er_buf due;	/* roles, a line each */
	struct book_mail *mail;
};

static bool
is_due(const struct job *job, const char *role, size_t n)
{
	const char *p = job->due.p, *end;

	for (; p != NULL && (end = strchr(p, '\n')) != NULL; p = end + 1)
		if ((size_t)(end - p) == n && memcmp(p, role, n) == 0)
			return true;
	return false;
}

static void
take_row(struct job *job, const struct book_query *query)
{
	struct mail_list list = {0};
	const char *role, *text, *why;
	size_t i, n, at;

	text = book_text(query, 1, &n);
	if (mail_list_parse(&list, text, n, &at, &why)) {
		role = book_text(query, 0, &n);
		if (is_due(job, role, n))
			job->mail->due += (long)list.n;
		for (i = 0; i < list.n; i++)
			if (!mail_list_has(&job->mail->recipients,
			    list.list[i].address))
				mail_list_add(&job->mail->recipients, NULL,
				    list.list[i].address);
	}
	mail_list_free(&list);
}

static int
read_records(struct job *job, struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&job->settings.book, diags, err);
	struct book_query *query = NULL;
	int more = -1;

	if (book != NULL)
		query = book_prepare(book, sql, sizeof sql - 1, NULL, err);
	while (query != NULL && (more = book_step(query, err)) == 1)
		take_row(job, query);
	book_finish(query);
	book_free(book);
	return more == 0 ? 0 : -1;
}

static struct er_date
day_of(time_t now)
{
	struct tm *tm = localtime(&now);

	return tm == NULL ? er_date_from_days((long)(now / 86400)) :
	    (struct er_date){ tm->tm_year + 1900, tm->tm_mon + 1,
	    tm->tm_mday };
}

int
book_mail_read(const char *path, time_t now, struct book_mail *mail,
    struct er_diags *diags, struct er_err *err)
{
	const char *data = er_data_directory(getenv("ER_DATADIR"));
	char *schema = er_data_file(data, "data/schema.rec", err);
	struct job job = { .mail = mail };
	int rc = -1;

	job.settings.book = (struct book_settings){ .paths = &path,
	    .npaths = 1, .schema = schema, .as_of = day_of(now),
	    .today = day_of(now) };
	if (schema != NULL &&
	    report_due(&job.settings, &job.due, diags, err) == 0)
		rc = read_records(&job, diags, err);
	er_buf_free(&job.due);
	free(schema);
	return rc;
}

void
book_mail_free(struct book_mail *mail)
{
	mail_list_free(&mail->recipients);
}
