/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "money/money.h"
#include "unit.h"

/* A generator of our own, so that every run tries the same values. */
static uint64_t seed = 20261122;

static int64_t
any(int64_t low, int64_t high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (int64_t)((seed >> 2) %
	    ((uint64_t)high - (uint64_t)low + 1));
}

static struct money
amount_of(const char *text, const char *def)
{
	struct money m;
	char *fault = money_parse(text, strlen(text), def, &m, NULL);

	ck_assert_msg(fault == NULL, "%s: %s", text, fault);
	return m;
}

START_TEST(parse_reads_what_the_book_promises)
{
	static const struct {
		const char *text;
		int64_t low, high;
		const char *currency;
	} t[] = {
		{ "1250", 125000, 125000, "USD" },
		{ "1,250.00", 125000, 125000, "USD" },
		{ "+1,250.5", 125050, 125050, "USD" },
		{ "-3.5K", -350000, -350000, "USD" },
		{ "7000..9000", 700000, 900000, "USD" },
		{ "7K..9K EUR", 700000, 900000, "EUR" },
		{ "-1.25M..0", -125000000, 0, "USD" },
		{ "1,234,567 JPY", 1234567, 1234567, "JPY" },
		{ "1.234 BHD", 1234, 1234, "BHD" },
		{ "0.0001 CLF", 1, 1, "CLF" },
		{ "0", 0, 0, "USD" },
		{ "-0.00", 0, 0, "USD" },
		{ "92233720368547758.07", INT64_MAX, INT64_MAX, "USD" },
	};
	struct money m;
	size_t i;

	for (i = 0; i < sizeof t / sizeof *t; i++) {
		m = amount_of(t[i].text, "USD");
		ck_assert_int_eq(m.low, t[i].low);
		ck_assert_int_eq(m.high, t[i].high);
		ck_assert_str_eq(m.currency, t[i].currency);
	}
}
END_TEST

START_TEST(parse_refuses_all_else_and_says_where)
{
	static const struct {
		const char *text, *fault;
		size_t at;
	} t[] = {
		{ "12,5x", "'12,5x' is not an amount", 4 },
		{ "", "'' is not an amount", 0 },
		{ "x", "'x' is not an amount", 0 },
		{ "1,25", "'1,25' is not an amount", 4 },
		{ "1250,000", "'1250,000' is not an amount", 4 },
		{ "1,2500", "'1,2500' is not an amount", 6 },
		{ "12.", "'12.' is not an amount", 3 },
		{ ".5", "'.5' is not an amount", 0 },
		{ "7k", "'7k' is not an amount", 1 },
		{ "7KM", "'7KM' is not an amount", 2 },
		{ "1..2..3", "'1..2..3' is not an amount", 4 },
		{ "1...2", "'1...2' is not an amount", 3 },
		{ "--1", "'--1' is not an amount", 1 },
		{ " 1", "' 1' is not an amount", 0 },
		{ "1 ", "'1 ' does not end in an ISO 4217 currency code", 2 },
		{ "1USD", "'1USD' is not an amount", 1 },
		{ "1 usd", "'1 usd' does not end in an ISO 4217 currency "
		    "code", 2 },
		{ "1 XAU", "'1 XAU' does not end in an ISO 4217 currency "
		    "code", 2 },
		{ "1  USD", "'1  USD' does not end in an ISO 4217 currency "
		    "code", 2 },
		{ "1.005", "'1.005' has more decimals than its currency", 0 },
		{ "1..1.5 JPY", "'1..1.5 JPY' has more decimals than its "
		    "currency", 3 },
		{ "9..7", "'9..7' has its greater bound first", 3 },
		{ "92233720368547758.08", "'92233720368547758.08' is too "
		    "large", 0 },
		{ "99999999999999999999", "'99999999999999999999' is too "
		    "large", 0 },
		{ "0..9999999999999M", "'0..9999999999999M' is too large", 3 },
	};
	struct money m;
	char *fault;
	size_t i, at;

	for (i = 0; i < sizeof t / sizeof *t; i++) {
		fault = money_parse(t[i].text, strlen(t[i].text), "USD", &m,
		    &at);
		ck_assert_msg(fault != NULL, "accepted: %s", t[i].text);
		ck_assert_str_eq(fault, t[i].fault);
		ck_assert_msg(at == t[i].at, "%s: at %zu", t[i].text, at);
		free(fault);
	}
}
END_TEST

