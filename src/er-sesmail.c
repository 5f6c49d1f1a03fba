/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends what stands on stdin, once, and says what became of it. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"
#include "send/send.h"

enum action {
	SEND, DRY_RUN, QUEUE, FLUSH, LIST, SHOW, LOG, VERIFY_LOG,
	HOLD, RELEASE, DROP
};

struct options {
	struct er_choice action;	/* a value of enum action */
	struct send_settings settings;
	struct send_place place;
	struct er_words cc, bcc, headers, attach;
	const char *resend, *sendmail;
	bool verbose, ignored, help, version;
};

#define AT(member) offsetof(struct options, member)

static const struct er_option rows[] = {
	{ NULL, 0, ER_OPTION_HEADING, 0, 0,
	    N_("Usage: er-sesmail [OPTION]... -s SUBJECT RECIPIENT... <BODY\n"
	    "  or:  er-sesmail [OPTION]... -t [RECIPIENT]... <MESSAGE\n"
	    "  or:  er-sesmail --flush | --list | --show ID | --log\n"
	    "Sends what stands on stdin through Amazon SES, once, and prints "
	    "its message id.\n\nA body on stdin:\n") },
	{ "subject", 's', ER_OPTION_TEXT, AT(settings.subject), 0,
	    N_("  -s, --subject SUBJECT   its subject\n") },
	{ "from", 'r', ER_OPTION_TEXT, AT(settings.from), 0,
	    N_("  -r, --from FROM         its sender (default: SES_FROM)\n") },
	{ "cc", 'c', ER_OPTION_WORDS, AT(cc), 0,
	    N_("  -c, --cc ADDRESS        a copy to ADDRESS\n") },
	{ "bcc", 'b', ER_OPTION_WORDS, AT(bcc), 0,
	    N_("  -b, --bcc ADDRESS       a copy the others do not see\n") },
	{ "header", 'H', ER_OPTION_WORDS, AT(headers), 0,
	    N_("  -H, --header 'N: V'     one more header field\n") },
	{ "attach", 'a', ER_OPTION_WORDS, AT(attach), 0,
	    N_("  -a, --attach FILE       a file to go with it; or FILE:TYPE\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0,
	    N_("\nA whole message on stdin:\n") },
	{ "message", 't', ER_OPTION_FLAG, AT(settings.whole), 0,
	    N_("  -t, --message           recipients from To, Cc and Bcc\n") },
	{ NULL, 'i', ER_OPTION_FLAG, AT(ignored), 0,
	    N_("  -i, -oi                 ignored, for sendmail's callers\n") },
	{ NULL, 'o', ER_OPTION_TEXT, AT(sendmail), 0, NULL },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, N_("\nSending:\n") },
	{ "key", 0, ER_OPTION_TEXT, AT(settings.key), 0,
	    N_("      --key KEY           send what has this KEY once\n") },
	{ "resend", 0, ER_OPTION_TEXT, AT(resend), 0,
	    N_("      --resend REASON     send again what the key names\n") },
	{ "transport", 0, ER_OPTION_TEXT, AT(place.transport), 0,
	    N_("      --transport T       ses (default) or maildir:DIR\n") },
	{ "config-set", 0, ER_OPTION_TEXT, AT(settings.configuration_set), 0,
	    N_("      --config-set NAME   SES configuration set\n") },
	{ "deadline", 0, ER_OPTION_TEXT, AT(place.deadline), 0,
	    N_("      --deadline SECONDS  stop trying then (default 60)\n") },
	{ "dry-run", 0, ER_OPTION_CHOICE, AT(action), DRY_RUN,
	    N_("      --dry-run           print envelope and message only\n") },
	{ "queue", 0, ER_OPTION_CHOICE, AT(action), QUEUE,
	    N_("      --queue             take it in, send it by --flush\n") },
	{ "verbose", 'v', ER_OPTION_FLAG, AT(verbose), 0,
	    N_("  -v, --verbose           say on stderr what was done\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, N_("\nThe outbox:\n") },
	{ "flush", 0, ER_OPTION_CHOICE, AT(action), FLUSH,
	    N_("      --flush             send what waits\n") },
	{ "list", 0, ER_OPTION_CHOICE, AT(action), LIST,
	    N_("      --list              a line for each message\n") },
	{ "show", 0, ER_OPTION_CHOICE_TEXT, AT(action), SHOW,
	    N_("      --show ID           one message and its events\n") },
	{ "hold", 0, ER_OPTION_CHOICE_TEXT, AT(action), HOLD,
	    N_("      --hold ID           do not send it until released\n") },
	{ "release", 0, ER_OPTION_CHOICE_TEXT, AT(action), RELEASE,
	    N_("      --release ID        let it go again\n") },
	{ "drop", 0, ER_OPTION_CHOICE_TEXT, AT(action), DROP,
	    N_("      --drop ID           never send it\n") },
	{ "log", 0, ER_OPTION_CHOICE, AT(action), LOG,
	    N_("      --log               all events, as records\n") },
	{ "verify-log", 0, ER_OPTION_CHOICE, AT(action), VERIFY_LOG,
	    N_("      --verify-log        was the log altered?\n") },
	{ "outbox", 0, ER_OPTION_TEXT, AT(place.outbox), 0,
	    N_("      --outbox FILE       use this outbox\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, "\n" },
	{ "help", 0, ER_OPTION_FLAG, AT(help), 0,
	    N_("      --help              print this\n") },
	{ "version", 0, ER_OPTION_FLAG, AT(version), 0,
	    N_("      --version           print the version\n") },
};

enum { ROWS = sizeof rows / sizeof *rows };

static int
wrong(const char *text)
{
	er_warn("%s", text);
	return er_try_help();
}

static int
check_options(const struct options *o)
{
	const struct send_settings *s = &o->settings;
	bool sends = o->action.value <= QUEUE;

	if (o->sendmail != NULL && strcmp(o->sendmail, "i") != 0)
		return wrong(_("of sendmail's -o options only -oi is known"));
	if (o->resend != NULL && *o->resend == '\0')
		return wrong(_("--resend takes a reason; the log keeps it"));
	if (!sends && (s->nrecipients > 0 || s->whole || s->subject != NULL))
		return wrong(_("nothing can be sent together with this "
		    "option"));
	if (sends && s->whole &&
	    (s->subject != NULL || s->ncc + s->nbcc + s->nheaders +
	    s->nattach > 0))
		return wrong(_("-s, -c, -b, -H and -a do not go with -t: all "
		    "that stands in the message"));
	if (sends && !s->whole && s->subject == NULL)
		return wrong(_("give a subject with -s, or -t for a whole "
		    "message"));
	if (sends && !s->whole && s->nrecipients + s->ncc + s->nbcc == 0)
		return wrong(_("name a recipient"));
	return 0;
}

static int
parse_options(int argc, char *argv[], struct options *o)
{
	struct send_settings *s = &o->settings;
	int first, rc;

	rc = er_options_read(rows, ROWS, argc, argv, o, &first);
	s->recipients = (const char *const *)(argv + first);
	s->nrecipients = (size_t)(argc - first);
	s->cc = o->cc.list;
	s->ncc = o->cc.n;
	s->bcc = o->bcc.list;
	s->nbcc = o->bcc.n;
	s->headers = o->headers.list;
	s->nheaders = o->headers.n;
	s->attach = o->attach.list;
	s->nattach = o->attach.n;
	return rc != 0 || o->help || o->version ? rc : check_options(o);
}

/* ---- doing it ----------------------------------------------------------- */

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
 * acceptance, and the caller must not send again. */
static int
print_id(const char *id, const struct outbox_message *m, struct er_err *err)
{
	printf("%s\n", id);
	if (fflush(stdout) == 0)
		return 0;
	er_fail(err, ER_IO, _("message %s is %s (%s) all the same; do not send "
	    "it again"), m->id, outbox_state_name(m->state), id);
	return -1;
}

static int
tell(const struct options *o, enum send_told told,
    const struct outbox_message *m, struct er_err *err)
{
	if (told == SEND_QUEUED) {
		if (o->verbose)
			er_warn(_("message %s is in the outbox; --flush sends "
			    "it"), m->id);
		return print_id(m->id, m, err);
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
	return print_id(m->message_id, m, err);
}

/* Up to a minute of silence would look like a hang. */
static void
tell_wait(const struct outbox_message *m, const struct send_answer *answer)
{
	er_warn(_("message %s was not sent yet and is tried again: %s"), m->id,
	    answer->cause != NULL ? answer->cause : "?");
}

static int
submit(const struct options *o, const struct send_mail *mail,
    struct er_err *err)
{
	struct outbox_message message = {0};
	struct sender sender = { .waits = o->verbose ? tell_wait : NULL };
	enum send_told told;
	int rc = -1;

	if (sender_open(&sender, &o->place, o->action.value == SEND, lookup,
	    NULL, err) == 0 &&
	    send_submit(&sender, mail, o->resend, &told, &message, err) == 0)
		rc = tell(o, told, &message, err);
	outbox_message_free(&message);
	sender_close(&sender);
	return rc;
}

/* Nothing is done before all of stdin is read: what feeds it may yet fail. */
static int
send_stdin(const struct options *o, struct er_err *err)
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

static void
flushed(void *closure, const struct outbox_message *m, struct er_err *err)
{
	(void)closure;
	if (err != NULL)
		er_report(err);
	else if (m->message_id != NULL)
		printf("%s\n", m->message_id);
}

static int
print_log_check(struct outbox *outbox, struct er_err *err)
{
	char head[65];
	int64_t events;

	if (outbox_log_verify(outbox, &events, head, err) != 0)
		return -1;
	printf("Events: %lld\nChain: %s\n", (long long)events, head);
	return 0;
}

static int
give_order(const struct options *o, const struct sender *sender,
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
use_outbox(const struct options *o, struct er_err *err)
{
	struct sender sender = { .waits = o->verbose ? tell_wait : NULL };
	struct er_buf out = {0};
	int rc;

	rc = sender_open(&sender, &o->place, o->action.value == FLUSH, lookup,
	    NULL, err);
	if (rc == 0)
		switch (o->action.value) {
		case FLUSH:
			rc = (int)send_flush(&sender, o->settings.allowed,
			    flushed, NULL, err);
			break;
		case LIST: rc = send_list(sender.outbox, &out, err); break;
		case SHOW:
			rc = send_show(sender.outbox, o->action.argument, &out,
			    err);
			break;
		case LOG: rc = outbox_log(sender.outbox, 0, &out, err); break;
		case VERIFY_LOG: rc = print_log_check(sender.outbox, err);
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
	struct options o = {0};
	struct er_err err = {0};
	int rc;

	er_init("er-sesmail");
	rc = parse_options(argc, argv, &o);
	if (rc == 0 && o.help)
		er_options_help(rows, ROWS);
	else if (rc == 0 && o.version)
		er_print_version();
	else if (rc == 0) {
		o.verbose |= isatty(STDERR_FILENO) != 0;
		send_settings_load(&o.settings, lookup, NULL);
		rc = o.action.value <= QUEUE ? send_stdin(&o, &err) :
		    use_outbox(&o, &err);
	}
	free(o.cc.list);
	free(o.bcc.list);
	free(o.headers.list);
	free(o.attach.list);
	return err.cls != ER_NONE ? er_report(&err) : rc;
}
