/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The recfile format, as GNU recutils reads it. A value is a slice of the text
 * unless lines had to be joined. Each line is looked at once.
 */
#include "config.h"

#include <string.h>

#include "base/base.h"
#include "base/i18n.h"
#include "rec/rec-priv.h"

enum { QUOTE_MAX = 40 };	/* bytes of the file shown in a message */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *
line_end(const struct rec_reader *r, const char *p)
{
	const char *eol = memchr(p, '\n', (size_t)(r->end - p));

	return eol != NULL ? eol : r->end;
}

/* Moves behind the line that ends at eol. */
static void
leave_line(struct rec_reader *r, const char *eol)
{
	r->p = eol < r->end ? eol + 1 : r->end;
	r->bol = r->p;
	r->line++;
}

/* The text up to eol, without the CR of a CR LF. */
static struct er_slice
line_text(const struct rec_reader *r, const char *p, const char *eol)
{
	size_t n = (size_t)(eol - p);

	if (n > 0 && eol < r->end && p[n - 1] == '\r')
		n--;
	return (struct er_slice){ p, n };
}

/* A faulty line and the '+' lines that belong to it. */
static void
pass_over(struct rec_reader *r)
{
	do
		leave_line(r, line_end(r, r->p));
	while (r->p < r->end && *r->p == '+');
}

/* Says what is wrong with a line that is not "Name: value"; at is the byte
 * where the name, or what stands for it, ends. */
static void
report_line(struct rec_reader *r, const char *at)
{
	struct er_slice line = line_text(r, r->p, line_end(r, r->p));
	const char *end = line.p + line.n, *p = at;
	struct er_buf name = {0};

	while (p < end && is_blank(*p))
		p++;
	er_buf_addclean(&name, r->p, (size_t)(at - r->p), QUOTE_MAX);
	if (*r->p == '+')
		rec_fault(r, r->p, _("a line that begins with '+' continues "
		    "the field right above it, and there is none"));
	else if (is_blank(*r->p))
		rec_fault(r, r->p, _("fields and comments begin in the first "
		    "column; to continue the value above, begin the line "
		    "with '+ '"));
	else if (!rec_is_name((struct er_slice){ r->p, (size_t)(at - r->p) }))
		rec_fault(r, r->p, _("expected 'Name: value', where the name "
		    "begins with a letter; a comment begins with '#'"));
	else if (p > at && p < end && *p == ':')
		rec_fault(r, at, _("no blank may stand between the name and "
		    "the colon: write '%s:'"), name.p);
	else if (p > at || at == end)
		rec_fault(r, at, _("expected a colon after '%s'; to continue "
		    "the value above, begin the line with '+ '"), name.p);
	else
		rec_fault(r, at, _("a field name holds only letters, digits "
		    "and '_', and ends with a colon"));
	er_buf_free(&name);
}

/* A file that stops right behind "Name:" or '+' was most likely cut there;
 * recutils refuses it as well. */
static bool
fail_cut(struct rec_reader *r)
{
	rec_fault(r, r->end, _("the file ends in the middle of a field: it was "
	    "cut, or its last line end is missing"));
	return false;
}

/*
 * A value of several lines: a backslash before a line end joins the lines, '+'
 * and at most one blank begin a further line. p is where the value begins.
 */
static bool
join_value(struct rec_reader *r, const char *p, struct er_slice *value)
{
	struct er_slice line;
	const char *eol;

	er_buf_trim(&r->scratch, 0);
	for (;;) {
		eol = line_end(r, p);
		line = line_text(r, p, eol);
		if (line.n > 0 && line.p[line.n - 1] == '\\') {
			if (eol == r->end) {
				rec_fault(r, eol - 1, _("the backslash at the "
				    "end of the file joins nothing to this "
				    "line: remove it"));
				return false;
			}
			er_buf_add(&r->scratch, line.p, line.n - 1);
			leave_line(r, eol);
			p = r->p;
			continue;
		}
		er_buf_add(&r->scratch, line.p, line.n);
		leave_line(r, eol);
		if (r->p == r->end || *r->p != '+')
			break;
		er_buf_addc(&r->scratch, '\n');
		p = r->p + 1;
		if (p == r->end)
			return fail_cut(r);
		if (*p == ' ')
			p++;
	}
	*value = rec_keep(r, r->scratch.p, r->scratch.n);
	return true;
}

