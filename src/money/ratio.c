/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact rationals over GMP, always in lowest terms with the sign above the
 * line. The only file that sees GMP.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gmp.h>

#include "money/money.h"

struct ratio {
	mpq_t q;
};

/* A decimal exponent beyond this makes numbers too long to be meant. */
enum { EXPONENT_MAX = 400 };

/* GMP's own would abort where there is no memory. */
static void *
resize(void *p, size_t old, size_t n)
{
	(void)old;
	return er_xrealloc(p, n, 1);
}

static void
release(void *p, size_t n)
{
	(void)n;
	free(p);
}

struct ratio *
ratio_new(void)
{
	static bool ready;
	struct ratio *a = er_xmalloc(sizeof *a);

	if (!ready)
		mp_set_memory_functions(er_xmalloc, resize, release);
	ready = true;
	mpq_init(a->q);
	return a;
}

struct ratio *
ratio_copy(const struct ratio *b)
{
	struct ratio *a = ratio_new();

	mpq_set(a->q, b->q);
	return a;
}

void
ratio_free(struct ratio *a)
{
	if (a == NULL)
		return;
	mpq_clear(a->q);
	free(a);
}

void
ratio_assign(struct ratio *a, const struct ratio *b)
{
	mpq_set(a->q, b->q);
}

/* GMP's own setters take a long, which may have 32 bits. */
static void
set_i64(mpz_t z, int64_t value)
{
	uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;

	mpz_import(z, 1, 1, sizeof magnitude, 0, 0, &magnitude);
	if (value < 0)
		mpz_neg(z, z);
}

static bool
get_i64(const mpz_t z, int64_t *value)
{
	uint64_t magnitude = 0;

	if (mpz_sizeinbase(z, 2) > 63)
		return false;	/* so -2^63 is out of range, too */
	mpz_export(&magnitude, NULL, 1, sizeof magnitude, 0, 0, z);
	*value = mpz_sgn(z) < 0 ? -(int64_t)magnitude : (int64_t)magnitude;
	return true;
}

void
ratio_set(struct ratio *a, int64_t numerator, int64_t denominator)
{
	set_i64(mpq_numref(a->q), numerator);
	set_i64(mpq_denref(a->q), denominator);
	mpq_canonicalize(a->q);
}

/* ---- text --------------------------------------------------------------- */

static size_t
count_digits(const char *p)
{
	return strspn(p, "0123456789");
}

/* Multiplies by 10^shift, which may be negative. */
static void
shift_decimal(struct ratio *a, long shift)
{
	mpz_t power;

	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)labs(shift));
	if (shift < 0)
		mpz_mul(mpq_denref(a->q), mpq_denref(a->q), power);
	else
		mpz_mul(mpq_numref(a->q), mpq_numref(a->q), power);
	mpz_clear(power);
}

/* "e-05" at p, all of it; false when it is none or too large. */
static bool
parse_exponent(const char *p, long *shift)
{
	size_t sign = p[1] == '-' || p[1] == '+';
	size_t n = count_digits(p + 1 + sign);
	long value;

	if (n == 0 || n > 3 || p[1 + sign + n] != '\0')
		return false;
	value = strtol(p + 1, NULL, 10);
	*shift += value;
	return labs(value) <= EXPONENT_MAX;
}

/* What follows the digits of the numerator at p: "", "/12", ".50", "e-05".
 * digits has the digits so far and takes the decimals. */
static bool
parse_rest(struct ratio *a, const char *p, struct er_buf *digits)
{
	size_t n;
	long shift = 0;

	if (*p == '/') {
		n = count_digits(p + 1);
		if (n == 0 || p[1 + n] != '\0')
			return false;
		return mpz_set_str(mpq_numref(a->q), digits->p, 10) == 0 &&
		    mpz_set_str(mpq_denref(a->q), p + 1, 10) == 0 &&
		    mpz_sgn(mpq_denref(a->q)) != 0;
	}
	if (*p == '.') {
		n = count_digits(p + 1);
		if (n == 0)
			return false;
		er_buf_add(digits, p + 1, n);
		shift = -(long)n;
		p += 1 + n;
	}
	if (*p == 'e' && !parse_exponent(p, &shift))
		return false;
	if (*p != '\0' && *p != 'e')
		return false;
	if (mpz_set_str(mpq_numref(a->q), digits->p, 10) != 0)
		return false;
	shift_decimal(a, shift);
	return true;
}

