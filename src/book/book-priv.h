/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this directory share. The only header of ours that shows
 * SQLite's types.
 *
 * A book is opened in three passes over its files: survey.c learns the types
 * and their fields, index.c the keys and who belongs to which entity, load.c
 * checks each record (validate.c) and adds it to the rows of its type
 * (store.h), which are a table of SQL (vtable.c). Slices point into the files'
 * text, which stays until loading is over.
 */
#ifndef BOOK_BOOK_PRIV_H
#define BOOK_BOOK_PRIV_H

#include <sqlite3.h>

#include "book/book.h"
#include "money/money.h"
#include "rec/rec.h"

/* ---- what a field holds (kind.c) ----------------------------------------- */

enum book_kind {
	KIND_TEXT,
	KIND_LINE,		/* text without a line break */
	KIND_INTEGER,
	KIND_RANGE,
	KIND_REAL,		/* a number as recutils has it */
	KIND_COUNT,		/* a whole number from 0, commas allowed */
	KIND_NUMBER,		/* commas allowed */
	KIND_BOOL,
	KIND_ENUM,
	KIND_DATE,
	KIND_MONTH,
	KIND_CURRENCY,
	KIND_MONEY,
	KIND_PERCENT,
	KIND_MONEY_OR_PERCENT,
	KIND_REGEXP,
	KIND_EMAIL, KIND_UUID,	/* by a regular expression, too */
	KIND_SIZE,		/* text of so many characters at most */
	KIND_NAME,		/* a field name */
	KIND_REFERENCE		/* the key of a record of another type */
};

/* A field's declaration; everything is owned. */
struct book_domain {
	enum book_kind kind;
	char *label;		/* the typedef's name, or NULL */
	int64_t min, max;	/* range; max of size */
	char **words;		/* enum */
	size_t nwords;
	struct book_pattern *pattern;	/* regexp */
	char *pattern_text;
	const char *hint;	/* what to write instead; static, or NULL */
	char *target;		/* reference: the type's name */
};

/*
 * Reads what stands in a %type after the field names: `enum a b`, `rec Asset`,
 * or a typedef's name with the text it stands for. False with *why (owned)
 * when it is no declaration.
 */
bool book_domain_parse(struct book_domain *domain, struct er_slice text,
    const char *label, char **why);
/* Whether it is one of the kinds that recutils knows. */
bool book_kind_is_known(struct er_slice name);
bool book_domain_same(const struct book_domain *a,
    const struct book_domain *b);
void book_domain_free(struct book_domain *domain);

/* ---- regular expressions (pattern.c) ------------------------------------- */

/* Compiles a POSIX extended regular expression; NULL with *why (owned). */
struct book_pattern *book_pattern_new(const char *text, char **why);
/* Somewhere in the text, unless anchored. */
bool book_pattern_matches(struct book_pattern *pattern, struct er_slice text);
void book_pattern_free(struct book_pattern *pattern);

/* Takes the next word off text; empty at its end. */
struct er_slice book_word_take(struct er_slice *text);

/* ---- numbers as recutils writes them (number.c) --------------------------- */

/* A whole number: decimal, with 0x hexadecimal, with a 0 in front octal; a '-'
 * may stand before it. */
bool book_integer_parse(struct er_slice text, int64_t *value);
/* 12, -0.5, .5 or 1e3, whatever the locale. */
bool book_real_parse(struct er_slice text, double *value);

/* ---- values (value.c) ---------------------------------------------------- */

/* One value, read. */
struct book_value {
	enum {
		VALUE_NONE, VALUE_TEXT, VALUE_INTEGER, VALUE_REAL, VALUE_MONEY,
		VALUE_PERCENT
	} is;
	struct er_slice text;
	int64_t integer;
	double real;
	struct money money;
	int64_t low, high;	/* percent, in millionths of 1 */
};

/* currency counts where an amount names none. NULL, or what is wrong with the
 * text, which it quotes (owned). */
char *book_value_read(const struct book_domain *domain, struct er_slice text,
    const char *currency, struct book_value *value);

struct store;

