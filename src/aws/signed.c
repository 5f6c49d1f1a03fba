/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request signed and sent, as SES and STS both want it. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"

static void
start(struct aws_http *http, const struct aws_endpoint *endpoint,
    const struct aws_credentials *creds, const struct aws_request *request,
    const struct aws_signature *signature, void *closure)
{
	const char *query = request->query;
	char *url = er_xasprintf("%s%s%s%s", endpoint->url,
	    request->path + strlen(endpoint->base),
	    query != NULL ? "?" : "", query != NULL ? query : "");
	struct aws_header headers[6] = {
		{ "Expect", "" },	/* no waiting for "100 Continue" */
		{ "Host", request->host },
		{ "X-Amz-Date", signature->date },
		{ "Authorization", signature->authorization },
	};
	struct aws_http_request wire = {
		.method = request->method, .url = url, .headers = headers,
		.nheaders = 4, .body = request->body,
	};

	if (request->nheaders > 0)
		headers[wire.nheaders++] = request->headers[0];
	if (creds->token != NULL)
		headers[wire.nheaders++] = (struct aws_header){
		    "X-Amz-Security-Token", creds->token };
	aws_http_start(http, &wire, closure);
	free(url);
}

int
aws_signed_start(struct aws_http *http, const struct aws_endpoint *endpoint,
    const struct aws_service *service, const struct aws_credentials *creds,
    const struct aws_request *request, time_t now, void *closure,
    struct er_err *err)
{
	struct aws_signature signature;

	if (aws_sign(request, creds, endpoint->region, service->signing, now,
	    &signature, err) != 0)
		return -1;
	start(http, endpoint, creds, request, &signature, closure);
	aws_signature_free(&signature);
	return 0;
}

int
aws_signed_send(struct aws_http *http, const struct aws_endpoint *endpoint,
    const struct aws_service *service, const struct aws_credentials *creds,
    const struct aws_request *request, time_t now,
    struct aws_http_answer *answer, struct er_err *err)
{
	void *closure;

	if (aws_signed_start(http, endpoint, service, creds, request, now,
	    NULL, err) != 0)
		return -1;
	while (!aws_http_take(http, 1000, &closure, answer))
		;
	return 0;
}
