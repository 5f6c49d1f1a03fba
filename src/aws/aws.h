/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Amazon Web Services as this suite needs them: credentials, Signature
 * Version 4, endpoints, SES's SendEmail. http.c is the only file that sees
 * libcurl, crypto.c the only one that sees libcrypto.
 */
#ifndef AWS_AWS_H
#define AWS_AWS_H

#include <time.h>

#include "base/base.h"

/* Where settings come from: returns a value (borrowed) or NULL. The tool
 * passes getenv; a test passes a table. */
typedef const char *aws_lookup(void *closure, const char *name);

/* ---- credentials (credentials.c) ---------------------------------------- */

/* What aws_sign() makes of a secret, good for all requests of one day. */
struct aws_day_key {
	char scope[64];	/* "20240115/us-west-2/ses"; "": none made yet */
	unsigned char key[32];
};

struct aws_credentials {
	char *key_id;
	char *secret;	/* wiped when freed */
	char *token;	/* NULL: none; wiped when freed */
	time_t expires;	/* 0: never */
	struct aws_day_key *day_key;	/* kept here, unless NULL; wiped too */
};

void aws_credentials_free(struct aws_credentials *creds);

/* Is there any setting of AWS's, in a variable or in a file? */
bool aws_is_set_up(aws_lookup *lookup, void *closure);

/* ---- signing (sigv4.c) -------------------------------------------------- */

struct aws_header {
	const char *name, *value;
};

/* Text, then raw as base64, then more text. All borrowed. */
struct aws_body {
	const char *p;
	size_t n;
	struct er_bytes raw;
	const char *tail;
	size_t ntail;
};

/* A request as it goes over the wire. */
struct aws_request {
	const char *method;
	const char *host;	/* with :port unless the scheme's default */
	const char *path;	/* percent-encoded, as sent */
	const char *query;	/* as sent, without '?'; NULL: none */
	const struct aws_header *headers;	/* to be signed, besides host,
					 * x-amz-date, x-amz-security-token */
	size_t nheaders;
	struct aws_body body;
};

struct aws_signature {
	char date[17];		/* X-Amz-Date: 20240115T123456Z */
	char *authorization;	/* the Authorization header's value, owned */
	char *canonical;	/* canonical request, for tests and dumps */
	char *to_sign;		/* string to sign */
};

/* Signature Version 4 of request at time now (UTC). Never fails but for
 * ER_OS when libcrypto does. */
int aws_sign(const struct aws_request *request,
    const struct aws_credentials *creds, const char *region,
    const char *service, time_t now, struct aws_signature *signature,
    struct er_err *err);
void aws_signature_free(struct aws_signature *signature);

/* ---- SMTP (smtp-password.c) --------------------------------------------- */

/* Adds the password of SES's SMTP interface in a region. A secret. ER_OS. */
int aws_smtp_password(const char *secret, const char *region,
    struct er_buf *out, struct er_err *err);

/* ---- SES (endpoint.c, http.c, ses.c, errors.c) -------------------------- */

/* What became of one call. Every answer is exactly one of these. */
enum aws_outcome {
	AWS_ACCEPTED,	/* 200 with a MessageId */
	AWS_REFUSED,	/* SES said no: the message was not sent */
	AWS_NOT_SENT,	/* certainly not sent; may be tried again */
	AWS_IN_DOUBT	/* it may have been sent */
};

struct aws_answer {
	enum aws_outcome outcome;
	int status;		/* HTTP, or 0 */
	char *message_id;	/* when accepted */
	char *request_id;	/* x-amzn-RequestId, or NULL */
	char *code;		/* AWS's error code, ours ("dns"), or NULL */
	char *cause;		/* one sentence, without control characters */
	char *remedy;		/* what to do, or NULL */
	enum er_class cls;	/* exit status it leads to; ER_NONE: accepted */
	long retry_after_ms;	/* the server's hint, or 0 */
	bool throttled;		/* not sent, because of too much at once */
	bool no_retry;		/* not sent, and trying again now is pointless
				 * (daily quota, untrusted certificate) */
	long skew;		/* seconds that our clock is behind the server's
				 * (before it: negative), where that had to be
				 * corrected for; else 0. Worth a warning. */
};

void aws_answer_free(struct aws_answer *answer);

