/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of er-sesmail, and of the programs it stands in for. */
#ifndef ER_SESMAIL_H
#define ER_SESMAIL_H

#include <signal.h>

#include "base/base.h"
#include "send/send.h"

enum sesmail_action {
	SEND, DRY_RUN, QUEUE, FLUSH, LIST, SHOW, LOG, VERIFY_LOG, ROTATE_LOG,
	HOLD, RELEASE, DROP, RECONCILE,
	NEW_ALIASES		/* newaliases: there is nothing to do */
};

struct sesmail_options {
	struct er_choice action;	/* a value of enum sesmail_action */
	struct send_settings settings;
	struct send_place place;
	struct er_words cc, bcc, headers, attach, encrypt, tags, modes, ignored;
	const char *resend;
	/* Called as sendmail, mailq or newaliases: success is silent, and a
	 * list shows only what is not settled. */
	bool sendmail;
	bool at_least_once, verbose, ignored_flag, help, version;
};

/* 0, or 64 when it has said what is wrong. What help and version ask for is
 * still to be done. sesmail_options_free() is due in any case. */
int sesmail_options_read(int argc, char *argv[],
    struct sesmail_options *options);
void sesmail_options_help(void);
void sesmail_options_free(struct sesmail_options *options);

/* ---- er-sesmail-flush.c -------------------------------------------------- */

/* From now on a signal to end sets what this points to. */
const volatile sig_atomic_t *sesmail_stop(void);
/* Prints ids and reports failures: what became of a message. */
void sesmail_told(void *closure, const struct outbox_message *message,
    struct er_err *err);
/* Says that a message is tried again. */
void sesmail_waits(const struct outbox_message *message,
    const struct send_answer *answer);
/* Sends what waits; returns the exit status, or err is filled. */
int sesmail_flush(const struct sesmail_options *options, struct sender *sender,
    struct er_err *err);

#endif
