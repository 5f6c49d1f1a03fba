/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses, header fields, composing. Messages taken apart: message.c. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "mail/mail.h"
#include "unit.h"

/* ---- addresses --------------------------------------------------------- */

/* "name|address;" for each, or "!offset". */
static char *
show_list(const char *text, size_t n)
{
	struct mail_list list = {0};
	struct er_buf out = {0};
	const char *why = NULL;
	size_t at = 0, i;

	if (mail_list_parse(&list, text, n, &at, &why)) {
		for (i = 0; i < list.n; i++)
			er_buf_addf(&out, "%s|%s;",
			    list.list[i].name != NULL ? list.list[i].name : "",
			    list.list[i].address);
	} else {
		ck_assert_ptr_nonnull(why);
		ck_assert_uint_eq(list.n, 0);
		ck_assert_uint_le(at, n);
		er_buf_addf(&out, "!%zu", at);
	}
	mail_list_free(&list);
	return er_buf_steal(&out);
}

struct expectation {
	const char *text, *shown;
};

static void
expect_lists(const struct expectation *e, size_t n)
{
	char *shown;

	for (; n > 0; n--, e++) {
		shown = show_list(e->text, strlen(e->text));
		ck_assert_msg(strcmp(shown, e->shown) == 0,
		    "of '%s'\ngot      %s\nexpected %s", e->text, shown,
		    e->shown);
		free(shown);
	}
}
#define EXPECT_LISTS(table) expect_lists(table, sizeof table / sizeof *table)

/* Python's email.policy.default reads the same out of each of these. */
START_TEST(mail_list_parse_reads_rfc_5322)
{
	static const struct expectation table[] = {
		{ "", "" },
		{ "a@b.example", "|a@b.example;" },
		{ "<a@b.example>", "|a@b.example;" },
		{ "Ann B <a@b.example>", "Ann B|a@b.example;" },
		{ "\"A, B\" <a@b.example>, c@d.example",
		    "A, B|a@b.example;|c@d.example;" },
		{ "\"a\\\"b\" <a@b.example>", "a\"b|a@b.example;" },
		{ "\"a@b.example\" <c@d.example>", "a@b.example|c@d.example;" },
		{ "A. B. <a@b.example>", "A. B.|a@b.example;" },
		{ "\"q q\"@b.example", "|\"q q\"@b.example;" },
		{ "(c) a@b.example (d(e\\)f))", "|a@b.example;" },
		{ "a (x) @ b.example", "|a@b.example;" },
		{ "team: a@b.example, C <c@d.example>;",
		    "|a@b.example;C|c@d.example;" },
		{ "undisclosed-recipients:;", "" },
		{ "g: a@b.example;, c@d.example",
		    "|a@b.example;|c@d.example;" },
		{ ",a@b.example,, c@d.example,",
		    "|a@b.example;|c@d.example;" },
		{ "J\xc3\xbcrgen <a@b.example>", "J\xc3\xbcrgen|a@b.example;" },
	};

	EXPECT_LISTS(table);
}
END_TEST

START_TEST(mail_list_parse_decodes_names)
{
	static const struct expectation table[] = {
		{ "=?utf-8?q?J=C3=BCrgen?= <a@b.example>",
		    "J\xc3\xbcrgen|a@b.example;" },
		{ "=?UTF-8?B?w6k=?= =?utf-8*en?Q?_x?= y <a@b.example>",
		    "\xc3\xa9 x y|a@b.example;" },
		{ "=?iso-8859-1?q?=E9?= <a@b.example>",
		    "\xc3\xa9|a@b.example;" },
		{ "\"=?utf-8?q?x?=\" <a@b.example>",
		    "=?utf-8?q?x?=|a@b.example;" },
		{ "=?utf-8?q?=E9?= <a@b.example>",
		    "=?utf-8?q?=E9?=|a@b.example;" },
		{ "=?utf-8?q?a=0D=0Ab?= <a@b.example>", "a??b|a@b.example;" },
	};

	EXPECT_LISTS(table);
}
END_TEST

