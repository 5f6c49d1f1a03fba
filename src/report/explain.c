/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the finance views say of themselves. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"

void
view_explain(const struct book_view *view, struct er_buf *out)
{
	const char *p = view->comment.p, *end = p + view->comment.n, *eol;

	while (p < end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		eol = eol != NULL ? eol : end;
		p += 2;			/* the dashes */
		p += p < eol && *p == ' ';
		er_buf_add(out, p, (size_t)(eol - p));
		er_buf_addc(out, '\n');
		p = eol + 1;
	}
}

int
report_explain(const char *finance, const char *name, struct er_buf *out,
    struct er_err *err)
{
	struct book_views views = {0};
	struct role_names names = {0};
	const struct book_view *view;
	const char *nearest;
	char *all;
	size_t i;

	if (book_views_read(&views, finance, err) != 0)
		return -1;
	view = book_views_find(&views, (struct er_slice){name, strlen(name)});
	if (view != NULL) {
		view_explain(view, out);
		book_views_free(&views);
		return 0;
	}
	for (i = 0; i < views.n; i++) {
		if (views.list[i].name[0] != '_')
			role_names_add(&names, views.list[i].name);
	}
	nearest = role_names_nearest(&names, name);
	all = role_names_text(&names);
	if (nearest != NULL)
		/* TRANSLATORS: a name, the nearest there is, all there are */
		er_fail(err, ER_USAGE, _("there is no view '%s'; did you mean "
		    "'%s'? There are: %s"), name, nearest, all);
	else
		/* TRANSLATORS: a name, and all there are */
		er_fail(err, ER_USAGE, _("there is no view '%s'; there are: "
		    "%s"), name, all);
	free(all);
	role_names_free(&names);
	book_views_free(&views);
	return -1;
}
