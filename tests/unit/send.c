/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery with a transport that is a table of answers and a clock that only
 * moves when somebody sleeps. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "send/send-priv.h"
#include "send/send.h"
#include "unit.h"

static char dir[32];
static struct outbox *outbox;
static int64_t time_ms;
static int sleeps;

/* ---- the clock ---------------------------------------------------------- */

static time_t
fake_now(void)
{
	return 1763819000 + (time_t)(time_ms / 1000);
}

static int64_t
fake_ticks(void)
{
	return time_ms;
}

static void
fake_sleep(long ms)
{
	sleeps++;
	time_ms += ms;
}

static double
fake_random(void)
{
	return 0.5;
}

static const struct send_clock fake_clock = {
	fake_now, fake_ticks, fake_sleep, fake_random
};

/* ---- the transport ------------------------------------------------------ */

enum { MOST = 4 };

struct script {
	const struct send_answer *answers;	/* texts are not owned here */
	size_t n, used;
	const struct outbox_message *flying[MOST];
	size_t nflying, most;
	int64_t begun[64];	/* when each try was */
	size_t nbegun;
	size_t stop_at;		/* the answer with which a signal comes */
};

static volatile sig_atomic_t stopped;

static enum outbox_state
state_of(const char *id)
{
	struct outbox_message m;
	enum outbox_state state;

	ck_assert_int_eq(outbox_find(outbox, id, &m, NULL), 0);
	state = m.state;
	outbox_message_free(&m);
	return state;
}

static char *
copy(const char *text)
{
	return text == NULL ? NULL : er_xstrdup(text);
}

static void
fake_start(void *self, const struct outbox_message *m, time_t now)
{
	struct script *script = self;

	(void)now;
	ck_assert_int_eq(m->state, OUTBOX_SENDING);
	ck_assert_int_eq(state_of(m->id), OUTBOX_SENDING);
	ck_assert_uint_lt(script->nflying, MOST);
	ck_assert_uint_lt(script->nbegun, 64);
	script->begun[script->nbegun++] = time_ms;
	script->flying[script->nflying++] = m;
	if (script->nflying > script->most)
		script->most = script->nflying;
}

/* The last one begun is the first to be answered. */
static const struct outbox_message *
fake_take(void *self, long ms, struct send_answer *answer)
{
	struct script *script = self;

	(void)ms;
	if (script->nflying == 0)
		return NULL;
	ck_assert_uint_lt(script->used, script->n);
	*answer = script->answers[script->used++];
	if (script->used == script->stop_at)
		stopped = 1;
	answer->message_id = copy(answer->message_id);
	answer->request_id = copy(answer->request_id);
	answer->cause = copy(answer->cause);
	answer->remedy = copy(answer->remedy);
	return script->flying[--script->nflying];
}

static struct send_answer accepted = {
	.state = OUTBOX_ACCEPTED, .message_id = (char *)"M-1"
};
static struct send_answer throttled = {
	.state = OUTBOX_WAITING, .throttled = true, .general = true,
	.cause = (char *)"Maximum sending rate exceeded"
};

static char fake_name[] = "fake";

static int
submit(struct script *script, const char *key, const char *body,
    const char *resend, enum send_told *told, struct outbox_message *m,
    struct er_err *err)
{
	struct send_transport transport = {
		.name = fake_name, .self = script, .most = MOST,
		.start = fake_start, .take = fake_take
	};
	struct sender sender = {
		.outbox = outbox, .transport = script != NULL ?
		&transport : NULL, .clock = &fake_clock,
		.patience = 60000
	};
	struct send_mail mail = {
		.content = { .p = body, .n = strlen(body) },
		.given = { .p = body, .n = strlen(body) },
		.key = (char *)(uintptr_t)key
	};
	char to[] = "a@x.example", *list[] = { to };

	mail.envelope.to.list = list;
	mail.envelope.to.n = 1;
	return send_submit(&sender, &mail, resend, NULL, told, m, err);
}

