/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finished messages. This program links GMime; tests/unit/mail, which uses the
 * rest of the room, does not and so proves that it need not.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "mail/mail.h"
#include "unit.h"

static void
add_list(struct er_buf *out, const char *name, const struct mail_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		er_buf_addf(out, "%s=%s ", name, list->list[i].address);
}

/* "to=... cc=... bcc=... from=..." of a good message; its bytes are kept. */
static char *
envelope(const char *text, char **bytes)
{
	struct mail_message m;
	struct er_err err = {0};
	struct er_buf out = {0};

	ck_assert_msg(mail_parse(text, strlen(text), MAIL_RECIPIENTS, &m, &err) == 0,
	    "%s", err.text);
	add_list(&out, "from", &m.from);
	add_list(&out, "to", &m.to);
	add_list(&out, "cc", &m.cc);
	add_list(&out, "bcc", &m.bcc);
	ck_assert_uint_eq(m.n, strlen(m.bytes));
	if (bytes != NULL)
		*bytes = er_xstrdup(m.bytes);
	mail_message_free(&m);
	er_buf_adds(&out, "");
	return er_buf_steal(&out);
}

static void
expect(const char *text, const char *who, const char *wire)
{
	char *bytes, *got = envelope(text, &bytes);

	ck_assert_str_eq(got, who);
	ck_assert_str_eq(bytes, wire);
	free(got);
	free(bytes);
}

/* The reason for refusing n bytes must hold the given words. */
static void
refuse_bytes(const char *text, size_t n, const char *words)
{
	struct mail_message m;
	struct er_err err = {0};
	char *copy = er_xmalloc(n);

	memcpy(copy, text, n);
	ck_assert_msg(mail_parse(copy, n, MAIL_RECIPIENTS, &m, &err) == -1,
	    "accepted: %s", text);
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_msg(strstr(err.text, words) != NULL, "'%s' lacks '%s'",
	    err.text, words);
	ck_assert_ptr_null(m.bytes);
	er_err_free(&err);
	free(copy);
}

static void
refuse(const char *text, const char *words)
{
	refuse_bytes(text, strlen(text), words);
}

START_TEST(mail_parse_leaves_the_bytes_alone_but_for_bcc)
{
	expect("X-Odd:  two\t blanks \n"
	    "From: A <a@b.example>\n"
	    "Bcc: x@y.example,\n\tz@y.example\n"
	    "to: c@d.example,\r\n e@f.example\n"
	    "bcc: last@y.example\n"
	    "Subject: =?utf-8?q?x?=\n\nhi\n\n.\nFrom x \n",
	    "from=a@b.example to=c@d.example to=e@f.example "
	    "bcc=x@y.example bcc=z@y.example bcc=last@y.example ",
	    "X-Odd:  two\t blanks \r\n"
	    "From: A <a@b.example>\r\n"
	    "to: c@d.example,\r\n e@f.example\r\n"
	    "Subject: =?utf-8?q?x?=\r\n\r\nhi\r\n\r\n.\r\nFrom x \r\n");
}
END_TEST

START_TEST(mail_parse_takes_groups_and_several_to_fields)
{
	char *got = envelope("To: team: a@b.example, C <c@d.example>;\n"
	    "To: e@f.example\nCc: undisclosed-recipients:;\n\nx", NULL);

	ck_assert_str_eq(got, "to=a@b.example to=c@d.example "
	    "to=e@f.example ");
	free(got);
}
END_TEST

START_TEST(mail_parse_counts_only_resent_fields_when_there_are_any)
{
	expect("Resent-To: r@s.example\nResent-Bcc: h@s.example\n"
	    "Resent-From: f@s.example\n"
	    "From: a@b.example\nTo: c@d.example\nBcc: old@d.example\n\nx\n",
	    "from=f@s.example to=r@s.example bcc=h@s.example ",
	    "Resent-To: r@s.example\r\nResent-From: f@s.example\r\n"
	    "From: a@b.example\r\nTo: c@d.example\r\n\r\nx\r\n");
	refuse("Resent-To: a@b.example\nResent-To: c@d.example\n\nx",
	    "lines 1 and 2");
}
END_TEST

START_TEST(mail_parse_can_ignore_the_recipients_of_the_header)
{
	static const char text[] = "To: root\nBcc: c@d.example\n\nx";
	struct mail_message m;
	struct er_err err = {0};

	ck_assert_int_eq(mail_parse(text, strlen(text), 0, &m, &err), 0);
	ck_assert_uint_eq(m.to.n + m.cc.n + m.bcc.n, 0);
	ck_assert_str_eq(m.bytes, "To: root\r\n\r\nx\r\n");
	mail_message_free(&m);
}
END_TEST

