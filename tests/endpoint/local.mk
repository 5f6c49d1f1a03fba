# SPDX-License-Identifier: GPL-3.0-or-later
# Amazon SES on loopback; endpoint.sh says how a test uses it.
EXTRA_DIST += tests/endpoint/endpoint.sh tests/endpoint/endpoint.py \
	tests/endpoint/keys.py tests/endpoint/reads.py \
	tests/endpoint/sesapi.py tests/endpoint/smtp.py

check_PROGRAMS += tests/endpoint/ses-send
tests_endpoint_ses_send_SOURCES = tests/endpoint/ses-send.c
tests_endpoint_ses_send_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) $(LIBINTL)

check_PROGRAMS += tests/endpoint/sink
tests_endpoint_sink_SOURCES = tests/endpoint/sink.c
tests_endpoint_sink_LDADD = src/libbase.a $(CRYPTO_LIBS) $(LIBINTL)

check_PROGRAMS += tests/endpoint/fill
tests_endpoint_fill_SOURCES = tests/endpoint/fill.c
tests_endpoint_fill_LDADD = src/liboutbox.a src/libbase.a $(SQLITE_LIBS) \
	$(CRYPTO_LIBS) $(LIBINTL)

check_PROGRAMS += tests/endpoint/rules
tests_endpoint_rules_SOURCES = tests/endpoint/rules.c
tests_endpoint_rules_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) $(LIBINTL)
