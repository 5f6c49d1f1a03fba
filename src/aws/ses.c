/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SendEmail of SES's API version 2 (2019-09-27), always with the whole message
 * as Raw and the recipients as Destination: only then are exactly these asked
 * for, whatever the header says, and the right "ses:SendRawEmail" is enough.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum {
	RECIPIENTS_MAX = 50,
	MESSAGE_MAX = 41943040,	/* above 40 MB in any reading of "MB" */
	ID_MAX = 256
};

/* ---- request ----------------------------------------------------------- */

/* A JSON string; text is valid UTF-8. */
static void
add_text(struct er_buf *b, const char *text, size_t n)
{
	size_t i;

	er_buf_addc(b, '"');
	for (i = 0; i < n; i++) {
		if ((unsigned char)text[i] < 0x20)
			er_buf_addf(b, "\\u%04x", (unsigned)text[i]);
		else {
			if (text[i] == '"' || text[i] == '\\')
				er_buf_addc(b, '\\');
			er_buf_addc(b, text[i]);
		}
	}
	er_buf_addc(b, '"');
}

static void
add_string(struct er_buf *b, const char *text)
{
	add_text(b, text, strlen(text));
}

/* "Name":"text", after which more follows; nothing for NULL. */
static void
add_member(struct er_buf *b, const char *name, const char *text)
{
	if (text == NULL)
		return;
	add_string(b, name);
	er_buf_addc(b, ':');
	add_string(b, text);
	er_buf_addc(b, ',');
}

/* {"name":"half before","other":"half after"} for text "before=after"; without
 * the separator only the first. */
static void
add_pair(struct er_buf *b, const char *name, const char *other,
    const char *text, char separator)
{
	const char *at = strchr(text, separator);

	er_buf_addc(b, '{');
	add_string(b, name);
	er_buf_addc(b, ':');
	add_text(b, text, at != NULL ? (size_t)(at - text) : strlen(text));
	if (at != NULL) {
		er_buf_addc(b, ',');
		add_string(b, other);
		er_buf_addc(b, ':');
		add_string(b, at + 1);
	}
	er_buf_addc(b, '}');
}

/* "Name":["a","b"] after what stands there; nothing for no addresses. */
static void
add_addresses(struct er_buf *b, const char *name, const char *const *list,
    size_t n)
{
	size_t i;

	if (n == 0)
		return;
	if (b->p[b->n - 1] != '{')
		er_buf_addc(b, ',');
	add_string(b, name);
	er_buf_adds(b, ":[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			er_buf_addc(b, ',');
		add_string(b, list[i]);
	}
	er_buf_addc(b, ']');
}

static void
add_tags(struct er_buf *b, const struct aws_email *email)
{
	size_t i;

	for (i = 0; i < email->ntags; i++) {
		er_buf_adds(b, i == 0 ? "\"EmailTags\":[" : ",");
		add_pair(b, "Name", "Value", email->tags[i], '=');
	}
	if (email->ntags > 0)
		er_buf_adds(b, "],");
}

/* All that goes before the message. */
static void
add_request(struct er_buf *b, const struct aws_email *email)
{
	er_buf_adds(b, "{\"Destination\":{");
	add_addresses(b, "ToAddresses", email->to, email->nto);
	add_addresses(b, "CcAddresses", email->cc, email->ncc);
	add_addresses(b, "BccAddresses", email->bcc, email->nbcc);
	er_buf_adds(b, "},");
	add_member(b, "ConfigurationSetName", email->configuration_set);
	add_member(b, "TenantName", email->tenant);
	add_member(b, "FeedbackForwardingEmailAddress", email->feedback);
	add_tags(b, email);
	if (email->list_management != NULL) {
		er_buf_adds(b, "\"ListManagementOptions\":");
		add_pair(b, "ContactListName", "TopicName",
		    email->list_management, '/');
		er_buf_addc(b, ',');
	}
	er_buf_adds(b, "\"Content\":{\"Raw\":{\"Data\":\"");
}

/* ---- what SES would refuse anyway ---------------------------------------- */

static bool
are_texts(const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i] != NULL && er_utf8_check(list[i],
		    strlen(list[i])) < strlen(list[i]))
			return false;
	return true;
}

