/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main() of a unit test program: one suite, TAP on stdout. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

static inline int
unit_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
	return EXIT_SUCCESS;	/* the stream is the verdict */
}

#endif
