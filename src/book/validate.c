/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The third pass's judgement of one record: every fault in it, with its
 * place, what was expected and what to do. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { SHOWN = 40, KEYS_TRIED = 1000 };

/* What is being judged. */
struct judged {
	struct book_check *check;
	const struct book_input *input;
	const struct book_rectype *type;
	const struct rec_record *record;
	char currency[4];	/* where an amount names none */
};

/* column 0: the line as a whole. */
static void
fault(const struct judged *j, size_t line, size_t column, const char *rule,
    char *why)
{
	if (j->input->format == FORMAT_DATABASE)
		column = 0;	/* a row is not text */
	er_diag_add(j->check->diags, ER_ERROR, j->input->file.name, line,
	    column, rule, "%s", why);
	free(why);
}

static char *
quote(struct er_slice text)
{
	struct er_buf b = {0};

	er_buf_addclean(&b, text.p, text.n, SHOWN);
	return er_buf_steal(&b);
}

/* Further faults are only counted: nobody reads what is near to them. */
static bool
is_full(const struct judged *j)
{
	return j->check->diags->errors > ER_DIAGS_MAX;
}

/* ---- fields -------------------------------------------------------------- */

/* A column's name is told of once, not in each row; in all rows it is the same
 * piece of memory. */
static bool
is_told(const struct judged *j, struct er_slice name)
{
	struct book_check *check = j->check;
	size_t i;

	if (check->told_of != j->input)
		check->ntold = 0;
	check->told_of = j->input;
	for (i = 0; i < check->ntold; i++)
		if (check->told[i] == name.p)
			return true;
	check->told = er_grow(check->told, check->ntold, &check->told_cap,
	    sizeof (const char *));
	check->told[check->ntold++] = name.p;
	return false;
}

/* Of a CSV file the header is told, of a table the table. */
static void
unknown_field(const struct judged *j, const struct rec_field *at)
{
	size_t line = j->input->format == FORMAT_REC ? at->line :
	    j->input->format == FORMAT_CSV;
	char *name, *why;
	const char *near;

	if (j->input->format != FORMAT_REC && is_told(j, at->name))
		return;
	name = quote(at->name);
	near = is_full(j) ? NULL : book_field_near(j->type, name);
	if (near != NULL && strcmp(near, name) != 0)
		/* TRANSLATORS: a record type, a field, the field meant */
		why = er_xasprintf(_("%s has no field '%s'; did you mean "
		    "'%s'?"), j->type->name, name, near);
	else if (!j->type->shipped)
		/* TRANSLATORS: a field and a record type */
		why = er_xasprintf(_("'%s' is not in the %%allowed of %s"),
		    name, j->type->name);
	else
		/* TRANSLATORS: a record type, a field, the field again */
		why = er_xasprintf(_("%s has no field '%s'; if it should, "
		    "declare it with '%%type: %s line'"), j->type->name, name,
		    name);
	fault(j, line, j->input->format == FORMAT_REC, "book-field", why);
	free(name);
}

/* The keys of a small type help; of a large one they would only be noise. */
static void
missing_target(const struct judged *j, const struct book_field *field,
    const struct rec_field *at)
{
	const struct book_index *index = j->check->index;
	char *value = quote(at->value), *near = NULL, *why, *key;
	size_t i, best = 3, distance;

	for (i = 0; i < index->n && i < KEYS_TRIED && !is_full(j); i++) {
		if (index->keys[i].space != field->target)
			continue;
		key = quote(index->keys[i].value);
		distance = er_edit_distance(value, key, best - 1);
		if (distance < best && distance < strlen(value)) {
			best = distance;
			free(near);
			near = key;
		} else {
			free(key);
		}
	}
	if (near != NULL)
		/* TRANSLATORS: type, field, type referred to, value, the
		 * value that may be meant */
		why = er_xasprintf(_("%s.%s: there is no %s '%s'; did you mean "
		    "'%s'?"), j->type->name, field->name, field->target->name,
		    value, near);
	else
		/* TRANSLATORS: type, field, type referred to, value */
		why = er_xasprintf(_("%s.%s: there is no %s '%s'"),
		    j->type->name, field->name, field->target->name, value);
	fault(j, at->line, at->column, "book-reference", why);
	free(value);
	free(near);
}

static bool
judge_reference(const struct judged *j, const struct book_field *field,
    const struct rec_field *at)
{
	if (field->target == NULL || book_index_find(j->check->index,
	    field->target, at->value) != NULL)
		return true;
	missing_target(j, field, at);
	return false;
}

