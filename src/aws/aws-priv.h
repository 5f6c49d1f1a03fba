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
/* As many characters as that makes, and a NUL. */
void aws_base64(const char *p, size_t n, char *to);

/* SHA-256 of pieces. */
struct aws_sum;
struct aws_sum *aws_sum_new(void);	/* NULL: libcrypto fails */
int aws_sum_add(struct aws_sum *sum, const char *p, size_t n);
/* Frees it, NULL too; rc is passed on unless it is 0. */
int aws_sum_end(struct aws_sum *sum, int rc, unsigned char out[AWS_SHA256]);

/* ---- body.c ------------------------------------------------------------- */

/* A body of less is given to libcurl as one text: see http.c. */
enum { AWS_BODY_SMALL = 60000 };

size_t aws_body_size(const struct aws_body *body);
/* n bytes of it from at on, less only at its end or where the message cannot be
 * read: returns how many. */
size_t aws_body_give(const struct aws_body *body, size_t at, char *to,
    size_t n);
int aws_body_hash(const struct aws_body *body, unsigned char out[AWS_SHA256]);

/* ---- sigv4.c ------------------------------------------------------------ */

/* c percent-encoded, unless it may stand as it is (RFC 3986, unreserved). */
void aws_add_encoded(struct er_buf *b, unsigned char c);

/* ---- settings (credentials.c) ------------------------------------------- */

/* The value of a variable; NULL when it is empty, too: that is how a shell
 * script unsets one. */
const char *aws_setting(aws_lookup *lookup, void *closure, const char *name);

/* ---- files of profiles (ini.c) ------------------------------------------ */

enum aws_section { AWS_PROFILE, AWS_SERVICES, AWS_OTHER_SECTION };

/* One setting; all text is the file's. */
struct aws_entry {
	enum aws_section kind;
	const char *section;
	const char *parent;	/* of an indented block; NULL: none */
	const char *key;	/* lower case; NULL: the section's own line */
	const char *value;
	const char *file;
	size_t line;
};

struct aws_ini {
	char *file;		/* for messages; NULL: there is none */
	char *text;		/* holds secrets */
	size_t ntext;
	struct aws_entry *list;
	size_t n, cap;
};

/* config: sections of profiles begin with the word. ER_CONFIG, with the line
 * where one is at fault. */
int aws_ini_read(const char *path, bool config, bool may_be_missing,
    struct aws_ini *ini, struct er_err *err);
/* The same of ini->text, with ini->file as its name. */
int aws_ini_parse(struct aws_ini *ini, bool config, struct er_err *err);
/* NULL: not there. key NULL: the section itself. */
const struct aws_entry *aws_ini_find(const struct aws_ini *ini,
    enum aws_section kind, const char *section, const char *parent,
    const char *key);
/* "FILE:LINE: KEY", owned: names the setting in a message. */
char *aws_entry_place(const struct aws_entry *e);
void aws_ini_free(struct aws_ini *ini);

/* All of a file that holds a secret; owned, to be wiped. No copy stays behind.
 * ER_CONFIG, ER_IO. */
int aws_read_secret(const char *path, size_t max, bool *missing, char **text,
    size_t *n, struct er_err *err);

/* ---- the profile (profile.c) -------------------------------------------- */

struct aws_profiles {
	struct aws_ini credentials, config;
	char *name;		/* the one to use; NULL: no file was read */
};

int aws_profiles_load(aws_lookup *lookup, void *closure,
    struct aws_profiles *profiles, struct er_err *err);
void aws_profiles_free(struct aws_profiles *profiles);
bool aws_profile_exists(const struct aws_profiles *profiles,
    const char *name);
/* NULL: not set, or empty. name may be NULL. */
const struct aws_entry *aws_profile_find(const struct aws_profiles *profiles,
    const char *name, const char *key);
/* *found: where the URL of that service ("sesv2") stands, or NULL. */
int aws_profile_endpoint(const struct aws_profiles *profiles,
    const char *service, const struct aws_entry **found, struct er_err *err);

/* ---- endpoint.c --------------------------------------------------------- */

struct aws_endpoint {
	char *region;
	char *url;	/* scheme, host, port, base: the start of every URL */
	char *host;	/* the Host field */
	char *base;	/* "" or "/x": before the path of each operation */
	bool tls;
	bool loopback;	/* this machine: plain http allowed, no proxy */
};

/* One of AWS's services, as settings and hosts name it. */
struct aws_service {
	const char *host;	/* the start of its host names */
	const char *variable;	/* with the URL to use instead */
	const char *key;	/* its block in a section of services */
	const char *signing;	/* what signatures are made for */
};

extern const struct aws_service aws_ses, aws_sts;

/* Region and endpoint from variables, else from the profile (NULL: none).
 * ER_CONFIG. */
