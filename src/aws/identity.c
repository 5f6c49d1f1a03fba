/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Email address is not verified. The following identities failed the check in
 * region US-WEST-2: a@one.example, b@two.example" does not say which of them
 * send and which receive, and the cures differ: a sender must be verified
 * always, a recipient only in the sandbox. So each is held against what was
 * asked for. An address that is both is the sender: the audit copy often goes
 * there, and it is the sender that has to be verified in any case.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

static bool
is_among(const char *const *list, size_t n, struct er_slice address)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (er_slice_is_nocase(address, list[i]))
			return true;
	return false;
}

static bool
is_recipient(const struct aws_email *email, struct er_slice address)
{
	if (email->from != NULL && er_slice_is_nocase(address, email->from))
		return false;
	return is_among(email->to, email->nto, address) ||
	    is_among(email->cc, email->ncc, address) ||
	    is_among(email->bcc, email->nbcc, address);
}

/* "Name <a@one.example>" is shown by SES as it stood in the message. */
static struct er_slice
bare_address(struct er_slice identity)
{
	const char *p = memchr(identity.p, '<', identity.n);

	if (p == NULL || identity.p[identity.n - 1] != '>')
		return identity;
	return (struct er_slice){ p + 1,
	    (size_t)(identity.p + identity.n - 1 - (p + 1)) };
}

static void
add_to(struct er_buf *list, struct er_slice address)
{
	if (list->n > 0)
		er_buf_adds(list, ", ");
	er_buf_add(list, address.p, address.n);
}

/* Shares the identities out. A list that SES cut, or that was too long for us,
 * ends in "...", maybe in the middle of an address: that one is passed over. */
static void
sort_out(const struct aws_email *email, const char *p, struct er_buf *senders,
    struct er_buf *recipients)
{
	struct er_slice address;
	size_t n;

	for (; *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		address = bare_address(er_slice_trim(
		    (struct er_slice){ p, n }));
		if (address.n == 0 || (address.n >= 3 &&
		    memcmp(address.p + address.n - 3, "...", 3) == 0))
			continue;
		add_to(is_recipient(email, address) ? recipients : senders,
		    address);
	}
}

char *
aws_unverified_remedy(const struct aws_email *email, const char *text)
{
	static const char mark[] = "failed the check in region";
	struct er_buf senders = {0}, recipients = {0}, b = {0};
	const char *p = strstr(text, mark);

	p = p != NULL ? strchr(p, ':') : NULL;
	if (email != NULL && p != NULL)
		sort_out(email, p + 1, &senders, &recipients);
	if (senders.n > 0)
		/* TRANSLATORS: one address or more, between commas */
		er_buf_addf(&b, _("Verify the From address or its domain in "
		    "that region (%s), or set AWS_REGION to the region where "
		    "it is verified."), senders.p);
	if (recipients.n > 0) {
		if (b.n > 0)
			er_buf_addc(&b, ' ');
		/* TRANSLATORS: one address or more, between commas */
		er_buf_addf(&b, _("The account is in the SES sandbox there, "
		    "which takes verified recipients only: verify them in "
		    "that region too (%s), or ask AWS for production "
		    "access."), recipients.p);
	}
	er_buf_free(&senders);
	er_buf_free(&recipients);
	return b.n > 0 ? er_buf_steal(&b) : NULL;
}
