/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an exchange with SES came to: one table, read from the top, the first
 * row that fits decides. er-sesmail(1) shows the same table.
 *
 * "Not sent" is a promise. It is given where the request did not go out whole,
 * or where SES itself says that it did not take it. Whatever else leaves it
 * open is in doubt; no row may turn that into a refusal to be kind.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

/* In place of a status: there was no whole answer. */
enum {
	UNSENT = 0,	/* and the request did not go out whole */
	SENT = 1	/* but the request may have arrived */
};

enum { TEXT_MAX = 400, CODE_MAX = 100 };

#define THROTTLED "TooManyRequestsException ThrottlingException Throttling " \
	"RequestThrottled RequestThrottledException ThrottledException " \
	"SlowDown RequestLimitExceeded BandwidthLimitExceeded " \
	"PriorRequestNotComplete"
#define DAILY "TooManyRequestsException ThrottlingException Throttling " \
	"LimitExceededException"
#define SIGNATURE "InvalidSignatureException SignatureDoesNotMatch"
#define BAD_MESSAGE "BadRequestException InvalidParameterValue"
#define MISSING_SET "NotFoundException ConfigurationSetDoesNotExist " \
	"ConfigurationSetDoesNotExistException"

#define WAIT_QUOTA N_("The quota counts the last 24 hours: wait, or ask AWS " \
	"for more.")
#define SLOWER N_("Send more slowly.")
#define CHECK_CLOCK N_("Set this machine's clock.")
#define CHECK_COPY N_("It may have been delivered: look for the audit copy " \
	"before you send it again.")
#define CHECK_ENDPOINT N_("Check AWS_REGION, AWS_ENDPOINT_URL_SESV2 and " \
	"AWS_ENDPOINT_URL.")
#define CHECK_SET N_("Check the configuration set (SES_CONFIGURATION_SET, " \
	"and the identity's default one), and what --tenant and " \
	"--list-management name: all in this region.")
#define ANSWER_REVIEW N_("Answer the review mail that AWS sent to the owner " \
	"of the account.")

/* When it may be tried again, if it was not sent. */
enum again { SOON, SLOWLY, NOT_NOW };

