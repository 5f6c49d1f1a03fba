/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. */
#ifndef ENV_ENV_PRIV_H
#define ENV_ENV_PRIV_H

#include <regex.h>

#include "env/env.h"

/* ---- rules (rules.c) ---------------------------------------------------- */

enum env_rule {
	/* the file itself */
	ENV_NUL_BYTE, ENV_NOT_UTF8, ENV_BYTE_ORDER_MARK, ENV_CRLF,
	ENV_NOT_AN_ASSIGNMENT, ENV_KEY_WITHOUT_VALUE, ENV_UNCLOSED_QUOTE,
	ENV_TEXT_AFTER_QUOTE, ENV_RUNAWAY_QUOTE, ENV_JOINED_LINES,
	ENV_HASH_CUTS_VALUE, ENV_READERS_DIFFER,
	/* names */
	ENV_MISSING, ENV_NEAR_MISS, ENV_ALIAS, ENV_UNKNOWN,
	ENV_DUPLICATED_KEY,
	/* values */
	ENV_EMPTY, ENV_BLANK, ENV_MALFORMED, ENV_QUOTES_KEPT,
	ENV_NOT_EXPANDED, ENV_PLACEHOLDER,
	/* what only AWS's values can have wrong */
	ENV_EXAMPLE_KEY, ENV_KEY_SHAPE, ENV_KEYS_SWAPPED, ENV_SMTP_PASSWORD,
	ENV_STALE_TOKEN, ENV_PROFILE_IGNORED, ENV_REGION, ENV_REGION_UNKNOWN,
	ENV_REGION_WITHOUT_SES, ENV_REGIONS_DIFFER,
	ENV_URL_WITHOUT_TLS,
	/* around the file */
	ENV_FILE_MODE, ENV_FILE_OWNER, ENV_DIRECTORY_MODE, ENV_SYMLINK,
	ENV_GIT_TRACKED, ENV_GIT_NOT_IGNORED, ENV_SHADOWED,
	/* style, when asked for */
	ENV_ENDING_BLANK_LINE, ENV_EXTRA_BLANK_LINE, ENV_INCORRECT_DELIMITER,
	ENV_LEADING_CHARACTER, ENV_LOWERCASE_KEY, ENV_QUOTE_CHARACTER,
	ENV_SPACE_CHARACTER, ENV_SUBSTITUTION_KEY, ENV_TRAILING_WHITESPACE,
	ENV_UNORDERED_KEY, ENV_VALUE_WITHOUT_QUOTES,
	/* what AWS says */
	ENV_CLIENT, ENV_UNREACHABLE, ENV_CLOCK, ENV_KEYS_REFUSED,
	ENV_MAY_NOT_ASK, ENV_SENDING_PAUSED, ENV_PROBATION, ENV_SANDBOX,
	ENV_FROM_NOT_VERIFIED, ENV_FROM_CASE, ENV_DKIM, ENV_MAIL_FROM,
	ENV_RECIPIENT_NOT_VERIFIED, ENV_RECIPIENT_SUPPRESSED,
	ENV_CONFIGURATION_SET, ENV_QUOTA, ENV_RATE,
	ENV_RULES
};

struct env_rule_info {
	const char *id;		/* stable: scripts and pages name it */
	enum er_severity severity;
	enum er_class cls;	/* exit status when it is an error */
	const char *remedy;	/* marked, not yet translated */
};

extern const struct env_rule_info env_rules[ENV_RULES];
/* By the pointer in a finding; ENV_RULES: it is of a schema. */
enum env_rule env_rule_find(const char *id);

/* ---- text being read ---------------------------------------------------- */

/* Where a grammar stands, and where it puts what it finds. */
struct env_scan {
	const char *file;
	const char *text;
	size_t n;
	size_t at;		/* the next byte */
	size_t begin;		/* of the last statement; and of the remark
				 * that ends it, or 0 (by dotenv.c alone) */
	size_t remark;
	size_t line;		/* line of the byte at counted, from 1 */
	size_t line_start;	/* where that line begins */
	size_t counted;
	struct env_set *set;
	struct er_diags *diags;	/* NULL: nobody is told */
	struct env_reading *reading;	/* NULL: it is read to be checked */
};

