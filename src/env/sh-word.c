/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of a shell (dash 0.5.12): quotes, escapes and expansions. Nothing
 * is run and nothing is looked up outside of the file: where the value hangs on
 * that it is marked open.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/sh.h"

enum { DEPTH_MAX = 100 };

const char env_sh_syntax[] = N_("a syntax error");

bool
env_sh_refuse(struct env_sh *sh, const char *why)
{
	return env_refuse(sh->scan, sh->at, why);
}

bool
env_sh_ends_word(char c)
{
	return c != '\0' && strchr(" \t\n;&|<>()", c) != NULL;
}

static void
add(struct env_sh *sh, const char *p, size_t n)
{
	if (sh->keep)
		env_add_value(sh->scan->set, p, n);
}

static void
depends(struct env_sh *sh)
{
	if (sh->keep)
		sh->scan->set->vars[sh->scan->set->n - 1].open = true;
}

static bool
has_more(const struct env_sh *sh)
{
	return sh->at < sh->scan->n;
}

static char
here(const struct env_sh *sh)
{
	return has_more(sh) ? sh->scan->text[sh->at] : '\0';
}

/* A backslash. In quotes it escapes only what has a meaning there. */
static void
escape(struct env_sh *sh, enum env_sh_end end)
{
	bool quoted = end == ENV_SH_QUOTE || end == ENV_SH_QUOTED_BRACE;
	char c;

	sh->at++;
	c = here(sh);
	if (c == '\n') {
		sh->at++;
		return;
	}
	if (!has_more(sh) || (quoted && (c == '\0' ||
	    strchr("$`\"\\", c) == NULL) &&
	    !(end == ENV_SH_QUOTED_BRACE && c == '}'))) {
		add(sh, "\\", 1);
		return;
	}
	add(sh, sh->scan->text + sh->at++, 1);
}

static bool
single_quotes(struct env_sh *sh)
{
	size_t open = sh->at++;

	for (; has_more(sh) && here(sh) != '\''; sh->at++)
		if (here(sh) != '\0')
			add(sh, sh->scan->text + sh->at, 1);
	if (!has_more(sh)) {
		sh->at = open;
		return env_sh_refuse(sh, N_("a quote is never closed"));
	}
	sh->at++;
	return true;
}

static bool
double_quotes(struct env_sh *sh)
{
	size_t open = sh->at++;

	if (!env_sh_text(sh, ENV_SH_QUOTE, false))
		return false;
	if (!has_more(sh)) {
		sh->at = open;
		return env_sh_refuse(sh, N_("a quote is never closed"));
	}
	sh->at++;
	return true;
}

/* ---- commands within words ------------------------------------------------- */

static bool
backquotes(struct env_sh *sh)
{
	depends(sh);
	env_event(sh->scan, ENV_RUNS, sh->at);
	for (sh->at++; has_more(sh) && here(sh) != '`'; sh->at++)
		if (here(sh) == '\\')
			sh->at++;
	if (!has_more(sh)) {
		sh->at = sh->scan->n;
		return env_sh_refuse(sh, env_sh_syntax);
	}
	sh->at++;
	return true;
}

/* Behind "$(" or "$((": passes over all up to the parenthesis that closes. */
static bool
parentheses(struct env_sh *sh)
{
	bool keep = sh->keep, good = true;
	size_t open = 1;

	depends(sh);
	if (here(sh) != '(')
		env_event(sh->scan, ENV_RUNS, sh->at);
	sh->keep = false;
	while (good && has_more(sh) && open > 0) {
		switch (here(sh)) {
		case '\'':
			good = single_quotes(sh);
			break;
		case '"':
			good = double_quotes(sh);
			break;
		case '\\':
			sh->at += sh->at + 1 < sh->scan->n ? 2 : 1;
			break;
		default:
			open += here(sh) == '(';
			open -= here(sh) == ')';
			sh->at++;
		}
	}
	sh->keep = keep;
	return good && (open == 0 || env_sh_refuse(sh, env_sh_syntax));
}

/* ---- parameters ------------------------------------------------------------ */

/* The length of a parameter's name: a variable's, digits or one sign. */
static size_t
parameter_length(const char *p, size_t n, bool braced)
{
	size_t i = 0;

	while (i < n && env_is_name_char(p[i], i == 0))
		i++;
	if (i > 0 || n == 0)
		return i;
	while (i < n && p[i] >= '0' && p[i] <= '9' && (braced || i == 0))
		i++;
	if (i == 0 && *p != '\0' && strchr("@*#?-$!", *p) != NULL)
		i = 1;
	return i;
}

/* The file's own assignment, or NULL: then it hangs on who reads. */
static const struct env_var *
look_up(struct env_sh *sh, const char *name, size_t n)
{
	const struct env_var *var = env_find_name(sh->scan->set, name, n);

	if (var == NULL || var->open)
		depends(sh);
	return var;
}