/* ---- types (schema.c) ---------------------------------------------------- */

struct book_field {
	char *name, *column;
	char *doc;		/* what it means; or NULL */
	struct book_domain domain;
	bool shipped;		/* in data/schema.rec */
	bool typed;		/* has a %type */
	bool mandatory;
	bool once;		/* %unique: not repeatable */
	bool singular;		/* no two records have the same */
	bool prohibited;
	bool allowed;		/* by %allowed, %mandatory or %key */
	bool automatic;
	bool confidential;
	bool array;		/* its column is a JSON array */
	const char *affinity;	/* of its column where the kind says none;
				 * static, or NULL */
	const struct book_rectype *target;	/* of a reference; NULL: none */
	size_t at;		/* its first column */
	size_t seen;		/* number of the record that had it last */
};

/* How records of a type grow old (age.c): indices of fields. */
enum { BOOK_AGE_DATES = 2, BOOK_AGE_THINGS = 4 };
struct book_age {
	size_t dates[BOOK_AGE_DATES], ndates;	/* the first that is filled
						 * counts */
	size_t things[BOOK_AGE_THINGS], nthings;	/* what it is about */
	size_t own;		/* Max_Age; SIZE_MAX: there is none */
	long days;		/* where a record has none; -1: for ever */
};

/* Names are looked for one by one: there is a limit to their number. */
enum { BOOK_ORDERS = 4, BOOK_FIELDS_MAX = 300, BOOK_TYPES_MAX = 1000 };

struct book_rectype {
	char *name, *table;
	char *doc;		/* what it is for; or NULL */
	struct book_field *fields;
	size_t n, cap;
	size_t key;		/* index of the key field, or SIZE_MAX */
	bool shipped;
	bool declared;		/* a descriptor says more than %rec */
	bool closed;		/* has %allowed: other fields are refused,
				 * but for what a book adds to a shipped type */
	bool overfull;		/* more than BOOK_FIELDS_MAX were asked for */
	struct book_age age;
	bool aged;		/* some record has a Max_Age */
	bool singular;		/* has a field that is */
	struct book_constraint *constraints;
	size_t nconstraints, constraints_cap;
	char size_relation;	/* of %size: '<' '>' '=' 'l' (<=) 'g' (>=) */
	size_t size;
	bool sized;
	size_t surveyed, records;	/* counted by the passes */
	/* where it was first met, for faults of the type as a whole */
	char *file;
	size_t line;
	/* Pairs of its date fields of which the second is not before the
	 * first. */
	size_t orders[BOOK_ORDERS][2];
	size_t norders;
	struct store *store;	/* its rows; borrowed from the book */
	size_t owner;		/* its column _owner, when there is one */
};

struct book_schema {
	struct book_rectype **types;
	size_t n, cap;
	bool overfull;		/* more than BOOK_TYPES_MAX were asked for */
};

/* Reads data/schema.rec. ER_CONFIG: it cannot be read or is not right. */
int book_schema_read(struct book_schema *schema, const char *path,
    struct er_err *err);
/* Takes one descriptor in; its faults go to diags. */
void book_schema_add(struct book_schema *schema,
    const struct rec_record *descriptor, const char *file, bool shipped,
    struct er_diags *diags);
void book_schema_free(struct book_schema *schema);

struct book_rectype *book_type_find(const struct book_schema *schema,
    struct er_slice name);
/* Makes it, or finds it; past the limit, some other one. */
struct book_rectype *book_type_make(struct book_schema *schema,
    struct er_slice name, const char *file, size_t line);
/* The nearest shipped name, or NULL when none is near. */
const char *book_type_near(const struct book_schema *schema,
    const char *name);
struct book_field *book_field_find(const struct book_rectype *type,
    struct er_slice name);
/* As a CSV header writes it: case does not count, blanks and - are _. */
struct book_field *book_field_find_loose(const struct book_rectype *type,
    struct er_slice name);
/* As book_type_make(). */
struct book_field *book_field_make(struct book_rectype *type,
    struct er_slice name);
const char *book_field_near(const struct book_rectype *type, const char *name);

