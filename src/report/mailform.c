/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report as a message: who gets it, and under which name it is known. The
 * same role, period and entities are the same Report-Id, whenever it is made.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "mail/mail.h"
#include "report/report-priv.h"

/* What a repeated field holds, one value a line. */
#define VALUES(column) \
	"(SELECT group_concat(value, char(10)) FROM json_each(" \
	"CASE WHEN json_valid(" column ") THEN " \
	"CASE WHEN json_type(" column ") = 'array' THEN " column \
	" ELSE json_array(" column ") END " \
	"ELSE json_array(" column ") END))"

enum column {
	ROLE, ENTITY, FROM, TO, CC, BCC, REPLY_TO, SUBJECT, WHEN, LANGUAGE,
	SRC, COLUMNS
};

static const char records_sql[] =
    "SELECT role, " VALUES("entity") ", \"from\", " VALUES("\"to\"") ", "
    VALUES("cc") ", " VALUES("bcc") ", reply_to, subject, \"when\", "
    "language, src "
    "FROM report";

/* A Report record; each text owned or NULL. */
struct record {
	char *text[COLUMNS];
};

struct mailform {
	struct record record;
	char *domain;
	char **entities;
	size_t nentities, cap;
};

static void
record_free(struct record *record)
{
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		free(record->text[i]);
	*record = (struct record){0};
}

static void
record_read(struct record *record, const struct book_query *query)
{
	const char *p;
	size_t i, n;

	for (i = 0; i < COLUMNS; i++) {
		record->text[i] = NULL;
		if (book_column_type(query, i) == BOOK_NULL)
			continue;
		p = book_text(query, i, &n);
		if (p != NULL && n > 0)
			record->text[i] = er_xstrndup(p, n);
	}
}

/* ---- which record -------------------------------------------------------- */

/* Is name a line of lines? */
static bool
has_line(const char *lines, const char *name)
{
	size_t n;

	while (lines != NULL && *lines != '\0') {
		n = strcspn(lines, "\n");
		if (n == strlen(name) && memcmp(lines, name, n) == 0)
			return true;
		lines += n + (lines[n] == '\n');
	}
	return false;
}

/*
 * 2: it names just the entities asked for, or none where none was; 1: it is
 * for all of them, or for some where none was asked for; 0: it is for others.
 */
static int
fits(const struct record *record, const struct report_settings *settings)
{
	const struct book_settings *book = &settings->book;
	size_t i;

	if (record->text[ROLE] == NULL ||
	    strcmp(record->text[ROLE], settings->role) != 0)
		return 0;
	if (record->text[ENTITY] == NULL)
		return book->nentities == 0 ? 2 : 1;
	for (i = 0; i < book->nentities; i++) {
		if (!has_line(record->text[ENTITY], book->entities[i]))
			return 0;
	}
	return book->nentities > 0 ? 2 : 1;
}

/* The record that fits best; false when none does or several do. */
static bool
find_record(const struct report_settings *settings, struct book *book,
    struct record *found, struct er_err *err)
{
	struct book_query *query;
	struct record record;
	int best = 0, fit, more;
	bool several = false;

	query = book_prepare(book, records_sql, sizeof records_sql - 1, NULL,
	    err);
	if (query == NULL)
		return false;
	while ((more = book_step(query, err)) == 1) {
		record_read(&record, query);
		fit = fits(&record, settings);
		if (fit > best) {
			record_free(found);
			*found = record;
			best = fit;
			several = false;
			continue;
		}
		several = several || (fit > 0 && fit == best);
		record_free(&record);
	}
	book_finish(query);
	if (more != 0)
		return false;
	if (several)
		er_fail(err, ER_DATA, _("more than one Report record fits the "
		    "role '%s'; the first is %s; -e says which"),
		    settings->role, found->text[SRC] != NULL ?
		    found->text[SRC] : "-");
	else if (best == 0)
		er_fail(err, ER_DATA, _("the book has no Report record for "
		    "the role '%s' and these entities, so nobody gets it"),
		    settings->role);
	return best > 0 && !several;
}

