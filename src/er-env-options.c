/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What er-env takes on its command line. */
#include "config.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "env/env.h"
#include "er-env.h"

static const struct command {
	const char *name;
	enum env_command command;
	int min, max;		/* operands */
} commands[] = {
	{ "check", CHECK, 0, 1 },
	{ "list", LIST, 0, 1 },
	{ "diff", DIFF, 2, 2 },
	{ "readers", READERS, 1, 1 },
	{ "fix", FIX, 1, 1 },
	{ "run", RUN, 2, INT_MAX },
	{ "schema", SCHEMA, 0, 0 },
	{ "policy", POLICY, 0, 1 },
	{ "smtp-password", PASSWORD, 0, 1 },
	{ "rehearse", REHEARSE, 0, 1 },
};

#define AT(member) offsetof(struct env_options, member)

/* The value of a row is the set of commands that take the option. */
static const struct er_option rows[] = {
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("Usage: er-env check [OPTION]... [FILE]\n"
	    "  or:  er-env list [OPTION]... [FILE]\n"
	    "  or:  er-env diff [OPTION]... FILE FILE\n"
	    "  or:  er-env readers [OPTION]... FILE\n"
	    "  or:  er-env fix [OPTION]... FILE\n"
	    "  or:  er-env run [OPTION]... FILE -- COMMAND [ARGUMENT]...\n"
	    "  or:  er-env schema [OPTION]...\n"
	    "  or:  er-env policy [OPTION]... [FILE]\n"
	    "  or:  er-env smtp-password --output OUT [FILE]\n"
	    "  or:  er-env rehearse [OPTION]... [FILE]\n"
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
	    N_("  fix                rewrite FILE so that all readers read it "
	    "alike\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  run                check, then run COMMAND with the "
	    "variables of FILE\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  schema             print the contract as a commented file to "
	    "fill in\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  policy             print the least IAM policy that sending "
	    "with it needs\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  smtp-password      derive the password of SES's SMTP "
	    "interface, into a file\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("  rehearse           send one message to SES's mailbox "
	    "simulator\n\n") },
	{ "all-regions", 0, ER_OPTION_FLAG, AT(all_regions), CHECK,
	    N_("      --all-regions  check --online: look for SES_FROM in other "
	    "regions\n") },
	{ "as", 0, ER_OPTION_TEXT, AT(part), REHEARSE,
	    N_("      --as PART      rehearse: what the simulator plays: "
	    "success (default),\n                     bounce, complaint, "
	    "ooto, suppressionlist\n") },
	{ "book", 0, ER_OPTION_TEXT, AT(book), CHECK,
	    N_("      --book BOOK    check --online: also all recipients of "
	    "the book's reports\n") },
	{ "format", 0, ER_OPTION_TEXT, AT(format), CHECK,
	    N_("      --format F     check: write the findings as text "
	    "(default), json or tap\n") },
	{ "inherit", 0, ER_OPTION_FLAG, AT(inherit), RUN,
	    N_("      --inherit      run: keep the rest of the environment "
	    "too\n") },
	{ "quiet", 'q', ER_OPTION_FLAG, AT(quiet), CHECK | RUN,
	    N_("  -q, --quiet        print nothing unless there is an "
	    "error\n") },
	{ "dry-run", 'n', ER_OPTION_FLAG, AT(dry_run), FIX,
	    N_("  -n, --dry-run      fix: only show what would change, secrets "
	    "masked\n") },
	{ "online", 0, ER_OPTION_FLAG, AT(online), CHECK,
	    N_("      --online       check: also ask AWS whether it would "
	    "deliver\n") },
	{ "output", 'o', ER_OPTION_TEXT, AT(output), PASSWORD,
	    N_("  -o, --output OUT   smtp-password: the file to write, of mode "
	    "0600\n") },
	{ "reader", 0, ER_OPTION_WORDS, AT(readers), CHECK | READERS | FIX,
	    N_("      --reader R     compare only R and those named likewise: "
	    "sh, systemd,\n                     docker, compose, dotenv\n") },
	{ "schema", 0, ER_OPTION_WORDS, AT(schemas), ALL,
	    N_("      --schema FILE  also know the variables that FILE "
	    "describes\n") },
	{ "strict", 0, ER_OPTION_FLAG, AT(strict), CHECK | RUN,
	    N_("      --strict       take warnings for errors\n") },
	{ "style", 0, ER_OPTION_FLAG, AT(style), CHECK,
	    N_("      --style        check: also how the file is written, as "
	    "dotenv-linter does\n") },
	{ "to", 0, ER_OPTION_WORDS, AT(to), CHECK | POLICY,
	    N_("      --to ADDRESS   policy, check --online: mail goes to "
	    "ADDRESS and those\n                     named likewise\n") },
	{ "help", 0, ER_OPTION_FLAG, AT(help), ALL,
	    N_("      --help         print this help and exit\n") },
	{ "version", 0, ER_OPTION_FLAG, AT(version), ALL,
	    N_("      --version      print the version and exit\n") },
	{ NULL, 0, ER_OPTION_HEADING, 0, ALL,
	    N_("\nExit status: 0 ready; 1 diff, readers: they differ, fix -n: "
	    "it would change;\n65 the file is malformed; 66 it cannot be "
	    "read; 78 the contract is not met;\n75 AWS cannot be asked "
	    "now; 77 it refuses the key or the account;\n64 wrong usage; "
	    "see er-env(1).\n") },
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
read_options(struct env_options *opt, int argc, char *argv[], int *first)
{
	struct er_option taken[ROWS];
	int bit = opt->command != 0 ? (int)opt->command : ALL;
	size_t i, n = 0;

	for (i = 0; i < ROWS; i++)
		if ((rows[i].value & bit) == bit)
			taken[n++] = rows[i];
	return er_options_read(taken, n, argc, argv, opt, first);
}

static int
choose_form(struct env_options *opt)
{
	static const char *const names[] = {
		[FORM_TEXT] = "text", [FORM_JSON] = "json",
		[FORM_TAP] = "tap",
	};
	size_t i;

	if (opt->format == NULL)
		return 0;
	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(opt->format, names[i]) == 0) {
			opt->form = (enum env_form)i;
			return 0;
		}
	er_warn(_("no such format: '%s'; give text, json or tap"),
	    opt->format);
	return er_try_help();
}

