/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 2047: text outside ASCII in a header field. What is written is always
 * UTF-8, in the shorter of the two encodings, a character never cut in two; Q
 * leaves only those characters as they are that may stand in a name as well
 * (section 5, rule 3), so that one form serves all fields.
 */
#include "config.h"

#include <string.h>

#include "base/base.h"
#include "mail/mail-priv.h"

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char hex_digits[] = "0123456789ABCDEF";

enum { FRAME = sizeof "=?UTF-8?Q?" "?=" - 1 };

/* ---- writing ----------------------------------------------------------- */

static size_t
char_length(const char *p, size_t n)
{
	size_t i = 1;

	while (i < n && ((unsigned char)p[i] & 0xc0) == 0x80)
		i++;
	return i;
}

static bool
is_plain_in_q(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
	    || (ch >= '0' && ch <= '9') || ch == '!' || ch == '*'
	    || ch == '+' || ch == '-' || ch == '/';
}

static size_t
q_size(const char *p, size_t n)
{
	size_t i, size = 0;

	for (i = 0; i < n; i++)
		size += is_plain_in_q(p[i]) || p[i] == ' ' ? 1 : 3;
	return size;
}

static size_t
b_size(size_t n)
{
	return (n + 2) / 3 * 4;
}

static void
add_q(struct er_buf *out, const char *p, size_t n)
{
	unsigned char c;
	size_t i;

	er_buf_adds(out, "=?UTF-8?Q?");
	for (i = 0; i < n; i++) {
		c = (unsigned char)p[i];
		if (is_plain_in_q(p[i])) {
			er_buf_addc(out, p[i]);
		} else if (c == ' ') {
			er_buf_addc(out, '_');
		} else {
			er_buf_addc(out, '=');
			er_buf_addc(out, hex_digits[c >> 4]);
			er_buf_addc(out, hex_digits[c & 15]);
		}
	}
	er_buf_adds(out, "?=");
}

static void
add_b(struct er_buf *out, const char *p, size_t n)
{
	uint32_t v;
	size_t i, k;

	er_buf_adds(out, "=?UTF-8?B?");
	for (i = 0; i < n; i += 3) {
		for (v = 0, k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ? (unsigned char)p[i + k] : 0);
		for (k = 0; k < 4; k++)
			er_buf_addc(out, i + k > n ? '='
			    : base64_digits[v >> (18 - 6 * k) & 63]);
	}
	er_buf_adds(out, "?=");
}

void
mail_words_encode(struct er_buf *out, const char *p, size_t n, size_t max)
{
	bool q = q_size(p, n) <= b_size(n);
	size_t taken, len, size;

	while (n > 0) {
		taken = 0;
		do {
			taken += char_length(p + taken, n - taken);
			len = taken < n ? char_length(p + taken, n - taken)
			    : 0;
			size = q ? q_size(p, taken + len)
			    : b_size(taken + len);
		} while (len > 0 && size + FRAME <= max);
		if (q)
			add_q(out, p, taken);
		else
			add_b(out, p, taken);
		p += taken;
		n -= taken;
		if (n > 0)
			er_buf_addc(out, ' ');
	}
}

/* ---- reading ----------------------------------------------------------- */

static int
hex_value(char ch)
{
	const char *at;

	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	at = ch != '\0' ? strchr(hex_digits, ch) : NULL;
	return at != NULL ? (int)(at - hex_digits) : -1;
}

static bool
decode_q(struct er_buf *out, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == '_') {
			er_buf_addc(out, ' ');
		} else if (p[i] != '=') {
			er_buf_addc(out, p[i]);
		} else if (n - i > 2 && hex_value(p[i + 1]) >= 0
		    && hex_value(p[i + 2]) >= 0) {
			er_buf_addc(out, (char)(hex_value(p[i + 1]) << 4
			    | hex_value(p[i + 2])));
			i += 2;
		} else {
			return false;
		}
	}
	return true;
}

static bool
decode_b(struct er_buf *out, const char *p, size_t n)
{
	uint32_t v = 0;
	unsigned bits = 0;
	const char *at;
	size_t i;

	while (n > 0 && p[n - 1] == '=')
		n--;
	for (i = 0; i < n; i++) {
		at = p[i] != '\0' ? strchr(base64_digits, p[i]) : NULL;
		if (at == NULL)
			return false;
		v = (v << 6 | (uint32_t)(at - base64_digits)) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			er_buf_addc(out, (char)(v >> bits & 0xff));
		}
	}
	return true;
}

static void
add_latin1(struct er_buf *out, const char *p, size_t n)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = (unsigned char)p[i];
		if (c < 0x80) {
			er_buf_addc(out, p[i]);
		} else {
			er_buf_addc(out, (char)(0xc0 | c >> 6));
			er_buf_addc(out, (char)(0x80 | (c & 0x3f)));
		}
	}
}

/* The bytes of a word in its charset, as clean UTF-8. */
static bool
add_charset(struct er_buf *out, struct er_slice charset,
    const struct er_buf *raw)
{
	struct er_buf text = {0};
	bool good = true;

	if (er_slice_is_nocase(charset, "iso-8859-1"))
		add_latin1(&text, raw->p, raw->n);
	else if (er_slice_is_nocase(charset, "utf-8")
	    && er_utf8_check(raw->p, raw->n) == raw->n)
		er_buf_add(&text, raw->p, raw->n);
	else if (er_slice_is_nocase(charset, "us-ascii")
	    && er_is_ascii(raw->p, raw->n))
		er_buf_add(&text, raw->p, raw->n);
	else
		good = false;
	if (good && out != NULL)
		er_buf_addclean(out, text.p, text.n, text.n);
	er_buf_free(&text);
	return good;
}

bool
mail_word_decode(const char *p, size_t n, struct er_buf *text)
{
	const char *end = p + n, *mark, *code;
	struct er_slice charset;
	struct er_buf raw = {0};
	bool good;

	if (n < FRAME - 5 || p[0] != '=' || p[1] != '?'
	    || end[-1] != '=' || end[-2] != '?')
		return false;
	p += 2;
	end -= 2;
	mark = p < end ? memchr(p, '?', (size_t)(end - p)) : NULL;
	if (mark == NULL || end - mark < 3 || mark[2] != '?')
		return false;
	/* RFC 2231 section 5: a language may follow the charset */
	code = memchr(p, '*', (size_t)(mark - p));
	charset = (struct er_slice){ p,
	    (size_t)((code != NULL ? code : mark) - p) };
	er_buf_add(&raw, "", 0);
	if (mark[1] == 'q' || mark[1] == 'Q')
		good = decode_q(&raw, mark + 3, (size_t)(end - mark - 3));
	else
		good = (mark[1] == 'b' || mark[1] == 'B')
		    && decode_b(&raw, mark + 3, (size_t)(end - mark - 3));
	good = good && add_charset(text, charset, &raw);
	er_buf_free(&raw);
	return good;
}
