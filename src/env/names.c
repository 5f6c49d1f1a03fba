/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The assignments one by one: twice, misspelt, under another name, run into
 * each other. Whether a value is right is check.c's.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

static void
check_duplicate(struct env_checker *c, const struct env_var *var, bool known)
{
	const struct env_var *winner = &c->set->vars[var->winner];
	bool same = var->nvalue == winner->nvalue &&
	    memcmp(var->value, winner->value, var->nvalue) == 0;

	if (winner == var || var->line == 0)
		return;
	if (!known && env_name_may_be_secret(var))
		env_problem(c, ENV_DUPLICATED_KEY, ER_WARNING, var,
		    _("set again in line %zu, which wins; take one out"),
		    winner->line);
	else if (same)
		/* TRANSLATORS: a variable's name and a line's number */
		env_problem(c, ENV_DUPLICATED_KEY, ER_WARNING, var,
		    _("%.*s: set again, to the same value, in line %zu; take "
		    "one out"), (int)var->nname, var->name, winner->line);
	else
		/* TRANSLATORS: a variable's name and a line's number */
		env_problem(c, ENV_DUPLICATED_KEY,
		    known ? ER_ERROR : ER_WARNING, var,
		    _("%.*s: set again, to another value, in line %zu, which "
		    "wins; take one out"), (int)var->nname, var->name,
		    winner->line);
}

/* Why this one is missing has been said. */
static void
explain(struct env_checker *c, const struct env_variable *spec)
{
	size_t i;

	for (i = 0; i < c->contract->n; i++)
		if (c->contract->list[i] == spec)
			c->missing[i] = false;
}

/*
 * A quote left open swallows the lines up to the next one. It shows when a
 * line inside the value sets a variable that the contract knows.
 */
