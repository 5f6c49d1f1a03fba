# SPDX-License-Identifier: GPL-3.0-or-later
# One script a claim; each prints medians and the ratio to a peer measured in
# the same run. `make bench` runs them all.
BENCHES = bench/book-check.sh bench/env-check.sh bench/sesmail-one.sh
EXTRA_DIST += $(BENCHES) bench/time.py

.PHONY: bench
bench: all $(check_PROGRAMS)
	@$(AM_TESTS_ENVIRONMENT) \
	for bench in $(BENCHES); do \
		$(SHELL) "$(srcdir)/$$bench" || exit 1; \
	done
