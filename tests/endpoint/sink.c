/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A SendEmail endpoint without latency, for what the one in Python is too slow
 * for: plain HTTP/1.1 on loopback, a thread a connection, every message taken
 * unseen. It answers with a MessageId of its own each time and appends to
 * RECORD a line "ID MILLISECONDS" with the id in the message's Report-Log field
 * ("-": it has none) and the time since the start. Prints its port, and ends
 * with its standard input.
 *
 *     sink RECORD [MILLISECONDS-BEFORE-EACH-ANSWER]
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"

static struct {
	FILE *record;
	pthread_mutex_t lock;
	long messages;
	unsigned delay_ms;
	struct timespec start;
} sink = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* "Report-Log: id=" in base64, and the id after it in as many characters. */
static const char mark[] = "\"UmVwb3J0LUxvZzogaWQ9";
enum { ID_BASE64 = 24, ID = 16 };

static long
milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (t.tv_sec - sink.start.tv_sec) * 1000 +
	    (t.tv_nsec - sink.start.tv_nsec) / 1000000;
}

/* Writes it down; returns its number. */
static long
keep(const char *body)
{
	const char *p = strstr(body, mark);
	unsigned char id[ID_BASE64] = "-";
	long number;

	if (p != NULL && strlen(p) >= sizeof mark - 1 + ID_BASE64) {
		EVP_DecodeBlock(id, (const unsigned char *)p + sizeof mark - 1,
		    ID_BASE64);
		id[ID] = '\0';
	}
	pthread_mutex_lock(&sink.lock);
	number = ++sink.messages;
	/* Of calls that send nothing, such as GetAccount, there is no record. */
	if (strcmp((const char *)id, "-") != 0)
		fprintf(sink.record, "%s %ld\n", (const char *)id,
		    milliseconds());
	pthread_mutex_unlock(&sink.lock);
	return number;
}

static bool
answer(int fd, const char *body)
{
	char text[256], id[64];
	int n;

	snprintf(id, sizeof id, "%016lx-00000000-0000-0000-0000-000000000000",
	    (unsigned long)keep(body));
	if (sink.delay_ms > 0)
		usleep(sink.delay_ms * 1000);
	n = snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n"
	    "x-amzn-RequestId: %s\r\n\r\n{\"MessageId\":\"%s\"}",
	    strlen(id) + 16, id, id);
	return send(fd, text, (size_t)n, MSG_NOSIGNAL) == n;
}

/* More of what the client sends; false: no more comes. */
static bool
read_more(int fd, struct er_buf *b)
{
	char part[65536];
	ssize_t n = recv(fd, part, sizeof part, 0);

	if (n > 0)
		er_buf_add(b, part, (size_t)n);
	return n > 0;
}

/* One request, which b may hold the start of. */
static bool
serve(int fd, struct er_buf *b)
{
	static const char length[] = "content-length:";
	const char *end, *p;
	size_t header, body = 0;

	while (b->p == NULL || (end = strstr(b->p, "\r\n\r\n")) == NULL)
		if (!read_more(fd, b))
			return false;
	header = (size_t)(end + 4 - b->p);
	for (p = b->p; p < end; p = strstr(p, "\r\n") + 2)
		if (strncasecmp(p, length, sizeof length - 1) == 0)
			body = strtoul(p + sizeof length - 1, NULL, 10);
	while (b->n < header + body)
		if (!read_more(fd, b))
			return false;
	if (!answer(fd, b->p + header))
		return false;
	er_buf_trim(b, 0);	/* the client waits for its answer first */
	return true;
}

static void *
serve_all(void *closure)
{
	int fd = *(int *)closure, on = 1;
	struct er_buf b = {0};

	free(closure);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	while (serve(fd, &b))
		;
	er_buf_free(&b);
	close(fd);
	return NULL;
}

static void *
accept_all(void *closure)
{
	pthread_t thread;
	int *fd;

	for (;;) {
		fd = er_xmalloc(sizeof *fd);
		*fd = accept(*(int *)closure, NULL, NULL);
		if (*fd < 0 || pthread_create(&thread, NULL, serve_all, fd) !=
		    0 || pthread_detach(thread) != 0)
			exit(ER_OS);
	}
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	socklen_t n = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	pthread_t thread;
	char c;

	er_init("sink");
	clock_gettime(CLOCK_MONOTONIC, &sink.start);
	sink.record = argc > 1 ? fopen(argv[1], "a") : NULL;
	if (sink.record != NULL)
		setvbuf(sink.record, NULL, _IOLBF, 0);
	sink.delay_ms = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
	if (sink.record == NULL || fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, n) != 0 ||
	    listen(fd, 64) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &n) != 0 ||
	    pthread_create(&thread, NULL, accept_all, &fd) != 0)
		return ER_OS;
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) == 1)
		;
	pthread_mutex_lock(&sink.lock);
	return fclose(sink.record) == 0 ? 0 : ER_IO;
}
