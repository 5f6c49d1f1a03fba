/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wire, and the only file that sees libcurl.
 *
 * A message must not be sent twice unseen, so one call of aws_http_send() is
 * one request. libcurl by itself sends a request again when a kept connection
 * turns out to be dead; it cannot here, because the body comes from a function
 * that cannot be rewound. That function also knows whether the request went
 * out whole: as long as its last byte was not asked for, the server cannot
 * have accepted it (the signature covers all of the body).
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum {
	CONNECT_MS = 10000,
	TOTAL_MS = 60000,
	SLOWEST = 50000,	/* bytes a second that a large body may take */
	ANSWER_MAX = 1024 * 1024,	/* header and body together */
	TEXT_MAX = 400		/* of what comes from outside, in a message */
};

struct aws_http {
	CURL *curl;
	const struct aws_endpoint *endpoint;
	const char *ca_bundle;
	long timeout_ms;	/* 0: by size */
};

/* One exchange, as the functions that libcurl calls see it. */
struct exchange {
	const struct aws_http_request *request;
	struct aws_http_answer *answer;
	size_t given;		/* bytes of the body that libcurl took */
	size_t taken;		/* bytes of the answer, header included */
	bool too_large;
	char *retry_after;	/* the field as it is: needs Date to be read */
};

/* ---- what libcurl calls ------------------------------------------------ */

static size_t
give_body(char *to, size_t size, size_t n, void *closure)
{
	struct exchange *x = closure;
	size_t left = x->request->nbody - x->given;

	n *= size;
	if (n > left)
		n = left;
	memcpy(to, x->request->body + x->given, n);
	x->given += n;
	if (x->given == x->request->nbody)
		x->answer->sent = true;
	return n;
}

static bool
take(struct exchange *x, size_t n)
{
	x->taken += n;
	x->too_large = x->taken > ANSWER_MAX;
	return !x->too_large;
}

static size_t
take_body(char *p, size_t size, size_t n, void *closure)
{
	struct exchange *x = closure;

	n *= size;
	if (!take(x, n))
		return 0;
	er_buf_add(&x->answer->body, p, n);
	return n;
}

static void
replace(char **to, struct er_slice value)
{
	struct er_buf b = {0};

	er_buf_addclean(&b, value.p, value.n, TEXT_MAX);
	free(*to);
	*to = er_buf_steal(&b);
}

static void
forget_header(struct exchange *x)
{
	struct aws_http_answer *a = x->answer;

	free(a->request_id);
	free(a->error_type);
	free(x->retry_after);
	a->request_id = a->error_type = x->retry_after = NULL;
	a->retry_after_ms = 0;
	a->date = (time_t)-1;
}

static long
read_number(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return end != text && *end == '\0' && n > 0 ? n : 0;
}

static void
keep_field(struct exchange *x, struct er_slice name, struct er_slice value)
{
	struct aws_http_answer *a = x->answer;
	char *text = NULL;

	if (er_slice_is_nocase(name, "x-amzn-requestid"))
		replace(&a->request_id, value);
	else if (er_slice_is_nocase(name, "x-amzn-errortype"))
		replace(&a->error_type, value);
	else if (er_slice_is_nocase(name, "retry-after"))
		replace(&x->retry_after, value);
	else if (er_slice_is_nocase(name, "date")) {
		replace(&text, value);
		a->date = curl_getdate(text, NULL);
	} else if (er_slice_is_nocase(name, "x-amz-retry-after")) {
		replace(&text, value);
		a->retry_after_ms = read_number(text);
	}
	free(text);
}

static size_t
take_header(char *p, size_t size, size_t n, void *closure)
{
	struct exchange *x = closure;
	const char *colon;

	n *= size;
	if (!take(x, n))
		return 0;
	colon = memchr(p, ':', n);
	if (n > 5 && memcmp(p, "HTTP/", 5) == 0)
		forget_header(x);	/* an answer before this was a 1xx */
	else if (colon != NULL)
		keep_field(x, (struct er_slice){ p, (size_t)(colon - p) },
		    er_slice_trim((struct er_slice){ colon + 1,
		    n - (size_t)(colon + 1 - p) }));
	return n;
}

/* ---- faults ------------------------------------------------------------ */

/* The words that errors.c knows for an exchange without a whole answer. */
static const char *
fault_of(CURLcode code, const struct exchange *x)
{
	if (x->too_large)
		return "too-large";
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return "dns";
	case CURLE_COULDNT_CONNECT:
	case CURLE_PROXY:
		return "connect";
	case CURLE_SSL_CONNECT_ERROR:
		return "tls";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return "certificate";
	case CURLE_OPERATION_TIMEDOUT:
		return "timeout";
	default:
		return "cut";
	}
}

/* The fault as a sentence; why is libcurl's own word on it, cleaned. */
static char *
describe(const char *fault, const char *host, const char *why)
{
	if (strcmp(fault, "dns") == 0)
		/* TRANSLATORS: a host name and a reason in English, as in
		 * the next five */
		return er_xasprintf(_("the name of %s cannot be resolved: %s"),
		    host, why);
	if (strcmp(fault, "connect") == 0)
		return er_xasprintf(_("%s cannot be reached: %s"), host, why);
	if (strcmp(fault, "tls") == 0)
		return er_xasprintf(_("no secure connection to %s: %s"), host,
		    why);
	if (strcmp(fault, "certificate") == 0)
		return er_xasprintf(_("%s cannot prove who it is: %s"), host,
		    why);
	if (strcmp(fault, "timeout") == 0)
		return er_xasprintf(_("%s took too long: %s"), host, why);
	if (strcmp(fault, "too-large") == 0)
		return er_xasprintf(_("%s sent an answer larger than any of "
		    "SES's: %s"), host, why);
	return er_xasprintf(_("the connection to %s broke: %s"), host, why);
}

