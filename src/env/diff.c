/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two sets compared: names, kinds and lengths, never values. */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

static void
show_place(const struct env_set *set, const struct env_var *var,
    struct er_buf *out)
{
	er_buf_addclean(out, set->file, strlen(set->file), 4096);
	er_buf_addf(out, ":%zu: ", var->line);
}

/* A name that may be a secret is shown as its length. */
static void
show_name(const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out)
{
	if (spec == NULL && env_name_may_be_secret(var))
		er_buf_addf(out, ngettext("<a name of %zu character>",
		    "<a name of %zu characters>", var->nname), var->nname);
	else
		er_buf_addclean(out, var->name, var->nname, 256);
	er_buf_addc(out, '=');
}

/* The winning assignment of that name, or NULL. */
static const struct env_var *
counterpart(const struct env_set *set, const struct env_var *var)
{
	return env_find_name(set, var->name, var->nname);
}

static bool
is_same(const struct env_var *a, const struct env_var *b)
{
	return a->nvalue == b->nvalue &&
	    memcmp(a->value, b->value, a->nvalue) == 0;
}

/* What only this set has; and, when both are to be told, what differs. */
static size_t
compare(const struct env_set *set, const struct env_set *other, bool both,
    const struct env_contract *contract, struct er_buf *out)
{
	const struct env_var *var, *theirs;
	const struct env_variable *spec;
	size_t i, n = 0;

	for (i = 0; i < set->n; i++) {
		var = &set->vars[i];
		theirs = counterpart(other, var);
		if (var->winner != i ||
		    (theirs != NULL && (!both || is_same(var, theirs))))
			continue;
		n++;
		spec = env_contract_find(contract, var->name, var->nname);
		show_place(set, var, out);
		er_buf_adds(out, theirs == NULL ? _("only here: ") :
		    _("differs: "));
		show_name(spec, var, out);
		env_show_kind(spec, var, out);
		if (theirs != NULL) {
			er_buf_adds(out, ", ");
			show_place(other, theirs, out);
			env_show_kind(spec, theirs, out);
		}
		er_buf_addc(out, '\n');
	}
	return n;
}

size_t
env_diff(const struct env_set *a, const struct env_set *b,
    const struct env_contract *contract, struct er_buf *out)
{
	return compare(a, b, true, contract, out) +
	    compare(b, a, false, contract, out);
}
