/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selection expressions over a record. Beyond recutils' manual, what its
 * recsel does decides: a missing field is an empty text, which counts as 0,
 * and as the day of the report where a date is asked for; where a field of the
 * record is repeated, the expression need hold for one of its values only,
 * with the first value of all other names. A name that is counted with '#' is
 * not tried that way.
 *
 * Whole numbers have 64 bits here; what does not fit fails.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/expression.h"

enum { JOINED_MAX = 1 << 20, SHOWN = 40 };

/* Why there is no result; the first three are about a text. */
enum fault {
	NONE, NO_NUMBER, NO_WHOLE, NO_DATE, NO_FIELD, DECIMALS, NUMBER_AS_DATE,
	NUMBER_AS_TEXT, DIVIDED, TOO_LARGE, TOO_LONG, TOO_SLOW
};

struct value {
	enum { INTEGER, REAL, TEXT } is;
	union {
		int64_t integer;
		double real;
		struct er_slice text;
	} of;
};

/* One evaluation. */
struct run {
	struct book_expression *x;
	const struct expression_record *r;
	/* The name whose value is not its first one, and where that stands. */
	size_t varied, position;
	struct value *stack;
	size_t n;
	uint64_t *budget;
	enum fault fault;	/* the first one */
	struct er_slice about;
};

static void
fail(struct run *run, enum fault fault, struct er_slice about)
{
	if (run->fault != NONE)
		return;
	run->fault = fault;
	run->about = about;
}

static void
fail_so(struct run *run, enum fault fault)
{
	fail(run, fault, (struct er_slice){0});
}

/* Takes what a step costs off the budget. */
static bool
spend(struct run *run, size_t cost)
{
	if (*run->budget < cost) {
		*run->budget = 0;
		fail_so(run, TOO_SLOW);
		return false;
	}
	*run->budget -= cost;
	return true;
}

/* ---- values as numbers --------------------------------------------------- */

/* A text that is a whole number, as strtol() would have it. */
static bool
read_integer(struct er_slice s, int64_t *integer)
{
	while (s.n > 0 && (*s.p == ' ' || (*s.p >= '\t' && *s.p <= '\r')))
		s.p++, s.n--;
	if (s.n > 1 && *s.p == '+' && s.p[1] != '-')
		s.p++, s.n--;
	return book_integer_parse(s, integer);
}

static bool
read_real(struct er_slice s, double *real)
{
	while (s.n > 0 && (*s.p == ' ' || (*s.p >= '\t' && *s.p <= '\r')))
		s.p++, s.n--;
	return book_real_parse(s, real);
}

/* The operand of what wants a whole number: !, &&, ||, =>, ?, %. */
static int64_t
whole(struct run *run, const struct value *v)
{
	int64_t integer = 0;

	if (v->is == INTEGER)
		return v->of.integer;
	if (v->is == REAL)
		fail_so(run, DECIMALS);
	else if (v->of.text.n > 0 && !read_integer(v->of.text, &integer))
		fail(run, NO_WHOLE, v->of.text);
	return integer;
}

/* Two operands as numbers: whole ones, or both as real ones. */
struct numbers {
	bool real;
	int64_t a, b;
	double x, y;
};

/* A text becomes a number; an empty one stays. */
static void
settle(struct run *run, struct value *v)
{
	struct er_slice text;

	if (v->is != TEXT || v->of.text.n == 0)
		return;
	text = v->of.text;
	if (read_integer(text, &v->of.integer))
		v->is = INTEGER;
	else if (read_real(text, &v->of.real))
		v->is = REAL;
	else
		fail(run, NO_NUMBER, text);
}

/* v was text; 010 is 8 as a whole number, but 10 among real ones. */
static double
as_real(const struct value *v, struct er_slice text)
{
	double real;

	if (v->is == REAL)
		return v->of.real;
	if (v->is == TEXT)
		return 0;
	return read_real(text, &real) ? real : (double)v->of.integer;
}

/* An empty text is 0: beside a whole number on its left it is a whole one, on
 * the left itself a real one, and on the right of a text with decimals recsel
 * makes it a fault. */
