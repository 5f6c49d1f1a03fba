/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SMTP: SES's own endpoints, with a password that is derived from the key, or
 * any server for submission. What its replies mean is one table. The server
 * takes a message over by its reply to the final dot, or not at all: one that
 * refuses a recipient is not given the message, so that nobody gets it in part.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "send/send-priv.h"
#include "send/smtp.h"

struct smtp {
	struct smtp_server server;
	struct smtp_wire *wire;
	const struct outbox_message *message;	/* to be sent */
};

/* ---- what a reply means --------------------------------------------------- */

#define CHECK_LOGIN N_("Check ER_SMTP_USER and ER_SMTP_PASSWORD, or at SES " \
	"the access key: a user's, with the right ses:SendRawEmail.")

#define ANY SMTP_DOT

/* The first line that fits counts. */
static const struct rule {
	enum smtp_step from, to;
	int low, high;
	const char *words;	/* in the reply's text; NULL: any */
	enum outbox_state state;
	enum er_class cls;
	bool throttled, general, no_retry;
	const char *remedy;
} rules[] = {
	{ SMTP_DOT, SMTP_DOT, 200, 299, NULL, OUTBOX_ACCEPTED, ER_NONE,
	    false, false, false, NULL },
	{ SMTP_CONNECT, ANY, 400, 499, "quota exceeded", OUTBOX_WAITING,
	    ER_TEMP, true, true, true, NULL },
	{ SMTP_CONNECT, ANY, 400, 499, "rate exceeded", OUTBOX_WAITING,
	    ER_TEMP, true, true, false, NULL },
	{ SMTP_CONNECT, ANY, 421, 421, NULL, OUTBOX_WAITING, ER_TEMP,
	    true, true, false, NULL },
	{ SMTP_CONNECT, SMTP_AUTH, 400, 499, NULL, OUTBOX_WAITING, ER_TEMP,
	    false, true, false, NULL },
	{ SMTP_MAIL, ANY, 400, 499, NULL, OUTBOX_WAITING, ER_TEMP,
	    false, false, false, NULL },
	/* It serves nobody: not a word about this message. */
	{ SMTP_CONNECT, SMTP_CONNECT, 500, 599, NULL, OUTBOX_WAITING, ER_TEMP,
	    false, true, true, NULL },
	{ SMTP_AUTH, SMTP_AUTH, 500, 599, NULL, OUTBOX_REFUSED, ER_NOPERM,
	    false, false, false, CHECK_LOGIN },
	{ SMTP_MAIL, ANY, 530, 538, NULL, OUTBOX_REFUSED, ER_NOPERM,
	    false, false, false, CHECK_LOGIN },
	{ SMTP_MAIL, ANY, 500, 599, "not verified", OUTBOX_REFUSED, ER_CONFIG,
	    false, false, false, N_("Verify the sender with SES in the "
	    "server's region; in the sandbox the recipients too.") },
	{ SMTP_MAIL, ANY, 552, 552, NULL, OUTBOX_REFUSED, ER_DATA,
	    false, false, false, NULL },
	{ SMTP_MAIL, SMTP_RCPT, 501, 501, NULL, OUTBOX_REFUSED, ER_DATA,
	    false, false, false, NULL },
	{ SMTP_MAIL, SMTP_RCPT, 553, 553, NULL, OUTBOX_REFUSED, ER_DATA,
	    false, false, false, NULL },
	{ SMTP_MAIL, ANY, 500, 599, NULL, OUTBOX_REFUSED, ER_PERM,
	    false, false, false, NULL },
};

static bool
has_words(const char *text, const char *words)
{
	size_t n = strlen(words);

	for (; text != NULL && *text != '\0'; text++)
		if (strncasecmp(text, words, n) == 0)
			return true;
	return false;
}

static const struct rule *
find_rule(const struct smtp_end *end)
{
	const struct rule *r;
	size_t i;

	for (i = 0; i < sizeof rules / sizeof *rules; i++) {
		r = &rules[i];
		if (end->step >= r->from && end->step <= r->to &&
		    end->code >= r->low && end->code <= r->high &&
		    (r->words == NULL || has_words(end->text, r->words)))
			return r;
	}
	return NULL;
}

