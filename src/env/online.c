/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether AWS would deliver. Who is asking is asked alone, for with keys that
 * are refused all else would be refused too: one cause, one finding. Then all
 * questions go out together; what is found is said in the order in which the
 * faults stop mail.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/online-priv.h"
#include "mail/mail.h"

enum { SKEW_MAX = 60, SLOW_SECONDS = 600 };

void
online_problem(struct online_run *run, enum env_rule rule,
    enum er_severity severity, const char *fmt, ...)
{
	const char *file = run->settings->file;
	struct er_buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	er_diag_add(run->diags, severity, file != NULL ? file :
	    _("environment"), 0, 0, env_rules[rule].id, "%s", text.p);
	er_buf_free(&text);
}

const char *
online_setting(const struct online_run *run, const char *name)
{
	const char *value = run->settings->lookup(run->settings->closure,
	    name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* ---- answers -------------------------------------------------------------- */

/* A sentence and what to do; said once, for it holds for all. */
static void
report_fault(struct online_run *run, enum env_rule rule,
    enum er_severity severity, const struct aws_reply *reply)
{
	const char *cause = reply->cause != NULL ? reply->cause : "";
	size_t n = strlen(cause);

	if (run->unanswered)
		return;
	run->unanswered = true;
	n -= n > 0 && cause[n - 1] == '.';
	if (reply->remedy != NULL)
		/* TRANSLATORS: what happened, and a sentence on what to do */
		online_problem(run, rule, severity, _("%.*s. %s"), (int)n,
		    cause, reply->remedy);
	else
		online_problem(run, rule, severity, "%.*s; %s", (int)n, cause,
		    _(env_rules[rule].remedy));
}

/* What stays unknown where the keys may not ask. */
static void
report_forbidden(struct online_run *run, enum aws_question question)
{
	static const char *const texts[] = {
		[AWS_ASK_ACCOUNT] = N_("unknown whether the account may send, "
		    "and how much: this key may not ask (ses:GetAccount)"),
		[AWS_ASK_IDENTITY] = N_("unknown whether addresses are "
		    "verified: this key may not ask (ses:GetEmailIdentity)"),
		[AWS_ASK_SUPPRESSED] = N_("unknown whether recipients are "
		    "suppressed: this key may not ask "
		    "(ses:GetSuppressedDestination)"),
		[AWS_ASK_SET] = N_("unknown whether the configuration set is "
		    "there: this key may not ask (ses:GetConfigurationSet)"),
	};

	if (!run->forbidden[question])
		online_problem(run, ENV_MAY_NOT_ASK, ER_WARNING, "%s",
		    _(texts[question]));
	run->forbidden[question] = true;
}

bool
online_is_answered(struct online_run *run, const struct question *q)
{
	switch (q->reply.told) {
	case AWS_TOLD:
	case AWS_NOT_THERE:
		return q->state == QUESTION_DONE;
	case AWS_MAY_NOT_ASK:
		report_forbidden(run, q->ask.question);
		return false;
	case AWS_KEYS_REFUSED:
		report_fault(run, ENV_KEYS_REFUSED, ER_ERROR, &q->reply);
		return false;
	default:
		report_fault(run, ENV_UNREACHABLE, ER_ERROR, &q->reply);
		return false;
	}
}

/* ---- clock and caller ----------------------------------------------------- */

static void
check_clock(struct online_run *run, time_t date)
{
	long ahead = (long)(date - run->settings->now);

	if (date == (time_t)-1 || labs(ahead) <= SKEW_MAX)
		return;
	if (ahead > 0)
		online_problem(run, ENV_CLOCK, ER_WARNING, _("this machine's "
		    "clock is %ld seconds behind AWS's, which refuses what is "
		    "300 off; set it"), ahead);
	else
		online_problem(run, ENV_CLOCK, ER_WARNING, _("this machine's "
		    "clock is %ld seconds before AWS's, which refuses what is "
		    "300 off; set it"), -ahead);
}

/* Keys for an endpoint of one's own are not for AWS to see. */
static bool
may_ask_sts(const struct online_run *run)
{
	return online_setting(run, "AWS_ENDPOINT_URL_SESV2") == NULL ||
	    online_setting(run, "AWS_ENDPOINT_URL_STS") != NULL ||
	    online_setting(run, "AWS_ENDPOINT_URL") != NULL;
}

/* False: there is no sense in asking on. */
static bool
check_caller(struct online_run *run)
{
	struct aws_reply reply = {0};
	bool good = true;

	if (!may_ask_sts(run))
		return true;
	aws_caller_get(run->client, run->settings->now, &reply);
	check_clock(run, reply.date);
	if (reply.told == AWS_TOLD) {
		env_facts_add(run->facts, "caller", "%s", reply.status);
	} else if (reply.told == AWS_KEYS_REFUSED) {
		report_fault(run, ENV_KEYS_REFUSED, ER_ERROR, &reply);
		good = false;
	} else {
		/* SES may be there all the same. */
		online_problem(run, ENV_UNREACHABLE, ER_WARNING, _("unknown "
		    "whose key it is: %s"), reply.cause != NULL ?
		    reply.cause : "STS");
	}
	aws_reply_free(&reply);
	return good;
}

/* ---- the account ---------------------------------------------------------- */

static void
tell_account(struct online_run *run, const struct aws_reply *r)
{
	env_facts_add(run->facts, "sending", r->sending ? "enabled" :
	    "paused");
	env_facts_add(run->facts, "access", r->production ? "production" :
	    "sandbox");
	if (r->rate >= 0)
		env_facts_add(run->facts, "rate", "%g", r->rate);
	if (r->most >= 0 && r->sent >= 0)
		env_facts_add(run->facts, "left", "%.0f", r->most > r->sent ?
		    r->most - r->sent : 0);
}

static void
check_account(struct online_run *run, const struct question *q)
{
	const struct aws_reply *r = &q->reply;

	if (!online_is_answered(run, q) || r->told != AWS_TOLD)
		return;
	tell_account(run, r);
	if (r->status != NULL && strcmp(r->status, "SHUTDOWN") == 0)
		online_problem(run, ENV_SENDING_PAUSED, ER_ERROR, _("AWS has "
		    "stopped this account's mail in %s; answer the review mail "
		    "that it sent to the account's owner"), run->region);
	else if (!r->sending)
		online_problem(run, ENV_SENDING_PAUSED, ER_ERROR, _("sending "
		    "is paused for this account in %s; switch it on in SES, "
		    "or answer the review mail that AWS sent to the account's "
		    "owner"), run->region);
	else if (r->status != NULL && strcmp(r->status, "PROBATION") == 0)
		online_problem(run, ENV_PROBATION, ER_WARNING, _("AWS is "
		    "reviewing this account in %s; answer before it is "
		    "stopped"), run->region);
	run->sandbox = !r->production;
	if (run->sandbox)
		online_problem(run, ENV_SANDBOX, ER_NOTE, _("the account is in "
		    "the sandbox in %s: mail goes to verified recipients "
		    "only"), run->region);
}

static void
check_quota(struct online_run *run, const struct aws_reply *r)
{
	long due = run->settings->due;
	double left = r->most - r->sent;

	if (r->told != AWS_TOLD || r->most < 0 || r->sent < 0)
		return;
	if (left < 1)
		online_problem(run, ENV_QUOTA, ER_ERROR, _("the quota of %.0f "
		    "recipients a day is used up; it counts the last 24 hours: "
		    "wait, or ask AWS for more"), r->most);
	else if (due > 0 && left < (double)due)
		online_problem(run, ENV_QUOTA, ER_ERROR, _("today's mail has "
		    "%ld recipients, and the quota leaves %.0f; send a part of "
		    "it tomorrow, or ask AWS for more"), due, left);
	if (due > 0 && r->rate > 0 && (double)due / r->rate > SLOW_SECONDS)
		online_problem(run, ENV_RATE, ER_NOTE, _("today's mail, to %ld "
		    "recipients, takes %.0f minutes at %g a second"), due,
		    (double)due / r->rate / 60, r->rate);
}

/* ---- configuration set ---------------------------------------------------- */

/* Its own one, else the default one of the sender's identity. */
static void
check_set(struct online_run *run, const char *name)
{
	const struct question *q;

	if (name == NULL)
		return;
	q = questions_add(&run->questions, AWS_ASK_SET, name);
	questions_run(&run->questions, run->client, run->settings->now);
	if (!online_is_answered(run, q))
		return;
	if (q->reply.told == AWS_NOT_THERE)
		/* TRANSLATORS: a name and a region */
		online_problem(run, ENV_CONFIGURATION_SET, ER_ERROR,
		    _("the configuration set %s is not there in %s, and SES "
		    "refuses mail that names it; make it, or name another"),
		    name, run->region);
	else if (!q->reply.sending)
		online_problem(run, ENV_CONFIGURATION_SET, ER_ERROR,
		    _("sending is paused for the configuration set %s; switch "
		    "it on in SES"), name);
}

/* ---- recipients ----------------------------------------------------------- */

static bool
is_simulator(const char *address)
{
	const char *at = strrchr(address, '@');

	return at != NULL && strcmp(at + 1, "simulator.amazonses.com") == 0;
}

static void
check_recipient(struct online_run *run, const char *address)
{
	const struct question *q = questions_add(&run->questions,
	    AWS_ASK_SUPPRESSED, address);
	bool known;

	if (run->sandbox && !is_simulator(address) &&
	    online_identity(run, address, &known) == NULL && known)
		/* TRANSLATORS: an address and a region */
		online_problem(run, ENV_RECIPIENT_NOT_VERIFIED, ER_ERROR,
		    _("%s is not verified in %s, and the account is in the "
		    "sandbox; verify it, or ask AWS for production access"),
		    address, run->region);
	if (online_is_answered(run, q) && q->reply.told == AWS_TOLD)
		/* TRANSLATORS: an address and AWS's word for a reason */
		online_problem(run, ENV_RECIPIENT_SUPPRESSED, ER_ERROR,
		    _("%s is on SES's suppression list (%s), so that mail to "
		    "it is taken and not delivered; take it off once it takes "
		    "mail again"), address, q->reply.status != NULL ?
		    q->reply.status : "?");
}

/* Each once, in order. */
static void
find_recipients(struct online_run *run, struct mail_list *all)
{
	const char *bcc = online_setting(run, "SES_BCC"), *why;
	struct mail_list list = {0};
	size_t i, at;

	for (i = 0; i < run->settings->nrecipients; i++)
		if (!mail_list_has(all, run->settings->recipients[i]))
			mail_list_add(all, NULL, run->settings->recipients[i]);
	if (bcc != NULL && mail_list_parse(&list, bcc, strlen(bcc), &at, &why))
		for (i = 0; i < list.n; i++)
			if (!mail_list_has(all, list.list[i].address))
				mail_list_add(all, NULL,
				    list.list[i].address);
	mail_list_free(&list);
}

static void
check_recipients(struct online_run *run, const struct mail_list *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		questions_add(&run->questions, AWS_ASK_SUPPRESSED,
		    all->list[i].address);
		if (run->sandbox && !is_simulator(all->list[i].address))
			online_ask_identities(&run->questions,
			    all->list[i].address);
	}
	questions_run(&run->questions, run->client, run->settings->now);
	for (i = 0; i < all->n; i++)
		check_recipient(run, all->list[i].address);
	env_facts_add(run->facts, "recipients", "%zu", all->n);
}

/* ---- the whole ------------------------------------------------------------ */

/* The sender's address, owned; NULL: a check of the file says why. */
static char *
find_sender(const struct online_run *run)
{
	const char *from = online_setting(run, "SES_FROM"), *why;
	struct mail_list list = {0};
	char *address = NULL;
	size_t at;

	if (from != NULL && mail_list_parse(&list, from, strlen(from), &at,
	    &why) && list.n == 1)
		address = er_xstrdup(list.list[0].address);
	mail_list_free(&list);
	return address;
}

static void
ask_all(struct online_run *run, const char *sender)
{
	struct mail_list recipients = {0};
	const char *set = online_setting(run, "SES_CONFIGURATION_SET");
	const struct question *account, *identity = NULL;
	bool known;
	size_t i;

	account = questions_add(&run->questions, AWS_ASK_ACCOUNT, NULL);
	if (set != NULL)
		questions_add(&run->questions, AWS_ASK_SET, set);
	if (sender != NULL)
		online_ask_sender(&run->questions, sender);
	find_recipients(run, &recipients);
	for (i = 0; i < recipients.n; i++)
		questions_add(&run->questions, AWS_ASK_SUPPRESSED,
		    recipients.list[i].address);
	questions_run(&run->questions, run->client, run->settings->now);
	if (!may_ask_sts(run))
		check_clock(run, account->reply.date);
	check_account(run, account);
	if (sender != NULL) {
		online_check_sender(run, sender);
		identity = online_identity(run, sender, &known);
	}
	check_recipients(run, &recipients);
	check_set(run, set != NULL ? set : identity != NULL ?
	    identity->reply.set : NULL);
	check_quota(run, &account->reply);
	mail_list_free(&recipients);
}

void
env_check_online(const struct env_online *online, struct env_facts *facts,
    struct er_diags *diags)
{
	struct online_run run = { .settings = online, .facts = facts,
	    .diags = diags };
	struct er_err err = {0};
	char *sender;

	run.client = aws_client_new(online->lookup, online->closure, &err);
	if (run.client == NULL) {
		/* Most often the check of the file has said so. */
		if (diags->errors == 0)
			online_problem(&run, ENV_CLIENT, ER_ERROR, "%s",
			    err.text);
		er_err_free(&err);
		return;
	}
	run.region = aws_client_region(run.client);
	env_facts_add(facts, "region", "%s", run.region);
	sender = find_sender(&run);
	if (check_caller(&run))
		ask_all(&run, sender);
	free(sender);
	questions_free(&run.questions);
	aws_client_free(run.client);
}
