/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast all that use this outbox send, together. */
#include "config.h"

#include "outbox/outbox-priv.h"

int
outbox_pace_read(struct outbox *outbox, const char *lane,
    struct outbox_pace *pace, struct er_err *err)
{
	sqlite3_stmt *stmt;
	int rc;

	*pace = (struct outbox_pace){0};
	stmt = outbox_db_prepare(outbox, err,
	    "SELECT next, rate, since FROM pace WHERE lane = ?1", "t", lane);
	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(outbox, stmt, err);
	if (rc == 1) {
		pace->next = sqlite3_column_int64(stmt, 0);
		pace->rate = sqlite3_column_int64(stmt, 1);
		pace->since = (time_t)sqlite3_column_int64(stmt, 2);
	}
	outbox_db_finish(outbox, stmt);
	return rc < 0 ? -1 : 0;
}

int
outbox_pace_write(struct outbox *outbox, const char *lane,
    const struct outbox_pace *pace, struct er_err *err)
{
	return outbox_db_run(outbox, err,
	    "INSERT OR REPLACE INTO pace VALUES (?1, ?2, ?3, ?4)", "tiii", lane,
	    pace->next, pace->rate, (int64_t)pace->since);
}
