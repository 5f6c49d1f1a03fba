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
	{ "real", KIND_REAL, NULL },
	{ "bool", KIND_BOOL, NULL },
	{ "date", KIND_DATE, NULL },
	{ "field", KIND_NAME, NULL },
	{ "email", KIND_EMAIL, "^[^@[:space:]]+@[^@[:space:]]+$" },
	{ "uuid", KIND_UUID,
	    "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" },
};

/* Kinds with something behind the word. */
static const char *const compound[] = {
	"range", "enum", "regexp", "size", "rec"
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
book_kind_is_known(struct er_slice name)
{
	size_t i;

	for (i = 0; i < COUNT(simple); i++)
		if (er_slice_is(name, simple[i].name))
			return true;
	for (i = 0; i < COUNT(compound); i++)
		if (er_slice_is(name, compound[i]))
			return true;
	return false;
}

/* ---- declarations -------------------------------------------------------- */

/* MIN and MAX stand for the least and the greatest number. */
static bool
parse_end(struct er_slice text, int64_t *end)
{
	if (er_slice_is(text, "MIN"))
		*end = INT64_MIN;
	else if (er_slice_is(text, "MAX"))
		*end = INT64_MAX;
	else
		return book_integer_parse(text, end);
	return true;
}

/* One number alone is the upper end. */
static char *
parse_range(struct book_domain *d, struct er_slice text)
{
	struct er_slice a = book_word_take(&text), b = book_word_take(&text);

	if (b.n == 0) {
		b = a;
		a = (struct er_slice){ "0", 1 };
	}
	if (parse_end(a, &d->min) && parse_end(b, &d->max) && text.n == 0)
		return NULL;
	return er_xstrdup(_("a range is written 'range MIN MAX'"));
}

/* A value of an enum: letters, digits, '_' and '-', the latter two not first.
 */
static struct er_slice
take_value(struct er_slice *text)
{
	struct er_slice word = { text->p, 0 };
	char c;

	for (; word.n < text->n; word.n++) {
		c = text->p[word.n];
		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') &&
		    (word.n == 0 || (c != '_' && c != '-')))
			break;
	}
	text->p += word.n;
	text->n -= word.n;
	return word;
}

/* Behind a comment in parentheses, which has none in it; or false. */
static bool
skip_comment(struct er_slice *text)
{
	size_t n;

	for (n = 1; n < text->n && text->p[n] != '(' && text->p[n] != ')'; n++)
		;
	if (n == text->n || text->p[n] == '(')
		return false;
	text->p += n + 1;
	text->n -= n + 1;
	return true;
}

static char *
parse_enum(struct book_domain *d, struct er_slice text)
{
	struct er_slice word;
	size_t cap = 0;

	while (text = er_slice_trim(text), text.n > 0) {
		if (text.p[0] == '(') {
			if (!skip_comment(&text))
				return er_xstrdup(_("a '(' is not closed"));
			continue;
		}
		word = take_value(&text);
		if (word.n == 0)
			return er_xstrdup(_("a value of an enum has letters, "
			    "digits, '_' and '-', a letter or a digit first"));
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

	d->pattern_text = er_xstrdup(text);
	d->pattern = book_pattern_new(text, &why);
	return why;
}

/* Between two of whatever character it begins with; twice that character is
 * one of the expression. */
static char *
parse_pattern(struct book_domain *d, struct er_slice text)
{
	struct er_buf pattern = {0};
	size_t i, after = SIZE_MAX;
	char *why;

	text = er_slice_trim(text);
	er_buf_adds(&pattern, "");
	for (i = 1; i < text.n && after == SIZE_MAX; i++)
		if (text.p[i] != text.p[0])
			er_buf_addc(&pattern, text.p[i]);
		else if (i + 1 < text.n && text.p[i + 1] == text.p[0])
			er_buf_addc(&pattern, text.p[i++]);
		else
			after = i + 1;
	if (after != text.n)
		why = er_xstrdup(_("a regular expression is written "
		    "'regexp /.../'; a '/' in it is written twice"));
	else
		why = compile_pattern(d, pattern.p);
	er_buf_free(&pattern);
	return why;
}

static char *
parse_size(struct book_domain *d, struct er_slice text)
{
	struct er_slice word = book_word_take(&text);

	d->kind = KIND_SIZE;
	if (book_integer_parse(word, &d->max) && d->max >= 0 && text.n == 0)
		return NULL;
	return er_xstrdup(_("a size is written 'size MAX'"));
}

static char *
parse_reference(struct book_domain *d, struct er_slice text)
{
	struct er_slice word = book_word_take(&text);

	d->kind = KIND_REFERENCE;
	d->target = er_xstrndup(word.p, word.n);
	if (rec_is_name(word) && word.p[0] != '%' && text.n == 0)
		return NULL;
	return er_xstrdup(_("a reference is written 'rec TYPE'"));
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
	if (er_slice_is(word, "regexp")) {
		d->kind = KIND_REGEXP;
		return parse_pattern(d, text);
	}
	if (er_slice_is(word, "size"))
		return parse_size(d, text);
	if (er_slice_is(word, "rec"))
		return parse_reference(d, text);
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
