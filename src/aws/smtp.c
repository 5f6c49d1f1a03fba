/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SES's SMTP endpoints: their names, and the login that AWS derives from an
 * access key. The password is good for one region; SMTP has no place for a
 * session token, so the key must be a lasting one.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { FORM = 4, PASSWORD_BYTES = 1 + AWS_SHA256 };

bool
aws_host_is_loopback(const char *host)
{
	return aws_is_loopback(host, strlen(host));
}

/* The region in email-smtp.REGION.amazonaws.com, email-smtp-fips.REGION and so
 * on; p is NULL for any other host. */
static struct er_slice
region_of(const char *host)
{
	static const char *const starts[] = { "email-smtp.",
	    "email-smtp-fips." };
	static const char *const ends[] = { "amazonaws.com",
	    "amazonaws.com.cn" };
	const char *p, *dot;
	size_t i, n;

	for (i = 0; i < sizeof starts / sizeof *starts; i++) {
		n = strlen(starts[i]);
		if (strncmp(host, starts[i], n) != 0)
			continue;
		p = host + n;
		dot = strchr(p, '.');
		if (dot != NULL && dot > p && (strcmp(dot + 1, ends[0]) == 0 ||
		    strcmp(dot + 1, ends[1]) == 0))
			return (struct er_slice){ p, (size_t)(dot - p) };
	}
	return (struct er_slice){0};
}

char *
aws_smtp_password(const char *secret, const char *region, size_t nregion)
{
	struct er_slice steps[] = { { "11111111", 8 }, { region, nregion },
	    { "ses", 3 }, { "aws4_request", 12 }, { "SendRawEmail", 12 } };
	unsigned char out[PASSWORD_BYTES] = { FORM };
	unsigned char key[AWS_SHA256];
	struct er_buf first = {0}, b = {0};
	const void *with;
	size_t i, n;
	int rc = 0;

	er_buf_addf(&first, "AWS4%s", secret);
	with = first.p;
	n = first.n;
	for (i = 0; i < sizeof steps / sizeof *steps && rc == 0; i++) {
		rc = aws_hmac(with, n, steps[i].p, steps[i].n, out + 1);
		memcpy(key, out + 1, sizeof key);
		with = key;
		n = sizeof key;
	}
	if (rc == 0)
		aws_add_base64(&b, (const char *)out, sizeof out);
	er_wipe(key, sizeof key);
	er_wipe(out, sizeof out);
	er_buf_wipe(&first);
	return rc == 0 ? er_buf_steal(&b) : NULL;
}

static int
derive(const struct aws_credentials *creds, struct er_slice region,
    char **user, char **password, struct er_err *err)
{
	if (creds->token != NULL || creds->expires != 0) {
		er_fail(err, ER_CONFIG, _("SES takes no temporary keys by "
		    "SMTP: give those of a user (their id begins with AKIA), "
		    "or send with --transport ses"));
		return -1;
	}
	*password = aws_smtp_password(creds->secret, region.p, region.n);
	if (*password == NULL) {
		er_fail(err, ER_OS, _("libcrypto cannot compute a signature"));
		return -1;
	}
	*user = er_xstrdup(creds->key_id);
	return 0;
}

int
aws_smtp_login(const char *host, aws_lookup *lookup, void *closure,
    char **user, char **password, struct er_err *err)
{
	struct er_slice region = region_of(host);
	const struct aws_credentials *creds;
	struct aws_chain *chain;
	int rc = -1;

	*user = *password = NULL;
	if (region.p == NULL)
		return 0;
	chain = aws_chain_new(lookup, closure, err);
	if (chain == NULL)
		return -1;
	/* What runs out is no use here, whatever the time is. */
	creds = aws_chain_keys(chain, 0, err);
	if (creds != NULL)
		rc = derive(creds, region, user, password, err);
	aws_chain_free(chain);
	return rc;
}
