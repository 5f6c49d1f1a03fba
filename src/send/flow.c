/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages on their way, one or many: the only path by which any is sent.
 *
 * Each turn takes the answers that have come, then makes one transaction of
 * them and of the next claims, then begins to send what was claimed. So no byte
 * of a message goes out before its `sending` is durable, and an answer is
 * durable before anything else is begun; and under load one fsync serves many.
 *
 * A message that was certainly not sent is tried again after a time of its own,
 * and holds up no other. What ails the transport as a whole (nobody there, too
 * fast, no keys) holds up all, and lets fewer go at once thereafter. When there
 * is no good answer for as long as the deadline allows, the run ends: what was
 * not begun stays as it is.
 */
#include "config.h"

#include <stdlib.h>

#include "send/send-priv.h"

enum {
	TICK_MS = 200,		/* for a word to stop */
	DENIED_MAX = 8		/* refusals in a row for want of permission */
};

void
flow_init(struct flow *f, struct sender *s, const char *allowed)
{
	*f = (struct flow){
		.sender = s, .allowed = allowed, .ended = true,
		.good = s->clock->ticks(), .limits.left = -1
	};
	f->most = s->jobs > 0 && s->jobs < s->transport->most ? s->jobs :
	    s->transport->most;
	f->window = f->most;
}

void
flow_add(struct flow *f, int64_t seq)
{
	struct job *job = er_xcalloc(1, sizeof *job);

	job->flow = f;
	job->seq = seq;
	job->begun = f->sender->clock->ticks();
	f->jobs = er_grow(f->jobs, f->n, &f->cap, sizeof *f->jobs);
	f->jobs[f->n++] = job;
}

void
flow_free(struct flow *f)
{
	free(f->jobs);
	er_err_free(&f->err);
}

int64_t
flow_ticks(const struct flow *f)
{
	return f->sender->clock->ticks();
}

bool
flow_is_stopping(const struct flow *f)
{
	return f->stop || (f->sender->stop != NULL && *f->sender->stop != 0);
}

/* As SES counts. */
int64_t
flow_cost(const struct outbox_message *m)
{
	return (int64_t)outbox_envelope_count(&m->envelope);
}

/* ---- what an answer means for the next try ------------------------------- */

/* The transport as a whole does badly: all wait, and then fewer go at once.
 * What was begun before is no further sign of it. */
static void
slow_down(struct flow *f, const struct job *job)
{
	if (f->failures > 0 && job->started <= f->slowed)
		return;
	f->slowed = flow_ticks(f);
	f->failures++;
	if (f->window > 1)
		f->window /= 2;
	f->pause = f->slowed + send_retry_delay(&job->answer, f->failures,
	    f->sender->clock->random());
	if (job->answer.throttled)
		f->hold = f->pause;
}

/* What is learned for all: how fast to go on, and whether. */
static void
learn(struct flow *f, const struct job *job)
{
	const struct send_answer *a = &job->answer;

	if (a->state == OUTBOX_ACCEPTED || a->state == OUTBOX_REFUSED) {
		f->good = flow_ticks(f);
		f->failures = 0;
		if (f->window < f->most)
			f->window++;
		if (a->state == OUTBOX_ACCEPTED || a->cls != ER_NOPERM)
			f->denied = 0;
		else if (++f->denied >= DENIED_MAX)
			f->stop = true;	/* so would all the others be */
		return;
	}
	if (a->state == OUTBOX_WAITING && f->limits.left >= 0)
		f->limits.left += flow_cost(&job->m);
	if (a->general || a->state == OUTBOX_IN_DOUBT)
		slow_down(f, job);
	if (a->no_retry || flow_ticks(f) >= f->good + f->sender->patience)
		f->stop = true;
}

/* Sets when to try again; false: not in this run. */
static bool
set_due(struct flow *f, struct job *job)
{
	const struct sender *s = f->sender;
	const struct send_answer *a = &job->answer;

	if (a->state == OUTBOX_REFUSED || a->state == OUTBOX_ACCEPTED ||
	    (a->state == OUTBOX_IN_DOUBT && !s->at_least_once) ||
	    a->no_retry || (s->attempts > 0 && job->tries >= s->attempts))
		return false;
	job->due = a->general ? f->pause : flow_ticks(f) +
	    send_retry_delay(a, job->tries, s->clock->random());
	return job->due < job->begun + s->patience;
}

/* Its answer is durable. */
static void
conclude(struct flow *f, struct job *job)
{
	struct send_answer *a = &job->answer;

	if (set_due(f, job) && !flow_is_stopping(f)) {
		if (f->sender->waits != NULL)
			f->sender->waits(&job->m, a);
		job->state = JOB_DUE;
		outbox_message_let_go(&job->m);
		return;
	}
	job->state = JOB_OVER;
	job->sent = a->state == OUTBOX_ACCEPTED;
	if (job->sent) {
		free(job->m.message_id);
		free(job->m.cause);
		job->m.message_id = a->message_id;	/* taken over */
		job->m.cause = a->cause;
		a->message_id = a->cause = NULL;
	} else {
		send_tell_answer(&job->m, a, &job->why);
	}
}

/* ---- one turn ------------------------------------------------------------ */

