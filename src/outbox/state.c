/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "outbox/outbox-priv.h"

static const char *const names[] = {
	[OUTBOX_QUEUED] = "queued",
	[OUTBOX_SENDING] = "sending",
	[OUTBOX_ACCEPTED] = "accepted",
	[OUTBOX_REFUSED] = "refused",
	[OUTBOX_WAITING] = "waiting",
	[OUTBOX_IN_DOUBT] = "in doubt",
	[OUTBOX_HELD] = "held",
	[OUTBOX_DROPPED] = "dropped",
};

const char *
outbox_state_name(enum outbox_state state)
{
	return names[state];
}

/* The schema admits no other name; held is what is never sent by itself. */
enum outbox_state
outbox_state_of(const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum outbox_state)i;
	return OUTBOX_HELD;
}

int
outbox_change_state(struct outbox *outbox, struct outbox_message *message,
    const struct outbox_change *change, time_t now, struct er_err *err)
{
	if (change->state == OUTBOX_SENDING)
		message->attempt++;
	message->state = change->state;
	if (change->transport != NULL) {
		free(message->transport);
		message->transport = er_xstrdup(change->transport);
	}
	if (outbox_db_run(outbox, err, "UPDATE message SET state = ?2, "
	    "changed = ?3, attempt = ?4, transport = coalesce(?5, transport), "
	    "message_id = ?6, request_id = ?7, code = ?8, cause = ?9 "
	    "WHERE seq = ?1", "itiittttt", message->seq,
	    outbox_state_name(change->state), (int64_t)now,
	    (int64_t)message->attempt, change->transport, change->message_id,
	    change->request_id, change->code, change->cause) != 0)
		return -1;
	return outbox_log_add(outbox, message, change, now, err);
}

void
outbox_address_add(struct outbox_addresses *to, const char *address)
{
	to->list = er_grow(to->list, to->n, &to->cap, sizeof *to->list);
	to->list[to->n++] = er_xstrdup(address);
}

void
outbox_addresses_free(struct outbox_addresses *to)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		free(to->list[i]);
	free(to->list);
	*to = (struct outbox_addresses){0};
}

void
outbox_envelope_free(struct outbox_envelope *envelope)
{
	outbox_addresses_free(&envelope->to);
	outbox_addresses_free(&envelope->cc);
	outbox_addresses_free(&envelope->bcc);
	outbox_addresses_free(&envelope->audit);
}

size_t
outbox_envelope_count(const struct outbox_envelope *envelope)
{
	return envelope->to.n + envelope->cc.n + envelope->bcc.n +
	    envelope->audit.n;
}

void
outbox_message_free(struct outbox_message *message)
{
	free(message->id);
	free(message->key);
	free(message->transport);
	free(message->sender);
	free(message->subject);
	free(message->configuration_set);
	free(message->extras);
	free(message->message_id);
	free(message->request_id);
	free(message->code);
	free(message->cause);
	outbox_message_let_go(message);
	outbox_envelope_free(&message->envelope);
	*message = (struct outbox_message){0};
}
