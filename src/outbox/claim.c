/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the first byte on the network to the answer. The lock is taken before
 * the row says `sending` and let go of after it says something else, so that a
 * `sending` row whose lock is free has lost its process.
 */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

/* Its process ended between `sending` and the answer. */
static int
settle_orphan(struct outbox *outbox, struct outbox_message *message,
    outbox_found *found, void *closure, time_t now, struct er_err *err)
{
	char *message_id = NULL;
	struct outbox_change change = {
		.state = OUTBOX_IN_DOUBT, .cause = _("the process that sent it "
		    "ended before it wrote an answer down")
	};
	int rc;

	if (found != NULL && found(closure, message, &message_id)) {
		change.state = OUTBOX_ACCEPTED;
		change.cause = _("found delivered after its process had ended");
		change.message_id = message_id;
	}
	rc = outbox_change_state(outbox, message, &change, now, err);
	free(message_id);
	return rc;
}

static int
drop_expired(struct outbox *outbox, struct outbox_message *message, time_t now,
    struct er_err *err)
{
	struct outbox_change change = {
		.state = OUTBOX_DROPPED,
		.cause = _("it was not to be sent so late (--not-after)")
	};

	free(message->cause);
	message->cause = er_xstrdup(change.cause);
	return outbox_change_state(outbox, message, &change, now, err);
}

static int
claim(struct outbox *outbox, const struct outbox_bid *bid, int64_t seq,
    time_t now, struct outbox_message *message, struct er_err *err)
{
	struct outbox_change change = {
		.state = OUTBOX_SENDING, .transport = bid->transport
	};
	int rc;

	rc = outbox_load(outbox, seq, true, message, err);
	if (rc != 1)
		return rc;
	if (message->state == OUTBOX_SENDING)	/* yet its lock was free */
		return settle_orphan(outbox, message, NULL, NULL, now, err);
	if (message->state != OUTBOX_QUEUED && message->state != OUTBOX_WAITING)
		return 0;
	if (message->not_after != 0 && now > message->not_after)
		return drop_expired(outbox, message, now, err);
	if (bid->wants != NULL && !bid->wants(bid->closure, message))
		return 0;
	return outbox_change_state(outbox, message, &change, now, err) == 0 ?
	    1 : -1;
}

static int
lock_and_claim(struct outbox *outbox, const struct outbox_bid *bid,
    int64_t seq, time_t now, struct outbox_message *message,
    struct er_err *err)
{
	int rc;

	if (!outbox_lock_try(outbox, seq)) {
		rc = outbox_load(outbox, seq, false, message, err);
		message->state = OUTBOX_SENDING;
		return rc < 0 ? -1 : 0;
	}
	rc = claim(outbox, bid, seq, now, message, err);
	outbox_lock_until_end(outbox, seq, rc == 1);
	return rc;
}

int
outbox_claim(struct outbox *outbox, const struct outbox_bid *bid, int64_t seq,
    time_t now, struct outbox_message *message, struct er_err *err)
{
	int rc = -1;

	*message = (struct outbox_message){0};
	if (outbox_begin(outbox, err) == 0)
		rc = outbox_end(outbox, lock_and_claim(outbox, bid, seq, now,
		    message, err), err);
	if (rc < 0)
		outbox_message_free(message);
	return rc;
}

int
outbox_settle(struct outbox *outbox, struct outbox_message *message,
    const struct outbox_result *result, time_t now, struct er_err *err)
{
	struct outbox_change change = {
		.state = result->state, .message_id = result->message_id,
		.request_id = result->request_id, .code = result->code,
		.cause = result->cause
	};

	if (outbox_begin(outbox, err) != 0) {
		outbox_lock_release(outbox, message->seq);
		return -1;
	}
	/* If the answer cannot be written down, the row says `sending` and the
	 * next run says in doubt, which is then the truth. */
	outbox_lock_until_end(outbox, message->seq, false);
	return outbox_end(outbox, outbox_change_state(outbox, message, &change,
	    now, err), err);
}

static int
recover(struct outbox *outbox, int64_t seq, outbox_found *found,
    void *closure, time_t now, struct er_err *err)
{
	struct outbox_message message = {0};
	int rc = -1;

	if (!outbox_lock_try(outbox, seq))
		return 0;	/* its process is at it */
	if (outbox_begin(outbox, err) == 0) {
		rc = outbox_load(outbox, seq, false, &message, err);
		/* It may have been settled since it was listed. */
		if (rc == 1)
			rc = message.state != OUTBOX_SENDING ? 0 :
			    settle_orphan(outbox, &message, found, closure,
			    now, err);
		rc = outbox_end(outbox, rc, err);
	}
	outbox_lock_release(outbox, seq);
	outbox_message_free(&message);
	return rc;
}

int
outbox_recover(struct outbox *outbox, outbox_found *found, void *closure,
    time_t now, struct er_err *err)
{
	int64_t *list = NULL;
	size_t i, n = 0;
	int rc;

	rc = outbox_collect(outbox,
	    "SELECT seq FROM message WHERE state = 'sending'", &list, &n, err);
	for (i = 0; i < n && rc == 0; i++)
		rc = recover(outbox, list[i], found, closure, now, err);
	free(list);
	return rc;
}
