/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen and heard while messages are on their way. */
#include "config.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "er-sesmail.h"

/* ---- a word to stop ------------------------------------------------------ */

static volatile sig_atomic_t stopped;

static void
stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

/* What is on its way is finished; who cannot wait for that asks twice. What the
 * caller had ignored stays so. */
const volatile sig_atomic_t *
sesmail_stop(void)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	struct sigaction act = {
		.sa_handler = stop, .sa_flags = (int)SA_RESETHAND
	}, old;
	size_t i;

	for (i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(signals[i], &act, NULL);
	return &stopped;
}

/* ---- the line of a terminal ---------------------------------------------- */

enum { LINE_MS = 200 };

static struct {
	size_t shown;		/* bytes that stand there now */
	int64_t since, next;	/* ticks */
} line;

static void
clear_line(void)
{
	if (line.shown == 0)
		return;
	fflush(stdout);
	fprintf(stderr, "\r%*s\r", (int)line.shown, "");
	line.shown = 0;
}

static void
show_line(const struct send_progress *p)
{
	int64_t now = send_system_clock.ticks();
	struct er_buf b = {0};

	if (line.since == 0)
		line.since = now;
	if (now < line.next || now == line.since)
		return;
	line.next = now + LINE_MS;
	/* TRANSLATORS: all are numbers of messages; the line must be short */
	er_buf_addf(&b, _("%lld of %lld done, %lld on their way, "
	    "%lld a second"), (long long)p->done, (long long)p->total,
	    (long long)p->flying,
	    (long long)(p->done * 1000 / (now - line.since)));
	if (p->rate > 0)
		er_buf_addf(&b, _(" (at most %lld)"), (long long)p->rate);
	clear_line();
	fprintf(stderr, "%s", b.p);
	line.shown = b.n;
	er_buf_free(&b);
}

/* ---- what became of them ------------------------------------------------- */

void
sesmail_told(void *closure, const struct outbox_message *m, struct er_err *err)
{
	(void)closure;
	clear_line();
	if (err != NULL)
		er_report(err);
	else if (m->message_id != NULL)
		printf("%s\n", m->message_id);
}

/* Up to a minute of silence would look like a hang. */
void
sesmail_waits(const struct outbox_message *m, const struct send_answer *answer)
{
	const char *cause = answer->cause != NULL ? answer->cause : "?";

	clear_line();
	if (answer->state == OUTBOX_IN_DOUBT)
		er_warn(_("message %s is in doubt and is sent again: %s"),
		    m->id, cause);
	else
		er_warn(_("message %s was not sent yet and is tried again: "
		    "%s"), m->id, cause);
}

/* Each turn needs what the one before has freed: giving it back to the kernel
 * in between took a tenth of the time. */
static void
keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
#endif
}

int
sesmail_flush(const struct sesmail_options *o, struct sender *sender,
    struct er_err *err)
{
	struct send_progress p = {0};
	enum er_class cls;

	keep_memory();
	sender->stop = sesmail_stop();
	if (isatty(STDERR_FILENO) != 0)
		sender->progress = show_line;
	cls = send_flush(sender, o->settings.allowed, sesmail_told, NULL, &p,
	    err);
	clear_line();
	if (p.left > 0)
		er_warn(ngettext("%lld message waits in the outbox for the "
		    "next --flush", "%lld messages wait in the outbox for the "
		    "next --flush", (unsigned long)p.left), (long long)p.left);
	return (int)cls;
}
