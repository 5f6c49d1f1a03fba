/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list at the end: each file once, with its lines, runs of them as
 * first-last. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"

/* The file's part of file:line, and the line; 0 when it has none. */
static size_t
split(const char *source, size_t n, unsigned long long *line)
{
	size_t file = n;
	char *end;

	*line = 0;
	while (file > 0 && source[file - 1] != ':')
		file--;
	if (file < 2)
		return n;
	*line = strtoull(source + file, &end, 10);
	return end == source + n && *line > 0 ? file - 1 : n;
}

struct run {
	unsigned long long first, last;	/* 0: none yet */
};

static void
add_run(struct er_buf *b, struct run *run)
{
	if (run->first == 0)
		return;
	er_buf_adds(b, b->n > 0 ? ", " : "");
	er_buf_addf(b, "%llu", run->first);
	if (run->last > run->first)
		er_buf_addf(b, "-%llu", run->last);
	run->first = 0;
}

static void
write_file(struct text *t, const char *file, size_t n, struct er_buf *lines)
{
	struct er_buf name = {0};

	er_buf_add(&name, file, n);
	if (lines->n > 0)
		er_buf_adds(&name, ": ");
	if (text_width(name.p, name.n) > t->width / 2) {
		if (lines->n > 0)
			er_buf_adds(&name, lines->p);
		text_wrapped(t, 0, "", name.p);
	} else {
		text_wrapped(t, 0, name.p, lines->n > 0 ? lines->p : "");
	}
	er_buf_free(&name);
	er_buf_trim(lines, 0);
}

void
text_sources(struct text *t, const char *sources)
{
	const char *file = sources, *p = sources;
	struct run run = {0, 0};
	struct er_buf lines = {0};
	unsigned long long line;
	size_t n, length, file_length = 0;

	for (; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		length = split(p, n, &line);
		if (p > sources && (length != file_length ||
		    memcmp(file, p, length) != 0)) {
			add_run(&lines, &run);
			write_file(t, file, file_length, &lines);
		}
		file = p;
		file_length = length;
		if (run.first != 0 && line == run.last + 1) {
			run.last = line;
			continue;
		}
		add_run(&lines, &run);
		run.first = run.last = line;
	}
	add_run(&lines, &run);
	write_file(t, file, file_length, &lines);
	er_buf_free(&lines);
}
