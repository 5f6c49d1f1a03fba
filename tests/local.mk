# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests (check) and command line tests (.t) both speak TAP.
TEST_EXTENSIONS = .t
TAP = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP)
T_LOG_DRIVER = $(TAP)
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C.UTF-8; TZ=UTC0; export LC_ALL TZ; \
	CK_VERBOSITY=silent; export CK_VERBOSITY; \
	CK_DEFAULT_TIMEOUT=120; export CK_DEFAULT_TIMEOUT; \
	ER_DATADIR='$(abs_top_srcdir)'; export ER_DATADIR; \
	ER_LIBEXECDIR='$(abs_top_builddir)'; export ER_LIBEXECDIR; \
	SRCDIR='$(abs_top_srcdir)'; BUILDDIR='$(abs_top_builddir)'; \
	export SRCDIR BUILDDIR; \
	PATH='$(abs_top_builddir)':$$PATH; export PATH; \
	PYTHON='$(PYTHON)'; export PYTHON; \
	SHARED="$${SHARED-$(abs_top_srcdir)/../shared}"; export SHARED;

UNIT_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
UNIT_LIBS = $(CHECK_LIBS) $(LIBINTL)
EXTRA_DIST += tests/lib.sh tests/unit/unit.h tests/fuzz/book.c \
	tests/fuzz/env-readers.c tests/fuzz/expressions.c \
	tests/fuzz/expressions.txt tests/fuzz/git.c tests/fuzz/own.rec tests/fuzz/posting.csv \
	tests/fuzz/posting.sql tests/fuzz/records.c tests/fuzz/small.csv \
	tests/fuzz/strange.sql \
	tests/fuzz/run

if HAVE_CHECK
include tests/unit/local.mk
else
TESTS += tests/check-missing.t
endif
EXTRA_DIST += tests/check-missing.t
include tests/endpoint/local.mk
include tests/cli/local.mk
