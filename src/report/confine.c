/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What making a report needs of the system, and nothing more: the files that
 * the settings name. */
#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "report/report-priv.h"

/* A database has others beside it; of a link, beside what it leads to. */
static void
read_book(struct er_confinement *c, const char *path)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal" };
	char *real = realpath(path, NULL), *beside;
	size_t i;

	er_confine_read(c, path);
	for (i = 0; real != NULL && i < sizeof suffixes / sizeof *suffixes;
	    i++) {
		beside = er_xasprintf("%s%s", real, suffixes[i]);
		er_confine_read(c, beside);
		free(beside);
	}
	free(real);
}

/* Of a trusted directory its entries as well, which may be links. */
static void
read_roles(struct er_confinement *c, const struct report_dir *where)
{
	DIR *dir = where->root == NULL ? opendir(where->path) : NULL;
	struct dirent *entry;
	char *path;

	if (where->root == NULL || er_entry_kind(where->path,
	    where->root) == ER_ENTRY_DIRECTORY)
		er_confine_read(c, where->path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		path = er_path_join(where->path, entry->d_name);
		er_confine_read(c, path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
}

/* The file is written beside its name first. */
static void
write_beside(struct er_confinement *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash == NULL ? er_xstrdup(".") :
	    er_xstrndup(path, (size_t)(slash - path) + 1);

	er_confine_read(c, path);
	er_confine_write(c, directory);
	free(directory);
}

void
report_confine(const struct report_settings *settings, const char *data)
{
	struct er_confinement c;
	size_t i;

	/* libcrypto reads its configuration when it is first used. */
	free(mail_digest("", 0));
	er_confine_begin(&c);
	for (i = 0; i < settings->book.npaths; i++)
		read_book(&c, settings->book.paths[i]);
	for (i = 0; i < settings->ndirs; i++)
		read_roles(&c, &settings->dirs[i]);
	for (i = 0; i < settings->nplaces; i++)
		er_confine_read(&c, settings->places[i].dir.path);
	er_confine_read(&c, data);
	er_confine_read(&c, settings->book.schema);
	er_confine_read(&c, settings->book.finance);
	if (settings->since != NULL)
		er_confine_read(&c, settings->since);
	if (settings->compile != NULL)
		write_beside(&c, settings->compile);
	er_confine(&c);
}
