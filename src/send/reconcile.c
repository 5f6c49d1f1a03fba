/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was in doubt and lies in a mailbox did arrive. A copy is known by the id
 * in its first Report-Log field, which names one message of one outbox: neither
 * a subject nor a Report-Id could tell it from the one sent before.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { ID_LENGTH = 16 };

struct copy {
	char id[ID_LENGTH + 1];
	char *message_id;
};

struct copies {
	struct copy *list;
	size_t n, cap;
};

struct reconcile {
	struct copies copies;
	send_flushed *told;
	void *closure;
	size_t left;		/* still in doubt */
};

/* ---- the mailbox -------------------------------------------------------- */

/* As SES gave it: without the domain that the header has after it. */
static char *
bare_id(struct er_slice id)
{
	static const char domain[] = ".amazonses.com";
	size_t n = sizeof domain - 1;
	const char *at;

	if (id.n >= 2 && id.p[0] == '<' && id.p[id.n - 1] == '>') {
		id.p++;
		id.n -= 2;
	}
	at = id.n > n ? memchr(id.p, '@', id.n) : NULL;
	if (at != NULL && memcmp(id.p + id.n - n, domain, n) == 0)
		id.n = (size_t)(at - id.p);
	return er_xstrndup(id.p != NULL ? id.p : "", id.n);
}

static void
add_copy(struct copies *copies, const char *p, size_t n)
{
	struct er_slice log = send_field(p, n, OUTBOX_LOG_FIELD);
	struct copy *copy;

	if (log.n < ID_LENGTH + 4 || memcmp(log.p, "id=", 3) != 0 ||
	    log.p[3 + ID_LENGTH] != ';')
		return;
	copies->list = er_grow(copies->list, copies->n, &copies->cap,
	    sizeof *copies->list);
	copy = &copies->list[copies->n++];
	memcpy(copy->id, log.p + 3, ID_LENGTH);
	copy->id[ID_LENGTH] = '\0';
	copy->message_id = bare_id(send_field(p, n, "Message-ID"));
}

/* A file of messages, each after a line that begins with "From ". */
static void
add_mbox(struct copies *copies, const char *p, size_t n)
{
	const char *end = p + n, *next;

	while (p < end && end - p > 5 && memcmp(p, "From ", 5) == 0) {
		next = memchr(p, '\n', (size_t)(end - p));
		if (next == NULL)
			return;
		p = next + 1;
		add_copy(copies, p, (size_t)(end - p));
		do {
			p = memchr(p, '\n', (size_t)(end - p));
			p = p != NULL ? p + 1 : end;
		} while (p < end && (end - p <= 5 ||
		    memcmp(p, "From ", 5) != 0 || p[-2] != '\n'));
	}
}

static int
read_file(struct copies *copies, const char *path, bool mbox,
    struct er_err *err)
{
	struct er_file file;

	if (er_file_open(path, 0, &file, err) != 0)
		return -1;
	if (mbox)
		add_mbox(copies, file.p, file.n);
	else
		add_copy(copies, file.p, file.n);
	er_file_close(&file);
	return 0;
}

static int
read_directory(struct copies *copies, const char *maildir, const char *sub,
    struct er_err *err)
{
	char *path = er_path_join(maildir, sub), *file;
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	int rc = 0;

	if (dir == NULL) {
		er_fail(err, ER_NOINPUT, _("'%s' is neither a Maildir nor an "
		    "mbox file: %s"), maildir, strerror(errno));
		rc = -1;
	}
	while (rc == 0 && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		file = er_path_join(path, entry->d_name);
		/* A reader may have moved it to cur/, which comes next; and
		 * what is no file (a FIFO) is no message, and may not end. */
		if (lstat(file, &st) == 0 && S_ISREG(st.st_mode))
			read_file(copies, file, false, NULL);
		free(file);
	}
	if (dir != NULL)
		closedir(dir);
	free(path);
	return rc;
}

/* new/ first: what a reader moves to cur/ meanwhile is seen there. */
static int
read_mailbox(struct copies *copies, const char *path, struct er_err *err)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
		return -1;
	}
	if (!S_ISDIR(st.st_mode))
		return read_file(copies, path, true, err);
	if (read_directory(copies, path, "new", err) != 0)
		return -1;
	return read_directory(copies, path, "cur", err);
}

/* ---- against the outbox ------------------------------------------------- */

static bool
find(void *closure, const struct outbox_message *m, char **message_id)
{
	const struct reconcile *r = closure;
	size_t i;

	for (i = 0; i < r->copies.n; i++)
		if (strcmp(r->copies.list[i].id, m->id) == 0) {
			*message_id = er_xstrdup(
			    r->copies.list[i].message_id);
			return true;
		}
	return false;
}

static void
tell(void *closure, const struct outbox_message *m)
{
	struct reconcile *r = closure;
	struct er_err why = {0};

	if (m->state == OUTBOX_IN_DOUBT) {
		r->left++;
		send_tell_state(m, &why);
	}
	r->told(r->closure, m, why.cls != ER_NONE ? &why : NULL);
	er_err_free(&why);
}

int
send_reconcile(struct sender *sender, const char *mailbox, send_flushed *told,
    void *closure, struct er_err *err)
{
	struct reconcile r = { .told = told, .closure = closure };
	size_t i;
	int rc = -1;

	if (read_mailbox(&r.copies, mailbox, err) == 0 &&
	    outbox_reconcile(sender->outbox, find, tell, &r,
	    sender->clock->now(), err) == 0)
		rc = r.left > 0 ? ER_DOUBT : 0;
	for (i = 0; i < r.copies.n; i++)
		free(r.copies.list[i].message_id);
	free(r.copies.list);
	return rc;
}
