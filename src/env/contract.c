/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract: Variable records, read from a recfile. */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"
#include "rec/rec.h"

static const char schema_rule[] = "er-schema";

struct env_contract *
env_contract_new(void)
{
	return er_xcalloc(1, sizeof(struct env_contract));
}

static void
free_names(struct env_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}

static void
free_variable(struct env_variable *v)
{
	size_t i;

	if (v == NULL)
		return;
	free(v->name);
	for (i = 0; i < v->nconditions; i++) {
		free(v->conditions[i].name);
		free(v->conditions[i].prefix);
	}
	free(v->conditions);
	free_names(&v->aliases);
	free_names(&v->values);
	if (v->has_pattern)
		regfree(&v->pattern);
	free(v->doc);
	free(v->remedy);
	free(v);
}

void
env_contract_free(struct env_contract *contract)
{
	size_t i;

	if (contract == NULL)
		return;
	for (i = 0; i < contract->n; i++)
		free_variable(contract->list[i]);
	free(contract->list);
	free(contract);
}

/* ---- fields --------------------------------------------------------------- */

/* What a field's function gets: the record being built, the field's value, and
 * where to say what is wrong with it. */
struct reading {
	struct env_variable *v;
	struct er_slice value;
	const char *file;
	const struct rec_field *field;
	struct er_diags *diags;
};

static void
fault(const struct reading *r, const char *text)
{
	er_diag_add(r->diags, ER_ERROR, r->file, r->field->line,
	    r->field->column, schema_rule, "%.*s: %s", (int)r->field->name.n,
	    r->field->name.p, text);
}

static void
set_text(char **to, struct er_slice value)
{
	free(*to);
	*to = er_xstrndup(value.p, value.n);
}

static void
add_name(struct env_names *names, struct er_slice value)
{
	names->list = er_grow(names->list, names->n, &names->cap,
	    sizeof *names->list);
	names->list[names->n++] = er_xstrndup(value.p, value.n);
}

static void
read_name(const struct reading *r)
{
	size_t i, n = r->value.n;
	const char *p = r->value.p;

	if (n > 0 && p[n - 1] == '*')
		n--;
	for (i = 0; i < n; i++)
		if (!((p[i] >= 'A' && p[i] <= 'Z') || p[i] == '_' ||
		    (p[i] >= 'a' && p[i] <= 'z') ||
		    (i > 0 && p[i] >= '0' && p[i] <= '9')))
			break;
	if (n == 0 || i < n)
		fault(r, _("a name is letters, digits and '_'; it may end in "
		    "'*'"));
	set_text(&r->v->name, r->value);
	r->v->wide = n < r->value.n;
}

/* The next blank-separated word of text, taken off its front. */
static struct er_slice
next_word(struct er_slice *text)
{
	struct er_slice word = er_slice_trim(*text);
	size_t n = 0;

	while (n < word.n && word.p[n] != ' ' && word.p[n] != '\t' &&
	    word.p[n] != '\n')
		n++;
	text->p = word.p + n;
	text->n = word.n - n;
	word.n = n;
	return word;
}

/* NAME or NAME=PREFIX*, of which when and unless have one or more. */
static bool
read_condition(struct env_variable *v, struct er_slice word)
{
	const char *equals = memchr(word.p, '=', word.n);
	struct env_condition condition = {0};
	struct er_slice name = word, prefix = {0};

	if (equals != NULL) {
		name.n = (size_t)(equals - word.p);
		prefix.p = equals + 1;
		prefix.n = word.n - name.n - 1;
		if (prefix.n == 0 || prefix.p[--prefix.n] != '*')
			return false;
		set_text(&condition.prefix, prefix);
	}
	set_text(&condition.name, name);
	v->conditions = er_grow(v->conditions, v->nconditions, &v->cap,
	    sizeof *v->conditions);
	v->conditions[v->nconditions++] = condition;
	return name.n > 0;
}

static void
read_required(const struct reading *r)
{
	static const char *const needs[] = {
		[ENV_OPTIONAL] = "never", [ENV_ALWAYS] = "always",
		[ENV_WHEN] = "when", [ENV_UNLESS] = "unless",
	};
	struct er_slice rest = r->value, word = next_word(&rest);
	size_t i, n = sizeof needs / sizeof *needs;
	bool good, conditional;

	for (i = 0; i < n; i++)
		if (er_slice_is(word, needs[i]))
			break;
	conditional = i == ENV_WHEN || i == ENV_UNLESS;
	word = next_word(&rest);
	good = i < n && conditional == (word.n > 0) && r->v->nconditions == 0;
	for (; good && word.n > 0; word = next_word(&rest))
		good = read_condition(r->v, word);
	if (good)
		r->v->need = (enum env_need)i;
	else
		fault(r, _("expected always or never, or when or unless and "
		    "conditions: NAME or NAME=PREFIX*"));
}

static void
read_type(const struct reading *r)
{
	r->v->type = env_type_find(r->value);
	if (r->v->type == NULL)
		fault(r, _("no such type; er-env-schema(5) lists them"));
}

static void
read_secret(const struct reading *r)
{
	r->v->secret = er_slice_is(r->value, "yes");
	if (!r->v->secret && !er_slice_is(r->value, "no"))
		fault(r, _("expected yes or no"));
}

