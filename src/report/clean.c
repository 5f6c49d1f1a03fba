/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <unistr.h>

#include "report/doc.h"

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
		else if (er_utf8_acts(c) || c == 0xfffd)
			er_buf_addc(&b, '?');
		else
			er_buf_add(&b, p + i, (size_t)used);
	}
	return er_buf_steal(&b);
}
