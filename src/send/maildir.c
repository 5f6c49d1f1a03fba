/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Maildir: the transport without a network. Written to tmp/, synced, renamed
 * into new/, the directory synced. The file's name is derived from the
 * message's id in the outbox, so that after a crash between the rename and the
 * outbox's commit it is found, and never delivered again. The outbox gives a
 * message to one process at a time, hence nobody else writes that name, and the
 * rename, after a look, overwrites nothing.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { PIECE = 64 * 1024, HEADER_MAX = 1024 * 1024 };

struct maildir {
	char *dir;
	/* The message that was begun. One at a time: it is done while its
	 * answer is taken, and a crash puts none in doubt that was not. */
	const struct outbox_message *message;
	time_t now;
};

static char *
file_name(const struct outbox_message *m)
{
	return er_xasprintf("%lld.%s.er-sesmail", (long long)m->created,
	    m->id);
}

static char *
path_in(const char *dir, const char *sub, const char *name)
{
	return er_xasprintf("%s/%s/%s", dir, sub, name);
}

/* ---- found already there ------------------------------------------------ */

/* In new/ as we named it, or in cur/ with the flags a reader added. */
static char *
find_file(const char *dir, const char *name)
{
	char *path = path_in(dir, "new", name), *found = NULL;
	size_t n = strlen(name);
	struct dirent *entry;
	struct stat st;
	DIR *cur;

	if (stat(path, &st) == 0)
		return path;
	free(path);
	path = path_in(dir, "cur", "");
	cur = opendir(path);
	while (cur != NULL && found == NULL && (entry = readdir(cur)) != NULL)
		if (strncmp(entry->d_name, name, n) == 0 &&
		    (entry->d_name[n] == '\0' || entry->d_name[n] == ':'))
			found = path_in(dir, "cur", entry->d_name);
	if (cur != NULL)
		closedir(cur);
	free(path);
	return found;
}

/* The Message-ID without its angle brackets. */
static char *
message_id_of(const char *bytes, size_t n)
{
	struct er_slice id = send_field(bytes, n, "Message-ID");

	if (id.n >= 2 && id.p[0] == '<' && id.p[id.n - 1] == '>') {
		id.p++;
		id.n -= 2;
	}
	return er_xstrndup(id.p != NULL ? id.p : "", id.n);
}

bool
send_maildir_find(const char *dir, const struct outbox_message *m,
    char **message_id)
{
	char *name = file_name(m), *path = find_file(dir, name);
	struct er_file file;
	bool found = false;

	if (path != NULL && er_file_open(path, 0, &file, NULL) == 0) {
		*message_id = message_id_of(file.p, file.n);
		er_file_close(&file);
		found = true;
	}
	free(path);
	free(name);
	return found;
}

static bool
maildir_find(void *self, const struct outbox_message *m, char **message_id)
{
	return send_maildir_find(((struct maildir *)self)->dir, m, message_id);
}

/* ---- delivery ----------------------------------------------------------- */

/* RFC 5322 section 3.3; strftime would speak the user's language. */
static void
add_date(struct er_buf *b, time_t now)
{
	static const char days[][4] = {
		"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"
	};
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec"
	};
	struct tm tm = {0};

	gmtime_r(&now, &tm);
	er_buf_addf(b, "Date: %s, %d %s %d %02d:%02d:%02d +0000\n",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void
add_delivered_to(struct er_buf *b, const struct outbox_addresses *to)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		er_buf_addf(b, "Delivered-To: %s\n", to->list[i]);
}

/* What a transport on a network would add before a message that begins so. */
static void
make_head(struct er_buf *b, const struct outbox_message *m,
    const struct er_buf *first, time_t now)
{
	const char *at = m->sender != NULL ? strrchr(m->sender, '@') : NULL;
	const struct outbox_envelope *e = &m->envelope;

	er_buf_addf(b, "Return-Path: <%s>\n", m->sender != NULL ?
	    m->sender : "");
	add_delivered_to(b, &e->to);
	add_delivered_to(b, &e->cc);
	add_delivered_to(b, &e->bcc);
	add_delivered_to(b, &e->audit);
	if (send_field(first->p, first->n, "Date").p == NULL)
		add_date(b, now);
	if (send_field(first->p, first->n, "Message-ID").p == NULL)
		er_buf_addf(b, "Message-ID: <%s%s>\n", m->id,
		    at != NULL ? at : "@localhost");
}

