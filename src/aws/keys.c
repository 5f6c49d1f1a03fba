/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Temporary keys as JSON: what credential_process prints, and what the
 * endpoints of containers and EC2 answer. None of it is ever quoted.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

/* ---- ISO 8601 ------------------------------------------------------------ */

/* Two digits below limit at p, or -1. */
static int
two_digits(const char *p, int limit)
{
	int n;

	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	n = (p[0] - '0') * 10 + p[1] - '0';
	return n < limit ? n : -1;
}

/* "Z", "+hh:mm" or "-hh:mm", in seconds; false: none of these. */
static bool
read_zone(const char *p, long *zone)
{
	int hours, minutes;

	*zone = 0;
	if (strcmp(p, "Z") == 0)
		return true;
	if ((p[0] != '+' && p[0] != '-') || strlen(p) != 6 || p[3] != ':')
		return false;
	hours = two_digits(p + 1, 24);
	minutes = two_digits(p + 4, 60);
	*zone = (hours * 60L + minutes) * (p[0] == '-' ? -60 : 60);
	return hours >= 0 && minutes >= 0;
}

bool
aws_time_parse(const char *text, time_t *when)
{
	struct er_date date;
	int hour, minute, second;
	const char *p;
	long zone;

	if (strlen(text) < 20 || !er_date_parse(text, 10, &date) ||
	    text[10] != 'T' || text[13] != ':' || text[16] != ':')
		return false;
	hour = two_digits(text + 11, 24);
	minute = two_digits(text + 14, 60);
	second = two_digits(text + 17, 61);
	p = text + 19;
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (hour < 0 || minute < 0 || second < 0 || !read_zone(p, &zone))
		return false;
	*when = (time_t)er_date_to_days(date) * 86400 + hour * 3600 +
	    minute * 60 + second - zone;
	return true;
}

/* ---- JSON ---------------------------------------------------------------- */

static const char *
text_of(const json_t *root, const char *name)
{
	const char *text = json_string_value(json_object_get(root, name));

	return text != NULL && text[0] != '\0' ? text : NULL;
}

static void
wipe(const json_t *root, const char *name)
{
	const char *text = text_of(root, name);

	if (text != NULL)
		er_wipe((void *)(uintptr_t)text, strlen(text));
}

int
aws_keys_set(struct aws_credentials *creds, const char *who,
    const char *const values[4], struct er_err *err)
{
	static const char *const names[] = { "AccessKeyId",
	    "SecretAccessKey", "SessionToken" };
	time_t expires = 0;
	int i;

	for (i = 0; i < 3; i++)
		if (i < 2 ? values[i] == NULL || !aws_is_key_text(values[i]) :
		    values[i] != NULL && !aws_is_key_text(values[i])) {
			/* TRANSLATORS: who answered, the name of a member */
			er_fail(err, ER_PROTOCOL, _("%s gave no keys: %s is "
			    "missing, or no text that a key can be"), who,
			    names[i]);
			return -1;
		}
	if (values[3] != NULL && !aws_time_parse(values[3], &expires)) {
		er_fail(err, ER_PROTOCOL, _("%s gave keys whose Expiration is "
		    "not a time"), who);
		return -1;
	}
	aws_credentials_set(creds, values[0], values[1], values[2]);
	creds->expires = expires;
	return 0;
}

/* Does the answer say what went wrong, in place of keys? */
static bool
says_no(const json_t *root)
{
	const char *code = text_of(root, "Code");

	return code != NULL && strcmp(code, "Success") != 0;
}

int
aws_keys_parse(const char *p, size_t n, const char *who, bool versioned,
    struct aws_credentials *creds, struct er_err *err)
{
	json_t *root = json_loadb(p != NULL ? p : "", n, 0, NULL);
	const char *const values[4] = { text_of(root, "AccessKeyId"),
	    text_of(root, "SecretAccessKey"),
	    text_of(root, versioned ? "SessionToken" : "Token"),
	    text_of(root, "Expiration") };
	struct er_buf said = {0};
	int rc = -1;

	if (!json_is_object(root))
		er_fail(err, ER_PROTOCOL, _("%s gave no keys: the answer is "
		    "not a JSON object"), who);
	else if (says_no(root)) {
		er_buf_addclean(&said, text_of(root, "Code"),
		    strlen(text_of(root, "Code")), 100);
		er_fail(err, ER_NOPERM, _("%s gave no keys: %s"), who,
		    said.p);
	} else if (versioned && json_integer_value(
	    json_object_get(root, "Version")) != 1)
		er_fail(err, ER_PROTOCOL, _("%s gave no keys: Version must be "
		    "the number 1"), who);
	else
		rc = aws_keys_set(creds, who, values, err);
	wipe(root, "SecretAccessKey");
	wipe(root, "SessionToken");
	wipe(root, "Token");
	json_decref(root);
	er_buf_free(&said);
	return rc;
}
