/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV as RFC 4180 writes it: commas, CR LF or LF, quoted cells with doubled
 * quotes and line ends in them. Blanks belong to the cell. An empty cell is no
 * field, and a row of empty cells, which spreadsheets leave behind, no record.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/i18n.h"
#include "rec/rec-priv.h"

enum { QUOTE_MAX = 40 };	/* bytes of the file shown in a message */

/* What ends the run of plain bytes in a cell. */
static const unsigned char is_special[256] = {
	[','] = 1, ['"'] = 1, ['\n'] = 1, ['\r'] = 1,
};

enum after { CELL, ROW, FAULT };

static void
leave_line(struct rec_reader *r, const char *eol)
{
	r->p = eol < r->end ? eol + 1 : r->end;
	r->bol = r->p;
	r->line++;
}

static void
pass_over(struct rec_reader *r)
{
	const char *eol = memchr(r->p, '\n', (size_t)(r->end - r->p));

	leave_line(r, eol != NULL ? eol : r->end);
}

/* Behind a cell: a comma, a line end, or a fault. */
static enum after
after_cell(struct rec_reader *r)
{
	if (r->p < r->end && *r->p == ',') {
		r->p++;
		return CELL;
	}
	if (r->end - r->p > 1 && r->p[0] == '\r' && r->p[1] == '\n')
		r->p++;
	if (r->p == r->end || *r->p == '\n') {
		leave_line(r, r->p);
		return ROW;
	}
	if (*r->p == '\r')
		rec_fault(r, r->p, _("a carriage return without a line feed; "
		    "lines end with CR LF or LF"));
	else if (*r->p == '"')
		rec_fault(r, r->p, _("a quote inside a cell that does not "
		    "begin with one: quote the whole cell and double the "
		    "quotes in it"));
	else
		rec_fault(r, r->p, _("expected a comma or the end of the line "
		    "after the closing quote"));
	return FAULT;
}

/*
 * The cell behind an opening quote, up to its closing one. CR LF inside becomes
 * LF: a value has one kind of line end.
 */
static bool
read_quoted(struct rec_reader *r, struct er_slice *value)
{
	const char *from = ++r->p, *p = from;
	bool copied = false;

	er_buf_trim(&r->scratch, 0);
	for (;; p++) {
		if (p == r->end)
			return false;
		if (*p == '\n') {
			r->line++;
			r->bol = p + 1;
		}
		if (*p == '"' && (p + 1 == r->end || p[1] != '"'))
			break;
		if (*p == '"' || (*p == '\r' && r->end - p > 1
		    && p[1] == '\n')) {
			/* Leave out this byte, or the first of two quotes. */
			er_buf_add(&r->scratch, from, (size_t)(p - from));
			from = *p == '"' ? ++p : p + 1;
			copied = true;
		}
	}
	r->p = p + 1;
	*value = (struct er_slice){ from, (size_t)(p - from) };
	if (copied) {
		er_buf_add(&r->scratch, from, (size_t)(p - from));
		*value = rec_keep(r, r->scratch.p, r->scratch.n);
	}
	return true;
}

static enum after
read_cell(struct rec_reader *r)
{
	struct rec_field *cell = rec_new_field(r);
	const char *p = r->p;

	cell->line = r->line;
	cell->column = (size_t)(p - r->bol) + 1;
	if (p == r->end || *p != '"') {
		while (p < r->end && !is_special[(unsigned char)*p])
			p++;
		cell->value = (struct er_slice){ r->p, (size_t)(p - r->p) };
		r->p = p;
		return after_cell(r);
	}
	cell->column++;
	if (!read_quoted(r, &cell->value)) {
		er_diag_add(r->diags, ER_ERROR, r->file, cell->line,
		    cell->column - 1, NULL, _("this quote is not closed "
		    "before the end of the file"));
		r->p = r->end;
		return FAULT;
	}
	return after_cell(r);
}

/* One row into r->fields, yet without names; false when it is faulty. */
static bool
read_row(struct rec_reader *r)
{
	enum after after;

	r->n = 0;
	while ((after = read_cell(r)) == CELL)
		;
	if (after == ROW)
		return true;
	pass_over(r);
	return false;
}

/*
 * A header cell as a field name: blanks around it are dropped, blanks and
 * hyphens in it become '_', as csv2rec has it.
 */
