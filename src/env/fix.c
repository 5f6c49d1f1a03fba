/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file rewritten so that all readers read it alike. Each statement that
 * dotenv sees is given to every reader by itself: what they agree on stays as
 * it is, else the form on which they agree takes its place. The whole is then
 * read again by all of them, and thrown away when anything still differs or
 * any value is another one.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "env/env-priv.h"

/* Surroundings of one rewriting. */
struct fixing {
	struct env_scan scan;
	struct env_set set;		/* what dotenv reads */
	struct env_readers readers;	/* only who counts */
	const struct env_contract *contract;
	struct env_fix *fix;
	struct er_diags *diags;
	size_t end;			/* of the statement before */
};

/* ---- showing it ------------------------------------------------------------ */

/* "-NAME='<secret, 40 characters>' # ...": a remark may hold anything. */
static void
show_line(struct fixing *f, char sign, const struct env_var *var, char quote,
    bool remark)
{
	const struct env_variable *spec =
	    env_contract_find(f->contract, var->name, var->nname);
	struct er_buf *out = &f->fix->shown;

	er_buf_addc(out, sign);
	if (spec == NULL && env_name_may_be_secret(var))
		er_buf_addf(out, ngettext("<a name of %zu character>",
		    "<a name of %zu characters>", var->nname), var->nname);
	else
		er_buf_addclean(out, var->name, var->nname, 256);
	er_buf_addc(out, '=');
	if (quote != '\0')
		er_buf_addc(out, quote);
	env_show_value(&f->set, f->contract, spec, var, out);
	if (quote != '\0')
		er_buf_addc(out, quote);
	er_buf_adds(out, remark ? " # ...\n" : "\n");
}

static char
quote_of(const struct env_var *var)
{
	static const char quotes[] = {
		[ENV_BARE] = '\0', [ENV_SINGLE] = '\'', [ENV_DOUBLE] = '"',
		[ENV_BACKQUOTE] = '`', [ENV_GIVEN] = '\0',
	};

	return quotes[var->quoting];
}

static void
show_change(struct fixing *f, const struct env_var *var, char quote)
{
	struct er_buf *out = &f->fix->shown;

	er_buf_addclean(out, f->scan.file, strlen(f->scan.file), 4096);
	er_buf_addf(out, ":%zu:\n", var->line);
	show_line(f, '-', var, quote_of(var), f->scan.remark > 0);
	if (f->scan.remark > 0)
		er_buf_adds(out, "+# ...\n");
	show_line(f, '+', var, quote, false);
}

static void
show_note(struct fixing *f, const char *note)
{
	er_buf_addclean(&f->fix->shown, f->scan.file, strlen(f->scan.file),
	    4096);
	er_buf_addf(&f->fix->shown, ": %s\n", note);
	f->fix->lines++;
}

/* ---- statements ------------------------------------------------------------ */

static bool
is_gap_char(char c)
{
	return c == '\n' || c == ' ' || c == '\t';
}

/* What stands between statements: blanks and line ends, these as LF. */
static void
copy_gap(struct fixing *f, size_t to)
{
	const char *p = f->scan.text + f->end, *end = f->scan.text + to;

	for (; p < end; p++)
		if (is_gap_char(*p))
			er_buf_addc(&f->fix->text, *p);
		else if (*p == '\r' && (p + 1 == end || p[1] != '\n'))
			er_buf_addc(&f->fix->text, '\n');
}

/* To the end of its statement, without a backslash there: that would take the
 * next line into the remark for an older systemd. */
static void
copy_remark(struct fixing *f, size_t from)
{
	const char *p = f->scan.text;
	size_t end = f->scan.at, line, column;

	while (end > from && p[end - 1] == '\\')
		end--;
	if (end < f->scan.at) {
		env_place(&f->scan, from, &line, &column);
		er_buf_addclean(&f->fix->shown, f->scan.file,
		    strlen(f->scan.file), 4096);
		er_buf_addf(&f->fix->shown, ":%zu: %s\n", line,
		    _("the backslash at the end of the remark goes"));
		f->fix->lines++;
	}
	er_buf_add(&f->fix->text, p + from, end - from);
}

