/* SPDX-License-Identifier: GPL-3.0-or-later */
/* src/env: the dotenv grammar, the set, the contract and its verdicts. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "env/env.h"
#include "unit.h"

struct reading {
	struct env_set set;
	struct er_diags diags;
};

static struct reading
read_text(const char *text, size_t n)
{
	struct reading r = {0};

	env_parse("a.env", text, n, &env_dotenv, &r.set, &r.diags);
	return r;
}

static void
done(struct reading *r)
{
	env_free(&r->set);
	er_diags_free(&r->diags);
}

/* ---- grammar: what npm dotenv 18 makes of it ------------------------------- */

static const struct {
	const char *text;
	const char *value;	/* of A; NULL: not set */
} grammar[] = {
	{ "A=x y\n", "x y" },
	{ "A= x\n", "x" },
	{ "A =x\n", "x" },
	{ "A=x  \n", "x" },
	{ " \tA=x\n", "x" },
	{ "A=x # c\n", "x" },
	{ "A=x\t# c\n", "x" },
	{ "A=x#c\n", "x" },
	{ "A= #c\n", "" },
	{ "A=\"x # y\"\n", "x # y" },
	{ "A=\"x\" # c\n", "x" },
	{ "# c \\\nA=1\n", "1" },
	{ "\xef\xbb\xbf" "A=1\n", "1" },
	{ "A=\"x\"\r\n", "x" },
	{ "A=x\rB=2\n", "x" },
	{ "A=1\nA=2\n", "2" },
	{ "A='x y'\n", "x y" },
	{ "A=x\"y z\"\n", "x\"y z\"" },
	{ "A=\"x\" y\n", "\"x\" y" },
	{ "A='x'\"y\"\n", "'x'\"y\"" },
	{ "A=\"x\nB=2\n", "\"x" },
	{ "A=it's\n", "it's" },
	{ "A=\"x\nC=y\"\n", "x\nC=y" },
	{ "A=\"x\r\ny\"\r\n", "x\ny" },
	{ "A=x\\\ny\n", "x\\" },
	{ "A=C:\\new\n", "C:\\new" },
	{ "A=\"x\\ny\"\n", "x\ny" },
	{ "A='x\\ny'\n", "x\\ny" },
	{ "A=\"x\\ty\"\n", "x\\ty" },
	{ "A=\"x\\\\y\"\n", "x\\\\y" },
	{ "A=\"x\\\\ny\"\n", "x\\\ny" },
	{ "A=\"x\\\"y\"\n", "x\\\"y" },
	{ "A='it\\'s'\n", "it\\'s" },
	{ "A='it'\\''s'\n", "it'\\''s" },
	{ "A='x\\'\n", "x\\" },
	{ "A='x'y'\n", "x'y" },
	{ "Z=1\nA=\"$Z z\"\n", "$Z z" },
	{ "A=${N:-d}\n", "${N:-d}" },
	{ "A=`x`\n", "x" },
	{ "A=a?x=1&b=2\n", "a?x=1&b=2" },
	{ "export A=x\n", "x" },
	{ "export\nA=x\n", "x" },
	{ "A: x\n", "x" },
	{ "A:\nB=2\n", "B=2" },
	{ "A\n=x\n", "x" },
	{ "A=\n\"x\"\n", "x" },
	{ "A=\nB=2\n", "" },
	{ "A=\xc2\xa0x\xe3\x80\x80\n", "x" },
	{ "A=x", "x" },
	{ "A=", "" },
	{ "A:x\n", NULL },
	{ "A : x\n", NULL },
	{ "A C=x\n", NULL },
	{ "\"A\"=x\n", NULL },
	{ "A\n", NULL },
	{ "", NULL },
};

START_TEST(env_dotenv_reads_what_npm_reads)
{
	const char *want = grammar[_i].value;
	struct reading r = read_text(grammar[_i].text,
	    strlen(grammar[_i].text));
	const struct env_var *a = env_find(&r.set, "A");

	if (want == NULL) {
		ck_assert_ptr_null(a);
	} else {
		ck_assert_ptr_nonnull(a);
		ck_assert_str_eq(a->value, want);
		ck_assert_uint_eq(a->nvalue, strlen(want));
		ck_assert_int_eq(strncmp(a->name, "A=", 2), 0);
	}
	done(&r);
}
END_TEST