START_TEST(mail_list_parse_refuses_what_is_ambiguous)
{
	static const struct expectation table[] = {
		{ "root", "!0" },
		{ "A B", "!0" },
		{ "a@", "!2" },
		{ "@b.example", "!0" },
		{ "<>", "!0" },
		{ "a@localhost", "!2" },
		{ "a@b..example", "!4" },
		{ "a@-b.example", "!2" },
		{ "a@b_c.example", "!3" },
		{ "a@[192.0.2.1]", "!2" },
		{ "<@x.example:a@b.example>", "!1" },
		{ "a b@c.example", "!0" },
		{ ".a@b.example", "!0" },
		{ "a..b@c.example", "!2" },
		{ "=?utf-8?q?x?=@b.example", "!0" },
		{ "j\xc3\xbcrgen@b.example", "!1" },
		{ "a@b\xc3\xbc.example", "!3" },
		{ "\xe9 <a@b.example>", "!0" },
		{ "\"x <a@b.example>", "!0" },
		{ "(x a@b.example", "!0" },
		{ "A <a@b.example", "!2" },
		{ "a@b.example>", "!11" },
		{ "a@b.example;c@d.example", "!11" },
		{ "a@b.example c@d.example", "!12" },
		{ "a@b.example <c@d.example>", "!12" },
		{ "g: a@b.example", "!0" },
		{ "g: h: a@b.example;;", "!4" },
		{ "a@b.example\r\nBcc: c@d.example", "!11" },
		{ "a\n@b.example", "!1" },
		{ "a\x7f@b.example", "!1" },
	};
	char *shown;

	EXPECT_LISTS(table);
	shown = show_list("a@b.example\0c@d.example", 23);
	ck_assert_str_eq(shown, "!11");
	free(shown);
}
END_TEST

START_TEST(mail_list_parse_keeps_the_list_it_cannot_add_to)
{
	struct mail_list list = {0};
	const char *why;
	size_t at;

	mail_list_add(&list, NULL, "a@b.example");
	ck_assert(!mail_list_parse(&list, "c@d.example, root", 17, &at, &why));
	ck_assert_uint_eq(at, 13);
	ck_assert_uint_eq(list.n, 1);
	ck_assert(mail_list_has(&list, "A@B.example"));
	ck_assert(!mail_list_has(&list, "c@d.example"));
	ck_assert(mail_mailbox_check("Ann <a@b.example>", 17, &at, &why));
	ck_assert(!mail_mailbox_check("", 0, &at, &why));
	ck_assert(!mail_mailbox_check("a@b.example,c@d.example", 23, &at,
	    &why));
	mail_list_free(&list);
}
END_TEST

START_TEST(mail_list_parse_survives_any_nesting)
{
	struct er_buf text = {0};
	char *shown;
	size_t i;

	for (i = 0; i < 100000; i++)
		er_buf_adds(&text, i % 2 == 0 ? "(" : "g:");
	shown = show_list(text.p, text.n);
	ck_assert_str_eq(shown, "!0");
	free(shown);
	er_buf_free(&text);
}
END_TEST

/* ---- header fields ----------------------------------------------------- */

static void
expect_header(const char *value, const char *expected)
{
	struct er_buf b = {0};
	struct er_err err = {0};

	ck_assert_int_eq(mail_header_add(&b, "Subject", value, &err), 0);
	ck_assert_str_eq(b.p, expected);
	er_buf_free(&b);
}

START_TEST(mail_header_add_folds_and_encodes)
{
	expect_header("plain  two", "Subject: plain  two\r\n");
	expect_header(" x ", "Subject: x\r\n");
	expect_header("a \xc3\xa9 b", "Subject: a =?UTF-8?B?w6k=?= b\r\n");
	expect_header("\xc3\xa9  \xc3\xa9 b",
	    "Subject: =?UTF-8?B?w6kgIMOp?= b\r\n");
	expect_header("=?utf-8?q?x?=",
	    "Subject: =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?=\r\n");
	expect_header("one two three four five six seven eight nine ten "
	    "eleven twelve thirteen",
	    "Subject: one two three four five six seven eight nine ten "
	    "eleven twelve\r\n thirteen\r\n");
}
END_TEST

