/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the table of answers as er-sesmail(1) has it. */
#include "config.h"

#include "aws/aws-priv.h"

int
main(void)
{
	struct er_buf b = {0};
	size_t i;

	for (i = 0; aws_rule_print(i, &b); i++)
		;
	fputs(b.p, stdout);
	er_buf_free(&b);
	return 0;
}