/* ---- SQLite's system (vfs.c) --------------------------------------------- */

struct book_vfs {
	sqlite3_vfs base;	/* first: SQLite gives it back */
	char name[40];		/* for sqlite3_open_v2() */
	sqlite3_int64 now;
	bool added;
};

/* Makes it known to SQLite, until it is removed; its connections are closed
 * before that. base is one of SQLite's own (NULL: the default one); files: may
 * they have any? */
void book_vfs_add(struct book_vfs *vfs, const char *base, bool files,
    struct er_date day);
void book_vfs_day(struct book_vfs *vfs, struct er_date day);
void book_vfs_remove(struct book_vfs *vfs);

/* ---- inputs (paths.c) ---------------------------------------------------- */

enum book_format { FORMAT_REC, FORMAT_CSV, FORMAT_DATABASE };

/* A file, or one table of an SQLite file. */
struct book_input {
	struct er_file file;	/* of a table, only the name: FILE:TABLE */
	enum book_format format;
	char *type;		/* but for recfiles: from the file's name, or
				 * the table's */
	sqlite3 *db;		/* borrowed */
	char *table;
	bool view;		/* it is one, not a table */
	struct book_reader *index;	/* keeps the slices of the index */
	/* The columns of shipped types are known, and most records have no
	 * key: large files are spared the passes that are not for them. */
	bool foreign;		/* has records of a type not shipped */
	bool keyed;		/* has records with a key */
	struct er_slice last;	/* type that the survey saw last */
};

struct book_inputs {
	struct book_input *list;
	size_t n, cap;
	struct book_vfs vfs, lockless;	/* of databases */
	sqlite3 **databases;
	size_t ndatabases, databases_cap;
	sqlite3 *compiled;	/* of databases, the compiled book, or NULL */
	char *compiled_path;
	char **dirs;
	size_t ndirs, dirs_cap;
	uint64_t bytes;		/* of all files */
};

/* Does the name end as that of an SQLite file? */
bool book_is_database(const char *name);
/* Opens all files that the settings' paths name, in order; a compiled book
 * stands alone. ER_NOINPUT, ER_IO, ER_DATA, ER_USAGE. */
int book_inputs_open(struct book_inputs *inputs,
    const struct book_settings *settings, struct er_err *err);
struct book_input *book_inputs_add(struct book_inputs *inputs);
/* Closes files and readers; the directories stay, and what a compiled book's
 * connection needs. */
void book_inputs_close(struct book_inputs *inputs);
void book_inputs_free(struct book_inputs *inputs);
/* The field of type that the input means by name, or NULL. */
struct book_field *book_input_field(const struct book_input *input,
    const struct book_rectype *type, struct er_slice name);

/* ---- an input's records (read.c) ----------------------------------------- */

struct book_reader;

/* keep: the slices of all records stay until the reader is closed, not only
 * those of the last one. Faults of the input go to diags. */
struct book_reader *book_reader_open(const struct book_input *input, bool keep,
    struct er_diags *diags);
/* 1, or 0 at the end; as rec_next(). */
int book_reader_next(struct book_reader *reader, struct rec_record *record);
void book_reader_close(struct book_reader *reader);

/* ---- SQLite files (dbopen.c, dbfile.c) ------------------------------------ */

/* Opens it for reading, without a trace, and keeps to the state it is in. *db
 * is to be closed either way. As book_database_fail(). */
int book_database_connect(const struct book_inputs *inputs, const char *path,
    sqlite3 **db, struct er_err *err);
/* What went wrong with it last; always -1. ER_NOINPUT, ER_DATA; ER_TEMP: it is
 * being written. */
int book_database_fail(sqlite3 *db, const char *path, struct er_err *err);

struct book_rows;

/* Adds an input for each table. ER_NOINPUT, ER_DATA. */
int book_database_open(struct book_inputs *inputs, const char *path,
    struct er_err *err);
struct book_rows *book_rows_open(const struct book_input *input, bool keep,
    struct er_diags *diags);
int book_rows_next(struct book_rows *rows, struct rec_record *record);
/* Finds out by the rows what a column is that was declared to be nothing; they
 * are not to be read after that. */
