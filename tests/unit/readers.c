/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * src/env: what each of the five readers makes of a file. The cells were
 * measured with the readers themselves; tests/cli/er-env-readers.t does it
 * again where they are installed.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "env/env.h"
#include "unit.h"

/* What can become of A beside a value. */
#define REFUSED	"\001refused"
#define UNSET	"\001unset"
#define RUNS	"\001runs"		/* unset, and a command runs */
#define OPEN	"\002"			/* before a value: it hangs on who reads */
#define BOM	"\xef\xbb\xbf"

struct row {
	int number;			/* of the table */
	const char *text;		/* "B=2" follows */
	const char *name;
	const char *cells[ENV_READERS];	/* sh systemd docker compose dotenv */
	bool alone;			/* no B: the row is about the rest */
};

static const struct row rows[] = {
	{ 1, "A=x y\n", "A", { RUNS, "x y", "x y", "x y", "x y" }, 0 },
	{ 2, "A= x\n", "A", { RUNS, "x", " x", "x", "x" }, 0 },
	{ 3, "A =x\n", "A", { RUNS, "x", REFUSED, "x", "x" }, 0 },
	{ 4, "A=x  \n", "A", { "x", "x", "x  ", "x", "x" }, 0 },
	{ 5, " \tA=x\n", "A", { "x", "x", "x", "x", "x" }, 0 },
	{ 6, "A=x # c\n", "A", { "x", "x # c", "x # c", "x", "x" }, 0 },
	{ 7, "A=x\t# c\n", "A",
	    { "x", "x\t# c", "x\t# c", "x\t# c", "x" }, 0 },
	{ 8, "A=x#c\n", "A", { "x#c", "x#c", "x#c", "x#c", "x" }, 0 },
	{ 9, "A= #c\n", "A", { "", "#c", " #c", "#c", "" }, 0 },
	{ 10, "A=\"x # y\"\n", "A",
	    { "x # y", "x # y", "\"x # y\"", "x # y", "x # y" }, 0 },
	{ 11, "A=\"x\" # c\n", "A",
	    { "x", "x# c", "\"x\" # c", "x", "x" }, 0 },
	{ 12, "; A=1\n", "A", { REFUSED, UNSET, REFUSED, REFUSED, UNSET }, 0 },
	{ 13, "# c \\\nA=1\n", "A", { "1", "1", "1", "1", "1" }, 0 },
	{ 14, BOM "A=1\n", "A", { RUNS, UNSET, "1", "1", "1" }, 0 },
	{ 15, "A=\"x\"\r\n", "A", { "x\r", "x", "\"x\"", "x", "x" }, 0 },
	{ 16, "A=x\rB=2\n", "A",
	    { "x\rB=2", "x", "x\rB=2", "x\rB=2", "x" }, 1 },
	{ 16, "A=x\rB=2\n", "B", { UNSET, "2", UNSET, UNSET, "2" }, 1 },
	{ 17, "A=x\xffy\n", "A",
	    { "x\xffy", REFUSED, REFUSED, "x\xffy", "x\xef\xbf\xbdy" }, 0 },
	{ 18, "# \xff\nA=1\n", "A", { "1", "1", REFUSED, "1", "1" }, 0 },
	{ 20, "1A=x\n", "1A", { RUNS, UNSET, "x", "x", "x" }, 0 },
	{ 21, "A.B=x\n", "A.B", { RUNS, UNSET, "x", "x", "x" }, 0 },
	{ 21, "A-B=x\n", "A-B", { RUNS, UNSET, "x", "x", "x" }, 0 },
	{ 22, "A/B=x\n", "A/B", { RUNS, UNSET, "x", REFUSED, UNSET }, 0 },
	{ 23, "\xc3\x89" "A=x\n", "\xc3\x89" "A",
	    { RUNS, UNSET, "x", "x", UNSET }, 0 },
	{ 24, "=x\n", "", { RUNS, UNSET, REFUSED, "x", UNSET }, 0 },
	{ 25, "A C=x\n", "A", { RUNS, UNSET, REFUSED, REFUSED, UNSET }, 0 },
	{ 26, "export A=x\n", "A", { "x", UNSET, REFUSED, "x", "x" }, 0 },
	{ 27, "A\n", "A", { RUNS, UNSET, OPEN, OPEN, UNSET }, 0 },
	{ 28, "hello world\n", "hello",
	    { RUNS, UNSET, REFUSED, REFUSED, UNSET }, 0 },
	{ 29, "A: x\n", "A", { RUNS, UNSET, REFUSED, "x", "x" }, 0 },
	{ 30, "A:x\n", "A", { RUNS, UNSET, UNSET, "x", UNSET }, 0 },
	{ 31, "A=1\nA=2\n", "A", { "2", "2", "2", "2", "2" }, 0 },
	{ 32, "A='x y'\n", "A", { "x y", "x y", "'x y'", "x y", "x y" }, 0 },
	{ 33, "A=x\"y z\"\n", "A", { "xy z", "x\"y z\"", "x\"y z\"",
	    "x\"y z\"", "x\"y z\"" }, 0 },
	{ 34, "A=\"x\" y\n", "A",
	    { RUNS, "xy", "\"x\" y", "x", "\"x\" y" }, 0 },
	{ 35, "A='x'\"y\"\n", "A",
	    { "xy", "xy", "'x'\"y\"", REFUSED, "'x'\"y\"" }, 0 },
	{ 36, "A=\"x\nB=2\n", "A",
	    { REFUSED, "x\nB=2\n", "\"x", REFUSED, "\"x" }, 1 },
	{ 37, "A=it's\n", "A", { REFUSED, "it's", "it's", "it's", "it's" },
	    0 },
	{ 38, "A=\"x\nC=y\"\n", "A",
	    { "x\nC=y", "x\nC=y", "\"x", "x\nC=y", "x\nC=y" }, 0 },
	{ 38, "A=\"x\nC=y\"\n", "C", { UNSET, UNSET, "y\"", UNSET, UNSET },
	    0 },
	{ 39, "A=x\\\ny\n", "A", { "xy", "xy", "x\\", "x\\", "x\\" }, 0 },
	{ 39, "A=x\\\ny\n", "y", { UNSET, UNSET, OPEN, OPEN, UNSET }, 0 },
	{ 40, "A=\"x\\\ny\"\n", "A",
	    { "xy", "xy", "\"x\\", "x\\\ny", "x\\\ny" }, 0 },
	{ 41, "A=C:\\new\n", "A",
	    { "C:new", "C:new", "C:\\new", "C:\\new", "C:\\new" }, 0 },
	{ 42, "A=\"x\\ny\"\n", "A",
	    { "x\\ny", "x\\ny", "\"x\\ny\"", "x\ny", "x\ny" }, 0 },
	{ 43, "A=\"x\\ty\"\n", "A",
	    { "x\\ty", "x\\ty", "\"x\\ty\"", "x\ty", "x\\ty" }, 0 },
	{ 44, "A=\"x\\\\y\"\n", "A",
	    { "x\\y", "x\\y", "\"x\\\\y\"", "x\\y", "x\\\\y" }, 0 },
	{ 45, "A=\"x\\\"y\"\n", "A",
	    { "x\"y", "x\"y", "\"x\\\"y\"", "x\"y", "x\\\"y" }, 0 },
	{ 46, "A='it\\'s'\n", "A",
	    { REFUSED, "it\\s'", "'it\\'s'", "it's", "it\\'s" }, 0 },
	{ 47, "A='it'\\''s'\n", "A",
	    { "it's", "it''s'", "'it'\\''s'", REFUSED, "it'\\''s" }, 0 },
	{ 48, "A='x\\'\n", "A",
	    { "x\\", "x\\", "'x\\'", REFUSED, "x\\" }, 0 },
	{ 49, "Z=1\nA=\"$Z z\"\n", "A",
	    { "1 z", "$Z z", "\"$Z z\"", OPEN "1 z", "$Z z" }, 0 },
	{ 50, "Z=1\nA='$Z'\n", "A", { "$Z", "$Z", "'$Z'", "$Z", "$Z" }, 0 },
	{ 51, "Z=1\nA=\\$Z\n", "A",
	    { "$Z", "$Z", "\\$Z", OPEN "\\1", "\\$Z" }, 0 },
	{ 52, "Z=f\nA=$Z\n", "A", { "f", "$Z", "$Z", OPEN "f", "$Z" }, 0 },
	{ 53, "A=x$N.y\n", "A",
	    { OPEN "x.y", "x$N.y", "x$N.y", OPEN "x.y", "x$N.y" }, 0 },
	{ 54, "A=${N:-d}\n", "A",
	    { OPEN "d", "${N:-d}", "${N:-d}", OPEN "d", "${N:-d}" }, 0 },
	{ 55, "A=a$$b\n", "A",
	    { OPEN "ab", "a$$b", "a$$b", "a$b", "a$$b" }, 0 },
	{ 56, "A=$5.00\n", "A",
	    { OPEN ".00", "$5.00", "$5.00", "$5.00", "$5.00" }, 0 },
	{ 57, "A=${N\n", "A", { REFUSED, "${N", "${N", REFUSED, "${N" }, 0 },
	{ 58, "A=$(echo hi)\n", "A", { OPEN, "$(echo hi)", "$(echo hi)",
	    "$(echo hi)", "$(echo hi)" }, 0 },
	{ 59, "A=`x`\n", "A", { OPEN, "`x`", "`x`", "`x`", "x" }, 0 },
	{ 60, "A=~/x\n", "A", { OPEN "~/x", "~/x", "~/x", "~/x", "~/x" }, 0 },
	{ 61, "A=a?x=1&b=2\n", "A", { UNSET, "a?x=1&b=2", "a?x=1&b=2",
	    "a?x=1&b=2", "a?x=1&b=2" }, 0 },
	{ 61, "A=a?x=1&b=2\n", "b", { "2", UNSET, UNSET, UNSET, UNSET }, 0 },
	{ 62, "A=a(b)\n", "A",
	    { REFUSED, "a(b)", "a(b)", "a(b)", "a(b)" }, 0 },
};

