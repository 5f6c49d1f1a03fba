/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two calls of STS (2011-06-15) that give out the keys of a role. A form is
 * asked, XML is answered; of that only a few elements without attributes
 * matter, so that they are cut out rather than parsed.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { TEXT_MAX = 300 };

void
aws_form_add(struct er_buf *form, const char *name, const char *value)
{
	if (form->n > 0)
		er_buf_addc(form, '&');
	er_buf_adds(form, name);
	er_buf_addc(form, '=');
	for (; *value != '\0'; value++)
		aws_add_encoded(form, (unsigned char)*value);
}

int
aws_sts_load(struct aws_chain *chain, struct er_err *err)
{
	if (chain->sts.url != NULL)
		return 0;
	return aws_endpoint_load(&aws_sts, chain->lookup, chain->closure,
	    &chain->profiles, &chain->sts, err);
}

/* ---- the answer ---------------------------------------------------------- */

char *
aws_element(const struct er_buf *body, const char *name)
{
	char *open = er_xasprintf("<%s>", name);
	const char *p = body->p != NULL ? strstr(body->p, open) : NULL;
	size_t n = 0;

	if (p != NULL) {
		p += strlen(open);
		n = strcspn(p, "<");
		if (strncmp(p + n, "</", 2) != 0)
			p = NULL;
	}
	free(open);
	return p != NULL ? er_xstrndup(p, n) : NULL;
}

static void
forget(char *text)
{
	if (text != NULL)
		er_wipe(text, strlen(text));
	free(text);
}

int
aws_sts_read(const struct er_buf *body, struct aws_credentials *creds,
    struct er_err *err)
{
	static const char *const names[] = { "AccessKeyId",
	    "SecretAccessKey", "SessionToken", "Expiration" };
	char *found[4];
	const char *values[4];
	int i, rc;

	for (i = 0; i < 4; i++)
		values[i] = found[i] = aws_element(body, names[i]);
	rc = aws_keys_set(creds, "STS", values, err);
	for (i = 0; i < 4; i++)
		forget(found[i]);
	return rc;
}

/* May the same call do better later? */
static bool
is_passing(int status, const char *code)
{
	return status >= 500 || status == 429 || strstr(code, "Throttl") ||
	    strcmp(code, "IDPCommunicationError") == 0 ||
	    strcmp(code, "RequestTimeout") == 0;
}

static void
fail_answer(const struct aws_http_answer *answer, const char *place,
    struct er_err *err)
{
	char *code = aws_element(&answer->body, "Code");
	char *text = aws_element(&answer->body, "Message");
	struct er_buf said = {0};

	er_buf_adds(&said, "");
	if (code != NULL)
		er_buf_addclean(&said, code, strlen(code), 100);
	if (text != NULL) {
		er_buf_adds(&said, ": ");
		er_buf_addclean(&said, text, strlen(text), TEXT_MAX);
	}
	/* TRANSLATORS: the setting, a number, AWS's name for it and words */
	er_fail(err, is_passing(answer->status, code != NULL ? code : "") ?
	    ER_TEMP : ER_NOPERM, _("%s: STS does not give out this role's "
	    "keys: %d %s"), place, answer->status, said.p);
	free(code);
	free(text);
	er_buf_free(&said);
}

/* ---- the call ------------------------------------------------------------ */

static int
exchange(struct aws_chain *chain, struct aws_http *http,
    const struct aws_credentials *signer, const struct er_buf *form,
    time_t now, struct aws_http_answer *answer, struct er_err *err)
{
	const struct aws_header headers[] = {
		{ "Content-Type",
		    "application/x-www-form-urlencoded; charset=utf-8" },
		{ "Expect", "" },
	};
	char *path = er_xasprintf("%s/", chain->sts.base);
	char *url = er_xasprintf("%s/", chain->sts.url);
	const struct aws_request request = { .method = "POST",
	    .host = chain->sts.host, .path = path, .headers = headers,
	    .nheaders = 1, .body = { .p = form->p, .n = form->n } };
	const struct aws_http_request plain = { .method = "POST", .url = url,
	    .headers = headers, .nheaders = 2, .body = { .p = form->p,
	    .n = form->n } };
	int rc = 0;

	if (signer != NULL)
		rc = aws_signed_send(http, &chain->sts, &aws_sts, signer,
		    &request, now, answer, err);
	else
		aws_http_send(http, &plain, answer);
	free(path);
	free(url);
	return rc;
}

int
aws_sts_ask(struct aws_chain *chain, const struct aws_credentials *signer,
    const struct er_buf *form, const char *place, time_t now,
    struct aws_credentials *creds, struct er_err *err)
{
	struct aws_http *http = aws_http_new(&chain->sts, chain->ca_bundle,
	    err);
	struct aws_http_answer answer;
	int rc = -1;

	if (http == NULL)
		return -1;
	if (exchange(chain, http, signer, form, now, &answer, err) == 0) {
		if (answer.fault != NULL)
			er_fail(err, ER_TEMP, "%s: %s", place, answer.detail);
		else if (answer.status != 200)
			fail_answer(&answer, place, err);
		else
			rc = aws_sts_read(&answer.body, creds, err);
		aws_http_answer_free(&answer);
	}
	aws_http_free(http);
	return rc;
}
