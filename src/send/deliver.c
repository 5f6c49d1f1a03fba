/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message: claimed, which makes `sending` durable, tried, and the answer
 * made durable before anything else. Only what was certainly not sent is tried
 * again.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { POLL_MS = 50 };

/* ---- what became of it, in words ---------------------------------------- */

/* "CAUSE (request ID). REMEDY", owned. */
static char *
reason(const struct send_answer *a)
{
	const char *cause = a->cause != NULL ? a->cause : "?";
	size_t n = strlen(cause);
	struct er_buf b = {0};

	if (n > 0 && cause[n - 1] == '.')
		n--;
	er_buf_add(&b, cause, n);
	if (a->request_id != NULL)
		er_buf_addf(&b, _(" (request %s)"), a->request_id);
	if (a->remedy != NULL)
		er_buf_addf(&b, ". %s", a->remedy);
	return er_buf_steal(&b);
}

static void
fail_refused(const struct outbox_message *m, const struct send_answer *a,
    struct er_err *err)
{
	char *why = reason(a);

	/* TRANSLATORS: a message's id; what the transport said */
	er_fail(err, a->cls != ER_NONE ? a->cls : ER_PERM,
	    _("message %s was refused and not sent: %s"), m->id, why);
	free(why);
}

static void
fail_waiting(const struct outbox_message *m, const struct send_answer *a,
    struct er_err *err)
{
	char *why = reason(a);

	er_fail(err, ER_TEMP, _("message %s was not sent yet and waits in the "
	    "outbox for 'er-sesmail --flush': %s"), m->id, why);
	free(why);
}

static void
fail_in_doubt(const struct outbox_message *m, const char *cause,
    struct er_err *err)
{
	er_fail(err, ER_DOUBT, _("message %s is in doubt: %s; it may have been "
	    "sent and is never sent again by itself. Let "
	    "'--reconcile' look for it in the audit mailbox; if it is nowhere, "
	    "'--release %s --resend REASON' and '--flush'"), m->id,
	    cause != NULL ? cause : "?", m->id);
}

int
send_tell_state(const struct outbox_message *m, struct er_err *err)
{
	switch (m->state) {
	case OUTBOX_ACCEPTED:
		return 1;
	case OUTBOX_IN_DOUBT:
		fail_in_doubt(m, m->cause, err);
		break;
	case OUTBOX_HELD:
		er_fail(err, ER_TEMP, _("message %s is held; '--release %s' "
		    "lets it go"), m->id, m->id);
		break;
	case OUTBOX_DROPPED:
		if (m->cause != NULL)
			er_fail(err, ER_PERM, _("message %s was dropped and is "
			    "not sent: %s"), m->id, m->cause);
		else
			er_fail(err, ER_PERM, _("message %s was dropped and is "
			    "not sent; to send it all the same, say why with "
			    "--resend REASON"), m->id);
		break;
	case OUTBOX_SENDING:
		er_fail(err, ER_TEMP, _("message %s is being sent by another "
		    "process; '--show %s' tells what becomes of it"), m->id,
		    m->id);
		break;
	default:
		er_fail(err, ER_PERM, _("message %s is %s: %s"), m->id,
		    outbox_state_name(m->state),
		    m->cause != NULL ? m->cause : "?");
	}
	return -1;
}

/* ---- tries -------------------------------------------------------------- */

/*
 * The answer is known now; if it cannot be written down, the user must hear it
 * all the same. The outbox will then say in doubt, which sends nothing twice.
 */
static int
settle(struct sender *s, struct outbox_message *m,
    const struct send_answer *a, struct er_err *err)
{
	struct outbox_result result = {
		.state = a->state, .message_id = a->message_id,
		.request_id = a->request_id, .code = a->code, .cause = a->cause
	};
	struct er_err why = {0};

	if (outbox_settle(s->outbox, m, &result, s->clock->now(), &why) ==
	    0)
		return 0;
	if (a->state == OUTBOX_ACCEPTED)
		er_fail(err, ER_IO, _("message %s was accepted as %s, but that "
		    "could not be written to the outbox (%s); do not send it "
		    "again"), m->id, a->message_id, why.text);
	else
		er_fail(err, why.cls, _("message %s: %s; %s"), m->id,
		    a->cause != NULL ? a->cause : outbox_state_name(a->state),
		    why.text);
	er_err_free(&why);
	return -1;
}

/* Another try? Sleeps until it is time for it. */
static bool
wait_for_next(struct sender *s, const struct outbox_message *m,
    const struct send_answer *a, int tries)
{
	long delay = send_retry_delay(a, tries, s->clock->random());

	if (a->no_retry || (s->attempts > 0 && tries >= s->attempts) ||
	    s->clock->ticks() + delay >= s->deadline)
		return false;
	if (s->waits != NULL)
		s->waits(m, a);
	s->clock->sleep(delay);
	return true;
}

/* One try of a claimed message. *again: it did not go out, and may yet. */
static int
try_once(struct sender *s, struct outbox_message *m, int tries, bool *again,
    struct er_err *err)
{
	struct send_answer a = {0};
	int rc = -1;

	s->transport->send(s->transport->self, m, s->clock->now(), &a);
	if (settle(s, m, &a, err) != 0)
		goto out;
	switch (a.state) {
	case OUTBOX_ACCEPTED:
		free(m->message_id);
		free(m->cause);
		m->message_id = a.message_id;
		m->cause = a.cause;
		a.message_id = a.cause = NULL;
		rc = 0;
		break;
	case OUTBOX_REFUSED:
		fail_refused(m, &a, err);
		break;
	case OUTBOX_WAITING:
		*again = wait_for_next(s, m, &a, tries);
		if (!*again)
			fail_waiting(m, &a, err);
		break;
	default:
		*again = s->at_least_once && wait_for_next(s, m, &a, tries);
		if (!*again)
			fail_in_doubt(m, a.cause, err);
	}
out:
	send_answer_free(&a);
	return rc;
}

/* In doubt, and the user would rather have it twice than not at all. False: the
 * outbox failed. That another process was quicker is no failure. */
static bool
release(struct sender *s, const struct outbox_message *m, struct er_err *err)
{
	struct er_err why = {0};

	if (outbox_order(s->outbox, m, OUTBOX_RELEASE, "--at-least-once",
	    s->clock->now(), &why) == 0)
		return true;
	if (why.cls != ER_DATA && why.cls != ER_TEMP) {
		*err = why;
		return false;
	}
	er_err_free(&why);
	return true;
}

int
send_deliver(struct sender *s, int64_t seq, struct outbox_message *m,
    struct er_err *err)
{
	struct outbox_bid bid = { .transport = s->transport->name };
	int claimed, tries = 0, rc;
	bool again;

	do {
		again = false;
		outbox_message_free(m);
		claimed = outbox_claim(s->outbox, &bid, seq, s->clock->now(),
		    m, err);
		if (claimed < 0) {
			rc = -1;
		} else if (claimed == 1) {
			rc = try_once(s, m, ++tries, &again, err);
		} else if (m->state == OUTBOX_SENDING &&
		    s->clock->ticks() + POLL_MS < s->deadline) {
			/* Another process has it: its answer is ours too. */
			s->clock->sleep(POLL_MS);
			again = true;
			rc = -1;
		} else if (m->state == OUTBOX_IN_DOUBT && s->at_least_once &&
		    (m->not_after == 0 || s->clock->now() <= m->not_after)) {
			/* past its time it would only be dropped, and the
			 * doubt with it */
			again = release(s, m, err);
			rc = -1;
		} else {
			rc = send_tell_state(m, err);
		}
	} while (again);
	return rc;
}
