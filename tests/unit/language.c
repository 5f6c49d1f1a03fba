/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogues as msgfmt writes them, and what is said by them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "unit.h"

/* ---- a catalogue --------------------------------------------------------- */

struct pair {
	const char *id, *text;
	size_t nid, ntext;
};

#define PAIR(id, text) { id, text, sizeof id - 1, sizeof text - 1 }

/* Sorted by id, as in every catalogue. */
static const struct pair polish[] = {
	PAIR("", "Content-Type: text/plain; charset=UTF-8\n"
	    "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 "
	    "&& (n%100<10 || n%100>=20) ? 1 : 2);\n"),
	PAIR("%s gap\0%s gaps", "%s luka\0%s luki\0%s luk"),
	PAIR("%s of %s", "%2$s, z tego %1$s"),
	PAIR("%s of %s less", "%s i %3$s"),
	PAIR("November", "listopad"),
	PAIR("date\4%Y-%m", "%B %Y"),
	PAIR("date\4%Y-%m-%d", "%e.%m.%Y"),
	PAIR("number\4,", "\xc2\xa0"),
	PAIR("number\4.", ","),
	PAIR("one gap\0%s gaps", "luka\0%s luki\0%s luk"),
	PAIR("open", "otwarte"),
};
enum { PAIRS = sizeof polish / sizeof *polish };

static void
put(struct er_buf *b, uint32_t n, bool swapped)
{
	int i;

	for (i = 0; i < 4; i++)
		er_buf_addc(b, (char)(n >> (swapped ? 24 - 8 * i : 8 * i)));
}

/* The bytes of the catalogue. */
static struct er_buf
make(const struct pair *pairs, size_t n, bool swapped)
{
	struct er_buf b = {0};
	size_t table = 28, at = table + 16 * n, i;

	put(&b, 0x950412de, swapped);
	put(&b, 0, swapped);
	put(&b, (uint32_t)n, swapped);
	put(&b, (uint32_t)table, swapped);
	put(&b, (uint32_t)(table + 8 * n), swapped);
	put(&b, 0, swapped);
	put(&b, 0, swapped);
	for (i = 0; i < n; i++) {
		put(&b, (uint32_t)pairs[i].nid, swapped);
		put(&b, (uint32_t)at, swapped);
		at += pairs[i].nid + 1;
	}
	for (i = 0; i < n; i++) {
		put(&b, (uint32_t)pairs[i].ntext, swapped);
		put(&b, (uint32_t)at, swapped);
		at += pairs[i].ntext + 1;
	}
	for (i = 0; i < n; i++)
		er_buf_add(&b, pairs[i].id, pairs[i].nid + 1);
	for (i = 0; i < n; i++)
		er_buf_add(&b, pairs[i].text, pairs[i].ntext + 1);
	return b;
}

static struct er_catalogue *
open_bytes(const char *p, size_t n, struct er_err *err)
{
	char path[] = "/tmp/er-unit.XXXXXX";
	int fd = mkstemp(path);
	struct er_catalogue *c;

	ck_assert(fd >= 0 && write(fd, p, n) == (ssize_t)n && close(fd) == 0);
	c = er_catalogue_open(path, err);
	unlink(path);
	return c;
}

static struct er_catalogue *
open_polish(bool swapped)
{
	struct er_buf b = make(polish, PAIRS, swapped);
	struct er_err err = {0};
	struct er_catalogue *c = open_bytes(b.p, b.n, &err);

	ck_assert_ptr_nonnull(c);
	er_buf_free(&b);
	return c;
}

/* Everything that may be asked of it, so that a sanitizer sees it all. */
static void
ask_all(const struct er_catalogue *c)
{
	unsigned long form;
	const char *text;
	size_t i;

	for (i = 0; i < PAIRS; i++)
		for (form = 0; form < 4; form++) {
			text = er_catalogue_find(c, NULL, polish[i].id, form);
			ck_assert(text == NULL || strlen(text) < 1000);
			er_catalogue_find(c, "number", polish[i].id, form);
		}
	ck_assert_uint_lt(er_catalogue_form(c, 5), er_catalogue_forms(c));
}

START_TEST(catalogue_of_either_byte_order_is_read)
{
	struct er_catalogue *c = open_polish(_i != 0);

	ck_assert_str_eq(er_catalogue_find(c, NULL, "open", 0), "otwarte");
	ck_assert_str_eq(er_catalogue_find(c, "number", ".", 0), ",");
	ck_assert_ptr_null(er_catalogue_find(c, NULL, ".", 0));
	ck_assert_ptr_null(er_catalogue_find(c, "date", "open", 0));
	ck_assert_ptr_null(er_catalogue_find(c, NULL, "ope", 0));
	ck_assert_ptr_null(er_catalogue_find(c, NULL, "opener", 0));
	ck_assert_str_eq(er_catalogue_find(c, NULL, "%s gap", 2), "%s luk");
	ck_assert_str_eq(er_catalogue_find(c, NULL, "%s gap", 9), "%s luka");
	ck_assert_uint_eq(er_catalogue_forms(c), 3);
	er_catalogue_close(c);
}
END_TEST