static struct numbers
take_numbers(struct run *run, struct value *a, struct value *b)
{
	struct numbers n = {0};
	struct er_slice s = {0}, t = {0};

	if (a->is == TEXT)
		s = a->of.text;
	if (b->is == TEXT)
		t = b->of.text;
	settle(run, a);
	settle(run, b);
	if (s.n > 0 && a->is == REAL && b->is == TEXT)
		fail_so(run, NO_FIELD);
	n.real = a->is != INTEGER || b->is == REAL;
	if (n.real) {
		n.x = as_real(a, s);
		n.y = as_real(b, t);
	} else {
		n.a = a->of.integer;
		n.b = b->is == INTEGER ? b->of.integer : 0;
	}
	return n;
}

/* ---- operations: the result is put into a -------------------------------- */

static void
set_truth(struct value *v, bool truth)
{
	v->is = INTEGER;
	v->of.integer = truth;
}

static bool
multiply(int64_t a, int64_t b, int64_t *product)
{
	uint64_t x = a < 0 ? -(uint64_t)a : (uint64_t)a;
	uint64_t y = b < 0 ? -(uint64_t)b : (uint64_t)b;

	if (y != 0 && x > (uint64_t)INT64_MAX / y)
		return false;
	*product = (a < 0) == (b < 0) ? (int64_t)(x * y) : -(int64_t)(x * y);
	return true;
}

static bool
add(int64_t a, int64_t b, int64_t *sum)
{
	if (b > 0 ? a > INT64_MAX - b : a < INT64_MIN - b)
		return false;
	*sum = a + b;
	return true;
}

static void
reckon_whole(struct run *run, enum expression_op op, struct value *v,
    int64_t a, int64_t b)
{
	bool good = true;

	v->is = INTEGER;
	if (op == EXPR_ADD)
		good = add(a, b, &v->of.integer);
	else if (op == EXPR_SUBTRACT)
		good = b != INT64_MIN && add(a, -b, &v->of.integer);
	else if (op == EXPR_MULTIPLY)
		good = multiply(a, b, &v->of.integer);
	else if (b == 0)
		fail_so(run, DIVIDED);
	else if (b == -1)
		good = op == EXPR_MODULO ? multiply(0, 0, &v->of.integer) :
		    multiply(a, b, &v->of.integer);
	else
		v->of.integer = op == EXPR_MODULO ? a % b : a / b;
	if (!good)
		fail_so(run, TOO_LARGE);
}

static void
reckon(struct run *run, enum expression_op op, struct value *a,
    struct value *b)
{
	struct numbers n;

	if (op == EXPR_MODULO) {
		n.a = whole(run, a);
		reckon_whole(run, op, a, n.a, whole(run, b));
		return;
	}
	n = take_numbers(run, a, b);
	if (!n.real) {
		reckon_whole(run, op, a, n.a, n.b);
		return;
	}
	a->is = REAL;
	a->of.real = op == EXPR_ADD ? n.x + n.y : op == EXPR_SUBTRACT ?
	    n.x - n.y : op == EXPR_MULTIPLY ? n.x * n.y : n.x / n.y;
}

static bool
is_so(enum expression_op op, bool less, bool equal, bool greater)
{
	switch (op) {
	case EXPR_EQUAL:
		return equal;
	case EXPR_UNEQUAL:
		return !equal;
	case EXPR_LESS:
		return less;
	case EXPR_GREATER:
		return greater;
	case EXPR_AT_MOST:
		return less || equal;
	default:
		return greater || equal;
	}
}

/* Two texts are equal as texts, and compared as numbers. */
static void
compare(struct run *run, enum expression_op op, struct value *a,
    struct value *b)
{
	struct er_slice s = a->of.text, t = b->of.text;
	struct numbers n;

	if (a->is == TEXT && b->is == TEXT &&
	    (op == EXPR_EQUAL || op == EXPR_UNEQUAL)) {
		spend(run, s.n / 16);
		set_truth(a, (s.n == t.n && (s.n == 0 ||
		    memcmp(s.p, t.p, s.n) == 0)) == (op == EXPR_EQUAL));
		return;
	}
	n = take_numbers(run, a, b);
	set_truth(a, n.real ? is_so(op, n.x < n.y, n.x == n.y, n.x > n.y) :
	    is_so(op, n.a < n.b, n.a == n.b, n.a > n.b));
}

static struct book_moment
moment(struct run *run, const struct value *v)
{
	struct book_moment m = {0};

	if (v->is != TEXT)
		fail_so(run, NUMBER_AS_DATE);
	else if (v->of.text.n == 0)
		m.seconds = (int64_t)er_date_to_days(run->r->as_of) * 86400;
	else if (!book_moment_parse(v->of.text, &m))
		fail(run, NO_DATE, v->of.text);
	return m;
}

