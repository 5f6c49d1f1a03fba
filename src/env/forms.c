/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The findings of a check for other programs to read: JSON and TAP. Names,
 * words and their order are a contract (er-env(1)); only the sentences follow
 * the locale.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "env/env-priv.h"

enum { JSON_VERSION = 1 };

static const char *const severities[] = {
	[ER_ERROR] = "error", [ER_WARNING] = "warning", [ER_NOTE] = "note",
};

void
env_facts_add(struct env_facts *facts, const char *name, const char *fmt,
    ...)
{
	struct er_buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	er_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	facts->list = er_grow(facts->list, facts->n, &facts->cap,
	    sizeof *facts->list);
	facts->list[facts->n++] = (struct env_fact){ name,
	    er_buf_steal(&text) };
}

void
env_facts_free(struct env_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		free(facts->list[i].text);
	free(facts->list);
	*facts = (struct env_facts){0};
}

/* ---- JSON ----------------------------------------------------------------- */

/* "name":"text"; the text may be a file's name, and so not UTF-8. */
static void
add_text(struct er_buf *out, const char *name, const char *text)
{
	struct er_buf valid = {0};
	size_t n, left;
	uint32_t c;

	er_buf_addf(out, "\"%s\":", name);
	if (text == NULL) {
		er_buf_adds(out, "null");
		return;
	}
	er_buf_adds(&valid, "");
	for (left = strlen(text); left > 0; text += n, left -= n) {
		n = er_utf8_take(text, left, &c);
		if (n > 0)
			er_buf_add(&valid, text, n);
		else
			er_buf_adds(&valid, "\xef\xbf\xbd");	/* U+FFFD */
		n += n == 0;
	}
	er_buf_addjson(out, valid.p, valid.n);
	er_buf_free(&valid);
}

static void
add_place(struct er_buf *out, const char *name, size_t place)
{
	if (place > 0)
		er_buf_addf(out, ",\"%s\":%zu", name, place);
	else
		er_buf_addf(out, ",\"%s\":null", name);
}

static void
add_finding(struct er_buf *out, const struct er_diag *d)
{
	enum env_rule rule = env_rule_find(d->rule);

	er_buf_addc(out, '{');
	add_text(out, "file", d->file);
	add_place(out, "line", d->line);
	add_place(out, "column", d->line > 0 ? d->column : 0);
	er_buf_addf(out, ",\"severity\":\"%s\",", severities[d->severity]);
	add_text(out, "rule", d->rule);
	er_buf_addc(out, ',');
	add_text(out, "text", d->text);
	er_buf_addc(out, ',');
	add_text(out, "remedy",
	    rule < ENV_RULES ? _(env_rules[rule].remedy) : NULL);
	er_buf_addc(out, '}');
}

static void
add_facts(struct er_buf *out, const struct env_facts *facts)
{
	size_t i;

	er_buf_addc(out, '{');
	for (i = 0; i < facts->n; i++) {
		er_buf_adds(out, i > 0 ? "," : "");
		add_text(out, facts->list[i].name, facts->list[i].text);
	}
	er_buf_addc(out, '}');
}

void
env_report_json(const struct env_report *report, struct er_buf *out)
{
	const struct er_diags *diags = report->diags;
	size_t i;

	er_buf_addf(out, "{\"version\":%d,", JSON_VERSION);
	add_text(out, "file", report->file);
	er_buf_addf(out, ",\"ready\":%s,\"status\":%d,\"errors\":%zu,"
	    "\"warnings\":%zu,\n\"findings\":[",
	    report->status == 0 ? "true" : "false", report->status,
	    diags->errors, diags->warnings);
	for (i = 0; i < diags->n; i++) {
		er_buf_adds(out, i > 0 ? ",\n" : "\n");
		add_finding(out, &diags->list[i]);
	}
	er_buf_adds(out, "],\n\"online\":");
	if (report->facts == NULL)
		er_buf_adds(out, "null");
	else
		add_facts(out, report->facts);
	er_buf_adds(out, "}\n");
}

/* ---- TAP ------------------------------------------------------------------ */

static void
add_remarks(struct er_buf *out, const struct er_diags *diags,
    enum env_rule rule)
{
	const struct er_diag *d;
	size_t i;

	for (i = 0; i < diags->n; i++) {
		d = &diags->list[i];
		if (env_rule_find(d->rule) != rule)
			continue;
		er_buf_adds(out, "# ");
		er_buf_addclean(out, d->file, strlen(d->file), 4096);
		if (d->line > 0)
			er_buf_addf(out, ":%zu:%zu", d->line, d->column);
		er_buf_addf(out, ": %s: ", severities[d->severity]);
		er_buf_addclean(out, d->text, strlen(d->text), 4096);
		er_buf_addc(out, '\n');
	}
}

static bool
has_failed(const struct env_report *report, enum env_rule rule)
{
	const struct er_diag *d;
	size_t i;

	for (i = 0; i < report->diags->n; i++) {
		d = &report->diags->list[i];
		if (env_rule_find(d->rule) == rule && (d->severity ==
		    ER_ERROR || (report->strict && d->severity == ER_WARNING)))
			return true;
	}
	return false;
}

void
env_report_tap(const struct env_report *report, struct er_buf *out)
{
	int i;

	er_buf_addf(out, "TAP version 13\n1..%d\n", ENV_RULES + 1);
	for (i = 0; i <= ENV_RULES; i++) {
		er_buf_addf(out, "%sok %d - %s%s\n",
		    has_failed(report, (enum env_rule)i) ? "not " : "", i + 1,
		    i < ENV_RULES ? env_rules[i].id : "er-schema",
		    i >= ENV_CLIENT && i < ENV_RULES && report->facts == NULL ?
		    " # SKIP needs --online" : "");
		add_remarks(out, report->diags, (enum env_rule)i);
	}
}
