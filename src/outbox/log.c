/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log. An event is kept as the very text that is shown, and its Chain is
 * SHA-256, in hexadecimal, over the Chain of the event before (64 zeros before
 * the first), a newline and that text: nothing can be altered, taken out or put
 * in without changing every Chain after it.
 */
#include "config.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

enum { HEX = OUTBOX_HEX, FIELD_MAX = 1000 };

static const char first_chain[HEX] =
    "0000000000000000000000000000000000000000000000000000000000000000";

/* One line a field: what came from outside cannot begin another. */
static void
field(struct er_buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	er_buf_adds(b, name);
	er_buf_adds(b, ": ");
	er_buf_addclean(b, value, strlen(value), FIELD_MAX);
	er_buf_addc(b, '\n');
}

static void
fields(struct er_buf *b, const char *name, const struct outbox_addresses *to)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		field(b, name, to->list[i]);
}

static void
time_field(struct er_buf *b, const char *name, time_t when)
{
	char text[32] = "";
	struct tm tm;

	if (gmtime_r(&when, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	field(b, name, text);
}

static void
write_record(struct er_buf *b, int64_t seq, const struct outbox_message *m,
    const struct outbox_change *change, time_t now)
{
	er_buf_addf(b, "Event: %lld\n", (long long)seq);
	time_field(b, "Time", now);
	field(b, "Message", m->id);
	field(b, "State", outbox_state_name(change->state));
	if (change->digest != NULL) {
		field(b, "Key", m->key);
		field(b, "From", m->sender);
		fields(b, "To", &m->envelope.to);
		fields(b, "Cc", &m->envelope.cc);
		fields(b, "Bcc", &m->envelope.bcc);
		fields(b, "Audit", &m->envelope.audit);
		field(b, "Subject", m->subject);
		field(b, "Digest", change->digest);
		if (m->not_after != 0)
			time_field(b, "Not_After", m->not_after);
	}
	if (change->state != OUTBOX_QUEUED && m->attempt > 0)
		er_buf_addf(b, "Attempt: %d\n", m->attempt);
	field(b, "Transport", change->transport);
	field(b, "Message_Id", change->message_id);
	field(b, "Request_Id", change->request_id);
	field(b, "Code", change->code);
	field(b, "Cause", change->cause);
	field(b, "Reason", change->reason);
}

static void
make_chain(const char *before, const char *record, size_t n, char out[HEX])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	struct er_buf b = {0};

	er_buf_adds(&b, before);
	er_buf_addc(&b, '\n');
	er_buf_add(&b, record, n);
	if (EVP_Digest(b.p, b.n, md, &length, EVP_sha256(), NULL) != 1)
		abort();	/* without memory only */
	er_buf_free(&b);
	outbox_hex(md, length, out);
}

int
outbox_log_head(struct outbox *outbox, int64_t *seq, char chain[HEX],
    struct er_err *err)
{
	sqlite3_stmt *stmt;
	char *text = NULL;
	int rc;

	*seq = outbox->head;
	memcpy(chain, outbox->head_chain, HEX);
	if (outbox->head > 0)
		return 0;
	memcpy(chain, first_chain, HEX);
	stmt = outbox_db_prepare(outbox, err,
	    "SELECT seq, chain FROM event ORDER BY seq DESC LIMIT 1", "");
	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(outbox, stmt, err);
	if (rc == 1) {
		*seq = sqlite3_column_int64(stmt, 0);
		text = outbox_db_text(stmt, 1);
		if (text != NULL && strlen(text) == HEX - 1)
			memcpy(chain, text, HEX);
		free(text);
	}
	outbox_db_finish(outbox, stmt);
	return rc < 0 ? -1 : 0;
}

int
outbox_log_add(struct outbox *outbox, const struct outbox_message *message,
    const struct outbox_change *change, time_t now, struct er_err *err)
{
	char before[HEX], chain[HEX];
	struct er_buf b = {0};
	int64_t seq;
	int rc;

	if (outbox_log_head(outbox, &seq, before, err) != 0)
		return -1;
	seq++;
	write_record(&b, seq, message, change, now);
	make_chain(before, b.p, b.n, chain);
	rc = outbox_db_run(outbox, err, "INSERT INTO event VALUES "
	    "(?1, ?2, ?3, ?4)", "iitt", seq, message->seq, b.p, chain);
	outbox->head = seq;
	memcpy(outbox->head_chain, chain, HEX);
	er_buf_free(&b);
	return rc;
}

int
outbox_log(struct outbox *outbox, int64_t seq, struct er_buf *out,
    struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	stmt = outbox_db_prepare(outbox, err, "SELECT record, chain FROM event "
	    "WHERE ?1 = 0 OR message = ?1 ORDER BY seq", "i", seq);
	if (stmt == NULL)
		return -1;
	er_buf_adds(out, "%rec: Event\n");
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1)
		er_buf_addf(out, "\n%sChain: %s\n",
		    (const char *)sqlite3_column_text(stmt, 0),
		    (const char *)sqlite3_column_text(stmt, 1));
	outbox_db_finish(outbox, stmt);
	return rc;
}

static int
verify_chain(struct outbox *outbox, int64_t *events, char head[HEX],
    struct er_err *err)
{
	const char *record, *kept;
	sqlite3_stmt *stmt;
	int rc;

	stmt = outbox_db_prepare(outbox, err,
	    "SELECT seq, record, chain FROM event ORDER BY seq", "");
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1) {
		record = (const char *)sqlite3_column_text(stmt, 1);
		kept = (const char *)sqlite3_column_text(stmt, 2);
		make_chain(head, record, strlen(record), head);
		if (sqlite3_column_int64(stmt, 0) != ++*events ||
		    strcmp(head, kept) != 0) {
			er_fail(err, ER_DATA, _("the log was altered: event "
			    "%lld does not follow from the ones before it"),
			    (long long)*events);
			rc = -1;
			break;
		}
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* Each message's state is what its last event says. */
static int
verify_states(struct outbox *outbox, struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	stmt = outbox_db_prepare(outbox, err, "SELECT m.id FROM message m "
	    "LEFT JOIN event e ON e.seq = "
	    "(SELECT max(seq) FROM event WHERE message = m.seq) "
	    "WHERE e.seq IS NULL OR instr(e.record, "
	    "char(10) || 'State: ' || m.state || char(10)) = 0 LIMIT 1", "");
	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(outbox, stmt, err);
	if (rc == 1) {
		er_fail(err, ER_DATA, _("the state of message %s is not what "
		    "the log says of it"),
		    (const char *)sqlite3_column_text(stmt, 0));
		rc = -1;
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

int
outbox_log_verify(struct outbox *outbox, int64_t *events, char head[65],
    struct er_err *err)
{
	int rc;

	*events = 0;
	memcpy(head, first_chain, HEX);
	/* One view of both tables, whatever others write meanwhile. */
	if (outbox_db_run(outbox, err, "BEGIN", "") != 0)
		return -1;
	rc = verify_chain(outbox, events, head, err);
	if (rc == 0)
		rc = verify_states(outbox, err);
	outbox_db_run(outbox, NULL, "COMMIT", "");
	return rc;
}
