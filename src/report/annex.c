/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where each figure comes from, by number: rows and figures of the same
 * sources have the same. Numbers are given in the order of the page.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report/text.h"

struct numbers {
	char **list;		/* the sources of number 1 and so on */
	size_t n, cap;
	size_t *table;		/* by hash: number, or 0 */
	size_t size;		/* a power of two, more than twice n */
};

/* The place of the text in the table, or where it would be. */
static size_t
look_up(const struct numbers *numbers, const char *text)
{
	uint64_t hash = 14695981039346656037u;	/* FNV-1a */
	const char *p;
	size_t at;

	for (p = text; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	at = (size_t)hash & (numbers->size - 1);
	while (numbers->table[at] != 0 &&
	    strcmp(numbers->list[numbers->table[at] - 1], text) != 0)
		at = (at + 1) & (numbers->size - 1);
	return at;
}

static void
make_room(struct numbers *numbers)
{
	size_t i;

	if (2 * (numbers->n + 1) < numbers->size)
		return;
	numbers->size = numbers->size > 0 ? 2 * numbers->size : 64;
	free(numbers->table);
	numbers->table = er_xcalloc(numbers->size, sizeof *numbers->table);
	for (i = 0; i < numbers->n; i++)
		numbers->table[look_up(numbers, numbers->list[i])] = i + 1;
}

/* That of no sources is one as well. */
static size_t
number(struct numbers *numbers, const char *src)
{
	struct doc_sources sources = {0};
	size_t at;
	char *text;

	doc_sources_add(&sources, src);
	text = doc_sources_text(&sources);
	make_room(numbers);
	at = look_up(numbers, text);
	if (numbers->table[at] != 0) {
		free(text);
		return numbers->table[at];
	}
	numbers->list = er_grow(numbers->list, numbers->n, &numbers->cap,
	    sizeof *numbers->list);
	numbers->list[numbers->n++] = text;
	return numbers->table[at] = numbers->n;
}

/* 0 where there are none. */
static size_t
number_of(struct numbers *numbers, const char *src)
{
	return src != NULL && src[strspn(src, "\n")] != '\0' ?
	    number(numbers, src) : 0;
}

static bool
has_lineage(const struct doc_data *data, const struct doc_row *row, size_t c)
{
	const char *text = row->cells[c].text;

	return c != data->by && text != NULL && text[0] != '\0' &&
	    (doc_type_is_figure(data->columns[c].type) ||
	    data->columns[c].type == DOC_DATE);
}

/* Do its figures rest on the same? Those of words alone do. What begins an
 * item of a list rests on what its row does. */
static bool
is_shared(const struct doc_data *data, const struct doc_row *row)
{
	const char *first = data->kind == ROLE_LIST ? row->src : NULL, *own;
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (!has_lineage(data, row, c))
			continue;
		own = doc_lineage(row, c) != NULL ? doc_lineage(row, c) : "";
		if (first != NULL && strcmp(first, own) != 0)
			return false;
		first = own;
	}
	return true;
}

/* The number of the figures' sources, else of the row's. */
static size_t
row_number(struct numbers *numbers, const struct doc_data *data,
    const struct doc_row *row)
{
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		if (has_lineage(data, row, c))
			return number_of(numbers, doc_lineage(row, c));
	}
	return number_of(numbers, row->src);
}

static void
mark_row(struct numbers *numbers, const struct doc_data *data,
    struct doc_row *row)
{
	struct doc_value *value;
	size_t c;

	if (is_shared(data, row)) {
		row->mark = row_number(numbers, data, row);
		return;
	}
	if (data->kind == ROLE_LIST)	/* it stands before them */
		row->mark = number_of(numbers, row->src);
	for (c = 0; c < data->ncolumns; c++) {
		value = &row->cells[c];
		if (!has_lineage(data, row, c))
			continue;
		if (value->src == NULL)
			row->mark = number_of(numbers, row->src);
		else
			value->mark = number(numbers, value->src);
	}
}

/* Of a spark those that are told; the others are drawn. */
static void
mark_points(struct numbers *numbers, struct doc_data *data)
{
	struct text_rows rows = {data, 0, 0};
	struct text_series series;
	size_t i;

	while (text_next_group(&rows)) {
		text_series_read(&rows, &series);
		for (i = 0; i < TOLD && series.told[i] != SIZE_MAX; i++)
			mark_row(numbers, data, &data->rows[series.told[i]]);
	}
}

static void
mark_data(struct numbers *numbers, struct doc_data *data)
{
	size_t r;

	if (data->kind == ROLE_SPARK) {
		mark_points(numbers, data);
		return;
	}
	for (r = 0; r < data->nrows; r++)
		mark_row(numbers, data, &data->rows[r]);
}

static void
add_mark(struct er_buf *text, size_t mark)
{
	if (mark > 0)
		er_buf_addf(text, "%c%zu%c", DOC_MARK, mark, DOC_MARK_END);
}

static void
mark_text(struct numbers *numbers, struct doc_node *node)
{
	struct er_buf text = {0};
	size_t from = 0, i, end;

	for (i = 0; i < node->cited.n; i++) {
		end = node->cited.list[i].end;
		er_buf_add(&text, node->text + from, end - from);
		add_mark(&text, number_of(numbers, doc_lineage(
		    node->cited.list[i].data->rows,
		    node->cited.list[i].column)));
		from = end;
	}
	er_buf_adds(&text, node->text + from);
	free(node->text);
	node->text = er_buf_steal(&text);
}

void
doc_cite(struct doc *doc)
{
	struct numbers numbers = {0};
	size_t i;

	for (i = 0; i < doc->n; i++) {
		if (doc->nodes[i].kind == DOC_DATA)
			mark_data(&numbers, doc->nodes[i].data);
		else
			mark_text(&numbers, &doc->nodes[i]);
	}
	free(numbers.table);
	doc->annex = numbers.list;
	doc->nannex = numbers.n;
}

size_t
doc_mark(const struct doc_row *row, size_t column)
{
	const struct doc_value *value = &row->cells[column];

	return value->mark > 0 ? value->mark : row->mark;
}

char *
doc_marked(const char *text, size_t mark)
{
	struct er_buf b = {0};

	er_buf_adds(&b, text);
	add_mark(&b, mark);
	return er_buf_steal(&b);
}
