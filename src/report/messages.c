/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What pages say, as a template for translators: one message for each title,
 * subject, heading, paragraph, sentence for no rows, column, and text that a
 * query gives to tr() or ntr().
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/report-priv.h"

struct message {
	const char *context, *note;	/* or NULL */
	char *id, *plural;		/* plural: NULL for none */
	struct er_buf places;		/* of the pages, a blank before each */
	size_t line;			/* of the first */
	bool format;			/* has places for arguments */
};

struct messages {
	struct message *list;
	size_t n, cap;
	const char *file;		/* the page at hand */
};

static void
messages_free(struct messages *m)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		free(m->list[i].id);
		free(m->list[i].plural);
		er_buf_free(&m->list[i].places);
	}
	free(m->list);
}

/* The message with that id, which is there or new. */
static struct message *
find_message(struct messages *m, const char *context, const char *id)
{
	struct message *message;
	size_t i;

	for (i = 0; i < m->n; i++) {
		message = &m->list[i];
		if ((message->context != NULL) == (context != NULL) &&
		    strcmp(message->id, id) == 0)
			return message;
	}
	m->list = er_grow(m->list, m->n, &m->cap, sizeof *m->list);
	message = &m->list[m->n++];
	*message = (struct message){ .context = context,
	    .id = er_xstrdup(id) };
	return message;
}

static struct message *
add_message(struct messages *m, const char *context, const char *id,
    size_t line, const char *note)
{
	struct message *message;

	if (id == NULL || id[0] == '\0')
		return NULL;
	message = find_message(m, context, id);
	if (message->note == NULL)
		message->note = note;
	if (message->places.n == 0)
		message->line = line;
	er_buf_addf(&message->places, " %s:%zu", m->file, line);
	return message;
}

/* ---- SQL ----------------------------------------------------------------- */

/* What is left of a query, and the line that it begins in. */
struct scan {
	const char *p;
	size_t line;
};

static void
step(struct scan *s)
{
	s->line += *s->p == '\n';
	s->p++;
}

/* Past blanks and comments. */
static void
skip(struct scan *s)
{
	const char *close;

	for (;;) {
		while (*s->p != '\0' && strchr(" \t\r\n\f", *s->p) != NULL)
			step(s);
		if (strncmp(s->p, "--", 2) == 0) {
			s->p += strcspn(s->p, "\n");
		} else if (strncmp(s->p, "/*", 2) == 0) {
			close = strstr(s->p + 2, "*/");
			while (*s->p != '\0' && s->p != close)
				step(s);
			s->p += *s->p != '\0' ? 2 : 0;
		} else {
			return;
		}
	}
}

/* What is between quotes, doubled ones made one; owned. */
static char *
take_quoted(struct scan *s)
{
	char quote = *s->p++;
	struct er_buf b = {0};

	er_buf_adds(&b, "");
	for (; *s->p != '\0'; step(s)) {
		if (*s->p == quote && s->p[1] != quote)
			break;
		if (*s->p == quote)
			s->p++;
		er_buf_addc(&b, *s->p);
	}
	s->p += *s->p != '\0';
	return er_buf_steal(&b);
}

static bool
is_name_byte(char c)
{
	return (c & 0x80) != 0 || (c != '\0' && role_name_is_valid(&c, 1) &&
	    c != '-');
}

static struct er_slice
take_name(struct scan *s)
{
	struct er_slice name = {s->p, 0};

	while (is_name_byte(*s->p))
		s->p++;
	name.n = (size_t)(s->p - name.p);
	return name;
}

/* A text that is the whole of an argument, on one line and owned; or NULL. */
static char *
take_text(struct scan *s)
{
	char *quoted, *text = NULL;

	skip(s);
	if (*s->p != '\'')
		return NULL;
	quoted = take_quoted(s);
	skip(s);
	if (*s->p == ',' || *s->p == ')')
		text = er_message(quoted, strlen(quoted));
	free(quoted);
	return text;
}

/* After the name tr or ntr. */
static void
read_call(struct messages *m, struct scan *s, bool plural)
{
	struct message *message;
	char *one, *many = NULL;
	size_t line;

	skip(s);
	if (*s->p != '(')
		return;
	s->p++;
	skip(s);
	line = s->line;
	one = take_text(s);
	if (one != NULL && plural && *s->p == ',') {
		s->p++;
		many = take_text(s);
	}
	message = plural && many == NULL ? NULL :
	    add_message(m, NULL, one, line, NULL);
	if (message != NULL) {
		message->format = message->format || er_fill_needs(one) > 0 ||
		    (many != NULL && er_fill_needs(many) > 0);
		if (message->plural == NULL)
			message->plural = many;
		else
			free(many);
	} else {
		free(many);
	}
	free(one);
}

static void
read_sql(struct messages *m, const char *sql, size_t line)
{
	struct scan s = {sql, line};
	struct er_slice name;

	for (skip(&s); *s.p != '\0'; skip(&s)) {
		if (*s.p == '\'' || *s.p == '"' || *s.p == '`') {
			free(take_quoted(&s));
			continue;
		}
		name = take_name(&s);
		if (er_slice_is_nocase(name, "tr"))
			read_call(m, &s, false);
		else if (er_slice_is_nocase(name, "ntr"))
			read_call(m, &s, true);
		else if (name.n == 0)
			step(&s);
	}
}

/* ---- a page -------------------------------------------------------------- */

static void
read_text(struct messages *m, const struct role_text *text, const char *note)
{
	char *source = role_text_source(text);
	size_t i;

	for (i = 0; i < text->n && note == NULL; i++)
		if (text->list[i].forms != NULL)
			note = "Each `=...` is a figure and stays, in any order"
			    ". After | stand the forms of a plural, as many as "
			    "your language has; %s in one is the figure's "
			    "place.";
	for (i = 0; i < text->n && note == NULL; i++)
		if (text->list[i].column != NULL)
			note = "Each `=...` is a figure and stays, in any "
			    "order.";
	add_message(m, NULL, source, text->line, note);
	free(source);
}

