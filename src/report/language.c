/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which language a report is in, and where its catalogues are: LANG.mo beside
 * the page for the page's words, and the program's own for all others. de_AT
 * is content with a catalogue of de.
 */
#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "report/report-priv.h"

/* ---- names --------------------------------------------------------------- */

/* The parts of de_AT.UTF-8@euro, which may be written de-AT as well. */
struct name {
	struct er_slice language, territory, modifier;
};

static bool
is_word(struct er_slice word)
{
	size_t i;

	for (i = 0; i < word.n; i++)
		if (!role_name_is_valid(word.p + i, 1) || word.p[i] == '-')
			return false;
	return true;
}

/* False when it cannot be the name of a language, or of a file. */
static bool
read_name(const char *p, size_t n, struct name *name)
{
	const char *end = p + n, *at = memchr(p, '@', n), *cut;

	*name = (struct name){{p, 0}, {p, 0}, {p, 0}};
	if (at != NULL)
		name->modifier = (struct er_slice){ at + 1,
		    (size_t)(end - at) - 1 };
	end = at != NULL ? at : end;
	cut = memchr(p, '.', (size_t)(end - p));
	end = cut != NULL ? cut : end;
	for (cut = p; cut < end && *cut != '_' && *cut != '-'; cut++)
		;
	name->language.n = (size_t)(cut - p);
	if (cut < end)
		name->territory = (struct er_slice){ cut + 1,
		    (size_t)(end - cut) - 1 };
	return name->language.n > 0 && is_word(name->language) &&
	    is_word(name->territory) && is_word(name->modifier);
}

/* The pages' own language needs no catalogue. */
static bool
is_original(const struct name *name)
{
	return er_slice_is(name->language, "en") ||
	    er_slice_is(name->language, "C") ||
	    er_slice_is(name->language, "POSIX");
}

/* The name with or without a territory and a modifier; owned. */
static char *
spell(const struct name *name, bool territory, bool modifier, char between)
{
	struct er_buf b = {0};

	er_buf_add(&b, name->language.p, name->language.n);
	if (territory && name->territory.n > 0) {
		er_buf_addc(&b, between);
		er_buf_add(&b, name->territory.p, name->territory.n);
	}
	if (modifier && name->modifier.n > 0) {
		er_buf_addc(&b, '@');
		er_buf_add(&b, name->modifier.p, name->modifier.n);
	}
	return er_buf_steal(&b);
}

/* ---- catalogues ---------------------------------------------------------- */

static int
open_in(const struct report_place *place, const struct name *name,
    struct er_catalogue **catalogue, struct er_err *err)
{
	char *file, *path;
	bool there;
	int i;

	/* From what says most to what says least. */
	for (i = 0; i < 4 && *catalogue == NULL && place->dir.path != NULL;
	    i++) {
		file = spell(name, i % 2 == 0, i < 2, '_');
		path = er_xasprintf("%s/%s%s", place->dir.path, file,
		    place->after);
		free(file);
		there = access(path, F_OK) == 0;
		if (there && er_entry_check(path, place->dir.root, err) == 0)
			*catalogue = er_catalogue_open(path, err);
		free(path);
		if (there && *catalogue == NULL)
			return -1;
	}
	return 0;
}

/* The page's catalogue and the program's. */
static int
open_both(const struct report_settings *settings,
    const struct report_place *page, const struct name *name,
    struct er_catalogue *both[ER_CATALOGUES], struct er_err *err)
{
	size_t i;

	if (open_in(page, name, &both[0], err) != 0)
		return -1;
	for (i = 0; i < settings->nplaces; i++)
		if (open_in(&settings->places[i], name, &both[1], err) != 0)
			return -1;
	return 0;
}

/* Takes the first of the names, with colons between, that there is something
 * for. tag is set if it is not the pages' own. */
static int
open_first(const struct report_settings *settings,
    const struct report_place *page, const char *names,
    struct er_catalogue *both[ER_CATALOGUES], char **tag, struct er_err *err)
{
	struct name name;
	size_t n;

	for (; names != NULL && *names != '\0'; names += n + (names[n] == ':'))
	{
		n = strcspn(names, ":");
		if (!read_name(names, n, &name))
			continue;
		if (open_both(settings, page, &name, both, err) != 0)
			return -1;
		if (both[0] != NULL || both[1] != NULL) {
			*tag = spell(&name, true, false, '-');
			return 0;
		}
		if (is_original(&name))
			return 0;
	}
	return 0;
}

/* ---- what there is ------------------------------------------------------- */

struct known {
	char **list;
	size_t n, cap;
};

static void
add_known(struct known *known, const char *p, size_t n)
{
	known->list = er_grow(known->list, known->n, &known->cap,
	    sizeof *known->list);
	known->list[known->n++] = er_xstrndup(p, n);
}

