/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was in doubt, and turned up. */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

static int
settle(struct outbox *outbox, struct outbox_message *m, const char *message_id,
    time_t now, struct er_err *err)
{
	struct outbox_change change = {
		.state = OUTBOX_ACCEPTED, .message_id = message_id,
		.cause = _("its copy was found")
	};
	int64_t seq;
	int rc;

	if (outbox_begin(outbox, err) != 0)
		return -1;
	seq = m->seq;
	outbox_message_free(m);
	rc = outbox_load(outbox, seq, false, m, err);
	/* A person may have been quicker. */
	if (rc == 1 && m->state == OUTBOX_IN_DOUBT) {
		rc = outbox_change_state(outbox, m, &change, now, err);
		free(m->message_id);
		m->message_id = er_xstrdup(message_id);
	} else if (rc == 1) {
		rc = 0;
	}
	return outbox_end(outbox, rc, err);
}

int
outbox_reconcile(struct outbox *outbox, outbox_found *found,
    outbox_told *told, void *closure, time_t now, struct er_err *err)
{
	struct outbox_message m = {0};
	int64_t *list = NULL;
	size_t i, n = 0;
	char *id;
	int rc;

	rc = outbox_collect(outbox, "SELECT seq FROM message "
	    "WHERE state = 'in doubt' ORDER BY seq", &list, &n, err);
	for (i = 0; i < n && rc == 0; i++) {
		id = NULL;
		rc = outbox_load(outbox, list[i], false, &m, err);
		if (rc == 1)
			rc = found(closure, &m, &id) ?
			    settle(outbox, &m, id, now, err) : 0;
		if (rc == 0 && told != NULL)
			told(closure, &m);
		free(id);
		outbox_message_free(&m);
	}
	free(list);
	return rc;
}
