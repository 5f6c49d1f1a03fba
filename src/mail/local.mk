# SPDX-License-Identifier: GPL-3.0-or-later
# message.c and what only it calls need GMime: a program that does not call
# mail_parse() takes none of it from the archive and need not link it.
noinst_LIBRARIES += src/libmail.a
src_libmail_a_SOURCES = src/mail/mail.h src/mail/mail-priv.h \
	src/mail/address.c src/mail/attach.c src/mail/certificate.c \
	src/mail/compose.c src/mail/digest.c \
	src/mail/envelope.c src/mail/header.c src/mail/message.c \
	src/mail/rewrite.c src/mail/rope.c src/mail/scan.c src/mail/smime.c \
	src/mail/word.c
src_libmail_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS) $(GMIME_CFLAGS)
