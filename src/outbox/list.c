/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

static int
load_recipients(struct outbox *outbox, struct outbox_message *m,
    struct er_err *err)
{
	struct outbox_envelope *e = &m->envelope;
	struct { const char *field; struct outbox_addresses *to; } table[] = {
		{ "to", &e->to }, { "cc", &e->cc }, { "bcc", &e->bcc },
		{ "audit", &e->audit }
	};
	sqlite3_stmt *stmt;
	const char *field;
	size_t i;
	int rc;

	stmt = outbox_db_prepare(outbox, err, "SELECT field, address FROM "
	    "recipient WHERE message = ?1 ORDER BY n", "i", m->seq);
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1) {
		field = (const char *)sqlite3_column_text(stmt, 0);
		for (i = 0; i < sizeof table / sizeof *table; i++)
			if (strcmp(field, table[i].field) == 0)
				outbox_address_add(table[i].to, (const char *)
				    sqlite3_column_text(stmt, 1));
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* All columns but the bytes, in this order. */
#define COLUMNS "seq, id, key, state, created, changed, attempt, transport, " \
    "sender, subject, configuration_set, message_id, request_id, code, cause, " \
    "not_after, extras"
enum { BYTES_COLUMN = 17 };

static void
take_row(sqlite3_stmt *stmt, struct outbox_message *m)
{
	*m = (struct outbox_message){
		.seq = sqlite3_column_int64(stmt, 0),
		.id = outbox_db_text(stmt, 1),
		.key = outbox_db_text(stmt, 2),
		.state = outbox_state_of((const char *)
		    sqlite3_column_text(stmt, 3)),
		.created = (time_t)sqlite3_column_int64(stmt, 4),
		.changed = (time_t)sqlite3_column_int64(stmt, 5),
		.attempt = sqlite3_column_int(stmt, 6),
		.transport = outbox_db_text(stmt, 7),
		.sender = outbox_db_text(stmt, 8),
		.subject = outbox_db_text(stmt, 9),
		.configuration_set = outbox_db_text(stmt, 10),
		.message_id = outbox_db_text(stmt, 11),
		.request_id = outbox_db_text(stmt, 12),
		.code = outbox_db_text(stmt, 13),
		.cause = outbox_db_text(stmt, 14),
		/* NULL gives 0 */
		.not_after = (time_t)sqlite3_column_int64(stmt, 15),
		.extras = outbox_db_text(stmt, 16)
	};
}

static void
take_bytes(sqlite3_stmt *stmt, struct outbox_message *m)
{
	const void *p = sqlite3_column_blob(stmt, BYTES_COLUMN);

	if (p == NULL)
		return;		/* it stands in pieces */
	m->n = (size_t)sqlite3_column_bytes(stmt, BYTES_COLUMN);
	m->bytes = er_xmalloc(m->n + 1);
	if (m->n > 0)
		memcpy(m->bytes, p, m->n);
	m->bytes[m->n] = '\0';
}

int
outbox_load(struct outbox *outbox, int64_t seq, bool bytes,
    struct outbox_message *message, struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	*message = (struct outbox_message){0};
	stmt = bytes ? outbox_db_prepare(outbox, err, "SELECT " COLUMNS
	    ", bytes FROM message LEFT JOIN content ON content.message = seq "
	    "WHERE seq = ?1", "i", seq) :
	    outbox_db_prepare(outbox, err, "SELECT " COLUMNS
	    " FROM message WHERE seq = ?1", "i", seq);
	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(outbox, stmt, err);
	if (rc == 1) {
		take_row(stmt, message);
		if (bytes)
			take_bytes(stmt, message);
	}
	outbox_db_finish(outbox, stmt);
	if (rc == 1 && ((bytes && message->bytes == NULL &&
	    outbox_content_open(outbox, message, err) != 0) ||
	    load_recipients(outbox, message, err) != 0)) {
		outbox_message_free(message);
		rc = -1;
	}
	return rc;
}

int
outbox_find(struct outbox *outbox, const char *id,
    struct outbox_message *message, struct er_err *err)
{
	sqlite3_stmt *stmt;
	int64_t seq = 0;
	int n = 0, rc;

	*message = (struct outbox_message){0};
	stmt = outbox_db_prepare(outbox, err, "SELECT seq FROM message WHERE "
	    "substr(id, 1, length(?1)) = ?1 AND ?1 <> '' LIMIT 2", "t", id);
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1) {
		seq = sqlite3_column_int64(stmt, 0);
		n++;
	}
	outbox_db_finish(outbox, stmt);
	if (rc < 0)
		return -1;
	if (n == 1)
		return outbox_load(outbox, seq, true, message, err) == 1 ?
		    0 : -1;
	if (n == 0)
		er_fail(err, ER_DATA, _("there is no message '%s' in the "
		    "outbox; --list names all"), id);
	else
		er_fail(err, ER_DATA, _("more than one message's id begins "
		    "with '%s'"), id);
	return -1;
}

