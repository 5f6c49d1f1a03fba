# SPDX-License-Identifier: GPL-3.0-or-later
CLI_TESTS = \
	tests/cli/aws-endpoint.t \
	tests/cli/aws-hostile.t \
	tests/cli/aws-machine.t \
	tests/cli/aws-process.t \
	tests/cli/aws-profile.t \
	tests/cli/aws-role.t \
	tests/cli/bad-input.t \
	tests/cli/book-csv.t \
	tests/cli/book-database.t \
	tests/cli/book-faults.t \
	tests/cli/data-files.t \
	tests/cli/er-book-age.t \
	tests/cli/er-book.t \
	tests/cli/er-env-broken.t \
	tests/cli/er-env-check.t \
	tests/cli/er-env-deliver.t \
	tests/cli/er-env-diff.t \
	tests/cli/er-env-fix.t \
	tests/cli/er-env-format.t \
	tests/cli/er-env-online.t \
	tests/cli/er-env-place.t \
	tests/cli/er-env-policy.t \
	tests/cli/er-env-readers.t \
	tests/cli/er-env-rules.t \
	tests/cli/er-env-run.t \
	tests/cli/er-env-schema.t \
	tests/cli/er-env-style.t \
	tests/cli/er-gen-cite.t \
	tests/cli/er-gen-compile.t \
	tests/cli/er-gen-confined.t \
	tests/cli/er-gen-due.t \
	tests/cli/er-gen-faults.t \
	tests/cli/er-gen-forms.t \
	tests/cli/er-gen-html.t \
	tests/cli/er-gen-json.t \
	tests/cli/er-gen-lang.t \
	tests/cli/er-gen-lineage.t \
	tests/cli/er-gen-linear.t \
	tests/cli/er-gen-links.t \
	tests/cli/er-gen-mail.t \
	tests/cli/er-gen-markdown.t \
	tests/cli/er-gen-report.t \
	tests/cli/er-gen-roles.t \
	tests/cli/er-gen-sandbox.t \
	tests/cli/er-gen-since.t \
	tests/cli/er-gen-size.t \
	tests/cli/er-gen-stale.t \
	tests/cli/er-gen-views.t \
	tests/cli/er-gen-tables.t tests/cli/er-gen-why.t \
	tests/cli/er-role.t \
	tests/cli/er-sesmail-again.t \
	tests/cli/er-sesmail-attach.t \
	tests/cli/er-sesmail-bad.t \
	tests/cli/er-sesmail-expiry.t \
	tests/cli/er-sesmail-extras.t \
	tests/cli/er-sesmail-flush.t \
	tests/cli/er-sesmail-keys.t \
	tests/cli/er-sesmail-killed.t \
	tests/cli/er-sesmail-log.t \
	tests/cli/er-sesmail-maildir.t \
	tests/cli/er-sesmail-message.t \
	tests/cli/er-sesmail-power.t \
	tests/cli/er-sesmail-rate.t \
	tests/cli/er-sesmail-reconcile.t \
	tests/cli/er-sesmail-script.t \
	tests/cli/er-sesmail-sendmail.t \
	tests/cli/er-sesmail-ses.t \
	tests/cli/er-sesmail-smime.t \
	tests/cli/er-sesmail-smtp.t \
	tests/cli/er-sesmail-states.t \
	tests/cli/example-book.t \
	tests/cli/finance-oracle.t \
	tests/cli/finance-views.t \
	tests/cli/finance.t \
	tests/cli/languages.t \
	tests/cli/mail-python.t \
	tests/cli/manual.t \
	tests/cli/pipe.t \
	tests/cli/recutils.t \
	tests/cli/roles.t \
	tests/cli/source.t
TESTS += $(CLI_TESTS)

# What they read and compare with; directories are taken whole.
EXTRA_DIST += $(CLI_TESTS) tests/data tests/env/witness.py \
	tests/finance/book.py tests/finance/clients.py \
	tests/finance/compare.py tests/finance/ledger.py \
	tests/finance/lib.sh tests/finance/model.py \
	tests/finance/mutate.py tests/finance/oracle.py \
	tests/finance/path.py tests/finance/plans.py \
	tests/finance/search.py tests/finance/stays.py \
	tests/finance/trade.py tests/mail/compare.py \
	tests/outbox/replay.py \
	tests/report/check-cite.py tests/report/check-html.py \
	tests/report/check-json.py \
	tests/report/check-markdown.py tests/report/lineage.py \
	tests/rec/agree.py tests/rec/cases.py tests/rec/exceptions.py \
	tests/rec/expressions.py \
	tests/report/measure.html tests/report/moved.py tests/report/mutate.py \
	tests/report/schema.py

# Prints views of a book: for the tests of the finance views.
check_PROGRAMS += tests/finance/dump
tests_finance_dump_SOURCES = tests/finance/dump.c
tests_finance_dump_LDADD = src/libbook.a src/librec.a src/libmoney.a \
	src/libbase.a $(SQLITE_LIBS) $(GMP_LIBS) $(LIBINTL)

# Shows what a reader makes of texts: for comparisons with the real one.
check_PROGRAMS += tests/env/read
tests_env_read_SOURCES = tests/env/read.c
tests_env_read_LDADD = src/libenv.a src/libmail.a src/librec.a \
	src/libbase.a $(LIBINTL)

# Shows what the mail room makes of a message: for comparisons.
check_PROGRAMS += tests/mail/show
tests_mail_show_SOURCES = tests/mail/show.c
tests_mail_show_LDADD = src/libmail.a src/libbase.a $(GMIME_LIBS) \
	$(CRYPTO_LIBS) $(LIBINTL)

# Tries what a confined program cannot do.
check_PROGRAMS += tests/base/confine
tests_base_confine_SOURCES = tests/base/confine.c
tests_base_confine_LDADD = src/libbase.a $(LIBINTL)
