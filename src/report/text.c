/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as plain text: fit for mail, for print and for reading aloud.
 * Its first line is the status line and never wraps; er-sesmail reads it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

/* ---- lines --------------------------------------------------------------- */

void
text_line(struct text *t, size_t indent, const char *p, size_t n)
{
	size_t i;

	while (n > 0 && p[n - 1] == ' ')
		n--;
	if (n > 0)
		er_buf_fill(t->out, ' ', indent);
	/* Mail stores put a ">" before a line that begins so. */
	if (indent == 0 && n >= 5 && memcmp(p, "From ", 5) == 0)
		er_buf_addc(t->out, ' ');
	for (i = 0; i < n; i++) {
		if (p[i] == DOC_MARK)
			er_buf_adds(t->out, " [");
		else
			er_buf_addc(t->out, p[i] == DOC_MARK_END ? ']' : p[i]);
	}
	er_buf_addc(t->out, '\n');
}

/* The lines of p: first before the first, and blanks before the others; that
 * wide, both of them, is hang. */
static void
wrap_lines(struct text *t, size_t indent, const char *first, size_t hang,
    const char *p)
{
	struct text_lines lines = {0};
	struct er_buf line = {0};
	size_t i;

	text_wrap(p, strlen(p), t->width > indent + hang + 10 ?
	    t->width - indent - hang : 10, &lines);
	for (i = 0; i < lines.n; i++) {
		er_buf_trim(&line, 0);
		if (i == 0)
			er_buf_adds(&line, first);
		else if (lines.list[i].n > 0)
			er_buf_fill(&line, ' ', hang);
		er_buf_add(&line, lines.list[i].p, lines.list[i].n);
		text_line(t, indent, line.p, line.n);
	}
	er_buf_free(&line);
	free(lines.list);
}

void
text_wrapped(struct text *t, size_t indent, const char *first, const char *p)
{
	wrap_lines(t, indent, first, text_width(first, strlen(first)), p);
}

void
text_hanging(struct text *t, size_t indent, const char *p)
{
	wrap_lines(t, 0, "", indent, p);
}

/* ---- status line --------------------------------------------------------- */

/* The text cut to width columns, "..." showing the cut. */
static char *
shorten(const char *text, size_t width)
{
	size_t n = strlen(text);

	if (text_width(text, n) <= width)
		return er_xstrdup(text);
	if (width < 10)		/* no more than a stump */
		return er_xstrdup("");
	while (n > 0 && (text_width(text, n) > width - 3 ||
	    ((unsigned char)text[n] & 0xc0) == 0x80 || text[n - 1] == ' '))
		n--;
	return er_xasprintf("%.*s...", (int)n, text);
}

/* Below the status line: the organisation where it was cut there, and the
 * entities that the report is limited to. */
static void
whom(struct text *t, const struct doc *doc, bool cut)
{
	char *line = NULL;

	if (doc->entities != NULL)
		/* TRANSLATORS: an organisation, and some of its entities */
		line = er_said(R_("%s: %s only"), doc->organisation,
		    doc->entities, NULL);
	else if (cut)
		line = er_xstrdup(doc->organisation);
	if (line != NULL)
		text_wrapped(t, 0, "", line);
	free(line);
}

/*
 * "Organisation - CFO report - 2026-10 (as of 2026-11-05)   DATA: FRESH". The
 * organisation gives way first, then the title: it does not wrap. The state of
 * the data is not translated, since er-sesmail looks for it.
 */
static void
status_line(struct text *t, const struct doc *doc)
{
	const char *state = doc->stale ? "DATA: STALE" : "DATA: FRESH";
	size_t room = t->width - strlen(state) - 2, used;
	struct er_buf line = {0};
	char *when, *title, *organisation;

	when = doc_when(doc->period, doc->as_of);
	used = text_width(when, strlen(when)) + 3;
	title = shorten(doc->title, room > used ? room - used : 0);
	used += text_width(title, strlen(title)) + 3;
	organisation = shorten(doc->organisation,
	    room > used ? room - used : 0);
	if (organisation[0] != '\0')
		er_buf_addf(&line, "%s - ", organisation);
	if (title[0] != '\0')
		er_buf_addf(&line, "%s - ", title);
	er_buf_adds(&line, when);
	used = text_width(line.p, line.n);
	er_buf_fill(&line, ' ', used < room ? room - used + 2 : 2);
	er_buf_adds(&line, state);
	text_line(t, 0, line.p, line.n);
	er_buf_free(&line);
	whom(t, doc, strcmp(organisation, doc->organisation) != 0);
	free(organisation);
	free(title);
	free(when);
}

static void
stale_banner(struct text *t, const struct doc *doc)
{
	size_t i;

	text_line(t, 0, "", 0);
	text_wrapped(t, 0, "", R_("STALE DATA. This report was asked for "
	    "although its data is not fit for it:"));
	for (i = 0; i < doc->nreasons; i++)
		text_wrapped(t, 0, "- ", doc->reasons[i]);
	if (doc->stale_note != NULL)
		text_wrapped(t, 0, "", doc->stale_note);
}

/* ---- nodes --------------------------------------------------------------- */

static void
underlined(struct text *t, const char *heading)
{
	struct text_lines lines = {0};
	struct er_buf rule = {0};
	size_t i;

	text_wrap(heading, strlen(heading), t->width, &lines);
	for (i = 0; i < lines.n; i++)
		text_line(t, 0, lines.list[i].p, lines.list[i].n);
	i--;
	text_marks_fill(&rule, t->marks->rule,
	    text_width(lines.list[i].p, lines.list[i].n));
	if (!t->linear)
		text_line(t, 0, rule.p, rule.n);
	er_buf_free(&rule);
	free(lines.list);
}

