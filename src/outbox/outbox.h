/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outbox: every message this machine was asked to send, and what became of
 * it, kept so that a crash at any moment loses nothing and sends nothing twice.
 *
 * A change of state is one durable transaction together with its line of the
 * log. A process that sends a message holds a lock the kernel takes back when
 * the process ends, however it ends: a message in state `sending` whose lock is
 * free was cut off in the middle, and outbox_recover() says what of it.
 *
 * Times are given by the caller. One handle a process: the locks belong to the
 * process, and closing a second handle would let go of those of the first.
 *
 * Classes: ER_CANTCREATE (cannot be made or opened, or is not safe to use),
 * ER_CONFIG (written by a newer program), ER_TEMP (busy), ER_IO (the rest).
 */
#ifndef OUTBOX_OUTBOX_H
#define OUTBOX_OUTBOX_H

#include <time.h>

#include "base/base.h"

enum outbox_state {
	OUTBOX_QUEUED,		/* taken in, not tried */
	OUTBOX_SENDING,		/* a process has it on the network now */
	OUTBOX_ACCEPTED,	/* the transport took it over */
	OUTBOX_REFUSED,		/* the transport said no: it was not sent */
	OUTBOX_WAITING,		/* certainly not sent; to be tried again */
	OUTBOX_IN_DOUBT,	/* it may have been sent: not again */
	OUTBOX_HELD,		/* not to be sent until released */
	OUTBOX_DROPPED		/* given up by a person */
};

/* As stored, logged and listed: "queued" to "dropped", "in doubt". */
const char *outbox_state_name(enum outbox_state state);

/* Addresses, all owned where the list is part of a message. */
struct outbox_addresses {
	char **list;
	size_t n, cap;
};

void outbox_address_add(struct outbox_addresses *to, const char *address);
void outbox_addresses_free(struct outbox_addresses *to);

struct outbox_envelope {
	struct outbox_addresses to, cc, bcc;
	/* The copy the sender's own settings add to every message; it is no
	 * part of what makes two messages the same. */
	struct outbox_addresses audit;
};

void outbox_envelope_free(struct outbox_envelope *envelope);
/* Recipients in all, the audit copy included. */
size_t outbox_envelope_count(const struct outbox_envelope *envelope);

/* One message as the outbox keeps it; owned, outbox_message_free(). */
struct outbox_message {
	int64_t seq;		/* 1, 2, ... in the order they came */
	char *id;		/* 16 hexadecimal digits, unique everywhere */
	char *key;		/* NULL: none */
	enum outbox_state state;
	time_t created, changed;
	time_t not_after;	/* 0: any time will do */
	int attempt;		/* tries so far */
	char *transport;	/* of the last try, or NULL */
	char *sender, *subject, *configuration_set;	/* NULL: none */
	char *extras;		/* fields of a record, for the transport; or
				 * NULL */
	char *message_id;	/* the transport's, when accepted */
	char *request_id, *code, *cause;	/* of the last answer */
	struct outbox_envelope envelope;
	/* The message itself: see outbox_message_bytes(). */
	char *bytes;
	size_t n;
	struct outbox_content *content;	/* of a large one */
};

void outbox_message_free(struct outbox_message *message);
/* What was loaded, a large one to be read piece by piece; borrowed. */
struct er_bytes outbox_message_bytes(const struct outbox_message *message);
/* Frees what that takes, and keeps the rest. */
void outbox_message_let_go(struct outbox_message *message);

struct outbox;

/*
 * Opens, or makes with mode 0600 in a directory made with 0700. Refused: a file
 * that belongs to somebody else or that others may read, a directory where
 * everybody may replace it, a database that is not an outbox or is newer.
 */
struct outbox *outbox_open(const char *path, struct er_err *err);
void outbox_close(struct outbox *outbox);

/*
 * What is done between the two is one transaction: durable all together when
 * outbox_end() returns 0 or more, or undone, with the claims in it let go of,
 * when it returns -1. rc negative asks for that, as does a call in between that
 * failed. They may be nested; the outermost pair counts.
 */
int outbox_begin(struct outbox *outbox, struct er_err *err);
int outbox_end(struct outbox *outbox, int rc, struct er_err *err);

/* ---- taking in (put.c) -------------------------------------------------- */

struct outbox_draft {
	const char *key;	/* NULL: every message is a new one */
	const char *digest;	/* outbox_digest() */
	const char *sender, *subject, *configuration_set, *extras;
	const struct outbox_envelope *envelope;
	struct er_bytes content;
	time_t not_after;	/* not sent later than this; 0: any time */
	const char *resend;	/* reason to send what the key already named */
};

enum outbox_put {
	OUTBOX_NEW,		/* taken in; message is it */
	OUTBOX_KNOWN,		/* the key is there with the same message */
	OUTBOX_OTHER		/* the key is there with another message */
};

/* Goes before the header of every message taken in:
 * "id=ID; event=NUMBER; chain=CHAIN", the log's last event at that time. */
#define OUTBOX_LOG_FIELD "Report-Log"

/*
 * Takes a message in as queued, unless its key is there already; message is
 * then the one that is there. One that was refused makes room for the new one.
 * With draft->resend the new one takes the key; what was still to be sent of
 * the old is dropped (ER_TEMP while a process is sending it).
 */
int outbox_put(struct outbox *outbox, const struct outbox_draft *draft,
    time_t now, enum outbox_put *result, struct outbox_message *message,
    struct er_err *err);

/* "report ID to A, B": recipients sorted, domains in lower case, owned. */
char *outbox_report_key(const char *report_id,
    const struct outbox_envelope *envelope);

