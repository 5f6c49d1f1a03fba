/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl speaks SMTP; we listen. What it sends and what it is answered go by
 * hear(), which keeps the last command and the reply to it: libcurl's own
 * verdict does not say at which command it stood. As long as the last byte of
 * the message was not asked for, the server cannot have the dot that ends it,
 * and has not taken it over (RFC 5321 section 4.1.1.4).
 */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/i18n.h"
#include "send/send-priv.h"
#include "send/smtp.h"

enum {
	CONNECT_MS = 60000,	/* with TLS and login */
	SILENCE_MS = 60000,	/* between two signs of life */
	DOT_MS = 600000,	/* RFC 5321 section 4.5.3.2.6 */
	TURN_MS = 1000,
	TEXT_MAX = 400
};

struct smtp_wire {
	const struct smtp_server *server;
	CURLM *multi;
	CURL *curl;
	/* of the message on its way */
	struct er_bytes body;
	size_t given;
	struct smtp_end end;
	bool over;		/* QUIT: what follows is not about it */
	struct er_buf reply;
	int64_t alive;		/* ticks of the last sign of life */
	char text[CURL_ERROR_SIZE];
};

void
smtp_end_free(struct smtp_end *end)
{
	free(end->text);
	free(end->detail);
	free(end->recipient);
	*end = (struct smtp_end){0};
}

/* ---- what goes by --------------------------------------------------------- */

static void
enter(struct smtp_wire *w, enum smtp_step step)
{
	w->end.step = step;
	w->end.code = 0;
	er_buf_trim(&w->reply, 0);
}

/* What is no command here is a further line of a login. */
static void
hear_command(struct smtp_wire *w, struct er_slice line)
{
	static const struct { const char *start; enum smtp_step step; }
	table[] = {
		{ "EHLO ", SMTP_CONNECT }, { "HELO ", SMTP_CONNECT },
		{ "STARTTLS\r\n", SMTP_CONNECT }, { "AUTH ", SMTP_AUTH },
		{ "MAIL FROM:", SMTP_MAIL }, { "RCPT TO:", SMTP_RCPT },
		{ "DATA\r\n", SMTP_DATA }
	};
	struct er_slice address;
	size_t i, n;

	w->over |= line.n >= 6 && memcmp(line.p, "QUIT\r\n", 6) == 0;
	for (i = 0; i < sizeof table / sizeof *table && !w->over; i++) {
		n = strlen(table[i].start);
		if (line.n < n || memcmp(line.p, table[i].start, n) != 0)
			continue;
		enter(w, table[i].step);
		if (table[i].step != SMTP_RCPT)
			return;
		address = er_slice_trim((struct er_slice){ line.p + n,
		    line.n - n });
		if (address.n >= 2 && *address.p == '<')
			address = (struct er_slice){ address.p + 1,
			    address.n - 2 };
		free(w->end.recipient);
		w->end.recipient = er_xstrndup(address.p, address.n);
		return;
	}
}

/* "250-text" or, the last line of a reply, "250 text". */
static void
hear_reply(struct smtp_wire *w, struct er_slice line)
{
	int code;

	if (w->over || line.n < 3 || strspn(line.p, "0123456789") < 3)
		return;
	if (w->end.code != 0)
		enter(w, w->end.step);	/* one more, to the same command */
	code = (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + line.p[2] -
	    '0';
	line = line.n > 4 ? er_slice_trim((struct er_slice){ line.p + 4,
	    line.n - 4 }) : (struct er_slice){ "", 0 };
	if (w->reply.n > 0 && line.n > 0)
		er_buf_addc(&w->reply, ' ');
	if (w->reply.n < TEXT_MAX)
		er_buf_addclean(&w->reply, line.p, line.n, TEXT_MAX);
	w->end.code = code;
}

static bool
is_continued(const char *p, size_t n)
{
	return n > 3 && p[3] == '-';
}

static int
hear(CURL *curl, curl_infotype what, char *p, size_t n, void *closure)
{
	struct smtp_wire *w = closure;
	char *line;

	(void)curl;
	if (what != CURLINFO_HEADER_IN && what != CURLINFO_HEADER_OUT)
		return 0;
	w->alive = send_system_clock.ticks();
	line = er_xstrndup(p, n);
	if (what == CURLINFO_HEADER_OUT) {
		hear_command(w, (struct er_slice){ line, n });
		er_wipe(line, n);	/* it may be a login */
	} else {
		hear_reply(w, (struct er_slice){ line, n });
		if (is_continued(line, n))
			w->end.code = 0;
	}
	free(line);
	return 0;
}

static size_t
give(char *to, size_t size, size_t n, void *closure)
{
	struct smtp_wire *w = closure;

	n *= size;
	if (n > w->body.n - w->given)
		n = w->body.n - w->given;
	if (!er_bytes_read(&w->body, w->given, to, n))
		return CURL_READFUNC_ABORT;
	w->given += n;
	w->alive = send_system_clock.ticks();
	if (w->given == w->body.n && w->end.step == SMTP_DATA)
		enter(w, SMTP_DOT);
	return n;
}

/* ---- set-up --------------------------------------------------------------- */

struct smtp_wire *
smtp_wire_new(const struct smtp_server *server, struct er_err *err)
{
	struct smtp_wire *w = er_xcalloc(1, sizeof *w);

	w->server = server;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
		w->multi = curl_multi_init();
		w->curl = curl_easy_init();
	}
	if (w->multi != NULL && w->curl != NULL)
		return w;
	er_fail(err, ER_OS, _("libcurl cannot be started"));
	smtp_wire_free(w);
	return NULL;
}