/* The languages whose catalogue is at that place. */
static void
look_into(const struct report_place *place, struct known *known)
{
	size_t ending = strcspn(place->after, "/"), n;
	DIR *dir = place->dir.path != NULL ? opendir(place->dir.path) : NULL;
	struct dirent *entry;
	struct name name;
	char *path;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		n = strlen(entry->d_name);
		if (n <= ending || memcmp(entry->d_name + n - ending,
		    place->after, ending) != 0 ||
		    !read_name(entry->d_name, n - ending, &name))
			continue;
		path = er_xasprintf("%s/%s%s", place->dir.path, entry->d_name,
		    place->after + ending);
		if (er_entry_kind(path, place->dir.root) == ER_ENTRY_FILE)
			add_known(known, entry->d_name, n - ending);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "de, en, pl", owned. */
static char *
list_known(const struct report_settings *settings,
    const struct report_place *page)
{
	struct known known = {0};
	struct er_buf b = {0};
	size_t i;

	add_known(&known, "en", 2);
	look_into(page, &known);
	for (i = 0; i < settings->nplaces; i++)
		look_into(&settings->places[i], &known);
	qsort(known.list, known.n, sizeof *known.list, by_name);
	for (i = 0; i < known.n; i++) {
		if (i > 0 && strcmp(known.list[i], known.list[i - 1]) == 0)
			continue;
		er_buf_addf(&b, "%s%s", b.n > 0 ? ", " : "", known.list[i]);
	}
	for (i = 0; i < known.n; i++)
		free(known.list[i]);
	free(known.list);
	return er_buf_steal(&b);
}

/* ---- the report's language ----------------------------------------------- */

/* What is beside the page, which is in one of the directories. */
static struct report_place
beside(const struct report_settings *settings, const char *page)
{
	struct report_place place = {{NULL, NULL}, ".mo"};
	const char *slash = strrchr(page, '/');
	char *path;
	size_t i;

	for (i = 0; i < settings->ndirs && place.dir.path == NULL; i++) {
		path = er_path_join(settings->dirs[i].path,
		    slash != NULL ? slash + 1 : page);
		if (strcmp(path, page) == 0)
			place.dir = settings->dirs[i];
		free(path);
	}
	return place;
}

int
language_open(struct report_language *language,
    const struct report_settings *settings, const char *page,
    const char *wanted, struct er_err *err)
{
	const struct report_place place = beside(settings, page);
	char *tag = NULL;
	const char *words, *figures;
	int rc;

	if (settings->language != NULL)
		wanted = settings->language;
	words = wanted != NULL ? wanted : settings->words_locale;
	figures = wanted != NULL ? wanted : settings->figures_locale;
	rc = open_first(settings, &place, words, language->words,
	    &language->tag, err);
	if (rc == 0)
		rc = open_first(settings, &place, figures, language->figures,
		    &tag, err);
	free(tag);
	return rc;
}

/* A record's language that is not there is no reason to send nothing. */
static void
warn_missing(const char *wanted, const char *src, const char *all,
    struct er_diags *diags)
{
	const char *colon = src != NULL ? strrchr(src, ':') : NULL;
	char *file = colon != NULL ? er_xstrndup(src, (size_t)(colon - src)) :
	    er_xstrdup("-");

	/* TRANSLATORS: a language code, and those that there are */
	er_diag_add(diags, ER_WARNING, file, colon != NULL ?
	    strtoul(colon + 1, NULL, 10) : 0, 0, NULL, _("there is no "
	    "translation to '%s', so the report is as its page is written; "
	    "the languages are: %s"), wanted, all);
	free(file);
}

int
language_check(const struct report_language *language,
    const struct report_settings *settings, const char *page,
    const char *wanted, const char *src, struct er_diags *diags,
    struct er_err *err)
{
	const struct report_place place = beside(settings, page);
	char *all;
	struct name name;

	if (settings->language != NULL)
		wanted = settings->language;
	if (wanted != NULL && language->tag == NULL &&
	    !(read_name(wanted, strlen(wanted), &name) &&
	    is_original(&name))) {
		all = list_known(settings, &place);
		if (settings->language != NULL)
			/* TRANSLATORS: a language code, those that there are */
			er_fail(err, ER_USAGE, _("there is no translation to "
			    "'%s'; the languages are: %s"), wanted, all);
		else
			warn_missing(wanted, src, all, diags);
		free(all);
	}
	return err->cls == ER_NONE ? 0 : -1;
}

void
language_use(struct report_language *language)
{
	bool figures = false;
	size_t i;

	for (i = 0; i < ER_CATALOGUES; i++) {
		language->use.words[i] = language->words[i];
		language->use.figures[i] = language->figures[i];
		figures = figures || language->figures[i] != NULL;
	}
	language->use.tag = language->tag != NULL ? language->tag : "en";
	er_language_use(language->tag != NULL || figures ? &language->use :
	    NULL);
}

void
language_close(struct report_language *language)
{
	size_t i;

	er_language_use(NULL);
	for (i = 0; i < ER_CATALOGUES; i++) {
		er_catalogue_close(language->words[i]);
		er_catalogue_close(language->figures[i]);
	}
	free(language->tag);
	*language = (struct report_language){0};
}
