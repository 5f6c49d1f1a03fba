/* SPDX-License-Identifier: GPL-3.0-or-later */
/* er-env: says whether an environment is fit for sending, and runs in it. */
#include "config.h"

#include <errno.h>
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
#include "er-env.h"

extern char **environ;

/* ---- the work ------------------------------------------------------------- */

/* The shipped contract and the user's own, and the environment to look at. */
static int
load(const struct env_options *opt, struct work *work, struct er_err *err)
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
	else if (rc == 0 && opt->command != SCHEMA)
		env_take(environ, &work->set);
	return rc;
}

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
	int status = find_faults(opt, work);
	char **own = environ;

	if (status != 0 || !opt->quiet)
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
		return run_check(opt, work);
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
	forbid_core_files();
	work.contract = env_contract_new();
	status = env_options_read(argc, argv, &opt);
	if (status == 0 && opt.help)
		env_options_help();
	else if (status == 0 && opt.version)
		er_print_version();
	else if (status == 0 && load(&opt, &work, &err) == 0)
		status = do_command(&opt, &work);
	er_diags_free(&work.diags);
	env_free(&work.set);
	env_text_free(&work.text);
	env_contract_free(work.contract);
	env_options_free(&opt);
	return err.cls != ER_NONE ? er_report(&err) : status;
}
