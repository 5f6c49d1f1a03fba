/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A URL that the user names as an endpoint: what it must be to be safe. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

bool
aws_is_loopback(const char *host, size_t n)
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

/* ID.endpoints.email.DOMAIN: an endpoint of SES over several regions. */
static bool
is_global(const char *host, size_t n)
{
	static const char mark[] = ".endpoints.email.";
	size_t i, length = sizeof mark - 1;

	for (i = 0; i + length <= n; i++)
		if (er_slice_is_nocase((struct er_slice){ host + i, length },
		    mark))
			return true;
	return false;
}

/* Where AWS serves containers (ECS, EKS) and instances. */
static bool
is_metadata_address(const char *host, size_t n)
{
	static const char *const addresses[] = { "169.254.170.2",
	    "169.254.170.23", "[fd00:ec2::23]", "169.254.169.254",
	    "[fd00:ec2::254]" };
	size_t i;

	for (i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
		if (er_slice_is_nocase((struct er_slice){ host, n },
		    addresses[i]))
			return true;
	return false;
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
parse_url(struct aws_endpoint *e, const char *url, bool near)
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
	e->loopback = aws_is_loopback(host, n);
	if (near && (e->tls || is_metadata_address(host, n)))
		e->loopback = true;	/* asked without a proxy, too */
	if (!e->tls && !e->loopback)
		return _("without TLS only this machine may be asked "
		    "(localhost)");
	if (is_global(host, n))
		return _("signatures for several regions (SigV4a), which SES's "
		    "global endpoints want, are not made here");
	set_host(e, host, n, port);
	for (base = strlen(p); base > 0 && p[base - 1] == '/'; base--)
		continue;
	e->base = er_xstrndup(p, base);
	return NULL;
}

int
aws_url_set(struct aws_endpoint *e, const char *name, const char *url,
    bool near, struct er_err *err)
{
	const char *why = parse_url(e, url, near);
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
