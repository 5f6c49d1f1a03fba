/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which role pages there are: NAME.md in any of some directories, the first
 * of a name wins. */
#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "report/report-priv.h"

/* The length of the role's name in a file name, or 0. */
static size_t
name_length(const char *file)
{
	size_t n = strlen(file);

	if (n <= 3 || strcmp(file + n - 3, ".md") != 0 ||
	    !role_name_is_valid(file, n - 3))
		return 0;
	return n - 3;
}

static bool
has_role(const struct roles *roles, const char *name)
{
	size_t i;

	for (i = 0; i < roles->n; i++) {
		if (strcmp(roles->list[i].name, name) == 0)
			return true;
	}
	return false;
}

static void
add_page(struct roles *roles, const struct report_dir *where, const char *file)
{
	size_t n = name_length(file);
	char *name = er_xstrndup(file, n), *path;

	path = er_path_join(where->path, file);
	if (n == 0 || has_role(roles, name) ||
	    er_entry_kind(path, where->root) != ER_ENTRY_FILE) {
		free(name);
		free(path);
		return;
	}
	roles->list = er_grow(roles->list, roles->n, &roles->cap,
	    sizeof *roles->list);
	roles->list[roles->n].name = name;
	roles->list[roles->n++].file = path;
}

static void
add_directory(struct roles *roles, const struct report_dir *where)
{
	DIR *dir = opendir(where->path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		add_page(roles, where, entry->d_name);
	if (dir != NULL)
		closedir(dir);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct role_file *)a)->name,
	    ((const struct role_file *)b)->name);
}

void
roles_find(struct roles *roles, const struct report_dir *dirs, size_t ndirs)
{
	size_t i;

	for (i = 0; i < ndirs; i++)
		add_directory(roles, &dirs[i]);
	if (roles->n > 0)
		qsort(roles->list, roles->n, sizeof *roles->list, by_name);
}

void
roles_free(struct roles *roles)
{
	size_t i;

	for (i = 0; i < roles->n; i++) {
		free(roles->list[i].name);
		free(roles->list[i].file);
	}
	free(roles->list);
	*roles = (struct roles){0};
}

static void
fail_unknown(const char *name, const struct report_dir *dirs, size_t ndirs,
    struct er_err *err)
{
	struct role_names names = {0};
	struct roles roles = {0};
	const char *nearest;
	char *all;
	size_t i;

	roles_find(&roles, dirs, ndirs);
	for (i = 0; i < roles.n; i++)
		role_names_add(&names, roles.list[i].name);
	nearest = role_names_nearest(&names, name);
	all = role_names_text(&names);
	if (roles.n == 0)
		er_fail(err, ER_USAGE, _("unknown role '%s'; there are no "
		    "role pages at all (--roles DIR, ER_DATADIR)"), name);
	else if (nearest != NULL)
		/* TRANSLATORS: a role, the nearest name, all names */
		er_fail(err, ER_USAGE, _("unknown role '%s'; did you mean "
		    "'%s'? The roles are: %s"), name, nearest, all);
	else
		/* TRANSLATORS: a role, all names */
		er_fail(err, ER_USAGE, _("unknown role '%s'; the roles are: "
		    "%s"), name, all);
	free(all);
	role_names_free(&names);
	roles_free(&roles);
}

char *
roles_look_up(const char *name, const struct report_dir *dirs, size_t ndirs,
    struct er_err *err)
{
	char *file, *path = NULL;
	size_t i;

	if (!role_name_is_valid(name, strlen(name))) {
		er_fail(err, ER_USAGE, _("'%s' is not the name of a role; a "
		    "role is named, and --roles says where its page is"),
		    name);
		return NULL;
	}
	file = er_xasprintf("%s.md", name);
	for (i = 0; i < ndirs; i++) {
		path = er_path_join(dirs[i].path, file);
		if (access(path, F_OK) == 0)
			break;
		free(path);
		path = NULL;
	}
	free(file);
	if (path == NULL) {
		fail_unknown(name, dirs, ndirs, err);
	} else if (er_entry_check(path, dirs[i].root, err) != 0) {
		free(path);
		path = NULL;
	}
	return path;
}
