/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"

/* What has no size is not read forever. */
enum {
	STREAM_MAX = 1 << 30,
	AROUND = 1 << 20
};

static int
too_large(const char *name, size_t max, struct er_err *err)
{
	/* TRANSLATORS: a file name and a number of bytes */
	er_fail(err, ER_DATA, _("'%s' is larger than %zu bytes"), name, max);
	return -1;
}

int
er_file_read_fd(int fd, const char *name, size_t max, struct er_file *file,
    struct er_err *err)
{
	struct er_buf b = {0};
	char chunk[65536];
	ssize_t got;

	for (;;) {
		got = read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		er_buf_add(&b, chunk, (size_t)got);
		if (max != 0 && b.n > max) {
			er_buf_wipe(&b);
			return too_large(name, max, err);
		}
	}
	if (got < 0) {
		er_fail(err, ER_IO, _("cannot read '%s': %s"), name,
		    strerror(errno));
		er_buf_wipe(&b);
		return -1;
	}
	*file = (struct er_file){ .name = er_xstrdup(name), .n = b.n };
	file->p = er_buf_steal(&b);
	return 0;
}

int
er_file_open(const char *path, size_t max, struct er_file *file,
    struct er_err *err)
{
	size_t stream_max = max != 0 ? max : STREAM_MAX;
	struct stat st;
	void *p;
	int fd, rc = -1;

	if (strcmp(path, "-") == 0)
		return er_file_read_fd(STDIN_FILENO, "-", stream_max, file,
		    err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0) {
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		er_fail(err, ER_NOINPUT, _("'%s' is a directory"), path);
		goto out;
	}
	if (!S_ISREG(st.st_mode) || st.st_size == 0) {
		rc = er_file_read_fd(fd, path, stream_max, file, err);
		goto out;
	}
	if (max != 0 && (uintmax_t)st.st_size > max) {
		too_large(path, max, err);
		goto out;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED) {
		rc = er_file_read_fd(fd, path, max, file, err);
		goto out;
	}
	*file = (struct er_file){ .name = er_xstrdup(path), .p = p,
	    .n = (size_t)st.st_size, .mapped = true };
	rc = 0;
out:
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Is path, all symbolic links followed, below directory? */
static bool
is_below(const char *path, const char *directory)
{
	char *real = realpath(path, NULL), *top = realpath(directory, NULL);
	size_t n = top != NULL ? strlen(top) : 0;
	bool below;

	if (n > 0 && top[n - 1] == '/')
		n--;
	below = real != NULL && top != NULL && strncmp(real, top, n) == 0 &&
	    (real[n] == '/' || real[n] == '\0');
	free(real);
	free(top);
	return below;
}

enum er_entry
er_entry_kind(const char *path, const char *directory)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return ER_ENTRY_NONE;
	if (S_ISLNK(st.st_mode)) {
		if (stat(path, &st) != 0)
			return ER_ENTRY_NONE;
		if (directory != NULL && !is_below(path, directory))
			return ER_ENTRY_OUTSIDE;
	}
	return S_ISREG(st.st_mode) ? ER_ENTRY_FILE :
	    S_ISDIR(st.st_mode) ? ER_ENTRY_DIRECTORY : ER_ENTRY_OTHER;
}

int
er_entry_check(const char *path, const char *directory, struct er_err *err)
{
	switch (er_entry_kind(path, directory)) {
	case ER_ENTRY_FILE:
	case ER_ENTRY_DIRECTORY:
		return 0;
	case ER_ENTRY_NONE:
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
		break;
	case ER_ENTRY_OUTSIDE:
		/* TRANSLATORS: a file, and the directory it is in */
		er_fail(err, ER_NOINPUT, _("'%s' is a link that leads out of "
		    "'%s': links of a directory are followed only within it; "
		    "name the file itself, or copy it"), path, directory);
		break;
	case ER_ENTRY_OTHER:
		er_fail(err, ER_NOINPUT, _("'%s' is neither a file nor a "
		    "directory"), path);
		break;
	}
	return -1;
}

/* What was mapped for it is let go of at once, and what the kernel mapped around
 * it, which may lie before. */
static bool
read_mapped(void *closure, size_t at, char *to, size_t n)
{
	const struct er_file *file = closure;
	size_t from = at > AROUND ? (at - AROUND) / AROUND * AROUND : 0;

	memcpy(to, file->p + at, n);
#ifdef MADV_DONTNEED
	/* A mapped file begins on a page, and AROUND is many whole ones. */
	madvise((char *)(uintptr_t)file->p + from, at + n - from,
	    MADV_DONTNEED);
#endif
	return true;
}

struct er_bytes
er_file_bytes(struct er_file *file)
{
	struct er_bytes b = { .p = file->p, .n = file->n };

	if (file->mapped) {
		b.p = NULL;
		b.read = read_mapped;
		b.closure = file;
	}
	return b;
}

void
er_file_close(struct er_file *file)
{
	if (file->mapped)
		munmap((void *)(uintptr_t)file->p, file->n);
	else
		free((void *)(uintptr_t)file->p);
	free(file->name);
	*file = (struct er_file){0};
}

static int
write_all(int fd, const char *p, size_t n)
{
	ssize_t done;

	while (n > 0) {
		done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* A name in a directory is durable once the directory is synced. */
static int
sync_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? er_xstrdup(".") :
	    er_xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	free(dir);
	return rc;
}

int
er_file_write(const char *path, const char *p, size_t n, unsigned mode,
    struct er_err *err)
{
	char *beside = er_xasprintf("%s.XXXXXX", path);
	int fd, saved, rc = -1;

	fd = mkstemp(beside);
	if (fd < 0) {
		er_fail(err, ER_CANTCREATE, _("cannot create '%s': %s"), path,
		    strerror(errno));
		free(beside);
		return -1;
	}
	if (fchmod(fd, (mode_t)mode) == 0 && write_all(fd, p, n) == 0 &&
	    fsync(fd) == 0)
		rc = 0;
	saved = errno;
	if (close(fd) != 0 && rc == 0) {
		saved = errno;
		rc = -1;
	}
	if (rc == 0 && (rename(beside, path) != 0 || sync_parent(path) != 0)) {
		saved = errno;
		rc = -1;
	}
	if (rc != 0) {
		unlink(beside);
		er_fail(err, ER_IO, _("cannot write '%s': %s"), path,
		    strerror(saved));
	}
	free(beside);
	return rc;
}

int
er_mkdirs(const char *path, unsigned mode, struct er_err *err)
{
	char *copy = er_xstrdup(path), *slash = copy;
	int rc = 0;

	do {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		if (mkdir(copy, (mode_t)mode) == 0)
			rc = sync_parent(copy);
		else if (errno != EEXIST)
			rc = -1;
		if (slash != NULL)
			*slash = '/';
	} while (rc == 0 && slash != NULL);
	if (rc != 0)
		er_fail(err, ER_CANTCREATE,
		    _("cannot create directory '%s': %s"), path,
		    strerror(errno));
	free(copy);
	return rc;
}

char *
er_path_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	return er_xasprintf("%s%s%s", dir,
	    n > 0 && dir[n - 1] == '/' ? "" : "/", name);
}
