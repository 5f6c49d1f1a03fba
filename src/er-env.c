/* SPDX-License-Identifier: GPL-3.0-or-later */
/* er-env: says whether an environment is fit for sending, and runs in it. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/base.h"
#include "base/i18n.h"
#include "env/env.h"

extern char **environ;

struct command;

struct options {
	const struct command *command;
	const char *file;	/* NULL: the process environment */
	char **rest;		/* run: the command and its arguments */
	const char **schemas;
	size_t nschemas, cap;
	bool inherit, quiet, strict;
};

/* What a command works on. */
struct work {
	struct env_contract *contract;
	struct env_set set;
	struct er_diags diags;
};

enum { CHECK = 1, LIST = 2, RUN = 4 };

struct command {
	const char *name;
	int bit;
	int (*run)(const struct options *opt, struct work *work);
};

static int run_check(const struct options *opt, struct work *work);
static int run_list(const struct options *opt, struct work *work);
static int run_command(const struct options *opt, struct work *work);

static const struct command commands[] = {
	{ "check", CHECK, run_check },
	{ "list", LIST, run_list },
	{ "run", RUN, run_command },
};

/* ---- the command line ----------------------------------------------------- */

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "inherit", no_argument, NULL, 'i' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "schema", required_argument, NULL, 'S' },
	{ "strict", no_argument, NULL, 's' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* The commands that an option belongs to. */
static int
commands_of(int option)
{
	switch (option) {
	case 'i':
		return RUN;
	case 'q':
	case 's':
		return CHECK | RUN;
	default:
		return CHECK | LIST | RUN;
	}
}

static void
print_help(void)
{
	puts(_("Usage: er-env check [-q] [--strict] [--schema FILE]... [FILE]\n"
	    "       er-env list [--schema FILE]... [FILE]\n"
	    "       er-env run [-q] [--strict] [--schema FILE]... [--inherit] "
	    "FILE -- COMMAND [ARGUMENT]..."));
	puts(_("Check, show or use the environment file FILE ('-': standard "
	    "input); without FILE\nthe environment er-env itself was started "
	    "with. No secret is ever printed."));
	putchar('\n');
	puts(_("  check              say all that is wrong, and whether mail "
	    "can be sent with it"));
	puts(_("  list               show what was read and which line won, "
	    "without secrets"));
	puts(_("  run                check, then run COMMAND with the "
	    "variables of FILE"));
	putchar('\n');
	puts(_("      --inherit      run: keep the rest of the environment "
	    "too"));
	puts(_("  -q, --quiet        print nothing unless there is an error"));
	puts(_("      --schema FILE  also know the variables that FILE "
	    "describes"));
	puts(_("      --strict       take warnings for errors"));
	puts(_("      --help         print this help and exit"));
	puts(_("      --version      print the version and exit"));
	putchar('\n');
	puts(_("Exit status: 0 ready; 65 the file is malformed; 66 it cannot "
	    "be read; 78 the\ncontract is not met; 64 wrong usage; see "
	    "er-env(1)."));
}

static const struct command *
find_command(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	er_warn(_("no such command: '%s'"), name);
	return NULL;
}

/* FILE, and for run the command, with or without "--" before it. */
static int
take_operands(struct options *opt, int argc, char **argv)
{
	if (argc > 0)
		opt->file = argv[0];
	if (opt->command->bit == RUN) {
		if (argc > 1 && strcmp(argv[1], "--") == 0)
			argc--, argv++;
		if (argc < 2) {
			er_warn(_("run needs a FILE and a COMMAND"));
			return er_try_help();
		}
		opt->rest = argv + 1;
	} else if (argc > 1) {
		er_warn(_("more than one FILE: '%s'"), argv[1]);
		return er_try_help();
	}
	return 0;
}

/* 0: go on; -1: all is done; else the exit status. */
static int
take_option(struct options *opt, int option)
{
	switch (option) {
	case 'h':
		print_help();
		return -1;
	case 'V':
		er_print_version();
		return -1;
	case 'i':
		opt->inherit = true;
		return 0;
	case 'q':
		opt->quiet = true;
		return 0;
	case 's':
		opt->strict = true;
		return 0;
	case 'S':
		opt->schemas = er_grow(opt->schemas, opt->nschemas, &opt->cap,
		    sizeof *opt->schemas);
		opt->schemas[opt->nschemas++] = optarg;
		return 0;
	default:
		return er_try_help();
	}
}

/* As take_option(). The command stands first. */
static int
parse_options(int argc, char **argv, struct options *opt)
{
	int option, status;

	if (argc > 1 && argv[1][0] != '-') {
		opt->command = find_command(argv[1]);
		if (opt->command == NULL)
			return er_try_help();
		argc--, argv++;
	}
	/* What follows run's FILE is the other command's: "+". */
	while ((option = getopt_long(argc, argv, opt->command != NULL &&
	    opt->command->bit == RUN ? "+q" : "q", long_options, NULL)) !=
	    -1) {
		if (opt->command != NULL && option != '?' &&
		    (commands_of(option) & opt->command->bit) == 0) {
			/* TRANSLATORS: a command: check, list or run */
			er_warn(_("%s does not take this option"),
			    opt->command->name);
			return er_try_help();
		}
		status = take_option(opt, option);
		if (status != 0)
			return status;
	}
	if (opt->command == NULL) {
		er_warn(_("no command; give check, list or run"));
		return er_try_help();
	}
	return take_operands(opt, argc - optind, argv + optind);
}

/* ---- the work ------------------------------------------------------------- */

/* The shipped contract and the user's own, and the environment to look at. */
static int
load(const struct options *opt, struct work *work, struct er_err *err)
{
	char *shipped = er_data_file(er_data_directory(getenv("ER_DATADIR")),
	    "data/ses-variables.rec", err);
	size_t i;
	int rc;

	if (shipped == NULL)
		return -1;
	rc = env_contract_add(work->contract, shipped, &work->diags, err);
	free(shipped);
	for (i = 0; rc == 0 && i < opt->nschemas; i++)
		rc = env_contract_add(work->contract, opt->schemas[i],
		    &work->diags, err);
	if (rc == 0 && opt->file != NULL)
		rc = env_read(opt->file, &env_dotenv, &work->set,
		    &work->diags, err);
	else if (rc == 0)
		env_take(environ, &work->set);
	return rc;
}

/* All findings, and how many. */
static void
print_findings(const struct er_diags *diags)
{
	char *errors = er_xasprintf(ngettext("%zu error", "%zu errors",
	    diags->errors), diags->errors);
	char *warnings = er_xasprintf(ngettext("%zu warning", "%zu warnings",
	    diags->warnings), diags->warnings);

	er_diags_print(diags, stderr);
	if (diags->errors > 0 && diags->warnings > 0)
		/* TRANSLATORS: "2 errors" and "1 warning" */
		er_warn(_("%s, %s"), errors, warnings);
	else if (diags->errors > 0 || diags->warnings > 0)
		er_warn("%s", diags->errors > 0 ? errors : warnings);
	free(errors);
	free(warnings);
}

/* Says what is wrong; the exit status that it comes to. */
static int
check(const struct options *opt, struct work *work)
{
	int status;

	env_check(&work->set, work->contract, &work->diags);
	status = (int)env_verdict(&work->diags, opt->strict);
	if (status != 0 || !opt->quiet)
		print_findings(&work->diags);
	return status;
}

static int
run_check(const struct options *opt, struct work *work)
{
	int status = check(opt, work);
	struct er_buf line = {0};

	if (status == 0 && !opt->quiet) {
		env_summary(&work->set, work->contract, &line);
		printf("%s: %s\n", opt->file != NULL ? opt->file :
		    _("environment"), line.p);
		er_buf_free(&line);
	}
	return status;
}

static int
run_list(const struct options *opt, struct work *work)
{
	struct er_buf out = {0};

	print_findings(&work->diags);
	env_list(&work->set, work->contract, opt->file != NULL, &out);
	if (out.n > 0)
		fwrite(out.p, 1, out.n, stdout);
	er_buf_free(&out);
	return (int)env_verdict(&work->diags, false);
}

static struct rlimit core_limit;	/* as it was when we were started */

static int
run_command(const struct options *opt, struct work *work)
{
	int status = check(opt, work);
	char **own = environ;

	if (status != 0)
		return status;
	environ = env_build(&work->set, environ, opt->inherit);
	setrlimit(RLIMIT_CORE, &core_limit);
	execvp(opt->rest[0], opt->rest);
	status = errno == ENOENT ? 127 : 126;	/* as sh and env(1) have it */
	er_warn(_("cannot run '%s': %s"), opt->rest[0], strerror(errno));
	free(environ);
	environ = own;
	return status;
}

/* A crash must not leave secrets in a core file, nor a debugger read them. */
static void
forbid_core_files(void)
{
	struct rlimit none;

	getrlimit(RLIMIT_CORE, &core_limit);
	none = core_limit;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

int
main(int argc, char *argv[])
{
	struct options opt = {0};
	struct work work = {0};
	struct er_err err = {0};
	int status;

	er_init("er-env");
	forbid_core_files();
	work.contract = env_contract_new();
	status = parse_options(argc, argv, &opt);
	if (status == 0) {
		if (load(&opt, &work, &err) == 0)
			status = opt.command->run(&opt, &work);
		else
			status = er_report(&err);
	}
	er_diags_free(&work.diags);
	env_free(&work.set);
	env_contract_free(work.contract);
	free(opt.schemas);
	return status > 0 ? status : 0;
}
