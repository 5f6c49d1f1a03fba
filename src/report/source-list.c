/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list at the end: each file once, with its lines, runs of them as
 * first-last. The directory that all files are in is left out: a report is the
 * same however the path of the book was written, and no reader of the mail
 * learns where it lies.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

struct run {
	unsigned long long first, last;	/* 0: none yet */
};

/* The file's part of file:line or file:first-last, and the lines; 0 and 0 when
 * it has none. */
static size_t
split(const char *source, size_t n, struct run *lines)
{
	size_t file = n;
	char *end;

	*lines = (struct run){0, 0};
	while (file > 0 && source[file - 1] != ':')
		file--;
	if (file < 2)
		return n;
	lines->first = lines->last = strtoull(source + file, &end, 10);
	if (lines->first > 0 && *end == '-')
		lines->last = strtoull(end + 1, &end, 10);
	if (end == source + n && lines->first > 0 &&
	    lines->last >= lines->first)
		return file - 1;
	*lines = (struct run){0, 0};
	return n;
}

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

/* One file of a list is "file: lines". */
static void
end_file(struct er_buf *list, const char *file, size_t n,
    struct er_buf *numbers)
{
	if (list->n > 0)
		er_buf_addc(list, '\n');
	er_buf_add(list, file, n);
	if (numbers->n > 0)
		er_buf_addf(list, ": %s", numbers->p);
	er_buf_trim(numbers, 0);
}

/* The length of the directory that all files are in, its '/' included. */
static size_t
common_directory(const char *sources)
{
	size_t common = strcspn(sources, "\n"), i;
	const char *p;

	for (p = sources; *p != '\0'; p += strspn(p, "\n")) {
		for (i = 0; i < common && p[i] == sources[i]; i++)
			;
		common = i;
		p += strcspn(p, "\n");
	}
	while (common > 0 && sources[common - 1] != '/')
		common--;
	return common;
}

/* A line for each file, without its first `common` bytes; owned. */
static char *
list_files(const char *sources, size_t common)
{
	const char *file = sources, *p = sources;
	struct run run = {0, 0};
	struct er_buf lines = {0}, list = {0};
	struct run next;
	size_t n, length, file_length = 0;

	for (; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		length = split(p, n, &next);
		if (p > sources && (length != file_length ||
		    memcmp(file, p, length) != 0)) {
			add_run(&lines, &run);
			end_file(&list, file + common, file_length - common,
			    &lines);
		}
		file = p;
		file_length = length;
		if (run.first != 0 && next.first != 0 &&
		    next.first <= run.last + 1) {
			if (next.last > run.last)
				run.last = next.last;
			continue;
		}
		add_run(&lines, &run);
		run = next;
	}
	add_run(&lines, &run);
	end_file(&list, file + common, file_length - common, &lines);
	er_buf_free(&lines);
	return er_buf_steal(&list);
}

static void
write_file(struct text *t, const char *text)
{
	struct text_lines lines = {0};
	size_t i;

	text_wrap(text, strlen(text), t->width - 2, &lines);
	for (i = 0; i < lines.n; i++)
		text_line(t, i > 0 ? 2 : 0, lines.list[i].p, lines.list[i].n);
	free(lines.list);
}

void
text_sources(struct text *t, const char *sources)
{
	char *list = list_files(sources, common_directory(sources)), *p = list;
	size_t n;

	/* Further lines of a file are indented. */
	for (; *p != '\0'; p += n) {
		n = strcspn(p, "\n");
		if (p[n] == '\n')
			p[n++] = '\0';
		write_file(t, p);
	}
	free(list);
}

char *
text_annex_entry(const struct doc *doc, size_t i)
{
	struct er_buf entry = {0};
	char *list, *p;
	size_t n;

	if (doc->annex[i][0] == '\0')
		return er_xstrdup(R_("no record"));
	list = list_files(doc->annex[i], common_directory(doc->sources));
	for (p = list; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		er_buf_adds(&entry, entry.n > 0 ? "; " : "");
		er_buf_add(&entry, p, n);
	}
	free(list);
	return er_buf_steal(&entry);
}