static bool
judge_value(const struct judged *j, const struct book_field *field,
    const struct rec_field *at, struct book_value *value)
{
	char *why;

	why = book_value_read(&field->domain, at->value, j->currency, value);
	if (why == NULL)
		return judge_reference(j, field, at);
	value->is = VALUE_NONE;
	fault(j, at->line, at->column, "book-value",
	    er_xasprintf("%s.%s: %s", j->type->name, field->name, why));
	free(why);
	return false;
}

/* The schema's field that the record's i-th is, or NULL. */
static const struct book_field *
find_field(const struct judged *j, size_t i)
{
	struct book_check *check = j->check;
	struct er_slice name = j->record->fields[i].name;
	struct book_seen *seen;

	if (check->last_type != j->type || check->last_input != j->input) {
		check->last_type = j->type;
		check->last_input = j->input;
		check->nlast = 0;
	}
	if (i >= check->last_cap) {
		check->last_cap = i * 2 + 16;
		check->last = er_xrealloc(check->last, check->last_cap,
		    sizeof *check->last);
	}
	for (; check->nlast <= i; check->nlast++)
		check->last[check->nlast] = (struct book_seen){0};
	seen = &check->last[i];
	if (seen->field != NULL && seen->name.n == name.n &&
	    (seen->name.p == name.p ||
	    memcmp(seen->name.p, name.p, name.n) == 0))
		return seen->field;
	*seen = (struct book_seen){ name, book_input_field(j->input, j->type,
	    name) };
	return seen->field;
}

/* As recins writes what is %confidential. */
static bool
is_encrypted(struct er_slice value)
{
	static const char mark[] = "encrypted-";

	return value.n >= sizeof mark - 1 &&
	    memcmp(value.p, mark, sizeof mark - 1) == 0;
}

static bool
judge_field(const struct judged *j, size_t position)
{
	const struct rec_field *at = &j->record->fields[position];
	const struct book_field *field;
	struct book_value again;
	size_t i;

	field = find_field(j, position);
	if (field == NULL || (j->type->closed && !j->type->shipped &&
	    !field->allowed && !field->prohibited)) {
		unknown_field(j, at);
		return false;
	}
	i = (size_t)(field - j->type->fields);
	if (field->confidential && !is_encrypted(at->value)) {
		/* TRANSLATORS: a record type and a field */
		fault(j, at->line, at->column, "book-confidential",
		    er_xasprintf(_("%s.%s is %%confidential and stands here "
		    "in clear; 'recfix --encrypt' encrypts it"),
		    j->type->name, field->name));
		return false;
	}
	if (field->prohibited) {
		/* TRANSLATORS: a record type and a field */
		fault(j, at->line, 1, "book-field", er_xasprintf(
		    _("%s.%s is prohibited by the type's descriptor"),
		    j->type->name, field->name));
		return false;
	}
	if (j->check->at[i] == NULL) {
		j->check->at[i] = at;
		return judge_value(j, field, at, &j->check->values[i]);
	}
	if (field->once) {
		/* TRANSLATORS: type, field, number of the line */
		fault(j, at->line, 1, "book-repeated", er_xasprintf(
		    _("%s.%s stands twice in a record, first in line %zu; "
		    "leave one out"), j->type->name, field->name,
		    j->check->at[i]->line));
		return false;
	}
	return judge_value(j, field, at, &again);
}

/* ---- the record ---------------------------------------------------------- */

/* What a field takes, for the message that it is missing. */
static char *
expected(const struct book_field *field)
{
	struct er_buf b = {0};
	size_t i;

	switch (field->domain.kind) {
	case KIND_ENUM:
		for (i = 0; i < field->domain.nwords; i++) {
			er_buf_adds(&b, i > 0 ? " " : "");
			er_buf_addclean(&b, field->domain.words[i],
			    strlen(field->domain.words[i]), SHOWN);
		}
		return er_buf_steal(&b);
	case KIND_DATE:
		return er_xstrdup("2026-11-22");
	case KIND_MONTH:
		return er_xstrdup("2026-11");
	case KIND_MONEY:
	case KIND_MONEY_OR_PERCENT:
		return er_xstrdup("1,250.00");
	case KIND_CURRENCY:
		return er_xstrdup("USD");
	case KIND_RANGE:
		return er_xasprintf("%lld..%lld", (long long)field->domain.min,
		    (long long)field->domain.max);
	default:
		return er_xstrdup("...");
	}
}