struct aws_email {
	const char *from;	/* address, for advice only; NULL: unknown */
	const char *const *to, *const *cc, *const *bcc;	/* addresses */
	size_t nto, ncc, nbcc;
	struct er_bytes raw;	/* the whole message, CR LF */
	const char *configuration_set;	/* NULL: none */
	const char *const *tags;	/* "NAME=VALUE" */
	size_t ntags;
	const char *list_management;	/* "LIST" or "LIST/TOPIC"; or NULL */
	const char *tenant, *feedback;	/* feedback: an address; or NULL */
};

struct aws_client;

/*
 * Finds region, endpoint, certificates and where the keys come from, in
 * variables through lookup and in AWS's files of profiles. ER_CONFIG: what is
 * missing or malformed, and what to set. Plain http only to loopback. lookup
 * and closure are borrowed until aws_client_free(), for keys that run out.
 */
struct aws_client *aws_client_new(aws_lookup *lookup, void *closure,
    struct er_err *err);
void aws_client_free(struct aws_client *client);
const char *aws_client_region(const struct aws_client *client);
const char *aws_client_endpoint(const struct aws_client *client); /* URL */

/* The longest that one exchange may take; else a minute, and more for a large
 * message. */
void aws_client_set_timeout(struct aws_client *client, long ms);

struct aws_account {
	bool known;		/* else it may not be asked, or is not there */
	bool sandbox;
	int64_t rate;		/* thousandths of a recipient a second; 0:
				 * unknown */
	int64_t left;		/* recipients of the daily quota; -1: unknown,
				 * or no limit */
};

/* GetAccount, which keys for sending only may not ask. Nothing else may be on
 * its way. */
void aws_account_get(struct aws_client *client, time_t now,
    struct aws_account *account);

/* ---- questions (ask.c, caller.c) ----------------------------------------- */

enum aws_question {
	AWS_ASK_ACCOUNT, AWS_ASK_IDENTITY, AWS_ASK_SUPPRESSED, AWS_ASK_SET
};

enum aws_told {
	AWS_TOLD,
	AWS_NOT_THERE,
	AWS_MAY_NOT_ASK,	/* the keys' policy forbids it */
	AWS_KEYS_REFUSED,
	AWS_ASK_LATER,		/* too much at once, or it is out of order */
	AWS_NO_ANSWER		/* it cannot be reached, or is not AWS */
};

struct aws_ask {
	enum aws_question question;
	const char *name;	/* NULL for AWS_ASK_ACCOUNT */
};

/* Text is owned, and NULL where the answer has none. */
struct aws_reply {
	enum aws_told told;
	char *cause, *remedy;	/* sentences, where it was not told */
	time_t date;		/* the server's clock, or -1 */
	char *status;		/* account: EnforcementStatus; identity:
				 * VerificationStatus; suppressed: Reason;
				 * caller: its ARN */
	bool production, sending;	/* account; set: sending */
	double most, sent, rate;	/* account; -1: unknown or no limit */
	bool verified, rejects;		/* identity: when its MAIL FROM fails */
	char *dkim, *mail_from, *mail_from_status, *set;
};

/* Begins a question, as aws_ses_start() begins a message; answers are taken in
 * the order that they come. */
void aws_ask_start(struct aws_client *client, struct aws_ask *ask,
    time_t now);
struct aws_ask *aws_ask_take(struct aws_client *client, long ms,
    struct aws_reply *reply);
/* Whose keys they are; waits for it. */
void aws_caller_get(struct aws_client *client, time_t now,
    struct aws_reply *reply);
void aws_reply_free(struct aws_reply *reply);

/* ---- messages (ses.c) ---------------------------------------------------- */

/*
 * Begins SendEmail with Content.Raw: one attempt, any number at once. now is
 * the time to sign with. email and all it points to stay as they are until it
 * is taken; each is, once.
 */
void aws_ses_start(struct aws_client *client, struct aws_email *email,
    time_t now);
/* One that is over, after waiting up to ms, or less, for it; NULL: none. */
struct aws_email *aws_ses_take(struct aws_client *client, long ms,
    struct aws_answer *answer);
/* Both in one, where nothing else was begun. */
void aws_ses_send(struct aws_client *client, const struct aws_email *email,
    time_t now, struct aws_answer *answer);

/* ---- SES by SMTP (smtp.c) ----------------------------------------------- */

bool aws_host_is_loopback(const char *host);
/*
 * The login at one of SES's SMTP hosts, from the AWS credentials. *user and
 * *password are owned, the latter to be wiped; both NULL: the host is not one
 * of those. ER_CONFIG, and the classes of credentials.
 */
int aws_smtp_login(const char *host, aws_lookup *lookup, void *closure,
    char **user, char **password, struct er_err *err);

#endif
