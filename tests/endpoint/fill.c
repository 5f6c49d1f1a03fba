/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fills an outbox as as many runs of er-sesmail --queue would, in less time.
 *
 *     fill OUTBOX MESSAGES BYTES
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "outbox/outbox.h"

enum { GROUP = 100 };

static void
make_message(struct er_buf *b, long number, size_t n)
{
	er_buf_trim(b, 0);
	er_buf_addf(b, "From: owner@group.example\r\n"
	    "To: cfo@group.example\r\nSubject: Report %ld\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n\r\n", number);
	while (b->n + 74 <= n)
		er_buf_addf(b, "%-72ld\r\n", (long)b->n);
	er_buf_adds(b, "All is well.\r\n");
}

static int
put(struct outbox *outbox, const struct er_buf *b, long number,
    struct er_err *err)
{
	char address[] = "cfo@group.example", *list[] = { address };
	struct outbox_envelope envelope = { .to = { .list = list, .n = 1 } };
	struct er_bytes bytes = { .p = b->p, .n = b->n };
	char *digest = outbox_digest(&envelope, &bytes);
	char *subject = er_xasprintf("Report %ld", number);
	struct outbox_draft draft = {
		.digest = digest, .sender = "owner@group.example",
		.subject = subject, .envelope = &envelope, .content = bytes
	};
	struct outbox_message m;
	enum outbox_put result;
	int rc;

	rc = outbox_put(outbox, &draft, time(NULL), &result, &m, err);
	outbox_message_free(&m);
	free(digest);
	free(subject);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct er_err err = {0};
	struct er_buf b = {0};
	struct outbox *outbox;
	long i, n;
	int rc = 0;

	er_init("fill");
	if (argc != 4)
		return ER_USAGE;
	n = atol(argv[2]);
	outbox = outbox_open(argv[1], &err);
	for (i = 0; outbox != NULL && rc == 0 && i < n; i++) {
		if (i % GROUP == 0)
			rc = outbox_begin(outbox, &err);
		make_message(&b, i, (size_t)atol(argv[3]));
		if (rc == 0)
			rc = put(outbox, &b, i, &err);
		if (i % GROUP == GROUP - 1 || i == n - 1)
			rc = outbox_end(outbox, rc, &err);
	}
	outbox_close(outbox);
	er_buf_free(&b);
	return err.cls != ER_NONE ? er_report(&err) : 0;
}
