# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libsend.a
src_libsend_a_SOURCES = src/send/send.h src/send/send-priv.h \
	src/send/smtp.h \
	src/send/allow.c src/send/attach.c src/send/claim.c src/send/clock.c \
	src/send/compose.c src/send/expiry.c src/send/extras.c \
	src/send/flow.c src/send/flush.c src/send/maildir.c \
	src/send/pace.c src/send/prepare.c src/send/protect.c \
	src/send/reconcile.c src/send/retry.c src/send/ses.c src/send/session.c \
	src/send/settings.c src/send/show.c src/send/smtp.c \
	src/send/smtp-wire.c src/send/submit.c src/send/transport.c \
	src/send/verdict.c src/send/wire.c
src_libsend_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
