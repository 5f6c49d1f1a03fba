/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proof that a body is whole: a digest over its lines. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

static const char trailer[] = MAIL_DIGEST_FIELD ": ";

/* The length without the line ends at the end. */
static size_t
without_empty_lines(const char *p, size_t n)
{
	while (n > 0 && p[n - 1] == '\n') {
		n--;
		if (n > 0 && p[n - 1] == '\r')
			n--;
	}
	return n;
}

/* Feeds each line with CR LF; line ends on the way in are either kind. */
static int
update_lines(EVP_MD_CTX *md, const char *p, size_t n)
{
	const char *eol;
	size_t len, taken;

	for (; n > 0; p += taken, n -= taken) {
		eol = memchr(p, '\n', n);
		len = eol == NULL ? n : (size_t)(eol - p);
		taken = eol == NULL ? n : len + 1;
		if (eol != NULL && len > 0 && p[len - 1] == '\r')
			len--;
		if (EVP_DigestUpdate(md, p, len) != 1
		    || EVP_DigestUpdate(md, "\r\n", 2) != 1)
			return -1;
	}
	return 0;
}

char *
mail_digest(const char *body, size_t n)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned char text[4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1];
	unsigned int size = 0;
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	/* Nothing here can fail but for want of memory. */
	if (md == NULL || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1
	    || update_lines(md, body, without_empty_lines(body, n)) != 0
	    || EVP_DigestFinal_ex(md, sum, &size) != 1)
		er_xrealloc(NULL, SIZE_MAX, 2);		/* ends the program */
	EVP_MD_CTX_free(md);
	EVP_EncodeBlock(text, sum, (int)size);
	return er_xasprintf("sha-256=%s", (char *)text);
}

void
mail_trailer_add(struct er_buf *text)
{
	char *digest;

	if (text->n > 0 && text->p[text->n - 1] != '\n')
		er_buf_addc(text, '\n');
	digest = mail_digest(text->p, text->n);
	er_buf_addf(text, "%s%s\n", trailer, digest);
	free(digest);
}

static bool
ends_with(const char *p, size_t n, const char *tail)
{
	size_t len = strlen(tail);

	return n >= len && memcmp(p + n - len, tail, len) == 0;
}

/* A report's first line, as er-gen writes it in every language. */
static bool
is_report(const char *p, size_t n)
{
	const char *eol = n > 0 ? memchr(p, '\n', n) : NULL;
	size_t len = eol != NULL ? (size_t)(eol - p) : n;

	while (len > 0 && (p[len - 1] == '\r' || p[len - 1] == ' '))
		len--;
	return ends_with(p, len, "DATA: FRESH")
	    || ends_with(p, len, "DATA: STALE");
}

int
mail_trailer_check(const char *body, size_t n, struct er_err *err)
{
	size_t len, line, mark = sizeof trailer - 1;
	struct er_slice given;
	char *digest;
	bool same;

	/* The mark stands at the end of a report's first line: without that
	 * line's end nobody can tell the beginning of a report from a note. */
	if (n > 0 && memchr(body, '\n', n) == NULL) {
		er_fail(err, ER_DATA, _("the text ends within its first line, "
		    "as what is cut on its way does; end the line with a "
		    "newline if this is all of it"));
		return -1;
	}
	if (!is_report(body, n))
		return 0;
	len = line = without_empty_lines(body, n);
	while (line > 0 && body[line - 1] != '\n')
		line--;
	if (len - line < mark || memcmp(body + line, trailer, mark) != 0) {
		er_fail(err, ER_DATA, _("the report is cut: its last line, "
		    "'Report-Digest: ...', is missing; make it again"));
		return -1;
	}
	given = er_slice_trim((struct er_slice){ body + line + mark,
	    len - line - mark });
	digest = mail_digest(body, line);
	same = er_slice_is(given, digest);
	free(digest);
	if (!same) {
		er_fail(err, ER_DATA, _("the report was changed or cut on its "
		    "way: its Report-Digest does not match; make it again"));
		return -1;
	}
	return 0;
}
