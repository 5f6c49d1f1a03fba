/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A role page: `key: value` lines between two lines of ---, then CommonMark.
 * The front matter is given to libcmark as empty lines, so that its line
 * numbers are those of the file.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <cmark.h>

#include "base/i18n.h"
#include "report/role.h"

struct reader {
	const char *file;
	struct er_slice *lines;	/* of the page, without line ends */
	size_t n, cap;
	struct role *role;
	struct er_diags *diags;
};

static void
complain(struct reader *r, size_t line, size_t at, const char *text)
{
	er_diag_add(r->diags, ER_ERROR, r->file, line, at, NULL, "%s", text);
}

static void
split_lines(struct reader *r, const char *text, size_t n)
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

/* ---- words and citations -------------------------------------------------- */

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

static void
add_words(struct role_text *text, const char *p, size_t n)
{
	struct role_run *run;
	struct er_buf b = {0};

	if (text->n > 0 && text->list[text->n - 1].column == NULL) {
		run = &text->list[text->n - 1];
		er_buf_adds(&b, run->text);
		free(run->text);
	} else {
		run = new_run(text);
	}
	er_buf_add(&b, p, n);
	run->text = er_buf_steal(&b);
}

/* A code span: =NAME.COLUMN is a citation, anything else is words. */
static void
add_span(struct reader *r, struct role_text *text, const char *p, size_t n,
    size_t line, size_t at)
{
	const char *dot;
	struct role_run *run;

	if (n == 0 || p[0] != '=') {
		add_words(text, p, n);
		return;
	}
	dot = memchr(p, '.', n);
	if (dot == NULL || dot == p + n - 1 ||
	    !role_name_is_valid(p + 1, (size_t)(dot - p) - 1)) {
		complain(r, line, at,
		    _("a figure is cited as `=NAME.COLUMN`"));
		return;
	}
	run = new_run(text);
	run->text = er_xstrndup(p + 1, (size_t)(dot - p) - 1);
	run->column = er_xstrndup(dot + 1, n - (size_t)(dot - p) - 1);
	run->line = line;
	run->at = at;
}

static void
free_text(struct role_text *text)
{
	size_t i;

	for (i = 0; i < text->n; i++) {
		free(text->list[i].text);
		free(text->list[i].column);
	}
	free(text->list);
	*text = (struct role_text){0};
}

static bool
is_comment(const char *html)
{
	return strncmp(html, "<!--", 4) == 0;
}

static void
refuse_html(struct reader *r, cmark_node *node)
{
	if (!is_comment(cmark_node_get_literal(node)))
		complain(r, (size_t)cmark_node_get_start_line(node),
		    (size_t)cmark_node_get_start_column(node),
		    _("a role page has no HTML besides comments"));
}

/* The address of a link, unless it is what the link says. */
static void
add_address(struct role_text *text, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	cmark_node *child = cmark_node_first_child(node);
	const char *words = child != NULL ? cmark_node_get_literal(child) :
	    NULL;

	if (url == NULL || url[0] == '\0' ||
	    (words != NULL && strstr(url, words) != NULL))
		return;
	add_words(text, " <", 2);
	add_words(text, url, strlen(url));
	add_words(text, ">", 1);
}

/* The words of a paragraph or heading; emphasis is not shown. */
static void
read_inlines(struct reader *r, cmark_node *parent, struct role_text *text)
{
	cmark_event_type event;
	cmark_iter *iter = cmark_iter_new(parent);
	cmark_node *node;
	const char *p;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		node = cmark_iter_get_node(iter);
		p = cmark_node_get_literal(node);
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_TEXT:
			add_words(text, p, strlen(p));
			break;
		case CMARK_NODE_CODE:
			add_span(r, text, p, strlen(p),
			    (size_t)cmark_node_get_start_line(node),
			    (size_t)cmark_node_get_start_column(node));
			break;
		case CMARK_NODE_SOFTBREAK:
			add_words(text, " ", 1);
			break;
		case CMARK_NODE_LINEBREAK:
			add_words(text, "\n", 1);
			break;
		case CMARK_NODE_HTML_INLINE:
			refuse_html(r, node);
			break;
		case CMARK_NODE_LINK:
			if (event == CMARK_EVENT_EXIT)
				add_address(text, node);
			break;
		default:
			break;
		}
	}
	cmark_iter_free(iter);
}

/* ---- blocks --------------------------------------------------------------- */

/* Where in lists and quotations a block stands. */
struct nesting {
	size_t indent;
	const char *marker;	/* for the first block of an item */
	bool tight;
};

