/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether AWS would deliver what is sent in an environment. Apart from env.h,
 * for er-env itself must not see the aws room.
 */
#ifndef ENV_ONLINE_H
#define ENV_ONLINE_H

#include "aws/aws.h"
#include "env/env.h"

struct env_online {
	aws_lookup *lookup;	/* of the environment that is checked */
	void *closure;
	const char *file;	/* for messages; NULL: the environment */
	const char *const *recipients;	/* beside those of SES_BCC */
	size_t nrecipients;
	long due;		/* recipients of today's mail; -1: unknown */
	bool all_regions;	/* look elsewhere for a sender */
	time_t now;
};

/*
 * Asks AWS, several questions at once and none twice, and adds what is wrong
 * to diags and what was learnt to facts, in the order: clock, caller, account,
 * sender, recipients, configuration set, quota, rate. Changes nothing there.
 */
void env_check_online(const struct env_online *online,
    struct env_facts *facts, struct er_diags *diags);

#endif
