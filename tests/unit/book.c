/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "book/book-priv.h"
#include "unit.h"

static struct er_diags diags;
static struct er_err err;
static struct book *book;
static char schema[4096], temporary[] = "/tmp/er-book.XXXXXX";

static void
set_up(void)
{
	snprintf(schema, sizeof schema, "%s/data/schema.rec",
	    getenv("ER_DATADIR"));
}

static void
tear_down(void)
{
	book_free(book);
	book = NULL;
	er_diags_free(&diags);
	er_err_free(&err);
}

/* Settings that a test changes to its needs. */
static struct book_settings
defaults(void)
{
	return (struct book_settings){ .schema = schema, .role = "cfo",
	    .today = { 2026, 11, 22 } };
}

static void
open_path(const char *path, struct book_settings settings)
{
	char full[4096];
	const char *paths[] = { full };

	tear_down();
	snprintf(full, sizeof full, "%s/tests/data/%s", getenv("ER_DATADIR"),
	    path);
	settings.paths = paths;
	settings.npaths = 1;
	book = book_open(&settings, &diags, &err);
}

/* Opens a recfile made of text, after an organisation and an entity `e`. */
static void
open_text(const char *text)
{
	static const char head[] =
	    "%rec: Organisation\n\nId: o\nName: O\nCurrency: USD\n\n"
	    "%rec: Entity\n\nId: e\nName: E\n\n";
	struct book_settings settings = defaults();
	const char *paths[] = { temporary };
	int fd;

	tear_down();
	strcpy(temporary + sizeof temporary - 7, "XXXXXX");
	fd = mkstemp(temporary);
	ck_assert_int_ge(fd, 0);
	ck_assert(write(fd, head, sizeof head - 1) == sizeof head - 1);
	ck_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	settings.paths = paths;
	settings.npaths = 1;
	book = book_open(&settings, &diags, &err);
	unlink(temporary);
}

/* The rows of an answer: columns joined by '|', rows by '\n'. A failure is its
 * text. Borrowed until the next call. */
static const char *
ask(const char *sql)
{
	static struct er_buf b;
	struct book_query *query;
	const char *text;
	size_t i, n;
	int rc = -1;

	er_buf_free(&b);
	er_err_free(&err);
	er_buf_adds(&b, "");
	ck_assert_ptr_nonnull(book);
	query = book_prepare(book, sql, strlen(sql), NULL, &err);
	while (query != NULL && (rc = book_step(query, &err)) == 1) {
		er_buf_adds(&b, b.n > 0 ? "\n" : "");
		for (i = 0; i < book_columns(query); i++) {
			text = book_text(query, i, &n);
			er_buf_adds(&b, i > 0 ? "|" : "");
			er_buf_adds(&b, book_column_type(query, i) ==
			    BOOK_NULL ? "NULL" : text);
		}
	}
	book_finish(query);
	if (rc < 0) {
		er_buf_trim(&b, 0);
		er_buf_adds(&b, err.text);
	}
	return b.p;
}

static bool
has_fault(const char *text)
{
	size_t i;

	for (i = 0; i < diags.n; i++)
		if (strstr(diags.list[i].text, text) != NULL)
			return true;
	return false;
}

static char *
read_text(const char *path)
{
	struct er_file file;
	char full[4096], *text;

	snprintf(full, sizeof full, "%s/tests/data/%s", getenv("ER_DATADIR"),
	    path);
	ck_assert_int_eq(er_file_open(full, 0, &file, &err), 0);
	text = er_xstrndup(file.p, file.n);
	er_file_close(&file);
	return text;
}

/* ---- loading ------------------------------------------------------------- */

START_TEST(open_reads_a_directory_but_nothing_hidden_and_no_roles)
{
	const char *const *dirs;

	open_path("book-group", defaults());
	ck_assert_msg(book != NULL, "%s", err.text);
	ck_assert_uint_eq(book_directories(book, &dirs), 1);
	ck_assert_ptr_nonnull(strstr(dirs[0], "tests/data/book-group"));
	ck_assert_str_eq(ask("SELECT count(*) FROM posting"), "2");
	ck_assert_str_eq(ask("SELECT replace(src, rtrim(src, replace(src, '/', "
	    "'')), '') FROM posting"),
	    "posting.2026-10.csv:2\nposting.2026-10.csv:3");
}
END_TEST

START_TEST(open_fills_the_columns_of_money_in_minor_units)
{
	open_path("book-group", defaults());
	ck_assert_str_eq(ask("SELECT item, amount_low, amount_high, "
	    "amount_currency, amount_percent_low, amount_percent_high FROM "
	    "expense"),
	    "Mooring|120050|120050|USD|NULL|NULL\n"
	    "Agency|NULL|NULL|NULL|0.1|0.15\n"
	    "Rent|700000|900000|EUR|NULL|NULL\n"
	    "Plug-ins|9900|9900|USD|NULL|NULL");
	ck_assert_str_eq(ask("SELECT value_low, value_high, value_currency "
	    "FROM asset WHERE id = 'queen'"), "6000000|8000000|USD");
	/* a lease has no entity but its asset's */
	ck_assert_str_eq(ask("SELECT rent_low, rent_currency FROM lease"),
	    "80000|EUR");
	ck_assert_str_eq(ask("SELECT amount_low, amount_high, memo FROM "
	    "posting"), "10000|10000|Fuel, \"red\"\n-150000|-100000|NULL");
}
END_TEST

