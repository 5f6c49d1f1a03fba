/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of docker compose's env_file: (compose-go 2.13). A statement is
 * [export] NAME = VALUE, with '=' or ':', or NAME alone, which takes the value
 * that compose itself has. After a closing quote the next statement begins on
 * the same line. Bare values end at " #"; they and "..." are expanded, and an
 * environment variable of compose goes before an earlier line of the file.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

enum { DEPTH_MAX = 64 };

static const char bad_expansion[] = N_("'${' begins no expansion it knows");

/* ---- expansion ------------------------------------------------------------- */

static bool expand(struct env_scan *s, const char *p, size_t n, bool keep,
    int depth);

static size_t
name_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && env_is_name_char(p[i], i == 0))
		i++;
	return i;
}

static void
keep_text(struct env_scan *s, bool keep, const char *p, size_t n)
{
	if (keep && n > 0)
		env_add_value(s->set, p, n);
}

/* The '}' that closes what was opened before p, or n. */
static size_t
closing_brace(const char *p, size_t n)
{
	size_t i, open = 1;

	for (i = 0; i < n; i++) {
		if (p[i] == '}' && --open == 0)
			break;
		if (p[i] == '$' && i + 1 < n && p[i + 1] == '{') {
			open++;
			i++;
		}
	}
	return i;
}

/* What stands within ${...}. */
static bool
braced(struct env_scan *s, const char *p, size_t n, bool keep, int depth)
{
	size_t len = name_length(p, n);
	const struct env_var *var = env_find_name(s->set, p, len);
	bool there = var != NULL;
	char op;

	if (len == 0)
		return env_refuse(s, s->at, bad_expansion);
	s->set->vars[s->set->n - 1].open = true;
	p += len;
	n -= len;
	if (n > 0 && *p == ':') {
		there = there && var->nvalue > 0;
		p++;
		n--;
		if (n == 0)
			return env_refuse(s, s->at, bad_expansion);
	}
	op = n > 0 ? *p : '-';
	if (strchr("-?+", op) == NULL || op == '\0')
		return env_refuse(s, s->at, bad_expansion);
	if (op == '?' && !there && keep)
		return env_refuse(s, s->at, N_("a variable that it needs has "
		    "no value"));
	if (op != '+' && there)
		keep_text(s, keep, var->value, var->nvalue);
	if (n == 0)
		return true;
	return expand(s, p + 1, n - 1, keep && (op == '+') == there, depth);
}

static bool
expand(struct env_scan *s, const char *p, size_t n, bool keep, int depth)
{
	const struct env_var *var;
	const char *end = p + n;
	size_t len;

	if (depth > DEPTH_MAX)
		return env_lose(s, s->at, N_("its expansions are nested "
		    "deeper than er-env follows"));
	while (p < end) {
		if (*p != '$' || p + 1 == end) {
			keep_text(s, keep, p++, 1);
			continue;
		}
		p++;
		len = name_length(p, (size_t)(end - p));
		if (*p == '$') {
			keep_text(s, keep, p++, 1);
		} else if (*p == '{') {
			p++;
			len = closing_brace(p, (size_t)(end - p));
			if (p + len == end)
				return env_refuse(s, s->at, bad_expansion);
			if (!braced(s, p, len, keep, depth + 1))
				return false;
			p += len + 1;
		} else if (len > 0) {
			s->set->vars[s->set->n - 1].open = true;
			var = env_find_name(s->set, p, len);
			if (var != NULL)
				keep_text(s, keep, var->value, var->nvalue);
			p += len;
		} else {
			keep_text(s, keep, "$", 1);
		}
	}
	return true;
}

/* ---- values ---------------------------------------------------------------- */

/* The length in characters of an escape sequence at p, and what it means. */
static size_t
unescape(const char *p, size_t n, unsigned *plain)
{
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
	const char *known = n > 1 && p[1] != '\0' ? strchr(from, p[1]) : NULL;
	size_t i;

	if (known != NULL) {
		*plain = (unsigned char)to[known - from];
		return 2;
	}
	if (n < 5 || p[1] != '0')
		return 0;
	*plain = 0;
	for (i = 2; i < 5; i++) {
		if (p[i] < '0' || p[i] > '7')
			return 0;
		*plain = *plain * 8 + (unsigned)(p[i] - '0');
	}
	return 5;
}

/*
 * Takes the escapes out of "...", with `\$` as "$$" for the expansion. The
 * quoted text is in `raw`; what it means is no longer.
 */
static void
unescape_all(const char *p, size_t n, struct er_buf *out)
{
	size_t i, len;
	unsigned plain;

	/* All the room at once: a buffer that moves leaves copies behind. */
	er_buf_fill(out, ' ', n);
	er_buf_trim(out, 0);
	for (i = 0; i < n; i += len) {
		len = 1;
		if (p[i] != '\\') {
			er_buf_addc(out, p[i]);
		} else if (i + 1 < n && p[i + 1] == '$') {
			er_buf_adds(out, "$$");
			len = 2;
		} else if (i + 1 < n && p[i + 1] == '"') {
			er_buf_addc(out, '"');
			len = 2;
		} else if ((len = unescape(p + i, n - i, &plain)) > 0) {
			if (plain >= 0x80)
				er_buf_addc(out, (char)(0xc0 | plain >> 6));
			er_buf_addc(out, plain < 0x80 ? (char)plain :
			    (char)(0x80 | (plain & 0x3f)));
		} else if (i + 1 < n && p[i + 1] == '0') {
			er_buf_addc(out, '\\');	/* only the 0 gets lost */
			len = 2;
		} else {
			er_buf_addc(out, '\\');
			len = 1;
		}
	}
}