static void
set_fault(struct aws_http_answer *answer, CURLcode code,
    const struct exchange *x, const char *host, const char *text)
{
	struct er_buf why = {0};

	if (text[0] == '\0')
		text = curl_easy_strerror(code);
	er_buf_addclean(&why, text, strlen(text), TEXT_MAX);
	answer->fault = fault_of(code, x);
	answer->detail = describe(answer->fault, host, why.p);
	er_buf_free(&why);
}

/* ---- set-up ------------------------------------------------------------ */

static struct curl_slist *
make_list(const struct aws_http_request *request)
{
	struct curl_slist *list = NULL, *more;
	char *line;
	size_t i;

	for (i = 0; i < request->nheaders; i++) {
		line = er_xasprintf("%s: %s", request->headers[i].name,
		    request->headers[i].value);
		more = curl_slist_append(list, line);
		er_wipe(line, strlen(line));
		free(line);
		if (more == NULL)
			er_xrealloc(NULL, SIZE_MAX, 2);	/* ends the program */
		list = more;
	}
	return list;
}

/* A session token was in it. */
static void
free_list(struct curl_slist *list)
{
	struct curl_slist *p;

	for (p = list; p != NULL; p = p->next)
		er_wipe(p->data, strlen(p->data));
	curl_slist_free_all(list);
}

/* A setting that fails would weaken what is promised below, so all are
 * checked; text arguments can only fail without memory. */
#define SET(option, value) \
	(rc = rc == CURLE_OK ? curl_easy_setopt(curl, option, value) : rc)

static CURLcode
set_safety(CURL *curl, const struct aws_http *http)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, http->endpoint->tls ? "https" : "http");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (http->ca_bundle != NULL) {
		SET(CURLOPT_CAINFO, http->ca_bundle);
		SET(CURLOPT_CAPATH, NULL);
	}
	if (http->endpoint->loopback)
		SET(CURLOPT_NOPROXY, "*");
	return rc;
}

/* CURLOPT_NOSIGNAL stays off: libcurl then guards against SIGPIPE itself. */
static CURLcode
set_transfer(CURL *curl, const struct aws_http *http, struct exchange *x,
    struct curl_slist *list, char *text)
{
	const struct aws_http_request *request = x->request;
	bool post = strcmp(request->method, "POST") == 0;
	long allowance = (long)(request->nbody / SLOWEST) * 1000;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_HTTPHEADER, list);
	if (post) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_READFUNCTION, give_body);
		SET(CURLOPT_READDATA, x);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->nbody);
	}
	if (strcmp(request->method, "PUT") == 0)
		SET(CURLOPT_CUSTOMREQUEST, "PUT");
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, x);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, x);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_ERRORBUFFER, text);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	SET(CURLOPT_TIMEOUT_MS, http->timeout_ms > 0 ? http->timeout_ms :
	    TOTAL_MS + allowance);
	return rc;
}

struct aws_http *
aws_http_new(const struct aws_endpoint *endpoint, const char *ca_bundle,
    struct er_err *err)
{
	struct aws_http *http = er_xcalloc(1, sizeof *http);

	http->endpoint = endpoint;
	http->ca_bundle = ca_bundle;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->curl = curl_easy_init();
	if (http->curl == NULL) {
		er_fail(err, ER_OS, _("libcurl cannot be started"));
		free(http);
		return NULL;
	}
	return http;
}

void
aws_http_free(struct aws_http *http)
{
	if (http == NULL)
		return;
	curl_easy_cleanup(http->curl);
	curl_global_cleanup();
	free(http);
}

void
aws_http_set_timeout(struct aws_http *http, long ms)
{
	http->timeout_ms = ms;
}

/* ---- one exchange ------------------------------------------------------ */

/* RFC 9110 section 10.2.3: seconds, or a date, which only the server's own
 * clock can turn into a time to wait. */
static void
read_retry_after(struct exchange *x)
{
	struct aws_http_answer *a = x->answer;
	long seconds;
	time_t when;

	if (x->retry_after == NULL || a->retry_after_ms > 0)
		return;
	seconds = read_number(x->retry_after);
	if (seconds == 0 && a->date != (time_t)-1) {
		when = curl_getdate(x->retry_after, NULL);
		if (when > a->date)
			seconds = (long)(when - a->date);
	}
	a->retry_after_ms = seconds < 86400 ? seconds * 1000 : 86400000;
}

void
aws_http_send(struct aws_http *http, const struct aws_http_request *request,
    struct aws_http_answer *answer)
{
	struct exchange x = { .request = request, .answer = answer };
	struct curl_slist *list = make_list(request);
	char text[CURL_ERROR_SIZE] = "";
	CURLcode rc;
	long status = 0;

	*answer = (struct aws_http_answer){ .date = (time_t)-1 };
	/* Keeps open connections and TLS sessions, forgets all settings. */
	curl_easy_reset(http->curl);
	rc = set_safety(http->curl, http);
	if (rc == CURLE_OK)
		rc = set_transfer(http->curl, http, &x, list, text);
	if (rc == CURLE_OK)
		rc = curl_easy_perform(http->curl);
	if (rc != CURLE_OK)
		set_fault(answer, rc, &x, http->endpoint->host, text);
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	answer->status = (int)status;
	read_retry_after(&x);
	free(x.retry_after);
	curl_easy_reset(http->curl);	/* it points to our stack */
	free_list(list);
}

void
aws_http_answer_free(struct aws_http_answer *answer)
{
	free(answer->detail);
	free(answer->request_id);
	free(answer->error_type);
	er_buf_wipe(&answer->body);	/* keys come that way, too */
	*answer = (struct aws_http_answer){0};
}
