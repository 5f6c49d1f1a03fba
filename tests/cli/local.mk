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
CLI_TESTS += tests/cli/er-env-check.t
CLI_TESTS += tests/cli/er-env-rules.t
CLI_TESTS += tests/cli/er-env-run.t
EXTRA_DIST += tests/data/env/expected.txt
EXTRA_DIST += tests/data/env/er-alias.env
EXTRA_DIST += tests/data/env/er-blank.env
EXTRA_DIST += tests/data/env/er-duplicated-key.env
EXTRA_DIST += tests/data/env/er-empty.env
EXTRA_DIST += tests/data/env/er-example-key.env
EXTRA_DIST += tests/data/env/er-hash-cuts-value.env
EXTRA_DIST += tests/data/env/er-joined-lines.env
EXTRA_DIST += tests/data/env/er-key-shape.env
EXTRA_DIST += tests/data/env/er-key-without-value.env
EXTRA_DIST += tests/data/env/er-keys-swapped.env
EXTRA_DIST += tests/data/env/er-malformed.env
EXTRA_DIST += tests/data/env/er-missing.env
EXTRA_DIST += tests/data/env/er-near-miss.env
EXTRA_DIST += tests/data/env/er-not-an-assignment.env
EXTRA_DIST += tests/data/env/er-not-expanded.env
EXTRA_DIST += tests/data/env/er-placeholder.env
EXTRA_DIST += tests/data/env/er-profile-ignored.env
EXTRA_DIST += tests/data/env/er-quotes-kept.env
EXTRA_DIST += tests/data/env/er-region-unknown.env
EXTRA_DIST += tests/data/env/er-region-without-ses.env
EXTRA_DIST += tests/data/env/er-region.env
EXTRA_DIST += tests/data/env/er-regions-differ.env
EXTRA_DIST += tests/data/env/er-runaway-quote.env
EXTRA_DIST += tests/data/env/er-smtp-password.env
EXTRA_DIST += tests/data/env/er-stale-token.env
EXTRA_DIST += tests/data/env/er-text-after-quote.env
EXTRA_DIST += tests/data/env/er-unclosed-quote.env
EXTRA_DIST += tests/data/env/er-unknown.env
EXTRA_DIST += tests/data/env/good.env
CLI_TESTS += tests/cli/roles.t
CLI_TESTS += tests/cli/example-book.t
