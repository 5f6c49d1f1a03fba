/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records from recfiles (GNU recutils' format) and CSV (RFC 4180), and text
 * written back as a recfile.
 *
 * A reader goes once over text that the caller keeps until rec_close(). Names
 * and values are slices of that text, or of the reader's own memory where a
 * value had to be put together (continuation lines, doubled quotes); both stay
 * valid until rec_close().
 */
#ifndef REC_REC_H
#define REC_REC_H

#include "base/base.h"

struct rec_field {
	struct er_slice name;
	struct er_slice value;
	size_t line;	/* where the name stands */
	size_t column;	/* where the value begins, in bytes from 1 */
};

struct rec_record {
	/* The record set it belongs to: `%rec: NAME`, or for CSV the name the
	 * reader was opened with. Empty: untyped. */
	struct er_slice type;
	bool descriptor;	/* it is the %rec record itself */
	struct rec_field *fields;
	size_t n;
	size_t line;		/* of its first field */
};

struct rec_reader;

/*
 * file names the text in diagnostics. Neither call fails; faults appear in
 * diags while reading. Bytes that are not UTF-8, and NUL bytes, are errors; a
 * byte order mark and CR LF line ends are accepted.
 */
struct rec_reader *rec_open(const char *file, const char *text, size_t n,
    struct er_diags *diags);
/* type names every record; the first row names the fields. */
struct rec_reader *rec_open_csv(const char *file, const char *text, size_t n,
    const char *type, struct er_diags *diags);

/* The names of the columns, before the first record; 0 when the first row is
 * faulty. Only of CSV. Borrowed until rec_close(). */
size_t rec_names(struct rec_reader *reader, const struct er_slice **names);

/*
 * The next record (descriptors included): 1, or 0 at the end. A faulty line is
 * reported and passed over, so that one run shows all faults: check
 * diags->errors. The record's arrays are reused by the next call; its slices
 * are not.
 */
int rec_next(struct rec_reader *reader, struct rec_record *record);
void rec_close(struct rec_reader *reader);

/* Letters, digits and '_', a letter first, or '%' as special fields have it. */
bool rec_is_name(struct er_slice name);
/* The first field of that name (case counts), or NULL. */
const struct rec_field *rec_find(const struct rec_record *record,
    const char *name);

/* Adds "Name: value\n" to b, further lines of the value as "+ line". */
void rec_write_field(struct er_buf *b, const char *name, const char *value,
    size_t n);

#endif
