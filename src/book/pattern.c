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

enum op { OP_CHAR, OP_ANY, OP_SET, OP_AT, OP_SPLIT, OP_JUMP, OP_MATCH };

/* Where in a text an OP_AT holds, one bit each. */
enum at {
	AT_BEGIN = 1, AT_END = 2, AT_WORD_BEGIN = 4, AT_WORD_END = 8,
	AT_EDGE = AT_WORD_BEGIN | AT_WORD_END, AT_NO_EDGE = 16
};

struct instruction {
	enum op op;
	bool negated;		/* OP_SET */
	uint32_t c;		/* OP_CHAR; OP_AT: any of these bits */
	size_t x, y;		/* targets; of OP_SET the ranges from x to y */
};

struct range {
	uint32_t low, high;
};

struct book_pattern {
	struct instruction *program;
	size_t n;
	struct range *ranges;
	size_t nranges;
	bool words;		/* it asks for the edges of words */
	/* Threads at this character and at the next; when[] says for which
	 * character a thread was added last. */
	size_t *now, *next, nnow, nnext;
	size_t *when, turn;
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

/* "[.c.]" and "[=c=]" are the character c; longer ones are not known. */
static void
add_symbol(struct parse *s, const char *p, const char *end)
{
	const char *next = p;
	uint32_t c;

	if (p == end) {
		fail(s, N_("there is no such class in brackets"));
		return;
	}
	c = take_character(&next, end);
	if (next == end)
		add_range(s, c, c);
	else
		fail(s, N_("a collating symbol in brackets is one character "
		    "here"));
}

/* "[:name:]", "[.c.]" or "[=c=]", at the bracket; false when there is none. */
static bool
take_class(struct parse *s)
{
	const char *p = s->at;
	char mark;

	if (s->end - p < 2 || p[0] != '[' || (p[1] != ':' && p[1] != '.' &&
	    p[1] != '='))
		return false;
	mark = p[1];
	for (p += 2; s->end - p > 1; p++) {
		if (p[0] != mark || p[1] != ']')
			continue;
		if (mark == ':')
			add_class(s, s->at + 2, (size_t)(p - s->at - 2));
		else
			add_symbol(s, s->at + 2, p);
		s->at = s->why == NULL ? p + 2 : s->end;
		return true;
	}
	fail(s, N_("a '[' is not closed"));
	return true;
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
			if (s->end - s->at > 1 && s->at[0] == '-' &&
			    s->at[1] != ']')
				fail(s, N_("a '-' in brackets stands between "
				    "two ranges; put it first or last"));
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
emit_at(struct parse *s, enum at at)
{
	s->p->program[emit(s, OP_AT, 0, 0)].c = at;
	s->p->words |= (at & (AT_EDGE | AT_NO_EDGE)) != 0;
}

/* What GNU's regular expressions add to POSIX's. */
static const struct {
	char letter;
	enum at at;
} edges[] = {
	{ '<', AT_WORD_BEGIN }, { '>', AT_WORD_END }, { 'b', AT_EDGE },
	{ 'B', AT_NO_EDGE }, { '`', AT_BEGIN }, { '\'', AT_END },
};

static bool
parse_edge(struct parse *s)
{
	size_t i;

	for (i = 0; i < sizeof edges / sizeof *edges; i++)
		if (s->at < s->end && *s->at == edges[i].letter) {
			s->at++;
			emit_at(s, edges[i].at);
			return true;
		}
	return false;
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
		if (!parse_edge(s))
			parse_escape(s);
		break;
	case '.':
		emit(s, OP_ANY, 0, 0);
		break;
	case '^':
		emit_at(s, AT_BEGIN);
		break;
	case '$':
		emit_at(s, AT_END);
		break;
	case '*':
	case '+':
	case '?':
	case '{':
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

/* "*", "+", "?", "{m}", "{m,}", "{,n}" or "{m,n}"; most is SIZE_MAX without an
 * end. */
static bool
take_repetition(struct parse *s, size_t *least, size_t *most)
{
	const char *begin;
	char c = s->at < s->end ? *s->at : '\0';

	*least = c == '+';
	*most = c == '?' ? 1 : SIZE_MAX;
	if (c == '*' || c == '+' || c == '?') {
		s->at++;
		return true;
	}
	if (c != '{')
		return false;
	s->at++;
	begin = s->at;
	*least = *most = take_number(s);
	if (s->at < s->end && *s->at == '}' && s->at == begin)
		s->at = s->end;		/* "{}" */
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
	bool bare;		/* not a group */

	while (s->at < s->end && *s->at != '|' &&
	    (*s->at != ')' || s->deep == 0)) {
		begin = s->p->n;
		bare = *s->at != '(';
		parse_atom(s);
		while (s->why == NULL && take_repetition(s, &least, &most)) {
			if (bare && s->p->n == begin + 1 &&
			    s->p->program[begin].op == OP_AT)
				fail(s, N_("there is nothing to repeat"));
			if (s->why == NULL)
				repeat_piece(s, begin, least, most);
		}
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

/* Room for what matching needs, and no more than the program takes. */
static void
settle(struct book_pattern *p)
{
	p->program = er_xrealloc(p->program, p->n, sizeof *p->program);
	p->ranges = er_xrealloc(p->ranges, p->nranges + 1, sizeof *p->ranges);
	p->now = er_xcalloc(p->n, sizeof *p->now);
	p->next = er_xcalloc(p->n, sizeof *p->next);
	p->when = er_xcalloc(p->n, sizeof *p->when);
}

struct book_pattern *
book_pattern_new(const char *text, char **why)
{
	struct book_pattern *p = er_xcalloc(1, sizeof *p);
	struct parse s = { .p = p, .at = text, .end = text + strlen(text) };

	*why = NULL;
	p->program = er_xcalloc(PROGRAM_MAX, sizeof *p->program);
	p->ranges = er_xcalloc(RANGES_MAX, sizeof *p->ranges);
	parse_alternatives(&s);
	if (s.at < s.end)
		fail(&s, N_("a ')' closes nothing"));
	emit(&s, OP_MATCH, 0, 0);
	if (s.why == NULL) {
		settle(p);
		return p;
	}
	*why = er_xstrdup(_(s.why));
	book_pattern_free(p);
	return NULL;
}

void
book_pattern_free(struct book_pattern *pattern)
{
	if (pattern == NULL)
		return;
	free(pattern->program);
	free(pattern->ranges);
	free(pattern->now);
	free(pattern->next);
	free(pattern->when);
	free(pattern);
}

/* ---- matching ------------------------------------------------------------ */

/* Adds a thread and whatever it comes to without taking a character. */
static void
add_thread(struct book_pattern *p, size_t pc, unsigned where)
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
		add_thread(p, i->x, where);
		break;
	case OP_SPLIT:
		add_thread(p, i->x, where);
		add_thread(p, i->y, where);
		break;
	case OP_AT:
		if ((where & i->c) != 0)
			add_thread(p, pc + 1, where);
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

/* As \w has it. */
static bool
is_word(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || (c >= 0x80 && c <= 0x10ffff);
}

/* What holds between `before`, which is a word's character or not, and at. */
static unsigned
place(const struct book_pattern *p, bool before, const char *at,
    const char *end)
{
	unsigned where = at == end ? AT_END : 0;
	bool after = false;

	if (!p->words)
		return where;
	if (at < end)
		after = is_word(take_character(&at, end));
	if (before == after)
		return where | AT_NO_EDGE;
	return where | (after ? AT_WORD_BEGIN : AT_WORD_END);
}

bool
book_pattern_matches(struct book_pattern *p, struct er_slice text)
{
	const char *at = text.n > 0 ? text.p : "", *end = at + text.n;
	unsigned where = AT_BEGIN | place(p, false, at, end);
	size_t i, *swap;
	uint32_t c;

	p->matched = false;
	p->nnext = 0;
	p->turn++;
	add_thread(p, 0, where);
	while (at < end && !p->matched) {
		swap = p->now;
		p->now = p->next;
		p->next = swap;
		p->nnow = p->nnext;
		c = take_character(&at, end);
		where = place(p, is_word(c), at, end);
		p->nnext = 0;
		p->turn++;
		for (i = 0; i < p->nnow; i++)
			if (takes(p, &p->program[p->now[i]], c))
				add_thread(p, p->now[i] + 1, where);
		add_thread(p, 0, where);
	}
	return p->matched;
}
