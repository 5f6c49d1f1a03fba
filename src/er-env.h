/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of er-env. */
#ifndef ER_ENV_H
#define ER_ENV_H

#include <sys/resource.h>

#include "env/env.h"

/* Bits, so that an option can say which commands take it. */
enum env_command {
	CHECK = 1, LIST = 2, RUN = 4, DIFF = 8, READERS = 16, FIX = 32,
	SCHEMA = 64, POLICY = 128, PASSWORD = 256, REHEARSE = 512,
	ONLINE = PASSWORD | REHEARSE,	/* er-env-online's */
	ALL = 1023
};

enum env_form { FORM_TEXT, FORM_JSON, FORM_TAP };

struct env_options {
	enum env_command command;
	const char *file;	/* NULL: the process environment */
	char **rest;		/* run: the command and its arguments; diff:
				 * the other file */
	struct er_words schemas, readers, to;
	unsigned chosen;	/* readers, as 1 << reader */
	const char *format;	/* as it was given */
	enum env_form form;
	const char *output, *part, *book;
	bool inherit, quiet, strict, dry_run, style, online,
	    all_regions, help, version;
};

/* 0, or 64 when it has said what is wrong. What help and version ask for is
 * still to be done. env_options_free() is due in any case. */
int env_options_read(int argc, char *argv[], struct env_options *options);
void env_options_help(void);
void env_options_free(struct env_options *options);

/* What a command works on. */
struct work {
	struct env_contract *contract;
	struct env_text text;	/* of the file, when there is one */
	struct env_set set;
	struct er_diags diags;
};

/* ---- er-env-load.c -------------------------------------------------------- */

/* The shipped contract and the user's own, and the environment to look at.
 * free_work() is due in any case. */
int load_work(const struct env_options *options, struct work *work,
    struct er_err *err);
void free_work(struct work *work);
/* A crash must not leave secrets in a core file, nor a debugger read them.
 * before is the limit as it was. */
void forbid_core_files(struct rlimit *before);

/* ---- er-env-check.c ------------------------------------------------------- */

/* On stdout; frees it. */
void print_buf(struct er_buf *out);
/* All findings, and how many, on stderr. */
void print_findings(struct er_diags *diags);
/* Adds what is wrong, as far as a look at the environment shows. */
void find_faults(const struct env_options *options, struct work *work);
/* Tells what was found in the form asked for; the exit status that it comes to.
 * facts NULL: AWS was not asked. */
int tell_check(const struct env_options *options, struct work *work,
    const struct env_facts *facts);

#endif
