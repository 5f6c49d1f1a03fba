/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header of a message, field by field. Who gets a message, and which Bcc
 * is cut out of it, must not depend on how lenient a reader is: a header that
 * two readers could take in two ways is refused.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"
#include "base/i18n.h"
#include "mail/mail-priv.h"
#include "mail/mail.h"

/* Far above any real header; bounds the search for repeated fields. */
enum { FIELDS_MAX = 1000 };

struct place {
	const char *p, *end;
	size_t line;
};

static size_t
line_of(const char *start, const char *at)
{
	size_t line = 1;

	while ((start = memchr(start, '\n', (size_t)(at - start))) != NULL) {
		start++;
		line++;
	}
	return line;
}

static const char *
line_end(const struct place *at)
{
	const char *eol = memchr(at->p, '\n', (size_t)(at->end - at->p));

	return eol != NULL ? eol : at->end;
}

/* NUL bytes and carriage returns that end no line, anywhere. */
static int
check_bytes(const char *p, size_t n, struct er_err *err)
{
	const char *end = p + n, *at;

	at = memchr(p, '\0', n);
	if (at != NULL) {
		er_fail(err, ER_DATA, _("line %zu of the message holds a NUL "
		    "byte, which no mail may"), line_of(p, at));
		return -1;
	}
	for (at = p; (at = memchr(at, '\r', (size_t)(end - at))) != NULL;
	    at++)
		if (at + 1 == end || at[1] != '\n') {
			er_fail(err, ER_DATA, _("line %zu of the message holds "
			    "a carriage return without a line feed; lines end "
			    "with CR LF or LF"), line_of(p, at));
			return -1;
		}
	return 0;
}

/* What a line that is no field is. */
static int
fail_line(const struct place *at, bool first, struct er_err *err)
{
	const char *eol = line_end(at), *colon, *p;

	colon = memchr(at->p, ':', (size_t)(eol - at->p));
	for (p = colon; p != NULL && p > at->p
	    && (p[-1] == ' ' || p[-1] == '\t'); p--)
		;
	if (first && (colon == NULL || *at->p == ' ' || *at->p == '\t'))
		er_fail(err, ER_DATA, _("the message has no header: line %zu "
		    "is not 'Name: value'"), at->line);
	else if (p != colon && mail_header_is_name(at->p,
	    (size_t)(p - at->p)))
		er_fail(err, ER_DATA, _("line %zu of the message has a blank "
		    "before the colon, which mail readers take in different "
		    "ways"), at->line);
	else
		er_fail(err, ER_DATA, _("line %zu of the message is in the "
		    "header, but is not 'Name: value'; an empty line ends the "
		    "header"), at->line);
	return -1;
}

static int
check_controls(const struct mail_raw *f, struct er_err *err)
{
	size_t i;

	for (i = 0; i < f->value.n; i++)
		if (((unsigned char)f->value.p[i] < 0x20
		    && strchr("\t\r\n", f->value.p[i]) == NULL)
		    || f->value.p[i] == 0x7f) {
			er_fail(err, ER_DATA, _("line %zu of the message: the "
			    "field '%.*s' holds a control character"),
			    f->line, (int)f->name.n, f->name.p);
			return -1;
		}
	return 0;
}

/* Takes the lines that continue a field; at is behind its first line. */
static int
take_folded(struct place *at, struct mail_raw *f, const char *eol,
    struct er_err *err)
{
	const char *p;

	while (at->p < at->end && (*at->p == ' ' || *at->p == '\t')) {
		eol = line_end(at);
		for (p = at->p; p < eol && strchr(" \t\r", *p) != NULL; p++)
			;
		if (p == eol) {
			er_fail(err, ER_DATA, _("line %zu of the message, in "
			    "the header, holds nothing but blanks; an empty "
			    "line ends the header"), at->line);
			return -1;
		}
		at->p = eol < at->end ? eol + 1 : at->end;
		at->line++;
	}
	if (eol > f->value.p && eol[-1] == '\r')
		eol--;
	f->value.n = (size_t)(eol - f->value.p);
	return check_controls(f, err);
}

