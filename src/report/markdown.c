/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as CommonMark. Text of the data is never markup: whatever could
 * be one is escaped. Tables are GitHub's; where those are not known they are
 * read as one paragraph, a line a row.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/text.h"

struct markdown {
	struct er_buf *out;
	const struct text_marks *marks;
	int level;		/* of the heading above */
	size_t inside;		/* columns of the list item being written */
	char bullet;		/* of the last list of data; the next differs */
};

/* ---- words --------------------------------------------------------------- */

/* What begins a block where it begins a line. */
static bool
begins_block(const char *p, size_t n)
{
	size_t digits = 0;

	while (digits < n && p[digits] >= '0' && p[digits] <= '9')
		digits++;
	if (digits > 0)
		return digits < n && (p[digits] == '.' || p[digits] == ')');
	return n > 0 && strchr("+-=", p[0]) != NULL;
}

static void
add_words(struct er_buf *out, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (p[i] == DOC_MARK || p[i] == DOC_MARK_END) {
			er_buf_adds(out, p[i] == DOC_MARK ? " \\[" : "\\]");
			continue;
		}
		if (strchr("\\`*_[]<>#&|~!", p[i]) != NULL)
			er_buf_addc(out, '\\');
		er_buf_addc(out, p[i]);
	}
}

static void
add_line(struct er_buf *out, const char *p, size_t n)
{
	while (n > 0 && *p == ' ')
		p++, n--;
	if (begins_block(p, n)) {
		for (; n > 0 && *p >= '0' && *p <= '9'; p++, n--)
			er_buf_addc(out, *p);
		er_buf_addf(out, "\\%c", *p);
		p++, n--;
	}
	add_words(out, p, n);
}

/* Lines of a text, with `between` for each newline of it. */
static void
add_text(struct er_buf *out, const char *text, const char *between)
{
	size_t n;

	for (;;) {
		n = strcspn(text, "\n");
		add_line(out, text, n);
		text += n;
		text += strspn(text, "\n");
		if (*text == '\0')
			break;
		er_buf_adds(out, between);
	}
}

/* A hard break and the next line's indentation; owned. */
static char *
line_break(size_t indent)
{
	return er_xasprintf("\\\n%*s", (int)indent, "");
}

static void
paragraph(struct markdown *m, const char *text)
{
	char *between = line_break(0);

	er_buf_addc(m->out, '\n');
	add_text(m->out, text, between);
	er_buf_addc(m->out, '\n');
	free(between);
}

static void
heading(struct markdown *m, int level, const char *text)
{
	er_buf_addc(m->out, '\n');
	er_buf_fill(m->out, '#', (size_t)level);
	er_buf_addc(m->out, ' ');
	add_text(m->out, text, " ");
	er_buf_addc(m->out, '\n');
	m->inside = 0;
}

/* ---- blocks of the page -------------------------------------------------- */

/* The page's indentation, unless that would make it something else. */
static void
prose(struct markdown *m, const struct doc_node *node)
{
	size_t marker = node->marker != NULL ? strlen(node->marker) : 0;
	size_t at = node->indent - marker;
	char *between;

	if (at > m->inside)
		at = m->inside;
	m->inside = at + marker;
	if (!node->tight)
		er_buf_addc(m->out, '\n');
	er_buf_fill(m->out, ' ', at);
	if (marker > 0)
		er_buf_adds(m->out, node->marker);
	between = line_break(m->inside);
	add_text(m->out, node->text, between);
	er_buf_addc(m->out, '\n');
	free(between);
}

/* A fence longer than any in it. */
static void
literal(struct markdown *m, const struct doc_node *node)
{
	size_t fence = 3, run = 0, indent = node->indent, n;
	const char *p;

	for (p = node->text; *p != '\0'; p++) {
		run = *p == '`' ? run + 1 : 0;
		if (run >= fence)
			fence = run + 1;
	}
	if (indent > m->inside)
		indent = m->inside;
	m->inside = indent;
	er_buf_addc(m->out, '\n');
	er_buf_fill(m->out, ' ', indent);
	er_buf_fill(m->out, '`', fence);
	for (p = node->text; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		er_buf_addc(m->out, '\n');
		er_buf_fill(m->out, ' ', indent);
		er_buf_add(m->out, p, n);
	}
	er_buf_addc(m->out, '\n');
	er_buf_fill(m->out, ' ', indent);
	er_buf_fill(m->out, '`', fence);
	er_buf_addc(m->out, '\n');
}

/* ---- data ---------------------------------------------------------------- */

/* Another character begins another list. */
static void
begin_list(struct markdown *m)
{
	m->bullet = m->bullet == '-' ? '*' : '-';
	er_buf_addc(m->out, '\n');
}

