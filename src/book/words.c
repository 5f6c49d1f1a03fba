/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SQL functions by which a query speaks the report's language.
 *
 *     tr(text, ...): the text's translation, the other arguments in the places
 *       of its %s (or %1$s, ...; %% is a percent sign)
 *     ntr(one, many, n, ...): the form for the number n
 *     tr_date(date): a day, month, quarter or year as a sentence has it
 *
 * A line break in a text and the blanks around it are one blank. What comes
 * out is the original and the translation (er_pair_add()), so that a row has
 * the same name in every language, and sorts in the same place.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/functions.h"

enum { ARGS_MAX = 9 };

/* An argument as it stands in the text, on either side. */
struct said {
	char *original, *translation;
};

static void
said_free(struct said *said, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(said[i].original);
		free(said[i].translation);
	}
}

/* Commas between thousands from 10,000 on, as in a column that is not told to
 * be numbers. */
static void
add_integer(struct er_buf *b, sqlite3_int64 value)
{
	char digits[32];
	size_t n, i, sign;

	sqlite3_snprintf(sizeof digits, digits, "%lld", value);
	n = strlen(digits);
	sign = digits[0] == '-';
	for (i = 0; i < n; i++) {
		if (i > sign && (n - i) % 3 == 0 && n - sign > 4)
			er_buf_addc(b, ',');
		er_buf_addc(b, digits[i]);
	}
}

static char *
side_of(const char *p, size_t n, enum er_side side)
{
	struct er_buf b = {0};

	er_pair_take(&b, p, n, side);
	return er_buf_steal(&b);
}

static void
take_argument(sqlite3_value *value, struct said *said)
{
	int type = sqlite3_value_type(value);
	struct er_buf number = {0}, words = {0};
	const char *p;
	size_t n;

	if (type == SQLITE_INTEGER) {
		add_integer(&number, sqlite3_value_int64(value));
	} else if (type == SQLITE_FLOAT) {
		er_buf_addf(&number, "%.10g", sqlite3_value_double(value));
	} else {
		p = (const char *)sqlite3_value_text(value);
		n = (size_t)sqlite3_value_bytes(value);
		said->original = side_of(p != NULL ? p : "", n, ER_ORIGINAL);
		said->translation = side_of(p != NULL ? p : "", n,
		    ER_TRANSLATION);
		return;
	}
	er_number_say(&words, number.p);
	said->original = er_buf_steal(&number);
	said->translation = er_buf_steal(&words);
}

static char *
take_message(sqlite3_value *value)
{
	const char *p = (const char *)sqlite3_value_text(value);
	char *original, *message;

	if (p == NULL)
		return NULL;	/* no memory */
	original = side_of(p, (size_t)sqlite3_value_bytes(value),
	    ER_ORIGINAL);
	message = er_message(original, strlen(original));
	free(original);
	return message;
}

/* Both formats, filled in, are the result. A translation that is used asks for
 * no more than the original does. */
static void
result(sqlite3_context *ctx, const char *original, const char *translation,
    const struct said *said, size_t n)
{
	const char *args[ARGS_MAX] = {0};
	struct er_buf from = {0}, to = {0}, pair = {0};
	size_t i;

	if (er_fill_needs(original) > n) {
		sqlite3_result_error(ctx, _("the text has a %s more than there "
		    "are arguments"), -1);
		return;
	}
	for (i = 0; i < n; i++)
		args[i] = said[i].original;
	er_fill(&from, original, args, n);
	for (i = 0; i < n; i++)
		args[i] = said[i].translation;
	er_fill(&to, translation, args, n);
	er_pair_add(&pair, from.p, er_language_is_set() ? to.p : from.p);
	sqlite3_result_text64(ctx, pair.p, pair.n, SQLITE_TRANSIENT,
	    SQLITE_UTF8);
	er_buf_free(&pair);
	er_buf_free(&to);
	er_buf_free(&from);
}

/* The arguments from that one on; false and NULL when one is NULL. */
static bool
take_arguments(sqlite3_context *ctx, int argc, sqlite3_value **argv,
    int first, struct said *said)
{
	int i;

	if (argc - first > ARGS_MAX) {
		sqlite3_result_error(ctx, _("a text has nine places at most"),
		    -1);
		return false;
	}
	for (i = 0; i < argc; i++)
		if (sqlite3_value_type(argv[i]) == SQLITE_NULL)
			return false;	/* the result is NULL */
	for (i = first; i < argc; i++)
		take_argument(argv[i], &said[i - first]);
	return true;
}

static void
fn_tr(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct said said[ARGS_MAX] = {{0}};
	char *text;

	if (argc < 1) {
		sqlite3_result_error(ctx, _("tr() is of a text"), -1);
		return;
	}
	if (!take_arguments(ctx, argc, argv, 1, said))
		return;
	text = take_message(argv[0]);
	if (text != NULL)
		result(ctx, text, R_(text), said, (size_t)argc - 1);
	free(text);
	said_free(said, (size_t)argc - 1);
}

/* A number that is not whole is more than one. */
static unsigned long
count_of(sqlite3_value *value)
{
	sqlite3_int64 n = sqlite3_value_int64(value);

	if (sqlite3_value_type(value) == SQLITE_FLOAT &&
	    (sqlite3_value_double(value) < (double)n ||
	    sqlite3_value_double(value) > (double)n))
		return n == 1 || n == 0 ? 2 : (unsigned long)n;
	return (unsigned long)(n < 0 ? -n : n);
}

static void
fn_ntr(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	struct said said[ARGS_MAX] = {{0}};
	char *one, *many;
	unsigned long n;

	if (argc < 3) {
		sqlite3_result_error(ctx, _("ntr() is of two texts and a "
		    "number"), -1);
		return;
	}
	if (!take_arguments(ctx, argc, argv, 3, said))
		return;
	one = take_message(argv[0]);
	many = take_message(argv[1]);
	n = count_of(argv[2]);
	if (one != NULL && many != NULL)
		result(ctx, n == 1 ? one : many, R_N(one, many, n), said,
		    (size_t)argc - 3);
	free(many);
	free(one);
	said_free(said, (size_t)argc - 3);
}

static void
fn_date(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	const char *date = (const char *)sqlite3_value_text(argv[0]);
	struct er_buf said = {0}, pair = {0};

	(void)argc;
	if (date == NULL)
		return;
	er_date_say(&said, date);
	er_pair_add(&pair, date, said.p);
	sqlite3_result_text64(ctx, pair.p, pair.n, SQLITE_TRANSIENT,
	    SQLITE_UTF8);
	er_buf_free(&pair);
	er_buf_free(&said);
}

int
book_words_add(sqlite3 *db)
{
	static const struct {
		const char *name;
		int arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "tr", -1, fn_tr }, { "ntr", -1, fn_ntr },
		{ "tr_date", 1, fn_date },
	};
	size_t i;
	int rc = SQLITE_OK;

	for (i = 0; rc == SQLITE_OK &&
	    i < sizeof functions / sizeof *functions; i++)
		rc = sqlite3_create_function_v2(db, functions[i].name,
		    functions[i].arguments, BOOK_PURE, NULL,
		    functions[i].call, NULL, NULL, NULL);
	return rc;
}