static struct role_block *
new_block(struct reader *r, enum role_block_kind kind, struct nesting *in)
{
	struct role *role = r->role;
	struct role_block *block;

	role->blocks = er_grow(role->blocks, role->n, &role->cap,
	    sizeof *role->blocks);
	block = &role->blocks[role->n++];
	*block = (struct role_block){0};
	block->kind = kind;
	block->indent = in->indent;
	block->tight = in->tight;
	if (in->marker != NULL)
		block->marker = er_xstrdup(in->marker);
	in->marker = NULL;
	in->tight = false;
	return block;
}

static bool
name_is_taken(const struct role *role, const char *name)
{
	size_t i;

	for (i = 0; i < role->n; i++) {
		if (role->blocks[i].query != NULL &&
		    strcmp(role->blocks[i].query->name, name) == 0)
			return true;
	}
	return false;
}

static void
read_query(struct reader *r, cmark_node *node, struct er_slice line,
    struct nesting *in)
{
	size_t number = (size_t)cmark_node_get_start_line(node);
	struct role_query *query;

	if (cmark_node_get_type(cmark_node_parent(node)) !=
	    CMARK_NODE_DOCUMENT || cmark_node_get_start_column(node) != 1) {
		complain(r, number, 0, _("a query stands at the left margin, "
		    "not in a list or quotation"));
		return;
	}
	query = role_query_read(r->file, number, line, r->diags);
	if (query == NULL)
		return;
	if (name_is_taken(r->role, query->name)) {
		er_diag_add(r->diags, ER_ERROR, r->file, number, 0, NULL,
		    _("there is a query '%s' above already"), query->name);
		role_query_free(query);
		return;
	}
	query->sql = er_xstrdup(cmark_node_get_literal(node));
	new_block(r, ROLE_QUERY, in)->query = query;
}

static void
read_code(struct reader *r, cmark_node *node, struct nesting *in)
{
	size_t number = (size_t)cmark_node_get_start_line(node);
	const char *info = cmark_node_get_fence_info(node);
	struct role_block *block;

	/* info is empty for indented code as well. */
	if (info != NULL && info[0] != '\0' && number >= 1 && number <= r->n &&
	    role_is_query(r->lines[number - 1])) {
		read_query(r, node, r->lines[number - 1], in);
		return;
	}
	block = new_block(r, ROLE_LITERAL, in);
	block->literal = er_xstrdup(cmark_node_get_literal(node));
}

static void read_blocks(struct reader *r, cmark_node *parent,
    struct nesting *in);

static void
read_list(struct reader *r, cmark_node *list, const struct nesting *in)
{
	bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	bool tight = cmark_node_get_list_tight(list) != 0, first = true;
	int number = cmark_node_get_list_start(list);
	struct nesting inside;
	cmark_node *item;
	char *marker;

	for (item = cmark_node_first_child(list); item != NULL;
	    item = cmark_node_next(item)) {
		marker = ordered ? er_xasprintf("%d. ", number++) :
		    er_xstrdup("- ");
		inside.indent = in->indent + strlen(marker);
		inside.marker = marker;
		inside.tight = first ? in->tight : tight;
		first = false;
		read_blocks(r, item, &inside);
		free(marker);
	}
}

/* A nested list follows the item's own words without an empty line. */
static bool
follows_item(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_LIST &&
	    cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_ITEM &&
	    cmark_node_get_list_tight(node) != 0;
}

enum { NESTING_MAX = 20 };	/* columns of indentation */

static void
read_block(struct reader *r, cmark_node *node, struct nesting *in)
{
	struct nesting inside = *in;
	struct role_block *block;

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING:
		block = new_block(r, ROLE_HEADING, in);
		block->level = cmark_node_get_heading_level(node);
		read_inlines(r, node, &block->text);
		break;
	case CMARK_NODE_PARAGRAPH:
		block = new_block(r, ROLE_PARAGRAPH, in);
		read_inlines(r, node, &block->text);
		break;
	case CMARK_NODE_CODE_BLOCK:
		read_code(r, node, in);
		break;
	case CMARK_NODE_HTML_BLOCK:
		refuse_html(r, node);
		break;
	case CMARK_NODE_LIST:
	case CMARK_NODE_BLOCK_QUOTE:
		if (in->indent > NESTING_MAX) {
			complain(r, (size_t)cmark_node_get_start_line(node),
			    0, _("lists and quotations are nested too deeply"));
			break;
		}
		inside.tight = follows_item(node);
		if (cmark_node_get_type(node) == CMARK_NODE_LIST) {
			read_list(r, node, &inside);
			break;
		}
		inside.indent += 2;
		read_blocks(r, node, &inside);
		break;
	default:
		break;
	}
}

