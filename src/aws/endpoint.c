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

static bool
is_on(aws_lookup *lookup, void *closure, const char *name)
{
	const char *value = aws_setting(lookup, closure, name);

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

static char *
find_region(aws_lookup *lookup, void *closure, struct er_err *err)
{
	const char *name = "AWS_REGION", *value;
	struct er_buf clean = {0};

	value = aws_setting(lookup, closure, name);
	if (value == NULL) {
		name = "AWS_DEFAULT_REGION";
		value = aws_setting(lookup, closure, name);
	}
	if (value == NULL) {
		er_fail(err, ER_CONFIG, _("no AWS region: set AWS_REGION to "
		    "the region of your SES identity, such as us-west-2"));
		return NULL;
	}
	if (is_region(value))
		return er_xstrdup(value);
	er_buf_addclean(&clean, value, strlen(value), 80);
	/* TRANSLATORS: the name of a variable and its value */
	er_fail(err, ER_CONFIG, _("%s: '%s' is not a region: write it in lower "
	    "case, such as us-west-2"), name, clean.p);
	er_buf_free(&clean);
	return NULL;
}

/* ---- a URL that the user names ------------------------------------------ */

static bool
is_loopback(const char *host, size_t n)
{
	struct er_slice s = { host, n };
	size_t i;

	if (er_slice_is_nocase(s, "localhost") || er_slice_is(s, "[::1]"))
		return true;
	for (i = 0; i < n; i++)
		if (strchr("0123456789.", host[i]) == NULL)
			return false;
	return n > 4 && memcmp(host, "127.", 4) == 0;
}

/* The length of the host at p; 0 when there is none. */
static size_t
host_length(const char *p)
{
	size_t n;

	if (p[0] == '[') {
		n = 1 + strspn(p + 1, "0123456789abcdefABCDEF:.");
		return p[n] == ']' ? n + 1 : 0;
	}
	return strspn(p, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");
}

/* What follows the host: nothing, or ":1" to ":65535"; -1: neither. */
static long
read_port(const char **p)
{
	char *end;
	long port;

	if (**p != ':')
		return 0;
	if ((*p)[1] < '0' || (*p)[1] > '9')
		return -1;
	port = strtol(*p + 1, &end, 10);
	*p = end;
	return port >= 1 && port <= 65535 ? port : -1;
}

/* The Host field and the start of every URL: lower case, the port only when
 * it is not the scheme's own. */
static void
set_host(struct aws_endpoint *e, const char *host, size_t n, long port)
{
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < n; i++)
		er_buf_addc(&b, host[i] >= 'A' && host[i] <= 'Z' ?
		    (char)(host[i] - 'A' + 'a') : host[i]);
	if (port != 0 && port != (e->tls ? 443 : 80))
		er_buf_addf(&b, ":%ld", port);
	e->host = er_buf_steal(&b);
}

static bool
is_path(const char *path)
{
	const char *p;

	for (p = path; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == '?' || *p == '#')
			return false;
	return path[0] == '\0' || path[0] == '/';
}

/* SCHEME://HOST[:PORT][/BASE]; NULL, or why it is not one (translated). */
static const char *
parse_url(struct aws_endpoint *e, const char *url)
{
	const char *p, *host;
	size_t n, base;
	long port;

	e->tls = strncasecmp(url, "https://", 8) == 0;
	if (!e->tls && strncasecmp(url, "http://", 7) != 0)
		return _("it does not begin with https://");
	host = p = url + (e->tls ? 8 : 7);
	if (strchr(p, '@') != NULL)
		return _("a user name or password does not belong into it");
	n = host_length(host);
	if (n == 0)
		return _("it has no host name");
	p += n;
	port = read_port(&p);
	if (port < 0 || !is_path(p))
		return _("only a port and a path may follow the host name");
	e->loopback = is_loopback(host, n);
	if (!e->tls && !e->loopback)
		return _("without TLS only this machine may be asked "
		    "(localhost)");
	set_host(e, host, n, port);
	for (base = strlen(p); base > 0 && p[base - 1] == '/'; base--)
		continue;
	e->base = er_xstrndup(p, base);
	return NULL;
}

static int
set_from_url(struct aws_endpoint *e, const char *name, const char *url,
    struct er_err *err)
{
	const char *why = parse_url(e, url);
	struct er_buf clean = {0};

	if (why == NULL)
		return 0;
	/* What stands before an '@' may be a password: it is not shown. */
	if (strchr(url, '@') == NULL)
		er_buf_addclean(&clean, url, strlen(url), 200);
	else
		er_buf_adds(&clean, "...@...");
	/* TRANSLATORS: the name of a variable, its value, and the reason */
	er_fail(err, ER_CONFIG, _("%s: '%s' is not an endpoint: %s"), name,
	    clean.p, why);
	er_buf_free(&clean);
	return -1;
}

/* ---- the endpoint ------------------------------------------------------ */

static int
set_from_region(struct aws_endpoint *e, bool fips, bool dual,
    struct er_err *err)
{
	const struct partition *p = partition_of(e->region);

	if (p->domain == NULL) {
		er_fail(err, ER_CONFIG, _("SES is not offered in region '%s': "
		    "set AWS_REGION to another, or AWS_ENDPOINT_URL_SESV2"),
		    e->region);
		return -1;
	}
	e->tls = true;
	e->host = er_xasprintf("%s.%s.%s", fips ? "email-fips" : "email",
	    e->region, dual ? p->dual_stack : p->domain);
	e->base = er_xstrdup("");
	return 0;
}

int
aws_endpoint_load(aws_lookup *lookup, void *closure, struct aws_endpoint *e,
    struct er_err *err)
{
	const char *name = "AWS_ENDPOINT_URL_SESV2", *url = NULL;
	bool fips = is_on(lookup, closure, "AWS_USE_FIPS_ENDPOINT");
	bool dual = is_on(lookup, closure, "AWS_USE_DUALSTACK_ENDPOINT");
	int rc;

	*e = (struct aws_endpoint){0};
	e->region = find_region(lookup, closure, err);
	if (e->region == NULL)
		return -1;
	if (!is_on(lookup, closure, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
		url = aws_setting(lookup, closure, name);
		if (url == NULL) {
			name = "AWS_ENDPOINT_URL";
			url = aws_setting(lookup, closure, name);
		}
	}
	if (url != NULL && (fips || dual)) {
		er_fail(err, ER_CONFIG, _("%s cannot be combined with "
		    "AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT"),
		    name);
		rc = -1;
	} else if (url != NULL)
		rc = set_from_url(e, name, url, err);
	else
		rc = set_from_region(e, fips, dual, err);
	if (rc != 0) {
		aws_endpoint_free(e);
		return -1;
	}
	e->url = er_xasprintf("%s://%s%s", e->tls ? "https" : "http", e->host,
	    e->base);
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
