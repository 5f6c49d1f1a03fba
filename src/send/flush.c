/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that waits, oldest first. */
#include "config.h"

#include "send/send-priv.h"

struct flush {
	struct sender *sender;
	const struct flow *flow;
	send_flushed *told;
	void *closure;
	struct send_progress progress;
	enum er_class worst;
};

/* Doubt needs a person, a refusal a cure, waiting only time. */
static int
weight(enum er_class cls)
{
	return cls == ER_NONE ? 0 : cls == ER_TEMP ? 1 :
	    cls == ER_DOUBT ? 3 : 2;
}

static void
over(void *closure, struct outbox_message *m, bool sent, struct er_err *why)
{
	struct flush *f = closure;

	f->progress.done++;
	if (weight(why->cls) > weight(f->worst))
		f->worst = why->cls;
	/* Else another flush has sent it, and tells of it. */
	if (sent || why->cls != ER_NONE)
		f->told(f->closure, m, why->cls == ER_NONE ? NULL : why);
}

static void
turned(void *closure, size_t flying)
{
	struct flush *f = closure;

	f->progress.flying = (int64_t)flying;
	f->progress.rate = (f->flow->rate + 999) / 1000;
	if (f->sender->progress != NULL)
		f->sender->progress(&f->progress);
}

/* What was to be sent and is not looked at any more waits. */
static int
count_left(struct flush *f, struct er_err *err)
{
	if (outbox_count(f->sender->outbox, false, &f->progress.left, err) != 0)
		return -1;
	if (f->progress.left > 0 && f->worst == ER_NONE)
		f->worst = ER_TEMP;
	return 0;
}

enum er_class
send_flush(struct sender *sender, const char *allowed, send_flushed *told,
    void *closure, struct send_progress *progress, struct er_err *err)
{
	struct flush all = {
		.sender = sender, .told = told, .closure = closure
	};
	struct flow f;

	if (outbox_count(sender->outbox, sender->at_least_once,
	    &all.progress.total, err) != 0)
		return err->cls;
	flow_init(&f, sender, allowed);
	/* For one message it is not worth the question. */
	if (sender->rate == 0 && all.progress.total > 1 &&
	    sender->transport->limits != NULL)
		sender->transport->limits(sender->transport->self,
		    sender->clock->now(), &f.limits);
	all.flow = &f;
	f.over = over;
	f.turned = turned;
	f.closure = &all;
	f.ended = false;
	flow_run(&f);
	if (f.err.cls != ER_NONE)
		er_fail(err, f.err.cls, "%s", f.err.text);
	else if (!f.ended)
		count_left(&all, err);
	flow_free(&f);
	*progress = all.progress;
	return err->cls != ER_NONE ? err->cls : all.worst;
}
