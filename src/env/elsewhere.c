/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sender that is not verified here is often so in another region. Each region
 * has its own endpoint and so its own client; they are driven in turn.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "env/online-priv.h"

enum { REGIONS_MAX = 64, TURN_MS = 2 };

struct place {
	const struct env_online *settings;
	const char *region;
	struct aws_client *client;	/* NULL: it cannot be asked */
	struct questions questions;
};

/* The same settings, but for the region. */
static const char *
lookup(void *closure, const char *name)
{
	const struct place *place = closure;

	if (strcmp(name, "AWS_REGION") == 0)
		return place->region;
	return place->settings->lookup(place->settings->closure, name);
}

static void
begin(struct place *place, const struct online_run *run, const char *region,
    const char *address)
{
	place->settings = run->settings;
	place->region = region;
	place->client = aws_client_new(lookup, place, NULL);
	if (place->client == NULL)
		return;
	online_ask_identities(&place->questions, address);
	questions_start(&place->questions, place->client, run->settings->now);
}

static void
wait_for_all(struct place *places, size_t n)
{
	bool busy = true;
	size_t i;

	while (busy) {
		busy = false;
		for (i = 0; i < n; i++) {
			if (places[i].questions.busy == 0)
				continue;
			questions_take(&places[i].questions,
			    places[i].client, TURN_MS);
			busy = true;
		}
	}
}

static bool
is_verified(const struct questions *questions)
{
	const struct question *q;

	for (q = questions->first; q != NULL; q = q->next)
		if (q->state == QUESTION_DONE && q->reply.told == AWS_TOLD &&
		    q->reply.verified)
			return true;
	return false;
}

char *
online_elsewhere(struct online_run *run, const char *address)
{
	struct place *places = er_xcalloc(REGIONS_MAX, sizeof *places);
	struct er_buf list = {0};
	const char *region;
	size_t i, n = 0, next = 0;

	er_buf_adds(&list, "");
	while (n < REGIONS_MAX &&
	    (region = env_region_like(run->region, &next)) != NULL)
		begin(&places[n++], run, region, address);
	wait_for_all(places, n);
	for (i = 0; i < n; i++) {
		if (is_verified(&places[i].questions))
			er_buf_addf(&list, "%s%s", list.n > 0 ? ", " : "",
			    places[i].region);
		questions_free(&places[i].questions);
		aws_client_free(places[i].client);
	}
	free(places);
	return er_buf_steal(&list);
}
