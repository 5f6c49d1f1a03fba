#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Programs that were built and not installed say how to find their files.
. "${SRCDIR:?}/tests/lib.sh"

mkdir nothing
cp "$SRCDIR/examples/trial.env" .
chmod 600 trial.env
for command in "er-gen cfo $SRCDIR/examples/book" 'er-env check trial.env'; do
	run env ER_DATADIR="$workdir/nothing" sh -c "$command"
	status_is 78 "${command%% *} without its files exits 78"
	has err ER_DATADIR "${command%% *} says what to set"
	is "$(wc -l <err | tr -d ' ')" 1 "${command%% *} says it in one line"
done
done_testing
