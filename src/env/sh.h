/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of the shell's grammar share. */
#ifndef ENV_SH_H
#define ENV_SH_H

#include "env/env-priv.h"

struct env_sh {
	struct env_scan *scan;
	size_t at;	/* the next byte */
	bool keep;	/* what is read goes into the last assignment */
	int depth;	/* of quotes and expansions */
};

/* Where a word ends. */
enum env_sh_end {
	ENV_SH_WORD,		/* before a blank or an operator */
	ENV_SH_QUOTE,		/* before the closing '"' */
	ENV_SH_BRACE,		/* before '}' */
	ENV_SH_QUOTED_BRACE	/* before '}', within "..." */
};

/*
 * Reads text up to its end and, when it is kept, adds what it means. assigned:
 * '~' at its start or after ':' is a home directory. false: refused.
 */
bool env_sh_text(struct env_sh *sh, enum env_sh_end end, bool assigned);
bool env_sh_refuse(struct env_sh *sh, const char *why);
/* Whether a byte ends a bare word. */
bool env_sh_ends_word(char c);

extern const char env_sh_syntax[];

#endif