START_TEST(open_gives_quantities_one_column_and_repeated_fields_an_array)
{
	open_path("book-group", defaults());
	ck_assert_str_eq(ask("SELECT role, target, typeof(target) FROM kpi"),
	    "[\"ceo\",\"cmo\"]|1200.5|real");
	ck_assert_str_eq(ask("SELECT value, max_age FROM measure"), "-3.0|45");
	ck_assert_str_eq(ask("SELECT j.value FROM report, "
	    "json_each(report.\"to\") AS j"),
	    "cfo@group.example\n\"Doe, Jane\" <jane@group.example>");
	ck_assert_str_eq(ask("SELECT text FROM note"),
	    "A note of\ntwo lines.");
}
END_TEST

START_TEST(open_makes_a_table_of_every_shipped_type)
{
	static const char *const tables[] = {
		"organisation", "entity", "asset", "gap", "audit", "kpi",
		"measure", "\"action\"", "expense", "revenue", "target",
		"offer", "account", "posting", "contract", "capital",
		"channel", "component", "lease", "stay", "voyage", "client",
		"rate", "note", "report",
	};
	char sql[100];
	size_t i;

	open_text("");
	for (i = 0; i < sizeof tables / sizeof *tables; i++) {
		snprintf(sql, sizeof sql,
		    "SELECT count(src) + count(max_age) + count(source) >= 0 "
		    "FROM %s", tables[i]);
		ck_assert_str_eq(ask(sql), "1");
	}
}
END_TEST

START_TEST(open_loads_types_of_the_books_own)
{
	open_path("book-group", defaults());
	ck_assert_str_eq(ask("SELECT name, price_low, price_currency, length, "
	    "asset, owner FROM boat"), "Dinghy|45000|USD|3|queen|NULL");
	ck_assert_str_eq(ask("SELECT title, singer FROM song"),
	    "Shanty|[\"A\",\"B\"]\nHornpipe|[\"C\"]");
}
END_TEST

START_TEST(open_adds_fields_to_a_shipped_type)
{
	open_text("%rec: Entity\n%type: Founded int\n%allowed: Motto\n"
	    "%mandatory: Motto\n\nId: f\nName: F\nFounded: 1999\nMotto: on\n");
	ck_assert(has_fault("this Entity has no Motto"));
	open_text("%rec: Entity\n%type: Founded int\n%allowed: Motto\n\n"
	    "Id: f\nName: F\nFounded: 1999\nMotto: on\n");
	ck_assert_str_eq(ask("SELECT founded + 1, motto FROM entity WHERE "
	    "id = 'f'"), "2000|on");
	open_text("%rec: Expense\n%type: Amount int\n");
	ck_assert(has_fault("Expense.Amount is declared already"));
}
END_TEST

START_TEST(open_fills_the_table_this)
{
	struct book_settings settings = defaults();

	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT * FROM this"), "cfo|Pier Group|2026-11-05|"
	    "2026-10|2026-10-01|2026-10-31|USD|NULL");
	settings.as_of = (struct er_date){ 2026, 2, 28 };
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT as_of, period FROM this"),
	    "2026-02-28|2026-02");
	settings.as_of.month = 1;
	settings.period = "2026-Q4";
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT as_of, period, period_start, period_end "
	    "FROM this"), "2026-01-28|2026-Q4|2026-10-01|2026-12-31");
	settings.period = "2024";
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT period_start, period_end FROM this"),
	    "2024-01-01|2024-12-31");
	open_text("");
	ck_assert_str_eq(ask("SELECT as_of, period FROM this"),
	    "2026-11-22|2026-10");
}
END_TEST

START_TEST(open_refuses_a_bad_period)
{
	static const char *const bad[] = {
		"", "2026-", "2026-13", "2026-00", "2026-Q5", "2026-Q0",
		"2026-1", "26", "0000", "2026-10-01", "now",
	};
	struct book_settings settings = defaults();
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		settings.period = bad[i];
		open_path("book-group", settings);
		ck_assert_ptr_null(book);
		ck_assert_int_eq(err.cls, ER_USAGE);
	}
}
END_TEST

