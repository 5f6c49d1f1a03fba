/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many questions at once. AWS allows one a second where it counts them, and
 * says so by putting off the rest: then they are asked one by one, at that
 * pace.
 */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "env/online-priv.h"

enum { WIDTH = 10, TRIES_MAX = 5, LATER_MAX = 30, PAUSE_MS = 1100 };

struct question *
questions_add(struct questions *all, enum aws_question question,
    const char *name)
{
	struct question *q;

	if (all->last == NULL)
		all->last = &all->first;
	for (q = all->first; q != NULL; q = q->next)
		if (q->ask.question == question &&
		    strcmp(q->name != NULL ? q->name : "",
		    name != NULL ? name : "") == 0)
			return q;
	q = er_xcalloc(1, sizeof *q);
	q->name = name != NULL ? er_xstrdup(name) : NULL;
	q->ask.question = question;
	q->ask.name = q->name;
	*all->last = q;
	all->last = &q->next;
	return q;
}

static struct question *
next_new(const struct questions *all)
{
	struct question *q = all->first;

	while (q != NULL && q->state != QUESTION_NEW)
		q = q->next;
	return q;
}

void
questions_take(struct questions *all, struct aws_client *client, long ms)
{
	struct aws_reply reply;
	struct question *q;

	q = (struct question *)(void *)aws_ask_take(client, ms, &reply);
	if (q == NULL)
		return;
	all->busy--;
	aws_reply_free(&q->reply);
	q->reply = reply;
	q->state = QUESTION_DONE;
	if (reply.told == AWS_ASK_LATER && ++q->tries < TRIES_MAX &&
	    ++all->later < LATER_MAX) {
		q->state = QUESTION_NEW;
		all->width = 1;
	}
}

static void
start(struct questions *all, struct question *q, struct aws_client *client,
    time_t now)
{
	q->state = QUESTION_ASKED;
	all->busy++;
	aws_ask_start(client, &q->ask, now);
}

void
questions_run(struct questions *all, struct aws_client *client, time_t now)
{
	struct question *q;

	if (all->width == 0)
		all->width = WIDTH;
	while ((q = next_new(all)) != NULL || all->busy > 0) {
		if (q == NULL || all->busy >= all->width) {
			questions_take(all, client, 1000);
			continue;
		}
		if (all->width == 1)
			poll(NULL, 0, PAUSE_MS);
		start(all, q, client, now);
	}
}

void
questions_start(struct questions *all, struct aws_client *client, time_t now)
{
	struct question *q;

	while ((q = next_new(all)) != NULL)
		start(all, q, client, now);
}

void
questions_free(struct questions *all)
{
	struct question *q, *next;

	for (q = all->first; q != NULL; q = next) {
		next = q->next;
		free(q->name);
		aws_reply_free(&q->reply);
		free(q);
	}
	*all = (struct questions){0};
}
