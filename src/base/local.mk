# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libbase.a
src_libbase_a_SOURCES = src/base/base.h src/base/i18n.h src/base/buf.c \
	src/base/catalogue.c src/base/confine.c src/base/data.c \
	src/base/date.c src/base/diag.c src/base/err.c src/base/file.c src/base/init.c src/base/limit.c \
	src/base/mem.c src/base/near.c src/base/notation.c \
	src/base/option.c src/base/plural.c src/base/utf8.c src/base/words.c
