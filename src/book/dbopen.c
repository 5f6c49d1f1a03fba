/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening an SQLite file of other people: nothing is written to it, nothing is
 * made beside it, and what is read is one state of it, that of its last
 * transaction.
 *
 * Where a program has the file open in WAL mode, the last transactions are in
 * FILE-wal, and FILE-shm says where. SQLite reads both without writing when it
 * is told to (readonly_shm). Without FILE-shm nobody has the file open, and
 * what it would say is worked out in memory, which takes a VFS without locks.
 * Without FILE-wal all is in the file, which is then taken as it is, because
 * to open it otherwise makes both files. A file in any other mode takes a lock
 * for reading and needs nothing else.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { WAIT = 2000 };	/* milliseconds for a program that is writing */

/* How the file is to be opened. */
struct way {
	const char *parameters;		/* of its URI */
	bool lockless;
	const char *before;		/* SQL, before it is looked at */
};

static const struct way as_it_is = { "?mode=ro&immutable=1", false, "" };
static const struct way with_lock = { "?mode=ro", false, "" };
static const struct way with_log = { "?mode=ro&readonly_shm=1", false, "" };
static const struct way with_log_only = { "?mode=ro", true,
	"PRAGMA locking_mode = EXCLUSIVE;" };

/* Reads the header, which says whether there is, or may be, a log. */
static int
look_at(const char *path, bool *wal, struct er_err *err)
{
	unsigned char header[20];
	struct stat st;
	/* What is no file may have nobody at its other end. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0) {
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
		n = -1;
	} else if (!S_ISREG(st.st_mode)) {
		er_fail(err, ER_NOINPUT, _("the database '%s' is not a regular "
		    "file"), path);
		n = -1;
	} else {
		n = read(fd, header, sizeof header);
		*wal = n == (ssize_t)sizeof header &&
		    memcmp(header, "SQLite format 3", 16) == 0 &&
		    header[19] == 2;
		n = 0;
	}
	if (fd >= 0)
		close(fd);
	return (int)n;
}

/* What SQLite opens by itself; it would wait at a pipe. */
static int
check_beside(const char *real, const char *suffix, bool *there,
    struct er_err *err)
{
	char *name = er_xasprintf("%s%s", real, suffix);
	enum er_entry kind = er_entry_kind(name, NULL);
	int rc = 0;

	*there = kind != ER_ENTRY_NONE;
	if (kind == ER_ENTRY_OTHER)
		rc = er_entry_check(name, NULL, err);
	free(name);
	return rc;
}

/* What counts stands beside the file itself, not beside a link to it. */
static int
find_way(const char *path, bool wal, const struct way **way,
    struct er_err *err)
{
	char first[1], *real = readlink(path, first, sizeof first) < 0 ? NULL :
	    realpath(path, NULL);
	const char *name = real != NULL ? real : path;
	bool log, index, journal;
	int rc;

	rc = check_beside(name, "-wal", &log, err) == 0 &&
	    check_beside(name, "-shm", &index, err) == 0 &&
	    check_beside(name, "-journal", &journal, err) == 0 ? 0 : -1;
	free(real);
	if (rc == 0)
		*way = !wal ? &with_lock : !log ? &as_it_is : index ?
		    &with_log : &with_log_only;
	return rc;
}

int
book_database_fail(sqlite3 *db, const char *path, struct er_err *err)
{
	int code = sqlite3_extended_errcode(db);

	if (code == SQLITE_READONLY_ROLLBACK)
		/* TRANSLATORS: a file name, twice */
		er_fail(err, ER_DATA, _("the database '%s' was left in the "
		    "middle of a change, which '%s-journal' undoes: open it "
		    "once with its own program, or with sqlite3"), path, path);
	else if ((code & 0xff) == SQLITE_BUSY)
		er_fail(err, ER_TEMP, _("the database '%s' is being written; "
		    "try again"), path);
	else
		/* TRANSLATORS: a file name and SQLite's reason */
		er_fail(err, (code & 0xff) == SQLITE_CANTOPEN ? ER_NOINPUT :
		    ER_DATA, _("cannot read the database '%s': %s"), path,
		    sqlite3_errmsg(db));
	return -1;
}

static int
fail_open(sqlite3 *db, const char *path, const struct way *way,
    struct er_err *err)
{
	if (sqlite3_errcode(db) != SQLITE_CANTOPEN ||
	    (way != &with_log && way != &with_log_only))
		return book_database_fail(db, path, err);
	/* TRANSLATORS: a file name, three times */
	er_fail(err, ER_NOINPUT, _("the last changes to the database '%s' are "
	    "in '%s-wal', which '%s-shm' describes, and they cannot be read"),
	    path, path, path);
	return -1;
}

/* A path within "file:...?mode=ro". */
static void
add_escaped(struct er_buf *b, const char *path)
{
	for (; *path != '\0'; path++)
		if (*path == '?' || *path == '#' || *path == '%')
			er_buf_addf(b, "%%%02x", (unsigned)*path);
		else
			er_buf_addc(b, *path);
}

int
book_database_connect(const struct book_inputs *inputs, const char *path,
    sqlite3 **db, struct er_err *err)
{
	const struct way *way;
	struct er_buf uri = {0};
	bool wal;
	int rc;

	*db = NULL;
	if (look_at(path, &wal, err) != 0 ||
	    find_way(path, wal, &way, err) != 0)
		return -1;
	er_buf_adds(&uri, "file:");
	add_escaped(&uri, path);
	er_buf_adds(&uri, way->parameters);
	rc = sqlite3_open_v2(uri.p, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
	    SQLITE_OPEN_NOMUTEX, way->lockless ? inputs->lockless.name :
	    inputs->vfs.name);
	er_buf_free(&uri);
	book_sandbox_shut(*db);
	sqlite3_drop_modules(*db, NULL);
	sqlite3_busy_timeout(*db, WAIT);
	sqlite3_db_config(*db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	/* The transaction lasts as long as the connection. */
	if (rc != SQLITE_OK ||
	    sqlite3_exec(*db, way->before, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(*db, "PRAGMA temp_store = MEMORY; "
	    "PRAGMA cell_size_check = ON; BEGIN; "
	    "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK)
		return fail_open(*db, path, way, err);
	return 0;
}
