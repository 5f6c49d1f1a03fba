/* SPDX-License-Identifier: GPL-3.0-or-later */
/* er-env: says whether an environment is fit for sending, and runs in it. */
#include "config.h"

#include <errno.h>
#include <limits.h>
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
	struct er_words schemas, readers;
	unsigned chosen;	/* readers, as 1 << reader */
	bool inherit, quiet, strict, help, version;
};

/* What a command works on. */
struct work {
	struct env_contract *contract;
	struct env_text text;	/* of the file, when there is one */
	struct env_set set;
	struct er_diags diags;
};

enum { CHECK = 1, LIST = 2, RUN = 4, DIFF = 8, READERS = 16, ALL = 31 };

struct command {
	const char *name;
	int bit;
	int min, max;		/* operands */
	int (*run)(const struct options *opt, struct work *work);
};

static int run_check(const struct options *opt, struct work *work);
static int run_list(const struct options *opt, struct work *work);
static int run_command(const struct options *opt, struct work *work);
static int run_diff(const struct options *opt, struct work *work);
static int run_readers(const struct options *opt, struct work *work);

static const struct command commands[] = {
	{ "check", CHECK, 0, 1, run_check },
	{ "list", LIST, 0, 1, run_list },
	{ "diff", DIFF, 2, 2, run_diff },
	{ "readers", READERS, 1, 1, run_readers },
	{ "run", RUN, 2, INT_MAX, run_command },
};

/* ---- the command line ----------------------------------------------------- */

#define AT(member) offsetof(struct options, member)

/* The value of a row is the set of commands that take the option. */
static const struct er_option rows[] = {
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("Usage: er-env check [OPTION]... [FILE]\n"
	    "  or:  er-env list [OPTION]... [FILE]\n"
	    "  or:  er-env diff [OPTION]... FILE FILE\n"
	    "  or:  er-env readers [OPTION]... FILE\n"
	    "  or:  er-env run [OPTION]... FILE -- COMMAND [ARGUMENT]...\n"
	    "Check, show or use the environment file FILE ('-': standard "
	    "input); without FILE\nthe environment er-env itself was started "
	    "with. No secret is ever printed.\n\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  check              say all that is wrong, and whether mail "
	    "can be sent with it\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  list               show what was read and which line won, "
	    "without secrets\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  diff               show on which variables two files differ, "
	    "without values\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  readers            show where sh, systemd, docker, compose "
	    "and dotenv read\n                     FILE differently, and how to "
	    "write it instead\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  run                check, then run COMMAND with the "
	    "variables of FILE\n\n") },
	{ "inherit", 0, ER_OPTION_FLAG, AT(inherit), RUN,
	    N_("      --inherit      run: keep the rest of the environment "
	    "too\n") },
	{ "quiet", 'q', ER_OPTION_FLAG, AT(quiet), CHECK | RUN,
	    N_("  -q, --quiet        print nothing unless there is an "
	    "error\n") },
	{ "reader", 0, ER_OPTION_WORDS, AT(readers), CHECK | READERS,
	    N_("      --reader R     compare only R and those named likewise: "
	    "sh, systemd,\n                     docker, compose, dotenv\n") },
	{ "schema", 0, ER_OPTION_WORDS, AT(schemas), ALL,
	    N_("      --schema FILE  also know the variables that FILE "
	    "describes\n") },
	{ "strict", 0, ER_OPTION_FLAG, AT(strict), CHECK | RUN,
	    N_("      --strict       take warnings for errors\n") },
	{ "help", 0, ER_OPTION_FLAG, AT(help), ALL,
	    N_("      --help         print this help and exit\n") },
	{ "version", 0, ER_OPTION_FLAG, AT(version), ALL,
	    N_("      --version      print the version and exit\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("\nExit status: 0 ready; 1 diff, readers: they differ; 65 the "
	    "file is malformed;\n66 it cannot be read; 78 the contract is "
	    "not met; 64 wrong usage; see er-env(1).\n") },
};

enum { ROWS = sizeof rows / sizeof *rows };

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

/* The options that the command takes; without one, those that all take. */
static int
read_options(struct options *opt, int argc, char *argv[], int *first)
{
	struct er_option taken[ROWS];
	int bit = opt->command != NULL ? opt->command->bit : ALL;
	size_t i, n = 0;

	for (i = 0; i < ROWS; i++)
		if ((rows[i].value & bit) == bit)
			taken[n++] = rows[i];
	return er_options_read(taken, n, argc, argv, opt, first);
}