static void
read_alias(const struct reading *r)
{
	add_name(&r->v->aliases, r->value);
}

static void
read_value(const struct reading *r)
{
	add_name(&r->v->values, r->value);
}

static void
read_pattern(const struct reading *r)
{
	char *pattern = er_xstrndup(r->value.p, r->value.n);

	if (r->v->has_pattern)
		fault(r, _("a variable has one pattern"));
	else if (regcomp(&r->v->pattern, pattern, REG_EXTENDED | REG_NOSUB) !=
	    0)
		fault(r, _("not an extended regular expression"));
	else
		r->v->has_pattern = true;
	free(pattern);
}

static void
read_long(const struct reading *r, long *to)
{
	char *text = er_xstrndup(r->value.p, r->value.n), *end;
	long number;

	errno = 0;
	number = strtol(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0)
		fault(r, _("not a whole number"));
	else
		*to = number;
	free(text);
}

static void
read_min(const struct reading *r)
{
	read_long(r, &r->v->min);
}

static void
read_max(const struct reading *r)
{
	read_long(r, &r->v->max);
}

static void
read_doc(const struct reading *r)
{
	set_text(&r->v->doc, r->value);
}

static void
read_remedy(const struct reading *r)
{
	set_text(&r->v->remedy, r->value);
}

static const struct {
	const char *name;
	void (*read)(const struct reading *);
} fields[] = {
	{ "Name", read_name }, { "Required", read_required },
	{ "Type", read_type }, { "Secret", read_secret },
	{ "Alias", read_alias }, { "Value", read_value },
	{ "Pattern", read_pattern }, { "Min", read_min },
	{ "Max", read_max }, { "Doc", read_doc }, { "Remedy", read_remedy },
};

/* ---- records -------------------------------------------------------------- */

static struct env_variable *
read_variable(const char *file, const struct rec_record *record,
    struct er_diags *diags)
{
	struct env_variable *v = er_xcalloc(1, sizeof *v);
	struct reading r = { .v = v, .file = file, .diags = diags };
	size_t i, k;

	v->min = LONG_MIN;
	v->max = LONG_MAX;
	for (i = 0; i < record->n; i++) {
		r.field = &record->fields[i];
		r.value = er_slice_trim(r.field->value);
		for (k = 0; k < sizeof fields / sizeof *fields; k++)
			if (er_slice_is(r.field->name, fields[k].name))
				break;
		if (k < sizeof fields / sizeof *fields)
			fields[k].read(&r);
		else
			fault(&r, _("no such field; er-env-schema(5) lists them"));
	}
	if (v->name == NULL) {
		er_diag_add(diags, ER_ERROR, file, record->line, 0,
		    schema_rule, _("a Variable record needs a Name"));
		free_variable(v);
		return NULL;
	}
	if (v->type == NULL)
		v->type = env_type_find((struct er_slice){ "text", 4 });
	return v;
}

static void
put_variable(struct env_contract *contract, struct env_variable *v)
{
	size_t i;

	for (i = 0; i < contract->n; i++)
		if (strcmp(contract->list[i]->name, v->name) == 0) {
			free_variable(contract->list[i]);
			contract->list[i] = v;
			return;
		}
	contract->list = er_grow(contract->list, contract->n, &contract->cap,
	    sizeof *contract->list);
	contract->list[contract->n++] = v;
}

int
env_contract_add(struct env_contract *contract, const char *path,
    struct er_diags *diags, struct er_err *err)
{
	struct er_file file = {0};
	struct rec_reader *reader;
	struct rec_record record;
	struct env_variable *v;
	size_t found = 0;

	if (er_file_open(path, ENV_FILE_MAX, &file, err) != 0)
		return -1;
	reader = rec_open(path, file.p, file.n, diags);
	while (rec_next(reader, &record) != 0) {
		if (record.descriptor || !er_slice_is(record.type, "Variable"))
			continue;
		found++;
		v = read_variable(path, &record, diags);
		if (v != NULL)
			put_variable(contract, v);
	}
	if (found == 0)
		er_diag_add(diags, ER_ERROR, path, 0, 0, schema_rule,
		    _("no Variable record; begin the records with the line "
		    "%%rec: Variable"));
	rec_close(reader);
	er_file_close(&file);
	return 0;
}

/* ---- looking up ----------------------------------------------------------- */

const struct env_variable *
env_contract_find(const struct env_contract *contract, const char *name,
    size_t n)
{
	const struct env_variable *wide = NULL, *v;
	size_t i, len;

	for (i = 0; i < contract->n; i++) {
		v = contract->list[i];
		len = strlen(v->name);
		if (v->wide && n >= len - 1 &&
		    memcmp(v->name, name, len - 1) == 0)
			wide = v;
		else if (len == n && memcmp(v->name, name, n) == 0)
			return v;
	}
	return wide;
}

const struct env_variable *
env_contract_joined(const struct env_contract *contract,
    const struct env_var *var)
{
	const struct env_variable *v;
	const char *found;
	size_t i;

	if (strchr(var->value, '=') == NULL)
		return NULL;
	for (i = 0; i < contract->n; i++) {
		v = contract->list[i];
		found = v->wide ? NULL : strstr(var->value, v->name);
		if (found != NULL && found[strlen(v->name)] == '=')
			return v;
	}
	return NULL;
}
