/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

static int
add_recipients(struct outbox *outbox, int64_t seq, const char *field,
    const struct outbox_addresses *to, int64_t *n, struct er_err *err)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		if (outbox_db_run(outbox, err, "INSERT INTO recipient VALUES "
		    "(?1, ?2, ?3, ?4)", "iitt", seq, ++*n, field,
		    to->list[i]) != 0)
			return -1;
	return 0;
}

static int
add_envelope(struct outbox *outbox, int64_t seq,
    const struct outbox_envelope *e, struct er_err *err)
{
	int64_t n = 0;

	if (add_recipients(outbox, seq, "to", &e->to, &n, err) != 0 ||
	    add_recipients(outbox, seq, "cc", &e->cc, &n, err) != 0 ||
	    add_recipients(outbox, seq, "bcc", &e->bcc, &n, err) != 0)
		return -1;
	return add_recipients(outbox, seq, "audit", &e->audit, &n, err);
}

/* Random, not a count: a Maildir may take from several outboxes. */
static int
make_id(char id[17], struct er_err *err)
{
	unsigned char bytes[8];

	if (RAND_bytes(bytes, sizeof bytes) != 1) {
		er_fail(err, ER_OS, _("the system gives no random numbers"));
		return -1;
	}
	outbox_hex(bytes, sizeof bytes, id);
	return 0;
}

/*
 * What every mail tells of the log: which message of the outbox it is, and the
 * last event before it. A mailbox full of these shows of each event whether it
 * was altered later, and of each message in doubt whether it did arrive.
 */
static int
add_log_field(struct outbox *outbox, const char *id, struct er_buf *b,
    struct er_err *err)
{
	char chain[OUTBOX_HEX];
	int64_t event;

	if (outbox_log_head(outbox, &event, chain, err) != 0)
		return -1;
	er_buf_addf(b, OUTBOX_LOG_FIELD ": id=%s; event=%lld;\r\n chain=%s\r\n",
	    id, (long long)event, chain);
	return 0;
}

static int
insert_rows(struct outbox *outbox, const struct outbox_draft *draft, time_t now,
    const char *id, int64_t *seq, struct er_err *err)
{
	struct er_buf head = {0};
	int rc;

	rc = add_log_field(outbox, id, &head, err);
	if (rc == 0)
		rc = outbox_db_run(outbox, err, "INSERT INTO message "
		    "(id, key, digest, state, created, changed, sender, "
		    "subject, configuration_set, not_after, extras) VALUES "
		    "(?1, ?2, ?3, 'queued', ?4, ?4, ?5, ?6, ?7, "
		    "nullif(?8, 0), ?9)", "tttitttit", id, draft->key,
		    draft->digest, (int64_t)now, draft->sender,
		    draft->subject, draft->configuration_set,
		    (int64_t)draft->not_after, draft->extras);
	if (rc == 0) {
		*seq = sqlite3_last_insert_rowid(outbox->db);
		rc = outbox_content_put(outbox, *seq, &head, &draft->content,
		    err);
	}
	er_buf_free(&head);
	return rc;
}

static int
insert(struct outbox *outbox, const struct outbox_draft *draft, time_t now,
    struct outbox_message *message, struct er_err *err)
{
	struct outbox_change change = {
		.state = OUTBOX_QUEUED, .reason = draft->resend,
		.digest = draft->digest
	};
	char id[17];
	int64_t seq;

	if (make_id(id, err) != 0 ||
	    insert_rows(outbox, draft, now, id, &seq, err) != 0)
		return -1;
	if (add_envelope(outbox, seq, draft->envelope, err) != 0 ||
	    outbox_load(outbox, seq, false, message, err) != 1)
		return -1;
	return outbox_change_state(outbox, message, &change, now, err);
}

/* The number and the digest of the message that holds the key: 1, 0, -1. */
static int
find_key(struct outbox *outbox, const char *key, int64_t *seq, char **digest,
    struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	if (key == NULL)
		return 0;
	stmt = outbox_db_prepare(outbox, err, "SELECT seq, digest FROM message "
	    "WHERE key = ?1 AND key_holder", "t", key);
	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(outbox, stmt, err);
	if (rc == 1) {
		*seq = sqlite3_column_int64(stmt, 0);
		*digest = outbox_db_text(stmt, 1);
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* The new message takes over the key of old, and what of old could still be
 * sent is not. */
static int
take_key(struct outbox *outbox, struct outbox_message *old, const char *reason,
    time_t now, struct er_err *err)
{
	struct outbox_change drop = {
		.state = OUTBOX_DROPPED, .reason = reason,
		.cause = _("another message took its place")
	};

	if (old->state == OUTBOX_SENDING) {
		er_fail(err, ER_TEMP, _("message %s of this key is being sent "
		    "at this moment; try again"), old->id);
		return -1;
	}
	if ((old->state == OUTBOX_QUEUED || old->state == OUTBOX_WAITING ||
	    old->state == OUTBOX_HELD) &&
	    outbox_change_state(outbox, old, &drop, now, err) != 0)
		return -1;
	return outbox_db_run(outbox, err,
	    "UPDATE message SET key_holder = 0 WHERE seq = ?1", "i", old->seq);
}

/* In a transaction. */
static int
put(struct outbox *outbox, const struct outbox_draft *draft, time_t now,
    enum outbox_put *result, struct outbox_message *message,
    struct er_err *err)
{
	char *digest = NULL;
	int64_t seq = 0;
	int known;

	known = find_key(outbox, draft->key, &seq, &digest, err);
	if (known == 1)
		known = outbox_load(outbox, seq, false, message, err);
	if (known < 0) {
		free(digest);
		return -1;
	}
	*result = OUTBOX_NEW;
	if (known == 1 && draft->resend == NULL &&
	    message->state != OUTBOX_REFUSED)
		*result = strcmp(digest, draft->digest) == 0 ?
		    OUTBOX_KNOWN : OUTBOX_OTHER;
	free(digest);
	if (*result != OUTBOX_NEW)
		return 0;
	if (known == 1 &&
	    take_key(outbox, message, draft->resend, now, err) != 0)
		return -1;
	outbox_message_free(message);
	return insert(outbox, draft, now, message, err);
}

int
outbox_put(struct outbox *outbox, const struct outbox_draft *draft,
    time_t now, enum outbox_put *result, struct outbox_message *message,
    struct er_err *err)
{
	*message = (struct outbox_message){0};
	if (outbox_begin(outbox, err) != 0)
		return -1;
	if (outbox_end(outbox, put(outbox, draft, now, result, message, err),
	    err) == 0)
		return 0;
	outbox_message_free(message);
	return -1;
}