static void
setup(void)
{
	char *path;

	snprintf(dir, sizeof dir, "/tmp/er-send.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = er_path_join(dir, "outbox.db");
	outbox = outbox_open(path, NULL);
	ck_assert_ptr_nonnull(outbox);
	free(path);
	time_ms = 0;
	sleeps = 0;
}

static void
teardown(void)
{
	char *command = er_xasprintf("rm -rf '%s'", dir);

	outbox_close(outbox);
	ck_assert_int_eq(system(command), 0);
	free(command);
}

/* ---- delivery ----------------------------------------------------------- */

START_TEST(accepted_is_accepted_once)
{
	struct script script = { .answers = &accepted, .n = 1 };
	struct outbox_message m = {0};
	enum send_told told;

	ck_assert_int_eq(submit(&script, "k", "\r\nb", NULL, &told, &m, NULL),
	    0);
	ck_assert_int_eq(told, SEND_ACCEPTED);
	ck_assert_str_eq(m.message_id, "M-1");
	outbox_message_free(&m);
	ck_assert_int_eq(submit(&script, "k", "\r\nb", NULL, &told, &m, NULL),
	    0);
	ck_assert_int_eq(told, SEND_ALREADY);
	ck_assert_str_eq(m.message_id, "M-1");
	ck_assert_uint_eq(script.used, 1);
	outbox_message_free(&m);
}
END_TEST

START_TEST(another_message_under_the_key_is_refused_until_resend)
{
	struct send_answer answers[] = { accepted, accepted };
	struct script script = { .answers = answers, .n = 2 };
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;

	submit(&script, "k", "\r\nb", NULL, &told, &m, NULL);
	outbox_message_free(&m);
	ck_assert_int_ne(submit(&script, "k", "\r\nc", NULL, &told, &m, &err),
	    0);
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_ptr_nonnull(strstr(err.text, "--resend"));
	er_err_free(&err);
	outbox_message_free(&m);
	ck_assert_uint_eq(script.used, 1);
	ck_assert_int_eq(submit(&script, "k", "\r\nc", "mended", &told, &m,
	    NULL), 0);
	ck_assert_uint_eq(script.used, 2);
	outbox_message_free(&m);
}
END_TEST

START_TEST(throttled_is_tried_again)
{
	struct send_answer answers[] = { throttled, throttled, accepted };
	struct script script = { .answers = answers, .n = 3 };
	struct outbox_message m = {0};
	enum send_told told;

	ck_assert_int_eq(submit(&script, NULL, "\r\nb", NULL, &told, &m, NULL),
	    0);
	ck_assert_int_eq(time_ms, 500 + 1000);
	ck_assert_int_eq(m.attempt, 3);
	outbox_message_free(&m);
}
END_TEST

START_TEST(at_the_deadline_it_waits_in_the_outbox)
{
	struct send_answer answers[40];
	struct script script = { .answers = answers, .n = 40 };
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;
	size_t i;

	for (i = 0; i < 40; i++)
		answers[i] = throttled;
	ck_assert_int_ne(submit(&script, NULL, "\r\nb", NULL, &told, &m, &err),
	    0);
	ck_assert_int_eq(err.cls, ER_TEMP);
	ck_assert_int_lt(time_ms, 60000);
	ck_assert_uint_gt(script.used, 5);
	ck_assert_int_eq(state_of(m.id), OUTBOX_WAITING);
	er_err_free(&err);
	outbox_message_free(&m);
}
END_TEST

START_TEST(what_is_pointless_now_is_not_tried_again)
{
	struct send_answer quota = {
		.state = OUTBOX_WAITING, .no_retry = true,
		.cause = (char *)"Daily message quota exceeded"
	};
	struct script script = { .answers = &quota, .n = 1 };
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;

	ck_assert_int_ne(submit(&script, NULL, "\r\nb", NULL, &told, &m, &err),
	    0);
	ck_assert_int_eq(err.cls, ER_TEMP);
	ck_assert_int_eq(sleeps, 0);
	er_err_free(&err);
	outbox_message_free(&m);
}
END_TEST

START_TEST(doubt_is_never_tried_again)
{
	struct send_answer doubt = {
		.state = OUTBOX_IN_DOUBT, .cause = (char *)"no answer"
	};
	struct script script = { .answers = &doubt, .n = 1 };
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;
	int i;

	for (i = 0; i < 2; i++) {
		ck_assert_int_ne(submit(&script, "k", "\r\nb", NULL, &told, &m,
		    &err), 0);
		ck_assert_int_eq(err.cls, ER_DOUBT);
		ck_assert_int_eq(state_of(m.id), OUTBOX_IN_DOUBT);
		er_err_free(&err);
		outbox_message_free(&m);
	}
	ck_assert_uint_eq(script.used, 1);
}
END_TEST

START_TEST(a_refusal_has_cause_remedy_and_class_and_may_be_mended)
{
	struct send_answer answers[] = {
		{ .state = OUTBOX_REFUSED, .cls = ER_CONFIG,
		    .cause = (char *)"not verified", .remedy =
		    (char *)"verify it", .request_id = (char *)"R-1" },
		accepted
	};
	struct script script = { .answers = answers, .n = 2 };
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;

	ck_assert_int_ne(submit(&script, "k", "\r\nb", NULL, &told, &m, &err),
	    0);
	ck_assert_int_eq(err.cls, ER_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "not verified"));
	ck_assert_ptr_nonnull(strstr(err.text, "verify it"));
	ck_assert_ptr_nonnull(strstr(err.text, "R-1"));
	ck_assert_int_eq(state_of(m.id), OUTBOX_REFUSED);
	er_err_free(&err);
	outbox_message_free(&m);
	ck_assert_int_eq(submit(&script, "k", "\r\nb", NULL, &told, &m, NULL),
	    0);
	ck_assert_int_eq(told, SEND_ACCEPTED);
	outbox_message_free(&m);
}
END_TEST

