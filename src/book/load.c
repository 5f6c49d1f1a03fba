/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The third pass: each record is checked and becomes a row. Only what belongs
 * to the entities asked for is loaded; all of it is checked.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"
#include "book/store.h"

/* Surroundings of the pass. */
struct loading {
	struct book *book;
	const struct book_settings *settings;
	struct book_schema *schema;
	const struct book_index *index;
	struct book_check check;
	const struct book_input *input;
	struct book_rectype *type;		/* of the last record */
	struct er_buf text, owner;	/* of the row being made */
};

/* ---- rows ---------------------------------------------------------------- */

static void
put_value(struct store *store, const struct book_field *field,
    const struct book_value *v)
{
	size_t at = field->at;

	switch (v->is) {
	case VALUE_NONE:
		break;
	case VALUE_TEXT:
		store_set_text(store, at, v->text.p, v->text.n);
		break;
	case VALUE_INTEGER:
		store_set_integer(store, at, v->integer);
		break;
	case VALUE_REAL:
		store_set_real(store, at, v->real);
		break;
	case VALUE_MONEY:
		store_set_integer(store, at, v->money.low);
		store_set_integer(store, at + 1, v->money.high);
		store_set_text(store, at + 2, v->money.currency,
		    strlen(v->money.currency));
		break;
	case VALUE_PERCENT:
		if (field->domain.kind == KIND_MONEY_OR_PERCENT)
			at += 3;
		store_set_real(store, at, (double)v->low / 1e6);
		store_set_real(store, at + 1, (double)v->high / 1e6);
		break;
	}
}

/* All values of a repeatable field, as a JSON array. */
static void
put_array(struct loading *l, const struct rec_record *record,
    const struct book_field *field)
{
	size_t i;

	er_buf_trim(&l->text, 0);
	for (i = 0; i < record->n; i++) {
		if (book_input_field(l->input, l->type,
		    record->fields[i].name) != field)
			continue;
		er_buf_addc(&l->text, l->text.n == 0 ? '[' : ',');
		er_buf_addjson(&l->text, record->fields[i].value.p,
		    record->fields[i].value.n);
	}
	er_buf_addc(&l->text, ']');
	store_set_text(l->type->store, field->at, l->text.p, l->text.n);
}

/* An empty text is no value: NULL. */
static void
put_fields(struct loading *l, const struct rec_record *record)
{
	const struct book_field *field;
	size_t i;

	for (i = 0; i < l->type->n; i++) {
		field = &l->type->fields[i];
		if (l->check.at[i] == NULL || l->check.at[i]->value.n == 0)
			continue;
		if (field->array)
			put_array(l, record, field);
		else
			put_value(l->type->store, field, &l->check.values[i]);
	}
}

/* The type's Max_Age where the record has none. */
static void
put_max_age(const struct book_rectype *type)
{
	if (type->age.days >= 0 && type->age.own != SIZE_MAX)
		store_set_integer(type->store, type->fields[type->age.own].at,
		    type->age.days);
}

static int
add_row(struct loading *l, const struct rec_record *record,
    struct er_err *err)
{
	if (!store_add_row(l->type->store, l->input->file.name,
	    record->line)) {
		er_fail(err, ER_DATA, _("the book has more than %lu records "
		    "of type %s"), (unsigned long)STORE_ROWS_MAX,
		    l->type->name);
		return -1;
	}
	put_max_age(l->type);
	put_fields(l, record);
	if (l->settings->owners)
		store_set_text(l->type->store, l->type->owner, l->owner.p,
		    l->owner.n);
	l->book->rows++;
	l->type->aged |= l->type->age.own != SIZE_MAX &&
	    (l->type->age.days >= 0 || l->check.at[l->type->age.own] != NULL);
	return 0;
}

/* ---- the pass ------------------------------------------------------------ */

static void
untyped_record(const struct loading *l, const struct rec_record *record)
{
	er_diag_add(l->check.diags, ER_ERROR, l->input->file.name,
	    record->line, 0, "book-type", _("this record has no type; put a "
	    "line such as '%%rec: Expense' and an empty line before it"));
}

/* Of all entities no owner need be known. */
static bool
is_visible(struct loading *l, const struct rec_record *record)
{
	if (l->settings->nentities == 0 && !l->settings->owners)
		return true;
	book_owner_find(&l->owner, l->index, l->input, l->type, record);
	return book_owner_visible((struct er_slice){ l->owner.p, l->owner.n },
	    l->settings);
}

static int
load_record(struct loading *l, const struct rec_record *record,
    struct er_err *err)
{
	bool good;

	if (record->type.n == 0) {
		untyped_record(l, record);
		return 0;
	}
	if (l->type == NULL || !er_slice_is(record->type, l->type->name))
		l->type = book_type_find(l->schema, record->type);
	if (l->type == NULL)
		return 0;	/* a reader's fault changed its mind */
	good = book_check_record(&l->check, l->input, l->type, record);
	if (!good || l->check.diags->errors > 0 || !is_visible(l, record))
		return 0;
	return add_row(l, record, err);
}

static int
load_input(struct loading *l, struct er_err *err)
{
	struct book_reader *reader;
	struct rec_record record;
	int rc = 0;

	reader = book_reader_open(l->input, false, l->check.diags);
	while (rc == 0 && book_reader_next(reader, &record) == 1)
		if (!record.descriptor)
			rc = load_record(l, &record, err);
	book_reader_close(reader);
	return rc;
}

int
book_load(struct book *book, const struct book_settings *settings,
    struct book_schema *schema, const struct book_index *index,
    struct er_diags *diags, struct er_err *err)
{
	struct loading l = { .book = book, .settings = settings,
	    .schema = schema, .index = index };
	const struct book_inputs *inputs = &book->inputs;
	size_t i;
	int rc = 0;

	l.check = (struct book_check){ .schema = schema, .index = index,
	    .diags = diags, .as_of = book_as_of(settings, index) };
	for (i = 0; i < inputs->n && rc == 0; i++) {
		l.input = &inputs->list[i];
		rc = load_input(&l, err);
	}
	if (rc == 0 && settings->npaths > 0)
		book_check_end(&l.check, inputs->n > 0 ?
		    inputs->list[0].file.name : "-");
	book_check_free(&l.check);
	er_buf_free(&l.text);
	er_buf_free(&l.owner);
	return rc;
}
