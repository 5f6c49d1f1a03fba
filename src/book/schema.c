/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Descriptors (`%rec: Type` and what follows it), shipped ones and a book's
 * own, by one table of their fields. A book may add to a shipped type, never
 * take from it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum { TYPEDEFS_DEEP = 16, SHOWN = 60, LINES_MAX = 1000, LONG_NAME = 6 };

struct descriptor {
	const struct rec_record *record;
	struct book_rectype *type;
	const char *file;
	bool shipped;
	struct er_diags *diags;
	const struct rec_field *at;	/* the one being read */
	bool has_key, has_size, has_sort;	/* there is one of each */
};

/* why is taken over. */
static void
fault(const struct descriptor *d, char *why)
{
	struct er_buf name = {0};

	er_buf_addclean(&name, d->at->name.p, d->at->name.n, SHOWN);
	er_diag_add(d->diags, ER_ERROR, d->file, d->at->line, d->at->column,
	    "book-schema", "%s: %s", name.p, why);
	er_buf_free(&name);
	free(why);
}

static struct book_field *
add_field(const struct descriptor *d, struct er_slice name)
{
	struct book_field *field = book_field_make(d->type, name);

	if (d->shipped)
		field->shipped = true;
	return field;
}

/* Whether this is the first such line of the descriptor. */
static bool
is_first(const struct descriptor *d, bool *has)
{
	if (*has)
		fault(d, er_xstrdup(_("a descriptor has one of these; leave "
		    "one out")));
	else
		*has = true;
	return *has;
}

/* ---- %type and %typedef -------------------------------------------------- */

/* The text of the typedef of that name, or p NULL; the last one counts, but a
 * kind of field has its name for itself. */
static struct er_slice
find_typedef(const struct descriptor *d, struct er_slice name)
{
	struct er_slice text, word;
	size_t i;

	if (book_kind_is_known(name))
		return (struct er_slice){0};
	for (i = d->record->n; i-- > 0; ) {
		if (!er_slice_is(d->record->fields[i].name, "%typedef"))
			continue;
		text = d->record->fields[i].value;
		word = book_word_take(&text);
		if (word.n == name.n && memcmp(word.p, name.p, word.n) == 0)
			return text;
	}
	return (struct er_slice){0};
}

/* Follows typedefs to their end, which gives the kind its name. */
static bool
read_domain(const struct descriptor *d, struct er_slice text,
    struct book_domain *domain)
{
	struct er_slice rest, word, meaning, name = {0};
	char *label, *why;
	int deep;
	bool ok;

	for (deep = 0; deep < TYPEDEFS_DEEP; deep++) {
		rest = text;
		word = book_word_take(&rest);
		meaning = rest.n == 0 ? find_typedef(d, word) : rest;
		if (rest.n > 0 || meaning.p == NULL)
			break;
		name = word;
		text = meaning;
	}
	if (deep == TYPEDEFS_DEEP) {
		fault(d, er_xstrdup(_("the typedefs refer to each other "
		    "without end")));
		return false;
	}
	label = name.p == NULL ? NULL : er_xstrndup(name.p, name.n);
	ok = book_domain_parse(domain, text, label, &why);
	if (!ok)
		fault(d, why);
	free(label);
	return ok;
}

static void
set_type(const struct descriptor *d, struct er_slice name,
    struct er_slice text)
{
	struct book_domain domain;
	struct book_field *field;

	if (!read_domain(d, text, &domain))
		return;
	field = add_field(d, name);
	if (!field->typed) {
		field->domain = domain;
		field->typed = true;
		return;
	}
	if (!book_domain_same(&field->domain, &domain))
		/* TRANSLATORS: a record type and one of its fields */
		fault(d, er_xasprintf(_("%s.%s is declared already, and "
		    "otherwise; leave this line out"), d->type->name,
		    field->name));
	book_domain_free(&domain);
}

/* Takes the next name off a list with commas; false when it is none. */
static bool
take_listed(struct er_slice *names, struct er_slice *name)
{
	*name = *names;
	name->n = 0;
	while (name->n < names->n && names->p[name->n] != ',')
		name->n++;
	names->p += name->n;
	names->n -= name->n;
	if (names->n == 1 || !rec_is_name(*name))
		return false;
	if (names->n > 0)
		names->p++, names->n--;
	return true;
}

