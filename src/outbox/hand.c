/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person orders about one message. */
#include "config.h"

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

static const enum outbox_state leads_to[] = {
	[OUTBOX_HOLD] = OUTBOX_HELD,
	[OUTBOX_RELEASE] = OUTBOX_QUEUED,
	[OUTBOX_DROP] = OUTBOX_DROPPED,
};

static int
refuse(const struct outbox_message *m, enum outbox_order order,
    struct er_err *err)
{
	const char *state = outbox_state_name(m->state);

	if (m->state == OUTBOX_SENDING)
		er_fail(err, ER_TEMP, _("message %s is being sent at this "
		    "moment; try again"), m->id);
	else if (order == OUTBOX_RELEASE && m->state == OUTBOX_IN_DOUBT)
		er_fail(err, ER_DATA, _("message %s is in doubt: it may have "
		    "been sent, and released it may arrive twice; to do so, "
		    "say why with --resend REASON"), m->id);
	else if (order == OUTBOX_HOLD)
		/* TRANSLATORS: a message's id and its state, as listed */
		er_fail(err, ER_DATA, _("message %s is %s; only what is queued "
		    "or waiting can be held"), m->id, state);
	else if (order == OUTBOX_RELEASE)
		er_fail(err, ER_DATA, _("message %s is %s; only what is held "
		    "can be released"), m->id, state);
	else
		er_fail(err, ER_DATA, _("message %s is %s; there is nothing to "
		    "drop"), m->id, state);
	return -1;
}

static bool
is_allowed(enum outbox_state state, enum outbox_order order, bool reason)
{
	switch (order) {
	case OUTBOX_HOLD:
		return state == OUTBOX_QUEUED || state == OUTBOX_WAITING;
	case OUTBOX_RELEASE:
		return state == OUTBOX_HELD ||
		    (state == OUTBOX_IN_DOUBT && reason);
	default:
		return state != OUTBOX_SENDING && state != OUTBOX_ACCEPTED &&
		    state != OUTBOX_DROPPED;
	}
}

int
outbox_order(struct outbox *outbox, const struct outbox_message *message,
    enum outbox_order order, const char *reason, time_t now,
    struct er_err *err)
{
	struct outbox_change change = {
		.state = leads_to[order], .reason = reason
	};
	struct outbox_message m = {0};
	int rc;

	if (outbox_begin(outbox, err) != 0)
		return -1;
	rc = outbox_load(outbox, message->seq, false, &m, err);
	if (rc == 1 && !is_allowed(m.state, order, reason != NULL))
		rc = refuse(&m, order, err);
	else if (rc == 1)
		rc = outbox_change_state(outbox, &m, &change, now, err);
	rc = outbox_end(outbox, rc, err);
	outbox_message_free(&m);
	return rc;
}
