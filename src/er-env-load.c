/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both programs of er-env begin with: no core files, contract, file. */
#include "config.h"

#include <stdlib.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "er-env.h"

extern char **environ;

int
load_work(const struct env_options *opt, struct work *work,
    struct er_err *err)
{
	char *shipped = er_data_file(er_data_directory(getenv("ER_DATADIR")),
	    "data/ses-variables.rec", err);
	size_t i;
	int rc;

	work->contract = env_contract_new();
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

void
free_work(struct work *work)
{
	er_diags_free(&work->diags);
	env_free(&work->set);
	env_text_free(&work->text);
	env_contract_free(work->contract);
}

void
forbid_core_files(struct rlimit *before)
{
	struct rlimit none;

	getrlimit(RLIMIT_CORE, before);
	none = *before;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
