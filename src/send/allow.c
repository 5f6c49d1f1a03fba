/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ER_ALLOWED_RECIPIENTS: addresses and @domains between commas or blanks. It
 * fails closed: set but empty, or with a word that is neither, nobody is sent
 * anything. Everybody counts, the audit copy too.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "send/send-priv.h"

static const char separators[] = ", \t\r\n";

static bool
is_named(const char *allowed, const char *address)
{
	const char *at = strrchr(address, '@');
	size_t length, local;

	for (; *allowed != '\0'; allowed += length) {
		allowed += strspn(allowed, separators);
		length = strcspn(allowed, separators);
		if (at == NULL || length == 0)
			continue;
		local = (size_t)(at - address);
		if (*allowed == '@' && length == strlen(at) &&
		    strncasecmp(allowed, at, length) == 0)
			return true;
		/* the local part as it stands, the domain in any case */
		if (length == strlen(address) &&
		    memcmp(allowed, address, local) == 0 &&
		    strncasecmp(allowed + local, at, length - local) == 0)
			return true;
	}
	return false;
}

static int
check_list(const char *allowed, struct er_err *err)
{
	const char *at;
	size_t length, words = 0;

	for (; *allowed != '\0'; allowed += length) {
		allowed += strspn(allowed, separators);
		length = strcspn(allowed, separators);
		if (length == 0)
			continue;
		words++;
		at = memchr(allowed, '@', length);
		if (at == NULL || at + 1 == allowed + length) {
			er_fail(err, ER_CONFIG, _("ER_ALLOWED_RECIPIENTS: "
			    "'%.*s' is neither an address nor @domain; nothing "
			    "was sent"), (int)length, allowed);
			return -1;
		}
	}
	if (words == 0) {
		er_fail(err, ER_CONFIG, _("ER_ALLOWED_RECIPIENTS is set but "
		    "names nobody; nothing was sent"));
		return -1;
	}
	return 0;
}

static int
check_addresses(const char *allowed, const struct outbox_addresses *to,
    struct er_err *err)
{
	size_t i;

	for (i = 0; i < to->n; i++)
		if (!is_named(allowed, to->list[i])) {
			er_fail(err, ER_NOPERM, _("ER_ALLOWED_RECIPIENTS does "
			    "not allow '%s'; nothing was sent"), to->list[i]);
			return -1;
		}
	return 0;
}

int
send_check_allowed(const char *allowed, const struct outbox_envelope *envelope,
    struct er_err *err)
{
	if (allowed == NULL)
		return 0;
	if (check_list(allowed, err) != 0 ||
	    check_addresses(allowed, &envelope->to, err) != 0 ||
	    check_addresses(allowed, &envelope->cc, err) != 0 ||
	    check_addresses(allowed, &envelope->bcc, err) != 0)
		return -1;
	return check_addresses(allowed, &envelope->audit, err);
}
