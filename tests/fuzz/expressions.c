/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target for selection expressions: the expression, a NUL byte, and the
 * record to hold it against. A place that is told must be one of the text, and
 * what is spent must have been there.
 */
#include <stdlib.h>
#include <string.h>

#include "book/expression.h"

enum { FIELDS_MAX = 200, BUDGET = 200000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The fields of one name, as struct expression_record has them. */
struct places {
	struct er_slice names[FIELDS_MAX];
	size_t first[FIELDS_MAX], count[FIELDS_MAX], next[FIELDS_MAX];
	size_t last[FIELDS_MAX], n;
};

static size_t
find_name(const struct places *p, struct er_slice name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->names[i].n == name.n &&
		    memcmp(p->names[i].p, name.p, name.n) == 0)
			break;
	return i;
}

static void
find_places(struct places *p, const struct rec_record *record)
{
	size_t i, field;

	*p = (struct places){0};
	for (i = 0; i < record->n; i++) {
		field = find_name(p, record->fields[i].name);
		if (field == p->n) {
			p->names[p->n++] = record->fields[i].name;
			p->first[field] = i + 1;
		} else {
			p->next[p->last[field]] = i + 1;
		}
		p->count[field]++;
		p->last[field] = i;
	}
}

static void
hold(struct book_expression *x, const struct rec_record *record)
{
	static struct places p;
	struct expression_record r = { record, p.first, p.count, p.next,
	    { 2026, 11, 22 } };
	uint64_t budget = BUDGET;
	size_t i, field;
	char *why;

	find_places(&p, record);
	for (i = 0; i < x->nnames; i++) {
		field = find_name(&p, (struct er_slice){ x->names[i].text,
		    strlen(x->names[i].text) });
		x->names[i].field = field == p.n ? SIZE_MAX : field;
	}
	if (book_expression_holds(x, &r, &budget, &why) && why != NULL)
		abort();
	if (budget > BUDGET)
		abort();
	free(why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	const char *end = n > 0 ? memchr(text, '\0', n) : NULL;
	size_t length = end == NULL ? n : (size_t)(end - text), at;
	struct er_diags diags = {0};
	struct book_expression *x;
	struct rec_record record;
	struct rec_reader *r;
	char *why;

	x = book_expression_new((struct er_slice){ text, length }, &why, &at);
	if (x == NULL) {
		if (why == NULL || at > length)
			abort();
		free(why);
		return 0;
	}
	if (end != NULL) {
		r = rec_open("t", end + 1, n - length - 1, &diags);
		while (rec_next(r, &record) == 1)
			if (record.n <= FIELDS_MAX)
				hold(x, &record);
		rec_close(r);
	}
	book_expression_free(x);
	er_diags_free(&diags);
	return 0;
}
