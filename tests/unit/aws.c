/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings and verdicts of aws/; signatures are in aws-sigv4.c, the wire in
 * tests/cli/aws-*.t. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "unit.h"

/* ---- settings ---------------------------------------------------------- */

/* The environment of a test: "NAME=value" words, NULL at the end. */
static const char *
lookup(void *closure, const char *name)
{
	const char *const *p;
	size_t n = strlen(name);

	for (p = closure; *p != NULL; p++)
		if (strncmp(*p, name, n) == 0 && (*p)[n] == '=')
			return *p + n + 1;
	return NULL;
}

#define ENV(...) ((void *)(const char *[]){ __VA_ARGS__, NULL })
#define KEYS "AWS_ACCESS_KEY_ID=AKIATEST", "AWS_SECRET_ACCESS_KEY=hidden"

static void
keys_are(void *env, const char *key_id, const char *secret, const char *token)
{
	struct er_err err = {0};
	struct aws_chain *chain = aws_chain_new(lookup, env, &err);
	const struct aws_credentials *creds;

	if (chain == NULL)
		ck_abort_msg("%s", err.text);
	creds = aws_chain_keys(chain, 0, &err);
	if (creds == NULL)
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(creds->key_id, key_id);
	ck_assert_str_eq(creds->secret, secret);
	ck_assert_pstr_eq(creds->token, token);
	aws_chain_free(chain);
}

START_TEST(credentials_come_from_the_environment)
{
	keys_are(ENV(KEYS), "AKIATEST", "hidden", NULL);
	keys_are(ENV(KEYS, "AWS_SESSION_TOKEN=token"), "AKIATEST", "hidden",
	    "token");
}
END_TEST

static void
credentials_fail(void *env, const char *named)
{
	struct er_err err = {0};

	ck_assert_ptr_null(aws_chain_new(lookup, env, &err));
	ck_assert_int_eq(err.cls, ER_CONFIG);
	if (strstr(err.text, named) == NULL)
		ck_abort_msg("'%s' is not in: %s", named, err.text);
	ck_assert_ptr_null(strstr(err.text, "hidden"));
	er_err_free(&err);
}

START_TEST(credentials_that_are_half_or_dirty_are_refused)
{
	credentials_fail(ENV("AWS_EC2_METADATA_DISABLED=true"),
	    "no AWS credentials");
	credentials_fail(ENV("AWS_ACCESS_KEY_ID=AKIATEST"),
	    "AWS_SECRET_ACCESS_KEY is not set");
	credentials_fail(ENV("AWS_ACCESS_KEY_ID=AKIATEST",
	    "AWS_SECRET_ACCESS_KEY="), "AWS_SECRET_ACCESS_KEY is not set");
	credentials_fail(ENV("AWS_SECRET_ACCESS_KEY=hidden"),
	    "AWS_ACCESS_KEY_ID is not set");
	credentials_fail(ENV("AWS_ACCESS_KEY_ID=AKIATEST",
	    "AWS_SECRET_ACCESS_KEY=hidden\r"), "AWS_SECRET_ACCESS_KEY holds");
	credentials_fail(ENV("AWS_ACCESS_KEY_ID=AK\nX-Evil: 1",
	    "AWS_SECRET_ACCESS_KEY=hidden"), "AWS_ACCESS_KEY_ID holds");
	credentials_fail(ENV(KEYS, "AWS_SESSION_TOKEN=a b"),
	    "AWS_SESSION_TOKEN holds");
}
END_TEST

#define REGION(r) "AWS_REGION=" r

static void
endpoint_is(void *env, const char *url, const char *host)
{
	struct aws_endpoint e;
	struct er_err err = {0};

	if (aws_endpoint_load(&aws_ses, lookup, env, NULL, &e, &err) != 0)
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(e.url, url);
	ck_assert_str_eq(e.host, host);
	aws_endpoint_free(&e);
}

