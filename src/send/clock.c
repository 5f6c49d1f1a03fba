/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock of the system, for a program to hand in. Nothing else of this room
 * reads it. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "send/send.h"

static time_t
now(void)
{
	return time(NULL);
}

static int64_t
ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

/* Two processes started together must not wait alike. */
static double
chance(void)
{
	static bool seeded;
	struct timespec t;

	if (!seeded) {
		clock_gettime(CLOCK_MONOTONIC, &t);
		srand48(t.tv_nsec ^ ((long)getpid() << 16));
		seeded = true;
	}
	return drand48();
}

const struct send_clock send_system_clock = {
	.now = now, .ticks = ticks, .sleep = sleep_ms, .random = chance
};
