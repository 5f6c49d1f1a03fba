/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message with attachments, of which only the text is held: their base64 is
 * made from the files whenever a piece of it is asked for. Each line has as
 * many bytes as any other, so that every place can be found.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/base.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

enum {
	LINE_OUT = MAIL_BASE64_OUT + 2,		/* and CR LF */
	LINES = 512		/* at once */
};

size_t
mail_base64_size(size_t n)
{
	size_t rest = n % MAIL_BASE64_IN;

	return n / MAIL_BASE64_IN * LINE_OUT +
	    (rest > 0 ? (rest + 2) / 3 * 4 + 2 : 0);
}

void
mail_base64_lines(const char *p, size_t n, char *to)
{
	unsigned char line[MAIL_BASE64_OUT + 1];
	size_t take;
	int length;

	for (; n > 0; p += take, n -= take) {
		take = n < MAIL_BASE64_IN ? n : MAIL_BASE64_IN;
		length = EVP_EncodeBlock(line, (const unsigned char *)p,
		    (int)take);
		memcpy(to, line, (size_t)length);
		memcpy(to + length, "\r\n", 2);
		to += length + 2;
	}
}

/* n bytes of the lines of file from at on; 0: it cannot be read. */
static size_t
give_lines(const struct er_bytes *file, size_t at, char *to, size_t n)
{
	char in[LINES * MAIL_BASE64_IN], out[LINES * LINE_OUT];
	size_t first = at / LINE_OUT, skip = at % LINE_OUT, take;

	take = file->n - first * MAIL_BASE64_IN;
	if (take > sizeof in)
		take = sizeof in;
	if (!er_bytes_read(file, first * MAIL_BASE64_IN, in, take))
		return 0;
	mail_base64_lines(in, take, out);
	take = mail_base64_size(take) - skip;
	if (take > n)
		take = n;
	memcpy(to, out + skip, take);
	return take;
}

/* What stands at `at`: the text before the i-th cut, or that attachment. */
static size_t
give(const struct mail_rope *r, size_t at, char *to, size_t n)
{
	size_t i, from = 0, size, end;

	for (i = 0; i <= r->n; i++) {
		end = i < r->n ? r->cuts[i] : r->text.n;
		if (at < end - from) {
			if (n > end - from - at)
				n = end - from - at;
			memcpy(to, r->text.p + from + at, n);
			return n;
		}
		at -= end - from;
		from = end;
		size = i < r->n ? mail_base64_size(r->list[i].content.n) : 0;
		if (at < size)
			return give_lines(&r->list[i].content, at, to,
			    n < size - at ? n : size - at);
		at -= size;
	}
	return 0;
}

static bool
read_rope(void *closure, size_t at, char *to, size_t n)
{
	const struct mail_rope *r = closure;
	size_t done;

	for (; n > 0; at += done, to += done, n -= done) {
		done = give(r, at, to, n);
		if (done == 0)
			return false;
	}
	return true;
}

struct er_bytes
mail_rope_bytes(struct mail_rope *r)
{
	struct er_bytes b = { .p = r->text.p, .n = r->text.n };
	size_t i;

	for (i = 0; i < r->n; i++)
		b.n += mail_base64_size(r->list[i].content.n);
	if (r->n > 0) {
		b.p = NULL;
		b.read = read_rope;
		b.closure = r;
	}
	return b;
}

void
mail_rope_free(struct mail_rope *r)
{
	er_buf_free(&r->text);
	free(r->cuts);
	*r = (struct mail_rope){0};
}
