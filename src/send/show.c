/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "rec/rec.h"
#include "send/send-priv.h"

enum { CELL_MAX = 200 };

static void
add_time(struct er_buf *b, time_t when)
{
	char text[32] = "?";
	struct tm tm;

	if (gmtime_r(&when, &tm) != NULL)
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	er_buf_adds(b, text);
}

static void
add_addresses(struct er_buf *b, const struct outbox_addresses *to,
    const char **comma)
{
	size_t i;

	for (i = 0; i < to->n; i++) {
		er_buf_adds(b, *comma);
		er_buf_addclean(b, to->list[i], strlen(to->list[i]), CELL_MAX);
		*comma = ",";
	}
}

struct list {
	struct er_buf *out;
	bool open;
};

static int
list_one(void *closure, const struct outbox_message *m, struct er_err *err)
{
	struct list *list = closure;
	struct er_buf *b = list->out;
	const char *comma = "", *subject = m->subject;

	(void)err;
	if (list->open && (m->state == OUTBOX_ACCEPTED ||
	    m->state == OUTBOX_REFUSED || m->state == OUTBOX_DROPPED))
		return 0;
	er_buf_addf(b, "%s\t%s\t", m->id, outbox_state_name(m->state));
	add_time(b, m->changed);
	er_buf_addf(b, "\t%d\t", m->attempt);
	add_addresses(b, &m->envelope.to, &comma);
	add_addresses(b, &m->envelope.cc, &comma);
	add_addresses(b, &m->envelope.bcc, &comma);
	add_addresses(b, &m->envelope.audit, &comma);
	er_buf_addc(b, '\t');
	if (subject != NULL)
		er_buf_addclean(b, subject, strlen(subject), CELL_MAX);
	er_buf_addc(b, '\n');
	return 0;
}

int
send_list(struct outbox *outbox, bool open, struct er_buf *out,
    struct er_err *err)
{
	struct list list = { out, open };

	return outbox_list(outbox, list_one, &list, err);
}

static void
field(struct er_buf *b, const char *name, const char *value)
{
	if (value != NULL)
		rec_write_field(b, name, value, strlen(value));
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
	er_buf_addf(b, "%s: ", name);
	add_time(b, when);
	er_buf_addc(b, '\n');
}

/* The message with the line ends of a text. */
static void
content_field(struct er_buf *b, const struct outbox_message *m)
{
	struct er_bytes bytes = outbox_message_bytes(m);
	struct er_buf all = {0}, text = {0};
	size_t i;

	send_add_content(&all, &bytes);
	for (i = 0; i < all.n; i++)
		if (all.p[i] != '\r')
			er_buf_addc(&text, all.p[i]);
	er_buf_free(&all);
	if (text.n > 0 && text.p[text.n - 1] == '\n')
		er_buf_trim(&text, text.n - 1);
	rec_write_field(b, "Content", text.p != NULL ? text.p : "", text.n);
	er_buf_free(&text);
}

static void
show_message(struct er_buf *b, const struct outbox_message *m)
{
	er_buf_adds(b, "%rec: Message\n\n");
	field(b, "Id", m->id);
	field(b, "State", outbox_state_name(m->state));
	field(b, "Key", m->key);
	time_field(b, "Created", m->created);
	time_field(b, "Changed", m->changed);
	if (m->not_after != 0)
		time_field(b, "Not_After", m->not_after);
	er_buf_addf(b, "Attempt: %d\n", m->attempt);
	field(b, "Transport", m->transport);
	field(b, "Configuration_Set", m->configuration_set);
	if (m->extras != NULL)
		er_buf_adds(b, m->extras);
	field(b, "Message_Id", m->message_id);
	field(b, "Request_Id", m->request_id);
	field(b, "Code", m->code);
	field(b, "Cause", m->cause);
	field(b, "From", m->sender);
	fields(b, "To", &m->envelope.to);
	fields(b, "Cc", &m->envelope.cc);
	fields(b, "Bcc", &m->envelope.bcc);
	fields(b, "Audit", &m->envelope.audit);
	field(b, "Subject", m->subject);
	er_buf_addf(b, "Size: %zu\n", m->n);
	content_field(b, m);
	er_buf_addc(b, '\n');
}

int
send_show(struct outbox *outbox, const char *id, struct er_buf *out,
    struct er_err *err)
{
	struct outbox_message m;
	int rc;

	if (outbox_find(outbox, id, &m, err) != 0)
		return -1;
	show_message(out, &m);
	rc = outbox_log(outbox, m.seq, out, err);
	outbox_message_free(&m);
	return rc;
}
