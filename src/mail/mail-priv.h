/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share. */
#ifndef MAIL_MAIL_PRIV_H
#define MAIL_MAIL_PRIV_H

#include "base/base.h"

struct mail_attachment;
struct mail_list;
struct mail_message;
struct evp_pkey_st;
struct stack_st_X509;
struct x509_st;

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

/* ---- attach.c ---------------------------------------------------------- */

/* How a boundary of ours begins; no base64 or quoted-printable text has it. */
#define MAIL_BOUNDARY "=_"

/*
 * Puts a text, its MIME fields and the attachments into a multipart/mixed:
 * fields and body are then those of the whole, but for the base64 of each
 * attachment, whose place in body is its cut. ER_DATA: a name or type that
 * cannot be sent; ER_IO: a file that cannot be read.
 */
int mail_attach(const struct mail_attachment *list, size_t n, const char *eol,
    struct er_buf *fields, struct er_buf *body, size_t *cuts,
    struct er_err *err);

/* A line: RFC 2045 section 6.8. */
enum { MAIL_BASE64_IN = 57, MAIL_BASE64_OUT = 76 };

/* ---- rope.c ------------------------------------------------------------ */

/* The bytes of all lines of base64 that n bytes make, and those lines. */
size_t mail_base64_size(size_t n);
void mail_base64_lines(const char *p, size_t n, char *to);

/* ---- certificate.c ----------------------------------------------------- */

struct mail_signer {
	const char *path;		/* borrowed */
	struct x509_st *certificate;
	struct stack_st_X509 *others;	/* of those that issued it */
	struct evp_pkey_st *key;
};

struct mail_readers {
	struct stack_st_X509 *list;
};

bool mail_certificate_names(struct x509_st *certificate, const char *address);
/* For an error; owned. */
char *mail_certificate_addresses(struct x509_st *certificate);

/* ---- scan.c ------------------------------------------------------------ */

/* A header field as it stands: slices of the message. */
struct mail_raw {
	struct er_slice name;
	struct er_slice value;	/* behind the colon, folded, no final CR LF */
	size_t line;		/* of its name, from 1 */
};

struct mail_scan {
	struct mail_raw *list;
	size_t n, cap;
	struct er_slice body;
};

/*
 * Finds the fields and the body. ER_DATA, with the line: whatever a mail
 * reader could take in two ways.
 */
int mail_scan_message(const char *p, size_t n, struct mail_scan *scan,
    struct er_err *err);
void mail_scan_free(struct mail_scan *scan);
/* The first field of that name (case does not count), or NULL. */
const struct mail_raw *mail_scan_find(const struct mail_scan *scan,
    const char *name);
/* The value on one line, blanks around it dropped; owned. */
char *mail_unfold(const struct mail_raw *field);

/* ---- envelope.c -------------------------------------------------------- */

/* The addresses of one field, added to list. ER_DATA, with the line. */
int mail_field_addresses(const struct mail_raw *field, struct mail_list *list,
    struct er_err *err);
/* From, and with MAIL_RECIPIENTS To, Cc and Bcc, or their Resent- twins. */
int mail_read_envelope(const struct mail_scan *scan, unsigned flags,
    struct mail_message *message, struct er_err *err);

/* ---- rewrite.c --------------------------------------------------------- */

/*
 * The header for the wire, without its empty line: as it was, but for Bcc and
 * Resent-Bcc, line ends, lines over 998 octets, bytes outside ASCII and the
 * fields named in drop (ends with NULL).
 */
int mail_rewrite_header(struct er_buf *out, const struct mail_scan *scan,
    const char *const *drop, struct er_err *err);
/* Adds text with CR LF for each line end. */
void mail_add_crlf(struct er_buf *out, const char *p, size_t n);
/* False when a line of p is longer than 998 octets or not ASCII. */
bool mail_is_7bit(const char *p, size_t n);

/* ---- message.c --------------------------------------------------------- */

/* Encoded words of any charset as clean UTF-8; owned. */
char *mail_decode_text(const char *text);

#endif
