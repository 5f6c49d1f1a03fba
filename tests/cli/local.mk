# SPDX-License-Identifier: GPL-3.0-or-later
CLI_TESTS =
CLI_TESTS += tests/cli/aws-endpoint.t
CLI_TESTS += tests/cli/aws-hostile.t
CLI_TESTS += tests/cli/aws-machine.t
CLI_TESTS += tests/cli/aws-process.t
CLI_TESTS += tests/cli/aws-profile.t
CLI_TESTS += tests/cli/aws-role.t
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
CLI_TESTS += tests/cli/er-env-diff.t
CLI_TESTS += tests/cli/er-env-readers.t

# Shows what a reader makes of texts: for comparisons with the real one.
check_PROGRAMS += tests/env/read
tests_env_read_SOURCES = tests/env/read.c
tests_env_read_LDADD = src/libenv.a src/libmail.a src/librec.a \
	src/libbase.a $(LIBINTL)
EXTRA_DIST += tests/env/witness.py
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
EXTRA_DIST += tests/data/env/er-readers-differ.env
EXTRA_DIST += tests/data/env/er-runaway-quote.env
EXTRA_DIST += tests/data/env/er-smtp-password.env
EXTRA_DIST += tests/data/env/er-stale-token.env
EXTRA_DIST += tests/data/env/er-text-after-quote.env
EXTRA_DIST += tests/data/env/er-unclosed-quote.env
EXTRA_DIST += tests/data/env/er-unknown.env
EXTRA_DIST += tests/data/env/good.env
CLI_TESTS += tests/cli/roles.t
CLI_TESTS += tests/cli/example-book.t
CLI_TESTS += tests/cli/er-gen-due.t
CLI_TESTS += tests/cli/er-gen-faults.t
CLI_TESTS += tests/cli/er-gen-html.t
CLI_TESTS += tests/cli/er-gen-json.t
CLI_TESTS += tests/cli/er-gen-linear.t
CLI_TESTS += tests/cli/er-gen-mail.t
CLI_TESTS += tests/cli/er-gen-manual.t
CLI_TESTS += tests/cli/er-gen-markdown.t
CLI_TESTS += tests/cli/er-gen-report.t
CLI_TESTS += tests/cli/er-gen-roles.t
CLI_TESTS += tests/cli/er-gen-since.t
CLI_TESTS += tests/cli/er-gen-why.t
EXTRA_DIST += tests/data/report/all.header
EXTRA_DIST += tests/data/report/all.txt
EXTRA_DIST += tests/data/report/book/book.rec
EXTRA_DIST += tests/data/report/book/roles/all.md
EXTRA_DIST += tests/data/report/book/roles/daily.md
EXTRA_DIST += tests/data/report/book/roles/south.md
EXTRA_DIST += tests/data/report/book/roles/stale.md
EXTRA_DIST += tests/data/report/faulty.err
EXTRA_DIST += tests/data/report/roles/faulty.md
EXTRA_DIST += tests/data/report/roles/hostile.md
EXTRA_DIST += tests/data/report/roles/parameter.md
EXTRA_DIST += tests/data/report/roles/sql.md
EXTRA_DIST += tests/data/report/sql.err
EXTRA_DIST += tests/report/check-html.py
EXTRA_DIST += tests/report/measure.html
EXTRA_DIST += tests/report/check-json.py
EXTRA_DIST += tests/report/check-markdown.py
EXTRA_DIST += tests/report/moved.py
CLI_TESTS += tests/cli/book-faults.t
CLI_TESTS += tests/cli/book-manual.t
CLI_TESTS += tests/cli/finance.t tests/cli/finance-oracle.t
EXTRA_DIST += tests/finance/model.py tests/finance/oracle.py \
	tests/finance/plans.py \
	tests/finance/trade.py tests/finance/compare.py
CLI_TESTS += tests/cli/er-sesmail-again.t
CLI_TESTS += tests/cli/er-sesmail-attach.t
CLI_TESTS += tests/cli/er-sesmail-bad.t
CLI_TESTS += tests/cli/er-sesmail-expiry.t
CLI_TESTS += tests/cli/er-sesmail-killed.t
CLI_TESTS += tests/cli/er-sesmail-maildir.t
CLI_TESTS += tests/cli/er-sesmail-manual.t
CLI_TESTS += tests/cli/er-sesmail-message.t
CLI_TESTS += tests/cli/er-sesmail-reconcile.t
CLI_TESTS += tests/cli/er-sesmail-sendmail.t
CLI_TESTS += tests/cli/er-sesmail-ses.t

# Shows what the mail room makes of a message: for comparisons.
check_PROGRAMS += tests/mail/show
tests_mail_show_SOURCES = tests/mail/show.c
tests_mail_show_LDADD = src/libmail.a src/libbase.a $(GMIME_LIBS) \
	$(CRYPTO_LIBS) $(LIBINTL)
CLI_TESTS += tests/cli/mail-python.t
EXTRA_DIST += tests/mail/compare.py
CLI_TESTS += tests/cli/bad-input.t
CLI_TESTS += tests/cli/manual.t
CLI_TESTS += tests/cli/source.t
CLI_TESTS += tests/cli/pipe.t
CLI_TESTS += tests/cli/data-files.t
