/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message from its parts: a plain text, and perhaps files. The same draft gives the same bytes:
 * there is no date, no random boundary and no Message-ID in it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum { LINE_MAX_OCTETS = 998, QP_LINE = 76 };

struct line {
	const char *p;
	size_t n;
};

/* The next line without its end; false when there is none. */
static bool
next_line(const char **p, const char *end, struct line *line)
{
	const char *eol;

	if (*p == end)
		return false;
	eol = memchr(*p, '\n', (size_t)(end - *p));
	if (eol == NULL)
		eol = end;
	line->p = *p;
	line->n = (size_t)(eol - *p);
	if (line->n > 0 && eol < end && line->p[line->n - 1] == '\r')
		line->n--;
	*p = eol < end ? eol + 1 : end;
	return true;
}

static bool
is_from_line(const struct line *line)
{
	return line->n >= 5 && memcmp(line->p, "From ", 5) == 0;
}

/* What could be taken for a boundary of ours. */
static bool
is_boundary(const struct line *line)
{
	size_t n = sizeof MAIL_BOUNDARY - 1;

	return line->n >= n + 2 && memcmp(line->p, "--", 2) == 0
	    && memcmp(line->p + 2, MAIL_BOUNDARY, n) == 0;
}

/* A line that something on the way may change (mail-format, section 1). */
static bool
is_fragile(const struct line *line)
{
	char last = line->n > 0 ? line->p[line->n - 1] : 'x';

	return line->n > LINE_MAX_OCTETS || last == ' ' || last == '\t'
	    || is_from_line(line) || is_boundary(line) || (line->n == 1 && last == '.')
	    || memchr(line->p, '\r', line->n) != NULL;
}

static int
check_body(const char *p, size_t n, struct er_err *err)
{
	const char *end = p + n;
	struct line line;
	size_t number = 0;

	while (next_line(&p, end, &line)) {
		number++;
		if (memchr(line.p, '\0', line.n) != NULL) {
			er_fail(err, ER_DATA, _("line %zu of the text holds a "
			    "NUL byte: this is no plain text"), number);
			return -1;
		}
		if (er_utf8_check(line.p, line.n) < line.n) {
			er_fail(err, ER_DATA, _("line %zu of the text is not "
			    "UTF-8; convert it, as with 'iconv -f LATIN1 -t "
			    "UTF-8'"), number);
			return -1;
		}
	}
	return 0;
}

static bool
needs_encoding(const char *p, size_t n)
{
	const char *end = p + n;
	struct line line;

	if (!er_is_ascii(p, n))
		return true;
	while (next_line(&p, end, &line))
		if (is_fragile(&line))
			return true;
	return false;
}

/* One line as RFC 2045 section 6.7 has it. */
static void
add_quoted_printable(struct er_buf *out, const struct line *line,
    const char *eol)
{
	size_t i, column = 0, size, room;
	unsigned char c;
	bool plain;

	for (i = 0; i < line->n; i++) {
		c = (unsigned char)line->p[i];
		plain = (c >= 0x20 && c < 0x7f && c != '=') || c == '\t';
		if (i + 1 == line->n && (c == ' ' || c == '\t'))
			plain = false;
		if (i == 0 && (is_from_line(line)
		    || (line->n == 1 && c == '.')))
			plain = false;
		size = plain ? 1 : 3;
		room = i + 1 == line->n ? QP_LINE : QP_LINE - 1;
		if (column + size > room) {
			er_buf_addc(out, '=');
			er_buf_adds(out, eol);
			column = 0;
			/* A soft break may make a line fragile again. */
			if (c == '.' || c == 'F') {
				plain = false;
				size = 3;
			}
		}
		if (plain)
			er_buf_addc(out, (char)c);
		else
			er_buf_addf(out, "=%02X", (unsigned)c);
		column += size;
	}
	er_buf_adds(out, eol);
}

static void
add_body(struct er_buf *out, const char *p, size_t n, bool encode,
    const char *eol)
{
	const char *end = p + n;
	struct line line;

	while (next_line(&p, end, &line)) {
		if (encode) {
			add_quoted_printable(out, &line, eol);
		} else {
			er_buf_add(out, line.p, line.n);
			er_buf_adds(out, eol);
		}
	}
}

