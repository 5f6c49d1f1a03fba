/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where an environment file is, and who can get at it. Whoever may write to
 * the file, or to its directory, or owns either, decides what is sent; whoever
 * may read it, or gets the repository that it is in, has the keys.
 */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "env/env-priv.h"

struct place {
	const char *file;	/* as the user named it */
	const struct env_user *user;
	bool secret;		/* it holds one */
	struct er_diags *diags;
};

static void problem(const struct place *p, enum env_rule rule,
    enum er_severity severity, const char *fmt, ...) ER_PRINTF(4, 5);

static void
problem(const struct place *p, enum env_rule rule, enum er_severity severity,
    const char *fmt, ...)
{
	struct er_buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	er_diag_add(p->diags, severity, p->file, 0, 0, env_rules[rule].id,
	    "%s", text.p);
	er_buf_free(&text);
}

static void
check_mode(const struct place *p, unsigned mode)
{
	if ((mode & S_IWOTH) != 0)
		problem(p, ENV_FILE_MODE, ER_ERROR, _("anybody may write to "
		    "this file (mode %04o); chmod 600"), mode);
	else if ((mode & (S_IRWXG | S_IRWXO)) != 0 && p->secret)
		problem(p, ENV_FILE_MODE, ER_WARNING, _("it holds a secret "
		    "that others may read (mode %04o); chmod 600"), mode);
}

static bool
is_foreign(const struct place *p, const struct stat *st)
{
	return st->st_uid != 0 && st->st_uid != p->user->id;
}

static void
check_owner(const struct place *p, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && is_foreign(p, &st))
		problem(p, ENV_FILE_OWNER, ER_WARNING, _("it belongs to "
		    "another user (%lu), who can change it at any time; chown "
		    "it"), (unsigned long)st.st_uid);
}

/* Where each user has a group of the same number, who is in it is the user. */
static void
check_directory(const struct place *p, const char *dir)
{
	unsigned mode;
	struct stat st;

	if (stat(dir, &st) != 0)
		return;
	mode = (unsigned)st.st_mode & 07777;
	if (is_foreign(p, &st))
		/* TRANSLATORS: a directory and a user's number */
		problem(p, ENV_FILE_OWNER, ER_WARNING, _("its directory '%s' "
		    "belongs to another user (%lu), who can put another file "
		    "in its place; move it, or chown that"), dir,
		    (unsigned long)st.st_uid);
	if ((mode & S_ISVTX) != 0)
		return;		/* only owners rename and remove there */
	if ((mode & S_IWOTH) != 0)
		/* TRANSLATORS: a directory and its mode, twice */
		problem(p, ENV_DIRECTORY_MODE, ER_ERROR, _("anybody may put "
		    "another file in its place: its directory '%s' has mode "
		    "%04o; chmod go-w '%s'"), dir, mode, dir);
	else if ((mode & S_IWGRP) != 0 && st.st_gid != st.st_uid && p->secret)
		/* TRANSLATORS: a directory and its mode, twice */
		problem(p, ENV_DIRECTORY_MODE, ER_WARNING, _("a group may put "
		    "another file in its place: its directory '%s' has mode "
		    "%04o; chmod g-w '%s'"), dir, mode, dir);
}

/* The directory of a path, owned. */
static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return er_xstrdup(".");
	return er_xstrndup(path, slash > path ? (size_t)(slash - path) : 1);
}

static void
check_directory_of(const struct place *p, const char *path)
{
	char *dir = directory_of(path);

	check_directory(p, dir);
	free(dir);
}

static void
check_git(const struct place *p, const char *path)
{
	switch (env_git_look(path, p->user)) {
	case ENV_GIT_HAS_IT:
		problem(p, ENV_GIT_TRACKED, ER_ERROR, _("git keeps this file, "
		    "and it holds a secret; git rm --cached it, add it to "
		    ".gitignore, and make new keys, for every copy of the "
		    "repository has these"));
		break;
	case ENV_GIT_COULD:
		problem(p, ENV_GIT_NOT_IGNORED, ER_WARNING, _("it holds a "
		    "secret, is in a git repository, and git does not ignore "
		    "it; add it to .gitignore before somebody commits it"));
		break;
	default:
		break;
	}
}

void
env_check_place(const struct env_set *set,
    const struct env_contract *contract, const struct env_user *user,
    struct er_diags *diags)
{
	const struct place p = {
		.file = set->file, .user = user, .diags = diags,
		.secret = env_holds_secret(set, contract),
	};
	struct stat st;
	char *path;

	if (!set->has_mode)
		return;		/* no file, or a pipe */
	check_mode(&p, set->mode);
	if (strcmp(set->file, "-") == 0)
		return;
	check_owner(&p, set->file);
	check_directory_of(&p, set->file);
	path = realpath(set->file, NULL);
	if (path != NULL && lstat(set->file, &st) == 0 &&
	    S_ISLNK(st.st_mode)) {
		problem(&p, ENV_SYMLINK, ER_NOTE, _("a link to '%s', whose "
		    "mode and owner count"), path);
		check_directory_of(&p, path);
	}
	if (path != NULL && p.secret)
		check_git(&p, path);
	free(path);
	er_diags_sort(diags);
}

void
env_check_shadows(const struct env_set *set,
    const struct env_set *environment, const struct env_contract *contract,
    struct er_diags *diags)
{
	const struct env_var *var, *other;
	size_t i;

	for (i = 0; i < contract->n; i++) {
		var = env_find(set, contract->list[i]->name);
		other = env_find(environment, contract->list[i]->name);
		if (var == NULL || other == NULL ||
		    (var->nvalue == other->nvalue &&
		    memcmp(var->value, other->value, var->nvalue) == 0))
			continue;
		er_diag_add(diags, ER_WARNING, set->file, var->line,
		    var->column, env_rules[ENV_SHADOWED].id,
		    _("%s: the environment has another value, which dotenv "
		    "does not replace; unset it there, or take this line out"),
		    contract->list[i]->name);
	}
	er_diags_sort(diags);
}
