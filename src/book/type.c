/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Record types and their fields: making, finding, near names. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "book/book-priv.h"

enum { LONG_NAME = 5 };

/* Of a table or column name: lower case, blanks and such are _. */
static char
sql_letter(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == ' ' || c == '-' || c == '.' || c == '"' ? '_' : c;
}

static char *
sql_name(struct er_slice name)
{
	char *text = er_xstrndup(name.p, name.n), *p;

	for (p = text; *p != '\0'; p++)
		*p = sql_letter(*p);
	return text;
}

static bool
is_sql_name(struct er_slice name, const char *column)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (column[i] == '\0' || sql_letter(name.p[i]) != column[i])
			return false;
	return column[i] == '\0';
}

struct book_rectype *
book_type_find(const struct book_schema *schema, struct er_slice name)
{
	size_t i;

	for (i = 0; i < schema->n; i++)
		if (er_slice_is(name, schema->types[i]->name))
			return schema->types[i];
	return NULL;
}

struct book_rectype *
book_type_make(struct book_schema *schema, struct er_slice name,
    const char *file, size_t line)
{
	struct book_rectype *type = book_type_find(schema, name);

	if (type != NULL)
		return type;
	if (schema->n == BOOK_TYPES_MAX) {
		schema->overfull = true;
		return schema->types[schema->n - 1];
	}
	type = er_xcalloc(1, sizeof *type);
	type->name = er_xstrndup(name.p, name.n);
	type->table = sql_name(name);
	type->key = SIZE_MAX;
	type->age.days = -1;
	type->age.own = SIZE_MAX;
	type->file = er_xstrdup(file);
	type->line = line;
	schema->types = er_grow(schema->types, schema->n, &schema->cap,
	    sizeof (struct book_rectype *));
	schema->types[schema->n++] = type;
	return type;
}

/* How many edits still look like a slip of the pen. */
static size_t
slips(const char *name)
{
	return strlen(name) < LONG_NAME ? 1 : 2;
}

const char *
book_type_near(const struct book_schema *schema, const char *name)
{
	const char *near = NULL;
	size_t i, distance, best = slips(name) + 1;

	for (i = 0; i < schema->n; i++) {
		if (!schema->types[i]->shipped)
			continue;
		distance = er_edit_distance(name, schema->types[i]->name,
		    best - 1);
		if (distance < best) {
			best = distance;
			near = schema->types[i]->name;
		}
	}
	return near;
}

struct book_field *
book_field_find(const struct book_rectype *type, struct er_slice name)
{
	size_t i;

	for (i = 0; i < type->n; i++)
		if (er_slice_is(name, type->fields[i].name))
			return &type->fields[i];
	return NULL;
}

struct book_field *
book_field_find_loose(const struct book_rectype *type, struct er_slice name)
{
	size_t i;

	for (i = 0; i < type->n; i++)
		if (is_sql_name(name, type->fields[i].column))
			return &type->fields[i];
	return NULL;
}

struct book_field *
book_field_make(struct book_rectype *type, struct er_slice name)
{
	struct book_field *field = book_field_find(type, name);

	if (field != NULL)
		return field;
	if (type->n == BOOK_FIELDS_MAX) {
		type->overfull = true;
		return &type->fields[type->n - 1];
	}
	type->fields = er_grow(type->fields, type->n, &type->cap,
	    sizeof *type->fields);
	field = &type->fields[type->n++];
	*field = (struct book_field){
		.name = er_xstrndup(name.p, name.n),
		.column = sql_name(name),
	};
	return field;
}

const char *
book_field_near(const struct book_rectype *type, const char *name)
{
	const char *near = NULL;
	size_t i, distance, best = slips(name) + 1;

	for (i = 0; i < type->n; i++) {
		distance = er_edit_distance(name, type->fields[i].name,
		    best - 1);
		if (distance < best) {
			best = distance;
			near = type->fields[i].name;
		}
	}
	return near;
}

static void
free_type(struct book_rectype *type)
{
	size_t i;

	for (i = 0; i < type->n; i++) {
		free(type->fields[i].name);
		free(type->fields[i].column);
		free(type->fields[i].doc);
		book_domain_free(&type->fields[i].domain);
	}
	free(type->fields);
	free(type->name);
	free(type->table);
	free(type->doc);
	free(type->file);
	book_constraints_free(type);
	free(type);
}

void
book_schema_free(struct book_schema *schema)
{
	size_t i;

	for (i = 0; i < schema->n; i++)
		free_type(schema->types[i]);
	free(schema->types);
	*schema = (struct book_schema){0};
}
