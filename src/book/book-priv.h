/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this directory share. The only header of ours that shows
 * SQLite's types. */
#ifndef BOOK_BOOK_PRIV_H
#define BOOK_BOOK_PRIV_H

#include <sqlite3.h>

#include "book/book.h"

/* ---- functions.c -------------------------------------------------------- */

/* Registers the SQL functions that the finance views and role pages use. Each
 * is SQLITE_INNOCUOUS: the views run with trusted schema off. ER_OS. */
int book_functions_add(sqlite3 *db, struct er_err *err);

#endif
