/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of systemd's EnvironmentFile=, as of version 254 (before, a
 * comment that ended in a backslash took the next line with it). A statement
 * is a comment, from '#' or ';', or NAME=VALUE. VALUE is made of parts in
 * quotes and then bare text; a quote opens only before the bare text begins.
 * What has no good name is dropped in silence.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

static bool
is_newline(char c)
{
	return c == '\n' || c == '\r';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || is_newline(c);
}

/* U+FDD0..FDEF and the last two of each plane, in valid UTF-8. */
static bool
has_noncharacter(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i;

	for (i = 2; i < n; i++) {
		if (p[i - 2] == 0xef && p[i - 1] == 0xb7 && p[i] >= 0x90 &&
		    p[i] <= 0xaf)
			return true;
		if ((p[i] != 0xbe && p[i] != 0xbf) || p[i - 1] != 0xbf)
			continue;
		if (p[i - 2] == 0xef || (i > 2 && p[i - 3] >= 0xf0 &&
		    (p[i - 2] & 0x0f) == 0x0f))
			return true;
	}
	return false;
}

static bool
is_text(const char *p, size_t n)
{
	return er_utf8_check(p, n) == n && !has_noncharacter(p, n);
}

/* In quotes: up to the closing one, or to the end of the file. */
static size_t
quoted(struct env_scan *s, size_t at)
{
	char quote = s->text[at++];

	for (; at < s->n && s->text[at] != quote; at++) {
		if (quote == '"' && s->text[at] == '\\' && at + 1 < s->n) {
			at++;
			if (strchr("\"\\`$", s->text[at]) == NULL &&
			    s->text[at] != '\n')
				env_add_value(s->set, "\\", 1);
			if (s->text[at] == '\n')
				continue;
		} else if (quote == '"' && s->text[at] == '\\') {
			break;		/* the last byte of the file */
		}
		env_add_value(s->set, s->text + at, 1);
	}
	return at < s->n ? at + 1 : at;
}

/* Bare text up to the line end; blanks at its end go, unless escaped. */
static size_t
bare(struct env_scan *s, size_t at)
{
	struct env_var *var = &s->set->vars[s->set->n - 1];
	size_t kept = var->nvalue;

	for (; at < s->n && !is_newline(s->text[at]); at++) {
		if (s->text[at] == '\\') {
			if (++at >= s->n)
				break;
			if (!is_newline(s->text[at]))
				env_add_value(s->set, s->text + at, 1);
			kept = var->nvalue;
			continue;
		}
		env_add_value(s->set, s->text + at, 1);
		if (!is_blank(s->text[at]))
			kept = var->nvalue;
	}
	s->set->used -= var->nvalue - kept;
	var->nvalue = kept;
	return at;
}

static size_t
value(struct env_scan *s, size_t at)
{
	while (at < s->n && !is_newline(s->text[at])) {
		if (s->text[at] == '\'' || s->text[at] == '"')
			at = quoted(s, at);
		else if (is_blank(s->text[at]))
			at++;
		else
			return bare(s, at);
	}
	return at;
}

static bool
is_good_name(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!env_is_name_char(p[i], i == 0))
			return false;
	return n > 0;
}

/* NAME=VALUE at `at`, with its '='. */
static bool
assignment(struct env_scan *s, size_t at, size_t equals)
{
	size_t used = s->set->used, end = equals, n = s->set->n;
	struct env_var *var;

	while (end > at && is_blank(s->text[end - 1]))
		end--;
	var = env_add(s->set, s->text + at, end - at);
	env_place(s, at, &var->line, &var->column);
	s->at = value(s, equals + 1);
	if (!is_text(var->name, var->nname) ||
	    !is_text(var->value, var->nvalue))
		return env_refuse(s, at, N_("it holds a byte that is not "
		    "UTF-8"));
	if (is_good_name(var->name, var->nname)) {
		env_add_done(s->set);
	} else {
		s->set->n = n;
		s->set->used = used;
	}
	return true;
}

static bool
systemd_next(struct env_scan *s)
{
	size_t at = s->at, end;

	if (at == 0 && s->n > 0 && memchr(s->text, '\0', s->n) != NULL)
		return env_refuse(s, (size_t)((const char *)memchr(s->text,
		    '\0', s->n) - s->text), N_("it holds a NUL byte"));
	while (at < s->n && is_blank(s->text[at]))
		at++;
	if (at >= s->n)
		return false;
	/* A '=' in first place is part of the name. */
	for (end = at + 1; end < s->n && !is_newline(s->text[end]); end++)
		if (s->text[end] == '=' && s->text[at] != '#' &&
		    s->text[at] != ';')
			return assignment(s, at, end);
	s->at = end;
	return true;
}

const struct env_grammar env_systemd = { false, systemd_next };
