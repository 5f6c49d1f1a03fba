/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least that the access key must be allowed, as an IAM policy: sending raw
 * messages as this sender, to these recipients where they are known, and
 * reading what er-env check --online asks for.
 *
 * SES authorises SendEmail with a raw message as ses:SendRawEmail, on the
 * sender's identity, and in the sandbox on each recipient's too. Which identity
 * is verified is not known here: the address, or any domain above it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"
#include "mail/mail.h"

struct policy {
	const char *partition, *region, *account, *from, *set;
	struct env_names identities, recipients;
	bool anybody;		/* recipients are not all there are */
};

static void
add_name(struct env_names *names, const char *text)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strcmp(names->list[i], text) == 0)
			return;
	names->list = er_grow(names->list, names->n, &names->cap,
	    sizeof *names->list);
	names->list[names->n++] = er_xstrdup(text);
}

static void
free_names(struct env_names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}

static const char *
value(const struct env_set *set, const char *name)
{
	const struct env_var *var = env_find(set, name);

	return var != NULL && var->nvalue > 0 ? var->value : NULL;
}

/* ---- what it is about ----------------------------------------------------- */

static const char *
partition_of(const char *region)
{
	static const struct { const char *begin, *partition; } table[] = {
		{ "cn-", "aws-cn" }, { "us-gov-", "aws-us-gov" },
		{ "eusc-", "aws-eusc" },
	};
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++)
		if (strncmp(region, table[i].begin,
		    strlen(table[i].begin)) == 0)
			return table[i].partition;
	return "aws";
}

/* The address and each domain above it that can be an identity. */
static void
add_identities(struct policy *p, const char *address)
{
	const char *domain = strrchr(address, '@'), *dot;

	if (domain == NULL)
		return;
	if (domain > address)
		add_name(&p->identities, address);
	for (domain++; (dot = strchr(domain, '.')) != NULL; domain = dot + 1)
		add_name(&p->identities, domain);
}

/* "@domain" stands for all its addresses. */
static void
add_recipient(struct policy *p, const char *address)
{
	char *pattern;

	pattern = er_xasprintf("%s%s", *address == '@' ? "*" : "", address);
	add_name(&p->recipients, pattern);
	free(pattern);
	add_identities(p, address);
}

static int
add_mailboxes(struct policy *p, const char *name, const char *text,
    struct er_err *err)
{
	struct mail_list list = {0};
	const char *why;
	size_t at, i;
	int rc = 0;

	if (!mail_list_parse(&list, text, strlen(text), &at, &why)) {
		/* TRANSLATORS: a variable's name and a reason */
		er_fail(err, ER_CONFIG, _("%s: not a list of mailboxes: %s"),
		    name, why);
		rc = -1;
	}
	for (i = 0; rc == 0 && i < list.n; i++)
		add_recipient(p, list.list[i].address);
	mail_list_free(&list);
	return rc;
}

static int
find_recipients(struct policy *p, const struct env_set *set,
    const struct er_words *to, struct er_err *err)
{
	static const char separators[] = ", \t\r\n";
	const char *bcc = value(set, "SES_BCC");
	const char *allowed = value(set, "ER_ALLOWED_RECIPIENTS");
	char *one;
	size_t i, n;

	p->anybody = allowed == NULL && to->n == 0;
	for (; allowed != NULL && *(allowed += strspn(allowed, separators)) !=
	    '\0'; allowed += n) {
		n = strcspn(allowed, separators);
		one = er_xstrndup(allowed, n);
		add_recipient(p, one);
		free(one);
	}
	for (i = 0; i < to->n; i++)
		if (add_mailboxes(p, "--to", to->list[i], err) != 0)
			return -1;
	return bcc != NULL ? add_mailboxes(p, "SES_BCC", bcc, err) : 0;
}

/* Twelve digits: AWS_ACCOUNT_ID, or those in the name of a role. Owned. */
static char *
find_account(const struct env_set *set)
{
	const char *id = value(set, "AWS_ACCOUNT_ID");
	const char *role = value(set, "AWS_ROLE_ARN");

	if (id == NULL && role != NULL) {
		role = strstr(role, "::");
		id = role != NULL ? role + 2 : NULL;
	}
	if (id == NULL || strspn(id, "0123456789") != 12)
		return er_xstrdup("*");
	return er_xstrndup(id, 12);
}

/* ---- writing it ----------------------------------------------------------- */

