/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * er-gen's SQL functions as an extension of the sqlite3 shell, a peer in the
 * benches: it then runs the very queries of a report. Built by them alone, from
 * the sources of the libraries; the shell has to be one that shares SQLite's
 * library with it.
 */
#include "config.h"

#include "book/book-priv.h"

int sqlite3_functions_init(sqlite3 *db, char **why, const void *api);

int
sqlite3_functions_init(sqlite3 *db, char **why, const void *api)
{
	struct er_err err = {0};

	(void)api;
	if (book_functions_add(db, NULL, &err) == 0)
		return SQLITE_OK;
	*why = sqlite3_mprintf("%s", err.text);
	er_err_free(&err);
	return SQLITE_ERROR;
}
