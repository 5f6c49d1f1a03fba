/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing header fields. A value becomes ASCII first (encoded words where it
 * must), then is folded at its blanks; unfolding (RFC 5322 section 2.2.3)
 * gives back every blank.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum {
	LINE = 78,		/* RFC 5322 section 2.1.1 */
	WORD_LINE = 76,		/* with an encoded word: RFC 2047 section 2 */
	NAME_MAX_LENGTH = 126,	/* what SES takes */
	LONG = 900		/* no single word gets near 998 octets */
};

bool
mail_header_is_name(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] <= ' ' || p[i] > '~' || p[i] == ':')
			return false;
	return n > 0 && n <= NAME_MAX_LENGTH;
}

bool
mail_header_is_singleton(const char *name)
{
	/* SES's list, then ours. SES lets To and Cc stand several times, and
	 * mail_parse() adds their addresses up. */
	static const char *const names[] = {
		"Accept-Language", "acceptLanguage", "Archived-At",
		"Auto-Submitted", "Bounces-to", "Comments",
		"Content-Alternative", "Content-Base", "Content-Class",
		"Content-Description", "Content-Disposition",
		"Content-Duration", "Content-ID", "Content-Language",
		"Content-Length", "Content-Location", "Content-MD5",
		"Content-Transfer-Encoding", "Content-Type", "Date",
		"Delivered-To", "Disposition-Notification-Options",
		"Disposition-Notification-To", "DKIM-Signature",
		"DomainKey-Signature", "Errors-To", "From", "Importance",
		"In-Reply-To", "Keywords", "List-Archive", "List-Help",
		"List-Id", "List-Owner", "List-Post", "List-Subscribe",
		"List-Unsubscribe", "List-Unsubscribe-Post",
		"Message-Context", "Message-ID", "MIME-Version",
		"Organization", "Original-From", "Original-Message-ID",
		"Original-Recipient", "Original-Subject", "Precedence",
		"Priority", "References", "Reply-To", "Return-Path",
		"Return-Receipt-To", "Sender", "Solicitation", "Sensitivity",
		"Subject", "Thread-Index", "Thread-Topic", "User-Agent",
		"VBR-Info",
		"Report-Id", MAIL_DIGEST_FIELD,
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

static bool
is_blank(char ch)
{
	return ch == ' ' || ch == '\t';
}

static size_t
blanks_at(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && is_blank(*q))
		q++;
	return (size_t)(q - p);
}

static size_t
word_at(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && !is_blank(*q))
		q++;
	return (size_t)(q - p);
}

void
mail_header_fold(struct er_buf *b, const char *name, const char *value,
    size_t n)
{
	const char *p = value, *end = value + n;
	size_t column = strlen(name) + 1, blanks, word, limit;
	bool first = true;

	er_buf_addf(b, "%s:", name);
	while (p < end) {
		blanks = blanks_at(p, end);
		word = word_at(p + blanks, end);
		if (word == 0)
			break;		/* blanks at the end say nothing */
		limit = word > 1 && memcmp(p + blanks, "=?", 2) == 0
		    ? WORD_LINE : LINE;
		if (first) {
			er_buf_addc(b, ' ');
			column++;
			p += blanks;
			blanks = 0;
		} else if (column + blanks + word > limit) {
			er_buf_adds(b, "\r\n");
			column = 0;
		}
		er_buf_add(b, p, blanks + word);
		column += blanks + word;
		p += blanks + word;
		first = false;
	}
	er_buf_adds(b, "\r\n");
}

/* Room for an encoded word that stands on the field's first line. */
static size_t
word_room(const char *name)
{
	size_t used = strlen(name) + 2;

	return used < WORD_LINE - 40 ? WORD_LINE - 1 - used : 40;
}

static bool
must_encode(const char *p, size_t n)
{
	/* What looks like an encoded word would be read as one. */
	return !er_is_ascii(p, n) || (n > 1 && memcmp(p, "=?", 2) == 0);
}

/* True when folding at blanks would leave a line too long, or empty. */
static bool
cannot_fold(const char *p, const char *end)
{
	size_t n;

	while (p < end) {
		n = is_blank(*p) ? blanks_at(p, end) : word_at(p, end);
		if (n > (is_blank(*p) ? LINE / 2 : LONG))
			return true;
		p += n;
	}
	return false;
}

