/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/doc.h"

size_t
doc_data_column(const struct doc_data *data, const char *name)
{
	size_t i;

	for (i = 0; i < data->ncolumns; i++) {
		if (strcmp(data->columns[i].name, name) == 0)
			break;
	}
	return i;
}

const char *
doc_lineage(const struct doc_row *row, size_t column)
{
	const char *own = row->cells[column].src;

	return own != NULL ? own : row->src;
}

size_t
doc_nth_column(const struct doc_data *data, size_t nth)
{
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (c != data->by && nth-- == 0)
			break;
	}
	return c;
}

char *
doc_heading(const struct doc_column *column)
{
	if (column->unit[0] == '\0' ||
	    strstr(column->label, column->unit) != NULL)
		return er_xstrdup(column->label);
	/* TRANSLATORS: a column and its unit: Gross burn (USD) */
	return er_said(R_("%s (%s)"), column->label, column->unit, NULL);
}

const char *
doc_cell(const struct doc_column *column, const struct doc_value *value)
{
	const char *text = column->unit[0] != '\0' ||
	    column->type == DOC_NUMBER || column->type == DOC_DATE ?
	    value->bare : value->text;

	return text != NULL && text[0] != '\0' ? text : "-";
}

const char *
doc_key(const struct doc_value *value)
{
	const char *key = value->key != NULL ? value->key : value->text;

	return key != NULL ? key : "-";
}

char *
doc_when(const char *period, const char *as_of)
{
	struct er_buf from = {0}, of = {0};
	char *when;

	er_date_say(&from, period);
	er_date_say(&of, as_of);
	/* TRANSLATORS: a period and the day its data is of */
	when = er_said(R_("%s (as of %s)"), from.p, of.p, NULL);
	er_buf_free(&of);
	er_buf_free(&from);
	return when;
}

void
doc_data_free(struct doc_data *data)
{
	size_t r, c;

	if (data == NULL)
		return;
	for (r = 0; r < data->nrows; r++) {
		for (c = 0; c < data->ncolumns; c++) {
			free(data->rows[r].cells[c].state);
			free(data->rows[r].cells[c].bare);
			free(data->rows[r].cells[c].text);
			free(data->rows[r].cells[c].src);
			free(data->rows[r].cells[c].key);
		}
		free(data->rows[r].cells);
		free(data->rows[r].src);
		if (data->keys != NULL)
			free(data->keys[r]);
	}
	free(data->keys);
	for (c = 0; c < data->ncolumns; c++) {
		free(data->columns[c].name);
		free(data->columns[c].label);
	}
	free(data->columns);
	free(data->rows);
	free(data->name);
	free(data->empty);
	free(data->sql);
	free(data);
}

void
doc_free(struct doc *doc)
{
	size_t i;

	if (doc == NULL)
		return;
	for (i = 0; i < doc->n; i++) {
		free(doc->nodes[i].cited.list);
		free(doc->nodes[i].marker);
		free(doc->nodes[i].text);
	}
	for (i = 0; i < doc->ndata; i++)
		doc_data_free(doc->data[i]);
	free(doc->data);
	for (i = 0; i < doc->nreasons; i++)
		free(doc->reasons[i]);
	free(doc->reasons);
	free(doc->stale_note);
	for (i = 0; i < doc->nrecords; i++)
		free(doc->records[i].src);
	free(doc->records);
	free(doc->nodes);
	free(doc->role);
	free(doc->title);
	free(doc->organisation);
	free(doc->period);
	free(doc->as_of);
	free(doc->entity);
	free(doc->entities);
	free(doc->subject);
	free(doc->sources);
	for (i = 0; i < doc->nannex; i++)
		free(doc->annex[i]);
	free(doc->annex);
	free(doc);
}
