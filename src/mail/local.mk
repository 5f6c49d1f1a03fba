# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libmail.a
src_libmail_a_SOURCES = src/mail/mail.h src/mail/mail-priv.h \
	src/mail/address.c src/mail/compose.c src/mail/digest.c \
	src/mail/header.c src/mail/word.c
src_libmail_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