START_TEST(parse_does_not_read_past_its_length)
{
	struct money m;
	char *fault = money_parse("1250x", 4, "USD", &m, NULL);

	ck_assert_ptr_null(fault);
	ck_assert_int_eq(m.low, 125000);
	fault = money_parse("1\0", 2, "USD", &m, NULL);
	ck_assert_str_eq(fault, "'1?' is not an amount");
	free(fault);
}
END_TEST

START_TEST(an_amount_without_a_currency_keeps_none)
{
	struct money m = amount_of("1.50", NULL);

	ck_assert_int_eq(m.low, 150);
	ck_assert_str_eq(m.currency, "");
}
END_TEST

START_TEST(what_is_printed_reads_back_as_the_same_amount)
{
	static const char *const code[] = { "USD", "JPY", "BHD", "CLF" };
	struct money m, back;
	struct er_buf b = {0};
	int64_t reach;
	int i;

	for (i = 0; i < 20000; i++) {
		reach = (int64_t)1 << any(1, 62);
		m.low = m.high = any(-reach, reach - 1);
		strcpy(m.currency, code[i % 4]);
		money_print(&b, &m, 0);
		back = amount_of(b.p, m.currency);
		ck_assert_int_eq(back.low, m.low);
		ck_assert_int_eq(back.high, m.high);
		er_buf_trim(&b, 0);
	}
	er_buf_free(&b);
}
END_TEST

START_TEST(print_rounds_a_range_outward_and_a_point_to_the_nearest)
{
	static const struct {
		struct money m;
		int style;
		const char *text;
	} t[] = {
		{ { 700000, 900000, "USD" }, 0, "7,000.00 to 9,000.00" },
		{ { 700001, 900001, "USD" }, MONEY_WHOLE | MONEY_CODE,
		    "USD 7,000 to 9,001" },
		{ { -900001, -700001, "USD" }, MONEY_WHOLE, "-9,001 to "
		    "-7,000" },
		{ { 150, 150, "USD" }, MONEY_WHOLE, "2" },
		{ { -150, -150, "USD" }, MONEY_WHOLE, "-2" },
		{ { 149, 149, "USD" }, MONEY_WHOLE, "1" },
		{ { -49, -49, "USD" }, MONEY_WHOLE, "0" },
		{ { 5, 5, "USD" }, MONEY_CODE, "USD 0.05" },
		{ { 5, 5, "JPY" }, MONEY_CODE, "JPY 5" },
		{ { 5, 5, "" }, MONEY_CODE, "0.05" },
		{ { INT64_MIN, INT64_MIN, "USD" }, 0,
		    "-92,233,720,368,547,758.08" },
	};
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < sizeof t / sizeof *t; i++) {
		money_print(&b, &t[i].m, t[i].style);
		ck_assert_str_eq(b.p, t[i].text);
		er_buf_trim(&b, 0);
	}
	er_buf_free(&b);
}
END_TEST

START_TEST(percent_bounds_are_exact)
{
	int64_t low, high;
	size_t at;
	char *fault;

	ck_assert_ptr_null(money_parse_percent("15 %", 4, &low, &high, &at));
	ck_assert_int_eq(low, 150000);
	ck_assert_int_eq(high, 150000);
	ck_assert_ptr_null(money_parse_percent("10..15.0001%", 12, &low,
	    &high, &at));
	ck_assert_int_eq(low, 100000);
	ck_assert_int_eq(high, 150001);
	fault = money_parse_percent("0.00001 %", 9, &low, &high, &at);
	ck_assert_str_eq(fault, "'0.00001 %' has more than four decimals");
	free(fault);
	fault = money_parse_percent("15", 2, &low, &high, &at);
	ck_assert_str_eq(fault, "'15' is not a percentage");
	ck_assert_uint_eq(at, 2);
	free(fault);
	fault = money_parse_percent("20..15 %", 8, &low, &high, &at);
	ck_assert_str_eq(fault, "'20..15 %' has its greater bound first");
	ck_assert_uint_eq(at, 4);
	free(fault);
}
END_TEST

