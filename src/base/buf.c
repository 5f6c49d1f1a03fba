/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"

/* False when so much is not to be added. */
static bool
reserve(struct er_buf *b, size_t more)
{
	size_t want;

	if (b->max > 0 && (b->full || more > b->max - b->n)) {
		b->full = true;
		return false;
	}
	if (more < b->cap && b->n < b->cap - more)
		return true;
	if (more >= SIZE_MAX / 2 - b->n)
		er_xrealloc(NULL, SIZE_MAX, 2);		/* ends the program */
	want = b->cap < 64 ? 64 : b->cap * 2;
	if (want < b->n + more + 1)
		want = b->n + more + 1;
	b->p = er_xrealloc(b->p, want, 1);
	b->cap = want;
	return true;
}

void
er_buf_add(struct er_buf *b, const char *p, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
er_buf_adds(struct er_buf *b, const char *text)
{
	er_buf_add(b, text, strlen(text));
}

void
er_buf_addc(struct er_buf *b, char c)
{
	if (!reserve(b, 1))
		return;
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}

char *
er_buf_extend(struct er_buf *b, size_t n)
{
	assert(b->max == 0);
	reserve(b, n);
	b->n += n;
	b->p[b->n] = '\0';
	return b->p + b->n - n;
}

void
er_buf_fill(struct er_buf *b, char c, size_t n)
{
	if (!reserve(b, n))
		return;
	memset(b->p + b->n, c, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
er_buf_vaddf(struct er_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room = b->cap - b->n;
	int n;

	/* A buffer with an end is measured first: it takes all or nothing. */
	if (b->max > 0)
		room = 0;
	va_copy(again, ap);
	n = vsnprintf(room > 0 ? b->p + b->n : NULL, room, fmt, ap);
	if (n > 0 && (size_t)n >= room) {
		if (reserve(b, (size_t)n))
			vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		else
			n = 0;
	}
	if (n > 0)
		b->n += (size_t)n;
	va_end(again);
}

void
er_buf_addf(struct er_buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(b, fmt, ap);
	va_end(ap);
}

/* Printable ASCII, of which most texts are. */
static size_t
plain_run(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= ' ' && p[i] <= '~')
		i++;
	return i;
}

void
er_buf_addclean(struct er_buf *b, const char *p, size_t n, size_t max)
{
	size_t i, used, end = n < max ? n : max;
	uint32_t c;

	/* Do not cut a UTF-8 sequence in two. */
	while (end < n && end > 0 && ((unsigned char)p[end] & 0xc0) == 0x80)
		end--;
	for (i = 0; i < end; i += used) {
		used = plain_run(p + i, end - i);
		if (used > 0) {
			er_buf_add(b, p + i, used);
			continue;
		}
		used = er_utf8_take(p + i, end - i, &c);
		if (used == 0) {
			used = 1;
			c = (unsigned char)p[i];
		}
		if (er_utf8_acts(c))
			er_buf_addc(b, '?');
		else
			er_buf_add(b, p + i, used);
	}
	if (end < n)
		er_buf_adds(b, "...");
}

void
er_buf_addjson(struct er_buf *b, const char *p, size_t n)
{
	unsigned char c;
	size_t i;

	er_buf_addc(b, '"');
	for (i = 0; i < n; i++) {
		c = (unsigned char)p[i];
		if (c == '"' || c == '\\')
			er_buf_addf(b, "\\%c", c);
		else if (c == '\n')
			er_buf_adds(b, "\\n");
		else if (c < 0x20)
			er_buf_addf(b, "\\u%04x", (unsigned)c);
		else
			er_buf_addc(b, (char)c);
	}
	er_buf_addc(b, '"');
}

void
er_buf_trim(struct er_buf *b, size_t n)
{
	if (n < b->n) {
		b->n = n;
		b->p[n] = '\0';
	}
}

char *
er_buf_steal(struct er_buf *b)
{
	char *text = b->p != NULL ? b->p : er_xstrdup("");

	*b = (struct er_buf){0};
	return text;
}

void
er_buf_free(struct er_buf *b)
{
	free(b->p);
	*b = (struct er_buf){0};
}

void
er_buf_wipe(struct er_buf *b)
{
	er_wipe(b->p, b->cap);
	er_buf_free(b);
}

bool
er_bytes_read(const struct er_bytes *b, size_t at, char *to, size_t n)
{
	if (at > b->n || n > b->n - at)
		return false;
	if (b->p == NULL)
		return n == 0 || b->read(b->closure, at, to, n);
	memcpy(to, b->p + at, n);
	return true;
}

bool
er_slice_is(struct er_slice s, const char *text)
{
	return strlen(text) == s.n && memcmp(s.p, text, s.n) == 0;
}

bool
er_slice_is_nocase(struct er_slice s, const char *text)
{
	return strlen(text) == s.n && strncasecmp(s.p, text, s.n) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct er_slice
er_slice_trim(struct er_slice s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}
