/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regular expressions of a book (POSIX extended ones), matched in time in
 * proportion to the text and in fixed memory: a book may come from people one
 * need not trust, and regexec() can be made to take hours and gigabytes. Nor
 * do they depend on the locale.
 *
 * An expression becomes a small program (K. Thompson, Regular Expression
 * Search Algorithm, 1968): all its threads walk the text side by side.
 * Characters are code points.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

enum {
	PROGRAM_MAX = 1000,	/* instructions: the cost of a character */
	RANGES_MAX = 1000,
	REPEAT_MAX = 255,	/* RE_DUP_MAX of POSIX */
	DEEP_MAX = 50
};

enum op { OP_CHAR, OP_ANY, OP_SET, OP_BEGIN, OP_END, OP_SPLIT, OP_JUMP,
	OP_MATCH };

struct instruction {
	enum op op;
	bool negated;		/* OP_SET */
	uint32_t c;		/* OP_CHAR */
	size_t x, y;		/* targets; of OP_SET the ranges from x to y */
};

struct range {
	uint32_t low, high;
};

struct book_pattern {
	struct instruction program[PROGRAM_MAX];
	size_t n;
	struct range ranges[RANGES_MAX];
	size_t nranges;
	/* Threads at this character and at the next; when[] says for which
	 * character a thread was added last. */
	size_t now[PROGRAM_MAX], next[PROGRAM_MAX], nnow, nnext;
	size_t when[PROGRAM_MAX], turn;
	bool matched;
};

/* ---- compiling ----------------------------------------------------------- */

struct parse {
	struct book_pattern *p;
	const char *at, *end;
	int deep;
	const char *why;	/* the first fault, or NULL */
};

static void
fail(struct parse *s, const char *why)
{
	if (s->why == NULL)
		s->why = why;
	s->at = s->end;
}

static size_t
emit(struct parse *s, enum op op, size_t x, size_t y)
{
	struct book_pattern *p = s->p;

	if (p->n == PROGRAM_MAX) {
		fail(s, N_("the regular expression is too large"));
		return 0;
	}
	p->program[p->n] = (struct instruction){ .op = op, .x = x, .y = y };
	return p->n++;
}

/* A character of the expression or of a text; a byte that is no UTF-8 is one of
 * its own, beyond Unicode. */
static uint32_t
take_character(const char **at, const char *end)
{
	const unsigned char *u = (const unsigned char *)*at;
	size_t i, n = u[0] < 0xc0 ? 1 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
	uint32_t c = u[0];

	if (n == 1 || (size_t)(end - *at) < n ||
	    er_utf8_check(*at, n) != n) {
		++*at;
		return c < 0x80 ? c : 0x110000 + c;
	}
	c &= 0x7fu >> n;
	for (i = 1; i < n; i++)
		c = c << 6 | (u[i] & 0x3f);
	*at += n;
	return c;
}

static void
add_range(struct parse *s, uint32_t low, uint32_t high)
{
	struct book_pattern *p = s->p;

	if (low > high)
		fail(s, N_("a range in brackets is the wrong way round"));
	else if (p->nranges == RANGES_MAX)
		fail(s, N_("the regular expression is too large"));
	else
		p->ranges[p->nranges++] = (struct range){ low, high };
}

/* Beyond ASCII everything counts as a letter. */
static const struct {
	const char *name, *ranges;
	bool beyond;
} classes[] = {
	{ "alpha", "azAZ", true }, { "digit", "09", false },
	{ "alnum", "azAZ09", true }, { "upper", "AZ", false },
	{ "lower", "az", false }, { "space", "\t\r  ", false },
	{ "blank", "\t\t  ", false }, { "punct", "!/:@[`{~", false },
	{ "print", " ~", true }, { "graph", "!~", true },
	{ "cntrl", "\1\37\177\177", false }, { "xdigit", "09afAF", false },
};

