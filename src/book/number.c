/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as recutils writes them, which are not those of money. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"

/* The worth of a digit, or 16. */
static unsigned
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

bool
book_integer_parse(struct er_slice s, int64_t *value)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	unsigned base = 10;
	uint64_t v = 0;

	if (negative)
		s.p++, s.n--;
	if (s.n > 2 && s.p[0] == '0' && s.p[1] == 'x') {
		base = 16;
		s.p += 2, s.n -= 2;
	} else if (s.n > 1 && s.p[0] == '0') {
		base = 8;
	}
	if (s.n == 0)
		return false;
	for (; s.n > 0; s.p++, s.n--) {
		if (digit(*s.p) >= base ||
		    v > ((uint64_t)INT64_MAX - digit(*s.p)) / base)
			return false;
		v = v * base + digit(*s.p);
	}
	*value = negative ? -(int64_t)v : (int64_t)v;
	return true;
}

static size_t
skip_digits(struct er_slice s, size_t at)
{
	while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
		at++;
	return at;
}

/* The program keeps LC_NUMERIC at "C", so strtod() wants a full stop. */
bool
book_real_parse(struct er_slice s, double *value)
{
	size_t at = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
	size_t whole = skip_digits(s, at), end = whole, from;
	char *text;

	if (end < s.n && s.p[end] == '.')
		end = skip_digits(s, whole + 1);
	if (end == at || (whole == at && end == at + 1))
		return false;		/* no digit */
	if (end < s.n && (s.p[end] == 'e' || s.p[end] == 'E')) {
		from = end + 1;
		if (from < s.n && (s.p[from] == '-' || s.p[from] == '+'))
			from++;
		end = skip_digits(s, from);
		if (end == from)
			return false;
	}
	if (end != s.n)
		return false;
	text = er_xstrndup(s.p, s.n);
	*value = strtod(text, NULL);
	free(text);
	return true;
}
