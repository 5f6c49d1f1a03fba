/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body of a request: text, then a message as base64, then text. A large one
 * is never held as a whole: it is made once for the signature and once, piece
 * by piece, for the wire.
 */
#include "config.h"

#include <string.h>

#include "aws/aws-priv.h"

enum { PIECE = 48 * 1024 };	/* of a message; makes 64 KB */

size_t
aws_body_size(const struct aws_body *b)
{
	return b->n + (b->raw.n + 2) / 3 * 4 + b->ntail;
}

/* Those of n bytes from at on that a text which begins at start has. */
static size_t
give_text(const char *text, size_t ntext, size_t start, size_t at, char *to,
    size_t n)
{
	if (at < start || at >= start + ntext)
		return 0;
	if (n > start + ntext - at)
		n = start + ntext - at;
	memcpy(to, text + (at - start), n);
	return n;
}

/* The same of the base64: whole groups, or a piece of one. */
static size_t
give_base64(const struct aws_body *b, size_t at, char *to, size_t n)
{
	size_t size = (b->raw.n + 2) / 3 * 4, from, take, skip;
	char group[5], raw[PIECE];

	if (at < b->n || at >= b->n + size)
		return 0;
	at -= b->n;
	from = at / 4 * 3;
	skip = at % 4;
	/* libcrypto puts a NUL behind it, for which there must be room. */
	if (skip > 0 || n <= 4) {
		take = b->raw.n - from < 3 ? b->raw.n - from : 3;
		if (!er_bytes_read(&b->raw, from, raw, take))
			return 0;
		aws_base64(raw, take, group);
		if (n > 4 - skip)
			n = 4 - skip;
		memcpy(to, group + skip, n);
		return n;
	}
	take = (n - 1) / 4 * 3;
	if (take > b->raw.n - from)
		take = b->raw.n - from;
	if (take > sizeof raw)
		take = sizeof raw;
	if (!er_bytes_read(&b->raw, from, raw, take))
		return 0;
	aws_base64(raw, take, to);
	return (take + 2) / 3 * 4;
}

size_t
aws_body_give(const struct aws_body *b, size_t at, char *to, size_t n)
{
	size_t start = n, size = (b->raw.n + 2) / 3 * 4, done = 1;

	for (; n > 0 && done > 0; at += done, to += done, n -= done) {
		done = give_text(b->p, b->n, 0, at, to, n);
		if (done == 0)
			done = give_base64(b, at, to, n);
		if (done == 0)
			done = give_text(b->tail, b->ntail, b->n + size, at,
			    to, n);
	}
	return start - n;
}

int
aws_body_hash(const struct aws_body *b, unsigned char out[AWS_SHA256])
{
	struct aws_sum *sum = aws_sum_new();
	char piece[PIECE];
	size_t at = 0, n;
	int rc = sum != NULL ? 0 : -1;

	while (rc == 0 && (n = aws_body_give(b, at, piece, sizeof piece)) > 0) {
		rc = aws_sum_add(sum, piece, n);
		at += n;
	}
	if (at != aws_body_size(b))
		rc = -1;
	return aws_sum_end(sum, rc, out);
}
