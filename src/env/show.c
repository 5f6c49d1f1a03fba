/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings as they may be shown: a value only when it cannot be a secret. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

/* Longer names are no variables of anybody's. */
enum { PLAIN_NAME_MAX = 64 };

bool
env_name_is_plain(const char *name, size_t n)
{
	bool underscore = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (name[i] == '_')
			underscore = true;
		else if (!(name[i] >= 'A' && name[i] <= 'Z') &&
		    !(i > 0 && name[i] >= '0' && name[i] <= '9'))
			return false;
	}
	return underscore && n <= PLAIN_NAME_MAX;
}

bool
env_name_may_be_secret(const struct env_var *var)
{
	return var->nname > PLAIN_NAME_MAX || (var->nname >= 8 &&
	    strspn(var->value, "=") == var->nvalue &&
	    !env_name_is_plain(var->name, var->nname));
}

/* Whether the contract finds nothing wrong with the value. */
static bool
is_right(const struct env_set *set, const struct env_contract *contract,
    const struct env_variable *spec, const struct env_var *var)
{
	struct er_diags diags = {0};
	struct env_checker c = {
		.set = set, .contract = contract, .diags = &diags,
	};
	bool right;

	if (var->broken || env_contract_joined(contract, var) != NULL)
		return false;
	spec->type->check(&c, spec, var);
	right = diags.errors == 0;
	er_diags_free(&diags);
	return right;
}

/* In characters, not bytes, for people. */
static size_t
length(const struct env_var *var)
{
	size_t i, n = 0;

	for (i = 0; i < var->nvalue; i++)
		n += ((unsigned char)var->value[i] & 0xc0) != 0x80;
	return n;
}

/* What is said of a secret, or of a variable that may be one. */
static void
show_secret(const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out)
{
	size_t n = length(var);

	if (spec == NULL)
		er_buf_addf(out, ngettext("<unknown, %zu character>",
		    "<unknown, %zu characters>", n), n);
	else if (spec->type->check == env_check_key_id)
		/* TRANSLATORS: a kind of key, and its length */
		er_buf_addf(out, ngettext("<%s, %zu character>",
		    "<%s, %zu characters>", n), env_key_kind(var), n);
	else
		er_buf_addf(out, ngettext("<secret, %zu character>",
		    "<secret, %zu characters>", n), n);
}

void
env_show_kind(const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out)
{
	size_t n = length(var);

	if (spec == NULL || spec->secret)
		show_secret(spec, var, out);
	else
		/* TRANSLATORS: a variable's type, and its length */
		er_buf_addf(out, ngettext("<%s, %zu character>",
		    "<%s, %zu characters>", n), spec->type->name, n);
}

static void
show_hidden(const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out)
{
	size_t n = length(var);

	if (spec == NULL || spec->secret)
		show_secret(spec, var, out);
	else
		er_buf_addf(out, ngettext("<not right, %zu character>",
		    "<not right, %zu characters>", n), n);
}

void
env_show_value(const struct env_set *set,
    const struct env_contract *contract, const struct env_variable *spec,
    const struct env_var *var, struct er_buf *out)
{
	if (var->nvalue == 0)
		return;
	if (spec != NULL && !spec->secret &&
	    is_right(set, contract, spec, var))
		er_buf_addclean(out, var->value, var->nvalue, var->nvalue);
	else
		show_hidden(spec, var, out);
}

static void
show_var(const struct env_set *set, const struct env_contract *contract,
    const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out)
{
	const char *file = set->file;

	if (file == NULL)
		file = _("environment");
	er_buf_addclean(out, file, strlen(file), 4096);
	if (var->line > 0)
		er_buf_addf(out, ":%zu", var->line);
	er_buf_adds(out, ": ");
	if (spec == NULL && env_name_may_be_secret(var)) {
		er_buf_addf(out, ngettext("<a name of %zu character>",
		    "<a name of %zu characters>", var->nname), var->nname);
	} else {
		er_buf_addclean(out, var->name, var->nname, 256);
		er_buf_addc(out, '=');
		env_show_value(set, contract, spec, var, out);
	}
	if (&set->vars[var->winner] != var && var->line > 0)
		er_buf_addf(out, _(" (line %zu wins)"),
		    set->vars[var->winner].line);
	er_buf_addc(out, '\n');
}

void
env_list(const struct env_set *set, const struct env_contract *contract,
    bool all, struct er_buf *out)
{
	const struct env_variable *spec;
	size_t i;

	for (i = 0; i < set->n; i++) {
		spec = env_contract_find(contract, set->vars[i].name,
		    set->vars[i].nname);
		if (all || spec != NULL)
			show_var(set, contract, spec, &set->vars[i], out);
	}
}

/* How many variables of the contract are set. */
static size_t
count_set(const struct env_set *set, const struct env_contract *contract)
{
	const struct env_var *var;
	size_t i, n = 0;

	for (i = 0; i < contract->n; i++) {
		var = env_find(set, contract->list[i]->name);
		n += var != NULL && var->nvalue > 0;
	}
	return n;
}

static char *
shown(const struct env_set *set, const struct env_contract *contract,
    const char *name)
{
	const struct env_variable *spec =
	    env_contract_find(contract, name, strlen(name));
	const struct env_var *var = env_find(set, name);
	struct er_buf text = {0};

	if (spec == NULL || var == NULL || var->nvalue == 0)
		return NULL;
	env_show_value(set, contract, spec, var, &text);
	return er_buf_steal(&text);
}

void
env_summary(const struct env_set *set, const struct env_contract *contract,
    struct er_buf *out)
{
	size_t n = count_set(set, contract);
	char *from = shown(set, contract, "SES_FROM");
	char *region = shown(set, contract, "AWS_REGION");
	char *transport = shown(set, contract, "ER_TRANSPORT");

	if (from != NULL && transport != NULL && strcmp(transport, "ses") != 0)
		/* TRANSLATORS: an address, and where mail goes */
		er_buf_addf(out, ngettext(
		    "ready: %zu variable, sender %s, transport %s",
		    "ready: %zu variables, sender %s, transport %s", n), n,
		    from, transport);
	else if (from != NULL && region != NULL)
		/* TRANSLATORS: an address and an AWS region */
		er_buf_addf(out, ngettext(
		    "ready: %zu variable, sender %s, region %s",
		    "ready: %zu variables, sender %s, region %s", n), n, from,
		    region);
	else
		er_buf_addf(out, ngettext("ready: %zu variable",
		    "ready: %zu variables", n), n);
	free(from);
	free(region);
	free(transport);
}
