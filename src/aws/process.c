/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * credential_process: a command of the profile that prints keys as JSON. It is
 * run without a shell, and gets nothing of ours but the environment: standard
 * input is the message, and other descriptors may be the outbox.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aws/aws-priv.h"
#include "base/i18n.h"

enum {
	LIMIT_MS = 60000,
	OUT_MAX = 65536,
	ERR_MAX = 4096,		/* more is read and passed over */
	FD_MAX = 65536
};

/* ---- the command --------------------------------------------------------- */

struct words {
	char **list;		/* the first is the command; NULL at the end */
	size_t n, cap;
};

static void
words_free(struct words *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		free(w->list[i]);
	free(w->list);
	*w = (struct words){0};
}

/* One word at *p as a shell quotes it; false: a quote is not closed. */
static bool
read_word(const char **p, struct er_buf *word)
{
	const char *s = *p;
	char quote = '\0';

	er_buf_adds(word, "");
	for (; *s != '\0' && (quote != '\0' || !strchr(" \t", *s)); s++) {
		if (*s == quote)
			quote = '\0';
		else if (quote == '\0' && (*s == '"' || *s == '\''))
			quote = *s;
		else if (*s == '\\' && quote != '\'' && s[1] != '\0' &&
		    (quote == '\0' || s[1] == '"' || s[1] == '\\'))
			er_buf_addc(word, *++s);
		else
			er_buf_addc(word, *s);
	}
	*p = s;
	return quote == '\0';
}

static int
split(const struct aws_entry *e, struct words *w, struct er_err *err)
{
	const char *p = e->value;
	struct er_buf word = {0};
	bool closed = true;

	while (closed && *p != '\0') {
		closed = read_word(&p, &word);
		p += strspn(p, " \t");
		w->list = er_grow(w->list, w->n + 1, &w->cap,
		    sizeof *w->list);
		w->list[w->n++] = er_buf_steal(&word);
		w->list[w->n] = NULL;
	}
	if (closed && w->n > 0 && w->list[0][0] != '\0')
		return 0;
	er_fail(err, ER_CONFIG, _("%s:%zu: %s: expected a command, its quotes "
	    "closed"), e->file, e->line, e->key);
	return -1;
}

/* ---- running it ---------------------------------------------------------- */

struct child {
	pid_t pid;
	struct pollfd from[2];	/* its standard output and error */
	struct er_buf text[2];
};

/* The child's side; does not return. */
static void
become(char *const *words, int out, int err)
{
	int fd, null = open("/dev/null", O_RDONLY);
	sigset_t none;
	const char *why;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (null >= 0 && dup2(null, 0) == 0 && dup2(out, 1) == 1 &&
	    dup2(err, 2) == 2) {
		for (fd = 3; fd < FD_MAX; fd++)
			close(fd);
		execvp(words[0], words);
		why = strerror(errno);
		if (write(2, why, strlen(why)) < 0)
			_exit(126);
	}
	_exit(127);
}

/* Descriptors 0 to 2 are open (er_init), so that none of these is one. */
static int
start(char *const *words, struct child *child, struct er_err *err)
{
	int out[2] = { -1, -1 }, bad[2] = { -1, -1 };

	*child = (struct child){ .pid = -1 };
	if (pipe(out) == 0 && pipe(bad) == 0)
		child->pid = fork();
	if (child->pid == 0)
		become(words, out[1], bad[1]);
	if (child->pid < 0)
		er_fail(err, ER_OS, _("credential_process cannot be started: "
		    "%s"), strerror(errno));
	if (out[1] >= 0)
		close(out[1]);
	if (bad[1] >= 0)
		close(bad[1]);
	child->from[0] = (struct pollfd){ .fd = out[0], .events = POLLIN };
	child->from[1] = (struct pollfd){ .fd = bad[0], .events = POLLIN };
	return child->pid < 0 ? -1 : 0;
}

static void
child_free(struct child *child)
{
	int i;

	for (i = 0; i < 2; i++) {
		if (child->from[i].fd >= 0)
			close(child->from[i].fd);
		er_buf_wipe(&child->text[i]);
	}
}