/* One field at r->p, or a report and false. */
static bool
read_field(struct rec_reader *r)
{
	const char *name = r->p, *p = name, *eol;
	struct rec_field *field;

	if (*p == '%' || rec_name_char[(unsigned char)*p])
		p++;
	while (p < r->end && rec_name_char[(unsigned char)*p])
		p++;
	if (p == r->end || *p != ':'
	    || !rec_is_name((struct er_slice){ name, (size_t)(p - name) })) {
		report_line(r, p);
		return false;
	}
	if (p + 1 == r->end)
		return fail_cut(r);
	field = rec_new_field(r);
	field->name = (struct er_slice){ name, (size_t)(p - name) };
	field->line = r->line;
	p++;
	if (is_blank(*p))
		p++;
	field->column = (size_t)(p - r->bol) + 1;
	eol = line_end(r, p);
	field->value = line_text(r, p, eol);
	if ((field->value.n == 0 || p[field->value.n - 1] != '\\')
	    && (eol >= r->end - 1 || eol[1] != '+')) {
		leave_line(r, eol);
		return true;
	}
	if (join_value(r, p, &field->value))
		return true;
	r->n--;
	return false;
}

/* True at a line of nothing but blanks; r->p moves to its end. In front of a
 * record, and only there, recutils skips blanks before a field as well. */
static bool
at_blank_line(struct rec_reader *r)
{
	const char *p = r->p;

	while (p < r->end && is_blank(*p))
		p++;
	if (p < r->end && *p == '\r' && r->end - p > 1 && p[1] == '\n')
		p++;
	if (p == r->end || *p == '\n') {
		r->p = p;
		return true;
	}
	if (r->n == 0)
		r->p = p;
	return false;
}

/* The type that a descriptor announces for what follows it. */
static void
set_type(struct rec_reader *r, const struct rec_field *field)
{
	struct er_slice all = er_slice_trim(field->value), type = all;
	struct er_buf shown = {0};
	size_t i;

	for (i = 0; i < all.n && !is_blank(all.p[i]) && all.p[i] != '\n'; i++)
		;
	type.n = i;
	r->type = type;
	er_buf_addclean(&shown, type.p, type.n, QUOTE_MAX);
	if (type.n == 0)
		er_diag_add(r->diags, ER_ERROR, r->file, field->line,
		    field->column, NULL, _("%%rec names no record type: write "
		    "'%%rec: Type'"));
	else if (!rec_is_name(type))
		er_diag_add(r->diags, ER_ERROR, r->file, field->line,
		    field->column, NULL, _("'%s' cannot be a record type: use "
		    "letters, digits and '_', a letter first"), shown.p);
	else if (type.n < all.n)
		er_diag_add(r->diags, ER_ERROR, r->file, field->line,
		    field->column + type.n, NULL, _("files that data names "
		    "are not read: put the fields of '%s' into this "
		    "descriptor"), shown.p);
	er_buf_free(&shown);
}

/* Looks for %rec, which makes a record a descriptor. */
static bool
take_descriptor(struct rec_reader *r)
{
	bool found = false;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (r->fields[i].name.p[0] != '%'
		    || !er_slice_is(r->fields[i].name, "%rec"))
			continue;
		if (found)
			er_diag_add(r->diags, ER_ERROR, r->file,
			    r->fields[i].line, 1, NULL, _("a second %%rec in "
			    "one descriptor; a blank line separates "
			    "descriptors"));
		else
			set_type(r, &r->fields[i]);
		found = true;
	}
	return found;
}

int
rec_next_recfile(struct rec_reader *r, struct rec_record *record)
{
	r->n = 0;
	while (r->p < r->end) {
		if (*r->p == '#') {
			leave_line(r, line_end(r, r->p));
		} else if (*r->p <= ' ' && at_blank_line(r)) {
			leave_line(r, r->p);
			if (r->n > 0)
				break;
		} else if (*r->p != '#' && !read_field(r)) {
			pass_over(r);
		}
	}
	if (r->n == 0)
		return 0;
	record->descriptor = take_descriptor(r);
	record->type = r->type;
	record->fields = r->fields;
	record->n = r->n;
	record->line = r->fields[0].line;
	return 1;
}
