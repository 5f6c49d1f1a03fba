/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a role page and a book to a document. All queries run first, so that a
 * paragraph may cite a figure of a query below it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/build.h"

/* ---- queries ------------------------------------------------------------- */

static const char *
this_text(const struct doc_build *b, const char *column)
{
	size_t c = doc_data_column(b->this, column);

	if (c == b->this->ncolumns || b->this->nrows == 0 ||
	    b->this->rows[0].cells[c].text == NULL)
		return "";
	return doc_key(&b->this->rows[0].cells[c]);
}

/* The table `this` as if the page had asked for it. */
static bool
read_this(struct doc_build *b)
{
	static const char *const times[] = {
		"as_of", "period", "period_start", "period_end"
	};
	static char name[] = "this", sql[] = "SELECT * FROM this";
	struct role_query query = {.kind = ROLE_VALUES, .name = name,
	    .sql = sql};
	size_t i, c;

	b->this = doc_data_read(b->role->file, &query, b->book, "", true,
	    &b->room, b->diags, b->err);
	if (b->this == NULL)
		return false;
	for (i = 0; i < sizeof times / sizeof *times; i++) {
		c = doc_data_column(b->this, times[i]);
		if (c < b->this->ncolumns && b->this->nrows > 0)
			doc_say_date(&b->this->rows[0].cells[c]);
	}
	b->currency = er_xstrdup(this_text(b, "currency"));
	return true;
}

static bool
run_query(struct doc_build *b, size_t i)
{
	const struct role_query *query = b->role->blocks[i].query;
	struct doc_data *data;

	data = doc_data_read(b->role->file, query, b->book, b->currency,
	    b->run, &b->room, b->diags, b->err);
	b->data[i] = data;
	if (data == NULL)
		return false;
	if (b->run && data->kind == ROLE_VALUES && data->nrows != 1) {
		er_diag_add(b->diags, ER_ERROR, b->role->file, query->line, 0,
		    NULL, data->nrows == 0 ?
		    _("'%s' returned no row; values need exactly one") :
		    _("'%s' returned several rows; values need exactly one"),
		    query->name);
		return false;
	}
	return true;
}

/* All of them, so that one run shows all faults. */
static bool
run_queries(struct doc_build *b)
{
	bool good = true;
	size_t i;

	b->data = er_xcalloc(b->role->n + 1, sizeof *b->data);
	for (i = 0; i < b->role->n; i++) {
		if (b->role->blocks[i].query != NULL)
			good = run_query(b, i) && good;
	}
	return good;
}

/* ---- reasons not to send ------------------------------------------------- */

/* The first text of the row, else its first column. */
static const struct doc_value *
reason_of(const struct doc_data *data, size_t r)
{
	const struct doc_value *cells = data->rows[r].cells;
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (data->columns[c].type == DOC_WORDS &&
		    cells[c].text != NULL)
			return &cells[c];
	}
	return &cells[0];
}

/* Tells a reason where its first source is, else where the page asks. */
static void
tell_reason(struct doc_build *b, size_t line, const char *text, const char *src)
{
	size_t n = src != NULL ? strcspn(src, "\n") : 0, file = n;
	char *name;

	while (file > 0 && src[file - 1] != ':')
		file--;
	if (file < 2) {
		er_diag_add(b->diags, ER_ERROR, b->role->file, line, 0, NULL,
		    "%s", text);
		return;
	}
	name = er_xstrndup(src, file - 1);
	er_diag_add(b->diags, ER_ERROR, name, strtoul(src + file, NULL, 10), 0,
	    NULL, "%s", text);
	free(name);
}

void
doc_add_reason(struct doc *doc, const char *text)
{
	doc->stale = true;
	doc->reasons = er_grow(doc->reasons, doc->nreasons, &doc->reasons_cap,
	    sizeof *doc->reasons);
	doc->reasons[doc->nreasons++] = er_xstrdup(text);
}

/* In the report in its language, to who runs the program as the page has
 * it. */
static void
collect_reasons(struct doc_build *b)
{
	const struct doc_value *reason;
	const struct doc_data *data;
	size_t i, r;

	for (i = 0; i < b->role->n; i++) {
		data = b->data[i];
		if (data == NULL || data->kind != ROLE_REQUIRE)
			continue;
		for (r = 0; r < data->nrows; r++) {
			reason = reason_of(data, r);
			doc_add_reason(b->doc, reason->text != NULL ?
			    reason->text : data->name);
			if (b->stale == DOC_STALE_REFUSED)
				tell_reason(b, b->role->blocks[i].query->line,
				    reason->text != NULL ? doc_key(reason) :
				    data->name, data->rows[r].src);
		}
	}
}