START_TEST(endpoint_follows_region_and_partition)
{
	endpoint_is(ENV(REGION("us-west-2")),
	    "https://email.us-west-2.amazonaws.com",
	    "email.us-west-2.amazonaws.com");
	endpoint_is(ENV(REGION("us-west-2"), "AWS_DEFAULT_REGION=eu-west-1"),
	    "https://email.us-west-2.amazonaws.com",
	    "email.us-west-2.amazonaws.com");
	endpoint_is(ENV(REGION(""), "AWS_DEFAULT_REGION=eu-west-1"),
	    "https://email.eu-west-1.amazonaws.com",
	    "email.eu-west-1.amazonaws.com");
	endpoint_is(ENV(REGION("us-gov-west-1"),
	    "AWS_USE_FIPS_ENDPOINT=true"),
	    "https://email-fips.us-gov-west-1.amazonaws.com",
	    "email-fips.us-gov-west-1.amazonaws.com");
	endpoint_is(ENV(REGION("eusc-de-east-1"),
	    "AWS_USE_DUALSTACK_ENDPOINT=TRUE"),
	    "https://email.eusc-de-east-1.api.amazonwebservices.eu",
	    "email.eusc-de-east-1.api.amazonwebservices.eu");
}
END_TEST

START_TEST(endpoint_may_be_a_url)
{
	endpoint_is(ENV(REGION("us-west-2"),
	    "AWS_ENDPOINT_URL=https://other.example",
	    "AWS_ENDPOINT_URL_SESV2=HTTPS://Mail.Example:443/ses/"),
	    "https://mail.example/ses", "mail.example");
	endpoint_is(ENV(REGION("cn-north-1"),
	    "AWS_ENDPOINT_URL=http://127.0.0.1:8025"),
	    "http://127.0.0.1:8025", "127.0.0.1:8025");
	endpoint_is(ENV(REGION("us-west-2"),
	    "AWS_ENDPOINT_URL=http://[::1]:80"), "http://[::1]", "[::1]");
	endpoint_is(ENV(REGION("us-west-2"),
	    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
	    "AWS_ENDPOINT_URL=https://other.example"),
	    "https://email.us-west-2.amazonaws.com",
	    "email.us-west-2.amazonaws.com");
}
END_TEST

static void
endpoint_fails(void *env, const char *words)
{
	struct aws_endpoint e;
	struct er_err err = {0};

	ck_assert_int_eq(aws_endpoint_load(&aws_ses, lookup, env, NULL, &e,
	    &err), -1);
	ck_assert_int_eq(err.cls, ER_CONFIG);
	if (strstr(err.text, words) == NULL)
		ck_abort_msg("'%s' is not in: %s", words, err.text);
	ck_assert_ptr_null(strstr(err.text, "hidden"));
	er_err_free(&err);
}

START_TEST(endpoint_refuses_what_cannot_work_or_is_not_safe)
{
	static const char *const urls[][2] = {
		{ "http://mail.example", "without TLS" },
		{ "http://127.0.0.1.evil.example", "without TLS" },
		{ "http://localhost.example", "without TLS" },
		{ "ftp://mail.example", "https://" },
		{ "mail.example", "https://" },
		{ "https://user:hidden@mail.example", "password" },
		{ "https://", "no host name" },
		{ "https://mail.example:0", "only a port" },
		{ "https://mail.example:99999", "only a port" },
		{ "https://mail.example:+1", "only a port" },
		{ "https://mail.example/?a=b", "only a port" },
		{ "https://mail.example/a b", "only a port" },
		{ "https://mail.example\r\nX: y", "only a port" },
		{ "https://[::1", "no host name" },
	};
	char *setting;
	size_t i;

	endpoint_fails(ENV("X=y"), "AWS_REGION");
	endpoint_fails(ENV(REGION("US-WEST-2")), "lower case");
	endpoint_fails(ENV(REGION("us-west-2/../x")), "is not a region");
	endpoint_fails(ENV(REGION("12345")), "is not a region");
	endpoint_fails(ENV("AWS_DEFAULT_REGION=\"us-west-2\""),
	    "AWS_DEFAULT_REGION");
	endpoint_fails(ENV(REGION("cn-north-1")), "not offered");
	endpoint_fails(ENV(REGION("us-west-2"), "AWS_USE_FIPS_ENDPOINT=true",
	    "AWS_ENDPOINT_URL=https://mail.example"), "cannot be combined");
	for (i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		setting = er_xasprintf("AWS_ENDPOINT_URL=%s", urls[i][0]);
		endpoint_fails(ENV(REGION("us-west-2"), setting), urls[i][1]);
		free(setting);
	}
}
END_TEST

