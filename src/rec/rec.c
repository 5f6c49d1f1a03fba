/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader as its users see it, and what both formats need. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/i18n.h"
#include "rec/rec-priv.h"

#define DIGITS \
	['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, \
	['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1
#define BOTH(upper, lower) [upper] = 1, [lower] = 1

const unsigned char rec_name_char[256] = {
	DIGITS, ['_'] = 1,
	BOTH('A', 'a'), BOTH('B', 'b'), BOTH('C', 'c'), BOTH('D', 'd'),
	BOTH('E', 'e'), BOTH('F', 'f'), BOTH('G', 'g'), BOTH('H', 'h'),
	BOTH('I', 'i'), BOTH('J', 'j'), BOTH('K', 'k'), BOTH('L', 'l'),
	BOTH('M', 'm'), BOTH('N', 'n'), BOTH('O', 'o'), BOTH('P', 'p'),
	BOTH('Q', 'q'), BOTH('R', 'r'), BOTH('S', 's'), BOTH('T', 't'),
	BOTH('U', 'u'), BOTH('V', 'v'), BOTH('W', 'w'), BOTH('X', 'x'),
	BOTH('Y', 'y'), BOTH('Z', 'z'),
};

/* Values put together are small and many: they share chunks. */
struct rec_chunk {
	struct rec_chunk *next;
	size_t used, size;
	char bytes[];
};

enum { CHUNK = 64 * 1024 };

bool
rec_is_name(struct er_slice name)
{
	size_t i;

	if (name.n == 0 || (name.p[0] != '%'
	    && (!rec_name_char[(unsigned char)name.p[0]]
	    || name.p[0] == '_' || (name.p[0] >= '0' && name.p[0] <= '9'))))
		return false;
	for (i = 1; i < name.n; i++)
		if (!rec_name_char[(unsigned char)name.p[i]])
			return false;
	return true;
}

void
rec_fault(struct rec_reader *r, const char *at, const char *fmt, ...)
{
	struct er_buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	er_diag_add(r->diags, ER_ERROR, r->file, r->line,
	    (size_t)(at - r->bol) + 1, NULL, "%s", text.p);
	er_buf_free(&text);
}

struct rec_field *
rec_new_field(struct rec_reader *r)
{
	r->fields = er_grow(r->fields, r->n, &r->cap, sizeof *r->fields);
	return &r->fields[r->n++];
}

struct er_slice
rec_keep(struct rec_reader *r, const char *p, size_t n)
{
	struct rec_chunk *c = r->chunks;
	size_t size;
	char *copy;

	if (c == NULL || c->size - c->used < n) {
		size = n > CHUNK ? n : CHUNK;
		c = er_xmalloc(sizeof *c + size);
		*c = (struct rec_chunk){ .next = r->chunks, .size = size };
		r->chunks = c;
	}
	copy = c->bytes + c->used;
	if (n > 0)
		memcpy(copy, p, n);
	c->used += n;
	return (struct er_slice){ copy, n };
}

/* Reports a byte of the present line or one below, and leaves its line: each
 * line is looked at once. Returns where the next begins. */
static const char *
report_byte(struct rec_reader *r, const char *at)
{
	const char *eol;

	while ((eol = memchr(r->bol, '\n', (size_t)(at - r->bol))) != NULL) {
		r->bol = eol + 1;
		r->line++;
	}
	if (*at == '\0')
		rec_fault(r, at, _("a NUL byte; this is not text, or it was "
		    "damaged: remove the byte"));
	else
		rec_fault(r, at, _("the byte 0x%02X is not UTF-8; if the file "
		    "is Latin-1, convert it with 'iconv -f LATIN1 -t UTF-8'"),
		    (unsigned)(unsigned char)*at);
	eol = memchr(at, '\n', (size_t)(r->end - at));
	if (eol == NULL)
		return r->end;
	r->bol = eol + 1;
	r->line++;
	return r->bol;
}

/* Half of the bytes would be faults; of a reader of such a file there is nothing
 * left to read. */
static bool
refuse_utf16(struct rec_reader *r)
{
	if (r->end - r->p < 2 || (memcmp(r->p, "\xff\xfe", 2) != 0 &&
	    memcmp(r->p, "\xfe\xff", 2) != 0))
		return false;
	rec_fault(r, r->p, _("this is UTF-16; save it as UTF-8, or convert it "
	    "with 'iconv -f UTF-16 -t UTF-8'"));
	r->end = r->p;
	return true;
}

/*
 * Finds what is no text, once over everything. The reader then goes on with the
 * bytes as they are, so that its other faults are seen in the same run.
 */
static void
check_bytes(struct rec_reader *r)
{
	const char *at = r->p;

	while (at < r->end
	    && (at = memchr(at, '\0', (size_t)(r->end - at))) != NULL)
		at = report_byte(r, at);
	r->bol = at = r->p;
	r->line = 1;
	while ((at += er_utf8_check(at, (size_t)(r->end - at))) < r->end)
		at = report_byte(r, at);
	r->bol = r->p;
	r->line = 1;
}

static struct rec_reader *
open_reader(const char *file, const char *text, size_t n,
    struct er_diags *diags)
{
	struct rec_reader *r = er_xcalloc(1, sizeof *r);
	size_t bom = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	r->file = er_xstrdup(file);
	r->diags = diags;
	r->p = n > 0 ? text + bom : "";
	r->end = r->p + (n - bom);
	r->bol = r->p;
	r->line = 1;
	r->type = (struct er_slice){ "", 0 };
	if (!refuse_utf16(r))
		check_bytes(r);
	return r;
}

struct rec_reader *
rec_open(const char *file, const char *text, size_t n,
    struct er_diags *diags)
{
	struct rec_reader *r = open_reader(file, text, n, diags);

	r->next = rec_next_recfile;
	return r;
}

struct rec_reader *
rec_open_csv(const char *file, const char *text, size_t n,
    const char *type, struct er_diags *diags)
{
	struct rec_reader *r = open_reader(file, text, n, diags);

	r->next = rec_next_csv;
	r->type = rec_keep(r, type, strlen(type));
	return r;
}

int
rec_next(struct rec_reader *reader, struct rec_record *record)
{
	return reader->next(reader, record);
}

void
rec_close(struct rec_reader *r)
{
	struct rec_chunk *c, *next;

	if (r == NULL)
		return;
	for (c = r->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	er_buf_free(&r->scratch);
	free(r->names);
	free(r->fields);
	free(r->file);
	free(r);
}

const struct rec_field *
rec_find(const struct rec_record *record, const char *name)
{
	size_t i;

	for (i = 0; i < record->n; i++)
		if (er_slice_is(record->fields[i].name, name))
			return &record->fields[i];
	return NULL;
}
