/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "mail/mail.h"
#include "report/report-priv.h"

enum { PAGE_MAX = 1 << 20 };	/* bytes of a role page */

struct role *
report_read_role(const char *path, struct er_diags *diags, struct er_err *err)
{
	struct er_file file = {0};
	struct role *role;

	if (er_file_open(path, PAGE_MAX, &file, err) != 0)
		return NULL;
	role = role_read(path, file.p, file.n, diags);
	if (role == NULL)
		er_fail(err, ER_DATA, _("the role '%s' has faults; there is "
		    "no report"), path);
	er_file_close(&file);
	return role;
}

/* The finished text, whole or not at all. */
static int
write_report(const struct report_settings *settings,
    const struct report_form *form, const struct mailform *mail,
    const struct doc *doc, struct er_buf *out, struct er_err *err)
{
	struct er_buf text = {.max = DOC_MAX};
	int rc = 0;

	form->render(doc, &settings->look, &text);
	if (text.full) {
		er_fail(err, ER_DATA, _("the report would be longer than %d "
		    "MiB"), DOC_MAX >> 20);
		er_buf_free(&text);
		return -1;
	}
	text.max = 0;
	if (form->mail) {
		er_buf_addc(&text, '\n');
		mail_trailer_add(&text);
	}
	if (mail != NULL)
		rc = mailform_write(mail, settings, doc, &text, out, err);
	else
		er_buf_add(out, text.p, text.n);
	er_buf_free(&text);
	return rc;
}

static bool
reads_stdin(const struct book_settings *book)
{
	size_t i;

	for (i = 0; i < book->npaths; i++) {
		if (strcmp(book->paths[i], "-") == 0)
			return true;
	}
	return false;
}

/*
 * A mail's readers may be allowed to see some entities only: when the Report
 * record names them and no option does, the book is loaded again with those
 * alone.
 */
static struct book *
open_book(struct report_settings *settings, struct mailform **form,
    struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&settings->book, diags, err);
	const char *const *entities;
	size_t n;

	if (book == NULL || !settings->mail)
		return book;
	*form = mailform_find(settings, book, err);
	if (*form == NULL)
		goto fail;
	entities = mailform_entities(*form, &n);
	if (n == 0 || settings->book.nentities > 0)
		return book;
	if (reads_stdin(&settings->book)) {
		er_fail(err, ER_USAGE, _("the Report record of the role '%s' "
		    "is for some entities only; a book on standard input "
		    "needs -e for that"), settings->role);
		goto fail;
	}
	book_free(book);
	settings->book.entities = entities;
	settings->book.nentities = n;
	return book_open(&settings->book, diags, err);
fail:
	book_free(book);
	return NULL;
}

/* From here on the report is in its language. */
static int
speak(const struct report_settings *settings, const char *page,
    const struct mailform *mail, struct report_language *language,
    struct er_diags *diags, struct er_err *err)
{
	const char *src = NULL, *wanted = NULL;

	if (mail != NULL)
		wanted = mailform_language(mail, &src);
	if (language_open(language, settings, page, wanted, err) != 0 ||
	    language_check(language, settings, page, wanted, src, diags,
	    err) != 0)
		return -1;
	language_use(language);
	return 0;
}

static const struct report_form *
find_form(const struct report_settings *settings, struct er_err *err)
{
	const struct report_form *form = report_form_find(settings->form, err);

	if (form != NULL && settings->cite && form->figures) {
		er_fail(err, ER_USAGE, _("the form '%s' has the sources of "
		    "each figure; '--cite' is for the others"), form->name);
		return NULL;
	}
	if (form == NULL || form->mail || !settings->mail)
		return form;
	er_fail(err, ER_USAGE, _("a mail's body is text; the form '%s' has no "
	    "mail header"), form->name);
	return NULL;
}

