/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files a book is. Only what the user names is opened, and in a
 * directory what its own listing names: data cannot name a file, and a link in
 * a directory cannot lead out of it, since who sent the directory made it.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "book/book-priv.h"

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && strcmp(name + n - m, suffix) == 0;
}

bool
book_is_database(const char *name)
{
	return has_suffix(name, ".db") || has_suffix(name, ".sqlite");
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* posting.2026-10.csv adds to posting. */
static char *
type_of_csv(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base == NULL ? path : base + 1;
	return er_xstrndup(base, strcspn(base, "."));
}

struct book_input *
book_inputs_add(struct book_inputs *inputs)
{
	inputs->list = er_grow(inputs->list, inputs->n, &inputs->cap,
	    sizeof *inputs->list);
	inputs->list[inputs->n] = (struct book_input){0};
	return &inputs->list[inputs->n++];
}

static int
add_file(struct book_inputs *inputs, const char *path, struct er_err *err)
{
	struct book_input *input;

	if (book_is_database(path))
		return book_database_open(inputs, path, err);
	input = book_inputs_add(inputs);
	if (has_suffix(path, ".csv")) {
		input->format = FORMAT_CSV;
		input->type = type_of_csv(path);
	}
	if (er_file_open(path, 0, &input->file, err) != 0)
		return -1;
	inputs->bytes += input->file.n;
	return 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The visible names in a directory, sorted; owned. */
static char **
list_directory(const char *path, size_t *n, struct er_err *err)
{
	char **names = er_xcalloc(1, sizeof *names);
	size_t cap = 1;
	struct dirent *entry;
	DIR *dir = opendir(path);

	*n = 0;
	if (dir == NULL) {
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
		free(names);
		return NULL;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		names = er_grow(names, *n, &cap, sizeof *names);
		names[(*n)++] = er_xstrdup(entry->d_name);
	}
	closedir(dir);
	qsort(names, *n, sizeof *names, compare_names);
	return names;
}

static bool
is_book_file(const char *name)
{
	return has_suffix(name, ".rec") || has_suffix(name, ".csv") ||
	    book_is_database(name);
}

static int add_directory(struct book_inputs *inputs, const char *path,
    const char *root, struct er_err *err);

/* root: the directory that the user named. Its subdirectories are read too,
 * but for roles/. */
static int
add_entry(struct book_inputs *inputs, const char *path, const char *name,
    const char *root, bool deep, struct er_err *err)
{
	enum er_entry kind = er_entry_kind(path, root);
	bool wanted = kind == ER_ENTRY_DIRECTORY || is_directory(path) ?
	    deep && strcmp(name, "roles") != 0 : is_book_file(name);

	if (!wanted)
		return 0;
	if (er_entry_check(path, root, err) != 0)
		return -1;
	return kind == ER_ENTRY_DIRECTORY ?
	    add_directory(inputs, path, root, err) :
	    add_file(inputs, path, err);
}

static int
add_directory(struct book_inputs *inputs, const char *path, const char *root,
    struct er_err *err)
{
	char **names, *inner;
	size_t i, n;
	int rc = 0;

	names = list_directory(path, &n, err);
	if (names == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		inner = er_path_join(path, names[i]);
		if (rc == 0)
			rc = add_entry(inputs, inner, names[i], root,
			    path == root, err);
		free(inner);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int
add_path(struct book_inputs *inputs, const char *path, struct er_err *err)
{
	size_t before = inputs->n;

	if (strcmp(path, "-") == 0 || !is_directory(path))
		return add_file(inputs, path, err);
	inputs->dirs = er_grow(inputs->dirs, inputs->ndirs, &inputs->dirs_cap,
	    sizeof *inputs->dirs);
	inputs->dirs[inputs->ndirs++] = er_xstrdup(path);
	if (add_directory(inputs, path, path, err) != 0)
		return -1;
	if (inputs->n > before || inputs->compiled != NULL)
		return 0;
	er_fail(err, ER_NOINPUT, _("'%s' holds no file of a book (*.rec, "
	    "*.csv)"), path);
	return -1;
}

int
book_inputs_open(struct book_inputs *inputs,
    const struct book_settings *settings, struct er_err *err)
{
	struct er_date day;
	size_t i;

	/* The book's own As_Of is not known before it is read. */
	day = settings->as_of.year != 0 ? settings->as_of : settings->today;
	book_vfs_add(&inputs->vfs, NULL, true, day);
	book_vfs_add(&inputs->lockless, "unix-none", true, day);
	for (i = 0; i < settings->npaths; i++)
		if (add_path(inputs, settings->paths[i], err) != 0)
			return -1;
	if (inputs->compiled == NULL ||
	    (inputs->n == 0 && inputs->ndatabases == 1))
		return 0;
	er_fail(err, ER_USAGE, _("'%s' is a compiled book, which is read "
	    "alone: give no other with it"), inputs->compiled_path);
	return -1;
}

struct book_field *
book_input_field(const struct book_input *input,
    const struct book_rectype *type, struct er_slice name)
{
	if (input->format == FORMAT_REC)
		return book_field_find(type, name);
	return book_field_find_loose(type, name);
}

void
book_inputs_close(struct book_inputs *inputs)
{
	size_t i;

	for (i = 0; i < inputs->n; i++) {
		book_reader_close(inputs->list[i].index);
		er_file_close(&inputs->list[i].file);
		free(inputs->list[i].type);
		free(inputs->list[i].table);
	}
	free(inputs->list);
	inputs->list = NULL;
	inputs->n = inputs->cap = 0;
	for (i = 0; i < inputs->ndatabases; i++)
		sqlite3_close(inputs->databases[i]);
	free(inputs->databases);
	free(inputs->compiled_path);
	inputs->compiled_path = NULL;
	inputs->compiled = NULL;
	inputs->databases = NULL;
	inputs->ndatabases = inputs->databases_cap = 0;
}

void
book_inputs_free(struct book_inputs *inputs)
{
	size_t i;

	book_inputs_close(inputs);
	book_vfs_remove(&inputs->vfs);
	book_vfs_remove(&inputs->lockless);
	for (i = 0; i < inputs->ndirs; i++)
		free(inputs->dirs[i]);
	free(inputs->dirs);
	*inputs = (struct book_inputs){0};
}