static void
list(struct markdown *m, const struct text_rows *rows)
{
	struct text_item item;
	size_t r;

	begin_list(m);
	for (r = rows->from; r < rows->to; r++) {
		text_item_read(rows->data, r, &item);
		er_buf_addf(m->out, "%c ", m->bullet);
		add_text(m->out, item.lead, "\\\n  ");
		if (item.detail != NULL && item.detail[0] != '\0') {
			er_buf_adds(m->out, "\\\n  ");
			add_text(m->out, item.detail, "\\\n  ");
		}
		if (item.remarks[0] != '\0') {
			er_buf_adds(m->out, "\\\n  ");
			add_text(m->out, item.remarks, "\\\n  ");
		}
		er_buf_addc(m->out, '\n');
		text_item_free(&item);
	}
}

struct facts {
	struct markdown *m;
	bool listing;
};

static void
fact(void *to, const char *label, const char *value)
{
	struct facts *facts = to;
	char *text;

	if (label == NULL) {
		facts->listing = false;
		paragraph(facts->m, value);
		return;
	}
	if (!facts->listing)
		begin_list(facts->m);
	facts->listing = true;
	/* TRANSLATORS: a label and its value */
	text = er_said(R_("%s: %s"), label, value != NULL ? value : "-", NULL);
	er_buf_addf(facts->m->out, "%c ", facts->m->bullet);
	add_text(facts->m->out, text, "\\\n  ");
	er_buf_addc(facts->m->out, '\n');
	free(text);
}

/* Without the heading, which stands beside the picture. */
static void
point(void *to, const char *label, const char *value)
{
	if (label != NULL)
		fact(to, label, value);
}

enum { MARKS_MAX = 60 };

/* A picture is text in a code span, since no other form of it is Markdown. */
static void
spark(struct markdown *m, const struct text_rows *rows)
{
	const char *const names[2] = {
		R_C("ends", "high"), R_C("ends", "low")
	};
	struct facts facts = {m, false};
	struct text_series series;
	size_t points = rows->to - rows->from, i;
	bool two;

	text_series_read(rows, &series);
	points = points < MARKS_MAX ? points : MARKS_MAX;
	two = text_series_has_ends(&series, points);
	er_buf_addc(m->out, '\n');
	add_text(m->out, rows->data->columns[series.quantity].label, " ");
	for (i = 0; i < (two ? 2 : 1); i++) {
		er_buf_addc(m->out, ' ');
		if (two) {
			add_text(m->out, names[i], " ");
			er_buf_addc(m->out, ' ');
		}
		er_buf_addc(m->out, '`');
		text_series_draw(&series, m->marks, points, i == 0, m->out);
		er_buf_addc(m->out, '`');
	}
	er_buf_addc(m->out, '\n');
	text_each_fact(rows, point, &facts);
}

/* One line, as doc_clean() leaves all that is not a paragraph; behind the bar
 * no block begins. */
static void
cell(struct markdown *m, const char *text)
{
	struct er_slice words = er_slice_trim((struct er_slice){text,
		strlen(text)});

	er_buf_adds(m->out, "| ");
	add_words(m->out, words.p, words.n);
	er_buf_addc(m->out, ' ');
}

static void
table(struct markdown *m, const struct text_rows *rows)
{
	const struct doc_data *data = rows->data;
	bool marked = text_has_marks(data, data->ncolumns);
	char *heading_text, *figure;
	size_t r, c;

	er_buf_addc(m->out, '\n');
	for (c = 0; c < data->ncolumns; c++) {
		if (c == data->by)
			continue;
		heading_text = doc_heading(&data->columns[c]);
		cell(m, heading_text);
		free(heading_text);
	}
	er_buf_adds(m->out, marked ? "| |\n" : "|\n");
	for (c = 0; c < data->ncolumns; c++) {
		if (c != data->by)
			er_buf_adds(m->out, doc_type_is_figure(
			    data->columns[c].type) ? "| ---: " : "| --- ");
	}
	er_buf_adds(m->out, marked ? "| ---: |\n" : "|\n");
	for (r = rows->from; r < rows->to; r++) {
		for (c = 0; c < data->ncolumns; c++) {
			if (c == data->by)
				continue;
			figure = doc_marked(doc_cell(&data->columns[c],
			    &data->rows[r].cells[c]),
			    data->rows[r].cells[c].mark);
			cell(m, figure);
			free(figure);
		}
		if (marked && data->rows[r].mark > 0)
			er_buf_addf(m->out, "| \\[%zu\\] ",
			    data->rows[r].mark);
		else if (marked)
			er_buf_adds(m->out, "| ");
		er_buf_adds(m->out, "|\n");
	}
}

