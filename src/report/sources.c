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

int
doc_source_order(const char *x, const char *y)
{
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

static int
compare(const void *a, const void *b)
{
	return doc_source_order(*(char *const *)a, *(char *const *)b);
}

void
doc_sources_sort(struct doc_sources *sources)
{
	size_t i, n = 0;

	if (sources->n > 0)
		qsort(sources->list, sources->n, sizeof *sources->list,
		    compare);
	for (i = 0; i < sources->n; i++) {
		if (n > 0 && strcmp(sources->list[i],
		    sources->list[n - 1]) == 0)
			free(sources->list[i]);
		else
			sources->list[n++] = sources->list[i];
	}
	sources->n = n;
}

void
doc_sources_free(struct doc_sources *sources)
{
	size_t i;

	for (i = 0; i < sources->n; i++)
		free(sources->list[i]);
	free(sources->list);
	*sources = (struct doc_sources){0};
}

char *
doc_sources_text(struct doc_sources *sources)
{
	struct er_buf b = {0};
	size_t i;

	doc_sources_sort(sources);
	for (i = 0; i < sources->n; i++) {
		er_buf_adds(&b, sources->list[i]);
		er_buf_addc(&b, '\n');
	}
	doc_sources_free(sources);
	return er_buf_steal(&b);
}
