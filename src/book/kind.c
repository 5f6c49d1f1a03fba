/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a field may hold, as %type and %typedef say it. The names of typedefs
 * in `named` mean more than their regular expressions do: that is how a book
 * declares money.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { WORDS_MAX = 1000 };

/* Typedefs whose name decides. */
static const struct {
	const char *name;
	enum book_kind kind;
} named[] = {
	{ "Money", KIND_MONEY },
	{ "Percent", KIND_PERCENT },
	{ "Money_or_Percent", KIND_MONEY_OR_PERCENT },
	{ "Number", KIND_NUMBER },
	{ "Count", KIND_COUNT },
	{ "Month", KIND_MONTH },
	{ "Currency", KIND_CURRENCY },
};

/* What to write where the regular expression of the shipped schema says it
 * too learnedly. */
static const struct {
	const char *name, *hint;
} hints[] = {
	{ "Mailbox", N_("write jane@group.example or "
	    "Jane Doe <jane@group.example>") },
	{ "Mailboxes", N_("write jane@group.example or "
	    "Jane Doe <jane@group.example>, with commas between several") },
	{ "Schedule", N_("write daily, weekly fri, monthly 1, monthly last or "
	    "quarterly") },
	{ "Domain", N_("write group.example") },
};

/* Kinds of one word. */
static const struct {
	const char *name;
	enum book_kind kind;
	const char *pattern;
} simple[] = {
	{ "line", KIND_LINE, NULL },
	{ "int", KIND_INTEGER, NULL },
	{ "real", KIND_NUMBER, NULL },
	{ "bool", KIND_BOOL, NULL },
	{ "date", KIND_DATE, NULL },
	{ "field", KIND_NAME, NULL },
	{ "email", KIND_REGEXP, "^[^@[:space:]]+@[^@[:space:]]+$" },
	{ "uuid", KIND_REGEXP,
	    "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" },
};

#define COUNT(table) (sizeof (table) / sizeof *(table))

/* Not strchr(): a NUL byte of a faulty file would be found in the set. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

struct er_slice
book_word_take(struct er_slice *text)
{
	struct er_slice word;

	*text = er_slice_trim(*text);
	word = (struct er_slice){ text->p, 0 };
	while (word.n < text->n && !is_blank(text->p[word.n]))
		word.n++;
	text->p += word.n;
	text->n -= word.n;
	*text = er_slice_trim(*text);
	return word;
}

bool
book_integer_parse(struct er_slice s, int64_t *value)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	unsigned base = 10, d;
	uint64_t v = 0;

	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		s.p++, s.n--;
	if (s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X')) {
		base = 16;
		s.p += 2, s.n -= 2;
	}
	if (s.n == 0)
		return false;
	for (; s.n > 0; s.p++, s.n--) {
		if (*s.p >= '0' && *s.p <= '9')
			d = (unsigned)(*s.p - '0');
		else if (base == 16 && *s.p >= 'a' && *s.p <= 'f')
			d = (unsigned)(*s.p - 'a') + 10;
		else if (base == 16 && *s.p >= 'A' && *s.p <= 'F')
			d = (unsigned)(*s.p - 'A') + 10;
		else
			return false;
		if (v > ((uint64_t)INT64_MAX - d) / base)
			return false;
		v = v * base + d;
	}
	*value = negative ? -(int64_t)v : (int64_t)v;
	return true;
}

/* ---- declarations -------------------------------------------------------- */

/* MIN and MAX stand for the ends; one number alone is the upper end. */
static char *
parse_range(struct book_domain *d, struct er_slice text)
{
	struct er_slice a = book_word_take(&text), b = book_word_take(&text);

	d->min = 0;
	if (b.n == 0)
		b = a;
	else if (er_slice_is(a, "MIN"))
		d->min = INT64_MIN;
	else if (!book_integer_parse(a, &d->min))
		return er_xstrdup(_("a range is written 'range MIN MAX'"));
	if (er_slice_is(b, "MAX"))
		d->max = INT64_MAX;
	else if (!book_integer_parse(b, &d->max) || text.n > 0)
		return er_xstrdup(_("a range is written 'range MIN MAX'"));
	return NULL;
}

/* Comments in parentheses are passed over. */
static char *
parse_enum(struct book_domain *d, struct er_slice text)
{
	struct er_slice word;
	const char *end;
	size_t cap = 0;

	while (text = er_slice_trim(text), text.n > 0) {
		if (text.p[0] == '(') {
			end = memchr(text.p, ')', text.n);
			if (end == NULL)
				return er_xstrdup(_("a '(' is not closed"));
			text.n -= (size_t)(end + 1 - text.p);
			text.p = end + 1;
			continue;
		}
		word = book_word_take(&text);
		if (d->nwords == WORDS_MAX)
			return er_xstrdup(_("an enum has a thousand values at "
			    "most"));
		d->words = er_grow(d->words, d->nwords, &cap, sizeof *d->words);
		d->words[d->nwords++] = er_xstrndup(word.p, word.n);
	}
	if (d->nwords == 0)
		return er_xstrdup(_("an enum needs values, separated by "
		    "blanks"));
	return NULL;
}

