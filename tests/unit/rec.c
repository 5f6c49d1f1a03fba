/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What GNU recutils (recsel 1.9, recfix, csv2rec) makes of the same input was
 * tried by hand and is written down here as the expectation.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "rec/rec.h"
#include "unit.h"

static void
show_faults(struct er_buf *out, const struct er_diags *diags)
{
	size_t i;

	for (i = 0; i < diags->n; i++)
		er_buf_addf(out, "!%zu:%zu ", diags->list[i].line,
		    diags->list[i].column);
}

/* Records in one line: "Type/ Name=value; ", then faults "!line:column". */
static char *
show(struct rec_reader *r, struct er_diags *diags)
{
	struct rec_record record;
	struct er_buf out = {0};
	size_t i;

	while (rec_next(r, &record)) {
		er_buf_add(&out, record.type.p, record.type.n);
		er_buf_adds(&out, record.descriptor ? "% " : "/ ");
		for (i = 0; i < record.n; i++) {
			er_buf_add(&out, record.fields[i].name.p,
			    record.fields[i].name.n);
			er_buf_addc(&out, '=');
			er_buf_add(&out, record.fields[i].value.p,
			    record.fields[i].value.n);
			er_buf_adds(&out, "; ");
		}
	}
	ck_assert_int_eq(rec_next(r, &record), 0);
	rec_close(r);
	show_faults(&out, diags);
	if (out.n > 0)
		er_buf_trim(&out, out.n - 1);
	er_diags_free(diags);
	return er_buf_steal(&out);
}

/* A copy on the heap, so that a sanitizer sees each step outside. */
static char *
read_text(const char *text, size_t n, const char *csv_type)
{
	struct er_diags diags = {0};
	char *copy = er_xmalloc(n), *shown;

	memcpy(copy, text, n);
	shown = show(csv_type != NULL
	    ? rec_open_csv("t", copy, n, csv_type, &diags)
	    : rec_open("t", copy, n, &diags), &diags);
	free(copy);
	return shown;
}

struct expectation {
	const char *text, *shown;
};

static void
expect(const struct expectation *e, size_t n, const char *csv_type)
{
	char *shown;

	for (; n > 0; n--, e++) {
		shown = read_text(e->text, strlen(e->text), csv_type);
		ck_assert_msg(strcmp(shown, e->shown) == 0,
		    "of \"%s\"\ngot      %s\nexpected %s", e->text, shown,
		    e->shown);
		free(shown);
	}
}
#define EXPECT(table, type) expect(table, sizeof table / sizeof *table, type)

START_TEST(rec_reads_what_recsel_reads)
{
	static const struct expectation table[] = {
		{ "", "" },
		{ "# only a comment", "" },
		{ "A:x\n", "/ A=x;" },
		{ "A:\n", "/ A=;" },
		{ "A: ", "/ A=;" },
		{ "A:\tx\n", "/ A=x;" },
		{ "A:  x  \n", "/ A= x  ;" },
		{ "A:1: x\n", "/ A=1: x;" },
		{ "%_a: 1\n", "/ %_a=1;" },
		{ "A: 1\nA: 2\n", "/ A=1; A=2;" },
		{ "A: 1\n\n\n\n# c\n\nB: 2", "/ A=1; / B=2;" },
		{ "A: 1\n \t\nB: 2\n", "/ A=1; / B=2;" },
		{ "A: a\n#c\nB: 2\n", "/ A=a; B=2;" },
		{ " # c\n  A: 1\n", "/ A=1;" },
		{ "#c\\\nA: 1\n", "/ A=1;" },
	};

	EXPECT(table, NULL);
}
END_TEST

START_TEST(rec_joins_lines_as_recsel_does)
{
	static const struct expectation table[] = {
		{ "A: a\n+ b\n+c\n+\n+  d\n", "/ A=a\nb\nc\n\n d;" },
		{ "A: 1\n+\tx\n", "/ A=1\n\tx;" },
		{ "A:\n+x\n", "/ A=\nx;" },
		{ "A: a\\\nb\n", "/ A=ab;" },
		{ "A: a\\\n+ b\n", "/ A=a+ b;" },
		{ "A: a\\\\\nb\n", "/ A=a\\b;" },
		{ "A: a\\\n", "/ A=a;" },
		{ "A: x\\\n\nB: 2\n", "/ A=x; B=2;" },
		{ "A: x\\\n# b\n", "/ A=x# b;" },
		{ "A: 1\n+ \\\nx\n", "/ A=1\nx;" },
		{ "A: a \\\n  b\n", "/ A=a   b;" },
		{ "A: a\\b\n", "/ A=a\\b;" },
	};

	EXPECT(table, NULL);
}
END_TEST

