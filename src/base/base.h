/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every room stands on: errors and their exit statuses, diagnostics with
 * a place, growing text, files, dates, UTF-8.
 *
 * Nothing here reads argv, the environment or the clock. Out of memory ends
 * the program with EX_OSERR (71); nothing else does.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GNUC__)
#define ER_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define ER_PRINTF(f, a)
#endif

/* ---- errors (err.c) ---------------------------------------------------- */

/*
 * What the caller can do about a failure. The values are the exit statuses of
 * all tools: sysexits.h, plus 79 and 80 which are ours.
 */
enum er_class {
	ER_NONE = 0,
	ER_USAGE = 64,       /* the command line is wrong */
	ER_DATA = 65,        /* the input is wrong: mend it */
	ER_NOINPUT = 66,     /* an input cannot be opened */
	ER_PERM = 69,        /* refused for good: do not try again */
	ER_BUG = 70,         /* our mistake */
	ER_OS = 71,          /* a system call failed, or no memory */
	ER_CANTCREATE = 73,  /* an output cannot be created */
	ER_IO = 74,          /* reading or writing failed */
	ER_TEMP = 75,        /* try again later */
	ER_PROTOCOL = 76,    /* the other side answered nonsense */
	ER_NOPERM = 77,      /* not permitted: credentials, policy */
	ER_CONFIG = 78,      /* a setting is bad or missing */
	ER_DOUBT = 79,       /* it may or may not have been sent */
	ER_STALE = 80        /* the data is older than it may be */
};

/* A failure: its class and one finished sentence (owned; er_err_free). */
struct er_err {
	enum er_class cls;
	char *text;
};

/*
 * Fills err, unless it is NULL or already filled: the first fault is the
 * cause. The text has no program name and no final newline.
 */
void er_fail(struct er_err *err, enum er_class cls, const char *fmt, ...)
    ER_PRINTF(3, 4);
void er_vfail(struct er_err *err, enum er_class cls, const char *fmt,
    va_list ap) ER_PRINTF(3, 0);
void er_err_free(struct er_err *err);	/* empties it; may be used again */

/* ---- diagnostics (diag.c) ---------------------------------------------- */

enum er_severity { ER_ERROR, ER_WARNING, ER_NOTE };

struct er_diag {
	enum er_severity severity;
	char *file;	/* as the user named it; "-" is stdin */
	size_t line;	/* from 1; 0: the file as a whole */
	size_t column;	/* from 1, in bytes; 0: the line as a whole */
	const char *rule; /* stable id, static; NULL: none */
	char *text;
};

/* All faults of a run, in the order found. Start with {0}. */
struct er_diags {
	struct er_diag *list;
	size_t n, cap;
	size_t errors, warnings;
	bool colour;	/* print them for a terminal that has colours */
};

/*
 * Adds one; fmt makes the text. Past ER_DIAGS_MAX errors nothing more is kept
 * (they are counted), so that a hostile file cannot fill memory.
 */
enum { ER_DIAGS_MAX = 1000 };
void er_diag_add(struct er_diags *diags, enum er_severity severity,
    const char *file, size_t line, size_t column, const char *rule,
    const char *fmt, ...) ER_PRINTF(7, 8);
/* Orders by file (first seen first), line, column; stable. */
void er_diags_sort(struct er_diags *diags);
/* Prints "file:line:column: error: text [rule]", a line each, control
 * characters replaced. The words error, warning, note are translated. */
void er_diags_print(const struct er_diags *diags, FILE *to);
void er_diags_free(struct er_diags *diags);

/* ---- memory (mem.c) ---------------------------------------------------- */

/* Never NULL; out of memory or an overflowing product ends the program. */
void *er_xmalloc(size_t size);
void *er_xcalloc(size_t n, size_t size);
void *er_xrealloc(void *old, size_t n, size_t size);
char *er_xstrdup(const char *text);
char *er_xstrndup(const char *p, size_t n);	/* NUL-terminated copy */
char *er_xasprintf(const char *fmt, ...) ER_PRINTF(1, 2);
/* Overwrites in a way the compiler keeps; p may be NULL. */
void er_wipe(void *p, size_t n);

/*
 * Makes room for one more element in a growing array: returns the array, moved
 * or not, and updates *cap.
 */
void *er_grow(void *list, size_t n, size_t *cap, size_t size);

/* ---- text (buf.c) ------------------------------------------------------ */

/* Growing text, always NUL-terminated once something was added. Start {0}. */
struct er_buf {
	char *p;	/* NULL while empty and new */
	size_t n;	/* bytes before the NUL */
	size_t cap;
	size_t max;	/* nothing is added past as many bytes; 0: no end */
	bool full;	/* something was not added */
};

