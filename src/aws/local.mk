# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libaws.a
src_libaws_a_SOURCES = src/aws/aws.h src/aws/aws-priv.h
src_libaws_a_SOURCES += src/aws/client.c
src_libaws_a_SOURCES += src/aws/credentials.c
src_libaws_a_SOURCES += src/aws/crypto.c
src_libaws_a_SOURCES += src/aws/endpoint.c
src_libaws_a_SOURCES += src/aws/errors.c
src_libaws_a_SOURCES += src/aws/http.c
src_libaws_a_SOURCES += src/aws/identity.c
src_libaws_a_SOURCES += src/aws/ini.c
src_libaws_a_SOURCES += src/aws/keys.c
src_libaws_a_SOURCES += src/aws/process.c
src_libaws_a_SOURCES += src/aws/profile.c
src_libaws_a_SOURCES += src/aws/ses.c
src_libaws_a_SOURCES += src/aws/signed.c
src_libaws_a_SOURCES += src/aws/sigv4.c
src_libaws_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(CRYPTO_CFLAGS) \
	$(JANSSON_CFLAGS)
# What a program links that uses all of it.
AWS_LIBS = $(CURL_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS)
