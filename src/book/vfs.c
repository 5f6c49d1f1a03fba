/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What SQLite asks of the system on behalf of somebody's SQL: the time is
 * always midnight of one day, so that 'now' means the same in every run, and
 * the connection of a book's pages has no files at all. Whatever SQL found a
 * way to, it could open none.
 */
#include "config.h"

#include <string.h>

#include "book/book-priv.h"

#define DAY_MS INT64_C(86400000)
/* 1970-01-01 as SQLite counts: from noon in Greenwich, 4714-11-24 BC. */
#define EPOCH_MS (INT64_C(2440587) * DAY_MS + DAY_MS / 2)

static int
open_nothing(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
    int *flags_out)
{
	(void)vfs;
	(void)path;
	(void)flags;
	(void)flags_out;
	file->pMethods = NULL;
	return SQLITE_CANTOPEN;
}

static int
tell_time(sqlite3_vfs *vfs, sqlite3_int64 *now)
{
	*now = ((const struct book_vfs *)vfs)->now;
	return SQLITE_OK;
}

static int
tell_days(sqlite3_vfs *vfs, double *now)
{
	*now = (double)((const struct book_vfs *)vfs)->now / (double)DAY_MS;
	return SQLITE_OK;
}

void
book_vfs_day(struct book_vfs *vfs, struct er_date day)
{
	vfs->now = EPOCH_MS + er_date_to_days(day) * DAY_MS;
}

void
book_vfs_add(struct book_vfs *vfs, const char *base, bool files,
    struct er_date day)
{
	sqlite3_vfs *own;

	/* Of SQLite's mutexes nobody has any use here; once it has begun this
	 * is too late, which is no harm. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	own = sqlite3_vfs_find(base);
	vfs->base = own != NULL ? *own : *sqlite3_vfs_find(NULL);
	sqlite3_snprintf(sizeof vfs->name, vfs->name, "er-%p", (void *)vfs);
	vfs->base.zName = vfs->name;
	vfs->base.xCurrentTime = tell_days;
	vfs->base.xCurrentTimeInt64 = tell_time;
	if (!files)
		vfs->base.xOpen = open_nothing;
	book_vfs_day(vfs, day);
	sqlite3_vfs_register(&vfs->base, 0);
	vfs->added = true;
}

void
book_vfs_remove(struct book_vfs *vfs)
{
	if (vfs->added)
		sqlite3_vfs_unregister(&vfs->base);
	vfs->added = false;
}