static void
refuse(struct fixing *f, enum env_rule rule, const struct env_var *var,
    const char *why)
{
	if (env_name_may_be_secret(var))
		er_diag_add(f->diags, ER_ERROR, f->scan.file, var->line,
		    var->column, env_rules[rule].id, "%s", why);
	else
		/* TRANSLATORS: a variable's name, and what is wrong */
		er_diag_add(f->diags, ER_ERROR, f->scan.file, var->line,
		    var->column, env_rules[rule].id, _("%.*s: %s"),
		    (int)var->nname, var->name, why);
}

/* The quotes in which all take it, bare before others; false: there are none. */
static bool
find_quote(const struct fixing *f, const struct env_var *var, char *quote)
{
	static const char quotes[] = { '\0', '\'', '"' };
	size_t i;

	for (i = 0; i < sizeof quotes / sizeof *quotes; i++)
		if (env_readers_for(&f->readers, var, quotes[i]) ==
		    f->readers.chosen) {
			*quote = quotes[i];
			return true;
		}
	return false;
}

/* Do all read the statement, alone, as dotenv does? */
static bool
is_good(const struct fixing *f, const struct env_var *var)
{
	const struct env_scan *s = &f->scan;
	struct er_buf line = {0};
	unsigned agree;

	er_buf_fill(&line, ' ', s->at - s->begin + 2);
	er_buf_trim(&line, 0);
	er_buf_add(&line, s->text + s->begin, s->at - s->begin);
	er_buf_addc(&line, '\n');
	agree = env_readers_read(f->readers.chosen, line.p, line.n, var);
	er_buf_wipe(&line);
	return agree == f->readers.chosen;
}

static void
fix_assignment(struct fixing *f, const struct env_var *var)
{
	struct er_buf line = {0};
	char quote;

	if (var->hash_cut) {
		refuse(f, ENV_HASH_CUTS_VALUE, var, _("does it end before "
		    "the '#'? Put a blank there, or the whole value in "
		    "quotes"));
	} else if (is_good(f, var)) {
		er_buf_add(&f->fix->text, f->scan.text + f->scan.begin,
		    f->scan.at - f->scan.begin);
	} else if (!find_quote(f, var, &quote)) {
		refuse(f, ENV_READERS_DIFFER, var, _("no form suits all; "
		    "er-env readers shows the best, --reader says whom you "
		    "need"));
	} else {
		show_change(f, var, quote);
		f->fix->lines++;
		if (f->scan.remark > 0) {
			copy_remark(f, f->scan.remark);
			er_buf_addc(&f->fix->text, '\n');
		}
		env_readers_form(&line, var, quote);
		er_buf_add(&f->fix->text, line.p, line.n - 1);
		er_buf_wipe(&line);
	}
}

/* What concerns the bytes of the file is said once. */
static void
fix_bytes(struct fixing *f)
{
	const struct env_scan *s = &f->scan;

	if (s->n >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0)
		show_note(f, _("the byte order mark goes"));
	if (s->n > 0 && memchr(s->text, '\r', s->n) != NULL)
		show_note(f, _("line ends become LF"));
}

static void
fix_statements(struct fixing *f)
{
	struct env_scan *s = &f->scan;
	size_t n;

	env_set_begin(&f->set, s->n, false);
	for (n = 0; env_dotenv.next(s) && !f->set.full; n = f->set.n) {
		copy_gap(f, s->begin);
		if (f->set.n > n)
			fix_assignment(f, &f->set.vars[n]);
		else
			copy_remark(f, s->begin);
		f->end = s->at;
	}
	copy_gap(f, s->n);
	env_set_end(&f->set);
}

/* ---- the whole ------------------------------------------------------------- */

static bool
has_same_values(const struct env_set *a, const struct env_set *b)
{
	size_t i;

	for (i = 0; i < a->n && i < b->n; i++)
		if (a->vars[i].nname != b->vars[i].nname ||
		    memcmp(a->vars[i].name, b->vars[i].name,
		    a->vars[i].nname) != 0 ||
		    a->vars[i].nvalue != b->vars[i].nvalue ||
		    memcmp(a->vars[i].value, b->vars[i].value,
		    a->vars[i].nvalue) != 0)
			return false;
	return a->n == b->n;
}

