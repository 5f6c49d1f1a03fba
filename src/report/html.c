/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as one page of HTML, complete in itself: no script, nothing
 * fetched, which its own policy says as well.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/html.h"

/* ---- words --------------------------------------------------------------- */

static void
add_char(struct html *h, char c)
{
	switch (c) {
	case '&': er_buf_adds(h->out, "&amp;"); break;
	case '<': er_buf_adds(h->out, "&lt;"); break;
	case '>': er_buf_adds(h->out, "&gt;"); break;
	case '"': er_buf_adds(h->out, "&quot;"); break;
	default: er_buf_addc(h->out, c);
	}
}

/* The end of the mark that text stands on. */
static const char *
mark_end(const char *text)
{
	while (*text != DOC_MARK_END && text[1] != '\0')
		text++;
	return text;
}

static void
escaped(struct html *h, const char *text, char newline)
{
	for (; *text != '\0'; text++) {
		if (*text == DOC_MARK)
			text = mark_end(text);
		else
			add_char(h, *text == '\n' ? newline : *text);
	}
}

void
html_text(struct html *h, const char *text)
{
	escaped(h, text, ' ');
}

/* The length of a date or month, 2026-11-05 or 2026-11, that text begins with;
 * 0 where there is none. Browsers end lines within them. */
static size_t
date_length(const char *text)
{
	static const char form[] = "0000-00-00";
	size_t n;

	for (n = 0; form[n] != '\0'; n++) {
		if (form[n] == '-' ? text[n] != '-' :
		    text[n] < '0' || text[n] > '9')
			break;
	}
	if (n == 8)		/* 2026-11-, and something else */
		n = 7;
	return n == 7 || n == 10 ? n : 0;
}

/* What begins at text and needs an element: how much of it, or 0. */
static size_t
add_element(struct html *h, const char *text)
{
	int n = (int)date_length(text);

	if (n > 0) {
		er_buf_addf(h->out, "<span class=\"d\">%.*s</span>", n, text);
		return (size_t)n;
	}
	if (*text == '\n') {
		er_buf_adds(h->out, "<br>");
		return 1;
	}
	if (*text != DOC_MARK)
		return 0;
	n = (int)strspn(text + 1, "0123456789");
	er_buf_addf(h->out, " <a href=\"#s%.*s\">[%.*s]</a>", n, text + 1, n,
	    text + 1);
	return (size_t)(mark_end(text) - text) + 1;
}

void
html_lines(struct html *h, const char *text)
{
	size_t length = strlen(text), i, n;

	for (i = 0; i < length; i += n) {
		n = add_element(h, text + i);
		if (n > 0)
			continue;
		n = 1;
		if (text[i] == ' ' && text_joins_unit(text, length, i + 1))
			er_buf_adds(h->out, "&nbsp;");
		else
			add_char(h, text[i]);
	}
}

void
html_element(struct html *h, const char *name, const char *attributes,
    const char *text)
{
	er_buf_addf(h->out, "<%s%s>", name, attributes);
	html_lines(h, text);
	er_buf_addf(h->out, "</%s>", name);
	if (strcmp(name, "p") == 0)
		er_buf_addc(h->out, '\n');
}

/* ---- lists of the page --------------------------------------------------- */

enum { DEPTH = 32 };	/* a page cannot nest as deeply */

/* The lists that are open, each with an item, from the outermost in. */
struct lists {
	struct {
		size_t at, inside;	/* columns of marker and of words */
		bool ordered;
	} open[DEPTH];
	size_t n;
};

static void
close_list(struct html *h, struct lists *lists)
{
	lists->n--;
	er_buf_adds(h->out, lists->open[lists->n].ordered ? "</li></ol>\n" :
	    "</li></ul>\n");
}

/* Closes what a block that begins in that column is not inside of. */
static void
close_lists(struct html *h, struct lists *lists, size_t column)
{
	while (lists->n > 0 && lists->open[lists->n - 1].inside > column)
		close_list(h, lists);
}

static void
open_item(struct html *h, struct lists *lists, const struct doc_node *node)
{
	size_t at = node->indent - strlen(node->marker);
	bool ordered = node->marker[0] != '-';

	while (lists->n > 0 && (lists->open[lists->n - 1].at > at ||
	    (lists->open[lists->n - 1].at == at &&
	    lists->open[lists->n - 1].ordered != ordered)))
		close_list(h, lists);
	if (lists->n > 0 && lists->open[lists->n - 1].at == at) {
		er_buf_adds(h->out, "</li>\n<li>");
	} else if (lists->n < DEPTH) {
		if (ordered)
			er_buf_addf(h->out, "<ol start=\"%ld\">\n<li>",
			    strtol(node->marker, NULL, 10));
		else
			er_buf_adds(h->out, "<ul>\n<li>");
		lists->open[lists->n].at = at;
		lists->open[lists->n++].ordered = ordered;
	}
	lists->open[lists->n - 1].inside = node->indent;
}

