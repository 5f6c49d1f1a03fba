/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of messages. Small ones are read with their row and written with
 * it; large ones stand in rows of pieces, and go in and come out piece by
 * piece, so that no process ever holds one. Not by SQLite's incremental blobs:
 * an open one is an open read, and a transaction after it would fail once
 * another process has written.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

enum { PIECE = 256 * 1024, SMALL = 1024 * 1024 };

struct outbox_content {
	struct outbox *outbox;
	int64_t seq;
	int64_t number;		/* of the piece at hand; -1: none */
	char piece[PIECE];
};

int
outbox_content_open(struct outbox *outbox, struct outbox_message *m,
    struct er_err *err)
{
	sqlite3_stmt *stmt = outbox_db_prepare(outbox, err, "SELECT "
	    "total(length(bytes)) FROM piece WHERE message = ?1", "i", m->seq);
	int rc = stmt == NULL ? -1 : outbox_db_step(outbox, stmt, err);

	if (rc == 1)
		m->n = (size_t)sqlite3_column_int64(stmt, 0);
	outbox_db_finish(outbox, stmt);
	if (rc != 1)
		return -1;
	m->content = er_xcalloc(1, sizeof *m->content);
	m->content->outbox = outbox;
	m->content->seq = m->seq;
	m->content->number = -1;
	return 0;
}

/* Has that piece at hand. */
static bool
turn_to(struct outbox_content *c, int64_t number)
{
	sqlite3_stmt *stmt;
	bool found = false;

	if (c->number == number)
		return true;
	c->number = -1;
	stmt = outbox_db_prepare(c->outbox, NULL, "SELECT bytes FROM piece "
	    "WHERE message = ?1 AND n = ?2", "ii", c->seq, number);
	if (stmt != NULL && outbox_db_step(c->outbox, stmt, NULL) == 1 &&
	    sqlite3_column_bytes(stmt, 0) <= PIECE) {
		memcpy(c->piece, sqlite3_column_blob(stmt, 0),
		    (size_t)sqlite3_column_bytes(stmt, 0));
		c->number = number;
		found = true;
	}
	outbox_db_finish(c->outbox, stmt);
	return found;
}

static bool
read_content(void *closure, size_t at, char *to, size_t n)
{
	struct outbox_content *c = closure;
	size_t take;

	for (; n > 0; at += take, to += take, n -= take) {
		take = PIECE - at % PIECE;
		if (take > n)
			take = n;
		if (!turn_to(c, (int64_t)(at / PIECE)))
			return false;
		memcpy(to, c->piece + at % PIECE, take);
	}
	return true;
}

struct er_bytes
outbox_message_bytes(const struct outbox_message *m)
{
	struct er_bytes b = { .p = m->bytes, .n = m->n };

	if (m->content != NULL) {
		b.read = read_content;
		b.closure = m->content;
	}
	return b;
}

void
outbox_message_let_go(struct outbox_message *m)
{
	free(m->bytes);
	m->bytes = NULL;
	free(m->content);
	m->content = NULL;
}

/* ---- writing -------------------------------------------------------------- */

/* head, then bytes, in pieces that are full but for the last. */
static int
put_pieces(struct outbox *outbox, int64_t seq, const struct er_buf *head,
    const struct er_bytes *bytes, struct er_err *err)
{
	char *piece = er_xmalloc(PIECE);
	size_t at, n, filled = head->n;
	int64_t number;
	int rc = 0;

	memcpy(piece, head->p, head->n);
	for (at = 0, number = 0; rc == 0 && at < bytes->n; number++) {
		n = PIECE - filled;
		if (n > bytes->n - at)
			n = bytes->n - at;
		if (er_bytes_read(bytes, at, piece + filled, n)) {
			rc = outbox_db_run(outbox, err, "INSERT INTO piece "
			    "VALUES (?1, ?2, ?3)", "iib", seq, number,
			    (const void *)piece, filled + n);
		} else {
			er_fail(err, ER_IO, _("the message cannot be read"));
			rc = -1;
		}
		at += n;
		filled = 0;
	}
	free(piece);
	return rc;
}

int
outbox_content_put(struct outbox *outbox, int64_t seq, struct er_buf *head,
    const struct er_bytes *bytes, struct er_err *err)
{
	if (bytes->n > SMALL)
		return put_pieces(outbox, seq, head, bytes, err);
	if (!er_bytes_read(bytes, 0, er_buf_extend(head, bytes->n),
	    bytes->n)) {
		er_fail(err, ER_IO, _("the message cannot be read"));
		return -1;
	}
	return outbox_db_run(outbox, err, "INSERT INTO content VALUES "
	    "(?1, ?2)", "ib", seq, (const void *)head->p, head->n);
}
