/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For comparisons with other mail programs. "show parse": a message on stdin,
 * its addresses by field, an empty line, its bytes. "show compose": a body on
 * stdin, the subject as an argument, the message made of them.
 */
#include "config.h"

#include <string.h>
#include <sysexits.h>

#include "base/base.h"
#include "mail/mail.h"

static void
print_list(const char *field, const struct mail_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		printf("%s %s\n", field, list->list[i].address);
}

static int
show_parse(const struct er_file *in, struct er_err *err)
{
	struct mail_message m;

	if (mail_parse(in->p, in->n, MAIL_RECIPIENTS, &m, err) != 0)
		return -1;
	print_list("From", &m.from);
	print_list("To", &m.to);
	print_list("Cc", &m.cc);
	print_list("Bcc", &m.bcc);
	putchar('\n');
	fwrite(m.bytes, 1, m.n, stdout);
	mail_message_free(&m);
	return 0;
}

static int
show_compose(const struct er_file *in, const char *subject,
    struct er_err *err)
{
	struct mail_draft draft = {
		.subject = subject, .body = in->p, .nbody = in->n,
		.digest = true,
	};
	struct er_buf out = {0};

	if (mail_compose(&draft, "\r\n", &out, err) != 0)
		return -1;
	fwrite(out.p, 1, out.n, stdout);
	er_buf_free(&out);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct er_file in = {0};
	struct er_err err = {0};
	int rc;

	er_init("show");
	if (er_file_open("-", 0, &in, &err) != 0)
		return er_report(&err);
	if (argc == 2 && strcmp(argv[1], "parse") == 0)
		rc = show_parse(&in, &err);
	else if (argc == 3 && strcmp(argv[1], "compose") == 0)
		rc = show_compose(&in, argv[2], &err);
	else
		return EX_USAGE;
	er_file_close(&in);
	return rc == 0 ? EX_OK : er_report(&err);
}