/* The outcome as a cell has it. Owned. */
static char *
outcome(const struct env_reading *r, const char *name)
{
	const struct env_var *var = env_find(&r->set, name);

	if (r->refused > 0)
		return er_xstrdup(REFUSED);
	if (var == NULL)
		return er_xstrdup(r->n > 0 && r->events[0].kind == ENV_RUNS ?
		    RUNS : UNSET);
	return er_xasprintf("%s%s", var->open ? OPEN : "", var->value);
}

START_TEST(each_reader_reads_the_table_as_it_was_measured)
{
	const struct row *row = &rows[_i / ENV_READERS];
	enum env_reader reader = (enum env_reader)(_i % ENV_READERS);
	const char *want = row->cells[reader];
	char *text = er_xasprintf("%s%s", row->text, row->alone ? "" : "B=2\n");
	struct env_reading r = {0};
	const struct env_var *b;
	char *got;

	env_reading_make(text, strlen(text), reader, &r);
	got = outcome(&r, row->name);
	ck_assert_msg(strcmp(got, want) == 0, "row %d, %s: '%s', not '%s'",
	    row->number, env_reader_names[reader], got, want);
	b = env_find(&r.set, "B");
	if (!row->alone && r.refused == 0)
		ck_assert_msg(b != NULL && strcmp(b->value, "2") == 0,
		    "row %d, %s: B", row->number, env_reader_names[reader]);
	free(got);
	free(text);
	env_reading_free(&r);
}
END_TEST