static void
add_class(struct parse *s, const char *name, size_t n)
{
	const char *r;
	size_t i;

	for (i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strlen(classes[i].name) != n ||
		    memcmp(classes[i].name, name, n) != 0)
			continue;
		for (r = classes[i].ranges; *r != '\0'; r += 2)
			add_range(s, (unsigned char)r[0], (unsigned char)r[1]);
		if (classes[i].beyond)
			add_range(s, 0x80, 0x10ffff);
		return;
	}
	fail(s, N_("there is no such class in brackets"));
}

/* "[:name:]", at the bracket; false when there is none. */
static bool
take_class(struct parse *s)
{
	const char *p = s->at;

	if (s->end - p < 4 || p[0] != '[' || p[1] != ':')
		return false;
	for (p += 2; s->end - p > 1; p++)
		if (p[0] == ':' && p[1] == ']') {
			add_class(s, s->at + 2, (size_t)(p - s->at - 2));
			s->at = s->why == NULL ? p + 2 : s->end;
			return true;
		}
	return false;
}

/* What stands in brackets, behind the first one. */
static void
parse_set(struct parse *s)
{
	size_t set = emit(s, OP_SET, s->p->nranges, 0);
	const char *first;
	uint32_t low, high;

	if (s->at < s->end && *s->at == '^') {
		s->p->program[set].negated = true;
		s->at++;
	}
	for (first = s->at; s->at < s->end && (*s->at != ']' ||
	    s->at == first); ) {
		if (take_class(s))
			continue;
		low = high = take_character(&s->at, s->end);
		if (s->end - s->at > 1 && s->at[0] == '-' && s->at[1] != ']') {
			s->at++;
			high = take_character(&s->at, s->end);
		}
		add_range(s, low, high);
	}
	s->p->program[set].y = s->p->nranges;
	if (s->at < s->end)
		s->at++;
	else
		fail(s, N_("a '[' is not closed"));
}

static void
parse_escape(struct parse *s)
{
	size_t set;

	if (s->at == s->end) {
		fail(s, N_("a '\\' stands at the end"));
	} else if (strchr("wWsS", *s->at) != NULL) {
		set = emit(s, OP_SET, s->p->nranges, 0);
		s->p->program[set].negated = *s->at == 'W' || *s->at == 'S';
		if (*s->at == 's' || *s->at == 'S') {
			add_class(s, "space", 5);
		} else {
			add_class(s, "alnum", 5);
			add_range(s, '_', '_');
		}
		s->p->program[set].y = s->p->nranges;
		s->at += s->at < s->end;
	} else if (*s->at >= '0' && *s->at <= '9') {
		fail(s, N_("a regular expression has no back-reference here"));
	} else {
		s->p->program[emit(s, OP_CHAR, 0, 0)].c =
		    take_character(&s->at, s->end);
	}
}

static void parse_alternatives(struct parse *s);

static void
parse_group(struct parse *s)
{
	if (++s->deep > DEEP_MAX)
		fail(s, N_("the regular expression is too deep"));
	else
		parse_alternatives(s);
	s->deep--;
	if (s->at < s->end && *s->at == ')')
		s->at++;
	else
		fail(s, N_("a '(' is not closed"));
}

static void
parse_atom(struct parse *s)
{
	switch (*s->at++) {
	case '(':
		parse_group(s);
		break;
	case '[':
		parse_set(s);
		break;
	case '\\':
		parse_escape(s);
		break;
	case '.':
		emit(s, OP_ANY, 0, 0);
		break;
	case '^':
		emit(s, OP_BEGIN, 0, 0);
		break;
	case '$':
		emit(s, OP_END, 0, 0);
		break;
	case '*':
	case '+':
	case '?':
		fail(s, N_("there is nothing to repeat"));
		break;
	default:
		s->at--;
		s->p->program[emit(s, OP_CHAR, 0, 0)].c =
		    take_character(&s->at, s->end);
	}
}