static void
told_paragraph(void *to, const char *text)
{
	paragraph(to, text);
}

static void
rows_of(struct markdown *m, const struct text_rows *rows)
{
	struct facts facts = {m, false};

	switch (rows->data->kind) {
	case ROLE_TABLE:
	case ROLE_BARS:
		table(m, rows);
		break;
	case ROLE_LIST:
		list(m, rows);
		break;
	case ROLE_FACTS:
		text_each_fact(rows, fact, &facts);
		break;
	case ROLE_SPARK:
		spark(m, rows);
		break;
	case ROLE_TEXT:
		text_each_paragraph(rows, told_paragraph, m);
		break;
	default:
		break;		/* not part of a document */
	}
}

static void
data_node(struct markdown *m, const struct doc_data *data)
{
	struct text_rows rows = {data, 0, 0};

	m->inside = 0;
	if (data->nrows == 0)
		paragraph(m, data->empty != NULL ? data->empty : R_("None."));
	while (text_next_group(&rows)) {
		if (data->by != SIZE_MAX)
			heading(m, text_group_level(m->level),
			    text_group_name(&rows));
		rows_of(m, &rows);
	}
}

/* ---- the page ------------------------------------------------------------ */

static void
show_node(struct markdown *m, const struct doc_node *node)
{
	switch (node->kind) {
	case DOC_HEADING:
		heading(m, node->level, node->text);
		m->level = node->level;
		break;
	case DOC_PARAGRAPH:
		prose(m, node);
		break;
	case DOC_LITERAL:
		literal(m, node);
		break;
	case DOC_DATA:
		data_node(m, node->data);
		break;
	}
}

static void
status(struct markdown *m, const struct doc *doc)
{
	char *when = doc_when(doc->period, doc->as_of), *line;
	size_t i;

	er_buf_adds(m->out, "# ");
	add_text(m->out, doc->title, " ");
	er_buf_addc(m->out, '\n');
	/* TRANSLATORS: an organisation, a period, the state of its data */
	line = er_said(R_("%s, %s, %s"), doc->organisation, when, doc->stale ?
	    "DATA: STALE" : "DATA: FRESH", NULL);
	free(when);
	paragraph(m, line);
	free(line);
	if (doc->entities != NULL) {
		/* TRANSLATORS: an organisation, and some of its entities */
		line = er_said(R_("%s: %s only"), doc->organisation,
		    doc->entities, NULL);
		paragraph(m, line);
		free(line);
	}
	if (!doc->stale)
		return;
	paragraph(m, R_("STALE DATA. This report was asked for although its "
	    "data is not fit for it:"));
	begin_list(m);
	for (i = 0; i < doc->nreasons; i++) {
		er_buf_addf(m->out, "%c ", m->bullet);
		add_text(m->out, doc->reasons[i], "\\\n  ");
		er_buf_addc(m->out, '\n');
	}
	if (doc->stale_note != NULL)
		paragraph(m, doc->stale_note);
}

static void
annex(struct markdown *m, const struct doc *doc)
{
	char *entry;
	size_t i;

	for (i = 0; i < doc->nannex; i++) {
		entry = text_annex_entry(doc, i);
		er_buf_addf(m->out, "%c \\[%zu\\] ", m->bullet, i + 1);
		add_words(m->out, entry, strlen(entry));
		er_buf_addc(m->out, '\n');
		free(entry);
	}
}

static void
sources(struct markdown *m, const struct doc *doc)
{
	struct er_buf lines = {0};
	struct text wide = {.out = &lines, .width = SIZE_MAX / 2};
	const char *p;
	size_t n;

	heading(m, 2, R_("Sources"));
	begin_list(m);
	annex(m, doc);
	if (doc->nannex == 0)
		text_sources(&wide, doc->sources);
	for (p = lines.p; p != NULL && *p != '\0'; p += n + 1) {
		n = strcspn(p, "\n");
		er_buf_addf(m->out, "%c ", m->bullet);
		add_line(m->out, p, n);
		er_buf_addc(m->out, '\n');
	}
	er_buf_free(&lines);
}

void
markdown_render(const struct doc *doc, const struct doc_look *look,
    struct er_buf *out)
{
	struct markdown m = {out, text_marks_find(look->unicode), 1, 0, '*'};
	size_t i;

	status(&m, doc);
	for (i = 0; i < doc->n; i++)
		show_node(&m, &doc->nodes[i]);
	if (doc->sources[0] != '\0')
		sources(&m, doc);
}
