/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AWS regions. The lists are of August 2026 and age: a name that could be a
 * region but is not listed is a warning, a slip of the pen is an error.
 */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

/* With an endpoint of SES's version 2 interface. */
static const char *const with_ses[] = {
	"af-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
	"ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2",
	"ap-southeast-3", "ap-southeast-5", "ca-central-1", "ca-west-1",
	"eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1",
	"eu-west-1", "eu-west-2", "eu-west-3", "eusc-de-east-1",
	"il-central-1", "me-central-1", "me-south-1", "sa-east-1",
	"us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1",
	"us-west-1", "us-west-2",
};

static const char *const without_ses[] = {
	"ap-east-1", "ap-east-2", "ap-southeast-4", "ap-southeast-6",
	"ap-southeast-7", "cn-north-1", "cn-northwest-1", "eu-south-2",
	"mx-central-1",
};

#define COUNT(array) (sizeof (array) / sizeof *(array))

static bool
is_listed(const char *const *list, size_t n, const char *text)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

const char *
env_region_like(const char *region, size_t *i)
{
	static const char *const apart[] = { "us-gov-", "eusc-", "cn-" };
	const char *one;
	size_t k, n;

	while (*i < COUNT(with_ses)) {
		one = with_ses[(*i)++];
		for (k = 0; k < COUNT(apart); k++) {
			n = strlen(apart[k]);
			if ((strncmp(one, apart[k], n) == 0) !=
			    (strncmp(region, apart[k], n) == 0))
				break;
		}
		if (k == COUNT(apart) && strcmp(one, region) != 0)
			return one;
	}
	return NULL;
}

static bool
is_known(const char *text)
{
	return is_listed(with_ses, COUNT(with_ses), text) ||
	    is_listed(without_ses, COUNT(without_ses), text);
}

/* The listed region that text most likely stands for, or NULL. */
static const char *
nearest(const char *text)
{
	size_t i, least = 3, distance;
	const char *best = NULL;

	for (i = 0; i < COUNT(with_ses); i++) {
		distance = er_edit_distance(text, with_ses[i], least - 1);
		if (distance < least) {
			least = distance;
			best = with_ses[i];
		}
	}
	return best;
}

/* As AWS names regions: PLACE-DIRECTION-NUMBER, all lower case. */
static bool
could_be_region(const char *text)
{
	static const char *const directions[] = {
		"central", "east", "north", "northeast", "northwest", "south",
		"southeast", "southwest", "west",
	};
	const char *number = strrchr(text, '-'), *direction;
	size_t i, n;

	if (number == NULL || number == text ||
	    strspn(number + 1, "123456789") != strlen(number + 1) ||
	    number[1] == '\0')
		return false;
	for (direction = number; direction > text && direction[-1] != '-'; )
		direction--;
	n = (size_t)(number - direction);
	if (direction - text < 3)
		return false;
	for (i = 0; text + i < direction; i++)
		if (!islower((unsigned char)text[i]) && text[i] != '-')
			return false;
	for (i = 0; i < COUNT(directions); i++)
		if (strlen(directions[i]) == n &&
		    memcmp(directions[i], direction, n) == 0)
			return true;
	return false;
}

/* us-west-2a is a zone of us-west-2. */
static bool
is_zone(const char *text, char region[32])
{
	size_t n = strlen(text);

	if (n < 2 || n > 31 || !islower((unsigned char)text[n - 1]))
		return false;
	memcpy(region, text, n - 1);
	region[n - 1] = '\0';
	return is_known(region);
}

static void
check_unlisted(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	const char *near = nearest(var->value);

	if (could_be_region(var->value))
		env_value_problem(c, ENV_REGION_UNKNOWN, ER_WARNING, var,
		    _("%s: not a region that this version knows to have SES; "
		    "check its name at AWS"), spec->name);
	else if (near != NULL)
		/* TRANSLATORS: a variable's name and a region's */
		env_value_problem(c, ENV_REGION, ER_ERROR, var,
		    _("%s: not a region; did you mean %s?"), spec->name, near);
	else
		env_value_problem(c, ENV_REGION, ER_ERROR, var,
		    _("%s: not a region; write one such as us-west-2"),
		    spec->name);
}

void
env_check_region(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var)
{
	char region[32];

	if (is_listed(with_ses, COUNT(with_ses), var->value))
		return;
	if (strncmp(var->value, "cn-", 3) == 0 && is_known(var->value))
		env_value_problem(c, ENV_REGION_WITHOUT_SES, ER_WARNING, var,
		    _("%s: AWS offers no SES in its regions in China; use "
		    "another region"), spec->name);
	else if (is_known(var->value))
		env_value_problem(c, ENV_REGION_WITHOUT_SES, ER_WARNING, var,
		    _("%s: a region that had no SES when this version was "
		    "made; use another, or check at AWS"), spec->name);
	else if (is_zone(var->value, region))
		/* TRANSLATORS: a variable's name and a region's */
		env_value_problem(c, ENV_REGION, ER_ERROR, var,
		    _("%s: an availability zone, not a region; write %s"),
		    spec->name, region);
	else
		check_unlisted(c, spec, var);
}
