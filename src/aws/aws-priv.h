/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share and nobody else needs. */
#ifndef AWS_AWS_PRIV_H
#define AWS_AWS_PRIV_H

#include "aws/aws.h"

/* ---- libcrypto (crypto.c, the only file that sees it) ------------------- */

enum { AWS_SHA256 = 32 };

/* -1 when libcrypto fails, which it does only without memory. */
int aws_sha256(const char *p, size_t n, unsigned char out[AWS_SHA256]);
int aws_hmac(const void *key, size_t nkey, const char *p, size_t n,
    unsigned char out[AWS_SHA256]);
void aws_add_hex(struct er_buf *b, const unsigned char *p, size_t n);
void aws_add_base64(struct er_buf *b, const char *p, size_t n);

/* ---- settings (credentials.c) ------------------------------------------- */

/* The value of a variable; NULL when it is empty, too: that is how a shell
 * script unsets one. */
const char *aws_setting(aws_lookup *lookup, void *closure, const char *name);

/* ---- endpoint.c --------------------------------------------------------- */

struct aws_endpoint {
	char *region;
	char *url;	/* scheme, host, port, base: the start of every URL */
	char *host;	/* the Host field */
	char *base;	/* "" or "/x": before the path of each operation */
	bool tls;
	bool loopback;	/* this machine: plain http allowed, no proxy */
};

/* Region and endpoint from the settings. ER_CONFIG. */
int aws_endpoint_load(aws_lookup *lookup, void *closure,
    struct aws_endpoint *e, struct er_err *err);
void aws_endpoint_free(struct aws_endpoint *e);

/* ---- http.c (the only file that sees libcurl) --------------------------- */

struct aws_http;

struct aws_http_request {
	const char *method;		/* "GET", or "POST" with a body */
	const char *url;
	const struct aws_header *headers;
	size_t nheaders;
	const char *body;
	size_t nbody;
};

/* What came back from one exchange. */
struct aws_http_answer {
	const char *fault;	/* NULL: a whole answer; else one of the words
				 * of errors.c, static */
	char *detail;		/* the fault as one sentence */
	bool sent;		/* the last byte of the request was given to the
				 * connection: the server may have it all */
	int status;
	time_t date;		/* the server's clock, or -1 */
	long retry_after_ms;
	char *request_id, *error_type;	/* from the header, or NULL */
	struct er_buf body;
};

/* ca_bundle: a PEM file instead of the system's own, or NULL (borrowed). */
struct aws_http *aws_http_new(const struct aws_endpoint *endpoint,
    const char *ca_bundle, struct er_err *err);
void aws_http_free(struct aws_http *http);
void aws_http_set_timeout(struct aws_http *http, long ms);
/* One request, one answer, no redirects, no second try. Connections are kept
 * for the next call. */
void aws_http_send(struct aws_http *http,
    const struct aws_http_request *request, struct aws_http_answer *answer);
void aws_http_answer_free(struct aws_http_answer *answer);

/* ---- client.c ----------------------------------------------------------- */

/*
 * Signs for SES and sends. When the answer shows that our clock is wrong the
 * request is signed again with the server's time, once; later calls keep that
 * correction. *skew is the correction used, in seconds. ER_OS when it cannot
 * be signed: nothing was sent then.
 */
int aws_call(struct aws_client *client, const char *method, const char *path,
    const char *query, const struct er_buf *body, time_t now,
    struct aws_http_answer *answer, long *skew, struct er_err *err);

/* ---- identity.c --------------------------------------------------------- */

/* What to do about the identities that SES's text calls not verified, by
 * whether they send or receive. Owned; NULL: the text names none. */
char *aws_unverified_remedy(const struct aws_email *email, const char *text);

/* ---- errors.c ----------------------------------------------------------- */

/* AWS's name for the error, owned, or NULL when the answer has none. */
char *aws_error_code(const struct aws_http_answer *http);
/* Everything of answer but message_id, for an exchange that did not end in a
 * whole answer with status 200. */
void aws_classify(const struct aws_http_answer *http,
    const struct aws_email *email, struct aws_answer *answer);

#endif
