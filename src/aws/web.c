/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A web identity: a token that a cluster or a build service puts into a file is
 * shown to STS, unsigned, for the keys of a role.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { TOKEN_MIN = 4, TOKEN_MAX = 20000 };

/* One setting; the variable counts only for the profile that is asked for, not
 * for one that this names as its source. */
static const char *
setting(const struct aws_chain *chain, const char *profile,
    const char *variable, const char *key)
{
	const struct aws_entry *e;
	const char *value = NULL;

	if (profile == NULL || profile == chain->profiles.name)
		value = aws_chain_setting(chain, variable);
	if (value != NULL)
		return value;
	e = aws_profile_find(&chain->profiles, profile, key);
	return e != NULL ? e->value : NULL;
}

static const char *
token_file(const struct aws_chain *chain, const char *profile)
{
	return setting(chain, profile, "AWS_WEB_IDENTITY_TOKEN_FILE",
	    "web_identity_token_file");
}

static const char *
role_arn(const struct aws_chain *chain, const char *profile)
{
	return setting(chain, profile, "AWS_ROLE_ARN", "role_arn");
}

static const char *
session_name(const struct aws_chain *chain, const char *profile)
{
	return setting(chain, profile, "AWS_ROLE_SESSION_NAME",
	    "role_session_name");
}

/* Read at each use: whoever put it there replaces it before it runs out. */
static char *
read_token(const char *path, struct er_err *err)
{
	char *text = aws_read_line(path, err);
	size_t n = text != NULL ? strlen(text) : 0;

	if (text == NULL || (n >= TOKEN_MIN && n <= TOKEN_MAX &&
	    aws_is_key_text(text)))
		return text;
	er_fail(err, ER_CONFIG, _("'%s' does not hold the token of a web "
	    "identity"), path);
	er_wipe(text, n);
	free(text);
	return NULL;
}

static int
fetch(struct aws_chain *chain, const struct aws_source *source, time_t now,
    struct aws_credentials *creds, struct er_err *err)
{
	const char *path = token_file(chain, source->profile);
	const char *name = session_name(chain, source->profile);
	char *token = read_token(path, err);
	char *usual = er_xasprintf("er-sesmail-%lld", (long long)now);
	struct er_buf form = {0};
	int rc = -1;

	if (token != NULL) {
		aws_form_add(&form, "Action", "AssumeRoleWithWebIdentity");
		aws_form_add(&form, "Version", "2011-06-15");
		aws_form_add(&form, "RoleArn",
		    role_arn(chain, source->profile));
		aws_form_add(&form, "RoleSessionName",
		    name != NULL ? name : usual);
		aws_form_add(&form, "WebIdentityToken", token);
		rc = aws_sts_ask(chain, NULL, &form, path, now, creds, err);
		er_wipe(token, strlen(token));
	}
	free(token);
	free(usual);
	er_buf_wipe(&form);
	return rc;
}

int
aws_from_web_identity(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	const char *path = token_file(chain, profile);
	const char *arn = role_arn(chain, profile);
	const char *name = session_name(chain, profile);

	if (path == NULL)
		return 0;
	if (arn == NULL || strlen(arn) < 20 || strlen(arn) > 2048 ||
	    !aws_is_key_text(arn)) {
		er_fail(err, ER_CONFIG, _("the web identity of '%s' needs a "
		    "role: set AWS_ROLE_ARN, or role_arn in the profile"),
		    path);
		return -1;
	}
	if (name != NULL && !aws_session_name_ok(name)) {
		er_fail(err, ER_CONFIG, _("'%s' cannot be the name of a "
		    "role's session (AWS_ROLE_SESSION_NAME)"), name);
		return -1;
	}
	if (aws_sts_load(chain, err) != 0)
		return -1;
	*source = (struct aws_source){ .fetch = fetch, .profile = profile };
	return 1;
}
