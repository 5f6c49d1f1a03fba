/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Until when a message is worth sending: ISO 8601 in UTC, as the log writes. */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { DATE = 10, DAY_S = 24 * 60 * 60 };

/* Two digits after that character, below limit. */
static bool
read_pair(const char **p, char before, int limit, int *value)
{
	const char *s = *p;

	if (s[0] != before || s[1] < '0' || s[1] > '9' || s[2] < '0' ||
	    s[2] > '9')
		return false;
	*value = (s[1] - '0') * 10 + s[2] - '0';
	*p = s + 3;
	return *value < limit;
}

static bool
read_time(const char *p, long *seconds)
{
	int hour, minute, second = 0;

	if (!read_pair(&p, 'T', 24, &hour) || !read_pair(&p, ':', 60, &minute))
		return false;
	if (*p == ':' && !read_pair(&p, ':', 60, &second))
		return false;
	*seconds = (hour * 60L + minute) * 60 + second;
	return strcmp(p, "Z") == 0;
}

int
send_parse_expiry(const char *text, time_t *when, struct er_err *err)
{
	struct er_date date;
	long seconds = DAY_S - 1;	/* a day is meant with its last second */

	if (strlen(text) >= DATE && er_date_parse(text, DATE, &date) &&
	    (text[DATE] == '\0' || read_time(text + DATE, &seconds))) {
		*when = (time_t)er_date_to_days(date) * DAY_S + seconds;
		return 0;
	}
	er_fail(err, ER_USAGE, _("--not-after takes a day, as in 2026-11-30, "
	    "or a time in UTC, as in 2026-11-30T08:00Z, not '%s'"), text);
	return -1;
}