START_TEST(numbers_survive_the_way_through_a_double)
{
	char text[64], back[64];
	double value;
	char *fault;
	int i;

	for (i = 0; i < 20000; i++) {
		snprintf(text, sizeof text, "%.15g",
		    (double)any(-999999999999999, 999999999999999) /
		    (double)(int64_t[]){ 1, 10, 100, 10000 }[i % 4]);
		fault = money_parse_number(text, strlen(text), &value, NULL);
		ck_assert_msg(fault == NULL, "%s", fault);
		snprintf(back, sizeof back, "%.15g", value);
		ck_assert_str_eq(back, text);
	}
	ck_assert_ptr_null(money_parse_number("1,200.5", 7, &value, NULL));
	ck_assert(value == 1200.5);
	fault = money_parse_number("1234567890.123456", 17, &value, NULL);
	ck_assert_str_eq(fault, "'1234567890.123456' has more than 15 "
	    "significant digits");
	free(fault);
	fault = money_parse_number("1e5", 3, &value, NULL);
	ck_assert_str_eq(fault, "'1e5' is not a number");
	free(fault);
}
END_TEST

START_TEST(exponents_are_those_of_iso_4217)
{
	ck_assert_int_eq(money_exponent("USD"), 2);
	ck_assert_int_eq(money_exponent("ZWG"), 2);
	ck_assert_int_eq(money_exponent("JPY"), 0);
	ck_assert_int_eq(money_exponent("TND"), 3);
	ck_assert_int_eq(money_exponent("UYW"), 4);
	ck_assert_int_eq(money_exponent("XXX"), -1);
	ck_assert_int_eq(money_exponent("US"), -1);
	ck_assert_int_eq(money_exponent("SD A"), -1);
	ck_assert_int_eq(money_exponent(""), -1);
}
END_TEST

static void
ratio_is(const char *text, const char *expected)
{
	struct ratio *a = ratio_new();
	char *got;

	if (expected == NULL) {
		ck_assert_msg(!ratio_parse(a, text, strlen(text)), "%s", text);
	} else {
		ck_assert_msg(ratio_parse(a, text, strlen(text)), "%s", text);
		got = ratio_text(a);
		ck_assert_str_eq(got, expected);
		free(got);
	}
	ratio_free(a);
}

START_TEST(ratio_parse_is_exact)
{
	ratio_is("3", "3");
	ratio_is("-7/12", "-7/12");
	ratio_is("14/24", "7/12");
	ratio_is("0.15", "3/20");
	ratio_is("-0.50", "-1/2");
	ratio_is("1.5e-07", "3/20000000");
	ratio_is("1e+20", "100000000000000000000");
	ratio_is("123456789012345678901234567890/2",
	    "61728394506172839450617283945");
	ratio_is("", NULL);
	ratio_is("-", NULL);
	ratio_is("1/0", NULL);
	ratio_is("1/-2", NULL);
	ratio_is("1.", NULL);
	ratio_is(".5", NULL);
	ratio_is("1e", NULL);
	ratio_is("1e999", NULL);
	ratio_is("1 ", NULL);
	ratio_is("0x10", NULL);
}
END_TEST