static void
count_flushed(void *closure, const struct outbox_message *m,
    struct er_err *err)
{
	int *counts = closure;

	(void)m;
	counts[err == NULL ? 0 : 1]++;
}

START_TEST(flush_sends_what_waits_and_tells_the_worst)
{
	struct send_answer answers[] = {
		accepted,
		{ .state = OUTBOX_REFUSED, .cls = ER_DATA },
		{ .state = OUTBOX_IN_DOUBT },
		{ .state = OUTBOX_WAITING, .no_retry = true },
	};
	struct script script = { .answers = answers, .n = 4 };
	struct send_transport transport = {
		.name = fake_name, .self = &script, .most = MOST,
		.start = fake_start, .take = fake_take
	};
	struct sender sender = {
		.outbox = outbox, .transport = &transport,
		.clock = &fake_clock, .patience = 60000
	};
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;
	struct send_progress progress;
	int i, counts[2] = {0};

	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(submit(NULL, NULL, "\r\nb", NULL, &told, &m,
		    NULL), 0);
		ck_assert_int_eq(told, SEND_QUEUED);
		outbox_message_free(&m);
	}
	ck_assert_int_eq(send_flush(&sender, NULL, count_flushed, counts,
	    &progress, &err),
	    ER_DOUBT);
	ck_assert_int_eq(err.cls, ER_NONE);
	ck_assert_int_eq(counts[0], 1);
	ck_assert_int_eq(counts[1], 3);
	/* only the one that waits is left */
	script = (struct script){ .answers = &accepted, .n = 1 };
	ck_assert_int_eq(send_flush(&sender, NULL, count_flushed, counts,
	    &progress, &err),
	    ER_NONE);
	ck_assert_uint_eq(script.used, 1);
}
END_TEST