static void
compare_dates(struct run *run, enum expression_op op, struct value *a,
    const struct value *b)
{
	struct book_moment m = moment(run, a), n = moment(run, b);
	bool less = m.seconds < n.seconds || (m.seconds == n.seconds &&
	    m.nanoseconds < n.nanoseconds);
	bool equal = m.seconds == n.seconds &&
	    m.nanoseconds == n.nanoseconds;

	set_truth(a, op == EXPR_BEFORE ? less : op == EXPR_SAME ? equal :
	    !less && !equal);
}

static void
logic(struct run *run, enum expression_op op, struct value *a,
    const struct value *b)
{
	bool x = whole(run, a) != 0, y = whole(run, b) != 0;

	set_truth(a, op == EXPR_AND ? x && y : op == EXPR_OR ? x || y :
	    !x || y);
}

/* The pattern that a text is: compiled, unless it is that of the last time. */
static struct book_pattern *
find_pattern(struct book_expression *x, struct er_slice text)
{
	char *why;

	if (x->last_text != NULL && er_slice_is(text, x->last_text))
		return x->last;
	free(x->last_text);
	book_pattern_free(x->last);
	x->last_text = er_xstrndup(text.p, text.n);
	x->last = book_pattern_new(x->last_text, &why);
	if (x->last == NULL)
		free(why);
	return x->last;
}

/* What is no pattern matches nothing. */
static void
match(struct run *run, struct book_pattern *pattern, struct value *a,
    const struct value *b)
{
	if (a->is != TEXT || b->is != TEXT) {
		fail_so(run, NUMBER_AS_TEXT);
		return;
	}
	if (!spend(run, a->of.text.n + b->of.text.n))
		return;
	if (pattern == NULL)
		pattern = find_pattern(run->x, b->of.text);
	set_truth(a, pattern != NULL &&
	    book_pattern_matches(pattern, a->of.text));
}

static void
join(struct run *run, struct value *a, const struct value *b)
{
	struct er_buf *joined = &run->x->joined;
	struct er_slice s = a->of.text, t = b->of.text;
	size_t at = joined->n;

	if (a->is != TEXT || b->is != TEXT) {
		fail_so(run, NUMBER_AS_TEXT);
	} else if (s.n > JOINED_MAX - at || t.n > JOINED_MAX - at - s.n) {
		fail_so(run, TOO_LONG);
	} else if (spend(run, s.n + t.n)) {
		if (joined->cap < JOINED_MAX) {
			er_buf_fill(joined, ' ', JOINED_MAX);
			er_buf_trim(joined, 0);
		}
		er_buf_add(joined, s.p, s.n);
		er_buf_add(joined, t.p, t.n);
		a->of.text = (struct er_slice){ joined->p + at, s.n + t.n };
	}
}

/* ---- operands ------------------------------------------------------------ */

/* The value of a name, empty without such a field. An index always counts
 * among all fields of that name. */
static struct er_slice
field_value(struct run *run, size_t name, size_t index)
{
	const struct expression_record *r = run->r;
	size_t field = run->x->names[name].field, at;

	if (field == SIZE_MAX || r->count[field] == 0 ||
	    (index != SIZE_MAX && index >= r->count[field]))
		return (struct er_slice){ "", 0 };
	if (index == SIZE_MAX && name == run->varied)
		return r->record->fields[run->position].value;
	at = r->first[field] - 1;
	for (; index != SIZE_MAX && index > 0 && spend(run, 1); index--)
		at = r->next[at] - 1;
	return r->record->fields[at].value;
}

static void
push(struct run *run, const struct expression_step *step)
{
	struct value *v = &run->stack[run->n++];
	size_t field;

	switch (step->op) {
	case EXPR_INTEGER:
		v->is = INTEGER;
		v->of.integer = step->of.integer;
		break;
	case EXPR_REAL:
		v->is = REAL;
		v->of.real = step->of.real;
		break;
	case EXPR_TEXT:
		v->is = TEXT;
		v->of.text = step->of.text;
		break;
	case EXPR_COUNT:
		field = run->x->names[step->of.field.name].field;
		v->is = INTEGER;
		v->of.integer = field == SIZE_MAX ? 0 :
		    (int64_t)run->r->count[field];
		break;
	default:
		v->is = TEXT;
		v->of.text = field_value(run, step->of.field.name,
		    step->of.field.index);
	}
}

