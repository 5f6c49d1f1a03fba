/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second pass: keys, so that references can be checked, and what a record
 * needs to know of others (its entity, the entity's currency). A hash table
 * with open addressing; nothing is taken out.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { VIA_MAX = 8, SHOWN = 60 };

/* FNV-1a. The space's address begins it, which differs from run to run where
 * addresses are randomised: nobody can prepare keys that collide. */
static size_t
hash(const void *space, struct er_slice value)
{
	uint64_t h = 14695981039346656037u ^ ((uintptr_t)space >> 4);
	size_t i;

	for (i = 0; i < value.n; i++)
		h = (h ^ (unsigned char)value.p[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* The slot where the key is, or where it would go. */
static size_t
probe(const struct book_index *index, const void *space,
    struct er_slice value)
{
	const struct book_key *key;
	size_t at = hash(space, value) & (index->nslots - 1);

	for (; index->slots[at] != 0; at = (at + 1) & (index->nslots - 1)) {
		key = &index->keys[index->slots[at] - 1];
		if (key->space == space && key->value.n == value.n &&
		    memcmp(key->value.p, value.p, value.n) == 0)
			break;
	}
	return at;
}

const struct book_key *
book_index_find(const struct book_index *index, const void *space,
    struct er_slice value)
{
	size_t slot;

	if (index->nslots == 0)
		return NULL;
	slot = index->slots[probe(index, space, value)];
	return slot == 0 ? NULL : &index->keys[slot - 1];
}

static void
enlarge(struct book_index *index)
{
	size_t i;

	index->nslots = index->nslots == 0 ? 256 : index->nslots * 2;
	free(index->slots);
	index->slots = er_xcalloc(index->nslots, sizeof *index->slots);
	for (i = 0; i < index->n; i++)
		index->slots[probe(index, index->keys[i].space,
		    index->keys[i].value)] = i + 1;
}

const struct book_key *
book_index_add(struct book_index *index, const struct book_key *key)
{
	size_t at;

	if (index->n + 1 > index->nslots / 2)
		enlarge(index);
	at = probe(index, key->space, key->value);
	if (index->slots[at] != 0)
		return &index->keys[index->slots[at] - 1];
	index->keys = er_grow(index->keys, index->n, &index->cap,
	    sizeof *index->keys);
	index->keys[index->n++] = *key;
	index->slots[at] = index->n;
	return NULL;
}

void
book_index_free(struct book_index *index)
{
	free(index->keys);
	free(index->slots);
	*index = (struct book_index){0};
}

/* A record's entity may be known only by way of others; a chain of them ends
 * somewhere, or is cut. */
struct er_slice
book_key_entity(const struct book_index *index, const struct book_key *key)
{
	int deep;

	for (deep = 0; key != NULL && deep < VIA_MAX; deep++) {
		if (key->entity.p != NULL || key->via == NULL)
			return key->entity;
		key = book_index_find(index, key->via, key->via_value);
	}
	return (struct er_slice){0};
}

/* ---- building ------------------------------------------------------------ */

/* One pass's surroundings. */
struct building {
	struct book_index *index;
	const struct book_schema *schema;
	const struct book_input *input;
	struct er_diags *diags;
};

const struct rec_field *
book_record_find(const struct book_input *input,
    const struct book_rectype *type, const struct rec_record *record,
    const struct book_field *field)
{
	size_t i;

	for (i = 0; i < record->n; i++)
		if (book_input_field(input, type, record->fields[i].name) ==
		    field && record->fields[i].value.n > 0)
			return &record->fields[i];
	return NULL;
}

static struct er_slice
value_named(const struct book_input *input, const struct book_rectype *type,
    const struct rec_record *record, const char *name)
{
	const struct book_field *field;
	const struct rec_field *found = NULL;

	field = book_field_find(type, (struct er_slice){ name, strlen(name) });
	if (field != NULL)
		found = book_record_find(input, type, record, field);
	return found != NULL ? found->value : (struct er_slice){0};
}

/* Whose record it is: its own Entity, else by way of the record it names. */
static void
note_owner(const struct building *b, const struct book_rectype *type,
    const struct rec_record *record, struct book_key *key)
{
	const struct book_field *field;
	const struct rec_field *found;
	size_t i;

	if (type == b->index->entity) {
		key->entity = key->value;
		return;
	}
	for (i = 0; i < type->n; i++) {
		field = &type->fields[i];
		if (field->target == NULL)
			continue;
		found = book_record_find(b->input, type, record, field);
		if (found == NULL)
			continue;
		if (field->target == b->index->entity) {
			key->entity = found->value;
			return;
		}
		if (key->via == NULL) {
			key->via = field->target;
			key->via_value = found->value;
		}
	}
}

/* before: how many keys there were before this record, which may say the same
 * twice. */
static void
add_key(const struct building *b, const struct book_rectype *type,
    const struct book_field *field, const struct rec_field *at,
    const struct book_key *key, size_t before)
{
	const struct book_key *first = book_index_add(b->index, key);
	struct er_buf value = {0};

	if (first == NULL || first >= b->index->keys + before)
		return;
	er_buf_addclean(&value, key->value.p, key->value.n, SHOWN);
	/* TRANSLATORS: type, field, value, file, line */
	er_diag_add(b->diags, ER_ERROR, b->input->file.name, at->line,
	    at->column, "book-key", _("%s.%s: '%s' is taken: %s:%zu has it"),
	    type->name, field->name, value.p, first->file, first->line);
	er_buf_free(&value);
}

static void
note_organisation(const struct building *b, const struct book_rectype *type,
    const struct rec_record *record)
{
	struct book_index *index = b->index;
	struct er_slice currency, as_of;

	if (index->file != NULL) {
		er_diag_add(b->diags, ER_ERROR, b->input->file.name,
		    record->line, 0, "book-organisation",
		    /* TRANSLATORS: a file name and a line number */
		    _("a second Organisation record; a book has one, and it is "
		    "at %s:%zu"), index->file, index->line);
		return;
	}
	index->file = b->input->file.name;
	index->line = record->line;
	index->organisation = value_named(b->input, type, record, "Name");
	currency = value_named(b->input, type, record, "Currency");
	if (currency.n == 3)
		memcpy(index->currency, currency.p, 3);
	if (money_exponent(index->currency) < 0)
		index->currency[0] = '\0';
	as_of = value_named(b->input, type, record, "As_Of");
	if (!er_date_parse(as_of.p, as_of.n, &index->as_of))
		index->as_of = (struct er_date){0};
}

static void
index_key(const struct building *b, const struct book_rectype *type,
    const struct rec_record *record)
{
	const struct book_field *field = &type->fields[type->key];
	const struct rec_field *found = book_record_find(b->input, type,
	    record, field);
	struct book_key key = { .file = b->input->file.name, .space = type };

	if (found == NULL)
		return;
	key.value = found->value;
	key.line = found->line;
	note_owner(b, type, record, &key);
	key.currency = value_named(b->input, type, record, "Currency");
	key.kind = value_named(b->input, type, record, "Kind");
	add_key(b, type, field, found, &key, b->index->n);
}

/* All values that no other record may have. */
static void
index_singular(const struct building *b, const struct book_rectype *type,
    const struct rec_record *record)
{
	struct book_key key = { .file = b->input->file.name };
	const struct book_field *field;
	size_t i, before = b->index->n;

	for (i = 0; i < record->n; i++) {
		field = book_input_field(b->input, type,
		    record->fields[i].name);
		if (field == NULL || !field->singular ||
		    record->fields[i].value.n == 0)
			continue;
		key.space = field;
		key.value = record->fields[i].value;
		key.line = record->fields[i].line;
		add_key(b, type, field, &record->fields[i], &key, before);
	}
}

static void
index_record(const struct building *b, const struct rec_record *record)
{
	const struct book_rectype *type = book_type_find(b->schema,
	    record->type);

	if (type == NULL)
		return;
	if (strcmp(type->name, "Organisation") == 0)
		note_organisation(b, type, record);
	if (type->key != SIZE_MAX)
		index_key(b, type, record);
	if (type->singular)
		index_singular(b, type, record);
}

static bool
has_singular(const struct book_schema *schema)
{
	size_t i;

	for (i = 0; i < schema->n; i++)
		if (schema->types[i]->singular)
			return true;
	return false;
}

static const struct book_rectype *
find_type(const struct book_schema *schema, const char *name)
{
	return book_type_find(schema, (struct er_slice){ name, strlen(name) });
}

void
book_index_build(struct book_index *index, const struct book_schema *schema,
    struct book_inputs *inputs, struct er_diags *diags)
{
	struct er_diags later = {0};
	struct building b = { index, schema, NULL, diags };
	struct book_input *input;
	struct rec_record record;
	bool all = has_singular(schema);
	size_t i;

	index->entity = find_type(schema, "Entity");
	index->asset = find_type(schema, "Asset");
	for (i = 0; i < inputs->n; i++) {
		input = &inputs->list[i];
		if (!all && !input->keyed)
			continue;
		b.input = input;
		input->index = book_reader_open(input, true, &later);
		while (book_reader_next(input->index, &record) == 1)
			if (!record.descriptor)
				index_record(&b, &record);
	}
	er_diags_free(&later);
}