START_TEST(flush_keeps_to_the_allowed_recipients)
{
	struct script script = { .answers = &accepted, .n = 1 };
	struct send_transport transport = {
		.name = fake_name, .self = &script, .most = MOST,
		.start = fake_start, .take = fake_take
	};
	struct sender sender = {
		.outbox = outbox, .transport = &transport,
		.clock = &fake_clock, .patience = 60000
	};
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;
	struct send_progress progress;
	int counts[2] = {0};

	submit(NULL, NULL, "\r\nb", NULL, &told, &m, NULL);
	ck_assert_int_eq(send_flush(&sender, "@other.example", count_flushed,
	    counts, &progress, &err), ER_NOPERM);
	ck_assert_uint_eq(script.used, 0);
	ck_assert_int_eq(state_of(m.id), OUTBOX_QUEUED);
	outbox_message_free(&m);
}
END_TEST

/* ---- many at once -------------------------------------------------------- */

enum { MANY = 10 };

/* Flushes MANY messages against the script; counts: accepted, not. */
static enum er_class
flush_many(struct script *script, int counts[2], struct send_progress *p)
{
	struct send_transport transport = {
		.name = fake_name, .self = script, .most = MOST,
		.start = fake_start, .take = fake_take
	};
	struct sender sender = {
		.outbox = outbox, .transport = &transport,
		.clock = &fake_clock, .patience = 60000, .stop = &stopped
	};
	struct outbox_message m = {0};
	struct er_err err = {0};
	enum send_told told;
	enum er_class cls;
	int i;

	for (i = 0; i < MANY; i++) {
		submit(NULL, NULL, "\r\nb", NULL, &told, &m, NULL);
		outbox_message_free(&m);
	}
	stopped = 0;
	counts[0] = counts[1] = 0;
	cls = send_flush(&sender, NULL, count_flushed, counts, p, &err);
	ck_assert_int_eq(err.cls, ER_NONE);
	ck_assert_uint_eq(script->nflying, 0);
	return cls;
}

static void
fill(struct send_answer *answers, size_t n, struct send_answer with)
{
	while (n > 0)
		answers[--n] = with;
}

static int64_t
count_to_be_sent(void)
{
	int64_t n;

	ck_assert_int_eq(outbox_count(outbox, false, &n, NULL), 0);
	return n;
}

START_TEST(flush_has_several_on_their_way)
{
	struct send_answer answers[MANY];
	struct script script = { .answers = answers, .n = MANY };
	struct send_progress p;
	int counts[2];

	fill(answers, MANY, accepted);
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_NONE);
	ck_assert_int_eq(counts[0], MANY);
	ck_assert_uint_eq(script.most, MOST);
	ck_assert_int_eq(p.total, MANY);
	ck_assert_int_eq(p.done, MANY);
	ck_assert_int_eq(p.left, 0);
}
END_TEST

START_TEST(one_that_waits_holds_up_no_other)
{
	struct send_answer answers[MANY + 1];
	struct script script = { .answers = answers, .n = MANY + 1 };
	struct send_progress p;
	int counts[2];

	fill(answers, MANY + 1, accepted);
	answers[0] = (struct send_answer){
		.state = OUTBOX_WAITING, .retry_after_ms = 5000
	};
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_NONE);
	ck_assert_int_eq(counts[0], MANY);
	ck_assert_uint_eq(script.nbegun, MANY + 1);
	ck_assert_int_eq(script.begun[MANY - 1], 0);
	ck_assert_int_eq(script.begun[MANY], 5000);
}
END_TEST

/* The pause counts for all, and then fewer go at once; but four refused
 * together are one sign, not four. */