static bool
take_name(struct rec_reader *r, const struct rec_field *cell,
    struct er_slice *name)
{
	struct er_slice s = er_slice_trim(cell->value);
	struct er_buf text = {0};
	size_t i;
	bool good;

	er_buf_add(&text, s.p, s.n);
	for (i = 0; i < text.n; i++)
		if (text.p[i] == ' ' || text.p[i] == '-')
			text.p[i] = '_';
	*name = rec_keep(r, text.p, text.n);
	good = rec_is_name(*name);
	er_buf_trim(&text, 0);
	er_buf_addclean(&text, s.p, s.n, QUOTE_MAX);
	if (s.n == 0)
		er_diag_add(r->diags, ER_ERROR, r->file, cell->line,
		    cell->column, NULL, _("a column without a name; the first "
		    "row names the fields"));
	else if (!good && (memchr(s.p, ';', s.n) || memchr(s.p, '\t', s.n)))
		er_diag_add(r->diags, ER_ERROR, r->file, cell->line,
		    cell->column, NULL, _("'%s' is one cell: separate cells "
		    "with commas, not with semicolons or tabs"), text.p);
	else if (!good)
		er_diag_add(r->diags, ER_ERROR, r->file, cell->line,
		    cell->column, NULL, _("'%s' cannot be a field name: use "
		    "letters, digits and '_', a letter first"), text.p);
	er_buf_free(&text);
	return good;
}

/* The first row. Without it the rest means nothing. */
static bool
read_header(struct rec_reader *r)
{
	bool good;
	size_t i;

	r->begun = true;
	if (r->p == r->end && r->diags->errors > 0)
		return false;		/* told already */
	if (r->p == r->end) {
		rec_fault(r, r->p, _("no header row: the first row of a CSV "
		    "file names the fields"));
		return false;
	}
	if (!read_row(r))
		return false;
	good = true;
	r->nnames = r->n;
	r->names = er_xcalloc(r->n, sizeof *r->names);
	for (i = 0; i < r->n; i++)
		good = take_name(r, &r->fields[i], &r->names[i]) && good;
	return good;
}

/* Gives the cells of a row their names and leaves out the empty ones. */
static void
name_cells(struct rec_reader *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->n; i++) {
		if (r->fields[i].value.n == 0)
			continue;
		r->fields[n] = r->fields[i];
		r->fields[n++].name = r->names[i];
	}
	r->n = n;
}

static void
report_ragged(struct rec_reader *r, size_t line)
{
	if (r->n > r->nnames)
		/* TRANSLATORS: 1: cells in the row, 2: cells in the header */
		er_diag_add(r->diags, ER_ERROR, r->file, line, 0, NULL,
		    ngettext("%zu cell where the header has %zu; quote a cell "
		    "that holds a comma", "%zu cells where the header has %zu; "
		    "quote a cell that holds a comma", r->n),
		    r->n, r->nnames);
	else
		/* TRANSLATORS: 1: cells in the row, 2: cells in the header */
		er_diag_add(r->diags, ER_ERROR, r->file, line, 0, NULL,
		    ngettext("%zu cell where the header has %zu; keep the "
		    "commas of empty cells", "%zu cells where the header has "
		    "%zu; keep the commas of empty cells", r->n),
		    r->n, r->nnames);
}

size_t
rec_names(struct rec_reader *r, const struct er_slice **names)
{
	if (!r->begun && !read_header(r)) {
		r->p = r->end;
		r->nnames = 0;
	}
	*names = r->names;
	return r->nnames;
}

int
rec_next_csv(struct rec_reader *r, struct rec_record *record)
{
	const struct er_slice *names;
	size_t line;

	rec_names(r, &names);
	while (r->p < r->end) {
		line = r->line;
		if (!read_row(r))
			continue;
		if (r->n == 1 && r->fields[0].value.n == 0)
			continue;	/* an empty line */
		if (r->n != r->nnames) {
			report_ragged(r, line);
			continue;
		}
		name_cells(r);
		if (r->n == 0)
			continue;
		record->descriptor = false;
		record->type = r->type;
		record->fields = r->fields;
		record->n = r->n;
		record->line = line;
		return 1;
	}
	return 0;
}
