/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text written so that recutils and our own reader give back the same. */
#include "config.h"

#include <string.h>

#include "base/base.h"
#include "rec/rec.h"

/*
 * A backslash at a line's end would join the next line, and a carriage return
 * would be taken as half of a line end. Another backslash joins an empty line
 * to either, which changes nothing but keeps them.
 */
static void
write_line(struct er_buf *b, const char *p, size_t n)
{
	er_buf_add(b, p, n);
	if (n > 0 && (p[n - 1] == '\\' || p[n - 1] == '\r'))
		er_buf_adds(b, "\\\n");
	er_buf_addc(b, '\n');
}

void
rec_write_field(struct er_buf *b, const char *name, const char *value,
    size_t n)
{
	const char *end = value + n, *eol;

	er_buf_adds(b, name);
	er_buf_addc(b, ':');
	for (;;) {
		eol = n > 0 ? memchr(value, '\n', (size_t)(end - value)) : NULL;
		if (eol == NULL)
			eol = end;
		if (eol > value)
			er_buf_addc(b, ' ');
		write_line(b, value, (size_t)(eol - value));
		if (eol == end)
			break;
		er_buf_addc(b, '+');
		value = eol + 1;
	}
}