static size_t
take_number(struct parse *s)
{
	size_t n = 0;

	for (; s->at < s->end && *s->at >= '0' && *s->at <= '9'; s->at++)
		if (n <= REPEAT_MAX)
			n = n * 10 + (size_t)(*s->at - '0');
	return n;
}

/* "*", "+", "?" or "{m,n}"; most is SIZE_MAX without an end. */
static bool
take_repetition(struct parse *s, size_t *least, size_t *most)
{
	char c = s->at < s->end ? *s->at : '\0';

	*least = c == '+';
	*most = c == '?' ? 1 : SIZE_MAX;
	if (c == '*' || c == '+' || c == '?') {
		s->at++;
		return true;
	}
	if (c != '{' || s->end - s->at < 2 || s->at[1] < '0' || s->at[1] > '9')
		return false;
	s->at++;
	*least = *most = take_number(s);
	if (s->at < s->end && *s->at == ',') {
		s->at++;
		*most = s->at < s->end && *s->at == '}' ? SIZE_MAX :
		    take_number(s);
	}
	if (s->at == s->end || *s->at != '}' || *least > REPEAT_MAX ||
	    (*most > REPEAT_MAX && *most != SIZE_MAX) || *least > *most)
		fail(s, N_("a repetition is written {m,n}, 255 at most"));
	else
		s->at++;
	return true;
}

/* Moves the targets from `from` on by so many instructions. */
static void
relocate(struct instruction *i, size_t from, size_t by)
{
	if (i->op != OP_SPLIT && i->op != OP_JUMP)
		return;
	if (i->x >= from)
		i->x += by;
	if (i->y >= from)
		i->y += by;
}

/* A split before the piece of program that begins at `begin` and goes to its
 * end: into it, or to y beyond. */
static void
insert_split(struct parse *s, size_t begin, size_t beyond)
{
	struct book_pattern *p = s->p;
	size_t i;

	emit(s, OP_SPLIT, 0, 0);
	if (s->why != NULL)
		return;
	for (i = p->n - 1; i > begin; i--) {
		p->program[i] = p->program[i - 1];
		relocate(&p->program[i], begin, 1);
	}
	p->program[begin] = (struct instruction){ .op = OP_SPLIT,
	    .x = begin + 1, .y = p->n + beyond };
}

/* The n instructions at begin once more, at the end. */
static size_t
copy_piece(struct parse *s, const struct instruction *piece, size_t n,
    size_t begin)
{
	struct book_pattern *p = s->p;
	size_t i, at = p->n;

	for (i = 0; i < n && s->why == NULL; i++) {
		emit(s, OP_JUMP, 0, 0);
		if (s->why != NULL)
			break;
		p->program[at + i] = piece[i];
		relocate(&p->program[at + i], begin, at - begin);
	}
	return at;
}

/* The piece from begin to the end is there once; now as often as is said. */
static void
repeat_piece(struct parse *s, size_t begin, size_t least, size_t most)
{
	struct book_pattern *p = s->p;
	size_t i, at, n = p->n - begin;
	struct instruction *piece = er_xcalloc(n + 1, sizeof *piece);

	memcpy(piece, p->program + begin, n * sizeof *piece);
	p->n = begin;
	for (i = 0; i < least; i++)
		copy_piece(s, piece, n, begin);
	for (; most != SIZE_MAX && i < most && s->why == NULL; i++) {
		at = copy_piece(s, piece, n, begin);
		insert_split(s, at, 0);
	}
	if (most == SIZE_MAX && s->why == NULL) {
		at = copy_piece(s, piece, n, begin);
		insert_split(s, at, 1);
		emit(s, OP_JUMP, at, 0);
	}
	free(piece);
}

