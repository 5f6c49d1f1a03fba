/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that -a names. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "send/send-priv.h"

/* "FILE:TYPE": what stands behind the last colon is a type if it looks like
 * one. *type is NULL or in word; the file's name is owned. */
static char *
split(const char *word, const char **type)
{
	const char *colon = strrchr(word, ':');

	*type = colon != NULL && colon != word && mail_is_type(colon + 1) ?
	    colon + 1 : NULL;
	return *type == NULL ? er_xstrdup(word) :
	    er_xstrndup(word, (size_t)(colon - word));
}

static int
open_one(const char *word, struct er_file *file, struct mail_attachment *a,
    struct er_err *err)
{
	char *path = split(word, &a->type);
	const char *slash;
	int rc = -1;

	if (strcmp(path, "-") == 0)
		er_fail(err, ER_USAGE, _("-a takes a file: standard input is "
		    "the text"));
	else
		rc = er_file_open(path, SEND_BYTES_MAX, file, err);
	free(path);
	if (rc != 0)
		return -1;
	slash = strrchr(file->name, '/');
	a->name = slash != NULL ? slash + 1 : file->name;
	a->content = er_file_bytes(file);
	return 0;
}

int
send_attach(const struct send_settings *s, struct send_files *files,
    struct er_err *err)
{
	size_t i, bytes = 0;

	*files = (struct send_files){
		.files = er_xcalloc(s->nattach + 1, sizeof *files->files),
		.list = er_xcalloc(s->nattach + 1, sizeof *files->list)
	};
	for (i = 0; i < s->nattach; i++) {
		if (open_one(s->attach[i], &files->files[i], &files->list[i],
		    err) != 0)
			return -1;
		files->n++;
		bytes += files->list[i].content.n;
		if (bytes > SEND_BYTES_MAX) {
			er_fail(err, ER_DATA, _("the attachments have %zu "
			    "bytes; SES takes at most %d, encoded"), bytes,
			    SEND_BYTES_MAX);
			return -1;
		}
	}
	return 0;
}

void
send_files_close(struct send_files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		er_file_close(&files->files[i]);
	free(files->files);
	free(files->list);
	*files = (struct send_files){0};
}

void
send_parts_free(struct send_parts *parts)
{
	if (parts == NULL)
		return;
	mail_rope_free(&parts->rope);
	send_files_close(&parts->files);
	free(parts);
}
