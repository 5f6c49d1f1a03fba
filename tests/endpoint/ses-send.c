/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the tests of aws/: sends the message on stdin to the addresses named, as
 * To, and prints the answer, a field a line. Exit status: the answer's class.
 *
 *     ses-send [-t MILLISECONDS] [-o CLOCK-OFFSET] [-s CONFIGURATION-SET]
 *         [-n TIMES] [-p SECONDS-BETWEEN] ADDRESS...
 */
#include "config.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "aws/aws.h"

struct options {
	long timeout_ms, offset;
	int times;
	unsigned pause;
	struct aws_email email;
};

static const char *
from_environment(void *closure, const char *name)
{
	(void)closure;
	return getenv(name);
}

static void
show(const char *name, const char *value)
{
	if (value != NULL)
		printf("%s: %s\n", name, value);
}

static void
print_answer(const struct aws_answer *answer)
{
	static const char *const names[] = { "accepted", "refused", "not sent",
	    "in doubt" };

	show("outcome", names[answer->outcome]);
	printf("status: %d\nclass: %d\n", answer->status, (int)answer->cls);
	show("message-id", answer->message_id);
	show("request-id", answer->request_id);
	show("code", answer->code);
	show("cause", answer->cause);
	show("remedy", answer->remedy);
	if (answer->retry_after_ms > 0)
		printf("retry-after-ms: %ld\n", answer->retry_after_ms);
	if (answer->no_retry)
		puts("no-retry: yes");
	if (answer->skew != 0)
		printf("skew: %ld\n", answer->skew);
}

static int
send_all(const struct options *opt, struct er_err *err)
{
	struct aws_client *client = aws_client_new(from_environment, NULL, err);
	struct aws_answer answer;
	int i, status = 0;

	if (client == NULL)
		return -1;
	if (opt->timeout_ms > 0)
		aws_client_set_timeout(client, opt->timeout_ms);
	for (i = 0; i < opt->times; i++) {
		if (i > 0)
			sleep(opt->pause);
		aws_ses_send(client, &opt->email, time(NULL) + opt->offset,
		    &answer);
		print_answer(&answer);
		status = (int)answer.cls;
		aws_answer_free(&answer);
	}
	aws_client_free(client);
	return status;
}

int
main(int argc, char *argv[])
{
	struct options opt = { .times = 1 };
	struct er_file message;
	struct er_err err = {0};
	int c, status;

	er_init("ses-send");
	while ((c = getopt(argc, argv, "t:o:s:n:p:")) != -1) {
		switch (c) {
		case 't': opt.timeout_ms = atol(optarg); break;
		case 'o': opt.offset = atol(optarg); break;
		case 's': opt.email.configuration_set = optarg; break;
		case 'n': opt.times = atoi(optarg); break;
		case 'p': opt.pause = (unsigned)atoi(optarg); break;
		default: return ER_USAGE;
		}
	}
	if (er_file_open("-", 0, &message, &err) != 0)
		return er_report(&err);
	opt.email.to = (const char *const *)(argv + optind);
	opt.email.nto = (size_t)(argc - optind);
	opt.email.raw = (struct er_bytes){ .p = message.p, .n = message.n };
	status = send_all(&opt, &err);
	er_file_close(&message);
	return status < 0 ? er_report(&err) : status;
}
