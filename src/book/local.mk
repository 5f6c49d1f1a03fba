# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libbook.a
src_libbook_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
src_libbook_a_SOURCES = \
	src/book/age.c \
	src/book/aggregates.c \
	src/book/book-priv.h \
	src/book/book.c \
	src/book/book.h \
	src/book/catalog.c \
	src/book/compile.c \
	src/book/compiled.c \
	src/book/concentration.c \
	src/book/constraint.c \
	src/book/dated.c \
	src/book/dbfile.c \
	src/book/dbopen.c \
	src/book/describe.c \
	src/book/evaluate.c \
	src/book/expression.c \
	src/book/expression.h \
	src/book/functions.c \
	src/book/functions.h \
	src/book/index.c \
	src/book/kind.c \
	src/book/level.c \
	src/book/load.c \
	src/book/mix.c \
	src/book/moment.c \
	src/book/number.c \
	src/book/owner.c \
	src/book/paths.c \
	src/book/pattern.c \
	src/book/query.c \
	src/book/read.c \
	src/book/records.c \
	src/book/sandbox.c \
	src/book/schema.c \
	src/book/sources.c \
	src/book/store.c \
	src/book/store.h \
	src/book/store-order.c \
	src/book/survey.c \
	src/book/tables.c \
	src/book/this.c \
	src/book/type.c \
	src/book/units.c \
	src/book/validate.c \
	src/book/value.c \
	src/book/views.c \
	src/book/vfs.c \
	src/book/vtable.c \
	src/book/words.c
