# SPDX-License-Identifier: GPL-3.0-or-later
CLI_TESTS =
CLI_TESTS += tests/cli/aws-endpoint.t
CLI_TESTS += tests/cli/aws-hostile.t
TESTS += $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS)

# Prints views of a book: for the tests of the finance views.
check_PROGRAMS += tests/finance/dump
tests_finance_dump_SOURCES = tests/finance/dump.c
tests_finance_dump_LDADD = src/libbook.a src/librec.a src/libmoney.a \
	src/libbase.a $(SQLITE_LIBS) $(GMP_LIBS) $(LIBINTL)
