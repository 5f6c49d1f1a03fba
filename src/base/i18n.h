/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks for translation: _() now, N_() for tables translated when printed. */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include "config.h"

#if ENABLE_NLS
#include <libintl.h>
#define _(text) gettext(text)
#else
#define _(text) (text)
#define ngettext(one, many, n) ((n) == 1 ? (one) : (many))
#endif
#define N_(text) text

#endif
