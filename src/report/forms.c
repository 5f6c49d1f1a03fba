/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms that a report can have: a row each, one file each. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"

static const struct report_form forms[] = {
	{ "text", text_render, true, false },
	{ "json", json_render, false, true },
	{ "markdown", markdown_render, false, false },
	{ "html", html_render, false, false },
};

enum { FORMS = sizeof forms / sizeof *forms };

const struct report_form *
report_form_find(const char *name, struct er_err *err)
{
	struct role_names names = {0};
	char *all;
	size_t i;

	for (i = 0; i < FORMS; i++)
		if (name == NULL || strcmp(name, forms[i].name) == 0)
			return &forms[i];
	for (i = 0; i < FORMS; i++)
		role_names_add(&names, forms[i].name);
	all = role_names_text(&names);
	/* TRANSLATORS: a word after -f, and those that there are */
	er_fail(err, ER_USAGE, _("a report has no form '%s'; there are: %s"),
	    name, all);
	free(all);
	role_names_free(&names);
	return NULL;
}
