/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks for translation, of two kinds. What is told to the user who runs a
 * program is _(): gettext() translates it to the language of the locale. What
 * stands in a report is R_(): it is in the language of the report, which its
 * reader has. Tables have N_() and are translated when printed.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include "config.h"

#include "base/base.h"

#if ENABLE_NLS
#include <libintl.h>
#define _(text) gettext(text)
#else
#define _(text) (text)
#define ngettext(one, many, n) ((n) == 1 ? (one) : (many))
#endif
#define N_(text) text

#define R_(text) er_words(NULL, text)
#define R_C(context, text) er_words(context, text)
#define R_N(one, many, n) er_words_n(one, many, n)

/* ---- catalogues (catalogue.c, plural.c) ---------------------------------- */

struct er_catalogue;

/* Opens a catalogue that msgfmt wrote, in UTF-8. NULL and ER_NOINPUT, ER_IO,
 * ER_DATA (damaged, another encoding, control characters). */
struct er_catalogue *er_catalogue_open(const char *path, struct er_err *err);
void er_catalogue_close(struct er_catalogue *c);	/* NULL: nothing */
/* The translation, of a plural the form-th; NULL when there is none. context
 * may be NULL. Borrowed. */
const char *er_catalogue_find(const struct er_catalogue *c,
    const char *context, const char *msgid, unsigned long form);
/* How many forms a plural has, and which is that of n. NULL: as in English. */
unsigned long er_catalogue_forms(const struct er_catalogue *c);
unsigned long er_catalogue_form(const struct er_catalogue *c, unsigned long n);
/* The value of a Plural-Forms expression; false when it is none. */
bool er_plural_read(const char *rule, unsigned long n, unsigned long *form);

/* ---- the language of the report (words.c) -------------------------------- */

enum { ER_CATALOGUES = 2 };

/* Catalogues, the first that has a text wins; NULL where there is none. */
struct er_language {
	const char *tag;	/* BCP 47: de, pt-BR */
	const struct er_catalogue *words[ER_CATALOGUES];
	const struct er_catalogue *figures[ER_CATALOGUES];
};

/*
 * Sets it for the whole program, as setlocale() would; borrowed until the next
 * call. NULL, as at the start: everything as it is written, "en".
 */
void er_language_use(const struct er_language *language);
const char *er_language_tag(void);
bool er_language_is_set(void);

/*
 * The translation, or msgid itself: also where a translation asks with %s for
 * other texts than msgid does. Borrowed.
 */
const char *er_words(const char *context, const char *msgid);
const char *er_words_n(const char *one, const char *many, unsigned long n);
/* False: there is a translation that is not used for that. many may be NULL. */
bool er_words_fit(const char *one, const char *many);
/* For what is no format: any translation, and the catalogue that it is from,
 * or NULL. */
const char *er_words_from(const char *context, const char *msgid,
    const struct er_catalogue **from);

/* A message as catalogues have it: a line break and the blanks around it are
 * one blank. Owned. */
char *er_message(const char *p, size_t n);

/*
 * Puts texts in the places of %s, or %1$s to %9$s; %% is a percent sign, and
 * nothing else is special. A format is data here: it may be from a page.
 */
void er_fill(struct er_buf *b, const char *format, const char *const *args,
    size_t n);
size_t er_fill_needs(const char *format);	/* how many texts */
/* The same with texts up to a NULL; owned. */
#if defined(__GNUC__)
__attribute__((sentinel))
#endif
char *er_said(const char *format, ...);

/*
 * A text that is known by its original and seen in translation travels as both,
 * through SQL for instance. Where both are the same it is that text alone.
 */
void er_pair_add(struct er_buf *b, const char *original,
    const char *translation);
/* Adds p with all pairs in it reduced to one side; false: it has none. */
enum er_side { ER_ORIGINAL, ER_TRANSLATION };
bool er_pair_take(struct er_buf *b, const char *p, size_t n,
    enum er_side side);

/* ---- figures and dates (notation.c) -------------------------------------- */

/* What er_language_use() calls: catalogues that say how figures are written. */
void er_notation_use(const struct er_catalogue *const *catalogues);
/* Adds a number that is written as in English: 1,234.50. */
void er_number_say(struct er_buf *b, const char *number);
/* Between the whole and its decimals. Borrowed. */
const char *er_decimal_point(void);
/* Adds a day, month, quarter or year (2026-11-05, 2026-11, 2026-Q4, 2026) as a
 * sentence has it; anything else as it is. */
void er_date_say(struct er_buf *b, const char *date);

#endif
