/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/i18n.h"

static const char *const severity_names[] = {
	[ER_ERROR] = N_("error"),
	[ER_WARNING] = N_("warning"),
	[ER_NOTE] = N_("note"),
};

void
er_diag_add(struct er_diags *diags, enum er_severity severity,
    const char *file, size_t line, size_t column, const char *rule,
    const char *fmt, ...)
{
	struct er_diag *d;
	struct er_buf b = {0};
	va_list ap;

	if (severity == ER_ERROR)
		diags->errors++;
	else if (severity == ER_WARNING)
		diags->warnings++;
	if (diags->n >= ER_DIAGS_MAX)
		return;
	diags->list = er_grow(diags->list, diags->n, &diags->cap,
	    sizeof *diags->list);
	d = &diags->list[diags->n++];
	va_start(ap, fmt);
	er_buf_vaddf(&b, fmt, ap);
	va_end(ap);
	d->severity = severity;
	d->file = er_xstrdup(file);
	d->line = line;
	d->column = column;
	d->rule = rule;
	d->text = er_buf_steal(&b);
}

/* The order in which a file was first seen; quadratic only in files. */
static size_t
file_rank(const struct er_diags *diags, const char *file)
{
	size_t i;

	for (i = 0; i < diags->n; i++)
		if (strcmp(diags->list[i].file, file) == 0)
			return i;
	return i;
}

struct ranked {
	struct er_diag diag;
	size_t rank, order;
};

static int
compare(const void *va, const void *vb)
{
	const struct ranked *a = va, *b = vb;

#define BY(field) if (a->field != b->field) return a->field < b->field ? -1 : 1
	BY(rank);
	BY(diag.line);
	BY(diag.column);
	BY(order);
#undef BY
	return 0;
}

void
er_diags_sort(struct er_diags *diags)
{
	struct ranked *r = er_xcalloc(diags->n + 1, sizeof *r);
	size_t i;

	for (i = 0; i < diags->n; i++) {
		r[i].diag = diags->list[i];
		r[i].rank = file_rank(diags, diags->list[i].file);
		r[i].order = i;
	}
	qsort(r, diags->n, sizeof *r, compare);
	for (i = 0; i < diags->n; i++)
		diags->list[i] = r[i].diag;
	free(r);
}

/* ECMA-48 (SGR): bold red, magenta, cyan. */
static const char *const severity_colours[] = {
	[ER_ERROR] = "\033[1;31m",
	[ER_WARNING] = "\033[1;35m",
	[ER_NOTE] = "\033[1;36m",
};

static void
print_one(const struct er_diag *d, bool colour, FILE *to)
{
	struct er_buf b = {0};

	er_buf_addclean(&b, d->file, strlen(d->file), 4096);
	if (d->line > 0)
		er_buf_addf(&b, ":%zu", d->line);
	if (d->line > 0 && d->column > 0)
		er_buf_addf(&b, ":%zu", d->column);
	er_buf_addf(&b, ": %s%s:%s ",
	    colour ? severity_colours[d->severity] : "",
	    _(severity_names[d->severity]), colour ? "\033[0m" : "");
	er_buf_addclean(&b, d->text, strlen(d->text), 4096);
	if (d->rule != NULL)
		er_buf_addf(&b, " [%s]", d->rule);
	fprintf(to, "%s\n", b.p);
	er_buf_free(&b);
}

void
er_diags_print(const struct er_diags *diags, FILE *to)
{
	size_t i, all = diags->errors + diags->warnings;

	for (i = 0; i < diags->n; i++)
		print_one(&diags->list[i], diags->colour, to);
	if (diags->n == ER_DIAGS_MAX && all > diags->n)
		fprintf(to, ngettext("... and %zu more\n",
		    "... and %zu more\n", all - diags->n), all - diags->n);
}

void
er_diags_free(struct er_diags *diags)
{
	size_t i;

	for (i = 0; i < diags->n; i++) {
		free(diags->list[i].file);
		free(diags->list[i].text);
	}
	free(diags->list);
	*diags = (struct er_diags){0};
}
