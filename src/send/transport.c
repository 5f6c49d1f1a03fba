/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

static const struct {
	const char *prefix;
	int (*open)(const char *rest, aws_lookup *lookup, void *closure,
	    struct send_transport *transport, struct er_err *err);
} transports[] = {
	{ "ses", send_ses_open },
	{ "maildir:", send_maildir_open },
	{ "smtp:", send_smtp_open },
	{ "smtps:", send_smtps_open },
};

int
send_transport_open(const char *name, aws_lookup *lookup, void *closure,
    struct send_transport *transport, struct er_err *err)
{
	size_t i, n;

	*transport = (struct send_transport){0};
	for (i = 0; i < sizeof transports / sizeof *transports; i++) {
		n = strlen(transports[i].prefix);
		if (strncmp(name, transports[i].prefix, n) != 0 ||
		    (name[n - 1] != ':' && name[n] != '\0'))
			continue;
		if (transports[i].open(name + n, lookup, closure, transport,
		    err) != 0)
			return -1;
		if (transport->name == NULL)
			transport->name = er_xstrdup(name);
		return 0;
	}
	er_fail(err, ER_USAGE, _("there is no transport '%s'; it is ses, "
	    "maildir:DIR, smtp://HOST or smtps://HOST"), name);
	return -1;
}

void
send_transport_close(struct send_transport *transport)
{
	if (transport->close != NULL)
		transport->close(transport->self);
	free(transport->name);
	*transport = (struct send_transport){0};
}

void
send_answer_free(struct send_answer *answer)
{
	free(answer->message_id);
	free(answer->request_id);
	free(answer->code);
	free(answer->cause);
	free(answer->remedy);
	*answer = (struct send_answer){0};
}