START_TEST(rec_follows_descriptors)
{
	static const struct expectation table[] = {
		{ "A: 0\n\n%rec: T\n%doc: d\n\nA: 1\n\n%rec: U\n\nB: 2\n",
		    "/ A=0; T% %rec=T; %doc=d; T/ A=1; U% %rec=U; U/ B=2;" },
		{ "%doc: x\n%rec:\tT \n\nA: 1\n",
		    "T% %doc=x; %rec=T ; T/ A=1;" },
		{ "%foo: T\n\nA: 1\n", "/ %foo=T; / A=1;" },
		{ "%rec: 1x\n", "1x% %rec=1x; !1:7" },
		{ "%rec:\n", "% %rec=; !1:6" },
		{ "%rec: T-x\n", "T-x% %rec=T-x; !1:7" },
		{ "%rec: T f.rec\n", "T% %rec=T f.rec; !1:8" },
		{ "%rec: T\n%rec: U\n", "T% %rec=T; %rec=U; !2:1" },
	};

	EXPECT(table, NULL);
}
END_TEST

START_TEST(rec_refuses_what_recsel_refuses_and_goes_on)
{
	static const struct expectation table[] = {
		{ "A : 1\nB: 2\n", "/ B=2; !1:2" },
		{ "A-b: 1\nB: 2\n", "/ B=2; !1:2" },
		{ "_A: 1\n1A: 1\n: 1\n=A: 1", "!1:1 !2:1 !3:1 !4:1" },
		{ "A\nB: 2\n", "/ B=2; !1:2" },
		{ "B", "!1:2" },
		{ "A: 1\nB:", "/ A=1; !2:3" },
		{ "A: 1\nB: 2\n+", "/ A=1; !3:2" },
		{ "some text: 1\n", "!1:5" },
		{ "+ x\nA: 1\n", "/ A=1; !1:1" },
		{ "A: 1\n+ a\n# c\n+ 2\nB: 3\n", "/ A=1\na; B=3; !4:1" },
		{ "A: 1\n  B: 2\n", "/ A=1; !2:1" },
		{ "A: 1\n +x\n", "/ A=1; !2:1" },
		{ "A: 1\n #x\n", "/ A=1; !2:1" },
		{ "A: 1\n\rB: 2\n", "/ A=1; !2:1" },
		{ "A: 1\nB: a\\", "/ A=1; !2:5" },
		{ "A\\\nB: 1\n", "/ B=1; !1:2" },
		{ "A b\n+ c\n+ d\nC: 1\n", "/ C=1; !1:2" },
	};

	EXPECT(table, NULL);
}
END_TEST

