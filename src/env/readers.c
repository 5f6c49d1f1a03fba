/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where readers of one file differ, and how to write it so that they do not.
 * Whether they agree on a form is not looked up in a table of characters: the
 * form is given to each of them to read.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

unsigned
env_reader_find(const char *name)
{
	size_t i;

	for (i = 0; i < ENV_READERS; i++)
		if (strcmp(env_reader_names[i], name) == 0)
			return 1U << i;
	return 0;
}

void
env_readers_make(const char *file, const char *text, size_t n,
    unsigned chosen, struct env_readers *all)
{
	size_t i;

	*all = (struct env_readers){ .file = file, .chosen = chosen };
	/* dotenv too when not chosen: it is what er-env goes by. */
	for (i = 0; i < ENV_READERS; i++)
		if (i == ENV_DOTENV || (chosen >> i & 1) != 0)
			env_reading_make(text, n, (enum env_reader)i,
			    &all->of[i]);
}

void
env_readers_free(struct env_readers *all)
{
	size_t i;

	for (i = 0; i < ENV_READERS; i++)
		env_reading_free(&all->of[i]);
}

/* What a reader that counts sets under that name, or NULL. */
static const struct env_var *
seen(const struct env_readers *all, size_t reader, const char *name, size_t n)
{
	const struct env_reading *r = &all->of[reader];

	return r->set.n > 0 ? env_find_name(&r->set, name, n) : NULL;
}

static bool
counts(const struct env_readers *all, size_t reader)
{
	return (all->chosen >> reader & 1) != 0 &&
	    all->of[reader].refused == 0;
}

static bool
is_same(const struct env_var *a, const struct env_var *b)
{
	return a != NULL && b != NULL && !a->open && !b->open &&
	    a->nvalue == b->nvalue &&
	    memcmp(a->value, b->value, a->nvalue) == 0;
}

/* ---- the variables on which they differ ------------------------------------ */

struct differences {
	const struct env_var **list;	/* the first reader's that sets it */
	size_t n, cap;
};

unsigned
env_readers_against(const struct env_readers *all, const struct env_var *var)
{
	unsigned against = 0;
	size_t i;

	for (i = 0; i < ENV_READERS; i++)
		if (counts(all, i) && !is_same(var,
		    seen(all, i, var->name, var->nname)))
			against |= 1U << i;
	return against;
}

static bool
is_seen_before(const struct env_readers *all, size_t reader,
    const struct env_var *var)
{
	size_t i;

	for (i = 0; i < reader; i++)
		if (counts(all, i) &&
		    seen(all, i, var->name, var->nname) != NULL)
			return true;
	return false;
}

