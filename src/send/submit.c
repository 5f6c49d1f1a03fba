/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "send/send-priv.h"

static int
put(struct sender *s, const struct send_mail *mail, const char *resend,
    enum outbox_put *result, struct outbox_message *m, struct er_err *err)
{
	char *digest = outbox_digest(&mail->envelope, mail->bytes, mail->n);
	struct outbox_draft draft = {
		.key = mail->key, .digest = digest, .sender = mail->sender,
		.subject = mail->subject,
		.configuration_set = mail->configuration_set,
		.envelope = &mail->envelope, .bytes = mail->bytes,
		.n = mail->n, .not_after = mail->not_after, .resend = resend
	};
	int rc;

	rc = outbox_put(s->outbox, &draft, s->clock->now(), result, m, err);
	free(digest);
	return rc;
}

/* A key names one message, and this is another. */
static void
fail_other(const struct send_mail *mail, const struct outbox_message *m,
    struct er_err *err)
{
	er_fail(err, ER_DATA, _("the key '%s' names message %s (%s), which "
	    "differs from this one; nothing was sent. To send this one too, "
	    "say why with --resend REASON"), mail->key, m->id,
	    outbox_state_name(m->state));
}

static bool
may_send(const struct sender *s, enum outbox_state state)
{
	return state == OUTBOX_QUEUED || state == OUTBOX_WAITING ||
	    (state == OUTBOX_IN_DOUBT && s->at_least_once);
}

int
send_submit(struct sender *s, const struct send_mail *mail,
    const char *resend, const char *allowed, enum send_told *told,
    struct outbox_message *m, struct er_err *err)
{
	enum outbox_put result;
	int rc;

	if (resend != NULL && mail->key == NULL) {
		er_fail(err, ER_USAGE, _("--resend needs a key: give --key, or "
		    "a message with a Report-Id"));
		return -1;
	}
	if (put(s, mail, resend, &result, m, err) != 0)
		return -1;
	if (result == OUTBOX_OTHER) {
		fail_other(mail, m, err);
		return -1;
	}
	if (s->transport == NULL &&
	    (m->state == OUTBOX_QUEUED || m->state == OUTBOX_WAITING)) {
		*told = SEND_QUEUED;
		return 0;
	}
	/* It may be an older one, whose audit copy goes elsewhere. */
	if (s->transport != NULL && may_send(s, m->state) &&
	    send_check_allowed(allowed, &m->envelope, err) != 0)
		return -1;
	if (s->transport == NULL || m->state == OUTBOX_ACCEPTED)
		rc = send_tell_state(m, err);
	else
		rc = send_deliver(s, m->seq, m, err);
	*told = rc == 1 ? SEND_ALREADY : SEND_ACCEPTED;
	return rc < 0 ? -1 : 0;
}

/* ---- flush -------------------------------------------------------------- */

struct flush {
	struct sender *sender;
	const char *allowed;
	send_flushed *told;
	void *closure;
	enum er_class worst;
};

/* Doubt needs a person, a refusal a cure, waiting only time. */
static int
weight(enum er_class cls)
{
	return cls == ER_NONE ? 0 : cls == ER_TEMP ? 1 :
	    cls == ER_DOUBT ? 3 : 2;
}

/* A fault of the outbox itself ends the run; what became of one message does
 * not. */
static bool
is_fatal(enum er_class cls)
{
	return cls == ER_IO || cls == ER_CANTCREATE || cls == ER_OS;
}

static int
flush_one(void *closure, const struct outbox_message *listed,
    struct er_err *err)
{
	struct flush *f = closure;
	struct outbox_message m = {0};
	struct er_err why = {0};
	int rc = 0;

	/* The settings may have changed since it was taken in. */
	if (send_check_allowed(f->allowed, &listed->envelope, &why) == 0)
		rc = send_deliver(f->sender, listed->seq, &m, &why);
	if (weight(why.cls) > weight(f->worst))
		f->worst = why.cls;
	if (is_fatal(why.cls)) {
		*err = why;
		rc = -1;
	} else {
		/* 1: another flush has sent it, and tells of it. */
		if (rc != 1)
			f->told(f->closure, m.id != NULL ? &m : listed,
			    why.cls == ER_NONE ? NULL : &why);
		er_err_free(&why);
		/* The next would fare no better before the deadline. */
		rc = f->worst == ER_TEMP && f->sender->clock->ticks() >=
		    f->sender->deadline;
	}
	outbox_message_free(&m);
	return rc;
}

enum er_class
send_flush(struct sender *sender, const char *allowed, send_flushed *told,
    void *closure, struct er_err *err)
{
	struct flush f = {
		.sender = sender, .allowed = allowed, .told = told,
		.closure = closure
	};

	if (outbox_list(sender->outbox, sender->at_least_once ?
	    OUTBOX_TO_BE_SENT_OR_IN_DOUBT : OUTBOX_TO_BE_SENT, flush_one, &f,
	    err) < 0)
		return err->cls;
	return f.worst;
}