/* ---- the answer ----------------------------------------------------------- */

/* SES says "Ok ID". What others say is theirs: kept as it is. */
static char *
message_id_of(const struct smtp_end *end)
{
	const char *text = end->text != NULL ? end->text : "";

	if (strncasecmp(text, "Ok ", 3) == 0 && text[3] != '\0' &&
	    strchr(text + 3, ' ') == NULL)
		text += 3;
	return *text != '\0' ? er_xstrdup(text) :
	    er_xasprintf("%d", end->code);
}

static char *
describe_reply(const struct smtp_server *s, const struct smtp_end *end)
{
	const char *text = end->text != NULL ? end->text : "";

	if (end->step == SMTP_RCPT)
		/* TRANSLATORS: host, address, the server's code and words, as
		 * in the next ones */
		return er_xasprintf(_("%s does not take the recipient %s: "
		    "%d %s"), s->host, end->recipient, end->code, text);
	if (end->step == SMTP_MAIL)
		return er_xasprintf(_("%s does not take the sender: %d %s"),
		    s->host, end->code, text);
	if (end->step == SMTP_AUTH)
		return er_xasprintf(_("%s does not take the login: %d %s"),
		    s->host, end->code, text);
	if (end->step == SMTP_CONNECT)
		return er_xasprintf(_("%s does not serve us: %d %s"), s->host,
		    end->code, text);
	return er_xasprintf(_("%s does not take the message: %d %s"), s->host,
	    end->code, text);
}

static void
take_reply(const struct smtp_server *s, const struct smtp_end *end,
    const struct rule *r, struct send_answer *answer)
{
	*answer = (struct send_answer){
		.state = r->state, .cls = r->cls, .throttled = r->throttled,
		.general = r->general, .no_retry = r->no_retry
	};
	if (r->state == OUTBOX_ACCEPTED) {
		answer->message_id = message_id_of(end);
		return;
	}
	answer->code = er_xasprintf("%d", end->code);
	answer->cause = describe_reply(s, end);
	if (r->remedy != NULL)
		answer->remedy = er_xstrdup(_(r->remedy));
}

/* No reply, or none that SMTP knows there. */
static void
take_fault(const struct smtp_server *s, const struct smtp_end *end,
    struct send_answer *answer)
{
	const char *fault = end->fault != NULL ? end->fault : "cut";
	const char *why = end->detail != NULL ? end->detail :
	    end->text != NULL ? end->text : "?";
	bool sent = end->step == SMTP_DOT;

	*answer = (struct send_answer){
		.state = sent ? OUTBOX_IN_DOUBT : OUTBOX_WAITING,
		.cls = sent ? ER_DOUBT : ER_TEMP, .general = !sent,
		.no_retry = strcmp(fault, "certificate") == 0 ||
		    strcmp(fault, "login") == 0,
		.code = er_xstrdup(fault)
	};
	/* TRANSLATORS: a host name and a reason in English */
	answer->cause = end->step == SMTP_CONNECT ?
	    er_xasprintf(_("no connection to %s: %s"), s->host, why) :
	    er_xasprintf(_("the connection to %s broke: %s"), s->host, why);
}

static void
smtp_start(void *self, const struct outbox_message *m, time_t now)
{
	(void)now;
	((struct smtp *)self)->message = m;
}

static const struct outbox_message *
smtp_take(void *self, long ms, struct send_answer *answer)
{
	struct smtp *smtp = self;
	const struct outbox_message *m = smtp->message;
	const struct rule *r;
	struct smtp_end end;

	(void)ms;
	if (m == NULL)
		return NULL;
	smtp_wire_send(smtp->wire, m, &end);
	r = find_rule(&end);
	if (r != NULL)
		take_reply(&smtp->server, &end, r, answer);
	else
		take_fault(&smtp->server, &end, answer);
	smtp_end_free(&end);
	smtp->message = NULL;
	return m;
}

