/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not done here, and said so rather than passed over. */
#include "config.h"

#include <stdlib.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

int
aws_from_sso(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	static const char *const keys[] = { "sso_session", "sso_start_url",
	    "sso_account_id", "sso_role_name", "login_session" };
	const struct aws_entry *e;
	size_t i;

	(void)source;
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		e = aws_profile_find(&chain->profiles, profile, keys[i]);
		if (e == NULL)
			continue;
		/* TRANSLATORS: file, line, a setting there, the profile */
		er_fail(err, ER_CONFIG, _("%s:%zu: %s: signing in is not done "
		    "here; set credential_process = aws configure "
		    "export-credentials --profile %s --format process in a "
		    "profile of its own, and AWS_PROFILE to that"), e->file,
		    e->line, e->key, profile);
		return -1;
	}
	return 0;
}

int
aws_refuse_sigv4a(const struct aws_chain *chain, struct er_err *err)
{
	const struct aws_entry *e = aws_profile_find(&chain->profiles,
	    chain->profiles.name, "sigv4a_signing_region_set");
	char *place;

	if (aws_chain_setting(chain, "AWS_SIGV4A_SIGNING_REGION_SET") == NULL &&
	    e == NULL)
		return 0;
	place = e != NULL ? aws_entry_place(e) :
	    er_xstrdup("AWS_SIGV4A_SIGNING_REGION_SET");
	er_fail(err, ER_CONFIG, _("%s: signatures for several regions "
	    "(SigV4a) are not made here: take it out and set AWS_REGION to "
	    "one"), place);
	free(place);
	return -1;
}
