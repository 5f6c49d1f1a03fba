/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

/* "ErOb", so that no other program's database is taken for an outbox. */
#define APPLICATION_ID 0x45724f62

/* The bytes are BLOBs, never text. */
static const char first[] =
    "CREATE TABLE message (\n"
    "  seq INTEGER PRIMARY KEY,\n"
    "  id TEXT NOT NULL UNIQUE,\n"
    "  key TEXT,\n"
    /* 0: a later message has taken over the key */
    "  key_holder INTEGER NOT NULL DEFAULT 1,\n"
    "  digest TEXT NOT NULL,\n"
    "  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted',\n"
    "    'refused', 'waiting', 'in doubt', 'held', 'dropped')),\n"
    "  created INTEGER NOT NULL,\n"
    "  changed INTEGER NOT NULL,\n"
    "  attempt INTEGER NOT NULL DEFAULT 0,\n"
    "  transport TEXT,\n"
    "  sender TEXT,\n"
    "  subject TEXT,\n"
    "  configuration_set TEXT,\n"
    "  message_id TEXT,\n"
    "  request_id TEXT,\n"
    "  code TEXT,\n"
    "  cause TEXT,\n"
    "  bytes BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX message_key ON message (key)\n"
    "  WHERE key IS NOT NULL AND key_holder;\n"
    "CREATE INDEX message_state ON message (state);\n"
    "CREATE TABLE recipient (\n"
    "  message INTEGER NOT NULL REFERENCES message,\n"
    "  n INTEGER NOT NULL,\n"
    "  field TEXT NOT NULL CHECK (field IN ('to', 'cc', 'bcc', 'audit')),\n"
    "  address TEXT NOT NULL,\n"
    "  PRIMARY KEY (message, n)\n"
    ") STRICT, WITHOUT ROWID;\n"
    /* chain: SHA-256 over the previous event's chain and this record */
    "CREATE TABLE event (\n"
    "  seq INTEGER PRIMARY KEY,\n"
    "  message INTEGER NOT NULL REFERENCES message,\n"
    "  record TEXT NOT NULL,\n"
    "  chain TEXT NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX event_message ON event (message);\n";

static const char expiry[] =
    "CREATE TABLE expiry (\n"
    "  message INTEGER PRIMARY KEY REFERENCES message,\n"
    "  not_after INTEGER NOT NULL\n"
    ") STRICT;\n";

/*
 * The bytes apart from the row: a change of state writes the row anew, and what
 * does not fit on its page with it. The states one by one: of IN (...) SQLite
 * would make a table each time.
 */
static const char lean[] =
    "CREATE TABLE content (\n"
    "  message INTEGER PRIMARY KEY REFERENCES message,\n"
    "  bytes BLOB NOT NULL\n"
    ") STRICT;\n"
    "INSERT INTO content SELECT seq, bytes FROM message;\n"
    "CREATE TABLE lean (\n"
    "  seq INTEGER PRIMARY KEY,\n"
    "  id TEXT NOT NULL UNIQUE,\n"
    "  key TEXT,\n"
    "  key_holder INTEGER NOT NULL DEFAULT 1,\n"
    "  digest TEXT NOT NULL,\n"
    "  state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sending' OR\n"
    "    state = 'accepted' OR state = 'refused' OR state = 'waiting' OR\n"
    "    state = 'in doubt' OR state = 'held' OR state = 'dropped'),\n"
    "  created INTEGER NOT NULL,\n"
    "  changed INTEGER NOT NULL,\n"
    "  not_after INTEGER,\n"
    "  attempt INTEGER NOT NULL DEFAULT 0,\n"
    "  transport TEXT,\n"
    "  sender TEXT,\n"
    "  subject TEXT,\n"
    "  configuration_set TEXT,\n"
    "  message_id TEXT,\n"
    "  request_id TEXT,\n"
    "  code TEXT,\n"
    "  cause TEXT\n"
    ") STRICT;\n"
    "INSERT INTO lean SELECT seq, id, key, key_holder, digest, state,\n"
    "  created, changed,\n"
    "  (SELECT not_after FROM expiry WHERE expiry.message = seq), attempt,\n"
    "  transport, sender, subject, configuration_set, message_id,\n"
    "  request_id, code, cause FROM message;\n"
    "DROP TABLE message;\n"
    "DROP TABLE expiry;\n"
    "ALTER TABLE lean RENAME TO message;\n"
    "CREATE UNIQUE INDEX message_key ON message (key)\n"
    "  WHERE key IS NOT NULL AND key_holder;\n"
    "CREATE INDEX message_state ON message (state);\n";

