/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys that a container (ECS, EKS, Greengrass) is given: JSON from an
 * address on this machine or beside it, for a token where one is set.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

#define HOST "http://169.254.170.2"

enum { TIMEOUT_MS = 2000 };

/* The URL (owned) and the variable that it is from; NULL: it is not set up. */
static char *
find_url(const struct aws_chain *chain, const char **variable)
{
	const char *value;

	*variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
	value = aws_chain_setting(chain, *variable);
	if (value != NULL)
		return er_xasprintf(HOST "%s%s", value[0] == '/' ? "" : "/",
		    value);
	*variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
	value = aws_chain_setting(chain, *variable);
	return value != NULL ? er_xstrdup(value) : NULL;
}

/* *token: to be wiped, or NULL: none is asked for. */
static int
find_token(const struct aws_chain *chain, char **token, struct er_err *err)
{
	const char *path = aws_chain_setting(chain,
	    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *value = aws_chain_setting(chain,
	    "AWS_CONTAINER_AUTHORIZATION_TOKEN"), *p;

	*token = NULL;
	if (path != NULL)
		*token = aws_read_line(path, err);
	else if (value != NULL)
		*token = er_xstrdup(value);
	if (*token == NULL)
		return path != NULL ? -1 : 0;
	for (p = *token; *p >= ' ' && *p <= '~'; p++)
		continue;
	if (*p == '\0')
		return 0;
	er_fail(err, ER_CONFIG, _("%s holds a control character or a letter "
	    "that no token has"), path != NULL ? path :
	    "AWS_CONTAINER_AUTHORIZATION_TOKEN");
	er_wipe(*token, strlen(*token));
	free(*token);
	*token = NULL;
	return -1;
}

static int
ask(const struct aws_chain *chain, const struct aws_endpoint *e,
    const char *url, const char *token, struct aws_credentials *creds,
    struct er_err *err)
{
	const struct aws_header headers[] = { { "Accept", "application/json" },
	    { "Authorization", token } };
	const struct aws_http_request request = { .method = "GET", .url = url,
	    .headers = headers, .nheaders = token != NULL ? 2 : 1 };
	struct aws_http_answer answer;
	int rc;

	rc = aws_near_ask(chain, e, NULL, &request, TIMEOUT_MS, &answer, err);
	if (rc == 0) {
		rc = aws_keys_parse(answer.body.p, answer.body.n, e->host,
		    false, creds, err);
		aws_http_answer_free(&answer);
	}
	return rc;
}

static int
fetch(struct aws_chain *chain, const struct aws_source *source, time_t now,
    struct aws_credentials *creds, struct er_err *err)
{
	const char *variable;
	char *url = find_url(chain, &variable), *token = NULL;
	struct aws_endpoint e = {0};
	int rc = -1;

	(void)source;
	(void)now;
	if (aws_near_endpoint(variable, url, &e, err) == 0 &&
	    find_token(chain, &token, err) == 0)
		rc = ask(chain, &e, url, token, creds, err);
	if (token != NULL)
		er_wipe(token, strlen(token));
	free(token);
	free(url);
	aws_endpoint_free(&e);
	return rc;
}

int
aws_from_container(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	const char *variable;
	char *url = find_url(chain, &variable);
	struct aws_endpoint e = {0};
	int rc;

	(void)profile;
	if (url == NULL)
		return 0;
	rc = aws_near_endpoint(variable, url, &e, err);
	free(url);
	aws_endpoint_free(&e);
	*source = (struct aws_source){ .fetch = fetch };
	return rc == 0 ? 1 : -1;
}