static const struct rule {
	int low, high;		/* status, or UNSENT or SENT */
	const char *codes;	/* any of these names; NULL: any or none */
	const char *text;	/* words in the server's text; NULL: any */
	enum aws_outcome outcome;
	enum er_class cls;
	enum again again;
	const char *remedy;	/* NULL: none */
} rules[] = {
	/* No whole answer. */
	{ UNSENT, UNSENT, "dns", NULL, AWS_NOT_SENT, ER_TEMP, SOON,
	    N_("Check the network, and AWS_REGION: it is part of the name.") },
	{ UNSENT, UNSENT, "certificate", NULL, AWS_NOT_SENT, ER_TEMP, NOT_NOW,
	    N_("Check AWS_CA_BUNDLE, the system's certificates and the "
	    "endpoint's name.") },
	{ UNSENT, UNSENT, NULL, NULL, AWS_NOT_SENT, ER_TEMP, SOON, NULL },
	{ SENT, SENT, NULL, NULL, AWS_IN_DOUBT, ER_DOUBT, SOON, CHECK_COPY },

	/* 200 with a MessageId never comes here. */
	{ 100, 299, NULL, NULL, AWS_IN_DOUBT, ER_DOUBT, SOON, CHECK_COPY },
	{ 300, 399, NULL, NULL, AWS_REFUSED, ER_CONFIG, SOON,
	    CHECK_ENDPOINT },

	/* Too fast, or too much. */
	{ 400, 499, DAILY, "daily message quota exceeded", AWS_NOT_SENT,
	    ER_TEMP, NOT_NOW, WAIT_QUOTA },
	{ 503, 503, DAILY, "daily message quota exceeded", AWS_NOT_SENT,
	    ER_TEMP, NOT_NOW, WAIT_QUOTA },
	{ 400, 499, THROTTLED, NULL, AWS_NOT_SENT, ER_TEMP, SLOWLY, SLOWER },
	{ 503, 503, THROTTLED, NULL, AWS_NOT_SENT, ER_TEMP, SLOWLY, SLOWER },
	{ 429, 429, NULL, NULL, AWS_NOT_SENT, ER_TEMP, SLOWLY, SLOWER },
	{ 503, 503, "ServiceUnavailable ServiceUnavailableException", NULL,
	    AWS_NOT_SENT, ER_TEMP, SOON, NULL },
	{ 400, 499, "RequestTimeout RequestTimeoutException", NULL,
	    AWS_NOT_SENT, ER_TEMP, SOON, NULL },
	{ 408, 408, NULL, NULL, AWS_NOT_SENT, ER_TEMP, SOON, NULL },
	{ 425, 425, NULL, NULL, AWS_NOT_SENT, ER_TEMP, SOON, NULL },

	/* Any other 5xx: SES may have taken the message before it failed. */
	{ 500, 999, NULL, NULL, AWS_IN_DOUBT, ER_DOUBT, SOON, CHECK_COPY },

	/* The account and its identities. */
	{ 400, 499, "MessageRejected", "not verified", AWS_REFUSED, ER_CONFIG,
	    SOON, N_("Verify the From address or its domain in that region, "
	    "or set AWS_REGION to the region where it is verified.") },
	{ 400, 499, "MessageRejected", "paused", AWS_REFUSED, ER_NOPERM, SOON,
	    ANSWER_REVIEW },
	{ 400, 499, "MessageRejected", NULL, AWS_REFUSED, ER_PERM, SOON,
	    N_("SES does not take this content.") },
	{ 400, 499, "MailFromDomainNotVerifiedException", NULL, AWS_REFUSED,
	    ER_CONFIG, SOON, N_("Publish the MX record of the custom MAIL "
	    "FROM domain, or let SES use its own.") },
	{ 400, 499, "AccountSuspendedException", NULL, AWS_REFUSED, ER_NOPERM,
	    SOON, ANSWER_REVIEW },
	{ 400, 499, "SendingPausedException", NULL, AWS_REFUSED, ER_NOPERM,
	    SOON, N_("Sending is switched off for the account or the "
	    "configuration set: switch it on in SES.") },
	{ 400, 499, "LimitExceededException", NULL, AWS_REFUSED, ER_PERM,
	    SOON, N_("Ask AWS for a higher limit.") },
	{ 400, 499, MISSING_SET, NULL, AWS_REFUSED, ER_CONFIG, SOON,
	    CHECK_SET },
	{ 400, 499, BAD_MESSAGE, "configuration set", AWS_REFUSED, ER_CONFIG,
	    SOON, CHECK_SET },

	/* The message. */
	{ 400, 499, BAD_MESSAGE, "missing final '@domain'", AWS_REFUSED,
	    ER_DATA, SOON, N_("An address is empty, or a name in front of one "
	    "holds a comma or a letter that is not ASCII: quote or encode "
	    "it.") },
	{ 400, 499, BAD_MESSAGE, "duplicate header", AWS_REFUSED, ER_DATA,
	    SOON, N_("Let this field stand only once in the header.") },
	{ 400, 499, BAD_MESSAGE, "missing required header", AWS_REFUSED,
	    ER_DATA, SOON, N_("Does the message begin with its header, "
	    "without an empty line or a byte order mark before it?") },
	{ 400, 499, BAD_MESSAGE, "empty header name", AWS_REFUSED, ER_DATA,
	    SOON, N_("Does the message begin with its header, without an "
	    "empty line or a byte order mark before it?") },
	{ 400, 499, BAD_MESSAGE, "header section too long", AWS_REFUSED,
	    ER_DATA, SOON, N_("Is there an empty line between header and "
	    "body?") },
	{ 400, 499, BAD_MESSAGE, NULL, AWS_REFUSED, ER_DATA, SOON,
	    N_("Mend the message or its addresses.") },
	{ 400, 499, "RequestEntityTooLargeException", NULL, AWS_REFUSED,
	    ER_DATA, SOON, N_("SES takes messages up to 40 MB.") },
	{ 413, 413, NULL, NULL, AWS_REFUSED, ER_DATA, SOON,
	    N_("SES takes messages up to 40 MB.") },

	/* The keys. */
	{ 400, 499, "AccessDeniedException AccessDenied NotAuthorized", NULL,
	    AWS_REFUSED, ER_NOPERM, SOON, N_("The policy of these keys must "
	    "allow ses:SendRawEmail for the From address's identity.") },
	{ 400, 499, "UnrecognizedClientException InvalidClientTokenId", NULL,
	    AWS_REFUSED, ER_NOPERM, SOON, N_("Check AWS_ACCESS_KEY_ID; a key "
	    "that begins with ASIA needs its AWS_SESSION_TOKEN, any other "
	    "must not have one; the user name of SES's SMTP is not a key "
	    "here.") },
	{ 400, 499, SIGNATURE, "signature expired", AWS_REFUSED, ER_NOPERM,
	    SOON, CHECK_CLOCK },
	{ 400, 499, SIGNATURE, "not yet current", AWS_REFUSED, ER_NOPERM,
	    SOON, CHECK_CLOCK },
	{ 400, 499, SIGNATURE, "scoped to a valid region", AWS_REFUSED,
	    ER_NOPERM, SOON, CHECK_ENDPOINT },
	{ 400, 499, SIGNATURE, NULL, AWS_REFUSED, ER_NOPERM, SOON,
	    N_("Check AWS_SECRET_ACCESS_KEY: 40 characters, nothing before or "
	    "after them, and no SMTP password.") },
	{ 400, 499, "ExpiredTokenException ExpiredToken", NULL, AWS_REFUSED,
	    ER_NOPERM, SOON, N_("Fetch new temporary keys.") },
	{ 400, 499, "RequestExpired RequestTimeTooSkewed RequestInTheFuture",
	    NULL, AWS_REFUSED, ER_NOPERM, SOON, CHECK_CLOCK },
	{ 400, 499, "IncompleteSignature IncompleteSignatureException "
	    "MissingAuthenticationToken MissingAuthenticationTokenException",
	    NULL, AWS_REFUSED, ER_BUG, SOON, N_("Something on the way changes "
	    "the request (a proxy?), or this is a fault of er-tools.") },
	{ 400, 499, "OptInRequired", NULL, AWS_REFUSED, ER_NOPERM, SOON,
	    N_("Enable this region for the account.") },

	/* Somebody said no and gave no name for it. */
	{ 401, 401, NULL, NULL, AWS_REFUSED, ER_NOPERM, SOON, NULL },
	{ 403, 403, NULL, NULL, AWS_REFUSED, ER_NOPERM, SOON, NULL },
	{ 404, 405, NULL, NULL, AWS_REFUSED, ER_CONFIG, SOON,
	    CHECK_ENDPOINT },
	{ 400, 499, NULL, NULL, AWS_REFUSED, ER_PERM, SOON, NULL },

	/* No status that HTTP knows. */
	{ UNSENT, 999, NULL, NULL, AWS_IN_DOUBT, ER_DOUBT, SOON, CHECK_COPY },
};

