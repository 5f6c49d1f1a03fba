/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two forms of input: the body of a mail, or a whole message. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "send/send-priv.h"

int
send_parse_list(struct mail_list *list, const char *what, const char *value,
    enum er_class cls, struct er_err *err)
{
	const char *why;
	size_t at;

	if (mail_list_parse(list, value, strlen(value), &at, &why))
		return 0;
	/* TRANSLATORS: an option or variable, its value, and what is wrong */
	er_fail(err, cls, _("%s '%s': %s"), what, value, why);
	return -1;
}

static int
parse_lists(struct mail_list *list, const char *what,
    const char *const *values, size_t n, struct er_err *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (send_parse_list(list, what, values[i], ER_DATA, err) != 0)
			return -1;
	return 0;
}

void
send_add_recipients(struct outbox_addresses *to, struct mail_list *all,
    const struct mail_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		/* Too many are refused, be some of them the same: to look each
		 * up among a million would take hours. */
		if (all->n <= SEND_RECIPIENTS_MAX &&
		    mail_list_has(all, list->list[i].address))
			continue;
		mail_list_add(all, NULL, list->list[i].address);
		outbox_address_add(to, list->list[i].address);
	}
}

/* The sender: of the command line, else SES_FROM. */
static int
parse_from(const struct send_settings *s, struct mail_list *from,
    struct er_err *err)
{
	int rc;

	if (s->from != NULL)
		rc = send_parse_list(from, "-r", s->from, ER_DATA, err);
	else if (s->from_default != NULL)
		rc = send_parse_list(from, "SES_FROM", s->from_default,
		    ER_CONFIG, err);
	else {
		er_fail(err, ER_CONFIG, _("there is no sender: set SES_FROM to "
		    "an address verified with SES, or give -r FROM"));
		return -1;
	}
	if (rc == 0 && from->n != 1) {
		er_fail(err, s->from != NULL ? ER_DATA : ER_CONFIG,
		    _("the sender must be one address"));
		rc = -1;
	}
	return rc;
}

/* ---- a body ------------------------------------------------------------- */

/* Fields that options or the body itself make. */
static const char *const made_here[] = {
	"From", "To", "Cc", "Bcc", "Resent-Bcc", "Subject", "MIME-Version",
	"Content-Type", "Content-Transfer-Encoding"
};

struct fields {
	struct mail_field *list;
	size_t n, cap;
};

static const char *
find_field(const struct fields *fields, const char *name)
{
	size_t i;

	for (i = 0; i < fields->n; i++)
		if (strcasecmp(fields->list[i].name, name) == 0)
			return fields->list[i].value;
	return NULL;
}

static int
add_field(struct fields *fields, const char *text, struct er_err *err)
{
	const char *colon = strchr(text, ':');
	char *name;
	size_t i;

	if (colon == NULL || colon == text) {
		er_fail(err, ER_USAGE, _("-H '%s' is not of the form "
		    "'Name: value'"), text);
		return -1;
	}
	name = er_xstrndup(text, (size_t)(colon - text));
	for (i = 0; i < sizeof made_here / sizeof *made_here; i++)
		if (strcasecmp(name, made_here[i]) == 0)
			er_fail(err, ER_USAGE, _("-H cannot set the field "
			    "'%s', which is made from the other options"),
			    name);
	if (mail_header_is_singleton(name) && find_field(fields, name) != NULL)
		er_fail(err, ER_USAGE, _("-H: the field '%s' may be given "
		    "once only"), name);
	if (err->cls != ER_NONE) {
		free(name);
		return -1;
	}
	fields->list = er_grow(fields->list, fields->n, &fields->cap,
	    sizeof *fields->list);
	fields->list[fields->n++] = (struct mail_field){
		.name = name, .value = colon + 1 + strspn(colon + 1, " \t")
	};
	return 0;
}

static int
parse_fields(const struct send_settings *s, struct fields *fields,
    struct er_err *err)
{
	size_t i;

	for (i = 0; i < s->nheaders; i++)
		if (add_field(fields, s->headers[i], err) != 0)
			return -1;
	return 0;
}

static void
free_fields(struct fields *fields)
{
	size_t i;

	for (i = 0; i < fields->n; i++)
		free((char *)(uintptr_t)fields->list[i].name);
	free(fields->list);
}

static char *
bare_report_id(const char *value)
{
	struct er_slice s;

	if (value == NULL)
		return NULL;
	s = er_slice_trim((struct er_slice){ value, strlen(value) });
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>') {
		s.p++;
		s.n -= 2;
	}
	return s.n > 0 ? er_xstrndup(s.p, s.n) : NULL;
}

static int
parse_draft(const struct send_settings *s, const struct fields *fields,
    struct mail_draft *draft, struct er_err *err)
{
	if (parse_from(s, &draft->from, err) != 0 ||
	    parse_lists(&draft->to, _("recipient"), s->recipients,
	    s->nrecipients, err) != 0 ||
	    parse_lists(&draft->cc, "-c", s->cc, s->ncc, err) != 0)
		return -1;
	if (s->reply_to == NULL || find_field(fields, "Reply-To") != NULL)
		return 0;
	return send_parse_list(&draft->reply_to, "SES_REPLY_TO", s->reply_to,
	    ER_CONFIG, err);
}