static void
read_type(struct descriptor *d)
{
	struct er_slice text = d->at->value, names, name;
	size_t n;

	names = book_word_take(&text);
	for (n = 0; names.n > 0 && text.n > 0 && n < BOOK_FIELDS_MAX; n++)
		if (!take_listed(&names, &name))
			text.n = 0;
		else
			set_type(d, name, text);
	if (text.n == 0 || n == 0)
		fault(d, er_xstrdup(_("write it as 'FIELD,FIELD KIND'")));
	else if (names.n > 0)
		fault(d, er_xstrdup(_("this %type has too many fields")));
}

/* Unused ones are read too: a slip in them should not wait for its first use.
 */
static void
read_typedef(struct descriptor *d)
{
	struct er_slice text = d->at->value, name = book_word_take(&text);
	struct book_domain domain;

	if (!rec_is_name(name) || name.p[0] == '%' || text.n == 0)
		fault(d, er_xstrdup(_("write it as 'NAME KIND', where the name "
		    "has letters, digits and '_'")));
	else if (read_domain(d, text, &domain))
		book_domain_free(&domain);
}

/* ---- lists of fields ----------------------------------------------------- */

enum mark {
	MANDATORY, UNIQUE, SINGULAR, PROHIBITED, ALLOWED, AUTO, CONFIDENTIAL,
	SORT
};

static void
mark_field(const struct descriptor *d, struct er_slice name, enum mark mark)
{
	struct book_field *field = mark == SORT ? NULL : add_field(d, name);

	switch (mark) {
	case MANDATORY:
		field->mandatory = true;
		field->allowed = true;
		break;
	case UNIQUE:
		field->once = true;
		break;
	case SINGULAR:
		field->singular = true;
		d->type->singular = true;
		break;
	case PROHIBITED:
		field->prohibited = !field->shipped;
		break;
	case ALLOWED:
		field->allowed = true;
		break;
	case AUTO:
		field->automatic = true;
		break;
	case CONFIDENTIAL:
		field->confidential = true;
		break;
	case SORT:
		break;
	}
}

static void
mark_fields(struct descriptor *d, enum mark mark)
{
	struct er_slice text = d->at->value, word = book_word_take(&text);
	bool good = true;

	do {
		if (rec_is_name(word))
			mark_field(d, word, mark);
		else
			good = false;
		word = book_word_take(&text);
	} while (word.n > 0);
	if (!good)
		fault(d, er_xstrdup(_("write field names, separated by "
		    "blanks")));
}

static void
read_mandatory(struct descriptor *d)
{
	mark_fields(d, MANDATORY);
}

static void
read_unique(struct descriptor *d)
{
	mark_fields(d, UNIQUE);
}

static void
read_singular(struct descriptor *d)
{
	mark_fields(d, SINGULAR);
}

static void
read_prohibit(struct descriptor *d)
{
	mark_fields(d, PROHIBITED);
}

static void
read_allowed(struct descriptor *d)
{
	mark_fields(d, ALLOWED);
	d->type->closed = true;
}

static void
read_confidential(struct descriptor *d)
{
	mark_fields(d, CONFIDENTIAL);
}

/* Records stay in their order. */
static void
read_sort(struct descriptor *d)
{
	if (!is_first(d, &d->has_sort))
		return;
	mark_fields(d, SORT);
	er_diag_add(d->diags, ER_NOTE, d->file, d->at->line, 1, "book-schema",
	    _("%%sort is passed over: the query of a role page says the order "
	    "it wants, with ORDER BY"));
}

/* What recins fills in by itself: a number unless it is said otherwise. */
static void
read_auto(struct descriptor *d)
{
	mark_fields(d, AUTO);
}

static void
settle_automatic(struct descriptor *d)
{
	struct book_field *field;
	size_t i;

	for (i = 0; i < d->type->n; i++) {
		field = &d->type->fields[i];
		if (!field->automatic)
			continue;
		if (!field->typed) {
			field->domain.kind = KIND_INTEGER;
			field->typed = true;
		}
		switch (field->domain.kind) {
		case KIND_INTEGER:
		case KIND_RANGE:
		case KIND_DATE:
		case KIND_UUID:
			break;
		default:
			/* TRANSLATORS: a record type and one of its fields */
			er_diag_add(d->diags, ER_ERROR, d->file,
			    d->record->line, 0, "book-schema", _("%s.%s is "
			    "%%auto: its %%type is int, range, date or uuid"),
			    d->type->name, field->name);
		}
	}
}

