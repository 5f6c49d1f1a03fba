/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SES's SMTP endpoints: their names, and the login for one of them. The
 * password is good for one region; SMTP has no place for a session token, so
 * the key must be a lasting one.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

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

static int
derive(const struct aws_credentials *creds, struct er_slice region,
    char **user, char **password, struct er_err *err)
{
	struct er_buf b = {0};
	char *name;
	int rc;

	if (creds->token != NULL || creds->expires != 0) {
		er_fail(err, ER_CONFIG, _("SES takes no temporary keys by "
		    "SMTP: give those of a user (their id begins with AKIA), "
		    "or send with --transport ses"));
		return -1;
	}
	name = er_xstrndup(region.p, region.n);
	rc = aws_smtp_password(creds->secret, name, &b, err);
	free(name);
	if (rc != 0)
		return -1;
	*password = er_buf_steal(&b);
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
