# SPDX-License-Identifier: GPL-3.0-or-later
check_PROGRAMS += tests/unit/base
tests_unit_base_SOURCES = tests/unit/base.c tests/unit/unit.h
tests_unit_base_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_base_LDADD = src/libbase.a $(UNIT_LIBS)
TESTS += tests/unit/base

check_PROGRAMS += tests/unit/language
tests_unit_language_SOURCES = tests/unit/language.c tests/unit/unit.h
tests_unit_language_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_language_LDADD = src/libbase.a $(UNIT_LIBS)
TESTS += tests/unit/language

check_PROGRAMS += tests/unit/money
tests_unit_money_SOURCES = tests/unit/money.c tests/unit/unit.h
tests_unit_money_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_money_LDADD = src/libmoney.a src/libbase.a $(GMP_LIBS) \
	$(UNIT_LIBS)
TESTS += tests/unit/money

check_PROGRAMS += tests/unit/outbox
tests_unit_outbox_SOURCES = tests/unit/outbox.c tests/unit/unit.h
tests_unit_outbox_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_outbox_LDADD = src/liboutbox.a src/libbase.a $(UNIT_LIBS) \
	$(SQLITE_LIBS) $(CRYPTO_LIBS)
TESTS += tests/unit/outbox

check_PROGRAMS += tests/unit/rec
tests_unit_rec_SOURCES = tests/unit/rec.c tests/unit/unit.h
tests_unit_rec_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_rec_LDADD = src/librec.a src/libbase.a $(UNIT_LIBS)
TESTS += tests/unit/rec

check_PROGRAMS += tests/unit/aws
tests_unit_aws_SOURCES = tests/unit/aws.c tests/unit/unit.h
tests_unit_aws_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_aws_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/aws

check_PROGRAMS += tests/unit/aws-credentials
tests_unit_aws_credentials_SOURCES = tests/unit/aws-credentials.c \
	tests/unit/unit.h
tests_unit_aws_credentials_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_aws_credentials_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) \
	$(UNIT_LIBS)
TESTS += tests/unit/aws-credentials

check_PROGRAMS += tests/unit/aws-sigv4
tests_unit_aws_sigv4_SOURCES = tests/unit/aws-sigv4.c tests/unit/unit.h
tests_unit_aws_sigv4_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_aws_sigv4_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) \
	$(UNIT_LIBS)
TESTS += tests/unit/aws-sigv4

check_PROGRAMS += tests/unit/aws-vectors
tests_unit_aws_vectors_SOURCES = tests/unit/aws-vectors.c tests/unit/unit.h
tests_unit_aws_vectors_CPPFLAGS = $(UNIT_CPPFLAGS) $(JANSSON_CFLAGS)
tests_unit_aws_vectors_LDADD = src/libaws.a src/libbase.a $(AWS_LIBS) \
	$(UNIT_LIBS)
TESTS += tests/unit/aws-vectors

check_PROGRAMS += tests/unit/send
tests_unit_send_SOURCES = tests/unit/send.c tests/unit/unit.h
tests_unit_send_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_send_LDADD = src/libsend.a src/libaws.a src/liboutbox.a \
	src/librec.a src/libbase.a $(UNIT_LIBS) $(AWS_LIBS) $(SQLITE_LIBS)
TESTS += tests/unit/send

check_PROGRAMS += tests/unit/mail
tests_unit_mail_SOURCES = tests/unit/mail.c tests/unit/unit.h
tests_unit_mail_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_mail_LDADD = src/libmail.a src/libbase.a $(CRYPTO_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/mail

check_PROGRAMS += tests/unit/env
tests_unit_env_SOURCES = tests/unit/env.c tests/unit/unit.h
tests_unit_env_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_env_LDADD = src/libenv.a src/libmail.a src/librec.a src/libbase.a \
	$(UNIT_LIBS)
TESTS += tests/unit/env

check_PROGRAMS += tests/unit/readers
tests_unit_readers_SOURCES = tests/unit/readers.c tests/unit/unit.h
tests_unit_readers_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_readers_LDADD = src/libenv.a src/libmail.a src/librec.a \
	src/libbase.a $(UNIT_LIBS)
TESTS += tests/unit/readers

check_PROGRAMS += tests/unit/report
tests_unit_report_SOURCES = tests/unit/report.c tests/unit/unit.h
tests_unit_report_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_report_LDADD = src/libreport.a src/libmoney.a src/libbase.a \
	$(CMARK_LIBS) $(GMP_LIBS) $(UNISTRING_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/report

check_PROGRAMS += tests/unit/book
tests_unit_book_SOURCES = tests/unit/book.c tests/unit/unit.h
tests_unit_book_CPPFLAGS = $(UNIT_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_book_LDADD = src/libbook.a src/librec.a src/libmoney.a \
	src/libbase.a $(SQLITE_LIBS) $(GMP_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/book

check_PROGRAMS += tests/unit/message
tests_unit_message_SOURCES = tests/unit/message.c tests/unit/unit.h
tests_unit_message_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_message_LDADD = src/libmail.a src/libbase.a $(GMIME_LIBS) \
	$(CRYPTO_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/message

check_PROGRAMS += tests/unit/functions
tests_unit_functions_SOURCES = tests/unit/functions.c tests/unit/unit.h
tests_unit_functions_CPPFLAGS = $(UNIT_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_functions_LDADD = src/libbook.a src/librec.a src/libmoney.a \
	src/libbase.a $(SQLITE_LIBS) $(GMP_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/functions

check_PROGRAMS += tests/unit/expression
tests_unit_expression_SOURCES = tests/unit/expression.c tests/unit/unit.h
tests_unit_expression_CPPFLAGS = $(UNIT_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_expression_LDADD = src/libbook.a src/librec.a src/libmoney.a \
	src/libbase.a $(SQLITE_LIBS) $(GMP_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/expression
check_PROGRAMS += tests/unit/store
tests_unit_store_SOURCES = tests/unit/store.c tests/unit/unit.h
tests_unit_store_CPPFLAGS = $(UNIT_CPPFLAGS) $(SQLITE_CFLAGS)
tests_unit_store_LDADD = src/libbook.a src/librec.a src/libmoney.a \
	src/libbase.a $(SQLITE_LIBS) $(GMP_LIBS) $(UNIT_LIBS)
TESTS += tests/unit/store
