/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the recfile and the CSV reader share. */
#ifndef REC_REC_PRIV_H
#define REC_REC_PRIV_H

#include "rec/rec.h"

struct rec_chunk;

struct rec_reader {
	char *file;
	const char *p, *end;		/* what is still to be read */
	const char *bol;		/* where the line begins; for columns */
	size_t line;			/* its number */
	struct er_diags *diags;
	int (*next)(struct rec_reader *reader, struct rec_record *record);

	struct rec_field *fields;	/* of the record being read */
	size_t n, cap;
	struct er_slice type;
	struct er_buf scratch;		/* a value being put together */
	struct rec_chunk *chunks;	/* values that were */

	/* CSV only */
	bool begun;			/* the header row was read */
	struct er_slice *names;
	size_t nnames;
};

int rec_next_recfile(struct rec_reader *reader, struct rec_record *record);
int rec_next_csv(struct rec_reader *reader, struct rec_record *record);

/* An error at a byte of the present line. */
void rec_fault(struct rec_reader *reader, const char *at, const char *fmt,
    ...) ER_PRINTF(3, 4);
/* One more field, uninitialised. */
struct rec_field *rec_new_field(struct rec_reader *reader);
/* A copy that lives until rec_close(). */
struct er_slice rec_keep(struct rec_reader *reader, const char *p, size_t n);

/* Letters, digits, '_'. */
extern const unsigned char rec_name_char[256];

#endif