/* ---- verdicts ---------------------------------------------------------- */

static const struct verdict {
	int status;		/* 0: no answer, the code is the fault */
	bool sent;
	const char *type;	/* x-amzn-ErrorType, or the fault */
	const char *body;
	enum aws_outcome outcome;
	enum er_class cls;
	const char *code, *cause;
} verdicts[] = {
	{ 0, false, "dns", NULL, AWS_NOT_SENT, ER_TEMP, "dns", "why" },
	{ 0, false, "cut", NULL, AWS_NOT_SENT, ER_TEMP, "cut", "why" },
	{ 0, false, "timeout", NULL, AWS_NOT_SENT, ER_TEMP, "timeout", "why" },
	{ 0, true, "cut", NULL, AWS_IN_DOUBT, ER_DOUBT, "cut", "why" },
	{ 0, true, "dns", NULL, AWS_IN_DOUBT, ER_DOUBT, "dns", "why" },
	{ 0, true, "too-large", NULL, AWS_IN_DOUBT, ER_DOUBT, "too-large",
	    "why" },
	{ 200, true, NULL, "<html>", AWS_IN_DOUBT, ER_DOUBT, NULL, "<html>" },
	{ 202, true, NULL, "{}", AWS_IN_DOUBT, ER_DOUBT, NULL, "202" },
	{ 204, true, NULL, "", AWS_IN_DOUBT, ER_DOUBT, NULL, "204" },
	{ 101, true, NULL, "", AWS_IN_DOUBT, ER_DOUBT, NULL, "101" },
	{ 600, true, NULL, "", AWS_IN_DOUBT, ER_DOUBT, NULL, "600" },
	{ 302, true, NULL, "", AWS_REFUSED, ER_CONFIG, NULL, "302" },
	{ 429, true, "TooManyRequestsException:http://internal/x",
	    "{\"message\":\"Slow\"}", AWS_NOT_SENT, ER_TEMP,
	    "TooManyRequestsException", "Slow" },
	{ 429, true, NULL, "", AWS_NOT_SENT, ER_TEMP, NULL, "429" },
	{ 400, true, NULL, "{\"__type\":\"com.amazonaws.sesv2#Throttling\"}",
	    AWS_NOT_SENT, ER_TEMP, "Throttling", "Throttling" },
	{ 503, true, NULL, "{\"code\":\"SlowDown\",\"Message\":\"x\"}",
	    AWS_NOT_SENT, ER_TEMP, "SlowDown", "x" },
	{ 503, true, "ServiceUnavailable", "", AWS_NOT_SENT, ER_TEMP,
	    "ServiceUnavailable", "503" },
	{ 503, true, "SomethingNew", "", AWS_IN_DOUBT, ER_DOUBT,
	    "SomethingNew", "503" },
	{ 503, true, NULL, "<html>", AWS_IN_DOUBT, ER_DOUBT, NULL, "<html>" },
	{ 500, true, "ThrottlingException", "", AWS_IN_DOUBT, ER_DOUBT,
	    "ThrottlingException", "500" },
	{ 500, true, "MessageRejected", "", AWS_IN_DOUBT, ER_DOUBT,
	    "MessageRejected", "500" },
	{ 504, true, NULL, "", AWS_IN_DOUBT, ER_DOUBT, NULL, "504" },
	{ 408, true, NULL, "", AWS_NOT_SENT, ER_TEMP, NULL, "408" },
	{ 400, true, "LimitExceededException",
	    "{\"message\":\"Daily message quota exceeded\"}", AWS_NOT_SENT,
	    ER_TEMP, "LimitExceededException", "quota" },
	{ 400, true, "LimitExceededException", "{}", AWS_REFUSED, ER_PERM,
	    "LimitExceededException", "400" },
	{ 400, true, "MessageRejected", "{\"message\":\"Bad content\"}",
	    AWS_REFUSED, ER_PERM, "MessageRejected", "Bad content" },
	{ 400, true, "MessageRejected",
	    "{\"message\":\"Email address is NOT verified.\"}", AWS_REFUSED,
	    ER_CONFIG, "MessageRejected", "NOT verified" },
	{ 400, true, "AccountSuspendedException", "{}", AWS_REFUSED, ER_NOPERM,
	    "AccountSuspendedException", "400" },
	{ 400, true, "BadRequestException",
	    "{\"message\":\"Configuration set <x> does not exist.\"}",
	    AWS_REFUSED, ER_CONFIG, "BadRequestException", "<x>" },
	{ 400, true, "BadRequestException", "{\"message\":\"\\u001b[2J\"}",
	    AWS_REFUSED, ER_DATA, "BadRequestException", ": ?[2J" },
	{ 413, true, NULL, "<html>", AWS_REFUSED, ER_DATA, NULL, "413" },
	{ 403, true, "IncompleteSignatureException", "{}", AWS_REFUSED, ER_BUG,
	    "IncompleteSignatureException", "403" },
	{ 403, true, "SomethingNew", "{}", AWS_REFUSED, ER_NOPERM,
	    "SomethingNew", "403" },
	{ 404, true, NULL, "nginx", AWS_REFUSED, ER_CONFIG, NULL, "nginx" },
	{ 400, true, "a#b#:", "{}", AWS_REFUSED, ER_PERM, NULL, "400" },
	{ 400, true, NULL, "{\"code\":7,\"message\":[]}", AWS_REFUSED, ER_PERM,
	    NULL, "400" },
};

