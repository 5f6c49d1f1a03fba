/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What SES is asked for besides, in the form in which the outbox keeps it and
 * --show and --dry-run print it: the fields of a record, one a line.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { NAME_MAX_BYTES = 256 };

static bool
is_text(const char *p)
{
	size_t n = strlen(p), i;

	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
			return false;
	return n > 0 && er_utf8_check(p, n) == n;
}

/* SES's own rule for both halves of a tag. */
static bool
is_tag_part(const char *p, size_t n)
{
	static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-";

	return n > 0 && n <= NAME_MAX_BYTES && strspn(p, characters) >= n;
}

static int
check_tag(const struct send_settings *s, size_t i, struct er_err *err)
{
	const char *tag = s->tags[i];
	size_t n = strcspn(tag, "="), j;

	if (tag[n] != '=' || !is_tag_part(tag, n) ||
	    !is_tag_part(tag + n + 1, strlen(tag + n + 1))) {
		er_fail(err, ER_USAGE, _("--tag '%s' is not of the form "
		    "NAME=VALUE, both of letters, digits, '_' and '-', at "
		    "most %d"), tag, NAME_MAX_BYTES);
		return -1;
	}
	for (j = 0; j < i; j++)
		if (strncmp(s->tags[j], tag, n + 1) == 0) {
			er_fail(err, ER_USAGE, _("--tag: '%.*s' may be given "
			    "once only"), (int)n, tag);
			return -1;
		}
	return 0;
}

static int
check_list(const char *list, struct er_err *err)
{
	const char *slash = strchr(list, '/');

	if (is_text(list) && slash != list &&
	    (slash == NULL || slash[1] != '\0'))
		return 0;
	er_fail(err, ER_USAGE, _("--list-management '%s' is not of the form "
	    "LIST or LIST/TOPIC"), list);
	return -1;
}

static int
add_feedback(struct er_buf *b, const char *value, struct er_err *err)
{
	struct mail_list list = {0};
	int rc = send_parse_list(&list, "--feedback", value, ER_USAGE, err);

	if (rc == 0 && list.n != 1) {
		er_fail(err, ER_USAGE, _("--feedback takes one address"));
		rc = -1;
	}
	if (rc == 0)
		er_buf_addf(b, "Feedback: %s\n", list.list[0].address);
	mail_list_free(&list);
	return rc;
}

int
send_extras_make(const struct send_settings *s, char **extras,
    struct er_err *err)
{
	struct er_buf b = {0};
	int rc = 0;
	size_t i;

	for (i = 0; i < s->ntags && rc == 0; i++) {
		rc = check_tag(s, i, err);
		er_buf_addf(&b, "Tag: %s\n", s->tags[i]);
	}
	if (rc == 0 && s->list_management != NULL) {
		rc = check_list(s->list_management, err);
		er_buf_addf(&b, "List_Management: %s\n", s->list_management);
	}
	if (rc == 0 && s->tenant != NULL) {
		if (!is_text(s->tenant)) {
			er_fail(err, ER_USAGE, _("--tenant takes a name"));
			rc = -1;
		}
		er_buf_addf(&b, "Tenant: %s\n", s->tenant);
	}
	if (rc == 0 && s->feedback != NULL)
		rc = add_feedback(&b, s->feedback, err);
	if (rc == 0 && b.n > 0)
		*extras = er_buf_steal(&b);
	er_buf_free(&b);
	return rc;
}
