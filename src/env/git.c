/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What git does with a file, read from its own files (gitformat-index(5),
 * gitrepository-layout(5), gitignore(5)): git is not run, for it would run what
 * a stranger's repository configures. What cannot be read says nothing.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "env/env-priv.h"

enum {
	SMALL_MAX = 1024 * 1024,		/* of a file of settings */
	INDEX_MAX = 1024 * 1024 * 1024,
	IGNORES_MAX = 256
};

struct repository {
	char *top;		/* of the work tree */
	char *dir;		/* the work tree's part of .git */
	char *common;		/* what all work trees share; maybe dir */
	const char *path;	/* of the file, from the top */
	char *excludes;		/* core.excludesFile, or NULL */
	size_t hash;		/* bytes of an object's name */
};

/* ---- finding it ----------------------------------------------------------- */

/* A pipe in its place must not keep us waiting. */
static bool
read_file(const char *dir, const char *name, size_t max, struct er_file *file)
{
	char *path = er_path_join(dir, name);
	struct stat st;
	bool there = stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	    er_file_open(path, max, file, NULL) == 0;

	free(path);
	return there;
}

/* The path in a file of one line, behind mark, seen from dir; owned, or NULL. */
static char *
read_path(const char *dir, const char *name, const char *mark)
{
	struct er_file file = {0};
	struct er_slice line;
	char *text, *path = NULL;
	size_t n = strlen(mark);

	if (!read_file(dir, name, SMALL_MAX, &file))
		return NULL;
	line = er_slice_trim((struct er_slice){ file.p, file.n });
	if (line.n > n && memcmp(line.p, mark, n) == 0) {
		line.p += n;
		line.n -= n;
		line = er_slice_trim(line);
		text = er_xstrndup(line.p, line.n);
		path = *text == '/' ? er_xstrdup(text) :
		    er_path_join(dir, text);
		free(text);
	}
	er_file_close(&file);
	return path;
}

/* Is there a .git in dir, as a directory or as the file of a work tree? */
static bool
open_at(const char *dir, struct repository *r)
{
	char *git = er_path_join(dir, ".git"), *head;
	struct stat st;
	bool there;

	r->dir = stat(git, &st) == 0 && S_ISDIR(st.st_mode) ?
	    er_xstrdup(git) : read_path(dir, ".git", "gitdir:");
	free(git);
	if (r->dir == NULL)
		return false;
	head = er_path_join(r->dir, "HEAD");
	there = stat(head, &st) == 0;
	free(head);
	if (!there) {
		free(r->dir);
		r->dir = NULL;
		return false;
	}
	r->top = er_xstrdup(dir);
	r->common = read_path(r->dir, "commondir", "");
	if (r->common == NULL)
		r->common = er_xstrdup(r->dir);
	return true;
}

static bool
find_repository(const char *path, struct repository *r)
{
	char *dir = er_xstrdup(path), *slash;
	bool found = false;

	while (!found && (slash = strrchr(dir, '/')) != NULL) {
		*slash = '\0';
		found = open_at(*dir != '\0' ? dir : "/", r);
	}
	if (found)
		r->path = path + strlen(dir) + 1;
	free(dir);
	return found;
}

/* ---- its settings --------------------------------------------------------- */

/* "~/x" is in the user's directory; owned. */
static char *
expand(struct er_slice value, const char *home)
{
	char *text, *path;

	if (value.n > 1 && value.p[0] == '"' && value.p[value.n - 1] == '"') {
		value.p++;
		value.n -= 2;
	}
	text = er_xstrndup(value.p, value.n);
	if (strncmp(text, "~/", 2) != 0 || home == NULL)
		return text;
	path = er_path_join(home, text + 2);
	free(text);
	return path;
}

static void
read_setting(struct repository *r, struct er_slice section,
    struct er_slice line, const char *home)
{
	const char *equals = memchr(line.p, '=', line.n);
	struct er_slice name, value;