/* Numbers of the section and of the part of it being written. */
struct counters {
	size_t section, part;
};

static void
heading(struct text *t, const struct doc_node *node, struct counters *at)
{
	char *text;

	if (node->unnumbered) {
		underlined(t, node->text);
		return;
	}
	if (node->level == 2) {
		at->part = 0;
		text = er_xasprintf("%zu. %s", ++at->section, node->text);
		underlined(t, text);
	} else if (node->level == 3 && at->section > 0) {
		text = er_xasprintf("%zu.%zu %s", at->section, ++at->part,
		    node->text);
		text_wrapped(t, 0, "", text);
	} else {
		text = er_xstrdup(node->text);
		text_wrapped(t, 0, "", text);
	}
	free(text);
}

static void
literal(struct text *t, const struct doc_node *node)
{
	const char *p = node->text;
	size_t n;

	while (*p != '\0') {
		n = strcspn(p, "\n");
		text_line(t, node->indent + 2, p, n);
		p += n + (p[n] == '\n');
	}
}

struct paragraphs {
	struct text *t;
	bool begun;		/* something stands above */
};

static void
paragraph(void *to, const char *text)
{
	struct paragraphs *paragraphs = to;

	if (paragraphs->begun)
		text_line(paragraphs->t, 0, "", 0);
	paragraphs->begun = true;
	text_wrapped(paragraphs->t, 0, "", text);
}

static void
texts(struct text *t, const struct text_rows *rows)
{
	struct paragraphs paragraphs = {t, false};

	text_each_paragraph(rows, paragraph, &paragraphs);
}

static void
show_rows(struct text *t, const struct text_rows *rows)
{
	switch (rows->data->kind) {
	case ROLE_TABLE:
		if (t->linear)
			text_facts(t, rows);
		else
			text_table(t, rows);
		break;
	case ROLE_LIST:
		text_list(t, rows);
		break;
	case ROLE_FACTS:
		text_facts(t, rows);
		break;
	case ROLE_BARS:
		if (t->linear)
			text_facts(t, rows);
		else
			text_bars(t, rows);
		break;
	case ROLE_SPARK:
		if (t->linear)
			text_facts(t, rows);
		else
			text_spark(t, rows);
		break;
	case ROLE_TEXT:
		texts(t, rows);
		break;
	case ROLE_VALUES:
	case ROLE_REQUIRE:
	case ROLE_KINDS:
		break;		/* not part of a document */
	}
}

static const char *
group_of(const struct doc_data *data, size_t row)
{
	const char *text = data->rows[row].cells[data->by].text;

	return text != NULL ? text : "-";
}

bool
text_next_group(struct text_rows *rows)
{
	const struct doc_data *data = rows->data;

	rows->from = rows->to;
	rows->to = data->by != SIZE_MAX ? rows->from + 1 : data->nrows;
	while (rows->to < data->nrows && strcmp(group_of(data, rows->from),
	    group_of(data, rows->to)) == 0)
		rows->to++;
	return rows->from < data->nrows;
}

const char *
text_group_name(const struct text_rows *rows)
{
	return rows->data->by != SIZE_MAX ?
	    group_of(rows->data, rows->from) : NULL;
}

int
text_group_level(int level)
{
	return level < 6 ? level + 1 : 6;
}

static void
data_node(struct text *t, const struct doc_data *data)
{
	struct text_rows rows = {data, 0, 0};
	char *name;

	if (data->nrows == 0)
		text_wrapped(t, 0, "", data->empty != NULL ? data->empty :
		    R_("None."));
	while (text_next_group(&rows)) {
		if (rows.from > 0)
			text_line(t, 0, "", 0);
		if (data->by != SIZE_MAX) {
			/* TRANSLATORS: the heading of a group of rows */
			name = er_said(R_("%s:"), text_group_name(&rows),
			    NULL);
			text_wrapped(t, 0, "", name);
			free(name);
			if (data->kind != ROLE_LIST &&
			    (data->kind != ROLE_SPARK || t->linear))
				text_line(t, 0, "", 0);
		}
		show_rows(t, &rows);
	}
}

static void
show_node(struct text *t, const struct doc_node *node, struct counters *at)
{
	if (!node->tight)
		text_line(t, 0, "", 0);
	switch (node->kind) {
	case DOC_HEADING:
		heading(t, node, at);
		break;
	case DOC_PARAGRAPH:
		if (node->marker != NULL)
			text_wrapped(t, node->indent - strlen(node->marker),
			    node->marker, node->text);
		else
			text_wrapped(t, node->indent, "", node->text);
		break;
	case DOC_LITERAL:
		literal(t, node);
		break;
	case DOC_DATA:
		data_node(t, node->data);
		break;
	}
}

static void
sources(struct text *t, const struct doc *doc)
{
	char *mark, *entry;
	size_t i;

	if (doc->sources[0] == '\0')
		return;
	text_line(t, 0, "", 0);
	underlined(t, R_("Sources"));
	if (doc->nannex == 0)
		text_sources(t, doc->sources);
	for (i = 0; i < doc->nannex; i++) {
		mark = er_xasprintf("[%zu] ", i + 1);
		entry = text_annex_entry(doc, i);
		text_wrapped(t, 0, mark, entry);
		free(entry);
		free(mark);
	}
}

void
text_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out)
{
	struct text t = {out, look->width, look->linear,
		text_marks_find(look->unicode)};
	struct counters at = {0, 0};
	size_t i;

	if (t.width < TEXT_WIDTH_MIN)
		t.width = TEXT_WIDTH_MIN;
	status_line(&t, doc);
	if (doc->stale)
		stale_banner(&t, doc);
	for (i = 0; i < doc->n; i++)
		show_node(&t, &doc->nodes[i], &at);
	sources(&t, doc);
}
