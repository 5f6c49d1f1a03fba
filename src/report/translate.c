/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page in the report's language: each heading, paragraph, title and sentence
 * is looked up as a whole. A translation that does not cite the same figures,
 * each as often, would say something else: the page's own words stay then.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/role.h"

static bool
is_same(const struct role_run *a, const struct role_run *b)
{
	return a->column != NULL && b->column != NULL &&
	    strcmp(a->text, b->text) == 0 && strcmp(a->column, b->column) == 0;
}

static size_t
count(const struct role_text *text, const struct role_run *run)
{
	size_t i, n = 0;

	for (i = 0; i < text->n; i++)
		n += is_same(&text->list[i], run);
	return n;
}

/* Citations of `a` are in b as often; the first that is not, or NULL. */
static const struct role_run *
find_other(const struct role_text *a, const struct role_text *b)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->list[i].column != NULL &&
		    count(a, &a->list[i]) != count(b, &a->list[i]))
			return &a->list[i];
	return NULL;
}

/* With a figure stand one form or all that the language has. */
static bool
has_forms(const struct role_text *text)
{
	unsigned long forms;
	const char *p;
	size_t i;

	for (i = 0; i < text->n; i++) {
		if (text->list[i].forms == NULL)
			continue;
		forms = 1;
		for (p = text->list[i].forms; *p != '\0'; p++)
			forms += *p == '|';
		if (forms != 1 && forms != er_catalogue_forms(text->from))
			return false;
	}
	return true;
}

/* Why the translation cannot stand for the text, owned; or NULL. */
static char *
find_fault(const struct role_text *text, const struct role_text *translation)
{
	const struct role_run *other = find_other(text, translation);

	if (other == NULL)
		other = find_other(translation, text);
	if (other != NULL)
		/* TRANSLATORS: a language code and a citation, in two parts */
		return er_xasprintf(_("the translation to %s does not cite "
		    "`=%s.%s` as often as the page does"), er_language_tag(),
		    other->text, other->column);
	if (!has_forms(translation))
		return er_xasprintf(_("the translation to %s has a figure with "
		    "another number of forms than the language has"),
		    er_language_tag());
	return NULL;
}

/* Places of the page, for messages. */
static void
keep_places(const struct role_text *text, struct role_text *translation)
{
	size_t i, k;

	translation->line = text->line;
	for (i = 0; i < translation->n; i++)
		for (k = 0; k < text->n; k++)
			if (is_same(&translation->list[i], &text->list[k])) {
				translation->list[i].line = text->list[k].line;
				translation->list[i].at = text->list[k].at;
				break;
			}
}

static void
translate_text(const struct role *role, struct role_text *text,
    enum er_severity severity, struct er_diags *diags)
{
	char *source = role_text_source(text), *fault = NULL;
	struct role_text translation = {0};
	const struct er_catalogue *from;
	const char *words = er_words_from(NULL, source, &from);

	if (from == NULL)
		goto out;
	if (!role_text_read(&translation, words))
		fault = er_xasprintf(_("the translation to %s has a citation "
		    "that is none"), er_language_tag());
	translation.from = from;
	if (fault == NULL)
		fault = find_fault(text, &translation);
	if (fault != NULL) {
		er_diag_add(diags, severity, role->file, text->line, 0, NULL,
		    "%s", fault);
		goto out;
	}
	keep_places(text, &translation);
	role_text_free(text);
	*text = translation;
	translation = (struct role_text){0};
out:
	role_text_free(&translation);
	free(fault);
	free(source);
}

static void
translate_words(char **text)
{
	const char *words = *text != NULL ? R_(*text) : NULL;
	char *copy;

	if (words == *text)
		return;
	copy = er_xstrdup(words);
	free(*text);
	*text = copy;
}

void
role_translate(struct role *role, enum er_severity severity,
    struct er_diags *diags)
{
	size_t i;

	if (!er_language_is_set())
		return;
	translate_words(&role->title);
	translate_text(role, &role->subject, severity, diags);
	for (i = 0; i < role->n; i++) {
		translate_text(role, &role->blocks[i].text, severity, diags);
		if (role->blocks[i].query != NULL)
			translate_words(&role->blocks[i].query->empty);
	}
}