START_TEST(env_dotenv_takes_export_as_a_name_too)
{
	struct reading r = read_text("export=1\nexport = 2\n", 20);

	ck_assert_str_eq(env_find(&r.set, "export")->value, "2");
	done(&r);
}
END_TEST

START_TEST(env_dotenv_knows_places_and_quotes)
{
	static const char text[] =
	    "# c\n\nA=1\n  export B = \"x\ny\"\nC='z'\nD=`q`\n";
	struct reading r = read_text(text, strlen(text));

	ck_assert_uint_eq(r.set.n, 4);
	ck_assert_uint_eq(r.set.vars[0].line, 3);
	ck_assert_uint_eq(r.set.vars[0].column, 1);
	ck_assert_uint_eq(r.set.vars[0].value_column, 3);
	ck_assert_int_eq(r.set.vars[0].quoting, ENV_BARE);
	ck_assert_uint_eq(r.set.vars[1].line, 4);
	ck_assert_uint_eq(r.set.vars[1].column, 10);
	ck_assert_uint_eq(r.set.vars[1].value_line, 4);
	ck_assert_uint_eq(r.set.vars[1].value_column, 14);
	ck_assert_int_eq(r.set.vars[1].quoting, ENV_DOUBLE);
	ck_assert_uint_eq(r.set.vars[2].line, 6);
	ck_assert_int_eq(r.set.vars[2].quoting, ENV_SINGLE);
	ck_assert_int_eq(r.set.vars[3].quoting, ENV_BACKQUOTE);
	done(&r);
}
END_TEST

START_TEST(env_dotenv_survives_every_byte_everywhere)
{
	static const char base[] = "export A=\"x\\n\" # c\nB: 'y'\n";
	char text[sizeof base];
	size_t at;

	for (at = 0; at < sizeof base - 1; at++) {
		struct reading r;

		memcpy(text, base, sizeof base);
		text[at] = (char)_i;
		r = read_text(text, sizeof base - 1);
		ck_assert_uint_le(r.set.n, 2);
		done(&r);
	}
}
END_TEST

/* ---- sets ------------------------------------------------------------------- */

START_TEST(env_find_gives_the_last_of_a_name)
{
	struct reading r = read_text("A=1\nB=2\nA=3\n", 12);

	ck_assert_uint_eq(r.set.vars[0].winner, 2);
	ck_assert_uint_eq(r.set.vars[1].winner, 1);
	ck_assert_uint_eq(r.set.vars[2].winner, 2);
	ck_assert_ptr_eq(env_find(&r.set, "A"), &r.set.vars[2]);
	ck_assert_ptr_null(env_find(&r.set, "C"));
	done(&r);
}
END_TEST

START_TEST(env_find_works_on_an_empty_set)
{
	struct reading r = read_text("", 0);

	ck_assert_ptr_null(env_find(&r.set, "A"));
	done(&r);
}
END_TEST

START_TEST(env_take_copies_an_environment)
{
	char one[] = "A=x=y", two[] = "B=";
	char *const environment[] = { one, two, NULL };
	struct env_set set = {0};

	env_take(environment, &set);
	memset(one, '?', strlen(one));
	ck_assert_str_eq(env_find(&set, "A")->value, "x=y");
	ck_assert_uint_eq(env_find(&set, "B")->nvalue, 0);
	ck_assert_uint_eq(env_find(&set, "A")->line, 0);
	env_free(&set);
}
END_TEST

/* ---- environments for a command ------------------------------------------- */

static bool
has(char *const *environment, const char *entry)
{
	for (; *environment != NULL; environment++)
		if (strcmp(*environment, entry) == 0)
			return true;
	return false;
}

