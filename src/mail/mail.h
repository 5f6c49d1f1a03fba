/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Internet messages (RFC 5322): addresses, header fields, composing a report
 * mail, taking a finished message apart. message.c is the only file that sees
 * GMime; a program that does not call mail_parse() does not link it.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include <time.h>

#include "base/base.h"

/* ---- addresses (address.c) --------------------------------------------- */

/* One mailbox: both owned by the list. */
struct mail_mailbox {
	char *name;	/* display name, decoded UTF-8; NULL: none */
	char *address;	/* local@domain; the domain is ASCII */
};

struct mail_list {
	struct mail_mailbox *list;
	size_t n, cap;
};

/*
 * Reads a list as RFC 5322 section 3.4 writes it (names, quoted strings,
 * comments, groups, angle brackets) and appends. An address without a domain,
 * with control characters, or an unfinished quote is refused: false, *at the
 * byte offset, *why the reason (static, translated). A UTF-8 domain is not
 * converted but refused with the advice to write Punycode.
 */
bool mail_list_parse(struct mail_list *list, const char *p, size_t n,
    size_t *at, const char **why);
/* Exactly one mailbox. */
bool mail_mailbox_check(const char *p, size_t n, size_t *at,
    const char **why);
void mail_list_add(struct mail_list *list, const char *name,
    const char *address);
bool mail_list_has(const struct mail_list *list, const char *address);
void mail_list_free(struct mail_list *list);

/* ---- header fields (header.c) ------------------------------------------ */

/*
 * Adds "Name: value\r\n" folded at 78 columns, with RFC 2047 words (UTF-8)
 * where the value is not ASCII. ER_DATA: CR, LF or NUL in it, a name that is
 * not one (RFC 5322 section 3.6.8), or bytes that are not UTF-8.
 */
int mail_header_add(struct er_buf *b, const char *name, const char *value,
    struct er_err *err);
/* The same for a list of mailboxes: names quoted or encoded as needed. */
int mail_header_add_list(struct er_buf *b, const char *name,
    const struct mail_list *list, struct er_err *err);
/* Fields that may stand once only (ses-api.md 1.4; case does not count). */
bool mail_header_is_singleton(const char *name);

/* ---- composing (compose.c) --------------------------------------------- */

struct mail_field {
	const char *name, *value;
};

/* A file that goes with the text, as base64. All borrowed. */
struct mail_attachment {
	const char *name;	/* UTF-8, without a directory */
	const char *type;	/* "text/csv"; NULL: by the name's ending */
	struct er_bytes content;
};

/* Whether text is "type/subtype" (RFC 2045 section 5.1). */
bool mail_is_type(const char *text);

struct mail_draft {
	struct mail_list from, to, cc, bcc, reply_to;
	const char *subject;		/* UTF-8 */
	const struct mail_field *extra;	/* further fields, in this order */
	size_t nextra;
	const char *body;		/* UTF-8 text, LF or CRLF */
	size_t nbody;
	const struct mail_attachment *attachments;
	size_t nattachments;
	/* Where in the text made here their base64 is to go: room for as many.
	 * See mail_rope_bytes(). */
	size_t *cuts;
	bool digest;			/* add Report-Digest over the body; not
					 * together with attachments */
};

/*
 * A text/plain message with MIME fields: 7bit when the body is ASCII without
 * long lines, else quoted-printable; with attachments the first part of a
 * multipart/mixed. The body is never re-wrapped. eol is "\n" (a pipe) or "\r\n"
 * (the wire). Bcc is written as a field; whoever sends strips it. ER_DATA: a bad
 * header value, a NUL or a byte that is not UTF-8 in the body (the text names
 * its line), an attachment that mail or SES does not take.
 */
int mail_compose(const struct mail_draft *draft, const char *eol,
    struct er_buf *out, struct er_err *err);

/* ---- a message of pieces (rope.c) --------------------------------------- */

/* What mail_compose() made, with CR LF, and what belongs into it. text and cuts
 * are owned. */