void er_buf_add(struct er_buf *b, const char *p, size_t n);
void er_buf_adds(struct er_buf *b, const char *text);
void er_buf_addc(struct er_buf *b, char c);
void er_buf_fill(struct er_buf *b, char c, size_t n);	/* n times c */
/* Makes b, which has no max, longer by n bytes, which the caller fills: where
 * they are. */
char *er_buf_extend(struct er_buf *b, size_t n);
void er_buf_addf(struct er_buf *b, const char *fmt, ...) ER_PRINTF(2, 3);
void er_buf_vaddf(struct er_buf *b, const char *fmt, va_list ap)
    ER_PRINTF(2, 0);
/* Adds text from outside, each character that acts (er_utf8_acts) replaced by
 * '?', and so each byte that would in another character set; at most max bytes
 * of it ("..." then shows the cut). For messages. */
void er_buf_addclean(struct er_buf *b, const char *p, size_t n, size_t max);
/* Adds text as a JSON string, its quotes included. */
void er_buf_addjson(struct er_buf *b, const char *p, size_t n);
void er_buf_trim(struct er_buf *b, size_t n);	/* shortens to n bytes */
char *er_buf_steal(struct er_buf *b);	/* the text, owned; b is new again */
void er_buf_free(struct er_buf *b);
void er_buf_wipe(struct er_buf *b);	/* overwrites, then frees */

/* A borrowed piece of somebody else's text; not NUL-terminated. */
struct er_slice {
	const char *p;
	size_t n;
};

bool er_slice_is(struct er_slice s, const char *text);
bool er_slice_is_nocase(struct er_slice s, const char *text);	/* ASCII */
struct er_slice er_slice_trim(struct er_slice s);	/* ASCII blanks */

/* Bytes that need not lie in memory: at p, or where that is NULL what read
 * gives, n of them from at on; false: it cannot. All borrowed. */
struct er_bytes {
	const char *p;
	size_t n;
	bool (*read)(void *closure, size_t at, char *to, size_t n);
	void *closure;
};

bool er_bytes_read(const struct er_bytes *bytes, size_t at, char *to,
    size_t n);

/* ---- files (file.c) ---------------------------------------------------- */

/* The bytes of an input, mapped or read. */
struct er_file {
	char *name;	/* as the user named it; "-" for stdin */
	const char *p;
	size_t n;
	bool mapped;
};

/*
 * Opens and maps path; "-" or what cannot be mapped (a pipe) is read to its
 * end. Directories are refused. ER_NOINPUT when it cannot be opened, ER_IO
 * when it cannot be read, ER_DATA when larger than max (0: no limit, but for
 * pipes one of a gigabyte).
 */
int er_file_open(const char *path, size_t max, struct er_file *file,
    struct er_err *err);
/* Reads all of a descriptor; name is for messages. Classes as above. */
int er_file_read_fd(int fd, const char *name, size_t max,
    struct er_file *file, struct er_err *err);
void er_file_close(struct er_file *file);
/* The same, read piece by piece without being kept in memory. */
struct er_bytes er_file_bytes(struct er_file *file);

/* What a name in a directory is. */
enum er_entry {
	ER_ENTRY_NONE,		/* it is not there, or a link to nothing */
	ER_ENTRY_FILE,
	ER_ENTRY_DIRECTORY,
	ER_ENTRY_OTHER,		/* a pipe, a device: reading may never end */
	ER_ENTRY_OUTSIDE	/* a link that leads out of directory */
};

/*
 * Links may lead anywhere when directory is NULL: then whoever made them is
 * trusted. (What the user names is never asked about: he may name a link or a
 * pipe.)
 */
enum er_entry er_entry_kind(const char *path, const char *directory);
/* What is not a file or a directory is a failure. ER_NOINPUT. */
int er_entry_check(const char *path, const char *directory,
    struct er_err *err);

/*
 * Writes a file that is whole or not there: beside it, synced, renamed, its
 * directory synced. mode as for open(2). ER_CANTCREATE, ER_IO.
 */
int er_file_write(const char *path, const char *p, size_t n, unsigned mode,
    struct er_err *err);

/* mkdir -p with the given mode for what is made, which is there after a loss of
 * power too. ER_CANTCREATE. */
int er_mkdirs(const char *path, unsigned mode, struct er_err *err);

/* DIR/NAME, owned. */
char *er_path_join(const char *dir, const char *name);

/* ---- shipped files (data.c) -------------------------------------------- */

/* Where data/ and roles/ are: the value of ER_DATADIR, or when that is NULL or
 * empty the directory they were installed in. Borrowed. */
const char *er_data_directory(const char *setting);
/* DIRECTORY/NAME, owned; NULL and ER_CONFIG when it cannot be read. */
char *er_data_file(const char *directory, const char *name,
    struct er_err *err);

/* ---- dates (date.c) ---------------------------------------------------- */

/* A day of the proleptic Gregorian calendar, years 1 to 9999. */
struct er_date {
	int year, month, day;	/* month and day from 1 */
};

