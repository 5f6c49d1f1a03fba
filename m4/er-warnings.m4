dnl SPDX-License-Identifier: GPL-3.0-or-later

dnl ER_PROBE_CFLAG(VARIABLE, FLAG)
dnl Appends FLAG to VARIABLE when the C compiler takes it without a word.
AC_DEFUN([ER_PROBE_CFLAG], [
	AS_VAR_PUSHDEF([er_cache], [er_cv_cflag_$2])
	AC_CACHE_CHECK([whether $CC accepts $2], [er_cache], [
		er_saved_CFLAGS=$CFLAGS
		CFLAGS="$CFLAGS -Werror $2"
		AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
			[AS_VAR_SET([er_cache], [yes])],
			[AS_VAR_SET([er_cache], [no])])
		CFLAGS=$er_saved_CFLAGS])
	AS_VAR_IF([er_cache], [yes], [AS_VAR_APPEND([$1], [" $2"])])
	AS_VAR_POPDEF([er_cache])])

dnl ER_PROBE_LDFLAG(VARIABLE, FLAG)
dnl Appends FLAG to VARIABLE when a program links with it.
AC_DEFUN([ER_PROBE_LDFLAG], [
	AS_VAR_PUSHDEF([er_cache], [er_cv_ldflag_$2])
	AC_CACHE_CHECK([whether the linker accepts $2], [er_cache], [
		er_saved_LDFLAGS=$LDFLAGS
		LDFLAGS="$LDFLAGS -Werror $2"
		AC_LINK_IFELSE([AC_LANG_PROGRAM()],
			[AS_VAR_SET([er_cache], [yes])],
			[AS_VAR_SET([er_cache], [no])])
		LDFLAGS=$er_saved_LDFLAGS])
	AS_VAR_IF([er_cache], [yes], [AS_VAR_APPEND([$1], [" $2"])])
	AS_VAR_POPDEF([er_cache])])

dnl ER_WARNINGS
dnl Sets ER_WARN_CFLAGS. Warnings stop the build only with --enable-werror,
dnl which is for our own builds: a newer compiler must not break a user's.
AC_DEFUN([ER_WARNINGS], [
	AC_ARG_ENABLE([werror],
		[AS_HELP_STRING([--enable-werror],
			[treat compiler warnings as errors (for developers)])],
		[], [enable_werror=no])
	ER_WARN_CFLAGS=
	m4_foreach_w([er_flag], [-Wall -Wextra -Wshadow -Wformat=2
		-Wstrict-prototypes -Wmissing-prototypes -Wvla
		-Wimplicit-fallthrough],
		[ER_PROBE_CFLAG([ER_WARN_CFLAGS], er_flag)])
	AS_IF([test "x$enable_werror" = xyes],
		[AS_VAR_APPEND([ER_WARN_CFLAGS], [" -Werror"])])
	AC_SUBST([ER_WARN_CFLAGS])])