/* How long nothing will happen but for answers. */
static long
idle_ms(const struct flow *f)
{
	int64_t now = flow_ticks(f), next = now + TICK_MS, due;
	size_t i;

	if (flow_may_claim(f))
		return 0;
	if (f->flying >= f->window)
		return TICK_MS;
	if (f->pause > now && f->pause < next)
		next = f->pause;
	if (f->next > now && f->next < next)
		next = f->next;
	for (i = 0; i < f->n; i++) {
		due = f->jobs[i]->due;
		if (f->jobs[i]->state == JOB_DUE && due > now && due < next)
			next = due;
	}
	return (long)(next - now);
}

static void
gather(struct flow *f)
{
	struct send_transport *t = f->sender->transport;
	const struct outbox_message *m;
	struct send_answer a;
	long ms = idle_ms(f);
	size_t i;

	if (f->flying == 0 && ms > 0)
		f->sender->clock->sleep(ms);
	while (f->flying > 0 && (m = t->take(t->self, ms, &a)) != NULL) {
		for (i = 0; &f->jobs[i]->m != m; i++)
			;
		f->jobs[i]->answer = a;
		f->jobs[i]->state = JOB_ANSWERED;
		f->flying--;
		f->answered++;
		learn(f, f->jobs[i]);
		ms = 0;
	}
}

static int
settle(struct flow *f, struct job *job, struct er_err *err)
{
	const struct send_answer *a = &job->answer;
	struct outbox_result result = {
		.state = a->state, .message_id = a->message_id,
		.request_id = a->request_id, .code = a->code, .cause = a->cause
	};

	return outbox_settle(f->sender->outbox, &job->m, &result,
	    f->sender->clock->now(), err);
}

static int
settle_all(struct flow *f, struct er_err *err)
{
	int rc = 0;
	size_t i;

	for (i = 0; i < f->n && f->answered > 0 && rc == 0; i++)
		if (f->jobs[i]->state == JOB_ANSWERED)
			rc = settle(f, f->jobs[i], err);
	return rc;
}

/* The transaction is done; what it was about goes on. */
static void
go_on(struct flow *f, struct job *job)
{
	struct send_transport *t = f->sender->transport;

	if (job->state == JOB_ANSWERED) {
		conclude(f, job);
	} else if (job->state == JOB_PASSED) {
		job->state = JOB_OVER;
	} else if (job->state == JOB_CLAIMED) {
		job->state = JOB_FLYING;
		job->started = flow_ticks(f);
		t->start(t->self, &job->m, f->sender->clock->now());
	}
}

/* The transaction failed; what came of a message must be told all the same. */
static void
undo(struct flow *f, struct job *job, const struct er_err *err)
{
	if (job->state == JOB_ANSWERED) {
		send_tell_unwritten(&job->m, &job->answer, err, &job->why);
		job->state = JOB_OVER;
	} else if (job->state == JOB_CLAIMED) {
		job->state = JOB_GONE;
		f->flying--;
	} else if (job->state == JOB_PASSED) {
		job->state = JOB_GONE;
	}
}

static void
take_turn(struct flow *f)
{
	struct er_err err = {0};
	size_t i;
	int rc;

	rc = outbox_begin(f->sender->outbox, &err);
	if (rc == 0) {
		rc = settle_all(f, &err);
		if (rc == 0)
			rc = flow_read_pace(f, &err);
		if (rc == 0)
			rc = flow_claim_all(f, &err);
		if (rc == 0)
			rc = flow_write_pace(f, &err);
		rc = outbox_end(f->sender->outbox, rc, &err);
	}
	f->answered = 0;
	for (i = 0; i < f->n; i++) {
		if (rc == 0)
			go_on(f, f->jobs[i]);
		else
			undo(f, f->jobs[i], &err);
	}
	if (rc != 0) {
		f->stop = true;
		er_fail(&f->err, err.cls, "%s", err.text);
	}
	er_err_free(&err);
}

/* ---- the run ------------------------------------------------------------- */

/* Stopping: what would have been tried again is not. */
static void
give_up(struct job *job)
{
	job->state = job->m.id != NULL ? JOB_OVER : JOB_GONE;
	if (job->state == JOB_GONE)
		return;
	if (job->m.state == OUTBOX_SENDING)
		send_tell_state(&job->m, &job->why);
	else
		send_tell_answer(&job->m, &job->answer, &job->why);
}

static void
free_job(struct job *job)
{
	outbox_message_free(&job->m);
	send_answer_free(&job->answer);
	er_err_free(&job->why);
	free(job);
}

/* Tells of what is over. */
static void
clear(struct flow *f)
{
	struct job *job;
	size_t i = 0;

	while (i < f->n) {
		job = f->jobs[i];
		if (job->state == JOB_DUE && flow_is_stopping(f))
			give_up(job);
		if (job->state == JOB_OVER)
			f->over(f->closure, &job->m, job->sent, &job->why);
		if (job->state == JOB_OVER || job->state == JOB_GONE) {
			free_job(job);
			f->jobs[i] = f->jobs[--f->n];
		} else {
			i++;
		}
	}
}

void
flow_run(struct flow *f)
{
	while (f->n > 0 || (!f->ended && !flow_is_stopping(f))) {
		gather(f);
		if (f->answered > 0 || flow_may_claim(f))
			take_turn(f);
		clear(f);
		if (f->turned != NULL)
			f->turned(f->closure, f->flying);
	}
}
