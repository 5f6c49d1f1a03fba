/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/base.h"
#include "unit.h"

START_TEST(date_days_round_trip_over_four_centuries)
{
	struct er_date d = { 1800, 1, 1 }, back;
	long n = er_date_to_days(d), i;

	for (i = 0; i < 146097; i++) {
		back = er_date_from_days(n + i);
		ck_assert_int_eq(er_date_to_days(back), n + i);
		ck_assert_int_ge(back.day, 1);
		ck_assert_int_le(back.day,
		    er_date_days_in_month(back.year, back.month));
	}
	ck_assert_int_eq(er_date_to_days((struct er_date){ 1970, 1, 1 }), 0);
}
END_TEST

START_TEST(date_parse_refuses_what_is_no_day)
{
	struct er_date d;

	ck_assert(er_date_parse("2024-02-29", 10, &d));
	ck_assert(!er_date_parse("2023-02-29", 10, &d));
	ck_assert(!er_date_parse("2023-2-029", 10, &d));
	ck_assert(!er_date_parse("2023-13-01", 10, &d));
	ck_assert(!er_date_parse("2023-12-01 ", 11, &d));
}
END_TEST

START_TEST(date_iso_week_follows_the_thursday)
{
	int y, w;

	er_date_iso_week((struct er_date){ 2026, 11, 22 }, &y, &w);
	ck_assert_int_eq(y, 2026);
	ck_assert_int_eq(w, 47);
	er_date_iso_week((struct er_date){ 2027, 1, 1 }, &y, &w);
	ck_assert_int_eq(y, 2026);
	ck_assert_int_eq(w, 53);
	ck_assert_int_eq(er_date_weekday((struct er_date){ 2026, 11, 22 }), 7);
}
END_TEST

START_TEST(utf8_check_stops_at_the_first_bad_byte)
{
	ck_assert_uint_eq(er_utf8_check("a\xc3\xa9z", 4), 4);
	ck_assert_uint_eq(er_utf8_check("a\xe9z", 3), 1);
	ck_assert_uint_eq(er_utf8_check("\xc0\xaf", 2), 0);
	ck_assert_uint_eq(er_utf8_check("\xed\xa0\x80", 3), 0);
	ck_assert_uint_eq(er_utf8_check("ab\xf0\x9f\x98", 5), 2);
	ck_assert_uint_eq(er_utf8_check("\xf4\x90\x80\x80", 4), 0);
}
END_TEST

START_TEST(utf8_check_finds_a_bad_byte_at_any_offset)
{
	char text[200];
	size_t n, at;

	for (n = 1; n < sizeof text; n += 7)
		for (at = 0; at < n; at++) {
			memset(text, 'a', n);
			ck_assert_uint_eq(er_utf8_check(text, n), n);
			ck_assert(er_is_ascii(text, n));
			text[at] = '\xff';
			ck_assert_uint_eq(er_utf8_check(text, n), at);
			ck_assert(!er_is_ascii(text, n));
		}
}
END_TEST

START_TEST(edit_distance_counts_a_swap_once)
{
	ck_assert_uint_eq(er_edit_distance("SES_FORM", "SES_FROM", 2), 1);
	ck_assert_uint_eq(er_edit_distance("ses_from", "SES_FROM", 2), 0);
	ck_assert_uint_eq(er_edit_distance("kitten", "sitting", 5), 3);
	ck_assert_uint_eq(er_edit_distance("a", "abcdef", 2), 3);
}
END_TEST

START_TEST(buf_addclean_replaces_control_characters)
{
	struct er_buf b = {0};

	er_buf_addclean(&b, "a\x1b[2Jb\xc2\x9b" "c\r\n", 11, 100);
	ck_assert_str_eq(b.p, "a?[2Jb?c??");
	er_buf_trim(&b, 0);
	er_buf_addclean(&b, "\xe2\x80\xae" "a\xe2\x81\xa6\x9b" "b\xe9\xe2\x82\xac",
	    13, 100);
	ck_assert_str_eq(b.p, "?a??b\xe9\xe2\x82\xac");
	er_buf_trim(&b, 0);
	er_buf_addclean(&b, "\xc3\xa9\xc3\xa9", 4, 3);
	ck_assert_str_eq(b.p, "\xc3\xa9...");
	er_buf_free(&b);
}
END_TEST

START_TEST(buf_with_an_end_takes_nothing_past_it)
{
	struct er_buf b = {.max = 4};

	er_buf_adds(&b, "abc");
	ck_assert(!b.full);
	er_buf_addf(&b, "%d", 12);
	ck_assert(b.full);
	er_buf_addc(&b, 'd');
	er_buf_fill(&b, 'e', 1);
	ck_assert_str_eq(b.p, "abc");
	er_buf_free(&b);
}
END_TEST

START_TEST(fail_keeps_the_first_cause)
{
	struct er_err err = {0};

	er_fail(&err, ER_DATA, "first %d", 1);
	er_fail(&err, ER_IO, "second");
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_str_eq(err.text, "first 1");
	er_err_free(&err);
	ck_assert_ptr_null(err.text);
}
END_TEST

START_TEST(diags_are_sorted_by_place_within_the_order_of_files)
{
	struct er_diags d = {0};

	er_diag_add(&d, ER_ERROR, "b", 9, 1, NULL, "x");
	er_diag_add(&d, ER_ERROR, "a", 1, 1, NULL, "y");
	er_diag_add(&d, ER_WARNING, "b", 2, 1, NULL, "z");
	er_diags_sort(&d);
	ck_assert_str_eq(d.list[0].text, "z");
	ck_assert_str_eq(d.list[1].text, "x");
	ck_assert_str_eq(d.list[2].text, "y");
	ck_assert_uint_eq(d.errors, 2);
	ck_assert_uint_eq(d.warnings, 1);
	er_diags_free(&d);
}
END_TEST

/* Ends with status 65. */
START_TEST(limit_work_ends_a_loop)
{
	volatile unsigned n = 0;

	er_limit_work(1);
	for (;;)
		n++;
}
END_TEST

/* Ends with status 71. */
START_TEST(limit_memory_ends_what_asks_for_more)
{
	er_limit_memory(64 << 20);
	if (ENABLE_SANITIZERS)
		exit(ER_OS);	/* there is no such limit then */
	er_xmalloc(128 << 20);
}
END_TEST

START_TEST(limits_can_be_lifted)
{
	er_limit_memory(64 << 20);
	er_limit_memory(0);
	free(er_xmalloc(128 << 20));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("base");
	TCase *t = tcase_create("base");

	tcase_add_test(t, buf_with_an_end_takes_nothing_past_it);
	tcase_add_test(t, date_days_round_trip_over_four_centuries);
	tcase_add_test(t, date_parse_refuses_what_is_no_day);
	tcase_add_test(t, date_iso_week_follows_the_thursday);
	tcase_add_test(t, utf8_check_stops_at_the_first_bad_byte);
	tcase_add_test(t, utf8_check_finds_a_bad_byte_at_any_offset);
	tcase_add_test(t, edit_distance_counts_a_swap_once);
	tcase_add_test(t, buf_addclean_replaces_control_characters);
	tcase_add_test(t, fail_keeps_the_first_cause);
	tcase_add_test(t, diags_are_sorted_by_place_within_the_order_of_files);
	tcase_add_exit_test(t, limit_work_ends_a_loop, ER_DATA);
	tcase_add_exit_test(t, limit_memory_ends_what_asks_for_more, ER_OS);
	tcase_add_test(t, limits_can_be_lifted);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return unit_run(s);
}