START_TEST(env_build_keeps_little_and_the_file_wins)
{
	char *const outside[] = { "HOME=/h", "LC_TIME=C", "OTHER=1", "LANG=x",
	    NULL };
	struct reading r = read_text("A=1\nLANG=y\nA=2\n", 15);
	char **built = env_build(&r.set, outside, false);

	ck_assert(has(built, "HOME=/h"));
	ck_assert(has(built, "LC_TIME=C"));
	ck_assert(has(built, "LANG=y"));
	ck_assert(has(built, "A=2"));
	ck_assert(!has(built, "A=1"));
	ck_assert(!has(built, "LANG=x"));
	ck_assert(!has(built, "OTHER=1"));
	free(built);
	built = env_build(&r.set, outside, true);
	ck_assert(has(built, "OTHER=1"));
	ck_assert(!has(built, "LANG=x"));
	free(built);
	done(&r);
}
END_TEST

/* ---- the shipped contract --------------------------------------------------- */

static struct env_contract *
shipped(void)
{
	struct env_contract *contract = env_contract_new();
	struct er_diags diags = {0};
	char *path = er_xasprintf("%s/data/ses-variables.rec",
	    getenv("SRCDIR"));

	ck_assert_int_eq(env_contract_add(contract, path, &diags, NULL), 0);
	ck_assert_uint_eq(diags.errors + diags.warnings, 0);
	free(path);
	er_diags_free(&diags);
	return contract;
}

/* Values for AWS_REGION and the rule that each breaks. */
static const struct {
	const char *value, *rule;
} regions[] = {
	{ "us-west-2", NULL },
	{ "eusc-de-east-1", NULL },
	{ "us-gov-west-1", NULL },
	{ "us-west-2a", "er-region" },
	{ "US-WEST-2", "er-region" },
	{ "us-west2", "er-region" },
	{ "us-wset-2", "er-region" },
	{ "Oregon", "er-region" },
	{ "us west 2", "er-region" },
	{ "us-west-0", "er-region" },
	{ "ap-southeast-9", "er-region-unknown" },
	{ "us-iso-east-1", "er-region-unknown" },
	{ "ap-east-1", "er-region-without-ses" },
	{ "cn-north-1", "er-region-without-ses" },
};

START_TEST(env_check_tells_regions_from_slips)
{
	struct env_contract *contract = shipped();
	char *text = er_xasprintf("SES_FROM=a@b.example\nSES_BCC=c@b.example\n"
	    "ER_TRANSPORT=maildir:m\nAWS_REGION='%s'\n", regions[_i].value);
	struct reading r = read_text(text, strlen(text));

	env_check(&r.set, contract, &r.diags);
	if (regions[_i].rule == NULL) {
		ck_assert_uint_eq(r.diags.n, 0);
	} else {
		ck_assert_uint_eq(r.diags.n, 1);
		ck_assert_str_eq(r.diags.list[0].rule, regions[_i].rule);
		ck_assert_uint_eq(r.diags.list[0].line, 4);
	}
	done(&r);
	free(text);
	env_contract_free(contract);
}
END_TEST

/* Values of the two key variables, and the rule that each pair breaks. */
#define ID "AKIAABCDEFGHIJKLMNOP"
#define SECRET "0123456789abcdefghijABCDEFGHIJ0123456789"
static const struct {
	const char *id, *secret, *rule;
} keys[] = {
	{ ID, SECRET, NULL },
	{ SECRET, ID, "er-keys-swapped" },
	{ ID, ID, "er-keys-swapped" },
	{ "AKIAIOSFODNN7EXAMPLE", SECRET, "er-example-key" },
	{ ID, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "er-example-key" },
	{ "AIDAABCDEFGHIJKLMNOP", SECRET, "er-key-shape" },
	{ "AKIAABCDEFGHIJKLMNO", SECRET, "er-key-shape" },
	{ "AKIAshort", SECRET, "er-malformed" },
	{ ID, "short", "er-key-shape" },
	{ ID, SECRET "x", "er-key-shape" },
	{ ID, "01234567 9abcdefghijABCDEFGHIJ0123456789", "er-malformed" },
	{ ID, "BF2PynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmd",
	    "er-smtp-password" },
	{ ID, "AhPynzbSCAjX08zhZZnP/kW+T9P5zs/1Er0pi5vTEmdx",
	    "er-smtp-password" },
	{ "ASIAABCDEFGHIJKLMNOP", SECRET, "er-missing" },
	{ ID, "your-secret-key", "er-placeholder" },
	{ ID, "xxxxxxxxxxxxxxxxxxxx", "er-placeholder" },
	{ ID, "<secret>", "er-placeholder" },
	{ ID, "${SECRET}", "er-not-expanded" },
	{ ID, "", "er-empty" },
	{ "\" \"", SECRET, "er-blank" },
};

