/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The record types of a loaded book as rows of two tables, for a compiled one:
 * what is asked of a schema once records are loaded. What is only asked of it
 * to check them is left out.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"
#include "book/store.h"

/* Columns of the tables. */
enum { TYPE_NAME, TYPE_KEY, TYPE_AGED, TYPE_DAYS, TYPE_OWN, TYPE_DATES,
    TYPE_THINGS, TYPE_DOC, TYPE_COLUMNS };
enum { FIELD_TYPE, FIELD_NAME, FIELD_KIND, FIELD_MANDATORY, FIELD_REPEATED,
    FIELD_PROHIBITED, FIELD_AFFINITY, FIELD_TARGET, FIELD_WORDS, FIELD_DOC,
    FIELD_COLUMNS };

struct column {
	const char *name;
	enum store_kind kind;
};

static const struct column type_columns[TYPE_COLUMNS] = {
	[TYPE_NAME] = { "name", STORE_TEXT },
	[TYPE_KEY] = { "key", STORE_INTEGER },
	[TYPE_AGED] = { "aged", STORE_INTEGER },
	[TYPE_DAYS] = { "days", STORE_INTEGER },
	[TYPE_OWN] = { "own", STORE_INTEGER },
	[TYPE_DATES] = { "dates", STORE_TEXT },
	[TYPE_THINGS] = { "things", STORE_TEXT },
	[TYPE_DOC] = { "doc", STORE_TEXT },
};

static const struct column field_columns[FIELD_COLUMNS] = {
	[FIELD_TYPE] = { "type", STORE_INTEGER },
	[FIELD_NAME] = { "name", STORE_TEXT },
	[FIELD_KIND] = { "kind", STORE_TEXT },
	[FIELD_MANDATORY] = { "mandatory", STORE_INTEGER },
	[FIELD_REPEATED] = { "repeated", STORE_INTEGER },
	[FIELD_PROHIBITED] = { "prohibited", STORE_INTEGER },
	[FIELD_AFFINITY] = { "affinity", STORE_TEXT },
	[FIELD_TARGET] = { "target", STORE_TEXT },
	[FIELD_WORDS] = { "words", STORE_TEXT },
	[FIELD_DOC] = { "doc", STORE_TEXT },
};

/* Names that stay when the enum is put in another order. */
static const char *const kinds[] = {
	[KIND_TEXT] = "text", [KIND_LINE] = "line", [KIND_INTEGER] = "integer",
	[KIND_RANGE] = "range", [KIND_REAL] = "real", [KIND_COUNT] = "count",
	[KIND_NUMBER] = "number", [KIND_BOOL] = "bool", [KIND_ENUM] = "enum",
	[KIND_DATE] = "date", [KIND_MONTH] = "month",
	[KIND_CURRENCY] = "currency", [KIND_MONEY] = "money",
	[KIND_PERCENT] = "percent",
	[KIND_MONEY_OR_PERCENT] = "money-or-percent",
	[KIND_REGEXP] = "regexp", [KIND_EMAIL] = "email", [KIND_UUID] = "uuid",
	[KIND_SIZE] = "size", [KIND_NAME] = "name",
	[KIND_REFERENCE] = "reference",
};

/* Those that SQLite gives a column; no text is NULL. */
static const char *const affinities[] = {
	"INTEGER", "TEXT", "REAL", "NUMERIC",
};

#define COUNT(table) (sizeof (table) / sizeof *(table))

static struct store *
make_store(const char *name, const struct column *columns, size_t n,
    bool owners)
{
	struct store *s = store_new(name);
	size_t i;

	for (i = 0; i < n; i++)
		store_add_column(s, columns[i].name, columns[i].kind ==
		    STORE_TEXT ? "TEXT" : "INTEGER", columns[i].kind);
	if (owners)
		store_add_column(s, "_owner", "TEXT", STORE_TEXT);
	return s;
}

void
book_catalog_make(struct book_catalog *catalog, bool owners)
{
	catalog->types = make_store("_type", type_columns, TYPE_COLUMNS,
	    owners);
	catalog->fields = make_store("_field", field_columns, FIELD_COLUMNS,
	    owners);
}

void
book_catalog_free(struct book_catalog *catalog)
{
	store_free(catalog->types);
	store_free(catalog->fields);
}

/* ---- from a schema ------------------------------------------------------- */