/* The readers named by options, or all. */
static int
choose_readers(struct options *opt)
{
	unsigned one;
	size_t i;

	opt->chosen = opt->readers.n > 0 ? 0 : ENV_ALL_READERS;
	for (i = 0; i < opt->readers.n; i++) {
		one = env_reader_find(opt->readers.list[i]);
		if (one == 0) {
			er_warn(_("no such reader: '%s'"),
			    opt->readers.list[i]);
			return er_try_help();
		}
		opt->chosen |= one;
	}
	return 0;
}

static int
take_operands(struct options *opt, int n, char *operands[])
{
	if (n < opt->command->min || n > opt->command->max) {
		/* TRANSLATORS: a command: check, list, diff, readers or run */
		er_warn(n < opt->command->min ?
		    _("%s: an operand is missing") :
		    _("%s: too many operands"), opt->command->name);
		return er_try_help();
	}
	if (n > 0)
		opt->file = operands[0];
	opt->rest = operands + 1;
	return choose_readers(opt);
}

/* The command stands first. What follows "--" is run's, and not ours. */
static int
parse_options(int argc, char *argv[], struct options *opt)
{
	int first, status, ours;

	if (argc > 1 && argv[1][0] != '-') {
		opt->command = find_command(argv[1]);
		if (opt->command == NULL)
			return er_try_help();
		argc--, argv++;
	}
	for (ours = 1; ours < argc && strcmp(argv[ours], "--") != 0; ours++)
		continue;
	status = read_options(opt, ours, argv, &first);
	if (status != 0 || opt->help || opt->version)
		return status;
	if (opt->command == NULL) {
		er_warn(_("no command; give check, list, diff, readers or run"));
		return er_try_help();
	}
	if (ours < argc) {	/* close the gap that "--" leaves */
		argc--;
		memmove(&argv[ours], &argv[ours + 1],
		    (size_t)(argc - ours + 1) * sizeof *argv);
	}
	return take_operands(opt, argc - first, argv + first);
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
	for (i = 0; rc == 0 && i < opt->schemas.n; i++)
		rc = env_contract_add(work->contract, opt->schemas.list[i],
		    &work->diags, err);
	if (rc == 0 && opt->file != NULL)
		rc = env_text_read(opt->file, &work->text, err);
	if (rc == 0 && opt->file != NULL)
		env_text_parse(opt->file, &work->text, &env_dotenv,
		    &work->set, &work->diags);
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
	if (opt->command->bit == CHECK && opt->file != NULL)
		env_check_readers(opt->file, work->text.p, work->text.n,
		    opt->chosen, &work->diags);
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

static int
run_diff(const struct options *opt, struct work *work)
{
	struct er_buf out = {0};
	struct env_set other = {0};
	struct er_err err = {0};
	int status;

	if (env_read(opt->rest[0], &env_dotenv, &other, &work->diags, &err) !=
	    0)
		return er_report(&err);
	print_findings(&work->diags);
	status = (int)env_verdict(&work->diags, false);
	if (env_diff(&work->set, &other, work->contract, &out) > 0) {
		fwrite(out.p, 1, out.n, stdout);
		status = status != 0 ? status : 1;
	}
	er_buf_free(&out);
	env_free(&other);
	return status;
}

static int
run_readers(const struct options *opt, struct work *work)
{
	struct env_readers all;
	struct er_buf out = {0};
	size_t found;

	env_readers_make(opt->file, work->text.p, work->text.n, opt->chosen,
	    &all);
	found = env_readers_list(&all, work->contract, &out);
	if (out.n > 0)
		fwrite(out.p, 1, out.n, stdout);
	er_buf_free(&out);
	env_readers_free(&all);
	return found > 0;
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
	if (status == 0 && opt.help)
		er_options_help(rows, ROWS);
	else if (status == 0 && opt.version)
		er_print_version();
	else if (status == 0 && load(&opt, &work, &err) == 0)
		status = opt.command->run(&opt, &work);
	er_diags_free(&work.diags);
	env_free(&work.set);
	env_text_free(&work.text);
	env_contract_free(work.contract);
	free(opt.schemas.list);
	free(opt.readers.list);
	return err.cls != ER_NONE ? er_report(&err) : status;
}