START_TEST(open_with_an_entity_shows_nothing_of_the_others)
{
	const char *entities[] = { "atelier" };
	struct book_settings settings = defaults();

	settings.entities = entities;
	settings.nentities = 1;
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT id FROM entity"), "atelier");
	ck_assert_str_eq(ask("SELECT id FROM asset"), "loft");
	ck_assert_str_eq(ask("SELECT count(*) FROM expense"), "3");
	ck_assert_str_eq(ask("SELECT asset FROM lease"), "loft");
	ck_assert_str_eq(ask("SELECT entity FROM posting"), "atelier");
	ck_assert_str_eq(ask("SELECT count(*) FROM kpi, measure"), "1");
	ck_assert_str_eq(ask("SELECT count(*) FROM boat"), "0");
	ck_assert_str_eq(ask("SELECT count(*) FROM report"), "0");
	ck_assert_str_eq(ask("SELECT count(*) FROM account"), "1");
	ck_assert_str_eq(ask("SELECT entity FROM this"), "atelier");
	entities[0] = "qsd";
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT count(*) FROM boat"), "1");
	ck_assert_str_eq(ask("SELECT count(*) FROM lease"), "0");
	ck_assert_str_eq(ask("SELECT count(*) FROM report"), "1");
}
END_TEST

START_TEST(open_names_the_entities_when_it_knows_none_of_that_id)
{
	const char *entities[] = { "qsq" };
	struct book_settings settings = defaults();

	settings.entities = entities;
	settings.nentities = 1;
	open_path("book-group", settings);
	ck_assert_ptr_null(book);
	ck_assert_int_eq(err.cls, ER_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "qsd, atelier"));
}
END_TEST

/* Opens tests/data/book-group and an SQLite file made by sql. */
static void
open_database(const char *sql)
{
	struct book_settings settings = defaults();
	char group[4096], file[] = "/tmp/er-book-XXXXXX.db";
	const char *paths[] = { group, file };
	sqlite3 *db;
	int fd = mkstemps(file, 3);

	tear_down();
	close(fd);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	snprintf(group, sizeof group, "%s/tests/data/book-group",
	    getenv("ER_DATADIR"));
	settings.paths = paths;
	settings.npaths = 2;
	book = book_open(&settings, &diags, &err);
	unlink(file);
}

START_TEST(open_reads_the_tables_of_a_database)
{
	open_database("CREATE TABLE POSTING (date, Entity, account, amount); "
	    "INSERT INTO posting VALUES ('2026-10-03', 'qsd', 1000, 7.25); "
	    "CREATE TABLE clients (id INTEGER PRIMARY KEY, code TEXT, n INT); "
	    "INSERT INTO clients VALUES (7, '007', 3), (9, NULL, NULL); "
	    "CREATE TABLE blank (a, b); "
	    "CREATE VIEW doubled AS SELECT n * 2 AS n FROM clients; "
	    "CREATE TABLE k (k TEXT PRIMARY KEY) WITHOUT ROWID; "
	    "INSERT INTO k VALUES ('x');");
	ck_assert_msg(book != NULL, "%s", diags.n > 0 ? diags.list[0].text :
	    err.text);
	ck_assert_str_eq(ask("SELECT amount_low, amount_currency FROM posting "
	    "WHERE date = '2026-10-03'"), "725|USD");
	ck_assert_str_eq(ask("SELECT id, code, n + 1, substr(src, -13) FROM "
	    "clients"), "7|007|4|.db:clients:7\n9|NULL|NULL|.db:clients:9");
	ck_assert_str_eq(ask("SELECT count(a) FROM blank"), "0");
	ck_assert_str_eq(ask("SELECT n FROM doubled"), "6\nNULL");
	ck_assert_str_eq(ask("SELECT substr(src, -7) FROM k"), ".db:k:1");
}
END_TEST

/* src without the path of this run. */
#define SRC "substr(src, instr(src, '.db:') + 1)"

START_TEST(open_reads_tables_of_any_name_and_sort)
{
	open_database("CREATE TABLE \"a\"\"b\" (\"c\"\"d\", 'e''f', \"\"); "
	    "INSERT INTO \"a\"\"b\" VALUES (1, 2, 3); "
	    "CREATE TABLE \"select\" (\"group\", \"from\" TEXT); "
	    "INSERT INTO \"select\" VALUES (1, 'x'); "
	    "CREATE TABLE \"Gr\xc3\xb6\xc3\x9f" "e\" (\"L\xc3\xa4nge\"); "
	    "INSERT INTO \"Gr\xc3\xb6\xc3\x9f" "e\" VALUES (7); "
	    "CREATE TABLE \"two\nlines\" (\"c\nd\"); "
	    "INSERT INTO \"two\nlines\" VALUES (1); "
	    "CREATE TABLE \"\" (a); INSERT INTO \"\" VALUES (9); "
	    "CREATE TABLE \"due dates\" (\"a-b\", \"a.b2\"); "
	    "INSERT INTO \"due dates\" VALUES (1, 2); "
	    "CREATE TABLE picture (src TEXT, alt TEXT, pixels BLOB); "
	    "INSERT INTO picture VALUES ('a.png', 'A', x'ff00');");
	ck_assert_msg(book != NULL, "%s", diags.n > 0 ? diags.list[0].text :
	    err.text);
	ck_assert_str_eq(ask("SELECT \"c_d\", \"e'f\", \"\", " SRC
	    " FROM a_b"), "1|2|3|db:a\"b:1");
	ck_assert_str_eq(ask("SELECT \"group\" + 1, \"from\" FROM \"select\""),
	    "2|x");
	ck_assert_str_eq(ask("SELECT \"l\xc3\xa4nge\" FROM "
	    "\"gr\xc3\xb6\xc3\x9f" "e\""), "7");
	ck_assert_str_eq(ask("SELECT \"c\nd\", " SRC " FROM \"two\nlines\""),
	    "1|db:two?lines:1");
	ck_assert_str_eq(ask("SELECT a FROM _"), "9");
	ck_assert_str_eq(ask("SELECT a_b, a_b2 FROM due_dates"), "1|2");
	ck_assert_str_eq(ask("SELECT src_, alt, pixels, " SRC " FROM picture"),
	    "a.png|A|NULL|db:picture:1");
}
END_TEST

