/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log. An event is kept as the very text that is shown, and its Chain is
 * SHA-256, in hexadecimal, over the Chain of the event before (64 zeros before
 * the first), a newline and that text: nothing can be altered, taken out or put
 * in without changing every Chain after it. er-outbox(5) says so too.
 */
#include "config.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

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

void
outbox_log_chain(const char *before, const char *record, size_t n,
    char out[HEX])
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

/* A query for a number and a chain: 1, 0 none, -1. */
static int
ask_place(struct outbox *outbox, const char *sql, int64_t *seq,
    char chain[HEX], struct er_err *err)
{
	sqlite3_stmt *stmt = outbox_db_prepare(outbox, err, sql, "");
	char *text;
	int rc;

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
	return rc;
}

int
outbox_log_start(struct outbox *outbox, int64_t *seq, char chain[HEX],
    struct er_err *err)
{
	*seq = 0;
	memcpy(chain, first_chain, HEX);
	return ask_place(outbox, "SELECT last, chain FROM archive "
	    "ORDER BY last DESC LIMIT 1", seq, chain, err) < 0 ? -1 : 0;
}

int
outbox_log_head(struct outbox *outbox, int64_t *seq, char chain[HEX],
    struct er_err *err)
{
	int rc;

	*seq = outbox->head;
	memcpy(chain, outbox->head_chain, HEX);
	if (outbox->head > 0)
		return 0;
	rc = ask_place(outbox, "SELECT seq, chain FROM event "
	    "ORDER BY seq DESC LIMIT 1", seq, chain, err);
	return rc == 0 ? outbox_log_start(outbox, seq, chain, err) :
	    rc < 0 ? -1 : 0;
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
	outbox_log_chain(before, b.p, b.n, chain);
	rc = outbox_db_run(outbox, err, "INSERT INTO event VALUES "
	    "(?1, ?2, ?3, ?4)", "iitt", seq, message->seq, b.p, chain);
	outbox->head = seq;
	memcpy(outbox->head_chain, chain, HEX);
	er_buf_free(&b);
	return rc;
}
