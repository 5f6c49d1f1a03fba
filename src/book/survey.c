/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first pass: which types and fields there are. Descriptors may stand
 * anywhere in a book, so all are read before the first record is judged.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { SHOWN = 60 };

/* The type that the name of a CSV file or of a table means. */
static void
settle_name(const struct book_schema *schema, struct book_input *input)
{
	struct er_slice name = { input->type, strlen(input->type) };
	size_t i;

	input->foreign = true;

	for (i = 0; i < schema->n; i++)
		if (er_slice_is_nocase(name, schema->types[i]->table)) {
			free(input->type);
			input->type = er_xstrdup(schema->types[i]->name);
			input->foreign = !schema->types[i]->shipped;
			input->keyed = schema->types[i]->key != SIZE_MAX;
			return;
		}
}

/* A type without %allowed takes whatever fields its records have. */
static void
learn_fields(const struct book_input *input, struct book_rectype *type,
    const struct rec_record *record)
{
	struct book_field *field;
	size_t i;

	type->surveyed++;
	for (i = 0; i < record->n; i++) {
		field = book_input_field(input, type, record->fields[i].name);
		if (field == NULL && !type->closed)
			field = book_field_make(type, record->fields[i].name);
		if (field == NULL)
			continue;
		field->array |= !field->once && field->seen == type->surveyed;
		field->seen = type->surveyed;
	}
}

/* What one pass over an input does with a record. */
typedef void visit(struct book_schema *schema, struct book_input *input,
    const struct rec_record *record, struct er_diags *diags);

/* Faults of the reader are left to the last pass. */
static void
each_record(struct book_schema *schema, struct book_input *input,
    visit *visit_record, struct er_diags *diags)
{
	struct er_diags later = {0};
	struct book_reader *reader = book_reader_open(input, false, &later);
	struct rec_record record;

	while (book_reader_next(reader, &record) == 1)
		visit_record(schema, input, &record, diags);
	book_reader_close(reader);
	er_diags_free(&later);
}

/* Takes descriptors in, and sees which further passes the input needs. */
static void
learn_types(struct book_schema *schema, struct book_input *input,
    const struct rec_record *record, struct er_diags *diags)
{
	const struct book_rectype *type;

	if (record->descriptor) {
		book_schema_add(schema, record, input->file.name, false, diags);
		return;
	}
	if (record->type.p == input->last.p && record->type.n == input->last.n)
		return;
	input->last = record->type;
	type = book_type_find(schema, record->type);
	input->foreign |= type == NULL || !type->shipped;
	input->keyed |= type == NULL || type->key != SIZE_MAX;
}

static void
learn_record(struct book_schema *schema, struct book_input *input,
    const struct rec_record *record, struct er_diags *diags)
{
	struct book_rectype *type;

	(void)diags;
	if (record->descriptor || record->type.n == 0)
		return;
	type = book_type_make(schema, record->type, input->file.name,
	    record->line);
	if (!type->shipped)
		learn_fields(input, type, record);
}

/* So has a CSV file, and each column even when all its cells are empty. */
static void
learn_header(struct book_schema *schema, const struct book_input *input)
{
	struct er_slice name = { input->type, strlen(input->type) };
	const struct er_slice *names;
	struct er_diags later = {0};
	struct book_rectype *type;
	struct rec_reader *reader;
	size_t i, n;

	reader = rec_open_csv(input->file.name, input->file.p, input->file.n,
	    input->type, &later);
	n = rec_names(reader, &names);
	if (n > 0) {
		type = book_type_make(schema, name, input->file.name, 1);
		for (i = 0; i < n && !type->closed && !type->shipped; i++)
			if (book_field_find_loose(type, names[i]) == NULL)
				book_field_make(type, names[i]);
	}
	rec_close(reader);
	er_diags_free(&later);
}

/* A table of the user's own has its columns even when it has no row. */
static void
learn_table(struct book_schema *schema, const struct book_input *input)
{
	struct er_slice name = { input->type, strlen(input->type) };
	struct er_diags later = {0};
	struct book_rectype *type;
	struct book_field *field;
	struct book_rows *rows;
	const char *affinity;
	size_t i;

	type = book_type_make(schema, name, input->file.name, 0);
	type->declared = true;		/* by its CREATE TABLE */
	rows = book_rows_open(input, false, &later);
	book_rows_learn(rows);
	for (i = 0; book_rows_column(rows, i, &name, &affinity); i++) {
		field = book_field_find_loose(type, name);
		if (field == NULL && !type->closed) {
			field = book_field_make(type, name);
			field->affinity = affinity;
		}
	}
	book_rows_close(rows);
	er_diags_free(&later);
}

