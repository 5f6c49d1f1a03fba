/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target for what is read of a git repository: a text up to its first
 * NUL is a .gitignore, then one that is its configuration, the rest its index.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "env/env-priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
put(const char *path, const char *p, size_t n)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fwrite(p, 1, n, file) != n || fclose(file) != 0)
		abort();
}

/* What stands before the next NUL is one file. */
static void
put_part(const char *path, const char **p, size_t *n)
{
	const char *nul = *n > 0 ? memchr(*p, '\0', *n) : NULL;
	size_t len = nul != NULL ? (size_t)(nul - *p) : *n;

	put(path, *p, len);
	len += nul != NULL;
	*p += len;
	*n -= len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char path[4096];
	const struct env_user nobody = {0};
	const char *p = (const char *)data;

	if (path[0] == '\0') {
		if (getcwd(path, sizeof path - 20) == NULL)
			abort();
		strcat(path, "/repo/a/b.env");
		mkdir("repo", 0700);
		mkdir("repo/a", 0700);
		mkdir("repo/.git", 0700);
		put("repo/.git/HEAD", "", 0);
	}
	put_part("repo/.gitignore", &p, &n);
	put_part("repo/.git/config", &p, &n);
	put("repo/.git/index", p, n);
	env_git_look(path, &nobody);
	return 0;
}
