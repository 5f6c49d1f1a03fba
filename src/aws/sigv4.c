/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AWS Signature Version 4 in the Authorization header. libcurl's own signer
 * is not used: it does not encode the path a second time, so that every path
 * with a %40 in it would be refused, and it cannot take the time as a value.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

/* ---- percent-encoding -------------------------------------------------- */

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL);
}

void
aws_add_encoded(struct er_buf *b, unsigned char c)
{
	if (is_unreserved(c))
		er_buf_addc(b, (char)c);
	else
		er_buf_addf(b, "%%%02X", c);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Encodes once: what is a %XX already is taken as the byte it stands for. */
static void
add_encoded_once(struct er_buf *b, const char *p, size_t n)
{
	size_t i;
	int high, low;

	for (i = 0; i < n; i++) {
		high = low = -1;
		if (p[i] == '%' && n - i > 2) {
			high = hex_digit(p[i + 1]);
			low = hex_digit(p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			aws_add_encoded(b, (unsigned char)(high << 4 | low));
			i += 2;
		} else
			aws_add_encoded(b, (unsigned char)p[i]);
	}
}

/* ---- canonical request ------------------------------------------------- */

/*
 * The path without dot segments and doubled slashes, encoded once more than
 * it is on the wire (all services but S3 want that).
 */
static void
add_path(struct er_buf *b, const char *path)
{
	const char *p = path, *end, *q;
	size_t start = b->n;

	for (; *p != '\0'; p = *end == '/' ? end + 1 : end) {
		end = p + strcspn(p, "/");
		if (end == p || (end - p == 1 && p[0] == '.'))
			continue;
		if (end - p == 2 && p[0] == '.' && p[1] == '.') {
			while (b->n > start && b->p[b->n - 1] != '/')
				er_buf_trim(b, b->n - 1);
			if (b->n > start)
				er_buf_trim(b, b->n - 1);
			continue;
		}
		er_buf_addc(b, '/');
		for (q = p; q < end; q++)
			aws_add_encoded(b, (unsigned char)*q);
	}
	if (b->n == start || path[strlen(path) - 1] == '/')
		er_buf_addc(b, '/');
}

struct pair {
	char *name, *value;	/* owned */
};

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c != 0 ? c : strcmp(x->value, y->value);
}

static void
free_pairs(struct pair *list, size_t n)
{
	while (n-- > 0) {
		free(list[n].name);
		free(list[n].value);
	}
	free(list);
}

static void
add_query(struct er_buf *b, const char *query)
{
	struct er_buf name = {0}, value = {0};
	struct pair *list = NULL;
	size_t n = 0, cap = 0, i;
	const char *p, *end, *equals;

	for (p = query; *p != '\0'; p = *end == '&' ? end + 1 : end) {
		end = p + strcspn(p, "&");
		if (end == p)
			continue;
		equals = memchr(p, '=', (size_t)(end - p));
		if (equals == NULL)
			equals = end;
		add_encoded_once(&name, p, (size_t)(equals - p));
		if (equals < end)
			add_encoded_once(&value, equals + 1,
			    (size_t)(end - equals - 1));
		list = er_grow(list, n, &cap, sizeof *list);
		list[n].name = er_buf_steal(&name);
		list[n++].value = er_buf_steal(&value);
	}
	if (n > 1)
		qsort(list, n, sizeof *list, compare_pairs);
	for (i = 0; i < n; i++)
		er_buf_addf(b, "%s%s=%s", i > 0 ? "&" : "", list[i].name,
		    list[i].value);
	free_pairs(list, n);
}

/* What a proxy or the HTTP library may change on the way. */
static bool
is_never_signed(const char *name)
{
	static const char *const table[] = {
		"authorization", "connection", "expect", "keep-alive",
		"proxy-authenticate", "proxy-authorization", "te", "trailer",
		"transfer-encoding", "upgrade", "user-agent",
		"x-amzn-trace-id",
	};
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcasecmp(name, table[i]) == 0)
			return true;
	return false;
}

