/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What rules, bars and sparks are drawn with. In ASCII no mark is one that a
 * mail reader makes something else of: no colon with a hyphen, which becomes a
 * face, no star, which becomes bold.
 */
#include "config.h"

#include "report/text.h"

static const struct text_marks ascii = {
	.rule = "-",
	.bar = "#",
	.from = "[", .to = "]", .off = "-", .on = "=", .zero = "|",
	.level = {"_", ".", "-", "=", "+", "%", "#"}, .levels = 6,
	.below = {"v", "V"},
	.none = "?",
};

static const struct text_marks blocks = {
	.rule = "\u2500",
	.bar = "\u2588",
	.part = {"\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a",
	    "\u2589"}, .parts = 7,
	.from = "\u251c", .to = "\u2524", .off = "\u2500", .on = "\u2588",
	.zero = "\u253c",
	.level = {"\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586",
	    "\u2587", "\u2588"}, .levels = 7,
	.below = {"\u2594", "\u2580"},
	.none = "?",
};

const struct text_marks *
text_marks_find(bool unicode)
{
	return unicode ? &blocks : &ascii;
}

void
text_marks_fill(struct er_buf *b, const char *mark, size_t n)
{
	while (n-- > 0)
		er_buf_adds(b, mark);
}
