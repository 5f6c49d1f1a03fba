/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of assignments held against the contract. One cause gives one
 * finding: what explains why a variable is missing replaces that it is.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

/* ---- saying it ------------------------------------------------------------ */

static void add(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, size_t line, size_t column, const char *fmt,
    va_list ap) ER_PRINTF(6, 0);

static void
add(struct env_checker *c, enum env_rule rule, enum er_severity severity,
    size_t line, size_t column, const char *fmt, va_list ap)
{
	struct er_buf text = {0};

	er_buf_vaddf(&text, fmt, ap);
	er_diag_add(c->diags, severity,
	    c->set->file != NULL ? c->set->file : _("environment"), line,
	    column, env_rules[rule].id, "%s", text.p);
	er_buf_free(&text);
}

void
env_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const struct env_var *var, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, rule, severity, var->line, var->column, fmt, ap);
	va_end(ap);
}

void
env_value_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const struct env_var *var, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, rule, severity, var->value_line, var->value_column, fmt, ap);
	va_end(ap);
}

void
env_general_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, rule, severity, 0, 0, fmt, ap);
	va_end(ap);
}

const struct env_var *
env_value_of(const struct env_checker *c, const char *name)
{
	const struct env_var *var = env_find(c->set, name);

	return var != NULL && var->nvalue > 0 ? var : NULL;
}

static const char *
remedy(const struct env_variable *spec)
{
	return spec->remedy != NULL ? spec->remedy : _("set it");
}

/* The first condition that holds, or NULL. */
static const struct env_condition *
condition(const struct env_checker *c, const struct env_variable *spec)
{
	const struct env_condition *one;
	const struct env_var *var;
	size_t i;

	for (i = 0; i < spec->nconditions; i++) {
		one = &spec->conditions[i];
		var = env_value_of(c, one->name);
		if (var != NULL && (one->prefix == NULL ||
		    strncmp(var->value, one->prefix,
		    strlen(one->prefix)) == 0))
			return one;
	}
	return NULL;
}

bool
env_is_needed(const struct env_checker *c, const struct env_variable *spec)
{
	if (spec->need == ENV_OPTIONAL || spec->need == ENV_ALWAYS)
		return spec->need == ENV_ALWAYS;
	return (condition(c, spec) != NULL) == (spec->need == ENV_WHEN);
}

/* ---- one variable of the contract ----------------------------------------- */

static bool
begins_nocase(const char *text, const char *prefix)
{
	size_t n = strlen(prefix);

	return strlen(text) >= n &&
	    er_slice_is_nocase((struct er_slice){ text, n }, prefix);
}

/* Stands in for a value that somebody was to fill in. */
static bool
is_placeholder(const char *text)
{
	static const char *const whole[] = {
		"todo", "tbd", "fixme", "placeholder", "dummy", "secret",
		"password", "none", "null", "undefined", "n/a", "example",
	};
	static const char *const begins[] = {
		"changeme", "change-me", "change_me", "change me", "replace-",
		"replace_", "replaceme", "your-", "your_", "your.", "your ",
		"yourname@", "you@", "insert-", "insert_", "<your", "xxx",
		"{{", "...", "***",
	};
	const char *end = text + strlen(text) - 1;
	size_t i;

	for (i = 0; i < sizeof whole / sizeof *whole; i++)
		if (er_slice_is_nocase((struct er_slice){ text,
		    strlen(text) }, whole[i]))
			return true;
	for (i = 0; i < sizeof begins / sizeof *begins; i++)
		if (begins_nocase(text, begins[i]))
			return true;
	return *text == '<' && *end == '>' && strchr(text, '@') == NULL;
}

static bool
is_blank(const struct env_var *var)
{
	return er_slice_trim((struct er_slice){ var->value,
	    var->nvalue }).n == 0;
}

static void
check_value(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	const char *v = var->value;
	char last = v[var->nvalue - 1];

	if (var->nvalue > 1 && *v == last && strchr("'\"`", *v) != NULL)
		env_value_problem(c, ENV_QUOTES_KEPT, ER_ERROR, var,
		    _("%s: the quotes are part of the value; give it without "
		    "them"), spec->name);
	else if (var->quoting != ENV_SINGLE &&
	    (strstr(v, "${") != NULL || strstr(v, "$(") != NULL))
		env_value_problem(c, ENV_NOT_EXPANDED, ER_ERROR, var,
		    _("%s: '$' is not expanded here; write the value itself"),
		    spec->name);
	else if (is_placeholder(v))
		/* TRANSLATORS: a variable's name, and what to do */
		env_value_problem(c, ENV_PLACEHOLDER, ER_ERROR, var,
		    _("%s: still a placeholder; %s"), spec->name,
		    remedy(spec));
	else
		spec->type->check(c, spec, var);
}

