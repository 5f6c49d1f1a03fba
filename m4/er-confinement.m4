dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_CONFINEMENT
dnl Shall er-gen give up what it does not need, where Linux can do that? Not
dnl with the sanitizers, which look at the process by means that it then has
dnl not, nor where the program is to leave a profile when it ends. Sets
dnl ENABLE_CONFINEMENT, and er_confinement for the summary.
AC_DEFUN([ER_CONFINEMENT], [
	AC_REQUIRE([ER_SANITIZERS])
	AC_ARG_ENABLE([confinement],
		[AS_HELP_STRING([--disable-confinement],
			[do without Landlock and seccomp (Linux)])],
		[], [enable_confinement=yes])
	AC_CHECK_HEADERS([linux/landlock.h linux/seccomp.h linux/filter.h linux/audit.h],
		[], [er_confinement="no (not Linux, or its headers are missing)"])
	AS_CASE([" $CFLAGS "], [*" --coverage "* | *" -fprofile-"*],
		[er_confinement="no (CFLAGS ask for a profile)"])
	AS_IF([test "x$enable_sanitizers" = xyes],
		[er_confinement="no (sanitizers)"])
	AS_IF([test "x$enable_confinement" != xyes], [er_confinement=no])
	AS_IF([test -z "$er_confinement"],
		[er_confinement="Landlock, seccomp" er_confined=1],
		[er_confined=0])
	AC_DEFINE_UNQUOTED([ENABLE_CONFINEMENT], [$er_confined],
		[Shall programs give up what they do not need?])])