	if (equals == NULL)
		return;
	name = er_slice_trim((struct er_slice){ line.p,
	    (size_t)(equals - line.p) });
	value = er_slice_trim((struct er_slice){ equals + 1,
	    line.n - (size_t)(equals + 1 - line.p) });
	if (er_slice_is_nocase(section, "core") &&
	    er_slice_is_nocase(name, "excludesfile")) {
		free(r->excludes);
		r->excludes = expand(value, home);
	} else if (er_slice_is_nocase(section, "extensions") &&
	    er_slice_is_nocase(name, "objectformat")) {
		r->hash = er_slice_is_nocase(value, "sha256") ? 32 : 20;
	}
}

/* Later files go before earlier ones; includes are not followed. */
static void
read_config(struct repository *r, const char *dir, const char *name,
    const char *home)
{
	struct er_file file = {0};
	struct er_slice section = {0}, line;
	const char *p, *end, *lf, *close;

	if (dir == NULL || !read_file(dir, name, SMALL_MAX, &file))
		return;
	for (p = file.p, end = p + file.n; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		line = er_slice_trim((struct er_slice){ p, (size_t)(lf - p) });
		close = line.n > 0 && *line.p == '[' ?
		    memchr(line.p, ']', line.n) : NULL;
		if (close != NULL)
			section = (struct er_slice){ line.p + 1,
			    (size_t)(close - line.p) - 1 };
		else
			read_setting(r, section, line, home);
	}
	er_file_close(&file);
}

/* The user's directory of git settings, owned; NULL: there is none. */
static char *
config_directory(const struct env_user *user)
{
	char *config, *git;

	if (user->config != NULL && *user->config != '\0')
		return er_path_join(user->config, "git");
	if (user->home == NULL)
		return NULL;
	config = er_path_join(user->home, ".config");
	git = er_path_join(config, "git");
	free(config);
	return git;
}

static void
read_configs(struct repository *r, const struct env_user *user)
{
	char *own = config_directory(user);

	r->hash = 20;
	if (own != NULL)
		r->excludes = er_path_join(own, "ignore");
	read_config(r, "/etc", "gitconfig", user->home);
	read_config(r, own, "config", user->home);
	read_config(r, user->home, ".gitconfig", user->home);
	read_config(r, r->common, "config", user->home);
	free(own);
}

/* ---- its index ------------------------------------------------------------ */

static uint32_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* How many bytes of the name before stay (version 4): an offset as pack files
 * have them; moves on. */
static size_t
read_offset(const unsigned char **p, const unsigned char *end)
{
	size_t value = *p < end ? **p & 0x7f : 0;

	while (*p < end && (*(*p)++ & 0x80) != 0 && *p < end)
		value = (value + 1) << 7 | (**p & 0x7f);
	return value;
}

/* Is that the file, or (in a sparse index) a directory with all in it? */
static bool
names(const struct er_buf *name, const char *path)
{
	size_t n = name->n;

	return (n == strlen(path) && memcmp(name->p, path, n) == 0) ||
	    (n > 0 && name->p[n - 1] == '/' &&
	    strncmp(name->p, path, n) == 0);
}

static bool in_index(const struct repository *r, const char *file, int depth);

/* What follows the entries may name the rest of them. */
static bool
in_shared(const struct repository *r, const unsigned char *p,
    const unsigned char *end, int depth)
{
	struct er_buf name = {0};
	bool found;
	size_t i;

	if (depth > 0 || (size_t)(end - p) < 8 + r->hash ||
	    memcmp(p, "link", 4) != 0)
		return false;
	er_buf_adds(&name, "sharedindex.");
	for (i = 0; i < r->hash; i++)
		er_buf_addf(&name, "%02x", p[8 + i]);
	found = in_index(r, name.p, depth + 1);
	er_buf_free(&name);
	return found;
}

