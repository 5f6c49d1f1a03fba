/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selection expressions. That they mean what recsel 1.9 makes of them is shown
 * by tests/cli/recutils.t on expressions made at random; here stand the corners
 * that those leave out, and the limits.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/expression.h"
#include "unit.h"

enum { FIELDS_MAX = 100 };

/* A record of "Name: value" lines; the names are the fields of the type. */
struct made {
	struct er_diags diags;
	struct rec_reader *reader;
	struct rec_record record;
	struct expression_record r;
	struct er_slice names[FIELDS_MAX];
	size_t n, first[FIELDS_MAX], count[FIELDS_MAX], next[FIELDS_MAX];
	size_t last[FIELDS_MAX];
};

static size_t
find_name(struct made *m, struct er_slice name)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->names[i].n == name.n &&
		    memcmp(m->names[i].p, name.p, name.n) == 0)
			return i;
	return SIZE_MAX;
}

static void
make_record(struct made *m, const char *text)
{
	size_t i, field;

	*m = (struct made){0};
	m->reader = rec_open("t", text, strlen(text), &m->diags);
	rec_next(m->reader, &m->record);
	for (i = 0; i < m->record.n; i++) {
		field = find_name(m, m->record.fields[i].name);
		if (field == SIZE_MAX) {
			field = m->n++;
			m->names[field] = m->record.fields[i].name;
			m->first[field] = i + 1;
		} else {
			m->next[m->last[field]] = i + 1;
		}
		m->count[field]++;
		m->last[field] = i;
	}
	m->r = (struct expression_record){ &m->record, m->first, m->count,
	    m->next, { 2026, 11, 22 } };
}

static struct book_expression *
compile(const char *text)
{
	struct er_slice slice = { text, strlen(text) };
	struct book_expression *x;
	size_t at;
	char *why;

	x = book_expression_new(slice, &why, &at);
	ck_assert_msg(x != NULL, "%s: %s", text, why);
	return x;
}

/* "yes", "no", or why it cannot be evaluated; borrowed until the next call. */
static const char *
evaluate(const char *text, const char *record, uint64_t budget)
{
	static char *why;
	struct book_expression *x = compile(text);
	struct made m;
	bool holds;
	size_t i;

	free(why);
	make_record(&m, record);
	for (i = 0; i < x->nnames; i++)
		x->names[i].field = find_name(&m, (struct er_slice){
		    x->names[i].text, strlen(x->names[i].text) });
	holds = book_expression_holds(x, &m.r, &budget, &why);
	book_expression_free(x);
	rec_close(m.reader);
	er_diags_free(&m.diags);
	return why != NULL ? why : holds ? "yes" : "no";
}

struct expectation {
	const char *text, *result;
};

static void
expect(const struct expectation *e, size_t n, const char *record)
{
	const char *got;

	for (; n > 0; n--, e++) {
		got = evaluate(e->text, record, 1000000);
		ck_assert_msg(strcmp(got, e->result) == 0,
		    "%s: got '%s', expected '%s'", e->text, got, e->result);
	}
}
#define EXPECT(table, record) \
	expect(table, sizeof table / sizeof *table, record)

START_TEST(a_repeated_field_holds_when_one_of_its_values_does)
{
	static const struct expectation table[] = {
		{ "E = 'b'", "yes" }, { "E = 'd'", "no" },
		{ "!(E = 'a')", "yes" }, { "E = 'a' && E = 'b'", "no" },
		{ "E = 'b' && F = 1", "yes" },
		/* only one name at a time */
		{ "E = 'b' && F = 2", "no" },
		/* a name that is counted stays at its first value */
		{ "#E = 3", "yes" }, { "E = 'b' && #E = 3", "no" },
		{ "E = 'a' && #E = 3", "yes" }, { "E = 'b' && #F = 2", "yes" },
		/* an index counts among all */
		{ "E[0] = 'b'", "no" }, { "E[1] = 'b'", "yes" },
		{ "E[1] = E", "yes" }, { "E[3] = ''", "yes" },
		{ "#E[1] = 3", "yes" }, { "E[0] = 'a' && E = 'c'", "yes" },
		{ "F[0] + F[1] = 3", "yes" }, { "F + F = 4", "yes" },
		{ "F + F = 3", "no" },
		{ "G.H = 'x'", "yes" },
	};

	EXPECT(table, "E: a\nF: 1\nE: b\nF: 2\nE: c\nG_H: x\n");
}
END_TEST

