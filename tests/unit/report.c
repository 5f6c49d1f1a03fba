/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Role pages, figures and the layout of text, on documents made by hand. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"
#include "unit.h"

/* ---- role pages ---------------------------------------------------------- */

static struct role *
read_page(const char *text, struct er_diags *diags)
{
	*diags = (struct er_diags){0};
	return role_read("roles/x.md", text, strlen(text), diags);
}

/* The page is refused, with this as its first fault. */
static void
refused(const char *page, size_t line, size_t column, const char *text)
{
	struct er_diags diags;

	ck_assert_ptr_null(read_page(page, &diags));
	ck_assert_uint_ge(diags.n, 1);
	ck_assert_str_eq(diags.list[0].text, text);
	ck_assert_uint_eq(diags.list[0].line, line);
	ck_assert_uint_eq(diags.list[0].column, column);
	er_diags_free(&diags);
}

START_TEST(role_read_finds_blocks_queries_and_citations)
{
	struct er_diags diags;
	struct role *role = read_page("---\ntitle: A report\n"
	    "subject: S `=n.x`!\n---\n# A\n\nWords `=n.x` *and* `code`.\n\n"
	    "```sql table n money=a,b:2 empty=\"No row.\" omit-empty\n"
	    "SELECT 1\n```\n", &diags);
	const struct role_query *query;

	ck_assert_ptr_nonnull(role);
	ck_assert_str_eq(role->title, "A report");
	ck_assert_uint_eq(role->subject.n, 3);
	ck_assert_uint_eq(role->n, 3);
	ck_assert_int_eq(role->blocks[0].level, 1);
	ck_assert_str_eq(role->blocks[1].text.list[1].column, "x");
	ck_assert_str_eq(role->blocks[1].text.list[2].text, " and code.");
	query = role->blocks[2].query;
	ck_assert_int_eq(query->kind, ROLE_TABLE);
	ck_assert_uint_eq(query->line, 9);
	ck_assert_str_eq(query->sql, "SELECT 1\n");
	ck_assert_uint_eq(query->n, 2);
	ck_assert_int_eq(query->columns[0].decimals, -1);
	ck_assert_int_eq(query->columns[1].decimals, 2);
	ck_assert_str_eq(query->empty, "No row.");
	ck_assert(query->omit_empty);
	role_free(role);
}
END_TEST

START_TEST(role_read_tells_faults_at_their_place)
{
	refused("", 1, 1, "a role page begins with a line '---', its title "
	    "and another '---'");
	refused("---\ntitle: x\n", 1, 1,
	    "the front matter has no closing '---'");
	refused("---\ncolour: x\ntitle: y\n---\n", 2, 1,
	    "unknown key 'colour'; there are 'title' and 'subject'");
	refused("---\ntitle: x\n---\n\n```sql tabel n\n1\n```\n", 5, 8,
	    "unknown kind 'tabel'");
	refused("---\ntitle: x\n---\n```sql table n colour=a\n1\n```\n", 4, 16,
	    "unknown option 'colour'");
	refused("---\ntitle: x\n---\n```sql table n by\n1\n```\n", 4, 16,
	    "this option needs a value");
	refused("---\ntitle: x\n---\n```sql values n omit-empty\n1\n```\n", 4,
	    17, "this option is for queries that are shown");
	refused("---\ntitle: x\n---\n```sql table n empty=\"a\n1\n```\n", 4,
	    22, "the quotation is not closed");
	refused("---\ntitle: x\n---\n```sql table this\n1\n```\n", 4, 14,
	    "the query needs a name of letters, digits, '-' and '_', other "
	    "than 'this'");
	refused("---\ntitle: x\n---\nA `=b` c\n", 4, 4,
	    "a figure is cited as `=NAME.COLUMN`");
	refused("---\ntitle: x\n---\n<b>bold</b>\n", 4, 1,
	    "a role page has no HTML besides comments");
	refused("---\ntitle: x\n---\n- a\n\n  ```sql table n\n  1\n  ```\n", 6,
	    0, "a query stands at the left margin, not in a list or "
	    "quotation");
	refused("---\ntitle: x\n---\n\n\xff\n", 5, 0,
	    "the page is not text in UTF-8");
}
END_TEST

START_TEST(role_read_suggests_the_nearest_kind)
{
	struct er_diags diags;

	ck_assert_ptr_null(read_page(
	    "---\ntitle: x\n---\n```sql tabel n\n1\n```\n", &diags));
	ck_assert_uint_eq(diags.n, 2);
	ck_assert_ptr_nonnull(strstr(diags.list[1].text, "'table'"));
	ck_assert_ptr_nonnull(strstr(diags.list[1].text, "bars"));
	er_diags_free(&diags);
}
END_TEST