/* ---- where to ------------------------------------------------------------- */

static int
fail_name(const char *scheme, const char *rest, struct er_err *err)
{
	er_fail(err, ER_USAGE, _("'%s:%s' is not of the form %s://HOST or "
	    "%s://HOST:PORT; a login stands in ER_SMTP_USER and "
	    "ER_SMTP_PASSWORD"), scheme, strchr(rest, '@') != NULL ? "..." :
	    rest, scheme, scheme);
	return -1;
}

/* rest is "//HOST" or "//HOST:PORT". */
static int
parse_name(const char *scheme, const char *rest, struct smtp_server *s,
    struct er_err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	const char *host = rest + 2, *port, *end;
	size_t n;

	if (strncmp(rest, "//", 2) != 0)
		return fail_name(scheme, rest, err);
	n = *host == '[' ? 1 + strspn(host + 1, "0123456789abcdefABCDEF:.") :
	    strspn(host, letters);
	n += *host == '[' && host[n] == ']';
	port = host[n] == ':' ? host + n + 1 : host + n;
	end = port + (host[n] == ':' ? strspn(port, "0123456789") : 0);
	if (n == 0 || *end != '\0' || (host[n] == ':' && (end == port ||
	    end - port > 5 || strtol(port, NULL, 10) < 1 ||
	    strtol(port, NULL, 10) > 65535)))
		return fail_name(scheme, rest, err);
	s->host = er_xstrndup(host, n);
	s->implicit_tls = strcmp(scheme, "smtps") == 0;
	s->loopback = aws_host_is_loopback(s->host);
	s->url = er_xasprintf("%s://%s:%s", scheme, s->host, *port != '\0' ?
	    port : s->implicit_tls ? "465" : "587");
	return 0;
}

static int
find_login(struct smtp_server *s, aws_lookup *lookup, void *closure,
    struct er_err *err)
{
	const char *user = send_value(lookup, closure, "ER_SMTP_USER");
	const char *password = send_value(lookup, closure,
	    "ER_SMTP_PASSWORD");

	if ((user == NULL) != (password == NULL)) {
		er_fail(err, ER_CONFIG, _("ER_SMTP_USER and ER_SMTP_PASSWORD "
		    "go together: set both, or neither"));
		return -1;
	}
	if (user == NULL)
		return aws_smtp_login(s->host, lookup, closure, &s->user,
		    &s->password, err);
	s->user = er_xstrdup(user);
	s->password = er_xstrdup(password);
	return 0;
}

static void
smtp_close(void *self)
{
	struct smtp *smtp = self;
	struct smtp_server *s = &smtp->server;

	smtp_wire_free(smtp->wire);
	if (s->password != NULL)
		er_wipe(s->password, strlen(s->password));
	free(s->password);
	free(s->user);
	free(s->host);
	free(s->url);
	free(s->ca_bundle);
	free(smtp);
}

static int
open_smtp(const char *scheme, const char *rest, aws_lookup *lookup,
    void *closure, struct send_transport *transport, struct er_err *err)
{
	struct smtp *smtp = er_xcalloc(1, sizeof *smtp);
	struct smtp_server *s = &smtp->server;
	const char *bundle = send_value(lookup, closure, "AWS_CA_BUNDLE");

	if (bundle != NULL)
		s->ca_bundle = er_xstrdup(bundle);
	if (parse_name(scheme, rest, s, err) == 0 &&
	    find_login(s, lookup, closure, err) == 0)
		smtp->wire = smtp_wire_new(s, err);
	if (smtp->wire == NULL) {
		smtp_close(smtp);
		return -1;
	}
	*transport = (struct send_transport){
		.name = er_xstrdup(s->url), .self = smtp, .most = 1,
		.start = smtp_start, .take = smtp_take, .close = smtp_close
	};
	return 0;
}

int
send_smtp_open(const char *rest, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err)
{
	return open_smtp("smtp", rest, lookup, closure, transport, err);
}

int
send_smtps_open(const char *rest, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err)
{
	return open_smtp("smtps", rest, lookup, closure, transport, err);
}
