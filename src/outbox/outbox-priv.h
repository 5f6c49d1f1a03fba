/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. SQLite is seen nowhere else. */
#ifndef OUTBOX_OUTBOX_PRIV_H
#define OUTBOX_OUTBOX_PRIV_H

#include <sqlite3.h>

#include "outbox/outbox.h"

enum { OUTBOX_HEX = 65 };	/* SHA-256 in hexadecimal, and its NUL */

struct outbox_statement {
	const char *sql;
	sqlite3_stmt *stmt;
	bool busy;
};

struct outbox {
	sqlite3 *db;
	char *path;
	struct outbox_statement *statements;
	size_t nstatements, capstatements;
	int lock;	/* descriptor of PATH-lock */
	int depth;	/* transactions within each other; the outermost is
			 * one to SQLite */
	bool failed;	/* so that it must be rolled back */
	/* The log's head as this transaction left it; 0: not known. */
	int64_t head;
	char head_chain[OUTBOX_HEX];
	/* Locks of this transaction: those of messages it claims, and those to
	 * be let go of when it ends. */
	struct outbox_locks { int64_t *list; size_t n, cap; } claimed, over;
};

/* ---- db.c --------------------------------------------------------------- */

/*
 * Compiles sql, a literal, unless that is done, and binds ?1, ?2, ... as types
 * says: 'i' int64_t, 't' text or NULL, 'b' const void * and size_t. What is
 * bound must live until outbox_db_finish().
 */
sqlite3_stmt *outbox_db_prepare(struct outbox *outbox, struct er_err *err,
    const char *sql, const char *types, ...);
/* The same, run to its end. */
int outbox_db_run(struct outbox *outbox, struct er_err *err, const char *sql,
    const char *types, ...);
/* 1 a row, 0 the end, -1 a failure. */
int outbox_db_step(struct outbox *outbox, sqlite3_stmt *stmt,
    struct er_err *err);
/* Done with it for now; NULL does nothing. */
void outbox_db_finish(struct outbox *outbox, sqlite3_stmt *stmt);
void outbox_db_close(struct outbox *outbox);
/* Fills err from SQLite's last error. */
void outbox_db_fail(struct outbox *outbox, struct er_err *err);
/* A column's text, owned; NULL for NULL. */
char *outbox_db_text(sqlite3_stmt *stmt, int column);

/* ---- schema.c ----------------------------------------------------------- */

int outbox_schema_check(struct outbox *outbox, struct er_err *err);

/* ---- lock.c ------------------------------------------------------------- */

int outbox_lock_open(struct outbox *outbox, struct er_err *err);
/* Message seq for this process: false when another process has it. */
bool outbox_lock_try(struct outbox *outbox, int64_t seq);
/* Inside a transaction: lets go of it when that ends, or (claimed) when it
 * fails. */
void outbox_lock_until_end(struct outbox *outbox, int64_t seq, bool claimed);
void outbox_lock_end(struct outbox *outbox, bool committed);
void outbox_lock_release(struct outbox *outbox, int64_t seq);
/* Lock 0: while the database is being made. */
int outbox_lock_wait(struct outbox *outbox, struct er_err *err);

/* ---- list.c ------------------------------------------------------------- */

/* The message of that row, with or without its bytes: 1, 0 none, -1. */
int outbox_load(struct outbox *outbox, int64_t seq, bool bytes,
    struct outbox_message *message, struct er_err *err);

/* The numbers that a query gives, before anything is done about them; *list is
 * owned, and to be freed after a failure too. */
int outbox_collect(struct outbox *outbox, const char *sql, int64_t **list,
    size_t *n, struct er_err *err);

/* ---- content.c ---------------------------------------------------------- */

/* For a message whose bytes stand in pieces. */
int outbox_content_open(struct outbox *outbox, struct outbox_message *message,
    struct er_err *err);
/* head, which may change, and then bytes. */
int outbox_content_put(struct outbox *outbox, int64_t seq,
    struct er_buf *head, const struct er_bytes *bytes, struct er_err *err);

/* ---- state.c ------------------------------------------------------------ */

enum outbox_state outbox_state_of(const char *name);

/* A change of state. Texts may be NULL: the row then keeps none. */
struct outbox_change {
	enum outbox_state state;
	const char *transport, *message_id, *request_id, *code, *cause;
	const char *reason;	/* logged only */
	const char *digest;	/* of a message taken in just now, of which all
				 * is logged; else NULL */
};
/* Updates the row and appends the event; inside a transaction. message gives
 * seq and id; its state, attempt and transport are updated. */
int outbox_change_state(struct outbox *outbox, struct outbox_message *message,
    const struct outbox_change *change, time_t now, struct er_err *err);

/* ---- log.c -------------------------------------------------------------- */

/* "%doc: ": the number and the Chain of the event before the first. */
#define OUTBOX_LOG_FOLLOWS "%doc: Follows event "

/* The Chain of a record after that one; out may be before. */
void outbox_log_chain(const char *before, const char *record, size_t n,
    char out[OUTBOX_HEX]);
/* The last event that has moved elsewhere; 0 and zeros: none. */
int outbox_log_start(struct outbox *outbox, int64_t *seq,
    char chain[OUTBOX_HEX], struct er_err *err);
/* The last event's number and chain; 0 and zeros before the first. */
int outbox_log_head(struct outbox *outbox, int64_t *seq,
    char chain[OUTBOX_HEX], struct er_err *err);

int outbox_log_add(struct outbox *outbox,
    const struct outbox_message *message, const struct outbox_change *change,
    time_t now, struct er_err *err);

/* ---- key.c -------------------------------------------------------------- */

void outbox_hex(const unsigned char *p, size_t n, char *out);

#endif
