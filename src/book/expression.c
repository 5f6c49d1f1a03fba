/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selection expressions: from text to steps, by precedence climbing. What is
 * an expression and how it binds is recutils', warts and all: a '-' before a
 * digit belongs to the number, so "A - 1" needs its blank; && and || bind
 * alike.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/expression.h"

enum { DEEP_MAX = 100, INDEX_MAX = 1000000, SHOWN = 40 };

struct parse {
	struct book_expression *x;
	const char *at, *end;	/* of x->text */
	int deep;
	size_t stack;		/* values that the steps so far leave */
	char *why;		/* the first fault, owned; or NULL */
	size_t where;
};

/* Two operands; a longer one stands before its beginning. */
static const struct operator {
	const char *text;
	enum expression_op op;
	int binds;
} operators[] = {
	{ "=>", EXPR_IMPLIES, 2 },
	{ "&&", EXPR_AND, 3 }, { "||", EXPR_OR, 3 },
	{ "==", EXPR_SAME, 5 }, { "<<", EXPR_BEFORE, 5 },
	{ ">>", EXPR_AFTER, 5 },
	{ "<=", EXPR_AT_MOST, 4 }, { ">=", EXPR_AT_LEAST, 4 },
	{ "!=", EXPR_UNEQUAL, 4 }, { "=", EXPR_EQUAL, 4 },
	{ "<", EXPR_LESS, 4 }, { ">", EXPR_GREATER, 4 },
	{ "+", EXPR_ADD, 6 }, { "-", EXPR_SUBTRACT, 6 },
	{ "*", EXPR_MULTIPLY, 7 }, { "/", EXPR_DIVIDE, 7 },
	{ "%", EXPR_MODULO, 7 }, { "~", EXPR_MATCH, 7 },
	{ "&", EXPR_JOIN, 8 },
};

enum { CHOOSE_BINDS = 1 };

/* why is taken over. */
static void
fail(struct parse *s, const char *at, char *why)
{
	if (s->why == NULL) {
		s->why = why;
		s->where = (size_t)(at - s->x->text);
	} else {
		free(why);
	}
	s->at = s->end;
}

static void
skip_blanks(struct parse *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' ||
	    *s->at == '\n'))
		s->at++;
}

/* ---- steps --------------------------------------------------------------- */

/* What it leaves on the stack, less what it takes. */
static int
balance(enum expression_op op)
{
	if (op <= EXPR_COUNT)
		return 1;
	return op == EXPR_NOT ? 0 : op == EXPR_CHOOSE ? -2 : -1;
}

static struct expression_step *
emit(struct parse *s, enum expression_op op)
{
	struct book_expression *x = s->x;

	if (x->n == EXPRESSION_STEPS)
		fail(s, s->at, er_xstrdup(_("the expression is too large")));
	x->steps = er_grow(x->steps, x->n, &x->cap, sizeof *x->steps);
	x->steps[x->n] = (struct expression_step){ .op = op };
	s->stack += (size_t)balance(op);
	if (s->stack > x->deep)
		x->deep = s->stack;
	return &x->steps[x->n++];
}

/* ---- operands ------------------------------------------------------------ */

static bool
is_digit(const struct parse *s, const char *p)
{
	return p < s->end && *p >= '0' && *p <= '9';
}

static bool
is_hex(const struct parse *s, const char *p)
{
	return is_digit(s, p) || (p < s->end && ((*p >= 'a' && *p <= 'f') ||
	    (*p >= 'A' && *p <= 'F')));
}

static bool
is_number(const struct parse *s)
{
	const char *p = s->at + (s->at < s->end && *s->at == '-');

	return is_digit(s, p) || (p < s->end && *p == '.' &&
	    is_digit(s, p + 1));
}

static void
parse_number(struct parse *s)
{
	const char *from = s->at, *p = from + (*from == '-');
	struct er_slice text;
	struct expression_step *step;
	bool real = false, good;

	if (is_digit(s, p) && *p == '0' && s->end - p > 2 && p[1] == 'x' &&
	    is_hex(s, p + 2)) {
		for (p += 2; is_hex(s, p); p++)
			;
	} else {
		for (; is_digit(s, p); p++)
			;
		real = p < s->end && *p == '.' && is_digit(s, p + 1);
		for (p += real; real && is_digit(s, p); p++)
			;
	}
	text = (struct er_slice){ from, (size_t)(p - from) };
	step = emit(s, real ? EXPR_REAL : EXPR_INTEGER);
	good = real ? book_real_parse(text, &step->of.real) :
	    book_integer_parse(text, &step->of.integer);
	s->at = p;
	if (!good)
		fail(s, from, er_xasprintf(_("'%.*s' is not a number; one that "
		    "begins with 0 is octal"), SHOWN < text.n ? SHOWN :
		    (int)text.n, text.p));
}

/* The backslash of an escaped quote stays, as in a regular expression; the
 * last quote ends the text even so when there is no other. */
