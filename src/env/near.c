/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which variable of the contract an unknown name most likely was meant to be.
 * Each unknown name is held against every name of the contract, so two cheap
 * tests come before the edit distance: an edit changes the length by at most
 * one, and the set of characters by at most two.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "env/env-priv.h"

enum { NAME_MAX_LEN = 64 };	/* longer names are never near */

/* A name that may have been meant. */
struct target {
	const char *name;
	size_t n;
	uint64_t letters;
	size_t place;		/* of its variable in the contract */
};

struct env_near {
	struct target *list;	/* shortest first */
	size_t n, cap;
	size_t first[NAME_MAX_LEN + 2];	/* by length: of that or more */
};

/* A bit for each character that occurs; case does not count. */
static uint64_t
letters(const char *p, size_t n)
{
	uint64_t set = 0;
	size_t i;

	for (i = 0; i < n; i++)
		set |= UINT64_C(1) << (p[i] & 31) << (p[i] & 64 ? 32 : 0);
	return set;
}

static void
add_target(struct env_near *near, const char *name, size_t place)
{
	size_t n = strlen(name);

	near->list = er_grow(near->list, near->n, &near->cap,
	    sizeof *near->list);
	near->list[near->n++] =
	    (struct target){ name, n, letters(name, n), place };
}

static int
by_length(const void *a, const void *b)
{
	const struct target *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* Orders the targets, and finds where each length begins. */
static void
index_lengths(struct env_near *near)
{
	size_t i, n = 0;

	if (near->n > 0)
		qsort(near->list, near->n, sizeof *near->list, by_length);
	for (i = 0; i < sizeof near->first / sizeof *near->first; i++) {
		while (n < near->n && near->list[n].n < i)
			n++;
		near->first[i] = n;
	}
}

struct env_near *
env_near_new(const struct env_contract *contract)
{
	struct env_near *near = er_xcalloc(1, sizeof *near);
	const struct env_variable *spec;
	size_t i, k;

	for (i = 0; i < contract->n; i++) {
		spec = contract->list[i];
		if (spec->wide)
			continue;
		add_target(near, spec->name, i);
		for (k = 0; k < spec->aliases.n; k++)
			add_target(near, spec->aliases.list[k], i);
	}
	index_lengths(near);
	return near;
}

void
env_near_free(struct env_near *near)
{
	if (near != NULL)
		free(near->list);
	free(near);
}

/* How many slips a name of that length may have. */
static size_t
slips(size_t n)
{
	return n < 8 ? 1 : n < 16 ? 2 : 3;
}

/* Whether two sets of letters differ by as much as max edits may do. */
static bool
may_be_near(uint64_t a, uint64_t b, size_t max)
{
	uint64_t differ = a ^ b;
	size_t bits;

	for (bits = 0; differ != 0 && bits <= 2 * max; bits++)
		differ &= differ - 1;
	return bits <= 2 * max;
}

size_t
env_near_find(const struct env_near *near, const struct env_checker *c,
    const struct env_var *var, bool ours)
{
	size_t n = var->nname, max = slips(n), i, d, best = c->contract->n;
	uint64_t set = letters(var->name, n);
	const struct target *target;
	char name[NAME_MAX_LEN + 1];

	if (n + max > NAME_MAX_LEN)
		return best;
	memcpy(name, var->name, n);
	name[n] = '\0';
	for (i = near->first[n - (n < max ? n : max)];
	    i < near->first[n + max + 1]; i++) {
		target = &near->list[i];
		if (!may_be_near(set, target->letters, max) ||
		    (!ours && !c->missing[target->place]))
			continue;
		d = er_edit_distance(name, target->name, max);
		if (d > max || (d == max && best < target->place))
			continue;
		max = d;
		best = target->place;
	}
	return best;
}