/* The word behind an operator; it counts only when it is used. */
static bool
operand(struct env_sh *sh, enum env_sh_end end, bool used)
{
	bool keep = sh->keep, good;

	sh->keep = keep && used;
	good = env_sh_text(sh, end, false);
	sh->keep = keep;
	return good;
}

/* The operator of ${NAME...} and what follows it. */
static bool
operation(struct env_sh *sh, const struct env_var *var, enum env_sh_end end)
{
	bool there = var != NULL;
	char op = here(sh);

	if (op == ':') {
		there = there && var->nvalue > 0;
		sh->at++;
		op = here(sh);
		if (op == '%' || op == '#')
			op = '\0';
	}
	sh->at++;
	if (op == '\0' || strchr("-=?+%#", op) == NULL)
		return env_sh_refuse(sh, N_("a bad substitution"));
	if (op == '?' && !there && sh->keep)
		return env_sh_refuse(sh, N_("a variable that it needs has no "
		    "value"));
	if (op == '%' || op == '#' || (op == '=' && !there))
		depends(sh);	/* patterns are not worked out */
	if (op != '+' && there)
		add(sh, var->value, var->nvalue);
	return operand(sh, end, op == '+' ? there :
	    !there && (op == '-' || op == '='));
}

/* Behind "${". */
static bool
braces(struct env_sh *sh, enum env_sh_end end)
{
	const char *p = sh->scan->text;
	const struct env_var *var;
	bool length = false;
	char digits[24];
	size_t n;

	if (here(sh) == '#' && sh->at + 1 < sh->scan->n &&
	    p[sh->at + 1] != '}') {
		length = true;
		sh->at++;
	}
	n = parameter_length(p + sh->at, sh->scan->n - sh->at, true);
	if (n == 0)
		return env_sh_refuse(sh, has_more(sh) ?
		    N_("a bad substitution") : env_sh_syntax);
	var = look_up(sh, p + sh->at, n);
	sh->at += n;
	if (has_more(sh) && here(sh) != '}') {
		if (length)
			return env_sh_refuse(sh, N_("a bad substitution"));
		if (!operation(sh, var, end))
			return false;
	} else if (length) {
		n = (size_t)snprintf(digits, sizeof digits, "%zu",
		    var != NULL ? var->nvalue : 0);
		add(sh, digits, n);
	} else if (var != NULL) {
		add(sh, var->value, var->nvalue);
	}
	if (!has_more(sh))
		return env_sh_refuse(sh, env_sh_syntax);
	sh->at++;
	return true;
}

static bool
dollar(struct env_sh *sh, enum env_sh_end end)
{
	bool quoted = end == ENV_SH_QUOTE || end == ENV_SH_QUOTED_BRACE;
	const struct env_var *var;
	size_t n;

	sh->at++;
	if (here(sh) == '(') {
		sh->at++;
		return parentheses(sh);
	}
	if (here(sh) == '{') {
		sh->at++;
		return braces(sh, quoted ? ENV_SH_QUOTED_BRACE : ENV_SH_BRACE);
	}
	n = parameter_length(sh->scan->text + sh->at, sh->scan->n - sh->at,
	    false);
	if (sh->scan->n - sh->at > n + 1 &&
	    memcmp(sh->scan->text + sh->at + n, "\\\n", 2) == 0)
		return env_lose(sh->scan, sh->at, N_("a name that goes on in "
		    "the next line"));
	if (n == 0) {
		add(sh, "$", 1);
		return true;
	}
	var = look_up(sh, sh->scan->text + sh->at, n);
	if (var != NULL)
		add(sh, var->value, var->nvalue);
	sh->at += n;
	return true;
}

/* ---- words ----------------------------------------------------------------- */

static bool
is_end(char c, enum env_sh_end end)
{
	switch (end) {
	case ENV_SH_WORD:
		return env_sh_ends_word(c);
	case ENV_SH_QUOTE:
		return c == '"';
	default:
		return c == '}';
	}
}

/* One character or what stands for some. */
static bool
piece(struct env_sh *sh, enum env_sh_end end)
{
	char c = here(sh);

	if (c == '$')
		return dollar(sh, end);
	if (c == '`')
		return backquotes(sh);
	if (c == '"')
		return double_quotes(sh);
	if (c == '\'' && (end == ENV_SH_WORD || end == ENV_SH_BRACE))
		return single_quotes(sh);
	if (c == '\\') {
		escape(sh, end);
		return true;
	}
	if (c != '\0')		/* dash drops NUL bytes */
		add(sh, &c, 1);
	sh->at++;
	return true;
}

bool
env_sh_text(struct env_sh *sh, enum env_sh_end end, bool assigned)
{
	bool good = true, tilde = assigned;

	if (++sh->depth > DEPTH_MAX)
		good = env_lose(sh->scan, sh->at, N_("its expansions are "
		    "nested deeper than er-env follows"));
	while (good && has_more(sh) && !is_end(here(sh), end)) {
		if (tilde && here(sh) == '~')
			depends(sh);
		tilde = assigned && here(sh) == ':';
		good = piece(sh, end);
	}
	sh->depth--;
	return good;
}
