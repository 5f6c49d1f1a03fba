# SPDX-License-Identifier: GPL-3.0-or-later
CLI_TESTS =
CLI_TESTS += tests/cli/aws-endpoint.t
TESTS += $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS)
