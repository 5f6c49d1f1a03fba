/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of er-env. */
#ifndef ER_ENV_H
#define ER_ENV_H

#include "base/base.h"

/* Bits, so that an option can say which commands take it. */
enum env_command {
	CHECK = 1, LIST = 2, RUN = 4, DIFF = 8, READERS = 16, FIX = 32,
	ALL = 63
};

struct env_options {
	enum env_command command;
	const char *file;	/* NULL: the process environment */
	char **rest;		/* run: the command and its arguments; diff:
				 * the other file */
	struct er_words schemas, readers;
	unsigned chosen;	/* readers, as 1 << reader */
	bool inherit, quiet, strict, dry_run, help, version;
};

/* 0, or 64 when it has said what is wrong. What help and version ask for is
 * still to be done. env_options_free() is due in any case. */
int env_options_read(int argc, char *argv[], struct env_options *options);
void env_options_help(void);
void env_options_free(struct env_options *options);

#endif
