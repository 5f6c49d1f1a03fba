/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the providers of aws/ read: files of profiles, answers, addresses. How
 * they go about it is in tests/cli/aws-*.t. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "unit.h"

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
#define WEST "AWS_REGION=us-west-2"

/* ---- addresses ----------------------------------------------------------- */

static void
sts_is(void *env, const char *url)
{
	struct aws_endpoint e;
	struct er_err err = {0};

	if (aws_endpoint_load(&aws_sts, lookup, env, NULL, &e, &err) != 0)
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(e.url, url);
	aws_endpoint_free(&e);
}

START_TEST(sts_is_asked_in_the_region)
{
	sts_is(ENV(WEST), "https://sts.us-west-2.amazonaws.com");
	sts_is(ENV(WEST, "AWS_USE_FIPS_ENDPOINT=true"),
	    "https://sts-fips.us-west-2.amazonaws.com");
	sts_is(ENV("AWS_REGION=us-gov-west-1", "AWS_USE_FIPS_ENDPOINT=true"),
	    "https://sts.us-gov-west-1.amazonaws.com");
	sts_is(ENV(WEST, "AWS_ENDPOINT_URL=https://all.example",
	    "AWS_ENDPOINT_URL_SESV2=https://ses.example"),
	    "https://all.example");
	sts_is(ENV(WEST, "AWS_ENDPOINT_URL=https://all.example",
	    "AWS_ENDPOINT_URL_STS=https://sts.example"),
	    "https://sts.example");
}
END_TEST

static const struct {
	const char *url;
	bool good;
} near_urls[] = {
	{ "http://169.254.170.2/v2/credentials/x", true },
	{ "http://169.254.170.23/v1/credentials", true },
	{ "http://[fd00:ec2::23]/v1/credentials", true },
	{ "http://[FD00:EC2::254]", true },
	{ "http://localhost:8000/x/", true },
	{ "https://keys.example/x", true },
	{ "http://keys.example/x", false },
	{ "http://169.254.170.2.evil.example/x", false },
	{ "http://169.254.170.1/x", false },
	{ "http://169.254.170.2@evil.example/x", false },
	{ "ftp://169.254.170.2/x", false },
};

START_TEST(keys_are_asked_for_without_tls_only_nearby)
{
	struct aws_endpoint e;
	struct er_err err = {0};
	int rc = aws_near_endpoint("X", near_urls[_i].url, &e, &err);

	ck_assert_int_eq(rc, near_urls[_i].good ? 0 : -1);
	if (rc == 0)
		ck_assert(e.loopback);	/* no proxy */
	else
		ck_assert_int_eq(err.cls, ER_CONFIG);
	aws_endpoint_free(&e);
	er_err_free(&err);
}
END_TEST

/* ---- time ---------------------------------------------------------------- */

static const struct {
	const char *text;
	long when;		/* -1: not a time */
} times[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2026-11-22T12:30:15Z", 1795350615 },
	{ "2026-11-22T12:30:15.123456Z", 1795350615 },
	{ "2026-11-22T12:30:15+00:00", 1795350615 },
	{ "2026-11-22T14:00:15+01:30", 1795350615 },
	{ "2026-11-22T12:00:15.5-00:30", 1795350615 },
	{ "", -1 },
	{ "2026-11-22", -1 },
	{ "2026-11-22T12:30:15", -1 },
	{ "2026-02-30T12:30:15Z", -1 },
	{ "2026-11-22T24:30:15Z", -1 },
	{ "2026-11-22T12:30:15ZZ", -1 },
	{ "2026-11-22T12:30:15+0000", -1 },
	{ "2026-11-22 12:30:15Z", -1 },
	{ "1795350615", -1 },
};

START_TEST(time_parse_reads_iso_8601)
{
	time_t when = 0;
	bool good = aws_time_parse(times[_i].text, &when);

	ck_assert(good == (times[_i].when >= 0));
	if (good)
		ck_assert_int_eq(when, times[_i].when);
}
END_TEST

/* ---- every byte ---------------------------------------------------------- */

static const char profiles[] = "# c\n[default]\nregion = us-west-2\n"
    "services=x\n[profile \"a b\"]\nrole_arn = x\nsource_profile = default\n"
    "[services x]\nsesv2 =\n  endpoint_url = https://a.example\n";

START_TEST(ini_survives_every_byte)
{
	struct er_err err = {0};
	struct aws_ini ini;
	size_t at;
	int c;

	for (at = 0; at < sizeof profiles - 1; at++)
		for (c = 1; c < 256; c++) {
			ini = (struct aws_ini){ .file = er_xstrdup("file"),
			    .text = er_xstrdup(profiles),
			    .ntext = sizeof profiles - 1 };
			ini.text[at] = (char)c;
			if (aws_ini_parse(&ini, true, &err) == 0)
				aws_ini_find(&ini, AWS_SERVICES, "x", "sesv2",
				    "endpoint_url");
			else
				ck_assert_int_eq(err.cls, ER_CONFIG);
			er_err_free(&err);
			aws_ini_free(&ini);
		}
}
END_TEST

static const char xml[] = "<R><Credentials><AccessKeyId>AKIA</AccessKeyId>"
    "<SecretAccessKey>hidden</SecretAccessKey><SessionToken>t</SessionToken>"
    "<Expiration>2026-11-22T12:30:15Z</Expiration></Credentials></R>";
static const char json[] = "{\"AccessKeyId\":\"AKIA\",\"Token\":\"t\","
    "\"SecretAccessKey\":\"hidden\",\"Expiration\":\"2026-11-22T12:30:15Z\"}";

static int
read_keys(const struct er_buf *body, struct aws_credentials *creds,
    struct er_err *err)
{
	return aws_keys_parse(body->p, body->n, "it", false, creds, err);
}

static void
survives(const char *text, int (*read)(const struct er_buf *,
    struct aws_credentials *, struct er_err *))
{
	struct aws_credentials creds = {0};
	struct er_err err = {0};
	struct er_buf body = {0};
	size_t at, n = strlen(text);
	int c;

	er_buf_add(&body, text, n);
	ck_assert_int_eq(read(&body, &creds, &err), 0);
	ck_assert_str_eq(creds.secret, "hidden");
	ck_assert_str_eq(creds.token, "t");
	ck_assert_int_eq(creds.expires, 1795350615);
	aws_credentials_free(&creds);
	for (at = 0; at < n; at++) {
		for (c = 0; c < 256; c++) {
			body.p[at] = (char)c;
			if (read(&body, &creds, &err) != 0)
				ck_assert_ptr_null(strstr(err.text, "hidden"));
			aws_credentials_free(&creds);
			er_err_free(&err);
		}
		body.p[at] = text[at];
	}
	er_buf_wipe(&body);
}

START_TEST(answers_with_keys_are_read_and_survive_every_byte)
{
	survives(xml, aws_sts_read);
	survives(json, read_keys);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("aws-credentials");
	TCase *t = tcase_create("aws-credentials");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, sts_is_asked_in_the_region);
	tcase_add_loop_test(t, keys_are_asked_for_without_tls_only_nearby, 0,
	    (int)(sizeof near_urls / sizeof near_urls[0]));
	tcase_add_loop_test(t, time_parse_reads_iso_8601, 0,
	    (int)(sizeof times / sizeof times[0]));
	tcase_add_test(t, ini_survives_every_byte);
	tcase_add_test(t, answers_with_keys_are_read_and_survive_every_byte);
	suite_add_tcase(s, t);
	return unit_run(s);
}
