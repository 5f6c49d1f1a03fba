/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tries what a confined program cannot do. Usage:
 *
 *     confine [read=PATH]... [write=DIRECTORY]... -- ATTEMPT[=PATH]...
 *
 * A line for each attempt: its name, and "done" or the error. The first line
 * says which means there are: landlock or none.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

static int
try_open(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	return fd < 0 ? -1 : close(fd);
}

static int
do_read(const char *path)
{
	char c;
	int fd = open(path, O_RDONLY), rc;

	if (fd < 0)
		return -1;
	rc = read(fd, &c, 1) < 0 ? -1 : 0;
	close(fd);
	return rc;
}

static int
do_list(const char *path)
{
	return try_open(path, O_RDONLY | O_DIRECTORY);
}

static int
do_create(const char *path)
{
	return try_open(path, O_WRONLY | O_CREAT);
}

static int
do_change(const char *path)
{
	return try_open(path, O_RDWR);
}

static int
do_replace(const char *path)
{
	char *beside = er_xasprintf("%s.new", path);
	int rc = do_create(beside) == 0 ? rename(beside, path) : -1;

	free(beside);
	return rc;
}

static int
do_chmod(const char *path)
{
	return chmod(path, 0600);
}

static int
do_truncate(const char *path)
{
	return truncate(path, 0);
}

static int
do_mkdir(const char *path)
{
	return mkdir(path, 0700);
}

static int
do_symlink(const char *path)
{
	return symlink("/etc/passwd", path);
}

static int
do_exec(const char *path)
{
	execl(path, path, (char *)NULL);
	return -1;
}

static int
do_fork(const char *path)
{
	pid_t child = fork();

	(void)path;
	if (child == 0)
		_exit(0);
	return child < 0 || waitpid(child, NULL, 0) < 0 ? -1 : 0;
}

static int
do_socket(const char *path)
{
	(void)path;
	return socket(AF_INET, SOCK_DGRAM, 0) < 0 ? -1 : 0;
}

static int
do_unix_socket(const char *path)
{
	int two[2];

	(void)path;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, two);
}

static int
do_kill(const char *path)
{
	(void)path;
	return kill(getppid(), 0);
}

/* With no character to be put there: what counts is the error. */
static int
do_type(const char *path)
{
	(void)path;
	return ioctl(STDIN_FILENO, TIOCSTI, NULL);
}

/* Memory, a file that is open, a date: what goes on. */
static int
do_work(const char *path)
{
	char *p = er_xmalloc(64 << 20);
	struct stat st;

	(void)path;
	memset(p, 1, 64 << 20);
	free(p);
	return fstat(STDOUT_FILENO, &st) == 0 && stat("/", &st) == 0 ? 0 : -1;
}

static const struct {
	const char *name;
	int (*call)(const char *path);
} attempts[] = {
	{ "read", do_read }, { "list", do_list }, { "create", do_create },
	{ "change", do_change }, { "replace", do_replace },
	{ "unlink", unlink }, { "chmod", do_chmod },
	{ "truncate", do_truncate }, { "mkdir", do_mkdir },
	{ "symlink", do_symlink }, { "exec", do_exec }, { "fork", do_fork },
	{ "socket", do_socket }, { "unix-socket", do_unix_socket },
	{ "kill", do_kill }, { "type", do_type }, { "work", do_work },
};

static void
attempt(char *arg)
{
	char *path = strchr(arg, '=');
	size_t i;
	int rc;

	if (path != NULL)
		*path++ = '\0';
	for (i = 0; i < sizeof attempts / sizeof *attempts; i++) {
		if (strcmp(attempts[i].name, arg) != 0)
			continue;
		rc = attempts[i].call(path);
		printf("%s: %s\n", arg, rc == 0 ? "done" : strerror(errno));
		return;
	}
	printf("%s: there is no such attempt\n", arg);
}

int
main(int argc, char *argv[])
{
	struct er_confinement c;
	int i;

	er_init("confine");
	er_confine_begin(&c);
	printf("%s\n", c.rules >= 0 ? "landlock" : "none");
	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "read=", 5) == 0)
			er_confine_read(&c, argv[i] + 5);
		else if (strncmp(argv[i], "write=", 6) == 0)
			er_confine_write(&c, argv[i] + 6);
	}
	fflush(stdout);
	er_confine(&c);
	for (i++; i < argc; i++) {
		attempt(argv[i]);
		fflush(stdout);
	}
	return 0;
}
