/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of assignments. All names and values lie in one block that is never
 * moved, so that wiping it once wipes every copy this program made of them.
 */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "env/env-priv.h"

static void
append(struct env_set *set, const char *p, size_t n)
{
	assert(n < set->size - set->used);
	if (n > 0)
		memcpy(set->memory + set->used, p, n);
	set->used += n;
}

struct env_var *
env_add(struct env_set *set, const char *name, size_t n)
{
	struct env_var *var;

	set->vars = er_grow(set->vars, set->n, &set->cap, sizeof *set->vars);
	var = &set->vars[set->n++];
	*var = (struct env_var){ .name = set->memory + set->used, .nname = n };
	append(set, name, n);
	append(set, "=", 1);
	var->value = set->memory + set->used;
	return var;
}

void
env_add_value(struct env_set *set, const char *p, size_t n)
{
	append(set, p, n);
	set->vars[set->n - 1].nvalue += n;
}

void
env_add_done(struct env_set *set)
{
	append(set, "", 1);
}

/* ---- looking up by name ---------------------------------------------------- */

/* FNV-1a, 64 bits. The table is at most half full. */
static size_t
hash(const char *p, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32);
}

/* Where that name stands in the table, or the free place for it. */
static size_t *
slot(const struct env_set *set, const char *name, size_t n)
{
	size_t at = hash(name, n) & set->mask;
	const struct env_var *var;

	for (; set->table[at] != 0; at = (at + 1) & set->mask) {
		var = &set->vars[set->table[at] - 1];
		if (var->nname == n && memcmp(var->name, name, n) == 0)
			break;
	}
	return &set->table[at];
}

/* Fills the table and each variable's winner. */
static void
index_names(struct env_set *set)
{
	size_t i, *place, size = 16;

	while (size / 2 < set->n)
		size *= 2;
	set->mask = size - 1;
	set->table = er_xcalloc(size, sizeof *set->table);
	for (i = set->n; i-- > 0; ) {
		place = slot(set, set->vars[i].name, set->vars[i].nname);
		if (*place == 0)	/* the last one comes first here */
			*place = i + 1;
		set->vars[i].winner = *place - 1;
	}
}

const struct env_var *
env_find_name(const struct env_set *set, const char *name, size_t n)
{
	size_t place = *slot(set, name, n);

	return place > 0 ? &set->vars[place - 1] : NULL;
}

const struct env_var *
env_find(const struct env_set *set, const char *name)
{
	return env_find_name(set, name, strlen(name));
}

/* ---- where a set comes from ------------------------------------------------ */

void
env_parse(const char *file, const char *text, size_t n,
    const struct env_grammar *grammar, struct env_set *set,
    struct er_diags *diags)
{
	struct env_scan scan = {
		.file = file, .text = text, .n = n, .line = 1, .set = set,
		.diags = diags,
	};

	set->file = er_xstrdup(file);
	set->size = n + 2;
	set->memory = er_xmalloc(set->size);
	while (grammar->next(&scan))
		continue;
	index_names(set);
}

void
env_take(char *const *environment, struct env_set *set)
{
	size_t i;

	set->size = 2;
	for (i = 0; environment[i] != NULL; i++)
		set->size += strlen(environment[i]) + 2;
	set->memory = er_xmalloc(set->size);
	for (i = 0; environment[i] != NULL; i++) {
		const char *equals = strchr(environment[i], '=');

		if (equals == NULL)
			continue;
		env_add(set, environment[i],
		    (size_t)(equals - environment[i]))->quoting = ENV_GIVEN;
		env_add_value(set, equals + 1, strlen(equals + 1));
		env_add_done(set);
	}
	index_names(set);
}

void
env_free(struct env_set *set)
{
	er_wipe(set->memory, set->size);
	free(set->memory);
	free(set->vars);
	free(set->table);
	free(set->file);
	*set = (struct env_set){0};
}