static long
ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What is there to read of one; closes it at its end. */
static void
drain(struct pollfd *from, struct er_buf *text, size_t max)
{
	char chunk[4096];
	ssize_t got = read(from->fd, chunk, sizeof chunk);

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		close(from->fd);
		from->fd = -1;	/* poll() passes over it */
		return;
	}
	if (text->n + (size_t)got <= max)
		er_buf_add(text, chunk, (size_t)got);
	er_wipe(chunk, sizeof chunk);
}

/* Its output and its wait status; false: it took too long and was killed. */
static bool
listen_to(struct child *child, int *status)
{
	long left, end = ticks() + LIMIT_MS;
	pid_t gone = 0;

	while ((left = end - ticks()) > 0) {
		if (child->from[0].fd < 0 && child->from[1].fd < 0) {
			gone = waitpid(child->pid, status, WNOHANG);
			if (gone != 0)
				return gone > 0;
			left = 10;
		}
		if (poll(child->from, 2, (int)left) <= 0)
			continue;
		if (child->from[0].revents != 0)
			drain(&child->from[0], &child->text[0], OUT_MAX);
		if (child->from[1].revents != 0)
			drain(&child->from[1], &child->text[1], ERR_MAX);
	}
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, status, 0) < 0 && errno == EINTR)
		continue;
	return false;
}

/* The last line on its standard error: tools say the reason there. */
static void
fail_status(const struct child *child, const struct aws_entry *e, int status,
    struct er_err *err)
{
	struct er_slice s = er_slice_trim((struct er_slice){
	    child->text[1].p, child->text[1].n });
	struct er_buf said = {0};
	size_t i;

	for (i = s.n; i > 0 && s.p[i - 1] != '\n'; i--)
		continue;
	er_buf_adds(&said, "");
	if (s.n > i)
		er_buf_addclean(&said, s.p + i, s.n - i, 200);
	if (WIFEXITED(status))
		/* TRANSLATORS: file, line, a number, the program's own words */
		er_fail(err, ER_NOPERM, _("%s:%zu: credential_process ended "
		    "with status %d: %s"), e->file, e->line,
		    WEXITSTATUS(status), said.p);
	else
		/* TRANSLATORS: file, line, a number */
		er_fail(err, ER_NOPERM, _("%s:%zu: credential_process was "
		    "ended by signal %d"), e->file, e->line,
		    WTERMSIG(status));
	er_buf_free(&said);
}

static int
fetch(struct aws_chain *chain, const struct aws_source *source, time_t now,
    struct aws_credentials *creds, struct er_err *err)
{
	const struct aws_entry *e = aws_profile_find(&chain->profiles,
	    source->profile, "credential_process");
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	struct sigaction before;
	struct words words = {0};
	struct child child;
	int status = 0, rc = -1;

	(void)now;
	/* Where a caller had it ignored, no status could be waited for. */
	sigaction(SIGCHLD, &usual, &before);
	if (split(e, &words, err) != 0 ||
	    start(words.list, &child, err) != 0)
		goto out;
	if (!listen_to(&child, &status))
		er_fail(err, ER_TEMP, _("%s:%zu: credential_process took "
		    "longer than %d seconds"), e->file, e->line,
		    LIMIT_MS / 1000);
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_status(&child, e, status, err);
	else
		rc = aws_keys_parse(child.text[0].p, child.text[0].n,
		    "credential_process", true, creds, err);
	child_free(&child);
out:
	sigaction(SIGCHLD, &before, NULL);
	words_free(&words);
	return rc;
}

int
aws_from_process(struct aws_chain *chain, const char *profile,
    struct aws_source *source, struct er_err *err)
{
	const struct aws_entry *e = aws_profile_find(&chain->profiles, profile,
	    "credential_process");
	struct words words = {0};
	int rc;

	if (e == NULL)
		return 0;
	rc = split(e, &words, err);
	words_free(&words);
	*source = (struct aws_source){ .fetch = fetch, .profile = profile };
	return rc == 0 ? 1 : -1;
}
