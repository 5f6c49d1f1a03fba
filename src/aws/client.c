/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signed calls, any number at once: settings, signature, exchange, and a wrong
 * clock or keys that have run out mended.
 *
 * Keys are fetched while nothing is on its way: that takes time, in which an
 * answer could not be taken and would seem to be late.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum {
	SKEW_MIN = 240,		/* below, the clock is not why SES says no */
	SKEW_MAX = 86400	/* above, the answer's date is not trusted */
};

struct aws_client {
	struct aws_endpoint endpoint;
	struct aws_chain *chain;
	char *ca_bundle;	/* NULL: the system's */
	struct aws_http *http;
	long skew;		/* the server's clock less ours, as far as it
				 * had to be corrected */
	int keys;		/* counts those that we had so far */
	struct aws_call *over, **last;	/* to be taken */
};

struct aws_call {
	struct aws_call *next;
	void *closure;
	struct aws_request request;
	char *path;		/* of the request; owned */
	struct er_buf head;	/* what its body begins with */
	time_t now, signed_at;
	int keys;		/* those it was signed with */
	bool again;		/* signed for the second time */
	struct aws_result result;
};

/* Where the name of the file stands (owned); *path NULL: nowhere. */
static char *
find_ca_bundle(const struct aws_chain *chain, const char **path)
{
	const struct aws_entry *e;

	*path = aws_chain_setting(chain, "AWS_CA_BUNDLE");
	if (*path != NULL)
		return er_xstrdup("AWS_CA_BUNDLE");
	e = aws_profile_find(&chain->profiles, chain->profiles.name,
	    "ca_bundle");
	if (e == NULL)
		return NULL;
	*path = e->value;
	return aws_entry_place(e);
}

static int
load_ca_bundle(struct aws_client *client, struct er_err *err)
{
	struct er_buf clean = {0};
	const char *path;
	char *where = find_ca_bundle(client->chain, &path);
	int rc = 0;

	if (path == NULL)
		return 0;
	if (access(path, R_OK) != 0) {
		er_buf_addclean(&clean, path, strlen(path), 200);
		/* TRANSLATORS: the name of a setting, a file, the system's
		 * reason */
		er_fail(err, ER_CONFIG, _("%s: cannot read '%s': %s"), where,
		    clean.p, strerror(errno));
		er_buf_free(&clean);
		rc = -1;
	} else {
		client->ca_bundle = er_xstrdup(path);
		client->chain->ca_bundle = client->ca_bundle;
	}
	free(where);
	return rc;
}

struct aws_client *
aws_client_new(aws_lookup *lookup, void *closure, struct er_err *err)
{
	struct aws_client *client = er_xcalloc(1, sizeof *client);

	client->last = &client->over;
	client->chain = aws_chain_new(lookup, closure, err);
	if (client->chain != NULL && aws_endpoint_load(&aws_ses, lookup,
	    closure, &client->chain->profiles, &client->endpoint, err) == 0 &&
	    load_ca_bundle(client, err) == 0)
		client->http = aws_http_new(&client->endpoint,
		    client->ca_bundle, err);
	if (client->http == NULL) {
		aws_client_free(client);
		return NULL;
	}
	return client;
}

static void
free_call(struct aws_call *call)
{
	aws_http_answer_free(&call->result.http);
	er_err_free(&call->result.err);
	er_buf_free(&call->head);
	free(call->path);
	free(call);
}

void
aws_client_free(struct aws_client *client)
{
	struct aws_call *call;

	if (client == NULL)
		return;
	while ((call = client->over) != NULL) {
		client->over = call->next;
		free_call(call);
	}
	aws_http_free(client->http);
	aws_endpoint_free(&client->endpoint);
	aws_chain_free(client->chain);
	free(client->ca_bundle);
	free(client);
}

const char *
aws_client_region(const struct aws_client *client)
{
	return client->endpoint.region;
}

const char *
aws_client_endpoint(const struct aws_client *client)
{
	return client->endpoint.url;
}

struct aws_chain *
aws_client_chain(struct aws_client *client, const char **ca_bundle)
{
	*ca_bundle = client->ca_bundle;
	return client->chain;
}

void
aws_client_set_timeout(struct aws_client *client, long ms)
{
	aws_http_set_timeout(client->http, ms);
}

/* ---- calls -------------------------------------------------------------- */

static void
finish(struct aws_client *client, struct aws_call *call)
{
	call->next = NULL;
	*client->last = call;
	client->last = &call->next;
}

/* Puts the answers to all that is on its way where they can be taken. */
static void
drain(struct aws_client *client)
{
	struct aws_http_answer answer;
	void *closure;

	while (aws_http_is_busy(client->http))
		if (aws_http_take(client->http, 1000, &closure, &answer)) {
			((struct aws_call *)closure)->result.http = answer;
			finish(client, closure);
		}
}