/* The readers named by options, or all. */
static int
choose_readers(struct env_options *opt)
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
take_operands(struct env_options *opt, const struct command *command, int n,
    char *operands[])
{
	if (n < command->min || n > command->max) {
		/* TRANSLATORS: a command: check, list, diff, readers or run */
		er_warn(n < command->min ? _("%s: an operand is missing") :
		    _("%s: too many operands"), command->name);
		return er_try_help();
	}
	if (command->command == PASSWORD && opt->output == NULL) {
		er_warn(_("smtp-password: name a file with --output; a "
		    "password is not shown"));
		return er_try_help();
	}
	if (command->command == CHECK && !opt->online && (opt->all_regions ||
	    opt->book != NULL || opt->to.n > 0)) {
		er_warn(_("--all-regions, --book and --to need --online"));
		return er_try_help();
	}
	if (n > 0)
		opt->file = operands[0];
	opt->rest = operands + 1;
	return choose_form(opt) != 0 ? EX_USAGE : choose_readers(opt);
}

/* The command stands first. What follows "--" is run's, and not ours. */
int
env_options_read(int argc, char *argv[], struct env_options *opt)
{
	const struct command *command = NULL;
	int first, status, ours;

	if (argc > 1 && argv[1][0] != '-') {
		command = find_command(argv[1]);
		if (command == NULL)
			return er_try_help();
		opt->command = command->command;
		argc--, argv++;
	}
	for (ours = 1; ours < argc && strcmp(argv[ours], "--") != 0; ours++)
		continue;
	status = read_options(opt, ours, argv, &first);
	if (status != 0 || opt->help || opt->version)
		return status;
	if (command == NULL) {
		er_warn(_("no command; see er-env --help for those there "
		    "are"));
		return er_try_help();
	}
	if (ours < argc) {	/* close the gap that "--" leaves */
		argc--;
		memmove(&argv[ours], &argv[ours + 1],
		    (size_t)(argc - ours + 1) * sizeof *argv);
	}
	return take_operands(opt, command, argc - first, argv + first);
}

void
env_options_help(void)
{
	er_options_help(rows, ROWS);
}

void
env_options_free(struct env_options *opt)
{
	free(opt->schemas.list);
	free(opt->readers.list);
	free(opt->to.list);
}

