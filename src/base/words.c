/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the report's language, and texts put into their places. */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

static const struct er_language as_written = { .tag = "en" };
static const struct er_language *language = &as_written;

const char *
er_language_tag(void)
{
	return language->tag;
}

bool
er_language_is_set(void)
{
	return language != &as_written;
}

/* ---- formats ------------------------------------------------------------- */

enum { ARGS_MAX = 9 };

/*
 * What stands at a '%': *used bytes, for argument 1 to 9, or 0 for a percent
 * sign. *next counts those without a number.
 */
static size_t
read_place(const char *p, size_t *next, size_t *used)
{
	*used = 1;
	if (p[1] == '%') {
		*used = 2;
	} else if (p[1] == 's' && *next < ARGS_MAX) {
		*used = 2;
		return ++*next;
	} else if (p[1] >= '1' && p[1] <= '9' && p[2] == '$' && p[3] == 's') {
		*used = 4;
		return (size_t)(p[1] - '0');
	}
	return 0;
}

/* A bit for each argument that the format has a place for. */
static unsigned
places(const char *format)
{
	size_t next = 0, used, place;
	unsigned set = 0;

	while ((format = strchr(format, '%')) != NULL) {
		place = read_place(format, &next, &used);
		set |= place > 0 ? 1U << place : 0;
		format += used;
	}
	return set;
}

size_t
er_fill_needs(const char *format)
{
	unsigned set = places(format);
	size_t n;

	for (n = 0; set >> n > 1; n++)
		;
	return n;
}

void
er_fill(struct er_buf *b, const char *format, const char *const *args,
    size_t n)
{
	size_t next = 0, used, place, plain;

	er_buf_adds(b, "");
	for (; *format != '\0'; format += used) {
		plain = strcspn(format, "%");
		er_buf_add(b, format, plain);
		format += plain;
		if (*format == '\0')
			break;
		place = read_place(format, &next, &used);
		if (place == 0)
			er_buf_addc(b, '%');
		else if (place <= n)
			er_buf_adds(b, args[place - 1]);
	}
}

char *
er_said(const char *format, ...)
{
	const char *args[ARGS_MAX], *arg;
	struct er_buf b = {0};
	size_t n = 0;
	va_list ap;

	va_start(ap, format);
	while ((arg = va_arg(ap, const char *)) != NULL && n < ARGS_MAX)
		args[n++] = arg;
	va_end(ap);
	er_fill(&b, format, args, n);
	return er_buf_steal(&b);
}

/* ---- words --------------------------------------------------------------- */

const char *
er_words_from(const char *context, const char *msgid,
    const struct er_catalogue **from)
{
	const char *text;
	size_t i;

	*from = NULL;
	for (i = 0; i < ER_CATALOGUES && msgid[0] != '\0'; i++) {
		if (language->words[i] == NULL)
			continue;
		text = er_catalogue_find(language->words[i], context, msgid,
		    0);
		if (text == NULL)
			continue;
		*from = language->words[i];
		return text;
	}
	return msgid;
}

const char *
er_words(const char *context, const char *msgid)
{
	const struct er_catalogue *from;
	const char *text = er_words_from(context, msgid, &from);

	return places(text) == places(msgid) ? text : msgid;
}

/* Of a form that is for one number only the number may be left out. */
const char *
er_words_n(const char *one, const char *many, unsigned long n)
{
	unsigned allowed = places(one) | places(many);
	const char *text;
	size_t i;

	for (i = 0; i < ER_CATALOGUES; i++) {
		if (language->words[i] == NULL)
			continue;
		text = er_catalogue_find(language->words[i], NULL, one,
		    er_catalogue_form(language->words[i], n));
		if (text != NULL && (places(text) & ~allowed) == 0)
			return text;
	}
	return n == 1 ? one : many;
}

bool
er_words_fit(const char *one, const char *many)
{
	unsigned allowed = places(one) | (many != NULL ? places(many) : 0);
	const struct er_catalogue *c;
	unsigned long form, forms;
	const char *text;
	size_t i;

	for (i = 0; i < ER_CATALOGUES; i++) {
		c = language->words[i];
		forms = c == NULL ? 0 : many != NULL ?
		    er_catalogue_forms(c) : 1;
		for (form = 0; form < forms; form++) {
			text = er_catalogue_find(c, NULL, one, form);
			if (text != NULL && ((places(text) & ~allowed) != 0 ||
			    (many == NULL && places(text) != allowed)))
				return false;
		}
	}
	return true;
}

char *
er_message(const char *p, size_t n)
{
	const char *end = p + n, *word;
	struct er_buf b = {0};
	bool broken;

	er_buf_adds(&b, "");
	while (p < end) {
		broken = false;
		for (word = p; word < end && strchr(" \t\r\n", *word) != NULL;
		    word++)
			broken = broken || *word == '\n';
		if (broken)
			er_buf_addc(&b, ' ');
		else
			er_buf_add(&b, p, (size_t)(word - p));
		for (p = word; p < end && strchr(" \t\r\n", *p) == NULL; p++)
			er_buf_addc(&b, *p);
	}
	return er_buf_steal(&b);
}

/* ---- both at once -------------------------------------------------------- */

/* Information separators: doc_clean() lets none of them be seen. */
enum { OPEN = '\x1c', BETWEEN = '\x1d', CLOSE = '\x1e' };

void
er_pair_add(struct er_buf *b, const char *original, const char *translation)
{
	if (strcmp(original, translation) == 0) {
		er_buf_adds(b, original);
		return;
	}
	er_buf_addc(b, OPEN);
	er_buf_adds(b, original);
	er_buf_addc(b, BETWEEN);
	er_buf_adds(b, translation);
	er_buf_addc(b, CLOSE);
}

bool
er_pair_take(struct er_buf *b, const char *p, size_t n, enum er_side side)
{
	const char *end = p + n, *open, *between, *close;
	bool found = false;

	er_buf_adds(b, "");
	while (er_language_is_set() && p < end) {
		open = memchr(p, OPEN, (size_t)(end - p));
		between = open == NULL ? NULL :
		    memchr(open, BETWEEN, (size_t)(end - open));
		close = between == NULL ? NULL :
		    memchr(between, CLOSE, (size_t)(end - between));
		if (close == NULL)
			break;
		er_buf_add(b, p, (size_t)(open - p));
		if (side == ER_ORIGINAL)
			er_buf_add(b, open + 1, (size_t)(between - open) - 1);
		else
			er_buf_add(b, between + 1,
			    (size_t)(close - between) - 1);
		p = close + 1;
		found = true;
	}
	er_buf_add(b, p, (size_t)(end - p));
	return found;
}

/* ---- the language -------------------------------------------------------- */

void
er_language_use(const struct er_language *l)
{
	language = l != NULL ? l : &as_written;
	er_notation_use(language->figures);
}
