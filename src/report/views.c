/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shipped finance views as their file documents them: each begins with
 * CREATE at the start of a line, and what it says of itself are the comment
 * lines that follow.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

static struct er_slice
take_line(const char **p, const char *end)
{
	const char *eol = memchr(*p, '\n', (size_t)(end - *p));
	struct er_slice line = {*p, (size_t)((eol != NULL ? eol : end) - *p)};

	*p = eol != NULL ? eol + 1 : end;
	return line;
}

static bool
begins(struct er_slice line, const char *word)
{
	size_t n = strlen(word);

	return line.n >= n && memcmp(line.p, word, n) == 0;
}

/* The view that this line begins, or none. */
static bool
read_head(struct er_slice line, struct view *view)
{
	static const char *const heads[] = {"CREATE VIEW ", "CREATE TABLE "};
	size_t i, at, end;

	for (i = 0; i < 2; i++) {
		if (!begins(line, heads[i]))
			continue;
		at = end = strlen(heads[i]);
		while (end < line.n && is_name_byte(line.p[end]))
			end++;
		view->name = er_xstrndup(line.p + at, end - at);
		return true;
	}
	return false;
}

int
views_read(const char *path, struct views *views, struct er_err *err)
{
	const char *p, *end;
	struct view *view = NULL, head = {0};
	struct er_slice line;

	if (er_file_open(path, 0, &views->file, err) != 0)
		return -1;
	p = views->file.p;
	end = p + views->file.n;
	while (p < end) {
		line = take_line(&p, end);
		if (read_head(line, &head)) {
			views->list = er_grow(views->list, views->n,
			    &views->cap, sizeof *views->list);
			view = &views->list[views->n++];
			*view = head;
			view->comment.p = view->body.p = p;
		} else if (view != NULL && view->body.p == line.p &&
		    begins(line, "--")) {
			view->comment.n = (size_t)(p - view->comment.p);
			view->body.p = p;
		}
		if (view != NULL)
			view->body.n = (size_t)(p - view->body.p);
	}
	return 0;
}

const struct view *
views_find(const struct views *views, struct er_slice name)
{
	size_t i;

	for (i = 0; i < views->n; i++) {
		if (er_slice_is_nocase(name, views->list[i].name))
			return &views->list[i];
	}
	return NULL;
}

void
view_explain(const struct view *view, struct er_buf *out)
{
	const char *p = view->comment.p, *end = p + view->comment.n;
	struct er_slice line;

	while (p < end) {
		line = take_line(&p, end);
		line.p += 2;
		line.n -= 2;
		if (line.n > 0 && line.p[0] == ' ')
			line.p++, line.n--;
		er_buf_add(out, line.p, line.n);
		er_buf_addc(out, '\n');
	}
}

bool
views_next_word(struct er_slice *sql, struct er_slice *word)
{
	const char *p = sql->p, *end = p + sql->n, *start;
	char quote;

	while (p < end && !is_name_byte(*p)) {
		if (*p == '\'' || *p == '"') {
			quote = *p++;
			while (p < end && *p != quote)
				p++;
			p += p < end;
		} else if (*p == '-' && p + 1 < end && p[1] == '-') {
			take_line(&p, end);
		} else {
			p++;
		}
	}
	start = p;
	while (p < end && is_name_byte(*p))
		p++;
	*word = (struct er_slice){start, (size_t)(p - start)};
	*sql = (struct er_slice){p, (size_t)(end - p)};
	return word->n > 0;
}

void
views_free(struct views *views)
{
	size_t i;

	for (i = 0; i < views->n; i++)
		free(views->list[i].name);
	free(views->list);
	er_file_close(&views->file);
	*views = (struct views){0};
}

int
report_explain(const char *finance, const char *name, struct er_buf *out,
    struct er_err *err)
{
	struct views views = {0};
	struct role_names names = {0};
	const struct view *view;
	const char *nearest;
	char *all;
	size_t i;

	if (views_read(finance, &views, err) != 0)
		return -1;
	view = views_find(&views, (struct er_slice){name, strlen(name)});
	if (view != NULL) {
		view_explain(view, out);
		views_free(&views);
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
	views_free(&views);
	return -1;
}
