/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a file is one that all readers read alike, as part of a check. One
 * cause gives one finding: nothing is said of a line of which something has
 * been said, nor of a file whose bytes make readers differ on every line.
 */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

enum { SHOWN_MAX = 20 };	/* the rest is counted */

struct check {
	const struct env_readers *all;
	struct er_diags *diags;
	size_t shown, more;
};

/*
 * Only remarks and NAME=value, of ASCII characters that mean nothing to any
 * reader: then there is nothing to compare, and most files end here.
 */
static bool
is_plain(const char *text, size_t n)
{
	static const char safe[] = "%+,-./:=@^_{}[]*?!";
	const char *p = text, *end = text + n, *line;

	while (p < end) {
		if (*p == '#') {
			line = memchr(p, '\n', (size_t)(end - p));
			if (line == NULL || line[-1] == '\\' ||
			    !er_is_ascii(p, (size_t)(line - p)) ||
			    memchr(p, '\r', (size_t)(line - p)) != NULL)
				return false;
			p = line + 1;
			continue;
		}
		for (line = p; p < end && env_is_name_char(*p, p == line); p++)
			continue;
		if (p < end && *p == '\n' && p == line) {
			p++;		/* an empty line */
			continue;
		}
		if (p == end || p == line || *p != '=')
			return false;
		while (p < end && (env_is_name_char(*p, false) ||
		    (*p != '\0' && strchr(safe, *p) != NULL)))
			p++;
		if (p == end || *p++ != '\n' || p - line > 65535)
			return false;
	}
	return true;
}

/* Something is said that explains every difference in the line. */
static bool
is_explained(const struct check *c, size_t line)
{
	static const enum env_rule bytes[] = {
		ENV_NUL_BYTE, ENV_NOT_UTF8, ENV_BYTE_ORDER_MARK, ENV_CRLF
	};
	const struct er_diag *diag;
	size_t i, k;

	for (i = 0; i < c->diags->n; i++) {
		diag = &c->diags->list[i];
		if (strcmp(diag->file, c->all->file) != 0)
			continue;
		if (diag->line == line)
			return true;
		for (k = 0; k < sizeof bytes / sizeof *bytes; k++)
			if (diag->rule == env_rules[bytes[k]].id)
				return true;
	}
	return false;
}

static void
warn(struct check *c, size_t line, size_t column, const char *text)
{
	if (!is_explained(c, line)) {
		c->shown++;
		er_diag_add(c->diags, ER_WARNING, c->all->file, line, column,
		    env_rules[ENV_READERS_DIFFER].id, "%s", text);
	}
}

/* The reader takes nothing of the file at all. */
static void
check_refusal(struct check *c, size_t reader)
{
	const struct env_reading *r = &c->all->of[reader];
	struct er_buf why = {0}, text = {0};

	if (r->refused == 0)
		return;
	env_readers_refusal(r, env_reader_names[reader], &why);
	/* TRANSLATORS: "sh refuses the file: a quote is never closed" */
	er_buf_addf(&text, _("%s; er-env readers shows how to write it"),
	    why.p);
	warn(c, r->refused, 0, text.p);
	er_buf_free(&text);
	er_buf_free(&why);
}

/* What a reader does beside setting variables. */
static void
check_acts(struct check *c, size_t reader)
{
	static const char *const acts[] = {
		[ENV_RUNS] = N_("sh runs a command here; put a value with "
		    "blanks or ; & | into quotes"),
		[ENV_CREATES] = N_("sh creates or empties a file here; put a "
		    "value with > into quotes"),
		[ENV_OPENS] = N_("sh opens a file here; put a value with < "
		    "into quotes"),
	};
	const struct env_reading *r = &c->all->of[reader];
	size_t i;

	for (i = 0; i < r->n && c->shown < SHOWN_MAX; i++)
		warn(c, r->events[i].line, 0, _(acts[r->events[i].kind]));
	c->more += r->n - i;
}

static void
check_variable(struct check *c, const struct env_var *var)
{
	unsigned against = env_readers_against(c->all, var);
	struct er_buf text = {0}, names = {0};

	if (against == 0)
		return;
	if (c->shown >= SHOWN_MAX) {
		c->more++;	/* without looking for a form */
		return;
	}
	env_readers_names(against, &names);
	if (env_name_may_be_secret(var))
		/* TRANSLATORS: names of programs */
		er_buf_addf(&text, _("read as something else by %s; er-env "
		    "readers shows it"), names.p);
	else if (env_readers_for(c->all, var, '\0') == c->all->chosen)
		/* TRANSLATORS: a variable's name, and names of programs */
		er_buf_addf(&text, _("%.*s: another value to %s; write it "
		    "bare: no quotes, no blanks, no remark behind it"),
		    (int)var->nname, var->name, names.p);
	else
		/* TRANSLATORS: a variable's name, and names of programs */
		er_buf_addf(&text, _("%.*s: another value to %s, and no form "
		    "suits all; er-env readers shows the best, --reader says "
		    "whom you need"), (int)var->nname, var->name, names.p);
	warn(c, var->line, var->column, text.p);
	er_buf_free(&text);
	er_buf_free(&names);
}

void
env_check_readers(const char *file, const char *text, size_t n,
    unsigned chosen, struct er_diags *diags)
{
	struct env_readers all;
	struct check c = { .all = &all, .diags = diags };
	const struct env_set *set;
	size_t i;

	if (is_plain(text, n))
		return;
	env_readers_make(file, text, n, chosen, &all);
	for (i = 0; i < ENV_READERS; i++)
		if ((chosen >> i & 1) != 0)
			check_refusal(&c, i);
	set = &all.of[ENV_DOTENV].set;
	for (i = 0; i < set->n; i++)
		if (set->vars[i].winner == i)
			check_variable(&c, &set->vars[i]);
	for (i = 0; i < ENV_READERS; i++)
		if ((chosen >> i & 1) != 0)
			check_acts(&c, i);
	if (c.more > 0)
		er_diag_add(diags, ER_WARNING, file, 0, 0,
		    env_rules[ENV_READERS_DIFFER].id,
		    ngettext("%zu more place is read differently by one "
		    "program or another; er-env readers shows it",
		    "%zu more places are read differently by one program or "
		    "another; er-env readers shows them", c.more), c.more);
	er_diags_sort(diags);
	env_readers_free(&all);
}
