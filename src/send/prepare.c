/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { WIRE_BYTES_FAST = 10000000, WIRE_BYTES_SURE = 40000000 };

static bool
is_blank(const char *p, size_t n)
{
	return er_slice_trim((struct er_slice){ p, n }).n == 0;
}

static int
check_settings(const struct send_settings *s, struct er_err *err)
{
	static const char set_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-";
	const char *set = s->configuration_set;
	size_t i;

	if (set != NULL && (strspn(set, set_characters) != strlen(set) ||
	    strlen(set) > 64)) {
		er_fail(err, ER_CONFIG, _("'%s' is no name of a configuration "
		    "set: letters, digits, '_' and '-', at most 64"), set);
		return -1;
	}
	for (i = 0; s->key != NULL && s->key[i] != '\0'; i++)
		if ((unsigned char)s->key[i] < 0x20 || s->key[i] == 0x7f) {
			er_fail(err, ER_USAGE,
			    _("--key has a control character in it"));
			return -1;
		}
	return 0;
}

static int
check_mail(const struct send_settings *s, const struct send_mail *mail,
    struct er_err *err)
{
	size_t n = outbox_envelope_count(&mail->envelope);

	if (n == mail->envelope.audit.n) {
		er_fail(err, ER_DATA, _("the message has no recipient"));
		return -1;
	}
	if (n > SEND_RECIPIENTS_MAX) {
		er_fail(err, ER_DATA, ngettext("the message has %zu recipient, "
		    "the audit copy included; SES takes at most %d",
		    "the message has %zu recipients, the audit copy included; "
		    "SES takes at most %d", (unsigned long)n), n,
		    SEND_RECIPIENTS_MAX);
		return -1;
	}
	if (mail->content.n > SEND_BYTES_MAX) {
		er_fail(err, ER_DATA, _("the message has %zu bytes; SES takes "
		    "at most %d"), mail->content.n, SEND_BYTES_MAX);
		return -1;
	}
	return send_check_allowed(s->allowed, &mail->envelope, err);
}

/* What SES says of sizes (ses-api.md 1.5) leaves open which megabyte it means
 * and whether its own base64 counts. */
static char *
size_warning(size_t n)
{
	size_t wire = (n + 2) / 3 * 4;

	if (wire > WIRE_BYTES_SURE)
		return er_xasprintf(_("the message has %zu bytes, %zu as they "
		    "go to SES, which may refuse that"), n, wire);
	if (wire > WIRE_BYTES_FAST)
		return er_xasprintf(_("the message has %zu bytes, %zu as they "
		    "go to SES, which sends more than %d slowly"), n, wire,
		    WIRE_BYTES_FAST);
	return NULL;
}

/* Of several recipients each would have to get another link. */
static char *
list_warning(const struct send_mail *mail)
{
	size_t n = outbox_envelope_count(&mail->envelope);

	if (n == 1)
		return NULL;
	return er_xasprintf(_("SES adds what --list-management asks for only "
	    "to a message for one recipient; this one has %zu, the audit copy "
	    "included"), n);
}

static int
add_audit(const struct send_settings *s, struct send_mail *mail,
    struct mail_list *all, struct er_err *err)
{
	struct mail_list audit = {0};
	int rc = 0;

	if (s->audit != NULL)
		rc = send_parse_list(&audit, "SES_BCC", s->audit, ER_CONFIG,
		    err);
	if (rc == 0)
		send_add_recipients(&mail->envelope.audit, all, &audit);
	mail_list_free(&audit);
	return rc;
}

static char *
copy(const char *text)
{
	return text == NULL ? NULL : er_xstrdup(text);
}

int
send_prepare(const struct send_settings *s, const char *input, size_t n,
    struct send_mail *mail, struct er_err *err)
{
	struct mail_list all = {0};
	char *report_id = NULL;
	int rc = -1;

	*mail = (struct send_mail){0};
	if (check_settings(s, err) != 0 ||
	    send_extras_make(s, &mail->extras, err) != 0 ||
	    (s->not_after != NULL &&
	    send_parse_expiry(s->not_after, &mail->not_after, err) != 0))
		goto out;
	if (is_blank(input, n)) {
		er_fail(err, ER_DATA, _("standard input is empty; nothing was "
		    "sent (did the command before the pipe fail?)"));
		goto out;
	}
	if (s->whole)
		rc = send_compose_whole(s, input, n, mail, &all, &report_id,
		    err);
	else
		rc = send_compose_body(s, input, n, mail, &all, &report_id,
		    err);
	if (rc == 0)
		rc = add_audit(s, mail, &all, err);
	if (rc == 0)
		rc = send_protect(s, mail, err);
	if (rc == 0)
		rc = check_mail(s, mail, err);
	if (rc != 0)
		goto out;
	if (s->key != NULL)
		mail->key = er_xstrdup(s->key);
	else if (report_id != NULL)
		mail->key = outbox_report_key(report_id, &mail->envelope);
	mail->configuration_set = copy(s->configuration_set);
	mail->warning = size_warning(mail->content.n);
	if (mail->warning == NULL && s->list_management != NULL)
		mail->warning = list_warning(mail);
out:
	mail_list_free(&all);
	free(report_id);
	if (rc != 0)
		send_mail_free(mail);
	return rc;
}

void
send_mail_free(struct send_mail *mail)
{
	free(mail->bytes);
	free(mail->sealed);
	send_parts_free(mail->parts);
	free(mail->sender);
	free(mail->subject);
	free(mail->key);
	free(mail->configuration_set);
	free(mail->extras);
	free(mail->warning);
	outbox_envelope_free(&mail->envelope);
	*mail = (struct send_mail){0};
}

static void
print_recipients(struct er_buf *out, const char *name,
    const struct outbox_addresses *to)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		er_buf_addf(out, "%s: %s\n", name, to->list[i]);
}

void
send_dry_run(const struct send_mail *mail, struct er_buf *out)
{
	er_buf_addf(out, "Envelope-From: %s\n", mail->sender);
	print_recipients(out, "Envelope-To", &mail->envelope.to);
	print_recipients(out, "Envelope-Cc", &mail->envelope.cc);
	print_recipients(out, "Envelope-Bcc", &mail->envelope.bcc);
	print_recipients(out, "Envelope-Audit", &mail->envelope.audit);
	if (mail->key != NULL)
		er_buf_addf(out, "Key: %s\n", mail->key);
	if (mail->configuration_set != NULL)
		er_buf_addf(out, "Configuration-Set: %s\n",
		    mail->configuration_set);
	if (mail->extras != NULL)
		er_buf_adds(out, mail->extras);
	er_buf_addc(out, '\n');
	send_add_content(out, &mail->content);
}
