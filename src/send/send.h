/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what stands on stdin to a message that the outbox calls accepted,
 * refused, waiting or in doubt.
 *
 * send_prepare() reads the input and the settings and makes a message of them,
 * or refuses; nothing is kept yet. send_submit() takes it into the outbox and
 * delivers it; send_flush() delivers what still waits there. A transport is a
 * struct of functions: SES, a Maildir, and in the tests a table of answers.
 */
#ifndef SEND_SEND_H
#define SEND_SEND_H

#include <signal.h>
#include <time.h>

#include "aws/aws.h"
#include "base/base.h"
#include "outbox/outbox.h"

/* ---- the message (settings.c, prepare.c, compose.c, protect.c, allow.c) - */

/* What SES takes in one message (ses-api: recipients of all kinds; bytes). */
enum { SEND_RECIPIENTS_MAX = 50, SEND_BYTES_MAX = 41943040 };

/* Everything borrowed; NULL: not given. The lower half is filled by
 * send_settings_load(). */
struct send_settings {
	bool whole;			/* -t: a message, not a body */
	bool only_given;		/* no recipients from its header */
	bool local_from;		/* its From may be a local user */
	const char *subject;
	const char *const *recipients, *const *cc, *const *bcc;
	size_t nrecipients, ncc, nbcc;
	const char *const *headers;	/* "Name: value" */
	size_t nheaders;
	const char *const *attach;	/* "FILE" or "FILE:TYPE" */
	size_t nattach;
	const char *sign, *sign_key;	/* a certificate, and its key */
	const char *const *encrypt;	/* certificates */
	size_t nencrypt;
	time_t now;			/* when these must hold */
	const char *from;		/* of the command line */
	const char *from_name;		/* for a message without a From */
	const char *key;
	const char *not_after;		/* a day, or a time in UTC */
	const char *configuration_set;	/* else SES_CONFIGURATION_SET */
	const char *const *tags;	/* "NAME=VALUE" */
	size_t ntags;
	const char *list_management;	/* "LIST" or "LIST/TOPIC" */
	const char *tenant, *feedback;

	const char *from_default;	/* SES_FROM */
	const char *audit;		/* SES_BCC */
	const char *reply_to;		/* SES_REPLY_TO */
	const char *allowed;		/* ER_ALLOWED_RECIPIENTS */
};

/* lookup is as in aws.h: the tool passes getenv, a test a table. */
void send_settings_load(struct send_settings *settings, aws_lookup *lookup,
    void *closure);

/* A message fit to be sent; owned, send_mail_free(). */
struct send_mail {
	struct er_bytes content;	/* borrows from these: */
	char *bytes, *sealed;
	struct send_parts *parts;	/* of a message with attachments */
	/* The content before it was signed or encrypted, which is by chance:
	 * by this one is told whether two messages are the same. */
	struct er_bytes given;
	struct outbox_envelope envelope;
	char *sender;			/* the address of From */
	char *subject, *key, *configuration_set, *extras; /* NULL: none */
	time_t not_after;		/* 0: any time will do */
	char *warning;			/* NULL: nothing to be wary of */
};

/*
 * ER_DATA: an empty or cut input, a bad address or header, too many recipients,
 * too large. ER_NOINPUT: a file that cannot be read. ER_USAGE: settings that
 * contradict each other. ER_CONFIG: no sender, a setting of the environment that
 * cannot be read, a certificate that cannot be used. ER_NOPERM: a recipient that ER_ALLOWED_RECIPIENTS does not name.
 */
int send_prepare(const struct send_settings *settings, const char *input,
    size_t n, struct send_mail *mail, struct er_err *err);
void send_mail_free(struct send_mail *mail);

/* The envelope as lines of text, an empty line, then the exact bytes. */
void send_dry_run(const struct send_mail *mail, struct er_buf *out);

/* ---- transports (transport.c, ses.c, maildir.c, smtp.c) ------------------------- */

/* What a transport says of one try. Owned, send_answer_free(). */
struct send_answer {
	/* accepted; refused; waiting: certainly not sent; in doubt */
	enum outbox_state state;
	enum er_class cls;	/* of a refusal */
	char *message_id;	/* when accepted */
	/* NULL: none. The cause of an acceptance is a warning. */
	char *request_id, *code, *cause, *remedy;
	long retry_after_ms;	/* a hint when to try again, or 0 */
	bool throttled;		/* waiting because of too many at once */
	bool general;		/* waiting, and any other message would too */
	bool no_retry;		/* waiting, but pointless to try again now */
};

void send_answer_free(struct send_answer *answer);

/* What an account allows. */
struct send_limits {
	int64_t rate;		/* thousandths of a recipient a second; 0:
				 * unknown */
	int64_t left;		/* recipients in all; -1: unknown, or no limit */
};

struct send_transport {
	char *name;		/* as named by the user; owned */
	void *self;
	size_t most;		/* messages at once */
	/* Begins one try of a message, which stays as it is until its answer
	 * is taken. */
	void (*start)(void *self, const struct outbox_message *message,
	    time_t now);
	/* The message whose answer has come, after waiting up to ms, or less,
	 * for one; NULL: none yet. */
	const struct outbox_message *(*take)(void *self, long ms,
	    struct send_answer *answer);
	/* What shares one rate, and how to ask for that while nothing is on
	 * its way; NULL: it goes as fast as it can. */
	const char *lane;
	void (*limits)(void *self, time_t now, struct send_limits *limits);
	/* Whether this very message did arrive, with the id it has there
	 * (owned). NULL: the transport cannot know. */
	bool (*find)(void *self, const struct outbox_message *message,
	    char **message_id);
	void (*close)(void *self);
};

