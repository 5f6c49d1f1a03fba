/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An environment file as the shell program it is to `set -a; . FILE`: which
 * variables are set when it is done (dash 0.5.12). A command is never run; it
 * is only said that there is one. Where the shell's syntax goes beyond simple
 * commands (if, loops, functions, here-documents), nothing is claimed of the
 * file but that.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/sh.h"

/* The operator behind a simple command. */
enum operator {
	NEW_LINE, SEMICOLON, BACKGROUND, PIPE, AND, OR
};

/* A simple command as far as it is read. */
struct command {
	size_t vars, used;	/* of the set, before it */
	bool any;		/* it has a word or a redirection */
	bool words;		/* it has a command word other than export */
	bool runs;		/* which keeps no assignment */
	bool exports;
	bool ends;		/* it is exit or return */
};

static bool
has_more(const struct env_sh *sh)
{
	return sh->at < sh->scan->n;
}

static char
here(const struct env_sh *sh)
{
	return has_more(sh) ? sh->scan->text[sh->at] : '\n';
}

static void
skip_blanks(struct env_sh *sh)
{
	const char *p = sh->scan->text;

	while (has_more(sh)) {
		if (here(sh) == ' ' || here(sh) == '\t' || here(sh) == '\0')
			sh->at++;
		else if (here(sh) == '\\' && sh->at + 1 < sh->scan->n &&
		    p[sh->at + 1] == '\n')
			sh->at += 2;
		else
			break;
	}
	if (here(sh) == '#')
		while (here(sh) != '\n')
			sh->at++;
}

/* From here on only a shell can tell. */
static bool
lose(struct env_sh *sh)
{
	return env_lose(sh->scan, sh->at, N_("shell syntax that er-env does "
	    "not follow"));
}

/* A literal word stands here, and is that text. */
static bool
is_word(const struct env_sh *sh, const char *text)
{
	size_t n = strlen(text), left = sh->scan->n - sh->at;

	return left >= n && memcmp(sh->scan->text + sh->at, text, n) == 0 &&
	    (left == n || env_sh_ends_word(sh->scan->text[sh->at + n]));
}

static bool
is_one_of(const struct env_sh *sh, const char *const *words)
{
	for (; *words != NULL; words++)
		if (is_word(sh, *words))
			return true;
	return false;
}

/* Where the '=' behind a name is, or 0; "\" and a line end do not count. */
static size_t
equals_sign(const struct env_sh *sh)
{
	const char *p = sh->scan->text;
	size_t at = sh->at;

	while (at < sh->scan->n) {
		if (sh->scan->n - at > 1 && memcmp(p + at, "\\\n", 2) == 0)
			at += 2;
		else if (p[at] == '\0' ||
		    env_is_name_char(p[at], at == sh->at))
			at++;
		else
			break;
	}
	return at > sh->at && at < sh->scan->n && p[at] == '=' &&
	    p[sh->at] != '\0' && p[sh->at] != '\\' ? at : 0;
}

static bool
assignment(struct env_sh *sh, size_t equals)
{
	struct er_buf name = {0};
	struct env_var *var;
	size_t i;
	bool good;

	for (i = sh->at; i < equals; i++)
		if (env_is_name_char(sh->scan->text[i], false))
			er_buf_addc(&name, sh->scan->text[i]);
	var = env_add(sh->scan->set, name.p, name.n);
	env_place(sh->scan, sh->at, &var->line, &var->column);
	er_buf_wipe(&name);
	sh->at = equals + 1;
	sh->keep = true;
	good = env_sh_text(sh, ENV_SH_WORD, true);
	sh->keep = false;
	if (good)
		env_add_done(sh->scan->set);
	return good;
}

/* What has been set since the command began may not be kept. */
static void
doubt(struct env_sh *sh, const struct command *c)
{
	size_t i;

	for (i = c->vars; i < sh->scan->set->n; i++)
		sh->scan->set->vars[i].open = true;
}

/* "<", ">" and what it names. */
static bool
redirection(struct env_sh *sh, const struct command *c)
{
	enum env_event_kind kind = here(sh) == '>' ? ENV_CREATES : ENV_OPENS;
	size_t begin = sh->at++;
	bool copies;

	if (kind == ENV_OPENS && here(sh) == '<')
		return lose(sh);
	if (kind == ENV_OPENS && here(sh) == '>')
		kind = ENV_CREATES;
	copies = here(sh) == '&';
	if (copies || here(sh) == '>' || here(sh) == '|')
		sh->at++;
	skip_blanks(sh);
	if (env_sh_ends_word(here(sh)))
		return env_sh_refuse(sh, env_sh_syntax);
	if (!copies)
		env_event(sh->scan, kind, begin);
	if (kind == ENV_OPENS)
		doubt(sh, c);	/* without the file, nothing happens */
	return env_sh_text(sh, ENV_SH_WORD, false);
}

/* An argument of export. */
static bool
exported(struct env_sh *sh)
{
	size_t at = sh->at, equals = equals_sign(sh);

	if (equals > 0)
		return assignment(sh, equals);
	while (at < sh->scan->n &&
	    env_is_name_char(sh->scan->text[at], at == sh->at))
		at++;
	if (at > sh->at && (at == sh->scan->n ||
	    env_sh_ends_word(sh->scan->text[at]))) {
		sh->at = at;	/* exports what is set already */
		return true;
	}
	if (at < sh->scan->n && sh->scan->text[at] != '\0' &&
	    strchr("'\"$`\\-", sh->scan->text[at]) != NULL)
		return lose(sh);
	return env_sh_refuse(sh, N_("export is given a bad name"));
}