/* ISO 8601 "2026-11-22", all of it; false when it is not a real day. */
bool er_date_parse(const char *p, size_t n, struct er_date *date);
/* "2026-11-22" and its NUL. */
void er_date_print(struct er_date date, char out[11]);
int er_date_days_in_month(int year, int month);
/* Days since 1970-01-01, and back. */
long er_date_to_days(struct er_date date);
struct er_date er_date_from_days(long days);
/* 1 Monday to 7 Sunday (ISO 8601). */
int er_date_weekday(struct er_date date);
/* The ISO 8601 week and the year it belongs to. */
void er_date_iso_week(struct er_date date, int *year, int *week);

/* ---- UTF-8 (utf8.c) ---------------------------------------------------- */

/* Offset of the first byte that is not valid UTF-8 (RFC 3629), or n. */
size_t er_utf8_check(const char *p, size_t n);
/* The character at p, of n > 0 bytes: its length, or 0 when it is not valid. */
size_t er_utf8_take(const char *p, size_t n, uint32_t *c);
/* Does the character act instead of being seen? Controls do, and those that
 * make a line read in another order or end where it does not (UAX 9, 14). */
bool er_utf8_acts(uint32_t c);
bool er_is_ascii(const char *p, size_t n);

/* ---- near names (near.c) ----------------------------------------------- */

/*
 * Edits (insert, delete, replace, swap neighbours; case does not count) that
 * make a into b; more than max is returned as max + 1.
 */
size_t er_edit_distance(const char *a, const char *b, size_t max);

/* ---- options (option.c) ------------------------------------------------- */

enum er_option_kind {
	ER_OPTION_HEADING,	/* only a line of help */
	ER_OPTION_FLAG,		/* sets a bool */
	ER_OPTION_TEXT,		/* sets a const char *, the last one counts */
	ER_OPTION_WORDS,	/* adds to a struct er_words */
	ER_OPTION_CHOICE,	/* sets a struct er_choice, which may be set */
	ER_OPTION_CHOICE_TEXT	/* once; the latter with an argument */
};

/* One row an option: its names, what it sets and its text in --help. */
struct er_option {
	const char *name;	/* without "--"; NULL: only a letter */
	char letter;		/* 0: only a name */
	enum er_option_kind kind;
	size_t at;		/* offset of the member it sets */
	int value;		/* of a choice */
	const char *help;	/* marked with N_(), newline included; or NULL */
};

struct er_words {
	const char **list;	/* owned; the words are argv's */
	size_t n, cap;
};

void er_words_add(struct er_words *words, const char *word);

struct er_choice {
	int value;
	const char *name, *argument;
};

/*
 * Sets the members of *into from the options; *first is the first argument that
 * is none. Returns 0, or 64 when it has said on stderr what is wrong.
 */
int er_options_read(const struct er_option *rows, size_t n, int argc,
    char *argv[], void *into, int *first);
void er_options_help(const struct er_option *rows, size_t n);	/* on stdout */

/* ---- limits (limit.c) ---------------------------------------------------- */

/*
 * Ends the program with a message and status 65 once it has used the processor
 * for so many seconds from now on. 0: no limit.
 */
void er_limit_work(unsigned seconds);
/* Of data in memory, 0: no limit. What is asked for beyond it is not there: see
 * er_xmalloc(). */
void er_limit_memory(uint64_t bytes);

/* ---- confinement (confine.c) ---------------------------------------------- */

/* What a program still needs; its members are confine.c's. */
struct er_confinement {
	int rules;
	uint64_t handled;
	bool writes;
};

/*
 * From er_confine() on, where the system can do that: no file is opened but
 * those below, none written but in those directories; no program is started,
 * no socket made, no other process looked at. It cannot be undone. A link is
 * the file it leads to; what is not there is passed over.
 */
void er_confine_begin(struct er_confinement *c);
void er_confine_read(struct er_confinement *c, const char *path);
void er_confine_write(struct er_confinement *c, const char *directory);
void er_confine(struct er_confinement *c);

/* ---- start and end of a program (init.c) ------------------------------- */

/*
 * Sets the program's name, opens descriptors 0 to 2 if closed, sets the locale
 * and the message catalogue, and arranges that a failing write to stdout ends
 * in status 74.
 */
void er_init(const char *program);
/* The name that er_init() was given. */
const char *er_program(void);
/* "er-gen: text" and a newline on stderr. */
void er_warn(const char *fmt, ...) ER_PRINTF(1, 2);
/* Prints err's text by er_warn, frees it and returns its exit status. */
int er_report(struct er_err *err);
/* "Try 'er-gen --help' for more." on stderr; returns 64. */
int er_try_help(void);
/* `er-gen (er-tools) 0.1.0` and the licence, on stdout. */
void er_print_version(void);

#endif
