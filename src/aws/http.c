/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wire, and the only file that sees libcurl. Requests are begun, any number
 * at once, and their answers taken as they come; connections are kept.
 *
 * A message must not be sent twice unseen, so one aws_http_start() is one
 * request. libcurl by itself sends a request again when a kept connection
 * turns out to be dead; it asks begin() before each, which allows one. The
 * body of a large message comes from give_body(), which also knows whether it
 * went out whole: as long as its last byte was not asked for, the server cannot
 * have accepted it (the signature covers all of the body). A small one goes out
 * together with its header, and may have arrived from then on.
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum {
	CONNECT_MS = 10000,
	TOTAL_MS = 60000,
	ASK_MS = 10000,		/* for what sends no body */
	SLOWEST = 50000,	/* bytes a second that a large body may take */
	ANSWER_MAX = 1024 * 1024,	/* header and body together */
	TEXT_MAX = 400,		/* of what comes from outside, in a message */
	BUFFER = 16384,		/* libcurl's own: its 64 KB for each exchange
				 * cost more than most of them */
	POLL_MAX = 256
};

/* One exchange, as the functions that libcurl calls see it. It stays with its
 * handle, and both serve the next one. */
struct exchange {
	CURL *curl;
	void *closure;
	struct aws_http_answer answer;
	struct curl_slist *list;	/* the request's header */
	struct aws_body body;	/* the caller's */
	size_t nbody;
	int begun;		/* times that libcurl would have sent it */
	size_t given;		/* bytes of the body that libcurl took */
	size_t taken;		/* bytes of the answer, header included */
	bool too_large;
	char *retry_after;	/* the field as it is: needs Date to be read */
	char text[CURL_ERROR_SIZE];
	struct exchange *next;
};

struct aws_http {
	CURLM *multi;
	const struct aws_endpoint *endpoint;
	const char *ca_bundle;
	long timeout_ms;	/* 0: by size */
	struct pollfd *fds;	/* libcurl's sockets, and what it waits for */
	size_t nfds, capfds;
	long timer_ms;		/* libcurl wants to be asked then; -1: no */
	struct exchange *all;	/* on their way */
	struct exchange *over, **last;	/* to be taken, in the order they came */
	struct exchange *idle;
};

/* ---- what libcurl calls ------------------------------------------------ */

static int
begin(void *closure, char *to, char *from, int to_port, int from_port)
{
	struct exchange *x = closure;

	(void)to;
	(void)from;
	(void)to_port;
	(void)from_port;
	if (x->begun++ > 0)
		return CURL_PREREQFUNC_ABORT;
	if (x->nbody < AWS_BODY_SMALL)
		x->answer.sent = true;
	return CURL_PREREQFUNC_OK;
}

static size_t
give_body(char *to, size_t size, size_t n, void *closure)
{
	struct exchange *x = closure;

	n = aws_body_give(&x->body, x->given, to, n * size);
	if (n == 0 && x->given < x->nbody)
		return CURL_READFUNC_ABORT;	/* it cannot be read */
	x->given += n;
	if (x->given == x->nbody)
		x->answer.sent = true;
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
	er_buf_add(&x->answer.body, p, n);
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
	struct aws_http_answer *a = &x->answer;

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
	struct aws_http_answer *a = &x->answer;
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
set_fault(struct exchange *x, CURLcode code, const char *host)
{
	const char *text = x->begun > 1 ? "it was kept, and is gone" :
	    x->text[0] != '\0' ? x->text : curl_easy_strerror(code);
	struct er_buf why = {0};

	er_buf_addclean(&why, text, strlen(text), TEXT_MAX);
	x->answer.fault = fault_of(code, x);
	x->answer.detail = describe(x->answer.fault, host, why.p);
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

/* With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to us: see work(). */
static CURLcode
set_transfer(struct exchange *x, const struct aws_http *http,
    const struct aws_http_request *request)
{
	CURL *curl = x->curl;
	bool post = strcmp(request->method, "POST") == 0;
	long allowance = (long)(x->nbody / SLOWEST) * 1000;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PRIVATE, x);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_HTTPHEADER, x->list);
	SET(CURLOPT_PREREQFUNCTION, begin);
	SET(CURLOPT_PREREQDATA, x);
	if (post) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->nbody);
	}
	if (post && x->nbody < AWS_BODY_SMALL) {
		SET(CURLOPT_POSTFIELDS, x->nbody > 0 ? x->body.p : "");
	} else if (post) {
		SET(CURLOPT_READFUNCTION, give_body);
		SET(CURLOPT_READDATA, x);
	}
	if (strcmp(request->method, "PUT") == 0)
		SET(CURLOPT_CUSTOMREQUEST, "PUT");
	if (x->nbody < BUFFER)
		SET(CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER);
	SET(CURLOPT_BUFFERSIZE, (long)BUFFER / 4);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, x);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, x);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_ERRORBUFFER, x->text);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	SET(CURLOPT_TIMEOUT_MS, http->timeout_ms > 0 ? http->timeout_ms :
	    x->nbody == 0 ? ASK_MS : TOTAL_MS + allowance);
	return rc;
}