START_TEST(open_reads_views_and_generated_columns_as_they_are)
{
	open_database("CREATE TABLE t (n INT, twice INT AS (n * 2), "
	    "label TEXT AS ('#' || n) STORED); "
	    "INSERT INTO t (n) VALUES (10), (9); "
	    "CREATE VIEW sums AS SELECT count(*) AS n, sum(n) AS total, "
	    "max(label) AS l, CAST(sum(n) AS TEXT) AS text FROM t; "
	    "CREATE VIEW mixed AS SELECT n, CASE n WHEN 9 THEN 'nine' ELSE n "
	    "END AS m FROM t; "
	    "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID; "
	    "INSERT INTO w VALUES ('b', 10), ('a', 9); "
	    "CREATE TABLE ids (rowid TEXT, oid INT, v); "
	    "INSERT INTO ids (_rowid_, rowid, oid, v) VALUES (70, 'x', 5, 1); "
	    "CREATE TABLE all_ids (rowid, oid, _rowid_); "
	    "INSERT INTO all_ids VALUES (3, 4, 5), (6, 7, 8); "
	    "CREATE TABLE s (a INTEGER, b ANY) STRICT; "
	    "INSERT INTO s VALUES (4, 'x'); "
	    "CREATE VIRTUAL TABLE found USING fts5(body); "
	    "INSERT INTO found VALUES ('hello');");
	ck_assert_msg(book != NULL, "%s", diags.n > 0 ? diags.list[0].text :
	    err.text);
	ck_assert_str_eq(ask("SELECT n, twice, label FROM t ORDER BY n"),
	    "9|18|#9\n10|20|#10");
	/* what a view works out is a number when all of it is */
	ck_assert_str_eq(ask("SELECT typeof(n), total, typeof(total), l, "
	    "typeof(text) FROM sums"), "integer|19|integer|#9|text");
	ck_assert_str_eq(ask("SELECT n, m, typeof(m) FROM mixed ORDER BY n"),
	    "9|nine|text\n10|10|text");
	ck_assert_str_eq(ask("SELECT k, v, " SRC " FROM w ORDER BY v"),
	    "a|9|db:w:1\nb|10|db:w:2");
	ck_assert_str_eq(ask("SELECT rowid, oid, v, " SRC " FROM ids"),
	    "x|5|1|db:ids:70");
	ck_assert_str_eq(ask("SELECT oid, " SRC " FROM all_ids ORDER BY oid"),
	    "4|db:all_ids:1\n7|db:all_ids:2");
	ck_assert_str_eq(ask("SELECT a + 1, b FROM s"), "5|x");
	ask("SELECT * FROM found");
	ck_assert_ptr_nonnull(strstr(err.text, "no such table"));
	ask("SELECT * FROM found_data");
	ck_assert_ptr_nonnull(strstr(err.text, "no such table"));
}
END_TEST

START_TEST(open_takes_large_values_and_refuses_what_is_no_text)
{
	open_database("CREATE TABLE b (a, t TEXT); "
	    "INSERT INTO b VALUES (9223372036854775807, 'x'), "
	    "(-9223372036854775808, printf('%.1000000c', 'y')), "
	    "(1e300, ''), (0.1, NULL), (123456789012345.0, NULL);");
	ck_assert_msg(book != NULL, "%s", err.text);
	ck_assert_str_eq(ask("SELECT a, length(t) FROM b"),
	    "9223372036854775807|1\n-9223372036854775808|1000000\n"
	    "1.0e+300|NULL\n0.1|NULL\n123456789012345|NULL");
	open_database("CREATE TABLE b (a); INSERT INTO b VALUES "
	    "(CAST(x'636166e9' AS TEXT)), (CAST(x'610062' AS TEXT))");
	ck_assert_uint_eq(diags.errors, 2);
	ck_assert(has_fault("column 'a' does not hold text"));
	open_database("CREATE TABLE b (a); INSERT INTO b VALUES "
	    "(printf('%.70000000c', 'x'))");
	ck_assert(has_fault("too big"));
}
END_TEST