START_TEST(role_read_refuses_two_queries_of_one_name)
{
	refused("---\ntitle: x\n---\n```sql table n\n1\n```\n"
	    "```sql list n\n1\n```\n", 7, 0,
	    "there is a query 'n' above already");
}
END_TEST

START_TEST(role_read_does_not_take_deep_nesting)
{
	struct er_buf page = {0};
	struct er_diags diags = {0};
	size_t i;

	er_buf_adds(&page, "---\ntitle: x\n---\n");
	for (i = 0; i < 10000; i++)
		er_buf_adds(&page, "> ");
	ck_assert_ptr_null(role_read("x", page.p, page.n, &diags));
	er_diags_free(&diags);
	er_buf_free(&page);
}
END_TEST

/* ---- documents by hand --------------------------------------------------- */

static struct doc_bound
whole(int64_t i)
{
	return (struct doc_bound){BOOK_INTEGER, i, (double)i};
}

static struct doc_bound
real(double d)
{
	return (struct doc_bound){BOOK_REAL, 0, d};
}

static const struct doc_bound nothing = {BOOK_NULL, 0, 0};

static struct doc_data *
new_data(enum role_kind kind, size_t columns, ...)
{
	struct doc_data *data = er_xcalloc(1, sizeof *data);
	va_list ap;
	size_t c;

	data->kind = kind;
	data->by = SIZE_MAX;
	data->ncolumns = columns;
	data->columns = er_xcalloc(columns, sizeof *data->columns);
	va_start(ap, columns);
	for (c = 0; c < columns; c++) {
		data->columns[c].label = er_xstrdup(va_arg(ap, char *));
		data->columns[c].name = er_xstrdup(data->columns[c].label);
		data->columns[c].type = (enum doc_type)va_arg(ap, int);
		data->columns[c].decimals = -1;
		data->columns[c].grouped = true;
	}
	va_end(ap);
	return data;
}

static struct doc_value *
add_row(struct doc_data *data, const char *label)
{
	data->rows = er_grow(data->rows, data->nrows, &data->cap,
	    sizeof *data->rows);
	data->rows[data->nrows] = (struct doc_row){0};
	data->rows[data->nrows].cells = er_xcalloc(data->ncolumns,
	    sizeof *data->rows[0].cells);
	data->rows[data->nrows].cells[0].text = er_xstrdup(label);
	data->rows[data->nrows].cells[0].bare = er_xstrdup(label);
	return data->rows[data->nrows++].cells;
}

static void
add_quantity(struct doc_data *data, const char *label, struct doc_bound low,
    struct doc_bound high, const char *currency, const char *state)
{
	struct doc_value *cells = add_row(data, label);

	cells[1].low = low;
	cells[1].high = high;
	snprintf(cells[1].currency, sizeof cells[1].currency, "%s", currency);
	if (state != NULL)
		cells[1].state = er_xstrdup(state);
}

/* How one quantity is written. */
static void
reads(enum doc_type type, struct doc_bound low, struct doc_bound high,
    const char *currency, const char *state, const char *expected)
{
	struct doc_data *data = new_data(ROLE_TABLE, 2, "a", DOC_WORDS, "b",
	    type);

	add_quantity(data, "x", low, high, currency, state);
	doc_data_format(data);
	ck_assert_str_eq(data->rows[0].cells[1].text, expected);
	doc_data_free(data);
}

START_TEST(figure_money_is_whole_in_ranges_and_exact_alone)
{
	reads(DOC_MONEY, whole(700000), whole(900000), "USD", NULL,
	    "USD 7,000 to 9,000");
	reads(DOC_MONEY, whole(700099), whole(900001), "USD", NULL,
	    "USD 7,000 to 9,001");
	reads(DOC_MONEY, whole(-700001), whole(-600099), "USD", NULL,
	    "USD -7,001 to -6,000");
	reads(DOC_MONEY, whole(700050), whole(700050), "USD", NULL,
	    "USD 7,000.50");
	reads(DOC_MONEY, whole(23000), whole(23000), "USD", NULL, "USD 230");
	reads(DOC_MONEY, whole(150), whole(275), "USD", NULL,
	    "USD 1.50 to 2.75");
	reads(DOC_MONEY, whole(7000), whole(9000), "JPY", NULL,
	    "JPY 7,000 to 9,000");
}
END_TEST