START_TEST(throttled_slows_all)
{
	struct send_answer answers[MANY + 4];
	struct script script = { .answers = answers, .n = MANY + 4 };
	struct send_progress p;
	int counts[2];

	fill(answers, MANY + 4, accepted);
	fill(answers, 4, throttled);
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_NONE);
	ck_assert_int_eq(counts[0], MANY);
	ck_assert_int_eq(script.begun[3], 0);
	ck_assert_int_eq(script.begun[4], 500);	/* half of a second */
	ck_assert_int_eq(time_ms, 500);
	ck_assert_uint_eq(script.most, MOST);
}
END_TEST

START_TEST(nobody_there_ends_the_flush_and_leaves_the_rest)
{
	struct send_answer answers[64];
	struct script script = { .answers = answers, .n = 64 };
	struct send_progress p;
	int counts[2];

	fill(answers, 64, (struct send_answer){ .state = OUTBOX_WAITING,
	    .general = true, .cause = (char *)"nobody there" });
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_TEMP);
	ck_assert_int_eq(counts[0], 0);
	ck_assert_int_ge(counts[1], 1);
	ck_assert_int_le(counts[1], MOST);
	ck_assert_int_eq(p.left, MANY);
	ck_assert_int_eq(count_to_be_sent(), MANY);
	ck_assert_int_gt(time_ms, 20000);
	ck_assert_int_le(time_ms, 80000);
}
END_TEST

START_TEST(doubt_upon_doubt_ends_the_flush)
{
	struct send_answer answers[64];
	struct script script = { .answers = answers, .n = 64 };
	struct send_progress p;
	int counts[2];

	fill(answers, 64, (struct send_answer){ .state = OUTBOX_IN_DOUBT });
	fill(answers, 1, accepted);
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_DOUBT);
	ck_assert_int_eq(counts[0], 1);
	ck_assert_int_eq(counts[1], MANY - 1);
	ck_assert_int_gt(time_ms, 3000);	/* ever more slowly */
}
END_TEST

START_TEST(keys_that_are_refused_do_not_refuse_all)
{
	struct send_answer answers[64];
	struct script script = { .answers = answers, .n = 64 };
	struct send_progress p;
	int counts[2];

	fill(answers, 64, (struct send_answer){
	    .state = OUTBOX_REFUSED, .cls = ER_NOPERM });
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_NOPERM);
	ck_assert_int_lt(counts[1], MANY + 1);
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_NOPERM);
	ck_assert_int_le(counts[1], 8 + MOST);
	ck_assert_int_eq(count_to_be_sent(), p.left);
	ck_assert_int_gt(p.left, 0);
}
END_TEST

START_TEST(told_to_stop_it_finishes_what_is_on_its_way)
{
	struct send_answer answers[MANY];
	struct script script = {
		.answers = answers, .n = MANY, .stop_at = 2
	};
	struct send_progress p;
	int counts[2];

	fill(answers, MANY, accepted);
	ck_assert_int_eq(flush_many(&script, counts, &p), ER_TEMP);
	ck_assert_int_eq(counts[0], MOST);
	ck_assert_int_eq(counts[1], 0);
	ck_assert_int_eq(p.left, MANY - MOST);
	ck_assert_int_eq(count_to_be_sent(), MANY - MOST);
}
END_TEST

/* ---- parts -------------------------------------------------------------- */

START_TEST(retry_delay_is_bounded_and_keeps_to_the_hint)
{
	struct send_answer a = {0};

	ck_assert_int_eq(send_retry_delay(&a, 1, 0.0), 0);
	ck_assert_int_lt(send_retry_delay(&a, 1, 0.999), 100);
	ck_assert_int_lt(send_retry_delay(&a, 4, 0.999), 800);
	ck_assert_int_le(send_retry_delay(&a, 1000000, 0.999), 20000);
	a.throttled = true;
	ck_assert_int_eq(send_retry_delay(&a, 2, 0.5), 1000);
	a.retry_after_ms = 5000;
	ck_assert_int_eq(send_retry_delay(&a, 2, 0.5), 5000);
	a.retry_after_ms = 9000000;
	ck_assert_int_eq(send_retry_delay(&a, 1, 0.5), 30000);
}
END_TEST

