/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message over SMTP (RFC 5321), and how far it came. smtp-wire.c, the only
 * file of this room that sees libcurl, moves it; smtp.c says what that means.
 */
#ifndef SEND_SMTP_H
#define SEND_SMTP_H

#include "outbox/outbox.h"

/* The command that the last reply was to, or would have been. */
enum smtp_step {
	SMTP_CONNECT,	/* the greeting, EHLO, STARTTLS */
	SMTP_AUTH,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_DOT	/* all of the message was handed over */
};

/* All owned by whoever filled it. */
struct smtp_server {
	char *host, *url;	/* url: for libcurl */
	bool implicit_tls;	/* else STARTTLS: always, but on loopback only
				 * where it is offered */
	bool loopback;
	char *user, *password;	/* NULL: no login */
	char *ca_bundle;	/* NULL: the system's */
};

/* Owned, smtp_end_free(). */
struct smtp_end {
	enum smtp_step step;
	int code;		/* of the reply; 0: none came */
	char *text;		/* its words, cleaned; NULL: none came */
	const char *fault;	/* "dns", "connect", "tls", "certificate",
				 * "login", "timeout" or "cut"; NULL: none */
	char *detail;		/* libcurl's word on it, cleaned */
	char *recipient;	/* SMTP_RCPT: who */
};

void smtp_end_free(struct smtp_end *end);

struct smtp_wire;

/* server is borrowed. ER_OS. */
struct smtp_wire *smtp_wire_new(const struct smtp_server *server,
    struct er_err *err);
void smtp_wire_free(struct smtp_wire *wire);
/* Tries once, to its end; the connection is kept for the next message. */
void smtp_wire_send(struct smtp_wire *wire,
    const struct outbox_message *message, struct smtp_end *end);

#endif