static void
missing_field(const struct judged *j, const struct book_field *field,
    size_t line)
{
	char *shown = expected(field), *why;

	if (j->input->format != FORMAT_REC)
		/* TRANSLATORS: a record type, its column, an example of it */
		why = er_xasprintf(_("this %s has no %s; fill that column "
		    "(%s)"), j->type->name, field->name, shown);
	else
		/* TRANSLATORS: a record type, its field, an example of it */
		why = er_xasprintf(_("this %s has no %s; add '%s: %s'"),
		    j->type->name, field->name, field->name, shown);
	fault(j, line, 0, "book-mandatory", why);
	free(shown);
}

static bool
judge_mandatory(const struct judged *j)
{
	const struct book_field *field;
	const struct rec_field *at;
	bool good = true;
	size_t i;

	for (i = 0; i < j->type->n; i++) {
		field = &j->type->fields[i];
		at = j->check->at[i];
		if (!field->mandatory || (at != NULL && at->value.n > 0))
			continue;
		if (at != NULL && j->check->values[i].is == VALUE_NONE)
			continue;	/* an empty value of that kind is
					 * reported already */
		missing_field(j, field, at != NULL ? at->line :
		    j->record->line);
		good = false;
	}
	return good;
}

static bool
judge_order(const struct judged *j)
{
	const struct book_rectype *type = j->type;
	struct er_slice a, b;
	const struct rec_field *at;
	bool good = true;
	size_t i;

	for (i = 0; i < type->norders; i++) {
		at = j->check->at[type->orders[i][1]];
		if (at == NULL || j->check->at[type->orders[i][0]] == NULL)
			continue;
		a = j->check->values[type->orders[i][0]].text;
		b = j->check->values[type->orders[i][1]].text;
		if (a.n != 10 || b.n != 10 || memcmp(a.p, b.p, 10) <= 0)
			continue;
		/* TRANSLATORS: type, field, its date, the other field, its
		 * date */
		fault(j, at->line, at->column, "book-order", er_xasprintf(
		    _("%s.%s %.10s is before %s %.10s"), type->name,
		    type->fields[type->orders[i][1]].name, b.p,
		    type->fields[type->orders[i][0]].name, a.p));
		good = false;
	}
	return good;
}

/* Are there records about such a one, as measures are about a Kpi? */
static bool
is_thing(const struct book_schema *schema, const struct book_rectype *type)
{
	const struct book_rectype *other;
	size_t i, k;

	for (i = 0; i < schema->n; i++) {
		other = schema->types[i];
		for (k = 0; k < other->age.nthings; k++)
			if (other->fields[other->age.things[k]].target == type)
				return true;
	}
	return false;
}

/* A Max_Age counts from a date; one of a thing without dates, such as a Kpi,
 * from those of the records about it. */
static bool
judge_age(const struct judged *j)
{
	const struct book_age *age = &j->type->age;
	const struct book_field *date;
	const struct rec_field *own, *at;
	size_t i;

	own = age->own != SIZE_MAX ? j->check->at[age->own] : NULL;
	if (own == NULL || own->value.n == 0 ||
	    j->input->format == FORMAT_DATABASE)
		return true;
	if (age->ndates == 0 && is_thing(j->check->schema, j->type))
		return true;
	if (age->ndates == 0) {
		/* TRANSLATORS: a record type */
		fault(j, own->line, own->column, "book-age", er_xasprintf(
		    _("a record of type %s has no date from which Max_Age "
		    "could count; leave it out"), j->type->name));
		return false;
	}
	for (i = 0; i < age->ndates; i++) {
		at = j->check->at[age->dates[i]];
		if (at != NULL && at->value.n > 0)
			return true;
	}
	date = &j->type->fields[age->dates[0]];
	/* TRANSLATORS: a record type, the name of its date field, a date */
	fault(j, own->line, own->column, "book-age", er_xasprintf(
	    _("this %s has no date from which Max_Age could count; add '%s: "
	    "%s'"), j->type->name, date->name,
	    date->domain.kind == KIND_MONTH ? "2026-11" : "2026-11-22"));
	return false;
}

