/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is sending a message is said by a lock on one byte of PATH-lock, the byte
 * of the message's number. The kernel takes a record lock (fcntl) back when its
 * process ends, on SIGKILL too, and nothing on disk has to be believed: a
 * process number may be another process's by now, and means nothing in another
 * container. The database's own file cannot carry these locks, since closing
 * any descriptor of a file lets go of all of them, SQLite's included.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

static int
lock(struct outbox *outbox, int command, short type, int64_t byte)
{
	struct flock l = {
		.l_type = type, .l_whence = SEEK_SET,
		.l_start = (off_t)byte, .l_len = 1
	};
	int rc;

	do {
		rc = fcntl(outbox->lock, command, &l);
	} while (rc != 0 && errno == EINTR);
	return rc;
}

int
outbox_lock_open(struct outbox *outbox, struct er_err *err)
{
	char *real = realpath(outbox->path, NULL), *path;

	/* By whatever links the outbox is reached, it has one such file. */
	path = er_xasprintf("%s-lock", real != NULL ? real : outbox->path);
	free(real);
	outbox->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (outbox->lock < 0)
		er_fail(err, ER_CANTCREATE, _("cannot create '%s': %s"), path,
		    strerror(errno));
	free(path);
	return outbox->lock < 0 ? -1 : 0;
}

bool
outbox_lock_try(struct outbox *outbox, int64_t seq)
{
	return lock(outbox, F_SETLK, F_WRLCK, seq) == 0;
}

int
outbox_lock_wait(struct outbox *outbox, struct er_err *err)
{
	if (lock(outbox, F_SETLKW, F_WRLCK, 0) == 0)
		return 0;
	er_fail(err, ER_IO, _("cannot lock the outbox '%s': %s"),
	    outbox->path, strerror(errno));
	return -1;
}

void
outbox_lock_release(struct outbox *outbox, int64_t seq)
{
	lock(outbox, F_SETLK, F_UNLCK, seq);
}

void
outbox_lock_until_end(struct outbox *outbox, int64_t seq, bool claimed)
{
	struct outbox_locks *l = claimed ? &outbox->claimed : &outbox->over;

	l->list = er_grow(l->list, l->n, &l->cap, sizeof *l->list);
	l->list[l->n++] = seq;
}

static void
release_all(struct outbox *outbox, struct outbox_locks *l)
{
	while (l->n > 0)
		outbox_lock_release(outbox, l->list[--l->n]);
}

void
outbox_lock_end(struct outbox *outbox, bool committed)
{
	release_all(outbox, &outbox->over);
	if (committed)
		outbox->claimed.n = 0;
	release_all(outbox, &outbox->claimed);
}