struct mail_rope {
	struct er_buf text;
	size_t *cuts;
	const struct mail_attachment *list;
	size_t n;
};

/* The whole message; it borrows the rope. */
struct er_bytes mail_rope_bytes(struct mail_rope *rope);
void mail_rope_free(struct mail_rope *rope);

/* ---- S/MIME (certificate.c, smime.c) ------------------------------------ */

struct mail_signer;		/* a certificate and its key */
struct mail_readers;		/* certificates of who can decrypt */

/*
 * From PEM files, a signer's key from its own where key is NULL; certificate
 * stays borrowed. ER_NOINPUT, ER_IO. ER_CONFIG: cannot be used at the time now,
 * or at all; a key that others than its owner can get at.
 */
struct mail_signer *mail_signer_open(const char *certificate, const char *key,
    time_t now, struct er_err *err);
void mail_signer_close(struct mail_signer *signer);
struct mail_readers *mail_readers_open(const char *const *certificates,
    size_t n, time_t now, struct er_err *err);
/* Whether one of them is for the address. */
bool mail_readers_has(const struct mail_readers *readers, const char *address);
void mail_readers_close(struct mail_readers *readers);

/*
 * p/n is a message as it goes to the wire; added to out is the same, signed (a
 * signature beside it) or encrypted. ER_CONFIG: the certificate is not for the
 * address of its From.
 */
int mail_sign(const struct mail_signer *signer, const char *p, size_t n,
    time_t now, struct er_buf *out, struct er_err *err);
int mail_encrypt(const struct mail_readers *readers, const char *p, size_t n,
    struct er_buf *out, struct er_err *err);

/* ---- digest (digest.c) ------------------------------------------------- */

/*
 * The value of Report-Digest: "sha-256=" and base64 of SHA-256 over the body
 * as it is transferred (after transfer encoding), line ends taken as CR LF and
 * the empty lines at its end as none. Owned.
 */
char *mail_digest(const char *body, size_t n);

/*
 * A report that goes through a pipe as plain text proves by its last line that
 * it is whole. mail_trailer_add() ends the text with "Report-Digest: " and
 * mail_digest() of all that stands before. mail_trailer_check() looks at a body
 * whose first line ends in "DATA: FRESH" or "DATA: STALE" (any other is taken
 * as it is): ER_DATA when that last line is missing or does not match, which
 * means the report was cut or changed on its way. So is a text that ends before
 * its first line does, for it may be the beginning of a report: no cut passes.
 */
void mail_trailer_add(struct er_buf *text);
int mail_trailer_check(const char *body, size_t n, struct er_err *err);

/* ---- a finished message (message.c) ------------------------------------ */

/*
 * What a message on stdin comes to: its bytes for the wire (CR LF, no Bcc or
 * Resent-Bcc field, 8bit parts re-encoded) and its envelope.
 */
struct mail_message {
	char *bytes;			/* owned */
	size_t n;
	struct mail_list from;		/* From, or Resent-From */
	struct mail_list to, cc, bcc;	/* recipients by field */
	char *subject;			/* decoded UTF-8, or NULL */
	char *report_id;		/* Report-Id without <>, or NULL */
	bool digest_present;		/* it was there, and was right */
};

enum {
	/* To, Cc and Bcc give the envelope; without it only Bcc is stripped. */
	MAIL_RECIPIENTS = 1,
	/* A From without any '@', as programs of this machine write it, is
	 * taken for none and left out. */
	MAIL_LOCAL_FROM = 2
};

/*
 * p/n is the whole message, flags the sum of the above. ER_DATA, with the line in
 * the text where there is one: empty, no header, no blank line after the
 * header, NUL byte, not RFC 5322, a bad address, a repeated singleton field,
 * Report-Digest that does not match (a cut or changed report).
 */
int mail_parse(const char *p, size_t n, unsigned flags,
    struct mail_message *message, struct er_err *err);
/* Sets From where the message has none: a field is put before its header. */
int mail_message_set_from(struct mail_message *message, const char *from,
    struct er_err *err);
void mail_message_free(struct mail_message *message);

#endif