int aws_endpoint_load(const struct aws_service *service, aws_lookup *lookup,
    void *closure, const struct aws_profiles *profiles,
    struct aws_endpoint *e, struct er_err *err);
void aws_endpoint_free(struct aws_endpoint *e);

/* url.c: this machine, by a name or number that can be no other. */
bool aws_is_loopback(const char *host, size_t n);
/* url.c: scheme, host and base of url; name is the setting it is from. near: as
 * below. ER_CONFIG. */
int aws_url_set(struct aws_endpoint *e, const char *name, const char *url,
    bool near, struct er_err *err);

/* The endpoint of url, which variable names: https, or plain http to this
 * machine or to the addresses at which AWS serves containers and instances.
 * No proxy is asked. ER_CONFIG. */
int aws_near_endpoint(const char *variable, const char *url,
    struct aws_endpoint *e, struct er_err *err);

/* ---- the chain of providers (credentials.c) ----------------------------- */

struct aws_chain;
struct aws_source;
struct aws_http_request;
struct aws_http_answer;

/* Asks for keys. ER_TEMP: later it may work. */
typedef int aws_fetch(struct aws_chain *chain,
    const struct aws_source *source, time_t now,
    struct aws_credentials *creds, struct er_err *err);

/* Where keys come from, once that is settled. */
struct aws_source {
	aws_fetch *fetch;		/* NULL: they are these */
	struct aws_credentials fixed;
	const char *profile;		/* whose settings it reads, or NULL */
	struct aws_source *from;	/* whose keys ask for them; owned */
};

struct aws_chain {
	aws_lookup *lookup;
	void *closure;
	struct aws_profiles profiles;
	struct aws_source source;
	struct aws_credentials creds;	/* in use */
	time_t wait;			/* until then none are asked for */
	const char *ca_bundle;		/* borrowed, or NULL */
	struct aws_endpoint sts;	/* once a provider needs it */
	int depth;			/* of profiles that name a source */
};

/* 1: it is set up, source is filled; 0: it is not, ask the next; -1: set up but
 * broken. Looks at settings only. profile may be NULL. */
typedef int aws_provider(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err);
aws_provider aws_from_environment, aws_from_role, aws_from_web_identity,
    aws_from_sso, aws_from_profile, aws_from_process, aws_from_container,
    aws_from_imds;

/* The first provider that is set up. lookup and closure are borrowed until
 * aws_chain_free(). ER_CONFIG. */
struct aws_chain *aws_chain_new(aws_lookup *lookup, void *closure,
    struct er_err *err);
void aws_chain_free(struct aws_chain *chain);
/* Keys to sign with at time now, fetched when there are none or they are about
 * to run out; valid until the next call. NULL: err says why not. */
const struct aws_credentials *aws_chain_keys(struct aws_chain *chain,
    time_t now, struct er_err *err);
/* Would aws_chain_keys() try to fetch some? */
bool aws_chain_is_late(const struct aws_chain *chain, time_t now);
/* Fetches new ones; false: these are all there are, or err is filled. */
bool aws_chain_renew(struct aws_chain *chain, time_t now, struct er_err *err);

/* For providers. */
const char *aws_chain_setting(const struct aws_chain *chain, const char *name);
int aws_choose_profile(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err);
int aws_source_fetch(struct aws_chain *chain, const struct aws_source *source,
    time_t now, struct aws_credentials *creds, struct er_err *err);
bool aws_is_key_text(const char *text);
void aws_credentials_set(struct aws_credentials *creds, const char *key_id,
    const char *secret, const char *token);

/* ---- sts.c, role.c, near.c, sso.c: for providers ------------------------- */

/* The text of the first <name>; owned, to be wiped. NULL: it is not there, or
 * holds more than text. */
char *aws_element(const struct er_buf *body, const char *name);
void aws_form_add(struct er_buf *form, const char *name, const char *value);
/* The keys of STS's answer. ER_PROTOCOL. */
int aws_sts_read(const struct er_buf *body, struct aws_credentials *creds,
    struct er_err *err);
/* Sees to chain->sts. ER_CONFIG. */
int aws_sts_load(struct aws_chain *chain, struct er_err *err);
/* Asks STS; signer NULL: unsigned. place is named in messages. ER_TEMP,
 * ER_NOPERM, ER_PROTOCOL. */
int aws_sts_ask(struct aws_chain *chain, const struct aws_credentials *signer,
    const struct er_buf *form, const char *place, time_t now,
    struct aws_credentials *creds, struct er_err *err);
bool aws_session_name_ok(const char *text);
/* A file that is one line; owned, to be wiped. */
char *aws_read_line(const char *path, struct er_err *err);
/* An answer with status 200, or -1. missing: the error, unless it may pass;
 * NULL: what happened. */
