/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what msgfmt writes (gettext's manual, "The Format of GNU MO Files").
 * gettext() itself speaks one language a process, that of the user's locale,
 * and none where only C.UTF-8 is installed, whatever LANGUAGE says; a report
 * has its reader's language, while what is wrong is told in the user's.
 *
 * All texts are looked at when the file is opened: they lie inside of it, end
 * with NUL, are UTF-8 and hold no control character but the newline. What is
 * found later needs no care.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/i18n.h"

enum {
	MAGIC = 0x950412de, REVISION_MAX = 1,
	FILE_BYTES = 64 << 20,
	FORMS_MAX = 16,
	TABLE_ROW = 8		/* length and offset of a text */
};

struct er_catalogue {
	struct er_file file;
	bool swapped;		/* written on a machine of the other order */
	size_t n;		/* texts */
	size_t ids, texts;	/* offsets of the two tables */
	unsigned long forms;	/* of a plural */
	char *plural;		/* which one: an expression of n */
};

static uint32_t
number_at(const struct er_catalogue *c, size_t at)
{
	const unsigned char *p = (const unsigned char *)c->file.p + at;
	uint32_t first = (uint32_t)p[0] | (uint32_t)p[1] << 8 |
	    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

	return !c->swapped ? first : first << 24 | (first & 0xff00) << 8 |
	    (first >> 8 & 0xff00) | first >> 24;
}

/* The i-th text of a table; checked by check_table() for all i. */
static struct er_slice
text_at(const struct er_catalogue *c, size_t table, size_t i)
{
	size_t at = table + i * TABLE_ROW;

	return (struct er_slice){ c->file.p + number_at(c, at + 4),
	    number_at(c, at) };
}

/* ---- opening ------------------------------------------------------------- */

static bool
is_plain_text(struct er_slice text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		/* NUL parts plural forms, EOT a context from its text. */
		if ((unsigned char)text.p[i] < ' ' && text.p[i] != '\n' &&
		    text.p[i] != '\0' && text.p[i] != '\4')
			return false;
		if (text.p[i] == 0x7f)
			return false;
	}
	return er_utf8_check(text.p, text.n) == text.n;
}

static bool
check_table(const struct er_catalogue *c, size_t table)
{
	size_t i, size = c->file.n;
	uint32_t length, at;

	if (table > size || c->n > (size - table) / TABLE_ROW)
		return false;
	for (i = 0; i < c->n; i++) {
		length = number_at(c, table + i * TABLE_ROW);
		at = number_at(c, table + i * TABLE_ROW + 4);
		if (at >= size || length >= size - at ||
		    c->file.p[at + length] != '\0' ||
		    !is_plain_text(text_at(c, table, i)))
			return false;
	}
	return true;
}

static bool
read_head(struct er_catalogue *c)
{
	if (c->file.n < 28)
		return false;
	if (number_at(c, 0) != MAGIC) {
		c->swapped = true;
		if (number_at(c, 0) != MAGIC)
			return false;
	}
	if (number_at(c, 4) >> 16 > REVISION_MAX)
		return false;
	c->n = number_at(c, 8);
	c->ids = number_at(c, 12);
	c->texts = number_at(c, 16);
	return check_table(c, c->ids) && check_table(c, c->texts);
}

/* What follows name in the header, which is the translation of "". */
static const char *
header_field(const char *header, const char *name)
{
	const char *at = header != NULL ? strstr(header, name) : NULL;

	return at != NULL ? at + strlen(name) : "";
}

/* "nplurals=2; plural=(n != 1);" and a newline. A rule that does not read is
 * that of English, as gettext has it. */
static void
read_plural(struct er_catalogue *c, const char *header)
{
	const char *rule = header_field(header, "\nPlural-Forms:");
	const char *forms = header_field(rule, "nplurals=");
	const char *plural = header_field(rule, "plural=");
	unsigned long form;

	c->forms = strtoul(forms, NULL, 10);
	c->plural = er_xstrndup(plural, strcspn(plural, ";\n"));
	if (c->forms >= 1 && c->forms <= FORMS_MAX &&
	    er_plural_read(c->plural, 1, &form))
		return;
	free(c->plural);
	c->plural = er_xstrdup("n != 1");
	c->forms = 2;
}

struct er_catalogue *
er_catalogue_open(const char *path, struct er_err *err)
{
	struct er_catalogue *c = er_xcalloc(1, sizeof *c);
	struct er_slice charset;
	const char *header;

	if (er_file_open(path, FILE_BYTES, &c->file, err) != 0) {
		free(c);
		return NULL;
	}
	if (!read_head(c)) {
		er_fail(err, ER_DATA, _("'%s' is not a catalogue that msgfmt "
		    "wrote, in UTF-8"), path);
		goto fail;
	}
	header = er_catalogue_find(c, NULL, "", 0);
	charset.p = header_field(header, "charset=");
	charset.n = strcspn(charset.p, " ;\n");
	if (charset.n > 0 && !er_slice_is_nocase(charset, "UTF-8") &&
	    !er_slice_is_nocase(charset, "US-ASCII")) {
		/* TRANSLATORS: a file and a character set */
		er_fail(err, ER_DATA, _("the catalogue '%s' is in %.*s; only "
		    "UTF-8 will do"), path, (int)charset.n, charset.p);
		goto fail;
	}
	read_plural(c, header);
	return c;
fail:
	er_catalogue_close(c);
	return NULL;
}

void
er_catalogue_close(struct er_catalogue *c)
{
	if (c == NULL)
		return;
	er_file_close(&c->file);
	free(c->plural);
	free(c);
}

/* ---- looking up ---------------------------------------------------------- */

/* As strcmp() of the id with context, EOT, msgid; of a plural's id only the
 * part before the NUL counts. */
static int
compare(const char *id, const char *context, const char *msgid)
{
	size_t n = context != NULL ? strlen(context) : 0;
	int order;

	if (context == NULL)
		return strcmp(id, msgid);
	order = strncmp(id, context, n);
	if (order == 0 && id[n] != '\4')
		order = (unsigned char)id[n] < '\4' ? -1 : 1;
	return order != 0 ? order : strcmp(id + n + 1, msgid);
}

/* The form-th of the texts in it, or the first. */
static const char *
form_of(struct er_slice text, unsigned long form)
{
	const char *p = text.p, *end = text.p + text.n;

	for (; form > 0 && p < end; form--)
		p += strlen(p) + 1;
	return p <= end && (p < end || p == text.p) ? p : text.p;
}

const char *
er_catalogue_find(const struct er_catalogue *c, const char *context,
    const char *msgid, unsigned long form)
{
	size_t low = 0, high = c->n, middle;
	const char *text;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = compare(text_at(c, c->ids, middle).p, context, msgid);
		if (order == 0) {
			text = form_of(text_at(c, c->texts, middle), form);
			return text[0] != '\0' ? text : NULL;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

unsigned long
er_catalogue_forms(const struct er_catalogue *c)
{
	return c != NULL ? c->forms : 2;
}

unsigned long
er_catalogue_form(const struct er_catalogue *c, unsigned long n)
{
	unsigned long form;

	if (c == NULL)
		return n != 1;
	if (!er_plural_read(c->plural, n, &form) || form >= c->forms)
		return 0;
	return form;
}
