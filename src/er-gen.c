/* SPDX-License-Identifier: GPL-3.0-or-later */
/* er-gen: the report of a role from a book of facts, on standard output. */
#include "config.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"
#include "report/report.h"

enum { WORK_BEFORE = 60 };	/* seconds, until the size of the book is known */

enum task { MAKE_REPORT, LIST_ROLES, CHECK_BOOK, COMPILE, DUE, TABLES,
	EXPLAIN, MESSAGES };

struct options {
	struct er_choice task;		/* a value of enum task */
	struct er_choice stale;		/* a value of enum doc_stale */
	struct report_settings report;
	struct er_words books, entities, sets;
	const char *roles, *as_of, *width;
	bool help, version;
};

#define AT(member) offsetof(struct options, member)

static const struct er_option rows[] = {
	{ NULL, 0, ER_OPTION_HEADING, 0, 0,
	    N_("Usage: er-gen [OPTION]... ROLE [BOOK]...\n"
	    "       er-gen --check [BOOK]...\n"
	    "       er-gen --compile=FILE [BOOK]...\n"
	    "       er-gen --list-roles [BOOK]...\n"
	    "       er-gen --due [DATE] [BOOK]...\n"
	    "       er-gen --tables [BOOK]...\n"
	    "       er-gen --explain=NAME [BOOK]...\n"
	    "       er-gen --messages=DIR [BOOK]...\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0,
	    N_("Makes the report of ROLE from the facts of BOOK: "
	    "directories, recfiles,\nCSV files, SQLite databases, or '-' "
	    "for a recfile on standard input.\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0,
	    N_("Without BOOK: $ER_BOOK, else standard input.\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, "\n" },
	{ "entity", 'e', ER_OPTION_WORDS, AT(entities), 0,
	    N_("  -e, --entity=ID       only records of this entity or of "
	    "none (repeatable)\n") },
	{ "as-of", 'd', ER_OPTION_TEXT, AT(as_of), 0,
	    N_("  -d, --as-of=DATE      the day the report is of "
	    "(2026-11-05)\n") },
	{ "period", 'p', ER_OPTION_TEXT, AT(report.book.period), 0,
	    N_("  -p, --period=PERIOD   2026-10, 2026-Q4 or 2026; default: "
	    "the last whole month\n") },
	{ "format", 'f', ER_OPTION_TEXT, AT(report.form), 0,
	    N_("  -f, --format=FORM     text (default), json, markdown, html\n") },
	{ "width", 'w', ER_OPTION_TEXT, AT(width), 0,
	    N_("  -w, --width=COLUMNS   width of the page (72)\n") },
	{ "linear", 0, ER_OPTION_FLAG, AT(report.look.linear), 0,
	    N_("      --linear          text without columns or bars, to be "
	    "read aloud\n") },
	{ "unicode", 0, ER_OPTION_FLAG, AT(report.look.unicode), 0,
	    N_("      --unicode         rules and bars of lines and blocks, "
	    "not of ASCII\n") },
	{ "lang", 0, ER_OPTION_TEXT, AT(report.language), 0,
	    N_("      --lang=LANGUAGE   language of the report: de, pt_BR, "
	    "en ...\n") },
	{ "mail", 'm', ER_OPTION_FLAG, AT(report.mail), 0,
	    N_("  -m, --mail            with a mail header, from the "
	    "book's Report record\n") },
	{ "set", 0, ER_OPTION_WORDS, AT(sets), 0,
	    N_("      --set=NAME=VALUE  what :NAME is in the role's "
	    "queries (repeatable)\n") },
	{ "cite", 0, ER_OPTION_FLAG, AT(report.cite), 0,
	    N_("      --cite            number the sources of each figure in an "
	    "annex\n") },
	{ "allow-stale", 0, ER_OPTION_CHOICE, AT(stale), DOC_STALE_MARKED,
	    N_("      --allow-stale     make it although data is stale; "
	    "mark what rests on it\n") },
	{ "blank-stale", 0, ER_OPTION_CHOICE, AT(stale), DOC_STALE_BLANK,
	    N_("      --blank-stale     make it although data is stale; "
	    "leave that out\n") },
	{ "since", 0, ER_OPTION_TEXT, AT(report.since), 0,
	    N_("      --since=FILE      what changed since that report, "
	    "made by -f json\n") },
	{ "why", 0, ER_OPTION_TEXT, AT(report.why), 0,
	    N_("      --why=FIGURE      only this: its query, formulas and "
	    "records\n") },
	{ "roles", 0, ER_OPTION_TEXT, AT(roles), 0,
	    N_("      --roles=DIR       look for roles there first\n") },
	{ "list-roles", 0, ER_OPTION_CHOICE, AT(task), LIST_ROLES,
	    N_("      --list-roles      print the roles there are\n") },
	{ "check", 0, ER_OPTION_CHOICE, AT(task), CHECK_BOOK,
	    N_("      --check           check the book and its roles, make "
	    "no report\n") },
	{ "compile", 0, ER_OPTION_CHOICE_TEXT, AT(task), COMPILE,
	    N_("      --compile=FILE    write the book as a database (*.db) that "
	    "is read in\n                        its place\n") },
	{ "due", 0, ER_OPTION_CHOICE, AT(task), DUE,
	    N_("      --due             print the roles that are due today, or "
	    "on DATE\n") },
	{ "tables", 0, ER_OPTION_CHOICE, AT(task), TABLES,
	    N_("      --tables          print the tables and views that a page "
	    "can ask\n") },
	{ "explain", 0, ER_OPTION_CHOICE_TEXT, AT(task), EXPLAIN,
	    N_("      --explain=NAME    print the formula of a finance view, "
	    "or what a\n                        table's columns mean\n") },
	{ "messages", 0, ER_OPTION_CHOICE_TEXT, AT(task), MESSAGES,
	    N_("      --messages=DIR    print what the pages in DIR say, for "
	    "translators\n") },
	{ "help", 0, ER_OPTION_FLAG, AT(help), 0,
	    N_("      --help            print this and exit\n") },
	{ "version", 0, ER_OPTION_FLAG, AT(version), 0,
	    N_("      --version         print the version and exit\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0, "\n" },
	{ NULL, 0, ER_OPTION_HEADING, 0, 0,
	    N_("Exit status: 0 done, 64 usage, 65 bad data, 66 no input, "
	    "74 not written,\n80 stale data; all of them in er-gen(1).\n") },
};

enum { ROWS = sizeof rows / sizeof *rows };

static int
parse_options(int argc, char *argv[], struct options *opt)
{
	struct er_date date;
	int first, rc;

	rc = er_options_read(rows, ROWS, argc, argv, opt, &first);
	if (rc != 0 || opt->help || opt->version)
		return rc;
	if (opt->task.value == MAKE_REPORT && first == argc) {
		er_warn(_("no role is given"));
		return er_try_help();
	}
	if (opt->task.value == MAKE_REPORT)
		opt->report.role = argv[first++];
	if (opt->task.value == DUE && first < argc &&
	    er_date_parse(argv[first], strlen(argv[first]), &date))
		opt->as_of = argv[first++];
	while (first < argc)
		er_words_add(&opt->books, argv[first++]);
	return 0;
}

/* ---- languages ----------------------------------------------------------- */

/* The value that counts for a category of the locale; NULL for that of C. */
static const char *
locale_of(const char *category)
{
	const char *const names[] = { "LC_ALL", category, "LANG" }, *value;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			return strcmp(value, "C") == 0 ||
			    strcmp(value, "POSIX") == 0 ||
			    strncmp(value, "C.", 2) == 0 ? NULL : value;
	}
	return NULL;
}

/*
 * What the user's locale says, whether the system has it or not: only then is
 * the report the same on another one.
 */
static void
find_language(struct report_settings *report)
{
	const char *list = getenv("LANGUAGE");

	report->words_locale = locale_of("LC_MESSAGES");
	report->figures_locale = locale_of("LC_NUMERIC");
	if (report->words_locale != NULL && list != NULL && list[0] != '\0')
		report->words_locale = list;
}

/* ---- where things are ---------------------------------------------------- */

static bool
has_default_book(void)
{
	const char *book = getenv("ER_BOOK");

	return book != NULL && book[0] != '\0';
}

/* The books: named, else $ER_BOOK, else standard input. */
static int
find_books(struct options *opt, struct er_err *err)
{
	size_t i;

	if (opt->books.n == 0 && has_default_book()) {
		er_words_add(&opt->books, getenv("ER_BOOK"));
	} else if (opt->books.n == 0 && !isatty(STDIN_FILENO)) {
		er_words_add(&opt->books, "-");
	} else if (opt->books.n == 0) {
		er_fail(err, ER_USAGE, _("no book is given: name one, set "
		    "ER_BOOK, or pipe a recfile"));
		return -1;
	}
	/* Before a role is missed that would have been in the book. */
	for (i = 0; i < opt->books.n; i++) {
		if (strcmp(opt->books.list[i], "-") == 0 ||
		    access(opt->books.list[i], F_OK) == 0)
			continue;
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"),
		    opt->books.list[i], strerror(errno));
		return -1;
	}
	return 0;
}

/* A list of roles and what pages say have no need for facts; tables, and what
 * they mean, are those of a book if there is one. */
static bool
needs_book(const struct options *opt)
{
	switch (opt->task.value) {
	case LIST_ROLES:
		return false;
	case MESSAGES:
		return opt->books.n > 0;
	case TABLES:
	case EXPLAIN:
		return opt->books.n > 0 || has_default_book();
	default:
		return true;
	}
}

/* The user's own roles, owned; NULL without a home. */
static char *
user_roles(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && config[0] == '/')
		return er_path_join(config, "er-tools/roles");
	if (home != NULL && home[0] == '/')
		return er_path_join(home, ".config/er-tools/roles");
	return NULL;
}

/* Where role pages are looked for, in order; each path owned. */
struct directories {
	struct report_dir *list;
	size_t n, cap;
};

static void
add_directory(struct directories *dirs, char *path, const char *root)
{
	if (path == NULL)
		return;
	dirs->list = er_grow(dirs->list, dirs->n, &dirs->cap,
	    sizeof *dirs->list);
	dirs->list[dirs->n++] = (struct report_dir){ path, root };
}

/* A book brings its own roles/; nothing is wrong if it has none. */
static int
add_roles_of(struct directories *dirs, const char *book, struct er_err *err)
{
	char *path = er_path_join(book, "roles");

	add_directory(dirs, path, book);
	return er_entry_kind(path, book) == ER_ENTRY_NONE ? 0 :
	    er_entry_check(path, book, err);
}

static int
find_directories(const struct options *opt, struct directories *dirs,
    struct er_err *err)
{
	size_t i;

	if (opt->task.value == MESSAGES)
		add_directory(dirs, er_xstrdup(opt->task.argument), NULL);
	if (opt->roles != NULL) {
		if (access(opt->roles, R_OK | X_OK) != 0) {
			er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"),
			    opt->roles, strerror(errno));
			return -1;
		}
		add_directory(dirs, er_xstrdup(opt->roles), opt->roles);
	}
	for (i = 0; i < opt->books.n; i++)
		if (add_roles_of(dirs, opt->books.list[i], err) != 0)
			return -1;
	add_directory(dirs, user_roles(), NULL);
	add_directory(dirs, er_path_join(
	    er_data_directory(getenv("ER_DATADIR")), "roles"), NULL);
	return 0;
}

/* Today, here. From then on there is only one time zone: what a page makes of
 * a time must not depend on where it is made. */
static struct er_date
local_date(void)
{
	time_t now = time(NULL);
	struct er_date date = {1970, 1, 1};
	struct tm tm;

	if (localtime_r(&now, &tm) != NULL) {
		date.year = tm.tm_year + 1900;
		date.month = tm.tm_mon + 1;
		date.day = tm.tm_mday;
	}
	setenv("TZ", "UTC0", 1);
	tzset();
	return date;
}

/* ---- one run ------------------------------------------------------------- */

/* The options that are not texts only. */
static int
read_values(struct options *opt, struct er_err *err)
{
	char *end;
	long width;

	opt->report.stale = (enum doc_stale)opt->stale.value;
	opt->report.look.width = TEXT_WIDTH;
	if (opt->width != NULL) {
		width = strtol(opt->width, &end, 10);
		if (*opt->width == '\0' || *end != '\0' ||
		    width < TEXT_WIDTH_MIN || width > TEXT_WIDTH_MAX) {
			er_fail(err, ER_USAGE, _("the width '%s' is not a "
			    "number from %d to %d"), opt->width,
			    TEXT_WIDTH_MIN, TEXT_WIDTH_MAX);
			return -1;
		}
		opt->report.look.width = (size_t)width;
	}
	if (opt->as_of != NULL && !er_date_parse(opt->as_of,
	    strlen(opt->as_of), &opt->report.book.as_of)) {
		er_fail(err, ER_USAGE, _("'%s' is not a date such as "
		    "2026-11-05"), opt->as_of);
		return -1;
	}
	return 0;
}

/* Of a file that is made, as open() would have it. */
static unsigned
file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~(unsigned)mask;
}

static int
do_task(struct options *opt, struct er_buf *out, struct er_diags *diags,
    struct er_err *err)
{
	const struct report_settings *report = &opt->report;

	switch (opt->task.value) {
	case LIST_ROLES:
		report_list(report->dirs, report->ndirs, out);
		return 0;
	case EXPLAIN:
		return report_explain(report, opt->task.argument, out, diags,
		    err);
	case TABLES:
		return report_tables(report, out, diags, err);
	case CHECK_BOOK:
		return report_check(report, out, diags, err);
	case COMPILE:
		return book_compile(&report->book, report->compile,
		    file_mode(), diags, err);
	case DUE:
		return report_due(report, out, diags, err);
	case MESSAGES:
		return report_messages(report, out, diags, err);
	default:
		return report_make(report, out, diags, err);
	}
}

/* With the options put into settings. */
static int
work(struct options *opt, struct er_buf *out, struct er_diags *diags,
    struct er_err *err)
{
	const char *dir = er_data_directory(getenv("ER_DATADIR"));
	char *schema = er_data_file(dir, "data/schema.rec", err);
	char *finance = er_data_file(dir, "data/finance.sql", err);
	char *po = er_path_join(dir, "po"), locales[] = LOCALEDIR;
	const struct report_place places[] = {
		{ { po, NULL }, ".gmo" },	/* of a source tree */
		{ { locales, NULL }, "/LC_MESSAGES/" PACKAGE ".mo" },
	};
	struct book_settings *book = &opt->report.book;
	int rc = -1;

	find_language(&opt->report);
	opt->report.places = places;
	opt->report.nplaces = sizeof places / sizeof *places;
	book->paths = opt->books.list;
	book->npaths = opt->books.n;
	book->entities = opt->entities.list;
	book->nentities = opt->entities.n;
	book->set = opt->sets.list;
	book->nset = opt->sets.n;
	book->today = local_date();
	/* What is due does not wait for the book's As_Of. */
	if (opt->task.value == DUE)
		book->as_of = book->today;
	book->schema = schema;
	book->finance = finance;
	if (opt->task.value == COMPILE)
		opt->report.compile = opt->task.argument;
	if (schema != NULL && finance != NULL && read_values(opt, err) == 0) {
		report_confine(&opt->report, dir);
		rc = do_task(opt, out, diags, err);
	}
	free(po);
	free(schema);
	free(finance);
	return rc;
}

static int
run(struct options *opt, struct er_err *err)
{
	struct directories dirs = {0};
	struct er_diags diags = {0};
	struct er_buf out = {0};
	int rc = -1;

	er_limit_work(WORK_BEFORE);
	if (needs_book(opt) && find_books(opt, err) != 0)
		goto out;
	if (find_directories(opt, &dirs, err) != 0)
		goto out;
	opt->report.dirs = dirs.list;
	opt->report.ndirs = dirs.n;
	rc = work(opt, &out, &diags, err);
	/* Notes on what is sound are for those who ask. */
	if (rc != 0 || diags.warnings > 0 || opt->task.value == CHECK_BOOK) {
		er_diags_sort(&diags);
		er_diags_print(&diags, stderr);
	}
	/* Written once, when the whole of it stands. */
	if (rc == 0 && out.n > 0)
		fwrite(out.p, 1, out.n, stdout);
out:
	er_buf_free(&out);
	er_diags_free(&diags);
	while (dirs.n > 0)
		free(dirs.list[--dirs.n].path);
	free(dirs.list);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct options opt = {0};
	struct er_err err = {0};
	int status;

	er_init("er-gen");
	status = parse_options(argc, argv, &opt);
	if (status == 0 && opt.help)
		er_options_help(rows, ROWS);
	else if (status == 0 && opt.version)
		er_print_version();
	else if (status == 0 && run(&opt, &err) != 0)
		status = er_report(&err);
	free(opt.books.list);
	free(opt.entities.list);
	free(opt.sets.list);
	return status;
}
