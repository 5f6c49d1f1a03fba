/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits that the system keeps, so that they hold wherever the program is: in
 * a library, in a loop nobody thought of. A lower limit of the user's stays.
 */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"

/* Made beforehand: a signal handler can only write. */
static char *last_words;
static size_t last_words_n;

static void
stop(int signal_number)
{
	(void)signal_number;
	if (write(STDERR_FILENO, last_words, last_words_n) < 0)
		_exit(EX_IOERR);
	_exit(EX_DATAERR);
}

static void
prepare_to_stop(unsigned seconds)
{
	struct sigaction action = { .sa_handler = stop };
	struct er_buf b = {0};

	er_buf_addf(&b, "%s: ", er_program());
	er_buf_addf(&b, ngettext("stopped after %u second of work: the input "
	    "asks for more than this program takes on",
	    "stopped after %u seconds of work: the input asks for more than "
	    "this program takes on", seconds), seconds);
	er_buf_addc(&b, '\n');
	last_words_n = b.n;
	last_words = er_buf_steal(&b);
	sigemptyset(&action.sa_mask);
	sigaction(SIGXCPU, &action, NULL);
}

/* The soft limit, but not above what it was when the program began. Returns
 * what it is now. */
static rlim_t
set_limit(int resource, rlim_t value, struct rlimit *first, bool *known)
{
	struct rlimit limit;

	if (!*known && getrlimit(resource, first) != 0)
		return RLIM_INFINITY;
	*known = true;
	limit = *first;
	if (value < limit.rlim_cur)	/* RLIM_INFINITY is the greatest */
		limit.rlim_cur = value;
	return setrlimit(resource, &limit) == 0 ? limit.rlim_cur :
	    RLIM_INFINITY;
}

void
er_limit_work(unsigned seconds)
{
	static struct rlimit first;
	static bool known;
	struct rusage used = {0};
	rlim_t now, end = RLIM_INFINITY;

	signal(SIGXCPU, SIG_DFL);
	free(last_words);
	last_words = NULL;
	getrusage(RUSAGE_SELF, &used);
	now = (rlim_t)used.ru_utime.tv_sec + (rlim_t)used.ru_stime.tv_sec;
	if (seconds > 0)
		end = now + seconds;
	end = set_limit(RLIMIT_CPU, end, &first, &known);
	if (end != RLIM_INFINITY)
		prepare_to_stop(end > now ? (unsigned)(end - now) : 0);
}

void
er_limit_memory(uint64_t bytes)
{
	static struct rlimit first;
	static bool known;

	if (ENABLE_SANITIZERS)
		return;		/* they take terabytes of addresses */
	set_limit(RLIMIT_DATA, bytes == 0 ? RLIM_INFINITY : (rlim_t)bytes,
	    &first, &known);
}
