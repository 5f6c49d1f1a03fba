/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in a text that is being read, and what is said of them. */
#include "config.h"

#include <string.h>

#include "env/env-priv.h"

void
env_place(struct env_scan *scan, size_t at, size_t *line, size_t *column)
{
	const char *newline;

	while (scan->counted < at) {
		newline = memchr(scan->text + scan->counted, '\n',
		    at - scan->counted);
		if (newline == NULL) {
			scan->counted = at;
			break;
		}
		scan->counted = (size_t)(newline - scan->text) + 1;
		scan->line_start = scan->counted;
		scan->line++;
	}
	*line = scan->line;
	*column = at - scan->line_start + 1;
}

void
env_scan_problem(struct env_scan *scan, enum env_rule rule, size_t at,
    const char *fmt, ...)
{
	struct er_buf text = {0};
	size_t line, column;
	va_list ap;

	if (scan->diags == NULL)
		return;
	va_start(ap, fmt);
	er_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	env_place(scan, at, &line, &column);
	er_diag_add(scan->diags, env_rules[rule].severity, scan->file, line,
	    column, env_rules[rule].id, "%s", text.p);
	er_buf_free(&text);
}