/* Not only refused or not: what is asked stays inside of the file. */
START_TEST(catalogue_with_any_byte_changed_or_cut_does_no_harm)
{
	struct er_buf b = make(polish, PAIRS, false);
	struct er_err err = {0};
	struct er_catalogue *c;
	size_t i;
	char kept;

	for (i = 0; i < b.n; i++) {
		kept = b.p[i];
		b.p[i] = (char)(kept ^ (i % 2 != 0 ? 0xff : 0x10));
		c = open_bytes(b.p, b.n, &err);
		if (c != NULL)
			ask_all(c);
		er_catalogue_close(c);
		er_err_free(&err);
		b.p[i] = kept;
		c = open_bytes(b.p, i, &err);
		ck_assert_msg(c == NULL, "cut after %zu of %zu", i, b.n);
		ck_assert(err.cls == ER_DATA || i == 0);
		er_err_free(&err);
	}
	er_buf_free(&b);
}
END_TEST

START_TEST(catalogue_with_control_characters_or_another_encoding_is_refused)
{
	static const struct pair bad[][2] = {
		{ PAIR("", "charset=UTF-8\n"), PAIR("a", "\x1b[2J") },
		{ PAIR("", "charset=UTF-8\n"), PAIR("a", "\xe4") },
		{ PAIR("", "Content-Type: text/plain; charset=ISO-8859-1\n"),
		    PAIR("a", "b") },
	};
	struct er_buf b = make(bad[_i], 2, false);
	struct er_err err = {0};

	ck_assert_ptr_null(open_bytes(b.p, b.n, &err));
	ck_assert_int_eq(err.cls, ER_DATA);
	er_err_free(&err);
	er_buf_free(&b);
}
END_TEST

/* ---- plurals ------------------------------------------------------------- */

/* The forms of 0, 1, 2, ... as digits. */
static void
forms_are(const char *rule, const char *expected)
{
	unsigned long n, form;

	for (n = 0; expected[n] != '\0'; n++) {
		ck_assert_msg(er_plural_read(rule, n, &form), "%s", rule);
		ck_assert_msg(form == (unsigned long)(expected[n] - '0'),
		    "%s of %lu: %lu", rule, n, form);
	}
}

START_TEST(plural_rules_of_languages_are_worked_out)
{
	forms_are("0", "0000");
	forms_are("n != 1", "1011");
	forms_are("(n > 1)", "0011");
	forms_are("n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2",
	    "2011111111111111111110");
	forms_are("(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ?"
	    " 1 : 2)", "20111222222222222222221112");
	forms_are("n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
	    ": n%100>=11 ? 4 : 5", "01233333333444444");
	forms_are("!n + 2 * 3 - n / 1", "754");
	forms_are("n % 0 + n / 0", "00");
}
END_TEST

START_TEST(plural_rules_that_are_none_are_refused)
{
	static const char *const bad[] = {
		"", "n +", "(n", "n)", "n ? 1", "m", "1 2", "n = 1", "n;1",
		"n ? 1 : ", "- 1"
	};
	struct er_buf deep = {0};
	unsigned long form;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!er_plural_read(bad[i], 1, &form), "%s", bad[i]);
	er_buf_fill(&deep, '(', 100000);
	ck_assert(!er_plural_read(deep.p, 1, &form));
	er_buf_trim(&deep, 0);
	er_buf_fill(&deep, '!', 100000);
	ck_assert(!er_plural_read(deep.p, 1, &form));
	er_buf_trim(&deep, 0);
	for (i = 0; i < 100000; i++)
		er_buf_adds(&deep, "n?");
	ck_assert(!er_plural_read(deep.p, 1, &form));
	er_buf_free(&deep);
}
END_TEST

/* ---- words --------------------------------------------------------------- */

static struct er_catalogue *catalogue;
static struct er_language language = { .tag = "pl" };

static void
speak_polish(void)
{
	catalogue = open_polish(false);
	language.words[1] = language.figures[0] = catalogue;
	er_language_use(&language);
}

static void
speak_as_written(void)
{
	er_language_use(NULL);
	er_catalogue_close(catalogue);
}

START_TEST(words_are_translated_with_their_plural)
{
	ck_assert_str_eq(R_("open"), "otwarte");
	ck_assert_str_eq(R_("closed"), "closed");
	ck_assert_str_eq(R_N("%s gap", "%s gaps", 1), "%s luka");
	ck_assert_str_eq(R_N("%s gap", "%s gaps", 22), "%s luki");
	ck_assert_str_eq(R_N("%s gap", "%s gaps", 12), "%s luk");
	ck_assert_str_eq(R_N("one gap", "%s gaps", 1), "luka");
	ck_assert_str_eq(R_N("%s hole", "%s holes", 1), "%s hole");
	ck_assert_str_eq(er_language_tag(), "pl");
	er_language_use(NULL);
	ck_assert_str_eq(R_("open"), "open");
	ck_assert_str_eq(R_N("%s gap", "%s gaps", 0), "%s gaps");
	ck_assert_str_eq(er_language_tag(), "en");
}
END_TEST