int
outbox_collect(struct outbox *outbox, const char *sql, int64_t **list,
    size_t *n, struct er_err *err)
{
	sqlite3_stmt *stmt;
	size_t cap = 0;
	int rc;

	*list = NULL;
	*n = 0;
	stmt = outbox_db_prepare(outbox, err, sql, "");
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1) {
		*list = er_grow(*list, *n, &cap, sizeof **list);
		(*list)[(*n)++] = sqlite3_column_int64(stmt, 0);
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* No query is open while `each` runs, so that it may change what it is
 * shown. */
int
outbox_list(struct outbox *outbox, outbox_each *each, void *closure,
    struct er_err *err)
{
	struct outbox_message m;
	int64_t *list;
	size_t i, n;
	int rc;

	rc = outbox_collect(outbox, "SELECT seq FROM message ORDER BY seq",
	    &list, &n, err);
	for (i = 0; i < n && rc == 0; i++) {
		rc = outbox_load(outbox, list[i], false, &m, err);
		if (rc == 1)
			rc = each(closure, &m, err);
		outbox_message_free(&m);
	}
	free(list);
	return rc;
}

/* ---- what is to be sent -------------------------------------------------- */

/* One number of a query with two parameters: whether it has one. */
static int
ask_number(struct outbox *outbox, const char *sql, bool doubt, int64_t after,
    int64_t *number, struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	*number = 0;
	stmt = outbox_db_prepare(outbox, err, sql, "ii", (int64_t)doubt,
	    after);
	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(outbox, stmt, err);
	if (rc == 1) {
		*number = sqlite3_column_int64(stmt, 0);
		rc = sqlite3_column_type(stmt, 0) != SQLITE_NULL;
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* By state, for the index: behind the last one there may be a million others.
 */
int
outbox_next(struct outbox *outbox, bool doubt, int64_t after, int64_t *seq,
    struct er_err *err)
{
	return ask_number(outbox, "SELECT min(seq) FROM ("
	    "SELECT min(seq) AS seq FROM message "
	    "WHERE state = 'queued' AND seq > ?2 UNION ALL "
	    "SELECT min(seq) FROM message "
	    "WHERE state = 'waiting' AND seq > ?2 UNION ALL "
	    "SELECT min(seq) FROM message "
	    "WHERE ?1 AND state = 'in doubt' AND key_holder AND seq > ?2)",
	    doubt, after, seq, err);
}

int
outbox_count(struct outbox *outbox, bool doubt, int64_t *n,
    struct er_err *err)
{
	int rc = ask_number(outbox, "SELECT count(*) FROM message "
	    "WHERE (state IN ('queued', 'waiting') OR "
	    "(?1 AND state = 'in doubt' AND key_holder)) AND seq > ?2", doubt,
	    0, n, err);

	return rc < 0 ? -1 : 0;
}