START_TEST(a_nul_byte_is_dropped_refused_or_kept)
{
	static const char text[] = "A=x\0y\nB=2\n";
	static const size_t lengths[ENV_READERS] = { 2, 0, 3, 3, 3 };
	struct env_reading r = {0};
	const struct env_var *a;

	env_reading_make(text, sizeof text - 1, (enum env_reader)_i, &r);
	a = env_find(&r.set, "A");
	ck_assert_uint_eq(lengths[_i], a != NULL ? a->nvalue : 0);
	ck_assert(_i != ENV_SYSTEMD || r.refused == 1);
	env_reading_free(&r);
}
END_TEST

/* Each byte in each place of texts that use all of the grammars. */
START_TEST(no_byte_anywhere_leads_a_reader_astray)
{
	static const char text[] = "export A=x'y'\"$B ${C:-d}\" # e\n"
	    "F=$(g `h`)\\\nI='j\\'\nK: \"l\\0101\n\"m>n<o&p|q;r(s\n";
	char copy[sizeof text];
	struct env_reading r;
	size_t at, reader;

	for (at = 0; at < sizeof text - 1; at++)
		for (reader = 0; reader < ENV_READERS; reader++) {
			char *exact = er_xmalloc(sizeof text - 1);

			memcpy(copy, text, sizeof text);
			copy[at] = (char)_i;
			/* No NUL behind it: reading too far is seen. */
			memcpy(exact, copy, sizeof text - 1);
			r = (struct env_reading){0};
			env_reading_make(exact, sizeof text - 1,
			    (enum env_reader)reader, &r);
			env_reading_free(&r);
			r = (struct env_reading){0};
			env_reading_make(exact, at + 1,
			    (enum env_reader)reader, &r);
			env_reading_free(&r);
			free(exact);
		}
}
END_TEST

/* Values that double with each line, and expansions without end. */
START_TEST(what_expands_without_end_is_refused)
{
	struct er_buf text = {0};
	struct env_reading r = {0};
	size_t i;

	er_buf_adds(&text, "A=xxxxxxxxxxxxxxxx\n");
	for (i = 0; i < 64; i++)
		er_buf_adds(&text, "A=$A$A\n");
	env_reading_make(text.p, text.n, (enum env_reader)_i, &r);
	if (_i == ENV_SH || _i == ENV_COMPOSE)
		ck_assert_uint_gt(r.refused, 10);
	else
		ck_assert_uint_eq(r.refused, 0);
	env_reading_free(&r);
	er_buf_trim(&text, 0);
	er_buf_adds(&text, "A=");
	for (i = 0; i < 100000; i++)
		er_buf_adds(&text, "${A:-");
	er_buf_fill(&text, '}', 100000);
	env_reading_make(text.p, text.n, (enum env_reader)_i, &r);
	ck_assert(_i == ENV_SH || _i == ENV_COMPOSE ? r.refused == 1 :
	    r.refused == (_i == ENV_DOCKER));
	env_reading_free(&r);
	er_buf_free(&text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("readers");
	TCase *t = tcase_create("readers");

	tcase_add_loop_test(t,
	    each_reader_reads_the_table_as_it_was_measured, 0,
	    (int)(sizeof rows / sizeof *rows) * ENV_READERS);
	tcase_add_loop_test(t, a_nul_byte_is_dropped_refused_or_kept, 0,
	    ENV_READERS);
	tcase_add_loop_test(t, no_byte_anywhere_leads_a_reader_astray, 0, 256);
	tcase_add_loop_test(t, what_expands_without_end_is_refused, 0,
	    ENV_READERS);
	suite_add_tcase(suite, t);
	return unit_run(suite);
}