int
report_make(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err)
{
	struct report_settings wanted = *settings;
	const struct report_form *form = find_form(settings, err);
	struct report_language language = {0};
	struct mailform *mail = NULL;
	struct role *role = NULL;
	struct book *book = NULL;
	struct doc *doc = NULL;
	char *path;
	int rc = -1;

	if (form == NULL)
		return -1;
	path = roles_look_up(wanted.role, wanted.dirs, wanted.ndirs, err);
	if (path == NULL)
		goto out;
	role = report_read_role(path, diags, err);
	if (role == NULL)
		goto out;
	wanted.book.role = wanted.role;
	book = open_book(&wanted, &mail, diags, err);
	if (book == NULL || speak(&wanted, path, mail, &language, diags,
	    err) != 0)
		goto out;
	role_translate(role, ER_WARNING, diags);
	doc = doc_build(role, book, wanted.why != NULL ? DOC_STALE_MARKED :
	    wanted.stale, wanted.look.linear ? R_(" (stale)") : "*", diags,
	    err);
	if (doc != NULL && wanted.cite)
		doc_cite(doc);
	if (doc == NULL || ((wanted.since != NULL || form->figures) &&
	    doc_records_read(doc, book, err) != 0) || (wanted.since != NULL &&
	    doc_since(doc, wanted.since, err) != 0))
		goto out;
	rc = wanted.why != NULL ? report_why(doc, book, &wanted, out, err) :
	    write_report(&wanted, form, mail, doc, out, err);
out:
	doc_free(doc);
	book_free(book);
	mailform_free(mail);
	role_free(role);
	language_close(&language);
	free(path);
	return rc;
}

/* The page in settings->language, if there is such a one; *spoken then. */
static int
check_words(const struct report_settings *settings, struct role *role,
    bool *spoken, struct er_diags *diags, struct er_err *err)
{
	struct report_language language = {0};

	if (settings->language == NULL)
		return 0;
	if (language_open(&language, settings, role->file, NULL, err) == 0) {
		language_use(&language);
		*spoken = *spoken || language.tag != NULL;
		messages_check(role, diags);
		role_translate(role, ER_ERROR, diags);
	}
	language_close(&language);
	return err->cls == ER_NONE ? 0 : -1;
}

/* Faults of a page go to diags; what cannot be read ends it. */
static int
check_role(const struct report_settings *settings, const char *path,
    struct book *book, bool *spoken, struct er_diags *diags,
    struct er_err *err)
{
	struct er_err fault = {0};
	size_t errors = diags->errors;
	struct role *role = report_read_role(path, diags, &fault);

	if (role == NULL && diags->errors == errors)
		er_fail(err, fault.cls, "%s", fault.text);
	else if (role != NULL &&
	    check_words(settings, role, spoken, diags, err) == 0)
		doc_check(role, book, diags, err);
	er_err_free(&fault);
	role_free(role);
	return err->cls == ER_NONE ? 0 : -1;
}

int
report_check(const struct report_settings *settings, struct er_buf *out,
    struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&settings->book, diags, err);
	struct roles roles = {0};
	bool spoken = false;
	size_t i;
	int rc = book != NULL ? book_check(book, err) : -1;

	if (rc == 0)
		roles_find(&roles, settings->dirs, settings->ndirs);
	for (i = 0; i < roles.n && rc == 0; i++)
		rc = check_role(settings, roles.list[i].file, book, &spoken,
		    diags, err);
	if (rc == 0 && settings->language != NULL && !spoken) {
		er_fail(err, ER_USAGE, _("no role that the book can see is "
		    "translated to '%s'"), settings->language);
		rc = -1;
	}
	if (rc == 0 && diags->errors > 0) {
		er_fail(err, ER_DATA, ngettext("%zu fault", "%zu faults",
		    diags->errors), diags->errors);
		rc = -1;
	}
	if (rc == 0)
		er_buf_addf(out, ngettext("The book is sound, and so is the "
		    "%zu role that it can see.\n", "The book is sound, and so "
		    "are the %zu roles that it can see.\n", roles.n), roles.n);
	roles_free(&roles);
	book_free(book);
	return rc;
}

void
report_list(const struct report_dir *dirs, size_t ndirs, struct er_buf *out)
{
	struct roles roles = {0};
	struct er_file file;
	char *title, *clean;
	size_t i;

	roles_find(&roles, dirs, ndirs);
	for (i = 0; i < roles.n; i++) {
		title = NULL;
		if (er_file_open(roles.list[i].file, PAGE_MAX, &file,
		    NULL) == 0) {
			title = role_title(file.p, file.n);
			er_file_close(&file);
		}
		clean = doc_clean(title != NULL ? title : "-",
		    title != NULL ? strlen(title) : 1, false);
		er_buf_addf(out, "%s\t%s\n", roles.list[i].name, clean);
		free(clean);
		free(title);
	}
	roles_free(&roles);
}