START_TEST(what_cannot_be_evaluated_does_not_hold_and_says_why)
{
	static const struct expectation table[] = {
		{ "A < 5", "'x' is not a number" },
		{ "!A", "'x' is not a whole number" },
		{ "1 || A", "'x' is not a whole number" },
		{ "0 ? A : !A", "'x' is not a whole number" },
		{ "A << '2026-01-01'", "'x' is not a date" },
		{ "5 << '2026-01-01'",
		    "a number stands where a date is needed" },
		{ "A ~ (1 + 1)", "a number stands where a text is needed" },
		{ "A & 1 = 'x1'", "a number stands where a text is needed" },
		{ "B / 0 = 1", "it divides by 0" },
		{ "B % M = 1", "it divides by 0" },
		{ "!1.5", "a number with decimals stands where a whole one is "
		    "needed" },
		{ "R < M", "a field is missing that stands beside a number "
		    "with decimals" },
	};

	EXPECT(table, "A: x\nB: 1\nR: 1.5\n");
}
END_TEST

START_TEST(numbers_have_64_bits_and_never_wrap)
{
	static const struct expectation table[] = {
		{ "A + 1 > 0", "a number is too large" },
		{ "A * 2 > 0", "a number is too large" },
		{ "B - 2 < 0", "a number is too large" },
		{ "A - -1 < 0", "a number is too large" },
		{ "A - 1 = 9223372036854775806", "yes" },
		{ "B * -1 = A", "yes" }, { "B / -1 = A", "yes" },
		{ "B % -1 = 0", "yes" }, { "A = 9223372036854775807", "yes" },
		{ "C > A", "yes" },	/* a real number then */
		{ "-7 / 2 = -3", "yes" }, { "-7 % 2 = -1", "yes" },
		{ "0x10 + 010 = 24", "yes" }, { "O = 8", "yes" },
		{ "O < 9.5", "no" },	/* 10 among real ones */
		{ "R - 0.5 = 1", "yes" }, { "1.0 / 0 > A", "yes" },
	};

	EXPECT(table, "A: 9223372036854775807\nB: -9223372036854775807\n"
	    "C: 9999999999999999999\nO: 010\nR: 1.5\n");
}
END_TEST

START_TEST(dates_are_moments_and_a_missing_one_is_the_day_of_the_report)
{
	static const struct expectation table[] = {
		{ "D == '22 November 2026'", "yes" },
		{ "D == 'Nov. 22, 2026'", "yes" },
		{ "D == '11/22/2026'", "yes" },
		{ "D == '22-NOV-2026'", "yes" },
		{ "D == '2026/11/22 00:00:00.0 UTC'", "yes" },
		{ "D == '2026-11-22T01:30+01:30'", "yes" },
		{ "D == '2026-11-21 22:00 -0200'", "yes" },
		{ "D == '2026-11-22 01:00+01'", "yes" },
		{ "D << '2026-11-22 00:00:00.001'", "yes" },
		{ "D == M", "yes" }, { "M >> '2026-11-21'", "yes" },
		{ "T >> D", "yes" }, { "T == '2026-11-22 12:00'", "yes" },
		{ "S << D", "'Sept 31 2026' is not a date" },
		{ "N << D", "'tomorrow' is not a date" },
	};

	EXPECT(table, "D: 2026-11-22\nT: 2026-11-22 12:00\nS: Sept 31 2026\n"
	    "N: tomorrow\n");
}
END_TEST

START_TEST(texts_keep_their_backslashes)
{
	static const struct expectation table[] = {
		{ "A = 'a\\.b'", "yes" }, { "A ~ '^a\\\\\\.b$'", "yes" },
		{ "B = \"it's\"", "yes" }, { "B = 'it\\'s'", "no" },
		{ "B ~ 'it\\'s'", "no" },	/* \' is the end of a text */
		{ "'\\' = C", "yes" },
		{ "A & B & C = 'a\\.bit' & \"'s\" & C", "yes" },
		{ "B ~ P", "yes" }, { "B ~ Q", "no" }, { "!(B ~ Q)", "yes" },
	};

	EXPECT(table, "A: a\\.b\nB: it's\nC: \\\\\n\nP: ^i.*s$\nQ: (\n");
}
END_TEST

