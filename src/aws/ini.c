/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One of AWS's two files of profiles. What its tools read differently is an
 * error here, not a guess: a key twice in a section, a line that is no "key =
 * value". A '#' or ';' begins a comment only where it begins the line; after a
 * value it is a part of that, as for AWS's own Python tools.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

/* What is being read, line by line. */
struct reading {
	struct aws_ini *ini;
	bool config;
	size_t line;
	enum aws_section kind;
	char *section;		/* into the text, as all that follows */
	char *parent;		/* key whose value may be the lines below */
	size_t indent;		/* of that key */
	struct er_err *err;
};

static char *
trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && strchr(" \t\r", end[-1]) != NULL)
		*--end = '\0';
	return text + strspn(text, " \t");
}

static void
lower(char *text)
{
	for (; *text != '\0'; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

static int
fault(const struct reading *r, const char *text)
{
	/* TRANSLATORS: file name, line and what is wrong there */
	er_fail(r->err, ER_CONFIG, _("%s:%zu: %s"), r->ini->file, r->line,
	    text);
	return -1;
}

static struct aws_entry *
add_entry(struct reading *r, char *key, char *value)
{
	struct aws_ini *ini = r->ini;
	struct aws_entry *e;

	ini->list = er_grow(ini->list, ini->n, &ini->cap, sizeof *ini->list);
	e = &ini->list[ini->n++];
	*e = (struct aws_entry){ .kind = r->kind, .section = r->section,
	    .file = ini->file, .line = r->line, .key = key, .value = value };
	return e;
}

/* Which of config's sections it is; in credentials all are profiles. */
static void
name_section(struct reading *r, char *name)
{
	static const struct {
		const char *word;
		enum aws_section kind;
	} kinds[] = {
		{ "profile", AWS_PROFILE }, { "services", AWS_SERVICES },
	};
	size_t i, n = strcspn(name, " \t");

	r->kind = AWS_OTHER_SECTION;
	r->section = name;
	if (!r->config || strcmp(name, "default") == 0) {
		r->kind = AWS_PROFILE;
		return;
	}
	for (i = 0; name[n] != '\0' && i < 2; i++)
		if (er_slice_is((struct er_slice){ name, n }, kinds[i].word)) {
			r->kind = kinds[i].kind;
			r->section = trim(name + n);
		}
	n = strlen(r->section);
	if (n > 1 && strchr("\"'", r->section[0]) != NULL &&
	    r->section[n - 1] == r->section[0]) {
		r->section[n - 1] = '\0';
		r->section++;
	}
}

static int
read_section(struct reading *r, char *text)
{
	char *end = strchr(text, ']');

	if (end == NULL || strchr("#;", *trim(end + 1)) == NULL)
		return fault(r, _("expected '[NAME]'"));
	*end = '\0';
	name_section(r, trim(text + 1));
	if (r->section[0] == '\0')
		return fault(r, _("the section has no name"));
	r->parent = NULL;
	add_entry(r, NULL, NULL);	/* an empty profile is one, too */
	return 0;
}

static int
read_key(struct reading *r, char *text, size_t indent)
{
	char *value = strchr(text, '=');
	struct aws_entry *e;
	const struct aws_entry *other;
	bool inner = r->parent != NULL && indent > r->indent;

	if (r->section == NULL)
		return fault(r, _("a setting before the first '[NAME]'"));
	if (value == NULL || value == text)
		return fault(r, _("expected 'KEY = VALUE'"));
	*value++ = '\0';
	text = trim(text);
	lower(text);
	value = trim(value);
	if (!inner)
		r->parent = NULL;
	other = aws_ini_find(r->ini, r->kind, r->section, r->parent, text);
	if (other != NULL && r->kind != AWS_OTHER_SECTION) {
		/* TRANSLATORS: file, line, a key, the earlier line */
		er_fail(r->err, ER_CONFIG, _("%s:%zu: '%s' is set twice, first "
		    "in line %zu: take one of them out"), r->ini->file,
		    r->line, text, other->line);
		return -1;
	}
	e = add_entry(r, text, value);
	e->parent = r->parent;
	if (!inner && value[0] == '\0') {
		r->parent = text;
		r->indent = indent;
	}
	return 0;
}

static int
read_line(struct reading *r, char *text)
{
	size_t indent = strspn(text, " \t");

	text = trim(text);
	if (text[0] == '\0' || text[0] == '#' || text[0] == ';')
		return 0;
	return text[0] == '[' ? read_section(r, text) :
	    read_key(r, text, indent);
}

int
aws_ini_parse(struct aws_ini *ini, bool config, struct er_err *err)
{
	struct reading r = { .ini = ini, .config = config, .err = err };
	char *p = ini->text, *end;

	if (strncmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (; p != NULL; p = end) {
		end = strchr(p, '\n');
		if (end != NULL)
			*end++ = '\0';
		r.line++;
		if (read_line(&r, p) != 0)
			return -1;
	}
	return 0;
}

/* ---- the file ------------------------------------------------------------ */

int
aws_read_secret(const char *path, size_t max, bool *missing, char **text,
    size_t *n, struct er_err *err)
{
	struct er_file file;
	int fd, rc;

	*missing = false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		*missing = errno == ENOENT || errno == ENOTDIR;
		er_fail(err, ER_CONFIG, _("cannot open '%s': %s"), path,
		    strerror(errno));
		return -1;
	}
	rc = er_file_read_fd(fd, path, max, &file, err);
	close(fd);
	if (rc != 0)
		return -1;
	*n = file.n;
	*text = er_xstrndup(file.p != NULL ? file.p : "", file.n);
	er_wipe((void *)(uintptr_t)file.p, file.n);
	er_file_close(&file);
	if (memchr(*text, '\0', *n) == NULL)
		return 0;
	er_fail(err, ER_CONFIG, _("'%s' holds a NUL byte"), path);
	er_wipe(*text, *n);
	free(*text);
	*text = NULL;
	return -1;
}

int
aws_ini_read(const char *path, bool config, bool may_be_missing,
    struct aws_ini *ini, struct er_err *err)
{
	struct er_err why = {0};
	struct er_buf shown = {0};
	bool missing;

	*ini = (struct aws_ini){0};
	if (aws_read_secret(path, FILE_MAX, &missing, &ini->text, &ini->ntext,
	    &why) != 0) {
		if (missing && may_be_missing) {
			er_err_free(&why);
			return 0;
		}
		er_fail(err, ER_CONFIG, "%s", why.text);
		er_err_free(&why);
		return -1;
	}
	er_buf_addclean(&shown, path, strlen(path), 400);
	ini->file = er_buf_steal(&shown);
	return aws_ini_parse(ini, config, err);
}

const struct aws_entry *
aws_ini_find(const struct aws_ini *ini, enum aws_section kind,
    const char *section, const char *parent, const char *key)
{
	const struct aws_entry *e;
	size_t i;

	for (i = 0; i < ini->n; i++) {
		e = &ini->list[i];
		if (e->kind != kind || strcmp(e->section, section) != 0)
			continue;
		if (key == NULL)
			return e;
		if (e->key != NULL && strcmp(e->key, key) == 0 &&
		    (parent == NULL) == (e->parent == NULL) &&
		    (parent == NULL || strcmp(e->parent, parent) == 0))
			return e;
	}
	return NULL;
}

char *
aws_entry_place(const struct aws_entry *e)
{
	return er_xasprintf("%s:%zu: %s", e->file, e->line, e->key);
}

void
aws_ini_free(struct aws_ini *ini)
{
	er_wipe(ini->text, ini->ntext);
	free(ini->text);
	free(ini->file);
	free(ini->list);
	*ini = (struct aws_ini){0};
}
