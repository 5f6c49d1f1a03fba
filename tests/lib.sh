# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For the command line tests: TAP on stdout, a directory of one's own, no
# network. A test is
#
#     . "${SRCDIR:-.}/tests/lib.sh"
#     run er-gen --version
#     status_is 0 'er-gen --version exits 0'
#     done_testing
#
# `run` keeps the streams in ./out and ./err and the status in $status. Names
# of environment variables that would change what is tested are unset first.

set -u
SRCDIR=${SRCDIR:?run the tests with make check}
BUILDDIR=${BUILDDIR:?run the tests with make check}
PYTHON=${PYTHON:-python3}
test_count=0

for test_name in $(env | sed -n 's/^\(AWS_[A-Z0-9_]*\|SES_[A-Z0-9_]*\|ER_[A-Z0-9_]*\)=.*/\1/p'); do
	case $test_name in
	ER_DATADIR | ER_LIBEXECDIR) ;;
	*) unset "$test_name" ;;
	esac
done

workdir=$(mktemp -d "${TMPDIR:-/tmp}/er-test.XXXXXX")
cleanup_commands=:
# add_cleanup COMMAND: run when the test ends, however it ends.
add_cleanup() { cleanup_commands="$1; $cleanup_commands"; }
trap 'eval "$cleanup_commands"; cd /; rm -rf "$workdir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$workdir" || exit 1
HOME=$workdir XDG_STATE_HOME=$workdir/state XDG_CONFIG_HOME=$workdir/config
export HOME XDG_STATE_HOME XDG_CONFIG_HOME

# ok STATUS NAME: passes when STATUS is 0.
ok() {
	test_count=$((test_count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $test_count - $2"
	else
		echo "not ok $test_count - $2"
		return 1
	fi
}

# diag FILE...: shows files as TAP comments.
diag() {
	for diag_file in "$@"; do
		[ -s "$diag_file" ] || continue
		head -c 4000 "$diag_file" | sed "s|^|# $diag_file: |"
		echo	# a cut line must not swallow the next one of TAP
	done
	return 0
}

skip() {
	test_count=$((test_count + 1))
	echo "ok $test_count - $2 # SKIP $1"
}

run() { "$@" >out 2>err; status=$?; }
# run_in FILE COMMAND...: the same with stdin from FILE.
run_in() { run_file=$1; shift; "$@" <"$run_file" >out 2>err; status=$?; }

status_is() {
	[ "$status" -eq "$1" ]
	ok $? "$2" || { echo "# exit status $status, expected $1"; diag out err; }
}
# has FILE TEXT NAME: FILE contains TEXT (fixed string).
has() { grep -qF -e "$2" "$1"; ok $? "$3" || { echo "# expected: $2"; diag "$1"; }; }
hasnt() { ! grep -qF -e "$2" "$1"; ok $? "$3" || { echo "# not expected: $2"; diag "$1"; }; }
empty() { [ ! -s "$1" ]; ok $? "$2" || diag "$1"; }
# same FILE EXPECTED NAME
same() { diff -u "$2" "$1" >diff.out; ok $? "$3" || diag diff.out; }
# is ACTUAL EXPECTED NAME
is() {
	[ "$1" = "$2" ]
	ok $? "$3" || { printf '# got:      %s\n# expected: %s\n' "$1" "$2"; }
}
# need COMMAND: a test tool must be there; missing is a failure, not a pass.
need() {
	command -v "$1" >/dev/null 2>&1 && return 0
	ok 1 "$1 is installed (see README)"
	done_testing
	exit 0
}
done_testing() { echo "1..$test_count"; }
