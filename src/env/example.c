/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contract as an environment file to fill in. What is required by itself
 * stands there empty, so that a check names it until it has a value; the rest
 * is commented out.
 */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

enum { WIDTH = 72 };

/* Adds text as lines that begin with "# ". */
static void
add_remark(struct er_buf *out, const char *text)
{
	size_t column = 0, n;

	for (text += strspn(text, " \t\n"); *text != '\0';
	    text += strspn(text, " \t\n")) {
		n = strcspn(text, " \t\n");
		if (column == 0 || column + 1 + n > WIDTH) {
			er_buf_adds(out, column > 0 ? "\n#" : "#");
			column = 1;
		}
		er_buf_addc(out, ' ');
		er_buf_addclean(out, text, n, n);
		column += n + 1;
		text += n;
	}
	if (column > 0)
		er_buf_addc(out, '\n');
}

/* "A, B=maildir:*" */
static void
add_conditions(struct er_buf *text, const struct env_variable *v)
{
	size_t i;

	for (i = 0; i < v->nconditions; i++) {
		er_buf_adds(text, i > 0 ? ", " : "");
		er_buf_adds(text, v->conditions[i].name);
		if (v->conditions[i].prefix != NULL)
			er_buf_addf(text, "=%s*", v->conditions[i].prefix);
	}
}

static void
add_need(struct er_buf *text, const struct env_variable *v)
{
	struct er_buf conditions = {0};

	er_buf_adds(&conditions, "");
	add_conditions(&conditions, v);
	if (v->need == ENV_ALWAYS)
		er_buf_adds(text, _("Required."));
	else if (v->need == ENV_WHEN)
		/* TRANSLATORS: names of variables, maybe with values */
		er_buf_addf(text, _("Required when any of these is set: %s."),
		    conditions.p);
	else if (v->need == ENV_UNLESS)
		/* TRANSLATORS: names of variables, maybe with values */
		er_buf_addf(text, _("Required unless any of these is set: "
		    "%s."), conditions.p);
	else
		er_buf_adds(text, _("Optional."));
	er_buf_free(&conditions);
}

static void
add_kind(struct er_buf *text, const struct env_variable *v)
{
	size_t i;

	if (v->values.n > 0) {
		er_buf_addc(text, ' ');
		er_buf_adds(text, _("One of:"));
		for (i = 0; i < v->values.n; i++)
			er_buf_addf(text, "%s %s", i > 0 ? "," : "",
			    v->values.list[i]);
		er_buf_addc(text, '.');
	} else {
		er_buf_addc(text, ' ');
		/* TRANSLATORS: a type as er-env-schema(5) names it */
		er_buf_addf(text, _("Type: %s."), v->type->name);
	}
	if (v->min > LONG_MIN) {
		er_buf_addc(text, ' ');
		er_buf_addf(text, _("At least %ld."), v->min);
	}
	if (v->max < LONG_MAX) {
		er_buf_addc(text, ' ');
		er_buf_addf(text, _("At most %ld."), v->max);
	}
	if (v->secret) {
		er_buf_addc(text, ' ');
		er_buf_adds(text, _("A secret."));
	}
}

static void
add_variable(struct er_buf *out, const struct env_variable *v)
{
	struct er_buf text = {0};
	bool there = v->need == ENV_ALWAYS || v->need == ENV_UNLESS;

	er_buf_addc(out, '\n');
	if (v->doc != NULL)
		add_remark(out, v->doc);
	add_need(&text, v);
	if (v->nconditions > 0) {	/* long: what follows has its own */
		add_remark(out, text.p);
		er_buf_free(&text);
	}
	add_kind(&text, v);
	add_remark(out, text.p);
	er_buf_free(&text);
	if (v->remedy != NULL) {
		/* TRANSLATORS: "set it to ...": what to do about a variable */
		er_buf_addf(&text, _("To do: %s."), v->remedy);
		add_remark(out, text.p);
		er_buf_free(&text);
	}
	er_buf_addf(out, "%s%s=\n", there ? "" : "#", v->name);
}

void
env_example(const struct env_contract *contract, struct er_buf *out)
{
	size_t i;

	add_remark(out, _("What mail is sent with: fill in what is required, "
	    "take the # from the other lines that you need, keep the file to "
	    "yourself (chmod 600), then run er-env check on it."));
	for (i = 0; i < contract->n; i++)
		if (!contract->list[i]->wide)
			add_variable(out, contract->list[i]);
}
