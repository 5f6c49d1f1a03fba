/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of a run, shared by online.c and questions.c. */
#ifndef ENV_ONLINE_PRIV_H
#define ENV_ONLINE_PRIV_H

#include "env/env-priv.h"
#include "env/online.h"

/* A question, asked once, and its answer. */
struct question {
	struct aws_ask ask;	/* first: the client gives it back */
	char *name;		/* or NULL */
	struct aws_reply reply;
	enum { QUESTION_NEW, QUESTION_ASKED, QUESTION_DONE } state;
	int tries;
	struct question *next;
};

struct questions {
	struct question *first, **last;
	size_t busy;		/* on their way */
	size_t width;		/* at once */
	int later;		/* times that AWS put one off */
};

/* The question, which is there once; name is copied. */
struct question *questions_add(struct questions *all,
    enum aws_question question, const char *name);
/* Asks all that were not asked, and waits for their answers; what AWS puts off
 * is tried again. */
void questions_run(struct questions *all, struct aws_client *client,
    time_t now);
/* The same in two steps, for several clients at once: all are begun, and one
 * answer is taken, for which it waits up to ms. */
void questions_start(struct questions *all, struct aws_client *client,
    time_t now);
void questions_take(struct questions *all, struct aws_client *client,
    long ms);
void questions_free(struct questions *all);

/* ---- a run (online.c, identities.c, elsewhere.c) --------------------------------------- */

struct online_run {
	const struct env_online *settings;
	struct aws_client *client;
	struct questions questions;
	struct env_facts *facts;
	struct er_diags *diags;
	const char *region;
	bool sandbox, unanswered;
	bool forbidden[AWS_ASK_SET + 1];	/* that was said */
};

void online_problem(struct online_run *run, enum env_rule rule,
    enum er_severity severity, const char *fmt, ...) ER_PRINTF(4, 5);
/* The setting, or NULL where it is empty. */
const char *online_setting(const struct online_run *run, const char *name);
/* Whether there is an answer, be it that it is not there; what else it is gets
 * said once. */
bool online_is_answered(struct online_run *run, const struct question *q);

/* Asks for what may stand for an address: itself, and each domain above. */
void online_ask_identities(struct questions *all, const char *address);
/* And for the address in small letters, as which it may have been verified. */
void online_ask_sender(struct questions *all, const char *address);
/* The nearest of those that is verified, or NULL; *known: all were answered. */
const struct question *online_identity(struct online_run *run,
    const char *address, bool *known);
/* The other regions where one of them is verified, with commas; owned. */
char *online_elsewhere(struct online_run *run, const char *address);
void online_check_sender(struct online_run *run, const char *address);

#endif
