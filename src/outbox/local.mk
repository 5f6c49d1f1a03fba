# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/liboutbox.a
src_liboutbox_a_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS) $(CRYPTO_CFLAGS)
src_liboutbox_a_SOURCES = src/outbox/outbox.h src/outbox/outbox-priv.h \
	src/outbox/archive.c src/outbox/claim.c src/outbox/content.c \
	src/outbox/db.c src/outbox/doubt.c src/outbox/hand.c \
	src/outbox/key.c src/outbox/list.c src/outbox/lock.c \
	src/outbox/log.c src/outbox/outbox.c src/outbox/pace.c \
	src/outbox/put.c \
	src/outbox/schema.c src/outbox/state.c \
	src/outbox/verify.c