static void
add_string(struct er_buf *out, const char *text)
{
	er_buf_addjson(out, text, strlen(text));
}

/* Lines of a JSON array, with the text before each name. */
static void
add_list(struct er_buf *out, const struct env_names *names,
    const char *before, const char *indent)
{
	char *text;
	size_t i;

	for (i = 0; i < names->n; i++) {
		text = er_xasprintf("%s%s", before, names->list[i]);
		er_buf_addf(out, "%s\n%s", i > 0 ? "," : "", indent);
		add_string(out, text);
		free(text);
	}
}

static void
add_resources(struct er_buf *out, const struct policy *p)
{
	char *arn = er_xasprintf("arn:%s:ses:%s:%s:", p->partition, p->region,
	    p->account);
	char *identity = er_xasprintf("%sidentity/", arn);
	char *set = er_xasprintf("%sconfiguration-set/%s", arn,
	    p->set != NULL ? p->set : "");

	er_buf_adds(out, "      \"Resource\": [");
	add_list(out, &p->identities, identity, "        ");
	if (p->set != NULL) {
		er_buf_adds(out, ",\n        ");
		add_string(out, set);
	}
	er_buf_adds(out, "\n      ]");
	free(arn);
	free(identity);
	free(set);
}

static void
add_sending(struct er_buf *out, const struct policy *p)
{
	er_buf_adds(out, "    {\n      \"Sid\": \"Send\",\n"
	    "      \"Effect\": \"Allow\",\n"
	    "      \"Action\": \"ses:SendRawEmail\",\n");
	add_resources(out, p);
	er_buf_adds(out, ",\n      \"Condition\": {\n"
	    "        \"StringEquals\": {\n          \"ses:FromAddress\": ");
	add_string(out, p->from);
	er_buf_adds(out, "\n        }");
	if (!p->anybody) {
		er_buf_adds(out, ",\n        \"ForAllValues:StringLike\": {\n"
		    "          \"ses:Recipients\": [");
		add_list(out, &p->recipients, "", "            ");
		er_buf_adds(out, "\n          ]\n        }");
	}
	er_buf_adds(out, "\n      }\n    }");
}

static void
add_policy(struct er_buf *out, const struct policy *p)
{
	er_buf_adds(out, "{\n  \"Version\": \"2012-10-17\",\n"
	    "  \"Statement\": [\n");
	add_sending(out, p);
	er_buf_adds(out, ",\n    {\n      \"Sid\": \"Check\",\n"
	    "      \"Effect\": \"Allow\",\n      \"Action\": [\n"
	    "        \"ses:GetEmailIdentity\",\n"
	    "        \"ses:GetConfigurationSet\"\n      ],\n");
	add_resources(out, p);
	er_buf_adds(out, "\n    },\n    {\n      \"Sid\": \"CheckAccount\",\n"
	    "      \"Effect\": \"Allow\",\n      \"Action\": [\n"
	    "        \"ses:GetAccount\",\n"
	    "        \"ses:GetSuppressedDestination\"\n      ],\n"
	    "      \"Resource\": \"*\"\n    }\n  ]\n}\n");
}

int
env_policy(const struct env_set *set, const struct er_words *to,
    struct er_buf *out, struct er_err *err)
{
	const char *from = value(set, "SES_FROM"), *why;
	struct policy p = { .region = value(set, "AWS_REGION"),
	    .set = value(set, "SES_CONFIGURATION_SET") };
	struct mail_list sender = {0};
	char *account = find_account(set);
	size_t at;
	int rc = -1;

	if (p.region == NULL)
		p.region = value(set, "AWS_DEFAULT_REGION");
	if (from == NULL || !mail_list_parse(&sender, from, strlen(from), &at,
	    &why) || sender.n != 1) {
		er_fail(err, ER_CONFIG, _("a policy names the sender: set "
		    "SES_FROM to one mailbox"));
	} else if (p.region == NULL) {
		er_fail(err, ER_CONFIG, _("a policy names the region: set "
		    "AWS_REGION"));
	} else {
		p.from = sender.list[0].address;
		p.partition = partition_of(p.region);
		p.account = account;
		add_identities(&p, p.from);
		rc = find_recipients(&p, set, to, err);
		if (rc == 0)
			add_policy(out, &p);
	}
	free_names(&p.identities);
	free_names(&p.recipients);
	mail_list_free(&sender);
	free(account);
	return rc;
}
