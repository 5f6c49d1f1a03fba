/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment that a command gets. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "env/env-priv.h"

/*
 * What a program needs to find its way, and none of which is a setting of the
 * job: who, where, in which language. A '*' ends a name that may go on.
 */
static const char *const kept[] = {
	"ER_DATADIR", "ER_LIBEXECDIR", "HOME", "LANG", "LANGUAGE", "LC_*", "LOGNAME", "PATH",
	"SHELL", "TERM", "TMPDIR", "TZ", "USER", "XDG_*",
};

static bool
is_kept(const char *text, size_t n)
{
	size_t i, len;

	for (i = 0; i < sizeof kept / sizeof *kept; i++) {
		len = strlen(kept[i]);
		if (kept[i][len - 1] == '*' ?
		    n >= len && memcmp(text, kept[i], len - 1) == 0 :
		    n == len && memcmp(text, kept[i], len) == 0)
			return true;
	}
	return false;
}

static bool
is_set(const struct env_set *set, const char *text, size_t n)
{
	char *name = er_xstrndup(text, n);
	bool found = env_find(set, name) != NULL;

	free(name);
	return found;
}

char **
env_build(const struct env_set *set, char *const *environment, bool inherit)
{
	char **built = NULL;
	size_t i, len, n = 0, cap = 0;

	for (i = 0; environment[i] != NULL; i++) {
		len = strcspn(environment[i], "=");
		if ((!inherit && !is_kept(environment[i], len)) ||
		    is_set(set, environment[i], len))
			continue;
		built = er_grow(built, n, &cap, sizeof *built);
		built[n++] = environment[i];
	}
	for (i = 0; i < set->n; i++) {
		if (set->vars[i].winner != i)
			continue;
		built = er_grow(built, n, &cap, sizeof *built);
		built[n++] = (char *)(uintptr_t)set->vars[i].name;
	}
	built = er_grow(built, n, &cap, sizeof *built);
	built[n] = NULL;
	return built;
}