/* ---- what is left out ---------------------------------------------------- */

static bool
is_shown_query(const struct role_block *block)
{
	return block->query != NULL && block->query->kind != ROLE_VALUES &&
	    block->query->kind != ROLE_REQUIRE;
}

/* The block after the section that begins with the heading at i. */
static size_t
section_end(const struct role *role, size_t i)
{
	int level = role->blocks[i].level;
	size_t end;

	for (end = i + 1; end < role->n; end++) {
		if (role->blocks[end].kind == ROLE_HEADING &&
		    role->blocks[end].level <= level)
			break;
	}
	return end;
}

/* Hides the section around a hidden query when nothing else is shown in it. */
static void
hide_section(const struct role *role, size_t query, bool *hidden)
{
	size_t i = query, j, end;

	while (i > 0 && role->blocks[i].kind != ROLE_HEADING)
		i--;
	if (role->blocks[i].kind != ROLE_HEADING || role->blocks[i].level < 2)
		return;
	end = section_end(role, i);
	for (j = i; j < end; j++) {
		if (is_shown_query(&role->blocks[j]) && !hidden[j])
			return;
	}
	for (j = i; j < end; j++)
		hidden[j] = true;
}

static bool *
find_hidden(const struct doc_build *b)
{
	const struct role *role = b->role;
	bool *hidden = er_xcalloc(role->n + 1, sizeof *hidden);
	size_t i;

	for (i = 0; i < role->n; i++)
		hidden[i] = is_shown_query(&role->blocks[i]) &&
		    role->blocks[i].query->omit_empty &&
		    b->data[i]->nrows == 0;
	for (i = 0; i < role->n; i++) {
		if (is_shown_query(&role->blocks[i]) && hidden[i])
			hide_section(role, i, hidden);
	}
	return hidden;
}

/* ---- the document -------------------------------------------------------- */

static struct doc_node *
new_node(struct doc *doc, enum doc_kind kind, const struct role_block *block)
{
	struct doc_node *node;

	doc->nodes = er_grow(doc->nodes, doc->n, &doc->cap,
	    sizeof *doc->nodes);
	node = &doc->nodes[doc->n++];
	*node = (struct doc_node){0};
	node->kind = kind;
	node->level = block->level;
	node->indent = block->indent;
	node->tight = block->tight;
	if (block->marker != NULL)
		node->marker = er_xstrdup(block->marker);
	return node;
}

static void
add_node(struct doc_build *b, size_t i)
{
	const struct role_block *block = &b->role->blocks[i];
	struct doc_node *node;

	switch (block->kind) {
	case ROLE_HEADING:
		if (block->level == 1)
			break;	/* the status line says it */
		node = new_node(b->doc, DOC_HEADING, block);
		node->text = doc_fill_text(b, &block->text, &node->cited);
		break;
	case ROLE_PARAGRAPH:
		node = new_node(b->doc, DOC_PARAGRAPH, block);
		node->text = doc_fill_text(b, &block->text, &node->cited);
		break;
	case ROLE_LITERAL:
		node = new_node(b->doc, DOC_LITERAL, block);
		node->text = doc_clean(block->literal, strlen(block->literal),
		    true);
		break;
	case ROLE_QUERY:
		if (!is_shown_query(block))
			break;
		node = new_node(b->doc, DOC_DATA, block);
		node->data = b->data[i];
		break;
	}
}

/* All citations, of what is left out as well: a fault is a fault. */
static bool
check_texts(struct doc_build *b)
{
	size_t errors = b->diags->errors, i;

	for (i = 0; i < b->role->n; i++)
		free(doc_fill_text(b, &b->role->blocks[i].text, NULL));
	free(doc_fill_text(b, &b->role->subject, NULL));
	return b->diags->errors == errors;
}

/* All faults in one run: a citation of a failed query is none of its own. */
static bool
works(struct doc_build *b)
{
	bool good = run_queries(b);

	return check_texts(b) && good;
}

/* With -e only those are loaded. */
static char *
entity_names(struct doc_build *b)
{
	static const char sql[] = "SELECT name FROM entity ORDER BY name";
	struct book_query *query = book_prepare(b->book, sql, sizeof sql - 1,
	    NULL, NULL);
	struct er_buf names = {0};
	const char *p;
	char *name;
	size_t n;

	while (query != NULL && book_step(query, NULL) == 1) {
		p = book_text(query, 0, &n);
		name = doc_clean(p, n, false);
		/* TRANSLATORS: between the names of a list */
		er_buf_adds(&names, names.n > 0 ? R_C("list", ", ") : "");
		er_buf_adds(&names, name);
		free(name);
	}
	book_finish(query);
	if (names.n > 0)
		return er_buf_steal(&names);
	er_buf_free(&names);
	return NULL;
}

