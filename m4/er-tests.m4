dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_CHECK
dnl The unit tests need check; without it the programs are built all the same,
dnl the summary says so, and "make check" reports a failure, not a silent pass.
AC_DEFUN([ER_CHECK], [
	PKG_CHECK_MODULES([CHECK], [check >= 0.15], [have_check=yes], [have_check=no])
	AM_CONDITIONAL([HAVE_CHECK], [test "x$have_check" = xyes])])

dnl ER_TEST_TOOL(VARIABLE, WHAT, COMMAND)
dnl Asks whether COMMAND succeeds; the summary shows each WHAT that is missing.
AC_DEFUN([ER_TEST_TOOL], [
	AC_CACHE_CHECK([for $2 (tests)], [er_cv_tool_$1],
		[AS_IF([$3 >/dev/null 2>&1], [er_cv_tool_$1=yes], [er_cv_tool_$1=no])])
	AS_VAR_IF([er_cv_tool_$1], [no], [AS_VAR_APPEND([er_missing_tools], [" $2"])])])

dnl ER_TEST_TOOLS
dnl Finds a python3 that has botocore (Debian's own stands beside others), itself
dnl and not what a version manager starts it by, which takes longer than most
dnl scripts; and the programs that the command line tests compare with.
AC_DEFUN([ER_TEST_TOOLS], [
	er_missing_tools=
	AC_CACHE_CHECK([for a python3 with botocore (tests)], [er_cv_python], [
		er_cv_python=none
		for er_try in "${PYTHON-python3}" /usr/bin/python3; do
			er_found=`"$er_try" -c 'import botocore, sys
print(sys.executable)' 2>/dev/null` && er_cv_python=$er_found && break
		done])
	AS_VAR_IF([er_cv_python], [none],
		[AS_VAR_APPEND([er_missing_tools], [" python3-botocore"])])
	PYTHON=$er_cv_python
	AC_SUBST([PYTHON])
	ER_TEST_TOOL([recsel], [recutils], [recsel --version])
	ER_TEST_TOOL([sqlite3], [sqlite3], [sqlite3 -version])
	ER_TEST_TOOL([openssl], [openssl], [openssl version])
	ER_TEST_TOOL([mandoc], [mandoc], [command -v mandoc])])