START_TEST(figure_says_a_missing_bound_in_words)
{
	reads(DOC_NUMBER, real(5.1), nothing, "", NULL, "5.1 or more");
	reads(DOC_NUMBER, nothing, whole(9), "", NULL, "9 at most");
	reads(DOC_NUMBER, whole(6), nothing, "", "or-never", "6, or never");
	reads(DOC_NUMBER, nothing, nothing, "", "never", "never");
	reads(DOC_NUMBER, nothing, nothing, "", "not", "not burning");
	reads(DOC_NUMBER, nothing, nothing, "", "on-hold", "on hold");
	reads(DOC_MONEY, whole(300050), nothing, "USD", NULL,
	    "USD 3,000 or more");
}
END_TEST

START_TEST(figure_rounds_outward_and_halves_away_from_zero)
{
	reads(DOC_NUMBER, real(1.001), real(2.001), "", NULL, "1.00 to 2.01");
	reads(DOC_NUMBER, real(-1.001), real(2.0), "", NULL, "-1.01 to 2.00");
	reads(DOC_NUMBER, real(2.675), real(2.675), "", NULL, "2.68");
	reads(DOC_NUMBER, real(-2.675), real(-2.675), "", NULL, "-2.68");
	reads(DOC_NUMBER, real(3.0), real(3.0), "", NULL, "3");
	reads(DOC_PERCENT, real(0.15), real(0.15), "", NULL, "15 %");
	reads(DOC_PERCENT, real(0.4775), real(0.4775), "", NULL, "47.8 %");
	reads(DOC_PERCENT, real(0.1), real(0.29), "", NULL, "10 to 29 %");
	reads(DOC_NUMBER, whole(INT64_MIN), whole(INT64_MIN), "", NULL,
	    "-9,223,372,036,854,775,808");
	reads(DOC_NUMBER, real(1e300), real(1e300), "", NULL, "1e+300");
}
END_TEST

START_TEST(figure_currencies_are_never_put_in_one_heading)
{
	struct doc_data *data = new_data(ROLE_TABLE, 2, "a", DOC_WORDS,
	    "Cost", DOC_MONEY);
	char *heading;

	add_quantity(data, "x", whole(100000), whole(100000), "USD", NULL);
	doc_data_format(data);
	heading = doc_heading(&data->columns[1]);
	ck_assert_str_eq(heading, "Cost (USD)");
	free(heading);
	add_quantity(data, "y", whole(100000), whole(100000), "EUR", NULL);
	doc_data_format(data);
	ck_assert_str_eq(data->columns[1].unit, "");
	ck_assert_str_eq(doc_cell(&data->columns[1],
	    &data->rows[1].cells[1]), "EUR 1,000");
	doc_data_free(data);
}
END_TEST

/* ---- text ---------------------------------------------------------------- */

static void
wraps(const char *text, size_t width, const char *expected)
{
	struct text_lines lines = {0};
	struct er_buf b = {0};
	size_t i;

	text_wrap(text, strlen(text), width, &lines);
	for (i = 0; i < lines.n; i++) {
		er_buf_adds(&b, i > 0 ? "|" : "");
		er_buf_add(&b, lines.list[i].p, lines.list[i].n);
	}
	ck_assert_str_eq(b.p != NULL ? b.p : "", expected);
	free(lines.list);
	er_buf_free(&b);
}

START_TEST(wrap_breaks_between_words_and_inside_what_is_too_wide)
{
	wraps("", 10, "");
	wraps("one two", 7, "one two");
	wraps("one two", 6, "one|two");
	wraps("one  two three", 8, "one  two|three");
	wraps("abcdefghij", 4, "abcd|efgh|ij");
	wraps("a\nb", 10, "a|b");
	wraps("a\n\nb", 10, "a||b");
	/* wide characters take two columns and may be parted */
	wraps("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4,
	    "\xe6\x97\xa5\xe6\x9c\xac|\xe8\xaa\x9e");
	/* even where there is no room for one */
	wraps("\xe6\x97\xa5\xe6\x9c\xac", 1, "\xe6\x97\xa5|\xe6\x9c\xac");
	/* a combining accent stays with its letter */
	wraps("ae\xcc\x81z", 2, "ae\xcc\x81|z");
}
END_TEST

START_TEST(clean_leaves_nothing_that_acts)
{
	static const char dirty[] = "a\x1b[31m\x07\r\nb\tc\xc2\x9b"
	    "\xe2\x80\xae" "d\xff\xe2\x80\xa8";
	char *text = doc_clean(dirty, sizeof dirty - 1, false);

	ck_assert_str_eq(text, "a?[31m? b c??d??");
	free(text);
	text = doc_clean("a\nb", 3, true);
	ck_assert_str_eq(text, "a\nb");
	free(text);
}
END_TEST

