/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends what stands on stdin, once, and says what became of it. */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/i18n.h"
#include "er-sesmail.h"

static const char *
lookup(void *closure, const char *name)
{
	(void)closure;
	return getenv(name);
}

static void
print_text(const struct er_buf *text)
{
	if (text->n > 0)
		fwrite(text->p, 1, text->n, stdout);
}

/* The message id is our output; that it could not be written does not undo the
 * acceptance, and the caller must not send again. Callers of sendmail expect no
 * output. */
static int
print_id(const struct sesmail_options *o, const char *id,
    const struct outbox_message *m, struct er_err *err)
{
	if (o->sendmail && !o->verbose)
		return 0;
	printf("%s\n", id);
	if (fflush(stdout) == 0)
		return 0;
	er_fail(err, ER_IO, _("message %s is %s (%s) all the same; do not send "
	    "it again"), m->id, outbox_state_name(m->state), id);
	return -1;
}

static int
tell(const struct sesmail_options *o, enum send_told told,
    const struct outbox_message *m, struct er_err *err)
{
	if (told == SEND_QUEUED) {
		if (o->verbose)
			er_warn(_("message %s is in the outbox; --flush sends "
			    "it"), m->id);
		return print_id(o, m->id, m, err);
	}
	if (told == SEND_ACCEPTED && m->cause != NULL)
		er_warn(_("warning: %s"), m->cause);
	if (told == SEND_ALREADY)
		er_warn(_("already accepted as %s; nothing was sent"),
		    m->message_id);
	else if (o->verbose)
		/* TRANSLATORS: the outbox's id, the transport, its id */
		er_warn(_("message %s was accepted by %s as %s"), m->id,
		    m->transport, m->message_id);
	return print_id(o, m->message_id, m, err);
}

static int
submit(const struct sesmail_options *o, const struct send_mail *mail,
    struct er_err *err)
{
	struct outbox_message message = {0};
	struct sender sender = {
		.waits = o->verbose ? sesmail_waits : NULL,
		.at_least_once = o->at_least_once
	};
	enum send_told told;
	int rc = -1;

	if (sender_open(&sender, &o->place, o->action.value == SEND, lookup,
	    NULL, err) == 0) {
		sender.stop = sesmail_stop();
		if (send_submit(&sender, mail, o->resend, o->settings.allowed,
		    &told, &message, err) == 0)
			rc = tell(o, told, &message, err);
	}
	outbox_message_free(&message);
	sender_close(&sender);
	return rc;
}

/* Nothing is done before all of stdin is read: what feeds it may yet fail. */
static int
send_stdin(const struct sesmail_options *o, struct er_err *err)
{
	struct er_file input = {0};
	struct er_buf out = {0};
	struct send_mail mail;
	int rc = -1;

	if (er_file_read_fd(STDIN_FILENO, _("standard input"), SEND_BYTES_MAX,
	    &input, err) != 0)
		return -1;
	if (send_prepare(&o->settings, input.p, input.n, &mail, err) == 0) {
		if (mail.warning != NULL)
			er_warn(_("warning: %s"), mail.warning);
		if (o->action.value == DRY_RUN) {
			send_dry_run(&mail, &out);
			print_text(&out);
			rc = 0;
		} else {
			rc = submit(o, &mail, err);
		}
		send_mail_free(&mail);
	}
	er_buf_free(&out);
	er_file_close(&input);
	return rc;
}

static int
print_log_check(const struct sesmail_options *o, struct outbox *outbox,
    struct er_err *err)
{
	struct outbox_log_check c;

	if (outbox_log_verify(outbox, o->settings.recipients,
	    o->settings.nrecipients, &c, err) != 0)
		return -1;
	printf("Events: %lld\n", (long long)c.events);
	if (c.first > 1)
		printf("First: %lld\n", (long long)c.first);
	if (c.unchecked > 0)
		printf("Unchecked: %lld\n", (long long)c.unchecked);
	printf("Chain: %s\n", c.head);
	return 0;
}

static int
rotate_log(const struct sesmail_options *o, const struct sender *sender,
    struct er_err *err)
{
	const char *path = o->action.argument;
	int64_t n;

	if (outbox_log_rotate(sender->outbox, path, sender->clock->now(), &n,
	    err) != 0)
		return -1;
	if (o->verbose)
		er_warn(ngettext("%lld event was moved to '%s'",
		    "%lld events were moved to '%s'", (unsigned long)n),
		    (long long)n, path);
	return 0;
}

static int
give_order(const struct sesmail_options *o, const struct sender *sender,
    struct er_err *err)
{
	static const enum outbox_order orders[] = {
		[HOLD] = OUTBOX_HOLD, [RELEASE] = OUTBOX_RELEASE,
		[DROP] = OUTBOX_DROP
	};
	struct outbox_message m;
	int rc;

	if (outbox_find(sender->outbox, o->action.argument, &m, err) != 0)
		return -1;
	rc = outbox_order(sender->outbox, &m, orders[o->action.value],
	    o->resend, sender->clock->now(), err);
	outbox_message_free(&m);
	return rc;
}

static int
use_outbox(const struct sesmail_options *o, struct er_err *err)
{
	struct sender sender = {
		.waits = o->verbose ? sesmail_waits : NULL,
		.at_least_once = o->at_least_once
	};
	struct er_buf out = {0};
	int rc;

	rc = sender_open(&sender, &o->place, o->action.value == FLUSH, lookup,
	    NULL, err);
	if (rc == 0)
		switch (o->action.value) {
		case FLUSH: rc = sesmail_flush(o, &sender, err); break;
		case LIST:
			rc = send_list(sender.outbox, o->sendmail, &out, err);
			break;
		case SHOW:
			rc = send_show(sender.outbox, o->action.argument, &out,
			    err);
			break;
		case LOG: rc = outbox_log(sender.outbox, 0, &out, err); break;
		case ROTATE_LOG: rc = rotate_log(o, &sender, err); break;
		case RECONCILE:
			rc = send_reconcile(&sender, o->action.argument,
			    sesmail_told, NULL, err);
			break;
		case VERIFY_LOG: rc = print_log_check(o, sender.outbox, err);
			break;
		default: rc = give_order(o, &sender, err);
		}
	print_text(&out);
	er_buf_free(&out);
	sender_close(&sender);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct sesmail_options o = {0};
	struct er_err err = {0};
	int rc;

	er_init("er-sesmail");
	rc = sesmail_options_read(argc, argv, &o);
	if (rc == 0 && o.help)
		sesmail_options_help();
	else if (rc == 0 && o.version)
		er_print_version();
	else if (rc == 0 && o.action.value != NEW_ALIASES) {
		o.verbose |= !o.sendmail && isatty(STDERR_FILENO) != 0;
		send_settings_load(&o.settings, lookup, NULL);
		o.settings.now = send_system_clock.now();
		rc = o.action.value <= QUEUE ? send_stdin(&o, &err) :
		    use_outbox(&o, &err);
	}
	sesmail_options_free(&o);
	return err.cls != ER_NONE ? er_report(&err) : rc;
}
