/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target for the readers of environment files: one program for each,
 * built with READER set to ENV_SH, ENV_SYSTEMD, ENV_DOCKER, ENV_COMPOSE or
 * ENV_DOTENV. tests/fuzz/run says how. That a value is where it should be is
 * looked at too.
 */
#include <stdlib.h>

#include "env/env.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct env_reading r = {0};
	const struct env_var *var;
	size_t i, last = 0;

	env_reading_make((const char *)data, n, READER, &r);
	for (i = 0; i < r.set.n; i++) {
		var = &r.set.vars[i];
		if (var->value != var->name + var->nname + 1 ||
		    var->value[-1] != '=' || var->value[var->nvalue] != '\0' ||
		    var->line < last || var->winner >= r.set.n)
			abort();
		last = var->line;
	}
	if (r.refused > 0 && (r.set.n > 0 || r.why == NULL))
		abort();
	env_reading_free(&r);
	return 0;
}
