/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in memory, and that SQL sees in them what it sees in a table of its own
 * with the same rows. */
#include "config.h"

#include <string.h>

#include "book/book-priv.h"
#include "book/store.h"
#include "unit.h"

enum { ROWS = 12000, W, U, B, I, R, N };

static struct book book;
static struct store *store;
static unsigned seed;

static unsigned
chance(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

static void
execute(const char *sql)
{
	char *why = NULL;

	sqlite3_exec(book.db, sql, NULL, NULL, &why);
	ck_assert_msg(why == NULL, "%s: %s", sql, why);
}

/* A text for a column: of few, of many, or what may look like a number. */
static const char *
make_text(int column, size_t row)
{
	static const char *const numbers[] = { "12", "-7", "1.50", "1e3", "007",
	    "12x", "x", "9223372036854775807", "9223372036854775808", "+5",
	    "2.0", "-0.25", "." };
	static char text[80];

	if (column == N)
		return numbers[chance(13)];
	if (column == U)
		snprintf(text, sizeof text, "%u of a kind, row %zu",
		    chance(1000), row / 2);
	else
		snprintf(text, sizeof text, "word-%u%s", chance(11),
		    chance(2) ? "" : "\xc3\xa9");
	return text;
}

static void
put_text(sqlite3_stmt *s, int column, size_t row)
{
	const char *text = make_text(column, row);

	if (chance(9) == 0)
		return;
	store_set_text(store, (size_t)(column - W), text, strlen(text));
	sqlite3_bind_text(s, column - W + 1, text, -1, SQLITE_TRANSIENT);
}

static void
put_integer(sqlite3_stmt *s, size_t row)
{
	int64_t value = (int64_t)chance(50) - 25;

	if (chance(9) == 0)
		return;
	if (row > ROWS / 2 && chance(100) == 0)
		value *= 9000000000000000;
	store_set_integer(store, I - W, value);
	sqlite3_bind_int64(s, I - W + 1, value);
}

static void
put_row(sqlite3_stmt *s, size_t row)
{
	char source[40];
	double real = (double)((int)chance(400) - 200) / 8;

	sqlite3_clear_bindings(s);
	snprintf(source, sizeof source, "%s:%zu", row < 77 ? "a.csv" : "b.rec",
	    row * 3);
	ck_assert(store_add_row(store, row < 77 ? "a.csv" : "b.rec",
	    row * 3));
	put_text(s, W, row);
	put_text(s, U, row);
	put_text(s, B, row);
	put_text(s, N, row);
	put_integer(s, row);
	if (chance(9) > 0) {
		store_set_real(store, R - W, real);
		sqlite3_bind_double(s, R - W + 1, real);
	}
	sqlite3_bind_text(s, N - W + 2, source, -1, SQLITE_TRANSIENT);
	sqlite3_step(s);
	sqlite3_reset(s);
}

/* The same rows as `mine` and as `plain`. */
static void
set_up(void)
{
	sqlite3_stmt *s;
	size_t i;

	seed = 7;
	ck_assert_int_eq(sqlite3_open(":memory:", &book.db), SQLITE_OK);
	book.steps = 0;
	store = store_new("mine");
	store_add_column(store, "w", "TEXT", STORE_TEXT);
	store_add_column(store, "u", "TEXT", STORE_TEXT);
	store_add_column(store, "b", "", STORE_TEXT);
	store_add_column(store, "i", "INTEGER", STORE_INTEGER);
	store_add_column(store, "r", "REAL", STORE_REAL);
	store_add_column(store, "n", "NUMERIC", STORE_TEXT);
	execute("CREATE TABLE plain (w TEXT, u TEXT, b, i INTEGER, r REAL, "
	    "n NUMERIC, src TEXT); BEGIN");
	sqlite3_prepare_v2(book.db, "INSERT INTO plain VALUES (?, ?, ?, ?, ?, "
	    "?, ?)", -1, &s, NULL);
	for (i = 0; i < ROWS; i++)
		put_row(s, i);
	sqlite3_finalize(s);
	execute("COMMIT");
	ck_assert_int_eq(book_vtable_add(&book, store), SQLITE_OK);
}

static void
tear_down(void)
{
	sqlite3_close(book.db);
	store_free(store);
}

/* The rows that sql gives, `T` in it being the table; owned. */
static char *
ask(const char *sql, const char *table)
{
	struct er_buf text = {0}, answer = {0};
	sqlite3_stmt *s;
	int i, rc;

	for (; *sql != '\0'; sql++)
		if (*sql == 'T')
			er_buf_adds(&text, table);
		else
			er_buf_addc(&text, *sql);
	ck_assert_msg(sqlite3_prepare_v2(book.db, text.p, -1, &s, NULL) ==
	    SQLITE_OK, "%s: %s", text.p, sqlite3_errmsg(book.db));
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		for (i = 0; i < sqlite3_column_count(s); i++)
			er_buf_addf(&answer, "%d:%s\n",
			    sqlite3_column_type(s, i),
			    (const char *)sqlite3_column_text(s, i));
	ck_assert_msg(rc == SQLITE_DONE, "%s: %s", text.p,
	    sqlite3_errmsg(book.db));
	sqlite3_finalize(s);
	er_buf_free(&text);
	return er_buf_steal(&answer);
}

START_TEST(sql_sees_what_it_sees_in_a_table)
{
	static const char *const questions[] = {
		"select rowid, * from T order by rowid",
		"select count(*), count(w), count(u), count(i), count(r) "
		    "from T",
		"select rowid from T where w = 'word-3' order by rowid",
		"select rowid from T where w = 'nowhere'",
		"select rowid from T where w = NULL",
		"select rowid from T where w = ''",
		"select rowid from T where w is null order by rowid",
		"select rowid from T where w > 'word-3' and w <= 'word-7' "
		    "order by rowid",
		"select rowid from T where w between 'word-1' and 'word-2' "
		    "and b = 'word-5' order by rowid",
		"select rowid from T where w < 5 or b >= 3 order by rowid",
		"select rowid from T where w in ('word-1', 'word-2', 7) "
		    "order by rowid",
		"select rowid from T where w not in ('word-1') order by rowid",
		"select rowid from T where w = 'WORD-3' collate nocase "
		    "order by rowid",
		"select rowid from T where u = '17 of a kind, row 40'",
		"select rowid from T where u > '998 of' order by rowid",
		"select rowid from T where i = 3 order by rowid",
		"select rowid from T where i = '3' order by rowid",
		"select rowid from T where i = 3.5",
		"select rowid from T where i < -20 order by rowid",
		"select rowid from T where i = 9000000000000000 "
		    "order by rowid",
		"select rowid from T where r = 2.5 order by rowid",
		"select rowid from T where r = 2 order by rowid",
		"select n, typeof(n), rowid from T where n = 12 "
		    "order by rowid",
		"select n, typeof(n) from T where n > 'w' order by rowid",
		"select rowid from T where b = 12 or b = 'word-1' "
		    "order by rowid",
		"select w, b, count(*), sum(i), min(src) from T "
		    "group by w, b",
		"select w, b, count(*) from T where w > 'word-4' "
		    "group by b, w order by b, w",
		"select w, u from T where w = 'word-2' order by b, rowid",
		"select w, rowid from T order by w, rowid",
		"select w, rowid from T order by w desc, rowid limit 50",
		"select distinct w from T order by w",
		"select distinct w, b from T order by 1, 2",
		"select x.rowid, y.rowid from T as x join T as y "
		    "on y.u = x.u and y.rowid <> x.rowid order by 1, 2",
		"select count(*) from T as x join T as y on y.i = x.i "
		    "where x.rowid < 90",
		"select x.rowid, count(y.rowid) from T as x left join T as y "
		    "on y.w = x.w and y.b > x.b where x.rowid < 40 "
		    "group by x.rowid",
		"select max(w), min(u), max(rowid) from T",
		"with t as (select w, sum(i) as i from T group by w) "
		    "select t.w, t.i, (select count(*) from T as o "
		    "where o.w = t.w) from t order by t.w",
	};
	char *mine, *plain;
	size_t i, at;

	for (i = 0; i < sizeof questions / sizeof *questions; i++) {
		plain = ask(questions[i], "plain");
		mine = ask(questions[i], "mine");
		for (at = 0; mine[at] == plain[at] && mine[at] != '\0'; at++)
			;
		ck_assert_msg(mine[at] == plain[at], "%s: at byte %zu "
		    "'%.80s' instead of '%.80s'", questions[i], at,
		    mine + at, plain + at);
		free(mine);
		free(plain);
	}
}
END_TEST

START_TEST(groups_of_words_need_no_sorting_by_sqlite)
{
	char *plan = ask("explain query plan select w, b, count(*) from T "
	    "where w > 'word-1' group by b, w", "mine");

	ck_assert_msg(strstr(plan, "TEMP B-TREE") == NULL, "%s", plan);
	free(plan);
}
END_TEST

START_TEST(rows_passed_over_count_as_steps)
{
	sqlite3_stmt *s;

	book.steps = 99997;
	sqlite3_prepare_v2(book.db, "SELECT count(*) FROM mine AS a, "
	    "mine AS b WHERE b.w > a.u", -1, &s, NULL);
	ck_assert_int_eq(sqlite3_step(s), SQLITE_INTERRUPT);
	ck_assert_uint_eq(book.steps, 100000);
	sqlite3_finalize(s);
}
END_TEST

START_TEST(a_word_is_kept_once_until_most_differ)
{
	ck_assert(store_has_words(&store->columns[W - W]));
	ck_assert_uint_lt(store->columns[W - W].bytes.n, 300);
	ck_assert(!store_has_words(&store->columns[U - W]));
	ck_assert_uint_eq(store->columns[I - W].width, 8);
	ck_assert_uint_eq(store->columns[6].width, 4);	/* lines */
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store");
	TCase *rows = tcase_create("rows");

	tcase_add_checked_fixture(rows, set_up, tear_down);
	tcase_set_timeout(rows, 120);
	tcase_add_test(rows, sql_sees_what_it_sees_in_a_table);
	tcase_add_test(rows, groups_of_words_need_no_sorting_by_sqlite);
	tcase_add_test(rows, rows_passed_over_count_as_steps);
	tcase_add_test(rows, a_word_is_kept_once_until_most_differ);
	suite_add_tcase(suite, rows);
	return unit_run(suite);
}
