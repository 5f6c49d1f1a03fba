/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An environment file from disk or a pipe. It is read into memory of our own,
 * not mapped: a map could change under us, and could not be overwritten.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "env/env-priv.h"

void
env_text_free(struct env_text *text)
{
	er_wipe(text->p, text->cap);
	free(text->p);
	*text = (struct env_text){0};
}

/* Not realloc(), which may leave the old copy behind. */
static void
grow_text(struct env_text *text, size_t cap)
{
	char *p = er_xmalloc(cap);

	if (text->n > 0)
		memcpy(p, text->p, text->n);
	er_wipe(text->p, text->cap);
	free(text->p);
	text->p = p;
	text->cap = cap;
}

static int
read_all(int fd, const char *path, size_t expected, struct env_text *text,
    struct er_err *err)
{
	ssize_t got = 1;

	grow_text(text, expected + 1);
	while (got != 0) {
		if (text->n > ENV_FILE_MAX) {
			/* TRANSLATORS: a file name and a number */
			er_fail(err, ER_DATA,
			    _("'%s' is larger than %d MiB: that is no "
			    "environment file"), path, ENV_FILE_MAX >> 20);
			return -1;
		}
		if (text->n == text->cap)
			grow_text(text, text->cap * 2 + 4096);
		got = read(fd, text->p + text->n, text->cap - text->n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			er_fail(err, ER_IO, _("cannot read '%s': %s"), path,
			    strerror(errno));
			return -1;
		}
		text->n += (size_t)got;
	}
	return 0;
}

/* Each line costs memory a hundred times its own. */
static int
count_lines(const struct env_text *text, const char *path, struct er_err *err)
{
	const char *p = text->p, *end = text->p + text->n;
	int lines = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		if (++lines <= ENV_LINES_MAX)
			continue;
		/* TRANSLATORS: a file name and a number */
		er_fail(err, ER_DATA, _("'%s' has more than %d lines: that is "
		    "no environment file"), path, ENV_LINES_MAX);
		return -1;
	}
	return 0;
}

/*
 * What would make readers disagree on every line is said once, at its first
 * place.
 */
static void
check_bytes(const char *file, const char *p, size_t n, struct er_diags *diags)
{
	struct env_scan scan = {
		.file = file, .text = p, .n = n, .line = 1, .diags = diags,
	};
	const struct env_scan start = scan;
	const char *found;
	size_t at;

	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		env_scan_problem(&scan, ENV_BYTE_ORDER_MARK, 0,
		    _("the file begins with a byte order mark, which sh and "
		    "systemd take as part of the first name; save it as "
		    "UTF-8 without one"));
	found = n > 0 ? memchr(p, '\r', n) : NULL;
	if (found != NULL)
		env_scan_problem(&scan, ENV_CRLF, (size_t)(found - p),
		    _("a carriage return, here first; sh takes it as the end "
		    "of the value; save the file with plain LF line ends"));
	found = n > 0 ? memchr(p, '\0', n) : NULL;
	scan = start;
	if (found != NULL)
		env_scan_problem(&scan, ENV_NUL_BYTE, (size_t)(found - p),
		    _("a NUL byte, which no variable can hold; is this a text "
		    "file?"));
	at = er_utf8_check(p, n);
	scan = start;
	if (at < n)
		env_scan_problem(&scan, ENV_NOT_UTF8, at,
		    _("a byte that is not UTF-8; save the file as UTF-8"));
}

int
env_text_read(const char *path, struct env_text *text, struct er_err *err)
{
	struct stat st;
	int fd = STDIN_FILENO, rc = -1;

	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0) {
		er_fail(err, ER_NOINPUT, _("cannot open '%s': %s"), path,
		    strerror(errno));
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		er_fail(err, ER_NOINPUT, _("'%s' is a directory"), path);
		goto out;
	}
	text->is_file = S_ISREG(st.st_mode);
	text->mode = (unsigned)st.st_mode & 07777;
	rc = read_all(fd, path, text->is_file && st.st_size > 0 &&
	    st.st_size <= ENV_FILE_MAX ? (size_t)st.st_size : 4096, text, err);
	if (rc == 0)
		rc = count_lines(text, path, err);
out:
	if (fd > STDIN_FILENO)
		close(fd);
	return rc;
}

void
env_text_parse(const char *path, const struct env_text *text,
    const struct env_grammar *grammar, struct env_set *set,
    struct er_diags *diags)
{
	check_bytes(path, text->p, text->n, diags);
	env_parse(path, text->p, text->n, grammar, set, diags);
	set->has_mode = text->is_file;
	set->mode = text->mode;
}

int
env_read(const char *path, const struct env_grammar *grammar,
    struct env_set *set, struct er_diags *diags, struct er_err *err)
{
	struct env_text text = {0};
	int rc = env_text_read(path, &text, err);

	if (rc == 0)
		env_text_parse(path, &text, grammar, set, diags);
	env_text_free(&text);
	return rc;
}
