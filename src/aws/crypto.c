/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#include "aws/aws-priv.h"

enum { STEP = 3 * 1024 * 1024 };	/* EVP_EncodeBlock() takes an int */

/* Looked up once: libcrypto would do so for each digest. */
static const EVP_MD *
sha256(void)
{
	static EVP_MD *md;

	if (md == NULL)
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
	return md;
}

int
aws_sha256(const char *p, size_t n, unsigned char out[AWS_SHA256])
{
	return sha256() != NULL &&
	    EVP_Digest(p, n, out, NULL, sha256(), NULL) == 1 ? 0 : -1;
}

int
aws_hmac(const void *key, size_t nkey, const char *p, size_t n,
    unsigned char out[AWS_SHA256])
{
	return sha256() != NULL && HMAC(sha256(), key, (int)nkey,
	    (const unsigned char *)p, n, out, NULL) != NULL ? 0 : -1;
}

void
aws_add_hex(struct er_buf *b, const unsigned char *p, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	char *out = er_buf_extend(b, 2 * n);
	size_t i;

	for (i = 0; i < n; i++) {
		*out++ = digit[p[i] >> 4];
		*out++ = digit[p[i] & 15];
	}
}

struct aws_sum {
	EVP_MD_CTX *ctx;
};

struct aws_sum *
aws_sum_new(void)
{
	struct aws_sum *sum = er_xcalloc(1, sizeof *sum);

	sum->ctx = EVP_MD_CTX_new();
	if (sum->ctx != NULL && sha256() != NULL &&
	    EVP_DigestInit_ex(sum->ctx, sha256(), NULL) == 1)
		return sum;
	EVP_MD_CTX_free(sum->ctx);
	free(sum);
	return NULL;
}

int
aws_sum_add(struct aws_sum *sum, const char *p, size_t n)
{
	return EVP_DigestUpdate(sum->ctx, p, n) == 1 ? 0 : -1;
}

int
aws_sum_end(struct aws_sum *sum, int rc, unsigned char out[AWS_SHA256])
{
	if (sum == NULL)
		return -1;
	if (rc == 0 && EVP_DigestFinal_ex(sum->ctx, out, NULL) != 1)
		rc = -1;
	EVP_MD_CTX_free(sum->ctx);
	free(sum);
	return rc;
}

void
aws_base64(const char *p, size_t n, char *to)
{
	EVP_EncodeBlock((unsigned char *)to, (const unsigned char *)p, (int)n);
}

/* Standard alphabet, padded, no line breaks: how AWS's JSON writes bytes. */
void
aws_add_base64(struct er_buf *b, const char *p, size_t n)
{
	char *out;
	size_t step;

	for (; n > 0; p += step, n -= step) {
		step = n < STEP ? n : STEP;
		out = er_buf_extend(b, (step + 2) / 3 * 4);
		/* and a NUL, for which there is room */
		EVP_EncodeBlock((unsigned char *)out,
		    (const unsigned char *)p, (int)step);
	}
}
