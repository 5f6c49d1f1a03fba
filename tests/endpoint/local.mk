# SPDX-License-Identifier: GPL-3.0-or-later
# Amazon SES on loopback; endpoint.sh says how a test uses it.
EXTRA_DIST += tests/endpoint/endpoint.sh tests/endpoint/endpoint.py \
	tests/endpoint/keys.py tests/endpoint/sesapi.py

check_PROGRAMS += tests/endpoint/ses-send
tests_endpoint_ses_send_SOURCES = tests/endpoint/ses-send.c
tests_endpoint_ses_send_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) $(LIBINTL)