START_TEST(mail_header_add_never_writes_a_long_line)
{
	struct er_buf b = {0}, value = {0};
	struct er_err err = {0};
	const char *line, *eol;

	er_buf_fill(&value, 'x', 5000);
	er_buf_fill(&value, ' ', 2000);
	er_buf_adds(&value, "\xf0\x9f\x98\x80");
	ck_assert_int_eq(mail_header_add(&b, "Subject", value.p, &err), 0);
	for (line = b.p; *line != '\0'; line = eol + 2) {
		eol = strstr(line, "\r\n");
		ck_assert_ptr_nonnull(eol);
		ck_assert_int_le(eol - line, 76);
		ck_assert_int_gt(eol - line, 1);
	}
	er_buf_free(&value);
	er_buf_free(&b);
}
END_TEST

static void
refuse_header(const char *name, const char *value)
{
	struct er_buf b = {0};
	struct er_err err = {0};

	ck_assert_int_eq(mail_header_add(&b, name, value, &err), -1);
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_uint_eq(b.n, 0);
	er_err_free(&err);
}

START_TEST(mail_header_add_refuses_injection)
{
	refuse_header("Subject", "x\r\nBcc: a@b.example");
	refuse_header("Subject", "x\nBcc: a@b.example");
	refuse_header("Subject", "x\r");
	refuse_header("Subject", "x\x1b[2J");
	refuse_header("Subject", "x\xe9");
	refuse_header("Sub ject", "x");
	refuse_header("Subject:", "x");
	refuse_header("Subj\xc3\xa9", "x");
	refuse_header("", "x");
	refuse_header("A\nB", "x");
}
END_TEST

START_TEST(mail_header_add_list_writes_what_the_parser_reads)
{
	static const char *const names[] = {
		"Ann Example", "Example, Ann", "J\xc3\xbcrgen", "A \"q\\\" B",
		"A. B.", "M\xc3\xbcller, J\xc3\xb6rg (GmbH)", "=?utf-8?q?x?=",
		"a@b", "  two  ", "\xe6\x97\xa5\xe6\x9c\xac",
	};
	struct mail_list list = {0}, back = {0};
	struct er_buf b = {0}, flat = {0};
	struct er_err err = {0};
	const char *why;
	size_t at, i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		mail_list_add(&list, names[i], "a@b.example");
	mail_list_add(&list, NULL, "c@d.example");
	ck_assert_int_eq(mail_header_add_list(&b, "To", &list, &err), 0);
	for (i = strlen("To:"); i < b.n; i++)
		if (b.p[i] != '\r' && b.p[i] != '\n')
			er_buf_addc(&flat, b.p[i]);
	ck_assert(mail_list_parse(&back, flat.p, flat.n, &at, &why));
	ck_assert_uint_eq(back.n, list.n);
	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_str_eq(back.list[i].name, names[i]);
	ck_assert_ptr_null(back.list[i].name);
	mail_list_free(&list);
	mail_list_free(&back);
	er_buf_free(&flat);
	er_buf_free(&b);
}
END_TEST

START_TEST(mail_header_is_singleton_ignores_case)
{
	ck_assert(mail_header_is_singleton("subject"));
	ck_assert(mail_header_is_singleton("AUTO-SUBMITTED"));
	ck_assert(mail_header_is_singleton("Report-Id"));
	ck_assert(!mail_header_is_singleton("Received"));
	ck_assert(!mail_header_is_singleton("To"));
}
END_TEST

/* ---- composing --------------------------------------------------------- */

/* Owned; NULL when it was refused, which must be as bad data. */
static char *
compose(const char *body, size_t n, const char *eol)
{
	struct mail_draft draft = {
		.subject = "CFO", .body = body, .nbody = n, .digest = true,
	};
	struct er_buf out = {0};
	struct er_err err = {0};
	int rc;

	mail_list_add(&draft.to, NULL, "cfo@group.example");
	mail_list_add(&draft.bcc, NULL, "audit@group.example");
	rc = mail_compose(&draft, eol, &out, &err);
	mail_list_free(&draft.to);
	mail_list_free(&draft.bcc);
	if (rc == 0)
		return er_buf_steal(&out);
	ck_assert_int_eq(err.cls, ER_DATA);
	er_err_free(&err);
	er_buf_free(&out);
	return NULL;
}