/* Within '...' only `\'` is an escape. */
static void
single_quoted(struct env_scan *s, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == '\\' && i + 1 < n && p[i + 1] == '\'')
			i++;
		else if (p[i] == '\\' && i + 1 < n && p[i + 1] == '\\')
			env_add_value(s->set, p + i++, 1);
		env_add_value(s->set, p + i, 1);
	}
}

/* A value in quotes that begin at `at`; s->at is then behind them. */
static bool
quoted(struct env_scan *s, size_t at)
{
	struct er_buf text = {0};
	char quote = s->text[at];
	size_t end = at + 1;
	bool good = true;

	while (end < s->n && s->text[end] != quote)
		end += s->text[end] == '\\' ? 2 : 1;
	if (end >= s->n)
		return env_refuse(s, at, N_("a quote is never closed"));
	if (quote == '\'') {
		single_quoted(s, s->text + at + 1, end - at - 1);
	} else {
		unescape_all(s->text + at + 1, end - at - 1, &text);
		if (text.n > 0)
			good = expand(s, text.p, text.n, true, 0);
		er_buf_wipe(&text);
	}
	if (good)
		s->at = end + 1;
	return good;
}

static bool
bare(struct env_scan *s, size_t at)
{
	const char *p = s->text, *newline = memchr(p + at, '\n', s->n - at);
	size_t next = newline != NULL ? (size_t)(newline - p) + 1 : s->n;
	size_t end = newline != NULL ? next - 1 : next, i, space;

	for (i = at; i + 1 < end; i++)
		if (p[i] == ' ' && p[i + 1] == '#')
			end = i;
	for (i = at; i < end; i += space > 0 ? space : 1) {
		/* White space up to the end goes. */
		size_t rest = i;

		while (rest < end && (space =
		    env_unicode_space(p + rest, end - rest)) > 0)
			rest += space;
		if (rest == end && rest > i)
			end = i;
		space = rest - i;
	}
	if (!expand(s, p + at, end - at, true, 0))
		return false;
	s->at = next;
	return true;
}

/* ---- statements ------------------------------------------------------------ */

/* Blanks on one line: around '=', after "export". */
static size_t
skip_blanks(const struct env_scan *s, size_t at)
{
	for (; at < s->n; at++) {
		if (s->n - at > 1 && (memcmp(s->text + at, "\xc2\x85", 2) ==
		    0 || memcmp(s->text + at, "\xc2\xa0", 2) == 0))
			at++;
		else if (s->text[at] == '\0' ||
		    strchr("\t\v\f\r ", s->text[at]) == NULL)
			break;
	}
	return at;
}

/*
 * Where the name ends: at '=', ':', a line end or the end of the file; behind
 * that when a character is not one of a name. What is not ASCII is taken for
 * a letter, unless it is a byte order mark.
 */
static size_t
name_end(const struct env_scan *s, size_t at)
{
	const char *p = s->text;

	for (; at < s->n; at++) {
		if (p[at] == '=' || p[at] == ':' || p[at] == '\n')
			return at;
		if (env_is_name_char(p[at], false) || (p[at] != '\0' &&
		    strchr(".-[]\t\v\f\r ", p[at]) != NULL))
			continue;
		if ((unsigned char)p[at] < 0x80 ||
		    (s->n - at > 2 && memcmp(p + at, "\xef\xbb\xbf", 3) == 0))
			return s->n + 1;
	}
	return s->n;
}

static const char bad_name[] = N_("a line begins with no name that it takes");

static bool
statement(struct env_scan *s, size_t at)
{
	size_t end, name, value;
	struct env_var *var;

	if (s->n - at > 6 && memcmp(s->text + at, "export", 6) == 0 &&
	    strchr("\t\n\f\r ", s->text[at + 6]) != NULL &&
	    s->text[at + 6] != '\0')
		at = skip_blanks(s, at + 6);
	end = name_end(s, at);
	if (end > s->n)
		return env_refuse(s, at, bad_name);
	if (end == s->n) {	/* an empty name, and this is its value */
		var = env_add(s->set, "", 0);
		env_place(s, at, &var->line, &var->column);
		if (!bare(s, at))
			return false;
		env_add_done(s->set);
		return true;
	}
	for (name = end; name > at && env_unicode_space(s->text + name - 1,
	    1) > 0; name--)
		continue;
	if (memchr(s->text + at, ' ', name - at) != NULL ||
	    er_utf8_check(s->text + at, name - at) < name - at)
		return env_refuse(s, at, bad_name);
	var = env_add(s->set, s->text + at, name - at);
	env_place(s, at, &var->line, &var->column);
	value = skip_blanks(s, end + 1);
	if (s->text[end] == '\n') {
		var->open = true;	/* the value that compose itself has */
		s->at = end + 1;
	} else if (value < s->n && (s->text[value] == '\'' ||
	    s->text[value] == '"')) {
		if (!quoted(s, value))
			return false;
	} else if (!bare(s, value)) {
		return false;
	}
	env_add_done(s->set);
	return true;
}

static bool
compose_next(struct env_scan *s)
{
	const char *newline;
	size_t at = s->at, space;

	if (at == 0 && s->n >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while ((space = env_unicode_space(s->text + at, s->n - at)) > 0)
		at += space;
	if (at >= s->n)
		return false;
	if (s->text[at] != '#')
		return statement(s, at);
	newline = memchr(s->text + at, '\n', s->n - at);
	s->at = newline != NULL ? (size_t)(newline - s->text) : s->n;
	return true;
}

const struct env_grammar env_compose = { true, compose_next };
