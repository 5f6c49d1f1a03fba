/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose a record is, for a report of some entities only. As text, which a
 * compiled book keeps: `=` and the entities that it names itself, one a line,
 * of which one is enough; or `~` and those that it names by way of other
 * records, of which none may be missing; or nothing, for everybody.
 */
#include "config.h"

#include <string.h>

#include "book/book-priv.h"

enum { OWN = '=', REACHED = '~' };

/* What a record names itself counts; the rest is forgotten then. */
static void
add(struct er_buf *owner, char how, struct er_slice entity)
{
	if (owner->n > 0 && owner->p[0] != how) {
		if (how == REACHED)
			return;
		er_buf_trim(owner, 0);
	}
	er_buf_addc(owner, owner->n == 0 ? how : '\n');
	er_buf_add(owner, entity.p, entity.n);
}

static void
add_field(struct er_buf *owner, const struct book_index *index,
    const struct book_field *field, struct er_slice value)
{
	struct er_slice entity;

	if (field->target == index->entity) {
		add(owner, OWN, value);
		return;
	}
	entity = book_key_entity(index, book_index_find(index, field->target,
	    value));
	if (entity.p != NULL)
		add(owner, REACHED, entity);
}

void
book_owner_find(struct er_buf *owner, const struct book_index *index,
    const struct book_input *input, const struct book_rectype *type,
    const struct rec_record *record)
{
	const struct book_field *field;
	size_t i;

	er_buf_trim(owner, 0);
	for (i = 0; i < record->n; i++) {
		field = book_input_field(input, type, record->fields[i].name);
		if (field == NULL)
			continue;
		if (type != index->entity && field->target != NULL)
			add_field(owner, index, field,
			    record->fields[i].value);
		else if (type == index->entity && type->key != SIZE_MAX &&
		    field == &type->fields[type->key])
			add(owner, OWN, record->fields[i].value);
	}
}

static bool
is_asked_for(const struct book_settings *settings, struct er_slice entity)
{
	size_t i;

	for (i = 0; i < settings->nentities; i++)
		if (er_slice_is(entity, settings->entities[i]))
			return true;
	return false;
}

bool
book_owner_visible(struct er_slice owner,
    const struct book_settings *settings)
{
	const char *p, *end, *newline;
	bool own, asked;

	if (settings->nentities == 0 || owner.n == 0)
		return true;
	end = owner.p + owner.n;
	own = owner.p[0] == OWN;
	for (p = owner.p + 1; p <= end; p = newline + 1) {
		newline = memchr(p, '\n', (size_t)(end - p));
		if (newline == NULL)
			newline = end;
		asked = is_asked_for(settings, (struct er_slice){ p,
		    (size_t)(newline - p) });
		if (asked == own)
			return own;
	}
	return !own;
}
