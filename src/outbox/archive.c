/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log as text, and events that have moved out of the outbox into a file of
 * that text. The outbox keeps the number and the Chain of the last one, from
 * which the log goes on.
 */
#include "config.h"

#include <unistd.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

/* Where the first event follows one that has moved elsewhere, which. */
static int
add_start(struct outbox *outbox, struct er_buf *out, struct er_err *err)
{
	char chain[OUTBOX_HEX];
	int64_t last;

	if (outbox_log_start(outbox, &last, chain, err) != 0)
		return -1;
	if (last > 0)
		er_buf_addf(out, "%s%lld, Chain %s\n", OUTBOX_LOG_FOLLOWS,
		    (long long)last, chain);
	return 0;
}

int
outbox_log(struct outbox *outbox, int64_t seq, struct er_buf *out,
    struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	er_buf_adds(out, "%rec: Event\n");
	if (seq == 0 && add_start(outbox, out, err) != 0)
		return -1;
	stmt = outbox_db_prepare(outbox, err, "SELECT record, chain FROM event "
	    "WHERE ?1 = 0 OR message = ?1 ORDER BY seq", "i", seq);
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1)
		er_buf_addf(out, "\n%sChain: %s\n",
		    (const char *)sqlite3_column_text(stmt, 0),
		    (const char *)sqlite3_column_text(stmt, 1));
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* ---- moving it ----------------------------------------------------------- */

/* All events as of now, and the place of the last one. */
static int
read_all(struct outbox *outbox, struct er_buf *text, int64_t *last,
    char chain[OUTBOX_HEX], int64_t *events, struct er_err *err)
{
	char start[OUTBOX_HEX];
	int64_t first;
	int rc;

	if (outbox_db_run(outbox, err, "BEGIN", "") != 0)
		return -1;
	rc = outbox_log_start(outbox, &first, start, err);
	if (rc == 0)
		rc = outbox_log_head(outbox, last, chain, err);
	if (rc == 0)
		rc = outbox_log(outbox, 0, text, err);
	outbox_db_run(outbox, NULL, "COMMIT", "");
	*events = *last - first;
	if (rc == 0 && *events == 0) {
		er_fail(err, ER_DATA, _("the log has no events to be moved"));
		rc = -1;
	}
	return rc;
}

/* Events are only ever added, so that what was read is still the beginning. */
static int
forget(struct outbox *outbox, int64_t last, const char *chain, time_t now,
    struct er_err *err)
{
	int rc;

	if (outbox_begin(outbox, err) != 0)
		return -1;
	rc = outbox_db_run(outbox, err, "INSERT INTO archive VALUES "
	    "(?1, ?2, ?3)", "iti", last, chain, (int64_t)now);
	if (rc == 0)
		rc = outbox_db_run(outbox, err,
		    "DELETE FROM event WHERE seq <= ?1", "i", last);
	return outbox_end(outbox, rc, err);
}

/* No writer waits while the file is written; another that moves events does,
 * and then finds fewer. */
int
outbox_log_rotate(struct outbox *outbox, const char *path, time_t now,
    int64_t *events, struct er_err *err)
{
	char chain[OUTBOX_HEX];
	struct er_buf text = {0};
	int64_t last;
	int rc = -1;

	if (outbox_lock_wait(outbox, err) != 0)
		return -1;
	if (access(path, F_OK) == 0)
		er_fail(err, ER_CANTCREATE, _("'%s' is there already; the log "
		    "was left as it is"), path);
	else if (read_all(outbox, &text, &last, chain, events, err) == 0 &&
	    er_file_write(path, text.p, text.n, 0600, err) == 0)
		rc = forget(outbox, last, chain, now, err);
	outbox_lock_release(outbox, 0);
	er_buf_free(&text);
	return rc;
}
