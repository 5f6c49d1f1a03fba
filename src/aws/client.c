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
	struct aws_chain *chain;
	char *ca_bundle;	/* NULL: the system's */
	struct aws_http *http;
	long skew;		/* the server's clock less ours, as far as it
				 * had to be corrected */
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

void
aws_client_free(struct aws_client *client)
{
	if (client == NULL)
		return;
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

void
aws_client_set_timeout(struct aws_client *client, long ms)
{
	aws_http_set_timeout(client->http, ms);
}

/* ---- one call ---------------------------------------------------------- */

static int
sign_and_send(struct aws_client *client, const struct aws_request *request,
    time_t now, struct aws_http_answer *answer, struct er_err *err)
{
	const struct aws_credentials *creds = aws_chain_keys(client->chain,
	    now, err);

	if (creds == NULL)
		return -1;
	return aws_signed_send(client->http, &client->endpoint, &aws_ses,
	    creds, request, now, answer, err);
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
	/* After a refusal a second try cannot be a second mail. */
	more = rc == 0 ? find_skew(answer, now + client->skew) : 0;
	client->skew += more;
	if (more != 0 || (rc == 0 && is_expired(answer) &&
	    aws_chain_renew(client->chain, now + client->skew, NULL))) {
		aws_http_answer_free(answer);
		rc = sign_and_send(client, &request, now + client->skew,
		    answer, err);
	}
	*skew = client->skew;
	free(full);
	return rc;
}