struct env_grammar {
	bool expands;		/* a value may be longer than its text */
	/* Reads one statement (assignment, comment, stray line) at scan->at
	 * and moves on; false at the end. */
	bool (*next)(struct env_scan *scan);
};

/* Line and column of an offset; offsets must not go backwards. */
void env_place(struct env_scan *scan, size_t at, size_t *line,
    size_t *column);
void env_scan_problem(struct env_scan *scan, enum env_rule rule, size_t at,
    const char *fmt, ...) ER_PRINTF(4, 5);
/*
 * A new assignment with its name, empty value and place. The memory is as
 * large as the text: a value never gets longer by being read.
 */
struct env_var *env_add(struct env_set *set, const char *name, size_t n);
void env_add_value(struct env_set *set, const char *p, size_t n);
void env_add_done(struct env_set *set);
/* Room for what n bytes of text may hold; before the first assignment. */
void env_set_begin(struct env_set *set, size_t n, bool expands);
/* Takes back the assignments from the nth on; used is what it was then. */
void env_set_cut(struct env_set *set, size_t n, size_t used);
/* Makes what was read searchable. */
void env_set_end(struct env_set *set);

/* ---- the other readers (reading.c) -------------------------------------- */

extern const struct env_grammar env_sh, env_systemd, env_docker, env_compose;

/* The reader refuses the file at that byte. Returns false. */
bool env_refuse(struct env_scan *scan, size_t at, const char *why);
/* The same where it may go on, but not for us. */
bool env_lose(struct env_scan *scan, size_t at, const char *why);
/* Once for a line. Offsets as for env_place(). */
void env_event(struct env_scan *scan, enum env_event_kind kind, size_t at);
/* A name that sh and systemd know: letters, digits and '_'. */
bool env_is_name_char(char c, bool first);
/* Length of the white space at p as Unicode has it, or 0. */
size_t env_unicode_space(const char *p, size_t n);

/* ---- the contract ------------------------------------------------------- */

enum env_need { ENV_OPTIONAL, ENV_ALWAYS, ENV_WHEN, ENV_UNLESS };

struct env_type;

struct env_names {
	char **list;
	size_t n, cap;
};

/* Another variable is set, and begins so. */
struct env_condition {
	char *name;
	char *prefix;		/* NULL: to anything */
};

/* A Variable record. */
struct env_variable {
	char *name;
	bool wide;		/* it ends in '*': all names that begin so */
	const struct env_type *type;
	enum env_need need;
	struct env_condition *conditions;	/* ENV_WHEN, ENV_UNLESS: any */
	size_t nconditions, cap;
	bool secret;
	struct env_names aliases;
	struct env_names values;	/* type enum */
	bool has_pattern;
	regex_t pattern;	/* type regexp */
	long min, max;		/* type integer */
	char *doc;		/* what it is */
	char *remedy;		/* what to do: "set it to ..." */
};

struct env_contract {
	struct env_variable **list;
	size_t n, cap;
};

/* The variable of that name, or the NAME* that it falls under, or NULL. */
const struct env_variable *env_contract_find(
    const struct env_contract *contract, const char *name, size_t n);
/* The variable that is set within the value: a line end got lost. Or NULL. */
const struct env_variable *env_contract_joined(
    const struct env_contract *contract, const struct env_var *var);

/* ---- where readers differ (readers.c) ----------------------------------- */

/* Sets of readers that count and are not refusing, as 1 << reader: those that
 * do not see that variable so, and those that take NAME=value in these quotes
 * ('\0': in none) for it. */
unsigned env_readers_against(const struct env_readers *all,
    const struct env_var *var);
unsigned env_readers_for(const struct env_readers *all,
    const struct env_var *var, char quote);
/* "docker refuses the file: ..." */
/* A line that sets the variable, in those quotes. */
void env_readers_form(struct er_buf *text, const struct env_var *var,
    char quote);
/* Those of set that take a text alone for that variable and nothing else. */
unsigned env_readers_read(unsigned set, const char *text, size_t n,
    const struct env_var *var);
void env_readers_refusal(const struct env_reading *r, const char *name,
    struct er_buf *out);
/* Their names, with commas. */
void env_readers_names(unsigned set, struct er_buf *out);

/* ---- around the file (git.c, ignore.c) ----------------------------------- */

enum env_git { ENV_GIT_NONE, ENV_GIT_HAS_IT, ENV_GIT_IGNORES, ENV_GIT_COULD };