static void
parse_text(struct parse *s)
{
	const char *from = s->at, *p, *last = NULL;

	for (p = from + 1; p < s->end; p++) {
		if (*p != *from)
			continue;
		last = p;
		if (p[-1] != '\\')
			break;
	}
	if (last == NULL) {
		fail(s, from, er_xstrdup(_("this quote is not closed")));
		return;
	}
	emit(s, EXPR_TEXT)->of.text = (struct er_slice){ from + 1,
	    (size_t)(last - from - 1) };
	s->at = last + 1;
}

static bool
is_name(const struct parse *s, const char *p)
{
	return p < s->end && *p != '%' &&
	    rec_is_name((struct er_slice){ p, 1 });
}

/* The end of the name that begins at p. */
static const char *
name_end(const struct parse *s, const char *p)
{
	while (is_name(s, p) || is_digit(s, p) || (p < s->end && *p == '_'))
		p++;
	return p;
}

/* "Name", or "Name.Sub", which is another way to write "Name_Sub". */
static size_t
take_name(struct parse *s)
{
	struct book_expression *x = s->x;
	const char *from = s->at, *p = name_end(s, from), *dot = p;
	char *text;
	size_t i;

	if (p < s->end && *p == '.' && is_name(s, p + 1))
		p = name_end(s, p + 1);
	text = er_xstrndup(from, (size_t)(p - from));
	if (p > dot)
		text[dot - from] = '_';
	s->at = p;
	for (i = 0; i < x->nnames; i++)
		if (strcmp(x->names[i].text, text) == 0)
			break;
	if (i < x->nnames || i == EXPRESSION_NAMES) {
		free(text);
	} else {
		x->names = er_grow(x->names, i, &x->names_cap,
		    sizeof *x->names);
		x->names[x->nnames++] = (struct expression_name){
		    .text = text, .field = SIZE_MAX };
	}
	if (i < EXPRESSION_NAMES)
		return i;
	fail(s, from, er_xstrdup(_("the expression has too many names")));
	return 0;
}

/* "[3]", right behind a name; SIZE_MAX without one. */
static size_t
take_index(struct parse *s)
{
	const char *p = s->at + 1;
	size_t index = 0;

	if (s->at == s->end || *s->at != '[')
		return SIZE_MAX;
	for (; is_digit(s, p); p++)
		if (index <= INDEX_MAX)
			index = index * 10 + (size_t)(*p - '0');
	if (p == s->at + 1 || p == s->end || *p != ']')
		fail(s, s->at, er_xstrdup(_("an index is a number in brackets: "
		    "the first field of a name is Name[0]")));
	else
		s->at = p + 1;
	return index;
}

static void
parse_field(struct parse *s, enum expression_op op)
{
	size_t name = take_name(s), index = take_index(s);
	struct expression_step *step;

	if (s->why != NULL)
		return;
	if (op == EXPR_COUNT)
		s->x->names[name].counted = true;
	else if (index == SIZE_MAX)
		s->x->names[name].plain = true;
	step = emit(s, op);
	step->of.field.name = name;
	step->of.field.index = index;
}

static void parse_binary(struct parse *s, int least);

static void
parse_group(struct parse *s)
{
	const char *from = s->at++;

	parse_binary(s, 0);
	skip_blanks(s);
	if (s->at < s->end && *s->at == ')')
		s->at++;
	else
		fail(s, from, er_xstrdup(_("this '(' is not closed")));
}

/* Says what is there where an operand should be. */
static void
no_operand(struct parse *s)
{
	if (s->at == s->end)
		fail(s, s->at, er_xstrdup(_("the expression ends where a "
		    "field, a number or a text in quotes is expected")));
	else if (*s->at == '-')
		fail(s, s->at, er_xstrdup(_("a '-' stands before a number, or "
		    "between two operands with a blank behind it")));
	else
		fail(s, s->at, er_xstrdup(_("expected the name of a field, a "
		    "number or a text in quotes")));
}

static void
parse_operand(struct parse *s)
{
	skip_blanks(s);
	if (s->why != NULL || s->at == s->end) {
		no_operand(s);
	} else if (is_number(s)) {
		parse_number(s);
	} else if (*s->at == '\'' || *s->at == '"') {
		parse_text(s);
	} else if (is_name(s, s->at)) {
		parse_field(s, EXPR_FIELD);
	} else if (*s->at == '(') {
		parse_group(s);
	} else if (*s->at == '#') {
		s->at++;
		skip_blanks(s);
		if (is_name(s, s->at))
			parse_field(s, EXPR_COUNT);
		else
			no_operand(s);
	} else {
		no_operand(s);
	}
}

static void
parse_unary(struct parse *s)
{
	size_t nots = 0;

	for (skip_blanks(s); s->at < s->end && *s->at == '!' &&
	    (s->end - s->at < 2 || s->at[1] != '='); skip_blanks(s)) {
		s->at++;
		nots++;
	}
	parse_operand(s);
	while (nots-- > 0 && s->why == NULL)
		emit(s, EXPR_NOT);
}

/* ---- operators ----------------------------------------------------------- */