static void
report_missing(struct env_checker *c, const struct env_variable *spec)
{
	const struct env_condition *cause =
	    spec->need == ENV_WHEN ? condition(c, spec) : NULL;

	if (cause == NULL)
		/* TRANSLATORS: a variable's name, and what to do */
		env_general_problem(c, ENV_MISSING, ER_ERROR,
		    _("%s: missing; %s"), spec->name, remedy(spec));
	else if (cause->prefix == NULL)
		/* TRANSLATORS: two variables' names, and what to do */
		env_general_problem(c, ENV_MISSING, ER_ERROR,
		    _("%s: missing, and needed as %s is set; %s"),
		    spec->name, cause->name, remedy(spec));
	else
		/* TRANSLATORS: two variables' names, how the value of the
		 * second begins, and what to do */
		env_general_problem(c, ENV_MISSING, ER_ERROR,
		    _("%s: missing, and needed as %s begins with %s; %s"),
		    spec->name, cause->name, cause->prefix, remedy(spec));
}

static void
check_variable(struct env_checker *c, size_t place)
{
	const struct env_variable *spec = c->contract->list[place];
	const struct env_var *var = env_find(c->set, spec->name);

	if (var == NULL) {
		if (c->missing[place])
			report_missing(c, spec);
	} else if (var->broken ||
	    env_contract_joined(c->contract, var) != NULL) {
		return;		/* that has been said */
	} else if (var->nvalue == 0) {
		if (env_is_needed(c, spec) || spec->type->never_empty)
			/* TRANSLATORS: a variable's name, and what to do */
			env_value_problem(c, ENV_EMPTY, ER_ERROR, var,
			    _("%s: empty; %s"), spec->name, remedy(spec));
	} else if (is_blank(var)) {
		/* TRANSLATORS: a variable's name, and what to do */
		env_value_problem(c, ENV_BLANK, ER_ERROR, var,
		    _("%s: only blanks; %s"), spec->name, remedy(spec));
	} else {
		check_value(c, spec, var);
	}
}

/* ---- the whole ------------------------------------------------------------ */

bool
env_holds_secret(const struct env_set *set,
    const struct env_contract *contract)
{
	const struct env_var *var;
	size_t i;

	for (i = 0; i < contract->n; i++) {
		if (!contract->list[i]->secret)
			continue;
		var = env_find(set, contract->list[i]->name);
		if (var != NULL && var->nvalue > 0)
			return true;
	}
	return false;
}

static bool
is_local(const struct env_checker *c)
{
	const struct env_var *url = env_value_of(c, "AWS_ENDPOINT_URL_SESV2");

	if (url == NULL)
		url = env_value_of(c, "AWS_ENDPOINT_URL");
	return url != NULL && env_url_is_local(url->value);
}

void
env_check(const struct env_set *set, const struct env_contract *contract,
    struct er_diags *diags)
{
	struct env_checker c = {
		.set = set, .contract = contract, .diags = diags,
	};
	size_t i;

	c.local = is_local(&c);
	c.missing = er_xcalloc(contract->n, sizeof *c.missing);
	c.spec_of = er_xcalloc(set->n, sizeof *c.spec_of);
	for (i = 0; i < set->n; i++)
		c.spec_of[i] = contract->n;
	env_check_names(&c);
	for (i = 0; i < contract->n; i++)
		check_variable(&c, i);
	env_check_pairs(&c);
	free(c.missing);
	free(c.spec_of);
	er_diags_sort(diags);
}

static enum er_class
class_of(const struct er_diag *diag)
{
	enum env_rule rule = env_rule_find(diag->rule);

	return rule < ENV_RULES ? env_rules[rule].cls : ER_DATA;
}

/* The weightiest class: who mends that comes on. */
enum er_class
env_verdict(const struct er_diags *diags, bool strict)
{
	static const enum er_class order[] = { ER_DATA, ER_CONFIG, ER_NOPERM,
	    ER_TEMP };
	enum er_class cls;
	size_t i, k, best = sizeof order / sizeof *order;

	for (i = 0; i < diags->n; i++) {
		if (diags->list[i].severity != ER_ERROR &&
		    !(strict && diags->list[i].severity == ER_WARNING))
			continue;
		cls = class_of(&diags->list[i]);
		for (k = 0; k < best; k++)
			if (order[k] == cls)
				best = k;
	}
	if (best < sizeof order / sizeof *order)
		return order[best];
	return diags->errors > 0 ? ER_CONFIG : ER_NONE;	/* one not kept */
}