/* The columns as the report labels them. */
static bool
read_columns(struct messages *m, const struct role_query *query,
    struct book *book, struct er_diags *diags, struct er_err *err)
{
	size_t room = DOC_MAX, c;
	struct doc_data *data = doc_data_read(m->file, query, book, "", false,
	    &room, diags, err);

	if (data == NULL)
		return false;
	for (c = 0; c < data->ncolumns; c++)
		add_message(m, "column", data->columns[c].label, query->line,
		    NULL);
	doc_data_free(data);
	return true;
}

static bool
read_query(struct messages *m, const struct role_query *query,
    struct book *book, struct er_diags *diags, struct er_err *err)
{
	bool good = true;

	add_message(m, NULL, query->empty, query->line,
	    "where there are no rows");
	if (query->kind != ROLE_VALUES && query->kind != ROLE_REQUIRE)
		good = read_columns(m, query, book, diags, err);
	read_sql(m, query->sql, query->line + 1);
	return good;
}

static bool
read_page(struct messages *m, const struct role *role, struct book *book,
    struct er_diags *diags, struct er_err *err)
{
	const struct role_block *block;
	bool good = true;
	size_t i;

	m->file = role->file;
	add_message(m, NULL, role->title, role->title_line, "title");
	read_text(m, &role->subject, NULL);
	for (i = 0; i < role->n; i++) {
		block = &role->blocks[i];
		if (block->query != NULL)
			good = read_query(m, block->query, book, diags,
			    err) && good;
		else if (block->kind != ROLE_HEADING || block->level > 1)
			read_text(m, &block->text, NULL);
	}
	return good;
}

/* ---- the template -------------------------------------------------------- */

static void
add_string(struct er_buf *out, const char *name, const char *text)
{
	er_buf_addf(out, "%s \"", name);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			er_buf_addc(out, '\\');
		if (*text == '\n')
			er_buf_adds(out, "\\n");
		else if (*text == '\t')
			er_buf_adds(out, "\\t");
		else
			er_buf_addc(out, *text);
	}
	er_buf_adds(out, "\"\n");
}

static void
write_message(const struct message *message, struct er_buf *out)
{
	er_buf_addc(out, '\n');
	if (message->note != NULL)
		er_buf_addf(out, "#. %s\n", message->note);
	er_buf_addf(out, "#:%s\n", message->places.p);
	if (message->format)
		er_buf_adds(out, "#, c-format\n");
	if (message->context != NULL)
		add_string(out, "msgctxt", message->context);
	add_string(out, "msgid", message->id);
	if (message->plural == NULL) {
		er_buf_adds(out, "msgstr \"\"\n");
		return;
	}
	add_string(out, "msgid_plural", message->plural);
	er_buf_adds(out, "msgstr[0] \"\"\nmsgstr[1] \"\"\n");
}

static void
write_template(const struct messages *m, struct er_buf *out)
{
	size_t i;

	er_buf_adds(out, "#, fuzzy\nmsgid \"\"\nmsgstr \"\"\n"
	    "\"MIME-Version: 1.0\\n\"\n"
	    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
	    "\"Content-Transfer-Encoding: 8bit\\n\"\n"
	    "\"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n\"\n");
	for (i = 0; i < m->n; i++)
		write_message(&m->list[i], out);
}

/* Those of one page, in order; false after a fault, which is told. */
static bool
read_file(struct messages *m, const char *path, struct book *book,
    struct er_diags *diags, struct er_err *err)
{
	struct role *role = report_read_role(path, diags, err);
	bool good = role != NULL && read_page(m, role, book, diags, err);

	if (role != NULL && !good)
		er_fail(err, ER_DATA, _("the role '%s' has faults"), path);
	/* m->file is the role's. */
	m->file = NULL;
	role_free(role);
	return good;
}

/* Texts of queries whose translation has other places than they have. */
void
messages_check(const struct role *role, struct er_diags *diags)
{
	struct messages m = {.file = role->file};
	const struct role_query *query;
	size_t i;

	for (i = 0; i < role->n; i++) {
		query = role->blocks[i].query;
		if (query != NULL)
			read_sql(&m, query->sql, query->line + 1);
	}
	for (i = 0; i < m.n; i++)
		if (!er_words_fit(m.list[i].id, m.list[i].plural))
			er_diag_add(diags, ER_ERROR, role->file,
			    m.list[i].line, 0, NULL, _("the translation to %s "
			    "does not have the places (%%s) of '%s'"),
			    er_language_tag(), m.list[i].id);
	messages_free(&m);
}

int
report_messages(const struct report_settings *settings,
    struct er_buf *out, struct er_diags *diags, struct er_err *err)
{
	struct book *book = book_open(&settings->book, diags, err);
	struct messages m = {0};
	struct roles roles = {0};
	size_t i;
	int rc = book != NULL ? 0 : -1;

	if (rc == 0)
		roles_find(&roles, settings->dirs, 1);
	if (rc == 0 && roles.n == 0) {
		er_fail(err, ER_NOINPUT, _("there are no role pages in '%s'"),
		    settings->dirs[0].path);
		rc = -1;
	}
	for (i = 0; rc == 0 && i < roles.n; i++)
		if (!read_file(&m, roles.list[i].file, book, diags, err))
			rc = -1;
	if (rc == 0)
		write_template(&m, out);
	roles_free(&roles);
	messages_free(&m);
	book_free(book);
	return rc;
}
