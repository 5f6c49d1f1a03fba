/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One signed call: settings, signature, exchange, and a wrong clock mended. */
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
	struct aws_credentials creds;
	char *ca_bundle;	/* NULL: the system's */
	struct aws_http *http;
	long skew;		/* the server's clock less ours, as far as it
				 * had to be corrected */
};

static int
load_ca_bundle(struct aws_client *client, aws_lookup *lookup, void *closure,
    struct er_err *err)
{
	const char *path = aws_setting(lookup, closure, "AWS_CA_BUNDLE");
	struct er_buf clean = {0};

	if (path == NULL)
		return 0;
	if (access(path, R_OK) != 0) {
		er_buf_addclean(&clean, path, strlen(path), 200);
		/* TRANSLATORS: a file name and the system's reason */
		er_fail(err, ER_CONFIG, _("AWS_CA_BUNDLE: cannot read '%s': "
		    "%s"), clean.p, strerror(errno));
		er_buf_free(&clean);
		return -1;
	}
	client->ca_bundle = er_xstrdup(path);
	return 0;
}

struct aws_client *
aws_client_new(aws_lookup *lookup, void *closure, struct er_err *err)
{
	struct aws_client *client = er_xcalloc(1, sizeof *client);

	if (aws_credentials_load(lookup, closure, &client->creds, err) == 0 &&
	    aws_endpoint_load(lookup, closure, &client->endpoint, err) == 0 &&
	    load_ca_bundle(client, lookup, closure, err) == 0)
		client->http = aws_http_new(&client->endpoint,
		    client->ca_bundle, err);
	if (client->http == NULL) {
		aws_client_free(client);
		return NULL;
	}
	return client;
}

void
aws_client_free(struct aws_client *client)
{
	if (client == NULL)
		return;
	aws_http_free(client->http);
	aws_endpoint_free(&client->endpoint);
	aws_credentials_free(&client->creds);
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

void
aws_client_set_timeout(struct aws_client *client, long ms)
{
	aws_http_set_timeout(client->http, ms);
}

/* ---- one call ---------------------------------------------------------- */

static void
exchange(struct aws_client *client, const struct aws_request *request,
    const struct aws_signature *signature, struct aws_http_answer *answer)
{
	const char *query = request->query;
	char *url = er_xasprintf("%s%s%s%s", client->endpoint.url,
	    request->path + strlen(client->endpoint.base),
	    query != NULL ? "?" : "", query != NULL ? query : "");
	struct aws_header headers[6] = {
		{ "Expect", "" },	/* no waiting for "100 Continue" */
		{ "Host", request->host },
		{ "X-Amz-Date", signature->date },
		{ "Authorization", signature->authorization },
	};
	struct aws_http_request wire = {
		.method = request->method, .url = url, .headers = headers,
		.nheaders = 4, .body = request->body, .nbody = request->nbody,
	};

	if (request->nheaders > 0)
		headers[wire.nheaders++] = request->headers[0];
	if (client->creds.token != NULL)
		headers[wire.nheaders++] = (struct aws_header){
		    "X-Amz-Security-Token", client->creds.token };
	aws_http_send(client->http, &wire, answer);
	free(url);
}

static int
sign_and_send(struct aws_client *client, const struct aws_request *request,
    time_t now, struct aws_http_answer *answer, struct er_err *err)
{
	struct aws_signature signature;

	if (aws_sign(request, &client->creds, client->endpoint.region, "ses",
	    now, &signature, err) != 0)
		return -1;
	exchange(client, request, &signature, answer);
	aws_signature_free(&signature);
	return 0;
}

/* Does this answer say that the clock is wrong, and by how much? 0: no. */
static long
find_skew(const struct aws_http_answer *answer, time_t now)
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
	skew = (long)(answer->date - now);
	if (labs(skew) < SKEW_MIN || labs(skew) > SKEW_MAX)
		return 0;
	code = aws_error_code(answer);
	for (i = 0; code != NULL && i < sizeof codes / sizeof codes[0]; i++)
		if (strcmp(code, codes[i]) == 0)
			found = true;
	free(code);
	return found ? skew : 0;
}

int
aws_call(struct aws_client *client, const char *method, const char *path,
    const char *query, const struct er_buf *body, time_t now,
    struct aws_http_answer *answer, long *skew, struct er_err *err)
{
	static const struct aws_header json = { "Content-Type",
	    "application/json" };
	char *full = er_xasprintf("%s%s", client->endpoint.base, path);
	struct aws_request request = {
		.method = method, .host = client->endpoint.host, .path = full,
		.query = query, .headers = &json,
		.nheaders = body != NULL ? 1 : 0,
		.body = body != NULL ? body->p : NULL,
		.nbody = body != NULL ? body->n : 0,
	};
	long more;
	int rc;

	rc = sign_and_send(client, &request, now + client->skew, answer, err);
	more = rc == 0 ? find_skew(answer, now + client->skew) : 0;
	if (more != 0) {
		/* A refusal, so that a second try cannot be a second mail. */
		client->skew += more;
		aws_http_answer_free(answer);
		rc = sign_and_send(client, &request, now + client->skew,
		    answer, err);
	}
	*skew = client->skew;
	free(full);
	return rc;
}
