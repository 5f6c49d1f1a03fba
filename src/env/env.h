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
	size_t end_line;	/* the last one of it (by dotenv.c alone) */
	enum env_quoting quoting;
	bool hash_cut;		/* ends at a '#' that follows no blank */
	bool broken;		/* its quotes are wrong; that is reported */
	bool open;		/* what it is depends on who reads the file */
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
	size_t size, used, touched;
	bool live;		/* it can be searched while it grows */
	bool full;		/* something did not fit */
	bool has_mode;		/* it is a file, and this is its mode */
	unsigned mode;
};

/* A grammar: how one reader takes a file apart. */
struct env_grammar;
extern const struct env_grammar env_dotenv;	/* npm dotenv (dotenv.c) */

/*
 * Reads a file ("-": stdin) of at most ENV_FILE_MAX bytes and ENV_LINES_MAX
 * lines. What is wrong in it is added to diags and reading goes on. ER_NOINPUT:
 * cannot be opened; ER_IO: cannot be read; ER_DATA: too large.
 */
enum { ENV_FILE_MAX = 64 * 1024 * 1024, ENV_LINES_MAX = 1000000 };
int env_read(const char *path, const struct env_grammar *grammar,
    struct env_set *set, struct er_diags *diags, struct er_err *err);
/* The bytes of such a file: owned, overwritten when they are freed. */
struct env_text {
	char *p;
	size_t n, cap;
	bool is_file;		/* not a pipe; then this is its mode */
	unsigned mode;
};
int env_text_read(const char *path, struct env_text *text, struct er_err *err);
/* Reads on from there, as env_read() does. */
void env_text_parse(const char *path, const struct env_text *text,
    const struct env_grammar *grammar, struct env_set *set,
    struct er_diags *diags);
void env_text_free(struct env_text *text);
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

/* ---- how others read (reading.c, one file per grammar) ------------------ */

enum env_reader {
	ENV_SH, ENV_SYSTEMD, ENV_DOCKER, ENV_COMPOSE, ENV_DOTENV, ENV_READERS
};
extern const char *const env_reader_names[ENV_READERS];

/* What reading does beside setting variables. */
enum env_event_kind { ENV_RUNS, ENV_CREATES, ENV_OPENS };

struct env_event {
	enum env_event_kind kind;
	size_t line;
};

/*
 * What a reader makes of a file. Nothing is run, opened or looked up for it:
 * a value that depends on the environment of who reads is marked open, and is
 * what it would be if nothing were set there.
 */
struct env_reading {
	struct env_set set;	/* empty when the file is refused */
	size_t refused;		/* the line where it is refused; 0: it is not */
	const char *why;	/* marked, not yet translated */
	bool lost;		/* not refused: er-env cannot follow it there */
	struct env_event *events;
	size_t n, cap;
};

/* Start with {0}. */
void env_reading_make(const char *text, size_t n, enum env_reader reader,
    struct env_reading *reading);
void env_reading_free(struct env_reading *reading);

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
/* Who looks at a file, and where the user's own settings are. */
struct env_user {
	unsigned long id;
	const char *home, *config;	/* $HOME, $XDG_CONFIG_HOME; or NULL */
};

/* What is wrong with where the file is: who owns it and may write there, links,
 * a repository of git (place.c). */
void env_check_place(const struct env_set *set,
    const struct env_contract *contract, const struct env_user *user,
    struct er_diags *diags);
/* Variables that environment sets to something else, so that dotenv leaves
 * them as they are (place.c). */
void env_check_shadows(const struct env_set *set,
    const struct env_set *environment, const struct env_contract *contract,
    struct er_diags *diags);
/* How the file is written: what dotenv-linter has beside the above (style.c).
 * Each of these sorts diags. */
void env_check_style(const struct env_text *text, const struct env_set *set,
    struct er_diags *diags);
/*
 * What the findings come to: ER_DATA when one says that the file is malformed,
 * else ER_CONFIG, else ER_NONE. strict counts warnings too.
 */
enum er_class env_verdict(const struct er_diags *diags, bool strict);

/* ---- findings for programs (forms.c) ------------------------------------ */

/* What was learnt beside the findings: names that stay, and text (owned). */
struct env_facts {
	struct env_fact {
		const char *name;
		char *text;
	} *list;
	size_t n, cap;
};

