/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sends a message and who gets it, by its header. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum { NEAR = 30 };	/* bytes of a faulty list shown */

int
mail_field_addresses(const struct mail_raw *field, struct mail_list *list,
    struct er_err *err)
{
	char *value = mail_unfold(field);
	struct er_buf near = {0};
	const char *why;
	size_t at;
	int rc = 0;

	if (!mail_list_parse(list, value, strlen(value), &at, &why)) {
		er_buf_adds(&near, "");
		er_buf_addclean(&near, value + at, strlen(value + at), NEAR);
		/* TRANSLATORS: 1: line, 2: field name, 3: the reason, a whole
		 * clause, 4: the text at which it went wrong */
		er_fail(err, ER_DATA, _("line %zu of the message: %.*s: %s "
		    "(at '%s')"), field->line, (int)field->name.n,
		    field->name.p, why, near.p);
		er_buf_free(&near);
		rc = -1;
	}
	free(value);
	return rc;
}

static int
add_fields(const struct mail_scan *scan, const char *name,
    struct mail_list *list, struct er_err *err)
{
	size_t i;

	for (i = 0; i < scan->n; i++)
		if (er_slice_is_nocase(scan->list[i].name, name)
		    && mail_field_addresses(&scan->list[i], list, err) != 0)
			return -1;
	return 0;
}

/*
 * Each resending puts a block of Resent- fields on top (RFC 5322 section
 * 3.6.6). Readers differ on which blocks count, so there may be one.
 */
static int
check_resent(const struct mail_scan *scan, struct er_err *err)
{
	static const char *const names[] = {
		"Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc",
		"Resent-Bcc", "Resent-Date", "Resent-Message-ID",
	};
	const struct mail_raw *first, *f;
	size_t i, k;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		first = mail_scan_find(scan, names[i]);
		for (k = 0; first != NULL && k < scan->n; k++) {
			f = &scan->list[k];
			if (f == first
			    || !er_slice_is_nocase(f->name, names[i]))
				continue;
			er_fail(err, ER_DATA, _("the message was resent more "
			    "than once (%s in lines %zu and %zu); remove the "
			    "older Resent- fields"), names[i], first->line,
			    f->line);
			return -1;
		}
	}
	return 0;
}

static int
read_from(const struct mail_scan *scan, unsigned flags,
    struct mail_message *m, struct er_err *err)
{
	const struct mail_raw *f = mail_scan_find(scan, "Resent-From");

	if (f == NULL)
		f = mail_scan_find(scan, "From");
	if (f == NULL || ((flags & MAIL_LOCAL_FROM) != 0
	    && memchr(f->value.p, '@', f->value.n) == NULL))
		return 0;
	if (mail_field_addresses(f, &m->from, err) != 0)
		return -1;
	if (m->from.n == 0) {
		er_fail(err, ER_DATA, _("line %zu of the message: %.*s names "
		    "no address"), f->line, (int)f->name.n, f->name.p);
		return -1;
	}
	return 0;
}

int
mail_read_envelope(const struct mail_scan *scan, unsigned flags,
    struct mail_message *m, struct er_err *err)
{
	bool resent = mail_scan_find(scan, "Resent-To") != NULL
	    || mail_scan_find(scan, "Resent-Cc") != NULL
	    || mail_scan_find(scan, "Resent-Bcc") != NULL;

	if (check_resent(scan, err) != 0 || read_from(scan, flags, m, err) != 0)
		return -1;
	if ((flags & MAIL_RECIPIENTS) == 0)
		return 0;
	if (add_fields(scan, resent ? "Resent-To" : "To", &m->to, err) != 0
	    || add_fields(scan, resent ? "Resent-Cc" : "Cc", &m->cc, err) != 0
	    || add_fields(scan, resent ? "Resent-Bcc" : "Bcc", &m->bcc,
	    err) != 0)
		return -1;
	return 0;
}