START_TEST(open_checks_a_database_like_any_other_input)
{
	open_database("CREATE TABLE posting (date, entity, account, amount); "
	    "INSERT INTO posting VALUES ('2026-10-3', 'qsq', 1000, x'00');");
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert(has_fault("'2026-10-3' is not a date"));
	ck_assert(has_fault("there is no Entity 'qsq'"));
	ck_assert(has_fault("column 'amount' does not hold text"));
	open_database("CREATE VIEW evil AS SELECT load_extension('x')");
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert(has_fault("cannot be read"));
	open_database("CREATE VIEW greedy AS WITH RECURSIVE n(x, t) AS (SELECT "
	    "1, printf('%.1000000c', 'x') UNION ALL SELECT x + 1, t || x FROM "
	    "n LIMIT 100000) SELECT x FROM n ORDER BY t");
	ck_assert(has_fault("out of memory"));
}
END_TEST

/* ---- faults -------------------------------------------------------------- */

START_TEST(open_reports_all_faults_in_one_run)
{
	char *expected = read_text("book-faults.expected"), *got = NULL;
	char *line, *slash;
	struct er_buf short_names = {0};
	size_t n = 0;
	FILE *memory = open_memstream(&got, &n);

	open_path("book-faults.rec", defaults());
	ck_assert_ptr_null(book);
	ck_assert_int_eq(err.cls, ER_DATA);
	er_diags_print(&diags, memory);
	fclose(memory);
	/* Each line without the directories of this run. */
	for (line = got; (slash = strstr(line, getenv("ER_DATADIR"))) != NULL;
	    line = slash + strlen(getenv("ER_DATADIR")) + 1)
		er_buf_add(&short_names, line, (size_t)(slash - line));
	er_buf_adds(&short_names, line);
	/* tests/cli/book-faults.t shows the difference */
	ck_assert_msg(strcmp(short_names.p, expected) == 0,
	    "the faults are not those of book-faults.expected");
	er_buf_free(&short_names);
	free(expected);
	free(got);
}
END_TEST

START_TEST(open_names_both_places_of_a_key)
{
	open_text("Id: e\nName: Again\n");
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_uint_eq(diags.errors, 1);
	ck_assert_uint_eq(diags.list[0].line, 12);
	ck_assert_uint_eq(diags.list[0].column, 5);
	ck_assert(has_fault("'e' is taken"));
	ck_assert(has_fault(":9 has it"));
}
END_TEST

START_TEST(open_hints_at_the_name_that_was_meant)
{
	open_text("%rec: Expenses\n\nA: b\n");
	ck_assert(has_fault("did you mean 'Expense'"));
	open_text("%rec: Expenses\n%doc: Mine.\n\nA: b\n");
	ck_assert_str_eq(ask("SELECT a FROM expenses"), "b");
	open_text("%rec: Gap\n\nEntity: e\nArea: securty\nPriority: 1\n"
	    "title: x\n");
	ck_assert(has_fault("did you mean 'security'"));
	ck_assert(has_fault("did you mean 'Title'"));
}
END_TEST

START_TEST(open_needs_an_organisation)
{
	struct book_settings settings = defaults();
	const char *paths[] = { "/dev/null" };

	settings.paths = paths;
	settings.npaths = 1;
	book = book_open(&settings, &diags, &err);
	ck_assert_ptr_null(book);
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert(has_fault("no Organisation record"));
}
END_TEST

START_TEST(open_refuses_what_it_cannot_read)
{
	struct book_settings settings = defaults();

	open_path("no-such-book", settings);
	ck_assert_int_eq(err.cls, ER_NOINPUT);
	open_path("book-group/roles/..//ledger", settings);
	ck_assert_int_eq(err.cls, ER_DATA);
	settings.schema = "/nowhere/schema.rec";
	open_path("book-group", settings);
	ck_assert_int_eq(err.cls, ER_CONFIG);
}
END_TEST

START_TEST(open_checks_the_constraints_that_a_book_declares)
{
	static const char descriptor[] = "%rec: Boat\n%mandatory: Name\n"
	    "%unique: Name\n%singular: Berth\n%prohibit: Sails\n"
	    "%type: Length range 1 40\n%type: Asset rec Asset\n"
	    "%allowed: Name Berth Length Asset\n%size: <= 1\n\n";
	static const struct {
		const char *records, *fault;
	} cases[] = {
		{ "Berth: 1\n", "this Boat has no Name" },
		{ "Name: a\nName: b\n", "stands twice" },
		{ "Name: a\nSails: 2\n", "is prohibited" },
		{ "Name: a\nLength: 41\n", "from 1 to 40" },
		{ "Name: a\nColour: red\n", "'Colour' is not in the" },
		{ "Name: a\nAsset: x\n", "there is no Asset 'x'" },
		{ "Name: a\nBerth: 1\n\nName: b\nBerth: 1\n", "is taken" },
		{ "Name: a\n\nName: b\n", "%size" },
	};
	char text[1000];
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, "%s%s", descriptor,
		    cases[i].records);
		open_text(text);
		ck_assert_ptr_null(book);
		ck_assert_msg(has_fault(cases[i].fault), "%s: %s",
		    cases[i].records, diags.n > 0 ? diags.list[0].text : "-");
	}
}
END_TEST

