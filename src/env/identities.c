/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which of SES's identities stands for an address. The nearest one counts: the
 * address itself, which SES compares letter by letter, then its domain and
 * each domain above that, of which it does not. "user+label@" may send when
 * "user@" is verified.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/online-priv.h"

enum { NAMES_MAX = 16 };

/* The names to ask for, nearest first; owned. */
struct names {
	char *list[NAMES_MAX];
	size_t n;
};

static void
add(struct names *names, char *name)
{
	if (names->n < NAMES_MAX)
		names->list[names->n++] = name;	/* taken over */
	else
		free(name);
}

static void
free_names(struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->list[i]);
}

static char *
lower(const char *text)
{
	char *copy = er_xstrdup(text), *p;

	for (p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

static void
find_names(const char *address, struct names *names)
{
	const char *at = strrchr(address, '@'), *plus, *p;
	char *domain;

	*names = (struct names){0};
	add(names, er_xstrdup(address));
	if (at == NULL)
		return;
	plus = memchr(address, '+', (size_t)(at - address));
	if (plus != NULL && plus > address)
		add(names, er_xasprintf("%.*s%s", (int)(plus - address),
		    address, at));
	domain = lower(at + 1);
	for (p = domain; strchr(p, '.') != NULL; p = strchr(p, '.') + 1)
		add(names, er_xstrdup(p));
	free(domain);
}

void
online_ask_identities(struct questions *all, const char *address)
{
	struct names names;
	size_t i;

	find_names(address, &names);
	for (i = 0; i < names.n; i++)
		questions_add(all, AWS_ASK_IDENTITY, names.list[i]);
	free_names(&names);
}

void
online_ask_sender(struct questions *all, const char *address)
{
	char *small = lower(address);

	online_ask_identities(all, address);
	online_ask_identities(all, small);
	free(small);
}

/* The nearest that is there, verified or not; NULL: none. */
static const struct question *
nearest(struct online_run *run, const char *address, bool verified,
    bool *known)
{
	const struct question *q, *found = NULL;
	struct names names;
	size_t i;

	*known = true;
	find_names(address, &names);
	for (i = 0; found == NULL && i < names.n; i++) {
		q = questions_add(&run->questions, AWS_ASK_IDENTITY,
		    names.list[i]);
		if (!online_is_answered(run, q))
			*known = false;
		else if (q->reply.told == AWS_TOLD &&
		    (q->reply.verified || !verified))
			found = q;
	}
	free_names(&names);
	return found;
}

const struct question *
online_identity(struct online_run *run, const char *address, bool *known)
{
	return nearest(run, address, true, known);
}

/* ---- the sender ----------------------------------------------------------- */

static void
check_identity(struct online_run *run, const struct question *q)
{
	const struct aws_reply *r = &q->reply;

	env_facts_add(run->facts, "identity", "%s", q->name);
	if (r->dkim != NULL && strcmp(r->dkim, "SUCCESS") != 0)
		/* TRANSLATORS: an identity and AWS's word for a state */
		online_problem(run, ENV_DKIM, ER_WARNING, _("%s: its DKIM "
		    "signature is not set up (%s), so that mail may be taken "
		    "for spam; publish the DKIM records that SES shows"),
		    q->name, r->dkim);
	if (r->mail_from != NULL && r->mail_from_status != NULL &&
	    strcmp(r->mail_from_status, "SUCCESS") != 0)
		/* TRANSLATORS: an identity, a domain, AWS's word for a state */
		online_problem(run, ENV_MAIL_FROM, r->rejects ? ER_ERROR :
		    ER_WARNING, _("%s: its MAIL FROM domain %s is not set up "
		    "(%s); publish its MX record, or let SES use its own"),
		    q->name, r->mail_from, r->mail_from_status);
}

static void
report_missing(struct online_run *run, const char *address)
{
	char *regions;

	if (!run->settings->all_regions) {
		/* TRANSLATORS: an address and a region */
		online_problem(run, ENV_FROM_NOT_VERIFIED, ER_ERROR,
		    _("SES_FROM: neither %s nor its domain is verified in %s; "
		    "verify one there, or set AWS_REGION to where it is "
		    "(--all-regions looks for that)"), address, run->region);
		return;
	}
	regions = online_elsewhere(run, address);
	if (*regions != '\0')
		/* TRANSLATORS: an address, a region, other regions */
		online_problem(run, ENV_FROM_NOT_VERIFIED, ER_ERROR,
		    _("SES_FROM: %s is not verified in %s, but in %s; set "
		    "AWS_REGION to that"), address, run->region, regions);
	else
		/* TRANSLATORS: an address and a region */
		online_problem(run, ENV_FROM_NOT_VERIFIED, ER_ERROR,
		    _("SES_FROM: neither %s nor its domain is verified in %s, "
		    "or in any other region; verify one there"), address,
		    run->region);
	free(regions);
}

/* Nothing stands for it: another spelling may. */
static void
report_sender(struct online_run *run, const char *address)
{
	char *small = lower(address);
	const struct question *q;
	bool known, same = strcmp(small, address) == 0;

	q = same ? NULL : nearest(run, small, true, &known);
	if (q != NULL)
		/* TRANSLATORS: an address, and how it was verified */
		online_problem(run, ENV_FROM_CASE, ER_ERROR, _("SES_FROM: %s "
		    "is verified as %s, and SES does not take one for the "
		    "other; write it so"), address, q->name);
	else if ((q = nearest(run, address, false, &known)) != NULL)
		/* TRANSLATORS: an identity, a region, AWS's word for a state */
		online_problem(run, ENV_FROM_NOT_VERIFIED, ER_ERROR,
		    _("SES_FROM: %s is known in %s but not verified (%s); "
		    "answer the mail that SES sent to it, or publish the "
		    "records that SES shows"), q->name, run->region,
		    q->reply.status != NULL ? q->reply.status : "?");
	else
		report_missing(run, address);
	free(small);
}

void
online_check_sender(struct online_run *run, const char *address)
{
	bool known;
	const struct question *q = nearest(run, address, true, &known);

	if (q != NULL)
		check_identity(run, q);
	else if (known)
		report_sender(run, address);
}
