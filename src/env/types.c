/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The types a variable can have. A value has neither been empty nor blank when
 * it gets here. Messages say what was expected, never what was found: it may
 * be a secret that landed in the wrong line.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "env/env-priv.h"
#include "mail/mail.h"

static void
check_text(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	(void)c;
	(void)spec;
	(void)var;
}

/* ---- mailboxes ------------------------------------------------------------ */

/* The variable with its value's place moved to the byte that is wrong; where
 * quotes or lines are in between, the value's begin has to do. */
static struct env_var
moved(const struct env_var *var, size_t at)
{
	struct env_var there = *var;

	if (memchr(var->value, '\n', var->nvalue) == NULL)
		there.value_column += at + (var->quoting != ENV_BARE);
	return there;
}

static void
check_mailbox(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	const char *why = "";
	struct env_var there;
	size_t at = 0;

	if (mail_mailbox_check(var->value, var->nvalue, &at, &why))
		return;
	there = moved(var, at);
	/* TRANSLATORS: a variable's name and a reason */
	env_value_problem(c, ENV_MALFORMED, ER_ERROR, &there,
	    _("%s: not a mailbox: %s; write NAME@DOMAIN or "
	    "Full Name <NAME@DOMAIN>"), spec->name, why);
}

static void
check_mailbox_list(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	struct mail_list list = {0};
	const char *why = "";
	struct env_var there;
	size_t at = 0;

	if (!mail_list_parse(&list, var->value, var->nvalue, &at, &why)) {
		there = moved(var, at);
		/* TRANSLATORS: a variable's name and a reason */
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, &there,
		    _("%s: not a list of mailboxes: %s; write NAME@DOMAIN, "
		    "with a comma before each further one"), spec->name, why);
	} else if (list.n == 0) {
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: names no mailbox; write NAME@DOMAIN"), spec->name);
	}
	mail_list_free(&list);
}

/* What ER_ALLOWED_RECIPIENTS holds: addresses and @domains. */
static void
check_recipients(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	static const char separators[] = ", \t\r\n";
	const char *p = var->value, *at;
	struct env_var there;
	size_t n;

	for (; *(p += strspn(p, separators)) != '\0'; p += n) {
		n = strcspn(p, separators);
		at = memchr(p, '@', n);
		if (at == NULL || at + 1 == p + n) {
			there = moved(var, (size_t)(p - var->value));
			env_value_problem(c, ENV_MALFORMED, ER_ERROR, &there,
			    _("%s: neither an address nor @DOMAIN; write "
			    "them with commas between"), spec->name);
			return;
		}
	}
}

/* ---- addresses in the network --------------------------------------------- */

struct url {
	struct er_slice scheme, user, host, rest;	/* rest: path, query */
};

static bool
split_url(const char *text, struct url *url)
{
	const char *colon = strstr(text, "://"), *host, *end, *at;

	if (colon == NULL || colon == text ||
	    text[strcspn(text, " \t\r\n\"<>\\")] != '\0')
		return false;
	host = colon + 3;
	end = host + strcspn(host, "/?#");
	url->scheme = (struct er_slice){ text, (size_t)(colon - text) };
	url->rest = (struct er_slice){ end, strlen(end) };
	url->user = (struct er_slice){ host, 0 };
	at = memchr(host, '@', (size_t)(end - host));
	if (at != NULL) {
		url->user.n = (size_t)(at - host) + 1;
		host = at + 1;
	}
	if (*host == '[')
		url->host.n = strcspn(host, "]") + 1;
	else
		url->host.n = strcspn(host, ":/?#");
	url->host.p = host;
	return url->host.n > 0 && host + url->host.n <= end;
}

static bool
is_loopback(struct er_slice host)
{
	return er_slice_is_nocase(host, "localhost") ||
	    er_slice_is(host, "[::1]") ||
	    (host.n > 4 && memcmp(host.p, "127.", 4) == 0);
}

bool
env_url_is_local(const char *text)
{
	struct url url;

	return split_url(text, &url) && is_loopback(url.host);
}