static char *
render(enum role_kind kind, struct doc_data *data, size_t width)
{
	static char name[] = "n";
	struct doc_node node = {.kind = DOC_DATA, .data = data,
	    .tight = true};
	struct doc doc = {.title = name, .organisation = name,
	    .period = name, .as_of = name, .nodes = &node, .n = 1,
	    .sources = name + 1};
	const struct doc_look look = {.width = width};
	struct er_buf out = {0};
	char *text;

	data->kind = kind;
	text_render(&doc, &look, &out);
	text = er_xstrdup(strchr(out.p, '\n') + 1);
	er_buf_free(&out);
	return text;
}

/* No line is wider than the page, and no text ends in a blank. */
static void
fits(const char *text, size_t width)
{
	size_t n;

	for (; *text != '\0'; text += n + 1) {
		n = strcspn(text, "\n");
		ck_assert_uint_le(text_width(text, n), width);
		ck_assert(n == 0 || text[n - 1] != ' ');
	}
}

START_TEST(table_wraps_the_widest_text)
{
	struct doc_data *data = new_data(ROLE_TABLE, 3, "What", DOC_WORDS,
	    "Cost", DOC_NUMBER, "Why", DOC_WORDS);
	char *text;

	add_quantity(data, "Short", whole(1200), whole(1200), "", NULL);
	data->rows[0].cells[2].text = er_xstrdup("because it has been so "
	    "for many years");
	data->rows[0].cells[2].bare = er_xstrdup(data->rows[0].cells[2].text);
	doc_data_format(data);
	text = render(ROLE_TABLE, data, 40);
	ck_assert_str_eq(text,
	    "What    Cost  Why\n"
	    "----------------------------------------\n"
	    "Short  1,200  because it has been so for\n"
	    "              many years\n");
	free(text);
	doc_data_free(data);
}
END_TEST

START_TEST(table_of_label_and_figure_has_leaders)
{
	struct doc_data *data = new_data(ROLE_TABLE, 2, "Item", DOC_WORDS,
	    "Burn", DOC_MONEY);
	char *text;

	add_quantity(data, "All four entities", whole(700000), whole(900000),
	    "USD", NULL);
	add_quantity(data, "One", whole(50000), whole(50000), "USD", NULL);
	doc_data_format(data);
	text = render(ROLE_TABLE, data, 72);
	ck_assert_str_eq(text,
	    "Item                   Burn (USD)\n"
	    "---------------------------------\n"
	    "All four entities  7,000 to 9,000\n"
	    "One .............             500\n");
	free(text);
	doc_data_free(data);
}
END_TEST

START_TEST(table_that_cannot_fit_becomes_labels_and_values)
{
	struct doc_data *data = new_data(ROLE_TABLE, 2, "Item", DOC_WORDS,
	    "A very_long_heading_that_is_not_broken_by_anything", DOC_NUMBER);
	char *text;

	add_quantity(data, "x", whole(1), whole(1), "", NULL);
	doc_data_format(data);
	text = render(ROLE_TABLE, data, 40);
	ck_assert_ptr_nonnull(strstr(text, "Item"));
	fits(text, 40);
	free(text);
	doc_data_free(data);
}
END_TEST

START_TEST(bars_have_their_figure_beside_them)
{
	struct doc_data *data = new_data(ROLE_BARS, 2, "a", DOC_WORDS,
	    "Burn", DOC_NUMBER);
	char *text;

	add_quantity(data, "One", whole(10), whole(10), "", NULL);
	add_quantity(data, "Two", whole(5), whole(5), "", NULL);
	add_quantity(data, "No", whole(0), whole(0), "", NULL);
	doc_data_format(data);
	text = render(ROLE_BARS, data, 40);
	ck_assert_str_eq(text,
	    "One  ###############################  10\n"
	    "Two  ################                  5\n"
	    "No                                     0\n"
	    "Burn\n");
	free(text);
	doc_data_free(data);
}
END_TEST

START_TEST(bars_show_where_a_range_lies)
{
	struct doc_data *data = new_data(ROLE_BARS, 2, "a", DOC_WORDS,
	    "Burn", DOC_NUMBER);
	char *text;

	add_quantity(data, "One", whole(50), whole(100), "", NULL);
	add_quantity(data, "Two", whole(0), whole(50), "", NULL);
	add_quantity(data, "Oh", nothing, nothing, "", "never");
	doc_data_format(data);
	text = render(ROLE_BARS, data, 40);
	ck_assert_str_eq(text,
	    "One  [-----------===========]  50 to 100\n"
	    "Two  [============----------]    0 to 50\n"
	    "Oh   [                      ]      never\n"
	    "Burn; the bars' scale is 0 to 100\n");
	free(text);
	doc_data_free(data);
}
END_TEST

