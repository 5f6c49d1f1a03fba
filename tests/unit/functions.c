/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQL functions of exact arithmetic, called through SQLite. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"
#include "unit.h"

static sqlite3 *db;
static struct book_ages *ages;	/* f:300 is stale */

static void
open_database(void)
{
	struct book_stale stale = { .type = er_xstrdup("T"),
	    .src = er_xstrdup("f:300") };
	struct er_err err = {0};

	ages = book_ages_new();
	book_ages_add(ages, "f:20", 0, NULL);
	book_ages_add(ages, "f:300", 0, &stale);
	book_ages_add(ages, "g:7", 0, NULL);
	book_ages_settle(ages);
	ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
	ck_assert_int_eq(book_functions_add(db, ages, &err), 0);
}

static void
close_database(void)
{
	sqlite3_close(db);
	book_ages_free(ages);
}

/* The result of an expression as text; "NULL"; "error: ..." */
static void
gives(const char *expression, const char *expected)
{
	char *sql = er_xasprintf("SELECT %s", expression), *got;
	sqlite3_stmt *s;
	int rc;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK,
	    "%s: %s", sql, sqlite3_errmsg(db));
	rc = sqlite3_step(s);
	if (rc != SQLITE_ROW)
		got = er_xasprintf("error: %s", sqlite3_errmsg(db));
	else if (sqlite3_column_type(s, 0) == SQLITE_NULL)
		got = er_xstrdup("NULL");
	else
		got = er_xstrdup((const char *)sqlite3_column_text(s, 0));
	ck_assert_msg(strcmp(got, expected) == 0, "%s: %s, expected %s", sql,
	    got, expected);
	sqlite3_finalize(s);
	free(got);
	free(sql);
}

START_TEST(arithmetic_is_exact_and_whole_where_it_can_be)
{
	gives("ratio_add('1/3', 0.15)", "29/60");
	gives("typeof(ratio_add('1/2', '1/2'))", "integer");
	gives("ratio_sub(1, 0.1)", "9/10");
	gives("ratio_mul(9223372036854775807, 2)", "18446744073709551614");
	gives("ratio_div(6, 4)", "3/2");
	gives("ratio_div(6, -3)", "-2");
	gives("ratio_div(-9223372036854775807 - 1, -1)",
	    "9223372036854775808");
	gives("ratio_min('1/2', '1/3')", "1/3");
	gives("ratio_max(0.5, 2)", "2");
	gives("ratio_cmp('1/3', 0.333333333333333)", "1");
	gives("ratio_real('1/4')", "0.25");
}
END_TEST

START_TEST(null_gives_null_and_nonsense_an_error)
{
	gives("ratio_add(NULL, 1)", "NULL");
	gives("ratio_div(1, 0)", "NULL");
	gives("ratio_cmp(1, NULL)", "NULL");
	gives("range_mul_low(1, 2, NULL, 3)", "NULL");
	gives("ratio_add('x', 1)",
	    "error: an argument of exact arithmetic is not a number");
	gives("ratio_add(x'3132', 1)",
	    "error: an argument of exact arithmetic is not a number");
	gives("ratio_add('1/0', 1)",
	    "error: an argument of exact arithmetic is not a number");
}
END_TEST

START_TEST(rounding_is_outward_for_a_range_and_half_away_for_a_point)
{
	gives("round_low('7/2', 9)", "3");
	gives("round_high(1, '7/2')", "4");
	gives("round_low('7/2', '7/2')", "4");
	gives("round_high(-3.5, '-7/2')", "-4");
	gives("round_low('7/2', NULL)", "3");
	gives("round_high('7/2', NULL)", "NULL");
	gives("ratio_ceil('443/2')", "222");
	gives("ratio_floor('-1/2')", "-1");
	gives("round_high(0, '18446744073709551615/2')",
	    "error: a figure is too large");
}
END_TEST

START_TEST(a_product_of_ranges_takes_the_worst_of_four)
{
	gives("range_mul_low(-1, 2, 3, 4)", "-4");
	gives("range_mul_high(-1, 2, 3, 4)", "8");
	gives("range_mul_low(-2, -1, -4, 3)", "-6");
	gives("range_mul_high(-2, -1, -4, 3)", "8");
}
END_TEST

