/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of npm's dotenv (parse() of 18.0): its regular expression, taken
 * apart by hand so that every text takes linear time and what it passes over
 * in silence can be named. A statement begins at a line start:
 *
 *	[export] NAME = VALUE [# comment]	or	NAME: VALUE
 *
 * where a blank is JavaScript's white space, line ends among it, and VALUE is
 *	'...' "..." `...`	over lines, when a line end or a comment
 *				follows the closing quote;
 *	anything else		up to the first '#' or the line end.
 * A backslash keeps a quote from closing and stays. In "..." \n and \r become
 * LF and CR. Nothing is expanded.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

/* Length of the line end at p, or 0; a CR before LF counts as its own. */
static size_t
line_end(const char *p, size_t n)
{
	if (n >= 1 && (*p == '\n' || *p == '\r'))
		return 1;
	/* U+2028, U+2029: line ends to a JavaScript regular expression */
	if (n >= 3 && memcmp(p, "\xe2\x80", 2) == 0 &&
	    (p[2] == '\xa8' || p[2] == '\xa9'))
		return 3;
	return 0;
}

/* Length of the white space character at p, or 0. */
static size_t
space(const char *p, size_t n)
{
	static const char *const wide[] = {
		"\xef\xbb\xbf", "\xe1\x9a\x80", "\xe2\x80\xaf",
		"\xe2\x81\x9f", "\xe3\x80\x80",
	};
	size_t i;

	if (n >= 1 && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
		return 1;
	if (n < 2 || (unsigned char)*p < 0xc2)
		return 0;
	if (memcmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	if (n < 3)
		return 0;
	for (i = 0; i < sizeof wide / sizeof *wide; i++)
		if (memcmp(p, wide[i], 3) == 0)
			return 3;
	if (memcmp(p, "\xe2\x80", 2) == 0 && (unsigned char)p[2] <= 0x8a)
		return 3;	/* U+2000 to U+200A */
	return line_end(p, n);
}

static size_t
skip_space(const struct env_scan *s, size_t at)
{
	size_t len;

	while ((len = space(s->text + at, s->n - at)) > 0)
		at += len;
	return at;
}

/* To the end of this line, or of the text. */
static size_t
skip_line(const struct env_scan *s, size_t at)
{
	for (; at < s->n; at++)
		/* The first bytes of line ends; most are none. */
		if ((s->text[at] == '\n' || s->text[at] == '\r' ||
		    s->text[at] == '\xe2') &&
		    line_end(s->text + at, s->n - at) > 0)
			break;
	return at;
}

static bool
is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

static size_t
skip_name(const struct env_scan *s, size_t at)
{
	while (at < s->n && is_name_char(s->text[at]))
		at++;
	return at;
}

/* Behind "=" with blanks around it, or behind ":" and one blank; 0: neither. */
static size_t
after_separator(const struct env_scan *s, size_t at)
{
	size_t equals, len;

	if (at < s->n && s->text[at] == ':') {
		len = space(s->text + at + 1, s->n - at - 1);
		/* CR LF is one character to dotenv. */
		if (len > 0 && s->text[at + 1] == '\r' && at + 2 < s->n &&
		    s->text[at + 2] == '\n')
			len = 2;
		return len > 0 ? at + 1 + len : 0;
	}
	equals = skip_space(s, at);
	if (equals < s->n && s->text[equals] == '=')
		return equals + 1;
	return 0;
}

/* Only blanks, or blanks and a comment, up to the line end. */
static bool
line_is_done(const struct env_scan *s, size_t at)
{
	size_t len;

	while (at < s->n && line_end(s->text + at, s->n - at) == 0) {
		if (s->text[at] == '#')
			return true;
		len = space(s->text + at, s->n - at);
		if (len == 0)
			return false;
		at += len;
	}
	return true;
}

/*
 * The quote that closes the one at open: the first that is not escaped, when
 * nothing follows it in its line; else the last escaped one before it of which
 * that is true. 0: none.
 */
static size_t
closing_quote(const struct env_scan *s, size_t open)
{
	char quote = s->text[open];
	size_t at = open, fallback = 0;
	const char *p;

	for (;;) {
		p = memchr(s->text + at + 1, quote, s->n - at - 1);
		if (p == NULL)
			return fallback;
		at = (size_t)(p - s->text);
		if (p[-1] != '\\')
			return line_is_done(s, at + 1) ? at : fallback;
		if (line_is_done(s, at + 1))
			fallback = at;
	}
}

/* Copies a value, line ends as LF, and with \n and \r taken as such. */
static void
add_value(struct env_set *set, const char *p, size_t n, bool escapes)
{
	const char *end = p + n, *from = p;

	for (; p < end; p++) {
		char plain;

		if (*p == '\r')
			plain = '\n';
		else if (escapes && *p == '\\' && end - p > 1 &&
		    (p[1] == 'n' || p[1] == 'r'))
			plain = p[1] == 'n' ? '\n' : '\r';
		else
			continue;
		env_add_value(set, from, (size_t)(p - from));
		env_add_value(set, &plain, 1);
		if (end - p > 1 && (*p == '\\' || p[1] == '\n'))
			p++;
		from = p + 1;
	}
	env_add_value(set, from, (size_t)(end - from));
}

/* A quote that does not enclose the value is a slip: npm keeps it, other
 * readers do each something else. */
static void
report_stray_quote(struct env_scan *s, size_t at, size_t end)
{
	const char *p = s->text + at;

	if (memchr(p + 1, *p, end - at - 1) == NULL)
		env_scan_problem(s, ENV_UNCLOSED_QUOTE, at,
		    _("this quote is never closed; close it, or leave it out"));
	else
		env_scan_problem(s, ENV_TEXT_AFTER_QUOTE, at,
		    _("text follows the closing quote; put the whole value "
		    "within one pair of quotes"));
}

/* Reads an unquoted value at `at`; returns the end of its line. */
static size_t
bare_value(struct env_scan *s, size_t at, struct env_var *var)
{
	const char *p = s->text;
	size_t end = at, len, line;
	bool outer;

	while (end < s->n && p[end] != '#' && p[end] != '\n' && p[end] != '\r')
		end++;
	line = skip_line(s, end);
	if (end < s->n && p[end] == '#')
		s->remark = end;
	if (s->remark > at)
		var->hash_cut = space(p + end - 1, 1) == 0;
	while (at < end && (len = space(p + at, end - at)) > 0)
		at += len;
	while (end > at) {
		/* The last character, which may be up to three bytes long. */
		for (len = 1; len < 3 && end - len > at &&
		    ((unsigned char)p[end - len] & 0xc0) == 0x80; len++)
			continue;
		if (space(p + end - len, len) != len)
			break;
		end -= len;
	}
	env_place(s, at, &var->value_line, &var->value_column);
	if (at == end)
		return line;
	if (p[at] == '\'' || p[at] == '"' || p[at] == '`') {
		report_stray_quote(s, at, end);
		var->broken = true;
		outer = end - at > 1 && p[end - 1] == p[at];
		add_value(s->set, p + at + outer, end - at - 2 * outer,
		    p[at] == '"');
		return line;
	}
	env_add_value(s->set, p + at, end - at);
	return line;
}

static size_t
value(struct env_scan *s, size_t at, struct env_var *var)
{
	size_t open = skip_space(s, at), close = 0;
	const char *p;
	char quote = open < s->n ? s->text[open] : '\0';

	if (quote == '\'' || quote == '"' || quote == '`')
		close = closing_quote(s, open);
	if (close == 0)
		return bare_value(s, at, var);
	var->quoting = quote == '\'' ? ENV_SINGLE :
	    quote == '"' ? ENV_DOUBLE : ENV_BACKQUOTE;
	env_place(s, open, &var->value_line, &var->value_column);
	add_value(s->set, s->text + open + 1, close - open - 1, quote == '"');
	at = skip_line(s, close + 1);
	p = memchr(s->text + close + 1, '#', at - close - 1);
	if (p != NULL)
		s->remark = (size_t)(p - s->text);
	return at;
}

/*
 * A line that is none of it. Nothing of it is shown: it may be the rest of a
 * secret that was broken in two, or a name and its secret without the '='.
 */
static void
stray_line(struct env_scan *s, size_t at)
{
	size_t end = skip_name(s, at);

	if (line_is_done(s, end) && env_name_is_plain(s->text + at, end - at))
		env_scan_problem(s, ENV_KEY_WITHOUT_VALUE, at,
		    _("a name without '='; write NAME=VALUE, or take the line "
		    "out (it is not shown, for it may hold a secret)"));
	else
		env_scan_problem(s, ENV_NOT_AN_ASSIGNMENT, at,
		    _("not an assignment; write NAME=VALUE, or # before a "
		    "remark, or join it to the line that it was broken off "
		    "(it is not shown, for it may hold a secret)"));
}

/* The name at `at`; where the value begins, or 0. */
static size_t
name(const struct env_scan *s, size_t at, size_t *end)
{
	*end = skip_name(s, at);
	return *end > at ? after_separator(s, *end) : 0;
}

static bool
dotenv_next(struct env_scan *s)
{
	size_t at = skip_space(s, s->at), begin = at, end, from = 0, line;
	struct env_var *var;
	size_t column;

	if (at >= s->n)
		return false;
	s->begin = at;
	s->remark = 0;
	s->at = skip_line(s, at);
	if (s->text[at] == '#')
		return true;
	if (s->n - at > 6 && memcmp(s->text + at, "export", 6) == 0 &&
	    space(s->text + at + 6, s->n - at - 6) > 0) {
		begin = skip_space(s, at + 6);
		from = name(s, begin, &end);
	}
	if (from == 0)		/* "export" may be a name too */
		from = name(s, begin = at, &end);
	if (from == 0) {
		stray_line(s, at);
		return true;
	}
	var = env_add(s->set, s->text + begin, end - begin);
	env_place(s, begin, &var->line, &var->column);
	line = value(s, from, var);
	env_place(s, line, &var->end_line, &column);
	env_add_done(s->set);
	s->at = line;
	return true;
}

const struct env_grammar env_dotenv = { false, dotenv_next };