START_TEST(bars_scale_holds_what_it_measures)
{
	struct doc_data *data = new_data(ROLE_BARS, 2, "a", DOC_WORDS,
	    "Burn", DOC_MONEY);
	char *text;

	add_quantity(data, "One", whole(-12010), whole(467610), "USD", NULL);
	add_quantity(data, "Two", whole(5000), whole(5000), "USD", NULL);
	doc_data_format(data);
	text = render(ROLE_BARS, data, 60);
	ck_assert_ptr_nonnull(strstr(text, "-121 to 4,677\n"));
	ck_assert_ptr_nonnull(strstr(text, "scale is -121 to 4,677, with"));
	free(text);
	doc_data_free(data);
}
END_TEST

START_TEST(status_line_never_wraps)
{
	static char longest[] = "An organisation with a very long name, which "
	    "has more words than a line has room for";
	static char title[] = "CFO report", period[] = "2026-10";
	static char day[] = "2026-11-05", none[] = "";
	struct doc doc = {.title = title, .organisation = longest,
	    .period = period, .as_of = day, .sources = none};
	struct er_buf out = {0};

	text_render(&doc, &(struct doc_look){.width = 72}, &out);
	ck_assert_str_eq(out.p, "An organisatio... - CFO report - 2026-10 "
	    "(as of 2026-11-05)  DATA: FRESH\n"
	    "An organisation with a very long name, which has more words than "
	    "a line\nhas room for\n");
	er_buf_trim(&out, 0);
	doc.title = longest;
	doc.stale = true;
	text_render(&doc, &(struct doc_look){.width = 40}, &out);
	ck_assert_ptr_nonnull(strstr(out.p, "2026-10 (as of 2026-11-05)"));
	ck_assert_ptr_nonnull(strstr(out.p, "  DATA: STALE\n"));
	fits(out.p, 41);
	er_buf_free(&out);
}
END_TEST

START_TEST(sources_are_put_together_by_file)
{
	struct doc_sources sources = {0};
	struct er_buf out = {0};
	struct text t = {.out = &out, .width = 72};
	char *text;

	doc_sources_add(&sources, "b.rec:10\nb.rec:2\na.csv:4");
	doc_sources_add(&sources, "a.csv:3\na.csv:5\na.csv:3");
	doc_sources_add(&sources, "x.db:table:7");
	doc_sources_add(&sources, "c.csv:2-147\nc.csv:20\nc.csv:148");
	doc_sources_add(&sources, NULL);
	text = doc_sources_text(&sources);
	ck_assert_str_eq(text, "a.csv:3\na.csv:4\na.csv:5\nb.rec:2\n"
	    "b.rec:10\nc.csv:2-147\nc.csv:20\nc.csv:148\nx.db:table:7\n");
	text_sources(&t, text);
	ck_assert_str_eq(out.p, "a.csv: 3-5\nb.rec: 2, 10\n"
	    "c.csv: 2-148\nx.db:table: 7\n");
	er_buf_free(&out);
	free(text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");

	tcase_add_test(t, role_read_finds_blocks_queries_and_citations);
	tcase_add_test(t, role_read_tells_faults_at_their_place);
	tcase_add_test(t, role_read_suggests_the_nearest_kind);
	tcase_add_test(t, role_read_refuses_two_queries_of_one_name);
	tcase_add_test(t, role_read_does_not_take_deep_nesting);
	tcase_add_test(t, figure_money_is_whole_in_ranges_and_exact_alone);
	tcase_add_test(t, figure_says_a_missing_bound_in_words);
	tcase_add_test(t, figure_rounds_outward_and_halves_away_from_zero);
	tcase_add_test(t, figure_currencies_are_never_put_in_one_heading);
	tcase_add_test(t,
	    wrap_breaks_between_words_and_inside_what_is_too_wide);
	tcase_add_test(t, clean_leaves_nothing_that_acts);
	tcase_add_test(t, table_wraps_the_widest_text);
	tcase_add_test(t, table_of_label_and_figure_has_leaders);
	tcase_add_test(t, table_that_cannot_fit_becomes_labels_and_values);
	tcase_add_test(t, bars_have_their_figure_beside_them);
	tcase_add_test(t, bars_show_where_a_range_lies);
	tcase_add_test(t, bars_scale_holds_what_it_measures);
	tcase_add_test(t, status_line_never_wraps);
	tcase_add_test(t, sources_are_put_together_by_file);
	suite_add_tcase(s, t);
	return unit_run(s);
}