void env_facts_add(struct env_facts *facts, const char *name,
    const char *fmt, ...) ER_PRINTF(3, 4);
void env_facts_free(struct env_facts *facts);

/* What a check came to. */
struct env_report {
	const struct env_facts *facts;	/* NULL: AWS was not asked */
	const char *file;	/* NULL: the environment */
	const struct er_diags *diags;
	int status;		/* the exit status */
	bool strict;		/* warnings were taken for errors */
};

/* One JSON object, as er-env(1) describes it. */
void env_report_json(const struct env_report *report, struct er_buf *out);
/* TAP 13: a test for each rule. */
void env_report_tap(const struct env_report *report, struct er_buf *out);

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

/* Adds the contract as a commented file to fill in (example.c). */
void env_example(const struct env_contract *contract, struct er_buf *out);

/* ---- rights (policy.c) -------------------------------------------------- */

/*
 * Adds an IAM policy in JSON that allows what this environment needs: mail from
 * SES_FROM, to the addresses in to, of ER_ALLOWED_RECIPIENTS and SES_BCC; to
 * anybody when neither of the first two is given. ER_CONFIG: no sender or no
 * region, or an address is malformed.
 */
int env_policy(const struct env_set *set, const struct er_words *to,
    struct er_buf *out, struct er_err *err);

/* ---- comparing (diff.c) ------------------------------------------------- */

/*
 * Adds a line for each variable that only one of two files sets, or that they
 * set differently: its place, name, kind and length, never its value. Returns
 * how many.
 */
size_t env_diff(const struct env_set *a, const struct env_set *b,
    const struct env_contract *contract, struct er_buf *out);

/* ---- where readers differ (readers.c) ----------------------------------- */

/* A file as all of them read it; chosen is 1 << reader for those that count. */
struct env_readers {
	const char *file;
	unsigned chosen;
	struct env_reading of[ENV_READERS];
};

enum { ENV_ALL_READERS = (1 << ENV_READERS) - 1 };

/* Its bit, or 0 when there is none of that name. */
unsigned env_reader_find(const char *name);
void env_readers_make(const char *file, const char *text, size_t n,
    unsigned chosen, struct env_readers *all);
void env_readers_free(struct env_readers *all);
/*
 * Adds what a refusal or a command makes of the whole file, and each variable
 * that the chosen readers do not all set alike: what each sees, under the rules
 * of env_list(), and how to write it so that most of them agree. Returns how
 * many findings there are.
 */
size_t env_readers_list(const struct env_readers *all,
    const struct env_contract *contract, struct er_buf *out);

/* The same as warnings of a check, few of them: what another finding already
 * explains is left out. Then sorts diags. */
void env_check_readers(const char *file, const char *text, size_t n,
    unsigned chosen, struct er_diags *diags);

/* ---- rewriting (fix.c) -------------------------------------------------- */

/* A file as it ought to be. Start with {0}; it holds secrets. */
struct env_fix {
	struct er_buf text;	/* all of it */
	struct er_buf shown;	/* each change, secrets masked */
	size_t lines;		/* how many changes there are */
};

/*
 * Rewrites what chosen readers do not all read as dotenv does, so that they
 * do; no value changes, and what they agree on stays byte for byte. -1 when
 * there is no such form of some variable: it goes to diags as an error.
 */
int env_fix_make(const char *file, const struct env_text *text,
    unsigned chosen, const struct env_contract *contract, struct env_fix *fix,
    struct er_diags *diags);
/*
 * Puts it in the place of the file (of the one that a link leads to), which is
 * kept beside it as FILE~. ER_USAGE: it is no file; ER_NOPERM: somebody else's;
 * ER_CANTCREATE, ER_IO.
 */
int env_fix_write(const char *file, const struct env_text *text,
    const struct env_fix *fix, struct er_err *err);
void env_fix_free(struct env_fix *fix);

/* ---- running (run.c) ---------------------------------------------------- */

/*
 * The environment for a command: set's variables over those of environment
 * that any command needs (HOME, PATH, the locale and so on), or over all of
 * it. NULL-terminated; the array is owned, its strings are borrowed from both.
 */
char **env_build(const struct env_set *set, char *const *environment,
    bool inherit);

#endif
