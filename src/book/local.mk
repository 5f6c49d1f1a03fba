# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libbook.a
src_libbook_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
src_libbook_a_SOURCES = src/book/book.h src/book/book-priv.h \
	src/book/functions.h src/book/aggregates.c src/book/functions.c