START_TEST(classify_is_certain_only_of_what_is_certain)
{
	const struct verdict *v = &verdicts[_i];
	struct aws_http_answer http = { .status = v->status, .sent = v->sent };
	struct aws_answer answer = {0};

	if (v->status == 0) {
		http.fault = v->type;
		http.detail = er_xstrdup("why");
	} else {
		http.error_type = v->type != NULL ? er_xstrdup(v->type) : NULL;
		er_buf_adds(&http.body, v->body);
	}
	aws_classify(&http, NULL, &answer);
	ck_assert_int_eq(answer.outcome, v->outcome);
	ck_assert_int_eq(answer.cls, v->cls);
	ck_assert_pstr_eq(answer.code, v->code);
	if (strstr(answer.cause, v->cause) == NULL)
		ck_abort_msg("'%s' is not in: %s", v->cause, answer.cause);
	aws_answer_free(&answer);
	aws_http_answer_free(&http);
}
END_TEST

/* The audit copy goes to the sender, as it often does. */
static const struct {
	const char *identities;
	const char *verify, *sandbox;	/* the list in each advice, or NULL */
} unverified[] = {
	{ "owner@group.example", "(owner@group.example)", NULL },
	{ "OWNER@group.example", "(OWNER@group.example)", NULL },
	{ "The Owner <owner@group.example>", "(owner@group.example)", NULL },
	{ "cfo@group.example", NULL, "(cfo@group.example)" },
	{ "cfo@group.example, cto@group.example, ...", NULL,
	    "(cfo@group.example, cto@group.example)" },
	{ "cfo@group.example, cfo@gro...", NULL, "(cfo@group.example)" },
	{ "cfo@group.example, owner@group.example", "(owner@group.example)",
	    "(cfo@group.example)" },
	{ "other@group.example", "(other@group.example)", NULL },
	{ "", "that region, or", NULL },
	{ "...", "that region, or", NULL },
};

