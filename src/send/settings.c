/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the environment says where the command line says nothing. */
#include "config.h"

#include "send/send-priv.h"

const char *
send_value(aws_lookup *lookup, void *closure, const char *name)
{
	const char *value = lookup(closure, name);

	return value != NULL && *value != '\0' ? value : NULL;
}

void
send_settings_load(struct send_settings *s, aws_lookup *lookup, void *closure)
{
	s->from_default = send_value(lookup, closure, "SES_FROM");
	s->audit = send_value(lookup, closure, "SES_BCC");
	s->reply_to = send_value(lookup, closure, "SES_REPLY_TO");
	if (s->configuration_set == NULL)
		s->configuration_set = send_value(lookup, closure,
		    "SES_CONFIGURATION_SET");
	/* Empty is not the same as not set: it allows nobody. */
	s->allowed = lookup(closure, "ER_ALLOWED_RECIPIENTS");
}
