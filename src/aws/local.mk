# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libaws.a
src_libaws_a_SOURCES = src/aws/aws.h src/aws/aws-priv.h src/aws/client.c \
	src/aws/credentials.c src/aws/crypto.c src/aws/endpoint.c \
	src/aws/errors.c src/aws/http.c src/aws/identity.c src/aws/ses.c \
	src/aws/sigv4.c
src_libaws_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(CRYPTO_CFLAGS) \
	$(JANSSON_CFLAGS)
# What a program links that uses all of it.
AWS_LIBS = $(CURL_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS)
