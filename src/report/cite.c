/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures cited in running text: `=NAME.COLUMN`. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/build.h"

/* The values query called name; tells when there is none. */
static struct doc_data *
find_values(struct doc_build *b, const struct role_run *run)
{
	struct role_names names = {0};
	const struct role_query *query;
	size_t i;

	if (strcmp(run->text, "this") == 0)
		return b->this;
	for (i = 0; i < b->role->n; i++) {
		query = b->role->blocks[i].query;
		if (query == NULL)
			continue;
		if (strcmp(query->name, run->text) != 0) {
			if (query->kind == ROLE_VALUES)
				role_names_add(&names, query->name);
			continue;
		}
		role_names_free(&names);
		if (query->kind == ROLE_VALUES)
			return b->data[i];
		er_diag_add(b->diags, ER_ERROR, b->role->file, run->line,
		    run->at, NULL, _("'%s' is of kind '%s'; only values are "
		    "cited"), run->text, role_kind_name(query->kind));
		return NULL;
	}
	role_names_add(&names, "this");
	er_diag_add(b->diags, ER_ERROR, b->role->file, run->line, run->at,
	    NULL, _("there is no query '%s'"), run->text);
	role_names_note(&names, run->text, b->role->file, run->line, run->at,
	    b->diags);
	role_names_free(&names);
	return NULL;
}

/* The number that a plural follows; of a range its higher end. */
static unsigned long
count_of(const struct doc_value *value)
{
	const struct doc_bound *bound = value->high.type != BOOK_NULL ?
	    &value->high : &value->low;
	unsigned long whole;

	if (bound->type != BOOK_INTEGER && bound->type != BOOK_REAL)
		return 2;
	if (bound->real > 1e9 || bound->real < -1e9)
		return 1000000000;
	whole = (unsigned long)(bound->real < 0 ? -bound->real : bound->real);
	if (bound->type == BOOK_REAL && whole < 2 &&
	    (double)whole < (bound->real < 0 ? -bound->real : bound->real))
		return 2;	/* 0.5, 1.5 */
	return whole;
}

/* Where it is cited, for what is said of it. */
static void
note_citation(struct doc_build *b, struct doc_value *value)
{
	if (b->showing == DOC_IN_TEXT)
		value->cited = true;
	else if (b->showing == DOC_IN_SUBJECT)
		value->in_subject = true;
}

static void
add_citation(struct doc_citations *cited, const struct doc_data *data,
    size_t column, size_t end)
{
	cited->list = er_grow(cited->list, cited->n, &cited->cap,
	    sizeof *cited->list);
	cited->list[cited->n++] = (struct doc_citation){end, data,
		column};
}

static void
add_filled(struct er_buf *text, const char *words, size_t n,
    const char *figure)
{
	char *part = er_xstrndup(words, n);

	er_fill(text, part, &figure, 1);
	free(part);
}

/*
 * "3 gaps are open" of 3 and "gap is open|gaps are open"; the figure stands in
 * the place of %s, else first. Returns where it ends.
 */
static size_t
add_with_form(struct er_buf *text, const char *figure, const char *forms,
    unsigned long form)
{
	const char *words = forms, *place;
	size_t n = strcspn(words, "|"), before, end;

	for (; form > 0 && words[n] == '|'; form--) {
		words += n + 1;
		n = strcspn(words, "|");
	}
	place = strstr(words, "%s");
	before = place != NULL && place < words + n ?
	    (size_t)(place - words) + 2 : 0;
	if (before > 0)
		add_filled(text, words, before, figure);
	else
		er_buf_adds(text, figure);
	end = text->n;
	er_buf_adds(text, before > 0 ? "" : " ");
	add_filled(text, words + before, n - before, figure);
	return end;
}

/*
 * Returns where the figure itself ends, behind which a number of its sources
 * goes. A subject has no room to explain a mark; it begins with STALE.
 */
static size_t
add_value(const struct doc_build *b, const struct doc_value *value,
    const struct role_run *run, const struct er_catalogue *from,
    struct er_buf *text)
{
	const char *said = value->text != NULL ? value->text : R_("n/a");
	size_t n = strlen(said), end;
	char *figure;

	if (b->showing == DOC_IN_SUBJECT)
		n -= value->marked;
	if (run->forms == NULL) {
		er_buf_add(text, said, n);
		return text->n;
	}
	figure = er_xstrndup(said, n);
	end = add_with_form(text, figure, run->forms,
	    er_catalogue_form(from, count_of(value)));
	free(figure);
	return end;
}

static void
add_figure(struct doc_build *b, const struct role_run *run,
    const struct er_catalogue *from, struct er_buf *text,
    struct doc_citations *cited)
{
	struct doc_data *data = find_values(b, run);
	struct role_names names = {0};
	struct doc_value *value;
	size_t c, end, i;

	if (data == NULL)
		return;		/* told already */
	c = doc_data_column(data, run->column);
	if (c < data->ncolumns) {
		if (data->nrows == 0)
			return;
		value = &data->rows[0].cells[c];
		note_citation(b, value);
		end = add_value(b, value, run, from, text);
		if (cited != NULL && data != b->this)
			add_citation(cited, data, c, end);
		return;
	}
	er_diag_add(b->diags, ER_ERROR, b->role->file, run->line, run->at,
	    NULL, _("'%s' has no column '%s'"), run->text, run->column);
	for (i = 0; i < data->ncolumns; i++)
		role_names_add(&names, data->columns[i].name);
	role_names_note(&names, run->column, b->role->file, run->line,
	    run->at, b->diags);
	role_names_free(&names);
}

char *
doc_fill_text(struct doc_build *b, const struct role_text *text,
    struct doc_citations *cited)
{
	struct er_buf filled = {0};
	char *words;
	size_t i;

	for (i = 0; i < text->n; i++) {
		if (text->list[i].column != NULL) {
			add_figure(b, &text->list[i], text->from, &filled,
			    cited);
			continue;
		}
		words = doc_clean(text->list[i].text,
		    strlen(text->list[i].text), true);
		er_buf_adds(&filled, words);
		free(words);
	}
	return er_buf_steal(&filled);
}