START_TEST(the_pace_is_kept_with_a_small_bucket)
{
	struct outbox_pace p = {0};
	int64_t now = 1000000, begun = 0, until = now + 10000;

	/* twenty a second for ten seconds, and the bucket's two at once */
	for (; now < until; now += send_pace_wait(&p, 20000, now))
		while (now < until && send_pace_wait(&p, 20000, now) == 0) {
			send_pace_spend(&p, 20000, 1, now);
			begun++;
		}
	ck_assert_int_ge(begun, 200);
	ck_assert_int_le(begun, 203);

	/* below ten a second nothing is saved up */
	p = (struct outbox_pace){0};
	send_pace_spend(&p, 1000, 1, now);
	ck_assert_int_eq(send_pace_wait(&p, 1000, now), 1000);
	send_pace_spend(&p, 1000, 50, now);
	ck_assert_int_eq(send_pace_wait(&p, 1000, now), 51000);

	/* without a rate only what another said counts */
	p = (struct outbox_pace){0};
	send_pace_spend(&p, 0, 50, now);
	ck_assert_int_eq(send_pace_wait(&p, 0, now), 0);
	send_pace_stop(&p, now + 300, now);
	ck_assert_int_eq(send_pace_wait(&p, 0, now), 300);
	send_pace_stop(&p, now + 200, now);
	ck_assert_int_eq(send_pace_wait(&p, 0, now), 300);

	/* the machine was started anew: its clock, too */
	ck_assert_int_eq(send_pace_wait(&p, 0, 5), 0);
	send_pace_spend(&p, 1000, 1, 5);
	ck_assert_int_eq(send_pace_wait(&p, 1000, 5), 1000);
}
END_TEST

static enum er_class
check_allowed(const char *allowed, const char *address)
{
	struct outbox_envelope e = {0};
	struct er_err err = {0};
	enum er_class cls;

	outbox_address_add(&e.audit, address);
	send_check_allowed(allowed, &e, &err);
	cls = err.cls;
	er_err_free(&err);
	outbox_envelope_free(&e);
	return cls;
}

START_TEST(allowed_recipients_fail_closed)
{
	ck_assert_int_eq(check_allowed(NULL, "a@x.example"), ER_NONE);
	ck_assert_int_eq(check_allowed("a@x.example", "a@X.EXAMPLE"), ER_NONE);
	ck_assert_int_eq(check_allowed(" b@y.example,@x.example ",
	    "a@x.example"), ER_NONE);
	ck_assert_int_eq(check_allowed("@x.example", "a@sub.x.example"),
	    ER_NOPERM);
	ck_assert_int_eq(check_allowed("@x.example", "a@xx.example"),
	    ER_NOPERM);
	ck_assert_int_eq(check_allowed("a@x.example", "A@x.example"),
	    ER_NOPERM);
	ck_assert_int_eq(check_allowed("a@x.example", "a@x.exampl"),
	    ER_NOPERM);
	ck_assert_int_eq(check_allowed("", "a@x.example"), ER_CONFIG);
	ck_assert_int_eq(check_allowed(" , ", "a@x.example"), ER_CONFIG);
	ck_assert_int_eq(check_allowed("@x.example, everybody", "a@x.example"),
	    ER_CONFIG);
	ck_assert_int_eq(check_allowed("@", "a@x.example"), ER_CONFIG);
}
END_TEST

START_TEST(field_is_found_in_the_header_only)
{
	static const char text[] = "A: 1\r\nMessage-Id:\r\n <x@y>\r\n"
	    "Dated: no\r\n\r\nDate: body\r\n";
	size_t n = strlen(text);

	ck_assert(er_slice_is(send_field(text, n, "Message-ID"), "<x@y>"));
	ck_assert(er_slice_is(send_field(text, n, "a"), "1"));
	ck_assert_ptr_null(send_field(text, n, "Date").p);
	ck_assert_ptr_null(send_field("", 0, "Date").p);
}
END_TEST

