/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEND_SEND_PRIV_H
#define SEND_SEND_PRIV_H

#include "mail/mail.h"
#include "send/send.h"

/* ---- settings.c --------------------------------------------------------- */

/* The value of a variable; an empty one is as good as none: NULL. */
const char *send_value(aws_lookup *lookup, void *closure, const char *name);

/* ---- compose.c ---------------------------------------------------------- */

/* Fills bytes, sender, subject and the recipients of mail but the audit copy;
 * *report_id is owned, or NULL. all collects every recipient once. */
int send_compose_body(const struct send_settings *settings, const char *input,
    size_t n, struct send_mail *mail, struct mail_list *all, char **report_id,
    struct er_err *err);
int send_compose_whole(const struct send_settings *settings, const char *input,
    size_t n, struct send_mail *mail, struct mail_list *all, char **report_id,
    struct er_err *err);
/* Adds those of list that all does not have yet. */
void send_add_recipients(struct outbox_addresses *to, struct mail_list *all,
    const struct mail_list *list);
/* Reads the value of `what` (an option or variable) as a list of mailboxes. */
int send_parse_list(struct mail_list *list, const char *what,
    const char *value, enum er_class cls, struct er_err *err);

/* ---- attach.c ----------------------------------------------------------- */

/* The files of settings->attach; send_files_close() is due after a failure
 * too. ER_NOINPUT, ER_IO, ER_DATA (too large), ER_USAGE. */
struct send_files {
	struct er_file *files;
	struct mail_attachment *list;
	size_t n;
};

struct send_parts {
	struct mail_rope rope;
	struct send_files files;
};

int send_attach(const struct send_settings *settings,
    struct send_files *files, struct er_err *err);
void send_files_close(struct send_files *files);
void send_parts_free(struct send_parts *parts);

/* ---- protect.c ---------------------------------------------------------- */

/* Signs and encrypts mail->content as the settings say, held in memory then.
 * ER_CONFIG, ER_NOINPUT, ER_IO; ER_DATA: a recipient who could not read it. */
int send_protect(const struct send_settings *settings, struct send_mail *mail,
    struct er_err *err);

/* ---- extras.c ----------------------------------------------------------- */

/* What SES is asked for besides, for the outbox: owned, or NULL. ER_USAGE. */
int send_extras_make(const struct send_settings *settings, char **extras,
    struct er_err *err);

/* ---- expiry.c ----------------------------------------------------------- */

/* "2026-11-30" (to its end), "2026-11-30T08:00Z", "2026-11-30T08:00:00Z". */
int send_parse_expiry(const char *text, time_t *when, struct er_err *err);

/* ---- allow.c ------------------------------------------------------------ */

/* allowed NULL: everybody. ER_NOPERM, ER_CONFIG. */
int send_check_allowed(const char *allowed,
    const struct outbox_envelope *envelope, struct er_err *err);

/* ---- verdict.c ---------------------------------------------------------- */

/* For a message that cannot be claimed, by its state. 1: it is accepted; else
 * -1 with what to do in err. */
int send_tell_state(const struct outbox_message *message, struct er_err *err);
/* For an answer that is no acceptance. */
void send_tell_answer(const struct outbox_message *message,
    const struct send_answer *answer, struct er_err *err);
/* For an answer that could not be written to the outbox; why says so. */
void send_tell_unwritten(const struct outbox_message *message,
    const struct send_answer *answer, const struct er_err *why,
    struct er_err *err);

/* ---- flow.c, claim.c, pace.c --------------------------------------------- */

enum job_state {
	JOB_DUE,		/* to be claimed when its time comes */
	JOB_CLAIMED,		/* in the transaction that is open */
	JOB_FLYING,
	JOB_ANSWERED,
	JOB_PASSED,		/* not to be had, says the same transaction */
	JOB_OVER,		/* to be told of */
	JOB_GONE		/* not */
};