/* The next entry's name; where the one after it begins, or NULL. */
static const unsigned char *
next_entry(const unsigned char *p, const unsigned char *end, size_t hash,
    uint32_t version, struct er_buf *name)
{
	size_t fixed = 40 + hash + 2, kept;
	const unsigned char *begin = p, *nul;

	if ((size_t)(end - p) < fixed + 2)
		return NULL;
	if (version >= 3 && (p[fixed - 2] & 0x40) != 0)
		fixed += 2;
	p += fixed;
	if (version == 4) {
		kept = read_offset(&p, end);
		er_buf_trim(name, kept < name->n ? name->n - kept : 0);
	} else {
		er_buf_trim(name, 0);
	}
	nul = memchr(p, '\0', (size_t)(end - p));
	if (nul == NULL)
		return NULL;
	er_buf_add(name, (const char *)p, (size_t)(nul - p));
	if (version == 4)
		return nul + 1;
	kept = ((size_t)(nul - begin) + 8) & ~(size_t)7;
	return kept <= (size_t)(end - begin) ? begin + kept : NULL;
}

static bool
in_index(const struct repository *r, const char *file, int depth)
{
	struct er_file index = {0};
	struct er_buf name = {0};
	const unsigned char *p, *end;
	uint32_t version, n;
	bool found = false;

	if (read_file(r->dir, file, INDEX_MAX, &index) && index.n > 12 &&
	    memcmp(index.p, "DIRC", 4) == 0) {
		p = (const unsigned char *)index.p;
		end = p + index.n;
		version = big_endian(p + 4);
		n = version >= 2 && version <= 4 ? big_endian(p + 8) : 0;
		for (p += 12; !found && n > 0 && p != NULL; n--) {
			p = next_entry(p, end, r->hash, version, &name);
			found = p != NULL && names(&name, r->path);
		}
		if (!found && p != NULL && n == 0)
			found = in_shared(r, p, end, depth);
	}
	er_file_close(&index);
	er_buf_free(&name);
	return found;
}

/* ---- what it ignores ------------------------------------------------------ */

struct ignores {
	struct env_ignore list[IGNORES_MAX];
	size_t n;
};

static void
add_ignore(struct ignores *all, const char *dir, const char *name,
    const char *base, size_t nbase)
{
	struct env_ignore *one = &all->list[all->n];

	*one = (struct env_ignore){0};
	if (all->n == IGNORES_MAX || !read_file(dir, name, SMALL_MAX, &one->file))
		return;
	one->base = er_xstrndup(base, nbase);
	all->n++;
}

static bool
is_ignored(const struct repository *r)
{
	struct ignores *all = er_xcalloc(1, sizeof *all);
	char *dir;
	size_t n = 0, i;
	bool ignored;

	if (r->excludes != NULL)
		add_ignore(all, "", r->excludes, "", 0);
	add_ignore(all, r->common, "info/exclude", "", 0);
	for (;; n += strcspn(r->path + n, "/") + 1) {
		dir = er_xasprintf("%s/%.*s", r->top, (int)n, r->path);
		add_ignore(all, dir, ".gitignore", r->path, n);
		free(dir);
		if (strchr(r->path + n, '/') == NULL)
			break;
	}
	ignored = env_ignored(all->list, all->n, r->path);
	for (i = 0; i < all->n; i++) {
		free(all->list[i].base);
		er_file_close(&all->list[i].file);
	}
	free(all);
	return ignored;
}

enum env_git
env_git_look(const char *path, const struct env_user *user)
{
	struct repository r = {0};
	enum env_git what = ENV_GIT_NONE;

	if (find_repository(path, &r)) {
		read_configs(&r, user);
		what = in_index(&r, "index", 0) ? ENV_GIT_HAS_IT :
		    is_ignored(&r) ? ENV_GIT_IGNORES : ENV_GIT_COULD;
	}
	free(r.top);
	free(r.dir);
	free(r.common);
	free(r.excludes);
	return what;
}
