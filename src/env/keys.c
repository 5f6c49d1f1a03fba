/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shapes of AWS credentials. Only what the service itself refuses, or what is
 * certainly another thing, is an error. With an endpoint on loopback any key
 * will do: errors become warnings there and warnings go.
 */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

static bool
starts(const struct env_var *var, const char *prefix)
{
	return strncmp(var->value, prefix, strlen(prefix)) == 0;
}

static bool
ends(const struct env_var *var, const char *suffix)
{
	size_t n = strlen(suffix);

	return var->nvalue >= n &&
	    memcmp(var->value + var->nvalue - n, suffix, n) == 0;
}

static bool
is_base64(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)p[i]) && p[i] != '+' &&
		    p[i] != '/')
			return false;
	return true;
}

static bool
is_key_id(const struct env_var *var)
{
	size_t i;

	if (var->nvalue != 20 || (!starts(var, "AKIA") &&
	    !starts(var, "ASIA") && !starts(var, "ABIA") &&
	    !starts(var, "ACCA")))
		return false;
	for (i = 4; i < var->nvalue; i++)
		if (!isupper((unsigned char)var->value[i]) &&
		    !isdigit((unsigned char)var->value[i]))
			return false;
	return true;
}

/* The keys of AWS's own manuals end so. */
static bool
is_example(const struct env_var *var)
{
	return ends(var, "EXAMPLE") || ends(var, "EXAMPLEKEY");
}

static bool
has_blank_or_control(const struct env_var *var)
{
	size_t i;

	for (i = 0; i < var->nvalue; i++)
		if ((unsigned char)var->value[i] <= ' ' ||
		    var->value[i] == 0x7f)
			return true;
	return false;
}

/* Lowers a severity on loopback; false: say nothing. */
static bool
matters(const struct env_checker *c, enum er_severity *severity)
{
	if (c->local)
		*severity += 1;
	return *severity <= ER_WARNING;
}

static void
key_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const struct env_var *var, const char *text,
    const char *name)
{
	if (matters(c, &severity))
		env_value_problem(c, rule, severity, var, "%s: %s", name,
		    text);
}

/* An id where the secret belongs, and no id where the id belongs. */
static bool
are_swapped(const struct env_checker *c)
{
	const struct env_var *id = env_value_of(c, "AWS_ACCESS_KEY_ID");
	const struct env_var *secret =
	    env_value_of(c, "AWS_SECRET_ACCESS_KEY");

	return id != NULL && secret != NULL && is_key_id(secret) &&
	    !is_key_id(id);
}

void
env_check_key_id(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	static const char *const others[] = {
		"AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA",
	};
	size_t i;

	if (are_swapped(c))
		return;
	for (i = 0; i < var->nvalue; i++)
		if (!isalnum((unsigned char)var->value[i]) &&
		    var->value[i] != '_')
			break;
	if (i < var->nvalue || i < 16 || i > 128) {
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: not an access key id, which is 16 to 128 letters "
		    "and digits; copy it again from IAM"), spec->name);
		return;
	}
	if (is_example(var)) {
		key_problem(c, ENV_EXAMPLE_KEY, ER_ERROR, var,
		    _("the key of AWS's manuals, which opens nothing; put in "
		    "your own"), spec->name);
		return;
	}
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (starts(var, others[i])) {
			key_problem(c, ENV_KEY_SHAPE, ER_ERROR, var,
			    _("the id of a user, role, group or certificate, "
			    "not of an access key, which begins with AKIA or "
			    "ASIA"), spec->name);
			return;
		}
	if (!is_key_id(var))
		key_problem(c, ENV_KEY_SHAPE, ER_WARNING, var,
		    _("does not look like an access key id, which is AKIA or "
		    "ASIA and 16 capitals and digits; copy it again from "
		    "IAM"), spec->name);
}

/* What the SMTP interface takes as password: base64 of a version byte (4;
 * until 2019: 2) and a SHA-256 code. */
static bool
is_smtp_password(const struct env_var *var)
{
	const char *p = var->value;

	if (var->nvalue != 44 || !is_base64(p, var->nvalue))
		return false;
	return (p[0] == 'B' && p[1] >= 'A' && p[1] <= 'P') ||
	    (p[0] == 'A' && p[1] >= 'g' && p[1] <= 'v');
}

