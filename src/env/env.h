/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Environment files: read as a given reader would, held against a contract of
 * variables, shown without their secrets, handed to a command.
 *
 * No message of this room quotes a value of the file it speaks of: it names
 * the variable and the place. What a value was read into is overwritten when
 * it is freed.
 */
#ifndef ENV_ENV_H
#define ENV_ENV_H

#include "base/base.h"

/* ---- reading (read.c, one file per grammar) ----------------------------- */

enum env_quoting {
	ENV_BARE, ENV_SINGLE, ENV_DOUBLE, ENV_BACKQUOTE,
	ENV_GIVEN	/* by the process environment: no file, no quotes */
};

/* One assignment, as its reader understood it. */
struct env_var {
	const char *name;	/* "NAME=value" and a NUL: what exec wants */
	size_t nname;		/* bytes of NAME */
	const char *value;	/* within that text */
	size_t nvalue;
	size_t line, column;	/* of the name, from 1; 0: no file */
	size_t value_line, value_column;	/* of the value or its quote */
	enum env_quoting quoting;
	bool hash_cut;		/* ends at a '#' that follows no blank */
	bool broken;		/* its quotes are wrong; that is reported */
	size_t winner;		/* the last assignment of the same name */
};

/* All assignments in their order. Start with {0}; everything is owned. */
struct env_set {
	char *file;		/* for messages; NULL: the environment */
	struct env_var *vars;
	size_t n, cap;
	size_t *table;		/* by hash of the name: place in vars + 1 */
	size_t mask;
	char *memory;		/* of names and values */
	size_t size, used;
	bool has_mode;		/* it is a file, and this is its mode */
	unsigned mode;
};

/* A grammar: how one reader takes a file apart. */
struct env_grammar;
extern const struct env_grammar env_dotenv;	/* npm dotenv (dotenv.c) */

/*
 * Reads a file ("-": stdin) of at most ENV_FILE_MAX bytes. What is wrong in it
 * is added to diags and reading goes on. ER_NOINPUT: cannot be opened; ER_IO:
 * cannot be read; ER_DATA: too large.
 */
enum { ENV_FILE_MAX = 64 * 1024 * 1024 };
int env_read(const char *path, const struct env_grammar *grammar,
    struct env_set *set, struct er_diags *diags, struct er_err *err);
/* The same for text in memory; file names it in messages. */
void env_parse(const char *file, const char *text, size_t n,
    const struct env_grammar *grammar, struct env_set *set,
    struct er_diags *diags);
/* Takes over (copies) "NAME=value" strings, NULL-terminated. */
void env_take(char *const *environment, struct env_set *set);
/* The assignment that counts, or NULL. */
const struct env_var *env_find(const struct env_set *set, const char *name);
const struct env_var *env_find_name(const struct env_set *set,
    const char *name, size_t n);
void env_free(struct env_set *set);

/* ---- the contract (contract.c) ------------------------------------------ */

/* Which variables there are, and what each must be. */
struct env_contract;

struct env_contract *env_contract_new(void);
/*
 * Adds the Variable records of a recfile; one of the same name replaces the
 * earlier. Faults go to diags. ER_NOINPUT, ER_IO as er_file_open().
 */
int env_contract_add(struct env_contract *contract, const char *path,
    struct er_diags *diags, struct er_err *err);
void env_contract_free(struct env_contract *contract);

/* ---- checking (check.c) ------------------------------------------------- */

/* Adds all that is wrong with set under the contract, and sorts diags. */
void env_check(const struct env_set *set, const struct env_contract *contract,
    struct er_diags *diags);
/*
 * What the findings come to: ER_DATA when one says that the file is malformed,
 * else ER_CONFIG, else ER_NONE. strict counts warnings too.
 */
enum er_class env_verdict(const struct er_diags *diags, bool strict);

/* ---- showing (show.c) --------------------------------------------------- */

/*
 * Adds a line for each variable: "file:line: NAME=value". Only values that the
 * contract knows, does not call secret and finds right are shown; of all
 * others kind and length. all: also variables that the contract does not know.
 */
void env_list(const struct env_set *set, const struct env_contract *contract,
    bool all, struct er_buf *out);
/* One sentence on what is ready: how many variables, sender, region, where
 * mail goes. */
void env_summary(const struct env_set *set,
    const struct env_contract *contract, struct er_buf *out);

/* ---- comparing (diff.c) ------------------------------------------------- */

/*
 * Adds a line for each variable that only one of two files sets, or that they
 * set differently: its place, name, kind and length, never its value. Returns
 * how many.
 */
size_t env_diff(const struct env_set *a, const struct env_set *b,
    const struct env_contract *contract, struct er_buf *out);

/* ---- running (run.c) ---------------------------------------------------- */

/*
 * The environment for a command: set's variables over those of environment
 * that any command needs (HOME, PATH, the locale and so on), or over all of
 * it. NULL-terminated; the array is owned, its strings are borrowed from both.
 */
char **env_build(const struct env_set *set, char *const *environment,
    bool inherit);

#endif
