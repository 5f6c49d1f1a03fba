/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The book, as er-env-online sees it. */
#ifndef ER_ENV_ONLINE_H
#define ER_ENV_ONLINE_H

#include <time.h>

#include "mail/mail.h"

struct book_mail {
	struct mail_list recipients;	/* of all Report records, each once */
	long due;	/* how many today's reports have together */
};

/* Reads them; the day is now's, here. Faults and classes as book_open(). */
int book_mail_read(const char *path, time_t now, struct book_mail *mail,
    struct er_diags *diags, struct er_err *err);
void book_mail_free(struct book_mail *mail);

#endif
