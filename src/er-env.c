/* SPDX-License-Identifier: GPL-3.0-or-later */
/* er-env: says whether an environment is fit for sending, and runs in it. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"
#include "env/env.h"
#include "er-env.h"

extern char **environ;

/* ---- the commands ---------------------------------------------------------- */

static int
run_schema(struct work *work)
{
	struct er_buf out = {0};

	print_findings(&work->diags);
	if (work->diags.errors == 0)
		env_example(work->contract, &out);
	print_buf(&out);
	return (int)env_verdict(&work->diags, false);
}

/* Nothing is checked but what the policy is made of: it may come first, before
 * there is a key. */
static int
run_policy(const struct env_options *opt, struct work *work)
{
	struct er_buf out = {0};
	struct er_err err = {0};
	int status = (int)env_verdict(&work->diags, false);

	if (status != 0)
		print_findings(&work->diags);
	else if (env_policy(&work->set, &opt->to, &out, &err) != 0)
		status = er_report(&err);
	print_buf(&out);
	return status;
}

static int
run_list(const struct env_options *opt, struct work *work)
{
	struct er_buf out = {0};

	print_findings(&work->diags);
	env_list(&work->set, work->contract, opt->file != NULL, &out);
	print_buf(&out);
	return (int)env_verdict(&work->diags, false);
}

static int
run_diff(const struct env_options *opt, struct work *work)
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
	if (env_diff(&work->set, &other, work->contract, &out) > 0 &&
	    status == 0)
		status = 1;
	print_buf(&out);
	env_free(&other);
	return status;
}

static int
run_readers(const struct env_options *opt, struct work *work)
{
	struct env_readers all;
	struct er_buf out = {0};
	size_t found;

	env_readers_make(opt->file, work->text.p, work->text.n, opt->chosen,
	    &all);
	found = env_readers_list(&all, work->contract, &out);
	print_buf(&out);
	env_readers_free(&all);
	return found > 0;
}

static int
run_fix(const struct env_options *opt, struct work *work)
{
	struct env_fix fix = {0};
	struct er_err err = {0};
	int status = (int)env_verdict(&work->diags, false);

	if (status == 0 && env_fix_make(opt->file, &work->text, opt->chosen,
	    work->contract, &fix, &work->diags) != 0)
		status = (int)env_verdict(&work->diags, false);
	er_diags_sort(&work->diags);
	if (status != 0) {
		print_findings(&work->diags);
		er_warn(_("nothing was changed"));
	} else if (opt->dry_run) {
		if (fix.shown.n > 0)
			fwrite(fix.shown.p, 1, fix.shown.n, stdout);
		status = fix.lines > 0;
	} else if (fix.lines == 0) {
		printf(_("%s: nothing to change\n"), opt->file);
	} else {
		if (env_fix_write(opt->file, &work->text, &fix, &err) != 0)
			status = er_report(&err);
		else
			/* TRANSLATORS: a file name, a number, a file name */
			printf(ngettext("%s: %zu change; what it was is in "
			    "%s~\n", "%s: %zu changes; what it was is in "
			    "%s~\n", fix.lines), opt->file, fix.lines,
			    opt->file);
	}
	env_fix_free(&fix);
	return status;
}

static struct rlimit core_limit;	/* as it was when we were started */

static int
run_command(const struct env_options *opt, struct work *work)
{
	char **own = environ;
	int status;

	find_faults(opt, work);
	status = (int)env_verdict(&work->diags, opt->strict);
	/* A note alone is for who checks, not for each run from a timer. */
	if (status != 0 || (!opt->quiet && work->diags.warnings > 0))
		print_findings(&work->diags);
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

/*
 * What needs the network is another program, which takes the place of this one
 * before anything is read. Its directory may be named for a build that is not
 * installed.
 */
static int
become_online(char *argv[])
{
	const char *dir = getenv("ER_LIBEXECDIR");
	char *path = er_path_join(dir != NULL && *dir != '\0' ? dir :
	    PKGLIBEXECDIR, "er-env-online");

	setrlimit(RLIMIT_CORE, &core_limit);
	execv(path, argv);
	er_warn(_("cannot run '%s': %s"), path, strerror(errno));
	free(path);
	return EX_CONFIG;
}

static int
do_command(const struct env_options *opt, struct work *work)
{
	switch (opt->command) {
	case LIST:
		return run_list(opt, work);
	case DIFF:
		return run_diff(opt, work);
	case READERS:
		return run_readers(opt, work);
	case FIX:
		return run_fix(opt, work);
	case RUN:
		return run_command(opt, work);
	case POLICY:
		return run_policy(opt, work);
	case SCHEMA:
		return run_schema(work);
	default:
		find_faults(opt, work);
		return tell_check(opt, work, NULL);
	}
}

int
main(int argc, char *argv[])
{
	struct env_options opt = {0};
	struct work work = {0};
	struct er_err err = {0};
	int status;

	er_init("er-env");
	forbid_core_files(&core_limit);
	status = env_options_read(argc, argv, &opt);
	if (status == 0 && opt.help)
		env_options_help();
	else if (status == 0 && opt.version)
		er_print_version();
	else if (status == 0 && (opt.online ||
	    (opt.command & ONLINE) != 0))
		status = become_online(argv);
	else if (status == 0 && load_work(&opt, &work, &err) == 0)
		status = do_command(&opt, &work);
	free_work(&work);
	env_options_free(&opt);
	return err.cls != ER_NONE ? er_report(&err) : status;
}