START_TEST(a_fault_has_its_place)
{
	static const struct {
		const char *text, *why;
		size_t at;
	} table[] = {
		{ "", "ends where", 0 }, { "A =", "ends where", 3 },
		{ "A = = 5", "expected the name", 4 },
		{ "A B", "expected an operator", 2 },
		{ "A-1", "operator is missing", 1 },
		{ "A - - 1", "a '-' stands", 4 },
		{ "(A", "'(' is not closed", 0 }, { "A)", "expected an", 1 },
		{ "A ? 1", "no ':'", 2 }, { "A[x]", "an index", 1 },
		{ "A[1", "an index", 1 }, { "A [0]", "expected an", 2 },
		{ "A = 'x", "not closed", 4 }, { "A = 08", "octal", 4 },
		{ "A = 99999999999999999999", "not a number", 4 },
		{ "A ~ 5", "two texts", 2 }, { "5 ~ A", "two texts", 2 },
		{ "A ~ '('", "is not closed", 2 }, { "#5", "expected", 1 },
		{ "A << 'noon'", "not a date", 2 },
		{ "'noon' >> A", "not a date", 7 },
		{ "%A", "expected the name", 0 }, { "A = 5.", "an operator", 5 },
		{ "A & & B", "expected", 4 }, { "A != != B", "expected", 5 },
	};
	struct er_slice slice;
	size_t i, at;
	char *why;

	for (i = 0; i < sizeof table / sizeof *table; i++) {
		slice = (struct er_slice){ table[i].text,
		    strlen(table[i].text) };
		ck_assert_msg(book_expression_new(slice, &why, &at) == NULL,
		    "%s", slice.p);
		ck_assert_msg(strstr(why, table[i].why) != NULL, "%s: %s",
		    slice.p, why);
		ck_assert_msg(at == table[i].at, "%s: %zu", slice.p, at);
		free(why);
	}
}
END_TEST

/* text n times over. */
static char *
many(const char *text, size_t n)
{
	struct er_buf b = {0};

	while (n-- > 0)
		er_buf_adds(&b, text);
	return er_buf_steal(&b);
}

static void
refuses(const char *text, const char *reason)
{
	struct er_slice slice = { text, strlen(text) };
	size_t at;
	char *why;

	ck_assert(book_expression_new(slice, &why, &at) == NULL);
	ck_assert_msg(strstr(why, reason) != NULL, "%s", why);
	free(why);
}

START_TEST(what_is_too_large_is_refused)
{
	struct er_buf b = {0};
	char *text;
	size_t i;

	refuses(text = many("(", 1000000), "too deep");
	free(text);
	refuses(text = many("1 => ", 1000000), "too deep");
	free(text);
	refuses(text = many("1 ? ", 1000000), "too deep");
	free(text);
	refuses(text = many("1 + ", 1000000), "too large");
	free(text);
	refuses(text = many("!", 1000000), "ends where");
	free(text);
	text = many("1 + ", 499);
	er_buf_addf(&b, "%s1 = 500", text);
	free(text);
	refuses(b.p, "too large");
	ck_assert_str_eq(evaluate(b.p + 8, "A: 1\n", 1000), "no");
	ck_assert_str_eq(evaluate(b.p + 8, "A: 1\n", 900), "it takes too long "
	    "for this record");
	er_buf_trim(&b, 0);
	for (i = 0; i < 101; i++)
		er_buf_addf(&b, "%sF%zu", i == 0 ? "" : " + ", i);
	refuses(b.p, "too many names");
	er_buf_free(&b);
}
END_TEST

/* Each try of each value costs, so does each byte that is looked at. */
START_TEST(work_is_bounded)
{
	struct er_buf record = {0};
	char *x = many("x", 1000000);
	size_t i;

	er_buf_addf(&record, "Long: %s\n", x);
	for (i = 0; i < 90; i++)
		er_buf_addf(&record, "E: %zu\n", i);
	ck_assert_str_eq(evaluate("E = 89 && Long ~ 'y'", record.p, 10000000),
	    "it takes too long for this record");
	ck_assert_str_eq(evaluate("E = 89", record.p, 1000), "yes");
	ck_assert_str_eq(evaluate("Long & Long = 'x'", record.p, 1u << 30),
	    "the texts that '&' joins are too long");
	er_buf_free(&record);
	free(x);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("expression");
	TCase *tc = tcase_create("expression");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc,
	    a_repeated_field_holds_when_one_of_its_values_does);
	tcase_add_test(tc, what_cannot_be_evaluated_does_not_hold_and_says_why);
	tcase_add_test(tc, numbers_have_64_bits_and_never_wrap);
	tcase_add_test(tc,
	    dates_are_moments_and_a_missing_one_is_the_day_of_the_report);
	tcase_add_test(tc, texts_keep_their_backslashes);
	tcase_add_test(tc, a_fault_has_its_place);
	tcase_add_test(tc, what_is_too_large_is_refused);
	tcase_add_test(tc, work_is_bounded);
	suite_add_tcase(suite, tc);
	return unit_run(suite);
}
