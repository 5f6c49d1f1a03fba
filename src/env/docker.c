/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of docker's --env-file: each line is a comment, NAME, or
 * NAME=VALUE with the value byte for byte; no quotes, no escapes.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

enum { LINE_MAX_BYTES = 65535 };

static bool
docker_next(struct env_scan *s)
{
	const char *p = s->text, *newline, *equals;
	size_t at = s->at, end, name, space;
	struct env_var *var;

	if (at >= s->n)
		return false;
	newline = memchr(p + at, '\n', s->n - at);
	end = newline != NULL ? (size_t)(newline - p) : s->n;
	s->at = end + (newline != NULL);
	if (end - at > LINE_MAX_BYTES)
		return env_refuse(s, at, N_("a line is longer than 65535 "
		    "bytes"));
	if (er_utf8_check(p + at, end - at) < end - at)
		return env_refuse(s, at, N_("it holds a byte that is not "
		    "UTF-8"));
	if (end > at && p[end - 1] == '\r')
		end--;
	if (at == 0 && end >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while (at < end && (space = env_unicode_space(p + at, end - at)) > 0)
		at += space;
	if (at >= end || p[at] == '#')
		return true;
	equals = memchr(p + at, '=', end - at);
	name = equals != NULL ? (size_t)(equals - p) : end;
	if (name == at)
		return env_refuse(s, at, N_("a line has no name before '='"));
	if (memchr(p + at, ' ', name - at) != NULL ||
	    memchr(p + at, '\t', name - at) != NULL)
		return env_refuse(s, at, N_("a name has a blank in it"));
	var = env_add(s->set, p + at, name - at);
	env_place(s, at, &var->line, &var->column);
	if (equals != NULL)
		env_add_value(s->set, equals + 1, end - name - 1);
	else
		var->open = true;	/* the value that docker itself has */
	env_add_done(s->set);
	return true;
}

const struct env_grammar env_docker = { false, docker_next };