static int
by_line(const void *a, const void *b)
{
	const struct env_var *x = *(const struct env_var *const *)a;
	const struct env_var *y = *(const struct env_var *const *)b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

static void
find_differences(const struct env_readers *all, struct differences *d)
{
	const struct env_set *set;
	size_t i, k;

	for (i = 0; i < ENV_READERS; i++) {
		set = &all->of[i].set;
		for (k = 0; counts(all, i) && k < set->n; k++) {
			if (set->vars[k].winner != k ||
			    is_seen_before(all, i, &set->vars[k]) ||
			    env_readers_against(all, &set->vars[k]) == 0)
				continue;
			d->list = er_grow(d->list, d->n, &d->cap,
			    sizeof *d->list);
			d->list[d->n++] = &set->vars[k];
		}
	}
	if (d->n > 0)
		qsort(d->list, d->n, sizeof *d->list, by_line);
}

/* ---- how to write it ------------------------------------------------------- */

void
env_readers_form(struct er_buf *text, const struct env_var *var, char quote)
{
	/* All the room at once: a buffer that moves leaves copies behind. */
	if (text->cap == 0) {
		er_buf_fill(text, ' ', var->nname + var->nvalue + 4);
		er_buf_trim(text, 0);
	}
	er_buf_add(text, var->name, var->nname);
	er_buf_addc(text, '=');
	if (quote != '\0')
		er_buf_addc(text, quote);
	er_buf_add(text, var->value, var->nvalue);
	if (quote != '\0')
		er_buf_addc(text, quote);
	er_buf_addc(text, '\n');
}

unsigned
env_readers_read(unsigned set, const char *text, size_t n,
    const struct env_var *var)
{
	struct env_reading r;
	unsigned agree = 0;
	size_t i;

	for (i = 0; i < ENV_READERS; i++) {
		if ((set >> i & 1) == 0)
			continue;
		r = (struct env_reading){0};
		env_reading_make(text, n, (enum env_reader)i, &r);
		if (r.set.n == 1 && r.n == 0 &&
		    r.set.vars[0].nname == var->nname &&
		    memcmp(r.set.vars[0].name, var->name, var->nname) == 0 &&
		    is_same(&r.set.vars[0], var))
			agree |= 1U << i;
		env_reading_free(&r);
	}
	return agree;
}

unsigned
env_readers_for(const struct env_readers *all, const struct env_var *var,
    char quote)
{
	struct er_buf text = {0};
	unsigned agree;

	env_readers_form(&text, var, quote);
	agree = env_readers_read(all->chosen, text.p, text.n, var);
	er_buf_wipe(&text);
	return agree;
}

static size_t
count_bits(unsigned set)
{
	size_t n = 0;

	for (; set != 0; set &= set - 1)
		n++;
	return n;
}

void
env_readers_names(unsigned set, struct er_buf *out)
{
	const char *comma = "";
	size_t i;

	for (i = 0; i < ENV_READERS; i++)
		if ((set >> i & 1) != 0) {
			er_buf_addf(out, "%s%s", comma, env_reader_names[i]);
			comma = ", ";
		}
}

/* The line that most readers take for what er-env takes it for. */
static void
show_form(const struct env_readers *all, const struct env_contract *contract,
    const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out)
{
	/* Quotes before none: then no shell takes a part for a command. */
	static const char quotes[] = { '\'', '"', '\0' };
	unsigned agree = env_readers_for(all, var, '\0'), these;
	char quote = '\0';
	size_t i;

	if (agree != all->chosen)
		agree = 0;
	for (i = 0; i < sizeof quotes && agree != all->chosen; i++) {
		these = env_readers_for(all, var, quotes[i]);
		if (count_bits(these) > count_bits(agree)) {
			agree = these;
			quote = quotes[i];
		}
	}
	er_buf_addf(out, "    %-9s ", _("write"));
	if (agree == 0) {
		er_buf_adds(out, _("no line means this to any of them"));
		er_buf_addc(out, '\n');
		return;
	}
	er_buf_addclean(out, var->name, var->nname, 256);
	er_buf_addf(out, "=%.1s", quote != '\0' ? &quote : "");
	env_show_value(&all->of[ENV_DOTENV].set, contract, spec, var, out);
	er_buf_addf(out, "%.1s", quote != '\0' ? &quote : "");
	if (agree != all->chosen) {
		er_buf_adds(out, _(", which is still another thing to "));
		env_readers_names(all->chosen & ~agree, out);
	}
	er_buf_addc(out, '\n');
}

/* ---- showing --------------------------------------------------------------- */

static void
add_place(const struct env_readers *all, size_t line, struct er_buf *out)
{
	er_buf_addclean(out, all->file, strlen(all->file), 4096);
	er_buf_addf(out, ":%zu: ", line);
}

static void
show_seen(const struct env_readers *all, size_t reader,
    const struct env_contract *contract, const struct env_variable *spec,
    const struct env_var *var, struct er_buf *out)
{
	const struct env_var *theirs =
	    seen(all, reader, var->name, var->nname);

	er_buf_addf(out, "    %-9s ", env_reader_names[reader]);
	if (all->of[reader].refused > 0)
		er_buf_adds(out, all->of[reader].lost ? _("not known") :
		    _("refuses the file"));
	else if (theirs == NULL)
		er_buf_adds(out, _("not set"));
	else if (theirs->open)
		er_buf_adds(out, _("depends on who reads the file"));
	else if (theirs->nvalue == 0)
		er_buf_adds(out, _("empty"));
	else
		env_show_value(&all->of[reader].set, contract, spec, theirs,
		    out);
	er_buf_addc(out, '\n');
}

static void
show_difference(const struct env_readers *all,
    const struct env_contract *contract, const struct env_var *var,
    struct er_buf *out)
{
	const struct env_variable *spec =
	    env_contract_find(contract, var->name, var->nname);
	const struct env_var *ours =
	    seen(all, ENV_DOTENV, var->name, var->nname);
	size_t i;

	add_place(all, var->line, out);
	if (spec == NULL && env_name_may_be_secret(var)) {
		er_buf_addf(out, ngettext("<a name of %zu character>",
		    "<a name of %zu characters>", var->nname), var->nname);
		ours = NULL;
	} else {
		er_buf_addclean(out, var->name, var->nname, 256);
	}
	er_buf_addc(out, '\n');
	for (i = 0; i < ENV_READERS; i++)
		if ((all->chosen >> i & 1) != 0)
			show_seen(all, i, contract, spec, var, out);
	if (ours != NULL)
		show_form(all, contract, spec, ours, out);
}

void
env_readers_refusal(const struct env_reading *r, const char *name,
    struct er_buf *out)
{
	if (r->lost)
		/* TRANSLATORS: a program's name, and the reason */
		er_buf_addf(out, _("what %s makes of it is not known: %s"),
		    name, _(r->why));
	else
		/* TRANSLATORS: a program's name, and the reason */
		er_buf_addf(out, _("%s refuses the file: %s"), name,
		    _(r->why));
}

/* What a reader does to the whole file, or beside setting variables. */
static size_t
show_acts(const struct env_readers *all, size_t reader, struct er_buf *out)
{
	static const char *const acts[] = {
		[ENV_RUNS] = N_("runs a command"),
		[ENV_CREATES] = N_("creates or empties a file"),
		[ENV_OPENS] = N_("opens a file"),
	};
	const struct env_reading *r = &all->of[reader];
	size_t i;

	for (i = 0; i < r->n; i++) {
		add_place(all, r->events[i].line, out);
		er_buf_addf(out, "%s %s\n", env_reader_names[reader],
		    _(acts[r->events[i].kind]));
	}
	if (r->refused == 0)
		return r->n;
	add_place(all, r->refused, out);
	env_readers_refusal(r, env_reader_names[reader], out);
	er_buf_addc(out, '\n');
	return r->n + 1;
}

size_t
env_readers_list(const struct env_readers *all,
    const struct env_contract *contract, struct er_buf *out)
{
	struct differences d = {0};
	size_t i, n = 0;

	for (i = 0; i < ENV_READERS; i++)
		if ((all->chosen >> i & 1) != 0)
			n += show_acts(all, i, out);
	find_differences(all, &d);
	for (i = 0; i < d.n; i++)
		show_difference(all, contract, d.list[i], out);
	free(d.list);
	return n + d.n;
}