static void
read_key(struct descriptor *d)
{
	struct er_slice text = d->at->value, word = book_word_take(&text);
	struct book_rectype *type = d->type;
	struct book_field *field;
	size_t index;

	if (!is_first(d, &d->has_key))
		return;
	if (!rec_is_name(word) || text.n > 0) {
		fault(d, er_xstrdup(_("the key is one field")));
		return;
	}
	field = add_field(d, word);
	index = (size_t)(field - type->fields);
	if (type->key != SIZE_MAX && type->key != index) {
		/* TRANSLATORS: a record type and its key field */
		fault(d, er_xasprintf(_("the key of %s is %s already"),
		    type->name, type->fields[type->key].name));
		return;
	}
	type->key = index;
	field->mandatory = true;
	field->allowed = true;
	field->once = true;
}

/* ---- the others ---------------------------------------------------------- */

static void
read_size(struct descriptor *d)
{
	static const struct {
		const char *text;
		char relation;
	} relations[] = {
		{ "<=", 'l' }, { ">=", 'g' }, { "<", '<' }, { ">", '>' },
	};
	struct er_slice text = er_slice_trim(d->at->value);
	struct book_rectype *type = d->type;
	int64_t size;
	size_t i, n;

	if (!is_first(d, &d->has_size))
		return;
	type->size_relation = '=';
	for (i = 0; i < sizeof relations / sizeof *relations; i++) {
		n = strlen(relations[i].text);
		if (text.n > n && memcmp(text.p, relations[i].text, n) == 0) {
			type->size_relation = relations[i].relation;
			text.p += n;
			text.n -= n;
			break;
		}
	}
	if (!book_integer_parse(er_slice_trim(text), &size) || size < 0) {
		fault(d, er_xstrdup(_("write it as '>= 1' or '3'")));
		return;
	}
	type->size = (size_t)size;
	type->sized = true;
}

static bool
begins_a_name(struct er_slice names)
{
	return names.n > 0 && ((names.p[0] >= 'A' && names.p[0] <= 'Z') ||
	    (names.p[0] >= 'a' && names.p[0] <= 'z'));
}

static size_t
add_index(const struct descriptor *d, struct er_slice name)
{
	return (size_t)(add_field(d, name) - d->type->fields);
}

/* Ours: `%max_age: FIELD,FIELD DAYS FIELD...`, see struct book_age. */
static void
read_max_age(struct descriptor *d)
{
	static const struct er_slice own = { "Max_Age", 7 };
	struct er_slice text = d->at->value, names = book_word_take(&text);
	struct er_slice days = book_word_take(&text), word;
	struct book_age age = { .own = SIZE_MAX, .days = -1 };
	int64_t number = -1;
	bool listed = true;

	while (listed && begins_a_name(names) &&
	    age.ndates < BOOK_AGE_DATES) {
		listed = take_listed(&names, &word);
		if (listed)
			age.dates[age.ndates++] = add_index(d, word);
	}
	while (word = book_word_take(&text), word.n > 0 &&
	    age.nthings < BOOK_AGE_THINGS)
		age.things[age.nthings++] = add_index(d, word);
	if (!listed || age.ndates == 0 || names.n > 0 || word.n > 0 ||
	    (days.n > 0 && (!book_integer_parse(days, &number) || number < 0 ||
	    number > 36525))) {
		fault(d, er_xstrdup(_("write it as 'DATE', 'DATE DAYS' or "
		    "'DATE DAYS FIELD...', each a field but for the number of "
		    "days")));
		return;
	}
	age.days = (long)number;
	/* A book that only says how long need not say of what again. */
	if (age.nthings == 0) {
		age.nthings = d->type->age.nthings;
		memcpy(age.things, d->type->age.things, sizeof age.things);
	}
	add_field(d, own)->once = true;
	d->type->age = age;
}

static void
read_constraint(struct descriptor *d)
{
	book_constraint_add(d->type, d->at, d->file, d->diags);
}

/* %rec is read by then; %doc once the fields are known. */
static void
read_nothing(struct descriptor *d)
{
	(void)d;
}

