/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amazon SES: always Content.Raw, always an explicit Destination. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

static enum outbox_state
state_of(enum aws_outcome outcome)
{
	switch (outcome) {
	case AWS_ACCEPTED:
		return OUTBOX_ACCEPTED;
	case AWS_REFUSED:
		return OUTBOX_REFUSED;
	case AWS_NOT_SENT:
		return OUTBOX_WAITING;
	default:
		return OUTBOX_IN_DOUBT;
	}
}

/* The audit copy goes where Bcc goes. */
static const char **
join(const struct outbox_addresses *a, const struct outbox_addresses *b)
{
	const char **list = er_xcalloc(a->n + b->n + 1, sizeof *list);
	size_t i;

	for (i = 0; i < a->n; i++)
		list[i] = a->list[i];
	for (i = 0; i < b->n; i++)
		list[a->n + i] = b->list[i];
	return list;
}

/* One message on its way. */
struct try {
	struct aws_email email;	/* first: the client gives it back */
	const struct outbox_message *message;
	const char **bcc, **tags;	/* owned */
	char *extras;		/* owned; what the tags point into */
};

/* Points email into the fields that send_extras_make() made, which it cuts up,
 * and to tags, which has room for one a line. */
static void
read_extras(char *extras, const char **tags, struct aws_email *email)
{
	struct { const char *name, **value; } table[] = {
		{ "List_Management", &email->list_management },
		{ "Tenant", &email->tenant },
		{ "Feedback", &email->feedback }
	};
	char *line = extras, *end, *colon;
	size_t i;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		colon = strstr(line, ": ");
		if (colon == NULL)
			continue;
		*colon = '\0';
		if (strcmp(line, "Tag") == 0)
			tags[email->ntags++] = colon + 2;
		for (i = 0; i < sizeof table / sizeof *table; i++)
			if (strcmp(line, table[i].name) == 0)
				*table[i].value = colon + 2;
	}
	email->tags = tags;
}

static void
ses_start(void *self, const struct outbox_message *m, time_t now)
{
	const struct outbox_envelope *e = &m->envelope;
	struct try *try = er_xcalloc(1, sizeof *try);

	try->message = m;
	try->bcc = join(&e->bcc, &e->audit);
	try->email = (struct aws_email){
		.from = m->sender,
		.to = (const char *const *)e->to.list, .nto = e->to.n,
		.cc = (const char *const *)e->cc.list, .ncc = e->cc.n,
		.bcc = try->bcc, .nbcc = e->bcc.n + e->audit.n,
		.raw = outbox_message_bytes(m),
		.configuration_set = m->configuration_set
	};
	if (m->extras != NULL) {
		try->extras = er_xstrdup(m->extras);
		try->tags = er_xcalloc(strlen(m->extras), sizeof *try->tags);
		read_extras(try->extras, try->tags, &try->email);
	}
	aws_ses_start(self, &try->email, now);
}

/* Without a whole answer, or for want of keys, it is not about this message;
 * nor is a rate, or a quota. */
static bool
is_general(const struct aws_answer *a)
{
	return a->outcome == AWS_NOT_SENT &&
	    (a->status == 0 || a->no_retry || a->throttled);
}

static void
read_answer(struct aws_answer *a, struct send_answer *answer)
{
	*answer = (struct send_answer){
		.state = state_of(a->outcome), .cls = a->cls,
		.message_id = a->message_id, .request_id = a->request_id,
		.code = a->code, .cause = a->cause, .remedy = a->remedy,
		.retry_after_ms = a->retry_after_ms,
		.throttled = a->throttled, .general = is_general(a),
		.no_retry = a->no_retry
	};
	if (a->skew != 0 && a->cause == NULL)
		answer->cause = er_xasprintf(ngettext("the clock here is %ld "
		    "second off that of SES", "the clock here is %ld seconds "
		    "off that of SES", (unsigned long)labs(a->skew)),
		    labs(a->skew));
	/* taken over */
	a->message_id = a->request_id = a->code = a->cause = a->remedy = NULL;
	aws_answer_free(a);
}

static const struct outbox_message *
ses_take(void *self, long ms, struct send_answer *answer)
{
	struct aws_answer a;
	struct try *try = (struct try *)(void *)aws_ses_take(self, ms, &a);
	const struct outbox_message *m;

	if (try == NULL)
		return NULL;
	read_answer(&a, answer);
	m = try->message;
	free(try->bcc);
	free(try->tags);
	free(try->extras);
	free(try);
	return m;
}

enum { SANDBOX_RATE = 1000 };

static void
ses_limits(void *self, time_t now, struct send_limits *limits)
{
	struct aws_account account;

	aws_account_get(self, now, &account);
	*limits = (struct send_limits){
		.rate = account.rate, .left = account.left
	};
	if (account.sandbox && (limits->rate == 0 ||
	    limits->rate > SANDBOX_RATE))
		limits->rate = SANDBOX_RATE;
}

static void
ses_close(void *self)
{
	aws_client_free(self);
}

int
send_ses_open(const char *rest, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err)
{
	struct aws_client *client;

	(void)rest;
	if (!aws_is_set_up(lookup, closure)) {
		er_fail(err, ER_CONFIG, _("there is no AWS setting: set "
		    "AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
		    "('er-env check' helps), or try without AWS: --transport "
		    "maildir:DIR"));
		return -1;
	}
	client = aws_client_new(lookup, closure, err);
	if (client == NULL)
		return -1;
	*transport = (struct send_transport){
		.self = client, .most = SEND_JOBS_MAX, .start = ses_start,
		.take = ses_take, .lane = aws_client_endpoint(client),
		.limits = ses_limits, .close = ses_close
	};
	return 0;
}