/* ---- sockets ------------------------------------------------------------- */

static int
watch(CURL *curl, curl_socket_t fd, int what, void *closure, void *unused)
{
	struct aws_http *http = closure;
	size_t i;

	(void)curl;
	(void)unused;
	for (i = 0; i < http->nfds && http->fds[i].fd != fd; i++)
		;
	if (what == CURL_POLL_REMOVE) {
		if (i < http->nfds)
			http->fds[i] = http->fds[--http->nfds];
		return 0;
	}
	if (i == http->nfds) {
		http->fds = er_grow(http->fds, http->nfds, &http->capfds,
		    sizeof *http->fds);
		http->fds[http->nfds++].fd = fd;
	}
	http->fds[i].events = (short)(((what & CURL_POLL_IN) != 0 ?
	    POLLIN : 0) | ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0));
	return 0;
}

static int
set_timer(CURLM *multi, long ms, void *closure)
{
	(void)multi;
	((struct aws_http *)closure)->timer_ms = ms;
	return 0;
}

struct aws_http *
aws_http_new(const struct aws_endpoint *endpoint, const char *ca_bundle,
    struct er_err *err)
{
	struct aws_http *http = er_xcalloc(1, sizeof *http);

	http->endpoint = endpoint;
	http->ca_bundle = ca_bundle;
	http->last = &http->over;
	http->timer_ms = -1;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		http->multi = curl_multi_init();
	if (http->multi == NULL || curl_multi_setopt(http->multi,
	    CURLMOPT_SOCKETFUNCTION, watch) != CURLM_OK ||
	    curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http) !=
	    CURLM_OK || curl_multi_setopt(http->multi,
	    CURLMOPT_TIMERFUNCTION, set_timer) != CURLM_OK ||
	    curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http) !=
	    CURLM_OK) {
		er_fail(err, ER_OS, _("libcurl cannot be started"));
		free(http);
		return NULL;
	}
	return http;
}

static void
free_exchanges(struct exchange *x)
{
	struct exchange *next;

	for (; x != NULL; x = next) {
		next = x->next;
		curl_easy_cleanup(x->curl);
		free_list(x->list);
		free(x->retry_after);
		aws_http_answer_free(&x->answer);
		free(x);
	}
}

void
aws_http_free(struct aws_http *http)
{
	struct exchange *x;

	if (http == NULL)
		return;
	for (x = http->all; x != NULL; x = x->next)
		curl_multi_remove_handle(http->multi, x->curl);
	free_exchanges(http->all);
	free_exchanges(http->over);
	free_exchanges(http->idle);
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	free(http->fds);
	free(http);
}

void
aws_http_set_timeout(struct aws_http *http, long ms)
{
	http->timeout_ms = ms;
}

/* ---- exchanges --------------------------------------------------------- */

/* RFC 9110 section 10.2.3: seconds, or a date, which only the server's own
 * clock can turn into a time to wait. */
