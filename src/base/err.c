/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/base.h"

void
er_vfail(struct er_err *err, enum er_class cls, const char *fmt, va_list ap)
{
	struct er_buf b = {0};

	if (err == NULL || err->cls != ER_NONE)
		return;
	er_buf_vaddf(&b, fmt, ap);
	err->cls = cls;
	err->text = er_buf_steal(&b);
}

void
er_fail(struct er_err *err, enum er_class cls, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	er_vfail(err, cls, fmt, ap);
	va_end(ap);
}

void
er_err_free(struct er_err *err)
{
	free(err->text);
	err->text = NULL;
	err->cls = ER_NONE;
}