START_TEST(open_refuses_a_type_that_cannot_be_a_table)
{
	open_text("%rec: this\n\nA: b\n");
	ck_assert(has_fault("cannot be a table"));
	open_text("%rec: Boat\n\nSrc: b\n");
	ck_assert(has_fault("cannot be a table"));
	open_text("%rec: Boat\n%type: X Money\n%allowed: X X_Low\n\nX: 3\n");
	ck_assert(has_fault("cannot be a table"));
}
END_TEST

START_TEST(open_refuses_a_regular_expression_that_is_none)
{
	open_text("%rec: Boat\n%type: A regexp /(a{200}){200}/\n");
	ck_assert(has_fault("too large"));
	open_text("%rec: Boat\n%type: A regexp /(a*)*\\1/\n");
	ck_assert(has_fault("no back-reference"));
	open_text("%rec: Boat\n%type: A regexp /^b+$/\n\nA: bbc\n");
	ck_assert(has_fault("'bbc' does not match"));
}
END_TEST

/* ---- regular expressions ------------------------------------------------- */

static bool
matches(const char *pattern, const char *text)
{
	struct er_slice slice = { text, strlen(text) };
	struct book_pattern *p;
	bool matched;
	char *why;

	p = book_pattern_new(pattern, &why);
	ck_assert_msg(p != NULL, "%s: %s", pattern, why);
	matched = book_pattern_matches(p, slice);
	book_pattern_free(p);
	return matched;
}

START_TEST(pattern_takes_what_posix_does)
{
	static const struct {
		const char *pattern, *yes, *no;
	} cases[] = {
		{ "^a.c$", "a\xc3\xa9" "c", "abbc" },
		{ "b", "abc", "ac" },
		{ "^(ab|a)(bc)?$", "abc", "abcbc" },
		{ "^[^]x-z]+$", "abc", "a]" },
		{ "^[]a-]$", "-", "b" },
		{ "^[[:digit:]_]{2,3}$", "1_3", "1_34" },
		{ "^[[:alpha:]]+$", "\xc3\xa9t\xc3\xa9", "e1" },
		{ "^\\w+\\.\\S$", "a_1.x", "a1. " },
		{ "^(a|)$", "", "b" },
		{ "^a{0}b$", "b", "ab" },
		{ "^(a{2}){2,}$", "aaaaaa", "aaa" },
		{ "^((a*)*b?)+c$", "aaaabaac", "aaaab" },
		{ "a\\{2", "a{2", "aa" },
		{ "^$", "", "x" },
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert_msg(matches(cases[i].pattern, cases[i].yes), "%s",
		    cases[i].pattern);
		ck_assert_msg(!matches(cases[i].pattern, cases[i].no), "%s",
		    cases[i].pattern);
	}
}
END_TEST

/* Whether ours says of a pattern and a text what the C library says; a bad
 * pattern is one to both. */
static void
compare_patterns(const char *pattern, const char *text)
{
	struct er_slice slice = { text, strlen(text) };
	struct book_pattern *ours;
	bool matched, theirs;
	regex_t re;
	char *why;

	theirs = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) == 0;
	ours = book_pattern_new(pattern, &why);
	ck_assert_msg((ours != NULL) == theirs, "%s: %s", pattern,
	    ours == NULL ? why : "accepted");
	if (ours == NULL) {
		free(why);
		return;
	}
	matched = book_pattern_matches(ours, slice);
	ck_assert_msg(matched == (regexec(&re, text, 0, NULL, 0) == 0),
	    "%s on '%s'", pattern, text);
	book_pattern_free(ours);
	regfree(&re);
}

/* Expressions made at random, beside the C library's (which counts a repeated
 * "(^|b)" wrong: none of those). */
START_TEST(pattern_agrees_with_regexec)
{
	static const char *const atoms[] = {
		"a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab|b*)", "(a|)",
		"(b(a|b)?)", "^", "$", " ", "[[:alpha:]]", "\\w", "\\W", "\\s",
		"\\<", "\\>", "\\b", "\\B", "\\`", "\\'", "()", "(^)",
		"[[.a.]]", "[[=b=]-]", ")", "{", "[a-b-]", "\\.",
	}, *const repeats[] = { "", "", "", "", "", "*", "+", "?", "{2}",
		"{1,2}", "{2,}", "{,2}", "**", "{2}{2}", "{2,1}", "{a}" };
	char pattern[200], text[9];
	unsigned seed = 1;
	size_t i, k, n;

#define NEXT(max) (seed = seed * 1103515245 + 12345, (seed >> 16) % (max))
#define PICK(list) list[NEXT(sizeof (list) / sizeof *(list))]
	for (i = 0; i < 20000; i++) {
		pattern[0] = '\0';
		for (n = 1 + NEXT(5), k = 0; k < n; k++) {
			strcat(pattern, k > 0 && NEXT(8) == 0 ? "|" : "");
			strcat(pattern, PICK(atoms));
			strcat(pattern, PICK(repeats));
		}
		for (n = NEXT(9), k = 0; k < n; k++)
			text[k] = "aabb ._-"[NEXT(8)];
		text[n] = '\0';
		compare_patterns(pattern, text);
	}
#undef PICK
#undef NEXT
}
END_TEST

