/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "send/send-priv.h"

struct er_slice
send_field(const char *bytes, size_t n, const char *name)
{
	size_t length = strlen(name), at = 0, end;
	bool found = false;

	for (; at < n && bytes[at] != '\n' && bytes[at] != '\r'; at = end) {
		found = n - at > length && bytes[at + length] == ':' &&
		    strncasecmp(bytes + at, name, length) == 0;
		/* to the end of its last folded line */
		for (end = at; end < n; ) {
			while (end < n && bytes[end++] != '\n')
				;
			if (end < n && bytes[end] != ' ' && bytes[end] != '\t')
				break;
		}
		if (found)
			break;
	}
	if (!found)
		return (struct er_slice){0};
	at += length + 1;
	return er_slice_trim((struct er_slice){ bytes + at, end - at });
}

void
send_add_content(struct er_buf *b, const struct er_bytes *bytes)
{
	if (bytes->n > 0 &&
	    !er_bytes_read(bytes, 0, er_buf_extend(b, bytes->n), bytes->n))
		er_buf_trim(b, b->n - bytes->n);
}