int
send_compose_body(const struct send_settings *s, const char *input, size_t n,
    struct send_mail *mail, struct mail_list *all, char **report_id,
    struct er_err *err)
{
	struct mail_list bcc = {0};
	struct fields fields = {0};
	struct send_parts *parts = er_xcalloc(1, sizeof *parts);
	struct mail_rope *rope = &parts->rope;
	struct mail_draft draft = {
		.subject = s->subject, .body = input, .nbody = n
	};
	int rc = -1;

	if (mail_trailer_check(input, n, err) != 0 ||
	    parse_fields(s, &fields, err) != 0 ||
	    parse_draft(s, &fields, &draft, err) != 0 ||
	    parse_lists(&bcc, "-b", s->bcc, s->nbcc, err) != 0 ||
	    send_attach(s, &parts->files, err) != 0)
		goto out;
	rope->list = draft.attachments = parts->files.list;
	rope->n = draft.nattachments = parts->files.n;
	rope->cuts = draft.cuts = er_xcalloc(rope->n + 1, sizeof *rope->cuts);
	draft.extra = fields.list;
	draft.nextra = fields.n;
	if (mail_compose(&draft, "\r\n", &rope->text, err) != 0)
		goto out;
	mail->content = mail_rope_bytes(rope);
	mail->parts = parts;
	parts = NULL;
	mail->sender = er_xstrdup(draft.from.list[0].address);
	mail->subject = er_xstrdup(s->subject);
	send_add_recipients(&mail->envelope.to, all, &draft.to);
	send_add_recipients(&mail->envelope.cc, all, &draft.cc);
	send_add_recipients(&mail->envelope.bcc, all, &bcc);
	*report_id = bare_report_id(find_field(&fields, "Report-Id"));
	rc = 0;
out:
	send_parts_free(parts);
	free_fields(&fields);
	mail_list_free(&bcc);
	mail_list_free(&draft.from);
	mail_list_free(&draft.to);
	mail_list_free(&draft.cc);
	mail_list_free(&draft.reply_to);
	return rc;
}

/* ---- a whole message ---------------------------------------------------- */

/* "Name" <address>: a name of the command line goes before that of SES_FROM. */
static char *
from_text(const struct send_settings *s, const struct mail_mailbox *from)
{
	struct er_buf b = {0};
	const char *p;

	if (s->from_name == NULL)
		return er_xstrdup(s->from != NULL ? s->from : s->from_default);
	er_buf_addc(&b, '"');
	for (p = s->from_name; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			er_buf_addc(&b, '\\');
		er_buf_addc(&b, *p);
	}
	er_buf_addf(&b, "\" <%s>", from->address);
	return er_buf_steal(&b);
}

static int
set_from(const struct send_settings *s, struct mail_message *m,
    struct er_err *err)
{
	struct mail_list list = {0};
	char *from = NULL;
	int rc = -1;

	if (parse_from(s, &list, err) == 0) {
		from = from_text(s, &list.list[0]);
		rc = mail_message_set_from(m, from, err);
	}
	if (rc == 0 && m->from.n == 0)
		mail_list_add(&m->from, NULL, list.list[0].address);
	free(from);
	mail_list_free(&list);
	return rc;
}

/* What the message itself leaves open comes from the settings. */
static int
complete(const struct send_settings *s, struct mail_message *m,
    struct er_err *err)
{
	struct mail_list list = {0};
	struct er_buf b = {0};
	int rc = -1;

	if (m->from.n == 0 && set_from(s, m, err) != 0)
		return -1;
	if (s->reply_to != NULL &&
	    send_field(m->bytes, m->n, "Reply-To").p == NULL) {
		mail_list_free(&list);
		if (send_parse_list(&list, "SES_REPLY_TO", s->reply_to,
		    ER_CONFIG, err) != 0 ||
		    mail_header_add_list(&b, "Reply-To", &list, err) != 0)
			goto out;
		er_buf_add(&b, m->bytes, m->n);
		free(m->bytes);
		m->n = b.n;
		m->bytes = er_buf_steal(&b);
	}
	rc = 0;
out:
	mail_list_free(&list);
	er_buf_free(&b);
	return rc;
}

int
send_compose_whole(const struct send_settings *s, const char *input, size_t n,
    struct send_mail *mail, struct mail_list *all, char **report_id,
    struct er_err *err)
{
	struct mail_message m = {0};
	struct mail_list more = {0};
	int rc = -1;

	if (mail_parse(input, n, (s->only_given ? 0 : MAIL_RECIPIENTS) |
	    (s->local_from ? MAIL_LOCAL_FROM : 0), &m, err) != 0)
		return -1;
	if (complete(s, &m, err) != 0 || parse_lists(&more, _("recipient"),
	    s->recipients, s->nrecipients, err) != 0)
		goto out;
	send_add_recipients(&mail->envelope.to, all, &m.to);
	send_add_recipients(&mail->envelope.cc, all, &m.cc);
	send_add_recipients(&mail->envelope.bcc, all, &m.bcc);
	/* in addition, as msmtp and Postfix have it; not shown in the header */
	send_add_recipients(&mail->envelope.bcc, all, &more);
	mail->sender = er_xstrdup(m.from.list[0].address);
	mail->subject = m.subject;
	mail->bytes = m.bytes;
	mail->content = (struct er_bytes){ .p = m.bytes, .n = m.n };
	*report_id = m.report_id;
	m.subject = m.bytes = m.report_id = NULL;
	rc = 0;
out:
	mail_list_free(&more);
	mail_message_free(&m);
	return rc;
}