/* ---- names of the report ------------------------------------------------- */

/* The first row's first text of a query, owned; NULL when there is none. */
static char *
look_up(struct book *book, const char *sql)
{
	struct book_query *query = book_prepare(book, sql, strlen(sql), NULL,
	    NULL);
	char *text = NULL;
	const char *p;
	size_t n;

	if (query != NULL && book_step(query, NULL) == 1 &&
	    book_column_type(query, 0) != BOOK_NULL) {
		p = book_text(query, 0, &n);
		text = er_xstrndup(p, n);
	}
	book_finish(query);
	return text;
}

/* What stands in a Report-Id: letters, digits, '-' and '_' of the name. */
static void
add_token(struct er_buf *b, const char *name)
{
	for (; *name != '\0'; name++)
		er_buf_addc(b, role_name_is_valid(name, 1) ? *name : '-');
}

/* As fine as the schedule, so that a rerun is the same report and the next
 * one is another. */
static void
add_period(struct er_buf *b, const struct doc *doc, const char *when)
{
	struct er_date date;
	int year, week;

	if (when != NULL && strcmp(when, "daily") == 0) {
		add_token(b, doc->as_of);
	} else if (when != NULL && strncmp(when, "weekly", 6) == 0 &&
	    er_date_parse(doc->as_of, strlen(doc->as_of), &date)) {
		er_date_iso_week(date, &year, &week);
		er_buf_addf(b, "%04d-W%02d", year, week);
	} else {
		add_token(b, doc->period);
	}
}

/* <role.period.entity@domain> */
static char *
make_report_id(const struct report_settings *settings, const struct doc *doc,
    const char *when, const char *domain)
{
	struct er_buf b = {0};
	size_t i;

	er_buf_addf(&b, "<%s.", settings->role);
	add_period(&b, doc, when);
	er_buf_addc(&b, '.');
	for (i = 0; i < settings->book.nentities; i++) {
		if (i > 0)
			er_buf_addc(&b, '+');
		add_token(&b, settings->book.entities[i]);
	}
	if (settings->book.nentities == 0)
		er_buf_adds(&b, "all");
	er_buf_addf(&b, "@%s>", domain);
	return er_buf_steal(&b);
}

/* RFC 2919; the phrase before it only where it needs no encoding. */
static char *
make_list_id(const struct report_settings *settings, const struct doc *doc,
    const char *domain)
{
	const char *title = doc->title;

	if (!er_is_ascii(title, strlen(title)) ||
	    strpbrk(title, "\"\\<>") != NULL)
		return er_xasprintf("<%s.%s>", settings->role, domain);
	return er_xasprintf("\"%s\" <%s.%s>", title, settings->role, domain);
}

/* STALE goes after a bracketed tenant, where the eye looks. */
static char *
make_subject(const struct doc *doc, const struct record *record)
{
	const char *own = record->text[SUBJECT] != NULL ?
	    record->text[SUBJECT] : doc->subject, *bracket;
	struct er_buf both = {0};
	char *plain, *subject;

	er_buf_addf(&both, "%s ", doc->title);
	er_date_say(&both, doc->period);
	plain = own != NULL ? doc_clean(own, strlen(own), false) :
	    er_xstrdup(both.p);
	er_buf_free(&both);
	if (!doc->stale)
		return plain;
	bracket = plain[0] == '[' ? strchr(plain, ']') : NULL;
	if (bracket != NULL)
		subject = er_xasprintf("%.*s STALE%s",
		    (int)(bracket + 1 - plain), plain, bracket + 1);
	else
		subject = er_xasprintf("STALE %s", plain);
	free(plain);
	return subject;
}

/* ---- addresses ----------------------------------------------------------- */

/* Each line of the field is a list of mailboxes. */
static int
add_mailboxes(struct mail_list *list, const struct record *record,
    enum column column, struct er_err *err)
{
	const char *p = record->text[column], *why;
	size_t n, at;