START_TEST(conversion_knows_decimals_and_needs_a_rate)
{
	gives("money_convert(100, 'USD', 'JPY', 150.5)", "301/2");
	gives("money_convert(301, 'JPY', 'BHD', 0.0025)", "1505/2");
	gives("money_convert(100, 'USD', 'USD', NULL)", "100");
	gives("money_convert(0, 'USD', 'EUR', NULL)", "0");
	gives("money_convert(NULL, 'USD', 'EUR', NULL)", "NULL");
	gives("money_convert(100, 'USD', 'EUR', NULL)", "error: there is no "
	    "Rate from USD to EUR, or back, of the day of the report or "
	    "before");
	gives("money_convert(100, NULL, 'EUR', 2)", "error: an amount has no "
	    "currency, and neither its entity nor the organisation names one");
	gives("money_unit('BHD')", "1000");
	gives("money_unit('none')", "NULL");
}
END_TEST

START_TEST(a_fault_travels_until_it_is_shown)
{
	gives("ratio_add(1, money_carry(1, 'USD', 'EUR', NULL)) LIKE '!there "
	    "is no Rate from USD to EUR%'", "1");
	gives("round_low(ratio_mul(2, '!why'), 5)", "error: why");
	gives("ratio_cmp('!why', 1)", "error: why");
	gives("ratio_real('!why')", "error: why");
	gives("(SELECT ratio_sum(column1) FROM (VALUES (1), ('!why'), (2)))",
	    "!why");
	gives("(SELECT ratio_least(column1) FROM (VALUES (1), ('!why')))",
	    "!why");
	gives("range_mul_low('!why', 1, 2, 3)", "!why");
	gives("ratio_mul(0, '!why')", "0");
	gives("range_mul_high('!why', '!why', 0, 0)", "0");
	gives("range_mul_high('!why', '!why', 0, 1)", "!why");
	gives("money_carry('!why', 'USD', 'EUR', 2)", "!why");
	gives("(SELECT hhi_low(column1, 5) FROM (VALUES (1), ('!why')))",
	    "error: why");
}
END_TEST

START_TEST(sums_do_not_wrap)
{
	gives("(SELECT ratio_sum(column1) FROM (VALUES (9223372036854775807), "
	    "(1), ('1/2')))", "18446744073709551617/2");
	gives("(SELECT ratio_sum(column1) FROM (VALUES (NULL)))", "0");
	gives("(SELECT ratio_sum(1) WHERE 0)", "0");
	gives("(SELECT ratio_least(column1) FROM (VALUES ('1/2'), (NULL), "
	    "(0.3)))", "3/10");
	gives("(SELECT ratio_most(1) WHERE 0)", "NULL");
	gives("(SELECT group_concat(s) FROM (SELECT ratio_sum(column1) OVER "
	    "(ORDER BY column2 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s "
	    "FROM (VALUES (1, 1), ('1/2', 2), (3, 3))))", "1,3/2,7/2");
}
END_TEST

START_TEST(sources_are_each_named_once_in_order)
{
	gives("(SELECT sources(column1) FROM (VALUES ('b:10'), ('a:3'), "
	    "('b:9' || char(10) || 'b:10'), (NULL), ('db:t:7')))",
	    "a:3\nb:9\nb:10\ndb:t:7");
	gives("merge_sources(NULL, '')", "NULL");
	gives("merge_sources('x:1', 'no line', 'x:1')", "no line\nx:1");
	gives("(WITH RECURSIVE n(i) AS (VALUES (2) UNION ALL SELECT i + 1 "
	    "FROM n WHERE i < 100000) SELECT sources('f.csv:' || i) FROM n)",
	    "f.csv:2-100000");
	gives("merge_sources('f:2-50', 'f:7', 'f:40-60', 'f:61')",
	    "f:2-60\nf:61");
	gives("merge_sources('f:99999999999999999999')",
	    "f:99999999999999999999");
	gives("merge_sources('f:7-3', 'f:0', 'f:', ':7', 'f:1-2-3')",
	    ":7\nf:\nf:0\nf:1-2-3\nf:7-3");
}
END_TEST

START_TEST(sources_hide_no_stale_record_in_a_range)
{
	static const char others[] = "(WITH RECURSIVE n(i) AS (VALUES (1) "
	    "UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
	    "SELECT sources('f:' || i) FROM n WHERE i %% 2 = %d)";
	char *odd = er_xasprintf(others, 1), *even = er_xasprintf(others, 0);

	gives(odd, "f:1-299\nf:301-9999");
	gives(even, "f:2-9998");
	free(odd);
	free(even);
}
END_TEST

