/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature Version 4 against our own vectors: two other signers made them and
 * agreed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "unit.h"

enum { NOON = 1705322096 };	/* 2024-01-15T12:34:56Z */

#define HOST "email.us-west-2.amazonaws.com"
#define BODY "{\"FromEmailAddress\":\"admin@example.com\",\"Destination\":" \
	"{\"ToAddresses\":[\"success@simulator.amazonses.com\"]}," \
	"\"Content\":{\"Simple\":{\"Subject\":{\"Data\":\"Hello\"," \
	"\"Charset\":\"UTF-8\"},\"Body\":{\"Text\":{\"Data\":\"Hi\\n\"," \
	"\"Charset\":\"UTF-8\"}}}}}"
#define EMPTY_HASH \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char key_id[] = "AKIAIOSFODNN7EXAMPLE";
static char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
static char token[] = "AQoEXAMPLEsessionTOKEN/with+chars==";

static const struct vector {
	const char *method, *host, *path, *query, *body;
	char *token;
	const char *canonical;		/* NULL: not compared */
	const char *hash;		/* of the canonical request, or NULL */
	const char *signature;
} vectors[] = {
	{ "POST", HOST, "/v2/email/outbound-emails", NULL, BODY, NULL,
	    "POST\n/v2/email/outbound-emails\n\ncontent-type:application/json\n"
	    "host:" HOST "\nx-amz-date:20240115T123456Z\n\n"
	    "content-type;host;x-amz-date\n"
	    "59ab09900c04ebbee8c05bf57d1f3212"
	    "afecbb64c6fe4bbda5ff4354ee7151d6",
	    "86d5b77ec12b54fb555289328e66f5ee56b06436f059026dd77a048c4af26326",
	    "39da7863bfaeeda6ddcf2240a4774bb6"
	    "6d6d600c3f641b4cd30861d0e39c9a44" },
	{ "GET", HOST, "/v2/email/identities/admin%40example.com", NULL, NULL,
	    NULL, "GET\n/v2/email/identities/admin%2540example.com\n\n"
	    "host:" HOST "\nx-amz-date:20240115T123456Z\n\n"
	    "host;x-amz-date\n" EMPTY_HASH,
	    "795d58f64ab8ae0ac064a4a8eb83800157f70f4283aad9d02818045d17da7705",
	    "1978864ea64a8bb9454688796da902ca"
	    "7e98ce843c20bacff4d28dd1271a828e" },
	{ "GET", HOST, "/v2/email/identities/admin%40example.com", NULL, NULL,
	    token, NULL,
	    "3113b1208a9f871d1da5abe0463859df8bc4dfd55cb045592202ea39b15289e1",
	    "f9c7da2bb5f4608faf79cee4edc6e134"
	    "a6eb22e1c6a551a987680d18066de2a0" },
	{ "GET", HOST, "/v2/email/identities",
	    "PageSize=100&NextToken=a%2Fb%2Bc%3D%3D", NULL, NULL, NULL,
	    "1f542db7458c14e98a6b736cacd2e1a757e9459e464e3114d3ad6cbee90bfad8",
	    "9beb60393c34436bfb82518cf6e85653"
	    "7dc9dffbd498b36183376dfaa2505e02" },
	{ "GET", "127.0.0.1:8080", "/v2/email/account", NULL, NULL, NULL, NULL,
	    "8f144a6f21faa53e0be274c85261332e75bdc7371b13c01ed9b0a2444f12d3c8",
	    "2377d4b727457790cd7f384ef3075786"
	    "0e8c3f42079e4b35363dd5cfacfdb24c" },
	{ "GET", HOST, "/v2/email/identities/o%27brien%2Bx%40example.com", NULL,
	    NULL, NULL, NULL, NULL,
	    "d226e66c81f06d25af5ee47c2e7a8388"
	    "4ce607237622727a597b003d984eb9b7" },
	{ "GET", HOST, "/v2/email/account", NULL, NULL, NULL, NULL, NULL,
	    "0019c3b9e0a110c0deed8f80819c5bfa"
	    "cb32c33a730b862107e447ade190c203" },
};

static const char *
signature_of(const struct aws_signature *s)
{
	const char *p = strstr(s->authorization, ", Signature=");

	ck_assert_ptr_nonnull(p);
	return p + strlen(", Signature=");
}

