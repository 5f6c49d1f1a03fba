/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header as it goes out. Fields keep their bytes; one is written anew only
 * when it could not travel as it is.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum { LINE_OCTETS = 998 };	/* RFC 5322 section 2.1.1 */

static bool
is_one_of(struct er_slice name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (er_slice_is_nocase(name, *names))
			return true;
	return false;
}

void
mail_add_crlf(struct er_buf *out, const char *p, size_t n)
{
	const char *end = p + n, *eol;
	size_t len;

	while (p < end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		len = (size_t)((eol != NULL ? eol : end) - p);
		if (eol != NULL && len > 0 && p[len - 1] == '\r')
			len--;
		er_buf_add(out, p, len);
		er_buf_adds(out, "\r\n");
		p = eol != NULL ? eol + 1 : end;
	}
}

bool
mail_is_7bit(const char *p, size_t n)
{
	const char *end = p + n, *eol;
	size_t len;

	if (!er_is_ascii(p, n))
		return false;
	while (p < end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		len = (size_t)((eol != NULL ? eol : end) - p);
		if (eol != NULL && len > 0 && p[len - 1] == '\r')
			len--;
		if (len > LINE_OCTETS)
			return false;
		p = eol != NULL ? eol + 1 : end;
	}
	return true;
}

static int
fail_field(const struct mail_raw *f, const char *why, struct er_err *err)
{
	/* TRANSLATORS: 1: line, 2: field name, 3: the reason */
	er_fail(err, ER_DATA, _("line %zu of the message: %.*s: %s"), f->line,
	    (int)f->name.n, f->name.p, why);
	return -1;
}

/*
 * For bytes outside ASCII and lines without a blank to fold at: addresses are
 * listed anew, free text is encoded; any other field can be neither.
 */
static int
encode_field(struct er_buf *out, const struct mail_raw *f, const char *name,
    const char *value, struct er_err *err)
{
	static const char *const addresses[] = {
		"From", "Sender", "Reply-To", "To", "Cc", "Resent-From",
		"Resent-Sender", "Resent-Reply-To", "Resent-To", "Resent-Cc",
		NULL
	};
	static const char *const no_text[] = {
		"Message-ID", "In-Reply-To", "References", "Date", "Received",
		"MIME-Version", "Return-Path", "DKIM-Signature",
		"Content-Type", "Content-Disposition", "Content-ID",
		"Content-Transfer-Encoding", "Content-Location", "Report-Id",
		MAIL_DIGEST_FIELD, NULL
	};
	struct mail_list list = {0};
	char *text;
	int rc = -1;

	if (er_utf8_check(value, strlen(value)) < strlen(value))
		return fail_field(f, _("bytes that are not UTF-8; write the "
		    "text in UTF-8"), err);
	if (is_one_of(f->name, no_text)
	    && er_is_ascii(value, strlen(value)))
		return fail_field(f, _("a line of more than 998 characters "
		    "without a blank at which it could be folded"), err);
	if (is_one_of(f->name, no_text))
		return fail_field(f, _("only ASCII may stand in this field"),
		    err);
	if (is_one_of(f->name, addresses)) {
		if (mail_field_addresses(f, &list, err) == 0)
			rc = mail_header_add_list(out, name, &list, err);
		mail_list_free(&list);
		return rc;
	}
	text = mail_decode_text(value);
	rc = mail_header_add(out, name, text, err);
	free(text);
	return rc;
}

static int
rewrite_field(struct er_buf *out, const struct mail_raw *f,
    struct er_err *err)
{
	char *name = er_xstrndup(f->name.p, f->name.n);
	char *value = mail_unfold(f);
	size_t before = out->n;
	int rc = 0;

	if (er_is_ascii(value, strlen(value)))
		mail_header_fold(out, name, value, strlen(value));
	if (out->n == before
	    || !mail_is_7bit(out->p + before, out->n - before)) {
		er_buf_trim(out, before);
		rc = encode_field(out, f, name, value, err);
	}
	free(value);
	free(name);
	return rc;
}

int
mail_rewrite_header(struct er_buf *out, const struct mail_scan *scan,
    const char *const *drop, struct er_err *err)
{
	static const char *const hidden[] = { "Bcc", "Resent-Bcc", NULL };
	const struct mail_raw *f;
	struct er_slice all;

	for (f = scan->list; f < scan->list + scan->n; f++) {
		if (is_one_of(f->name, hidden) || is_one_of(f->name, drop))
			continue;
		all = (struct er_slice){ f->name.p,
		    (size_t)(f->value.p + f->value.n - f->name.p) };
		if (mail_is_7bit(all.p, all.n))
			mail_add_crlf(out, all.p, all.n);
		else if (rewrite_field(out, f, err) != 0)
			return -1;
	}
	return 0;
}
