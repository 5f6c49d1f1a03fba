/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a file is written, where it does not matter to what is read: the checks
 * of dotenv-linter 4 that have no other rule here, under its names. No message
 * quotes a name: one that is written oddly may be half of a secret.
 */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

struct line {
	const char *p;		/* without its end */
	size_t n, number;
};

struct style {
	const struct env_set *set;
	struct er_diags *diags;
	size_t next;		/* the next assignment of set */
	size_t inside;		/* up to this line it is a value */
	const struct env_var *above;	/* in the same block, or NULL */
	size_t blank;		/* lines in a row */
};

static void
problem(const struct style *s, enum env_rule rule, size_t line,
    size_t column, const char *text)
{
	er_diag_add(s->diags, env_rules[rule].severity, s->set->file, line,
	    column, env_rules[rule].id, "%s", text);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* ---- names ---------------------------------------------------------------- */

static void
check_name(struct style *s, const struct env_var *var)
{
	bool lower = false, odd = false;
	size_t i;

	for (i = 0; i < var->nname; i++) {
		lower |= islower((unsigned char)var->name[i]) != 0;
		odd |= var->name[i] == '.' || var->name[i] == '-';
	}
	if (lower)
		problem(s, ENV_LOWERCASE_KEY, var->line, var->column,
		    _("a name with small letters; write it in capitals"));
	if (odd)
		problem(s, ENV_INCORRECT_DELIMITER, var->line, var->column,
		    _("a name with '.' or '-', which sh and systemd do not "
		    "take; put '_' between words"));
}

/* Bytes, so that each computer orders alike. */
static void
check_order(struct style *s, const struct env_var *var)
{
	const struct env_var *above = s->above;
	size_t n;
	int order;

	s->above = var;
	if (above == NULL)
		return;
	n = above->nname < var->nname ? above->nname : var->nname;
	order = memcmp(above->name, var->name, n);
	if (order > 0 || (order == 0 && above->nname > var->nname))
		problem(s, ENV_UNORDERED_KEY, var->line, var->column,
		    _("by the alphabet this name comes before the one above; "
		    "sort the lines of this block, or put a blank line "
		    "between"));
}

/* ---- the line ------------------------------------------------------------- */

static void
check_separator(struct style *s, const struct line *line,
    const struct env_var *var)
{
	size_t at = var->column - 1 + var->nname;

	if (*line->p != '_' && !isalpha((unsigned char)*line->p))
		problem(s, ENV_LEADING_CHARACTER, line->number, 1,
		    _("the line begins with neither a letter nor '_'; begin "
		    "it with the name"));
	if (at >= line->n)
		return;
	if (line->p[at] == ':')
		problem(s, ENV_INCORRECT_DELIMITER, line->number, at + 1,
		    _("':' behind a name, which sh, systemd and docker do "
		    "not take; write '='"));
	else if (is_blank(line->p[at]) || (at + 1 < line->n &&
	    is_blank(line->p[at + 1]) && var->nvalue > 0))
		problem(s, ENV_SPACE_CHARACTER, line->number, at + 1,
		    _("a blank beside '='; take it out"));
}

static void
check_trailing(struct style *s, const struct line *line)
{
	size_t n = line->n;

	while (n > 0 && is_blank(line->p[n - 1]))
		n--;
	if (n < line->n)
		problem(s, ENV_TRAILING_WHITESPACE, line->number, n + 1,
		    _("blanks at the end of the line; take them out"));
}

/* ---- values --------------------------------------------------------------- */

/* All readers take it bare, and for the same. */
static bool
needs_no_quotes(const struct env_var *var)
{
	size_t i;

	for (i = 0; i < var->nvalue; i++)
		if (!isalnum((unsigned char)var->value[i]) &&
		    strchr("%+,-./:=@^_", var->value[i]) == NULL)
			return false;
	return true;
}

/* "${NAME" without an end, or "$NAME}" without a begin. */
static bool
is_half_substitution(const char *p)
{
	size_t n;

	while ((p = strchr(p, '$')) != NULL) {
		p++;
		n = *p == '{';
		while (isalnum((unsigned char)p[n]) || p[n] == '_')
			n++;
		if (*p == '{' ? p[n] != '}' && strchr(p, '}') == NULL :
		    n > 0 && p[n] == '}')
			return true;
	}
	return false;
}

static void
check_value(struct style *s, const struct env_var *var)
{
	if (var->quoting != ENV_BARE && var->nvalue > 0 &&
	    needs_no_quotes(var))
		problem(s, ENV_QUOTE_CHARACTER, var->value_line,
		    var->value_column, _("quotes that the value does not "
		    "need, and that docker keeps; leave them out"));
	else if (var->quoting == ENV_BARE && !var->broken &&
	    strpbrk(var->value, " \t") != NULL)
		problem(s, ENV_VALUE_WITHOUT_QUOTES, var->value_line,
		    var->value_column, _("a value with blanks, of which sh "
		    "takes the first word; put it in quotes"));
	if (var->quoting != ENV_SINGLE && is_half_substitution(var->value))
		problem(s, ENV_SUBSTITUTION_KEY, var->value_line,
		    var->value_column, _("half of a substitution; write "
		    "${NAME} with both braces"));
}

/* ---- the file ------------------------------------------------------------- */

static void
check_line(struct style *s, const struct line *line)
{
	const struct env_var *var;
	size_t i = 0;

	/* A lone CR, which ends no line for an editor, does for dotenv. */
	while (s->next < s->set->n &&
	    s->set->vars[s->next].line < line->number)
		s->next++;
	var = s->next < s->set->n ? &s->set->vars[s->next] : NULL;
	if (line->number < s->inside)
		return;
	if (line->number > s->inside) {
		while (i < line->n && is_blank(line->p[i]))
			i++;
		s->blank = i == line->n ? s->blank + 1 : 0;
		if (s->blank == 2)
			problem(s, ENV_EXTRA_BLANK_LINE, line->number, 1,
			    _("more than one blank line in a row; leave one"));
		if (i == line->n || line->p[i] == '#')
			s->above = NULL;
	}
	if (var != NULL && var->line == line->number) {
		check_name(s, var);
		check_order(s, var);
		check_separator(s, line, var);
		check_value(s, var);
		s->inside = var->end_line;
	}
	if (line->number >= s->inside)
		check_trailing(s, line);
}

void
env_check_style(const struct env_text *text, const struct env_set *set,
    struct er_diags *diags)
{
	struct style s = { .set = set, .diags = diags };
	const char *p = text->p, *end = p + text->n, *lf;
	struct line line = {0};

	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		line.p = p;
		line.n = (size_t)((lf != NULL ? lf : end) - p);
		line.number++;
		if (line.n > 0 && p[line.n - 1] == '\r')
			line.n--;
		check_line(&s, &line);
		if (lf != NULL)
			continue;
		problem(&s, ENV_ENDING_BLANK_LINE, line.number, 0,
		    _("the file ends in the middle of its last line; end it "
		    "with a line feed"));
		break;
	}
	er_diags_sort(diags);
}