/* Nights and days at sea are counted of what is let: a rental or a yacht. */
static bool
judge_asset(const struct judged *j)
{
	const struct rec_field *at;
	const struct book_key *key;
	char *kind;
	size_t i;

	if (!j->type->shipped || (strcmp(j->type->name, "Stay") != 0 &&
	    strcmp(j->type->name, "Voyage") != 0))
		return true;
	for (i = 0; i < j->type->n; i++) {
		at = j->check->at[i];
		if (at == NULL || j->type->fields[i].target == NULL ||
		    j->type->fields[i].target != j->check->index->asset)
			continue;
		key = book_index_find(j->check->index,
		    j->check->index->asset, at->value);
		if (key == NULL || er_slice_is(key->kind, "rental") ||
		    er_slice_is(key->kind, "yacht"))
			continue;
		kind = quote(key->kind);
		/* TRANSLATORS: type, file and line of the asset, its kind */
		fault(j, at->line, at->column, "book-asset", er_xasprintf(
		    _("%s.Asset: the asset at %s:%zu is of Kind '%s', not "
		    "rental or yacht"), j->type->name, key->file, key->line,
		    kind));
		free(kind);
		return false;
	}
	return true;
}

/* The entity that the record is, or belongs to, by its own word or by way of
 * another record; p NULL: none. */
static struct er_slice
find_owner(const struct judged *j)
{
	const struct book_index *index = j->check->index;
	const struct book_field *field;
	struct er_slice owner = {0}, value;
	size_t i;

	for (i = 0; i < j->record->n; i++) {
		field = find_field(j, i);
		value = j->record->fields[i].value;
		if (field == NULL)
			continue;
		if (field->target == index->entity ||
		    (j->type == index->entity &&
		    field == &j->type->fields[j->type->key]))
			return value;
		if (field->target == NULL)
			continue;
		if (owner.p == NULL)
			owner = book_key_entity(index, book_index_find(index,
			    field->target, value));
	}
	return owner;
}

/* The entity's currency, else the organisation's. */
static void
settle_currency(struct judged *j)
{
	const struct book_index *index = j->check->index;
	const struct book_key *entity = NULL;
	struct er_slice owner = find_owner(j);

	if (owner.p != NULL)
		entity = book_index_find(index, index->entity, owner);
	memcpy(j->currency, index->currency, 4);
	if (entity != NULL && entity->currency.n == 3) {
		memcpy(j->currency, entity->currency.p, 3);
		j->currency[3] = '\0';
	}
}

static void
start_values(struct book_check *check, const struct book_rectype *type)
{
	if (check->cap < type->n) {
		check->cap = type->n;
		check->values = er_xrealloc(check->values, check->cap,
		    sizeof *check->values);
		check->at = er_xrealloc(check->at, check->cap,
		    sizeof (const struct rec_field *));
	}
	memset(check->at, 0, type->n * sizeof (const struct rec_field *));
}

bool
book_check_record(struct book_check *check, const struct book_input *input,
    struct book_rectype *type, const struct rec_record *record)
{
	struct judged j = { check, input, type, record, "" };
	bool good = true;
	size_t i;

	type->records++;
	start_values(check, type);
	settle_currency(&j);
	for (i = 0; i < record->n; i++)
		good &= judge_field(&j, i);
	good &= judge_mandatory(&j);
	good &= judge_order(&j);
	good &= judge_age(&j);
	good &= judge_asset(&j);
	good &= book_constraints_hold(check, input, type, record, good);
	return good;
}

void
book_check_free(struct book_check *check)
{
	free(check->values);
	free(check->at);
	free(check->last);
	free(check->told);
	free(check->places.first);
	free(check->places.count);
	free(check->places.last);
	free(check->places.next);
	*check = (struct book_check){0};
}

/* ---- the book ------------------------------------------------------------ */

static bool
size_holds(const struct book_rectype *type)
{
	switch (type->size_relation) {
	case '<':
		return type->records < type->size;
	case '>':
		return type->records > type->size;
	case 'l':
		return type->records <= type->size;
	case 'g':
		return type->records >= type->size;
	default:
		return type->records == type->size;
	}
}

void
book_check_end(struct book_check *check, const char *file)
{
	const struct book_rectype *type;
	size_t i;

	if (check->index->file == NULL)
		er_diag_add(check->diags, ER_ERROR, file, 0, 0,
		    "book-organisation", _("the book has no Organisation "
		    "record, which names it and its currency"));
	for (i = 0; i < check->schema->n; i++) {
		type = check->schema->types[i];
		if (type->sized && !size_holds(type))
			/* TRANSLATORS: number of records, type */
			er_diag_add(check->diags, ER_ERROR, type->file,
			    type->line, 0, "book-size", ngettext(
			    "there is %zu record of type %s, against the "
			    "type's %%size", "there are %zu records of type "
			    "%s, against the type's %%size", type->records),
			    type->records, type->name);
	}
}
