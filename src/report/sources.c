/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/doc.h"

void
doc_sources_add(struct doc_sources *sources, const char *src)
{
	size_t length;

	while (src != NULL && *src != '\0') {
		length = strcspn(src, "\n");
		if (length > 0) {
			sources->list = er_grow(sources->list, sources->n,
			    &sources->cap, sizeof *sources->list);
			sources->list[sources->n++] = doc_clean(src, length,
			    false);
		}
		src += length + (src[length] == '\n');
	}
}

/* By file, then by line as a number. */
static int
compare(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	const char *colon_x = strrchr(x, ':'), *colon_y = strrchr(y, ':');
	size_t nx = colon_x != NULL ? (size_t)(colon_x - x) : strlen(x);
	size_t ny = colon_y != NULL ? (size_t)(colon_y - y) : strlen(y);
	unsigned long long line_x, line_y;
	int order = memcmp(x, y, nx < ny ? nx : ny);

	if (order != 0)
		return order;
	if (nx != ny)
		return nx < ny ? -1 : 1;
	line_x = colon_x != NULL ? strtoull(colon_x + 1, NULL, 10) : 0;
	line_y = colon_y != NULL ? strtoull(colon_y + 1, NULL, 10) : 0;
	if (line_x != line_y)
		return line_x < line_y ? -1 : 1;
	return strcmp(x, y);
}

char *
doc_sources_text(struct doc_sources *sources)
{
	struct er_buf b = {0};
	size_t i;

	if (sources->n > 0)
		qsort(sources->list, sources->n, sizeof *sources->list,
		    compare);
	for (i = 0; i < sources->n; i++) {
		if (i == 0 ||
		    strcmp(sources->list[i], sources->list[i - 1]) != 0) {
			er_buf_adds(&b, sources->list[i]);
			er_buf_addc(&b, '\n');
		}
	}
	for (i = 0; i < sources->n; i++)
		free(sources->list[i]);
	free(sources->list);
	*sources = (struct doc_sources){0};
	return er_buf_steal(&b);
}
