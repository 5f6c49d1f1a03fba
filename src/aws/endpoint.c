/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which region signs and which host is asked: from the region by AWS's own
 * patterns, or a URL that the user names.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

/*
 * Regions that are not of the largest partition, by the start of their name;
 * no domain: SES is not offered there. Any other name, known or not yet, is
 * taken to be of the largest one, as the SDKs do.
 */
static const struct partition {
	const char *prefix;
	const char *domain;		/* email.REGION.DOMAIN */
	const char *dual_stack;		/* the same, IPv6 too */
} partitions[] = {
	{ "eusc-", "amazonaws.eu", "api.amazonwebservices.eu" },
	{ "cn-", NULL, NULL },
	{ "us-iso", NULL, NULL },
	{ "eu-iso", NULL, NULL },
	{ "", "amazonaws.com", "api.aws" },
};

static const struct partition *
partition_of(const char *region)
{
	const struct partition *p = partitions;

	while (strncmp(region, p->prefix, strlen(p->prefix)) != 0)
		p++;
	return p;
}

const struct aws_service aws_ses = { "email", "AWS_ENDPOINT_URL_SESV2",
    "sesv2", "ses" };
const struct aws_service aws_sts = { "sts", "AWS_ENDPOINT_URL_STS", "sts",
    "sts" };

/* Where settings are looked for: first variables, then the profile. */
struct settings {
	aws_lookup *lookup;
	void *closure;
	const struct aws_profiles *profiles;
};

static const struct aws_entry *
in_profile(const struct settings *s, const char *key)
{
	return s->profiles == NULL ? NULL :
	    aws_profile_find(s->profiles, s->profiles->name, key);
}

static const char *
in_environment(const struct settings *s, const char *name)
{
	return aws_setting(s->lookup, s->closure, name);
}

static bool
is_on(const struct settings *s, const char *name, const char *key)
{
	const char *value = in_environment(s, name);
	const struct aws_entry *e = in_profile(s, key);

	if (value == NULL && e != NULL)
		value = e->value;
	return value != NULL && strcasecmp(value, "true") == 0;
}

/* ---- region ------------------------------------------------------------ */

/* A label of a host name, and with a letter in it. Upper case is refused: the
 * host would work, the signature would not. */
static bool
is_region(const char *text)
{
	size_t n = strlen(text);

	return n > 0 && n <= 63 && text[0] != '-' && text[n - 1] != '-' &&
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == n &&
	    strspn(text, "0123456789") < n;
}

/* The region, and where it was set (owned); NULL: nowhere. */
static const char *
look_for_region(const struct settings *s, char **where)
{
	static const char *const names[] = { "AWS_REGION",
	    "AWS_DEFAULT_REGION" };
	const struct aws_entry *e;
	const char *value;
	size_t i;

	for (i = 0; i < 2; i++) {
		value = in_environment(s, names[i]);
		if (value != NULL) {
			*where = er_xstrdup(names[i]);
			return value;
		}
	}
	e = in_profile(s, "region");
	*where = e != NULL ? aws_entry_place(e) : NULL;
	return e != NULL ? e->value : NULL;
}

static char *
find_region(const struct settings *s, struct er_err *err)
{
	struct er_buf clean = {0};
	char *where;
	const char *value = look_for_region(s, &where);

	if (value == NULL) {
		er_fail(err, ER_CONFIG, _("no AWS region: set AWS_REGION to "
		    "the region of your SES identity, such as us-west-2"));
		return NULL;
	}
	if (!is_region(value)) {
		er_buf_addclean(&clean, value, strlen(value), 80);
		/* TRANSLATORS: the name of a variable and its value */
		er_fail(err, ER_CONFIG, _("%s: '%s' is not a region: write it "
		    "in lower case, such as us-west-2"), where, clean.p);
		er_buf_free(&clean);
		value = NULL;
	}
	free(where);
	return value != NULL ? er_xstrdup(value) : NULL;
}