/* What the repository around a file, whose path is absolute and without links,
 * does with it. Nothing is run, and no hook or include of git's is looked at. */
enum env_git env_git_look(const char *path, const struct env_user *user);

/* The lines of an ignore file; base is the directory that they are about, from
 * the top of the work tree, "" or "a/b/". */
struct env_ignore {
	char *base;
	struct er_file file;
};
/* Whether the last of these files, which are ordered by weight, the lightest
 * first, that has a line on path, a path from the top, ignores it. */
bool env_ignored(const struct env_ignore *files, size_t n, const char *path);

/* ---- checks ------------------------------------------------------------- */

/* The contract says of a variable that is set that it is a secret. */
bool env_holds_secret(const struct env_set *set,
    const struct env_contract *contract);

struct env_checker {
	const struct env_set *set;
	const struct env_contract *contract;
	struct er_diags *diags;
	bool local;	/* the endpoint is on loopback: any key will do */
	size_t *spec_of;	/* by assignment: its place in the contract, or
				 * the number of variables there */
	bool *missing;		/* by variable of the contract: it is needed
				 * and not there, and nothing explains why */
};

/* Says it of a variable, at its name (env_problem) or its value. */
void env_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const struct env_var *var, const char *fmt,
    ...) ER_PRINTF(5, 6);
void env_value_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const struct env_var *var, const char *fmt,
    ...) ER_PRINTF(5, 6);
/* Says it of the whole; the name is for what is not there. */
void env_general_problem(struct env_checker *c, enum env_rule rule,
    enum er_severity severity, const char *fmt, ...) ER_PRINTF(4, 5);
/* The winning assignment when it is not empty, else NULL. */
const struct env_var *env_value_of(const struct env_checker *c,
    const char *name);
/* Whether the contract asks for it, given what else is set. */
bool env_is_needed(const struct env_checker *c,
    const struct env_variable *spec);

/* names.c: what is wrong with each assignment as such. Fills spec_of and
 * missing. */
void env_check_names(struct env_checker *c);

/* near.c: all names of a contract, made ready for comparing */
struct env_near;
struct env_near *env_near_new(const struct env_contract *contract);
void env_near_free(struct env_near *near);
/*
 * The place of the variable that a name most likely was meant to be, or the
 * number of variables. Names that are not ours count only for what is missing.
 */
size_t env_near_find(const struct env_near *near, const struct env_checker *c,
    const struct env_var *var, bool ours);

/* show.c: what may be shown of a line, which may be the rest of a secret that
 * was broken in two */

/* A word looks like a name: capitals, digits, '_' among them. */
bool env_name_is_plain(const char *name, size_t n);
/* A name that no variable has, or one that is not plain and is set to nothing:
 * base64 text that ends in '=' reads so. */
bool env_name_may_be_secret(const struct env_var *var);
/* The value where it may be shown, else its kind and length; nothing of an
 * empty one. */
void env_show_value(const struct env_set *set,
    const struct env_contract *contract, const struct env_variable *spec,
    const struct env_var *var, struct er_buf *out);
/* "<secret, 40 characters>": for any value, whether it may be shown or not. */
void env_show_kind(const struct env_variable *spec, const struct env_var *var,
    struct er_buf *out);

/* types.c */
struct env_type {
	const char *name;	/* as the record says it */
	bool never_empty;	/* set but empty means something bad */
	/* Finds what is wrong with a value that is neither empty nor blank. */
	void (*check)(struct env_checker *c, const struct env_variable *spec,
	    const struct env_var *var);
};
const struct env_type *env_type_find(struct er_slice name);
bool env_url_is_local(const char *url);

/* keys.c: credentials */
void env_check_key_id(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var);
void env_check_secret_key(struct env_checker *c,
    const struct env_variable *spec, const struct env_var *var);
void env_check_token(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var);
void env_check_pairs(struct env_checker *c);
/* What kind of key an id names; translated. */
const char *env_key_kind(const struct env_var *var);

/* region.c */
/* The next other region with SES that takes the same keys; i begins as 0. NULL:
 * no more. */
const char *env_region_like(const char *region, size_t *i);
void env_check_region(struct env_checker *c, const struct env_variable *spec,
    const struct env_var *var);

#endif