bool
ratio_parse(struct ratio *a, const char *p, size_t n)
{
	struct er_buf digits = {0};
	char *text;
	size_t sign, len;
	bool good = false;

	mpq_set_ui(a->q, 0, 1);
	if (n == 0 || n > RATIO_TEXT_MAX || memchr(p, '\0', n) != NULL)
		return false;
	text = er_xstrndup(p, n);
	sign = text[0] == '-';
	len = count_digits(text + sign);
	if (len > 0) {
		er_buf_add(&digits, text, sign + len);
		good = parse_rest(a, text + sign + len, &digits);
	}
	if (good)
		mpq_canonicalize(a->q);
	else
		mpq_set_ui(a->q, 0, 1);
	er_buf_free(&digits);
	free(text);
	return good;
}

char *
ratio_text(const struct ratio *a)
{
	size_t n = mpz_sizeinbase(mpq_numref(a->q), 10) +
	    mpz_sizeinbase(mpq_denref(a->q), 10) + 3;	/* sign, slash, NUL */
	char *text = er_xmalloc(n);

	mpq_get_str(text, 10, a->q);
	return text;
}

/* ---- arithmetic --------------------------------------------------------- */

void
ratio_add(struct ratio *a, const struct ratio *b)
{
	mpq_add(a->q, a->q, b->q);
}

void
ratio_sub(struct ratio *a, const struct ratio *b)
{
	mpq_sub(a->q, a->q, b->q);
}

void
ratio_mul(struct ratio *a, const struct ratio *b)
{
	mpq_mul(a->q, a->q, b->q);
}

bool
ratio_div(struct ratio *a, const struct ratio *b)
{
	if (mpq_sgn(b->q) == 0)
		return false;
	mpq_div(a->q, a->q, b->q);
	return true;
}

int
ratio_cmp(const struct ratio *a, const struct ratio *b)
{
	int c = mpq_cmp(a->q, b->q);

	return (c > 0) - (c < 0);
}

int
ratio_sign(const struct ratio *a)
{
	return mpq_sgn(a->q);
}

/* ---- leaving exactness -------------------------------------------------- */

/* floor(|a| + 1/2), the sign put back. */
static void
round_half_away(mpz_t z, const struct ratio *a)
{
	mpz_t twice;

	mpz_init(twice);
	mpz_abs(z, mpq_numref(a->q));
	mpz_mul_2exp(z, z, 1);
	mpz_add(z, z, mpq_denref(a->q));
	mpz_mul_2exp(twice, mpq_denref(a->q), 1);
	mpz_fdiv_q(z, z, twice);
	if (mpq_sgn(a->q) < 0)
		mpz_neg(z, z);
	mpz_clear(twice);
}

bool
ratio_round(const struct ratio *a, enum ratio_rounding how, int64_t *integer)
{
	mpz_t z;
	bool fits;

	mpz_init(z);
	switch (how) {
	case RATIO_HALF_AWAY:
		round_half_away(z, a);
		break;
	case RATIO_DOWN:
		mpz_fdiv_q(z, mpq_numref(a->q), mpq_denref(a->q));
		break;
	case RATIO_UP:
		mpz_cdiv_q(z, mpq_numref(a->q), mpq_denref(a->q));
		break;
	}
	fits = get_i64(z, integer);
	mpz_clear(z);
	return fits;
}

bool
ratio_whole(const struct ratio *a, int64_t *integer)
{
	return mpz_cmp_ui(mpq_denref(a->q), 1) == 0 &&
	    get_i64(mpq_numref(a->q), integer);
}

/*
 * mpq_get_d() cuts off. Here the quotient is taken to 62 or 63 bits with the
 * lowest one standing for all that follow, so that the one rounding, that to
 * double, is to the nearest.
 */
double
ratio_double(const struct ratio *a)
{
	long shift;
	uint64_t bits = 0;
	double value;
	mpz_t num, den, rest;

	if (mpq_sgn(a->q) == 0)
		return 0;
	mpz_inits(num, den, rest, NULL);
	mpz_abs(num, mpq_numref(a->q));
	mpz_set(den, mpq_denref(a->q));
	shift = 62 - ((long)mpz_sizeinbase(num, 2) -
	    (long)mpz_sizeinbase(den, 2));
	if (shift > 0)
		mpz_mul_2exp(num, num, (mp_bitcnt_t)shift);
	else
		mpz_mul_2exp(den, den, (mp_bitcnt_t)-shift);
	mpz_tdiv_qr(num, rest, num, den);
	mpz_export(&bits, NULL, 1, sizeof bits, 0, 0, num);
	if (mpz_sgn(rest) != 0)
		bits |= 1;
	mpz_clears(num, den, rest, NULL);
	value = ldexp((double)bits, shift > 5000 ? -5000 :
	    shift < -5000 ? 5000 : (int)-shift);
	return mpq_sgn(a->q) < 0 ? -value : value;
}
