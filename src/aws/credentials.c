/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the keys come from: the first provider that is set up wins, and one
 * that is set up but broken stops the search, so that a typing error never
 * makes another identity send.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

const char *
aws_setting(aws_lookup *lookup, void *closure, const char *name)
{
	const char *value = lookup(closure, name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* 1: found; 0: not set up, ask the next; -1: set up but broken. */
typedef int provider(aws_lookup *lookup, void *closure,
    struct aws_credentials *creds, struct er_err *err);

/* Keys travel in header fields: no blanks, controls or other alphabets. */
static bool
is_key_text(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static int
from_environment(aws_lookup *lookup, void *closure,
    struct aws_credentials *creds, struct er_err *err)
{
	static const char *const names[] = { "AWS_ACCESS_KEY_ID",
	    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN" };
	const char *values[3];
	size_t i;

	for (i = 0; i < 3; i++)
		values[i] = aws_setting(lookup, closure, names[i]);
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
		if (values[i] != NULL && !is_key_text(values[i])) {
			er_fail(err, ER_CONFIG, _("%s holds a blank, a control "
			    "character or a letter that no key has: set it "
			    "again, without quotes"), names[i]);
			return -1;
		}
	creds->key_id = er_xstrdup(values[0]);
	creds->secret = er_xstrdup(values[1]);
	creds->token = values[2] != NULL ? er_xstrdup(values[2]) : NULL;
	return 1;
}

static provider *const chain[] = {
	from_environment,
};

int
aws_credentials_load(aws_lookup *lookup, void *closure,
    struct aws_credentials *creds, struct er_err *err)
{
	size_t i;
	int found;

	*creds = (struct aws_credentials){0};
	for (i = 0; i < sizeof chain / sizeof chain[0]; i++) {
		found = chain[i](lookup, closure, creds, err);
		if (found != 0)
			return found > 0 ? 0 : -1;
	}
	er_fail(err, ER_CONFIG, _("no AWS credentials: set AWS_ACCESS_KEY_ID "
	    "and AWS_SECRET_ACCESS_KEY"));
	return -1;
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
	*creds = (struct aws_credentials){0};
}
