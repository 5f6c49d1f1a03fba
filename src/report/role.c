/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A role page: `key: value` lines between two lines of ---, then CommonMark.
 * The front matter is given to libcmark as empty lines, so that its line
 * numbers are those of the file.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/role-priv.h"

void
role_complain(struct role_reader *r, size_t line, size_t at,
    const char *text)
{
	er_diag_add(r->diags, ER_ERROR, r->file, line, at, NULL, "%s", text);
}

static void
split_lines(struct role_reader *r, const char *text, size_t n)
{
	const char *end = text + n, *eol;
	size_t length;

	while (text < end) {
		eol = memchr(text, '\n', (size_t)(end - text));
		length = (size_t)((eol != NULL ? eol : end) - text);
		r->lines = er_grow(r->lines, r->n, &r->cap, sizeof *r->lines);
		r->lines[r->n].p = text;
		r->lines[r->n].n = length;
		if (length > 0 && text[length - 1] == '\r')
			r->lines[r->n].n--;
		r->n++;
		text += length + 1;
	}
}

/* ---- words and citations ------------------------------------------------- */

static struct role_run *
new_run(struct role_text *text)
{
	struct role_run *run;

	text->list = er_grow(text->list, text->n, &text->cap,
	    sizeof *text->list);
	run = &text->list[text->n++];
	*run = (struct role_run){0};
	return run;
}

void
role_add_words(struct role_text *text, const char *p, size_t n)
{
	struct role_run *run = NULL;

	if (text->n > 0)
		run = &text->list[text->n - 1];
	if (run == NULL || run->column != NULL)
		run = new_run(text);
	if (run->length + n + 1 > run->cap) {
		run->cap = 2 * (run->length + n + 1);
		run->text = er_xrealloc(run->text, run->cap, 1);
	}
	if (n > 0)
		memcpy(run->text + run->length, p, n);
	run->length += n;
	run->text[run->length] = '\0';
}

static size_t
bar_count(const char *p, const char *end)
{
	size_t n = 0;

	for (; p != NULL && p < end; p++)
		n += *p == '|';
	return n;
}

/* =NAME.COLUMN or =NAME.COLUMN|ONE|MORE, or other words between backticks. */
void
role_add_span(struct role_reader *r, struct role_text *text, const char *p,
    size_t n, size_t line, size_t at)
{
	const char *dot, *bar, *end = p + n;
	struct role_run *run;

	if (n == 0 || p[0] != '=') {
		role_add_words(text, p, n);
		return;
	}
	bar = memchr(p, '|', n);
	end = bar != NULL ? bar : end;
	dot = memchr(p, '.', (size_t)(end - p));
	if (dot == NULL || dot == end - 1 ||
	    !role_name_is_valid(p + 1, (size_t)(dot - p) - 1)) {
		role_complain(r, line, at,
		    _("a figure is cited as `=NAME.COLUMN`"));
		return;
	}
	if (!r->translation && bar_count(bar, p + n) > 2) {
		role_complain(r, line, at, _("beside a figure stands one text "
		    "for 1 and one for more: `=NAME.COLUMN|ONE|MORE`"));
		return;
	}
	run = new_run(text);
	run->text = er_xstrndup(p + 1, (size_t)(dot - p) - 1);
	run->column = er_xstrndup(dot + 1, (size_t)(end - dot) - 1);
	if (bar != NULL)
		run->forms = er_xstrndup(bar + 1, (size_t)(p + n - bar) - 1);
	run->line = line;
	run->at = at;
}

char *
role_text_source(const struct role_text *text)
{
	const struct role_run *run;
	struct er_buf b = {0};
	size_t i;

	er_buf_adds(&b, "");
	for (i = 0; i < text->n; i++) {
		run = &text->list[i];
		if (run->column == NULL)
			er_buf_adds(&b, run->text);
		else
			er_buf_addf(&b, "`=%s.%s%s%s`", run->text, run->column,
			    run->forms != NULL ? "|" : "",
			    run->forms != NULL ? run->forms : "");
	}
	return er_buf_steal(&b);
}

void
role_text_free(struct role_text *text)
{
	size_t i;

	for (i = 0; i < text->n; i++) {
		free(text->list[i].text);
		free(text->list[i].column);
		free(text->list[i].forms);
	}
	free(text->list);
	*text = (struct role_text){0};
}

/* ---- front matter -------------------------------------------------------- */

/* Words with citations between backticks, outside of Markdown. */
static void
read_text(struct role_reader *r, struct role_text *text, struct er_slice value,
    size_t line, size_t at)
{
	const char *end = value.p + value.n, *p = value.p, *open, *close;

	role_text_free(text);
	text->line = line;
	while (p < end) {
		open = memchr(p, '`', (size_t)(end - p));
		close = open == NULL ? NULL :
		    memchr(open + 1, '`', (size_t)(end - open) - 1);
		if (close == NULL) {
			role_add_words(text, p, (size_t)(end - p));
			break;
		}
		if (open > p)
			role_add_words(text, p, (size_t)(open - p));
		role_add_span(r, text, open + 1, (size_t)(close - open) - 1,
		    line, at + (size_t)(open + 1 - value.p));
		p = close + 1;
	}
}

