/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/base.h"
#include "base/i18n.h"

static const char *program_name = "er-tools";

/*
 * A filter whose output did not arrive has failed. EPIPE and SIGPIPE are the
 * reader's choice and need no words, yet still a failing status.
 */
static void
close_stdout(void)
{
	int failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) != 0 || failed) {
		if (errno != EPIPE)
			er_warn(_("cannot write to standard output: %s"),
			    errno != 0 ? strerror(errno) : _("write error"));
		_exit(EX_IOERR);
	}
}

/*
 * A program started without 0, 1 or 2 would take its own files for them. What
 * is put there fails when it is used: a result that nobody can get is an error.
 */
static void
open_standard_fds(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null",
		    fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(EX_OSERR);
}

void
er_init(const char *program)
{
	program_name = program;
	open_standard_fds();
	setlocale(LC_ALL, "");
	/* Numbers in our formats never depend on the locale. */
	setlocale(LC_NUMERIC, "C");
#if ENABLE_NLS
	bindtextdomain(PACKAGE, LOCALEDIR);
	textdomain(PACKAGE);
#endif
	atexit(close_stdout);
}

const char *
er_program(void)
{
	return program_name;
}

void
er_warn(const char *fmt, ...)
{
	struct er_buf b = {0};
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(&b, fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s: %s\n", program_name, b.p != NULL ? b.p : "");
	er_buf_free(&b);
}

int
er_report(struct er_err *err)
{
	int status = err->cls;
	struct er_buf b = {0};

	if (err->text != NULL) {
		er_buf_addclean(&b, err->text, strlen(err->text), 8192);
		er_warn("%s", b.p != NULL ? b.p : "");
	}
	er_buf_free(&b);
	er_err_free(err);
	return status;
}

int
er_try_help(void)
{
	fprintf(stderr, _("Try '%s --help' for more.\n"), program_name);
	return EX_USAGE;
}

void
er_print_version(void)
{
	printf("%s (%s) %s\n", program_name, PACKAGE, PACKAGE_VERSION);
	printf("%s\n", _("Licence GPL-3.0-or-later. There is no warranty, "
	    "to the extent permitted by law."));
}
