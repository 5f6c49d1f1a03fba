/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file as another program reads it, and what the grammars share. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

const char *const env_reader_names[ENV_READERS] = {
	[ENV_SH] = "sh", [ENV_SYSTEMD] = "systemd", [ENV_DOCKER] = "docker",
	[ENV_COMPOSE] = "compose", [ENV_DOTENV] = "dotenv",
};

static const struct env_grammar *const grammars[ENV_READERS] = {
	[ENV_SH] = &env_sh, [ENV_SYSTEMD] = &env_systemd,
	[ENV_DOCKER] = &env_docker, [ENV_COMPOSE] = &env_compose,
	[ENV_DOTENV] = &env_dotenv,
};

/* Text as JavaScript decodes it, when it is not all UTF-8. */
static void
decode(const char *p, size_t n, struct er_buf *out)
{
	size_t good;

	/* All the room at once: a buffer that moves leaves copies behind. */
	er_buf_fill(out, ' ', n * 3);
	er_buf_trim(out, 0);
	while (n > 0) {
		good = er_utf8_check(p, n);
		er_buf_add(out, p, good);
		if (good < n) {
			er_buf_adds(out, "\xef\xbf\xbd");
			good++;
		}
		p += good;
		n -= good;
	}
}

void
env_reading_make(const char *text, size_t n, enum env_reader reader,
    struct env_reading *reading)
{
	struct env_scan scan = {
		.text = text, .n = n, .line = 1, .set = &reading->set,
		.reading = reading,
	};
	const struct env_grammar *grammar = grammars[reader];
	struct er_buf decoded = {0};

	if (reader == ENV_DOTENV && er_utf8_check(text, n) < n) {
		decode(text, n, &decoded);
		scan.text = decoded.p;
		scan.n = decoded.n;
	}
	env_set_begin(&reading->set, scan.n, grammar->expands);
	while (grammar->next(&scan) && !reading->set.full)
		continue;
	if (reading->set.full)
		env_lose(&scan, scan.at, N_("its values expand to more than "
		    "er-env follows"));
	if (reading->refused > 0)
		reading->set.n = 0;
	env_set_end(&reading->set);
	er_buf_wipe(&decoded);
}

void
env_reading_free(struct env_reading *reading)
{
	env_free(&reading->set);
	free(reading->events);
	*reading = (struct env_reading){0};
}

bool
env_refuse(struct env_scan *scan, size_t at, const char *why)
{
	struct env_scan again = { .text = scan->text, .line = 1 };
	size_t column;

	if (scan->reading->refused == 0) {
		env_place(&again, at, &scan->reading->refused, &column);
		scan->reading->why = why;
	}
	scan->at = scan->n;
	return false;
}

bool
env_lose(struct env_scan *scan, size_t at, const char *why)
{
	scan->reading->lost = scan->reading->refused == 0;
	return env_refuse(scan, at, why);
}

void
env_event(struct env_scan *scan, enum env_event_kind kind, size_t at)
{
	struct env_reading *r = scan->reading;
	size_t i, line, column;

	env_place(scan, at, &line, &column);
	for (i = r->n; i > 0 && r->events[i - 1].line == line; i--)
		if (r->events[i - 1].kind == kind)
			return;
	r->events = er_grow(r->events, r->n, &r->cap, sizeof *r->events);
	r->events[r->n++] = (struct env_event){ kind, line };
}

bool
env_is_name_char(char c, bool first)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	    (!first && c >= '0' && c <= '9');
}

size_t
env_unicode_space(const char *p, size_t n)
{
	/* U+0085, U+00A0, U+1680, U+2000..200A, 2028, 2029, 202F, 205F, 3000 */
	static const char *const spaces[] = {
		"\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8",
		"\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
	};
	size_t i, len;

	if (n > 0 && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
		return 1;
	if (n > 2 && memcmp(p, "\xe2\x80", 2) == 0 &&
	    (unsigned char)p[2] >= 0x80 && (unsigned char)p[2] <= 0x8a)
		return 3;
	for (i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		len = strlen(spaces[i]);
		if (n >= len && memcmp(p, spaces[i], len) == 0)
			return len;
	}
	return 0;
}