/* ---- the header -------------------------------------------------------- */

static int
add_addresses(struct er_buf *out, const struct mail_draft *draft,
    struct er_err *err)
{
	const struct {
		const char *name;
		const struct mail_list *list;
	} fields[] = {
		{ "From", &draft->from },
		{ "To", &draft->to },
		{ "Cc", &draft->cc },
		{ "Bcc", &draft->bcc },
		{ "Reply-To", &draft->reply_to },
	};
	size_t i;

	for (i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].list->n > 0 && mail_header_add_list(out,
		    fields[i].name, fields[i].list, err) != 0)
			return -1;
	return 0;
}

/* Fields that the draft or the text itself decides. */
static bool
is_ours(const char *name)
{
	static const char *const names[] = {
		"From", "To", "Cc", "Bcc", "Reply-To", "Subject",
		"MIME-Version", "Content-Type", "Content-Transfer-Encoding",
		MAIL_DIGEST_FIELD,
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

static int
add_extra(struct er_buf *out, const struct mail_draft *draft,
    struct er_err *err)
{
	const struct mail_field *f;
	size_t i, k;

	for (i = 0; i < draft->nextra; i++) {
		f = &draft->extra[i];
		if (mail_header_add(out, f->name, f->value, err) != 0)
			return -1;
		if (is_ours(f->name)) {
			er_fail(err, ER_DATA, _("the header field '%s' cannot "
			    "be given as a further field"), f->name);
			return -1;
		}
		for (k = 0; k < i; k++)
			if (strcasecmp(draft->extra[k].name, f->name) == 0
			    && mail_header_is_singleton(f->name)) {
				er_fail(err, ER_DATA, _("the header field "
				    "'%s' may stand only once"), f->name);
				return -1;
			}
	}
	return 0;
}

static int
add_header(struct er_buf *out, const struct mail_draft *draft,
    const struct er_buf *fields, const struct er_buf *body, struct er_err *err)
{
	char *digest;

	if (add_addresses(out, draft, err) != 0
	    || (draft->subject != NULL
	    && mail_header_add(out, "Subject", draft->subject, err) != 0)
	    || add_extra(out, draft, err) != 0)
		return -1;
	if (draft->digest) {
		digest = mail_digest(body->p, body->n);
		er_buf_addf(out, "%s: %s\r\n", MAIL_DIGEST_FIELD, digest);
		free(digest);
	}
	er_buf_adds(out, "MIME-Version: 1.0\r\n");
	er_buf_add(out, fields->p, fields->n);
	er_buf_adds(out, "\r\n");
	return 0;
}

int
mail_compose(const struct mail_draft *draft, const char *eol,
    struct er_buf *out, struct er_err *err)
{
	struct er_buf header = {0}, fields = {0}, body = {0};
	const char *p, *end;
	struct line line;
	bool encode;
	size_t i;
	int rc = -1;

	if (check_body(draft->body, draft->nbody, err) != 0)
		return -1;
	encode = needs_encoding(draft->body, draft->nbody);
	er_buf_addf(&fields, "Content-Type: text/plain; charset=%s%s"
	    "Content-Transfer-Encoding: %s%s",
	    er_is_ascii(draft->body, draft->nbody) ? "us-ascii" : "utf-8",
	    eol, encode ? "quoted-printable" : "7bit", eol);
	add_body(&body, draft->body, draft->nbody, encode, eol);
	if (draft->nattachments > 0 && mail_attach(draft->attachments,
	    draft->nattachments, eol, &fields, &body, draft->cuts, err) != 0)
		goto out;
	if (add_header(&header, draft, &fields, &body, err) != 0)
		goto out;
	for (p = header.p, end = p + header.n; next_line(&p, end, &line);) {
		er_buf_add(out, line.p, line.n);
		er_buf_adds(out, eol);
	}
	for (i = 0; i < draft->nattachments; i++)
		draft->cuts[i] += out->n;
	er_buf_add(out, body.p, body.n);
	rc = 0;
out:
	er_buf_free(&header);
	er_buf_free(&fields);
	er_buf_free(&body);
	return rc;
}
