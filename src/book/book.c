/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a book: the passes in their order. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "book/book-priv.h"

/* --set NAME=VALUE: a name as SQL has it. */
static int
take_settings(struct book *book, const struct book_settings *settings,
    struct er_err *err)
{
	const char *set;
	size_t i, n;

	book->set = er_xcalloc(settings->nset + 1, sizeof *book->set);
	for (i = 0; i < settings->nset; i++) {
		set = settings->set[i];
		n = strspn(set, "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
		if (n == 0 || set[n] != '=') {
			er_fail(err, ER_USAGE, _("'%s' is not NAME=VALUE"),
			    set);
			return -1;
		}
		if (er_utf8_check(set, strlen(set)) != strlen(set)) {
			er_fail(err, ER_USAGE, _("a value of --set is not "
			    "UTF-8"));
			return -1;
		}
		book->set[book->nset++] = er_xstrdup(set);
	}
	return 0;
}

/* The ids of all entities, for the message that one is unknown. */
static char *
list_entities(const struct book_index *index)
{
	struct er_buf b = {0};
	size_t i;

	for (i = 0; i < index->n; i++) {
		if (index->keys[i].space != index->entity)
			continue;
		er_buf_adds(&b, b.n > 0 ? ", " : "");
		er_buf_addclean(&b, index->keys[i].value.p,
		    index->keys[i].value.n, 60);
	}
	return er_buf_steal(&b);
}

static int
check_entities(const struct book_settings *settings,
    const struct book_index *index, struct er_err *err)
{
	struct er_slice id;
	char *all;
	size_t i;

	for (i = 0; i < settings->nentities; i++) {
		id.p = settings->entities[i];
		id.n = strlen(id.p);
		if (index->entity != NULL &&
		    book_index_find(index, index->entity, id) != NULL)
			continue;
		all = list_entities(index);
		/* TRANSLATORS: an entity's id and a list of those there are */
		er_fail(err, ER_USAGE, _("the book has no entity '%s'; it has "
		    "%s"), id.p, all[0] != '\0' ? all : _("none"));
		free(all);
		return -1;
	}
	return 0;
}

/* The shipped file is there, or what was installed is not whole. */
static int
read_views(struct book *book, const char *path, struct er_err *err)
{
	struct er_err cause = {0};

	if (path == NULL || book_views_read(&book->views, path, &cause) == 0)
		return 0;
	er_fail(err, ER_CONFIG, "%s", cause.text);
	er_err_free(&cause);
	return -1;
}

static int
count_faults(const struct er_diags *diags, struct er_err *err)
{
	if (diags->errors == 0)
		return 0;
	er_fail(err, ER_DATA, ngettext("the book has %zu fault",
	    "the book has %zu faults", diags->errors), diags->errors);
	return -1;
}

/* From text and tables, all of it checked. */
static int
read_records(struct book *book, const struct book_settings *settings,
    struct book_index *index, struct er_diags *diags, struct er_err *err)
{
	struct book_schema *schema = &book->schema;

	book_survey(schema, &book->inputs, diags);
	book_names_judge(schema, &book->views, diags);
	book_index_build(index, schema, &book->inputs, diags);
	book_tables_make(book, schema, settings->owners, diags);
	if (book_load(book, settings, schema, index, diags, err) != 0)
		return -1;
	er_diags_sort(diags);
	return count_faults(diags, err);
}

static int
open_book(struct book *book, const struct book_settings *settings,
    struct book_index *index, struct er_diags *diags, struct er_err *err)
{
	struct er_date as_of;
	int rc;

	if (take_settings(book, settings, err) != 0 ||
	    book_schema_read(&book->schema, settings->schema, err) != 0 ||
	    read_views(book, settings->finance, err) != 0 ||
	    book_inputs_open(&book->inputs, settings, err) != 0 ||
	    book_sandbox_open(book, settings->today, err) != 0)
		return -1;
	rc = book->inputs.compiled != NULL ?
	    book_compiled_open(book, settings, &book->schema, index, err) :
	    read_records(book, settings, index, diags, err);
	if (rc != 0 || check_entities(settings, index, err) != 0 ||
	    book_this_make(book->db, settings, index, &as_of, err) != 0 ||
	    book_age_read(book, &book->schema, as_of, err) != 0 ||
	    book_sandbox_functions(book, err) != 0)
		return -1;
	book_vfs_day(&book->vfs, as_of);
	return book_sandbox_lock(book, err);
}

struct book *
book_open(const struct book_settings *settings, struct er_diags *diags,
    struct er_err *err)
{
	struct book *book = er_xcalloc(1, sizeof *book);
	struct book_index index = {0};
	int rc;

	rc = open_book(book, settings, &index, diags, err);
	book_index_free(&index);
	book_inputs_close(&book->inputs);
	if (rc == 0)
		return book;
	book_free(book);
	return NULL;
}

void
book_free(struct book *book)
{
	size_t i;

	if (book == NULL)
		return;
	for (i = 0; i < book->nset; i++)
		free(book->set[i]);
	free(book->set);
	for (i = 0; book->functions != NULL && book->functions[i] != NULL; i++)
		free(book->functions[i]);
	free(book->functions);
	book_views_free(&book->views);
	book_ages_free(book->ages);
	book_sandbox_close(book);
	book_tables_free(book);
	book_schema_free(&book->schema);
	book_compiled_free(book->compiled);
	book_inputs_free(&book->inputs);
	free(book->fault);
	free(book);
}

int
book_check(struct book *book, struct er_err *err)
{
	size_t i;

	for (i = 0; i < book->nstores; i++)
		if (book_compiled_fill(book, book->stores[i], err) != 0)
			return -1;
	return book_views_make_all(book, err);
}

bool
book_is_sound(const struct book *book)
{
	return book->fault == NULL;
}

size_t
book_directories(const struct book *book, const char *const **dirs)
{
	*dirs = (const char *const *)book->inputs.dirs;
	return book->inputs.ndirs;
}
