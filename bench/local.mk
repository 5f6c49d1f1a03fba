# SPDX-License-Identifier: GPL-3.0-or-later
# One script a claim; each prints medians and the ratio to a peer measured in
# the same run. `make bench` runs them all.
BENCHES = bench/book-check.sh bench/env-check.sh bench/env-online.sh \
	bench/report-role.sh bench/report-scale.sh \
	bench/sesmail-attach.sh bench/sesmail-flush.sh bench/sesmail-one.sh
EXTRA_DIST += $(BENCHES) bench/arithmetic.py bench/boto3-send.py \
	bench/env-online.py bench/figures.py bench/functions.c \
	bench/ledger.awk bench/lib.sh bench/measures.py bench/queries.py \
	bench/report.py bench/time.py

# What a report's queries call, for the sqlite3 shell.
bench/functions.so: bench/functions.c src/libbook.a
	$(AM_V_GEN)$(MKDIR_P) bench && $(CC) $(DEFS) -I. $(AM_CPPFLAGS) \
		$(CPPFLAGS) $(SQLITE_CFLAGS) $(GMP_CFLAGS) $(CFLAGS) -shared \
		-fPIC -o $@ "$(srcdir)/bench/functions.c" \
		"$(srcdir)"/src/book/*.c "$(srcdir)"/src/money/*.c \
		"$(srcdir)"/src/rec/*.c "$(srcdir)"/src/base/*.c $(SQLITE_LIBS) \
		$(GMP_LIBS) $(UNISTRING_LIBS) $(CRYPTO_LIBS) $(LIBINTL)
CLEANFILES += bench/functions.so

.PHONY: bench
bench: all $(check_PROGRAMS) bench/functions.so
	@$(AM_TESTS_ENVIRONMENT) \
	for bench in $(BENCHES); do \
		$(SHELL) "$(srcdir)/$$bench" || exit 1; \
	done