START_TEST(sign_gives_our_own_vectors)
{
	const struct vector *v = &vectors[_i];
	struct aws_credentials creds = { .key_id = key_id,
	    .secret = secret, .token = v->token };
	const struct aws_header json = { "Content-Type", "application/json" };
	struct aws_request request = { .method = v->method, .host = v->host,
	    .path = v->path, .query = v->query, .headers = &json,
	    .nheaders = v->body != NULL, .body = { .p = v->body,
	    .n = v->body != NULL ? strlen(v->body) : 0 } };
	struct aws_signature s;
	struct er_err err = {0};

	ck_assert_int_eq(aws_sign(&request, &creds, "us-west-2", "ses", NOON,
	    &s, &err), 0);
	ck_assert_str_eq(s.date, "20240115T123456Z");
	if (v->canonical != NULL)
		ck_assert_str_eq(s.canonical, v->canonical);
	if (v->hash != NULL)
		ck_assert_str_eq(strrchr(s.to_sign, '\n') + 1, v->hash);
	ck_assert_str_eq(signature_of(&s), v->signature);
	ck_assert_ptr_null(strstr(s.authorization, secret));
	aws_signature_free(&s);
}
END_TEST

START_TEST(hmac_gives_the_key_chain)
{
	static const char *const steps[][2] = {
		{ "20240115", "0bbc7ae0c973cb4e56ca4f65c83ec0b8"
		    "6fa6d988c396024b511258f18058a7c2" },
		{ "us-west-2", "521cb5e835222e0220ce8a5f966e51ac"
		    "709f193deb8549eb9eb25273161c97b2" },
		{ "ses", "ae6a8033242a18d475844c8e0e65688e"
		    "9add55a59fe96c0fe2e7ded710d897a2" },
		{ "aws4_request", "04ed0aa22970fe21948f952df9c3ab31"
		    "ce705e0c6928ec652d0564b91c3bf9d9" },
	};
	unsigned char key[AWS_SHA256], next[AWS_SHA256];
	struct er_buf text = {0};
	size_t i;

	er_buf_addf(&text, "AWS4%s", secret);
	ck_assert_int_eq(aws_hmac(text.p, text.n, steps[0][0],
	    strlen(steps[0][0]), key), 0);
	for (i = 0; ; i++) {
		er_buf_trim(&text, 0);
		aws_add_hex(&text, key, sizeof key);
		ck_assert_str_eq(text.p, steps[i][1]);
		if (i == 3)
			break;
		ck_assert_int_eq(aws_hmac(key, sizeof key, steps[i + 1][0],
		    strlen(steps[i + 1][0]), next), 0);
		memcpy(key, next, sizeof key);
	}
	er_buf_free(&text);
}
END_TEST

static void
canonical_is(struct aws_request request, const char *expected)
{
	struct aws_credentials creds = { .key_id = key_id,
	    .secret = secret };
	struct aws_signature s;
	struct er_err err = {0};

	request.method = "GET";
	request.host = "h.example";
	ck_assert_int_eq(aws_sign(&request, &creds, "us-west-2", "ses", NOON,
	    &s, &err), 0);
	if (strncmp(s.canonical, expected, strlen(expected)) != 0)
		ck_abort_msg("got:\n%s\nexpected:\n%s", s.canonical, expected);
	aws_signature_free(&s);
}

START_TEST(sign_normalises_path_query_and_headers)
{
	const struct aws_header headers[] = {
		{ "X-B", " two   words\t here " }, { "User-Agent", "er" },
		{ "x-a-b", "1" }, { "X-A", "2" }, { "x-b", "again" },
		{ "X-Empty", "  " },
	};
	struct aws_request path = { .path = "/a/./b//../%7e/c d/" };
	struct aws_request up = { .path = "/../../x" };
	struct aws_request none = { .path = "" };
	struct aws_request query = { .path = "/",
	    .query = "b=2&a&b=1&a=%2f&&=x&a%zz=+" };
	struct aws_request head = { .path = "/", .headers = headers,
	    .nheaders = 6 };

	canonical_is(path, "GET\n/a/%257e/c%20d/\n\n");
	canonical_is(up, "GET\n/x\n\n");
	canonical_is(none, "GET\n/\n\n");
	canonical_is(query, "GET\n/\n=x&a=&a=%2F&a%25zz=%2B&b=1&b=2\n");
	canonical_is(head, "GET\n/\n\nhost:h.example\nx-a:2\nx-a-b:1\n"
	    "x-amz-date:20240115T123456Z\nx-b:two words here,again\n"
	    "x-empty:\n\nhost;x-a;x-a-b;x-amz-date;x-b;x-empty\n");
}
END_TEST