START_TEST(maildir_delivers_the_same_message_once)
{
	char *box = er_path_join(dir, "Maildir"), *name, *id = NULL;
	struct send_transport transport;
	struct send_answer a = {0};
	struct outbox_message m = {
		.id = (char *)"0123456789abcdef", .created = 1763819000,
		.sender = (char *)"me@x.example",
		.bytes = (char *)"Subject: s\r\n\r\nbody\r\n", .n = 20
	};
	struct er_file file;
	int i;

	name = er_xasprintf("maildir:%s", box);
	ck_assert_int_eq(send_transport_open(name, NULL, NULL, &transport,
	    NULL), 0);
	for (i = 0; i < 2; i++) {
		transport.start(transport.self, &m, 1763819001);
		ck_assert_ptr_eq(transport.take(transport.self, 0, &a), &m);
		ck_assert_int_eq(a.state, OUTBOX_ACCEPTED);
		ck_assert_str_eq(a.message_id, "0123456789abcdef@x.example");
		send_answer_free(&a);
	}
	free(name);
	name = er_path_join(box, "new/1763819000.0123456789abcdef.er-sesmail");
	ck_assert_int_eq(er_file_open(name, 0, &file, NULL), 0);
	ck_assert(er_slice_is((struct er_slice){ file.p, file.n },
	    "Return-Path: <me@x.example>\n"
	    "Date: Sat, 22 Nov 2025 13:43:21 +0000\n"
	    "Message-ID: <0123456789abcdef@x.example>\n"
	    "Subject: s\n\nbody\n"));
	er_file_close(&file);

	/* a mail reader has moved it */
	free(id);
	id = er_path_join(box,
	    "cur/1763819000.0123456789abcdef.er-sesmail:2,S");
	ck_assert_int_eq(rename(name, id), 0);
	free(id);
	ck_assert(transport.find(transport.self, &m, &id));
	ck_assert_str_eq(id, "0123456789abcdef@x.example");
	send_transport_close(&transport);
	free(id);
	free(name);
	free(box);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("send");
	TCase *t = tcase_create("send");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, accepted_is_accepted_once);
	tcase_add_test(t,
	    another_message_under_the_key_is_refused_until_resend);
	tcase_add_test(t, throttled_is_tried_again);
	tcase_add_test(t, at_the_deadline_it_waits_in_the_outbox);
	tcase_add_test(t, what_is_pointless_now_is_not_tried_again);
	tcase_add_test(t, doubt_is_never_tried_again);
	tcase_add_test(t,
	    a_refusal_has_cause_remedy_and_class_and_may_be_mended);
	tcase_add_test(t, flush_sends_what_waits_and_tells_the_worst);
	tcase_add_test(t, flush_keeps_to_the_allowed_recipients);
	tcase_add_test(t, flush_has_several_on_their_way);
	tcase_add_test(t, one_that_waits_holds_up_no_other);
	tcase_add_test(t, throttled_slows_all);
	tcase_add_test(t, nobody_there_ends_the_flush_and_leaves_the_rest);
	tcase_add_test(t, doubt_upon_doubt_ends_the_flush);
	tcase_add_test(t, keys_that_are_refused_do_not_refuse_all);
	tcase_add_test(t, told_to_stop_it_finishes_what_is_on_its_way);
	tcase_add_test(t, retry_delay_is_bounded_and_keeps_to_the_hint);
	tcase_add_test(t, the_pace_is_kept_with_a_small_bucket);
	tcase_add_test(t, allowed_recipients_fail_closed);
	tcase_add_test(t, field_is_found_in_the_header_only);
	tcase_add_test(t, maildir_delivers_the_same_message_once);
	suite_add_tcase(s, t);
	return unit_run(s);
}