START_TEST(pattern_takes_time_in_proportion_to_the_text)
{
	size_t i, n = 100000;
	char *text = er_xmalloc(n + 1);

	for (i = 0; i < n; i++)
		text[i] = i * 2654435761u >> 16 & 1 ? 'a' : 'b';
	text[n] = '\0';
	ck_assert(!matches("^(a|b)*a(a|b){200}c$", text));
	ck_assert(!matches("((((((a*)*)*)*)*)*)*c", text));
	free(text);
}
END_TEST

/* ---- the sandbox --------------------------------------------------------- */

START_TEST(prepare_gives_no_way_out)
{
	static const char *const ways[] = {
		"INSERT INTO entity (id) VALUES ('x')", "DELETE FROM entity",
		"UPDATE entity SET id = 'x'", "DROP TABLE entity",
		"CREATE TABLE t (a)", "CREATE TEMP TABLE t (a)",
		"CREATE VIEW v AS SELECT 1",
		"CREATE VIRTUAL TABLE t USING fts5(a)", "ALTER TABLE entity RENAME TO x",
		"ATTACH '/tmp/er-book-attached.db' AS x",
		"VACUUM INTO '/tmp/er-book-vacuum.db'", "DETACH main",
		"PRAGMA writable_schema = ON", "PRAGMA table_info(entity)",
		"SELECT * FROM pragma_table_info('entity')",
		"BEGIN", "COMMIT", "SAVEPOINT s", "REINDEX", "ANALYZE",
		"EXPLAIN SELECT 1", "SELECT load_extension('x')",
		"SELECT readfile('/etc/hostname')",
		"SELECT writefile('/tmp/er-book-written', 'x')",
		"SELECT edit('x')", "SELECT fts3_tokenizer('simple')",
		"SELECT random()", "SELECT randomblob(9)",
		"SELECT sqlite_version()", "SELECT * FROM dbstat",
		"SELECT * FROM sqlite_schema",
		"SELECT count(*) FROM sqlite_temp_schema",
		"SELECT * FROM pragma_function_list",
		"SELECT zeroblob(2000000000)", "SELECT 1; SELECT 2",
		"SELECT ?1", "SELECT :unset", "SELECT", "",
	};
	size_t i;

	open_text("");
	for (i = 0; i < sizeof ways / sizeof *ways; i++) {
		ask(ways[i]);
		ck_assert_msg(err.cls == ER_DATA, "%s", ways[i]);
	}
	ck_assert_str_eq(ask("SELECT id FROM entity"), "e");
	ck_assert_int_ne(access("/tmp/er-book-attached.db", F_OK), 0);
	ck_assert_int_ne(access("/tmp/er-book-vacuum.db", F_OK), 0);
}
END_TEST

/* Were a way found to a file all the same, this connection has none. */
START_TEST(open_gives_pages_a_connection_without_files)
{
	static const char path[] = "/tmp/er-book-page.db";
	sqlite3 *db;

	open_text("");
	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE, book->vfs.name), SQLITE_CANTOPEN);
	sqlite3_close(db);
	sqlite3_set_authorizer(book->db, NULL, NULL);
	sqlite3_limit(book->db, SQLITE_LIMIT_ATTACHED, 1);
	sqlite3_exec(book->db, "PRAGMA query_only = OFF; ATTACH "
	    "'/tmp/er-book-page.db' AS x; CREATE TABLE x.t (a)", NULL, NULL,
	    NULL);
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(prepare_takes_the_day_of_the_report_for_now)
{
	struct book_settings settings = defaults();

	settings.as_of = (struct er_date){ 2026, 2, 28 };
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT date('now'), datetime(), CURRENT_DATE, "
	    "CURRENT_TIMESTAMP, strftime('%s', 'NOW'), julianday(), "
	    "unixepoch('now', '+1 day')"), "2026-02-28|2026-02-28 00:00:00|"
	    "2026-02-28|2026-02-28 00:00:00|1772236800|2461099.5|1772323200");
}
END_TEST

START_TEST(step_ends_what_would_not)
{
	open_text("");
	book->steps = 1000;
	ask("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
	    "SELECT count(*) FROM n");
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_ptr_nonnull(strstr(err.text, "takes too long"));
}
END_TEST

