/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * er-env-online: the commands of er-env that need the network or cryptography.
 * er-env runs it in its own place, so that whoever only checks a file does not
 * wait for libcurl and libcrypto to be loaded. It takes the same arguments.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <time.h>

#include "aws/aws.h"
#include "base/i18n.h"
#include "env/online.h"
#include "er-env.h"
#include "er-env-online.h"

extern char **environ;

static const char *
lookup(void *closure, const char *name)
{
	(void)closure;
	return getenv(name);
}

static const char *
setting(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* ---- smtp-password -------------------------------------------------------- */

/* What it is made of; NULL: err says what is missing. */
static const char *
find_secret(const char **region, struct er_err *err)
{
	const char *id = setting("AWS_ACCESS_KEY_ID");
	const char *secret = setting("AWS_SECRET_ACCESS_KEY");

	*region = setting("AWS_REGION");
	if (*region == NULL)
		*region = setting("AWS_DEFAULT_REGION");
	if (id == NULL || secret == NULL)
		er_fail(err, ER_CONFIG, _("the password is made from a key: "
		    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"));
	else if (*region == NULL)
		er_fail(err, ER_CONFIG, _("each region has its own password: "
		    "set AWS_REGION"));
	else if (strncmp(id, "ASIA", 4) == 0)
		er_fail(err, ER_CONFIG, _("SMTP takes no temporary key (ASIA): "
		    "put in a long-term one"));
	else
		return secret;
	return NULL;
}

/* Never on standard output, which may be a terminal, a log or a pipe. */
static int
make_password(const struct env_options *opt, struct er_err *err)
{
	const char *region, *secret = find_secret(&region, err);
	char *host = er_xasprintf("email-smtp.%s.amazonaws.com",
	    secret != NULL ? region : "");
	struct er_buf password = {0};
	int rc = -1;

	if (secret != NULL &&
	    aws_smtp_password(secret, region, &password, err) == 0) {
		er_buf_addc(&password, '\n');
		rc = er_file_write(opt->output, password.p, password.n, 0600,
		    err);
	}
	er_buf_wipe(&password);
	if (rc == 0)
		/* TRANSLATORS: a file, a region, a host's name */
		printf(_("%s: the SMTP password in %s; the user name is "
		    "AWS_ACCESS_KEY_ID, the host %s, port 587 (STARTTLS) or "
		    "465 (TLS)\n"), opt->output, region, host);
	free(host);
	return rc;
}

/* ---- rehearse ------------------------------------------------------------- */

/* What AWS's mailbox simulator plays; its addresses. */
static const char *const parts[] = {
	"success", "bounce", "complaint", "ooto", "suppressionlist",
};

static char *
find_address(const char *part, struct er_err *err)
{
	size_t i;

	if (part == NULL)
		part = parts[0];
	for (i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strcmp(part, parts[i]) == 0)
			return er_xasprintf("%s@simulator.amazonses.com",
			    part);
	er_fail(err, ER_USAGE, _("no such part: '%s'; give success, bounce, "
	    "complaint, ooto or suppressionlist"), part);
	return NULL;
}

/* The message, and who sends it (owned). */
static int
compose(const char *to, char **from, struct er_buf *message,
    struct er_err *err)
{
	static const char body[] = "A rehearsal by er-env: nobody reads this.\n";
	const char *sender = setting("SES_FROM"), *why;
	struct mail_draft draft = { .subject = "er-env rehearse",
	    .body = body, .nbody = sizeof body - 1 };
	size_t at;
	int rc = -1;

	mail_list_add(&draft.to, NULL, to);
	if (sender == NULL || !mail_list_parse(&draft.from, sender,
	    strlen(sender), &at, &why) || draft.from.n != 1) {
		er_fail(err, ER_CONFIG, _("somebody has to send it: set "
		    "SES_FROM to one mailbox"));
	} else {
		*from = er_xstrdup(draft.from.list[0].address);
		rc = mail_compose(&draft, "\r\n", message, err);
	}
	mail_list_free(&draft.from);
	mail_list_free(&draft.to);
	return rc;
}

static int
tell_answer(const struct aws_answer *answer, const char *to,
    const struct aws_client *client, struct er_err *err)
{
	if (answer->skew != 0)
		/* TRANSLATORS: seconds, behind (+) or before (-) */
		er_warn(_("warning: this machine's clock is %+ld s behind "
		    "AWS's"), answer->skew);
	if (answer->outcome == AWS_ACCEPTED) {
		/* TRANSLATORS: an id, an address and a region */
		printf(_("accepted: %s, to %s, in %s\n"),
		    answer->message_id, to, aws_client_region(client));
		return 0;
	}
	er_fail(err, answer->cls, answer->remedy != NULL ? "%s %s" : "%s",
	    answer->cause, answer->remedy != NULL ? answer->remedy : "");
	return -1;
}

/* It goes to the simulator alone: no audit copy, nothing in the outbox. */
static int
rehearse(const struct env_options *opt, struct er_err *err)
{
	char *to = find_address(opt->part, err), *from = NULL;
	const char *const recipients[] = { to };
	struct aws_email email = { .to = recipients, .nto = 1,
	    .configuration_set = setting("SES_CONFIGURATION_SET") };
	struct er_buf message = {0};
	struct aws_answer answer = {0};
	struct aws_client *client = NULL;
	int rc = -1;

	if (to != NULL && compose(to, &from, &message, err) == 0)
		client = aws_client_new(lookup, NULL, err);
	if (client != NULL) {
		email.from = from;
		email.raw = (struct er_bytes){ .p = message.p,
		    .n = message.n };
		aws_ses_send(client, &email, time(NULL), &answer);
		rc = tell_answer(&answer, to, client, err);
	}
	aws_answer_free(&answer);
	aws_client_free(client);
	er_buf_free(&message);
	free(from);
	free(to);
	return rc;
}

/* ---- check ---------------------------------------------------------------- */

/* The addresses that --to names. */
static int
add_recipients(const struct env_options *opt, struct mail_list *to,
    struct er_err *err)
{
	const char *why;
	size_t i, at;

	for (i = 0; i < opt->to.n; i++)
		if (!mail_list_parse(to, opt->to.list[i],
		    strlen(opt->to.list[i]), &at, &why)) {
			er_fail(err, ER_USAGE, "--to: %s", why);
			return -1;
		}
	return 0;
}

static void
check_online(const struct env_options *opt, struct work *work,
    const struct book_mail *mail, struct env_facts *facts)
{
	const char **list = er_xcalloc(mail->recipients.n, sizeof *list);
	struct env_online online = { .lookup = lookup, .file = opt->file,
	    .recipients = list, .nrecipients = mail->recipients.n,
	    .due = opt->book != NULL ? mail->due : -1,
	    .all_regions = opt->all_regions, .now = time(NULL) };
	size_t i;

	for (i = 0; i < mail->recipients.n; i++)
		list[i] = mail->recipients.list[i].address;
	env_check_online(&online, facts, &work->diags);
	free(list);
}

/* Both halves in one report; mail that goes to a Maildir asks nobody. */
static int
check(const struct env_options *opt, struct work *work, struct er_err *err)
{
	const char *transport = setting("ER_TRANSPORT");
	struct book_mail mail = {0};
	struct env_facts facts = {0};
	int status = 0;

	if (add_recipients(opt, &mail.recipients, err) == 0 &&
	    (opt->book == NULL || book_mail_read(opt->book, time(NULL), &mail,
	    &work->diags, err) == 0)) {
		find_faults(opt, work);
		if (transport == NULL || strcmp(transport, "ses") == 0)
			check_online(opt, work, &mail, &facts);
		else
			env_facts_add(&facts, "transport", "%s", transport);
		status = tell_check(opt, work, &facts);
	} else {
		print_findings(&work->diags);
	}
	env_facts_free(&facts);
	book_mail_free(&mail);
	return status;
}

/* ---- the program ---------------------------------------------------------- */

/* A malformed file is not to be trusted with a message or a secret. */
static int
do_command(const struct env_options *opt, struct work *work,
    struct er_err *err)
{
	int status;

	if (opt->command == CHECK)
		return check(opt, work, err);
	env_check(&work->set, work->contract, &work->diags);
	status = (int)env_verdict(&work->diags, false);
	if (status == EX_DATAERR) {
		print_findings(&work->diags);
		return status;
	}
	if (opt->command == REHEARSE)
		rehearse(opt, err);
	else
		make_password(opt, err);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct env_options opt = {0};
	struct work work = {0};
	struct er_err err = {0};
	struct rlimit unused;
	char **own = environ;
	int status;

	er_init("er-env");
	forbid_core_files(&unused);
	status = env_options_read(argc, argv, &opt);
	if (status == 0 && load_work(&opt, &work, &err) == 0) {
		/* A program that gives out keys gets what mail gets, too. */
		if (opt.file != NULL)
			environ = env_build(&work.set, environ, false);
		status = do_command(&opt, &work, &err);
	}
	if (environ != own) {
		free(environ);
		environ = own;
	}
	free_work(&work);
	env_options_free(&opt);
	return err.cls != ER_NONE ? er_report(&err) : status;
}
