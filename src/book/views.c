/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shipped finance views, made when a query first names them: a report pays
 * for what it reads. In their file each begins with CREATE at the start of a
 * line; what it says of itself are the comment lines that follow.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

static struct er_slice
take_line(const char **p, const char *end)
{
	const char *eol = memchr(*p, '\n', (size_t)(end - *p));
	struct er_slice line = {*p, (size_t)((eol != NULL ? eol : end) - *p)};

	*p = eol != NULL ? eol + 1 : end;
	return line;
}

static bool
begins(struct er_slice line, const char *word)
{
	size_t n = strlen(word);

	return line.n >= n && memcmp(line.p, word, n) == 0;
}

/* ---- their file ---------------------------------------------------------- */

/* The view that this line begins, or none. */
static bool
read_head(struct er_slice line, struct book_view *view)
{
	static const char *const heads[] = {"CREATE VIEW ", "CREATE TABLE "};
	size_t i, at, end;

	for (i = 0; i < 2; i++) {
		if (!begins(line, heads[i]))
			continue;
		at = end = strlen(heads[i]);
		while (end < line.n && is_name_byte(line.p[end]))
			end++;
		*view = (struct book_view){.sql = line,
		    .name = er_xstrndup(line.p + at, end - at)};
		return true;
	}
	return false;
}

/* FNV-1a, case does not count; the file is ours: nobody prepares its names. */
static size_t
slot_of(const struct book_views *views, struct er_slice name)
{
	size_t i, h = 2166136261u;

	for (i = 0; i < name.n; i++)
		h = (h ^ ((unsigned char)name.p[i] | 0x20)) * 16777619u;
	return h & (views->nslots - 1);
}

static void
index_names(struct book_views *views)
{
	const char *name;
	size_t i, at;

	views->nslots = 64;
	while (views->nslots < views->n * 4)
		views->nslots *= 2;
	views->slots = er_xcalloc(views->nslots, sizeof *views->slots);
	for (i = 0; i < views->n; i++) {
		name = views->list[i].name;
		at = slot_of(views, (struct er_slice){name, strlen(name)});
		while (views->slots[at] != 0)
			at = (at + 1) & (views->nslots - 1);
		views->slots[at] = i + 1;
	}
}

int
book_views_read(struct book_views *views, const char *path,
    struct er_err *err)
{
	const char *p, *end;
	struct book_view *view = NULL, head = {0};
	struct er_slice line;

	if (er_file_open(path, 0, &views->file, err) != 0)
		return -1;
	p = views->file.p;
	end = p + views->file.n;
	while (p < end) {
		line = take_line(&p, end);
		if (read_head(line, &head)) {
			views->list = er_grow(views->list, views->n,
			    &views->cap, sizeof *views->list);
			view = &views->list[views->n++];
			*view = head;
			view->comment.p = view->body.p = p;
		} else if (view != NULL && view->body.p == line.p &&
		    begins(line, "--")) {
			view->comment.n = (size_t)(p - view->comment.p);
			view->body.p = p;
		}
		if (view == NULL)
			continue;
		view->body.n = (size_t)(p - view->body.p);
		view->sql.n = (size_t)(p - view->sql.p);
	}
	index_names(views);
	return 0;
}

void
book_views_free(struct book_views *views)
{
	size_t i;

	for (i = 0; i < views->n; i++)
		free(views->list[i].name);
	free(views->list);
	free(views->slots);
	er_file_close(&views->file);
	*views = (struct book_views){0};
}

struct book_view *
book_views_find(const struct book_views *views, struct er_slice name)
{
	size_t at;

	if (views->nslots == 0)
		return NULL;
	for (at = slot_of(views, name); views->slots[at] != 0;
	    at = (at + 1) & (views->nslots - 1))
		if (er_slice_is_nocase(name,
		    views->list[views->slots[at] - 1].name))
			return &views->list[views->slots[at] - 1];
	return NULL;
}