/* A profile stands in for the keys, but not for half of them. */
static const struct {
	const char *more, *rule;
} profiles[] = {
	{ "AWS_PROFILE=mail", NULL },
	{ "AWS_REGION=us-west-2\nCREDENTIALS_DIRECTORY=/", NULL },
	{ "CREDENTIALS_DIRECTORY=/", "er-missing" },
	{ "AWS_PROFILE=", "er-missing" },
	{ "AWS_REGION=us-west-2\nAWS_EC2_METADATA_DISABLED=false", NULL },
	{ "AWS_REGION=us-west-2\nAWS_EC2_METADATA_DISABLED=true",
	    "er-missing" },
	{ "AWS_REGION=us-west-2\n"
	    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x", NULL },
	{ "AWS_REGION=us-west-2\nAWS_WEB_IDENTITY_TOKEN_FILE=/x\n"
	    "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/mail", NULL },
	{ "AWS_REGION=us-west-2\nAWS_WEB_IDENTITY_TOKEN_FILE=/x",
	    "er-missing" },
	{ "AWS_PROFILE=mail\nAWS_SECRET_ACCESS_KEY=" SECRET, "er-missing" },
	{ "AWS_PROFILE=mail\nAWS_ACCESS_KEY_ID=" ID, "er-missing" },
};

START_TEST(env_check_asks_for_no_keys_beside_a_profile)
{
	struct env_contract *contract = shipped();
	char *text = er_xasprintf("SES_FROM=a@b.example\n"
	    "SES_BCC=c@b.example\n%s\n", profiles[_i].more);
	struct reading r = read_text(text, strlen(text));
	bool found = false;
	size_t i;

	env_check(&r.set, contract, &r.diags);
	if (profiles[_i].rule == NULL)
		ck_assert_uint_eq(r.diags.n, 0);
	for (i = 0; i < r.diags.n; i++)
		found |= strcmp(r.diags.list[i].rule, profiles[_i].rule) == 0;
	ck_assert(found == (profiles[_i].rule != NULL));
	done(&r);
	env_contract_free(contract);
	free(text);
}
END_TEST

static struct reading
read_keys(const char *id, const char *secret, const char *more)
{
	char *text = er_xasprintf("SES_FROM=a@b.example\nSES_BCC=c@b.example\n"
	    "AWS_REGION=us-west-2\nAWS_ACCESS_KEY_ID=%s\n"
	    "AWS_SECRET_ACCESS_KEY=%s\n%s", id, secret, more);
	struct reading r = read_text(text, strlen(text));

	free(text);
	return r;
}

START_TEST(env_check_knows_the_shapes_of_keys)
{
	struct env_contract *contract = shipped();
	struct reading r = read_keys(keys[_i].id, keys[_i].secret, "");

	env_check(&r.set, contract, &r.diags);
	if (keys[_i].rule == NULL) {
		ck_assert_uint_eq(r.diags.n, 0);
	} else {
		ck_assert_uint_eq(r.diags.n, 1);
		ck_assert_str_eq(r.diags.list[0].rule, keys[_i].rule);
		if (strlen(keys[_i].secret) > 0)
			ck_assert_ptr_null(strstr(r.diags.list[0].text,
			    keys[_i].secret));
	}
	done(&r);
	env_contract_free(contract);
}
END_TEST

START_TEST(env_check_lets_any_key_pass_on_loopback)
{
	struct env_contract *contract = shipped();
	struct reading r = read_keys("AKIAIOSFODNN7EXAMPLE", "short",
	    "AWS_ENDPOINT_URL_SESV2=http://127.0.0.1:8025\n");

	env_check(&r.set, contract, &r.diags);
	ck_assert_uint_eq(r.diags.errors, 0);
	ck_assert_int_eq(env_verdict(&r.diags, false), ER_NONE);
	done(&r);
	env_contract_free(contract);
}
END_TEST

START_TEST(env_verdict_puts_a_malformed_file_first)
{
	struct env_contract *contract = shipped();
	struct reading bad = read_text("SES_FROM=\"x\n", 12);
	struct reading none = read_text("X=1\n", 4);

	env_check(&bad.set, contract, &bad.diags);
	ck_assert_int_eq(env_verdict(&bad.diags, false), ER_DATA);
	env_check(&none.set, contract, &none.diags);
	ck_assert_int_eq(env_verdict(&none.diags, false), ER_CONFIG);
	done(&bad);
	done(&none);
	env_contract_free(contract);
}
END_TEST

START_TEST(env_verdict_counts_warnings_when_strict)
{
	struct env_contract *contract = shipped();
	struct reading r = read_keys(ID, SECRET, "AWS_SESSION_TOKEN=abc\n");

	env_check(&r.set, contract, &r.diags);
	ck_assert_uint_eq(r.diags.warnings, 1);
	ck_assert_int_eq(env_verdict(&r.diags, false), ER_NONE);
	ck_assert_int_eq(env_verdict(&r.diags, true), ER_CONFIG);
	done(&r);
	env_contract_free(contract);
}
END_TEST

START_TEST(env_list_shows_no_secret)
{
	struct env_contract *contract = shipped();
	struct reading r = read_keys(ID, SECRET,
	    "DB_PASSWORD=hunter2hunter2\nQUJDREVGR0hJSktMTU5PUA==\n");
	struct er_buf out = {0};

	env_list(&r.set, contract, true, &out);
	ck_assert_ptr_nonnull(strstr(out.p, "SES_FROM=a@b.example\n"));
	ck_assert_ptr_nonnull(strstr(out.p,
	    "AWS_SECRET_ACCESS_KEY=<secret, 40 characters>\n"));
	ck_assert_ptr_null(strstr(out.p, ID));
	ck_assert_ptr_null(strstr(out.p, SECRET));
	ck_assert_ptr_null(strstr(out.p, "hunter2"));
	ck_assert_ptr_null(strstr(out.p, "QUJD"));
	er_buf_free(&out);
	done(&r);
	env_contract_free(contract);
}
END_TEST

static Suite *
env_suite(void)
{
	Suite *suite = suite_create("env");
	TCase *t;

#define CASE(name) t = tcase_create(#name); suite_add_tcase(suite, t)
#define EACH(test, table) tcase_add_loop_test(t, test, 0, \
	(int)(sizeof (table) / sizeof *(table)))
	CASE(grammar);
	EACH(env_dotenv_reads_what_npm_reads, grammar);
	tcase_add_test(t, env_dotenv_takes_export_as_a_name_too);
	tcase_add_test(t, env_dotenv_knows_places_and_quotes);
	tcase_add_loop_test(t, env_dotenv_survives_every_byte_everywhere, 0,
	    256);
	CASE(set);
	tcase_add_test(t, env_find_gives_the_last_of_a_name);
	tcase_add_test(t, env_find_works_on_an_empty_set);
	tcase_add_test(t, env_take_copies_an_environment);
	tcase_add_test(t, env_build_keeps_little_and_the_file_wins);
	CASE(check);
	EACH(env_check_tells_regions_from_slips, regions);
	EACH(env_check_asks_for_no_keys_beside_a_profile, profiles);
	EACH(env_check_knows_the_shapes_of_keys, keys);
	tcase_add_test(t, env_check_lets_any_key_pass_on_loopback);
	tcase_add_test(t, env_verdict_puts_a_malformed_file_first);
	tcase_add_test(t, env_verdict_counts_warnings_when_strict);
	tcase_add_test(t, env_list_shows_no_secret);
#undef CASE
#undef EACH
	return suite;
}

int
main(void)
{
	return unit_run(env_suite());
}
