/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetAccount: how much this account may send. */
#include "config.h"

#include <string.h>

#include <jansson.h>

#include "aws/aws-priv.h"

enum { NUMBER_MAX = 1000000000 };

/* Thousandths, so that a rate below one a second is one; -1: there is none, or
 * none that can be. */
static int64_t
read_number(const json_t *object, const char *name)
{
	const json_t *member = json_object_get(object, name);
	double value = json_number_value(member);

	return json_is_number(member) && value >= 0 && value <= NUMBER_MAX ?
	    (int64_t)(value * 1000) : -1;
}

static void
read_account(const struct er_buf *body, struct aws_account *account)
{
	json_t *root = json_loadb(body->p != NULL ? body->p : "", body->n, 0,
	    NULL);
	const json_t *quota = json_object_get(root, "SendQuota");
	int64_t most = read_number(quota, "Max24HourSend");
	int64_t sent = read_number(quota, "SentLast24Hours");
	int64_t rate = read_number(quota, "MaxSendRate");

	account->known = json_is_object(root);
	account->sandbox = json_is_false(json_object_get(root,
	    "ProductionAccessEnabled"));
	if (rate > 0)
		account->rate = rate;
	/* -1 is AWS's word for no limit. */
	if (most >= 0 && sent >= 0)
		account->left = most > sent ? (most - sent) / 1000 : 0;
	json_decref(root);
}

void
aws_account_get(struct aws_client *client, time_t now,
    struct aws_account *account)
{
	struct aws_result result;
	void *closure;

	*account = (struct aws_account){ .left = -1 };
	aws_call_start(client, "GET", "/v2/email/account", NULL, NULL, now,
	    NULL);
	while (!aws_call_take(client, 1000, &closure, &result))
		;
	if (result.err.cls == ER_NONE && result.http.fault == NULL &&
	    result.http.status == 200)
		read_account(&result.http.body, account);
	aws_http_answer_free(&result.http);
	er_err_free(&result.err);
}