static char *
compile_pattern(struct book_domain *d, const char *text)
{
	char *why;

	d->kind = KIND_REGEXP;
	d->pattern_text = er_xstrdup(text);
	d->pattern = book_pattern_new(text, &why);
	return why;
}

/* Between two of whatever character it begins with. */
static char *
parse_pattern(struct book_domain *d, struct er_slice text)
{
	char *pattern, *why;

	text = er_slice_trim(text);
	if (text.n < 3 || text.p[text.n - 1] != text.p[0])
		return er_xstrdup(_("a regular expression is written "
		    "'regexp /.../'"));
	pattern = er_xstrndup(text.p + 1, text.n - 2);
	why = compile_pattern(d, pattern);
	free(pattern);
	return why;
}

static bool
parse_named(struct book_domain *d, const char *label)
{
	size_t i;

	for (i = 0; label != NULL && i < COUNT(named); i++)
		if (strcmp(label, named[i].name) == 0) {
			d->kind = named[i].kind;
			return true;
		}
	return false;
}

static const char *
find_hint(const char *label)
{
	size_t i;

	for (i = 0; label != NULL && i < COUNT(hints); i++)
		if (strcmp(label, hints[i].name) == 0)
			return hints[i].hint;
	return NULL;
}

static char *
parse_kind(struct book_domain *d, struct er_slice text)
{
	struct er_slice word = book_word_take(&text);
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < COUNT(simple); i++)
		if (er_slice_is(word, simple[i].name) && text.n == 0) {
			d->kind = simple[i].kind;
			return simple[i].pattern == NULL ? NULL :
			    compile_pattern(d, simple[i].pattern);
		}
	if (er_slice_is(word, "range")) {
		d->kind = KIND_RANGE;
		return parse_range(d, text);
	}
	if (er_slice_is(word, "enum")) {
		d->kind = KIND_ENUM;
		return parse_enum(d, text);
	}
	if (er_slice_is(word, "regexp"))
		return parse_pattern(d, text);
	if (er_slice_is(word, "size")) {
		d->kind = KIND_SIZE;
		word = book_word_take(&text);
		if (book_integer_parse(word, &d->max) && d->max >= 0)
			return NULL;
		return er_xstrdup(_("a size is written 'size MAX'"));
	}
	if (er_slice_is(word, "rec")) {
		d->kind = KIND_REFERENCE;
		word = book_word_take(&text);
		d->target = er_xstrndup(word.p, word.n);
		if (word.n > 0 && text.n == 0)
			return NULL;
		return er_xstrdup(_("a reference is written 'rec TYPE'"));
	}
	er_buf_addclean(&b, word.p, word.n, 40);
	d->label = er_buf_steal(&b);
	if (text.n == 0 && parse_named(d, d->label))
		return NULL;
	return er_xasprintf(_("'%s' is neither a kind of field nor a %%typedef "
	    "of this record type"), d->label);
}

bool
book_domain_parse(struct book_domain *domain, struct er_slice text,
    const char *label, char **why)
{
	struct er_slice word, rest;

	*domain = (struct book_domain){0};
	*why = NULL;
	rest = text;
	word = book_word_take(&rest);
	if ((word.n == 0 || er_slice_is(word, "regexp")) &&
	    parse_named(domain, label)) {
		domain->label = er_xstrdup(label);
		return true;
	}
	*why = parse_kind(domain, text);
	if (*why != NULL) {
		book_domain_free(domain);
		return false;
	}
	if (label != NULL && domain->label == NULL)
		domain->label = er_xstrdup(label);
	domain->hint = find_hint(domain->label);
	return true;
}

bool
book_domain_same(const struct book_domain *a, const struct book_domain *b)
{
	size_t i;

	if (a->kind != b->kind || a->nwords != b->nwords)
		return false;
	for (i = 0; i < a->nwords; i++)
		if (strcmp(a->words[i], b->words[i]) != 0)
			return false;
	switch (a->kind) {
	case KIND_RANGE:
	case KIND_SIZE:
		return a->min == b->min && a->max == b->max;
	case KIND_REFERENCE:
		return strcmp(a->target, b->target) == 0;
	case KIND_REGEXP:
		return strcmp(a->pattern_text, b->pattern_text) == 0;
	default:
		return true;
	}
}

void
book_domain_free(struct book_domain *domain)
{
	size_t i;

	for (i = 0; i < domain->nwords; i++)
		free(domain->words[i]);
	free(domain->words);
	book_pattern_free(domain->pattern);
	free(domain->pattern_text);
	free(domain->label);
	free(domain->target);
	*domain = (struct book_domain){0};
}
