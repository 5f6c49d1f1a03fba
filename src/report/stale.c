/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How old what is shown is, and what is done when that is too old. A figure is
 * as old as the oldest record of its lineage, and stale when a record of it is.
 *
 * Words are looked at where they are cited or have a lineage of their own. Of
 * the others nobody knows what they rest on, so a row that is stale without
 * any of those says so in all its words but the first, which name it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/build.h"

enum { RECORDS_MAX = 20, NAMES_MAX = 5 };	/* that are told */

/* A stale record, and what rests on it. */
struct resting {
	struct er_buf names;
	size_t n;
	const struct doc_value *last;	/* counted once, though met again */
};

struct looking {
	const struct book *book;
	struct resting *records;	/* one each */
	const struct doc_value *value;	/* being looked at */
	const char *key;		/* NULL: only whether it is stale */
	const struct doc_data *data;
	size_t column;
	bool found;
};

/* ---- which --------------------------------------------------------------- */

/* Of book_age(). */
static void
take_record(void *to, size_t i)
{
	struct looking *l = to;
	struct resting *record = &l->records[i];

	l->found = true;
	if (l->key == NULL || record->last == l->value)
		return;
	record->last = l->value;
	if (++record->n <= NAMES_MAX)
		er_buf_addf(&record->names, "%s%s/%s/%s", record->n > 1 ?
		    ", " : "", l->data->name, l->key,
		    l->data->columns[l->column].name);
}

static bool
is_stale(struct looking *l, const char *src, struct er_date *oldest)
{
	l->found = false;
	l->key = NULL;
	*oldest = (struct er_date){0};
	book_age(l->book, src, oldest, take_record, l);
	return l->found;
}

static bool
is_shown(const struct doc_data *data, size_t c, const struct doc_value *value)
{
	if (value->text == NULL || value->text[0] == '\0' || c == data->by)
		return false;
	return data->kind != ROLE_VALUES || value->cited || value->in_subject;
}

static bool
is_statement(const struct doc_data *data, size_t c,
    const struct doc_value *value)
{
	enum doc_type type = data->columns[c].type;

	return doc_type_is_figure(type) || type == DOC_DATE ||
	    data->kind == ROLE_VALUES || data->kind == ROLE_TEXT ||
	    value->src != NULL;
}

/* All words of the row but the first, which name it, if there are others. */
static void
look_at_words(const struct doc_data *data, struct doc_row *row)
{
	size_t n = data->ncolumns - (data->by != SIZE_MAX), c, seen = 0;
	struct doc_value *value;

	for (c = 0; c < data->ncolumns; c++) {
		if (c == data->by)
			continue;
		value = &row->cells[c];
		value->stale = (seen++ > 0 || n == 1) &&
		    is_shown(data, c, value) && !is_statement(data, c, value);
	}
}

/* True when some of it is stale. */
static bool
look_at_row(struct looking *l, const struct doc_data *data,
    struct doc_row *row)
{
	struct er_date oldest;
	bool stale = is_stale(l, row->src, &oldest), some = false;
	struct doc_value *value;
	size_t c;

	for (c = 0; c < data->ncolumns; c++) {
		value = &row->cells[c];
		if (!is_shown(data, c, value) || !is_statement(data, c, value))
			continue;
		value->oldest = oldest;
		value->stale = value->src == NULL ? stale :
		    is_stale(l, value->src, &value->oldest);
		some |= value->stale;
	}
	if (stale && !some)
		look_at_words(data, row);
	return stale || some;
}

/* The names of what rests on each record. */
static void
name_row(struct looking *l, const struct doc_data *data, size_t r)
{
	const struct doc_row *row = &data->rows[r];
	struct er_date oldest;
	size_t c;

	l->data = data;
	for (c = 0; c < data->ncolumns; c++) {
		if (!row->cells[c].stale)
			continue;
		l->key = data->keys[r];
		l->value = &row->cells[c];
		l->column = c;
		book_age(l->book, doc_lineage(row, c), &oldest, take_record,
		    l);
	}
}