static void
check_url(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	struct url url;

	if (!split_url(var->value, &url))
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: not a URL; write SCHEME://HOST or "
		    "SCHEME://HOST/PATH"), spec->name);
	else if (er_slice_is_nocase(url.scheme, "http") &&
	    !is_loopback(url.host))
		env_value_problem(c, ENV_URL_WITHOUT_TLS, ER_WARNING, var,
		    _("%s: http without TLS, which anybody on the way can "
		    "read; write https://"), spec->name);
}

/* Where signed requests go: the keys must not be readable on the way. */
static void
check_endpoint(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	struct url url;
	bool tls;

	if (!split_url(var->value, &url)) {
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: not a URL; write https://HOST, or leave it out "
		    "for AWS's own"), spec->name);
		return;
	}
	tls = er_slice_is_nocase(url.scheme, "https");
	if (!tls && (!er_slice_is_nocase(url.scheme, "http") ||
	    !is_loopback(url.host)))
		env_value_problem(c, ENV_URL_WITHOUT_TLS, ER_ERROR, var,
		    _("%s: not https; plain http is for this machine only "
		    "(127.0.0.1, localhost)"), spec->name);
	if (url.user.n > 0)
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: must hold no user or password; requests are "
		    "signed with the access key"), spec->name);
	if (memchr(url.rest.p, '?', url.rest.n) != NULL)
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: must hold no query; end it before the '?'"),
		    spec->name);
}

/* ---- plain types ---------------------------------------------------------- */

static void
check_integer(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	long number;
	char *end;

	errno = 0;
	number = strtol(var->value, &end, 10);
	if (*end != '\0' || errno != 0)
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: not a whole number; write digits only"),
		    spec->name);
	else if (number < spec->min)
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: too small; write at least %ld"), spec->name,
		    spec->min);
	else if (number > spec->max)
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: too large; write at most %ld"), spec->name,
		    spec->max);
}

static void
check_enum(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	struct er_buf choices = {0};
	size_t i;

	for (i = 0; i < spec->values.n; i++) {
		if (strcmp(spec->values.list[i], var->value) == 0)
			break;
		er_buf_addf(&choices, "%s%s", i > 0 ? ", " : "",
		    spec->values.list[i]);
	}
	if (i == spec->values.n)
		/* TRANSLATORS: a variable's name and a list of values */
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: not one of its values; write one of: %s"),
		    spec->name, choices.p != NULL ? choices.p : "");
	er_buf_free(&choices);
}

static void
check_boolean(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "1", "0",
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(words[i], var->value) == 0)
			return;
	env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
	    _("%s: neither true nor false; write one of the two"),
	    spec->name);
}

static void
check_path(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	if (var->value[0] == '~')
		env_value_problem(c, ENV_NOT_EXPANDED, ER_ERROR, var,
		    _("%s: '~' is not expanded here; write the whole path"),
		    spec->name);
}

static void
check_regexp(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	if (spec->has_pattern &&
	    regexec(&spec->pattern, var->value, 0, NULL, 0) != 0)
		/* TRANSLATORS: a variable's name, and what to do */
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: not of the form expected; %s"), spec->name,
		    spec->remedy != NULL ? spec->remedy :
		    _("see its pattern in the contract"));
}

/* ---- the table ------------------------------------------------------------ */

static const struct env_type types[] = {
	{ "text", false, check_text },
	{ "access-key-id", false, env_check_key_id },
	{ "secret-key", false, env_check_secret_key },
	{ "session-token", false, env_check_token },
	{ "region", false, env_check_region },
	{ "mailbox", false, check_mailbox },
	{ "mailbox-list", false, check_mailbox_list },
	{ "recipients", true, check_recipients },
	{ "url", false, check_url },
	{ "endpoint", false, check_endpoint },
	{ "integer", false, check_integer },
	{ "enum", false, check_enum },
	{ "boolean", false, check_boolean },
	{ "path", false, check_path },
	{ "regexp", false, check_regexp },
};

const struct env_type *
env_type_find(struct er_slice name)
{
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++)
		if (er_slice_is(name, types[i].name))
			return &types[i];
	return NULL;
}
