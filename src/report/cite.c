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

/* A subject has no room to explain a mark; it begins with STALE. */
static void
cite(struct doc_build *b, struct doc_value *value, struct er_buf *text)
{
	const char *figure = value->text != NULL ? value->text : _("n/a");
	size_t n = strlen(figure);

	if (b->showing == DOC_IN_TEXT)
		value->cited = true;
	else if (b->showing == DOC_IN_SUBJECT)
		value->in_subject = true;
	if (b->showing == DOC_IN_SUBJECT)
		n -= value->marked;
	er_buf_add(text, figure, n);
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
add_figure(struct doc_build *b, const struct role_run *run,
    struct er_buf *text, struct doc_citations *cited)
{
	struct doc_data *data = find_values(b, run);
	struct role_names names = {0};
	struct doc_value *value;
	size_t c, i;

	if (data == NULL)
		return;		/* told already */
	c = doc_data_column(data, run->column);
	if (c < data->ncolumns) {
		if (data->nrows == 0)
			return;
		value = &data->rows[0].cells[c];
		cite(b, value, text);
		if (cited != NULL && data != b->this)
			add_citation(cited, data, c, text->n);
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
			add_figure(b, &text->list[i], &filled, cited);
			continue;
		}
		words = doc_clean(text->list[i].text,
		    strlen(text->list[i].text), true);
		er_buf_adds(&filled, words);
		free(words);
	}
	return er_buf_steal(&filled);
}