/* ---- what is done -------------------------------------------------------- */

/* Puts the mark behind the last character that is none of the blanks by which
 * points stand in line. */
static void
add_mark(char **text, const char *mark)
{
	size_t n = strlen(*text);
	char *marked;

	while (n > 0 && (*text)[n - 1] == ' ')
		n--;
	marked = er_xasprintf("%.*s%s%s", (int)n, *text, mark, *text + n);
	free(*text);
	*text = marked;
}

static void
mark_value(struct doc_value *value, const char *mark)
{
	add_mark(&value->text, mark);
	if (value->bare != NULL)
		add_mark(&value->bare, mark);
	value->marked = strlen(mark);
}

static void
blank_value(const struct doc_column *column, struct doc_value *value)
{
	static const struct doc_bound none = {BOOK_NULL, 0, 0};

	free(value->text);
	free(value->bare);
	free(value->state);
	value->low = value->high = none;
	value->state = er_xstrdup("stale");
	value->text = er_xstrdup(column->type == DOC_WORDS ? R_("(stale)") :
	    R_("stale"));
	value->bare = er_xstrdup(value->text);
}

/* Room for the mark behind the column's other figures. */
static void
make_room(struct doc_data *data, size_t c, const char *mark)
{
	struct doc_value *value;
	struct er_buf b;
	size_t r;

	for (r = 0; r < data->nrows; r++) {
		value = &data->rows[r].cells[c];
		if (value->stale || value->bare == NULL)
			continue;
		b = (struct er_buf){0};
		er_buf_adds(&b, value->bare);
		er_buf_fill(&b, ' ', strlen(mark));
		free(value->bare);
		value->bare = er_buf_steal(&b);
	}
}

static void
change_data(const struct doc_build *b, struct doc_data *data)
{
	struct doc_value *value;
	size_t r, c;
	bool some;

	for (c = 0; c < data->ncolumns; c++) {
		some = false;
		for (r = 0; r < data->nrows; r++) {
			value = &data->rows[r].cells[c];
			some |= value->stale;
			if (value->stale && b->stale == DOC_STALE_BLANK)
				blank_value(&data->columns[c], value);
			else if (value->stale)
				mark_value(value, b->mark);
		}
		if (some && b->stale == DOC_STALE_MARKED && b->mark[0] != ' ' &&
		    doc_type_is_figure(data->columns[c].type))
			make_room(data, c, b->mark);
	}
}

/* ---- what is said -------------------------------------------------------- */

/* "Account 1010 (Main account)" */
static char *
title(const struct book_stale *record)
{
	struct er_buf b = {0};
	char *clean;

	er_buf_adds(&b, record->type);
	if (record->id != NULL)
		er_buf_addf(&b, " %s", record->id);
	if (record->name != NULL)
		er_buf_addf(&b, " (%s)", record->name);
	clean = doc_clean(b.p, b.n, false);
	er_buf_free(&b);
	return clean;
}

/* To who runs the program, or in the language of the report. */
static char *
reason(const struct book_stale *record, bool in_report)
{
	unsigned long days = (unsigned long)record->max_age;
	char *name = title(record), *number = er_xasprintf("%lu", days), *text;
	struct er_buf date = {0};

	if (in_report) {
		er_date_say(&date, record->date);
		/* TRANSLATORS: a record, its date, days */
		text = er_said(R_N("%s is of %s, older than its Max_Age of %s "
		    "day", "%s is of %s, older than its Max_Age of %s days",
		    days), name, date.p, number, NULL);
	} else {
		/* TRANSLATORS: a record, its date, days */
		text = er_xasprintf(ngettext("%s is of %s, older than its "
		    "Max_Age of %s day", "%s is of %s, older than its Max_Age "
		    "of %s days", days), name, record->date, number);
	}
	er_buf_free(&date);
	free(number);
	free(name);
	return text;
}

