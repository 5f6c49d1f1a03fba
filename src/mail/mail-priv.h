/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. */
#ifndef MAIL_MAIL_PRIV_H
#define MAIL_MAIL_PRIV_H

#include "base/base.h"

/* ---- address.c --------------------------------------------------------- */

/* atext of RFC 5322 section 3.2.3 */
bool mail_is_atom_char(char ch);

/* ---- word.c ------------------------------------------------------------ */

/*
 * RFC 2047 words. Decoding is for names: UTF-8, US-ASCII and ISO-8859-1; false
 * for anything else, which then stands for itself. text may be NULL (to ask).
 * Control characters that were encoded come out as '?'.
 */
bool mail_word_decode(const char *p, size_t n, struct er_buf *text);
/* p (UTF-8) as words of at most max bytes with a blank between. */
void mail_words_encode(struct er_buf *out, const char *p, size_t n,
    size_t max);

/* ---- header.c ---------------------------------------------------------- */

bool mail_header_is_name(const char *p, size_t n);
/* "Name: value\r\n" with the value, printable ASCII, folded at its blanks. */
void mail_header_fold(struct er_buf *b, const char *name, const char *value,
    size_t n);

/* ---- digest.c ---------------------------------------------------------- */

#define MAIL_DIGEST_FIELD "Report-Digest"

#endif
