/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Address lists (RFC 5322 section 3.4). Where mail readers would differ about
 * who gets the message, the list is refused. Nothing is appended unless all of
 * it is good.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

/* RFC 5321 section 4.5.3.1 */
enum { LOCAL_MAX = 64, DOMAIN_MAX = 255, LABEL_MAX = 63 };

struct cursor {
	const char *start, *p, *end;
	const char *at;		/* where it went wrong */
	const char *why;	/* NULL: it did not */
};

/* What stands before '<', '@' or ':'. */
struct phrase {
	struct er_buf text;	/* decoded, one blank between words */
	const char *first;	/* the first word as it is written */
	size_t nfirst;
	size_t words;
	bool after_encoded;	/* the last word was an encoded one */
};

static bool
fail(struct cursor *c, const char *at, const char *why)
{
	if (c->why == NULL) {
		c->at = at;
		c->why = why;
	}
	return false;
}

bool
mail_is_atom_char(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
	    || (ch >= '0' && ch <= '9')
	    || (ch != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", ch) != NULL);
}

/* In a phrase, raw UTF-8 is a letter (RFC 6532) and a dot may stand (obs). */
static bool
is_word_char(char ch)
{
	return mail_is_atom_char(ch) || ch == '.' || (unsigned char)ch >= 0x80;
}

static bool
skip_comment(struct cursor *c)
{
	const char *open = c->p;
	size_t depth = 0;

	for (; c->p < c->end; c->p++) {
		if (*c->p == '\\' && c->p + 1 < c->end)
			c->p++;
		else if (*c->p == '(')
			depth++;
		else if (*c->p == ')' && --depth == 0) {
			c->p++;
			return true;
		}
	}
	return fail(c, open, _("a comment is not closed: ')' is missing"));
}

static bool
skip_blanks(struct cursor *c)
{
	while (c->p < c->end) {
		if (*c->p == ' ' || *c->p == '\t')
			c->p++;
		else if (*c->p != '(')
			break;
		else if (!skip_comment(c))
			return false;
	}
	return true;
}

static bool
read_quoted(struct cursor *c, struct er_buf *text)
{
	const char *open = c->p++;

	for (; c->p < c->end; c->p++) {
		if (*c->p == '"') {
			c->p++;
			return true;
		}
		if (*c->p == '\\' && c->p + 1 < c->end)
			c->p++;
		er_buf_addc(text, *c->p);
	}
	return fail(c, open, _("a quoted name is not closed: '\"' is "
	    "missing"));
}

/* One word onto the phrase. */
static bool
read_word(struct cursor *c, struct phrase *phrase)
{
	const char *word = c->p;
	size_t before = phrase->text.n;
	bool encoded = false;

	if (*c->p == '"') {
		if (phrase->words > 0)
			er_buf_addc(&phrase->text, ' ');
		if (!read_quoted(c, &phrase->text))
			return false;
	} else {
		while (c->p < c->end && is_word_char(*c->p))
			c->p++;
		/* Blanks between two encoded words are none (RFC 2047 6.2) */
		encoded = mail_word_decode(word, (size_t)(c->p - word), NULL);
		if (phrase->words > 0 && !(encoded && phrase->after_encoded))
			er_buf_addc(&phrase->text, ' ');
		if (encoded)
			mail_word_decode(word, (size_t)(c->p - word),
			    &phrase->text);
		else
			er_buf_add(&phrase->text, word,
			    (size_t)(c->p - word));
	}
	if (phrase->words++ == 0) {
		phrase->first = word;
		phrase->nfirst = (size_t)(c->p - word);
	}
	phrase->after_encoded = encoded;
	if (er_utf8_check(phrase->text.p + before, phrase->text.n - before)
	    != phrase->text.n - before)
		return fail(c, word, _("the name is not UTF-8 text"));
	return true;
}

static bool
read_phrase(struct cursor *c, struct phrase *phrase)
{
	if (!skip_blanks(c))
		return false;
	while (c->p < c->end && (*c->p == '"' || is_word_char(*c->p)))
		if (!read_word(c, phrase) || !skip_blanks(c))
			return false;
	return true;
}

static bool
check_local(struct cursor *c, const char *p, size_t n)
{
	size_t i;

	if (n == 0)
		return fail(c, p, _("nothing stands before the '@'"));
	if (n > LOCAL_MAX)
		return fail(c, p, _("more than 64 characters stand before "
		    "the '@'"));
	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] >= 0x80)
			return fail(c, p + i, _("only ASCII may stand before "
			    "the '@': SES refuses anything else"));
	/* Some readers decode it, and then see another address. */
	if (n > 1 && p[0] == '=' && p[1] == '?')
		return fail(c, p, _("an encoded word ('=?...?=') may not stand "
		    "before the '@'"));
	if (p[0] == '"')
		return true;
	for (i = 0; i < n; i++)
		if (p[i] == '.' && (i == 0 || i + 1 == n || p[i - 1] == '.'))
			return fail(c, p + i, _("a dot before the '@' must "
			    "stand between two other characters"));
	return true;
}