void book_rows_learn(struct book_rows *rows);
/* The i-th column and its affinity; false past the last. */
bool book_rows_column(const struct book_rows *rows, size_t i,
    struct er_slice *name, const char **declared);
void book_rows_close(struct book_rows *rows);

/* ---- describe.c ---------------------------------------------------------- */

/* Takes a %doc in: "FIELD: text" is about the field, once it is known, any other
 * about the type. The first of each counts. */
void book_doc_add(struct book_rectype *type, struct er_slice text);

/* ---- survey.c ------------------------------------------------------------ */

/* Learns the types and fields of the inputs; faults of descriptors and
 * unknown types go to diags. */
void book_survey(struct book_schema *schema, struct book_inputs *inputs,
    struct er_diags *diags);
/* Types that have the name of a view. */
void book_names_judge(const struct book_schema *schema,
    const struct book_views *views, struct er_diags *diags);

/* ---- keys (index.c) ------------------------------------------------------ */

/* A record that can be named by another one. */
struct book_key {
	const void *space;	/* its type, or a %singular field */
	struct er_slice value;
	const char *file;
	size_t line;
	struct er_slice entity;		/* whose it is; p NULL: nobody's */
	const struct book_rectype *via;	/* else: the record that knows */
	struct er_slice via_value;
	struct er_slice currency;	/* of an entity */
	struct er_slice kind;		/* of an asset */
};

struct book_index {
	struct book_key *keys;
	size_t n, cap;
	size_t *slots;		/* open addressing: index + 1 into keys */
	size_t nslots;
	const struct book_rectype *entity, *asset;
	/* of the Organisation record */
	struct er_slice organisation;
	char currency[4];	/* empty: none yet, or a bad one */
	struct er_date as_of;	/* year 0: none */
	const char *file;	/* NULL while there is no such record */
	size_t line;
};

void book_index_build(struct book_index *index,
    const struct book_schema *schema, struct book_inputs *inputs,
    struct er_diags *diags);
const struct book_key *book_index_find(const struct book_index *index,
    const void *space, struct er_slice value);
/* The first one stays; returns it when there is one already, else NULL. */
const struct book_key *book_index_add(struct book_index *index,
    const struct book_key *key);
/* The entity that a record belongs to, directly or by way of others; p NULL:
 * none. */
struct er_slice book_key_entity(const struct book_index *index,
    const struct book_key *key);
/* The field of a record that is the schema's field, or NULL when it is left out
 * or empty. */
const struct rec_field *book_record_find(const struct book_input *input,
    const struct book_rectype *type, const struct rec_record *record,
    const struct book_field *field);
void book_index_free(struct book_index *index);

/* ---- constraints (constraint.c, with expression.c) ------------------------ */

struct book_check;

/* Takes a %constraint in; what is wrong with it goes to diags. file is borrowed
 * until the schema is freed. */
void book_constraint_add(struct book_rectype *type,
    const struct rec_field *at, const char *file, struct er_diags *diags);
/* Once all fields of the type are known. */
void book_constraints_settle(struct book_rectype *type);
/* Of a record whose fields have been judged, and found good or not. Faults go
 * to diags; false when there were some. */
bool book_constraints_hold(struct book_check *check,
    const struct book_input *input, const struct book_rectype *type,
    const struct rec_record *record, bool good);
void book_constraints_free(struct book_rectype *type);

/* ---- validate.c ---------------------------------------------------------- */

/* Where a record has each field of its type: see expression.h. */
struct book_places {
	size_t *first, *count, *last, *next;
	size_t fields, positions;	/* room for so many */
};

/* A field's name as it stood in a file, and what it is. */
struct book_seen {
	struct er_slice name;
	const struct book_field *field;
};