int aws_near_ask(const struct aws_chain *chain, const struct aws_endpoint *e,
    const char *missing, const struct aws_http_request *request,
    long timeout_ms, struct aws_http_answer *answer, struct er_err *err);
int aws_refuse_sigv4a(const struct aws_chain *chain, struct er_err *err);

/* ---- keys.c ------------------------------------------------------------- */

/* "2026-11-22T12:00:00Z", with a fraction or another zone too. */
bool aws_time_parse(const char *text, time_t *when);
/* Key id, secret, token or NULL, expiry or NULL. ER_PROTOCOL; who gave them is
 * named in messages, they are not. */
int aws_keys_set(struct aws_credentials *creds, const char *who,
    const char *const values[4], struct er_err *err);
/* versioned: as credential_process prints it; else as endpoints answer.
 * ER_PROTOCOL, ER_NOPERM. */
int aws_keys_parse(const char *p, size_t n, const char *who, bool versioned,
    struct aws_credentials *creds, struct er_err *err);

/* ---- http.c (the only file that sees libcurl) --------------------------- */

struct aws_http;

struct aws_http_request {
	const char *method;	/* "GET", "PUT", or "POST" with a body */
	const char *url;
	const struct aws_header *headers;
	size_t nheaders;
	struct aws_body body;
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
/*
 * Begins one request: one answer will come, no redirects, no second try. The
 * body is borrowed until then. Connections are kept for the next.
 */
void aws_http_start(struct aws_http *http,
    const struct aws_http_request *request, void *closure);
/* An answer that has come, after waiting up to ms (and maybe less) for one. */
bool aws_http_take(struct aws_http *http, long ms, void **closure,
    struct aws_http_answer *answer);
/* Is there an answer yet to be taken? */
bool aws_http_is_busy(const struct aws_http *http);
/* Both in one, where nothing else was begun. */
void aws_http_send(struct aws_http *http,
    const struct aws_http_request *request, struct aws_http_answer *answer);
void aws_http_answer_free(struct aws_http_answer *answer);

/* ---- signed.c ----------------------------------------------------------- */

/* Signs and begins to send; at most one header field beside those of the
 * signature. ER_OS when it cannot be signed: nothing is sent then. */
int aws_signed_start(struct aws_http *http,
    const struct aws_endpoint *endpoint, const struct aws_service *service,
    const struct aws_credentials *creds, const struct aws_request *request,
    time_t now, void *closure, struct er_err *err);
/* The same, and waits for the answer. */
int aws_signed_send(struct aws_http *http,
    const struct aws_endpoint *endpoint, const struct aws_service *service,
    const struct aws_credentials *creds, const struct aws_request *request,
    time_t now, struct aws_http_answer *answer, struct er_err *err);

/* ---- client.c ----------------------------------------------------------- */

/* What came of a call. Owned; http and err are to be freed. */
struct aws_result {
	struct er_err err;	/* it was not sent, for want of keys or because
				 * it could not be signed; else ER_NONE, and */
	struct aws_http_answer http;
	long skew;		/* seconds that our clock is corrected by */
};

/*
 * Signs for SES and begins to send. body NULL: none; head is what owns its first
 * text, taken over; the rest is borrowed until the answer. When the answer shows
 * that our clock is wrong the request is signed again with the server's time,
 * once; later calls keep that correction. Keys that the answer calls expired
 * are fetched again, once.
 */
void aws_call_start(struct aws_client *client, const char *method,
    const char *path, struct er_buf *head, const struct aws_body *body,
    time_t now, void *closure);
/* A call that is not made at all; text is taken over. */
void aws_call_refuse(struct aws_client *client, enum er_class cls, char *text,
    void *closure);
/* Where its keys come from, and its certificates (borrowed, or NULL). */
struct aws_chain *aws_client_chain(struct aws_client *client,
    const char **ca_bundle);
/* A call that is over, after waiting up to ms, or less, for one. */
bool aws_call_take(struct aws_client *client, long ms, void **closure,
    struct aws_result *result);

/* ---- identity.c --------------------------------------------------------- */

/* What to do about the identities that SES's text calls not verified, by
 * whether they send or receive. Owned; NULL: the text names none. */
char *aws_unverified_remedy(const struct aws_email *email, const char *text);

/* ---- errors.c ----------------------------------------------------------- */

/* AWS's name for the error, owned, or NULL when the answer has none. */
char *aws_error_code(const struct aws_http_answer *http);
/* Row i of the table of answers, as the manual page has it; false: there are
 * fewer. For the test that holds the two against each other. */
bool aws_rule_print(size_t i, struct er_buf *b);
/* Everything of answer but message_id, for an exchange that did not end in a
 * whole answer with status 200. */
void aws_classify(const struct aws_http_answer *http,
    const struct aws_email *email, struct aws_answer *answer);

#endif