/*
 * SHA-256, hexadecimal and owned, over the recipients and the bytes, without
 * the header fields Date, Message-ID and Report-Log: two runs of one pipe are
 * the same message.
 */
char *outbox_digest(const struct outbox_envelope *envelope,
    const struct er_bytes *bytes);

/* ---- sending (claim.c, doubt.c) -------------------------------------------------- */

struct outbox_bid {
	const char *transport;
	/* Asked last of all; message is whole. NULL: yes. */
	bool (*wants)(void *closure, const struct outbox_message *message);
	void *closure;
};

/*
 * Makes a queued or waiting message this process's: state `sending`. One whose
 * time is over is dropped instead. 1: yes. 0: not to be had; message->state
 * says why (OUTBOX_SENDING: another process has it; OUTBOX_QUEUED,
 * OUTBOX_WAITING: it was not wanted). message is filled but for -1.
 */
int outbox_claim(struct outbox *outbox, const struct outbox_bid *bid,
    int64_t seq, time_t now, struct outbox_message *message,
    struct er_err *err);

/* The number of the first message after that one which is queued or waiting, or
 * (doubt) in doubt, but for what --resend has replaced. 1: yes, 0: none, -1. */
int outbox_next(struct outbox *outbox, bool doubt, int64_t after, int64_t *seq,
    struct er_err *err);
/* How many there are of these. */
int outbox_count(struct outbox *outbox, bool doubt, int64_t *n,
    struct er_err *err);

/* What came of it; NULL where there is none. All borrowed. */
struct outbox_result {
	enum outbox_state state; /* accepted, refused, waiting, in doubt */
	const char *message_id, *request_id, *code, *cause;
};

/* Writes the result of a claimed message down, in message too, and lets go of
 * it. */
int outbox_settle(struct outbox *outbox, struct outbox_message *message,
    const struct outbox_result *result, time_t now, struct er_err *err);

/* Whether the transport knows that this message did arrive: true, with
 * *message_id owned by the caller. */
typedef bool outbox_found(void *closure, const struct outbox_message *message,
    char **message_id);

/*
 * Settles what a process that is gone left as sending: accepted where found
 * says so, else in doubt. The messages given to found have no bytes.
 */
int outbox_recover(struct outbox *outbox, outbox_found *found, void *closure,
    time_t now, struct er_err *err);

/*
 * Settles what is in doubt: accepted where found says so. told, unless NULL, is
 * called for each that was in doubt, with its state now.
 */
typedef void outbox_told(void *closure, const struct outbox_message *message);
int outbox_reconcile(struct outbox *outbox, outbox_found *found,
    outbox_told *told, void *closure, time_t now, struct er_err *err);

/* ---- how fast (pace.c) -------------------------------------------------- */

/* Of one lane: what shares one rate. All zero at first. */
struct outbox_pace {
	int64_t next;	/* microseconds of the machine's monotonic clock */
	int64_t rate;	/* thousandths a second, as the account last said */
	time_t since;	/* when that was */
};

/* To be read and written in one transaction. */
int outbox_pace_read(struct outbox *outbox, const char *lane,
    struct outbox_pace *pace, struct er_err *err);
int outbox_pace_write(struct outbox *outbox, const char *lane,
    const struct outbox_pace *pace, struct er_err *err);

/* ---- by hand (hand.c) --------------------------------------------------- */

enum outbox_order {
	OUTBOX_HOLD,	/* queued, waiting -> held */
	OUTBOX_RELEASE,	/* held -> queued; with a reason also in doubt */
	OUTBOX_DROP	/* all that is not accepted -> dropped */
};

/* reason is logged; NULL: none. ER_DATA: not in a state where that is
 * possible; the text says what is. */
int outbox_order(struct outbox *outbox, const struct outbox_message *message,
    enum outbox_order order, const char *reason, time_t now,
    struct er_err *err);

/* ---- looking (list.c, archive.c, verify.c) -------------------------------------------- */

/* By id, or by a beginning of it that only one has. ER_DATA: none, or many. */
int outbox_find(struct outbox *outbox, const char *id,
    struct outbox_message *message, struct er_err *err);

/* Calls each for all messages in their order, without their bytes; stops when
 * it returns not 0, and returns that. */
typedef int outbox_each(void *closure, const struct outbox_message *message,
    struct er_err *err);
int outbox_list(struct outbox *outbox, outbox_each *each, void *closure,
    struct er_err *err);

/* The log as a recfile, of one message or (seq 0) of all: what the outbox still
 * has of it. */
int outbox_log(struct outbox *outbox, int64_t seq, struct er_buf *out,
    struct er_err *err);

/*
 * Moves all events there are to a new file of that form, mode 0600, whole before
 * they are gone from here; the chain goes on. ER_CANTCREATE: there is a file of
 * that name. ER_DATA: there are no events.
 */
int outbox_log_rotate(struct outbox *outbox, const char *path, time_t now,
    int64_t *events, struct er_err *err);

struct outbox_log_check {
	int64_t events, first;	/* how many, and the number of the first */
	int64_t unchecked;	/* messages of which no event was at hand */
	char head[65];		/* the Chain of the last */
};

/*
 * Recomputes the chain, of such files (oldest first) and of the outbox, and
 * compares each message's state with its last event. ER_DATA: what does not
 * fit, and where.
 */
int outbox_log_verify(struct outbox *outbox, const char *const *files,
    size_t n, struct outbox_log_check *check, struct er_err *err);

#endif