struct book_check {
	const struct book_schema *schema;
	const struct book_index *index;
	struct er_diags *diags;
	struct er_date as_of;
	/* One for each field of the type: the first of its values, and where it
	 * stands; NULL: nowhere, and then there is no value either. */
	struct book_value *values;
	const struct rec_field **at;
	size_t cap;
	/* What the last record's fields were, by position: the next record
	 * mostly has the same. */
	const struct book_rectype *last_type;
	const struct book_input *last_input;
	struct book_seen *last;
	size_t nlast, last_cap;
	struct book_places places;	/* for constraints */
	/* Columns of this input that are no fields, told already. */
	const struct book_input *told_of;
	const char **told;
	size_t ntold, told_cap;
};

/*
 * Checks a record and fills check->values and check->at. Faults go to diags;
 * false when there were some.
 */
bool book_check_record(struct book_check *check,
    const struct book_input *input, struct book_rectype *type,
    const struct rec_record *record);
void book_check_free(struct book_check *check);
/* Faults of the book as a whole, after its last record; file stands for it. */
void book_check_end(struct book_check *check, const char *file);

/* ---- owners (owner.c) ---------------------------------------------------- */

/* Whose a record is, as text in place of what is in *owner; empty: everybody's.
 */
void book_owner_find(struct er_buf *owner, const struct book_index *index,
    const struct book_input *input, const struct book_rectype *type,
    const struct rec_record *record);
/* Is it of the entities asked for? */
bool book_owner_visible(struct er_slice owner,
    const struct book_settings *settings);

/* ---- the database (load.c, tables.c, this.c, sandbox.c) ------------------ */

struct book {
	sqlite3 *db;
	struct book_vfs vfs;
	struct book_inputs inputs;	/* once loaded: only the directories */
	char **set;			/* "NAME=VALUE" */
	size_t nset;
	char **functions;		/* ours, which pages may call; NULL at
					 * the end */
	struct book_schema schema;	/* its records', once they are loaded */
	struct book_views views;
	struct book_ages *ages;
	struct store **stores;		/* the records, a table each */
	size_t nstores, stores_cap;
	uint64_t rows;
	uint64_t steps;			/* done, in calls of the handler */
	struct book_compiled *compiled;	/* where rows may still be, or NULL */
	char *fault;			/* why they are not to be had */
};

/* Makes a table for each type; owners: with a column for whose each record is.
 * A name that is taken, or stands for two columns, goes to diags. */
void book_tables_make(struct book *book, struct book_schema *schema,
    bool owners, struct er_diags *diags);
void book_tables_free(struct book *book);
/* What follows a field's name in the name of its i-th column; NULL past the
 * last. Static. */
const char *book_field_suffix(const struct book_field *field, size_t i);
bool book_name_is_taken(const struct book *book, const char *name);
/* Taken over. */
void book_stores_add(struct book *book, struct store *store);
/* Adds an identifier in double quotes. */
void book_add_name(struct er_buf *b, const char *name);
/* The statement that would make it, owned. */
char *book_table_sql(const struct store *store);
/* Makes the rows a table of the book's database; SQLite's status. */
int book_vtable_add(struct book *book, struct store *store);

/* Checks all records; adds those that settings->entities let through, while
 * there are no faults. ER_DATA: too many. */
int book_load(struct book *book, const struct book_settings *settings,
    struct book_schema *schema, const struct book_index *index,
    struct er_diags *diags, struct er_err *err);

/* The day of the report: asked for, the book's own, or today. */
struct er_date book_as_of(const struct book_settings *settings,
    const struct book_index *index);
/* Makes the table `this` and tells *as_of. ER_USAGE: a bad period. */
int book_this_make(sqlite3 *db, const struct book_settings *settings,
    const struct book_index *index, struct er_date *as_of, struct er_err *err);

/* Takes from a connection what no SQL may have, not even the shipped views:
 * extensions, attached files, triggers. */
void book_sandbox_shut(sqlite3 *db);
/* From here on the connection only reads. */
void book_sandbox_deny(sqlite3 *db);
/* Opens the in-memory database, shut; day is its 'now'. The process is limited
 * in work and memory, by the size of the inputs, until it is closed. ER_OS. */
int book_sandbox_open(struct book *book, struct er_date day,
    struct er_err *err);
