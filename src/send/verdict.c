/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a message, in words. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

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

void
send_tell_answer(const struct outbox_message *m, const struct send_answer *a,
    struct er_err *err)
{
	if (a->state == OUTBOX_REFUSED)
		fail_refused(m, a, err);
	else if (a->state == OUTBOX_WAITING)
		fail_waiting(m, a, err);
	else
		fail_in_doubt(m, a->cause, err);
}

/* The outbox will then say in doubt, which sends nothing twice. */
void
send_tell_unwritten(const struct outbox_message *m,
    const struct send_answer *a, const struct er_err *why, struct er_err *err)
{
	if (a->state == OUTBOX_ACCEPTED)
		er_fail(err, ER_IO, _("message %s was accepted as %s, but that "
		    "could not be written to the outbox (%s); do not send it "
		    "again"), m->id, a->message_id, why->text);
	else
		er_fail(err, why->cls, _("message %s: %s; %s"), m->id,
		    a->cause != NULL ? a->cause : outbox_state_name(a->state),
		    why->text);
}
