/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocks of a role page. The only file that sees libcmark. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <cmark.h>

#include "base/i18n.h"
#include "report/role-priv.h"

/* ---- words --------------------------------------------------------------- */

static bool
is_comment(const char *html)
{
	return strncmp(html, "<!--", 4) == 0;
}

static void
refuse_html(struct role_reader *r, cmark_node *node)
{
	if (!is_comment(cmark_node_get_literal(node)))
		role_complain(r, (size_t)cmark_node_get_start_line(node),
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
	role_add_words(text, " <", 2);
	role_add_words(text, url, strlen(url));
	role_add_words(text, ">", 1);
}

/* The words of a paragraph or heading; emphasis is not shown. */
static void
read_inlines(struct role_reader *r, cmark_node *parent, struct role_text *text)
{
	cmark_event_type event;
	cmark_iter *iter = cmark_iter_new(parent);
	cmark_node *node;
	const char *p;

	text->line = (size_t)cmark_node_get_start_line(parent);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		node = cmark_iter_get_node(iter);
		p = cmark_node_get_literal(node);
		switch (cmark_node_get_type(node)) {
		case CMARK_NODE_TEXT:
			role_add_words(text, p, strlen(p));
			break;
		case CMARK_NODE_CODE:
			role_add_span(r, text, p, strlen(p),
			    (size_t)cmark_node_get_start_line(node),
			    (size_t)cmark_node_get_start_column(node));
			break;
		case CMARK_NODE_SOFTBREAK:
			role_add_words(text, " ", 1);
			break;
		case CMARK_NODE_LINEBREAK:
			role_add_words(text, "\n", 1);
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

/* ---- blocks -------------------------------------------------------------- */

/* Where in lists and quotations a block stands. */
struct nesting {
	size_t indent;
	const char *marker;	/* for the first block of an item */
	bool tight;
};

static struct role_block *
new_block(struct role_reader *r, enum role_block_kind kind, struct nesting *in)
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
read_query(struct role_reader *r, cmark_node *node, struct er_slice line,
    struct nesting *in)
{
	size_t number = (size_t)cmark_node_get_start_line(node);
	struct role_query *query;

	if (cmark_node_get_type(cmark_node_parent(node)) !=
	    CMARK_NODE_DOCUMENT || cmark_node_get_start_column(node) != 1) {
		role_complain(r, number, 0, _("a query stands at the left "
		    "margin, not in a list or quotation"));
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
read_code(struct role_reader *r, cmark_node *node, struct nesting *in)
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

static void read_blocks(struct role_reader *r, cmark_node *parent,
    struct nesting *in);

static void
read_list(struct role_reader *r, cmark_node *list, const struct nesting *in)
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
read_block(struct role_reader *r, cmark_node *node, struct nesting *in)
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
			role_complain(r,
			    (size_t)cmark_node_get_start_line(node), 0,
			    _("lists and quotations are nested too deeply"));
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
read_blocks(struct role_reader *r, cmark_node *parent, struct nesting *in)
{
	cmark_node *node;

	for (node = cmark_node_first_child(parent); node != NULL;
	    node = cmark_node_next(node))
		read_block(r, node, in);
}

void
role_read_blocks(struct role_reader *r, const char *text, size_t n)
{
	struct nesting outside = {0};
	cmark_node *document;

	document = cmark_parse_document(text, n, CMARK_OPT_SOURCEPOS);
	read_blocks(r, document, &outside);
	cmark_node_free(document);
}