START_TEST(ratio_rounding_goes_where_it_is_told)
{
	static const struct {
		int64_t n, d, away, down, up;
	} t[] = {
		{ 7, 2, 4, 3, 4 }, { -7, 2, -4, -4, -3 },
		{ 10, 3, 3, 3, 4 }, { -10, 3, -3, -4, -3 },
		{ 6, 3, 2, 2, 2 }, { 0, 5, 0, 0, 0 },
	};
	struct ratio *a = ratio_new();
	int64_t i, v;

	for (i = 0; i < (int64_t)(sizeof t / sizeof *t); i++) {
		ratio_set(a, t[i].n, t[i].d);
		ck_assert(ratio_round(a, RATIO_HALF_AWAY, &v));
		ck_assert_int_eq(v, t[i].away);
		ck_assert(ratio_round(a, RATIO_DOWN, &v));
		ck_assert_int_eq(v, t[i].down);
		ck_assert(ratio_round(a, RATIO_UP, &v));
		ck_assert_int_eq(v, t[i].up);
	}
	ck_assert(ratio_parse(a, "9223372036854775807", 19));
	ck_assert(ratio_round(a, RATIO_UP, &v));
	ck_assert_int_eq(v, INT64_MAX);
	ck_assert(ratio_parse(a, "9223372036854775808", 19));
	ck_assert(!ratio_round(a, RATIO_UP, &v));
	ratio_free(a);
}
END_TEST

/* (a + b) - b = a, (a * b) / b = a, and the order agrees with doubles. */
START_TEST(ratio_arithmetic_undoes_itself)
{
	struct ratio *a = ratio_new(), *b = ratio_new(), *c;
	int i;

	for (i = 0; i < 5000; i++) {
		ratio_set(a, any(-1000000, 1000000), any(1, 5000));
		ratio_set(b, any(1, 1000000), any(1, 5000));
		c = ratio_copy(a);
		ratio_add(c, b);
		ck_assert_int_gt(ratio_cmp(c, a), 0);
		ratio_sub(c, b);
		ck_assert_int_eq(ratio_cmp(c, a), 0);
		ratio_mul(c, b);
		ck_assert(ratio_div(c, b));
		ck_assert_int_eq(ratio_cmp(c, a), 0);
		ck_assert_int_eq(ratio_sign(c),
		    (ratio_double(a) > 0) - (ratio_double(a) < 0));
		ratio_sub(c, c);
		ck_assert(!ratio_div(a, c));
		ratio_free(c);
	}
	ratio_free(a);
	ratio_free(b);
}
END_TEST

/* Dividing two doubles that are integers rounds to the nearest, by IEEE 754:
 * a ratio of the same integers must give the same double. */
START_TEST(ratio_double_is_the_nearest)
{
	struct ratio *a = ratio_new();
	int64_t n, d;
	int i;

	for (i = 0; i < 20000; i++) {
		n = any(-4503599627370496, 4503599627370496);
		d = any(1, (int64_t)1 << any(1, 52));
		ratio_set(a, n, d);
		ck_assert(ratio_double(a) == (double)n / (double)d);
	}
	ratio_free(a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("money");
	TCase *t = tcase_create("money");

	tcase_add_test(t, parse_reads_what_the_book_promises);
	tcase_add_test(t, parse_refuses_all_else_and_says_where);
	tcase_add_test(t, parse_does_not_read_past_its_length);
	tcase_add_test(t, an_amount_without_a_currency_keeps_none);
	tcase_add_test(t, what_is_printed_reads_back_as_the_same_amount);
	tcase_add_test(t, print_rounds_a_range_outward_and_a_point_to_the_nearest);
	tcase_add_test(t, percent_bounds_are_exact);
	tcase_add_test(t, numbers_survive_the_way_through_a_double);
	tcase_add_test(t, exponents_are_those_of_iso_4217);
	tcase_add_test(t, ratio_parse_is_exact);
	tcase_add_test(t, ratio_rounding_goes_where_it_is_told);
	tcase_add_test(t, ratio_arithmetic_undoes_itself);
	tcase_add_test(t, ratio_double_is_the_nearest);
	suite_add_tcase(s, t);
	return unit_run(s);
}