/* "400-499", or the word for no status. */
static void
add_status(struct er_buf *b, const struct rule *r)
{
	if (r->high <= SENT)
		er_buf_adds(b, r->low == UNSENT ? "unsent" : "sent");
	else if (r->low == UNSENT)
		er_buf_adds(b, "any");
	else if (r->low == r->high)
		er_buf_addf(b, "%d", r->low);
	else
		er_buf_addf(b, "%d-%d", r->low, r->high);
}

bool
aws_rule_print(size_t i, struct er_buf *b)
{
	static const char *const states[] = {
		[AWS_REFUSED] = "refused", [AWS_NOT_SENT] = "waiting",
		[AWS_IN_DOUBT] = "in doubt"
	};
	const struct rule *r = &rules[i];

	if (i >= sizeof rules / sizeof rules[0])
		return false;
	er_buf_adds(b, ".It ");
	add_status(b, r);
	er_buf_addf(b, " Ta %s%s Ta %d Ta", states[r->outcome],
	    r->again == NOT_NOW ? "*" : "", (int)r->cls);
	if (r->codes != NULL)
		er_buf_addf(b, " %s", r->codes);
	if (r->text != NULL)
		er_buf_addf(b, " Dq %s", r->text);
	if (r->codes == NULL && r->text == NULL)
		er_buf_adds(b, " (any other)");
	er_buf_addc(b, '\n');
	return true;
}

/* ---- reading the answer ------------------------------------------------ */