/* With a key kept from the request before it, of whatever day, and without. */
START_TEST(sign_keeps_the_key_of_a_day_and_no_longer)
{
	static const struct { time_t now; const char *region, *service; }
	    all[] = {
		{ NOON, "us-west-2", "ses" }, { NOON + 60, "us-west-2", "ses" },
		{ NOON + 86400, "us-west-2", "ses" },
		{ NOON + 86400, "eu-west-1", "ses" },
		{ NOON + 86400, "eu-west-1", "sts" }, { NOON, "us-west-2", "ses" },
	};
	struct aws_day_key kept = {0};
	struct aws_credentials creds = { .key_id = key_id, .secret = secret };
	struct aws_request request = { .method = "GET", .host = "h.example",
	    .path = "/" };
	struct aws_signature with, without;
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++) {
		creds.day_key = &kept;
		ck_assert_int_eq(aws_sign(&request, &creds, all[i].region,
		    all[i].service, all[i].now, &with, NULL), 0);
		creds.day_key = NULL;
		ck_assert_int_eq(aws_sign(&request, &creds, all[i].region,
		    all[i].service, all[i].now, &without, NULL), 0);
		ck_assert_str_eq(with.authorization, without.authorization);
		aws_signature_free(&with);
		aws_signature_free(&without);
	}
}
END_TEST

START_TEST(sign_refuses_a_year_that_has_no_four_digits)
{
	struct aws_credentials creds = { .key_id = key_id,
	    .secret = secret };
	struct aws_request request = { .method = "GET", .host = "h",
	    .path = "/" };
	struct aws_signature s;
	struct er_err err = {0};

	ck_assert_int_eq(aws_sign(&request, &creds, "us-west-2", "ses",
	    (time_t)253402300800, &s, &err), -1);
	ck_assert_int_eq(err.cls, ER_OS);
	er_err_free(&err);
	aws_signature_free(&s);
}
END_TEST

START_TEST(smtp_password_is_the_one_that_aws_derives)
{
	static const struct { const char *region, *password; } table[] = {
		{ "us-west-2", "BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd" },
		{ "us-east-1", "BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9" },
		{ "eu-west-1", "BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk" }
	};
	struct er_err err = {0};
	struct er_buf password = {0};

	ck_assert_int_eq(aws_smtp_password(secret, table[_i].region, &password,
	    &err), 0);
	ck_assert_str_eq(password.p, table[_i].password);
	er_buf_free(&password);
}
END_TEST

/* Every piece of a body is what stands there in the whole. */
START_TEST(body_is_the_same_in_any_pieces)
{
	static const char raw[] = "0123456789";
	struct aws_body body = { .p = "ab", .n = 2,
	    .raw = { .p = raw, .n = (size_t)_i }, .tail = "yz", .ntail = 2 };
	struct er_buf whole = {0};
	char piece[64];
	size_t at, n, size, given;

	er_buf_adds(&whole, "ab");
	aws_add_base64(&whole, raw, body.raw.n);
	er_buf_adds(&whole, "yz");
	size = aws_body_size(&body);
	ck_assert_uint_eq(size, whole.n);
	for (at = 0; at <= size; at++)
		for (n = 0; n <= size + 1; n++) {
			memset(piece, '#', sizeof piece);
			given = aws_body_give(&body, at, piece, n);
			ck_assert_uint_eq(given, n < size - at ? n : size - at);
			ck_assert_mem_eq(piece, whole.p + at, given);
			ck_assert_int_eq(piece[n], '#');
		}
	er_buf_free(&whole);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("aws-sigv4");
	TCase *t = tcase_create("aws-sigv4");

	tcase_add_loop_test(t, sign_gives_our_own_vectors, 0,
	    (int)(sizeof vectors / sizeof vectors[0]));
	tcase_add_test(t, hmac_gives_the_key_chain);
	tcase_add_test(t, sign_normalises_path_query_and_headers);
	tcase_add_test(t, sign_keeps_the_key_of_a_day_and_no_longer);
	tcase_add_test(t, sign_refuses_a_year_that_has_no_four_digits);
	tcase_add_loop_test(t, smtp_password_is_the_one_that_aws_derives, 0, 3);
	tcase_add_loop_test(t, body_is_the_same_in_any_pieces, 0, 11);
	suite_add_tcase(s, t);
	return unit_run(s);
}
