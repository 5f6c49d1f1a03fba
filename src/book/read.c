/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reader for every kind of input. */
#include "config.h"

#include <stdlib.h>

#include "book/book-priv.h"

struct book_reader {
	struct rec_reader *rec;		/* of a file, or NULL */
	struct book_rows *rows;		/* of a table, or NULL */
};

struct book_reader *
book_reader_open(const struct book_input *input, bool keep,
    struct er_diags *diags)
{
	struct book_reader *reader = er_xcalloc(1, sizeof *reader);
	const struct er_file *file = &input->file;

	switch (input->format) {
	case FORMAT_REC:
		reader->rec = rec_open(file->name, file->p, file->n, diags);
		break;
	case FORMAT_CSV:
		reader->rec = rec_open_csv(file->name, file->p, file->n,
		    input->type, diags);
		break;
	case FORMAT_DATABASE:
		reader->rows = book_rows_open(input, keep, diags);
		break;
	}
	return reader;
}

int
book_reader_next(struct book_reader *reader, struct rec_record *record)
{
	if (reader->rec != NULL)
		return rec_next(reader->rec, record);
	return book_rows_next(reader->rows, record);
}

void
book_reader_close(struct book_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->rec != NULL)
		rec_close(reader->rec);
	if (reader->rows != NULL)
		book_rows_close(reader->rows);
	free(reader);
}
