/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first line of a query: ```sql KIND NAME OPTION... It is read from the
 * page itself, not from what libcmark makes of it, so that no entity or
 * backslash in it is taken for markup and each fault has its column.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/role.h"

/* Where a fault is told. */
struct place {
	const char *file;
	size_t number;
	struct er_slice line;
	struct er_diags *diags;
};

static const char *const kinds[ROLE_KINDS] = {
	[ROLE_VALUES] = "values", [ROLE_TABLE] = "table",
	[ROLE_LIST] = "list", [ROLE_FACTS] = "facts", [ROLE_BARS] = "bars",
	[ROLE_SPARK] = "spark", [ROLE_TEXT] = "text",
	[ROLE_REQUIRE] = "require"
};

/* From BY on they say how rows are shown. */
enum option { MONEY, NUMBER, PERCENT, DATE, BY, EMPTY, OMIT_EMPTY, NOPTIONS };

static const char *const options[NOPTIONS] = {
	[MONEY] = "money", [NUMBER] = "number", [PERCENT] = "percent",
	[DATE] = "date", [BY] = "by", [EMPTY] = "empty",
	[OMIT_EMPTY] = "omit-empty"
};

const char *
role_kind_name(enum role_kind kind)
{
	return kinds[kind];
}

static size_t
column_of(const struct place *place, const char *p)
{
	return (size_t)(p - place->line.p) + 1;
}

/* What the table has, after a word that is not in it. */
static void
note_known(const struct place *place, struct er_slice word,
    const char *const *table, size_t n)
{
	struct role_names names = {0};
	char *name = er_xstrndup(word.p, word.n);
	size_t i;

	for (i = 0; i < n; i++)
		role_names_add(&names, table[i]);
	role_names_note(&names, name, place->file, place->number,
	    column_of(place, word.p), place->diags);
	role_names_free(&names);
	free(name);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word; a quoted part may hold blanks. False at the end. */
static bool
next_word(struct er_slice *rest, struct er_slice *word)
{
	bool quoted = false;

	while (rest->n > 0 && is_blank(rest->p[0]))
		rest->p++, rest->n--;
	word->p = rest->p;
	while (rest->n > 0 && (quoted || !is_blank(rest->p[0]))) {
		if (rest->p[0] == '"')
			quoted = !quoted;
		rest->p++, rest->n--;
	}
	word->n = (size_t)(rest->p - word->p);
	return word->n > 0;
}

/* What follows the fence characters. */
static struct er_slice
after_fence(struct er_slice line)
{
	struct er_slice rest = er_slice_trim(line);
	char fence = rest.n > 0 ? rest.p[0] : ' ';

	while (rest.n > 0 && rest.p[0] == fence)
		rest.p++, rest.n--;
	return rest;
}

bool
role_is_query(struct er_slice line)
{
	struct er_slice rest = after_fence(line), word;

	return next_word(&rest, &word) && er_slice_is(word, "sql");
}

/* Index of word in table, or n. */
static size_t
look_up(struct er_slice word, const char *const *table, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (er_slice_is(word, table[i]))
			break;
	}
	return i;
}

static struct er_slice
unquoted(struct er_slice text)
{
	if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"') {
		text.p++;
		text.n -= 2;
	}
	return text;
}

/* One column of a list, perhaps with :DECIMALS. */
static void
add_column(const struct place *place, struct role_query *query,
    enum role_type type, struct er_slice name)
{
	struct role_column *column;
	int decimals = -1;

	name = er_slice_trim(name);
	if (name.n > 2 && name.p[name.n - 2] == ':' &&
	    name.p[name.n - 1] >= '0' && name.p[name.n - 1] <= '9') {
		decimals = name.p[name.n - 1] - '0';
		name.n -= 2;
	}
	name = unquoted(name);
	query->columns = er_grow(query->columns, query->n, &query->cap,
	    sizeof *query->columns);
	column = &query->columns[query->n++];
	column->name = er_xstrndup(name.p, name.n);
	column->type = type;
	column->decimals = decimals;
	column->at = column_of(place, name.p);
}

/* Names separated by commas; one with a comma or blank in it is quoted. */
static void
add_columns(const struct place *place, struct role_query *query,
    enum role_type type, struct er_slice value)
{
	struct er_slice name = {value.p, 0};
	bool quoted = false;
	size_t i;

	for (i = 0; i <= value.n; i++) {
		if (i < value.n && value.p[i] == '"')
			quoted = !quoted;
		if (i < value.n && (quoted || value.p[i] != ',')) {
			name.n++;
			continue;
		}
		add_column(place, query, type, name);
		name.p = value.p + i + 1;
		name.n = 0;
	}
}

static bool
is_closed(struct er_slice text)
{
	bool closed = true;
	size_t i;

	for (i = 0; i < text.n; i++)
		closed = closed != (text.p[i] == '"');
	return closed;
}

static void
complain(const struct place *place, const char *p, const char *text)
{
	er_diag_add(place->diags, ER_ERROR, place->file, place->number,
	    column_of(place, p), NULL, "%s", text);
}

/* Is the option one of this kind of query, and its value as it should be? */
static bool
check_option(const struct place *place, const struct role_query *query,
    enum option option, struct er_slice word, struct er_slice value)
{
	bool shown = query->kind != ROLE_VALUES && query->kind != ROLE_REQUIRE;
	bool bare = option == OMIT_EMPTY;

	if (option >= BY && !shown)
		complain(place, word.p,
		    _("this option is for queries that are shown"));
	else if (!is_closed(value))
		complain(place, value.p, _("the quotation is not closed"));
	else if (bare && value.n > 0)
		complain(place, word.p, _("this option takes no value"));
	else if (!bare && unquoted(value).n == 0)
		complain(place, word.p, _("this option needs a value"));
	else
		return true;
	return false;
}

static void
apply_option(const struct place *place, struct role_query *query,
    enum option option, struct er_slice value)
{
	struct er_slice text = unquoted(value);

	switch (option) {
	case MONEY:
		add_columns(place, query, ROLE_MONEY, value);
		break;
	case NUMBER:
		add_columns(place, query, ROLE_NUMBER, value);
		break;
	case PERCENT:
		add_columns(place, query, ROLE_PERCENT, value);
		break;
	case DATE:
		add_columns(place, query, ROLE_DATE, value);
		break;
	case BY:
		free(query->by);
		query->by = er_xstrndup(text.p, text.n);
		break;
	case EMPTY:
		free(query->empty);
		query->empty = er_xstrndup(text.p, text.n);
		break;
	case OMIT_EMPTY:
		query->omit_empty = true;
		break;
	case NOPTIONS:
		break;
	}
}

/* NAME, NAME=VALUE or NAME="VALUE". */
static bool
read_option(const struct place *place, struct role_query *query,
    struct er_slice word)
{
	const char *equals = memchr(word.p, '=', word.n);
	struct er_slice name = word, value = {word.p + word.n, 0};
	enum option option;

	if (equals != NULL) {
		name.n = (size_t)(equals - word.p);
		value.p = equals + 1;
		value.n = word.n - name.n - 1;
	}
	option = (enum option)look_up(name, options, NOPTIONS);
	if (option == NOPTIONS) {
		er_diag_add(place->diags, ER_ERROR, place->file, place->number,
		    column_of(place, name.p), NULL, _("unknown option '%.*s'"),
		    (int)name.n, name.p);
		note_known(place, name, options, NOPTIONS);
		return false;
	}
	if (!check_option(place, query, option, word, value))
		return false;
	apply_option(place, query, option, value);
	return true;
}

struct role_query *
role_query_read(const char *file, size_t number, struct er_slice line,
    struct er_diags *diags)
{
	struct place place = {file, number, line, diags};
	struct er_slice rest = after_fence(line), word;
	struct role_query *query = er_xcalloc(1, sizeof *query);
	bool good = true;

	next_word(&rest, &word);	/* "sql" */
	query->line = number;
	if (!next_word(&rest, &word)) {
		er_diag_add(diags, ER_ERROR, file, number, 1, NULL,
		    _("the query needs a kind and a name"));
		goto fail;
	}
	query->kind = (enum role_kind)look_up(word, kinds, ROLE_KINDS);
	if (query->kind == ROLE_KINDS) {
		er_diag_add(diags, ER_ERROR, file, number,
		    column_of(&place, word.p), NULL, _("unknown kind '%.*s'"),
		    (int)word.n, word.p);
		note_known(&place, word, kinds, ROLE_KINDS);
		goto fail;
	}
	if (!next_word(&rest, &word) || !role_name_is_valid(word.p, word.n) ||
	    er_slice_is(word, "this")) {
		er_diag_add(diags, ER_ERROR, file, number,
		    column_of(&place, word.p), NULL, _("the query needs a name "
		    "of letters, digits, '-' and '_', other than 'this'"));
		goto fail;
	}
	query->name = er_xstrndup(word.p, word.n);
	while (next_word(&rest, &word))
		good = read_option(&place, query, word) && good;
	if (good)
		return query;
fail:
	role_query_free(query);
	return NULL;
}

void
role_query_free(struct role_query *query)
{
	size_t i;

	if (query == NULL)
		return;
	for (i = 0; i < query->n; i++)
		free(query->columns[i].name);
	free(query->columns);
	free(query->name);
	free(query->sql);
	free(query->by);
	free(query->empty);
	free(query);
}