static void
read_blocks(struct reader *r, cmark_node *parent, struct nesting *in)
{
	cmark_node *node;

	for (node = cmark_node_first_child(parent); node != NULL;
	    node = cmark_node_next(node))
		read_block(r, node, in);
}

/* ---- front matter --------------------------------------------------------- */

/* The subject's citations: backticks as in a paragraph. */
static void
read_subject(struct reader *r, struct er_slice value, size_t line, size_t at)
{
	struct role_text *text = &r->role->subject;
	const char *end = value.p + value.n, *p = value.p, *open, *close;

	free_text(text);
	while (p < end) {
		open = memchr(p, '`', (size_t)(end - p));
		close = open == NULL ? NULL :
		    memchr(open + 1, '`', (size_t)(end - open) - 1);
		if (close == NULL) {
			add_words(text, p, (size_t)(end - p));
			break;
		}
		if (open > p)
			add_words(text, p, (size_t)(open - p));
		add_span(r, text, open + 1, (size_t)(close - open) - 1, line,
		    at + (size_t)(open + 1 - value.p));
		p = close + 1;
	}
}

static void
read_key(struct reader *r, size_t number)
{
	struct er_slice line = er_slice_trim(r->lines[number - 1]);
	const char *colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;
	struct er_slice key = line, value;

	if (line.n == 0)
		return;
	if (colon == NULL) {
		complain(r, number, 1, _("front matter is lines of "
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
	} else if (er_slice_is(key, "subject")) {
		read_subject(r, value, number,
		    (size_t)(value.p - r->lines[number - 1].p) + 1);
	} else {
		er_diag_add(r->diags, ER_ERROR, r->file, number, 1, NULL,
		    _("unknown key '%.*s'; there are 'title' and 'subject'"),
		    (int)key.n, key.p);
	}
}

/* Returns the lines it takes; 0 after a fault. */
static size_t
read_front_matter(struct reader *r)
{
	size_t i;

	if (r->n == 0 || !er_slice_is(er_slice_trim(r->lines[0]), "---")) {
		complain(r, 1, 1, _("a role page begins with a line '---', "
		    "its title and another '---'"));
		return 0;
	}
	for (i = 1; i < r->n; i++) {
		if (er_slice_is(er_slice_trim(r->lines[i]), "---"))
			break;
		read_key(r, i + 1);
	}
	if (i == r->n) {
		complain(r, 1, 1, _("the front matter has no closing '---'"));
		return 0;
	}
	if (r->role->title == NULL || r->role->title[0] == '\0')
		complain(r, 1, 1, _("the front matter has no title"));
	return i + 1;
}

/* ---- the page ------------------------------------------------------------- */

/* NUL, and what is not UTF-8, would be shown as something else. */
static bool
check_bytes(struct reader *r, const char *text, size_t n)
{
	const char *nul = memchr(text, '\0', n);
	size_t bad = er_utf8_check(text, n), line = 1, i;

	if (nul != NULL && (size_t)(nul - text) < bad)
		bad = (size_t)(nul - text);
	if (bad == n)
		return true;
	for (i = 0; i < bad; i++)
		line += text[i] == '\n';
	complain(r, line, 0, _("the page is not text in UTF-8"));
	return false;
}

static void
read_page(struct reader *r, const char *text, size_t n)
{
	struct nesting outside = {0};
	struct er_buf body = {0};
	cmark_node *document;
	size_t front;

	split_lines(r, text, n);
	front = read_front_matter(r);
	if (front == 0)
		return;
	er_buf_fill(&body, '\n', front);
	if (front < r->n)
		er_buf_add(&body, r->lines[front].p,
		    n - (size_t)(r->lines[front].p - text));
	document = cmark_parse_document(body.p, body.n, CMARK_OPT_SOURCEPOS);
	read_blocks(r, document, &outside);
	cmark_node_free(document);
	er_buf_free(&body);
}

struct role *
role_read(const char *file, const char *text, size_t n,
    struct er_diags *diags)
{
	struct reader r = {.file = file, .diags = diags};
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
		free_text(&role->blocks[i].text);
		role_query_free(role->blocks[i].query);
	}
	free(role->blocks);
	free_text(&role->subject);
	free(role->file);
	free(role->title);
	free(role);
}

char *
role_title(const char *text, size_t n)
{
	struct er_diags diags = {0};
	struct reader r = {.file = "", .diags = &diags};
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