/* A type that nobody described and that looks like a shipped one. */
static void
judge_type(const struct book_schema *schema, const struct book_rectype *type,
    struct er_diags *diags)
{
	struct er_buf name = {0};
	const char *near;

	if (type->shipped || type->declared)
		return;
	near = book_type_near(schema, type->name);
	if (near == NULL)
		return;
	er_buf_addclean(&name, type->name, strlen(type->name), SHOWN);
	/* TRANSLATORS: a record type and the one it may be meant for */
	er_diag_add(diags, ER_ERROR, type->file, type->line, 0, "book-type",
	    _("there is no record type '%s'; did you mean '%s'? (If not, say "
	    "in a descriptor what its fields are.)"), name.p, near);
	er_buf_free(&name);
}

void
book_names_judge(const struct book_schema *schema,
    const struct book_views *views, struct er_diags *diags)
{
	const struct book_rectype *type;
	size_t i;

	for (i = 0; i < schema->n; i++) {
		type = schema->types[i];
		if (book_views_find(views, (struct er_slice){ type->table,
		    strlen(type->table) }) != NULL)
			er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
			    "book-table", _("records of type %s cannot be a "
			    "table: the finance view has that name"),
			    type->name);
	}
}

/* Limits that no honest book meets. */
static void
judge_number(const struct book_schema *schema, struct er_diags *diags)
{
	const struct book_rectype *type = NULL;
	size_t i;

	for (i = 0; i < schema->n; i++) {
		type = schema->types[i];
		if (type->overfull)
			er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
			    "book-schema", _("records of one type have more "
			    "than %d fields"), BOOK_FIELDS_MAX);
	}
	if (schema->overfull)
		er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
		    "book-schema", _("the book has more than %d record types"),
		    BOOK_TYPES_MAX);
}

static void
settle_references(const struct book_schema *schema, struct book_rectype *type,
    struct er_diags *diags)
{
	const struct book_domain *domain;
	const struct book_rectype *target;
	size_t i;

	for (i = 0; i < type->n; i++) {
		domain = &type->fields[i].domain;
		if (domain->kind != KIND_REFERENCE)
			continue;
		target = book_type_find(schema, (struct er_slice){
		    domain->target, strlen(domain->target) });
		if (target != NULL && target->key != SIZE_MAX)
			type->fields[i].target = target;
		else
			/* TRANSLATORS: type, field, type referred to */
			er_diag_add(diags, ER_ERROR, type->file, type->line, 0,
			    "book-schema", _("%s.%s refers to records of type "
			    "%s, which has no %%key"), type->name,
			    type->fields[i].name, domain->target);
	}
}

/* Spans of dates in the shipped types. */
static const struct {
	const char *first, *last;
} orders[BOOK_ORDERS] = {
	{ "From", "Until" }, { "Start", "End" }, { "Arrive", "Depart" },
	{ "Opened", "Closed" },
};

static size_t
find_date(const struct book_rectype *type, const char *name)
{
	const struct book_field *field = book_field_find(type,
	    (struct er_slice){ name, strlen(name) });

	return field == NULL || field->domain.kind != KIND_DATE ? SIZE_MAX :
	    (size_t)(field - type->fields);
}

static void
settle_orders(struct book_rectype *type)
{
	size_t i, first, last;

	for (i = 0; type->shipped && i < BOOK_ORDERS; i++) {
		first = find_date(type, orders[i].first);
		last = find_date(type, orders[i].last);
		if (first == SIZE_MAX || last == SIZE_MAX)
			continue;
		type->orders[type->norders][0] = first;
		type->orders[type->norders++][1] = last;
	}
}

void
book_survey(struct book_schema *schema, struct book_inputs *inputs,
    struct er_diags *diags)
{
	struct book_input *input;
	size_t i;

	for (i = 0; i < inputs->n; i++)
		if (inputs->list[i].format == FORMAT_REC)
			each_record(schema, &inputs->list[i], learn_types,
			    diags);
	for (i = 0; i < inputs->n; i++) {
		input = &inputs->list[i];
		if (input->format != FORMAT_REC)
			settle_name(schema, input);
		if (input->foreign && input->format == FORMAT_CSV)
			learn_header(schema, input);
		if (input->foreign && input->format == FORMAT_DATABASE)
			learn_table(schema, input);
		else if (input->foreign)
			each_record(schema, input, learn_record, diags);
	}
	judge_number(schema, diags);
	for (i = 0; i < schema->n; i++) {
		judge_type(schema, schema->types[i], diags);
		settle_references(schema, schema->types[i], diags);
		settle_orders(schema->types[i]);
		book_age_settle(schema->types[i], diags);
		book_constraints_settle(schema->types[i]);
	}
}
