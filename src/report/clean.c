/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistr.h>

#include "report/doc.h"

/*
 * Characters that act instead of being seen: controls, and those that make a
 * line read in another order or end where it does not (UAX 9, UAX 14).
 */
static bool
is_acting(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e ||
	    c == 0x200f || c == 0x2028 || c == 0x2029 ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	    c == 0xfeff;
}

char *
doc_clean(const char *p, size_t n, bool keep_lines)
{
	const uint8_t *s = (const uint8_t *)p;
	struct er_buf b = {0};
	ucs4_t c;
	size_t i;
	int used;

	for (i = 0; i < n; i += (size_t)used) {
		used = u8_mbtouc(&c, s + i, n - i);
		if (c == '\n' && keep_lines)
			er_buf_addc(&b, '\n');
		else if (c == '\n' || c == '\t')
			er_buf_addc(&b, ' ');
		else if (c == '\r' && i + 1 < n && p[i + 1] == '\n')
			continue;
		else if (is_acting(c) || c == 0xfffd)
			er_buf_addc(&b, '?');
		else
			er_buf_add(&b, p + i, (size_t)used);
	}
	return er_buf_steal(&b);
}