static void
put_text(struct store *s, size_t column, const char *text)
{
	if (text != NULL)
		store_set_text(s, column, text, strlen(text));
}

/* "3 0", or nothing. */
static void
put_indices(struct store *s, size_t column, const size_t *list, size_t n)
{
	struct er_buf text = {0};
	size_t i;

	er_buf_adds(&text, "");
	for (i = 0; i < n; i++)
		er_buf_addf(&text, "%s%zu", i > 0 ? " " : "", list[i]);
	put_text(s, column, text.p);
	er_buf_free(&text);
}

static void
put_index(struct store *s, size_t column, size_t index)
{
	if (index != SIZE_MAX)
		store_set_integer(s, column, (int64_t)index);
}

/* What the words of an enumeration are, or the ends of a range. */
static void
put_words(struct store *s, const struct book_domain *domain)
{
	struct er_buf text = {0};
	size_t i;

	for (i = 0; i < domain->nwords; i++)
		er_buf_addf(&text, "%s%s", i > 0 ? " " : "", domain->words[i]);
	if (domain->kind == KIND_RANGE)
		er_buf_addf(&text, "%lld %lld", (long long)domain->min,
		    (long long)domain->max);
	put_text(s, FIELD_WORDS, text.p);
	er_buf_free(&text);
}

static void
put_field(struct store *s, size_t type, const struct book_field *field)
{
	store_add_row(s, s->name, s->n + 1);
	store_set_integer(s, FIELD_TYPE, (int64_t)type);
	put_text(s, FIELD_NAME, field->name);
	put_text(s, FIELD_KIND, kinds[field->domain.kind]);
	store_set_integer(s, FIELD_MANDATORY, field->mandatory);
	store_set_integer(s, FIELD_REPEATED, field->array);
	store_set_integer(s, FIELD_PROHIBITED, field->prohibited);
	if (field->affinity != NULL)
		put_text(s, FIELD_AFFINITY, field->affinity[0] == '\0' ?
		    "NONE" : field->affinity);
	if (field->target != NULL)
		put_text(s, FIELD_TARGET, field->target->name);
	put_words(s, &field->domain);
	put_text(s, FIELD_DOC, field->doc);
}

void
book_catalog_fill(struct book_catalog *catalog,
    const struct book_schema *schema)
{
	const struct book_rectype *type;
	struct store *s = catalog->types;
	size_t i, k;

	for (i = 0; i < schema->n; i++) {
		type = schema->types[i];
		store_add_row(s, s->name, i + 1);
		put_text(s, TYPE_NAME, type->name);
		put_index(s, TYPE_KEY, type->key);
		store_set_integer(s, TYPE_AGED, type->aged);
		store_set_integer(s, TYPE_DAYS, type->age.days);
		put_index(s, TYPE_OWN, type->age.own);
		put_indices(s, TYPE_DATES, type->age.dates, type->age.ndates);
		put_indices(s, TYPE_THINGS, type->age.things,
		    type->age.nthings);
		put_text(s, TYPE_DOC, type->doc);
		for (k = 0; k < type->n; k++)
			put_field(catalog->fields, i, &type->fields[k]);
	}
}

/* ---- to a schema --------------------------------------------------------- */

/* The place in a list of words, or n. */
static size_t
find_word(const char *const *words, size_t n, struct er_slice word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (words[i] != NULL && er_slice_is(word, words[i]))
			break;
	return i;
}

static int64_t
integer_or(const struct store *s, size_t column, size_t row, int64_t none)
{
	int64_t value;

	return store_integer(s, column, row, &value) ? value : none;
}

static char *
take_text(const struct store *s, size_t column, size_t row)
{
	struct er_slice text = store_text(s, column, row);

	return text.p == NULL ? NULL : er_xstrndup(text.p, text.n);
}

static bool
take_type(struct book_schema *schema, const struct store *s, size_t row)
{
	struct er_slice name = store_text(s, TYPE_NAME, row);
	struct book_rectype *type;
	size_t before = schema->n;

	if (name.p == NULL)
		return false;
	type = book_type_make(schema, name, s->name, row + 1);
	type->key = (size_t)integer_or(s, TYPE_KEY, row, -1);
	type->aged = integer_or(s, TYPE_AGED, row, 0) != 0;
	type->age.days = (long)integer_or(s, TYPE_DAYS, row, -1);
	type->age.own = (size_t)integer_or(s, TYPE_OWN, row, -1);
	if (schema->n > before)
		type->doc = take_text(s, TYPE_DOC, row);
	return schema->n > before;
}

