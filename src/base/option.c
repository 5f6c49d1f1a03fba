/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <getopt.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/i18n.h"

/* getopt_long's value for a row is this and its number; letters lie below. */
enum { ROW = 256 };

static bool
takes_argument(const struct er_option *row)
{
	return row->kind == ER_OPTION_TEXT || row->kind == ER_OPTION_WORDS ||
	    row->kind == ER_OPTION_CHOICE_TEXT;
}

void
er_words_add(struct er_words *words, const char *word)
{
	words->list = er_grow(words->list, words->n, &words->cap,
	    sizeof *words->list);
	words->list[words->n++] = word;
}

static int
set_member(const struct er_option *row, const char *value, void *into)
{
	char *member = (char *)into + row->at;
	struct er_choice *choice;

	switch (row->kind) {
	case ER_OPTION_TEXT:
		*(const char **)(void *)member = value;
		return 0;
	case ER_OPTION_FLAG:
		*(bool *)member = true;
		return 0;
	case ER_OPTION_WORDS:
		er_words_add((struct er_words *)(void *)member, value);
		return 0;
	default:
		choice = (struct er_choice *)(void *)member;
		if (choice->name != NULL) {
			er_warn(_("--%s and --%s exclude each other"),
			    choice->name, row->name);
			return er_try_help();
		}
		*choice = (struct er_choice){ row->value, row->name, value };
		return 0;
	}
}

/* The tables getopt_long wants; longs has room for n + 1. */
static void
make_tables(const struct er_option *rows, size_t n, struct option *longs,
    struct er_buf *shorts)
{
	size_t i;

	er_buf_adds(shorts, "");
	for (i = 0; i < n; i++) {
		if (rows[i].letter != '\0')
			er_buf_addf(shorts, "%c%s", rows[i].letter,
			    takes_argument(&rows[i]) ? ":" : "");
		if (rows[i].name != NULL)
			*longs++ = (struct option){ rows[i].name,
			    takes_argument(&rows[i]), NULL, ROW + (int)i };
	}
}

int
er_options_read(const struct er_option *rows, size_t n, int argc,
    char *argv[], void *into, int *first)
{
	struct option *longs = er_xcalloc(n + 1, sizeof *longs);
	struct er_buf shorts = {0};
	size_t i;
	int c, rc = 0;

	make_tables(rows, n, longs, &shorts);
	while (rc == 0 &&
	    (c = getopt_long(argc, argv, shorts.p, longs, NULL)) != -1) {
		for (i = 0; i < n; i++)
			if (c == ROW + (int)i ||
			    (c == rows[i].letter && c != '\0'))
				break;
		/* getopt has said what is wrong */
		rc = i == n ? er_try_help() :
		    set_member(&rows[i], optarg, into);
	}
	*first = optind;
	er_buf_free(&shorts);
	free(longs);
	return rc;
}

void
er_options_help(const struct er_option *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (rows[i].help != NULL)
			fputs(_(rows[i].help), stdout);
}