bool
role_text_read(struct role_text *text, const char *source)
{
	struct er_diags diags = {0};
	struct role_reader r = {.file = "", .diags = &diags,
	    .translation = true};
	bool good;

	read_text(&r, text, (struct er_slice){source, strlen(source)}, 0, 0);
	good = diags.errors == 0;
	if (!good)
		role_text_free(text);
	er_diags_free(&diags);
	return good;
}

static void
read_key(struct role_reader *r, size_t number)
{
	struct er_slice line = er_slice_trim(r->lines[number - 1]);
	const char *colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;
	struct er_slice key = line, value;

	if (line.n == 0)
		return;
	if (colon == NULL) {
		role_complain(r, number, 1, _("front matter is lines of "
		    "'key: value' between two lines '---'"));
		return;
	}
	key.n = (size_t)(colon - line.p);
	value.p = colon + 1;
	value.n = line.n - key.n - 1;
	value = er_slice_trim(value);
	if (er_slice_is(key, "title")) {
		free(r->role->title);
		r->role->title = er_xstrndup(value.p, value.n);
		r->role->title_line = number;
	} else if (er_slice_is(key, "subject")) {
		read_text(r, &r->role->subject, value, number,
		    (size_t)(value.p - r->lines[number - 1].p) + 1);
	} else {
		er_diag_add(r->diags, ER_ERROR, r->file, number, 1, NULL,
		    _("unknown key '%.*s'; there are 'title' and 'subject'"),
		    (int)key.n, key.p);
	}
}

/* Returns the lines it takes; 0 after a fault. */
static size_t
read_front_matter(struct role_reader *r)
{
	size_t i;

	if (r->n == 0 || !er_slice_is(er_slice_trim(r->lines[0]), "---")) {
		role_complain(r, 1, 1, _("a role page begins with a line "
		    "'---', its title and another '---'"));
		return 0;
	}
	for (i = 1; i < r->n; i++) {
		if (er_slice_is(er_slice_trim(r->lines[i]), "---"))
			break;
		read_key(r, i + 1);
	}
	if (i == r->n) {
		role_complain(r, 1, 1,
		    _("the front matter has no closing '---'"));
		return 0;
	}
	if (r->role->title == NULL || r->role->title[0] == '\0')
		role_complain(r, 1, 1, _("the front matter has no title"));
	return i + 1;
}

/* ---- the page ------------------------------------------------------------ */

/* NUL, and what is not UTF-8, would be shown as something else. */
static bool
check_bytes(struct role_reader *r, const char *text, size_t n)
{
	const char *nul = memchr(text, '\0', n);
	size_t bad = er_utf8_check(text, n), line = 1, i;

	if (nul != NULL && (size_t)(nul - text) < bad)
		bad = (size_t)(nul - text);
	if (bad == n)
		return true;
	for (i = 0; i < bad; i++)
		line += text[i] == '\n';
	role_complain(r, line, 0, _("the page is not text in UTF-8"));
	return false;
}

static void
read_page(struct role_reader *r, const char *text, size_t n)
{
	struct er_buf body = {0};
	size_t front;

	split_lines(r, text, n);
	front = read_front_matter(r);
	if (front == 0)
		return;
	er_buf_fill(&body, '\n', front);
	if (front < r->n)
		er_buf_add(&body, r->lines[front].p,
		    n - (size_t)(r->lines[front].p - text));
	role_read_blocks(r, body.p, body.n);
	er_buf_free(&body);
}

struct role *
role_read(const char *file, const char *text, size_t n,
    struct er_diags *diags)
{
	struct role_reader r = {.file = file, .diags = diags};
	size_t errors = diags->errors;

	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3, n -= 3;
	r.role = er_xcalloc(1, sizeof *r.role);
	r.role->file = er_xstrdup(file);
	if (n == 0 || check_bytes(&r, text, n))
		read_page(&r, text, n);
	free(r.lines);
	if (diags->errors > errors) {
		role_free(r.role);
		return NULL;
	}
	return r.role;
}

void
role_free(struct role *role)
{
	size_t i;

	if (role == NULL)
		return;
	for (i = 0; i < role->n; i++) {
		free(role->blocks[i].marker);
		free(role->blocks[i].literal);
		role_text_free(&role->blocks[i].text);
		role_query_free(role->blocks[i].query);
	}
	free(role->blocks);
	role_text_free(&role->subject);
	free(role->file);
	free(role->title);
	free(role);
}

char *
role_title(const char *text, size_t n)
{
	struct er_diags diags = {0};
	struct role_reader r = {.file = "", .diags = &diags};
	char *title;

	r.role = er_xcalloc(1, sizeof *r.role);
	split_lines(&r, text, n);
	read_front_matter(&r);
	title = r.role->title;
	r.role->title = NULL;
	role_free(r.role);
	free(r.lines);
	er_diags_free(&diags);
	return title;
}