static char *
fill_subject(struct doc_build *b)
{
	b->showing = DOC_IN_SUBJECT;
	return doc_fill_text(b, &b->role->subject, NULL);
}

/* What is not said is not looked at: first it is seen what is cited. */
static void
look_at_age(struct doc_build *b, const bool *hidden)
{
	size_t i;

	free(fill_subject(b));
	b->showing = DOC_IN_TEXT;
	for (i = 0; i < b->role->n; i++) {
		if (!hidden[i])
			free(doc_fill_text(b, &b->role->blocks[i].text, NULL));
	}
	collect_reasons(b);
	doc_look_at_age(b, hidden);
}

/* What is shown of a query rests on these: all of its rows, or of values what
 * is cited. */
static void
add_sources(struct doc_build *b, const struct doc_data *data)
{
	const struct doc_row *row;
	size_t r, c;

	for (r = 0; r < data->nrows && data->kind != ROLE_REQUIRE; r++) {
		row = &data->rows[r];
		for (c = 0; c < data->ncolumns; c++)
			if (data->kind != ROLE_VALUES || row->cells[c].cited ||
			    row->cells[c].in_subject)
				doc_sources_add(&b->sources,
				    doc_lineage(row, c));
	}
}

static void
fill_doc(struct doc_build *b, const bool *hidden)
{
	struct doc *doc = b->doc;
	size_t i;

	doc->title = doc_clean(b->role->title, strlen(b->role->title), false);
	doc->organisation = er_xstrdup(this_text(b, "organisation"));
	doc->period = er_xstrdup(this_text(b, "period"));
	doc->as_of = er_xstrdup(this_text(b, "as_of"));
	doc->role = er_xstrdup(this_text(b, "role"));
	if (this_text(b, "entity")[0] != '\0') {
		doc->entity = er_xstrdup(this_text(b, "entity"));
		doc->entities = entity_names(b);
	}
	if (b->role->subject.n > 0)
		doc->subject = fill_subject(b);
	b->showing = DOC_IN_TEXT;
	for (i = 0; i < b->role->n; i++) {
		if (hidden[i])
			continue;
		add_node(b, i);
		if (b->data[i] != NULL)
			add_sources(b, b->data[i]);
	}
	doc->data = b->data;
	doc->ndata = b->role->n;
	b->data = NULL;
	doc->sources = doc_sources_text(&b->sources);
}

static void
end_build(struct doc_build *b)
{
	size_t i;

	for (i = 0; b->data != NULL && i < b->role->n; i++)
		doc_data_free(b->data[i]);
	free(b->data);
	free(b->currency);
	doc_data_free(b->this);
	free(doc_sources_text(&b->sources));
}

struct doc *
doc_build(const struct role *role, struct book *book, enum doc_stale stale,
    const char *mark, struct er_diags *diags, struct er_err *err)
{
	struct doc_build b = {.role = role, .book = book, .run = true,
	    .stale = stale, .mark = mark, .room = DOC_MAX, .diags = diags,
	    .err = err};
	struct doc *doc = NULL;
	bool *hidden = NULL;

	b.doc = er_xcalloc(1, sizeof *b.doc);
	if (!read_this(&b) || !works(&b)) {
		er_fail(err, ER_DATA, _("the role '%s' does not work on this "
		    "book; there is no report"), role->file);
		goto out;
	}
	hidden = find_hidden(&b);
	look_at_age(&b, hidden);
	if (b.doc->stale && stale == DOC_STALE_REFUSED) {
		er_fail(err, ER_STALE, _("the data is not fit for a report; "
		    "--allow-stale makes one that says so, --blank-stale one "
		    "that leaves out what is stale"));
		goto out;
	}
	fill_doc(&b, hidden);
	doc = b.doc;
	b.doc = NULL;
out:
	free(hidden);
	end_build(&b);
	doc_free(b.doc);
	return doc;
}

void
doc_check(const struct role *role, struct book *book, struct er_diags *diags,
    struct er_err *err)
{
	struct doc_build b = {.role = role, .book = book, .room = DOC_MAX,
	    .diags = diags, .err = err};

	if (read_this(&b))
		works(&b);
	end_build(&b);
}
