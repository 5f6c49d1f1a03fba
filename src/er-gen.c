/* SPDX-License-Identifier: GPL-3.0-or-later */
/* er-gen: the report of a role from a book of facts, on standard output. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"
#include "report/doc.h"
#include "report/report.h"

/* Texts that grow one by one; the pointers are borrowed. */
struct strings {
	const char **list;
	size_t n, cap;
};

enum task { MAKE_REPORT, CHECK_BOOK, LIST_ROLES, SHOW_HELP, SHOW_VERSION };

struct options {
	enum task task;
	const char *role;
	struct strings books, entities, sets;
	const char *roles, *as_of, *period, *width;
	bool mail, allow_stale;
};

enum { OPT_SET = 256, OPT_ALLOW_STALE, OPT_ROLES, OPT_LIST_ROLES, OPT_CHECK,
	OPT_HELP, OPT_VERSION };

static const struct option long_options[] = {
	{"entity", required_argument, NULL, 'e'},
	{"as-of", required_argument, NULL, 'd'},
	{"period", required_argument, NULL, 'p'},
	{"width", required_argument, NULL, 'w'},
	{"mail", no_argument, NULL, 'm'},
	{"set", required_argument, NULL, OPT_SET},
	{"allow-stale", no_argument, NULL, OPT_ALLOW_STALE},
	{"roles", required_argument, NULL, OPT_ROLES},
	{"list-roles", no_argument, NULL, OPT_LIST_ROLES},
	{"check", no_argument, NULL, OPT_CHECK},
	{"help", no_argument, NULL, OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{NULL, 0, NULL, 0}
};

static void
print_help(void)
{
	static const char *const lines[] = {
		N_("Usage: er-gen [OPTION]... ROLE [BOOK]...\n"
		"       er-gen --check [BOOK]...\n"
		"       er-gen --list-roles [BOOK]...\n"),
		N_("Makes the report of ROLE from the facts of BOOK: "
		"directories, recfiles,\nCSV files, SQLite databases, or '-' "
		"for a recfile on standard input.\n"),
		N_("Without BOOK: $ER_BOOK, else standard input.\n"),
		"\n",
		N_("  -e, --entity=ID       only records of this entity or of "
		"none (repeatable)\n"),
		N_("  -d, --as-of=DATE      the day the report is of "
		"(2026-11-05)\n"),
		N_("  -p, --period=PERIOD   2026-10, 2026-Q4 or 2026; default: "
		"the last whole month\n"),
		N_("  -w, --width=COLUMNS   width of the page (72)\n"),
		N_("  -m, --mail            with a mail header, from the "
		"book's Report record\n"),
		N_("      --set=NAME=VALUE  what :NAME is in the role's "
		"queries (repeatable)\n"),
		N_("      --allow-stale     make it although data is stale; "
		"the report says so\n"),
		N_("      --roles=DIR       look for roles there first\n"),
		N_("      --list-roles      print the roles there are\n"),
		N_("      --check           check the book and its roles, make "
		"no report\n"),
		N_("      --help            print this and exit\n"),
		N_("      --version         print the version and exit\n"),
		"\n",
		N_("Exit status: 0 done, 64 usage, 65 bad data, 66 no input, "
		"74 not written,\n80 stale data; all of them in er-gen(1).\n"),
	};
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		fputs(lines[i][0] == '\n' ? lines[i] : _(lines[i]), stdout);
}

static void
add(struct strings *strings, const char *text)
{
	strings->list = er_grow(strings->list, strings->n, &strings->cap,
	    sizeof *strings->list);
	strings->list[strings->n++] = text;
}

static int
parse_options(int argc, char *argv[], struct options *opt)
{
	int c;

	while ((c = getopt_long(argc, argv, "e:d:p:w:m", long_options,
	    NULL)) != -1) {
		switch (c) {
		case 'e': add(&opt->entities, optarg); break;
		case 'd': opt->as_of = optarg; break;
		case 'p': opt->period = optarg; break;
		case 'w': opt->width = optarg; break;
		case 'm': opt->mail = true; break;
		case OPT_SET: add(&opt->sets, optarg); break;
		case OPT_ALLOW_STALE: opt->allow_stale = true; break;
		case OPT_ROLES: opt->roles = optarg; break;
		case OPT_LIST_ROLES: opt->task = LIST_ROLES; break;
		case OPT_CHECK: opt->task = CHECK_BOOK; break;
		case OPT_HELP: opt->task = SHOW_HELP; return 0;
		case OPT_VERSION: opt->task = SHOW_VERSION; return 0;
		default: return er_try_help();
		}
	}
	if (opt->task == MAKE_REPORT) {
		if (optind == argc) {
			er_warn(_("no role is given"));
			return er_try_help();
		}
		opt->role = argv[optind++];
	}
	while (optind < argc)
		add(&opt->books, argv[optind++]);
	return 0;
}

/* ---- where things are ---------------------------------------------------- */

/* The books: named, else $ER_BOOK, else standard input. */
static int
find_books(struct options *opt, struct er_err *err)
{
	const char *book = getenv("ER_BOOK");
	size_t i;

	if (opt->books.n == 0 && book != NULL && book[0] != '\0') {
		add(&opt->books, book);
	} else if (opt->books.n == 0 && !isatty(STDIN_FILENO)) {
		add(&opt->books, "-");
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

/* Where role pages are looked for, in order; each text owned. */
struct directories {
	char **list;
	size_t n, cap;
};

static void
add_directory(struct directories *dirs, char *path)
{
	if (path == NULL)
		return;
	dirs->list = er_grow(dirs->list, dirs->n, &dirs->cap,
	    sizeof *dirs->list);
	dirs->list[dirs->n++] = path;
}

static int
find_directories(const struct options *opt, struct directories *dirs,
    struct er_err *err)
{
	size_t i;

	if (opt->roles != NULL) {
		if (access(opt->roles, R_OK | X_OK) != 0) {
			er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"),
			    opt->roles, strerror(errno));
			return -1;
		}
		add_directory(dirs, er_xstrdup(opt->roles));
	}
	for (i = 0; i < opt->books.n; i++)
		add_directory(dirs, er_path_join(opt->books.list[i],
		    "roles"));
	add_directory(dirs, user_roles());
	add_directory(dirs, er_path_join(
	    er_data_directory(getenv("ER_DATADIR")), "roles"));
	return 0;
}

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
	return date;
}

/* ---- one run ------------------------------------------------------------- */

/* The options that are not texts only. */
static int
read_values(const struct options *opt, struct report_settings *settings,
    struct er_err *err)
{
	char *end;
	long width;

	settings->width = TEXT_WIDTH;
	if (opt->width != NULL) {
		width = strtol(opt->width, &end, 10);
		if (*opt->width == '\0' || *end != '\0' ||
		    width < TEXT_WIDTH_MIN || width > TEXT_WIDTH_MAX) {
			er_fail(err, ER_USAGE, _("the width '%s' is not a "
			    "number from %d to %d"), opt->width,
			    TEXT_WIDTH_MIN, TEXT_WIDTH_MAX);
			return -1;
		}
		settings->width = (size_t)width;
	}
	if (opt->as_of != NULL && !er_date_parse(opt->as_of,
	    strlen(opt->as_of), &settings->book.as_of)) {
		er_fail(err, ER_USAGE, _("'%s' is not a date such as "
		    "2026-11-05"), opt->as_of);
		return -1;
	}
	return 0;
}

static int
work(const struct options *opt, struct report_settings *settings,
    struct er_buf *out, struct er_diags *diags, struct er_err *err)
{
	const char *dir = er_data_directory(getenv("ER_DATADIR"));
	char *schema = er_data_file(dir, "data/schema.rec", err);
	char *finance = er_data_file(dir, "data/finance.sql", err);
	int rc = -1;

	settings->role = opt->role;
	settings->mail = opt->mail;
	settings->allow_stale = opt->allow_stale;
	settings->book.paths = opt->books.list;
	settings->book.npaths = opt->books.n;
	settings->book.entities = opt->entities.list;
	settings->book.nentities = opt->entities.n;
	settings->book.set = opt->sets.list;
	settings->book.nset = opt->sets.n;
	settings->book.period = opt->period;
	settings->book.today = local_date();
	settings->book.schema = schema;
	settings->book.finance = finance;
	if (schema != NULL && finance != NULL &&
	    read_values(opt, settings, err) == 0)
		rc = opt->task == CHECK_BOOK ?
		    report_check(settings, out, diags, err) :
		    report_make(settings, out, diags, err);
	free(schema);
	free(finance);
	return rc;
}

static int
run(struct options *opt, struct er_err *err)
{
	struct report_settings settings = {0};
	struct directories dirs = {0};
	struct er_diags diags = {0};
	struct er_buf out = {0};
	int rc = -1;

	if (opt->task != LIST_ROLES && find_books(opt, err) != 0)
		goto out;
	if (find_directories(opt, &dirs, err) != 0)
		goto out;
	settings.dirs = (const char *const *)dirs.list;
	settings.ndirs = dirs.n;
	if (opt->task == LIST_ROLES) {
		report_list(settings.dirs, settings.ndirs, &out);
		rc = 0;
	} else {
		rc = work(opt, &settings, &out, &diags, err);
	}
	er_diags_sort(&diags);
	er_diags_print(&diags, stderr);
	/* Written once, when the whole of it stands. */
	if (rc == 0)
		fwrite(out.p, 1, out.n, stdout);
out:
	er_buf_free(&out);
	er_diags_free(&diags);
	while (dirs.n > 0)
		free(dirs.list[--dirs.n]);
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
	if (status == 0 && opt.task == SHOW_HELP)
		print_help();
	else if (status == 0 && opt.task == SHOW_VERSION)
		er_print_version();
	else if (status == 0 && run(&opt, &err) != 0)
		status = er_report(&err);
	free(opt.books.list);
	free(opt.entities.list);
	free(opt.sets.list);
	return status;
}
