/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What providers on this machine, or beside it, have in common. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { LINE_MAX = 65536 };

char *
aws_read_line(const char *path, struct er_err *err)
{
	char *text = NULL;
	bool missing;
	size_t n = 0;

	if (aws_read_secret(path, LINE_MAX, &missing, &text, &n, err) != 0)
		return NULL;
	if (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	if (n > 0 && text[n - 1] == '\r')
		text[--n] = '\0';
	return text;
}

int
aws_near_ask(const struct aws_chain *chain, const struct aws_endpoint *e,
    const char *missing, const struct aws_http_request *request,
    long timeout_ms, struct aws_http_answer *answer, struct er_err *err)
{
	struct aws_http *http = aws_http_new(e, chain->ca_bundle, err);
	bool later;

	if (http == NULL)
		return -1;
	aws_http_set_timeout(http, timeout_ms);
	aws_http_send(http, request, answer);
	aws_http_free(http);
	if (answer->fault == NULL && answer->status == 200)
		return 0;
	later = answer->status >= 500 || answer->status == 429;
	if (missing != NULL && !later)
		er_fail(err, ER_CONFIG, "%s", missing);
	else if (answer->fault != NULL)
		er_fail(err, ER_TEMP, _("the keys cannot be fetched: %s"),
		    answer->detail);
	else
		er_fail(err, later ? ER_TEMP : ER_NOPERM, _("the keys cannot "
		    "be fetched: %s answered with status %d"), e->host,
		    answer->status);
	aws_http_answer_free(answer);
	return -1;
}
