/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys that an EC2 instance is given by its metadata service, version 2
 * only: version 1 answers whoever can make the instance fetch a URL.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

#define TOKEN "/latest/api/token"
#define KEYS "/latest/meta-data/iam/security-credentials/"
#define TOKEN_FIELD "X-aws-ec2-metadata-token"

enum { TIMEOUT_S = 1, TIMEOUT_MAX = 60, WORD_MAX = 4096 };

static const char *
setting(const struct aws_chain *chain, const char *variable, const char *key)
{
	const char *value = aws_chain_setting(chain, variable);
	const struct aws_entry *e = aws_profile_find(&chain->profiles,
	    chain->profiles.name, key);

	return value == NULL && e != NULL ? e->value : value;
}

static int
find_endpoint(const struct aws_chain *chain, struct aws_endpoint *e,
    struct er_err *err)
{
	static const char name[] = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
	const char *url = setting(chain, name,
	    "ec2_metadata_service_endpoint");
	const char *mode = setting(chain,
	    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
	    "ec2_metadata_service_endpoint_mode");

	if (url == NULL)
		url = mode != NULL && strcasecmp(mode, "IPv6") == 0 ?
		    "http://[fd00:ec2::254]" : "http://169.254.169.254";
	return aws_near_endpoint(name, url, e, err);
}

static long
timeout_ms(const struct aws_chain *chain)
{
	const char *value = setting(chain, "AWS_METADATA_SERVICE_TIMEOUT",
	    "metadata_service_timeout");
	long seconds = value != NULL ? strtol(value, NULL, 10) : TIMEOUT_S;

	if (seconds < 1 || seconds > TIMEOUT_MAX)
		seconds = TIMEOUT_S;
	return seconds * 1000;
}

/* One step. body is owned, to be wiped, and text. */
static int
ask(const struct aws_chain *chain, const struct aws_endpoint *e,
    const char *method, const char *path, const struct aws_header *header,
    struct er_buf *body, struct er_err *err)
{
	char *url = er_xasprintf("%s%s", e->url, path);
	const struct aws_http_request request = { .method = method,
	    .url = url, .headers = header, .nheaders = 1 };
	const char *missing = chain->creds.key_id != NULL ? NULL :
	    _("no AWS credentials: set AWS_ACCESS_KEY_ID and "
	    "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; nor does EC2's metadata "
	    "service give any (in a container on an instance, its hop limit "
	    "must be 2)");
	struct aws_http_answer answer;
	int rc;

	rc = aws_near_ask(chain, e, missing, &request, timeout_ms(chain),
	    &answer, err);
	if (rc == 0) {
		*body = answer.body;	/* taken over */
		er_buf_adds(body, "");
		answer.body = (struct er_buf){0};
		aws_http_answer_free(&answer);
	}
	free(url);
	return rc;
}

/* The first line of an answer that is to be one word. */
static int
first_word(struct er_buf *body, const struct aws_endpoint *e,
    struct er_err *err)
{
	er_buf_trim(body, strcspn(body->p, "\r\n"));
	if (body->n > 0 && body->n <= WORD_MAX && aws_is_key_text(body->p))
		return 0;
	er_fail(err, ER_PROTOCOL, _("%s does not answer as EC2's metadata "
	    "service does"), e->host);
	return -1;
}

static int
ask_keys(const struct aws_chain *chain, const struct aws_endpoint *e,
    const char *token, struct aws_credentials *creds, struct er_err *err)
{
	const struct aws_header header = { TOKEN_FIELD, token };
	struct er_buf role = {0}, body = {0};
	char *path = NULL;
	int rc = -1;

	if (ask(chain, e, "GET", KEYS, &header, &role, err) != 0 ||
	    first_word(&role, e, err) != 0)
		goto out;
	path = er_xasprintf(KEYS "%s", role.p);
	if (ask(chain, e, "GET", path, &header, &body, err) == 0)
		rc = aws_keys_parse(body.p, body.n, e->host, false, creds,
		    err);
out:
	free(path);
	er_buf_free(&role);
	er_buf_wipe(&body);
	return rc;
}

static int
fetch(struct aws_chain *chain, const struct aws_source *source, time_t now,
    struct aws_credentials *creds, struct er_err *err)
{
	static const struct aws_header lifetime = {
	    TOKEN_FIELD "-ttl-seconds", "21600" };
	struct aws_endpoint e = {0};
	struct er_buf token = {0};
	int rc = -1;

	(void)source;
	(void)now;
	if (find_endpoint(chain, &e, err) == 0 &&
	    ask(chain, &e, "PUT", TOKEN, &lifetime, &token, err) == 0 &&
	    first_word(&token, &e, err) == 0)
		rc = ask_keys(chain, &e, token.p, creds, err);
	er_buf_wipe(&token);
	aws_endpoint_free(&e);
	return rc;
}

int
aws_from_imds(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	const char *off = aws_chain_setting(chain,
	    "AWS_EC2_METADATA_DISABLED");
	struct aws_endpoint e = {0};
	int rc;

	(void)profile;
	if (off != NULL && strcasecmp(off, "true") == 0)
		return 0;
	rc = find_endpoint(chain, &e, err);
	aws_endpoint_free(&e);
	*source = (struct aws_source){ .fetch = fetch };
	return rc == 0 ? 1 : -1;
}
