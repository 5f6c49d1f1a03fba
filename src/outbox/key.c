/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes two messages the same one. */
#include "config.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "outbox/outbox-priv.h"

enum { PIECE = 64 * 1024, HEADER_MAX = 1024 * 1024 };

void
outbox_hex(const unsigned char *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (; n > 0; p++, n--) {
		*out++ = digits[*p >> 4];
		*out++ = digits[*p & 15];
	}
	*out = '\0';
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The domain does not care for case (RFC 5321 section 2.4); the local part may.
 * A header does not care in which field a recipient stands, nor do we. */
static void
collect(struct outbox_addresses *all, const struct outbox_addresses *some)
{
	char *at;
	size_t i;

	for (i = 0; i < some->n; i++) {
		outbox_address_add(all, some->list[i]);
		at = strrchr(all->list[all->n - 1], '@');
		for (; at != NULL && *at != '\0'; at++)
			if (*at >= 'A' && *at <= 'Z')
				*at = (char)(*at - 'A' + 'a');
	}
}

/* "A, B, C": sorted, each once, without the audit copy. */
static void
add_recipients(struct er_buf *b, const struct outbox_envelope *envelope)
{
	struct outbox_addresses all = {0};
	const char *comma = "";
	size_t i;

	collect(&all, &envelope->to);
	collect(&all, &envelope->cc);
	collect(&all, &envelope->bcc);
	if (all.n > 0)
		qsort(all.list, all.n, sizeof *all.list, compare);
	for (i = 0; i < all.n; i++) {
		if (i > 0 && strcmp(all.list[i - 1], all.list[i]) == 0)
			continue;
		er_buf_addf(b, "%s%s", comma, all.list[i]);
		comma = ", ";
	}
	outbox_addresses_free(&all);
}

char *
outbox_report_key(const char *report_id,
    const struct outbox_envelope *envelope)
{
	struct er_buf b = {0};

	er_buf_addf(&b, "report %s to ", report_id);
	add_recipients(&b, envelope);
	return er_buf_steal(&b);
}

/* Length of the line at p, its end included. */
static size_t
line_length(const char *p, size_t n)
{
	const char *end = memchr(p, '\n', n);

	return end == NULL ? n : (size_t)(end - p) + 1;
}

static bool
is_field(const char *line, size_t n, const char *name)
{
	size_t length = strlen(name);

	return n > length && strncasecmp(line, name, length) == 0 &&
	    line[length] == ':';
}

/* Adds the header without the fields that differ from run to run; returns its
 * length, the empty line included. */
static size_t
add_header(struct er_buf *b, const char *p, size_t n)
{
	size_t at = 0, length;
	bool skip = false;

	while (at < n && p[at] != '\n' && p[at] != '\r') {
		length = line_length(p + at, n - at);
		if (p[at] != ' ' && p[at] != '\t')
			skip = is_field(p + at, length, "Date") ||
			    is_field(p + at, length, "Message-ID") ||
			    is_field(p + at, length, OUTBOX_LOG_FIELD);
		if (!skip)
			er_buf_add(b, p + at, length);
		at += length;
	}
	return at;
}

/* The first of them, in which the header has its end; owned. */
static char *
read_first(const struct er_bytes *bytes, size_t *n)
{
	char *first;

	*n = bytes->n < HEADER_MAX ? bytes->n : HEADER_MAX;
	first = er_xmalloc(*n + 1);
	if (!er_bytes_read(bytes, 0, first, *n))
		*n = 0;		/* nor can it be put */
	return first;
}

/* The rest of them from at on, first being what begins at 0. */
static int
add_rest(EVP_MD_CTX *ctx, const struct er_bytes *bytes, const char *first,
    size_t n, size_t at)
{
	char piece[PIECE];
	size_t take;

	if (EVP_DigestUpdate(ctx, first + at, n - at) != 1)
		return -1;
	for (at = n; at < bytes->n && n > 0; at += take) {
		take = bytes->n - at < PIECE ? bytes->n - at : PIECE;
		if (!er_bytes_read(bytes, at, piece, take))
			break;
		if (EVP_DigestUpdate(ctx, piece, take) != 1)
			return -1;
	}
	return 0;
}

char *
outbox_digest(const struct outbox_envelope *envelope,
    const struct er_bytes *bytes)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	struct er_buf b = {0};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned int length = 0;
	char *hex = er_xmalloc(2 * sizeof md + 1), *first;
	size_t at, n;

	add_recipients(&b, envelope);
	er_buf_addc(&b, '\n');
	first = read_first(bytes, &n);
	at = add_header(&b, first, n);
	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1 ||
	    EVP_DigestUpdate(ctx, b.p, b.n) != 1 ||
	    add_rest(ctx, bytes, first, n, at) != 0 ||
	    EVP_DigestFinal_ex(ctx, md, &length) != 1)
		abort();	/* it fails for want of memory only */
	EVP_MD_CTX_free(ctx);
	er_buf_free(&b);
	free(first);
	outbox_hex(md, length, hex);
	return hex;
}
