/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the log is whole: from the first event of the oldest file that is
 * named, or that the outbox still has, to the last, and whether each message is
 * in the state of its last event.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "outbox/outbox-priv.h"

enum { HEX = OUTBOX_HEX };

/* How far the chain has been followed. */
struct walk {
	struct outbox *outbox;
	int64_t first;		/* the number before the first */
	int64_t seq;
	char chain[HEX];
};

/* Is this the next event? kept is its Chain. */
static bool
follow(struct walk *w, int64_t seq, const char *record, size_t n,
    struct er_slice kept)
{
	if (seq != ++w->seq)
		return false;
	outbox_log_chain(w->chain, record, n, w->chain);
	return er_slice_is(kept, w->chain);
}

static int
fail_event(const struct walk *w, const char *file, struct er_err *err)
{
	if (file == NULL)
		er_fail(err, ER_DATA, _("the log was altered: event %lld does "
		    "not follow from the ones before it"), (long long)w->seq);
	else
		/* TRANSLATORS: a file name, a number */
		er_fail(err, ER_DATA, _("%s: the log was altered: event %lld "
		    "does not follow from the ones before it"), file,
		    (long long)w->seq);
	return -1;
}

/* ---- a file -------------------------------------------------------------- */

/* Takes a line, without its end, off what is left; false: there is none. */
static bool
take_line(struct er_slice *left, struct er_slice *line)
{
	const char *end = left->n > 0 ? memchr(left->p, '\n', left->n) : NULL;

	if (end == NULL)
		return false;
	*line = (struct er_slice){ left->p, (size_t)(end - left->p) };
	left->n -= line->n + 1;
	left->p = end + 1;
	return true;
}

/* The value of a line "Name: value". */
static bool
is_field(struct er_slice line, const char *name, struct er_slice *value)
{
	size_t n = strlen(name);

	if (line.n < n || memcmp(line.p, name, n) != 0)
		return false;
	*value = (struct er_slice){ line.p + n, line.n - n };
	return true;
}

static int64_t
number_of(struct er_slice text)
{
	int64_t n = 0;

	for (; text.n > 0 && *text.p >= '0' && *text.p <= '9' &&
	    n < INT64_MAX / 10 - 1; text.p++, text.n--)
		n = n * 10 + (*text.p - '0');
	return n;
}

/* The head of the file: where it says that it begins. */
static bool
take_start(struct er_slice *left, int64_t *seq, char chain[HEX])
{
	static const char middle[] = ", Chain ";
	struct er_slice line, value, after = *left;

	*seq = 0;
	memset(chain, '0', HEX - 1);
	chain[HEX - 1] = '\0';
	if (!take_line(left, &line) || !er_slice_is(line, "%rec: Event"))
		return false;
	after = *left;
	if (!take_line(&after, &line) ||
	    !is_field(line, OUTBOX_LOG_FOLLOWS, &value))
		return true;
	if (value.n < HEX - 1 + sizeof middle - 1 ||
	    memcmp(value.p + value.n - (HEX - 1) - (sizeof middle - 1), middle,
	    sizeof middle - 1) != 0)
		return false;
	*seq = number_of(value);
	memcpy(chain, value.p + value.n - (HEX - 1), HEX - 1);
	*left = after;
	return true;
}

/* An empty line, the lines of the record, its Chain. */
static bool
take_event(struct er_slice *left, struct er_slice *record,
    struct er_slice *chain)
{
	struct er_slice line;

	if (!take_line(left, &line) || line.n > 0)
		return false;
	record->p = left->p;
	do {
		record->n = (size_t)(left->p - record->p);
		if (!take_line(left, &line) || line.n == 0)
			return false;
	} while (!is_field(line, "Chain: ", chain));
	return true;
}

/* Keeps the message's state as of this event; 0: it has none. */
static int
keep_state(struct walk *w, struct er_slice record, int64_t *seq,
    struct er_err *err)
{
	struct er_slice line, value, message = {0}, state = {0};
	char *id, *name;
	int rc;

	*seq = 0;
	while (take_line(&record, &line))
		if (is_field(line, "Event: ", &value))
			*seq = number_of(value);
		else if (is_field(line, "Message: ", &value))
			message = value;
		else if (is_field(line, "State: ", &value))
			state = value;
	id = er_xstrndup(message.p != NULL ? message.p : "", message.n);
	name = er_xstrndup(state.p != NULL ? state.p : "", state.n);
	rc = outbox_db_run(w->outbox, err, "INSERT OR REPLACE INTO temp.past "
	    "VALUES (?1, ?2)", "tt", id, name);
	free(id);
	free(name);
	return rc;
}

static int
verify_text(struct walk *w, bool first, const char *path,
    struct er_slice left, struct er_err *err)
{
	struct er_slice record, chain;
	char start[HEX];
	int64_t seq;

	if (!take_start(&left, &seq, start)) {
		er_fail(err, ER_DATA, _("%s: this is no log that "
		    "'--rotate-log' has written"), path);
		return -1;
	}
	if (first) {
		w->first = w->seq = seq;
		memcpy(w->chain, start, HEX);
	} else if (seq != w->seq || strcmp(start, w->chain) != 0) {
		er_fail(err, ER_DATA, _("%s: it does not follow the file "
		    "before it: name all, oldest first"), path);
		return -1;
	}
	while (left.n > 0) {
		if (!take_event(&left, &record, &chain)) {
			w->seq++;
			return fail_event(w, path, err);
		}
		if (keep_state(w, record, &seq, err) != 0)
			return -1;
		if (!follow(w, seq, record.p, record.n, chain))
			return fail_event(w, path, err);
	}
	return 0;
}