START_TEST(words_with_other_places_than_the_original_are_not_used)
{
	ck_assert_str_eq(R_("%s of %s"), "%2$s, z tego %1$s");
	ck_assert_str_eq(R_("%s of %s less"), "%s of %s less");
	ck_assert(er_words_fit("%s of %s", NULL));
	ck_assert(er_words_fit("%s gap", "%s gaps"));
	ck_assert(!er_words_fit("%s of %s less", NULL));
}
END_TEST

START_TEST(fill_takes_a_format_for_data)
{
	static const char *const args[] = { "A", "B" };
	static const struct {
		const char *format, *expected;
		size_t needs;
	} cases[] = {
		{ "%s to %s", "A to B", 2 }, { "%2$s %1$s", "B A", 2 },
		{ "100 %% %", "100 % %", 0 }, { "%n%d%x %", "%n%d%x %", 0 },
		{ "%9$s|%s|%s|%s", "|A|B|", 9 }, { "%0$s%1$d", "%0$s%1$d", 0 },
		{ "", "", 0 },
	};
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		er_buf_trim(&b, 0);
		er_fill(&b, cases[i].format, args, 2);
		ck_assert_str_eq(b.p, cases[i].expected);
		ck_assert_uint_eq(er_fill_needs(cases[i].format),
		    cases[i].needs);
	}
	er_buf_free(&b);
}
END_TEST

START_TEST(pair_has_two_sides_inside_of_other_text)
{
	struct er_buf b = {0}, side = {0};

	er_buf_adds(&b, "a, ");
	er_pair_add(&b, "open", "otwarte");
	er_pair_add(&b, "same", "same");
	er_pair_add(&b, "", "x");
	ck_assert(er_pair_take(&side, b.p, b.n, ER_ORIGINAL));
	ck_assert_str_eq(side.p, "a, opensame");
	er_buf_trim(&side, 0);
	ck_assert(er_pair_take(&side, b.p, b.n, ER_TRANSLATION));
	ck_assert_str_eq(side.p, "a, otwartesamex");
	er_buf_trim(&side, 0);
	ck_assert(!er_pair_take(&side, b.p, 6, ER_ORIGINAL));
	ck_assert_uint_eq(side.n, 6);
	er_buf_free(&side);
	er_buf_free(&b);
}
END_TEST

START_TEST(figures_and_dates_are_written_as_the_catalogue_says)
{
	static const char *const cases[][3] = {
		/* number or date, in Polish, as written */
		{ "-1,234.50", "-1\xc2\xa0" "234,50", "-1,234.50" },
		{ "2026-11-05", "5.11.2026", "2026-11-05" },
		{ "2026-11", "listopad 2026", "2026-11" },
		{ "2026-Q4", "2026-Q4", "2026-Q4" },
		{ "2026-02-30", "2026-02-30", "2026-02-30" },
		{ "2026-13", "2026-13", "2026-13" }, { "", "", "" },
		{ "2026", "2026", "2026" }, { "x", "x", "x" },
	};
	struct er_buf b = {0};
	size_t i, k;

	for (k = 1; k <= 2; k++) {
		for (i = 0; i < sizeof cases / sizeof *cases; i++) {
			er_buf_trim(&b, 0);
			if (i == 0)
				er_number_say(&b, cases[i][0]);
			else
				er_date_say(&b, cases[i][0]);
			ck_assert_str_eq(b.p, cases[i][k]);
		}
		er_language_use(NULL);
	}
	er_buf_free(&b);
}
END_TEST

START_TEST(message_is_on_one_line)
{
	static const char text[] = "If  so,\n     then\n so.\n";
	char *message = er_message(text, sizeof text - 1);

	ck_assert_str_eq(message, "If  so, then so. ");
	free(message);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("language");
	TCase *t = tcase_create("catalogues"), *w = tcase_create("words");

	tcase_add_loop_test(t, catalogue_of_either_byte_order_is_read, 0, 2);
	tcase_add_test(t,
	    catalogue_with_any_byte_changed_or_cut_does_no_harm);
	tcase_add_loop_test(t,
	    catalogue_with_control_characters_or_another_encoding_is_refused,
	    0, 3);
	tcase_add_test(t, plural_rules_of_languages_are_worked_out);
	tcase_add_test(t, plural_rules_that_are_none_are_refused);
	tcase_add_test(t, fill_takes_a_format_for_data);
	tcase_add_test(t, message_is_on_one_line);
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(w, speak_polish, speak_as_written);
	tcase_add_test(w, words_are_translated_with_their_plural);
	tcase_add_test(w,
	    words_with_other_places_than_the_original_are_not_used);
	tcase_add_test(w, pair_has_two_sides_inside_of_other_text);
	tcase_add_test(w, figures_and_dates_are_written_as_the_catalogue_says);
	suite_add_tcase(s, w);
	return unit_run(s);
}