START_TEST(rec_accepts_a_byte_order_mark_and_cr_lf)
{
	static const struct expectation table[] = {
		{ "\xef\xbb\xbf" "A: 1\r\nB: 2\r\n\r\nA: 3\r\n",
		    "/ A=1; B=2; / A=3;" },
		{ "A: a\\\r\nb\r\n+ c\r\n", "/ A=ab\nc;" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbb\xbf?", "!1:1" },
	};

	EXPECT(table, NULL);
}
END_TEST

START_TEST(rec_reports_each_line_that_is_not_text)
{
	static const char text[] = "A: \0\0\nB: \xe9\xe9\nC: \xc3\xa9\nD: \xff";
	struct er_diags diags = {0};
	struct rec_record record;
	struct rec_reader *r = rec_open("t", text, sizeof text - 1, &diags);
	struct er_buf faults = {0};

	ck_assert_int_eq(rec_next(r, &record), 1);
	ck_assert_uint_eq(record.n, 4);
	ck_assert_uint_eq(record.fields[0].value.n, 2);
	ck_assert_uint_eq(record.fields[3].line, 4);
	show_faults(&faults, &diags);
	ck_assert_str_eq(faults.p, "!1:4 !2:4 !4:4 ");
	er_buf_free(&faults);
	rec_close(r);
	er_diags_free(&diags);
}
END_TEST

START_TEST(rec_tells_where_a_field_stands)
{
	static const char text[] = "# c\n\nA: 1\n+ x\nB:\\\n2\n C: 3\n\n  D: 4";
	struct er_diags diags = {0};
	struct rec_reader *r = rec_open("t", text, strlen(text), &diags);
	struct rec_record record;

	ck_assert_int_eq(rec_next(r, &record), 1);
	ck_assert_uint_eq(record.line, 3);
	ck_assert_uint_eq(record.fields[0].line, 3);
	ck_assert_uint_eq(record.fields[0].column, 4);
	ck_assert_uint_eq(rec_find(&record, "B")->line, 5);
	ck_assert_uint_eq(rec_find(&record, "B")->column, 3);
	ck_assert_ptr_null(rec_find(&record, "b"));
	ck_assert_int_eq(rec_next(r, &record), 1);
	ck_assert_uint_eq(record.line, 9);
	ck_assert_uint_eq(record.fields[0].column, 6);
	ck_assert_str_eq(diags.list[0].file, "t");
	ck_assert_uint_eq(diags.list[0].line, 7);
	rec_close(r);
	er_diags_free(&diags);
}
END_TEST

START_TEST(rec_values_stay_when_the_reader_goes_on)
{
	static const char text[] = "A: 1\n+ 2\n\nA: 3\n+ 4\n\nA: 5";
	struct er_diags diags = {0};
	struct rec_reader *r = rec_open("t", text, strlen(text), &diags);
	struct rec_record record;
	struct er_slice first, second;

	rec_next(r, &record);
	first = record.fields[0].value;
	rec_next(r, &record);
	second = record.fields[0].value;
	rec_next(r, &record);
	ck_assert(er_slice_is(first, "1\n2"));
	ck_assert(er_slice_is(second, "3\n4"));
	rec_close(r);
}
END_TEST

/* n bytes of pattern over and over; a quadratic reader would not end. */
static void
read_long(const char *head, const char *pattern, size_t n, const char *csv)
{
	struct er_buf text = {0};
	struct er_diags diags = {0};
	struct rec_record record;
	struct rec_reader *r;

	er_buf_adds(&text, head);
	while (text.n < n)
		er_buf_adds(&text, pattern);
	r = csv != NULL ? rec_open_csv("t", text.p, text.n, csv, &diags)
	    : rec_open("t", text.p, text.n, &diags);
	while (rec_next(r, &record))
		;
	rec_close(r);
	er_diags_free(&diags);
	er_buf_free(&text);
}

START_TEST(rec_reads_very_long_lines_in_linear_time)
{
	const size_t ten = 10 * 1000 * 1000;

	read_long("A: ", "x", ten, NULL);
	read_long("A: x", "\n+", ten, NULL);
	read_long("A: x", "\\\n", ten, NULL);
	read_long("", "A-", ten, NULL);
	read_long("", "\xff", ten, NULL);
	read_long("", "+\n", ten, NULL);
	read_long("A: x\n", " ", ten, NULL);
	read_long("a\n", "x", ten, "T");
	read_long("a\n\"", "\"\"", ten, "T");
	read_long("a\n", "\"\n", ten, "T");
	read_long("a\n", ",", ten, "T");
}
END_TEST

START_TEST(rec_csv_reads_rfc_4180)
{
	static const struct expectation table[] = {
		{ "a,b\n1,2\n", "T/ a=1; b=2;" },
		{ "a,b\r\n1,2", "T/ a=1; b=2;" },
		{ "\xef\xbb\xbf" "a,b\r\n1,2\r\n", "T/ a=1; b=2;" },
		{ "a,b\n 1 ,\"x\ny\"\n", "T/ a= 1 ; b=x\ny;" },
		{ "a,b\n1,\"x\r\ny\"\n", "T/ a=1; b=x\ny;" },
		{ "a,b\n1,\"x\"\"y\"\n", "T/ a=1; b=x\"y;" },
		{ "a\n\"\"\"\"\n\"\"\"x\"\n\"x\"\"\"",
		    "T/ a=\"; T/ a=\"x; T/ a=x\";" },
		{ "a,b\n,2\n1,\n,\n\"\",\"3\"\n",
		    "T/ b=2; T/ a=1; T/ b=3;" },
		{ "a,b\n\n1,2\n\r\n", "T/ a=1; b=2;" },
		{ "a\n1\n\n2", "T/ a=1; T/ a=2;" },
		{ "To,To\nx,y\n", "T/ To=x; To=y;" },
		{ " Due Date ,\"b-c\"\n1,2\n", "T/ Due_Date=1; b_c=2;" },
		{ "a", "" },
	};

	EXPECT(table, "T");
}
END_TEST

START_TEST(rec_csv_reports_every_faulty_row)
{
	static const struct expectation table[] = {
		{ "a,b\n1\n1,2,3\n4,5\n", "T/ a=4; b=5; !2:0 !3:0" },
		{ "a,b\n1,x\"y\n3,4\n", "T/ a=3; b=4; !2:4" },
		{ "a,b\n\"1\"x,2\n3,4\n", "T/ a=3; b=4; !2:4" },
		{ "a,b\n\"1\" ,2\n", "!2:4" },
		{ "a,b\n1,2\r3,4\n", "!2:4" },
		{ "a,b\n1,2\n3,\"4\n5,6\n", "T/ a=1; b=2; !3:3" },
		{ "a,b\n\"x\n\ny\",2\n1\n", "T/ a=x\n\ny; b=2; !5:0" },
		{ "a,b\n1,\"x\ny\"z\n1\n", "!3:3 !4:0" },
		{ "", "!1:1" },
		{ "a,,9\n1,2,3\n", "!1:3 !1:4" },
		{ "a;b\n1;2\n", "!1:1" },
		{ "\"a\n1,2\n", "!1:1" },
		{ "a,b\r1,2\r", "!1:4" },
	};

	EXPECT(table, "T");
}
END_TEST

static void
round_trip(const char *value)
{
	struct er_diags diags = {0};
	struct rec_record record;
	struct rec_reader *r;
	struct er_buf b = {0};

	rec_write_field(&b, "A", value, strlen(value));
	rec_write_field(&b, "B", "end", 3);
	r = rec_open("t", b.p, b.n, &diags);
	ck_assert_int_eq(rec_next(r, &record), 1);
	ck_assert_uint_eq(record.n, 2);
	ck_assert_msg(er_slice_is(record.fields[0].value, value),
	    "wrote %s", b.p);
	ck_assert(er_slice_is(record.fields[1].value, "end"));
	ck_assert_uint_eq(diags.errors, 0);
	rec_close(r);
	er_buf_free(&b);
}

START_TEST(rec_write_field_can_be_read_back)
{
	static const char *const values[] = {
		"", "x", " x ", "\tx", "a\nb", "a\n\nb\n", "\n", "\n\n",
		"a\\", "a\\\\", "a\\\nb", "\\", "+ a\n+b", "# c\n#d", "a\r",
		"a\r\nb", "B: 2", "\xc3\xa9",
	};
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < sizeof values / sizeof *values; i++)
		round_trip(values[i]);
	rec_write_field(&b, "Name", "one\n\n two", 9);
	ck_assert_str_eq(b.p, "Name: one\n+\n+  two\n");
	er_buf_free(&b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rec");
	TCase *tc = tcase_create("rec");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, rec_reads_what_recsel_reads);
	tcase_add_test(tc, rec_joins_lines_as_recsel_does);
	tcase_add_test(tc, rec_follows_descriptors);
	tcase_add_test(tc, rec_refuses_what_recsel_refuses_and_goes_on);
	tcase_add_test(tc, rec_accepts_a_byte_order_mark_and_cr_lf);
	tcase_add_test(tc, rec_reports_each_line_that_is_not_text);
	tcase_add_test(tc, rec_tells_where_a_field_stands);
	tcase_add_test(tc, rec_values_stay_when_the_reader_goes_on);
	tcase_add_test(tc, rec_reads_very_long_lines_in_linear_time);
	tcase_add_test(tc, rec_csv_reads_rfc_4180);
	tcase_add_test(tc, rec_csv_reports_every_faulty_row);
	tcase_add_test(tc, rec_write_field_can_be_read_back);
	suite_add_tcase(suite, tc);
	return unit_run(suite);
}