START_TEST(step_bounds_memory)
{
	open_text("");
	ask("WITH RECURSIVE n(x, t) AS (SELECT 1, printf('%.1000000c', 'x') "
	    "UNION ALL SELECT x + 1, t || x FROM n LIMIT 100000) "
	    "SELECT count(*) FROM (SELECT * FROM n ORDER BY t)");
	ck_assert_int_eq(err.cls, ER_DATA);
	ck_assert_ptr_nonnull(strstr(err.text, "more memory"));
	/* and it goes on */
	ck_assert_str_eq(ask("SELECT 1"), "1");
}
END_TEST

START_TEST(prepare_says_where_the_fault_is)
{
	static const char sql[] = "SELECT id, nosuch FROM entity";
	size_t at = 0;

	open_text("");
	ck_assert_ptr_null(book_prepare(book, sql, strlen(sql), &at, &err));
	ck_assert_uint_eq(at, 11);
	ck_assert_int_eq(err.cls, ER_DATA);
}
END_TEST

START_TEST(prepare_binds_what_was_set)
{
	static const char *const sets[] = {
		"n=12", "d=0.5", "t=a b=c", "z=007", "n=13", "e=", "m=-4"
	};
	struct book_settings settings = defaults();

	settings.set = sets;
	settings.nset = sizeof sets / sizeof *sets;
	open_path("book-group", settings);
	ck_assert_str_eq(ask("SELECT :n, typeof(:n), :d * 2, :t, :z, :e, :m"),
	    "13|integer|1.0|a b=c|007||-4");
	ask("SELECT :x");
	ck_assert_ptr_nonnull(strstr(err.text, "--set x=VALUE"));
	settings.nset = 1;
	settings.set = (const char *const[]){ "=1" };
	open_path("book-group", settings);
	ck_assert_int_eq(err.cls, ER_USAGE);
}
END_TEST

static void
add_loading(Suite *s)
{
	TCase *t = tcase_create("loading");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 300);	/* sanitizers are slow */
	tcase_add_test(t,
	    open_reads_a_directory_but_nothing_hidden_and_no_roles);
	tcase_add_test(t, open_fills_the_columns_of_money_in_minor_units);
	tcase_add_test(t,
	    open_gives_quantities_one_column_and_repeated_fields_an_array);
	tcase_add_test(t, open_makes_a_table_of_every_shipped_type);
	tcase_add_test(t, open_loads_types_of_the_books_own);
	tcase_add_test(t, open_adds_fields_to_a_shipped_type);
	tcase_add_test(t, open_fills_the_table_this);
	tcase_add_test(t, open_refuses_a_bad_period);
	tcase_add_test(t, open_with_an_entity_shows_nothing_of_the_others);
	tcase_add_test(t,
	    open_names_the_entities_when_it_knows_none_of_that_id);
	tcase_add_test(t, open_reads_the_tables_of_a_database);
	tcase_add_test(t, open_reads_tables_of_any_name_and_sort);
	tcase_add_test(t, open_reads_views_and_generated_columns_as_they_are);
	tcase_add_test(t, open_takes_large_values_and_refuses_what_is_no_text);
	tcase_add_test(t, open_checks_a_database_like_any_other_input);
	suite_add_tcase(s, t);
}

static void
add_faults(Suite *s)
{
	TCase *t = tcase_create("faults");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, open_reports_all_faults_in_one_run);
	tcase_add_test(t, open_names_both_places_of_a_key);
	tcase_add_test(t, open_hints_at_the_name_that_was_meant);
	tcase_add_test(t, open_needs_an_organisation);
	tcase_add_test(t, open_refuses_what_it_cannot_read);
	tcase_add_test(t, open_checks_the_constraints_that_a_book_declares);
	tcase_add_test(t, open_refuses_a_type_that_cannot_be_a_table);
	tcase_add_test(t, open_refuses_a_regular_expression_that_is_none);
	suite_add_tcase(s, t);
}

static void
add_patterns(Suite *s)
{
	TCase *t = tcase_create("patterns");

	tcase_set_timeout(t, 300);
	tcase_add_test(t, pattern_takes_what_posix_does);
	tcase_add_test(t, pattern_agrees_with_regexec);
	tcase_add_test(t, pattern_takes_time_in_proportion_to_the_text);
	suite_add_tcase(s, t);
}

static void
add_sandbox(Suite *s)
{
	TCase *t = tcase_create("sandbox");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 300);	/* sanitizers are slow */
	tcase_add_test(t, prepare_gives_no_way_out);
	tcase_add_test(t, open_gives_pages_a_connection_without_files);
	tcase_add_test(t, prepare_takes_the_day_of_the_report_for_now);
	tcase_add_test(t, step_ends_what_would_not);
	tcase_add_test(t, step_bounds_memory);
	tcase_add_test(t, prepare_says_where_the_fault_is);
	tcase_add_test(t, prepare_binds_what_was_set);
	suite_add_tcase(s, t);
}

int
main(void)
{
	Suite *s = suite_create("book");

	add_loading(s);
	add_faults(s);
	add_patterns(s);
	add_sandbox(s);
	return unit_run(s);
}
