/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/base.h"
#include "base/i18n.h"

static void *
checked(void *p)
{
	if (p == NULL) {
		/* not er_warn(), which would ask for memory */
		fprintf(stderr, "%s: %s\n", er_program(),
		    _("out of memory"));
		exit(EX_OSERR);
	}
	return p;
}

void *
er_xmalloc(size_t size)
{
	return checked(malloc(size > 0 ? size : 1));
}

void *
er_xcalloc(size_t n, size_t size)
{
	return checked(calloc(n > 0 ? n : 1, size > 0 ? size : 1));
}

void *
er_xrealloc(void *old, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		checked(NULL);
	return checked(realloc(old, n * size > 0 ? n * size : 1));
}

char *
er_xstrdup(const char *text)
{
	return er_xstrndup(text, strlen(text));
}

char *
er_xstrndup(const char *p, size_t n)
{
	char *copy = er_xmalloc(n + 1);

	if (n > 0)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

char *
er_xasprintf(const char *fmt, ...)
{
	struct er_buf b = {0};
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(&b, fmt, ap);
	va_end(ap);
	return er_buf_steal(&b);
}

void
er_wipe(void *p, size_t n)
{
	/* Called through a volatile pointer, so that the store stays. */
	static void *(*const volatile set)(void *, int, size_t) = memset;

	if (p != NULL && n > 0)
		set(p, 0, n);
}

void *
er_grow(void *list, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return list;
	*cap = *cap < 8 ? 8 : *cap * 2;
	return er_xrealloc(list, *cap, size);
}
