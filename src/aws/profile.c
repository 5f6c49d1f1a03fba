/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The profile that AWS_PROFILE names: its settings in the credentials file and
 * in the config file, of which the former go before. And the keys that simply
 * stand there.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

/* ---- the files ----------------------------------------------------------- */

/* "~/x" is in HOME; owned. NULL: there is no HOME. */
static char *
expand(aws_lookup *lookup, void *closure, const char *path)
{
	const char *home = aws_setting(lookup, closure, "HOME");

	if (strncmp(path, "~/", 2) != 0)
		return er_xstrdup(path);
	return home != NULL ? er_path_join(home, path + 2) : NULL;
}

/* What systemd's LoadCredential=aws:FILE shows to a service; or NULL. */
static char *
service_credentials(aws_lookup *lookup, void *closure)
{
	const char *dir = aws_setting(lookup, closure, "CREDENTIALS_DIRECTORY");
	char *path = dir != NULL ? er_path_join(dir, "aws") : NULL;

	if (path == NULL || access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* A file that the user names must be there: with a slip in its name the mail
 * would go out under some other identity that is found further on. */
static int
read_file(aws_lookup *lookup, void *closure, const char *variable,
    const char *standard, bool config, struct aws_ini *ini,
    struct er_err *err)
{
	const char *named = aws_setting(lookup, closure, variable);
	char *path;
	int rc;

	*ini = (struct aws_ini){0};
	path = named == NULL && !config ?
	    service_credentials(lookup, closure) : NULL;
	if (path == NULL)
		path = expand(lookup, closure,
		    named != NULL ? named : standard);
	if (path == NULL)
		return 0;
	rc = aws_ini_read(path, config, named == NULL, ini, err);
	free(path);
	return rc;
}

int
aws_profiles_load(aws_lookup *lookup, void *closure,
    struct aws_profiles *profiles, struct er_err *err)
{
	const char *name = aws_setting(lookup, closure, "AWS_PROFILE");

	*profiles = (struct aws_profiles){0};
	if (read_file(lookup, closure, "AWS_SHARED_CREDENTIALS_FILE",
	    "~/.aws/credentials", false, &profiles->credentials, err) != 0 ||
	    read_file(lookup, closure, "AWS_CONFIG_FILE", "~/.aws/config",
	    true, &profiles->config, err) != 0)
		return -1;
	profiles->name = er_xstrdup(name != NULL ? name : "default");
	if (name == NULL || aws_profile_exists(profiles, name))
		return 0;
	er_fail(err, ER_CONFIG, _("AWS_PROFILE: no file has a profile of that "
	    "name: '[%s]' in the credentials file or '[profile %s]' in the "
	    "config file"), name, name);
	return -1;
}

bool
aws_is_set_up(aws_lookup *lookup, void *closure)
{
	static const char *const names[] = { "AWS_ACCESS_KEY_ID",
	    "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION",
	    "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE",
	    "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	    "AWS_CONTAINER_CREDENTIALS_FULL_URI" };
	static const char *const standard[] = { "~/.aws/credentials",
	    "~/.aws/config" };
	char *path = service_credentials(lookup, closure);
	bool found = path != NULL;
	size_t i;

	free(path);
	for (i = 0; i < sizeof names / sizeof *names; i++)
		found |= aws_setting(lookup, closure, names[i]) != NULL;
	for (i = 0; !found && i < 2; i++) {
		path = expand(lookup, closure, standard[i]);
		found = path != NULL && access(path, F_OK) == 0;
		free(path);
	}
	return found;
}

void
aws_profiles_free(struct aws_profiles *profiles)
{
	aws_ini_free(&profiles->credentials);
	aws_ini_free(&profiles->config);
	free(profiles->name);
	*profiles = (struct aws_profiles){0};
}

/* ---- settings ------------------------------------------------------------ */

bool
aws_profile_exists(const struct aws_profiles *profiles, const char *name)
{
	return aws_ini_find(&profiles->credentials, AWS_PROFILE, name, NULL,
	    NULL) != NULL || aws_ini_find(&profiles->config, AWS_PROFILE, name,
	    NULL, NULL) != NULL;
}

const struct aws_entry *
aws_profile_find(const struct aws_profiles *profiles, const char *name,
    const char *key)
{
	const struct aws_entry *e;

	if (name == NULL)
		return NULL;
	e = aws_ini_find(&profiles->credentials, AWS_PROFILE, name, NULL, key);
	if (e == NULL || e->value[0] == '\0')
		e = aws_ini_find(&profiles->config, AWS_PROFILE, name, NULL,
		    key);
	return e != NULL && e->value[0] != '\0' ? e : NULL;
}

/* "services = NAME", and in "[services NAME]" a block of the service's. */
int
aws_profile_endpoint(const struct aws_profiles *profiles, const char *service,
    const struct aws_entry **found, struct er_err *err)
{
	const struct aws_entry *group;

	*found = NULL;
	group = aws_profile_find(profiles, profiles->name, "services");
	if (group != NULL) {
		if (aws_ini_find(&profiles->config, AWS_SERVICES, group->value,
		    NULL, NULL) == NULL) {
			er_fail(err, ER_CONFIG, _("%s:%zu: there is no section "
			    "'[services %s]'"), group->file, group->line,
			    group->value);
			return -1;
		}
		*found = aws_ini_find(&profiles->config, AWS_SERVICES,
		    group->value, service, "endpoint_url");
	}
	if (*found == NULL)
		*found = aws_profile_find(profiles, profiles->name,
		    "endpoint_url");
	return 0;
}

/* ---- keys ---------------------------------------------------------------- */

static int
check_key(const struct aws_entry *e, struct er_err *err)
{
	if (e == NULL || aws_is_key_text(e->value))
		return 0;
	er_fail(err, ER_CONFIG, _("%s:%zu: %s holds a blank, a control "
	    "character or a letter that no key has: set it again, without "
	    "quotes or a comment behind it"), e->file, e->line, e->key);
	return -1;
}

int
aws_from_profile(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	static const char *const names[] = { "aws_access_key_id",
	    "aws_secret_access_key", "aws_session_token" };
	const struct aws_entry *e[3];
	size_t i;

	for (i = 0; i < 3; i++)
		e[i] = aws_profile_find(&chain->profiles, profile, names[i]);
	if (e[0] == NULL && e[1] == NULL)
		return 0;
	for (i = 0; i < 2; i++)
		if (e[i] == NULL) {
			/* TRANSLATORS: file, line, two keys of that file */
			er_fail(err, ER_CONFIG, _("%s:%zu: %s is not set "
			    "though %s is: the two belong together"),
			    e[1 - i]->file, e[1 - i]->line, names[i],
			    names[1 - i]);
			return -1;
		}
	for (i = 0; i < 3; i++)
		if (check_key(e[i], err) != 0)
			return -1;
	aws_credentials_set(&source->fixed, e[0]->value, e[1]->value,
	    e[2] != NULL ? e[2]->value : NULL);
	return 1;
}
