/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the keys come from: the first provider that is set up wins, and one
 * that is set up but broken stops the search, so that a typing error never
 * makes another identity send.
 *
 * Choosing looks at settings only. What has to be asked for, of a process or
 * over the network, is asked for when a request is to be signed, and again
 * when it runs out.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum {
	EARLY = 300,	/* seconds before they run out, new keys are fetched */
	PAUSE = 15	/* and when they cannot be had, asked for again so often */
};

const char *
aws_setting(aws_lookup *lookup, void *closure, const char *name)
{
	const char *value = lookup(closure, name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *
aws_chain_setting(const struct aws_chain *chain, const char *name)
{
	return aws_setting(chain->lookup, chain->closure, name);
}

/* ---- keys ---------------------------------------------------------------- */

/* Keys travel in header fields: no blanks, controls or other alphabets. */
bool
aws_is_key_text(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

void
aws_credentials_set(struct aws_credentials *creds, const char *key_id,
    const char *secret, const char *token)
{
	*creds = (struct aws_credentials){ .key_id = er_xstrdup(key_id),
	    .secret = er_xstrdup(secret),
	    .token = token != NULL ? er_xstrdup(token) : NULL };
}

void
aws_credentials_free(struct aws_credentials *creds)
{
	free(creds->key_id);
	if (creds->secret != NULL)
		er_wipe(creds->secret, strlen(creds->secret));
	free(creds->secret);
	if (creds->token != NULL)
		er_wipe(creds->token, strlen(creds->token));
	free(creds->token);
	if (creds->day_key != NULL)
		er_wipe(creds->day_key, sizeof *creds->day_key);
	free(creds->day_key);
	*creds = (struct aws_credentials){0};
}

/* ---- the environment ----------------------------------------------------- */

int
aws_from_environment(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	static const char *const names[] = { "AWS_ACCESS_KEY_ID",
	    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN" };
	const char *values[3];
	size_t i;

	(void)profile;
	for (i = 0; i < 3; i++)
		values[i] = aws_chain_setting(chain, names[i]);
	if (values[0] == NULL && values[1] == NULL)
		return 0;
	for (i = 0; i < 2; i++)
		if (values[i] == NULL) {
			/* TRANSLATORS: both are names of variables */
			er_fail(err, ER_CONFIG, _("%s is not set though %s is: "
			    "the two belong together"), names[i],
			    names[1 - i]);
			return -1;
		}
	for (i = 0; i < 3; i++)
		if (values[i] != NULL && !aws_is_key_text(values[i])) {
			er_fail(err, ER_CONFIG, _("%s holds a blank, a control "
			    "character or a letter that no key has: set it "
			    "again, without quotes"), names[i]);
			return -1;
		}
	aws_credentials_set(&source->fixed, values[0], values[1], values[2]);
	return 1;
}

/* ---- the chain ----------------------------------------------------------- */

/* In the order of AWS's own tools. Those between the first and the last two go
 * by the profile, and make up what another profile may name as its source. */
static aws_provider *const providers[] = {
	aws_from_environment,
	aws_from_role,
	aws_from_web_identity,
	aws_from_sso,
	aws_from_profile,
	aws_from_process,
	aws_from_container,
	aws_from_imds,
};

enum {
	PROVIDERS = sizeof providers / sizeof providers[0],
	OF_PROFILE = 1, AFTER_PROFILE = 6
};

static int
choose(struct aws_chain *chain, const char *profile, size_t first, size_t end,
    struct aws_source *source, struct er_err *err)
{
	int found = 0;
	size_t i;

	*source = (struct aws_source){0};
	for (i = first; found == 0 && i < end; i++)
		found = providers[i](chain, profile, source, err);
	return found;
}

int
aws_choose_profile(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	return choose(chain, profile, OF_PROFILE, AFTER_PROFILE, source, err);
}

/* With keys and region in the environment no file is read, so that what stands
 * in somebody's home cannot change a job that has all it needs. */
static bool
needs_files(const struct aws_chain *chain)
{
	return aws_chain_setting(chain, "AWS_ACCESS_KEY_ID") == NULL ||
	    (aws_chain_setting(chain, "AWS_REGION") == NULL &&
	    aws_chain_setting(chain, "AWS_DEFAULT_REGION") == NULL);
}

static int
set_up(struct aws_chain *chain, struct er_err *err)
{
	int found;

	if (needs_files(chain) && aws_profiles_load(chain->lookup,
	    chain->closure, &chain->profiles, err) != 0)
		return -1;
	if (aws_refuse_sigv4a(chain, err) != 0)
		return -1;
	found = choose(chain, chain->profiles.name, 0, PROVIDERS,
	    &chain->source, err);
	if (found == 0)
		er_fail(err, ER_CONFIG, _("no AWS credentials: set "
		    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
		    "AWS_PROFILE"));
	return found > 0 ? 0 : -1;
}

struct aws_chain *
aws_chain_new(aws_lookup *lookup, void *closure, struct er_err *err)
{
	struct aws_chain *chain = er_xcalloc(1, sizeof *chain);

	chain->lookup = lookup;
	chain->closure = closure;
	if (set_up(chain, err) == 0)
		return chain;
	aws_chain_free(chain);
	return NULL;
}

static void
free_source(struct aws_source *source)
{
	if (source->from != NULL)
		free_source(source->from);
	free(source->from);
	aws_credentials_free(&source->fixed);
}

void
aws_chain_free(struct aws_chain *chain)
{
	if (chain == NULL)
		return;
	free_source(&chain->source);
	aws_credentials_free(&chain->creds);
	aws_profiles_free(&chain->profiles);
	aws_endpoint_free(&chain->sts);
	free(chain);
}

/* ---- keys to sign with --------------------------------------------------- */

int
aws_source_fetch(struct aws_chain *chain, const struct aws_source *source,
    time_t now, struct aws_credentials *creds, struct er_err *err)
{
	if (source->fetch != NULL)
		return source->fetch(chain, source, now, creds, err);
	aws_credentials_set(creds, source->fixed.key_id, source->fixed.secret,
	    source->fixed.token);
	return 0;
}

bool
aws_chain_renew(struct aws_chain *chain, time_t now, struct er_err *err)
{
	struct aws_credentials fresh = {0};

	if (chain->creds.key_id != NULL && chain->source.fetch == NULL)
		return false;
	if (aws_source_fetch(chain, &chain->source, now, &fresh, err) != 0)
		return false;
	if (fresh.expires != 0 && fresh.expires <= now) {
		er_fail(err, ER_NOPERM, _("the AWS credentials that were given "
		    "out have run out already"));
		aws_credentials_free(&fresh);
		return false;
	}
	aws_credentials_free(&chain->creds);
	chain->creds = fresh;
	chain->creds.day_key = er_xcalloc(1, sizeof *fresh.day_key);
	return true;
}

bool
aws_chain_is_late(const struct aws_chain *chain, time_t now)
{
	const struct aws_credentials *creds = &chain->creds;

	if (creds->key_id == NULL)
		return true;
	return creds->expires != 0 && (now >= creds->expires ||
	    (now >= creds->expires - EARLY && now >= chain->wait));
}

const struct aws_credentials *
aws_chain_keys(struct aws_chain *chain, time_t now, struct er_err *err)
{
	const struct aws_credentials *creds = &chain->creds;
	struct er_err why = {0};

	if (!aws_chain_is_late(chain, now) ||
	    aws_chain_renew(chain, now, &why))
		return creds;
	chain->wait = now + PAUSE;
	/* Those that we have are good for some minutes yet. */
	if (creds->key_id != NULL && now < creds->expires) {
		er_err_free(&why);
		return creds;
	}
	er_fail(err, why.cls, "%s", why.text);
	er_err_free(&why);
	return NULL;
}
