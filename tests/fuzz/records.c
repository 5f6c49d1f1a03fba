/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target for the readers of records: built with OPEN set to rec_open for
 * recfiles, to open_csv for CSV. A value that was read must come back when it is
 * written as a recfile and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "rec/rec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static inline struct rec_reader *
open_csv(const char *file, const char *text, size_t n, struct er_diags *diags)
{
	return rec_open_csv(file, text, n, "T", diags);
}

/* recutils has no way to write some values; a NUL byte ends none. */
static void
write_and_read(const struct rec_field *field)
{
	struct er_buf b = {0};
	struct er_diags diags = {0};
	struct rec_record record;
	struct rec_reader *r;

	rec_write_field(&b, "A", field->value.p, field->value.n);
	rec_write_field(&b, "B", "end", 3);
	r = rec_open("t", b.p, b.n, &diags);
	if (rec_next(r, &record) != 1 || record.n != 2 ||
	    record.fields[0].value.n != field->value.n ||
	    (field->value.n > 0 && memcmp(record.fields[0].value.p,
	    field->value.p, field->value.n) != 0))
		abort();
	rec_close(r);
	er_diags_free(&diags);
	er_buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct er_diags diags = {0};
	struct rec_record record;
	struct rec_reader *r;
	size_t i, last = 0;

	r = OPEN("t", (const char *)data, n, &diags);
	while (rec_next(r, &record) == 1) {
		if (record.n == 0 || record.line < last)
			abort();
		last = record.line;
		for (i = 0; i < record.n; i++) {
			if (record.fields[i].line < record.line ||
			    record.fields[i].column == 0)
				abort();
			write_and_read(&record.fields[i]);
		}
	}
	rec_close(r);
	er_diags_free(&diags);
	return 0;
}
