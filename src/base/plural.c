/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule of a catalogue's Plural-Forms: a C expression of n with ?:, ||, &&,
 * comparisons, + - * / % and !. Both sides of a choice are read, which has no
 * effect in an expression of numbers; a division by 0 gives 0.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/i18n.h"

enum { DEPTH = 64 };	/* of parentheses, choices and ! */

struct rule {
	const char *p;
	unsigned long n;
	int depth;
	bool bad;
};

/* From the weakest binding to the strongest; of those that begin alike the
 * longer first. */
static const struct {
	const char *sign;
	int level;
	enum { OR, AND, EQUAL, UNEQUAL, MOST, LEAST, LESS, MORE, PLUS, MINUS,
		TIMES, DIVIDED, REST } does;
} operators[] = {
	{ "||", 0, OR }, { "&&", 1, AND }, { "==", 2, EQUAL },
	{ "!=", 2, UNEQUAL }, { "<=", 3, MOST }, { ">=", 3, LEAST },
	{ "<", 3, LESS }, { ">", 3, MORE }, { "+", 4, PLUS },
	{ "-", 4, MINUS }, { "*", 5, TIMES }, { "/", 5, DIVIDED },
	{ "%", 5, REST },
};

enum { OPERATORS = sizeof operators / sizeof *operators, STRONGEST = 5 };

static void
skip_blanks(struct rule *r)
{
	while (*r->p == ' ' || *r->p == '\t')
		r->p++;
}

static bool
take(struct rule *r, const char *sign)
{
	skip_blanks(r);
	if (strncmp(r->p, sign, strlen(sign)) != 0)
		return false;
	r->p += strlen(sign);
	return true;
}

/* The operator of that level at hand, taken; or OPERATORS. */
static size_t
take_operator(struct rule *r, int level)
{
	size_t i;

	for (i = 0; i < OPERATORS; i++)
		if (operators[i].level == level && take(r, operators[i].sign))
			break;
	return i;
}

static unsigned long
apply(size_t operator, unsigned long a, unsigned long b)
{
	switch (operators[operator].does) {
	case OR: return a != 0 || b != 0;
	case AND: return a != 0 && b != 0;
	case EQUAL: return a == b;
	case UNEQUAL: return a != b;
	case MOST: return a <= b;
	case LEAST: return a >= b;
	case LESS: return a < b;
	case MORE: return a > b;
	case PLUS: return a + b;
	case MINUS: return a - b;
	case TIMES: return a * b;
	case DIVIDED: return b != 0 ? a / b : 0;
	case REST: return b != 0 ? a % b : 0;
	}
	return 0;
}

static unsigned long choice(struct rule *r);

static unsigned long
operand(struct rule *r)
{
	unsigned long value = 0;
	char *end;

	if (r->depth++ > DEPTH)
		r->bad = true;
	skip_blanks(r);
	if (r->bad) {
		;
	} else if (*r->p >= '0' && *r->p <= '9') {
		value = strtoul(r->p, &end, 10);
		r->p = end;
	} else if (take(r, "n")) {
		value = r->n;
	} else if (take(r, "!")) {
		value = !operand(r);
	} else if (take(r, "(")) {
		value = choice(r);
		r->bad = !take(r, ")") || r->bad;
	} else {
		r->bad = true;
	}
	r->depth--;
	return value;
}

static unsigned long
binary(struct rule *r, int level)
{
	unsigned long value;
	size_t operator;

	if (level > STRONGEST)
		return operand(r);
	value = binary(r, level + 1);
	while ((operator = take_operator(r, level)) < OPERATORS && !r->bad)
		value = apply(operator, value, binary(r, level + 1));
	return value;
}

static unsigned long
choice(struct rule *r)
{
	unsigned long value = binary(r, 0), yes, no;

	if (r->bad || !take(r, "?"))
		return value;
	if (r->depth++ > DEPTH) {
		r->bad = true;
		return 0;
	}
	yes = choice(r);
	r->bad = !take(r, ":") || r->bad;
	no = choice(r);
	r->depth--;
	return value != 0 ? yes : no;
}

bool
er_plural_read(const char *rule, unsigned long n, unsigned long *form)
{
	struct rule r = { rule, n, 0, false };

	*form = choice(&r);
	skip_blanks(&r);
	return !r.bad && *r.p == '\0';
}