static void
parse_sequence(struct parse *s)
{
	size_t least, most, begin;

	while (s->at < s->end && *s->at != '|' &&
	    (*s->at != ')' || s->deep == 0)) {
		begin = s->p->n;
		parse_atom(s);
		if (s->why != NULL || !take_repetition(s, &least, &most))
			continue;
		if (s->why == NULL)
			repeat_piece(s, begin, least, most);
		if (s->at < s->end && strchr("*+?", *s->at) != NULL)
			fail(s, N_("there is nothing to repeat"));
	}
}

/* Each alternative but the last begins with a split and ends with a jump to
 * the end of all, which is known only then: until then each jump's target is
 * the jump before it. */
static void
parse_alternatives(struct parse *s)
{
	struct book_pattern *p = s->p;
	size_t begin = p->n, jumps = SIZE_MAX, jump;

	parse_sequence(s);
	while (s->at < s->end && *s->at == '|') {
		s->at++;
		insert_split(s, begin, 1);
		jump = emit(s, OP_JUMP, 0, 0);
		if (s->why != NULL)
			return;
		p->program[jump].x = jumps;
		jumps = jump;
		begin = p->n;
		parse_sequence(s);
	}
	while (jumps != SIZE_MAX && s->why == NULL) {
		jump = p->program[jumps].x;
		p->program[jumps].x = p->n;
		jumps = jump;
	}
}

struct book_pattern *
book_pattern_new(const char *text, char **why)
{
	struct book_pattern *p = er_xcalloc(1, sizeof *p);
	struct parse s = { .p = p, .at = text, .end = text + strlen(text) };

	*why = NULL;
	parse_alternatives(&s);
	if (s.at < s.end)
		fail(&s, N_("a ')' closes nothing"));
	emit(&s, OP_MATCH, 0, 0);
	if (s.why == NULL)
		return p;
	*why = er_xstrdup(_(s.why));
	free(p);
	return NULL;
}

void
book_pattern_free(struct book_pattern *pattern)
{
	free(pattern);
}

/* ---- matching ------------------------------------------------------------ */

/* Adds a thread and whatever it comes to without taking a character. */
static void
add_thread(struct book_pattern *p, size_t pc, bool begin, bool end)
{
	const struct instruction *i = &p->program[pc];

	if (p->when[pc] == p->turn)
		return;
	p->when[pc] = p->turn;
	switch (i->op) {
	case OP_MATCH:
		p->matched = true;
		break;
	case OP_JUMP:
		add_thread(p, i->x, begin, end);
		break;
	case OP_SPLIT:
		add_thread(p, i->x, begin, end);
		add_thread(p, i->y, begin, end);
		break;
	case OP_BEGIN:
		if (begin)
			add_thread(p, pc + 1, begin, end);
		break;
	case OP_END:
		if (end)
			add_thread(p, pc + 1, begin, end);
		break;
	case OP_CHAR:
	case OP_ANY:
	case OP_SET:
		p->next[p->nnext++] = pc;
		break;
	}
}

static bool
takes(const struct book_pattern *p, const struct instruction *i, uint32_t c)
{
	size_t k;

	if (i->op == OP_ANY)
		return true;
	if (i->op == OP_CHAR)
		return i->c == c;
	for (k = i->x; k < i->y; k++)
		if (c >= p->ranges[k].low && c <= p->ranges[k].high)
			return !i->negated;
	return i->negated;
}

bool
book_pattern_matches(struct book_pattern *p, struct er_slice text)
{
	const char *at = text.p, *end = text.p + text.n;
	uint32_t c;
	size_t i;

	p->matched = false;
	p->nnext = 0;
	p->turn++;
	add_thread(p, 0, true, text.n == 0);
	while (at < end && !p->matched) {
		p->nnow = p->nnext;
		memcpy(p->now, p->next, p->nnow * sizeof *p->now);
		c = take_character(&at, end);
		p->nnext = 0;
		p->turn++;
		for (i = 0; i < p->nnow; i++)
			if (takes(p, &p->program[p->now[i]], c))
				add_thread(p, p->now[i] + 1, false, at == end);
		add_thread(p, 0, false, at == end);
	}
	return p->matched;
}
