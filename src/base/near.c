/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/base.h"

enum { NAME_MAX_LEN = 128 };	/* longer names are never near */

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The optimal string alignment distance: three rows of its table. */
size_t
er_edit_distance(const char *a, const char *b, size_t max)
{
	size_t rows[3][NAME_MAX_LEN + 1];
	size_t na = strlen(a), nb = strlen(b), i, j, cost;
	size_t *two = rows[0], *one = rows[1], *now = rows[2], *free_row;

	if (na > NAME_MAX_LEN || nb > NAME_MAX_LEN ||
	    (na > nb ? na - nb : nb - na) > max)
		return max + 1;
#define SAME(x, y) (toupper((unsigned char)(x)) == toupper((unsigned char)(y)))
	for (j = 0; j <= nb; j++)
		one[j] = j;
	for (i = 1; i <= na; i++) {
		now[0] = i;
		for (j = 1; j <= nb; j++) {
			cost = SAME(a[i - 1], b[j - 1]) ? 0 : 1;
			now[j] = least(least(one[j] + 1, now[j - 1] + 1),
			    one[j - 1] + cost);
			if (i > 1 && j > 1 && SAME(a[i - 1], b[j - 2]) &&
			    SAME(a[i - 2], b[j - 1]))
				now[j] = least(now[j], two[j - 2] + 1);
		}
		free_row = two;
		two = one;
		one = now;
		now = free_row;
	}
#undef SAME
	return least(one[nb], max + 1);
}
