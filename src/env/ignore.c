/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gitignore(5): which of its patterns is about a path. A pattern is matched
 * part by part; going back to the last '*', or to the last "**" between parts,
 * is enough, so that the time is bounded by the product of both lengths.
 */
#include "config.h"

#include <string.h>

#include "env/env-priv.h"

/* ---- one part of a path --------------------------------------------------- */

/* The length of the bracket expression at p, 0: there is none; *yes: c is in
 * it. */
static size_t
bracket(const char *p, size_t n, char c, bool *yes)
{
	bool not = n > 1 && (p[1] == '!' || p[1] == '^'), found = false;
	size_t i, first = 1 + not;

	for (i = first; i < n && (p[i] != ']' || i == first); i++) {
		if (p[i] == '\\' && i + 1 < n)
			i++;
		if (i + 2 < n && p[i + 1] == '-' && p[i + 2] != ']') {
			found |= p[i] <= c && c <= p[i + 2];
			i += 2;
		} else {
			found |= p[i] == c;
		}
	}
	*yes = found != not;
	return i < n ? i + 1 : 0;
}

/* The length of what in the pattern stands for the character c, 0: it does
 * not. */
static size_t
match_one(const char *p, size_t n, char c)
{
	size_t len;
	bool yes;

	if (n == 0)
		return 0;
	if (*p == '?')
		return 1;
	if (*p == '[' && (len = bracket(p, n, c, &yes)) > 0)
		return yes ? len : 0;
	if (*p == '\\' && n > 1)
		return p[1] == c ? 2 : 0;
	return *p == c;
}

static bool
match_part(struct er_slice pattern, struct er_slice text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0, len;

	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			from = t;
		} else if ((len = match_one(pattern.p + p, pattern.n - p,
		    text.p[t])) > 0) {
			p += len;
			t++;
		} else if (star != SIZE_MAX) {
			p = star;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

/* ---- paths ---------------------------------------------------------------- */

/* Takes the part before the next '/' off the front. */
static struct er_slice
next_part(struct er_slice *path)
{
	const char *slash = memchr(path->p, '/', path->n);
	struct er_slice part = { path->p,
	    slash != NULL ? (size_t)(slash - path->p) : path->n };
	size_t taken = part.n + (slash != NULL);

	path->p += taken;
	path->n -= taken;
	return part;
}

static bool
match_path(struct er_slice pattern, struct er_slice path)
{
	struct er_slice rest, left, after = {0}, from = {0};
	bool starred = false;

	while (path.n > 0) {
		rest = pattern;
		left = path;
		if (rest.n > 0 && er_slice_is(next_part(&rest), "**")) {
			if (rest.n == 0)
				return true;
			starred = true;
			after = pattern = rest;
			from = path;
			continue;
		}
		rest = pattern;
		if (rest.n > 0 &&
		    match_part(next_part(&rest), next_part(&left))) {
			pattern = rest;
			path = left;
		} else if (starred) {
			next_part(&from);
			pattern = after;
			path = from;
		} else {
			return false;
		}
	}
	return pattern.n == 0;
}

/* ---- lines ---------------------------------------------------------------- */

/* A line without its end and the blanks before that which are not escaped. */
static struct er_slice
trim_line(struct er_slice line)
{
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	while (line.n > 0 && line.p[line.n - 1] == ' ' &&
	    (line.n < 2 || line.p[line.n - 2] != '\\'))
		line.n--;
	return line;
}

/* 1: the line ignores the path, which begins in its base; -1: it takes it
 * back; 0: it is not about it. */
static int
match_line(struct er_slice line, const char *path, size_t n, bool directory)
{
	const char *slash;
	struct er_slice text = { path, n };
	int sign = 1;

	line = trim_line(line);
	if (line.n == 0 || *line.p == '#')
		return 0;
	if (*line.p == '!') {
		sign = -1;
		line.p++, line.n--;
	}
	if (line.n > 0 && line.p[line.n - 1] == '/') {
		if (!directory)
			return 0;
		line.n--;
	}
	slash = line.n > 0 ? memchr(line.p, '/', line.n) : NULL;
	if (slash == NULL) {	/* about the name, wherever it is */
		while (memchr(text.p, '/', text.n) != NULL)
			next_part(&text);
		return match_part(line, text) ? sign : 0;
	}
	if (slash == line.p)
		line.p++, line.n--;
	return match_path(line, text) ? sign : 0;
}

static int
match_file(const struct env_ignore *file, const char *path, size_t n,
    bool directory)
{
	size_t base = strlen(file->base);
	const char *p = file->file.p, *end = p + file->file.n, *lf;
	int said = 0, found;

	if (n <= base || memcmp(path, file->base, base) != 0)
		return 0;
	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		found = match_line((struct er_slice){ p, (size_t)(lf - p) },
		    path + base, n - base, directory);
		said = found != 0 ? found : said;
	}
	return said;
}

/* What is in an ignored directory cannot be taken back. */
bool
env_ignored(const struct env_ignore *files, size_t n, const char *path)
{
	size_t len = strcspn(path, "/"), i;
	int said;

	for (;; len += 1 + strcspn(path + len + 1, "/")) {
		said = 0;
		for (i = n; said == 0 && i-- > 0; )
			said = match_file(&files[i], path, len,
			    path[len] == '/');
		if (said > 0)
			return true;
		if (path[len] == '\0')
			return false;
	}
}
