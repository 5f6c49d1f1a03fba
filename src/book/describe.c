/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a book says of its tables: what each is for, the columns of each field,
 * what they hold and mean.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { DOC_BYTES = 1000 };

/* ---- %doc ---------------------------------------------------------------- */

/* Text on one line; owned. */
static char *
one_line(struct er_slice text)
{
	struct er_buf b = {0};
	struct er_slice word;

	er_buf_adds(&b, "");
	while (word = book_word_take(&text), word.n > 0) {
		er_buf_adds(&b, b.n > 0 ? " " : "");
		er_buf_addclean(&b, word.p, word.n, DOC_BYTES);
	}
	return er_buf_steal(&b);
}

/* The field that text begins with, and a colon, which are taken off; NULL: it
 * is about the type. */
static struct book_field *
take_subject(const struct book_rectype *type, struct er_slice *text)
{
	const char *colon = memchr(text->p, ':', text->n);
	struct book_field *field = NULL;
	size_t n;

	if (colon != NULL) {
		n = (size_t)(colon - text->p);
		field = book_field_find(type, (struct er_slice){text->p, n});
	}
	if (field != NULL) {
		text->p += n + 1;
		text->n -= n + 1;
	}
	return field;
}

void
book_doc_add(struct book_rectype *type, struct er_slice text)
{
	struct book_field *field;
	char **doc;

	text = er_slice_trim(text);
	field = take_subject(type, &text);
	doc = field != NULL ? &field->doc : &type->doc;
	if (*doc == NULL && text.n > 0)
		*doc = one_line(text);
}

/* ---- tables -------------------------------------------------------------- */

bool
book_table_at(const struct book *book, size_t i, struct book_table *table)
{
	const struct book_rectype *type;
	size_t k;

	if (i >= book->schema.n)
		return false;
	type = book->schema.types[i];
	*table = (struct book_table){ .name = type->table, .type = type->name,
	    .doc = type->doc, .nfields = type->n,
	    .max_age = type->age.days };
	for (k = 0; k < type->age.ndates; k++)
		table->dates[k] = type->fields[type->age.dates[k]].column;
	return true;
}

/* What a field of each kind holds, where one word says it. */
static const char *const words[] = {
	[KIND_TEXT] = N_("text"),
	[KIND_LINE] = N_("text of one line"),
	[KIND_INTEGER] = N_("whole number"),
	[KIND_REAL] = N_("number"),
	[KIND_COUNT] = N_("whole number from 0"),
	[KIND_NUMBER] = N_("number"),
	[KIND_BOOL] = N_("0 or 1"),
	[KIND_DATE] = N_("date"),
	[KIND_MONTH] = N_("month"),
	[KIND_CURRENCY] = N_("currency"),
	[KIND_MONEY] = N_("money, in minor units"),
	[KIND_PERCENT] = N_("percentage, as parts of 1"),
	[KIND_MONEY_OR_PERCENT] = N_("money, in minor units, or percentage, as "
	    "parts of 1"),
	[KIND_REGEXP] = N_("text"),
	[KIND_EMAIL] = N_("text"),
	[KIND_UUID] = N_("text"),
	[KIND_SIZE] = N_("text"),
	[KIND_NAME] = N_("text"),
};

static void
add_enum(const struct book_domain *domain, struct er_buf *out)
{
	struct er_buf list = {0};
	size_t i;

	for (i = 0; i < domain->nwords; i++)
		er_buf_addf(&list, "%s%s", i > 0 ? " " : "", domain->words[i]);
	if (domain->nwords == 0)
		er_buf_adds(out, _("a word"));
	else
		/* TRANSLATORS: words that a field may hold */
		er_buf_addf(out, _("one of %s"), list.p);
	er_buf_free(&list);
}

static void
add_kind(const struct book_field *field, struct er_buf *out)
{
	const struct book_domain *domain = &field->domain;
	const struct book_rectype *target = field->target;

	if (domain->kind == KIND_ENUM)
		add_enum(domain, out);
	else if (domain->kind == KIND_RANGE)
		/* TRANSLATORS: two whole numbers */
		er_buf_addf(out, _("%lld to %lld"), (long long)domain->min,
		    (long long)domain->max);
	else if (domain->kind == KIND_REFERENCE && target != NULL)
		/* TRANSLATORS: a table and its column */
		er_buf_addf(out, _("%s.%s of a row"), target->table,
		    target->fields[target->key].column);
	else
		er_buf_adds(out, domain->kind == KIND_REFERENCE ? _("text") :
		    _(words[domain->kind]));
}

bool
book_column_at(const struct book *book, const struct book_table *table,
    size_t i, struct book_column *column, struct er_buf *kind)
{
	const struct book_rectype *type = book_type_find(&book->schema,
	    (struct er_slice){ table->type, strlen(table->type) });
	const struct book_field *field;
	size_t k;

	if (type == NULL || i >= type->n || type->fields[i].prohibited)
		return false;
	field = &type->fields[i];
	*column = (struct book_column){ .name = field->column,
	    .doc = field->doc, .mandatory = field->mandatory };
	for (k = 0; book_field_suffix(field, k) != NULL; k++)
		column->suffixes[k] = book_field_suffix(field, k);
	er_buf_trim(kind, 0);
	if (field->array)
		er_buf_adds(kind, _("JSON array: "));
	add_kind(field, kind);
	return true;
}