START_TEST(mail_parse_drops_the_separator_of_a_mailbox)
{
	expect("From x Thu Jan  1 00:00:00 2026\nTo: a@b.example\n\nx\n",
	    "to=a@b.example ", "To: a@b.example\r\n\r\nx\r\n");
	refuse("To: a@b.example\nFrom x Thu\n\nx\n", "line 2");
}
END_TEST

START_TEST(mail_parse_decodes_subject_and_report_id)
{
	static const char text[] = "Subject: =?koi8-r?B?8NLJ18XU?=\n"
	    " =?utf-8?q?_x=0A?=\nReport-Id: <cfo.2026-11@g.example>\n\nx";
	struct mail_message m;
	struct er_err err = {0};

	ck_assert_int_eq(mail_parse(text, strlen(text), MAIL_RECIPIENTS, &m, &err), 0);
	ck_assert_str_eq(m.subject, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2"
	    "\xd0\xb5\xd1\x82 x?");
	ck_assert_str_eq(m.report_id, "cfo.2026-11@g.example");
	ck_assert(!m.digest_present);
	mail_message_free(&m);
}
END_TEST

START_TEST(mail_parse_refuses_a_broken_header)
{
	refuse("", "empty");
	refuse("\n\nhello\n", "no header");
	refuse("hello\nworld\n", "no header");
	refuse(" To: a@b.example\n\nx", "no header");
	refuse("To: a@b.example\n", "cut");
	refuse("To: a@b.example", "cut");
	refuse("To: a@b.example\nno field\n\nx", "line 2");
	refuse("To: a@b.example\nCc : c@d.example\n\nx", "line 2");
	refuse("To: a@b.example\n \nBcc: c@d.example\n\nx", "line 2");
	refuse("To: a@b.example\nX: \x1b[2J\n\nx", "line 2");
	refuse("To: a@b.example\rBcc: c@d.example\n\nx", "line 1");
	refuse("To: a@b.example\n\na\rb", "line 3");
	refuse("Subject: a\nTo: a@b.example\nSUBJECT: b\n\nx",
	    "lines 1 and 3");
	refuse("X: \n\nx\n\xff", "UTF-8");
	refuse_bytes("To: a@b.example\n\na\0b", 20, "line 3");
}
END_TEST

START_TEST(mail_parse_refuses_bad_addresses)
{
	refuse("Subject: x\nTo: root\n\nx", "line 2");
	refuse("To: a@b.example,\n c@d@e.example\n\nx", "To:");
	refuse("Bcc: <a@b.example\n\nx", "line 1");
	refuse("From:\nTo: a@b.example\n\nx", "line 1");
	refuse("To: \xff <a@b.example>\n\nx", "line 1");
}
END_TEST

/* ---- digest ------------------------------------------------------------ */

START_TEST(mail_parse_verifies_the_report_digest)
{
	static const char body[] = "Gross burn 7,000\r\n\r\n-- \r\nend\r\n";
	struct mail_message m;
	struct er_err err = {0};
	struct er_buf b = {0};
	char *digest = mail_digest(body, strlen(body));
	size_t n;

	er_buf_addf(&b, "To: a@b.example\nReport-Digest: %s\n\n%s", digest,
	    body);
	ck_assert_int_eq(mail_parse(b.p, b.n, MAIL_RECIPIENTS, &m, &err), 0);
	ck_assert(m.digest_present);
	mail_message_free(&m);
	/* Without its last line end it would be the same text. */
	for (n = b.n - 3; n > 0; n--) {
		ck_assert_msg(mail_parse(b.p, n, MAIL_RECIPIENTS, &m, &err) == -1,
		    "cut after %zu of %zu", n, b.n);
		er_err_free(&err);
	}
	free(digest);
	er_buf_free(&b);
}
END_TEST

/* ---- what has to be encoded -------------------------------------------- */