/*
 * "ses", "maildir:DIR", "smtp://HOST" or "smtps://HOST". ER_USAGE: no such transport. ER_CONFIG: settings are
 * missing. ER_CANTCREATE: the Maildir.
 */
int send_transport_open(const char *name, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err);
void send_transport_close(struct send_transport *transport);

/* ---- delivery (session.c, flow.c, retry.c, submit.c, flush.c) ----------- */

enum { SEND_JOBS = 8, SEND_JOBS_MAX = 32 };

/* Time and chance, so that a test can make its own. */
struct send_clock {
	time_t (*now)(void);
	int64_t (*ticks)(void);		/* milliseconds, never going back */
	void (*sleep)(long ms);
	double (*random)(void);		/* 0 up to, not including, 1 */
};

extern const struct send_clock send_system_clock;	/* clock.c */

/* How far a flush is. */
struct send_progress {
	int64_t rate;		/* recipients a second at most; 0: unknown */
	int64_t total;		/* what there was to be sent */
	int64_t done;		/* of these and of what came in since */
	int64_t flying;
	int64_t left;		/* at the end, where it was stopped */
};

struct sender {
	struct outbox *outbox;
	struct send_transport *transport;
	const struct send_clock *clock;
	size_t jobs;		/* messages at once; 0: what the transport can */
	int64_t patience;	/* ms from the first try of a message to the
				 * last */
	int64_t rate;		/* thousandths of a recipient a second at most;
				 * 0: what the account allows */
	int attempts;		/* tries a message in one run; 0: any number */
	bool at_least_once;	/* what is in doubt is sent again */
	/* Once it is not 0, what is on its way is finished and the rest left
	 * as it is; NULL: never. */
	const volatile sig_atomic_t *stop;
	/* Told before each wait for another try; NULL: nobody. */
	void (*waits)(const struct outbox_message *message,
	    const struct send_answer *answer);
	/* Told now and then during a flush; NULL: nobody. */
	void (*progress)(const struct send_progress *progress);
};

/* Where to send from and to, as the command line says; NULL: not given. */
struct send_place {
	const char *outbox;	/* else ER_OUTBOX, XDG_STATE_HOME or HOME */
	const char *transport;	/* else ER_TRANSPORT, else ses */
	const char *deadline;	/* seconds, else 60 */
	const char *jobs;	/* messages at once, else SEND_JOBS */
	const char *rate;	/* recipients a second, else "auto" */
};

/*
 * Opens the transport (unless sends is false) and the outbox, and settles what
 * killed processes left as sending: a Maildir is asked, by the name its row
 * keeps. sender_close() is due after a failure too. Classes: those of
 * send_transport_open() and outbox_open(), ER_USAGE, ER_CONFIG.
 */
int sender_open(struct sender *sender, const struct send_place *place,
    bool sends, aws_lookup *lookup, void *closure, struct er_err *err);
void sender_close(struct sender *sender);

/* How long to wait after the attempt-th try (from 1) of this run, by full
 * jitter. */
long send_retry_delay(const struct send_answer *answer, int attempt,
    double random);

enum send_told {
	SEND_ACCEPTED,	/* now */
	SEND_ALREADY,	/* in an earlier run, or by another process */
	SEND_QUEUED	/* taken in only */
};

/*
 * Takes mail into the outbox and delivers it; sender->transport NULL: takes it
 * in only. resend is the reason to send again what is there under its key;
 * allowed is ER_ALLOWED_RECIPIENTS, or NULL. 0: message->message_id is its id,
 * when it was accepted. -1: err tells what became of it and what to do: the
 * class of the refusal, ER_TEMP waiting, ER_DOUBT in doubt.
 */
int send_submit(struct sender *sender, const struct send_mail *mail,
    const char *resend, const char *allowed, enum send_told *told,
    struct outbox_message *message, struct er_err *err);

/*
 * Delivers all that is queued or waiting (or, if the sender says so, in doubt),
 * oldest first, several at once, and calls told for each that this run had in
 * hand, with err NULL or the failure. Recipients outside allowed are not sent
 * to (ER_NOPERM). Ends early when it is told to stop, when nothing gets through
 * for as long as the deadline allows, and when permission is refused again and
 * again. Returns the class that matters most: doubt before refusal before
 * waiting; ER_NONE when all went out.
 */
typedef void send_flushed(void *closure, const struct outbox_message *message,
    struct er_err *err);
enum er_class send_flush(struct sender *sender, const char *allowed,
    send_flushed *told, void *closure, struct send_progress *progress,
    struct er_err *err);

/*
 * Calls accepted what is in doubt and has a copy in mailbox, a Maildir or an
 * mbox file, and calls told for each that was in doubt. 0: none is now; the
 * class ER_DOUBT: some are; -1 and ER_NOINPUT, or a class of the outbox.
 */
int send_reconcile(struct sender *sender, const char *mailbox,
    send_flushed *told, void *closure, struct er_err *err);

/* ---- looking (show.c) --------------------------------------------------- */

/* A line a message, with tabs between id, state, time, tries, recipients and
 * subject. open: only those whose fate is open. */
int send_list(struct outbox *outbox, bool open, struct er_buf *out,
    struct er_err *err);
/* One message, its text and its events as records. */
int send_show(struct outbox *outbox, const char *id, struct er_buf *out,
    struct er_err *err);

#endif
