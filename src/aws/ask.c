/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions to SES that change nothing: GetAccount, GetEmailIdentity,
 * GetSuppressedDestination and GetConfigurationSet of API version 2. Members
 * that an answer lacks are as if they were false or empty: AWS leaves some out.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { NUMBER_MAX = 1000000000, WORD_MAX = 300 };

/* ---- reading answers ------------------------------------------------------ */

static char *
read_word(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	struct er_buf b = {0};

	if (text == NULL || *text == '\0')
		return NULL;
	er_buf_addclean(&b, text, strlen(text), WORD_MAX);
	return er_buf_steal(&b);
}

static bool
is_true(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

/* -1: there is none, or no end. */
static double
read_number(const json_t *object, const char *name)
{
	double value = json_number_value(json_object_get(object, name));

	return json_is_number(json_object_get(object, name)) && value >= 0 &&
	    value <= NUMBER_MAX ? value : -1;
}

static void
read_account(const json_t *root, struct aws_reply *reply)
{
	const json_t *quota = json_object_get(root, "SendQuota");

	reply->production = is_true(root, "ProductionAccessEnabled");
	reply->sending = !json_is_false(json_object_get(root,
	    "SendingEnabled"));
	reply->status = read_word(root, "EnforcementStatus");
	reply->most = read_number(quota, "Max24HourSend");
	reply->sent = read_number(quota, "SentLast24Hours");
	reply->rate = read_number(quota, "MaxSendRate");
}

static void
read_identity(const json_t *root, struct aws_reply *reply)
{
	const json_t *dkim = json_object_get(root, "DkimAttributes");
	const json_t *from = json_object_get(root, "MailFromAttributes");
	const char *behaviour = json_string_value(json_object_get(from,
	    "BehaviorOnMxFailure"));

	reply->verified = is_true(root, "VerifiedForSendingStatus");
	reply->status = read_word(root, "VerificationStatus");
	reply->dkim = read_word(dkim, "Status");
	reply->mail_from = read_word(from, "MailFromDomain");
	reply->mail_from_status = read_word(from, "MailFromDomainStatus");
	reply->rejects = behaviour != NULL &&
	    strcmp(behaviour, "REJECT_MESSAGE") == 0;
	reply->set = read_word(root, "ConfigurationSetName");
}

static void
read_suppressed(const json_t *root, struct aws_reply *reply)
{
	reply->status = read_word(json_object_get(root,
	    "SuppressedDestination"), "Reason");
}

static void
read_set(const json_t *root, struct aws_reply *reply)
{
	reply->sending = !json_is_false(json_object_get(json_object_get(root,
	    "SendingOptions"), "SendingEnabled"));
}

static const struct {
	const char *path;	/* a name follows, unless there is none */
	void (*read)(const json_t *root, struct aws_reply *reply);
} questions[] = {
	[AWS_ASK_ACCOUNT] = { "/v2/email/account", read_account },
	[AWS_ASK_IDENTITY] = { "/v2/email/identities/", read_identity },
	[AWS_ASK_SUPPRESSED] =
	    { "/v2/email/suppression/addresses/", read_suppressed },
	[AWS_ASK_SET] = { "/v2/email/configuration-sets/", read_set },
};

/* ---- what came of it ------------------------------------------------------ */

static bool
is_code(const char *code, const char *const *list)
{
	for (; code != NULL && *list != NULL; list++)
		if (strcmp(code, *list) == 0)
			return true;
	return false;
}

/* The table of errors.c is about messages; of it the words are used, and which
 * of the keys' faults it is. */
static void
read_refusal(const struct aws_http_answer *http, struct aws_reply *reply)
{
	static const char *const denied[] = { "AccessDeniedException",
	    "AccessDenied", "NotAuthorized", NULL };
	static const char *const missing[] = { "NotFoundException", NULL };
	struct aws_answer answer = {0};

	aws_classify(http, NULL, &answer);
	if (http->fault != NULL)
		reply->told = AWS_NO_ANSWER;
	else if (is_code(answer.code, denied))
		reply->told = AWS_MAY_NOT_ASK;
	else if (http->status == 404 && is_code(answer.code, missing))
		reply->told = AWS_NOT_THERE;
	else if (answer.throttled || http->status >= 500)
		reply->told = AWS_ASK_LATER;
	else if (answer.cls == ER_NOPERM)
		reply->told = AWS_KEYS_REFUSED;
	else
		reply->told = AWS_NO_ANSWER;
	reply->cause = answer.cause;
	answer.cause = NULL;	/* taken over, as is this, but for what is to
				 * be done about a message in doubt: */
	if (answer.outcome != AWS_IN_DOUBT) {
		reply->remedy = answer.remedy;
		answer.remedy = NULL;
	}
	aws_answer_free(&answer);
}

static void
read_answer(const struct aws_http_answer *http, enum aws_question question,
    struct aws_reply *reply)
{
	json_t *root = NULL;

	reply->date = http->date;
	if (http->fault == NULL && http->status == 200)
		root = json_loadb(http->body.p != NULL ? http->body.p : "",
		    http->body.n, 0, NULL);
	if (json_is_object(root)) {
		reply->told = AWS_TOLD;
		questions[question].read(root, reply);
	} else if (http->fault == NULL && http->status == 200) {
		reply->told = AWS_NO_ANSWER;
		reply->cause = er_xstrdup(_("the answer is not SES's: it is "
		    "no JSON object"));
		reply->remedy = er_xstrdup(_("Check AWS_ENDPOINT_URL_SESV2 "
		    "and AWS_ENDPOINT_URL."));
	} else {
		read_refusal(http, reply);
	}
	json_decref(root);
}

void
aws_ask_start(struct aws_client *client, struct aws_ask *ask, time_t now)
{
	struct er_buf path = {0};
	const char *p = ask->name;

	er_buf_adds(&path, questions[ask->question].path);
	for (; p != NULL && *p != '\0'; p++)
		aws_add_encoded(&path, (unsigned char)*p);
	aws_call_start(client, "GET", path.p, NULL, NULL, now, ask);
	er_buf_free(&path);
}

struct aws_ask *
aws_ask_take(struct aws_client *client, long ms, struct aws_reply *reply)
{
	struct aws_result result;
	struct aws_ask *ask;
	void *closure;

	if (!aws_call_take(client, ms, &closure, &result))
		return NULL;
	ask = closure;
	*reply = (struct aws_reply){ .date = (time_t)-1 };
	if (result.err.cls == ER_NONE) {
		read_answer(&result.http, ask->question, reply);
		aws_http_answer_free(&result.http);
	} else {
		reply->told = result.err.cls == ER_TEMP ? AWS_NO_ANSWER :
		    AWS_KEYS_REFUSED;
		reply->cause = result.err.text;	/* taken over */
	}
	return ask;
}

void
aws_reply_free(struct aws_reply *reply)
{
	free(reply->cause);
	free(reply->remedy);
	free(reply->status);
	free(reply->dkim);
	free(reply->mail_from);
	free(reply->mail_from_status);
	free(reply->set);
	*reply = (struct aws_reply){0};
}