/* Keys to sign with; NULL: err says why not. */
static const struct aws_credentials *
find_keys(struct aws_client *client, time_t now, struct er_err *err)
{
	if (aws_chain_is_late(client->chain, now)) {
		drain(client);
		client->keys++;
	}
	return aws_chain_keys(client->chain, now, err);
}

static void
sign_and_start(struct aws_client *client, struct aws_call *call)
{
	struct aws_result *r = &call->result;
	const struct aws_credentials *creds;

	call->signed_at = call->now + client->skew;
	creds = find_keys(client, call->signed_at, &r->err);
	call->keys = client->keys;
	if (creds == NULL || aws_signed_start(client->http, &client->endpoint,
	    &aws_ses, creds, &call->request, call->signed_at, call, &r->err)
	    != 0)
		finish(client, call);
}

/* Does this answer say that the clock is wrong, and by how much? 0: no. */
static long
find_skew(const struct aws_http_answer *answer, time_t signed_at)
{
	static const char *const codes[] = { "InvalidSignatureException",
	    "SignatureDoesNotMatch", "RequestExpired", "RequestInTheFuture",
	    "RequestTimeTooSkewed", "AuthFailure" };
	char *code;
	long skew;
	size_t i;
	bool found = false;

	if (answer->fault != NULL || answer->status < 400 ||
	    answer->status > 499 || answer->date == (time_t)-1)
		return 0;
	skew = (long)(answer->date - signed_at);
	if (labs(skew) < SKEW_MIN || labs(skew) > SKEW_MAX)
		return 0;
	code = aws_error_code(answer);
	for (i = 0; code != NULL && i < sizeof codes / sizeof codes[0]; i++)
		if (strcmp(code, codes[i]) == 0)
			found = true;
	free(code);
	return found ? skew : 0;
}

/* Keys may be called back before their time. */
static bool
is_expired(const struct aws_http_answer *answer)
{
	char *code = answer->fault == NULL && answer->status >= 400 &&
	    answer->status <= 499 ? aws_error_code(answer) : NULL;
	bool expired = code != NULL &&
	    (strcmp(code, "ExpiredTokenException") == 0 ||
	    strcmp(code, "ExpiredToken") == 0);

	free(code);
	return expired;
}

/* Are there others than those the call was signed with? What was begun together
 * finds together that they have run out. */
static bool
has_new_keys(struct aws_client *client, const struct aws_call *call)
{
	if (call->keys != client->keys)
		return true;
	drain(client);
	if (!aws_chain_renew(client->chain, call->now + client->skew, NULL))
		return false;
	client->keys++;
	return true;
}

/* After a refusal a second try cannot be a second mail. */
static bool
is_worth_signing_again(struct aws_client *client, struct aws_call *call)
{
	const struct aws_http_answer *answer = &call->result.http;
	long more = find_skew(answer, call->signed_at);

	if (call->again || call->result.err.cls != ER_NONE)
		return false;
	if (more != 0)
		client->skew = (long)(call->signed_at - call->now) + more;
	return more != 0 || (is_expired(answer) && has_new_keys(client, call));
}

void
aws_call_start(struct aws_client *client, const char *method,
    const char *path, struct er_buf *head, const struct aws_body *body,
    time_t now, void *closure)
{
	static const struct aws_header json = { "Content-Type",
	    "application/json" };
	struct aws_call *call = er_xcalloc(1, sizeof *call);

	call->closure = closure;
	call->now = now;
	call->path = er_xasprintf("%s%s", client->endpoint.base, path);
	if (head != NULL) {
		call->head = *head;	/* taken over */
		*head = (struct er_buf){0};
	}
	call->request = (struct aws_request){
		.method = method, .host = client->endpoint.host,
		.path = call->path, .headers = &json,
		.nheaders = body != NULL ? 1 : 0
	};
	if (body != NULL)
		call->request.body = *body;
	sign_and_start(client, call);
}

void
aws_call_refuse(struct aws_client *client, enum er_class cls, char *text,
    void *closure)
{
	struct aws_call *call = er_xcalloc(1, sizeof *call);

	call->closure = closure;
	call->result.err = (struct er_err){ cls, text };
	finish(client, call);
}

bool
aws_call_take(struct aws_client *client, long ms, void **closure,
    struct aws_result *result)
{
	struct aws_http_answer answer;
	struct aws_call *call = client->over;
	void *found;

	if (call != NULL) {
		client->over = call->next;
		if (client->over == NULL)
			client->last = &client->over;
	} else if (aws_http_take(client->http, ms, &found, &answer)) {
		call = found;
		call->result.http = answer;
	} else {
		return false;
	}
	if (is_worth_signing_again(client, call)) {
		call->again = true;
		aws_http_answer_free(&call->result.http);
		sign_and_start(client, call);
		return false;
	}
	*closure = call->closure;
	*result = call->result;	/* taken over */
	result->skew = client->skew;
	call->result = (struct aws_result){0};
	free_call(call);
	return true;
}
