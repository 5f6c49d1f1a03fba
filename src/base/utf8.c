/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/base.h"

/* Length of the valid sequence of two to four bytes at p (RFC 3629 section 4),
 * or 0. */
static size_t
sequence(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (n < len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;		/* overlong */
	else if (p[0] == 0xed)
		high = 0x9f;		/* surrogates */
	else if (p[0] == 0xf0)
		low = 0x90;		/* overlong */
	else if (p[0] == 0xf4)
		high = 0x8f;		/* past U+10FFFF */
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

size_t
er_utf8_take(const char *p, size_t n, uint32_t *c)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t len = u[0] < 0x80 ? 1 : sequence(u, n), i;

	if (len == 0)
		return 0;
	*c = len == 1 ? u[0] : u[0] & (0x7fu >> len);
	for (i = 1; i < len; i++)
		*c = *c << 6 | (u[i] & 0x3f);
	return len;
}

bool
er_utf8_acts(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e ||
	    c == 0x200f || c == 0x2028 || c == 0x2029 ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	    c == 0xfeff;
}

/* How many bytes at p are ASCII, counted in blocks: never too many. */
static size_t
ascii_blocks(const unsigned char *p, size_t n)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t block[4];
	size_t at = 0;

	while (n - at >= sizeof block) {
		memcpy(block, p + at, sizeof block);
		if (((block[0] | block[1] | block[2] | block[3]) & high) != 0)
			break;
		at += sizeof block;
	}
	return at;
}

size_t
er_utf8_check(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t at = 0, len;

	while (at < n) {
		if (u[at] < 0x80) {
			at += ascii_blocks(u + at, n - at);
			/* the rest of a block, byte by byte */
			while (at < n && u[at] < 0x80)
				at++;
			continue;
		}
		len = sequence(u + at, n - at);
		if (len == 0)
			break;
		at += len;
	}
	return at;
}

bool
er_is_ascii(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t i;

	for (i = ascii_blocks(u, n); i < n; i++)
		if (u[i] >= 0x80)
			return false;
	return true;
}