START_TEST(mail_compose_writes_a_plain_message)
{
	char *text = compose("Hello\nWorld\n", 12, "\n");

	/* printf 'Hello\r\nWorld\r\n' | openssl sha256 -binary | base64 */
	ck_assert_str_eq(text, "To: cfo@group.example\n"
	    "Bcc: audit@group.example\n"
	    "Subject: CFO\n"
	    "Report-Digest: sha-256="
	    "sLss2NT3VLLQ5EV+7ffnvMJ+SJQ08RGd4jnp4RFtEcc=\n"
	    "MIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=us-ascii\n"
	    "Content-Transfer-Encoding: 7bit\n\n"
	    "Hello\nWorld\n");
	free(text);
}
END_TEST

static void
expect_body(const char *body, const char *encoding, const char *expected)
{
	char *text = compose(body, strlen(body), "\r\n");
	const char *at;

	ck_assert_ptr_nonnull(text);
	at = strstr(text, "\r\n\r\n");
	ck_assert_ptr_nonnull(at);
	ck_assert_msg(strcmp(at + 4, expected) == 0,
	    "got '%s', expected '%s'", at + 4, expected);
	ck_assert_ptr_nonnull(strstr(text, encoding));
	free(text);
}

START_TEST(mail_compose_encodes_what_would_not_survive)
{
	expect_body("a=b\nc", ": 7bit", "a=b\r\nc\r\n");
	expect_body("a\r\n\r\nb\r\n", ": 7bit", "a\r\n\r\nb\r\n");
	expect_body("..\n>From\n", ": 7bit", "..\r\n>From\r\n");
	expect_body("\xc3\xa9\n", "=utf-8", "=C3=A9\r\n");
	expect_body("From a\n", "quoted", "=46rom a\r\n");
	expect_body(".\na=\n", "quoted", "=2E\r\na=3D\r\n");
	expect_body("a \nb\t\n", "quoted", "a=20\r\nb=09\r\n");
	expect_body("a\rb\n", "quoted", "a=0Db\r\n");
}
END_TEST

START_TEST(mail_compose_never_rewraps_long_lines)
{
	char line[1001], *text, *at;

	memset(line, 'x', sizeof line);
	line[1000] = '\n';
	text = compose(line + 2, 999, "\n");
	ck_assert_ptr_nonnull(strstr(text, ": 7bit\n\nxxx"));
	free(text);
	text = compose(line, 1001, "\n");
	ck_assert_ptr_nonnull(strstr(text, ": quoted-printable\n\nxxx"));
	at = strstr(text, "\n\n") + 2;
	ck_assert_int_eq(at[75], '=');
	ck_assert_int_eq(at[76], '\n');
	free(text);
}
END_TEST

