/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A profile with role_arn: the keys of another profile or provider ask STS for
 * those of the role (AssumeRole). That other may be a role, too.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { DEPTH_MAX = 8 };

#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* What goes into the form, within STS's bounds. */
static const struct parameter {
	const char *key, *name;
	const char *letters;	/* NULL: any printable */
	size_t low, high;
} parameters[] = {
	{ "role_arn", "RoleArn", NULL, 20, 2048 },
	{ "role_session_name", "RoleSessionName", ALNUM "+=,.@-", 2, 64 },
	{ "external_id", "ExternalId", ALNUM "+=,.@:/-", 2, 1224 },
	{ "duration_seconds", "DurationSeconds", "0123456789", 3, 5 },
};

enum { PARAMETERS = sizeof parameters / sizeof parameters[0] };

bool
aws_session_name_ok(const char *text)
{
	size_t n = strlen(text);

	return n >= 2 && n <= 64 && strspn(text, ALNUM "+=,.@-") == n;
}

static int
bad(const struct aws_entry *e, const char *why, struct er_err *err)
{
	/* TRANSLATORS: file, line, a setting there, what is wrong with it */
	er_fail(err, ER_CONFIG, _("%s:%zu: %s: %s"), e->file, e->line, e->key,
	    why);
	return -1;
}

static int
check_parameters(const struct aws_chain *chain, const char *profile,
    struct er_err *err)
{
	const struct parameter *p;
	const struct aws_entry *e;
	size_t n;

	for (p = parameters; p < parameters + PARAMETERS; p++) {
		e = aws_profile_find(&chain->profiles, profile, p->key);
		if (e == NULL)
			continue;
		n = strlen(e->value);
		if (n < p->low || n > p->high || !aws_is_key_text(e->value) ||
		    (p->letters != NULL && strspn(e->value, p->letters) < n))
			return bad(e, _("STS does not take such a value"),
			    err);
	}
	e = aws_profile_find(&chain->profiles, profile, "mfa_serial");
	return e == NULL ? 0 : bad(e, _("a code cannot be asked for here: use "
	    "keys or a role without MFA, or credential_process"), err);
}

/* ---- whose keys ask ------------------------------------------------------ */

static int
no_keys(const struct aws_entry *e, struct er_err *err)
{
	return bad(e, _("no keys are found there to ask for the role with"),
	    err);
}

static int
choose_provider(struct aws_chain *chain, const struct aws_entry *e,
    struct aws_source *from, struct er_err *err)
{
	static const struct {
		const char *name;
		aws_provider *provider;
	} sources[] = {
		{ "Environment", aws_from_environment },
		{ "EcsContainer", aws_from_container },
		{ "Ec2InstanceMetadata", aws_from_imds },
	};
	size_t i;
	int found;

	for (i = 0; i < sizeof sources / sizeof sources[0]; i++)
		if (strcmp(e->value, sources[i].name) == 0) {
			found = sources[i].provider(chain, NULL, from, err);
			return found != 0 ? found : no_keys(e, err);
		}
	return bad(e, _("expected Environment, EcsContainer or "
	    "Ec2InstanceMetadata"), err);
}

/* A profile may name itself: then for the keys that stand in it. */
static int
choose_profile(struct aws_chain *chain, const char *profile,
    const struct aws_entry *e, struct aws_source *from, struct er_err *err)
{
	int found;

	if (!aws_profile_exists(&chain->profiles, e->value))
		return bad(e, _("there is no such profile"), err);
	if (strcmp(e->value, profile) == 0)
		found = aws_from_profile(chain, profile, from, err);
	else if (chain->depth >= DEPTH_MAX)
		return bad(e, _("it leads on to too many profiles, or back to "
		    "this one"), err);
	else {
		chain->depth++;
		found = aws_choose_profile(chain, e->value, from, err);
		chain->depth--;
	}
	return found != 0 ? found : no_keys(e, err);
}

/* ---- the role ------------------------------------------------------------ */

static int
fetch(struct aws_chain *chain, const struct aws_source *source, time_t now,
    struct aws_credentials *creds, struct er_err *err)
{
	const struct aws_entry *arn = aws_profile_find(&chain->profiles,
	    source->profile, "role_arn"), *e;
	struct aws_credentials signer = {0};
	struct er_buf form = {0};
	char *text, *place;
	size_t i;
	int rc;

	if (aws_source_fetch(chain, source->from, now, &signer, err) != 0)
		return -1;
	aws_form_add(&form, "Action", "AssumeRole");
	aws_form_add(&form, "Version", "2011-06-15");
	for (i = 0; i < PARAMETERS; i++) {
		e = aws_profile_find(&chain->profiles, source->profile,
		    parameters[i].key);
		if (e != NULL)
			aws_form_add(&form, parameters[i].name, e->value);
	}
	if (aws_profile_find(&chain->profiles, source->profile,
	    "role_session_name") == NULL) {
		text = er_xasprintf("er-sesmail-%lld", (long long)now);
		aws_form_add(&form, "RoleSessionName", text);
		free(text);
	}
	place = aws_entry_place(arn);
	rc = aws_sts_ask(chain, &signer, &form, place, now, creds, err);
	free(place);
	er_buf_wipe(&form);
	aws_credentials_free(&signer);
	return rc;
}

int
aws_from_role(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	const struct aws_profiles *p = &chain->profiles;
	const struct aws_entry *arn = aws_profile_find(p, profile, "role_arn");
	const struct aws_entry *from, *provider;
	int found;

	if (arn == NULL ||
	    aws_profile_find(p, profile, "web_identity_token_file") != NULL)
		return 0;
	from = aws_profile_find(p, profile, "source_profile");
	provider = aws_profile_find(p, profile, "credential_source");
	if ((from == NULL) == (provider == NULL))
		return bad(arn, _("it needs either source_profile or "
		    "credential_source, to say whose keys ask for the role"),
		    err);
	if (check_parameters(chain, profile, err) != 0 ||
	    aws_sts_load(chain, err) != 0)
		return -1;
	source->from = er_xcalloc(1, sizeof *source->from);
	found = from != NULL ?
	    choose_profile(chain, profile, from, source->from, err) :
	    choose_provider(chain, provider, source->from, err);
	source->fetch = fetch;
	source->profile = profile;
	return found;
}
