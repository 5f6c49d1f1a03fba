/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which message is next, and whether it is to be had. */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum {
	POLL_MS = 50,		/* for another process's answer */
	HAND_MAX = 128		/* messages in hand, those to be retried too */
};

/* The settings may have changed since it was taken in. */
static bool
wants(void *closure, const struct outbox_message *m)
{
	struct job *job = closure;
	struct flow *f = job->flow;

	if (send_check_allowed(f->allowed, &m->envelope, &job->why) != 0)
		return false;
	if (f->limits.left < 0 || flow_cost(m) <= f->limits.left)
		return true;
	/* Those after it will not be let pass it by. */
	f->stop = true;
	er_fail(&job->why, ER_TEMP, _("message %s was not sent yet and waits "
	    "in the outbox for 'er-sesmail --flush': the daily quota is used "
	    "up"), m->id);
	return false;
}

/* It is not to be had: over, or to be asked for again. */
static void
pass_over(struct flow *f, struct job *job)
{
	if (job->m.state == OUTBOX_SENDING && !flow_is_stopping(f) &&
	    flow_ticks(f) + POLL_MS < job->begun + f->sender->patience) {
		/* Another process has it: its answer is ours too. */
		job->due = flow_ticks(f) + POLL_MS;
		return;
	}
	job->state = JOB_PASSED;
	if (job->why.cls == ER_NONE)
		send_tell_state(&job->m, &job->why);
}

/* In doubt, and the user would rather have it twice than not at all. Past its
 * time it would only be dropped, and the doubt with it. */
static bool
is_to_be_released(const struct flow *f, const struct outbox_message *m)
{
	return m->state == OUTBOX_IN_DOUBT && f->sender->at_least_once &&
	    (m->not_after == 0 || f->sender->clock->now() <= m->not_after);
}

static int
claim(struct flow *f, struct job *job, struct er_err *err)
{
	struct sender *s = f->sender;
	struct outbox_bid bid = {
		.transport = s->transport->name, .wants = wants, .closure = job
	};
	time_t now = s->clock->now();
	int rc;

	outbox_message_free(&job->m);
	send_answer_free(&job->answer);
	rc = outbox_claim(s->outbox, &bid, job->seq, now, &job->m, err);
	if (rc == 0 && is_to_be_released(f, &job->m)) {
		rc = outbox_order(s->outbox, &job->m, OUTBOX_RELEASE,
		    "--at-least-once", now, err);
		outbox_message_free(&job->m);
		if (rc == 0)
			rc = outbox_claim(s->outbox, &bid, job->seq, now,
			    &job->m, err);
	}
	if (rc == 1) {
		job->state = JOB_CLAIMED;
		job->tries++;
		f->flying++;
		flow_spend(f, &job->m);
	} else if (rc == 0) {
		pass_over(f, job);
	}
	return rc;
}

/* The oldest whose time has come; what is to be tried again is older than what
 * was not looked at yet. NULL: none. */
static struct job *
find_due(const struct flow *f)
{
	struct job *found = NULL;
	int64_t now = flow_ticks(f);
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->jobs[i]->state == JOB_DUE && f->jobs[i]->due <= now &&
		    (found == NULL || f->jobs[i]->seq < found->seq))
			found = f->jobs[i];
	return found;
}

/* 1: *job is the next one, 0: there is none, -1. */
static int
find_next(struct flow *f, struct job **job, struct er_err *err)
{
	int rc;

	*job = find_due(f);
	if (*job != NULL)
		return 1;
	if (f->ended || f->n >= HAND_MAX)
		return 0;
	rc = outbox_next(f->sender->outbox, f->sender->at_least_once,
	    f->after, &f->after, err);
	f->ended = rc == 0;
	if (rc == 1) {
		flow_add(f, f->after);
		*job = f->jobs[f->n - 1];
	}
	return rc;
}

bool
flow_may_claim(const struct flow *f)
{
	return !flow_is_stopping(f) && f->flying < f->window &&
	    flow_ticks(f) >= f->pause && flow_ticks(f) >= f->next && (find_due(f) != NULL ||
	    (!f->ended && f->n < HAND_MAX));
}

int
flow_claim_all(struct flow *f, struct er_err *err)
{
	struct job *job;
	int rc = 0;

	while (rc >= 0 && flow_may_claim(f) && flow_is_in_time(f)) {
		rc = find_next(f, &job, err);
		if (rc == 1)
			rc = claim(f, job, err);
	}
	return rc < 0 ? -1 : 0;
}
