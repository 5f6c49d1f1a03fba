/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The %constraint lines of record types: each record is held against them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/expression.h"

/* Steps and bytes that the constraints may look at for each byte of a record,
 * and the bytes that a short one counts for. */
enum { COST_BYTE = 1000, BYTES_MIN = 1000, SHOWN = 60 };

struct book_constraint {
	struct book_expression *expression;
	char *shown;		/* its text, for messages */
	const char *file;	/* borrowed */
	size_t line;
};

/* A place in a value of several lines is told by its line only: a column of
 * the file would have to know of the '+'. */
static void
report_place(const struct rec_field *at, const char *file, size_t place,
    char *why, struct er_diags *diags)
{
	size_t i, lines = 0;

	for (i = 0; i < place; i++)
		lines += at->value.p[i] == '\n';
	er_diag_add(diags, ER_ERROR, file, at->line + lines,
	    lines == 0 ? at->column + place : 0, "book-schema",
	    "%%constraint: %s", why);
	free(why);
}

void
book_constraint_add(struct book_rectype *type, const struct rec_field *at,
    const char *file, struct er_diags *diags)
{
	struct book_expression *expression;
	struct er_buf shown = {0};
	size_t place;
	char *why;

	expression = book_expression_new(at->value, &why, &place);
	if (expression == NULL) {
		report_place(at, file, place, why, diags);
		return;
	}
	er_buf_addclean(&shown, at->value.p, at->value.n, SHOWN);
	type->constraints = er_grow(type->constraints, type->nconstraints,
	    &type->constraints_cap, sizeof *type->constraints);
	type->constraints[type->nconstraints++] = (struct book_constraint){
	    expression, er_buf_steal(&shown), file, at->line };
}

void
book_constraints_settle(struct book_rectype *type)
{
	const struct book_field *field;
	struct expression_name *name;
	struct book_expression *x;
	size_t i, k;

	for (i = 0; i < type->nconstraints; i++) {
		x = type->constraints[i].expression;
		for (k = 0; k < x->nnames; k++) {
			name = &x->names[k];
			field = book_field_find(type, (struct er_slice){
			    name->text, strlen(name->text) });
			name->field = field == NULL ? SIZE_MAX :
			    (size_t)(field - type->fields);
		}
	}
}

void
book_constraints_free(struct book_rectype *type)
{
	size_t i;

	for (i = 0; i < type->nconstraints; i++) {
		book_expression_free(type->constraints[i].expression);
		free(type->constraints[i].shown);
	}
	free(type->constraints);
}

/* ---- a record ------------------------------------------------------------ */

static void
make_room(struct book_places *p, size_t fields, size_t positions)
{
	if (p->fields < fields) {
		p->fields = fields;
		p->first = er_xrealloc(p->first, fields, sizeof *p->first);
		p->count = er_xrealloc(p->count, fields, sizeof *p->count);
		p->last = er_xrealloc(p->last, fields, sizeof *p->last);
	}
	if (p->positions < positions) {
		p->positions = positions;
		p->next = er_xrealloc(p->next, positions, sizeof *p->next);
	}
	memset(p->count, 0, fields * sizeof *p->count);
}

/* Where each field of the type stands; returns the bytes of all. */
static uint64_t
find_places(struct book_check *check, const struct book_rectype *type,
    const struct rec_record *record)
{
	struct book_places *p = &check->places;
	uint64_t bytes = BYTES_MIN;
	size_t i, field;

	make_room(p, type->n, record->n);
	for (i = 0; i < record->n; i++) {
		bytes += record->fields[i].value.n + 1;
		p->next[i] = 0;
		if (check->last[i].field == NULL)
			continue;
		field = (size_t)(check->last[i].field - type->fields);
		if (p->count[field]++ == 0)
			p->first[field] = i + 1;
		else
			p->next[p->last[field]] = i + 1;
		p->last[field] = i;
	}
	return bytes;
}

static void
report(const struct book_check *check, const struct book_input *input,
    const struct book_rectype *type, const struct book_constraint *c,
    const struct rec_record *record, const char *why)
{
	if (why == NULL)
		/* TRANSLATORS: record type, file and line of the constraint,
		 * its text */
		er_diag_add(check->diags, ER_ERROR, input->file.name,
		    record->line, 0, "book-constraint", _("this %s is against "
		    "the %%constraint at %s:%zu: %s"), type->name, c->file,
		    c->line, c->shown);
	else
		/* TRANSLATORS: record type, file and line of the constraint,
		 * its text, why it cannot be evaluated */
		er_diag_add(check->diags, ER_ERROR, input->file.name,
		    record->line, 0, "book-constraint", _("this %s is against "
		    "the %%constraint at %s:%zu: %s (%s)"), type->name,
		    c->file, c->line, c->shown, why);
}

bool
book_constraints_hold(struct book_check *check,
    const struct book_input *input, const struct book_rectype *type,
    const struct rec_record *record, bool good)
{
	struct expression_record r = { .record = record,
	    .as_of = check->as_of };
	bool full = check->diags->errors > ER_DIAGS_MAX;
	uint64_t budget;
	bool hold = true;
	size_t i;
	char *why = NULL;

	if (type->nconstraints == 0)
		return true;
	budget = find_places(check, type, record) * COST_BYTE;
	r.first = check->places.first;
	r.count = check->places.count;
	r.next = check->places.next;
	for (i = 0; i < type->nconstraints; i++) {
		if (book_expression_holds(type->constraints[i].expression, &r,
		    &budget, full ? NULL : &why))
			continue;
		/* What a fault told already keeps from being evaluated. */
		if (good || why == NULL)
			report(check, input, type, &type->constraints[i],
			    record, why);
		free(why);
		why = NULL;
		hold = false;
	}
	return hold;
}
