# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += src/libaws.a
src_libaws_a_SOURCES = src/aws/aws.h src/aws/aws-priv.h
src_libaws_a_SOURCES += src/aws/account.c
src_libaws_a_SOURCES += src/aws/ask.c
src_libaws_a_SOURCES += src/aws/body.c
src_libaws_a_SOURCES += src/aws/caller.c
src_libaws_a_SOURCES += src/aws/client.c
src_libaws_a_SOURCES += src/aws/container.c
src_libaws_a_SOURCES += src/aws/credentials.c
src_libaws_a_SOURCES += src/aws/crypto.c
src_libaws_a_SOURCES += src/aws/endpoint.c
src_libaws_a_SOURCES += src/aws/errors.c
src_libaws_a_SOURCES += src/aws/http.c
src_libaws_a_SOURCES += src/aws/identity.c
src_libaws_a_SOURCES += src/aws/imds.c
src_libaws_a_SOURCES += src/aws/ini.c
src_libaws_a_SOURCES += src/aws/keys.c
src_libaws_a_SOURCES += src/aws/near.c
src_libaws_a_SOURCES += src/aws/process.c
src_libaws_a_SOURCES += src/aws/profile.c
src_libaws_a_SOURCES += src/aws/role.c
src_libaws_a_SOURCES += src/aws/ses.c
src_libaws_a_SOURCES += src/aws/signed.c
src_libaws_a_SOURCES += src/aws/sigv4.c
src_libaws_a_SOURCES += src/aws/smtp-password.c
src_libaws_a_SOURCES += src/aws/smtp.c
src_libaws_a_SOURCES += src/aws/sso.c
src_libaws_a_SOURCES += src/aws/sts.c
src_libaws_a_SOURCES += src/aws/url.c
src_libaws_a_SOURCES += src/aws/web.c
src_libaws_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(CRYPTO_CFLAGS) \
	$(JANSSON_CFLAGS)
# What a program links that uses all of it.
AWS_LIBS = $(CURL_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS)