void
smtp_wire_free(struct smtp_wire *w)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;

	if (w == NULL)
		return;
	/* It takes its leave of the server. */
	w->over = true;
	sigaction(SIGPIPE, &ignore, &old);
	curl_easy_cleanup(w->curl);
	curl_multi_cleanup(w->multi);
	sigaction(SIGPIPE, &old, NULL);
	curl_global_cleanup();
	smtp_end_free(&w->end);
	er_buf_free(&w->reply);
	free(w);
}

/* As in aws/http.c: what fails would weaken what is promised. */
#define SET(option, value) \
	(rc = rc == CURLE_OK ? curl_easy_setopt(w->curl, option, value) : rc)

static CURLcode
set_safety(struct smtp_wire *w)
{
	const struct smtp_server *s = w->server;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_USE_SSL, s->loopback ? (long)CURLUSESSL_TRY :
	    (long)CURLUSESSL_ALL);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca_bundle != NULL) {
		SET(CURLOPT_CAINFO, s->ca_bundle);
		SET(CURLOPT_CAPATH, NULL);
	}
	if (s->loopback)
		SET(CURLOPT_NOPROXY, "*");
	if (s->user != NULL) {
		SET(CURLOPT_USERNAME, s->user);
		SET(CURLOPT_PASSWORD, s->password);
		SET(CURLOPT_SASL_IR, 1L);
	}
	return rc;
}

static CURLcode
set_transfer(struct smtp_wire *w, const char *from, struct curl_slist *to)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_URL, w->server->url);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_MAIL_FROM, from);
	SET(CURLOPT_MAIL_RCPT, to);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)w->body.n);
	SET(CURLOPT_READFUNCTION, give);
	SET(CURLOPT_READDATA, w);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, hear);
	SET(CURLOPT_DEBUGDATA, w);
	SET(CURLOPT_ERRORBUFFER, w->text);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	/* Ours is shorter, but after the dot. */
	SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)DOT_MS / 1000 + 1);
	return rc;
}

static struct curl_slist *
add_recipients(struct curl_slist *list, const struct outbox_addresses *a)
{
	struct curl_slist *more;
	char *text;
	size_t i;

	for (i = 0; i < a->n; i++) {
		text = er_xasprintf("<%s>", a->list[i]);
		more = curl_slist_append(list, text);
		free(text);
		if (more == NULL)
			er_xrealloc(NULL, SIZE_MAX, 2);	/* ends the program */
		list = more;
	}
	return list;
}

/* ---- one try -------------------------------------------------------------- */

static const char *
fault_of(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return "dns";
	case CURLE_COULDNT_CONNECT:
	case CURLE_PROXY:
		return "connect";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_USE_SSL_FAILED:
		return "tls";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return "certificate";
	case CURLE_LOGIN_DENIED:
		return "login";
	case CURLE_OPERATION_TIMEDOUT:
		return "timeout";
	default:
		return "cut";
	}
}

/* Moves it to its end; CURLE_OPERATION_TIMEDOUT when nothing moves. */
static CURLcode
run(struct smtp_wire *w)
{
	CURLMsg *message;
	int running = 1, left;
	int64_t limit;

	w->alive = send_system_clock.ticks();
	for (;;) {
		if (curl_multi_perform(w->multi, &running) != CURLM_OK)
			return CURLE_OUT_OF_MEMORY;
		message = curl_multi_info_read(w->multi, &left);
		if (message != NULL && message->msg == CURLMSG_DONE)
			return message->data.result;
		limit = w->end.step == SMTP_DOT ? DOT_MS : SILENCE_MS;
		if (send_system_clock.ticks() - w->alive > limit)
			return CURLE_OPERATION_TIMEDOUT;
		curl_multi_poll(w->multi, NULL, 0, TURN_MS, NULL);
	}
}

static void
conclude(struct smtp_wire *w, CURLcode rc)
{
	const char *why = w->text[0] != '\0' ? w->text :
	    curl_easy_strerror(rc);
	struct er_buf b = {0};

	if (w->end.code != 0 && w->reply.n > 0)
		w->end.text = er_buf_steal(&w->reply);
	if (rc == CURLE_OK)
		return;
	w->end.fault = fault_of(rc);
	er_buf_addclean(&b, why, strlen(why), TEXT_MAX);
	w->end.detail = er_buf_steal(&b);
}

void
smtp_wire_send(struct smtp_wire *w, const struct outbox_message *m,
    struct smtp_end *end)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	const struct outbox_envelope *e = &m->envelope;
	struct curl_slist *to = add_recipients(add_recipients(add_recipients(
	    add_recipients(NULL, &e->to), &e->cc), &e->bcc), &e->audit);
	char *from = er_xasprintf("<%s>", m->sender);
	CURLcode rc;

	w->body = outbox_message_bytes(m);
	w->given = 0;
	w->over = false;
	w->text[0] = '\0';
	enter(w, SMTP_CONNECT);
	sigaction(SIGPIPE, &ignore, &old);
	rc = set_safety(w);
	if (rc == CURLE_OK)
		rc = set_transfer(w, from, to);
	if (rc == CURLE_OK && curl_multi_add_handle(w->multi, w->curl) !=
	    CURLM_OK)
		rc = CURLE_FAILED_INIT;
	if (rc == CURLE_OK)
		rc = run(w);
	conclude(w, rc);
	w->over = true;
	curl_multi_remove_handle(w->multi, w->curl);
	curl_easy_reset(w->curl);
	sigaction(SIGPIPE, &old, NULL);
	curl_slist_free_all(to);
	free(from);
	*end = w->end;		/* taken over */
	w->end = (struct smtp_end){0};
}