static int
verify_files(struct walk *w, const char *const *files, size_t n,
    struct er_err *err)
{
	struct er_file file;
	size_t i;
	int rc = 0;

	for (i = 0; i < n && rc == 0; i++) {
		if (er_file_open(files[i], 0, &file, err) != 0)
			return -1;
		rc = verify_text(w, i == 0, files[i],
		    (struct er_slice){ file.p, file.n }, err);
		er_file_close(&file);
	}
	return rc;
}

/* ---- the outbox ---------------------------------------------------------- */

static int
verify_events(struct walk *w, struct er_err *err)
{
	const char *record, *kept;
	sqlite3_stmt *stmt;
	int rc;

	stmt = outbox_db_prepare(w->outbox, err,
	    "SELECT seq, record, chain FROM event ORDER BY seq", "");
	if (stmt == NULL)
		return -1;
	while ((rc = outbox_db_step(w->outbox, stmt, err)) == 1) {
		record = (const char *)sqlite3_column_text(stmt, 1);
		kept = (const char *)sqlite3_column_text(stmt, 2);
		if (!follow(w, sqlite3_column_int64(stmt, 0), record,
		    strlen(record), (struct er_slice){ kept, strlen(kept) })) {
			rc = fail_event(w, NULL, err);
			break;
		}
	}
	outbox_db_finish(w->outbox, stmt);
	return rc;
}

/* The files must reach to where the outbox begins. */
static int
join(struct walk *w, bool files, struct er_err *err)
{
	char chain[HEX];
	int64_t seq;

	if (outbox_log_start(w->outbox, &seq, chain, err) != 0)
		return -1;
	if (files && (seq != w->seq || strcmp(chain, w->chain) != 0)) {
		er_fail(err, ER_DATA, _("the outbox does not go on where the "
		    "last file ends, event %lld, but at event %lld, or it was "
		    "altered"), (long long)w->seq, (long long)seq + 1);
		return -1;
	}
	if (!files)
		w->first = seq;
	w->seq = seq;
	memcpy(w->chain, chain, HEX);
	return 0;
}

/* 1: a row, whose first column is *text (owned) and *number; 0, -1. */
static int
ask(struct walk *w, const char *sql, bool all, char **text, int64_t *number,
    struct er_err *err)
{
	sqlite3_stmt *stmt = outbox_db_prepare(w->outbox, err, sql, "i",
	    (int64_t)all);
	int rc;

	if (stmt == NULL)
		return -1;
	rc = outbox_db_step(w->outbox, stmt, err);
	if (rc == 1) {
		*number = sqlite3_column_int64(stmt, 0);
		*text = outbox_db_text(stmt, 0);
	}
	outbox_db_finish(w->outbox, stmt);
	return rc;
}

/* Each message's state is what its last event says. A message without an event
 * is one whose events have moved to files that are not named, if any have. */
static int
verify_states(struct walk *w, int64_t *unchecked, struct er_err *err)
{
	char *text = NULL;
	int64_t number;
	int rc;

	rc = ask(w, "SELECT m.id FROM message m LEFT JOIN event e ON e.seq = "
	    "(SELECT max(seq) FROM event WHERE message = m.seq) "
	    "LEFT JOIN temp.past p ON p.message = m.id WHERE CASE "
	    "WHEN e.seq IS NOT NULL THEN instr(e.record, "
	    "char(10) || 'State: ' || m.state || char(10)) = 0 "
	    "WHEN p.state IS NOT NULL THEN p.state <> m.state "
	    "ELSE ?1 END LIMIT 1", w->first == 0, &text, &number, err);
	if (rc == 1) {
		er_fail(err, ER_DATA, _("the state of message %s is not what "
		    "the log says of it"), text);
		rc = -1;
	}
	free(text);
	text = NULL;
	if (rc == 0)
		rc = ask(w, "SELECT count(*) FROM message m WHERE ?1 AND "
		    "NOT EXISTS (SELECT 1 FROM event WHERE message = m.seq) "
		    "AND NOT EXISTS "
		    "(SELECT 1 FROM temp.past p WHERE p.message = m.id)", true,
		    &text, unchecked, err);
	free(text);
	return rc < 0 ? -1 : 0;
}

int
outbox_log_verify(struct outbox *outbox, const char *const *files, size_t n,
    struct outbox_log_check *check, struct er_err *err)
{
	struct walk w = { .outbox = outbox };
	int rc;

	*check = (struct outbox_log_check){0};
	/* One view of all tables, whatever others write meanwhile. */
	if (outbox_db_run(outbox, err, "BEGIN", "") != 0)
		return -1;
	rc = outbox_db_run(outbox, err, "CREATE TEMP TABLE past "
	    "(message TEXT PRIMARY KEY, state TEXT NOT NULL)", "");
	if (rc == 0)
		rc = verify_files(&w, files, n, err);
	if (rc == 0)
		rc = join(&w, n > 0, err);
	if (rc == 0)
		rc = verify_events(&w, err);
	if (rc == 0)
		rc = verify_states(&w, &check->unchecked, err);
	outbox_db_run(outbox, NULL, "ROLLBACK", "");
	check->first = w.first + 1;
	check->events = w.seq - w.first;
	memcpy(check->head, w.chain, HEX);
	return rc;
}