/* The reason, owned; NULL: it may be sent. */
static char *
find_fault(const struct aws_email *email)
{
	size_t n = email->nto + email->ncc + email->nbcc;
	const char *const names[] = { email->configuration_set, email->tenant,
	    email->feedback, email->list_management };

	if (n == 0)
		return er_xstrdup(_("the message has no recipients"));
	if (n > RECIPIENTS_MAX)
		return er_xasprintf(_("the message has %zu recipients; SES "
		    "takes at most %d in one call"), n, RECIPIENTS_MAX);
	if (email->raw.n > MESSAGE_MAX)
		return er_xasprintf(_("the message has %zu bytes; SES takes at "
		    "most %d"), email->raw.n, MESSAGE_MAX);
	if (!are_texts(email->to, email->nto) ||
	    !are_texts(email->cc, email->ncc) ||
	    !are_texts(email->bcc, email->nbcc) ||
	    !are_texts(email->tags, email->ntags) ||
	    !are_texts(names, sizeof names / sizeof *names))
		return er_xstrdup(_("an address or a name for SES is not valid "
		    "UTF-8"));
	return NULL;
}

/* ---- answer ------------------------------------------------------------ */

/* Owned; NULL when the body is not what SendEmail answers. */
static char *
find_message_id(const struct er_buf *body)
{
	json_t *root = json_loadb(body->p != NULL ? body->p : "", body->n, 0,
	    NULL);
	const char *text = json_string_value(
	    json_object_get(root, "MessageId"));
	char *id = NULL;
	size_t i;

	if (text != NULL && text[0] != '\0' && strlen(text) <= ID_MAX) {
		for (i = 0; text[i] > ' ' && text[i] <= '~'; i++)
			continue;
		if (text[i] == '\0')
			id = er_xstrdup(text);
	}
	json_decref(root);
	return id;
}

static void
read_http(const struct aws_http_answer *http, const struct aws_email *email,
    struct aws_answer *answer)
{
	if (http->request_id != NULL)
		answer->request_id = er_xstrdup(http->request_id);
	answer->retry_after_ms = http->retry_after_ms;
	if (http->fault == NULL && http->status == 200)
		answer->message_id = find_message_id(&http->body);
	if (answer->message_id == NULL) {
		aws_classify(http, email, answer);
		return;
	}
	answer->outcome = AWS_ACCEPTED;
	answer->status = http->status;
	answer->cls = ER_NONE;
}

static void
read_result(struct aws_result *result, const struct aws_email *email,
    struct aws_answer *answer)
{
	*answer = (struct aws_answer){ .skew = result->skew };
	if (result->err.cls == ER_NONE) {
		read_http(&result->http, email, answer);
		aws_http_answer_free(&result->http);
		return;
	}
	/* Missing or bad keys are a refusal, as if SES had seen them; those
	 * that may come later are not. */
	answer->outcome = result->err.cls == ER_TEMP ||
	    result->err.cls == ER_OS ? AWS_NOT_SENT : AWS_REFUSED;
	answer->cls = result->err.cls;
	answer->cause = result->err.text;	/* taken over */
}

/* ---- calls -------------------------------------------------------------- */

void
aws_ses_start(struct aws_client *client, struct aws_email *email, time_t now)
{
	static const char tail[] = "\"}}}";
	struct aws_body body = {
		.raw = email->raw,
		.tail = tail, .ntail = sizeof tail - 1
	};
	struct er_buf head = {0}, whole = {0};
	size_t size;
	char *fault = find_fault(email);

	if (fault != NULL) {
		aws_call_refuse(client, ER_DATA, fault, email);
		return;
	}
	add_request(&head, email);
	body.p = head.p;
	body.n = head.n;
	size = aws_body_size(&body);
	if (size < AWS_BODY_SMALL) {
		aws_body_give(&body, 0, er_buf_extend(&whole, size), size);
		er_buf_free(&head);
		head = whole;
		body = (struct aws_body){ .p = head.p, .n = head.n };
	}
	aws_call_start(client, "POST", "/v2/email/outbound-emails", &head,
	    &body, now, email);
}

struct aws_email *
aws_ses_take(struct aws_client *client, long ms, struct aws_answer *answer)
{
	struct aws_result result;
	void *email;

	if (!aws_call_take(client, ms, &email, &result))
		return NULL;
	read_result(&result, email, answer);
	return email;
}

void
aws_ses_send(struct aws_client *client, const struct aws_email *email,
    time_t now, struct aws_answer *answer)
{
	struct aws_email one = *email;

	aws_ses_start(client, &one, now);
	while (aws_ses_take(client, 1000, answer) == NULL)
		;
}

void
aws_answer_free(struct aws_answer *answer)
{
	free(answer->message_id);
	free(answer->request_id);
	free(answer->code);
	free(answer->cause);
	free(answer->remedy);
	*answer = (struct aws_answer){0};
}