static int
write_all(int fd, const char *p, size_t n)
{
	ssize_t done = 0;

	while (n > 0 && (done >= 0 || errno == EINTR)) {
		done = write(fd, p, n);
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return n == 0 ? 0 : -1;
}

/* The message with the line ends of a file. */
static int
write_message(int fd, const struct er_bytes *bytes)
{
	char piece[PIECE], out[PIECE];
	size_t at = 0, n, i, k;

	while (at < bytes->n) {
		n = bytes->n - at < PIECE ? bytes->n - at : PIECE;
		if (!er_bytes_read(bytes, at, piece, n)) {
			errno = EIO;
			return -1;
		}
		/* A CR at the end of a piece is looked at with the next. */
		if (n > 1 && at + n < bytes->n && piece[n - 1] == '\r')
			n--;
		for (i = k = 0; i < n; i++)
			if (piece[i] != '\r' || i + 1 == n ||
			    piece[i + 1] != '\n')
				out[k++] = piece[i];
		if (write_all(fd, out, k) != 0)
			return -1;
		at += n;
	}
	return 0;
}

static int
write_synced(const char *path, const struct er_buf *head,
    const struct er_bytes *bytes)
{
	int fd, saved, rc = -1;

	/* What lies there can only be our own, cut off by a crash. */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd < 0)
		return -1;
	if (write_all(fd, head->p, head->n) == 0 &&
	    write_message(fd, bytes) == 0)
		rc = fsync(fd);
	saved = errno;
	if (close(fd) != 0 && rc == 0) {
		saved = errno;
		rc = -1;
	}
	errno = saved;
	return rc;
}

static int
sync_directory(const char *dir, const char *sub)
{
	char *path = er_path_join(dir, sub);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc, saved;

	rc = fd < 0 ? -1 : fsync(fd);
	saved = errno;
	if (fd >= 0)
		close(fd);
	free(path);
	errno = saved;
	return rc;
}

/* 0, or -1 with *renamed saying whether it is in new/ all the same. */
static int
deliver(const char *dir, const char *name, const struct er_buf *head,
    const struct er_bytes *bytes, bool *renamed)
{
	char *tmp = path_in(dir, "tmp", name);
	char *new = path_in(dir, "new", name);
	int rc = -1, saved;

	*renamed = false;
	if (write_synced(tmp, head, bytes) == 0 && rename(tmp, new) == 0) {
		*renamed = true;
		rc = sync_directory(dir, "new");
	}
	saved = errno;
	if (!*renamed)
		unlink(tmp);
	free(tmp);
	free(new);
	errno = saved;
	return rc;
}

static void
deliver_once(const char *dir, const struct outbox_message *m, time_t now,
    struct send_answer *answer)
{
	struct er_bytes bytes = outbox_message_bytes(m), start = bytes;
	struct er_buf head = {0}, first = {0};
	char *name;
	bool renamed;

	*answer = (struct send_answer){ .state = OUTBOX_ACCEPTED };
	if (send_maildir_find(dir, m, &answer->message_id))
		return;
	name = file_name(m);
	if (start.n > HEADER_MAX)
		start.n = HEADER_MAX;
	send_add_content(&first, &start);
	make_head(&head, m, &first, now);
	if (deliver(dir, name, &head, &bytes, &renamed) == 0) {
		er_buf_add(&head, first.p, first.n);
		answer->message_id = message_id_of(head.p, head.n);
	} else {
		/* After the rename only the sync failed: a reader may have it
		 * by now, but a loss of power may take it back. */
		answer->state = renamed ? OUTBOX_IN_DOUBT : OUTBOX_WAITING;
		answer->general = !renamed;
		answer->cause = er_xasprintf(
		    _("cannot write to the Maildir '%s': %s"), dir,
		    strerror(errno));
	}
	er_buf_free(&head);
	er_buf_free(&first);
	free(name);
}

static void
maildir_start(void *self, const struct outbox_message *m, time_t now)
{
	struct maildir *maildir = self;

	maildir->message = m;
	maildir->now = now;
}

static const struct outbox_message *
maildir_take(void *self, long ms, struct send_answer *answer)
{
	struct maildir *maildir = self;
	const struct outbox_message *m = maildir->message;

	(void)ms;
	if (m != NULL)
		deliver_once(maildir->dir, m, maildir->now, answer);
	maildir->message = NULL;
	return m;
}

static int
make_directories(const char *dir, struct er_err *err)
{
	static const char *const subs[] = { "tmp", "new", "cur" };
	char *path;
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof subs / sizeof *subs && rc == 0; i++) {
		path = er_path_join(dir, subs[i]);
		rc = er_mkdirs(path, 0700, err);
		free(path);
	}
	return rc;
}

static void
maildir_close(void *self)
{
	free(((struct maildir *)self)->dir);
	free(self);
}

int
send_maildir_open(const char *dir, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err)
{
	struct maildir *maildir;
	char *full;

	(void)lookup;
	(void)closure;
	if (*dir == '\0') {
		er_fail(err, ER_USAGE, _("maildir: names no directory; write "
		    "maildir:DIR"));
		return -1;
	}
	if (make_directories(dir, err) != 0)
		return -1;
	/* The outbox keeps the name, to look there after a crash, and the next
	 * run may start elsewhere. */
	full = realpath(dir, NULL);
	if (full == NULL) {
		er_fail(err, ER_CANTCREATE, _("cannot open directory '%s': "
		    "%s"), dir, strerror(errno));
		return -1;
	}
	maildir = er_xcalloc(1, sizeof *maildir);
	maildir->dir = full;
	*transport = (struct send_transport){
		.name = er_xasprintf("maildir:%s", full), .self = maildir,
		.most = 1, .start = maildir_start, .take = maildir_take,
		.find = maildir_find, .close = maildir_close
	};
	return 0;
}