static const struct {
	const char *name;
	void (*read)(struct descriptor *d);
	bool says;		/* a type that has it is meant as it stands */
} directives[] = {
	{ "%rec", read_nothing, false },
	{ "%allowed", read_allowed, true },
	{ "%auto", read_auto, true },
	{ "%confidential", read_confidential, true },
	{ "%constraint", read_constraint, true },
	{ "%doc", read_nothing, true },
	{ "%key", read_key, true },
	{ "%mandatory", read_mandatory, true },
	{ "%prohibit", read_prohibit, true },
	{ "%singular", read_singular, true },
	{ "%size", read_size, true },
	{ "%sort", read_sort, true },
	{ "%type", read_type, true },
	{ "%typedef", read_typedef, true },
	{ "%unique", read_unique, true },
	{ "%max_age", read_max_age, true },
};

/* recutils passes over a special field that it does not know; so do we, but
 * for what looks like a slip. */
static void
unknown_directive(struct descriptor *d)
{
	struct er_buf name = {0};
	size_t i, slips = d->at->name.n < LONG_NAME ? 1 : 2;

	er_buf_addclean(&name, d->at->name.p, d->at->name.n, SHOWN);
	for (i = 0; i < sizeof directives / sizeof *directives; i++) {
		if (er_edit_distance(name.p, directives[i].name, slips) <=
		    slips) {
			/* TRANSLATORS: two names of descriptor fields */
			er_diag_add(d->diags, ER_ERROR, d->file, d->at->line,
			    1, "book-schema", _("'%s' is unknown; did you mean "
			    "'%s'?"), name.p, directives[i].name);
			break;
		}
	}
	er_buf_free(&name);
}

/* %allowed comes first: it says the order of the columns. */
static void
read_directive(struct descriptor *d, bool allowed)
{
	size_t i;

	if (er_slice_is(d->at->name, "%allowed") != allowed)
		return;
	for (i = 0; i < sizeof directives / sizeof *directives; i++)
		if (er_slice_is(d->at->name, directives[i].name)) {
			d->type->declared |= directives[i].says;
			directives[i].read(d);
			return;
		}
	unknown_directive(d);
}

void
book_schema_add(struct book_schema *schema,
    const struct rec_record *descriptor, const char *file, bool shipped,
    struct er_diags *diags)
{
	struct descriptor d = { .record = descriptor, .file = file,
	    .shipped = shipped, .diags = diags };
	size_t i;
	int later;

	if (descriptor->n > LINES_MAX) {
		er_diag_add(diags, ER_ERROR, file, descriptor->line, 0,
		    "book-schema", _("this descriptor has too many fields"));
		return;
	}
	d.type = book_type_make(schema, descriptor->type, file,
	    descriptor->line);
	if (shipped)
		d.type->shipped = true;
	for (later = 0; later < 2; later++)
		for (i = 0; i < descriptor->n; i++) {
			d.at = &descriptor->fields[i];
			read_directive(&d, !later);
		}
	settle_automatic(&d);
	for (i = 0; i < descriptor->n; i++)
		if (er_slice_is(descriptor->fields[i].name, "%doc"))
			book_doc_add(d.type, descriptor->fields[i].value);
}

/* In the shipped schema, whatever is not %unique may be repeated. */
static void
settle_shipped(struct book_schema *schema)
{
	size_t i, k;

	for (i = 0; i < schema->n; i++)
		for (k = 0; k < schema->types[i]->n; k++)
			schema->types[i]->fields[k].array =
			    !schema->types[i]->fields[k].once;
}

int
book_schema_read(struct book_schema *schema, const char *path,
    struct er_err *err)
{
	struct er_file file = {0};
	struct er_err cause = {0};
	struct er_diags diags = {0};
	struct rec_reader *reader;
	struct rec_record record;
	const struct er_diag *first;
	int rc = -1;

	if (er_file_open(path, 0, &file, &cause) != 0) {
		er_fail(err, ER_CONFIG, "%s", cause.text);
		er_err_free(&cause);
		return -1;
	}
	reader = rec_open(path, file.p, file.n, &diags);
	while (rec_next(reader, &record) == 1)
		if (record.descriptor)
			book_schema_add(schema, &record, path, true, &diags);
	rec_close(reader);
	settle_shipped(schema);
	if (diags.n > 0) {
		first = &diags.list[0];
		er_fail(err, ER_CONFIG, "%s:%zu:%zu: %s", first->file,
		    first->line, first->column, first->text);
	} else if (schema->n == 0) {
		er_fail(err, ER_CONFIG, _("'%s' describes no record type"),
		    path);
	} else {
		rc = 0;
	}
	er_diags_free(&diags);
	er_file_close(&file);
	return rc;
}
