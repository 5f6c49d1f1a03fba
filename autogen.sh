#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes ./configure in a checkout. A release tarball has it already.
set -eu
cd "$(dirname "$0")"
exec autoreconf --force --install