void
env_check_secret_key(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	if (are_swapped(c))
		return;
	if (has_blank_or_control(var))
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: a blank or control character inside; copy it "
		    "again, in one line"), spec->name);
	else if (is_smtp_password(var))
		key_problem(c, ENV_SMTP_PASSWORD, ER_ERROR, var,
		    _("this is an SES SMTP password; put in the secret access "
		    "key of 40 characters that it was made from"),
		    spec->name);
	else if (is_key_id(var))
		key_problem(c, ENV_KEYS_SWAPPED, ER_ERROR, var,
		    _("this is an access key id; put in the secret access key "
		    "that was shown with it"), spec->name);
	else if (is_example(var))
		key_problem(c, ENV_EXAMPLE_KEY, ER_ERROR, var,
		    _("the key of AWS's manuals, which opens nothing; put in "
		    "your own"), spec->name);
	else if (var->nvalue != 40 || !is_base64(var->value, var->nvalue))
		key_problem(c, ENV_KEY_SHAPE, ER_WARNING, var,
		    _("does not look like a secret access key, which is 40 "
		    "letters, digits, '+' and '/'; copy it again"),
		    spec->name);
}

void
env_check_token(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	if (has_blank_or_control(var))
		env_value_problem(c, ENV_MALFORMED, ER_ERROR, var,
		    _("%s: a blank or control character inside; copy it "
		    "again, in one line"), spec->name);
}

/* Half a pair stops er-sesmail even where a profile would have both; where they
 * are needed anyway, the other is reported as missing already. */
static void
check_half(struct env_checker *c, const char *there, const char *lacking)
{
	const struct env_var *var = env_value_of(c, there);
	const struct env_var *transport = env_value_of(c, "ER_TRANSPORT");
	const struct env_variable *spec = env_contract_find(c->contract,
	    lacking, strlen(lacking));

	if (var == NULL || env_find(c->set, lacking) != NULL || spec == NULL ||
	    env_is_needed(c, spec) ||
	    (transport != NULL && starts(transport, "maildir:")))
		return;
	/* TRANSLATORS: both are names of variables */
	env_problem(c, ENV_MISSING, ER_ERROR, var, _("%s: missing though %s is "
	    "set; set both, or take this one out"), lacking, there);
}

void
env_check_pairs(struct env_checker *c)
{
	const struct env_var *id = env_value_of(c, "AWS_ACCESS_KEY_ID");
	const struct env_var *token = env_value_of(c, "AWS_SESSION_TOKEN");
	const struct env_var *profile = env_value_of(c, "AWS_PROFILE");
	const struct env_var *region = env_value_of(c, "AWS_REGION");
	const struct env_var *other = env_value_of(c, "AWS_DEFAULT_REGION");

	check_half(c, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
	check_half(c, "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID");
	if (are_swapped(c))
		env_value_problem(c, ENV_KEYS_SWAPPED, ER_ERROR, id,
		    _("AWS_ACCESS_KEY_ID: it and AWS_SECRET_ACCESS_KEY have "
		    "each the other's value; swap them"));
	if (id != NULL && token != NULL && starts(id, "AKIA") && !c->local)
		env_problem(c, ENV_STALE_TOKEN, ER_WARNING, token,
		    _("AWS_SESSION_TOKEN: belongs to no long-term key (AKIA), "
		    "and AWS refuses the two together; take it out"));
	if (id != NULL && profile != NULL)
		env_problem(c, ENV_PROFILE_IGNORED, ER_WARNING, profile,
		    _("AWS_PROFILE: not used, for AWS_ACCESS_KEY_ID comes "
		    "first; take one of them out"));
	if (region != NULL && other != NULL &&
	    strcmp(region->value, other->value) != 0)
		env_problem(c, ENV_REGIONS_DIFFER, ER_WARNING, other,
		    _("AWS_DEFAULT_REGION: differs from AWS_REGION, which "
		    "er-sesmail takes; other tools take this one; make them "
		    "equal"));
}

const char *
env_key_kind(const struct env_var *var)
{
	if (starts(var, "AKIA"))
		return _("long-term key");
	if (starts(var, "ASIA"))
		return _("temporary key");
	return _("key");
}