START_TEST(a_source_of_nothing_is_none)
{
	gives("source_if('f:1', 0, 1)", "f:1");
	gives("source_if('f:1', '-1/2', NULL)", "f:1");
	gives("source_if('f:1', 0, 0.0)", "NULL");
	gives("source_if('f:1', NULL, NULL)", "NULL");
	gives("source_if('f:1', '!why', '!why')", "f:1");
}
END_TEST

START_TEST(sources_gather_along_a_window)
{
	gives("(SELECT group_concat(s, ' then ') FROM (SELECT sources(column1) "
	    "OVER (ORDER BY column2 ROWS BETWEEN UNBOUNDED PRECEDING AND "
	    "CURRENT ROW) AS s FROM (VALUES ('f:2', 1), ('f:1', 2), "
	    "(NULL, 3))))", "f:2 then f:1\nf:2 then f:1\nf:2");
	gives("(SELECT max(s) FROM (SELECT sources(column1) OVER (ORDER BY "
	    "column2 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM "
	    "(VALUES ('f:2', 1), ('f:1', 2), ('f:3', 3))))", "error: "
	    "sources() takes a window that begins with its partition's first "
	    "row");
}
END_TEST

START_TEST(a_share_is_bounded_by_what_it_is_a_share_of)
{
	/* 1..3 with 2..4 beside it */
	gives("share_low(1, 3, 3, 7)", "1/5");
	gives("share_high(1, 3, 3, 7)", "3/5");
	gives("share_low(0, 3, 0, 3)", "1");	/* alone it is all */
	gives("share_high(0, 0, 0, 5)", "0");
	gives("share_low(0, 3, 0, 5)", "0");
	gives("share_high(0, 3, 0, 5)", "1");
	gives("share_low(0, 0, 0, 0)", "NULL");
	gives("share_low(-1, 3, 3, 7)", "NULL");
	gives("share_high(1, 3, 0, 7)", "NULL");
	gives("share_low(1, '!why', 3, 7)", "!why");
}
END_TEST

START_TEST(apart_is_more_than_a_part_of_the_second)
{
	gives("ratio_apart(12, 10, 0.2)", "0");
	gives("ratio_apart('121/10', 10, 0.2)", "1");
	gives("ratio_apart(-7, -10, 0.2)", "1");
	gives("ratio_apart(-8, -10, 0.2)", "0");
	gives("ratio_apart(1, 0, 0.2)", "1");
	gives("ratio_apart(0, 0, 0.2)", "0");
	gives("ratio_apart(NULL, 0, 0.2)", "NULL");
}
END_TEST

START_TEST(the_place_of_the_least_is_the_first)
{
	gives("(SELECT ratio_least_at(column1, column2) FROM (VALUES (2, 1), "
	    "('1/2', 5), (0.5, 4), (7, 2)))", "4");
	gives("(SELECT ratio_least_at(1, 1) WHERE 0)", "NULL");
	gives("(SELECT ratio_least_at(column1, 1) FROM (VALUES ('!why')))",
	    "!why");
	gives("(SELECT first_below(column1, '1/2', column2) FROM (VALUES "
	    "(1, 1), (0.4, 5), ('1/2', 2), (0, 3)))", "3");
	gives("(SELECT first_below(column1, 0, 1) FROM (VALUES (1), (NULL)))",
	    "NULL");
	gives("(SELECT first_below(1, '!why', 1))", "!why");
	gives("month_end('!why')", "error: why");
}
END_TEST

START_TEST(the_ratio_of_a_mix_takes_each_price_at_one_end)
{
	/* The three offers of the worked example: 67.80 of 142 */
	gives("(SELECT mix_ratio_low(column1, column2, column2, 1, column3) "
	    "FROM (VALUES (0.5, 200, 80), (0.3, 100, 70), (0.2, 60, 66)))",
	    "339/710");
	/* The one that keeps more has its price low, the other high: (10 +
	 * 20 * 0.5) / 30 and (20 + 10 * 0.5) / 30 */
	gives("(SELECT mix_ratio_low(1, 10, 20, column1, 0) FROM (VALUES (1), "
	    "(0.5)))", "2/3");
	gives("(SELECT mix_ratio_high(1, 10, 20, column1, 0) FROM (VALUES "
	    "(1), (0.5)))", "5/6");
	gives("(SELECT mix_ratio_low(1, 0, 20, 1, 5))", "NULL");
	gives("(SELECT mix_ratio_high(1, 0, 20, 1, 5))", "3/4");
	gives("(SELECT mix_ratio_high(1, 0, 0, 1, 5))", "NULL");
	gives("(SELECT mix_ratio_low(1, 1, 2, 1, NULL))", "NULL");
	gives("(SELECT mix_ratio_low(1, 1, 2, '!why', 1))", "error: why");
}
END_TEST

