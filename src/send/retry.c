/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "send/send.h"

/*
 * Full jitter: anything from nothing to a bound that doubles with each try, so
 * that many processes refused together do not come back together. The server's
 * hint is a floor.
 */
enum {
	BASE_MS = 100, BASE_THROTTLED_MS = 1000,
	CAP_MS = 20000, HINT_CAP_MS = 30000
};

long
send_retry_delay(const struct send_answer *answer, int attempt, double random)
{
	long bound = answer->throttled ? BASE_THROTTLED_MS : BASE_MS;
	long hint = answer->retry_after_ms, delay;

	while (attempt-- > 1 && bound < CAP_MS)
		bound *= 2;
	if (bound > CAP_MS)
		bound = CAP_MS;
	delay = (long)(random * (double)bound);
	if (hint > HINT_CAP_MS)
		hint = HINT_CAP_MS;
	return delay > hint ? delay : hint;
}
