/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * STS's GetCallerIdentity, which any keys may ask: a refusal is a fault of the
 * keys, not of what they may do.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { TEXT_MAX = 400 };

static const char form[] = "Action=GetCallerIdentity&Version=2011-06-15";

static int
ask(struct aws_chain *chain, const char *ca_bundle, time_t now,
    struct aws_http_answer *answer, struct er_err *err)
{
	static const struct aws_header type = { "Content-Type",
	    "application/x-www-form-urlencoded; charset=utf-8" };
	const struct aws_credentials *creds = aws_chain_keys(chain, now, err);
	struct aws_http *http = NULL;
	struct aws_request request = { .method = "POST", .headers = &type,
	    .nheaders = 1, .body = { .p = form, .n = sizeof form - 1 } };
	char *path = NULL;
	int rc = -1;

	if (creds != NULL && aws_sts_load(chain, err) == 0)
		http = aws_http_new(&chain->sts, ca_bundle, err);
	if (http != NULL) {
		path = er_xasprintf("%s/", chain->sts.base);
		request.host = chain->sts.host;
		request.path = path;
		rc = aws_signed_send(http, &chain->sts, &aws_sts, creds,
		    &request, now, answer, err);
	}
	free(path);
	aws_http_free(http);
	return rc;
}

/* A code of STS's is in <Code>, which errors.c, made for JSON, does not see. */
static void
read_refusal(struct aws_http_answer *answer, struct aws_reply *reply)
{
	char *code = aws_element(&answer->body, "Code");
	char *text = aws_element(&answer->body, "Message");
	struct aws_answer found = {0};
	struct er_buf said = {0};

	if (code != NULL && answer->fault == NULL) {
		free(answer->error_type);
		answer->error_type = er_xstrdup(code);
		answer->body.n = 0;
		if (text != NULL)
			er_buf_adds(&answer->body, text);
	}
	aws_classify(answer, NULL, &found);
	reply->told = answer->fault != NULL ? AWS_NO_ANSWER :
	    found.throttled || answer->status >= 500 ? AWS_ASK_LATER :
	    code != NULL && strncmp(code, "AccessDenied", 12) == 0 ?
	    AWS_MAY_NOT_ASK : found.cls == ER_NOPERM ? AWS_KEYS_REFUSED :
	    AWS_NO_ANSWER;
	if (code != NULL && answer->fault == NULL) {
		er_buf_addclean(&said, text != NULL ? text : "",
		    text != NULL ? strlen(text) : 0, TEXT_MAX);
		/* TRANSLATORS: a number, AWS's name for it, AWS's own words */
		reply->cause = er_xasprintf(_("STS answered %d %s: %s"),
		    answer->status, found.code, said.p);
		er_buf_free(&said);
	} else {
		reply->cause = found.cause;
		found.cause = NULL;	/* taken over, as is this, but for what
					 * is to be done about a message */
	}
	if (found.outcome != AWS_IN_DOUBT) {
		reply->remedy = found.remedy;
		found.remedy = NULL;
	}
	aws_answer_free(&found);
	free(code);
	free(text);
}

enum { SKEW_MIN = 240 };	/* as in client.c */

static void
get(struct aws_chain *chain, const char *ca_bundle, time_t now,
    struct aws_reply *reply)
{
	struct aws_http_answer answer = {0};
	struct er_err err = {0};

	*reply = (struct aws_reply){ .date = (time_t)-1 };
	if (ask(chain, ca_bundle, now, &answer, &err) != 0) {
		reply->told = err.cls == ER_TEMP ? AWS_NO_ANSWER :
		    AWS_KEYS_REFUSED;
		reply->cause = err.text;	/* taken over */
		return;
	}
	reply->date = answer.date;
	if (answer.fault == NULL && answer.status == 200)
		reply->status = aws_element(&answer.body, "Arn");
	if (reply->status != NULL)
		reply->told = AWS_TOLD;
	else
		read_refusal(&answer, reply);
	aws_http_answer_free(&answer);
}

/* Asked again by the server's time, where our clock is why it says no. */
void
aws_caller_get(struct aws_client *client, time_t now,
    struct aws_reply *reply)
{
	const char *ca_bundle;
	struct aws_chain *chain = aws_client_chain(client, &ca_bundle);
	time_t date;

	get(chain, ca_bundle, now, reply);
	date = reply->date;
	if (reply->told != AWS_KEYS_REFUSED || date == (time_t)-1 ||
	    labs((long)(date - now)) < SKEW_MIN)
		return;
	aws_reply_free(reply);
	get(chain, ca_bundle, date, reply);
}