/* The operator at this place, or NULL; not one that belongs to a number. */
static const struct operator *
find_operator(const struct parse *s)
{
	size_t i, n, left = (size_t)(s->end - s->at);

	if (is_number(s))
		return NULL;
	for (i = 0; i < sizeof operators / sizeof *operators; i++) {
		n = strlen(operators[i].text);
		if (left >= n && memcmp(s->at, operators[i].text, n) == 0)
			return &operators[i];
	}
	return NULL;
}

/* A pattern that is written down is compiled now. */
static void
parse_match(struct parse *s, size_t before, const char *at)
{
	struct book_expression *x = s->x;
	enum expression_op left = x->steps[before - 1].op;
	enum expression_op right = x->steps[x->n - 1].op;
	struct book_pattern *pattern = NULL;
	char *text, *why;

	if (left == EXPR_INTEGER || right == EXPR_INTEGER) {
		fail(s, at, er_xstrdup(_("'~' stands between two texts, not "
		    "numbers")));
		return;
	}
	if (x->n == before + 1 && right == EXPR_TEXT) {
		text = er_xstrndup(x->steps[before].of.text.p,
		    x->steps[before].of.text.n);
		pattern = book_pattern_new(text, &why);
		free(text);
		if (pattern == NULL)
			fail(s, at, why);
	}
	emit(s, EXPR_MATCH)->of.pattern = pattern;
}

/* A date that is written down can be read; an empty one is no date. */
static void
check_date(struct parse *s, size_t step, const char *at)
{
	struct er_slice text = s->x->steps[step].of.text;
	struct book_moment moment;
	struct er_buf shown = {0};

	if (s->why != NULL || s->x->steps[step].op != EXPR_TEXT ||
	    text.n == 0 || book_moment_parse(text, &moment))
		return;
	er_buf_addclean(&shown, text.p, text.n, SHOWN);
	fail(s, at, er_xasprintf(_("'%s' is not a date that is the same on any "
	    "day; write '2026-11-22'"), shown.p));
	er_buf_free(&shown);
}

static void
parse_right(struct parse *s, const struct operator *o)
{
	const char *at = s->at;
	size_t before = s->x->n;

	s->at += strlen(o->text);
	parse_binary(s, o->binds + (o->op != EXPR_IMPLIES));
	if (s->why != NULL)
		return;
	if (o->op == EXPR_MATCH) {
		parse_match(s, before, at);
		return;
	}
	if (o->op == EXPR_BEFORE || o->op == EXPR_AFTER ||
	    o->op == EXPR_SAME) {
		check_date(s, before - 1, at);
		if (s->x->n == before + 1)
			check_date(s, before, at);
	}
	emit(s, o->op);
}

/* "?" and what follows it: both ways take all that they can. */
static void
parse_choice(struct parse *s)
{
	const char *at = s->at++;

	parse_binary(s, 0);
	skip_blanks(s);
	if (s->why == NULL && (s->at == s->end || *s->at != ':'))
		fail(s, at, er_xstrdup(_("this '?' has no ':'")));
	if (s->why != NULL)
		return;
	s->at++;
	parse_binary(s, 0);
	emit(s, EXPR_CHOOSE);
}

static void
parse_binary(struct parse *s, int least)
{
	const struct operator *o;

	if (++s->deep > DEEP_MAX)
		fail(s, s->at, er_xstrdup(_("the expression is too deep")));
	parse_unary(s);
	while (s->why == NULL) {
		skip_blanks(s);
		o = s->at < s->end ? find_operator(s) : NULL;
		if (o != NULL && o->binds >= least)
			parse_right(s, o);
		else if (o == NULL && s->at < s->end && *s->at == '?' &&
		    least <= CHOOSE_BINDS)
			parse_choice(s);
		else
			break;
	}
	s->deep--;
}

struct book_expression *
book_expression_new(struct er_slice text, char **why, size_t *at)
{
	struct book_expression *x = er_xcalloc(1, sizeof *x);
	struct parse s = { .x = x };

	x->text = er_xstrndup(text.p, text.n);
	s.at = x->text;
	s.end = x->text + text.n;
	parse_binary(&s, 0);
	if (s.why == NULL && s.at < s.end)
		fail(&s, s.at, er_xstrdup(is_number(&s) ? _("an operator is "
		    "missing; behind a '-' that is one stands a blank") :
		    _("expected an operator, or the end of the expression")));
	*why = s.why;
	*at = s.where;
	if (s.why == NULL)
		return x;
	book_expression_free(x);
	return NULL;
}

void
book_expression_free(struct book_expression *x)
{
	size_t i;

	if (x == NULL)
		return;
	for (i = 0; i < x->n; i++)
		if (x->steps[i].op == EXPR_MATCH)
			book_pattern_free(x->steps[i].of.pattern);
	for (i = 0; i < x->nnames; i++)
		free(x->names[i].text);
	free(x->names);
	free(x->steps);
	free(x->text);
	free(x->last_text);
	book_pattern_free(x->last);
	er_buf_free(&x->joined);
	free(x);
}
