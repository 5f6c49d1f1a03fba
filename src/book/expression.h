/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Selection expressions, as recutils has them: what a %constraint says.
 *
 * An expression is compiled once into steps for a stack (expression.c) and run
 * over each record (evaluate.c). There is no short circuit: all operands are
 * evaluated, and one that cannot be makes the whole of it fail, as recutils
 * has it.
 */
#ifndef BOOK_EXPRESSION_H
#define BOOK_EXPRESSION_H

#include "book/book-priv.h"

enum expression_op {
	EXPR_INTEGER, EXPR_REAL, EXPR_TEXT, EXPR_FIELD, EXPR_COUNT,
	EXPR_NOT, EXPR_CHOOSE,
	EXPR_IMPLIES, EXPR_AND, EXPR_OR,
	EXPR_EQUAL, EXPR_UNEQUAL, EXPR_LESS, EXPR_GREATER, EXPR_AT_MOST,
	EXPR_AT_LEAST,
	EXPR_BEFORE, EXPR_AFTER, EXPR_SAME,
	EXPR_ADD, EXPR_SUBTRACT, EXPR_MULTIPLY, EXPR_DIVIDE, EXPR_MODULO,
	EXPR_MATCH, EXPR_JOIN
};

/* One pushes a value, or takes its operands off and pushes what they make. */
struct expression_step {
	enum expression_op op;
	union {
		int64_t integer;
		double real;
		struct er_slice text;
		struct {
			size_t name;	/* into names */
			size_t index;	/* Name[index]; SIZE_MAX: Name */
		} field;
		struct book_pattern *pattern;	/* EXPR_MATCH: of the literal
						 * before it, or NULL */
	} of;
};

struct expression_name {
	char *text;
	size_t field;	/* of the record type; SIZE_MAX: it has no such one */
	bool plain;	/* stands without an index ... */
	bool counted;	/* ... and behind a '#' */
};

enum { EXPRESSION_STEPS = 1000, EXPRESSION_NAMES = 100 };

struct book_expression {
	char *text;
	struct expression_step *steps;
	size_t n, cap;
	struct expression_name *names;
	size_t nnames, names_cap;
	size_t deep;	/* values on the stack at most */
	/* A pattern that is no literal: the last one, as they seldom change. */
	struct book_pattern *last;
	char *last_text;
	struct er_buf joined;	/* what '&' made; has its full size at once, so
				 * that it does not move */
};

/*
 * A record's fields, by the number of the field in its type: where the first
 * of that name stands (the position in the record + 1; 0: nowhere) and how
 * many there are; next leads from a position to the next one of that name.
 */
struct expression_record {
	const struct rec_record *record;
	const size_t *first, *count, *next;
	struct er_date as_of;	/* a date that is missing */
};

/* NULL, with *why (owned) and the place in text where it is wrong. */
struct book_expression *book_expression_new(struct er_slice text, char **why,
    size_t *at);
void book_expression_free(struct book_expression *x);

/*
 * Whether it holds of the record. Where it cannot be evaluated it does not,
 * and *why (owned, may be NULL) says what is in the way. Steps and bytes looked
 * at are taken off *budget; with none left it cannot be evaluated.
 */
bool book_expression_holds(struct book_expression *x,
    const struct expression_record *record, uint64_t *budget, char **why);

/* ---- dates in expressions (moment.c) ------------------------------------- */

struct book_moment {
	int64_t seconds;	/* since 1970-01-01, UTC */
	int32_t nanoseconds;
};

/* "2026-11-22", "22 Nov 2026", "Nov 22, 2026", "11/22/2026", with or without a
 * time and a zone; nothing that depends on the clock. */
bool book_moment_parse(struct er_slice text, struct book_moment *moment);

#endif