static const char *
text_member(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* NULL when the body is not a JSON object. */
static json_t *
parse_body(const struct aws_http_answer *http)
{
	json_t *root = json_loadb(http->body.p != NULL ? http->body.p : "",
	    http->body.n, 0, NULL);

	if (json_is_object(root))
		return root;
	json_decref(root);
	return NULL;
}

/* Any of "Name", "Name:http://...", "com.example#Name" is Name. */
static char *
clean_code(const char *text)
{
	struct er_buf b = {0};
	size_t n = strcspn(text, ":");
	const char *p;

	for (p = text; p < text + n; p++)
		if (*p == '#') {
			n -= (size_t)(p + 1 - text);
			text = p + 1;
		}
	if (n == 0)
		return NULL;
	er_buf_addclean(&b, text, n, CODE_MAX);
	return er_buf_steal(&b);
}

static char *
find_code(const struct aws_http_answer *http, const json_t *body)
{
	static const char *const members[] = { "code", "Code", "__type" };
	const char *text = http->error_type;
	size_t i;

	for (i = 0; text == NULL && i < 3; i++)
		text = text_member(body, members[i]);
	return text != NULL ? clean_code(text) : NULL;
}

char *
aws_error_code(const struct aws_http_answer *http)
{
	json_t *body = parse_body(http);
	char *code = find_code(http, body);

	json_decref(body);
	return code;
}

/* What the server says, or the start of what it sent. Owned, maybe "". */
static char *
find_text(const struct aws_http_answer *http, const json_t *body)
{
	const char *text = text_member(body, "message");
	struct er_buf b = {0};
	struct er_slice whole;

	if (text == NULL)
		text = text_member(body, "Message");
	if (text != NULL)
		er_buf_addclean(&b, text, strlen(text), TEXT_MAX);
	else if (http->body.n > 0) {
		whole = er_slice_trim(
		    (struct er_slice){ http->body.p, http->body.n });
		er_buf_addclean(&b, whole.p, whole.n, TEXT_MAX / 2);
	}
	return er_buf_steal(&b);
}

static char *
describe(int status, const char *code, const char *text)
{
	if (status == 200)
		/* TRANSLATORS: the end is what the server sent */
		return er_xasprintf(_("the answer has status 200 but no "
		    "MessageId that can be read: %s"), text);
	if (code != NULL && text[0] != '\0')
		/* TRANSLATORS: a number, AWS's name for it, AWS's own words */
		return er_xasprintf(_("SES answered %d %s: %s"), status, code,
		    text);
	if (code != NULL)
		/* TRANSLATORS: a number, AWS's name for it */
		return er_xasprintf(_("SES answered %d %s"), status, code);
	if (text[0] != '\0')
		/* TRANSLATORS: a number, and what the server sent */
		return er_xasprintf(_("the answer has status %d and is not of "
		    "SES's kind: %s"), status, text);
	return er_xasprintf(_("the answer has status %d and nothing in it"),
	    status);
}

/* ---- the verdict ------------------------------------------------------- */

/* Is code one of the words of list? */
static bool
is_listed(const char *list, const char *code)
{
	size_t n;

	for (; *list != '\0'; list += n + (list[n] == ' ')) {
		n = strcspn(list, " ");
		if (er_slice_is((struct er_slice){ list, n }, code))
			return true;
	}
	return false;
}

static bool
contains(const char *text, const char *words)
{
	size_t n = strlen(words);

	for (; *text != '\0'; text++)
		if (strncasecmp(text, words, n) == 0)
			return true;
	return false;
}

static const struct rule *
find_rule(int status, const char *code, const char *text)
{
	const struct rule *r;

	for (r = rules; ; r++) {
		if (status < r->low || status > r->high)
			continue;
		if (r->codes != NULL &&
		    (code == NULL || !is_listed(r->codes, code)))
			continue;
		if (r->text != NULL && !contains(text, r->text))
			continue;
		return r;
	}
}

/* Owned; NULL: none. */
static char *
find_remedy(const struct rule *r, const struct aws_email *email,
    const char *text)
{
	char *remedy = NULL;

	if (r->text != NULL && strcmp(r->text, "not verified") == 0)
		remedy = aws_unverified_remedy(email, text);
	if (remedy == NULL && r->remedy != NULL)
		remedy = er_xstrdup(_(r->remedy));
	return remedy;
}

void
aws_classify(const struct aws_http_answer *http,
    const struct aws_email *email, struct aws_answer *answer)
{
	json_t *body = http->fault == NULL ? parse_body(http) : NULL;
	char *code, *text;
	const struct rule *r;

	if (http->fault != NULL) {
		code = er_xstrdup(http->fault);
		text = er_xstrdup("");
		answer->cause = er_xstrdup(http->detail);
		r = find_rule(http->sent ? SENT : UNSENT, code, text);
	} else {
		code = find_code(http, body);
		text = find_text(http, body);
		answer->cause = describe(http->status, code, text);
		r = find_rule(http->status, code, text);
	}
	answer->outcome = r->outcome;
	answer->status = http->status;
	answer->code = code;
	answer->cls = r->cls;
	answer->no_retry = r->again == NOT_NOW;
	answer->throttled = r->again == SLOWLY;
	answer->remedy = find_remedy(r, email, text);
	free(text);
	json_decref(body);
}
