# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libmoney.a
src_libmoney_a_SOURCES = src/money/money.h src/money/currency.c \
	src/money/parse.c src/money/print.c src/money/ratio.c
src_libmoney_a_CPPFLAGS = $(AM_CPPFLAGS) $(GMP_CFLAGS)
