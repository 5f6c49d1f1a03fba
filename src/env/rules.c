/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every rule: er-env(1) lists them in this order with what to do. */
#include "config.h"

#include "base/i18n.h"
#include "env/env-priv.h"

const struct env_rule_info env_rules[ENV_RULES] = {
	[ENV_NUL_BYTE] = { "er-nul-byte", ER_ERROR, ER_DATA,
	    N_("save the file as text") },
	[ENV_NOT_UTF8] = { "er-not-utf8", ER_ERROR, ER_DATA,
	    N_("save the file as UTF-8") },
	[ENV_BYTE_ORDER_MARK] = { "er-byte-order-mark", ER_WARNING, ER_DATA,
	    N_("save the file as UTF-8 without a byte order mark") },
	[ENV_CRLF] = { "er-crlf", ER_WARNING, ER_DATA,
	    N_("save the file with LF line ends") },
	[ENV_NOT_AN_ASSIGNMENT] = { "er-not-an-assignment", ER_ERROR, ER_DATA,
	    N_("write NAME=VALUE, or put # before a remark") },
	[ENV_KEY_WITHOUT_VALUE] = { "er-key-without-value", ER_ERROR, ER_DATA,
	    N_("write NAME=VALUE, or take the line out") },
	[ENV_UNCLOSED_QUOTE] = { "er-unclosed-quote", ER_ERROR, ER_DATA,
	    N_("close the quote, or leave it out") },
	[ENV_TEXT_AFTER_QUOTE] = { "er-text-after-quote", ER_ERROR, ER_DATA,
	    N_("put the whole value within one pair of quotes") },
	[ENV_RUNAWAY_QUOTE] = { "er-runaway-quote", ER_ERROR, ER_DATA,
	    N_("close the quote in the line where it opens") },
	[ENV_JOINED_LINES] = { "er-joined-lines", ER_ERROR, ER_DATA,
	    N_("put each assignment on a line of its own") },
	[ENV_HASH_CUTS_VALUE] = { "er-hash-cuts-value", ER_WARNING, ER_DATA,
	    N_("put the value in quotes, or a blank before the remark") },
	/* Not malformed: who reads it with one program has no trouble. */
	[ENV_READERS_DIFFER] = { "er-readers-differ", ER_WARNING, ER_CONFIG,
	    N_("write the line as er-env readers shows, or name the readers "
	    "that you need with --reader") },
	[ENV_MISSING] = { "er-missing", ER_ERROR, ER_CONFIG,
	    N_("set the variable") },
	[ENV_NEAR_MISS] = { "er-near-miss", ER_ERROR, ER_CONFIG,
	    N_("give the variable its right name") },
	[ENV_ALIAS] = { "er-alias", ER_ERROR, ER_CONFIG,
	    N_("give the variable the name that is read") },
	[ENV_UNKNOWN] = { "er-unknown", ER_WARNING, ER_CONFIG,
	    N_("check the name, or describe it in a schema") },
	[ENV_DUPLICATED_KEY] = { "er-duplicated-key", ER_ERROR, ER_CONFIG,
	    N_("take one of the lines out") },
	[ENV_EMPTY] = { "er-empty", ER_ERROR, ER_CONFIG,
	    N_("give it a value, or take it out if it is not required") },
	[ENV_BLANK] = { "er-blank", ER_ERROR, ER_CONFIG,
	    N_("give it a value, or take it out if it is not required") },
	[ENV_MALFORMED] = { "er-malformed", ER_ERROR, ER_CONFIG,
	    N_("write the value in the form that its type has") },
	[ENV_QUOTES_KEPT] = { "er-quotes-kept", ER_ERROR, ER_CONFIG,
	    N_("give the value without the quotes") },
	[ENV_NOT_EXPANDED] = { "er-not-expanded", ER_ERROR, ER_CONFIG,
	    N_("write the value itself; nothing is expanded") },
	[ENV_PLACEHOLDER] = { "er-placeholder", ER_ERROR, ER_CONFIG,
	    N_("fill in the real value") },
	[ENV_EXAMPLE_KEY] = { "er-example-key", ER_ERROR, ER_CONFIG,
	    N_("put in your own key") },
	[ENV_KEY_SHAPE] = { "er-key-shape", ER_WARNING, ER_CONFIG,
	    N_("copy the key again from IAM") },
	[ENV_KEYS_SWAPPED] = { "er-keys-swapped", ER_ERROR, ER_CONFIG,
	    N_("swap the key id and its secret") },
	[ENV_SMTP_PASSWORD] = { "er-smtp-password", ER_ERROR, ER_CONFIG,
	    N_("put in the secret access key that the password was made "
	    "from") },
	[ENV_STALE_TOKEN] = { "er-stale-token", ER_WARNING, ER_CONFIG,
	    N_("take AWS_SESSION_TOKEN out") },
	[ENV_PROFILE_IGNORED] = { "er-profile-ignored", ER_WARNING, ER_CONFIG,
	    N_("take AWS_PROFILE or the keys out") },
	[ENV_REGION] = { "er-region", ER_ERROR, ER_CONFIG,
	    N_("write the region as AWS does, such as us-west-2") },
	[ENV_REGION_UNKNOWN] = { "er-region-unknown", ER_WARNING, ER_CONFIG,
	    N_("check the region's name at AWS") },
	[ENV_REGION_WITHOUT_SES] =
	    { "er-region-without-ses", ER_WARNING, ER_CONFIG,
	    N_("use a region that has SES") },
	[ENV_REGIONS_DIFFER] = { "er-regions-differ", ER_WARNING, ER_CONFIG,
	    N_("make AWS_DEFAULT_REGION equal to AWS_REGION") },
	[ENV_URL_WITHOUT_TLS] = { "er-url-without-tls", ER_ERROR, ER_CONFIG,
	    N_("write https:// instead of http://") },
	[ENV_FILE_MODE] = { "er-file-mode", ER_WARNING, ER_CONFIG,
	    N_("chmod 600 the file") },
	[ENV_FILE_OWNER] = { "er-file-owner", ER_WARNING, ER_CONFIG,
	    N_("chown the file and its directory to who runs it") },
	[ENV_DIRECTORY_MODE] = { "er-directory-mode", ER_WARNING, ER_CONFIG,
	    N_("chmod go-w the directory") },
	[ENV_SYMLINK] = { "er-symlink", ER_NOTE, ER_CONFIG,
	    N_("nothing, if the link is meant") },
	[ENV_GIT_TRACKED] = { "er-git-tracked", ER_ERROR, ER_CONFIG,
	    N_("git rm --cached the file, ignore it, and make new keys") },
	[ENV_GIT_NOT_IGNORED] = { "er-git-not-ignored", ER_WARNING, ER_CONFIG,
	    N_("add the file to .gitignore") },
	[ENV_SHADOWED] = { "er-shadowed", ER_WARNING, ER_CONFIG,
	    N_("unset the variable in the environment, or take the line "
	    "out") },
	[ENV_ENDING_BLANK_LINE] =
	    { "er-ending-blank-line", ER_WARNING, ER_CONFIG,
	    N_("end the last line with a line feed") },
	[ENV_EXTRA_BLANK_LINE] =
	    { "er-extra-blank-line", ER_WARNING, ER_CONFIG,
	    N_("leave one blank line") },
	[ENV_INCORRECT_DELIMITER] =
	    { "er-incorrect-delimiter", ER_WARNING, ER_CONFIG,
	    N_("use only letters, digits and '_' in a name, and '=' behind "
	    "it") },
	[ENV_LEADING_CHARACTER] =
	    { "er-leading-character", ER_WARNING, ER_CONFIG,
	    N_("begin the line with a letter or '_'") },
	[ENV_LOWERCASE_KEY] = { "er-lowercase-key", ER_WARNING, ER_CONFIG,
	    N_("write the name in capitals") },
	[ENV_QUOTE_CHARACTER] = { "er-quote-character", ER_WARNING, ER_CONFIG,
	    N_("leave out the quotes, which the value does not need") },
	[ENV_SPACE_CHARACTER] = { "er-space-character", ER_WARNING, ER_CONFIG,
	    N_("take out the blanks around '='") },
	[ENV_SUBSTITUTION_KEY] =
	    { "er-substitution-key", ER_WARNING, ER_CONFIG,
	    N_("write ${NAME} with both braces") },
	[ENV_TRAILING_WHITESPACE] =
	    { "er-trailing-whitespace", ER_WARNING, ER_CONFIG,
	    N_("take out the blanks at the end of the line") },
	[ENV_UNORDERED_KEY] = { "er-unordered-key", ER_WARNING, ER_CONFIG,
	    N_("order the names of each block by the alphabet") },
	[ENV_VALUE_WITHOUT_QUOTES] =
	    { "er-value-without-quotes", ER_WARNING, ER_CONFIG,
	    N_("put a value with blanks in quotes") },
	[ENV_CLIENT] = { "er-client", ER_ERROR, ER_CONFIG,
	    N_("set what a request to AWS needs") },
	[ENV_UNREACHABLE] = { "er-unreachable", ER_ERROR, ER_TEMP,
	    N_("check the network, AWS_REGION and the endpoint, and try "
	    "again") },
	[ENV_CLOCK] = { "er-clock", ER_WARNING, ER_CONFIG,
	    N_("set this machine's clock") },
	[ENV_KEYS_REFUSED] = { "er-keys-refused", ER_ERROR, ER_NOPERM,
	    N_("copy the key and its secret again, or make new ones") },
	[ENV_MAY_NOT_ASK] = { "er-may-not-ask", ER_WARNING, ER_CONFIG,
	    N_("allow the key to ask; er-env policy prints what it needs") },
	[ENV_SENDING_PAUSED] = { "er-sending-paused", ER_ERROR, ER_NOPERM,
	    N_("answer AWS's review, or switch sending on in SES") },
	[ENV_PROBATION] = { "er-probation", ER_WARNING, ER_CONFIG,
	    N_("answer AWS's review before it stops the account") },
	[ENV_SANDBOX] = { "er-sandbox", ER_NOTE, ER_CONFIG,
	    N_("verify each recipient, or ask AWS for production access") },
	[ENV_FROM_NOT_VERIFIED] =
	    { "er-from-not-verified", ER_ERROR, ER_CONFIG,
	    N_("verify the sender or its domain in this region, or set "
	    "AWS_REGION to where it is verified") },
	[ENV_FROM_CASE] = { "er-from-case", ER_ERROR, ER_CONFIG,
	    N_("write the sender exactly as it was verified") },
	[ENV_DKIM] = { "er-dkim", ER_WARNING, ER_CONFIG,
	    N_("publish the DKIM records that SES shows for the identity") },
	[ENV_MAIL_FROM] = { "er-mail-from", ER_WARNING, ER_CONFIG,
	    N_("publish the MX record of the MAIL FROM domain, or let SES "
	    "use its own") },
	[ENV_RECIPIENT_NOT_VERIFIED] =
	    { "er-recipient-not-verified", ER_ERROR, ER_CONFIG,
	    N_("verify the recipient in this region, or ask AWS for "
	    "production access") },
	[ENV_RECIPIENT_SUPPRESSED] =
	    { "er-recipient-suppressed", ER_ERROR, ER_CONFIG,
	    N_("take the address off SES's suppression list once it takes "
	    "mail again") },
	[ENV_CONFIGURATION_SET] =
	    { "er-configuration-set", ER_ERROR, ER_CONFIG,
	    N_("make the configuration set in this region, or name another") },
	[ENV_QUOTA] = { "er-quota", ER_ERROR, ER_TEMP,
	    N_("wait, or ask AWS for a higher quota") },
	[ENV_RATE] = { "er-rate", ER_NOTE, ER_CONFIG,
	    N_("send in good time, or ask AWS for a higher rate") },
};

enum env_rule
env_rule_find(const char *id)
{
	int i;

	for (i = 0; id != NULL && i < ENV_RULES; i++)
		if (id == env_rules[i].id)
			return (enum env_rule)i;
	return ENV_RULES;
}