static char *
lower(const char *text)
{
	char *copy = er_xstrdup(text), *p;

	for (p = copy; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

/* Trimmed, and each run of white space inside one space. */
static char *
collapse(const char *text)
{
	struct er_buf b = {0};
	struct er_slice s = er_slice_trim(
	    (struct er_slice){ text, strlen(text) });
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (strchr(" \t\r\n", s.p[i]) == NULL)
			er_buf_addc(&b, s.p[i]);
		else if (b.p[b.n - 1] != ' ')
			er_buf_addc(&b, ' ');
	}
	return er_buf_steal(&b);
}

/* Puts a header in its place by name; the value of a repeated one is joined
 * with a comma, in the order given. */
static void
insert_header(struct pair *list, size_t *n, const char *name,
    const char *value)
{
	struct pair new;
	char *joined;
	size_t i;
	int c = 1;

	if (is_never_signed(name))
		return;
	new.name = lower(name);
	new.value = collapse(value);
	for (i = *n; i > 0; i--) {
		c = strcmp(list[i - 1].name, new.name);
		if (c <= 0)
			break;
	}
	if (i > 0 && c == 0) {
		joined = er_xasprintf("%s,%s", list[i - 1].value, new.value);
		free(list[i - 1].value);
		list[i - 1].value = joined;
		free(new.name);
		free(new.value);
		return;
	}
	memmove(list + i + 1, list + i, (*n - i) * sizeof *list);
	list[i] = new;
	++*n;
}

/* The lines of the canonical request, and the names joined by ';'. */
static void
add_headers(struct er_buf *b, struct er_buf *names,
    const struct aws_request *request, const char *date, const char *token)
{
	struct pair *list = er_xcalloc(request->nheaders + 3, sizeof *list);
	size_t n = 0, i;

	insert_header(list, &n, "host", request->host);
	insert_header(list, &n, "x-amz-date", date);
	if (token != NULL)
		insert_header(list, &n, "x-amz-security-token", token);
	for (i = 0; i < request->nheaders; i++)
		insert_header(list, &n, request->headers[i].name,
		    request->headers[i].value);
	for (i = 0; i < n; i++) {
		er_buf_adds(b, list[i].name);
		er_buf_addc(b, ':');
		er_buf_adds(b, list[i].value);
		er_buf_addc(b, '\n');
		if (i > 0)
			er_buf_addc(names, ';');
		er_buf_adds(names, list[i].name);
	}
	free_pairs(list, n);
}

static int
add_hash(struct er_buf *b, const char *p, size_t n)
{
	unsigned char hash[AWS_SHA256];

	if (aws_sha256(p, n, hash) != 0)
		return -1;
	aws_add_hex(b, hash, sizeof hash);
	return 0;
}

static int
add_canonical(struct er_buf *b, struct er_buf *names,
    const struct aws_request *request, const char *date, const char *token)
{
	unsigned char hash[AWS_SHA256];

	er_buf_addf(b, "%s\n", request->method);
	add_path(b, request->path);
	er_buf_addc(b, '\n');
	add_query(b, request->query != NULL ? request->query : "");
	er_buf_addc(b, '\n');
	add_headers(b, names, request, date, token);
	er_buf_addf(b, "\n%s\n", names->p);
	if (aws_body_hash(&request->body, hash) != 0)
		return -1;
	aws_add_hex(b, hash, sizeof hash);
	return 0;
}

/* ---- signature --------------------------------------------------------- */

/* The day's key: HMACs over day, region, service and a constant, in turn. */
static int
derive_key(const char *secret, const char *const steps[3],
    unsigned char key[AWS_SHA256])
{
	struct er_buf first = {0};
	unsigned char next[AWS_SHA256];
	const char *step;
	size_t i;
	int rc;

	er_buf_addf(&first, "AWS4%s", secret);
	rc = aws_hmac(first.p, first.n, steps[0], strlen(steps[0]), key);
	er_buf_wipe(&first);
	for (i = 1; rc == 0 && i < 4; i++) {
		step = i < 3 ? steps[i] : "aws4_request";
		rc = aws_hmac(key, AWS_SHA256, step, strlen(step), next);
		memcpy(key, next, sizeof next);
	}
	er_wipe(next, sizeof next);
	return rc;
}

/* The same, kept with the credentials. */
static int
find_key(const struct aws_credentials *creds, const char *const steps[3],
    unsigned char key[AWS_SHA256])
{
	struct aws_day_key *kept = creds->day_key;
	char scope[sizeof kept->scope];
	int n;

	n = snprintf(scope, sizeof scope, "%s/%s/%s", steps[0], steps[1],
	    steps[2]);
	if (kept == NULL || n < 0 || (size_t)n >= sizeof scope)
		return derive_key(creds->secret, steps, key);
	if (strcmp(scope, kept->scope) != 0) {
		kept->scope[0] = '\0';
		if (derive_key(creds->secret, steps, kept->key) != 0)
			return -1;
		memcpy(kept->scope, scope, sizeof scope);
	}
	memcpy(key, kept->key, AWS_SHA256);
	return 0;
}

static int
add_signature(struct er_buf *b, const struct aws_credentials *creds,
    const char *const steps[3], const char *to_sign)
{
	unsigned char key[AWS_SHA256], mac[AWS_SHA256];
	int rc;

	rc = find_key(creds, steps, key);
	if (rc == 0)
		rc = aws_hmac(key, sizeof key, to_sign, strlen(to_sign), mac);
	if (rc == 0)
		aws_add_hex(b, mac, sizeof mac);
	er_wipe(key, sizeof key);
	return rc;
}

static bool
print_date(time_t now, char date[17])
{
	struct tm tm;

	return gmtime_r(&now, &tm) != NULL &&
	    strftime(date, 17, "%Y%m%dT%H%M%SZ", &tm) == 16;
}

int
aws_sign(const struct aws_request *request,
    const struct aws_credentials *creds, const char *region,
    const char *service, time_t now, struct aws_signature *signature,
    struct er_err *err)
{
	struct er_buf names = {0}, canonical = {0}, to_sign = {0}, auth = {0};
	char day[9];
	const char *const steps[3] = { day, region, service };
	int rc = -1;

	*signature = (struct aws_signature){0};
	if (!print_date(now, signature->date)) {
		er_fail(err, ER_OS, _("the clock is outside the years that "
		    "a signature can hold"));
		goto out;
	}
	memcpy(day, signature->date, 8);
	day[8] = '\0';
	if (add_canonical(&canonical, &names, request, signature->date,
	    creds->token) != 0)
		goto fail;
	er_buf_addf(&to_sign, "%s\n%s\n%s/%s/%s/aws4_request\n", ALGORITHM,
	    signature->date, day, region, service);
	if (add_hash(&to_sign, canonical.p, canonical.n) != 0)
		goto fail;
	er_buf_addf(&auth, "%s Credential=%s/%s/%s/%s/aws4_request, "
	    "SignedHeaders=%s, Signature=", ALGORITHM, creds->key_id, day,
	    region, service, names.p);
	if (add_signature(&auth, creds, steps, to_sign.p) != 0)
		goto fail;
	signature->authorization = er_buf_steal(&auth);
	signature->canonical = er_buf_steal(&canonical);
	signature->to_sign = er_buf_steal(&to_sign);
	rc = 0;
	goto out;
fail:
	er_fail(err, ER_OS, _("the request cannot be read, or libcrypto cannot "
	    "sign it"));
out:
	er_buf_free(&names);
	er_buf_free(&auth);
	er_buf_wipe(&canonical);
	er_buf_free(&to_sign);
	return rc;
}

void
aws_signature_free(struct aws_signature *signature)
{
	free(signature->authorization);
	/* It holds the session token. */
	if (signature->canonical != NULL)
		er_wipe(signature->canonical, strlen(signature->canonical));
	free(signature->canonical);
	free(signature->to_sign);
	*signature = (struct aws_signature){0};
}