static bool
take_affinity(struct book_field *field, struct er_slice text)
{
	size_t i;

	if (text.p == NULL)
		return true;
	i = find_word(affinities, COUNT(affinities), text);
	field->affinity = i < COUNT(affinities) ? affinities[i] : "";
	return i < COUNT(affinities) || er_slice_is(text, "NONE");
}

static void
take_words(struct book_domain *domain, struct er_slice text)
{
	struct er_slice word;
	size_t cap = 0;

	if (domain->kind == KIND_RANGE) {
		book_integer_parse(book_word_take(&text), &domain->min);
		book_integer_parse(book_word_take(&text), &domain->max);
	} else if (domain->kind == KIND_ENUM) {
		while (word = book_word_take(&text), word.n > 0) {
			domain->words = er_grow(domain->words, domain->nwords,
			    &cap, sizeof *domain->words);
			domain->words[domain->nwords++] =
			    er_xstrndup(word.p, word.n);
		}
	}
}

static bool
take_field(struct book_schema *schema, const struct store *s, size_t row)
{
	struct er_slice name = store_text(s, FIELD_NAME, row);
	struct er_slice target = store_text(s, FIELD_TARGET, row);
	size_t at = (size_t)integer_or(s, FIELD_TYPE, row, -1), before, kind;
	struct book_field *field;

	kind = find_word(kinds, COUNT(kinds), store_text(s, FIELD_KIND, row));
	if (name.p == NULL || at >= schema->n || kind == COUNT(kinds))
		return false;
	before = schema->types[at]->n;
	field = book_field_make(schema->types[at], name);
	field->domain.kind = (enum book_kind)kind;
	field->mandatory = integer_or(s, FIELD_MANDATORY, row, 0) != 0;
	field->array = integer_or(s, FIELD_REPEATED, row, 0) != 0;
	field->prohibited = integer_or(s, FIELD_PROHIBITED, row, 0) != 0;
	field->target = book_type_find(schema, target);
	if (schema->types[at]->n > before) {
		take_words(&field->domain, store_text(s, FIELD_WORDS, row));
		field->doc = take_text(s, FIELD_DOC, row);
	}
	return schema->types[at]->n > before &&
	    (target.p == NULL || field->target != NULL) &&
	    take_affinity(field, store_text(s, FIELD_AFFINITY, row));
}

static bool
is_column(const struct book_rectype *type, size_t field)
{
	return field < type->n && !type->fields[field].prohibited;
}

/* Indices of fields that have a column, n of them at most. */
static bool
take_indices(const struct book_rectype *type, struct er_slice text,
    size_t *list, size_t max, size_t *n)
{
	struct er_slice word;
	int64_t index;

	*n = 0;
	while (word = book_word_take(&text), word.n > 0) {
		if (*n == max || !book_integer_parse(word, &index) ||
		    !is_column(type, (size_t)index))
			return false;
		list[(*n)++] = (size_t)index;
	}
	return true;
}

static bool
settle_type(struct book_rectype *type, const struct store *s, size_t row)
{
	struct book_age *age = &type->age;
	size_t i;

	if ((type->key != SIZE_MAX && !is_column(type, type->key)) ||
	    (age->own != SIZE_MAX && !is_column(type, age->own)) ||
	    (type->aged && age->own == SIZE_MAX))
		return false;
	for (i = 0; i < type->n; i++)
		if (type->fields[i].target != NULL &&
		    type->fields[i].target->key == SIZE_MAX)
			return false;
	return take_indices(type, store_text(s, TYPE_DATES, row), age->dates,
	    BOOK_AGE_DATES, &age->ndates) && take_indices(type, store_text(s,
	    TYPE_THINGS, row), age->things, BOOK_AGE_THINGS, &age->nthings);
}

bool
book_catalog_take(const struct book_catalog *catalog,
    struct book_schema *schema)
{
	const struct store *types = catalog->types, *fields = catalog->fields;
	size_t i;

	for (i = 0; i < types->n; i++)
		if (!take_type(schema, types, i))
			return false;
	for (i = 0; i < fields->n; i++)
		if (!take_field(schema, fields, i))
			return false;
	for (i = 0; i < types->n; i++)
		if (!settle_type(schema->types[i], types, i))
			return false;
	return true;
}