void book_sandbox_close(struct book *book);
/* Adds our SQL functions, and remembers which they are. ER_OS. */
int book_sandbox_functions(struct book *book, struct er_err *err);
/* Counts a step of a query (STEP_OPS operations); false: there were enough. */
bool book_may_step(struct book *book);
/* From here on the database only answers questions, within limits. ER_OS. */
int book_sandbox_lock(struct book *book, struct er_err *err);
/* For SQL of our own in between; the limits stay. */
void book_sandbox_unlock(struct book *book);
void book_sandbox_relock(struct book *book);

/* ---- compiled books (compile.c, compiled.c, catalog.c) -------------------- */

enum {
	COMPILED_ID = 0x6572626b,	/* PRAGMA application_id: "erbk" */
	COMPILED_FORMAT = 2
};

bool book_is_compiled(sqlite3 *db);
/* Of this program and that schema.rec. ER_NOINPUT, ER_IO. */
int book_compiled_version(const char *schema, int32_t *version,
    struct er_err *err);
/* The statement that makes its table, owned; owners: the store itself has the
 * column for them. */
char *book_compiled_sql(const struct store *store, bool owners);
/*
 * Makes the book's tables of the input that is one, and fills in the schema and
 * what the index knows of the organisation and its entities. ER_DATA: it is not
 * as it should be.
 */
int book_compiled_open(struct book *book,
    const struct book_settings *settings, struct book_schema *schema,
    struct book_index *index, struct er_err *err);
/* Reads the rows of a table, unless they are read. ER_DATA, from the first
 * fault on for all tables. */
int book_compiled_fill(struct book *book, struct store *store,
    struct er_err *err);
void book_compiled_free(struct book_compiled *compiled);

/* The record types as rows. */
struct book_catalog {
	struct store *types, *fields;
};

void book_catalog_make(struct book_catalog *catalog, bool owners);
void book_catalog_fill(struct book_catalog *catalog,
    const struct book_schema *schema);
/* Into an empty schema; false: it makes no sense. */
bool book_catalog_take(const struct book_catalog *catalog,
    struct book_schema *schema);
void book_catalog_free(struct book_catalog *catalog);

/* A failing call of SQLite: always -1. */
int book_sqlite_fail(sqlite3 *db, struct er_err *err);

/* ---- questions (query.c, views.c) ---------------------------------------- */

/* Why a statement does not compile or run; rc is SQLite's. ER_DATA. */
void book_query_fail(const struct book *book, int rc, struct er_err *err);

/* Makes the finance views that sql names, and those these rest on, unless they
 * are there. ER_CONFIG: one does not compile; ER_DATA: it does not run. */
int book_views_make(struct book *book, struct er_slice sql,
    struct er_err *err);
int book_views_make_all(struct book *book, struct er_err *err);

/* ---- age (age.c, dated.c) ------------------------------------------------ */

/* Which fields tell a record's age, once all fields are known. Faults of the
 * type's descriptor go to diags. */
void book_age_settle(struct book_rectype *type, struct er_diags *diags);
/* Fills book->ages and the table that the view `stale` shows. ER_OS. */
int book_age_read(struct book *book, const struct book_schema *schema,
    struct er_date as_of, struct er_err *err);

struct book_ages *book_ages_new(void);
/* A dated record; stale (NULL: it is not) is taken over. */
void book_ages_add(struct book_ages *ages, const char *src, long day,
    const struct book_stale *stale);
/* After the last one. */
void book_ages_settle(struct book_ages *ages);
void book_ages_free(struct book_ages *ages);

/* A file with dated records, or NULL. Borrowed. */
const struct book_place *book_place_find(const struct book_ages *ages,
    const char *name, size_t n);
/* Is one of these lines that of a stale record? */
bool book_stale_within(const struct book_place *place, uint64_t first,
    uint64_t last);

/* ---- functions.c --------------------------------------------------------- */

/* Registers the SQL functions that the finance views and role pages use. Each
 * is SQLITE_INNOCUOUS: the views run with trusted schema off. ages (or NULL) is
 * borrowed. ER_OS. */
int book_functions_add(sqlite3 *db, const struct book_ages *ages,
    struct er_err *err);

#endif