/* ---- running ------------------------------------------------------------- */

static void
operate(struct run *run, const struct expression_step *step)
{
	struct value *a, *b;

	if (step->op == EXPR_NOT) {
		a = &run->stack[run->n - 1];
		set_truth(a, whole(run, a) == 0);
		return;
	}
	if (step->op == EXPR_CHOOSE) {
		run->n -= 2;
		a = &run->stack[run->n - 1];
		*a = whole(run, a) != 0 ? a[1] : a[2];
		return;
	}
	b = &run->stack[--run->n];
	a = b - 1;
	if (step->op <= EXPR_OR)
		logic(run, step->op, a, b);
	else if (step->op <= EXPR_AT_LEAST)
		compare(run, step->op, a, b);
	else if (step->op <= EXPR_SAME)
		compare_dates(run, step->op, a, b);
	else if (step->op <= EXPR_MODULO)
		reckon(run, step->op, a, b);
	else if (step->op == EXPR_MATCH)
		match(run, step->of.pattern, a, b);
	else
		join(run, a, b);
}

/* Only a whole number can be true. */
static bool
is_true(struct run *run)
{
	const struct book_expression *x = run->x;
	size_t i;

	run->n = 0;
	run->x->joined.n = 0;
	for (i = 0; i < x->n && run->fault == NONE && spend(run, 1); i++)
		if (x->steps[i].op <= EXPR_COUNT)
			push(run, &x->steps[i]);
		else
			operate(run, &x->steps[i]);
	return run->fault == NONE && run->stack[0].is == INTEGER &&
	    run->stack[0].of.integer != 0;
}

/* With each value of each name that is repeated. */
static bool
is_true_for_some(struct run *run)
{
	const struct expression_name *name;
	enum fault fault = run->fault;
	struct er_slice about = run->about;
	size_t i, at;

	for (i = 0; i < run->x->nnames; i++) {
		name = &run->x->names[i];
		if (!name->plain || name->counted || name->field == SIZE_MAX ||
		    run->r->count[name->field] < 2)
			continue;
		run->varied = i;
		for (at = run->r->first[name->field]; at != 0 &&
		    *run->budget > 0; at = run->r->next[at - 1]) {
			run->position = at - 1;
			run->fault = NONE;
			if (is_true(run))
				return true;
		}
	}
	if (*run->budget > 0) {
		run->fault = fault;	/* the first try's */
		run->about = about;
	}
	return false;
}

/* About a text. */
static char *
explain_text(enum fault fault, struct er_slice about)
{
	struct er_buf shown = {0};
	char *text;

	er_buf_addclean(&shown, about.p, about.n, SHOWN);
	if (fault == NO_NUMBER)
		text = er_xasprintf(_("'%s' is not a number"), shown.p);
	else if (fault == NO_WHOLE)
		text = er_xasprintf(_("'%s' is not a whole number"), shown.p);
	else
		text = er_xasprintf(_("'%s' is not a date"), shown.p);
	er_buf_free(&shown);
	return text;
}

static char *
explain(const struct run *run)
{
	static const char *const texts[] = {
		[NO_FIELD] = N_("a field is missing that stands beside a "
		    "number with decimals"),
		[DECIMALS] = N_("a number with decimals stands where a whole "
		    "one is needed"),
		[NUMBER_AS_DATE] = N_("a number stands where a date is "
		    "needed"),
		[NUMBER_AS_TEXT] = N_("a number stands where a text is "
		    "needed"),
		[DIVIDED] = N_("it divides by 0"),
		[TOO_LARGE] = N_("a number is too large"),
		[TOO_LONG] = N_("the texts that '&' joins are too long"),
		[TOO_SLOW] = N_("it takes too long for this record"),
	};

	if (run->fault == NONE)
		return NULL;
	if (run->fault <= NO_DATE)
		return explain_text(run->fault, run->about);
	return er_xstrdup(_(texts[run->fault]));
}

bool
book_expression_holds(struct book_expression *x,
    const struct expression_record *record, uint64_t *budget, char **why)
{
	struct value stack[EXPRESSION_STEPS + 1];
	struct run run = { .x = x, .r = record, .varied = SIZE_MAX,
	    .stack = stack, .budget = budget };
	bool holds = is_true(&run) || is_true_for_some(&run);

	if (why != NULL)
		*why = holds ? NULL : explain(&run);
	return holds;
}