/*
 * Whether the word may come to be one of the shell's own that changes more
 * than we follow: it is one, or begins as one and goes on in quotes or '$'.
 */
static bool
may_be_own(const struct env_sh *sh)
{
	static const char *const own[] = {
		".", "eval", "exec", "set", "unset", "readonly", "shift",
		"trap", "alias", "read", "break", "continue", "times", "local",
		"getopts", "cd", "command", "export", "exit", "return", ":",
		"if", "then", "else", "elif", "fi", "do", "done", "case",
		"esac", "while", "until", "for", "{", "}", "!", NULL
	};
	const char *p = sh->scan->text + sh->at;
	size_t left = sh->scan->n - sh->at, n = 0, i;

	while (n < left && !env_sh_ends_word(p[n]) && p[n] != '\0' &&
	    strchr("$`'\"\\", p[n]) == NULL)
		n++;
	if (n == left || env_sh_ends_word(p[n]))
		return n > 0 && is_one_of(sh, own) && !is_word(sh, ":") &&
		    !is_word(sh, "exit") && !is_word(sh, "return");
	for (i = 0; own[i] != NULL; i++)
		if (strncmp(own[i], p, n) == 0)
			return true;
	return false;
}

/*
 * The first word that is no assignment. What the shell's own commands do to
 * its variables and options is not followed.
 */
static bool
command_word(struct env_sh *sh, struct command *c)
{
	static const char *const ends[] = { "exit", "return", NULL };

	if (is_word(sh, "export")) {
		c->exports = true;
		return env_sh_text(sh, ENV_SH_WORD, false);
	}
	env_event(sh->scan, ENV_RUNS, sh->at);
	if (may_be_own(sh))
		return lose(sh);
	c->runs = !is_word(sh, ":");	/* which keeps assignments */
	c->ends = is_one_of(sh, ends);
	c->words = true;
	return env_sh_text(sh, ENV_SH_WORD, false);
}

static bool
word(struct env_sh *sh, struct command *c)
{
	size_t equals = c->words || c->exports ? 0 : equals_sign(sh);

	if (equals > 0)
		return assignment(sh, equals);
	if (c->exports)
		return exported(sh);
	if (!c->words)
		return command_word(sh, c);
	return env_sh_text(sh, ENV_SH_WORD, false);
}

/* A simple command, up to its operator. */
static bool
command(struct env_sh *sh, struct command *c)
{
	size_t at;

	c->vars = sh->scan->set->n;
	c->used = sh->scan->set->used;
	for (;; c->any = true) {
		skip_blanks(sh);
		for (at = sh->at; at < sh->scan->n &&
		    sh->scan->text[at] >= '0' && sh->scan->text[at] <= '9';
		    at++)
			continue;
		if (at > sh->at && at < sh->scan->n &&
		    (sh->scan->text[at] == '<' || sh->scan->text[at] == '>'))
			sh->at = at;	/* a descriptor's number */
		switch (here(sh)) {
		case '\n': case ';': case '&': case '|':
			return true;
		case '(': case ')':
			return c->any || here(sh) == ')' ?
			    env_sh_refuse(sh, env_sh_syntax) : lose(sh);
		case '<': case '>':
			if (!redirection(sh, c))
				return false;
			break;
		default:
			if (!word(sh, c))
				return false;
		}
	}
}

static enum operator
take_operator(struct env_sh *sh)
{
	char c = here(sh);
	bool twice = sh->at + 1 < sh->scan->n &&
	    sh->scan->text[sh->at + 1] == c;

	if (has_more(sh))
		sh->at++;
	if (c == ';' || c == '\n')
		return c == ';' ? SEMICOLON : NEW_LINE;
	sh->at += twice;
	if (c == '&')
		return twice ? AND : BACKGROUND;
	return twice ? OR : PIPE;
}

/* A line of commands; more lines when quotes or operators join them. */
static bool
sh_next(struct env_scan *scan)
{
	struct env_sh sh = { .scan = scan, .at = scan->at };
	enum operator before = NEW_LINE, after;
	struct command c;

	if (scan->at >= scan->n)
		return false;
	do {
		c = (struct command){0};
		if (!command(&sh, &c))
			return false;
		if (!c.any && here(&sh) == '\n' && has_more(&sh) &&
		    (before == PIPE || before == AND || before == OR)) {
			sh.at++;	/* it goes on in the next line */
			after = before;
			continue;
		}
		if (!c.any && (here(&sh) != '\n' || before == PIPE ||
		    before == AND || before == OR))
			return env_sh_refuse(&sh, env_sh_syntax);
		after = take_operator(&sh);
		/* A command keeps no assignment, a subshell's are lost; what
		 * follows || is not reached. */
		if (c.runs || after == BACKGROUND || after == PIPE ||
		    before == PIPE || before == OR)
			env_set_cut(scan->set, c.vars, c.used);
		before = after;
	} while (after != NEW_LINE);
	scan->at = c.ends ? scan->n : sh.at;
	return true;
}

const struct env_grammar env_sh = { true, sh_next };