START_TEST(months_are_numbers_and_back)
{
	gives("month_index('2026-11-22')", "24322");
	gives("month_name(month_index('2026-11') + 3)", "2027-02");
	gives("month_index(NULL)", "NULL");
	gives("month_end(month_index('2028-02-03'))", "2028-02-29");
	gives("month_end(NULL)", "NULL");
	gives("month_name(-1)", "error: month_name() and month_end() take "
	    "what month_index() gives");
	gives("month_index('2026-13')",
	    "error: month_index() takes a date or a month");
}
END_TEST

START_TEST(concentration_bounds_are_tight)
{
	/* (1..3, 2): equal at best; 3 and 2 at worst */
	gives("(SELECT hhi_low(column1, column2) FROM (VALUES (1, 3), "
	    "(2, 2)))", "1/2");
	gives("(SELECT hhi_high(column1, column2) FROM (VALUES (1, 3), "
	    "(2, 2)))", "5/9");
	gives("(SELECT top_share_low(1, column1, column2) FROM (VALUES "
	    "(1, 3), (2, 2)))", "1/2");
	gives("(SELECT top_share_high(1, column1, column2) FROM (VALUES "
	    "(1, 3), (2, 2)))", "2/3");
	gives("(SELECT top_share_high(3, 1, 2))", "1");
	gives("(SELECT hhi_low(0, 0))", "NULL");
	gives("(SELECT hhi_high(-1, 1))", "NULL");
}
END_TEST

START_TEST(texts_are_filled_in_and_counted)
{
	gives("tr('Low')", "Low");
	gives("tr('%s of %s', 7, 20000)", "7 of 20,000");
	gives("tr('%2$s, then %1$s: 100 %%', 'a', 2.5)", "2.5, then a: 100 %");
	gives("tr('If so,\n        %s.', '%s')", "If so, %s.");
	gives("tr('%s', NULL)", "NULL");
	gives("tr(NULL, 1)", "NULL");
	gives("tr('%s of %s', 1)",
	    "error: the text has a %s more than there are arguments");
	gives("tr()", "error: tr() is of a text");
	gives("ntr('%s gap', '%s gaps', 1, 1)", "1 gap");
	gives("ntr('%s gap', '%s gaps', 0, 'no')", "no gaps");
	gives("ntr('a gap', 'gaps', -1)", "a gap");
	gives("ntr('%s h', '%s hs', 1.5, 1.5)", "1.5 hs");
	gives("ntr('a gap', 'gaps')",
	    "error: ntr() is of two texts and a number");
	gives("tr_date('2026-11-05')", "2026-11-05");
	gives("tr_date(NULL)", "NULL");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("functions");
	TCase *t = tcase_create("functions");

	tcase_add_checked_fixture(t, open_database, close_database);
	tcase_add_test(t, arithmetic_is_exact_and_whole_where_it_can_be);
	tcase_add_test(t, null_gives_null_and_nonsense_an_error);
	tcase_add_test(t, rounding_is_outward_for_a_range_and_half_away_for_a_point);
	tcase_add_test(t, a_product_of_ranges_takes_the_worst_of_four);
	tcase_add_test(t, conversion_knows_decimals_and_needs_a_rate);
	tcase_add_test(t, a_fault_travels_until_it_is_shown);
	tcase_add_test(t, sums_do_not_wrap);
	tcase_add_test(t, sources_are_each_named_once_in_order);
	tcase_add_test(t, sources_hide_no_stale_record_in_a_range);
	tcase_add_test(t, a_source_of_nothing_is_none);
	tcase_add_test(t, sources_gather_along_a_window);
	tcase_add_test(t, a_share_is_bounded_by_what_it_is_a_share_of);
	tcase_add_test(t, apart_is_more_than_a_part_of_the_second);
	tcase_add_test(t, the_place_of_the_least_is_the_first);
	tcase_add_test(t, the_ratio_of_a_mix_takes_each_price_at_one_end);
	tcase_add_test(t, months_are_numbers_and_back);
	tcase_add_test(t, concentration_bounds_are_tight);
	tcase_add_test(t, texts_are_filled_in_and_counted);
	suite_add_tcase(s, t);
	return unit_run(s);
}
