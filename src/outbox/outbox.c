/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing; what is safe to open. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

/* How long a process waits for another's transaction, which takes a few
 * milliseconds. */
enum { BUSY_MS = 10000 };

/* Where everybody may write and rename, another user could put an outbox of
 * his own in our place, unless the sticky bit forbids it. */
static int
check_directory(const char *dir, struct er_err *err)
{
	struct stat st;

	if (stat(dir, &st) != 0) {
		er_fail(err, ER_CANTCREATE, _("cannot open directory '%s': %s"),
		    dir, strerror(errno));
		return -1;
	}
	if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0) {
		er_fail(err, ER_CANTCREATE, _("everybody may write to the "
		    "directory '%s'; an outbox there is not safe"), dir);
		return -1;
	}
	return 0;
}

static int
sync_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

/* SQLite gives the files beside it (-wal, -shm) the same mode. */
static int
check_file(const char *path, const char *dir, struct er_err *err)
{
	struct stat st;
	int fd, rc = -1;

	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0 || fstat(fd, &st) != 0)
		er_fail(err, ER_CANTCREATE, _("cannot open the outbox '%s': "
		    "%s"), path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		er_fail(err, ER_CANTCREATE, _("the outbox '%s' is not a "
		    "regular file"), path);
	else if (st.st_uid != geteuid())
		er_fail(err, ER_CANTCREATE, _("the outbox '%s' belongs to "
		    "another user"), path);
	else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		er_fail(err, ER_CANTCREATE, _("others may use the outbox '%s'; "
		    "give it mode 0600 (chmod 600)"), path);
	else if (st.st_size == 0 && sync_directory(dir) != 0)
		er_fail(err, ER_IO, _("cannot write to the directory '%s': "
		    "%s"), dir, strerror(errno));
	else
		rc = 0;
	if (fd >= 0)
		close(fd);
	return rc;
}

static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return er_xstrdup(".");
	return er_xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static int
prepare_files(struct outbox *outbox, struct er_err *err)
{
	char *dir = directory_of(outbox->path);
	int rc = -1;

	if (er_mkdirs(dir, 0700, err) == 0 && check_directory(dir, err) == 0 &&
	    check_file(outbox->path, dir, err) == 0 &&
	    outbox_lock_open(outbox, err) == 0)
		rc = 0;
	free(dir);
	return rc;
}

/* A relative name gets "./" before it: SQLite has a meaning of its own for
 * names like ":memory:". */
static int
open_database(struct outbox *outbox, struct er_err *err)
{
	char *name = er_xasprintf("%s%s", outbox->path[0] == '/' ? "" : "./",
	    outbox->path);
	int rc;

	rc = sqlite3_open_v2(name, &outbox->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	free(name);
	if (rc != SQLITE_OK) {
		outbox_db_fail(outbox, err);
		return -1;
	}
	sqlite3_busy_timeout(outbox->db, BUSY_MS);
	sqlite3_db_config(outbox->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return outbox_db_run(outbox, err, "PRAGMA synchronous = FULL", "");
}

struct outbox *
outbox_open(const char *path, struct er_err *err)
{
	struct outbox *outbox = er_xcalloc(1, sizeof *outbox);

	outbox->lock = -1;
	outbox->path = er_xstrdup(path);
	if (prepare_files(outbox, err) == 0 &&
	    open_database(outbox, err) == 0 &&
	    outbox_schema_check(outbox, err) == 0)
		return outbox;
	outbox_close(outbox);
	return NULL;
}

void
outbox_close(struct outbox *outbox)
{
	if (outbox == NULL)
		return;
	outbox_db_close(outbox);
	if (outbox->lock >= 0)
		close(outbox->lock);
	free(outbox->claimed.list);
	free(outbox->over.list);
	free(outbox->path);
	free(outbox);
}
