/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "send/send-priv.h"

static int
put(struct sender *s, const struct send_mail *mail, const char *resend,
    enum outbox_put *result, struct outbox_message *m, struct er_err *err)
{
	char *digest = outbox_digest(&mail->envelope, &mail->given);
	struct outbox_draft draft = {
		.key = mail->key, .digest = digest, .sender = mail->sender,
		.subject = mail->subject,
		.configuration_set = mail->configuration_set,
		.extras = mail->extras,
		.envelope = &mail->envelope, .content = mail->content,
		.not_after = mail->not_after, .resend = resend
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

/* ---- delivery ------------------------------------------------------------ */

/* What came of it, moved out of the flow. */
struct verdict {
	bool told, sent;
	struct outbox_message *m;
	struct er_err *err;
};

static void
keep(void *closure, struct outbox_message *m, bool sent, struct er_err *why)
{
	struct verdict *v = closure;

	outbox_message_free(v->m);
	*v->m = *m;
	*v->err = *why;
	v->told = true;
	v->sent = sent;
	*m = (struct outbox_message){0};
	*why = (struct er_err){0};
}

/* 0: accepted. 1: accepted, but by another process or run. */
static int
deliver(struct sender *s, const char *allowed, struct outbox_message *m,
    struct er_err *err)
{
	struct er_err why = {0};
	struct verdict v = { .m = m, .err = &why };
	struct flow f;

	flow_init(&f, s, allowed);
	f.over = keep;
	f.closure = &v;
	flow_add(&f, m->seq);
	flow_run(&f);
	if (!v.told && f.err.cls == ER_NONE)
		er_fail(&why, ER_TEMP, _("message %s was not sent yet and "
		    "waits in the outbox for 'er-sesmail --flush'"), m->id);
	else if (!v.told)
		er_fail(&why, f.err.cls, "%s", f.err.text);
	flow_free(&f);
	if (why.cls == ER_NONE)
		return v.sent ? 0 : 1;
	er_fail(err, why.cls, "%s", why.text);
	er_err_free(&why);
	return -1;
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
	if (s->transport == NULL || m->state == OUTBOX_ACCEPTED)
		rc = send_tell_state(m, err);
	else
		rc = deliver(s, allowed, m, err);
	*told = rc == 1 ? SEND_ALREADY : SEND_ACCEPTED;
	return rc < 0 ? -1 : 0;
}
