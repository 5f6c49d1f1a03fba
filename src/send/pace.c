/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bucket that holds one tenth of a second, kept as the time at which it will
 * be full again: that moves on by what each message costs, and while it lies
 * further ahead than the bucket is large, nothing may begin. A message of
 * several recipients costs as many, as SES counts, and may begin when there is
 * room for one.
 */
#include "config.h"

#include "send/send-priv.h"

enum {
	BUCKET_US = 100000,
	FAR_MS = 120000,
	REMEMBERED_S = 24 * 60 * 60	/* what the account said */
};

/* What stands further ahead than any message could cost is from before a
 * restart of the machine, when its clock began anew. */
static int64_t
full_at(const struct outbox_pace *pace, int64_t now)
{
	return pace->next > (now + FAR_MS) * 1000 ? 0 : pace->next;
}

long
send_pace_wait(const struct outbox_pace *pace, int64_t rate, int64_t now)
{
	/* Below ten a second a bucket that holds less than one is none. */
	int64_t bucket = rate > 10000 ? BUCKET_US : 0;
	int64_t wait = full_at(pace, now) - bucket - now * 1000;

	return wait > 0 ? (long)((wait + 999) / 1000) : 0;
}

void
send_pace_spend(struct outbox_pace *pace, int64_t rate, size_t cost,
    int64_t now)
{
	int64_t full = full_at(pace, now);

	if (rate <= 0)
		return;
	if (full < now * 1000)
		full = now * 1000;
	pace->next = full + (int64_t)cost * 1000000000 / rate;
}

void
send_pace_stop(struct outbox_pace *pace, int64_t until, int64_t now)
{
	int64_t full = full_at(pace, now);

	pace->next = full > until * 1000 ? full : until * 1000;
}

/* ---- the pace that all processes keep ------------------------------------ */

static bool
is_paced(const struct flow *f)
{
	return f->sender->rate > 0 || f->sender->transport->limits != NULL;
}

static const char *
lane_of(const struct send_transport *t)
{
	return t->lane != NULL ? t->lane : t->name;
}

/* A rate that was asked for goes before what the account says, now or to a
 * flush before. */
int
flow_read_pace(struct flow *f, struct er_err *err)
{
	const struct sender *s = f->sender;
	time_t now = s->clock->now();

	if (!is_paced(f))
		return 0;
	if (outbox_pace_read(s->outbox, lane_of(s->transport), &f->pace, err)
	    != 0)
		return -1;
	if (f->limits.rate > 0) {
		f->paced |= f->pace.rate != f->limits.rate;
		f->pace.rate = f->limits.rate;
		f->pace.since = now;
	}
	f->rate = s->rate > 0 ? s->rate :
	    now - f->pace.since < REMEMBERED_S ? f->pace.rate : 0;
	if (f->hold > 0) {
		send_pace_stop(&f->pace, f->hold, flow_ticks(f));
		f->hold = 0;
		f->paced = true;
	}
	return 0;
}

int
flow_write_pace(struct flow *f, struct er_err *err)
{
	if (!f->paced)
		return 0;
	f->paced = false;
	return outbox_pace_write(f->sender->outbox,
	    lane_of(f->sender->transport), &f->pace, err);
}

/* Does the rate allow one now? One message alone does not wait for longer than
 * its deadline. */
bool
flow_is_in_time(struct flow *f)
{
	long wait = send_pace_wait(&f->pace, f->rate, flow_ticks(f));

	f->next = flow_ticks(f) + wait;
	if (wait > 0 && f->ended && f->n == 1 &&
	    f->next >= f->jobs[0]->begun + f->sender->patience)
		f->stop = true;
	return wait == 0;
}

/* Its cost, for this process and for the others. */
void
flow_spend(struct flow *f, const struct outbox_message *m)
{
	if (f->limits.left >= 0)
		f->limits.left -= flow_cost(m);
	if (f->rate == 0)
		return;
	send_pace_spend(&f->pace, f->rate, (size_t)flow_cost(m), flow_ticks(f));
	f->paced = true;
}
