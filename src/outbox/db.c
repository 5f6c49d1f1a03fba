/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

static enum er_class
class_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ER_TEMP;
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_NOTADB:
		return ER_CANTCREATE;
	default:
		return ER_IO;
	}
}

void
outbox_db_fail(struct outbox *outbox, struct er_err *err)
{
	int code = sqlite3_extended_errcode(outbox->db);

	if (class_of(code) == ER_TEMP)
		er_fail(err, ER_TEMP,
		    _("the outbox '%s' is in use; try again"), outbox->path);
	else
		/* TRANSLATORS: a file name and the database's own words */
		er_fail(err, class_of(code), _("outbox '%s': %s"),
		    outbox->path, sqlite3_errmsg(outbox->db));
}

static int
bind_all(sqlite3_stmt *stmt, const char *types, va_list ap)
{
	const char *text;
	const void *blob;
	int i, rc = SQLITE_OK;

	for (i = 0; types[i] != '\0' && rc == SQLITE_OK; i++)
		switch (types[i]) {
		case 'i':
			rc = sqlite3_bind_int64(stmt, i + 1,
			    va_arg(ap, int64_t));
			break;
		case 't':
			text = va_arg(ap, const char *);
			rc = sqlite3_bind_text(stmt, i + 1, text, -1,
			    SQLITE_STATIC);
			break;
		default:
			blob = va_arg(ap, const void *);
			rc = sqlite3_bind_blob64(stmt, i + 1, blob,
			    va_arg(ap, size_t), SQLITE_STATIC);
		}
	return rc;
}

/* ---- statements, compiled once and kept ---------------------------------- */

/* One that is not in use: a query may be running while its like begins. */
static struct outbox_statement *
find_kept(struct outbox *outbox, const char *sql)
{
	struct outbox_statement *k = outbox->statements;
	size_t i;

	for (i = 0; i < outbox->nstatements; i++)
		if (k[i].sql == sql && !k[i].busy)
			return &k[i];
	return NULL;
}

static struct outbox_statement *
compile(struct outbox *outbox, const char *sql)
{
	struct outbox_statement new = { .sql = sql };

	if (sqlite3_prepare_v3(outbox->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &new.stmt, NULL) != SQLITE_OK)
		return NULL;
	outbox->statements = er_grow(outbox->statements, outbox->nstatements,
	    &outbox->capstatements, sizeof new);
	outbox->statements[outbox->nstatements] = new;
	return &outbox->statements[outbox->nstatements++];
}

static sqlite3_stmt *
prepare(struct outbox *outbox, struct er_err *err, const char *sql,
    const char *types, va_list ap)
{
	struct outbox_statement *kept = find_kept(outbox, sql);

	if (kept == NULL)
		kept = compile(outbox, sql);
	if (kept == NULL || bind_all(kept->stmt, types, ap) != SQLITE_OK) {
		outbox_db_fail(outbox, err);
		return NULL;
	}
	kept->busy = true;
	return kept->stmt;
}

void
outbox_db_finish(struct outbox *outbox, sqlite3_stmt *stmt)
{
	size_t i;

	if (stmt == NULL)
		return;
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	for (i = 0; i < outbox->nstatements; i++)
		if (outbox->statements[i].stmt == stmt)
			outbox->statements[i].busy = false;
}

void
outbox_db_close(struct outbox *outbox)
{
	size_t i;

	for (i = 0; i < outbox->nstatements; i++)
		sqlite3_finalize(outbox->statements[i].stmt);
	free(outbox->statements);
	sqlite3_close(outbox->db);
}

sqlite3_stmt *
outbox_db_prepare(struct outbox *outbox, struct er_err *err, const char *sql,
    const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;

	va_start(ap, types);
	stmt = prepare(outbox, err, sql, types, ap);
	va_end(ap);
	return stmt;
}

int
outbox_db_step(struct outbox *outbox, sqlite3_stmt *stmt, struct er_err *err)
{
	switch (sqlite3_step(stmt)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		outbox_db_fail(outbox, err);
		return -1;
	}
}

int
outbox_db_run(struct outbox *outbox, struct er_err *err, const char *sql,
    const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;
	int rc;

	va_start(ap, types);
	stmt = prepare(outbox, err, sql, types, ap);
	va_end(ap);
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(outbox, stmt, err)) == 1)
		;
	outbox_db_finish(outbox, stmt);
	return rc;
}

/* ---- transactions ------------------------------------------------------- */

/* IMMEDIATE: a transaction that reads first and then cannot write would have
 * decided on what is no longer true. */
int
outbox_begin(struct outbox *outbox, struct er_err *err)
{
	if (outbox->depth == 0 &&
	    outbox_db_run(outbox, err, "BEGIN IMMEDIATE", "") != 0)
		return -1;
	outbox->depth++;
	return 0;
}

int
outbox_end(struct outbox *outbox, int rc, struct er_err *err)
{
	outbox->failed |= rc < 0;
	if (--outbox->depth > 0)
		return rc;
	if (!outbox->failed && outbox_db_run(outbox, err, "COMMIT", "") != 0)
		outbox->failed = true;
	/* Some failures have rolled back already; that one fails, unheard. */
	if (outbox->failed) {
		sqlite3_exec(outbox->db, "ROLLBACK", NULL, NULL, NULL);
		rc = -1;
	}
	outbox->head = 0;
	outbox_lock_end(outbox, !outbox->failed);
	outbox->failed = false;
	return rc;
}

char *
outbox_db_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	if (text == NULL)
		return NULL;
	return er_xstrndup((const char *)text,
	    (size_t)sqlite3_column_bytes(stmt, column));
}
