/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What er-env has found, told to people or to programs. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "er-env.h"

extern char **environ;

void
print_buf(struct er_buf *out)
{
	if (out->n > 0)
		fwrite(out->p, 1, out->n, stdout);
	er_buf_free(out);
}

/* https://no-color.org: any value but an empty one forbids it. */
static bool
wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0 && isatty(STDERR_FILENO);
}

void
print_findings(struct er_diags *diags)
{
	char *errors = er_xasprintf(ngettext("%zu error", "%zu errors",
	    diags->errors), diags->errors);
	char *warnings = er_xasprintf(ngettext("%zu warning", "%zu warnings",
	    diags->warnings), diags->warnings);

	diags->colour = wants_colour();
	er_diags_print(diags, stderr);
	if (diags->errors > 0 && diags->warnings > 0)
		/* TRANSLATORS: "2 errors" and "1 warning" */
		er_warn(_("%s, %s"), errors, warnings);
	else if (diags->errors > 0 || diags->warnings > 0)
		er_warn("%s", diags->errors > 0 ? errors : warnings);
	free(errors);
	free(warnings);
}

/* What a check says of a file beside what holds for any environment. */
static void
check_file(const struct env_options *opt, struct work *work)
{
	struct env_set own = {0};

	env_check_readers(opt->file, work->text.p, work->text.n, opt->chosen,
	    &work->diags);
	if (opt->style)
		env_check_style(&work->text, &work->set, &work->diags);
	if ((opt->chosen & 1U << ENV_DOTENV) != 0) {
		env_take(environ, &own);
		env_check_shadows(&work->set, &own, work->contract,
		    &work->diags);
		env_free(&own);
	}
}

void
find_faults(const struct env_options *opt, struct work *work)
{
	const struct env_user user = {
		.id = geteuid(), .home = getenv("HOME"),
		.config = getenv("XDG_CONFIG_HOME"),
	};

	env_check(&work->set, work->contract, &work->diags);
	env_check_place(&work->set, work->contract, &user, &work->diags);
	if (opt->command == CHECK && opt->file != NULL)
		check_file(opt, work);
}

/* What AWS said, below the line that all is well. */
static void
print_facts(const struct env_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		printf("  %-11s %s\n", facts->list[i].name,
		    facts->list[i].text);
}

/* For people: what is wrong, else that it is ready. */
static void
print_text(const struct env_options *opt, struct work *work,
    const struct env_facts *facts, int status)
{
	struct er_buf line = {0};

	if (status != 0 || !opt->quiet)
		print_findings(&work->diags);
	if (status != 0 || opt->quiet)
		return;
	env_summary(&work->set, work->contract, &line);
	printf("%s: %s\n", opt->file != NULL ? opt->file : _("environment"),
	    line.p);
	er_buf_free(&line);
	if (facts != NULL)
		print_facts(facts);
}

int
tell_check(const struct env_options *opt, struct work *work,
    const struct env_facts *facts)
{
	int status = (int)env_verdict(&work->diags, opt->strict);
	const struct env_report report = {
		.facts = facts,
		.file = opt->file, .diags = &work->diags, .status = status,
		.strict = opt->strict,
	};
	struct er_buf out = {0};

	switch (opt->form) {
	case FORM_JSON:
		env_report_json(&report, &out);
		break;
	case FORM_TAP:
		env_report_tap(&report, &out);
		break;
	default:
		print_text(opt, work, facts, status);
	}
	print_buf(&out);
	return status;
}