START_TEST(mail_parse_encodes_8bit_text)
{
	expect("To: a@b.example\n\ncaf\xc3\xa9\n", "to=a@b.example ",
	    "To: a@b.example\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "caf=C3=A9\r\n");
	expect("MIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=iso-8859-1\n"
	    "Content-Transfer-Encoding: 8bit\n\ncaf\xe9\n", "",
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=iso-8859-1\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "caf=E9\r\n");
}
END_TEST

START_TEST(mail_parse_encodes_each_8bit_part)
{
	expect("MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\nContent-Type: text/plain\n\nplain\n"
	    "--x\nContent-Type: message/rfc822\n\n"
	    "Content-Type: text/plain; charset=utf-8\n\n\xc3\xa9\n"
	    "--x\nContent-Type: application/octet-stream\n\n\xff\xfe\n"
	    "--x--\n", "",
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=x\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n\r\n"
	    "--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
	    "--x\r\nContent-Type: message/rfc822\r\n\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "=C3=A9\r\n"
	    "--x\r\nContent-Type: application/octet-stream\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n//4=\r\n\r\n"
	    "--x--\r\n");
}
END_TEST

START_TEST(mail_parse_never_changes_a_signed_part)
{
	refuse("Content-Type: multipart/signed; boundary=x\n\n"
	    "--x\nContent-Type: text/plain; charset=utf-8\n\n\xc3\xa9\n"
	    "--x\nContent-Type: application/pgp-signature\n\ns\n--x--\n",
	    "signature");
	free(envelope("Content-Type: multipart/signed; boundary=x\n\n"
	    "--x\nContent-Type: text/plain\n\nplain\n"
	    "--x\nContent-Type: application/pgp-signature\n\ns\n--x--\n",
	    NULL));
}
END_TEST

START_TEST(mail_parse_refuses_broken_mime)
{
	refuse("Content-Type: multipart/mixed; boundary=x\n\n--x\n\ncut\n",
	    "cut");
	refuse("Content-Type: multipart/mixed\n\nx\n", "boundary");
	refuse("Content-Type: application/octet-stream\n"
	    "Content-Transfer-Encoding: binary\n\n\xff\n", "base64");
	refuse("Content-Type: text/plain; name=\"\xc3\xa9\"\n\nx\n", "ASCII");
}
END_TEST

START_TEST(mail_parse_encodes_raw_utf_8_in_the_header)
{
	expect("To: J\xc3\xbcrgen <a@b.example>\n"
	    "Subject: caf\xc3\xa9 =?utf-8?q?x?=\n\nx\n", "to=a@b.example ",
	    "To: =?UTF-8?Q?J=C3=BCrgen?= <a@b.example>\r\n"
	    "Subject: =?UTF-8?B?Y2Fmw6k=?= x\r\n\r\nx\r\n");
}
END_TEST

/* Every line of at most 998 octets, in CR LF. */
static void
check_lines(const char *p)
{
	const char *eol;

	for (; *p != '\0'; p = eol + 2) {
		eol = strstr(p, "\r\n");
		ck_assert_ptr_nonnull(eol);
		ck_assert_int_le(eol - p, 998);
		ck_assert_ptr_null(memchr(p, '\n', (size_t)(eol - p)));
	}
}

START_TEST(mail_parse_folds_or_encodes_long_lines)
{
	struct er_buf b = {0};
	char *bytes, *got;
	int i;

	er_buf_adds(&b, "To: x@b.example");
	for (i = 0; i < 200; i++)
		er_buf_addf(&b, ",user%d@group.example", i);
	er_buf_adds(&b, "\nSubject: ");
	er_buf_fill(&b, 's', 3000);
	er_buf_adds(&b, "\nReferences:");
	for (i = 0; i < 200; i++)
		er_buf_adds(&b, " <id@group.example>");
	er_buf_adds(&b, "\n\n");
	er_buf_fill(&b, 'x', 5000);
	got = envelope(b.p, &bytes);
	ck_assert_ptr_nonnull(strstr(got, "to=user199@group.example"));
	check_lines(bytes);
	free(got);
	free(bytes);
	er_buf_trim(&b, 0);
	er_buf_adds(&b, "Message-ID: <");
	er_buf_fill(&b, 'x', 2000);
	er_buf_adds(&b, ">\n\nx");
	refuse(b.p, "998");
	er_buf_free(&b);
}
END_TEST

START_TEST(mail_parse_takes_hostile_input_in_linear_time)
{
	static const char *const heads[] = {
		"Subject: x", "To: ", "To: \"", "A: 1\n", "To: a@b.example\n\n",
		"Content-Type: message/rfc822\n\n",
	};
	static const char *const patterns[] = {
		"x", "(", ",", "\n x", "A:\n", "=?utf-8?q?x?= ",
		"\xc3\xa9", "\n", "Content-Type: message/rfc822\n\n",
	};
	struct mail_message m;
	struct er_err err = {0};
	struct er_buf b = {0};
	size_t i, k;

	for (i = 0; i < sizeof heads / sizeof *heads; i++)
		for (k = 0; k < sizeof patterns / sizeof *patterns; k++) {
			er_buf_trim(&b, 0);
			er_buf_adds(&b, heads[i]);
			while (b.n < 1000 * 1000)
				er_buf_adds(&b, patterns[k]);
			er_buf_adds(&b, "\n\nx");
			if (mail_parse(b.p, b.n, MAIL_RECIPIENTS, &m, &err) == 0)
				mail_message_free(&m);
			er_err_free(&err);
		}
	er_buf_free(&b);
}
END_TEST

/* ---- a missing From ---------------------------------------------------- */

static void
set_from(const char *text, const char *from, const char *wire)
{
	struct mail_message m;
	struct er_err err = {0};

	ck_assert_int_eq(mail_parse(text, strlen(text), MAIL_RECIPIENTS, &m, &err), 0);
	ck_assert_int_eq(mail_message_set_from(&m, from, &err), 0);
	ck_assert_str_eq(m.bytes, wire);
	ck_assert_uint_eq(m.n, strlen(wire));
	ck_assert_uint_eq(m.from.n, 1);
	mail_message_free(&m);
}

START_TEST(mail_message_set_from_fills_only_a_missing_one)
{
	set_from("To: a@b.example\n\nx", "J\xc3\xbcrgen <f@g.example>",
	    "From: =?UTF-8?Q?J=C3=BCrgen?= <f@g.example>\r\n"
	    "To: a@b.example\r\n\r\nx\r\n");
	set_from("Bcc: a@b.example\n\nx", "f@g.example",
	    "From: f@g.example\r\n\r\nx\r\n");
	set_from("from: a@b.example\n\nx", "f@g.example",
	    "from: a@b.example\r\n\r\nx\r\n");
}
END_TEST

START_TEST(mail_message_set_from_refuses_what_is_no_address)
{
	static const char text[] = "To: a@b.example\n\nx";
	static const char *const bad[] = {
		"", "root", "a@b.example, c@d.example",
		"a@b.example\r\nBcc: c@d.example",
	};
	struct mail_message m;
	struct er_err err = {0};
	size_t i;

	ck_assert_int_eq(mail_parse(text, strlen(text), MAIL_RECIPIENTS, &m, &err), 0);
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_int_eq(mail_message_set_from(&m, bad[i], &err), -1);
		ck_assert_int_eq(err.cls, ER_DATA);
		er_err_free(&err);
	}
	ck_assert_str_eq(m.bytes, "To: a@b.example\r\n\r\nx\r\n");
	mail_message_free(&m);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("message");
	TCase *tc = tcase_create("message");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, mail_parse_leaves_the_bytes_alone_but_for_bcc);
	tcase_add_test(tc, mail_parse_takes_groups_and_several_to_fields);
	tcase_add_test(tc,
	    mail_parse_counts_only_resent_fields_when_there_are_any);
	tcase_add_test(tc, mail_parse_can_ignore_the_recipients_of_the_header);
	tcase_add_test(tc, mail_parse_drops_the_separator_of_a_mailbox);
	tcase_add_test(tc, mail_parse_decodes_subject_and_report_id);
	tcase_add_test(tc, mail_parse_refuses_a_broken_header);
	tcase_add_test(tc, mail_parse_refuses_bad_addresses);
	tcase_add_test(tc, mail_parse_verifies_the_report_digest);
	tcase_add_test(tc, mail_parse_encodes_8bit_text);
	tcase_add_test(tc, mail_parse_encodes_each_8bit_part);
	tcase_add_test(tc, mail_parse_never_changes_a_signed_part);
	tcase_add_test(tc, mail_parse_refuses_broken_mime);
	tcase_add_test(tc, mail_parse_encodes_raw_utf_8_in_the_header);
	tcase_add_test(tc, mail_parse_folds_or_encodes_long_lines);
	tcase_add_test(tc, mail_parse_takes_hostile_input_in_linear_time);
	tcase_add_test(tc, mail_message_set_from_fills_only_a_missing_one);
	tcase_add_test(tc, mail_message_set_from_refuses_what_is_no_address);
	suite_add_tcase(suite, tc);
	return unit_run(suite);
}