START_TEST(mail_compose_refuses_what_is_no_text)
{
	struct mail_field extra[2] = {
		{ "List-Id", "<a.example>" }, { "list-id", "<b.example>" },
	};
	struct mail_draft draft = {
		.body = "x", .nbody = 1, .extra = extra, .nextra = 2,
	};
	struct er_buf out = {0};
	struct er_err err = {0};

	ck_assert_ptr_null(compose("a\nb\0c", 5, "\n"));
	ck_assert_ptr_null(compose("a\nb\xe9", 4, "\n"));
	ck_assert_int_eq(mail_compose(&draft, "\n", &out, &err), -1);
	er_err_free(&err);
	extra[1].name = "bcc";
	ck_assert_int_eq(mail_compose(&draft, "\n", &out, &err), -1);
	er_err_free(&err);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(mail_compose_takes_an_empty_body)
{
	char *text = compose("", 0, "\n");

	/* The digest of nothing. */
	ck_assert_ptr_nonnull(strstr(text, "sha-256=47DEQpj8HBSa+/TImW+5JCeu"
	    "QeRkm5NMpJWZG3hSuFU=\n"));
	free(text);
}
END_TEST

/* ---- digest and trailer ------------------------------------------------ */

START_TEST(mail_digest_does_not_see_line_ends)
{
	char *a = mail_digest("a\nb\n", 4), *b = mail_digest("a\r\nb", 4);
	char *c = mail_digest("a\r\nb\r\n\r\n\n", 9);
	char *d = mail_digest("a\n\nb\n", 5);

	ck_assert_str_eq(a, b);
	ck_assert_str_eq(a, c);
	ck_assert_str_ne(a, d);
	free(a);
	free(b);
	free(c);
	free(d);
}
END_TEST

START_TEST(mail_trailer_check_finds_every_cut)
{
	static const char head[] = "Group - CFO - 2026-11      DATA: FRESH\n";
	struct er_buf b = {0};
	struct er_err err = {0};
	size_t n, whole;

	er_buf_adds(&b, head);
	er_buf_adds(&b, "\nGross burn 7,000\nNet burn 3,000\n");
	mail_trailer_add(&b);
	whole = b.n;
	for (n = 1; n < whole - 1; n++) {
		ck_assert_msg(mail_trailer_check(b.p, n, &err) == -1,
		    "cut after %zu of %zu", n, whole);
		ck_assert_int_eq(err.cls, ER_DATA);
		er_err_free(&err);
	}
	ck_assert_int_eq(mail_trailer_check(b.p, whole - 1, &err), 0);
	ck_assert_int_eq(mail_trailer_check(b.p, whole, &err), 0);
	er_buf_adds(&b, "\r\n\n");
	ck_assert_int_eq(mail_trailer_check(b.p, b.n, &err), 0);
	*strchr(b.p, '7') = '9';
	ck_assert_int_eq(mail_trailer_check(b.p, b.n, &err), -1);
	er_err_free(&err);
	er_buf_free(&b);
}
END_TEST

START_TEST(mail_trailer_check_takes_other_text_as_it_is)
{
	struct er_err err = {0};

	ck_assert_int_eq(mail_trailer_check("", 0, &err), 0);
	ck_assert_int_eq(mail_trailer_check("hello\n", 6, &err), 0);
	ck_assert_int_eq(mail_trailer_check("x\nDATA: FRESH\n", 14, &err), 0);
	ck_assert_int_eq(mail_trailer_check("one\ntwo", 7, &err), 0);
	ck_assert_int_eq(mail_trailer_check("DATA: STALE\r\n", 13, &err), -1);
	er_err_free(&err);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mail");
	TCase *tc = tcase_create("mail");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, mail_list_parse_reads_rfc_5322);
	tcase_add_test(tc, mail_list_parse_decodes_names);
	tcase_add_test(tc, mail_list_parse_refuses_what_is_ambiguous);
	tcase_add_test(tc, mail_list_parse_keeps_the_list_it_cannot_add_to);
	tcase_add_test(tc, mail_list_parse_survives_any_nesting);
	tcase_add_test(tc, mail_header_add_folds_and_encodes);
	tcase_add_test(tc, mail_header_add_never_writes_a_long_line);
	tcase_add_test(tc, mail_header_add_refuses_injection);
	tcase_add_test(tc, mail_header_add_list_writes_what_the_parser_reads);
	tcase_add_test(tc, mail_header_is_singleton_ignores_case);
	tcase_add_test(tc, mail_compose_writes_a_plain_message);
	tcase_add_test(tc, mail_compose_encodes_what_would_not_survive);
	tcase_add_test(tc, mail_compose_never_rewraps_long_lines);
	tcase_add_test(tc, mail_compose_refuses_what_is_no_text);
	tcase_add_test(tc, mail_compose_takes_an_empty_body);
	tcase_add_test(tc, mail_digest_does_not_see_line_ends);
	tcase_add_test(tc, mail_trailer_check_finds_every_cut);
	tcase_add_test(tc, mail_trailer_check_takes_other_text_as_it_is);
	suite_add_tcase(suite, tc);
	return unit_run(suite);
}