/*
 * Encodes the words that need it. Neighbours go together with the blanks
 * between them, because a reader drops blanks between encoded words.
 */
static void
encode_text(struct er_buf *out, const char *p, const char *end, size_t room)
{
	bool all = cannot_fold(p, end);
	const char *run, *last;
	size_t n;

	while (p < end) {
		n = blanks_at(p, end);
		er_buf_add(out, p, n);
		run = p += n;
		last = p;
		while (p < end) {
			n = word_at(p, end);
			if (!all && !must_encode(p, n))
				break;
			last = p + n;
			p = last + blanks_at(last, end);
		}
		if (last > run) {
			mail_words_encode(out, run, (size_t)(last - run), room);
			p = last;
		} else {
			n = word_at(p, end);
			er_buf_add(out, p, n);
			p += n;
		}
	}
}

static int
check_value(const char *name, const char *value, struct er_err *err)
{
	size_t i, n = strlen(value);
	struct er_buf shown = {0};

	if (!mail_header_is_name(name, strlen(name))) {
		er_buf_adds(&shown, "");
		er_buf_addclean(&shown, name, strlen(name), 60);
		er_fail(err, ER_DATA, _("'%s' cannot be the name of a header "
		    "field"), shown.p);
		er_buf_free(&shown);
		return -1;
	}
	for (i = 0; i < n; i++) {
		if (value[i] == '\r' || value[i] == '\n') {
			er_fail(err, ER_DATA, _("the header field '%s' may not "
			    "hold a line break"), name);
			return -1;
		}
		if (((unsigned char)value[i] < 0x20 && value[i] != '\t')
		    || value[i] == 0x7f) {
			er_fail(err, ER_DATA, _("the header field '%s' may not "
			    "hold a control character"), name);
			return -1;
		}
	}
	if (er_utf8_check(value, n) < n) {
		er_fail(err, ER_DATA, _("the header field '%s' is not UTF-8 "
		    "text"), name);
		return -1;
	}
	return 0;
}

int
mail_header_add(struct er_buf *b, const char *name, const char *value,
    struct er_err *err)
{
	struct er_buf text = {0};
	struct er_slice s;

	if (check_value(name, value, err) != 0)
		return -1;
	s = er_slice_trim((struct er_slice){ value, strlen(value) });
	encode_text(&text, s.p, s.p + s.n, word_room(name));
	mail_header_fold(b, name, text.p, text.n);
	er_buf_free(&text);
	return 0;
}

/* A display name as RFC 5322 wants it: words, a quoted string, or encoded. */
static void
add_name(struct er_buf *out, const char *name, size_t room)
{
	size_t n = strlen(name), i;
	bool plain = n > 0 && name[0] != ' ' && name[n - 1] != ' ';

	if (!er_is_ascii(name, n) || strstr(name, "=?") != NULL
	    || cannot_fold(name, name + n)) {
		mail_words_encode(out, name, n, room);
		return;
	}
	for (i = 0; i < n && plain; i++)
		plain = mail_is_atom_char(name[i])
		    || (name[i] == ' ' && name[i + 1] != ' ');
	if (plain) {
		er_buf_adds(out, name);
		return;
	}
	er_buf_addc(out, '"');
	for (i = 0; i < n; i++) {
		if (name[i] == '"' || name[i] == '\\')
			er_buf_addc(out, '\\');
		er_buf_addc(out, name[i]);
	}
	er_buf_addc(out, '"');
}

int
mail_header_add_list(struct er_buf *b, const char *name,
    const struct mail_list *list, struct er_err *err)
{
	struct er_buf text = {0};
	const struct mail_mailbox *m;
	int rc = -1;
	size_t i;

	for (i = 0; i < list->n; i++) {
		m = &list->list[i];
		if (check_value(name, m->address, err) != 0
		    || (m->name != NULL
		    && check_value(name, m->name, err) != 0))
			goto out;
		if (i > 0)
			er_buf_adds(&text, ", ");
		if (m->name != NULL) {
			add_name(&text, m->name, word_room(name));
			er_buf_addf(&text, " <%s>", m->address);
		} else {
			er_buf_adds(&text, m->address);
		}
	}
	mail_header_fold(b, name, text.p != NULL ? text.p : "", text.n);
	rc = 0;
out:
	er_buf_free(&text);
	return rc;
}