/* ---- nodes --------------------------------------------------------------- */

static void
heading(struct html *h, const struct doc_node *node)
{
	const char name[] = {'h', (char)('0' + node->level), '\0'};

	html_element(h, name, "", node->text);
	er_buf_addc(h->out, '\n');
	h->section = node->text;
	h->level = node->level;
}

static void
show_node(struct html *h, struct lists *lists, const struct doc_node *node)
{
	if (node->marker != NULL)
		open_item(h, lists, node);
	else
		close_lists(h, lists, node->kind == DOC_PARAGRAPH ||
		    node->kind == DOC_LITERAL ? node->indent : 0);
	switch (node->kind) {
	case DOC_HEADING:
		heading(h, node);
		break;
	case DOC_PARAGRAPH:
		html_element(h, "p", "", node->text);
		break;
	case DOC_LITERAL:
		er_buf_adds(h->out, "<pre>\n");
		escaped(h, node->text, '\n');
		er_buf_adds(h->out, "</pre>\n");
		break;
	case DOC_DATA:
		html_data(h, node->data);
		break;
	}
}

/* ---- the page ------------------------------------------------------------ */

static void
begin_page(struct html *h, const struct doc *doc)
{
	er_buf_adds(h->out, "<!DOCTYPE html>\n<html lang=\"");
	html_text(h, er_language_tag());
	er_buf_adds(h->out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<title>");
	html_text(h, doc->title);
	er_buf_addc(h->out, ' ');
	html_text(h, doc->period);
	er_buf_adds(h->out, "</title>\n<style>\n");
	er_buf_adds(h->out, html_style);
	er_buf_adds(h->out, "</style>\n</head>\n<body>\n<header>\n");
	html_element(h, "h1", "", doc->title);
	er_buf_addc(h->out, '\n');
}

static void
status(struct html *h, const struct doc *doc)
{
	char *when = doc_when(doc->period, doc->as_of), *line;
	size_t i;

	/* TRANSLATORS: an organisation, a period, the state of its data */
	line = er_said(R_("%s, %s, %s"), doc->organisation, when, doc->stale ?
	    "DATA: STALE" : "DATA: FRESH", NULL);
	free(when);
	html_element(h, "p", doc->stale ? " class=\"stale\"" :
	    " class=\"soft\"", line);
	free(line);
	if (doc->entities != NULL) {
		/* TRANSLATORS: an organisation, and some of its entities */
		line = er_said(R_("%s: %s only"), doc->organisation,
		    doc->entities, NULL);
		html_element(h, "p", "", line);
		free(line);
	}
	if (doc->stale) {
		html_element(h, "p", " class=\"stale\"", R_("STALE DATA. This "
		    "report was asked for although its data is not fit for "
		    "it:"));
		er_buf_adds(h->out, "<ul>\n");
		for (i = 0; i < doc->nreasons; i++) {
			html_element(h, "li", "", doc->reasons[i]);
			er_buf_addc(h->out, '\n');
		}
		er_buf_adds(h->out, "</ul>\n");
		if (doc->stale_note != NULL)
			html_element(h, "p", "", doc->stale_note);
	}
	er_buf_adds(h->out, "</header>\n<main>\n");
}

static void
annex(struct html *h, const struct doc *doc)
{
	char *entry;
	size_t i;

	er_buf_adds(h->out, "<ul class=\"annex\">\n");
	for (i = 0; i < doc->nannex; i++) {
		entry = text_annex_entry(doc, i);
		er_buf_addf(h->out, "<li id=\"s%zu\">[%zu] ", i + 1, i + 1);
		html_lines(h, entry);
		er_buf_adds(h->out, "</li>\n");
		free(entry);
	}
	er_buf_adds(h->out, "</ul>\n");
}

static void
sources(struct html *h, const struct doc *doc)
{
	struct er_buf lines = {0};
	struct text wide = {.out = &lines, .width = SIZE_MAX / 2};

	er_buf_adds(h->out, "<footer>\n");
	html_element(h, "h2", "", R_("Sources"));
	er_buf_addc(h->out, '\n');
	if (doc->nannex > 0) {
		annex(h, doc);
	} else {
		text_sources(&wide, doc->sources);
		er_buf_trim(&lines, lines.n - 1);	/* its last newline */
		html_element(h, "p", "", lines.p);
	}
	er_buf_adds(h->out, "</footer>\n");
	er_buf_free(&lines);
}

void
html_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out)
{
	struct html h = {out, doc->title, 1};
	struct lists lists = {.n = 0};
	size_t i;

	(void)look;
	begin_page(&h, doc);
	status(&h, doc);
	for (i = 0; i < doc->n; i++)
		show_node(&h, &lists, &doc->nodes[i]);
	close_lists(&h, &lists, 0);
	er_buf_adds(out, "</main>\n");
	if (doc->sources[0] != '\0')
		sources(&h, doc);
	er_buf_adds(out, "</body>\n</html>\n");
}
