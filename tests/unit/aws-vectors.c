/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signature Version 4 against the suite that AWS publishes. It is not ours to
 * ship: it is read from $SHARED/sigv4-vectors, and skipped without it.
 */
#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "aws/aws-priv.h"
#include "unit.h"

struct published {
	char *context, *request, *canonical, *to_sign, *signature;
	struct aws_header headers[16];
	struct aws_request wire;
	char *hash;	/* of the body, where it is a header */
};

static char *
read_text(const char *dir, const char *name)
{
	char *path = er_path_join(dir, name), *text;
	struct er_file file;
	struct er_err err = {0};

	if (er_file_open(path, 0, &file, &err) != 0)
		ck_abort_msg("%s", err.text);
	text = er_xstrndup(file.p, file.n);
	er_file_close(&file);
	free(path);
	return text;
}

/* Cuts the line at *p off; a folded header is one line. */
static char *
next_line(char **p)
{
	char *line = *p, *end = line;

	do
		end += 1 + strcspn(end + 1, "\n");
	while (*end == '\n' && end[1] == ' ');
	*p = end + (*end == '\n');
	*end = '\0';
	return line;
}

static void
parse_request(struct published *v)
{
	char *p = v->request, *line = next_line(&p), *end, *colon;

	end = strstr(line, " HTTP/1.1");
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	v->wire.method = line;
	line += strcspn(line, " ");
	*line++ = '\0';
	v->wire.path = line;
	line += strcspn(line, "?");
	if (*line == '?') {
		*line++ = '\0';
		v->wire.query = line;
	}
	while (*p != '\n' && *p != '\0') {
		line = next_line(&p);
		colon = strchr(line, ':');
		ck_assert_ptr_nonnull(colon);
		*colon = '\0';
		if (strcmp(line, "Host") == 0)
			v->wire.host = colon + 1;
		else
			v->headers[v->wire.nheaders++] =
			    (struct aws_header){ line, colon + 1 };
	}
	if (*p == '\n')
		p++;
	v->wire.body.p = p;
	v->wire.body.n = strlen(p);
	v->wire.headers = v->headers;
}

static const char *
member(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void
sign_published(struct published *v, const char *name)
{
	json_t *context = json_loads(v->context, 0, NULL);
	json_t *keys = json_object_get(context, "credentials");
	struct aws_credentials creds = {
		.key_id = er_xstrdup(member(keys, "access_key_id")),
		.secret = er_xstrdup(member(keys, "secret_access_key")) };
	struct er_buf hash = {0};
	unsigned char sum[AWS_SHA256];
	struct aws_signature s;
	struct er_err err = {0};

	/* All of the suite are of this moment: 1440938160. */
	ck_assert_str_eq(member(context, "timestamp"), "2015-08-30T12:36:00Z");
	if (member(keys, "token") != NULL &&
	    !json_is_true(json_object_get(context, "omit_session_token")))
		creds.token = er_xstrdup(member(keys, "token"));
	if (json_is_true(json_object_get(context, "sign_body"))) {
		aws_sha256(v->wire.body.p, v->wire.body.n, sum);
		aws_add_hex(&hash, sum, sizeof sum);
		v->headers[v->wire.nheaders++] = (struct aws_header){
		    "x-amz-content-sha256", hash.p };
	}
	ck_assert_int_eq(aws_sign(&v->wire, &creds, member(context, "region"),
	    member(context, "service"), 1440938160, &s, &err), 0);
	if (strcmp(s.canonical, v->canonical) != 0)
		ck_abort_msg("%s: got:\n%s\nexpected:\n%s", name, s.canonical,
		    v->canonical);
	ck_assert_str_eq(s.to_sign, v->to_sign);
	ck_assert_str_eq(strstr(s.authorization, ", Signature=") + 12,
	    v->signature);
	aws_signature_free(&s);
	aws_credentials_free(&creds);
	er_buf_free(&hash);
	json_decref(context);
}

static void
check_published(const char *root, const char *name)
{
	char *dir = er_path_join(root, name);
	struct published v = {
		.context = read_text(dir, "context.json"),
		.request = read_text(dir, "request.txt"),
		.canonical = read_text(dir, "header-canonical-request.txt"),
		.to_sign = read_text(dir, "header-string-to-sign.txt"),
		.signature = read_text(dir, "header-signature.txt"),
	};

	parse_request(&v);
	sign_published(&v, name);
	free(v.context);
	free(v.request);
	free(v.canonical);
	free(v.to_sign);
	free(v.signature);
	free(dir);
}

static char *suite_dir;
static char *cases[256];
static int ncases;

static void
list_cases(DIR *dir)
{
	struct dirent *entry;

	while ((entry = readdir(dir)) != NULL && ncases < 256)
		if (entry->d_name[0] != '.' &&
		    strcmp(entry->d_name, "README.md") != 0)
			cases[ncases++] = er_xstrdup(entry->d_name);
}

START_TEST(sign_gives_the_published_vector)
{
	check_published(suite_dir, cases[_i]);
}
END_TEST

START_TEST(all_published_vectors_are_there)
{
	ck_assert_int_ge(ncases, 27);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("aws-vectors");
	TCase *t = tcase_create("aws-vectors");
	const char *shared = getenv("SHARED");
	DIR *dir;

	suite_dir = er_path_join(shared != NULL ? shared : ".",
	    "sigv4-vectors");
	dir = opendir(suite_dir);
	if (dir == NULL) {
		puts("1..0 # SKIP AWS's vectors are not in "
		    "$SHARED/sigv4-vectors");
		return EXIT_SUCCESS;
	}
	list_cases(dir);
	closedir(dir);
	tcase_add_test(t, all_published_vectors_are_there);
	tcase_add_loop_test(t, sign_gives_the_published_vector, 0, ncases);
	suite_add_tcase(s, t);
	return unit_run(s);
}
