/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "er-sesmail.h"

#define AT(member) offsetof(struct sesmail_options, member)

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
	{ NULL, 'f', ER_OPTION_TEXT, AT(settings.from), 0,
	    N_("  -f FROM                 its sender, where it names none\n") },
	{ NULL, 'F', ER_OPTION_TEXT, AT(settings.from_name), 0,
	    N_("  -F NAME                 and that sender's name\n") },
	{ NULL, 'i', ER_OPTION_FLAG, AT(ignored_flag), 0,
	    N_("  -i, -o X, -B X, ...     ignored, for sendmail's callers\n") },
	{ NULL, 'o', ER_OPTION_WORDS, AT(modes), 0, NULL },
	{ NULL, 'A', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'B', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'e', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'h', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'L', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'N', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'O', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'R', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'V', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'X', ER_OPTION_WORDS, AT(ignored), 0, NULL },
	{ NULL, 'G', ER_OPTION_FLAG, AT(ignored_flag), 0, NULL },
	{ NULL, 'm', ER_OPTION_FLAG, AT(ignored_flag), 0, NULL },
	{ NULL, 'n', ER_OPTION_FLAG, AT(ignored_flag), 0, NULL },
	{ NULL, 'U', ER_OPTION_FLAG, AT(ignored_flag), 0, NULL },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, N_("\nSending:\n") },
	{ "sign", 0, ER_OPTION_TEXT, AT(settings.sign), 0,
	    N_("      --sign CERT         sign it by S/MIME; CERT has the key\n") },
	{ "sign-key", 0, ER_OPTION_TEXT, AT(settings.sign_key), 0,
	    N_("      --sign-key FILE     or FILE has it\n") },
	{ "encrypt", 0, ER_OPTION_WORDS, AT(encrypt), 0,
	    N_("      --encrypt CERT      encrypt it for CERT; repeatable\n") },
	{ "key", 0, ER_OPTION_TEXT, AT(settings.key), 0,
	    N_("      --key KEY           send what has this KEY once\n") },
	{ "resend", 0, ER_OPTION_TEXT, AT(resend), 0,
	    N_("      --resend REASON     send again what the key names\n") },
	{ "transport", 0, ER_OPTION_TEXT, AT(place.transport), 0,
	    N_("      --transport T       ses, maildir:DIR, smtp://HOST ...\n") },
	{ "config-set", 0, ER_OPTION_TEXT, AT(settings.configuration_set), 0,
	    N_("      --config-set NAME   SES configuration set\n") },
	{ "tag", 0, ER_OPTION_WORDS, AT(tags), 0,
	    N_("      --tag NAME=VALUE    a tag for SES's events; repeatable\n") },
	{ "list-management", 0, ER_OPTION_TEXT, AT(settings.list_management),
	    0, N_("      --list-management L SES contact list; or LIST/TOPIC\n") },
	{ "tenant", 0, ER_OPTION_TEXT, AT(settings.tenant), 0,
	    N_("      --tenant NAME       SES tenant\n") },
	{ "feedback", 0, ER_OPTION_TEXT, AT(settings.feedback), 0,
	    N_("      --feedback ADDRESS  bounces and complaints go there\n") },
	{ "deadline", 0, ER_OPTION_TEXT, AT(place.deadline), 0,
	    N_("      --deadline SECONDS  stop trying then (default 60)\n") },
	{ "not-after", 0, ER_OPTION_TEXT, AT(settings.not_after), 0,
	    N_("      --not-after TIME    drop it if not sent by then\n") },
	{ "at-least-once", 0, ER_OPTION_FLAG, AT(at_least_once), 0,
	    N_("      --at-least-once     rather twice than in doubt\n") },
	{ "dry-run", 0, ER_OPTION_CHOICE, AT(action), DRY_RUN,
	    N_("      --dry-run           print envelope and message only\n") },
	{ "queue", 0, ER_OPTION_CHOICE, AT(action), QUEUE,
	    N_("      --queue             take it in, send it by --flush\n") },
	{ "verbose", 'v', ER_OPTION_FLAG, AT(verbose), 0,
	    N_("  -v, --verbose           say on stderr what was done\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, N_("\nThe outbox:\n") },
	{ "flush", 'q', ER_OPTION_CHOICE, AT(action), FLUSH,
	    N_("  -q, --flush             send what waits\n") },
	{ "jobs", 'j', ER_OPTION_TEXT, AT(place.jobs), 0,
	    N_("  -j, --jobs N            that many at once (default 8)\n") },
	{ "rate", 0, ER_OPTION_TEXT, AT(place.rate), 0,
	    N_("      --rate N            N recipients a second, or auto\n") },
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
	{ "reconcile", 0, ER_OPTION_CHOICE_TEXT, AT(action), RECONCILE,
	    N_("      --reconcile MAILBOX settle doubt by the copies there\n") },
	{ "log", 0, ER_OPTION_CHOICE, AT(action), LOG,
	    N_("      --log               all events, as records\n") },
	{ "verify-log", 0, ER_OPTION_CHOICE, AT(action), VERIFY_LOG,
	    N_("      --verify-log        was the log altered? [FILE]...\n") },
	{ "rotate-log", 0, ER_OPTION_CHOICE_TEXT, AT(action), ROTATE_LOG,
	    N_("      --rotate-log FILE   move the log's events to FILE\n") },
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
check_options(const struct sesmail_options *o)
{
	const struct send_settings *s = &o->settings;
	bool sends = o->action.value <= QUEUE;
	bool body = s->subject != NULL || s->ncc + s->nbcc + s->nheaders +
	    s->nattach > 0;

	if (o->resend != NULL && *o->resend == '\0')
		return wrong(_("--resend takes a reason; the log keeps it"));
	if (o->at_least_once && o->action.value != SEND &&
	    o->action.value != FLUSH)
		return wrong(_("--at-least-once goes with sending or --flush"));
	if (o->place.rate != NULL && o->action.value != SEND &&
	    o->action.value != FLUSH)
		return wrong(_("--rate goes with sending or --flush"));
	if (o->place.jobs != NULL && o->action.value != FLUSH)
		return wrong(_("--jobs goes with --flush"));
	if (s->sign_key != NULL && s->sign == NULL)
		return wrong(_("--sign-key goes with --sign"));
	if (!sends && (s->sign != NULL || s->nencrypt > 0))
		return wrong(_("--sign and --encrypt go with a message; what "
		    "is in the outbox stays as it is"));
	if (!sends && ((s->nrecipients > 0 &&
	    o->action.value != VERIFY_LOG) || s->whole || s->subject != NULL))
		return wrong(_("nothing can be sent together with this "
		    "option"));
	if (sends && s->whole && body && o->sendmail)
		return wrong(_("sendmail has no -s, -c, -H and -a"));
	if (sends && s->whole && body)
		return wrong(_("-s, -c, -b, -H and -a do not go with -t: all "
		    "that stands in the message"));
	if (sends && !s->whole && s->subject == NULL)
		return wrong(_("give a subject with -s, or -t for a whole "
		    "message"));
	if (sends && !s->whole && (o->modes.n + o->ignored.n > 0 ||
	    s->from_name != NULL))
		return wrong(_("sendmail's options go with -t only"));
	if (sends && (!s->whole || s->only_given) &&
	    s->nrecipients + s->ncc + s->nbcc == 0)
		return wrong(_("name a recipient"));
	return 0;
}

/* ---- as sendmail -------------------------------------------------------- */

static void
set_action(struct sesmail_options *o, enum sesmail_action action)
{
	if (o->action.name == NULL)
		o->action = (struct er_choice){ action, "b", NULL };
}

/* -bm delivers, -bp lists, -bi is newaliases; the others serve a network. */
static int
set_mode(struct sesmail_options *o, const char *mode)
{
	if (strcmp(mode, "p") == 0)
		set_action(o, LIST);
	else if (strcmp(mode, "i") == 0)
		set_action(o, NEW_ALIASES);
	else if (strcmp(mode, "m") != 0)
		return wrong(_("of sendmail's -b options only -bm, -bp and "
		    "-bi are known"));
	return 0;
}

/* An envelope sender that SES could not use: a local user, or nobody. */
static bool
is_local(const char *address)
{
	return address != NULL && strchr(address, '@') == NULL;
}

/* Here -b is no address, and without -t the header names no recipients. */
static int
act_as_sendmail(struct sesmail_options *o, const char *name)
{
	struct send_settings *s = &o->settings;
	size_t i;

	o->sendmail = true;
	if (strcmp(name, "mailq") == 0)
		set_action(o, LIST);
	else if (strcmp(name, "newaliases") == 0)
		set_action(o, NEW_ALIASES);
	for (i = 0; i < o->bcc.n; i++)
		if (set_mode(o, o->bcc.list[i]) != 0)
			return EX_USAGE;
	s->nbcc = 0;
	for (i = 0; i < o->modes.n; i++)
		if (strcmp(o->modes.list[i], "dq") == 0)
			set_action(o, QUEUE);
	if (is_local(s->from))
		s->from = NULL;
	if (o->action.value <= QUEUE) {
		s->only_given = !s->whole;
		s->whole = s->local_from = true;
	}
	return 0;
}

/* ---- all of it ---------------------------------------------------------- */

int
sesmail_options_read(int argc, char *argv[], struct sesmail_options *o)
{
	struct send_settings *s = &o->settings;
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash != NULL ? slash + 1 :
	    argc > 0 ? argv[0] : "";
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
	s->tags = o->tags.list;
	s->ntags = o->tags.n;
	s->encrypt = o->encrypt.list;
	s->nencrypt = o->encrypt.n;
	if (rc == 0 && (strcmp(name, "sendmail") == 0 ||
	    strcmp(name, "mailq") == 0 || strcmp(name, "newaliases") == 0))
		rc = act_as_sendmail(o, name);
	return rc != 0 || o->help || o->version ? rc : check_options(o);
}

void
sesmail_options_help(void)
{
	er_options_help(rows, ROWS);
}

void
sesmail_options_free(struct sesmail_options *o)
{
	free(o->cc.list);
	free(o->bcc.list);
	free(o->headers.list);
	free(o->attach.list);
	free(o->tags.list);
	free(o->encrypt.list);
	free(o->modes.list);
	free(o->ignored.list);
}
