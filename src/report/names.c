/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "report/role.h"

bool
role_name_is_valid(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if ((p[i] < 'a' || p[i] > 'z') && (p[i] < 'A' || p[i] > 'Z') &&
		    (p[i] < '0' || p[i] > '9') && p[i] != '-' && p[i] != '_')
			return false;
	}
	return n > 0;
}

void
role_names_add(struct role_names *names, const char *name)
{
	names->list = er_grow(names->list, names->n, &names->cap,
	    sizeof *names->list);
	names->list[names->n++] = name;
}

const char *
role_names_nearest(const struct role_names *names, const char *name)
{
	const char *nearest = NULL;
	size_t best = 3, i, d;	/* further off is another word */

	for (i = 0; i < names->n; i++) {
		d = er_edit_distance(names->list[i], name, best);
		if (d < best) {
			best = d;
			nearest = names->list[i];
		}
	}
	return nearest;
}

char *
role_names_text(const struct role_names *names)
{
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < names->n; i++) {
		if (i > 0)
			er_buf_adds(&b, ", ");
		er_buf_adds(&b, names->list[i]);
	}
	return er_buf_steal(&b);
}

void
role_names_note(const struct role_names *names, const char *name,
    const char *file, size_t line, size_t at, struct er_diags *diags)
{
	const char *nearest = role_names_nearest(names, name);
	char *all = role_names_text(names);

	if (nearest != NULL)
		/* TRANSLATORS: a name, and the list of all names */
		er_diag_add(diags, ER_NOTE, file, line, at, NULL,
		    _("did you mean '%s'? There are: %s"), nearest, all);
	else if (names->n > 0)
		er_diag_add(diags, ER_NOTE, file, line, at, NULL,
		    _("there are: %s"), all);
	free(all);
}

void
role_names_free(struct role_names *names)
{
	free(names->list);
	*names = (struct role_names){0};
}