static void
read_retry_after(struct exchange *x)
{
	struct aws_http_answer *a = &x->answer;
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

/* It is over: from now on its answer can be taken. */
static void
finish(struct aws_http *http, struct exchange *x, CURLcode code)
{
	long status = 0;

	if (code != CURLE_OK)
		set_fault(x, code, http->endpoint->host);
	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	x->answer.status = (int)status;
	read_retry_after(x);
	free(x->retry_after);
	x->retry_after = NULL;
	/* Forgets all settings, which point to what is freed now. */
	curl_easy_reset(x->curl);
	free_list(x->list);
	x->list = NULL;
	x->next = NULL;
	*http->last = x;
	http->last = &x->next;
}

static struct exchange *
new_exchange(struct aws_http *http)
{
	struct exchange *x = http->idle;
	CURL *curl;

	if (x != NULL) {
		http->idle = x->next;
		curl = x->curl;
	} else {
		x = er_xmalloc(sizeof *x);
		curl = curl_easy_init();
		if (curl == NULL)
			er_xrealloc(NULL, SIZE_MAX, 2);	/* ends the program */
	}
	*x = (struct exchange){ .curl = curl };
	x->answer.date = (time_t)-1;
	return x;
}

void
aws_http_start(struct aws_http *http, const struct aws_http_request *request,
    void *closure)
{
	struct exchange *x = new_exchange(http);
	CURLcode rc;

	x->closure = closure;
	x->body = request->body;
	x->nbody = aws_body_size(&request->body);
	x->list = make_list(request);
	rc = set_safety(x->curl, http);
	if (rc == CURLE_OK)
		rc = set_transfer(x, http, request);
	if (rc == CURLE_OK &&
	    curl_multi_add_handle(http->multi, x->curl) != CURLM_OK)
		rc = CURLE_FAILED_INIT;
	if (rc != CURLE_OK) {
		finish(http, x, rc);
		return;
	}
	x->next = http->all;
	http->all = x;
}

static void
collect(struct aws_http *http)
{
	struct exchange *x, **p;
	CURLMsg *message;
	CURLcode code;
	char *closure;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
		    &closure);
		x = (struct exchange *)(void *)closure;
		curl_multi_remove_handle(http->multi, x->curl);
		for (p = &http->all; *p != x; p = &(*p)->next)
			;
		*p = x->next;
		finish(http, x, code);
	}
}

/* What poll() found, in libcurl's words. */
static int
events_of(const struct pollfd *fd)
{
	return ((fd->revents & POLLIN) != 0 ? CURL_CSELECT_IN : 0) |
	    ((fd->revents & POLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
	    ((fd->revents & (POLLERR | POLLHUP | POLLNVAL)) != 0 ?
	    CURL_CSELECT_ERR : 0);
}

static void
act(struct aws_http *http, curl_socket_t fd, int events)
{
	int running;

	if (curl_multi_socket_action(http->multi, fd, events, &running) !=
	    CURLM_OK)
		er_xrealloc(NULL, SIZE_MAX, 2);	/* it fails without memory */
}

/* Waits up to ms for something to be moved, and moves it. A connection that
 * breaks while we write must end in an answer, not in SIGPIPE. */
static void
work(struct aws_http *http, long ms)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	struct pollfd ready[POLL_MAX];
	nfds_t n = http->nfds < POLL_MAX ? (nfds_t)http->nfds : POLL_MAX, i;

	if (http->timer_ms >= 0 && http->timer_ms < ms)
		ms = http->timer_ms;
	if (n > 0)
		memcpy(ready, http->fds, n * sizeof *ready);
	sigaction(SIGPIPE, &ignore, &old);
	if (poll(ready, n, (int)ms) > 0)
		for (i = 0; i < n; i++)
			if (ready[i].revents != 0)
				act(http, ready[i].fd, events_of(&ready[i]));
	act(http, CURL_SOCKET_TIMEOUT, 0);
	sigaction(SIGPIPE, &old, NULL);
	collect(http);
}

bool
aws_http_take(struct aws_http *http, long ms, void **closure,
    struct aws_http_answer *answer)
{
	struct exchange *x;

	if (http->over == NULL && http->all != NULL)
		work(http, ms);
	x = http->over;
	if (x == NULL)
		return false;
	http->over = x->next;
	if (http->over == NULL)
		http->last = &http->over;
	*closure = x->closure;
	*answer = x->answer;	/* taken over */
	x->answer = (struct aws_http_answer){0};
	x->next = http->idle;
	http->idle = x;
	return true;
}

bool
aws_http_is_busy(const struct aws_http *http)
{
	return http->all != NULL || http->over != NULL;
}

void
aws_http_send(struct aws_http *http, const struct aws_http_request *request,
    struct aws_http_answer *answer)
{
	void *closure;

	aws_http_start(http, request, NULL);
	while (!aws_http_take(http, CONNECT_MS, &closure, answer))
		;
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