/* Statements may still mean something to each other. */
static bool
is_right(const struct fixing *f)
{
	struct env_readers all;
	struct er_buf differences = {0};
	bool right;

	env_readers_make(f->scan.file, f->fix->text.p, f->fix->text.n,
	    f->readers.chosen, &all);
	right = env_readers_list(&all, f->contract, &differences) == 0 &&
	    has_same_values(&f->set, &all.of[ENV_DOTENV].set);
	er_buf_free(&differences);
	env_readers_free(&all);
	return right;
}

int
env_fix_make(const char *file, const struct env_text *text, unsigned chosen,
    const struct env_contract *contract, struct env_fix *fix,
    struct er_diags *diags)
{
	struct fixing f = {
		.scan = { .file = file, .text = text->p, .n = text->n,
		    .line = 1, .set = &f.set },
		.readers = { .file = file, .chosen = chosen | 1U << ENV_DOTENV },
		.contract = contract, .fix = fix, .diags = diags,
	};
	size_t errors = diags->errors;

	/* All the room at once: a buffer that moves leaves copies behind. */
	er_buf_fill(&fix->text, ' ', 2 * text->n + 4);
	er_buf_trim(&fix->text, 0);
	fix_bytes(&f);
	fix_statements(&f);
	if (fix->text.n > 0 && fix->text.p[fix->text.n - 1] != '\n' &&
	    fix->lines > 0)
		er_buf_addc(&fix->text, '\n');
	if (diags->errors == errors && !is_right(&f))
		er_diag_add(diags, ER_ERROR, file, 0, 0,
		    env_rules[ENV_READERS_DIFFER].id,
		    _("no rewriting of single lines makes all read it alike; "
		    "er-env readers shows where they differ"));
	env_free(&f.set);
	return diags->errors == errors ? 0 : -1;
}

static bool
is_unchanged(const char *path, const struct env_text *text)
{
	struct env_text now = {0};
	bool same = env_text_read(path, &now, NULL) == 0 && now.n == text->n &&
	    (now.n == 0 || memcmp(now.p, text->p, now.n) == 0);

	env_text_free(&now);
	return same;
}

static int
check_file(const char *file, const char *path, const struct env_text *text,
    struct er_err *err)
{
	struct stat st;

	if (!text->is_file || stat(path, &st) != 0) {
		er_fail(err, ER_USAGE, _("'%s' is no file that could be "
		    "rewritten"), file);
		return -1;
	}
	if (st.st_uid != geteuid()) {
		er_fail(err, ER_NOPERM, _("'%s' belongs to somebody else, and "
		    "would be yours then; let its owner run this"), file);
		return -1;
	}
	if (!is_unchanged(path, text)) {
		er_fail(err, ER_TEMP, _("'%s' has changed meanwhile; try "
		    "again"), file);
		return -1;
	}
	return 0;
}

int
env_fix_write(const char *file, const struct env_text *text,
    const struct env_fix *fix, struct er_err *err)
{
	char *path = strcmp(file, "-") == 0 ? NULL : realpath(file, NULL);
	char *backup = NULL;
	int rc = -1;

	if (path == NULL) {
		er_fail(err, ER_USAGE, _("'%s' is no file that could be "
		    "rewritten"), file);
		return -1;
	}
	if (check_file(file, path, text, err) != 0)
		goto out;
	backup = er_xasprintf("%s~", path);
	rc = er_file_write(backup, text->p, text->n, text->mode, err);
	if (rc == 0)
		rc = er_file_write(path, fix->text.p, fix->text.n, text->mode,
		    err);
out:
	free(backup);
	free(path);
	return rc;
}

void
env_fix_free(struct env_fix *fix)
{
	er_buf_wipe(&fix->text);
	er_buf_free(&fix->shown);
	*fix = (struct env_fix){0};
}