START_TEST(unverified_sender_and_recipient_are_told_apart)
{
	static const char *const to[] = { "cfo@group.example" };
	static const char *const cc[] = { "CTO@group.example" };
	static const char *const bcc[] = { "owner@group.example" };
	const struct aws_email email = { .from = "owner@group.example",
	    .to = to, .nto = 1, .cc = cc, .ncc = 1, .bcc = bcc, .nbcc = 1 };
	struct aws_http_answer http = { .status = 400, .sent = true };
	struct aws_answer answer = {0};
	const char *verify = unverified[_i].verify;
	const char *sandbox = unverified[_i].sandbox;

	http.error_type = er_xstrdup("MessageRejected");
	er_buf_addf(&http.body, "{\"message\":\"Email address is not "
	    "verified. The following identities failed the check in region "
	    "US-WEST-2: %s\"}", unverified[_i].identities);
	aws_classify(&http, &email, &answer);
	ck_assert_int_eq(answer.cls, ER_CONFIG);
	ck_assert((strstr(answer.remedy, "Verify the From") != NULL) ==
	    (verify != NULL));
	ck_assert((strstr(answer.remedy, "sandbox") != NULL) ==
	    (sandbox != NULL));
	if (verify != NULL)
		ck_assert_ptr_nonnull(strstr(answer.remedy, verify));
	if (sandbox != NULL)
		ck_assert_ptr_nonnull(strstr(answer.remedy, sandbox));
	aws_answer_free(&answer);
	aws_http_answer_free(&http);
}
END_TEST

START_TEST(classify_survives_every_byte_in_an_answer)
{
	struct aws_http_answer http = { .status = 400, .sent = true };
	struct aws_answer answer;
	size_t at;
	char was;
	int c;

	er_buf_adds(&http.body,
	    "{\"message\":\"x\",\"code\":\"MessageRejected\"}");
	for (at = 0; at < http.body.n; at++) {
		was = http.body.p[at];
		for (c = 0; c < 256; c++) {
			answer = (struct aws_answer){0};
			http.body.p[at] = (char)c;
			aws_classify(&http, NULL, &answer);
			ck_assert_int_eq(answer.outcome, AWS_REFUSED);
			ck_assert_ptr_null(strpbrk(answer.cause, "\x1b\r\n"));
			aws_answer_free(&answer);
		}
		http.body.p[at] = was;
	}
	aws_http_answer_free(&http);
}
END_TEST

/* ---- what is refused before the network ---------------------------------- */

START_TEST(send_refuses_what_ses_would)
{
	const char *address[51];
	struct aws_email email = { .to = address, .raw = { .p = "x", .n = 1 } };
	struct aws_answer answer;
	struct er_err err = {0};
	struct aws_client *client = aws_client_new(lookup,
	    ENV(KEYS, REGION("us-west-2"),
	    "AWS_ENDPOINT_URL=http://127.0.0.1:1"), &err);
	size_t i;

	ck_assert_ptr_nonnull(client);
	for (i = 0; i < 51; i++)
		address[i] = "a@group.example";
	for (i = 0; i < 4; i++) {
		email.nto = i == 0 ? 0 : i == 1 ? 51 : 1;
		email.raw.n = i == 2 ? 41943041 : 1;
		address[0] = i == 3 ? "\xff@group.example" : address[1];
		aws_ses_send(client, &email, 0, &answer);
		ck_assert_int_eq(answer.outcome, AWS_REFUSED);
		ck_assert_int_eq(answer.cls, ER_DATA);
		ck_assert_ptr_nonnull(answer.cause);
		aws_answer_free(&answer);
	}
	aws_client_free(client);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("aws");
	TCase *t = tcase_create("aws");

	tcase_add_test(t, credentials_come_from_the_environment);
	tcase_add_test(t, credentials_that_are_half_or_dirty_are_refused);
	tcase_add_test(t, endpoint_follows_region_and_partition);
	tcase_add_test(t, endpoint_may_be_a_url);
	tcase_add_test(t, endpoint_refuses_what_cannot_work_or_is_not_safe);
	tcase_add_loop_test(t, classify_is_certain_only_of_what_is_certain, 0,
	    (int)(sizeof verdicts / sizeof verdicts[0]));
	tcase_add_loop_test(t, unverified_sender_and_recipient_are_told_apart,
	    0, (int)(sizeof unverified / sizeof unverified[0]));
	tcase_add_test(t, classify_survives_every_byte_in_an_answer);
	tcase_add_test(t, send_refuses_what_ses_would);
	suite_add_tcase(s, t);
	return unit_run(s);
}