	while (p != NULL && *p != '\0') {
		n = strcspn(p, "\n");
		if (!mail_list_parse(list, p, n, &at, &why)) {
			/* TRANSLATORS: file:line, an address, a reason */
			er_fail(err, ER_DATA, _("%s: '%.*s' is not an "
			    "address: %s"), record->text[SRC] != NULL ?
			    record->text[SRC] : "-", (int)n, p, why);
			return -1;
		}
		p += n + (p[n] == '\n');
	}
	return 0;
}

static int
address(struct mail_draft *draft, const struct record *record,
    struct er_err *err)
{
	if (add_mailboxes(&draft->from, record, FROM, err) != 0 ||
	    add_mailboxes(&draft->to, record, TO, err) != 0 ||
	    add_mailboxes(&draft->cc, record, CC, err) != 0 ||
	    add_mailboxes(&draft->bcc, record, BCC, err) != 0 ||
	    add_mailboxes(&draft->reply_to, record, REPLY_TO, err) != 0)
		return -1;
	return 0;
}

/* ---- the form ------------------------------------------------------------ */

static void
add_entities(struct mailform *form, const char *lines)
{
	size_t n;

	while (lines != NULL && *lines != '\0') {
		n = strcspn(lines, "\n");
		form->entities = er_grow(form->entities, form->nentities,
		    &form->cap, sizeof *form->entities);
		form->entities[form->nentities++] = er_xstrndup(lines, n);
		lines += n + (lines[n] == '\n');
	}
}

struct mailform *
mailform_find(const struct report_settings *settings, struct book *book,
    struct er_err *err)
{
	struct mailform *form = er_xcalloc(1, sizeof *form);

	if (!find_record(settings, book, &form->record, err)) {
		mailform_free(form);
		return NULL;
	}
	add_entities(form, form->record.text[ENTITY]);
	form->domain = look_up(book,
	    "SELECT coalesce(domain, id) FROM organisation");
	if (form->domain == NULL)
		form->domain = er_xstrdup("report.invalid");
	return form;
}

const char *
mailform_language(const struct mailform *form, const char **src)
{
	*src = form->record.text[SRC];
	return form->record.text[LANGUAGE];
}

const char *const *
mailform_entities(const struct mailform *form, size_t *n)
{
	*n = form->nentities;
	return (const char *const *)form->entities;
}

int
mailform_write(const struct mailform *form,
    const struct report_settings *settings, const struct doc *doc,
    const struct er_buf *text, struct er_buf *out, struct er_err *err)
{
	char *report_id = make_report_id(settings, doc,
	    form->record.text[WHEN], form->domain);
	char *list_id = make_list_id(settings, doc, form->domain);
	char *subject = make_subject(doc, &form->record);
	struct mail_field extra[] = {
		{"Auto-Submitted", "auto-generated"},
		{"List-Id", list_id},
		{"Report-Id", report_id},
		{"Content-Language", er_language_tag()},
	};
	struct mail_draft draft = {.subject = subject, .extra = extra,
	    .nextra = sizeof extra / sizeof *extra - !er_language_is_set(),
	    .body = text->p, .nbody = text->n, .digest = true};
	int rc;

	rc = address(&draft, &form->record, err);
	if (rc == 0)
		rc = mail_compose(&draft, "\n", out, err);
	mail_list_free(&draft.from);
	mail_list_free(&draft.to);
	mail_list_free(&draft.cc);
	mail_list_free(&draft.bcc);
	mail_list_free(&draft.reply_to);
	free(subject);
	free(list_id);
	free(report_id);
	return rc;
}

void
mailform_free(struct mailform *form)
{
	size_t i;

	if (form == NULL)
		return;
	for (i = 0; i < form->nentities; i++)
		free(form->entities[i]);
	free(form->entities);
	free(form->domain);
	record_free(&form->record);
	free(form);
}