/* The next word outside of quotes and comments is taken from sql. */
static bool
take_word(struct er_slice *sql, struct er_slice *word)
{
	const char *p = sql->p, *end = p + sql->n, *start;
	char quote;

	while (p < end && !is_name_byte(*p)) {
		if (*p == '\'' || *p == '"') {
			quote = *p++;
			while (p < end && *p != quote)
				p++;
			p += p < end;
		} else if (*p == '-' && p + 1 < end && p[1] == '-') {
			take_line(&p, end);
		} else {
			p++;
		}
	}
	start = p;
	while (p < end && is_name_byte(*p))
		p++;
	*word = (struct er_slice){start, (size_t)(p - start)};
	*sql = (struct er_slice){p, (size_t)(end - p)};
	return word->n > 0;
}

struct book_view *
book_views_next(const struct book_views *views, struct er_slice *sql)
{
	struct book_view *view = NULL;
	struct er_slice word;

	while (view == NULL && take_word(sql, &word))
		view = book_views_find(views, word);
	return view;
}

/* ---- making them --------------------------------------------------------- */

/* A statement of the file, or about it: the fault of whoever installed it when
 * it does not compile. */
static sqlite3_stmt *
compile(struct book *book, const struct book_view *view, struct er_slice sql,
    struct er_err *err)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(book->db, sql.p, (int)sql.n, &s, NULL) ==
	    SQLITE_OK)
		return s;
	if (book->fault != NULL)
		book_query_fail(book, SQLITE_ERROR, err);
	/* TRANSLATORS: a file name, a view in it, SQLite's reason */
	er_fail(err, ER_CONFIG, _("'%s' does not load: %s: %s"),
	    book->views.file.name, view->name, sqlite3_errmsg(book->db));
	return NULL;
}

/* That a table's query compiles but does not run comes from the data. */
static int
create(struct book *book, const struct book_view *view, struct er_err *err)
{
	sqlite3_stmt *s = compile(book, view, view->sql, err);
	int rc;

	if (s == NULL)
		return -1;
	rc = sqlite3_step(s);
	if (rc != SQLITE_DONE)
		book_query_fail(book, rc, err);
	sqlite3_finalize(s);
	return rc == SQLITE_DONE ? 0 : -1;
}

/* After those that it rests on. */
static int
make(struct book *book, struct book_view *view, struct er_err *err)
{
	struct er_slice body = view->body;
	struct book_view *under;
	int rc = 0;

	if (view->made)
		return 0;
	view->made = true;	/* a circle is left to SQLite */
	while (rc == 0 &&
	    (under = book_views_next(&book->views, &body)) != NULL)
		rc = make(book, under, err);
	if (rc == 0)
		rc = create(book, view, err);
	view->made = rc == 0;
	return rc;
}

int
book_views_make(struct book *book, struct er_slice sql, struct er_err *err)
{
	struct book_view *view;
	bool unlocked = false;
	int rc = 0;

	while (rc == 0 &&
	    (view = book_views_next(&book->views, &sql)) != NULL) {
		if (!view->made && !unlocked) {
			book_sandbox_unlock(book);
			unlocked = true;
		}
		rc = make(book, view, err);
	}
	if (unlocked)
		book_sandbox_relock(book);
	return rc;
}

/* SQLite looks at what a view says only when it is read. */
static int
prove(struct book *book, const struct book_view *view, struct er_err *err)
{
	char *sql = er_xasprintf("SELECT * FROM %s", view->name);
	sqlite3_stmt *s = compile(book, view,
	    (struct er_slice){sql, strlen(sql)}, err);

	sqlite3_finalize(s);
	free(sql);
	return s != NULL ? 0 : -1;
}

int
book_views_make_all(struct book *book, struct er_err *err)
{
	size_t i;
	int rc = 0;

	if (book->views.all)
		return 0;
	book->views.all = true;
	book_sandbox_unlock(book);
	for (i = 0; i < book->views.n && rc == 0; i++)
		rc = make(book, &book->views.list[i], err);
	for (i = 0; i < book->views.n && rc == 0; i++)
		rc = prove(book, &book->views.list[i], err);
	book_sandbox_relock(book);
	return rc;
}