/* One field at the cursor. */
static int
take_field(struct place *at, struct mail_scan *scan, struct er_err *err)
{
	const char *eol = line_end(at), *colon;
	struct mail_raw *f;

	colon = memchr(at->p, ':', (size_t)(eol - at->p));
	if (colon == NULL
	    || !mail_header_is_name(at->p, (size_t)(colon - at->p)))
		return fail_line(at, scan->n == 0, err);
	if (scan->n == FIELDS_MAX) {
		er_fail(err, ER_DATA, _("the header of the message has more "
		    "than %d fields"), FIELDS_MAX);
		return -1;
	}
	scan->list = er_grow(scan->list, scan->n, &scan->cap,
	    sizeof *scan->list);
	f = &scan->list[scan->n++];
	f->name = (struct er_slice){ at->p, (size_t)(colon - at->p) };
	f->value = (struct er_slice){ colon + 1, 0 };
	f->line = at->line;
	at->p = eol < at->end ? eol + 1 : at->end;
	at->line++;
	return take_folded(at, f, eol, err);
}

static bool
same_name(const struct mail_raw *a, const struct mail_raw *b)
{
	return a->name.n == b->name.n
	    && strncasecmp(a->name.p, b->name.p, a->name.n) == 0;
}

static int
check_singletons(const struct mail_scan *scan, struct er_err *err)
{
	const struct mail_raw *a, *b;
	char *name;
	bool once;

	for (a = scan->list; a < scan->list + scan->n; a++) {
		name = er_xstrndup(a->name.p, a->name.n);
		once = mail_header_is_singleton(name);
		free(name);
		if (!once)
			continue;
		for (b = a + 1; b < scan->list + scan->n; b++) {
			if (!same_name(a, b))
				continue;
			er_fail(err, ER_DATA, _("the header field '%.*s' "
			    "stands twice, in lines %zu and %zu; SES refuses "
			    "that: keep one"), (int)a->name.n, a->name.p,
			    a->line, b->line);
			return -1;
		}
	}
	return 0;
}

static bool
at_empty_line(const struct place *at)
{
	return *at->p == '\n'
	    || (at->end - at->p > 1 && at->p[0] == '\r' && at->p[1] == '\n');
}

int
mail_scan_message(const char *p, size_t n, struct mail_scan *scan,
    struct er_err *err)
{
	struct place at = { p, p + n, 1 };

	if (n == 0) {
		er_fail(err, ER_DATA, _("the message is empty"));
		return -1;
	}
	if (check_bytes(p, n, err) != 0)
		return -1;
	/* A mailbox's separator is no part of the message. */
	if (n > 5 && memcmp(p, "From ", 5) == 0) {
		p = line_end(&at);
		at.p = p < at.end ? p + 1 : at.end;
		at.line++;
	}
	while (at.p < at.end && !at_empty_line(&at))
		if (take_field(&at, scan, err) != 0)
			return -1;
	if (scan->n == 0) {
		er_fail(err, ER_DATA, _("the message has no header: line %zu "
		    "is not 'Name: value'"), at.line);
		return -1;
	}
	if (at.p == at.end) {
		er_fail(err, ER_DATA, _("the message ends in its header: it "
		    "was cut, or the empty line before the text is missing"));
		return -1;
	}
	p = line_end(&at) + 1;
	scan->body = (struct er_slice){ p, (size_t)(at.end - p) };
	return check_singletons(scan, err);
}

void
mail_scan_free(struct mail_scan *scan)
{
	free(scan->list);
	*scan = (struct mail_scan){0};
}

const struct mail_raw *
mail_scan_find(const struct mail_scan *scan, const char *name)
{
	size_t i;

	for (i = 0; i < scan->n; i++)
		if (er_slice_is_nocase(scan->list[i].name, name))
			return &scan->list[i];
	return NULL;
}

char *
mail_unfold(const struct mail_raw *field)
{
	struct er_slice s = er_slice_trim(field->value);
	struct er_buf b = {0};
	const char *p = s.p, *end = s.p + s.n, *eol;

	while (p < end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (eol == NULL)
			eol = end;
		er_buf_add(&b, p, (size_t)(eol - p)
		    - (eol < end && eol > p && eol[-1] == '\r'));
		p = eol < end ? eol + 1 : end;
	}
	return er_buf_steal(&b);
}
