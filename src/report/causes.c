/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which records made a figure another one: those of one report's lineage that
 * are not in the other's. A record is known by its digest, since its line is
 * another one as soon as something is written above it; what has no digest by
 * its place.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/report-priv.h"

void
causes_add(struct causes *causes, const char *src, const char *digest)
{
	causes->list = er_grow(causes->list, causes->n, &causes->cap,
	    sizeof *causes->list);
	causes->list[causes->n++] = (struct cause){er_xstrdup(digest != NULL ?
	    digest : src), er_xstrdup(src)};
}

static int
compare(const void *a, const void *b)
{
	const struct cause *x = a, *y = b;

	return strcmp(x->key, y->key);
}

void
causes_sort(struct causes *causes)
{
	if (causes->n > 0)
		qsort(causes->list, causes->n, sizeof *causes->list, compare);
}

static bool
has_key(const struct causes *causes, const struct cause *cause)
{
	return causes->n > 0 && bsearch(cause, causes->list, causes->n,
	    sizeof *causes->list, compare) != NULL;
}

/* Is it a line of the text? */
static bool
is_told(const struct er_buf *told, const char *src)
{
	const char *p = told->p;
	size_t n = strlen(src);

	while (p != NULL && *p != '\0') {
		if (strncmp(p, src, n) == 0 && p[n] == '\n')
			return true;
		p += strcspn(p, "\n") + 1;
	}
	return false;
}

void
causes_missing(const struct causes *causes, const struct causes *others,
    const struct er_buf *told, struct er_buf *out)
{
	size_t i;

	for (i = 0; i < causes->n; i++) {
		if (!has_key(others, &causes->list[i]) && (told == NULL ||
		    !is_told(told, causes->list[i].src)))
			er_buf_addf(out, "%s\n", causes->list[i].src);
	}
}

void
causes_free(struct causes *causes)
{
	size_t i;

	for (i = 0; i < causes->n; i++) {
		free(causes->list[i].key);
		free(causes->list[i].src);
	}
	free(causes->list);
	*causes = (struct causes){0};
}
