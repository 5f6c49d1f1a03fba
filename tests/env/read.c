/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shows what a reader makes of stdin, for comparisons with the real one: each
 * variable as NAME=value and a NUL, "?" before what hangs on who reads, "!"
 * when the file is refused, "~" when that is not known. The texts come one
 * after another, each ended by the byte 0xFE; so do the answers.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env/env.h"

static void
show(const char *text, size_t n, enum env_reader reader)
{
	struct env_reading r = {0};
	const struct env_var *var;
	size_t i;

	env_reading_make(text, n, reader, &r);
	if (r.refused > 0)
		putchar(r.lost ? '~' : '!');
	for (i = 0; i < r.set.n; i++) {
		var = &r.set.vars[i];
		if (var->winner != i)
			continue;
		if (var->open)
			putchar('?');
		fwrite(var->name, 1, var->nname, stdout);
		putchar('=');
		fwrite(var->value, 1, var->nvalue, stdout);
		putchar('\0');
	}
	putchar('\xfe');
	env_reading_free(&r);
}

int
main(int argc, char *argv[])
{
	struct er_file input = {0};
	struct er_err err = {0};
	const char *p, *end;
	size_t reader;

	er_init("read");
	for (reader = 0; reader < ENV_READERS; reader++)
		if (argc == 2 && strcmp(argv[1], env_reader_names[reader]) ==
		    0)
			break;
	if (reader == ENV_READERS)
		return ER_USAGE;
	if (er_file_read_fd(STDIN_FILENO, "-", 0, &input, &err) != 0)
		return er_report(&err);
	for (p = input.p; input.n > 0 && (end = memchr(p, '\xfe',
	    input.n - (size_t)(p - input.p))) != NULL; p = end + 1)
		show(p, (size_t)(end - p), (enum env_reader)reader);
	er_file_close(&input);
	return 0;
}