struct job {
	struct outbox_message m;	/* first: the transport gives it back */
	struct flow *flow;
	enum job_state state;
	int64_t seq;
	int64_t begun;		/* ticks: when it was taken in hand */
	int64_t started;	/* when the last try was */
	int64_t due;		/* when the next one is */
	int tries;
	struct send_answer answer;	/* to the last try */
	bool sent;		/* accepted, and by us */
	struct er_err why;	/* why it was not */
};

/* Messages on their way. Filled by flow_init(), but for the last lines. */
struct flow {
	struct sender *sender;
	const char *allowed;
	struct job **jobs;
	size_t n, cap;
	size_t flying, answered;
	size_t most, window;	/* at once: at best, and now */
	int64_t after;		/* the last number that was looked at */
	int64_t good;		/* ticks of the last good answer */
	int64_t slowed, pause;	/* since when and until when all wait */
	struct send_limits limits;	/* of the account, if asked */
	struct outbox_pace pace;	/* in the transaction that is open */
	bool paced;		/* which has to write it */
	int64_t rate;		/* in force; 0: none */
	int64_t next;		/* ticks: its rate allows nothing before */
	int64_t hold;		/* ticks: throttled, all processes wait */
	int failures;		/* of the transport, in a row */
	int denied;		/* refusals without permission, in a row */
	bool stop;
	struct er_err err;	/* a failure of the outbox, which ends it */

	bool ended;		/* no more are looked for; false: all are */
	/* What came of a message. sent: this run has sent it; else it was
	 * another or why tells. What is moved out is to be emptied. */
	void (*over)(void *closure, struct outbox_message *message, bool sent,
	    struct er_err *why);
	/* After each turn; NULL: nobody cares. */
	void (*turned)(void *closure, size_t flying);
	void *closure;
};

/* flow.c */
void flow_init(struct flow *flow, struct sender *sender, const char *allowed);
void flow_add(struct flow *flow, int64_t seq);
void flow_run(struct flow *flow);
void flow_free(struct flow *flow);
int64_t flow_ticks(const struct flow *flow);
bool flow_is_stopping(const struct flow *flow);
int64_t flow_cost(const struct outbox_message *message);

/* claim.c: is there anything that might be begun now; and, in a transaction,
 * all that is to be. */
bool flow_may_claim(const struct flow *flow);
int flow_claim_all(struct flow *flow, struct er_err *err);

/* pace.c: in a transaction, before and after all claims; whether the rate
 * allows one now; that one was made. */
int flow_read_pace(struct flow *flow, struct er_err *err);
int flow_write_pace(struct flow *flow, struct er_err *err);
bool flow_is_in_time(struct flow *flow);
void flow_spend(struct flow *flow, const struct outbox_message *message);
/* The bucket itself. rate: thousandths of a recipient a second, 0: none. Times
 * are ticks. How long nothing may begin, in ms. */
long send_pace_wait(const struct outbox_pace *pace, int64_t rate, int64_t now);
/* A message to so many recipients begins. */
void send_pace_spend(struct outbox_pace *pace, int64_t rate, size_t cost,
    int64_t now);
/* Nothing begins before. */
void send_pace_stop(struct outbox_pace *pace, int64_t until, int64_t now);

/* ---- wire.c ------------------------------------------------------------- */

/* The value of a message's first header field of that name, trimmed, folds left
 * in; p is NULL when there is none. */
struct er_slice send_field(const char *bytes, size_t n, const char *name);

/* All of it; nothing where it cannot be read. */
void send_add_content(struct er_buf *b, const struct er_bytes *bytes);

/* ---- the transports ----------------------------------------------------- */

int send_ses_open(const char *rest, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err);
int send_maildir_open(const char *dir, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err);
int send_smtp_open(const char *rest, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err);
int send_smtps_open(const char *rest, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err);
/* The same of a Maildir without making anything: only for find(). */
bool send_maildir_find(const char *dir, const struct outbox_message *message,
    char **message_id);

#endif