static void
check_runaway(struct env_checker *c, const struct env_var *var)
{
	const char *end = var->value + var->nvalue, *line = var->value;
	const struct env_variable *spec;
	size_t n;

	while ((line = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		line++;
		n = strcspn(line, "=\n \t");
		if (n == 0 || line + n >= end || line[n] != '=')
			continue;
		spec = env_contract_find(c->contract, line, n);
		if (spec == NULL)
			continue;
		explain(c, spec);
		/* TRANSLATORS: a variable's name */
		env_value_problem(c, ENV_RUNAWAY_QUOTE, ER_ERROR, var,
		    _("the value that begins here runs over the line that "
		    "sets %.*s; close its quote"), (int)n, line);
		return;
	}
}

/* A line end got lost, and two assignments read as one. */
static void
check_joined(struct env_checker *c, const struct env_var *var)
{
	const struct env_variable *spec =
	    env_contract_joined(c->contract, var);

	if (spec == NULL || strchr(var->value, '\n') != NULL)
		return;
	explain(c, spec);
	/* TRANSLATORS: two variables' names */
	env_value_problem(c, ENV_JOINED_LINES, ER_ERROR, var,
	    _("%.*s: its value goes on with the line that sets %s; put that "
	    "on a line of its own"), (int)var->nname, var->name, spec->name);
}

static bool
is_ours(const struct env_var *var)
{
	static const char *const prefixes[] = { "AWS_", "SES_", "ER_" };
	size_t i;

	for (i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (var->nname > strlen(prefixes[i]) &&
		    memcmp(var->name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static void
check_unknown(struct env_checker *c, const struct env_near *near,
    const struct env_var *var)
{
	const struct env_variable *spec;
	size_t place;

	if (c->diags->n >= ER_DIAGS_MAX)
		return;		/* nothing more is kept: spare the search */
	place = env_near_find(near, c, var, is_ours(var));
	if (place < c->contract->n) {
		spec = c->contract->list[place];
		c->missing[place] = false;
		/* TRANSLATORS: two names of variables */
		env_problem(c, ENV_NEAR_MISS,
		    env_value_of(c, spec->name) == NULL ? ER_ERROR :
		    ER_WARNING, var, _("%.*s: unknown; did you mean %s?"),
		    (int)var->nname, var->name, spec->name);
	} else if (is_ours(var) && env_name_may_be_secret(var)) {
		env_problem(c, ENV_UNKNOWN, ER_WARNING, var,
		    _("unknown; check its name (it is not shown, for it may "
		    "hold a secret)"));
	} else if (is_ours(var)) {
		env_problem(c, ENV_UNKNOWN, ER_WARNING, var,
		    _("%.*s: unknown; check its name, or describe it in a "
		    "schema"), (int)var->nname, var->name);
	}
}

/* A name that the contract lists as another name of a variable. */
static void
check_alias(struct env_checker *c, const struct env_var *var, size_t place)
{
	const struct env_variable *spec = c->contract->list[place];
	const struct env_var *real = env_value_of(c, spec->name);
	int n = (int)var->nname;

	if (real == NULL)
		/* TRANSLATORS: two names of variables */
		env_problem(c, ENV_ALIAS, c->missing[place] ? ER_ERROR :
		    ER_WARNING, var, _("%.*s: not read under this name; "
		    "call it %s"), n, var->name, spec->name);
	else if (strcmp(real->value, var->value) != 0)
		/* TRANSLATORS: two names of variables, the second twice */
		env_problem(c, ENV_ALIAS, ER_WARNING, var,
		    _("%.*s: differs from %s, which is the one that is read; "
		    "take it out, or make it equal to %s"), n, var->name,
		    spec->name, spec->name);
}

/* Finds the contract's variables and their aliases among the assignments. */
static void
match_names(struct env_checker *c)
{
	const struct env_contract *contract = c->contract;
	const struct env_var *var;
	size_t i, k, place;

	for (i = 0; i < contract->n; i++) {
		var = env_find(c->set, contract->list[i]->name);
		c->missing[i] = var == NULL && env_is_needed(c, contract->list[i]);
		if (var != NULL)
			c->spec_of[var - c->set->vars] = i;
	}
	for (i = 0; i < contract->n; i++)
		for (k = 0; k < contract->list[i]->aliases.n; k++) {
			var = env_find(c->set,
			    contract->list[i]->aliases.list[k]);
			place = var != NULL ? (size_t)(var - c->set->vars) : 0;
			if (var == NULL || c->spec_of[place] < contract->n)
				continue;
			c->spec_of[place] = i;
			check_alias(c, var, i);
			c->missing[i] = false;
		}
}

static bool
is_known(const struct env_checker *c, const struct env_var *var)
{
	const char *name;
	size_t i, n;

	if (c->spec_of[var->winner] < c->contract->n)
		return true;
	for (i = 0; i < c->contract->n; i++) {
		if (!c->contract->list[i]->wide)
			continue;
		name = c->contract->list[i]->name;
		if (var->nname == 0 || *name != *var->name)
			continue;	/* most end here */
		n = strlen(name) - 1;
		if (var->nname >= n && memcmp(var->name, name, n) == 0)
			return true;
	}
	return false;
}

static bool
is_any_missing(const struct env_checker *c)
{
	size_t i;

	for (i = 0; i < c->contract->n; i++)
		if (c->missing[i])
			return true;
	return false;
}

void
env_check_names(struct env_checker *c)
{
	struct env_near *near = env_near_new(c->contract);
	const struct env_var *var;
	bool known, lacking;
	size_t i;

	match_names(c);
	lacking = is_any_missing(c);
	for (i = 0; i < c->set->n; i++) {
		var = &c->set->vars[i];
		known = is_known(c, var);
		check_duplicate(c, var, known);
		if (var->hash_cut)
			env_value_problem(c, ENV_HASH_CUTS_VALUE, ER_WARNING,
			    var, _("the value ends before a '#'; put it in "
			    "quotes if that belongs to it, else put a blank "
			    "before it"));
		check_runaway(c, var);
		if (known)
			check_joined(c, var);
		else if (var->winner == i && (lacking || is_ours(var)))
			check_unknown(c, near, var);
	}
	env_near_free(near);
}
