/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact amounts and the exact arithmetic beneath them.
 *
 * An amount is a pair of bounds in minor units of a currency (ISO 4217's
 * exponent); a single value has low = high. A ratio is an exact rational of
 * any size (GMP's mpq behind an opaque type): formulas are worked out in
 * ratios and rounded once, at the end. There is no binary floating point.
 */
#ifndef MONEY_MONEY_H
#define MONEY_MONEY_H

#include "base/base.h"

struct money {
	int64_t low, high;	/* minor units, low <= high */
	char currency[4];	/* ISO 4217 code and NUL; empty: none given */
};

/* Decimals of a currency (2 for USD, 0 for JPY, 3 for BHD), or -1: unknown. */
int money_exponent(const char *currency);

/*
 * Reads `1250`, `1,250.00`, `-3.5K`, `7000..9000`, `7K..9K USD`: digits with
 * or without commas in groups of three, at most the currency's decimals, an
 * optional sign, suffix K or M (on each end of a range), an optional code
 * after a blank. Where the text names no currency, def (may be NULL) counts,
 * and is stored. Returns NULL, or what is wrong as a whole sentence part
 * ("'12,5x' is not an amount", owned by the caller) with *at the offset of it.
 */
char *money_parse(const char *p, size_t n, const char *def,
    struct money *amount, size_t *at);

/* `15 %` or `10..15 %`: exact bounds in parts of 1,000,000 (15 % = 150,000);
 * at most four decimals of a percent. Result as money_parse(). */
char *money_parse_percent(const char *p, size_t n, int64_t *low,
    int64_t *high, size_t *at);

/*
 * A plain number `3`, `-0.5`, `1,200`: at most 15 significant digits, so that
 * a double holds it and "%.15g" gives back the exact decimal (that is how
 * quantities and rates travel through SQL). Result as money_parse().
 */
char *money_parse_number(const char *p, size_t n, double *value, size_t *at);

enum money_style {
	MONEY_WHOLE = 1,	/* no decimals; a range is rounded outward */
	MONEY_CODE = 2		/* "USD 7,000", the code before */
};
/* Adds "7,000.00", or "7,000.00 to 9,000.00" for a range, with the currency's
 * decimals; comma between thousands, point before decimals. */
void money_print(struct er_buf *b, const struct money *amount, int style);
/* One bound alone, as above. */
void money_print_minor(struct er_buf *b, int64_t minor, const char *currency,
    int style);

/* ---- ratios (ratio.c) -------------------------------------------------- */

struct ratio;	/* an exact rational */

struct ratio *ratio_new(void);				/* 0 */
struct ratio *ratio_copy(const struct ratio *a);
void ratio_free(struct ratio *a);
void ratio_assign(struct ratio *a, const struct ratio *b);	/* a = b */
void ratio_set(struct ratio *a, int64_t numerator, int64_t denominator);
/* "3", "-7/12", "0.15", "1.5e-07" (decimals are exact, "%.15g" may print
 * them): false when it is none of these or longer than RATIO_TEXT_MAX. */
enum { RATIO_TEXT_MAX = 4096 };
bool ratio_parse(struct ratio *a, const char *p, size_t n);
char *ratio_text(const struct ratio *a);		/* "-7/12", owned */
void ratio_add(struct ratio *a, const struct ratio *b);	/* a += b */
void ratio_sub(struct ratio *a, const struct ratio *b);
void ratio_mul(struct ratio *a, const struct ratio *b);
bool ratio_div(struct ratio *a, const struct ratio *b);	/* false: b is 0 */
int ratio_cmp(const struct ratio *a, const struct ratio *b);
int ratio_sign(const struct ratio *a);
enum ratio_rounding {
	RATIO_HALF_AWAY,	/* to the nearest, halves away from zero */
	RATIO_DOWN,		/* towards minus infinity */
	RATIO_UP		/* towards plus infinity */
};
/* The integer, or false when it does not fit in 64 bits. */
bool ratio_round(const struct ratio *a, enum ratio_rounding how,
    int64_t *integer);
/* True when it is an integer of 64 bits, which is then in *integer. */
bool ratio_whole(const struct ratio *a, int64_t *integer);
/* The nearest double: for figures that are shown, never for sums. */
double ratio_double(const struct ratio *a);

#endif