static bool
is_alnum(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
	    || (ch >= '0' && ch <= '9');
}

static bool
check_domain(struct cursor *c, const char *p, size_t n)
{
	size_t i, label = 0;
	bool dot = false;

	if (n > DOMAIN_MAX)
		return fail(c, p, _("the domain is longer than 255 "
		    "characters"));
	for (i = 0; i <= n; i++) {
		if (i < n && p[i] != '.') {
			label++;
			continue;
		}
		if (label == 0 || p[i - label] == '-' || p[i - 1] == '-')
			return fail(c, p + i - label, _("each part of the "
			    "domain begins and ends with a letter or digit"));
		if (label > LABEL_MAX)
			return fail(c, p + i - label, _("a part of the domain "
			    "is longer than 63 characters"));
		dot = dot || i < n;
		label = 0;
	}
	/* RFC 5321 section 2.3.5 */
	return dot || fail(c, p, _("the domain has no dot: write it in full, "
	    "as in name@group.example"));
}

/* The domain behind '@'; local was checked. Appends to the list. */
static bool
read_domain(struct cursor *c, struct mail_list *list, const char *name,
    const char *local, size_t nlocal)
{
	struct er_buf address = {0};
	const char *domain;

	if (!skip_blanks(c))
		return false;
	domain = c->p;
	if (c->p < c->end && *c->p == '[')
		return fail(c, c->p, _("an address by number ('[192.0.2.1]') "
		    "is not accepted: name the domain"));
	while (c->p < c->end && (is_alnum(*c->p) || *c->p == '-'
	    || *c->p == '.'))
		c->p++;
	if (c->p < c->end && (unsigned char)*c->p >= 0x80)
		return fail(c, c->p, _("write a domain outside ASCII in "
		    "Punycode ('xn--...')"));
	if (c->p < c->end && mail_is_atom_char(*c->p))
		return fail(c, c->p, _("a domain holds only letters, digits, "
		    "hyphens and dots"));
	if (c->p == domain)
		return fail(c, c->p, _("no domain follows the '@'"));
	if (!check_domain(c, domain, (size_t)(c->p - domain)))
		return false;
	er_buf_add(&address, local, nlocal);
	er_buf_addc(&address, '@');
	er_buf_add(&address, domain, (size_t)(c->p - domain));
	mail_list_add(list, name, address.p);
	er_buf_free(&address);
	return skip_blanks(c);
}

/* "<local@domain>" */
static bool
read_angle(struct cursor *c, struct mail_list *list, const char *name)
{
	const char *open = c->p++;
	struct phrase local = {0};
	bool good = false;

	if (!skip_blanks(c))
		return false;
	if (c->p < c->end && *c->p == '@')
		return fail(c, c->p, _("a route before the address "
		    "('<@host:...>') is not accepted: leave it out"));
	if (!read_phrase(c, &local))
		goto out;
	if (c->p == c->end || local.words > 1 || *c->p != '@') {
		if (c->p == c->end)
			fail(c, open, _("'<' is not closed: '>' is missing"));
		else if (local.words == 0 && *c->p == '>')
			fail(c, open, _("no address stands between '<' and "
			    "'>'"));
		else
			fail(c, c->p, _("expected one address, name@domain, "
			    "between '<' and '>'"));
		goto out;
	}
	if (!check_local(c, local.first, local.nfirst))
		goto out;
	c->p++;
	if (!read_domain(c, list, name, local.first, local.nfirst))
		goto out;
	if (c->p == c->end)
		good = fail(c, open, _("'<' is not closed: '>' is missing"));
	else if (*c->p != '>')
		good = fail(c, c->p, _("expected '>' after the address"));
	else {
		c->p++;
		good = skip_blanks(c);
	}
out:
	er_buf_free(&local.text);
	return good;
}

/* What a phrase without an address behind it means. */
static bool
fail_bare(struct cursor *c, const char *at, size_t words)
{
	if (c->p < c->end && *c->p == '@' && words == 0)
		return fail(c, c->p, _("nothing stands before the '@'"));
	if (c->p < c->end && *c->p == '@')
		return fail(c, at, _("one word stands before the '@'; write "
		    "a name as in 'Name <name@domain>'"));
	if (words > 0)
		return fail(c, at, _("an address needs a domain: "
		    "name@domain"));
	return fail(c, c->p, _("expected an address, name@domain"));
}

