# SPDX-License-Identifier: GPL-3.0-or-later
CLI_TESTS =
TESTS += $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS)
