/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "report/text.h"

/* Text is UTF-8 whatever the locale; doc_clean() saw to it. */
static const char encoding[] = "UTF-8";

/* The character at p: its bytes and columns. */
static size_t
measure(const char *p, size_t n, size_t *columns)
{
	ucs4_t c;
	int used = u8_mbtouc(&c, (const uint8_t *)p, n);
	int width = uc_width(c, encoding);

	*columns = width > 0 ? (size_t)width : 0;
	if (c == DOC_MARK)
		*columns = 2;		/* " [" */
	else if (c == DOC_MARK_END)
		*columns = 1;
	return (size_t)used;
}

size_t
text_width(const char *p, size_t n)
{
	size_t width = 0, columns, i;

	for (i = 0; i < n; width += columns)
		i += measure(p + i, n - i, &columns);
	return width;
}

/* May a line end between words only, or also inside one (centaur.example,
 * two-year)? The latter where the former does not fit. */
enum { BETWEEN = 1, INSIDE };

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

bool
text_joins_unit(const char *p, size_t n, size_t i)
{
	if (p[i] == '%')
		return true;
	return i >= 4 && i < n && ((p[i] >= '0' && p[i] <= '9') ||
	    p[i] == '-') && is_upper(p[i - 2]) && is_upper(p[i - 3]) &&
	    is_upper(p[i - 4]) && (i == 4 || p[i - 5] == ' ');
}

/* For each byte: 0, or how a line may end before it. */
static char *
find_breaks(const char *p, size_t n)
{
	char *breaks = er_xmalloc(n + 1);
	bool mark = false;
	size_t i;

	u8_possible_linebreaks((const uint8_t *)p, n, encoding, breaks);
	for (i = 0; i < n; i++) {
		mark = p[i] == DOC_MARK || (mark && p[i - 1] != DOC_MARK_END);
		if (i == 0 || mark || breaks[i] == UC_BREAK_PROHIBITED ||
		    breaks[i] == UC_BREAK_UNDEFINED)
			breaks[i] = 0;
		else if (p[i - 1] == ' ')
			breaks[i] = text_joins_unit(p, n, i) ? 0 : BETWEEN;
		else	/* scripts without blanks have their own rules */
			breaks[i] = (p[i - 1] & 0x80) != 0 ? BETWEEN : INSIDE;
	}
	return breaks;
}

size_t
text_widest_word(const char *p, size_t n)
{
	char *breaks = find_breaks(p, n);
	size_t widest = 0, width = 0, columns, i, used;

	for (i = 0; i < n; i += used) {
		used = measure(p + i, n - i, &columns);
		if (breaks[i] == BETWEEN)
			width = 0;
		if (p[i] == ' ')
			columns = 0;	/* may hang over the end */
		width += columns;
		if (width > widest)
			widest = width;
	}
	free(breaks);
	return widest;
}

static void
add_line(struct text_lines *lines, const char *p, size_t from, size_t to)
{
	while (to > from && (p[to - 1] == ' ' || p[to - 1] == '\n'))
		to--;
	lines->list = er_grow(lines->list, lines->n, &lines->cap,
	    sizeof *lines->list);
	lines->list[lines->n].p = p + from;
	lines->list[lines->n++].n = to - from;
}

/* Where the line that begins at `from` ends: between words, else where a word
 * may be parted, else anywhere. */
static size_t
line_end(const char *p, const char *breaks, size_t from, size_t n,
    size_t width)
{
	size_t last[3] = {0, from, from};	/* by kind of break */
	size_t used, columns, at = 0, i;

	for (i = from; i < n; i += used) {
		if (i > from && p[i - 1] == '\n')
			return i;
		if (i > from)
			last[(int)breaks[i]] = i;
		used = measure(p + i, n - i, &columns);
		at += columns;
		if (at <= width || p[i] == ' ')
			continue;
		if (last[BETWEEN] > from)
			return last[BETWEEN];
		if (last[INSIDE] > from)
			return last[INSIDE];
		return i > from ? i : i + used;
	}
	return n;
}

void
text_wrap(const char *p, size_t n, size_t width, struct text_lines *lines)
{
	char *breaks = find_breaks(p, n);
	size_t from = 0, to;

	lines->n = 0;
	do {
		to = line_end(p, breaks, from, n, width);
		add_line(lines, p, from, to);
		from = to;
		while (from < n && p[from] == ' ')
			from++;
	} while (from < n);
	free(breaks);
}
