/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/base.h"

int
main(void)
{
	er_init("er-sesmail");
	er_print_version();
	return 0;
}
