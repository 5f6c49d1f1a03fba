/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "aws/aws-priv.h"

int
aws_sha256(const char *p, size_t n, unsigned char out[AWS_SHA256])
{
	size_t got = AWS_SHA256;

	return EVP_Q_digest(NULL, "SHA256", NULL, p, n, out, &got) == 1 ?
	    0 : -1;
}

int
aws_hmac(const void *key, size_t nkey, const char *p, size_t n,
    unsigned char out[AWS_SHA256])
{
	return HMAC(EVP_sha256(), key, (int)nkey, (const unsigned char *)p, n,
	    out, NULL) != NULL ? 0 : -1;
}

void
aws_add_hex(struct er_buf *b, const unsigned char *p, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		er_buf_addc(b, digit[p[i] >> 4]);
		er_buf_addc(b, digit[p[i] & 15]);
	}
}

/* Standard alphabet, padded, no line breaks: how AWS's JSON writes bytes. */
void
aws_add_base64(struct er_buf *b, const char *p, size_t n)
{
	unsigned char out[4 * 256 + 1];
	size_t step;

	for (; n > 0; p += step, n -= step) {
		step = n < 3 * 256 ? n : 3 * 256;
		er_buf_add(b, (const char *)out, (size_t)EVP_EncodeBlock(out,
		    (const unsigned char *)p, (int)step));
	}
}
