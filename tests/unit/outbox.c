/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outbox/outbox.h"
#include "unit.h"

enum { NOW = 1763819000 };

static char dir[] = "/tmp/er-outbox.XXXXXX";
static char *path;
static const struct outbox_bid bid = { .transport = "fake" };

static void
setup(void)
{
	strcpy(dir, "/tmp/er-outbox.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = er_xasprintf("%s/sub/outbox.db", dir);
}

static void
teardown(void)
{
	char *command = er_xasprintf("rm -rf '%s'", dir);

	ck_assert_int_eq(system(command), 0);
	free(command);
	free(path);
}

static struct outbox *
must_open(void)
{
	struct er_err err = {0};
	struct outbox *outbox = outbox_open(path, &err);

	ck_assert_msg(outbox != NULL, "%s", err.text);
	return outbox;
}

static char *
digest_of(const struct outbox_envelope *envelope, const char *text)
{
	struct er_bytes bytes = { .p = text, .n = strlen(text) };

	return outbox_digest(envelope, &bytes);
}

/* Puts one message to a@X with that key and body. */
static enum outbox_put
put(struct outbox *outbox, const char *key, const char *body,
    const char *resend, struct outbox_message *m)
{
	struct outbox_envelope envelope = {0};
	struct er_err err = {0};
	enum outbox_put result;
	char *bytes, *digest;
	struct outbox_draft draft;

	outbox_address_add(&envelope.to, "a@x.example");
	outbox_address_add(&envelope.audit, "audit@x.example");
	bytes = er_xasprintf("Subject: s\r\n\r\n%s", body);
	digest = digest_of(&envelope, bytes);
	draft = (struct outbox_draft){
		.key = key, .digest = digest, .sender = "me@x.example",
		.subject = "s", .envelope = &envelope,
		.content = { .p = bytes, .n = strlen(bytes) }, .resend = resend
	};
	ck_assert_msg(outbox_put(outbox, &draft, NOW, &result, m, &err) == 0,
	    "%s", err.text);
	outbox_envelope_free(&envelope);
	free(bytes);
	free(digest);
	return result;
}

static void
claim_and_settle(struct outbox *outbox, int64_t seq, enum outbox_state state)
{
	struct outbox_result result = { .state = state, .message_id = "M-1" };
	struct outbox_message m;

	ck_assert_int_eq(outbox_claim(outbox, &bid, seq, NOW, &m, NULL), 1);
	ck_assert_int_eq(m.state, OUTBOX_SENDING);
	ck_assert_ptr_nonnull(m.bytes);
	ck_assert_int_eq(outbox_settle(outbox, &m, &result, NOW + 1, NULL), 0);
	ck_assert_int_eq(m.state, state);
	outbox_message_free(&m);
}

static enum outbox_state
state_of(struct outbox *outbox, const char *id)
{
	struct outbox_message m;
	enum outbox_state state;

	ck_assert_int_eq(outbox_find(outbox, id, &m, NULL), 0);
	state = m.state;
	outbox_message_free(&m);
	return state;
}

START_TEST(open_makes_a_private_file_in_a_private_directory)
{
	struct stat st;
	char *sub = er_xasprintf("%s/sub", dir);

	outbox_close(must_open());
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(sub, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0700);
	free(sub);
}
END_TEST

START_TEST(open_refuses_a_file_that_others_may_read)
{
	struct er_err err = {0};

	outbox_close(must_open());
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_ptr_null(outbox_open(path, &err));
	ck_assert_int_eq(err.cls, ER_CANTCREATE);
	er_err_free(&err);
}
END_TEST

static void
sqlite(const char *sql)
{
	char *command = er_xasprintf("sqlite3 '%s' \"%s\" >/dev/null", path,
	    sql);

	ck_assert_int_eq(system(command), 0);
	free(command);
}

START_TEST(open_refuses_what_a_newer_program_wrote)
{
	struct er_err err = {0};

	outbox_close(must_open());
	sqlite("PRAGMA user_version = 99");
	ck_assert_ptr_null(outbox_open(path, &err));
	ck_assert_int_eq(err.cls, ER_CONFIG);
	er_err_free(&err);
}
END_TEST

START_TEST(open_refuses_another_programs_database)
{
	struct er_err err = {0};

	outbox_close(must_open());
	sqlite("PRAGMA application_id = 1");
	ck_assert_ptr_null(outbox_open(path, &err));
	ck_assert_int_eq(err.cls, ER_CANTCREATE);
	er_err_free(&err);
}
END_TEST

START_TEST(a_message_comes_back_byte_for_byte)
{
	static const char bytes[] = "Subject: x\r\n\r\na\0b\xff";
	struct outbox_envelope envelope = {0};
	struct outbox *outbox = must_open();
	struct outbox_draft draft = {
		.digest = "d", .envelope = &envelope,
		.content = { .p = bytes, .n = sizeof bytes }
	};
	struct outbox_message m, back;
	enum outbox_put result;

	outbox_address_add(&envelope.cc, "c@x.example");
	ck_assert_int_eq(outbox_put(outbox, &draft, NOW, &result, &m, NULL), 0);
	ck_assert_int_eq(result, OUTBOX_NEW);
	ck_assert_int_eq(outbox_find(outbox, m.id, &back, NULL), 0);
	ck_assert_uint_gt(back.n, sizeof bytes);
	ck_assert_mem_eq(back.bytes, "Report-Log: id=", 15);
	ck_assert_mem_eq(back.bytes + 15, m.id, 16);
	ck_assert_mem_eq(back.bytes + back.n - sizeof bytes, bytes,
	    sizeof bytes);
	ck_assert_uint_eq(back.envelope.cc.n, 1);
	ck_assert_int_eq(back.created, NOW);
	outbox_message_free(&m);
	outbox_message_free(&back);
	outbox_envelope_free(&envelope);
	outbox_close(outbox);
}
END_TEST

START_TEST(a_key_admits_one_message)
{
	struct outbox *outbox = must_open();
	struct outbox_message m, again;

	ck_assert_int_eq(put(outbox, "k", "one", NULL, &m), OUTBOX_NEW);
	ck_assert_int_eq(put(outbox, "k", "one", NULL, &again), OUTBOX_KNOWN);
	ck_assert_str_eq(again.id, m.id);
	outbox_message_free(&again);
	ck_assert_int_eq(put(outbox, "k", "two", NULL, &again), OUTBOX_OTHER);
	ck_assert_str_eq(again.id, m.id);
	outbox_message_free(&again);
	ck_assert_int_eq(put(outbox, NULL, "one", NULL, &again), OUTBOX_NEW);
	ck_assert_str_ne(again.id, m.id);
	outbox_message_free(&again);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

START_TEST(resend_takes_the_key_and_drops_what_still_waited)
{
	struct outbox *outbox = must_open();
	struct outbox_message m, again;

	put(outbox, "k", "one", NULL, &m);
	ck_assert_int_eq(put(outbox, "k", "two", "mended", &again), OUTBOX_NEW);
	ck_assert_int_eq(state_of(outbox, m.id), OUTBOX_DROPPED);
	outbox_message_free(&m);
	ck_assert_int_eq(put(outbox, "k", "two", NULL, &m), OUTBOX_KNOWN);
	ck_assert_str_eq(again.id, m.id);
	outbox_message_free(&m);
	outbox_message_free(&again);
	outbox_close(outbox);
}
END_TEST

START_TEST(a_refused_message_makes_room_for_the_next)
{
	struct outbox *outbox = must_open();
	struct outbox_message m, again;

	put(outbox, "k", "one", NULL, &m);
	claim_and_settle(outbox, m.seq, OUTBOX_REFUSED);
	ck_assert_int_eq(put(outbox, "k", "two", NULL, &again), OUTBOX_NEW);
	ck_assert_int_eq(state_of(outbox, m.id), OUTBOX_REFUSED);
	outbox_message_free(&m);
	outbox_message_free(&again);
	outbox_close(outbox);
}
END_TEST

START_TEST(a_message_is_claimed_once)
{
	struct outbox *outbox = must_open();
	struct outbox_message m, again;

	put(outbox, NULL, "one", NULL, &m);
	claim_and_settle(outbox, m.seq, OUTBOX_ACCEPTED);
	ck_assert_int_eq(outbox_claim(outbox, &bid, m.seq, NOW, &again, NULL),
	    0);
	ck_assert_int_eq(again.state, OUTBOX_ACCEPTED);
	ck_assert_str_eq(again.message_id, "M-1");
	ck_assert_int_eq(again.attempt, 1);
	outbox_message_free(&again);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

/* A child claims the message, tells, and waits to be killed. */
static pid_t
claim_in_a_child(int64_t seq, int from_child[2])
{
	struct outbox_message m;
	struct outbox *outbox;
	pid_t pid;

	ck_assert_int_eq(pipe(from_child), 0);
	pid = fork();
	if (pid == 0) {
		outbox = outbox_open(path, NULL);
		if (outbox_claim(outbox, &bid, seq, NOW, &m, NULL) == 1 &&
		    write(from_child[1], "y", 1) == 1)
			pause();
		_exit(1);
	}
	ck_assert_int_gt(pid, 0);
	return pid;
}

START_TEST(what_a_killed_process_was_sending_is_in_doubt)
{
	struct outbox *outbox = must_open();
	struct outbox_message m, other;
	int from_child[2];
	pid_t pid;
	char c;

	put(outbox, "k", "one", NULL, &m);
	outbox_close(outbox);
	pid = claim_in_a_child(m.seq, from_child);
	ck_assert_int_eq(read(from_child[0], &c, 1), 1);

	/* alive: neither to be had nor in doubt */
	outbox = must_open();
	ck_assert_int_eq(outbox_claim(outbox, &bid, m.seq, NOW, &other,
	    NULL), 0);
	ck_assert_int_eq(other.state, OUTBOX_SENDING);
	outbox_message_free(&other);
	ck_assert_int_eq(outbox_recover(outbox, NULL, NULL, NOW, NULL), 0);
	ck_assert_int_eq(state_of(outbox, m.id), OUTBOX_SENDING);

	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ck_assert_int_eq(outbox_recover(outbox, NULL, NULL, NOW, NULL), 0);
	ck_assert_int_eq(state_of(outbox, m.id), OUTBOX_IN_DOUBT);
	ck_assert_int_eq(outbox_claim(outbox, &bid, m.seq, NOW, &other,
	    NULL), 0);
	outbox_message_free(&other);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

/* Whether another process can have the message now. */
static bool
is_to_be_had(int64_t seq)
{
	struct outbox_result waits = { .state = OUTBOX_WAITING };
	struct outbox_message m;
	struct outbox *outbox;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		outbox = outbox_open(path, NULL);
		if (outbox_claim(outbox, &bid, seq, NOW, &m, NULL) != 1)
			_exit(1);
		_exit(outbox_settle(outbox, &m, &waits, NOW, NULL) == 0 ?
		    0 : 2);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

START_TEST(a_group_is_kept_as_a_whole_or_not_at_all)
{
	struct outbox_result accepted = {
		.state = OUTBOX_ACCEPTED, .message_id = "M-1"
	};
	struct outbox *outbox = must_open();
	struct outbox_message m[3], claimed[3];
	struct outbox_log_check check;
	size_t i;

	for (i = 0; i < 3; i++)
		put(outbox, NULL, "one", NULL, &m[i]);
	ck_assert_int_eq(outbox_begin(outbox, NULL), 0);
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(outbox_claim(outbox, &bid, m[i].seq, NOW,
		    &claimed[i], NULL), 1);
	ck_assert_int_eq(outbox_end(outbox, 0, NULL), 0);
	ck_assert(!is_to_be_had(m[0].seq));

	/* an answer and a claim, undone */
	ck_assert_int_eq(outbox_begin(outbox, NULL), 0);
	ck_assert_int_eq(outbox_settle(outbox, &claimed[0], &accepted, NOW,
	    NULL), 0);
	ck_assert_int_eq(outbox_claim(outbox, &bid, m[2].seq, NOW,
	    &claimed[2], NULL), 1);
	ck_assert_int_eq(outbox_end(outbox, -1, NULL), -1);
	ck_assert_int_eq(state_of(outbox, m[0].id), OUTBOX_SENDING);
	ck_assert_int_eq(state_of(outbox, m[2].id), OUTBOX_QUEUED);
	ck_assert(is_to_be_had(m[2].seq));
	ck_assert(!is_to_be_had(m[1].seq));
	/* its answer could not be written down */
	ck_assert_int_eq(outbox_recover(outbox, NULL, NULL, NOW, NULL), 0);
	ck_assert_int_eq(state_of(outbox, m[0].id), OUTBOX_IN_DOUBT);

	/* and kept */
	ck_assert_int_eq(outbox_begin(outbox, NULL), 0);
	ck_assert_int_eq(outbox_settle(outbox, &claimed[1], &accepted, NOW,
	    NULL), 0);
	ck_assert_int_eq(outbox_end(outbox, 0, NULL), 0);
	ck_assert_int_eq(state_of(outbox, m[1].id), OUTBOX_ACCEPTED);
	ck_assert_int_eq(outbox_log_verify(outbox, NULL, 0, &check, NULL), 0);
	for (i = 0; i < 3; i++) {
		outbox_message_free(&m[i]);
		outbox_message_free(&claimed[i]);
	}
	outbox_close(outbox);
}
END_TEST

static bool
does_not_want(void *closure, const struct outbox_message *m)
{
	(void)closure;
	ck_assert_ptr_nonnull(m->bytes);
	return false;
}

START_TEST(what_is_not_wanted_stays_as_it_is)
{
	struct outbox_bid picky = {
		.transport = "fake", .wants = does_not_want
	};
	struct outbox *outbox = must_open();
	struct outbox_message m, again;

	put(outbox, NULL, "one", NULL, &m);
	ck_assert_int_eq(outbox_claim(outbox, &picky, m.seq, NOW, &again,
	    NULL), 0);
	ck_assert_int_eq(again.state, OUTBOX_QUEUED);
	ck_assert(is_to_be_had(m.seq));
	outbox_message_free(&again);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

static bool
found(void *closure, const struct outbox_message *m, char **message_id)
{
	(void)closure;
	*message_id = er_xasprintf("found-%s", m->id);
	return true;
}

START_TEST(what_is_found_delivered_is_accepted_not_in_doubt)
{
	struct outbox *outbox = must_open();
	struct outbox_message m;
	int from_child[2];
	pid_t pid;
	char c;

	put(outbox, "k", "one", NULL, &m);
	outbox_close(outbox);
	pid = claim_in_a_child(m.seq, from_child);
	ck_assert_int_eq(read(from_child[0], &c, 1), 1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	outbox = must_open();
	ck_assert_int_eq(outbox_recover(outbox, found, NULL, NOW, NULL), 0);
	ck_assert_int_eq(state_of(outbox, m.id), OUTBOX_ACCEPTED);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

START_TEST(orders_keep_to_the_table_of_states)
{
	struct outbox *outbox = must_open();
	struct er_err err = {0};
	struct outbox_message m;

	put(outbox, NULL, "one", NULL, &m);
	ck_assert_int_ne(outbox_order(outbox, &m, OUTBOX_RELEASE, NULL, NOW,
	    &err), 0);
	ck_assert_int_eq(err.cls, ER_DATA);
	er_err_free(&err);
	ck_assert_int_eq(outbox_order(outbox, &m, OUTBOX_HOLD, NULL, NOW,
	    NULL), 0);
	ck_assert_int_eq(state_of(outbox, m.id), OUTBOX_HELD);
	ck_assert_int_eq(outbox_order(outbox, &m, OUTBOX_RELEASE, NULL, NOW,
	    NULL), 0);
	claim_and_settle(outbox, m.seq, OUTBOX_IN_DOUBT);
	ck_assert_int_ne(outbox_order(outbox, &m, OUTBOX_RELEASE, NULL, NOW,
	    NULL), 0);
	ck_assert_int_eq(outbox_order(outbox, &m, OUTBOX_RELEASE, "not there",
	    NOW, NULL), 0);
	ck_assert_int_eq(outbox_order(outbox, &m, OUTBOX_DROP, NULL, NOW,
	    NULL), 0);
	ck_assert_int_ne(outbox_order(outbox, &m, OUTBOX_DROP, NULL, NOW,
	    NULL), 0);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

START_TEST(log_verify_finds_every_alteration)
{
	static const char *const alterations[] = {
		"UPDATE event SET record = replace(record, 'M-1', 'M-2')",
		"DELETE FROM event WHERE seq = 2",
		"UPDATE message SET state = 'queued'",
	};
	struct er_err err = {0};
	struct outbox *outbox;
	struct outbox_message m;
	struct outbox_log_check check;
	size_t i;

	for (i = 0; i < sizeof alterations / sizeof *alterations; i++) {
		outbox = must_open();
		put(outbox, NULL, "one", NULL, &m);
		claim_and_settle(outbox, m.seq, OUTBOX_ACCEPTED);
		outbox_message_free(&m);
		ck_assert_int_eq(outbox_log_verify(outbox, NULL, 0, &check,
		    NULL), 0);
		ck_assert_int_eq(check.events, 3);
		outbox_close(outbox);
		sqlite(alterations[i]);
		outbox = must_open();
		ck_assert_int_ne(outbox_log_verify(outbox, NULL, 0, &check,
		    &err), 0);
		ck_assert_int_eq(err.cls, ER_DATA);
		er_err_free(&err);
		outbox_close(outbox);
		ck_assert_int_eq(unlink(path), 0);
	}
}
END_TEST

START_TEST(a_cause_from_outside_is_one_line_of_the_log)
{
	struct outbox_result result = {
		.state = OUTBOX_REFUSED, .cause = "no\nState: accepted\x1b[2J"
	};
	struct outbox *outbox = must_open();
	struct outbox_message m, claimed;
	struct er_buf b = {0};

	put(outbox, NULL, "one", NULL, &m);
	ck_assert_int_eq(outbox_claim(outbox, &bid, m.seq, NOW, &claimed,
	    NULL), 1);
	ck_assert_int_eq(outbox_settle(outbox, &claimed, &result, NOW, NULL),
	    0);
	ck_assert_int_eq(outbox_log(outbox, m.seq, &b, NULL), 0);
	ck_assert_ptr_nonnull(strstr(b.p, "\nCause: no?State: accepted?[2J\n"));
	er_buf_free(&b);
	outbox_message_free(&claimed);
	outbox_message_free(&m);
	outbox_close(outbox);
}
END_TEST

START_TEST(report_key_does_not_depend_on_order_or_domain_case)
{
	struct outbox_envelope a = {0}, b = {0};
	char *ka, *kb;

	outbox_address_add(&a.to, "Z@X.example");
	outbox_address_add(&a.cc, "b@x.example");
	outbox_address_add(&a.audit, "audit@x.example");
	outbox_address_add(&b.to, "b@x.EXAMPLE");
	outbox_address_add(&b.to, "Z@x.example");
	ka = outbox_report_key("cfo.2026-11@g.example", &a);
	kb = outbox_report_key("cfo.2026-11@g.example", &b);
	ck_assert_str_eq(ka, kb);
	ck_assert_str_eq(ka, "report cfo.2026-11@g.example to "
	    "Z@x.example, b@x.example");
	free(ka);
	free(kb);
	outbox_envelope_free(&a);
	outbox_envelope_free(&b);
}
END_TEST

START_TEST(digest_passes_over_date_and_message_id_of_the_header_only)
{
	static const char one[] = "Date: Mon\r\nMessage-Id: <1@x>\r\n"
	    " folded\r\nSubject: s\r\n\r\nDate: body\r\n";
	static const char two[] = "Subject: s\r\ndate: Tue\r\n\r\n"
	    "Date: body\r\n";
	static const char three[] = "Subject: s\r\n\r\nDate: other\r\n";
	struct outbox_envelope e = {0};
	char *a = digest_of(&e, one);
	char *b = digest_of(&e, two);
	char *c = digest_of(&e, three);

	ck_assert_str_eq(a, b);
	ck_assert_str_ne(a, c);
	free(a);
	free(b);
	free(c);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("outbox");
	TCase *t = tcase_create("outbox");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, open_makes_a_private_file_in_a_private_directory);
	tcase_add_test(t, open_refuses_a_file_that_others_may_read);
	tcase_add_test(t, open_refuses_what_a_newer_program_wrote);
	tcase_add_test(t, open_refuses_another_programs_database);
	tcase_add_test(t, a_message_comes_back_byte_for_byte);
	tcase_add_test(t, a_key_admits_one_message);
	tcase_add_test(t, resend_takes_the_key_and_drops_what_still_waited);
	tcase_add_test(t, a_refused_message_makes_room_for_the_next);
	tcase_add_test(t, a_message_is_claimed_once);
	tcase_add_test(t, a_group_is_kept_as_a_whole_or_not_at_all);
	tcase_add_test(t, what_is_not_wanted_stays_as_it_is);
	tcase_add_test(t, what_a_killed_process_was_sending_is_in_doubt);
	tcase_add_test(t, what_is_found_delivered_is_accepted_not_in_doubt);
	tcase_add_test(t, orders_keep_to_the_table_of_states);
	tcase_add_test(t, log_verify_finds_every_alteration);
	tcase_add_test(t, a_cause_from_outside_is_one_line_of_the_log);
	tcase_add_test(t, report_key_does_not_depend_on_order_or_domain_case);
	tcase_add_test(t,
	    digest_passes_over_date_and_message_id_of_the_header_only);
	suite_add_tcase(s, t);
	return unit_run(s);
}