static bool read_group(struct cursor *c, struct mail_list *list,
    const char *open);

/* A mailbox, or a group where one may stand. The cursor is at neither a comma
 * nor the end. */
static bool
read_address(struct cursor *c, struct mail_list *list, bool in_group)
{
	const char *at = c->p;
	struct phrase phrase = {0};
	bool good = false;
	char ch;

	if (!read_phrase(c, &phrase))
		goto out;
	ch = c->p < c->end ? *c->p : '\0';
	if (ch == '<') {
		good = read_angle(c, list,
		    phrase.words > 0 ? phrase.text.p : NULL);
	} else if (ch == '@' && phrase.words == 1) {
		c->p++;
		good = check_local(c, phrase.first, phrase.nfirst)
		    && read_domain(c, list, NULL, phrase.first,
		    phrase.nfirst);
	} else if (ch == ':' && phrase.words > 0 && !in_group) {
		c->p++;
		good = read_group(c, list, at);
	} else if (ch == ':' && in_group) {
		fail(c, c->p, _("a group inside a group"));
	} else {
		fail_bare(c, at, phrase.words);
	}
out:
	er_buf_free(&phrase.text);
	return good;
}

/* Addresses with commas between; empty elements are obsolete, but harmless. */
static bool
read_list(struct cursor *c, struct mail_list *list, bool in_group)
{
	for (;;) {
		if (!skip_blanks(c))
			return false;
		if (c->p == c->end || (in_group && *c->p == ';'))
			return true;
		if (*c->p == ',') {
			c->p++;
			continue;
		}
		if (!read_address(c, list, in_group))
			return false;
		if (c->p == c->end || *c->p == ','
		    || (in_group && *c->p == ';'))
			continue;
		if (*c->p == ';')
			return fail(c, c->p, _("separate addresses with "
			    "commas, not semicolons"));
		return fail(c, c->p, _("expected a comma after the "
		    "address"));
	}
}

/* The members of "name: ...;", the cursor behind the colon. */
static bool
read_group(struct cursor *c, struct mail_list *list, const char *open)
{
	if (!read_list(c, list, true))
		return false;
	if (c->p == c->end)
		return fail(c, open, _("a group is not closed: ';' is "
		    "missing"));
	c->p++;
	return skip_blanks(c);
}

static bool
check_controls(struct cursor *c)
{
	const char *p;

	for (p = c->start; p < c->end; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return fail(c, p, _("a control character or line end "
			    "stands in it"));
	return true;
}

static void
list_trim(struct mail_list *list, size_t n)
{
	while (list->n > n) {
		list->n--;
		free(list->list[list->n].name);
		free(list->list[list->n].address);
	}
}

bool
mail_list_parse(struct mail_list *list, const char *p, size_t n,
    size_t *at, const char **why)
{
	struct cursor c = { .start = p, .p = p, .end = p + n };
	size_t before = list->n;

	if (check_controls(&c) && read_list(&c, list, false))
		return true;
	list_trim(list, before);
	*at = (size_t)(c.at - c.start);
	*why = c.why;
	return false;
}

bool
mail_mailbox_check(const char *p, size_t n, size_t *at, const char **why)
{
	struct mail_list list = {0};
	bool good = mail_list_parse(&list, p, n, at, why);

	if (good && list.n != 1) {
		good = false;
		*at = 0;
		*why = list.n == 0 ? _("expected an address, name@domain")
		    : _("more than one address where one is expected");
	}
	mail_list_free(&list);
	return good;
}

void
mail_list_add(struct mail_list *list, const char *name, const char *address)
{
	struct mail_mailbox *m;

	list->list = er_grow(list->list, list->n, &list->cap,
	    sizeof *list->list);
	m = &list->list[list->n++];
	m->name = name != NULL && *name != '\0' ? er_xstrdup(name) : NULL;
	m->address = er_xstrdup(address);
}

/* Domains are the same in any case; before the '@' it is the receiver's
 * business (RFC 5321 section 2.4), and no receiver tells them apart. */
bool
mail_list_has(const struct mail_list *list, const char *address)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (strcasecmp(list->list[i].address, address) == 0)
			return true;
	return false;
}

void
mail_list_free(struct mail_list *list)
{
	list_trim(list, 0);
	free(list->list);
	*list = (struct mail_list){0};
}