/* A row for each SES endpoint. */
static const char pace[] =
    "CREATE TABLE pace (\n"
    "  lane TEXT PRIMARY KEY,\n"
    "  next INTEGER NOT NULL,\n"
    "  rate INTEGER NOT NULL,\n"
    "  since INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n";

/* The place of the last event of each file that events have moved to. */
static const char archive[] =
    "CREATE TABLE archive (\n"
    "  last INTEGER PRIMARY KEY,\n"
    "  chain TEXT NOT NULL,\n"
    "  moved INTEGER NOT NULL\n"
    ") STRICT;\n";

/* A large message has no row in content, but several here: 256 KB in each but
 * the last. */
static const char pieces[] =
    "CREATE TABLE piece (\n"
    "  message INTEGER NOT NULL REFERENCES message,\n"
    "  n INTEGER NOT NULL,\n"
    "  bytes BLOB NOT NULL,\n"
    "  PRIMARY KEY (message, n)\n"
    ") STRICT;\n";

static const char extras[] = "ALTER TABLE message ADD COLUMN extras TEXT;\n";

/* A database of version N has the first N of these. */
static const char *const steps[] = { first, expiry, lean, pace, archive,
    extras, pieces };
enum { SCHEMA_VERSION = sizeof steps / sizeof *steps };

static int
pragma(struct outbox *outbox, const char *sql, int64_t *value,
    struct er_err *err)
{
	sqlite3_stmt *stmt = outbox_db_prepare(outbox, err, sql, "");
	int rc = -1;

	if (stmt != NULL && outbox_db_step(outbox, stmt, err) == 1) {
		*value = sqlite3_column_int64(stmt, 0);
		rc = 0;
	}
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* From that version (0: an empty database) to ours, all of it or nothing. */
static int
upgrade(struct outbox *outbox, int64_t version, struct er_err *err)
{
	struct er_buf sql = {0};
	int rc;

	for (; version < SCHEMA_VERSION; version++)
		er_buf_adds(&sql, steps[version]);
	er_buf_addf(&sql, "PRAGMA application_id = %d;\n"
	    "PRAGMA user_version = %d;\n", APPLICATION_ID, SCHEMA_VERSION);
	if (outbox_begin(outbox, err) != 0) {
		er_buf_free(&sql);
		return -1;
	}
	rc = sqlite3_exec(outbox->db, sql.p, NULL, NULL, NULL);
	er_buf_free(&sql);
	if (rc != SQLITE_OK)
		outbox_db_fail(outbox, err);
	return outbox_end(outbox, rc == SQLITE_OK ? 0 : -1, err);
}

/* The version of an outbox of ours; 0: an empty database; -1: neither. */
static int
identify(struct outbox *outbox, struct er_err *err)
{
	int64_t application, version, tables;

	if (pragma(outbox, "PRAGMA application_id", &application, err) != 0 ||
	    pragma(outbox, "PRAGMA user_version", &version, err) != 0 ||
	    pragma(outbox, "SELECT count(*) FROM sqlite_schema", &tables,
	    err) != 0)
		return -1;
	if (application == 0 && version == 0 && tables == 0)
		return 0;
	if (application != APPLICATION_ID) {
		er_fail(err, ER_CANTCREATE,
		    _("'%s' is a database, but not an outbox"), outbox->path);
		return -1;
	}
	if (version > SCHEMA_VERSION) {
		er_fail(err, ER_CONFIG, _("the outbox '%s' was written by a "
		    "newer er-sesmail; use that one"), outbox->path);
		return -1;
	}
	return (int)version;
}

int
outbox_schema_check(struct outbox *outbox, struct er_err *err)
{
	int known, rc;

	/* Another first run may be making it between two of these questions:
	 * only a yes counts, everything else is asked again under the lock. */
	if (identify(outbox, NULL) == SCHEMA_VERSION)
		return 0;
	if (outbox_lock_wait(outbox, err) != 0)
		return -1;
	rc = -1;
	known = identify(outbox, err);
	if (known == SCHEMA_VERSION)
		rc = 0;
	else if (known > 0 || (known == 0 &&
	    outbox_db_run(outbox, err, "PRAGMA journal_mode = WAL", "") == 0))
		rc = upgrade(outbox, known, err);
	outbox_lock_release(outbox, 0);
	return rc;
}
