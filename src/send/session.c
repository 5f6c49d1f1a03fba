/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

enum { DEADLINE_DEFAULT_S = 60, NUMBER_MAX = 1000000 };

static const char *
transport_name(const char *option, aws_lookup *lookup, void *closure)
{
	if (option == NULL)
		option = send_value(lookup, closure, "ER_TRANSPORT");
	return option != NULL ? option : "ses";
}

static char *
outbox_path(const char *option, aws_lookup *lookup, void *closure,
    struct er_err *err)
{
	const char *state = send_value(lookup, closure, "XDG_STATE_HOME");
	const char *home = send_value(lookup, closure, "HOME");

	if (option == NULL)
		option = send_value(lookup, closure, "ER_OUTBOX");
	if (option != NULL)
		return er_xstrdup(option);
	/* The XDG specification has relative paths ignored. */
	if (state != NULL && *state == '/')
		return er_path_join(state, "er-tools/outbox.db");
	if (home != NULL)
		return er_path_join(home, ".local/state/er-tools/outbox.db");
	er_fail(err, ER_CONFIG, _("there is no place for the outbox: set "
	    "ER_OUTBOX to a file, or HOME"));
	return NULL;
}

static bool
parse_number(const char *text, long least, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *number >= least &&
	    *number <= NUMBER_MAX;
}

static int
set_limits(struct sender *sender, const struct send_place *place,
    aws_lookup *lookup, void *closure, struct er_err *err)
{
	const char *attempts = send_value(lookup, closure, "AWS_MAX_ATTEMPTS");
	long deadline = DEADLINE_DEFAULT_S, number = 0, jobs = SEND_JOBS;
	long rate = 0;

	if (place->deadline != NULL &&
	    !parse_number(place->deadline, 0, &deadline)) {
		er_fail(err, ER_USAGE, _("--deadline takes a number of "
		    "seconds, not '%s'"), place->deadline);
		return -1;
	}
	if (place->jobs != NULL && (!parse_number(place->jobs, 1, &jobs) ||
	    jobs > SEND_JOBS_MAX)) {
		er_fail(err, ER_USAGE, _("--jobs takes a number from 1 to %d, "
		    "not '%s'"), SEND_JOBS_MAX, place->jobs);
		return -1;
	}
	if (attempts != NULL && !parse_number(attempts, 1, &number)) {
		er_fail(err, ER_CONFIG, _("AWS_MAX_ATTEMPTS '%s' is not a "
		    "number of tries"), attempts);
		return -1;
	}
	sender->attempts = (int)number;
	if (place->rate != NULL && strcmp(place->rate, "auto") != 0 &&
	    !parse_number(place->rate, 1, &rate)) {
		er_fail(err, ER_USAGE, _("--rate takes a number of recipients "
		    "a second or 'auto', not '%s'"), place->rate);
		return -1;
	}
	sender->rate = rate * 1000;
	sender->patience = deadline * 1000;
	sender->jobs = (size_t)jobs;
	return 0;
}

/* ---- after a crash ------------------------------------------------------ */

static bool
find(void *closure, const struct outbox_message *m, char **message_id)
{
	static const char maildir[] = "maildir:";
	size_t n = sizeof maildir - 1;

	(void)closure;
	return m->transport != NULL && strncmp(m->transport, maildir, n) == 0 &&
	    send_maildir_find(m->transport + n, m, message_id);
}

/* ---- open and close ----------------------------------------------------- */

int
sender_open(struct sender *sender, const struct send_place *place,
    bool sends, aws_lookup *lookup, void *closure, struct er_err *err)
{
	char *path;

	sender->clock = &send_system_clock;
	if (set_limits(sender, place, lookup, closure, err) != 0)
		return -1;
	/* The transport first: what cannot be sent for want of a setting is
	 * better not taken in. */
	if (sends) {
		sender->transport = er_xcalloc(1, sizeof *sender->transport);
		if (send_transport_open(transport_name(place->transport,
		    lookup, closure), lookup, closure, sender->transport,
		    err) != 0)
			return -1;
	}
	path = outbox_path(place->outbox, lookup, closure, err);
	if (path != NULL)
		sender->outbox = outbox_open(path, err);
	free(path);
	if (sender->outbox == NULL)
		return -1;
	return outbox_recover(sender->outbox, find, NULL,
	    sender->clock->now(), err);
}

void
sender_close(struct sender *sender)
{
	if (sender->transport != NULL)
		send_transport_close(sender->transport);
	free(sender->transport);
	outbox_close(sender->outbox);
	*sender = (struct sender){0};
}
