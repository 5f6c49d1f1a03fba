/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target for books as a whole: the input is a file of a small book that
 * ends in SUFFIX (".rec", ".csv" or ".db"). The schema is ER_DATADIR's.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book/book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char head[] = "%rec: Organisation\n\nId: o\nName: O\n"
    "Currency: USD\n\n%rec: Entity\n\nId: e\nName: E\n\n%rec: Account\n\n"
    "Code: 1\nName: Bank\nKind: cash\n";

/* The fuzzer has limits of its own, and sanitizers take terabytes. */
void
er_limit_work(unsigned seconds)
{
	(void)seconds;
}

void
er_limit_memory(uint64_t bytes)
{
	(void)bytes;
}

static char head_path[64], path[64], schema[4096];

static void
remove_files(void)
{
	char *slash = strrchr(head_path, '/');

	unlink(head_path);
	unlink(path);
	*slash = '\0';
	rmdir(head_path);
}

/* Files in memory, where there are any. */
static void
make_files(void)
{
	char dir[] = "/tmp/er-fuzz.XXXXXX";
	FILE *f;

	if (mkdtemp(dir) == NULL || getenv("ER_DATADIR") == NULL)
		abort();
	snprintf(head_path, sizeof head_path, "%s/head.rec", dir);
	snprintf(path, sizeof path, "%s/posting%s", dir, SUFFIX);
	snprintf(schema, sizeof schema, "%s/data/schema.rec",
	    getenv("ER_DATADIR"));
	f = fopen(head_path, "w");
	if (f == NULL || fwrite(head, sizeof head - 1, 1, f) != 1 ||
	    fclose(f) != 0)
		abort();
	atexit(remove_files);
}

static void
ask(struct book *book)
{
	static const char sql[] = "SELECT sum(amount_low), max(src) FROM "
	    "posting";
	struct er_err err = {0};
	struct book_query *q = book_prepare(book, sql, sizeof sql - 1, NULL,
	    &err);

	while (q != NULL && book_step(q, &err) == 1)
		;
	book_finish(q);
	er_err_free(&err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *paths[] = { head_path, path };
	struct book_settings settings = { .paths = paths, .npaths = 2,
	    .schema = schema, .role = "cfo", .today = { 2026, 11, 22 } };
	struct er_diags diags = {0};
	struct er_err err = {0};
	struct book *book;
	FILE *f;

	if (path[0] == '\0')
		make_files();
	f = fopen(path, "w");
	if (f == NULL || (n > 0 && fwrite(data, n, 1, f) != 1) ||
	    fclose(f) != 0)
		abort();
	book = book_open(&settings, &diags, &err);
	if (book == NULL && (err.text == NULL ||
	    (err.cls == ER_DATA && diags.errors == 0 &&
	    strstr(err.text, "database") == NULL)))
		abort();
	if (book != NULL)
		ask(book);
	book_free(book);
	er_diags_free(&diags);
	er_err_free(&err);
	return 0;
}
