/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a document and the names by which the next report, a
 * programme or a question knows them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/doc.h"

/* ---- rows ---------------------------------------------------------------- */

/* What changes from one period to the next does not name a row. */
static bool
names_rows(const struct doc_data *data, const struct doc_column *column)
{
	if (!doc_type_is_figure(column->type))
		return true;
	return column->type == DOC_NUMBER && !column->pair &&
	    data->kind != ROLE_VALUES;
}

static void
add_key(struct er_buf *key, const struct doc_value *value)
{
	const char *text = doc_key(value);
	size_t n = strlen(text);

	while (n > 0 && text[n - 1] == ' ')
		n--;
	er_buf_add(key, text, n);
}

static char *
row_key(const struct doc_data *data, size_t row)
{
	const struct doc_value *cells = data->rows[row].cells;
	size_t first = doc_nth_column(data, 0);
	struct er_buf key = {0};

	if (data->by != SIZE_MAX) {
		add_key(&key, &cells[data->by]);
		er_buf_addc(&key, '/');
	}
	if (first < data->ncolumns && names_rows(data, &data->columns[first]))
		add_key(&key, &cells[first]);
	else
		er_buf_addf(&key, "%zu", row + 1);
	return er_buf_steal(&key);
}

struct keyed {
	char *key;
	size_t row;
};

static int
compare(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order != 0)
		return order;
	return x->row < y->row ? -1 : x->row > y->row;
}

char **
doc_row_keys(const struct doc_data *data)
{
	char **keys = er_xcalloc(data->nrows + 1, sizeof *keys);
	struct keyed *rows = er_xcalloc(data->nrows + 1, sizeof *rows);
	size_t i, same = 1;

	for (i = 0; i < data->nrows; i++)
		rows[i] = (struct keyed){ row_key(data, i), i };
	qsort(rows, data->nrows, sizeof *rows, compare);
	for (i = 0; i < data->nrows; i++) {
		same = i > 0 && strcmp(rows[i].key, rows[i - 1].key) == 0 ?
		    same + 1 : 1;
		keys[rows[i].row] = same == 1 ? er_xstrdup(rows[i].key) :
		    er_xasprintf("%s#%zu", rows[i].key, same);
	}
	for (i = 0; i < data->nrows; i++)
		free(rows[i].key);
	free(rows);
	return keys;
}

/* ---- figures ------------------------------------------------------------- */

static bool
is_seen(const struct doc_data *data, size_t c, const struct doc_value *value)
{
	if (data->kind == ROLE_VALUES && !value->cited)
		return false;
	return value->text != NULL && value->text[0] != '\0' &&
	    c != data->by;
}

static bool
is_figure(const struct doc_column *column)
{
	return doc_type_is_figure(column->type) || column->type == DOC_DATE;
}

/* As its place shows it: under a heading without the unit. */
static const char *
seen_text(const struct doc_data *data, size_t c, const struct doc_value *value)
{
	if (data->kind == ROLE_TABLE || data->kind == ROLE_BARS ||
	    data->kind == ROLE_SPARK)
		return doc_cell(&data->columns[c], value);
	return value->text;
}

static void
add_figure(struct doc_figures *figures, const struct doc_data *data, size_t r,
    size_t c, const char *key)
{
	struct doc_figure *figure;

	figures->list = er_grow(figures->list, figures->n, &figures->cap,
	    sizeof *figures->list);
	figure = &figures->list[figures->n++];
	figure->id = er_xasprintf("%s/%s/%s", data->name, key,
	    data->columns[c].name);
	figure->data = data;
	figure->row = r;
	figure->column = c;
	figure->text = seen_text(data, c, &data->rows[r].cells[c]);
	figure->length = strlen(figure->text);
	while (figure->length > 0 && figure->text[figure->length - 1] == ' ')
		figure->length--;
	figure->length -= data->rows[r].cells[c].marked;
}

static void
add_data(struct doc_figures *figures, const struct doc_data *data, bool words)
{
	char **own = data->keys == NULL ? doc_row_keys(data) : NULL;
	char **keys = own != NULL ? own : data->keys;
	size_t r, c;

	for (r = 0; r < data->nrows; r++) {
		for (c = 0; c < data->ncolumns; c++) {
			if (is_seen(data, c, &data->rows[r].cells[c]) &&
			    (words || is_figure(&data->columns[c])))
				add_figure(figures, data, r, c, keys[r]);
		}
	}
	for (r = 0; own != NULL && r < data->nrows; r++)
		free(own[r]);
	free(own);
}

void
doc_figures_find(struct doc_figures *figures, const struct doc *doc,
    bool words)
{
	size_t i;

	for (i = 0; i < doc->ndata; i++) {
		if (doc->data[i] != NULL && doc->data[i]->kind != ROLE_REQUIRE)
			add_data(figures, doc->data[i], words);
	}
}

void
doc_figures_free(struct doc_figures *figures)
{
	size_t i;

	for (i = 0; i < figures->n; i++)
		free(figures->list[i].id);
	free(figures->list);
	*figures = (struct doc_figures){0};
}