/* ---- the endpoint ------------------------------------------------------ */

static int
set_from_region(struct aws_endpoint *e, const struct aws_service *service,
    bool fips, bool dual, struct er_err *err)
{
	const struct partition *p = partition_of(e->region);

	if (p->domain == NULL) {
		er_fail(err, ER_CONFIG, _("SES is not offered in region '%s': "
		    "set AWS_REGION to another, or %s"), e->region,
		    service->variable);
		return -1;
	}
	/* In GovCloud every host of STS is FIPS's, under its common name. */
	if (service == &aws_sts && !dual &&
	    strncmp(e->region, "us-gov-", 7) == 0)
		fips = false;
	e->tls = true;
	e->host = er_xasprintf("%s%s.%s.%s", service->host, fips ? "-fips" : "",
	    e->region, dual ? p->dual_stack : p->domain);
	e->base = er_xstrdup("");
	return 0;
}

/* The URL that the user names, and where (owned); *url NULL: none is named. */
static int
find_url(const struct settings *s, const struct aws_service *service,
    const char **url, char **where, struct er_err *err)
{
	const char *const names[] = { service->variable, "AWS_ENDPOINT_URL" };
	const struct aws_entry *e = NULL;
	size_t i;

	*url = NULL;
	*where = NULL;
	if (is_on(s, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
	    "ignore_configured_endpoint_urls"))
		return 0;
	for (i = 0; *url == NULL && i < 2; i++) {
		*url = in_environment(s, names[i]);
		if (*url != NULL)
			*where = er_xstrdup(names[i]);
	}
	if (*url != NULL || s->profiles == NULL)
		return 0;
	if (aws_profile_endpoint(s->profiles, service->key, &e, err) != 0)
		return -1;
	if (e != NULL) {
		*url = e->value;
		*where = aws_entry_place(e);
	}
	return 0;
}

static int
set_endpoint(struct aws_endpoint *e, const struct settings *s,
    const struct aws_service *service, struct er_err *err)
{
	bool fips = is_on(s, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
	bool dual = is_on(s, "AWS_USE_DUALSTACK_ENDPOINT",
	    "use_dualstack_endpoint");
	const char *url;
	char *where;
	int rc;

	if (find_url(s, service, &url, &where, err) != 0)
		return -1;
	if (url != NULL && (fips || dual)) {
		er_fail(err, ER_CONFIG, _("%s cannot be combined with "
		    "AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT"),
		    where);
		rc = -1;
	} else if (url != NULL)
		rc = aws_url_set(e, where, url, false, err);
	else
		rc = set_from_region(e, service, fips, dual, err);
	free(where);
	return rc;
}

static void
set_url(struct aws_endpoint *e)
{
	e->url = er_xasprintf("%s://%s%s", e->tls ? "https" : "http", e->host,
	    e->base);
}

int
aws_near_endpoint(const char *variable, const char *url,
    struct aws_endpoint *e, struct er_err *err)
{
	*e = (struct aws_endpoint){0};
	if (aws_url_set(e, variable, url, true, err) != 0) {
		aws_endpoint_free(e);
		return -1;
	}
	set_url(e);
	return 0;
}

int
aws_endpoint_load(const struct aws_service *service, aws_lookup *lookup,
    void *closure, const struct aws_profiles *profiles,
    struct aws_endpoint *e, struct er_err *err)
{
	const struct settings s = { lookup, closure, profiles };

	*e = (struct aws_endpoint){0};
	e->region = find_region(&s, err);
	if (e->region == NULL || set_endpoint(e, &s, service, err) != 0) {
		aws_endpoint_free(e);
		return -1;
	}
	set_url(e);
	return 0;
}

void
aws_endpoint_free(struct aws_endpoint *e)
{
	free(e->region);
	free(e->url);
	free(e->host);
	free(e->base);
	*e = (struct aws_endpoint){0};
}
