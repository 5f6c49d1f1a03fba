/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every rule: er-env(1) lists them in this order with what to do. */
#include "config.h"

#include "env/env-priv.h"

const struct env_rule_info env_rules[ENV_RULES] = {
	[ENV_NUL_BYTE] = { "er-nul-byte", ER_ERROR, ER_DATA },
	[ENV_NOT_UTF8] = { "er-not-utf8", ER_ERROR, ER_DATA },
	[ENV_BYTE_ORDER_MARK] = { "er-byte-order-mark", ER_WARNING, ER_DATA },
	[ENV_CRLF] = { "er-crlf", ER_WARNING, ER_DATA },
	[ENV_NOT_AN_ASSIGNMENT] =
	    { "er-not-an-assignment", ER_ERROR, ER_DATA },
	[ENV_KEY_WITHOUT_VALUE] =
	    { "er-key-without-value", ER_ERROR, ER_DATA },
	[ENV_UNCLOSED_QUOTE] = { "er-unclosed-quote", ER_ERROR, ER_DATA },
	[ENV_TEXT_AFTER_QUOTE] = { "er-text-after-quote", ER_ERROR, ER_DATA },
	[ENV_RUNAWAY_QUOTE] = { "er-runaway-quote", ER_ERROR, ER_DATA },
	[ENV_JOINED_LINES] = { "er-joined-lines", ER_ERROR, ER_DATA },
	[ENV_HASH_CUTS_VALUE] = { "er-hash-cuts-value", ER_WARNING, ER_DATA },
	/* Not malformed: who reads it with one program has no trouble. */
	[ENV_READERS_DIFFER] =
	    { "er-readers-differ", ER_WARNING, ER_CONFIG },
	[ENV_MISSING] = { "er-missing", ER_ERROR, ER_CONFIG },
	[ENV_NEAR_MISS] = { "er-near-miss", ER_ERROR, ER_CONFIG },
	[ENV_ALIAS] = { "er-alias", ER_ERROR, ER_CONFIG },
	[ENV_UNKNOWN] = { "er-unknown", ER_WARNING, ER_CONFIG },
	[ENV_DUPLICATED_KEY] = { "er-duplicated-key", ER_ERROR, ER_CONFIG },
	[ENV_EMPTY] = { "er-empty", ER_ERROR, ER_CONFIG },
	[ENV_BLANK] = { "er-blank", ER_ERROR, ER_CONFIG },
	[ENV_MALFORMED] = { "er-malformed", ER_ERROR, ER_CONFIG },
	[ENV_QUOTES_KEPT] = { "er-quotes-kept", ER_ERROR, ER_CONFIG },
	[ENV_NOT_EXPANDED] = { "er-not-expanded", ER_ERROR, ER_CONFIG },
	[ENV_PLACEHOLDER] = { "er-placeholder", ER_ERROR, ER_CONFIG },
	[ENV_EXAMPLE_KEY] = { "er-example-key", ER_ERROR, ER_CONFIG },
	[ENV_KEY_SHAPE] = { "er-key-shape", ER_WARNING, ER_CONFIG },
	[ENV_KEYS_SWAPPED] = { "er-keys-swapped", ER_ERROR, ER_CONFIG },
	[ENV_SMTP_PASSWORD] = { "er-smtp-password", ER_ERROR, ER_CONFIG },
	[ENV_STALE_TOKEN] = { "er-stale-token", ER_WARNING, ER_CONFIG },
	[ENV_PROFILE_IGNORED] =
	    { "er-profile-ignored", ER_WARNING, ER_CONFIG },
	[ENV_REGION] = { "er-region", ER_ERROR, ER_CONFIG },
	[ENV_REGION_UNKNOWN] = { "er-region-unknown", ER_WARNING, ER_CONFIG },
	[ENV_REGION_WITHOUT_SES] =
	    { "er-region-without-ses", ER_WARNING, ER_CONFIG },
	[ENV_REGIONS_DIFFER] = { "er-regions-differ", ER_WARNING, ER_CONFIG },
	[ENV_FILE_MODE] = { "er-file-mode", ER_WARNING, ER_CONFIG },
};