/* On stderr, where the record stands. */
static void
complain(struct doc_build *b, const struct book_stale *record,
    const struct resting *resting)
{
	uint64_t line, last;
	size_t n = book_source_split(record->src, strlen(record->src), &line,
	    &last);
	char *file = er_xstrndup(record->src, n);
	char *text = reason(record, false);

	er_diag_add(b->diags, ER_ERROR, file, (size_t)line, 0, NULL, "%s",
	    text);
	if (resting->n <= NAMES_MAX)
		er_diag_add(b->diags, ER_NOTE, file, (size_t)line, 0, NULL,
		    _("resting on it: %s"), resting->names.p);
	else
		/* TRANSLATORS: names, and the number of others */
		er_diag_add(b->diags, ER_NOTE, file, (size_t)line, 0, NULL,
		    _("resting on it: %s and %zu more"),
		    resting->names.p, resting->n - NAMES_MAX);
	free(text);
	free(file);
}

/* In the report, the file without its directories. */
static void
tell(struct doc_build *b, const struct book_stale *record)
{
	const char *slash;
	char *place = doc_clean(record->src, strlen(record->src), false);
	char *text = reason(record, true), *whole;

	slash = strrchr(place, '/');
	/* TRANSLATORS: a sentence, and file:line */
	whole = er_said(R_("%s (%s)"), text, slash != NULL ? slash + 1 :
	    place, NULL);
	doc_add_reason(b->doc, whole);
	free(whole);
	free(text);
	free(place);
}

/* Returns how many records there are on which something rests. */
static size_t
say(struct doc_build *b, const struct looking *l)
{
	const struct book_stale *list;
	size_t n = book_stale(b->book, &list), i, told = 0;
	char *text, *number;

	for (i = 0; i < n; i++) {
		if (l->records[i].n == 0 || ++told > RECORDS_MAX)
			continue;
		tell(b, &list[i]);
		if (b->stale == DOC_STALE_REFUSED)
			complain(b, &list[i], &l->records[i]);
	}
	if (told <= RECORDS_MAX)
		return told;
	number = er_xasprintf("%zu", told - RECORDS_MAX);
	text = er_said(R_N("and %s more record is stale", "and %s more records "
	    "are stale", told - RECORDS_MAX), number, NULL);
	doc_add_reason(b->doc, text);
	free(text);
	free(number);
	return told;
}

static void
explain(struct doc_build *b)
{
	if (b->stale == DOC_STALE_BLANK)
		b->doc->stale_note = er_xstrdup(R_("What rests on a record "
		    "that is too old is left out: it reads \"stale\"."));
	else if (b->mark[0] == ' ')
		b->doc->stale_note = er_xstrdup(R_("What rests on a record "
		    "that is too old is followed by \"(stale)\"."));
	else
		/* TRANSLATORS: the mark, such as * */
		b->doc->stale_note = er_said(R_("What rests on a record "
		    "that is too old is marked with %s."), b->mark, NULL);
}

static void
look_at_data(struct looking *l, struct doc_data *data)
{
	bool some = false;
	size_t r;

	for (r = 0; r < data->nrows; r++)
		some |= look_at_row(l, data, &data->rows[r]);
	if (!some)
		return;
	data->keys = doc_row_keys(data);
	for (r = 0; r < data->nrows; r++)
		name_row(l, data, r);
}

void
doc_look_at_age(struct doc_build *b, const bool *hidden)
{
	const struct book_stale *list;
	size_t n = book_stale(b->book, &list), i;
	struct looking l = {.book = b->book};

	l.records = er_xcalloc(n + 1, sizeof *l.records);
	for (i = 0; i < b->role->n; i++) {
		if (b->data[i] != NULL && !hidden[i] &&
		    b->data[i]->kind != ROLE_REQUIRE)
			look_at_data(&l, b->data[i]);
	}
	if (say(b, &l) > 0 && b->stale != DOC_STALE_REFUSED) {
		explain(b);
		for (i = 0; i < b->role->n; i++) {
			if (b->data[i] != NULL && b->data[i]->keys != NULL)
				change_data(b, b->data[i]);
		}
	}
	for (i = 0; i < n; i++)
		er_buf_free(&l.records[i].names);
	free(l.records);
}
