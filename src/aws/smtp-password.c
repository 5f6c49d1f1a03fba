/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The password of SES's SMTP interface: a chain of HMACs as for a signature,
 * but of fixed words in place of a date, so that it does not age. The user name
 * is the access key's id.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

int
aws_smtp_password(const char *secret, const char *region, struct er_buf *out,
    struct er_err *err)
{
	const char *const words[] = { "11111111", region, "ses",
	    "aws4_request", "SendRawEmail" };
	unsigned char key[1 + AWS_SHA256];	/* a version, and the code */
	char *first = er_xasprintf("AWS4%s", secret);
	size_t i;
	int rc;

	key[0] = 4;
	rc = aws_hmac(first, strlen(first), words[0], strlen(words[0]),
	    key + 1);
	for (i = 1; rc == 0 && i < sizeof words / sizeof *words; i++)
		rc = aws_hmac(key + 1, AWS_SHA256, words[i],
		    strlen(words[i]), key + 1);
	if (rc == 0)
		aws_add_base64(out, (const char *)key, sizeof key);
	else
		er_fail(err, ER_OS, _("libcrypto has no memory"));
	er_wipe(key, sizeof key);
	er_wipe(first, strlen(first));
	free(first);
	return rc;
}
