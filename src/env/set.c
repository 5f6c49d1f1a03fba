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

/* Only what a reader expands can be too large; then nothing is added. */
static void
append(struct env_set *set, const char *p, size_t n)
{
	if (set->full || n >= set->size - set->used) {
		assert(set->live);
		set->full = true;
		return;
	}
	if (n > 0)
		memcpy(set->memory + set->used, p, n);
	set->used += n;
	if (set->touched < set->used)
		set->touched = set->used;
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
	if (!set->full)
		set->vars[set->n - 1].nvalue += n;
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

/* An empty table for that many names. */
static void
make_table(struct env_set *set, size_t n)
{
	size_t size = 16;

	while (size / 2 < n)
		size *= 2;
	free(set->table);
	set->mask = size - 1;
	set->table = er_xcalloc(size, sizeof *set->table);
}

/*
 * Puts an assignment into the table of a live set. Its winner is meanwhile the
 * earlier place of that name, which a cut puts back.
 */
static void
put(struct env_set *set, size_t i)
{
	size_t *place = slot(set, set->vars[i].name, set->vars[i].nname);

	set->vars[i].winner = *place;
	*place = i + 1;
}

void
env_add_done(struct env_set *set)
{
	size_t i;

	append(set, "", 1);
	if (!set->live || set->full)
		return;
	if (set->n > set->mask / 2) {
		make_table(set, set->n * 2);
		for (i = 0; i + 1 < set->n; i++)
			put(set, i);
	}
	put(set, set->n - 1);
}

void
env_set_cut(struct env_set *set, size_t n, size_t used)
{
	struct env_var *var;

	while (set->n > n) {
		var = &set->vars[--set->n];
		*slot(set, var->name, var->nname) = var->winner;
	}
	set->used = used;
}

/* What an expanding reader may make of a file, beside four times its size. */
enum { EXPANDED_MAX = 1024 * 1024 };

void
env_set_begin(struct env_set *set, size_t n, bool expands)
{
	set->size = expands ? n * 4 + EXPANDED_MAX : n * 2 + 2;
	set->memory = er_xmalloc(set->size);
	set->live = expands;
	if (expands)
		make_table(set, 0);
}

/* Fills the table and each variable's winner. */
void
env_set_end(struct env_set *set)
{
	size_t i, *place;

	make_table(set, set->n);
	for (i = set->n; i-- > 0; ) {
		place = slot(set, set->vars[i].name, set->vars[i].nname);
		if (*place == 0)	/* the last one comes first here */
			*place = i + 1;
		set->vars[i].winner = *place - 1;
	}
	set->live = false;
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
	env_set_begin(set, n, false);
	while (grammar->next(&scan))
		continue;
	env_set_end(set);
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
	env_set_end(set);
}

void
env_free(struct env_set *set)
{
	er_wipe(set->memory, set->touched);
	free(set->memory);
	free(set->vars);
	free(set->table);
	free(set->file);
	*set = (struct env_set){0};
}
